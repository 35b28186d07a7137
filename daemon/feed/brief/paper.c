/* The brief on paper: one page of A4, upright. What is told is bounded (brief.h) so that it fits.
 */
#include "daemon/feed/brief/views.h"
#include "daemon/feed/paper/sheets.h"

struct writer {
    struct jk_buf *out;
    struct desk_pen *pen;
    const struct web_brief *view;
};

static void put_line(const struct writer *w, const struct web_brief_line *line)
{
    jk_sheet_mark(w->out, JK_SHEET_ROW);
    paper_cell(w->out, paper_level(&line->level), line->level.word);
    paper_cell(w->out, JK_LOOK_BOLD, line->when);
    paper_cell(w->out, JK_LOOK_PLAIN, line->what);
    if (line->parties_count)
        paper_also(w->out, JK_LOOK_BOLD, paper_parties(w->pen, line->parties, line->parties_count));
    paper_also(w->out, JK_LOOK_SMALL, line->more);
    if (!w->view->shared)
        paper_cell(w->out, JK_LOOK_SMALL, line->note);
    jk_sheet_mark(w->out, JK_SHEET_END);
}

static void put_lines(const struct writer *w, const char *title, const struct web_brief_line *lines,
                      size_t count, const char *more)
{
    static const double internal[] = { 0, 21, 23, 108, 36 };
    static const double shared[] = { 0, 21, 46, 121 };

    jk_sheet_say(w->out, JK_SHEET_H2, title);
    if (count) {
        jk_sheet_measure(w->out, JK_SHEET_TABLE, w->view->shared ? shared : internal,
                         w->view->shared ? 4 : 5);
        for (size_t i = 0; i < count; i++)
            put_line(w, &lines[i]);
        jk_sheet_mark(w->out, JK_SHEET_END);
    }
    if (more[0])
        jk_sheet_say(w->out, JK_SHEET_SMALL, more);
}

/* Of the day an activity is one line of paper: hours, who, what and where beside each other. */
static void put_today(const struct writer *w)
{
    static const double widths[] = { 0, 24, 22, 40, 76, 26 };
    const struct web_brief *v = w->view;

    jk_sheet_say(w->out, JK_SHEET_H2, v->today_title);
    if (v->today_count) {
        jk_sheet_measure(w->out, JK_SHEET_TABLE, widths, sizeof widths / sizeof *widths);
        for (size_t i = 0; i < v->today_count; i++) {
            const struct web_brief_line *line = &v->today[i];

            jk_sheet_mark(w->out, JK_SHEET_ROW);
            paper_cell(w->out, JK_LOOK_BOLD, line->when);
            paper_cell(w->out, JK_LOOK_PLAIN,
                       paper_parties(w->pen, line->parties, line->parties_count));
            paper_cell(w->out, JK_LOOK_PLAIN, line->what);
            paper_cell(w->out, JK_LOOK_PLAIN, line->more);
            paper_cell(w->out, paper_level(&line->level), line->level.word);
            jk_sheet_mark(w->out, JK_SHEET_END);
        }
        jk_sheet_mark(w->out, JK_SHEET_END);
    }
    if (v->today_more[0])
        jk_sheet_say(w->out, JK_SHEET_SMALL, v->today_more);
}

static void put_number(const struct writer *w, unsigned value)
{
    paper_cell(w->out, JK_LOOK_PLAIN, value ? desk_number(w->pen, value) : "-");
}

static void put_days(const struct writer *w)
{
    static const double internal[] = { 1, 27, 60, 16, 16, 19, 14, 18, 18 };
    static const double shared[] = { 1, 27, 78, 16, 16, 19, 14, 18 };
    struct desk_pen *pen = w->pen;
    const struct web_brief *v = w->view;
    const char *const heads[] = {
        desk_say(pen, JK_TEXT_DESK_FORM_DATE_OF), desk_say(pen, JK_TEXT_BRIEF_WHO),
        desk_say(pen, JK_TEXT_BRIEF_ALL),         jk_level_word(JK_LEVEL_SIAGA),
        jk_level_word(JK_LEVEL_WASPADA),          jk_level_word(JK_LEVEL_INFO),
        desk_say(pen, JK_TEXT_BRIEF_UNKNOWN),     desk_say(pen, JK_TEXT_BRIEF_WAITING)
    };
    size_t columns = v->shared ? 7 : 8;

    jk_sheet_say(w->out, JK_SHEET_H2, desk_say(pen, JK_TEXT_BRIEF_DAYS));
    jk_sheet_measure(w->out, JK_SHEET_TABLE, v->shared ? shared : internal, columns + 1);
    jk_sheet_list(w->out, JK_SHEET_HEADS, heads, columns);
    for (size_t i = 0; i < v->days_count; i++) {
        const struct web_brief_day *d = &v->days[i];

        jk_sheet_mark(w->out, JK_SHEET_ROW);
        paper_cell(w->out, JK_LOOK_BOLD, d->date);
        paper_cell(w->out, JK_LOOK_PLAIN, d->who);
        put_number(w, d->all);
        put_number(w, d->siaga);
        put_number(w, d->waspada);
        put_number(w, d->info);
        put_number(w, d->unassessed);
        if (!v->shared)
            put_number(w, d->waiting);
        jk_sheet_mark(w->out, JK_SHEET_END);
    }
    jk_sheet_mark(w->out, JK_SHEET_END);
}

enum jk_status jk_brief_paper(struct jk_buf *out, const struct jk_paper *paper,
                              const struct jk_brief *brief)
{
    struct desk_pen pen = desk_pen_of(paper->reader);
    struct web_brief view;
    const struct writer w = { out, &pen, &view };
    struct paper_size size = { JK_PAPER_PDF, 210, 297, 11, 7.5, NULL };

    brief_fill(&pen, brief, &view);
    if (pen.failed) /* what was counted may not be there */
        return paper_end(out, &pen);
    size.foot = desk_fmt(&pen, "%s %s", view.edition_is, desk_say(&pen, JK_TEXT_DESK_FOOT));
    paper_head(out, &pen, paper, &size, view.title);
    jk_sheet_say(out, JK_SHEET_H1, desk_say(&pen, JK_TEXT_BRIEF_TITLE));
    jk_sheet_say(out, JK_SHEET_TEXT, view.about);
    jk_sheet_say(out, JK_SHEET_SMALL, desk_fmt(&pen, "%s %s", view.edition_is, view.printed));
    put_lines(&w, view.lines_title, view.lines, view.lines_count, view.lines_more);
    if (view.nothing[0])
        jk_sheet_say(out, JK_SHEET_TEXT, view.nothing);
    if (view.unassessed[0])
        jk_sheet_say(out, JK_SHEET_STRONG, view.unassessed);
    if (!view.shared)
        put_lines(&w, view.changes_title, view.changes, view.changes_count, view.changes_more);
    put_days(&w);
    put_today(&w);
    return paper_end(out, &pen);
}
