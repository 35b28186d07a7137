/* The digest as a message: for whom a page cannot be sent.
 *
 * Lines are whole or not there. They come in the order of what a reader has to know first, and what
 * has no room is named by its kind and number in the last line. A line that has no room ends no
 * list of another kind: a short one may still fit. */
#include "daemon/feed/meeting/views.h"

#include <string.h>

#define END_LEAST                                                                               \
    32              /* characters that are kept for the last line, at first; more are tried ... \
                     */
#define END_STEP 16 /* ... in such steps */

/* What lines are of. */
enum part { PART_REGIONS, PART_CONFLICTS, PART_OVERRIDES, PART_TASKS, PART_OTHER, PART_END };

struct message {
    struct jk_buf *out;
    struct desk_pen *pen;
    size_t used, most;
    size_t cut[PART_END];
};

static size_t characters(const char *text)
{
    size_t count = 0;

    for (; *text; text++)
        count += ((unsigned char)*text & 0xC0) != 0x80;
    return count;
}

static void add(struct message *m, enum part part, const char *line)
{
    size_t need = characters(line) + 1;

    if (m->cut[part] || m->used + need > m->most) {
        m->cut[part]++;
        return;
    }
    m->used += need;
    jk_buf_fmt(m->out, "%s\n", line);
}

/* "- [siaga] Sab, 23 Nov: ... (baru, siaga)". Details stay on the page: here more lines matter
 * more. */
static const char *line_text(struct desk_pen *pen, const struct web_recap_line *line)
{
    return desk_fmt(pen, "- %s: %s%s%s%s%s%s", line->when, line->what, line->more[0] ? ", " : "",
                    line->more, line->note[0] ? " (" : "", line->note, line->note[0] ? ")" : "");
}

static bool has_room(const struct message *m, const char *line, const char *next)
{
    return m->used + characters(line) + characters(next) + 2 <= m->most;
}

/* A title stands there with a line below it, or not at all. */
static void add_list(struct message *m, enum part part, const struct web_recap_list *list,
                     bool details)
{
    const char *lines[JK_RECAP_LINES];

    for (size_t i = 0; i < list->lines_count; i++) {
        struct web_recap_line line = list->lines[i];

        if (!details)
            line.more = "";
        if (line.brief)
            line.what = line.brief;
        lines[i] = line_text(m->pen, &line);
    }
    if (list->lines_count && has_room(m, list->title, lines[0]))
        add(m, part, list->title);
    else
        m->cut[part] = list->lines_count;
    for (size_t i = 0; i < list->lines_count && m->cut[part] < list->lines_count; i++)
        add(m, part, lines[i]);
    m->cut[part] += list->left;
}

static void add_parts(struct message *m, const struct web_recap *view)
{
    for (size_t i = 0; i < view->parts_count; i++) {
        const struct web_recap_part *p = &view->parts[i];

        if (p->siaga + p->waspada + p->fresh + p->worse + p->silent + p->waiting > 0)
            add(m, PART_REGIONS,
                desk_fmt(m->pen, "- %s: siaga %u, waspada %u, %s %u, %s %u", p->name, p->siaga,
                         p->waspada, desk_say(m->pen, JK_TEXT_RECAP_FRESH), p->fresh,
                         desk_say(m->pen, JK_TEXT_RECAP_UNDECIDED), p->waiting));
    }
}

static const char *end_text(const struct message *m)
{
    static const struct jk_text *const texts[] = {
        JK_TEXT_RECAP_CUT_REGIONS, JK_TEXT_RECAP_CUT_CONFLICTS, JK_TEXT_RECAP_CUT_OVERRIDES,
        JK_TEXT_RECAP_CUT_TASKS, JK_TEXT_RECAP_CUT_OTHER
    };
    const char *list = "";

    _Static_assert(sizeof texts / sizeof *texts == PART_END, "every kind of line has its name");
    for (int part = 0; part < PART_END; part++) {
        if (m->cut[part])
            list = desk_fmt(m->pen, "%s%s%s", list, list[0] ? ", " : "",
                            desk_fill_one(m->pen, texts[part], "count",
                                          desk_number(m->pen, (long long)m->cut[part])));
    }
    return list[0] ? desk_fill_one(m->pen, JK_TEXT_RECAP_MESSAGE_CUT, "value", list)
                   : desk_say(m->pen, JK_TEXT_RECAP_MESSAGE_END);
}

/* All lines, with room for an end of so many characters. @return false: it has more */
static bool write(struct message *m, const struct web_recap *view, size_t end)
{
    const char *stamp = view->simulation ? desk_say(m->pen, JK_TEXT_DESK_SIMULATION) : "", *last;

    m->most = JK_RECAP_TEXT_MAX - end;
    add(m, PART_OTHER, desk_fmt(m->pen, "*%s*%s%s", view->title, stamp[0] ? " " : "", stamp));
    add(m, PART_OTHER, view->period);
    add(m, PART_OTHER, view->figures);
    add(m, PART_OTHER, view->readiness);
    add(m, PART_OTHER,
        desk_fill(m->pen, JK_TEXT_RECAP_MESSAGE_AHEAD,
                  (const char *const[]){ "count", desk_number(m->pen, view->ahead), "value",
                                         desk_number(m->pen, view->waiting), NULL }));
    if (view->unnoticed)
        add(m, PART_OTHER,
            desk_fill_one(m->pen, JK_TEXT_RECAP_MESSAGE_SILENT, "count",
                          desk_number(m->pen, view->unnoticed)));
    if (view->agencies_count)
        add(m, PART_OTHER,
            desk_fill_one(m->pen, JK_TEXT_RECAP_MESSAGE_TASKS, "value", view->by_agency));
    if (view->reports.lines_count)
        add(m, PART_OTHER, view->reported);
    add_parts(m, view);
    /* What somebody answers for by name comes before what may be counted instead. */
    add_list(m, PART_OVERRIDES, &view->overrides, true);
    add_list(m, PART_CONFLICTS, &view->conflicts, false);
    add_list(m, PART_TASKS, &view->tasks, true);
    if (view->drops[0] && has_room(m, view->drops, ""))
        add(m, PART_OTHER, view->drops);
    last = desk_fmt(m->pen, "%s\n", end_text(m));
    jk_buf_str(m->out, last);
    return m->used + characters(last) <= JK_RECAP_TEXT_MAX;
}

/* What is cut is not known before it is: more room is kept for the last line until it fits. */
void meeting_message(struct jk_buf *out, struct desk_pen *pen, const struct web_recap *view)
{
    struct jk_buf whole = { 0 };
    bool fits = false;

    for (size_t end = END_LEAST; !fits && !pen->failed && end < JK_RECAP_TEXT_MAX;
         end += END_STEP) {
        struct message m = { .out = &whole, .pen = pen };

        jk_buf_reset(&whole);
        fits = write(&m, view, end);
    }
    jk_buf_span(out, jk_buf_view(&whole));
    pen->failed = pen->failed || !jk_buf_ok(&whole);
    jk_buf_clear(&whole);
}

enum jk_status jk_recap_text(struct jk_buf *out, const struct jk_desk_reader *reader,
                             const struct jk_recap *recap)
{
    struct desk_pen pen = desk_pen_of(reader);
    struct web_recap view;
    bool failed;

    meeting_fill(&pen, recap, &view);
    if (!pen.failed)
        meeting_message(out, &pen, &view);
    failed = pen.failed;
    jk_arena_clear(&pen.arena);
    return failed || !jk_buf_ok(out) ? JK_MEMORY : JK_OK;
}
