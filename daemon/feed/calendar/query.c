/* Filters of CalDAV reports (RFC 4791 9.7), and free-busy times.
 *
 * A filter is a tree that is matched against the scanned resource; its depth is bounded where it is
 * read. The common question, events in a span, is answered from the expanded instances without
 * scanning any bytes. Text matches compare the unescaped value, folded in ASCII or byte by byte as
 * the collation says. */
#include "jarak/feed/calendar/query.h"

#include <stdlib.h>
#include <string.h>
#include "jarak/base/defend.h"
#include "jarak/ical/scan.h"
#include "jarak/ical/write.h"

static char fold(char c, bool byte)
{
    return !byte && c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* A TEXT value has escapes; the text looked for has none. */
static size_t unescape(struct jk_span value, bool byte, char *out)
{
    size_t len = 0;

    for (size_t i = 0; i < value.len; i++) {
        char c = value.at[i];

        if (c == '\\' && i + 1 < value.len) {
            c = value.at[++i];
            c = c == 'n' || c == 'N' ? '\n' : c;
        }
        out[len++] = fold(c, byte);
    }
    return len;
}

static bool holds(struct jk_arena *arena, struct jk_span value, const struct jk_query_text *want)
{
    size_t wanted = strlen(want->text), len;
    char *text = jk_arena_take(arena, value.len), folded[JK_QUERY_TEXT_MAX + 1];
    bool found = false;

    if (!text || wanted > JK_QUERY_TEXT_MAX)
        return false;
    for (size_t i = 0; i < wanted; i++)
        folded[i] = fold(want->text[i], want->byte);
    len = unescape(value, want->byte, text);
    for (size_t i = 0; i + wanted <= len && !found; i++)
        found = memcmp(text + i, folded, wanted) == 0;
    return found != want->negate;
}

static bool match_param(struct jk_arena *arena, const struct jk_query_param *want,
                        const struct jk_ical_prop *prop)
{
    struct jk_span value = jk_ical_param(prop, want->name);

    if (want->absent || !value.at)
        return want->absent && !value.at;
    return !want->text.text || holds(arena, value, &want->text);
}

static bool match_one_prop(struct jk_arena *arena, const struct jk_query_prop *want,
                           const struct jk_ical_prop *prop)
{
    if (want->text.text && !holds(arena, prop->value, &want->text))
        return false;
    for (const struct jk_query_param *p = want->params; p; p = p->next) {
        if (!match_param(arena, p, prop))
            return false;
    }
    return true;
}

static bool match_prop(struct jk_arena *arena, const struct jk_query_prop *want,
                       const struct jk_ical_comp *comp)
{
    bool there = false;

    for (const struct jk_ical_prop *prop = comp->props; prop; prop = prop->next) {
        if (!jk_ical_is(prop->name, want->name))
            continue;
        there = true;
        if (!want->absent && match_one_prop(arena, want, prop))
            return true;
    }
    return want->absent && !there;
}

static bool overlaps(const struct jk_query_comp *want, const struct jk_query_subject *subject)
{
    if (subject->instance_count == 0)
        return subject->start_s < subject->end_s && subject->start_s < want->to_s &&
               subject->end_s > want->from_s;
    for (size_t i = 0; i < subject->instance_count; i++) {
        if (subject->instances[i].start_s < want->to_s &&
            subject->instances[i].end_s > want->from_s)
            return true;
    }
    return false;
}

static bool match_child(struct jk_arena *arena, const struct jk_query_comp *want,
                        const struct jk_ical_comp *parent, const struct jk_query_subject *subject);

static bool match_comp(struct jk_arena *arena, const struct jk_query_comp *want,
                       const struct jk_ical_comp *comp, const struct jk_query_subject *subject)
{
    if (want->has_range && !overlaps(want, subject))
        return false;
    for (const struct jk_query_prop *p = want->props; p; p = p->next) {
        if (!match_prop(arena, p, comp))
            return false;
    }
    for (const struct jk_query_comp *c = want->comps; c; c = c->next) {
        if (!match_child(arena, c, comp, subject)) /* as deep as the filter, which is bounded */
            return false;
    }
    return true;
}

static bool match_child(struct jk_arena *arena, const struct jk_query_comp *want,
                        const struct jk_ical_comp *parent, const struct jk_query_subject *subject)
{
    bool there = false;

    for (const struct jk_ical_comp *comp = parent->children; comp; comp = comp->next) {
        if (!jk_ical_is(comp->name, want->name))
            continue;
        there = true;
        if (!want->absent && match_comp(arena, want, comp, subject))
            return true;
    }
    return want->absent && !there;
}

/* VCALENDAR > VEVENT with a range and nothing else: what clients ask most. No bytes are read. */
static bool is_plain(const struct jk_query_comp *filter)
{
    const struct jk_query_comp *event = filter->comps;

    return !filter->absent && !filter->props && event && !event->next && !event->absent &&
           !event->props && !event->comps && strcmp(event->name, "VEVENT") == 0;
}

bool jk_query_match(const struct jk_query_comp *filter, const struct jk_query_subject *subject)
{
    JK_ASSERT(filter != NULL && subject != NULL);

    const struct jk_ical_comp *calendar;
    struct jk_arena arena = { 0 };
    struct jk_error err;
    bool match;

    if (is_plain(filter) && !subject->other)
        return !filter->comps->has_range || overlaps(filter->comps, subject);
    match =
        jk_ical_scan(&arena, subject->bytes, JK_ICAL_IMPORT_LINES_MAX, &calendar, &err) == JK_OK &&
        jk_ical_is(calendar->name, filter->name) && !filter->absent &&
        match_comp(&arena, filter, calendar, subject);
    jk_arena_clear(&arena);
    return match;
}

static int compare_busy(const void *a, const void *b)
{
    const struct jk_busy *x = a, *y = b;

    return (x->from_s > y->from_s) - (x->from_s < y->from_s);
}

/* Sorts busy times, cuts them to the range and joins those that meet. @return how many are left */
static size_t join_busy(struct jk_busy *busy, size_t count, struct jk_busy range)
{
    size_t left = 0;

    if (count)
        qsort(busy, count, sizeof *busy, compare_busy);
    for (size_t i = 0; i < count; i++) {
        struct jk_busy b = busy[i];

        b.from_s = b.from_s > range.from_s ? b.from_s : range.from_s;
        b.to_s = b.to_s < range.to_s ? b.to_s : range.to_s;
        if (b.from_s >= b.to_s)
            continue;
        if (left && b.from_s <= busy[left - 1].to_s)
            busy[left - 1].to_s = b.to_s > busy[left - 1].to_s ? b.to_s : busy[left - 1].to_s;
        else
            busy[left++] = b;
    }
    return left;
}

void jk_freebusy_write(struct jk_buf *out, struct jk_busy *busy, size_t count, struct jk_busy range,
                       int64_t now_s)
{
    JK_ASSERT(busy != NULL || count == 0);

    struct jk_buf value = { 0 };

    count = join_busy(busy, count, range);
    jk_ical_begin(out, "VCALENDAR");
    jk_ical_line(out, "VERSION", "2.0");
    jk_ical_line(out, "PRODID", "-//jarakd//freebusy//ID");
    jk_ical_begin(out, "VFREEBUSY");
    jk_ical_time(out, "DTSTAMP", now_s, NULL);
    jk_ical_time(out, "DTSTART", range.from_s, NULL);
    jk_ical_time(out, "DTEND", range.to_s, NULL);
    for (size_t i = 0; i < count; i++) {
        jk_buf_reset(&value);
        jk_ical_period_add(&value, busy[i].from_s, busy[i].to_s);
        jk_ical_value(out, "FREEBUSY", jk_buf_view(&value));
    }
    jk_ical_end(out, "VFREEBUSY");
    jk_ical_end(out, "VCALENDAR");
    if (!jk_buf_ok(&value))
        out->failed = true;
    jk_buf_clear(&value);
}
