/* The brief as a message: for whom a page cannot be sent.
 *
 * Lines are whole or not there: a message that ends in the middle of an hour is read wrongly. What
 * has no room is counted at the end, for which room is kept from the beginning. */
#include "daemon/feed/brief/views.h"

#include <string.h>
#include "jarak/base/arena.h"

#define END_MOST 160 /* characters of the last line: how many have no room, and where to look */

static size_t characters(const char *text)
{
    size_t count = 0;

    for (; *text; text++)
        count += ((unsigned char)*text & 0xC0) != 0x80;
    return count;
}

struct message {
    struct jk_buf *out;
    size_t used, most;
    size_t left; /* lines that had no room */
};

static void add(struct message *m, const char *line)
{
    size_t need = characters(line) + 1;

    if (m->left || m->used + need > m->most) {
        m->left++;
        return;
    }
    m->used += need;
    jk_buf_fmt(m->out, "%s\n", line);
}

static const char *parties_of(struct desk_pen *pen, const struct web_brief_line *line)
{
    const char *text = "";

    for (size_t i = 0; i < line->parties_count; i++)
        text = desk_fmt(pen, "%s%s%s", text, i ? ", " : "", line->parties[i].label);
    return text;
}

/* "- SIAGA, Sab, 23 Nov: ... (perlu putusan)" */
static const char *matter(struct desk_pen *pen, const struct web_brief_line *line)
{
    const char *who = parties_of(pen, line);
    const char *what = who[0] ? desk_fmt(pen, "%s %s, %s", line->what, who, line->more)
                              : desk_fmt(pen, "%s %s", line->what, line->more);

    return desk_fmt(pen, "- [%s] %s: %s%s%s%s", line->level.word, line->when, what,
                    line->note[0] ? " (" : "", line->note, line->note[0] ? ")" : "");
}

void brief_message(struct jk_buf *out, struct desk_pen *pen, const struct web_brief *view)
{
    struct message m = { out, 0, JK_BRIEF_TEXT_MAX - END_MOST, 0 };
    size_t left;

    add(&m, desk_fmt(pen, "*%s*", view->title));
    add(&m, view->about);
    add(&m, view->edition_is);
    add(&m, "");
    add(&m, view->lines_count ? view->lines_title : view->nothing);
    for (size_t i = 0; i < view->lines_count; i++)
        add(&m, matter(pen, &view->lines[i]));
    left = m.left + view->lines_left;
    m.left = 0;
    if (left)
        m.used = m.most; /* nothing less important takes the room of what had none */
    else if (view->unassessed[0])
        add(&m, view->unassessed);
    if (!left)
        add(&m, view->today_title);
    jk_buf_str(out, left ? desk_fill_one(pen, JK_TEXT_BRIEF_LEFT, "count",
                                         desk_number(pen, (long long)left))
                         : desk_say(pen, JK_TEXT_BRIEF_MESSAGE_END));
    jk_buf_char(out, '\n');
}

enum jk_status jk_brief_text(struct jk_buf *out, const struct jk_desk_reader *reader,
                             const struct jk_brief *brief)
{
    struct desk_pen pen = desk_pen_of(reader);
    struct web_brief view;
    bool failed;

    brief_fill(&pen, brief, &view);
    if (!pen.failed)
        brief_message(out, &pen, &view);
    failed = pen.failed;
    jk_arena_clear(&pen.arena);
    return failed || !jk_buf_ok(out) ? JK_MEMORY : JK_OK;
}
