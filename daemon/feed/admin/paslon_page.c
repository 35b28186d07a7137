/* Every paslon of the region's contests, with the form to strike it out or put it in again. */
#include "jarak/feed/admin/paslon.h"

#include <string.h>
#include "daemon/feed/desk/pen.h"
#include "jarak/base/defend.h"

static struct web_struck row_of(struct desk_pen *pen, const struct jk_desk_reader *reader,
                                const struct jk_paslon_page *page, size_t i)
{
    const struct jk_paslon_view *p = &page->rows[i];
    bool typed = p->number == page->typed_number && strcmp(p->contest, page->typed_contest) == 0;
    const char *number = desk_fmt(pen, "%u", p->number);
    const char *const since[] = { "date",  p->time_s ? desk_instant(pen, p->time_s) : "",
                                  "value", p->reason,
                                  "field", p->basis,
                                  NULL };

    return (struct web_struck){
        .title = desk_fmt(pen, "%s: Paslon %s", p->name[pen->lang], number),
        .contest = p->contest,
        .number = number,
        .struck = p->struck,
        .state = desk_say(pen, p->struck ? JK_TEXT_STRUCK_OUT : JK_TEXT_STRUCK_STANDS),
        .state_class = p->struck ? "tahan" : "terbit",
        .about = p->time_s ? desk_fill(pen, JK_TEXT_STRUCK_SINCE, since) : "",
        .act = p->struck ? "pulihkan" : "coret",
        .act_text = desk_say(pen, p->struck ? JK_TEXT_STRUCK_AGAIN : JK_TEXT_STRUCK_DO),
        .what = desk_say(pen, p->struck ? JK_TEXT_STRUCK_AGAIN_IS : JK_TEXT_STRUCK_DO_IS),
        .reason = typed ? page->typed_reason : "",
        .basis = typed ? page->typed_basis : "",
        .id = desk_fmt(pen, "p%zu", i + 1),
        .csrf = reader->csrf
    };
}

enum jk_status jk_desk_paslon_page(struct jk_buf *out, const struct jk_desk_reader *reader,
                                   const struct jk_paslon_page *page)
{
    JK_ASSERT(page != NULL && page->typed_contest != NULL);

    struct desk_pen pen = desk_pen_of(reader);
    struct web_paslon view = { .outcome = { page->done, page->fault } };
    struct web_struck *rows = desk_array(&pen, page->count, sizeof *rows);
    struct jk_buf content = { 0 };

    for (size_t i = 0; rows && i < page->count; i++) {
        pen.tz = page->rows[i].tz;
        rows[i] = row_of(&pen, reader, page, i);
    }
    view.rows = rows;
    view.rows_count = rows ? page->count : 0;
    if (!pen.failed)
        web_paslon(&content, &view, reader->lang);
    return desk_finish(out, &pen, reader, desk_say(&pen, JK_TEXT_STRUCK_TITLE), &content);
}
