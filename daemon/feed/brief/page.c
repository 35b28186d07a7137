/* The brief as a page of the desk, with its message to be copied. */
#include "daemon/feed/brief/views.h"

enum jk_status jk_brief_page(struct jk_buf *out, const struct jk_desk_reader *reader,
                             const struct jk_brief *brief)
{
    struct desk_pen pen = desk_pen_of(reader);
    struct jk_buf content = { 0 }, message = { 0 };
    struct web_brief view;

    pen.look = "rakor";
    brief_fill(&pen, brief, &view);
    if (!reader->may_see) /* papers are for meetings */
        view.print_href = "";
    if (!pen.failed)
        brief_message(&message, &pen, &view);
    view.message = desk_text_of(&pen, &message);
    if (!pen.failed)
        web_brief(&content, &view, reader->lang);
    return desk_finish(out, &pen, reader, view.title, &content);
}
