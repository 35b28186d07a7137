/* The digest as a page of the desk, with its message to be copied. */
#include "daemon/feed/meeting/views.h"

enum jk_status jk_recap_page(struct jk_buf *out, const struct jk_desk_reader *reader,
                             const struct jk_recap *recap)
{
    struct desk_pen pen = desk_pen_of(reader);
    struct jk_buf content = { 0 }, message = { 0 };
    struct web_recap view;

    pen.look = "rakor";
    meeting_fill(&pen, recap, &view);
    if (!pen.failed)
        meeting_message(&message, &pen, &view);
    view.message = desk_text_of(&pen, &message);
    view.may_meet = reader->may_submit;
    if (!pen.failed)
        web_recap(&content, &view, reader->lang);
    return desk_finish(out, &pen, reader, view.title, &content);
}
