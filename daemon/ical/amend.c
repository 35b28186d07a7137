/* What an editor changed, carried over into bytes it knows only in part.
 *
 * Properties fall into groups that mean one thing together. A group whose lines are the same before
 * and after was not touched; of one that was, the lines as filed go and those of the editor take
 * their place. Both were written by one writer, so lines that say the same are the same bytes.
 *
 * What a program once inferred (X-JARAK-INFERRED) is stated from now on where somebody touched it.
 */
#include "jarak/ical/amend.h"

#include <stdio.h>
#include <string.h>
#include "jarak/base/defend.h"
#include "jarak/base/texts.h"
#include "jarak/ical/embed.h"
#include "jarak/ical/texts.h"
#include "jarak/ical/value.h"
#include "jarak/ical/write.h"

#define GROUP_MAX 5

/* Which lines belong together; any other line is a group by itself. */
static const char *const groups[][GROUP_MAX] = {
    { "DTSTART", "DTEND", "DURATION" },
    { "GEO", "X-JARAK-GEOMETRY", "STRUCTURED-DATA", "X-JARAK-UNCERTAINTY",
      "X-APPLE-STRUCTURED-LOCATION" },
};

/* Lines of the version, and of the frame around what an editor knows. */
static const char *const own[] = { "UID",           "SEQUENCE",   "DTSTAMP",
                                   "LAST-MODIFIED", "RELATED-TO", "X-JARAK-INFERRED" };

struct amending {
    const struct jk_ical_amend *by;
    struct jk_arena *arena;
    struct jk_buf out;
    bool failed; /* memory is out */
};

static bool is_own(struct jk_span name)
{
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        if (jk_ical_is(name, own[i]))
            return true;
    }
    return false;
}

/* Is `name` a line of the group that `of` is in? */
static bool goes_with(struct jk_span of, struct jk_span name)
{
    for (size_t g = 0; g < sizeof groups / sizeof *groups; g++) {
        bool a = false, b = false;

        for (size_t i = 0; i < GROUP_MAX && groups[g][i]; i++) {
            a = a || jk_ical_is(of, groups[g][i]);
            b = b || jk_ical_is(name, groups[g][i]);
        }
        if (a || b)
            return a && b;
    }
    return jk_span_eq_nocase(of, name);
}

/* The next line of the group of `of`, from `prop` on. */
static const struct jk_ical_prop *next_of(const struct jk_ical_prop *prop, struct jk_span of)
{
    while (prop && (is_own(prop->name) || !goes_with(of, prop->name)))
        prop = prop->next;
    return prop;
}

/* Did somebody touch the group that `name` is in? */
static bool is_group_touched(const struct amending *a, struct jk_span name)
{
    const struct jk_ical_prop *x = next_of(a->by->before->props, name);
    const struct jk_ical_prop *y = next_of(a->by->after ? a->by->after->props : NULL, name);

    if (!a->by->after || is_own(name))
        return false;
    while (x && y && jk_span_eq(x->bytes, y->bytes)) {
        x = next_of(x->next, name);
        y = next_of(y->next, name);
    }
    return x != NULL || y != NULL;
}

/* A code of the gazetteer is as good as the name and the place it stands beside. */
static bool is_touched(const struct amending *a, struct jk_span name)
{
    if (jk_ical_is(name, "X-JARAK-PLACE"))
        return is_group_touched(a, JK_SPAN("LOCATION")) || is_group_touched(a, JK_SPAN("GEO"));
    return is_group_touched(a, name);
}

static bool is_any_touched(const struct amending *a)
{
    const struct jk_ical_comp *const sides[] = { a->by->before, a->by->after };

    for (size_t s = 0; s < 2; s++) {
        for (const struct jk_ical_prop *p = sides[s]->props; p; p = p->next) {
            if (is_touched(a, p->name))
                return true;
        }
    }
    return false;
}

/* The text of an event's DESCRIPTION; "" where it has none or it cannot be read. */
static const char *description_of(struct amending *a, const struct jk_ical_comp *event)
{
    const struct jk_ical_prop *prop = jk_ical_find(event, "DESCRIPTION");
    bool bad = false;
    const char *text = prop ? jk_ical_text_unescape(a->arena, prop->value, &bad) : "";

    a->failed = a->failed || (!text && !bad);
    return text ? text : "";
}

/* Writes a text that was put together; the buffer is cleared. */
static void write_text(struct amending *a, const char *name, struct jk_buf *text)
{
    const char *copy = jk_buf_ok(text) ? jk_arena_copy(a->arena, jk_buf_view(text)) : NULL;

    a->failed = a->failed || !copy;
    if (copy && copy[0])
        jk_ical_text(&a->out, name, copy);
    jk_buf_clear(text);
}

/* Writes the description with the editor's line exchanged, put first, or gone; others stay. */
static void write_description(struct amending *a, const struct jk_ical_comp *event)
{
    struct jk_span before = jk_span_of(description_of(a, a->by->before)), line;
    const char *after = description_of(a, a->by->after);
    struct jk_span rest = jk_span_of(description_of(a, event));
    struct jk_buf text = { 0 };
    bool put = jk_span_eq(rest, before); /* an editor that shows all of it exchanges all of it */

    if (put) {
        jk_buf_str(&text, after);
        rest.len = 0;
    }
    while (rest.len > 0) {
        jk_span_cut(&rest, '\n', &line);
        if (!put && before.len > 0 && jk_span_eq(line, before)) {
            put = true;
            if (!after[0])
                continue;
            line = jk_span_of(after);
        }
        jk_buf_fmt(&text, "%s%.*s", text.len ? "\n" : "", (int)line.len, line.at);
    }
    if (!put && after[0]) {
        struct jk_buf first = { 0 };

        jk_buf_fmt(&first, "%s%s%.*s", after, text.len ? "\n" : "", (int)text.len,
                   text.len ? text.at : "");
        jk_buf_clear(&text);
        text = first;
    }
    write_text(a, "DESCRIPTION", &text);
}

/* Adds to a list what an event says was inferred: of what was touched, or of what was not. */
static void add_inferred(struct amending *a, const struct jk_ical_comp *event, bool touched,
                         struct jk_buf *list)
{
    const struct jk_ical_prop *prop = jk_ical_find(event, "X-JARAK-INFERRED");
    bool bad = false;
    const char *text = prop ? jk_ical_text_unescape(a->arena, prop->value, &bad) : "";
    struct jk_span rest = jk_span_of(text ? text : ""), item;

    a->failed = a->failed || (!text && !bad);
    while (rest.len > 0) {
        jk_span_cut(&rest, ',', &item);
        item = jk_span_trim(item);
        if (item.len > 0 && is_touched(a, item) == touched)
            jk_buf_fmt(list, "%s%.*s", list->len ? "," : "", (int)item.len, item.at);
    }
}

/* What stays inferred: of what nobody touched as it was filed, of the rest as the editor says. */
static void write_inferred(struct amending *a, const struct jk_ical_comp *event)
{
    struct jk_buf list = { 0 };

    add_inferred(a, event, false, &list);
    if (a->by->after)
        add_inferred(a, a->by->after, true, &list);
    write_text(a, "X-JARAK-INFERRED", &list);
}

static bool is_left_out(const struct amending *a, const struct jk_ical_prop *prop, bool master)
{
    return jk_ical_is(prop->name, "SEQUENCE") || jk_ical_is(prop->name, "DTSTAMP") ||
           jk_ical_is(prop->name, "LAST-MODIFIED") || jk_ical_is(prop->name, "X-JARAK-INFERRED") ||
           (!a->by->after && jk_ical_is(prop->name, "STATUS")) ||
           (master && is_touched(a, prop->name));
}

static void write_event(struct amending *a, const struct jk_ical_comp *event)
{
    const struct jk_ical_comp *after = a->by->after;
    bool master = !jk_ical_find(event, "RECURRENCE-ID");
    char sequence[16];

    snprintf(sequence, sizeof sequence, "%u", a->by->sequence);
    jk_buf_span(&a->out, event->begin);
    jk_ical_line(&a->out, "SEQUENCE", sequence);
    jk_ical_time(&a->out, "DTSTAMP", a->by->stamp_s, NULL);
    jk_ical_time(&a->out, "LAST-MODIFIED", a->by->stamp_s, NULL);
    if (!after)
        jk_ical_line(&a->out, "STATUS", "CANCELLED");
    for (const struct jk_ical_prop *prop = event->props; prop; prop = prop->next) {
        if (!is_left_out(a, prop, master))
            jk_buf_span(&a->out, prop->bytes);
    }
    for (const struct jk_ical_prop *prop = after && master ? after->props : NULL; prop;
         prop = prop->next) {
        if (is_touched(a, prop->name) && !jk_ical_is(prop->name, "DESCRIPTION"))
            jk_ical_embed(&a->out, prop->bytes);
    }
    if (after && master && is_touched(a, JK_SPAN("DESCRIPTION")))
        write_description(a, event);
    write_inferred(a, event);
    for (const struct jk_ical_comp *comp = event->children; comp; comp = comp->next)
        jk_buf_span(&a->out, comp->bytes);
    jk_buf_span(&a->out, event->end);
}

static bool is_series(const struct jk_ical_comp *calendar)
{
    size_t events = 0;
    bool repeats = false;

    for (const struct jk_ical_comp *comp = calendar->children; comp; comp = comp->next) {
        if (!jk_ical_is(comp->name, "VEVENT"))
            continue;
        events++;
        repeats = repeats || jk_ical_find(comp, "RRULE") || jk_ical_find(comp, "RDATE");
    }
    return events > 1 || repeats;
}

/* Does a route say when each of its places is passed? */
static bool is_timed(const struct jk_ical_comp *calendar)
{
    for (const struct jk_ical_comp *comp = calendar->children; comp; comp = comp->next) {
        const struct jk_ical_prop *prop = jk_ical_find(comp, "STRUCTURED-DATA");

        for (size_t i = 0; prop && i < prop->value.len; i++) {
            if (jk_span_starts((struct jk_span){ prop->value.at + i, prop->value.len - i },
                               JK_SPAN("coordTimes")))
                return true;
        }
    }
    return false;
}

/* Other hours leave exceptions of a series, and instants of a route, speaking of what is no more.
 */
static enum jk_status check_hours(const struct amending *a, const struct jk_ical_comp *calendar,
                                  struct jk_error *err)
{
    if (!is_touched(a, JK_SPAN("DTSTART")))
        return JK_OK;
    if (is_series(calendar))
        return jk_fail(err, JK_STATE, JK_TEXT_ICAL_AMEND_SERIES, "DTSTART", "%s", "");
    if (is_timed(calendar) && !is_touched(a, JK_SPAN("STRUCTURED-DATA")))
        return jk_fail(err, JK_STATE, JK_TEXT_ICAL_AMEND_TIMED, "DTSTART", "%s", "");
    return JK_OK;
}

static void write_calendar(struct amending *a, const struct jk_ical_comp *calendar)
{
    jk_buf_span(&a->out, calendar->begin);
    for (const struct jk_ical_prop *prop = calendar->props; prop; prop = prop->next)
        jk_buf_span(&a->out, prop->bytes);
    for (const struct jk_ical_comp *comp = calendar->children; comp; comp = comp->next) {
        if (jk_ical_is(comp->name, "VEVENT"))
            write_event(a, comp);
        else
            jk_buf_span(&a->out, comp->bytes);
    }
    jk_buf_span(&a->out, calendar->end);
}

enum jk_status jk_ical_amend(struct jk_arena *arena, struct jk_span bytes,
                             const struct jk_ical_amend *by, struct jk_span *out,
                             struct jk_error *err)
{
    JK_ASSERT(by->before != NULL && out != NULL);

    struct amending a = { .by = by, .arena = arena };
    const struct jk_ical_comp *calendar;
    char *copy = NULL;
    enum jk_status rc = jk_ical_scan(arena, bytes, JK_ICAL_IMPORT_LINES_MAX, &calendar, err);

    if (rc != JK_OK)
        return rc;
    if (by->after && !is_any_touched(&a))
        return JK_EXISTS;
    if ((rc = check_hours(&a, calendar, err)) != JK_OK)
        return rc;
    write_calendar(&a, calendar);
    if (jk_buf_ok(&a.out) && !a.failed)
        copy = jk_arena_copy(arena, jk_buf_view(&a.out));
    if (copy)
        *out = (struct jk_span){ copy, a.out.len };
    jk_buf_clear(&a.out);
    return copy ? JK_OK : jk_no_memory(err);
}

enum jk_status jk_ical_amend_side(struct jk_arena *arena, const struct jk_buf *stream,
                                  const struct jk_ical_comp **out, struct jk_error *err)
{
    const char *kept = jk_buf_ok(stream) ? jk_arena_copy(arena, jk_buf_view(stream)) : NULL;
    const struct jk_ical_comp *calendar;
    enum jk_status rc;

    if (!kept)
        return jk_no_memory(err);
    rc = jk_ical_scan(arena, (struct jk_span){ kept, stream->len }, JK_ICAL_LINES_MAX, &calendar,
                      err);
    if (rc != JK_OK)
        return rc;
    *out = calendar->children;
    while (*out && !jk_ical_is((*out)->name, "VEVENT"))
        *out = (*out)->next;
    return JK_OK;
}
