/* The page of a list: what the rows have in common, the rows, and what is said of each. */
#include "jarak/feed/desk/list.h"

#include <string.h>
#include "daemon/feed/desk/pen.h"
#include "jarak/base/defend.h"

#define ROWS_LEAST 8
#define ROWS_MORE  4 /* empty rows behind those that were typed */

struct sheet {
    struct desk_pen *pen;
    const struct jk_desk_reader *reader;
    const struct jk_list_page *page;
};

static const struct jk_text *head_of(enum jk_list_column column)
{
    static const struct jk_text *const texts[] = { [JK_LIST_KIND] = JK_TEXT_DESK_FORM_KIND,
                                                   [JK_LIST_DATE] = JK_TEXT_DESK_FORM_DATE_OF,
                                                   [JK_LIST_FROM] = JK_TEXT_DESK_FORM_FROM,
                                                   [JK_LIST_TO] = JK_TEXT_DESK_FORM_TO,
                                                   [JK_LIST_PLACE] = JK_TEXT_DESK_FORM_PLACE_NAME,
                                                   [JK_LIST_POINT] = JK_TEXT_DESK_FORM_POINT_OF,
                                                   [JK_LIST_CROWD] = JK_TEXT_DESK_FORM_CROWD,
                                                   [JK_LIST_CONTACT] = JK_TEXT_DESK_FORM_CONTACT };
    _Static_assert(sizeof texts / sizeof *texts == JK_LIST_END, "every column has its head");

    return texts[column];
}

static struct web_input input(const struct sheet *s, enum jk_form_field field,
                              const struct jk_text *label, const char *width)
{
    bool wrong = s->page->fault && s->page->fault_field == field && s->page->fault->text;

    return (struct web_input){
        .name = jk_form_name(field),
        .label = desk_say(s->pen, label),
        .value = s->page->list->common.value[field],
        .fault = wrong ? desk_capital(s->pen, desk_say(s->pen, s->page->fault->text)) : "",
        .hint = "",
        .width = width
    };
}

static void fill_common(const struct sheet *s, struct web_list *out)
{
    desk_fill_whose(s->pen, &s->page->list->common, "", &out->whose);
    out->letter[0] = input(s, JK_FORM_LETTER_NO, JK_TEXT_DESK_FORM_LETTER_NO, "w3 g");
    out->letter[1] = input(s, JK_FORM_LETTER_DATE, JK_TEXT_DESK_FORM_LETTER_DATE, "w3 g");
    out->letter[2] = input(s, JK_FORM_RECEIVED_DATE, JK_TEXT_DESK_FORM_RECEIVED, "w3 g");
    out->letter[3] = input(s, JK_FORM_RECEIVED_HOUR, JK_TEXT_DESK_FORM_RECEIVED_HOUR, "w3 g");
    out->letter[4] = input(s, JK_FORM_CONTACT, JK_TEXT_DESK_FORM_CONTACT, "w6");
    out->letter_count = 5;
}

/* What is said of a row: what is wrong with it, or how bad its worst conflict is and which. */
static void fill_said(const struct sheet *s, size_t i, struct web_list_said *out)
{
    const struct jk_list_fault *said = &s->page->faults[i];
    const struct jk_verdict_view *view = s->page->views[i];
    struct desk_pen *pen = s->pen;
    char text[600];

    *out = (struct web_list_said){ .number = desk_fmt(pen, "%zu", i + 1), .text = "" };
    if (said->wrong) {
        jk_error_format(&said->fault.error, pen->lang, text, sizeof text);
        out->text = desk_fmt(pen, "%s", text);
        out->wrong = true;
        return;
    }
    if (!view)
        return;
    if (!view->assessed)
        out->text = desk_capital(pen, desk_say(pen, JK_TEXT_DESK_UNASSESSED));
    out->level =
        desk_level(pen, view->conflict_count ? view->conflicts[0].levels
                                             : (struct jk_levels){ JK_LEVEL_NONE, JK_LEVEL_NONE });
    if (view->conflict_count) {
        const struct jk_conflict_view *c = &view->conflicts[0];
        const struct jk_leg_part *chief = desk_chief(c);

        out->text =
            desk_fmt(pen, "%s %s. %s (%s).", desk_meeting(pen, c, chief), desk_when(pen, c, chief),
                     desk_distance(pen, chief->part.distance_m), desk_limit(pen, &chief->part));
    }
}

static void fill_rows(const struct sheet *s, struct web_list *out)
{
    const struct jk_list *list = s->page->list;
    size_t count = list->count + ROWS_MORE < ROWS_LEAST ? ROWS_LEAST : list->count + ROWS_MORE;
    struct web_list_row *rows;

    count = count > JK_LIST_ROWS_MAX ? JK_LIST_ROWS_MAX : count;
    rows = desk_array(s->pen, count, sizeof *rows);
    for (size_t i = 0; rows && i < count; i++) {
        rows[i].number = desk_fmt(s->pen, "%zu", i + 1);
        for (int k = 0; k < JK_LIST_END; k++) {
            enum jk_list_column column = (enum jk_list_column)k;
            bool wrong = s->page->faults && i < list->count && s->page->faults[i].wrong &&
                         s->page->faults[i].fault.field == jk_list_field(column);

            rows[i].cells[k] = (struct web_list_cell){
                desk_fmt(s->pen, "%s%zu", jk_form_name(jk_list_field(column)), i),
                desk_say(s->pen, head_of(column)),
                desk_fmt(s->pen, "%s %zu", desk_say(s->pen, head_of(column)), i + 1),
                i < list->count ? list->rows[i].cell[k] : "",
                wrong,
                k == JK_LIST_KIND
            };
        }
        rows[i].cells_count = JK_LIST_END;
    }
    out->rows = rows;
    out->rows_count = rows ? count : 0;
    out->most = desk_fmt(s->pen, "%d", JK_LIST_ROWS_MAX);
}

static void fill_heads(const struct sheet *s, struct web_list *out)
{
    static const enum jk_kind kinds[] = { JK_KIND_TATAP_MUKA, JK_KIND_TERBATAS,
                                          JK_KIND_RAPAT_UMUM };
    struct web_option *heads = desk_array(s->pen, JK_LIST_END, sizeof *heads);
    struct web_option *words = desk_array(s->pen, 3, sizeof *words);

    for (int k = 0; heads && k < JK_LIST_END; k++)
        heads[k].text = desk_say(s->pen, head_of((enum jk_list_column)k));
    for (size_t i = 0; words && i < 3; i++)
        words[i].value = jk_kind_name(kinds[i], JK_LANG_ID);
    out->heads = heads;
    out->heads_count = heads ? JK_LIST_END : 0;
    out->kinds = words;
    out->kinds_count = words ? 3 : 0;
}

static void fill_check(const struct sheet *s, struct web_list_check *out)
{
    const struct jk_list *list = s->page->list;
    struct web_list_said *rows = desk_array(s->pen, list->count, sizeof *rows);
    char text[600];

    out->fault = "";
    if (s->page->fault) {
        jk_error_format(s->page->fault, s->pen->lang, text, sizeof text);
        out->fault = desk_fmt(s->pen, "%s", text);
    }
    for (size_t i = 0; rows && s->page->faults && i < list->count; i++) {
        if (s->page->faults[i].wrong || s->page->views[i])
            fill_said(s, i, &rows[out->rows_count++]);
    }
    out->rows = rows;
}

enum jk_status jk_desk_list_page(struct jk_buf *out, const struct jk_desk_reader *reader,
                                 const struct jk_list_page *page)
{
    JK_ASSERT(page != NULL && page->list != NULL);

    struct desk_pen pen = desk_pen_of(reader);
    struct sheet s = { &pen, reader, page };
    struct web_list view = { .csrf = reader->csrf, .pasted = page->pasted };
    struct jk_buf content = { 0 };
    enum jk_status rc;

    fill_check(&s, &view.check);
    if (page->only_verdict) {
        web_list_check(out, &view.check, reader->lang);
        rc = jk_buf_ok(out) && !pen.failed ? JK_OK : JK_MEMORY;
        jk_arena_clear(&pen.arena);
        return rc;
    }
    view.uid = page->list->common.value[JK_FORM_UID];
    fill_common(&s, &view);
    fill_heads(&s, &view);
    fill_rows(&s, &view);
    if (!pen.failed)
        web_list(&content, &view, reader->lang);
    return desk_finish(out, &pen, reader, desk_say(&pen, JK_TEXT_DESK_LIST), &content);
}
