/* The matrix on paper: the rows of its page (daemon/feed/desk/matrix_page.c), a sheet a day.
 *
 * Each edition has its own columns, as it has its own rows: the shared one has no room in which a
 * way, a distance or a state could come to stand. */
#include "daemon/feed/paper/sheets.h"

struct writer {
    struct jk_buf *out;
    struct desk_pen *pen;
    const struct web_matrix *view;
    bool shared;
};

static void put_boxes(const struct writer *w, const struct web_matrix_row *row)
{
    const char *const boxes[] = { desk_say(w->pen, JK_TEXT_MATRIX_AGREE),
                                  desk_say(w->pen, JK_TEXT_MATRIX_RETIME),
                                  desk_say(w->pen, JK_TEXT_MATRIX_REROUTE),
                                  desk_say(w->pen, JK_TEXT_MATRIX_ELSE) };

    if (row->decide)
        jk_sheet_list(w->out, JK_SHEET_BOXES, boxes, 4);
    else
        paper_cell(w->out, JK_LOOK_PLAIN, "");
}

static void put_front(const struct writer *w, const struct web_matrix_row *row)
{
    jk_sheet_mark(w->out, JK_SHEET_ROW);
    paper_cell(w->out, JK_LOOK_PLAIN, row->number);
    paper_cell(w->out, JK_LOOK_BOLD, paper_parties(w->pen, row->parties, row->parties_count));
    paper_cell(w->out, JK_LOOK_PLAIN, row->what);
    paper_also(w->out, JK_LOOK_BOLD, row->hours);
    paper_cell(w->out, JK_LOOK_PLAIN, row->place);
}

static void put_internal(const struct writer *w, const struct web_matrix_row *row)
{
    put_front(w, row);
    paper_cell(w->out, paper_level(&row->level), row->level.word);
    paper_also(w->out, JK_LOOK_PLAIN, row->distance);
    paper_also(w->out, JK_LOOK_SMALL, row->starts);
    paper_cell(w->out, JK_LOOK_PLAIN, row->routes);
    paper_cell(w->out, JK_LOOK_PLAIN, row->state);
    put_boxes(w, row);
    jk_sheet_mark(w->out, JK_SHEET_END);
}

static void put_shared(const struct writer *w, const struct web_matrix_row *row)
{
    put_front(w, row);
    paper_cell(w->out, paper_level(&row->level), row->level.word);
    paper_also(w->out, JK_LOOK_PLAIN, row->note);
    put_boxes(w, row);
    jk_sheet_mark(w->out, JK_SHEET_END);
}

static void put_table(const struct writer *w, const struct web_matrix_day *day)
{
    static const double internal[] = { 1, 8, 21, 36, 47, 45, 56, 26, 38 };
    static const double shared[] = { 1, 8, 28, 58, 62, 51, 70 };
    struct desk_pen *pen = w->pen;
    const char *const heads[] = {
        desk_say(pen, JK_TEXT_DESK_FORM_NO),    desk_say(pen, JK_TEXT_MATRIX_PARTY),
        desk_say(pen, JK_TEXT_MATRIX_WHAT),     desk_say(pen, JK_TEXT_DESK_FORM_PLACE_HEAD),
        desk_say(pen, JK_TEXT_MATRIX_DISTANCE), desk_say(pen, JK_TEXT_MATRIX_ROUTES),
        desk_say(pen, JK_TEXT_DESK_ROW_STATE),  desk_say(pen, JK_TEXT_MATRIX_DECISION)
    };
    const char *const shared_heads[] = { heads[0],
                                         heads[1],
                                         heads[2],
                                         desk_say(pen, JK_TEXT_MATRIX_DISTRICT),
                                         desk_say(pen, JK_TEXT_MATRIX_LEVEL),
                                         heads[7] };

    if (w->shared) {
        jk_sheet_measure(w->out, JK_SHEET_TABLE, shared, sizeof shared / sizeof *shared);
        jk_sheet_list(w->out, JK_SHEET_HEADS, shared_heads, 6);
    } else {
        jk_sheet_measure(w->out, JK_SHEET_TABLE, internal, sizeof internal / sizeof *internal);
        jk_sheet_list(w->out, JK_SHEET_HEADS, heads, 8);
    }
    for (size_t i = 0; i < day->rows_count; i++) {
        if (w->shared)
            put_shared(w, &day->rows[i]);
        else
            put_internal(w, &day->rows[i]);
    }
    jk_sheet_mark(w->out, JK_SHEET_END);
}

static void put_signs(const struct writer *w)
{
    const char *signs[6];
    size_t count = w->view->signs_count < 6 ? w->view->signs_count : 6;

    for (size_t i = 0; i < count; i++)
        signs[i] = w->view->signs[i].text;
    if (count)
        jk_sheet_list(w->out, JK_SHEET_SIGNS, signs, count);
}

/* What the meeting decides of one day, and its signatures. */
static void put_day(const struct writer *w, const struct web_matrix_day *day)
{
    jk_sheet_say(w->out, JK_SHEET_H1, desk_say(w->pen, JK_TEXT_MATRIX_TITLE));
    jk_sheet_say(w->out, JK_SHEET_TEXT, w->view->about);
    jk_sheet_say(w->out, JK_SHEET_SMALL,
                 desk_fmt(w->pen, "%s %s", w->view->edition_is, w->view->printed));
    jk_sheet_say(w->out, JK_SHEET_H2, day->title);
    if (day->nothing && day->nothing[0])
        jk_sheet_say(w->out, JK_SHEET_TEXT, day->nothing);
    if (day->rows) {
        jk_sheet_say(w->out, JK_SHEET_SMALL, desk_say(w->pen, JK_TEXT_MATRIX_CAPTION));
        put_table(w, day);
    }
    jk_sheet_measure(w->out, JK_SHEET_GAP, (double[]){ 2 }, 1);
    if (day->annexed && day->annexed[0])
        jk_sheet_say(w->out, JK_SHEET_SMALL, day->annexed);
    put_signs(w);
}

static void put_annex_row(const struct writer *w, const struct web_matrix_row *row)
{
    jk_sheet_mark(w->out, JK_SHEET_ROW);
    paper_cell(w->out, JK_LOOK_PLAIN, row->number);
    paper_cell(w->out, JK_LOOK_BOLD, row->hours);
    paper_cell(w->out, JK_LOOK_BOLD, paper_parties(w->pen, row->parties, row->parties_count));
    paper_cell(w->out, JK_LOOK_PLAIN, row->what);
    paper_cell(w->out, JK_LOOK_PLAIN, row->place);
    if (!w->shared) {
        paper_cell(w->out, JK_LOOK_PLAIN, row->routes);
        paper_cell(w->out, JK_LOOK_PLAIN, row->state);
    }
    jk_sheet_mark(w->out, JK_SHEET_END);
}

static void put_annex(const struct writer *w, const struct web_matrix_day *day)
{
    static const double widths[] = { 1, 10, 32, 28, 42, 75, 62, 28 };
    struct desk_pen *pen = w->pen;
    const char *const heads[] = { desk_say(pen, JK_TEXT_DESK_FORM_NO),
                                  desk_say(pen, JK_TEXT_DESK_HOURS),
                                  desk_say(pen, JK_TEXT_MATRIX_PARTY),
                                  desk_say(pen, JK_TEXT_DESK_ROW_MAIN),
                                  desk_say(pen, w->shared ? JK_TEXT_MATRIX_DISTRICT
                                                          : JK_TEXT_DESK_FORM_PLACE_HEAD),
                                  desk_say(pen, JK_TEXT_MATRIX_ROUTES),
                                  desk_say(pen, JK_TEXT_DESK_ROW_STATE) };
    size_t columns = w->shared ? 5 : 7;

    jk_sheet_mark(w->out, JK_SHEET_BREAK);
    jk_sheet_say(w->out, JK_SHEET_H2, day->annex);
    jk_sheet_measure(w->out, JK_SHEET_TABLE, widths, columns + 1);
    jk_sheet_list(w->out, JK_SHEET_HEADS, heads, columns);
    for (size_t i = 0; i < day->calm_count; i++)
        put_annex_row(w, &day->calm[i]);
    jk_sheet_mark(w->out, JK_SHEET_END);
}

enum jk_status jk_paper_matrix(struct jk_buf *out, const struct jk_paper *paper,
                               const struct jk_matrix *matrix)
{
    struct desk_pen pen = desk_pen_of(paper->reader);
    struct web_matrix view = { .edition = "" };
    struct writer w = { out, &pen, &view, matrix->shared };
    struct paper_size size = { JK_PAPER_PDF, 297, 210, 10, 8, NULL };

    desk_matrix_view(&pen, matrix, &view);
    if (pen.failed) /* what was counted may not be there */
        return paper_end(out, &pen);
    size.foot = desk_fmt(&pen, "%s %s", view.edition_is, desk_say(&pen, JK_TEXT_DESK_FOOT));
    paper_head(out, &pen, paper, &size,
               desk_fmt(&pen, "%s, %s", desk_say(&pen, JK_TEXT_MATRIX_NAV),
                        desk_date(&pen, matrix->days[0].day)));
    for (size_t i = 0; i < view.days_count; i++) {
        if (i)
            jk_sheet_mark(out, JK_SHEET_BREAK);
        put_day(&w, &view.days[i]);
    }
    for (size_t i = 0; i < view.days_count; i++) {
        if (view.days[i].annex)
            put_annex(&w, &view.days[i]);
    }
    return paper_end(out, &pen);
}
