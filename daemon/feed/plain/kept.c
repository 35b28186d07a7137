/* What is asked of events that were read before, without understanding them again. */
#include "daemon/feed/plain/plain_internal.h"
#include "jarak/ical/value.h"
#include "jarak/ical/when.h"

/* A property of the event itself in bytes that were read before; null: there is none. */
static const struct jk_ical_prop *find_prop(struct jk_arena *arena, struct jk_span bytes,
                                            const char *name)
{
    const struct jk_ical_comp *calendar, *event;

    if (jk_ical_scan(arena, bytes, JK_ICAL_IMPORT_LINES_MAX, &calendar, NULL) != JK_OK ||
        !(event = feed_plain_main(calendar)))
        return NULL;
    return jk_ical_find(event, name);
}

int64_t jk_plain_legs_at(struct jk_arena *arena, struct jk_span completed)
{
    const struct jk_ical_prop *prop = find_prop(arena, completed, PLAIN_LEGS_AT);
    struct jk_ical_stamp stamp;

    return prop && jk_ical_stamp_parse(prop->value, &stamp) && stamp.is_utc ? stamp.wall_s
                                                                            : JK_NO_TIME;
}

/* A moment of the event; false: it has none that can be read. */
static bool find_moment(const struct jk_ical_comp *calendar, const struct jk_ical_comp *event,
                        const char *name, const struct jk_tz *zone, struct jk_ical_moment *out)
{
    const struct jk_ical_context context = { .floating = zone, .calendar = calendar };
    const struct jk_ical_prop *prop = jk_ical_find(event, name);

    return prop && jk_ical_strict(prop, JK_ICAL_LINE_MAX, name, NULL) == JK_OK &&
           jk_ical_moment_read(prop, prop->value, &context, out, NULL) == JK_OK;
}

bool jk_plain_last(struct jk_arena *arena, struct jk_span bytes, const struct jk_tz *zone,
                   int64_t *end_s, bool *recurs)
{
    const struct jk_ical_comp *calendar, *event;
    const struct jk_ical_prop *length;
    struct jk_ical_moment start, end;
    int64_t seconds = 0;

    if (jk_ical_scan(arena, bytes, JK_ICAL_IMPORT_LINES_MAX, &calendar, NULL) != JK_OK ||
        !(event = feed_plain_main(calendar)) ||
        !find_moment(calendar, event, "DTSTART", zone, &start))
        return false;
    length = jk_ical_find(event, "DURATION");
    if (length)
        jk_ical_duration_parse(jk_span_trim(length->value), &seconds);
    /* Without an end it is over with the day after: whatever its kind, it lasted no longer. */
    *end_s = start.utc_s + (seconds > 0 ? seconds : JK_DAY_S);
    if (find_moment(calendar, event, "DTEND", zone, &end) && end.utc_s > start.utc_s)
        *end_s = end.utc_s;
    *recurs = feed_plain_recurs(calendar);
    return true;
}

const char *jk_plain_uid(struct jk_arena *arena, struct jk_span bytes)
{
    const struct jk_ical_prop *prop = find_prop(arena, bytes, "UID");

    return prop ? feed_plain_uid(arena, prop) : NULL;
}
