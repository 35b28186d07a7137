/* The bytes of one UID out of a stream of many.
 *
 * Head, the zones its events name, the events, tail: all are spans of the bytes as sent, so the
 * parts are added twice, once to measure and once to copy, and nothing is rewritten. Zones nobody
 * names are left out, because each UID would otherwise carry the zones of all. */
#include "jarak/ical/resource.h"

#include <string.h>
#include "jarak/base/defend.h"
#include "jarak/ical/zone.h"

static bool names_zone(const struct jk_ical_comp *comp, struct jk_span tzid)
{
    for (const struct jk_ical_prop *prop = comp->props; prop; prop = prop->next) {
        struct jk_span used = jk_ical_param(prop, "TZID");

        if (used.at && jk_ical_tzid_eq(used, tzid))
            return true;
    }
    for (const struct jk_ical_comp *child = comp->children; child; child = child->next) {
        if (names_zone(child, tzid)) /* as deep as JK_ICAL_DEPTH_MAX */
            return true;
    }
    return false;
}

static bool is_used(const struct jk_ical_comp *tz, const struct jk_ical_draft *const *drafts,
                    size_t count)
{
    const struct jk_ical_prop *tzid = tz->props;

    while (tzid && !jk_ical_is(tzid->name, "TZID"))
        tzid = tzid->next;
    for (size_t i = 0; tzid && i < count; i++) {
        if (names_zone(drafts[i]->comp, tzid->value))
            return true;
    }
    return false;
}

/* Pieces are added twice: once to measure, once to copy. */
struct pieces {
    char *at; /* null while measuring */
    size_t len;
};

static void add_piece(struct pieces *pieces, struct jk_span piece)
{
    if (pieces->at)
        memcpy(pieces->at + pieces->len, piece.at, piece.len);
    pieces->len += piece.len;
}

/* One resource: a calendar's frame around the components of one UID. */
struct resource {
    const struct jk_ical_comp *calendar;
    const struct jk_ical_draft *const *drafts;
    size_t draft_count, tz_count;
    const struct jk_ical_comp *tz[JK_ICAL_ZONES_MAX]; /* the VTIMEZONEs its drafts name */
};

static void add_all(struct pieces *pieces, const struct resource *x)
{
    add_piece(pieces, x->calendar->begin);
    for (const struct jk_ical_prop *prop = x->calendar->props; prop; prop = prop->next)
        add_piece(pieces, prop->bytes);
    for (size_t i = 0; i < x->tz_count; i++)
        add_piece(pieces, x->tz[i]->bytes);
    for (size_t i = 0; i < x->draft_count; i++)
        add_piece(pieces, x->drafts[i]->comp->bytes);
    add_piece(pieces, x->calendar->end);
}

/* Zones were counted when the stream was read: more than JK_ICAL_ZONES_MAX cannot be here. */
struct jk_ical_frame jk_ical_frame_of(const struct jk_ical_comp *calendar)
{
    struct jk_ical_frame frame = { .calendar = calendar };

    for (const struct jk_ical_comp *comp = calendar->children; comp; comp = comp->next) {
        if (jk_ical_is(comp->name, "VTIMEZONE") && !JK_NEVER(frame.zone_count == JK_ICAL_ZONES_MAX))
            frame.zones[frame.zone_count++] = comp;
    }
    return frame;
}

enum jk_status jk_ical_resource_make(struct jk_arena *arena, const struct jk_ical_frame *frame,
                                     const struct jk_ical_draft *const *drafts, size_t count,
                                     struct jk_span *out)
{
    JK_ASSERT(drafts != NULL && count > 0);

    struct resource made = { .calendar = frame->calendar, .drafts = drafts, .draft_count = count };
    struct pieces pieces = { NULL, 0 };

    for (size_t i = 0; i < frame->zone_count; i++) {
        if (is_used(frame->zones[i], drafts, count))
            made.tz[made.tz_count++] = frame->zones[i];
    }
    add_all(&pieces, &made);
    if (!(pieces.at = jk_arena_take(arena, pieces.len)))
        return JK_MEMORY;
    pieces.len = 0;
    add_all(&pieces, &made);
    *out = (struct jk_span){ pieces.at, pieces.len };
    return JK_OK;
}
