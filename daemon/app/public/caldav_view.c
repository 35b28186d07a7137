/* Members of the three CalDAV calendars of a region: requests, approved, conflicts.
 *
 * A member is told with the journal number of its last change, so that a sync since N is a
 * comparison; members that are gone are told too, as gone, because a client must learn that. The
 * ETag is that of the bytes shown: of the current version it is stored, of an approved one that is
 * no longer current it is computed. In `approved` the version in force counts, whatever is pending.
 *
 * Events of conflicts and of waiting requests leave the house by calendar clients, so their names
 * in the private calendars are salted ids and codes: whoever guesses a UID cannot tell its request.
 */
#include "jarak/feed/public/approved.h"
#include "jarak/app/public/caldav_view.h"

#include <math.h>
#include <string.h>
#include "daemon/app/conflicts/about.h"
#include "daemon/app/conflicts/sight.h"
#include "daemon/app/conflicts/view.h"
#include "daemon/app/registry/rows.h"
#include "jarak/app/notices/resource_names.h"
#include "jarak/app/registry/walk.h"
#include "jarak/base/digest.h"
#include "jarak/feed/alert/vevent.h"
#include "jarak/feed/calendar/requests.h"

/* The version that is a member, or null. */
static const struct jk_version *member_of(const struct jk_entry *entry, enum jk_calendar which)
{
    if (which == JK_CALENDAR_REQUESTS)
        return jk_entry_is_requested(entry) ? entry->current : NULL;
    return entry->chain->state == JK_STATE_APPROVED ? registry_entry_in_force(entry) : NULL;
}

/* Of a version that is not the current one. Its bytes are not kept: a list of thousands would hold
 * all of them at once. */
static bool make_etag(const struct jk_version *version, char etag[40])
{
    struct jk_arena arena = { 0 };
    struct jk_span bytes;
    bool ok = jk_version_bytes(version, &arena, &bytes);

    if (ok)
        jk_etag_of(bytes, etag);
    jk_arena_clear(&arena);
    return ok;
}

static bool view_entry(const struct jk_app *app, struct jk_arena *arena,
                       const struct jk_entry *entry, enum jk_calendar which,
                       struct jk_calendar_item *out)
{
    const struct jk_version *version = member_of(entry, which);
    const struct jk_chain *chain = entry->chain;

    *out = (struct jk_calendar_item){ .name = jk_app_resource_name(app, arena, entry),
                                      .uid = entry->uid,
                                      .change = entry->change > chain->change ? entry->change
                                                                              : chain->change,
                                      .number = entry->number,
                                      .gone = !version };
    if (!out->name || !version)
        return out->name != NULL;
    out->version = version;
    out->instances = version->notice->instances;
    out->instance_count = version->notice->instance_count;
    if (version == entry->current)
        memcpy(out->etag, entry->etag, sizeof out->etag);
    return version == entry->current || make_etag(version, out->etag);
}

/* Widens the item's time by the times one side is where the part says; ends are kept in whole
 * seconds, outwards. */
static void widen(struct jk_calendar_item *out, const struct jk_span_s *spans, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int64_t first = (int64_t)floor(spans[i].from_s), last = (int64_t)ceil(spans[i].to_s);

        if (last == first)
            last++; /* an instant is shown as a second */
        out->start_s = first < out->start_s ? first : out->start_s;
        out->end_s = last > out->end_s ? last : out->end_s;
    }
}

/* Sets start and end to the first and the last instant at which a side is near the other: in a
 * calendar of the day the conflict is as long as it is on the ground. */
static void span_parts(const struct jk_conflict_view *view, struct jk_calendar_item *out)
{
    out->start_s = INT64_MAX;
    out->end_s = INT64_MIN;
    for (size_t i = 0; i < view->part_count; i++) {
        const struct jk_part *p = &view->parts[i].part;

        widen(out, p->spans_a, p->span_count_a);
        widen(out, p->spans_b, p->span_count_b);
    }
}

static void view_name(const struct jk_app *app, const char *region, const struct conflict *c,
                      struct jk_calendar_item *out)
{
    *out = (struct jk_calendar_item){ .name = c->id,
                                      .uid = c->id,
                                      .change = c->change,
                                      .gone = !c->open || c->part_count == 0 ||
                                              (!conflicts_is_own(region, c) &&
                                               !conflicts_is_near(app, region, c)) };
}

/* Is it one of the calendar: decided in the region or below it, or on its ground? What has moved
 * away from there is told as gone. */
static bool is_in(const struct jk_app *app, const char *region, const struct conflict *c)
{
    return conflicts_is_own(region, c) || conflicts_is_near(app, region, c) ||
           conflicts_was_told(c, region);
}

static bool view_event(const struct jk_app *app, struct jk_arena *arena, const char *region,
                       const struct conflict *c, struct jk_calendar_item *out)
{
    struct jk_conflict_event event = { .pack = app->pack, .changed_s = c->changed_s };
    struct jk_buf bytes = { 0 };
    const char *text;

    view_name(app, region, c, out);
    if (out->gone)
        return true;
    if (conflicts_view_for(app, arena, region, c, c->a, &event.view) != JK_OK)
        return false;
    span_parts(&event.view, out);
    event.start_s = out->start_s;
    event.end_s = out->end_s;
    jk_conflict_event_write(&bytes, &event);
    text = jk_buf_ok(&bytes) ? jk_arena_copy(arena, jk_buf_view(&bytes)) : NULL;
    out->bytes = jk_span_of(text);
    jk_buf_clear(&bytes);
    jk_etag_of(out->bytes, out->etag);
    return text != NULL;
}

static enum jk_status list_conflicts(const struct jk_app *app, struct jk_arena *arena,
                                     const struct jk_collection *of,
                                     struct jk_calendar_item **items, size_t *count)
{
    struct conflict_list about;
    enum jk_status rc = conflicts_about(app, arena, of->region, &about);

    *items = rc == JK_OK ? jk_arena_array(arena, about.count, sizeof **items) : NULL;
    if (!*items)
        return JK_MEMORY;
    for (size_t i = 0; i < about.count; i++) {
        struct jk_calendar_item *out = &(*items)[*count];

        if (!is_in(app, of->region, about.list[i]))
            continue;
        (*count)++;
        if (of->names)
            view_name(app, of->region, about.list[i], out);
        else if (!view_event(app, arena, of->region, about.list[i], out))
            return JK_MEMORY;
    }
    return JK_OK;
}

enum jk_status jk_app_calendar(struct jk_app *app, struct jk_arena *arena,
                               const struct jk_collection *of, struct jk_calendar_item **out,
                               size_t *count)
{
    bool conflicts = of->calendar == JK_CALENDAR_CONFLICTS;
    struct jk_walk walk = jk_registry_walk(app->registry, of->region);
    struct jk_calendar_item *items =
        conflicts ? NULL : jk_arena_array(arena, jk_walk_most(&walk), sizeof *items);
    const struct jk_entry *entry;

    *count = 0;
    if (conflicts)
        return list_conflicts(app, arena, of, out, count);
    *out = items;
    if (!items)
        return JK_MEMORY;
    while ((entry = jk_walk_entry(&walk))) {
        if (entry->revision > 0 && jk_region_covers(of->region, entry->chain->region->code) &&
            !view_entry(app, arena, entry, of->calendar, &items[(*count)++]))
            return JK_MEMORY;
    }
    return JK_OK;
}

enum jk_status jk_app_calendar_item(struct jk_app *app, struct jk_arena *arena,
                                    const struct jk_collection *of, const char *name,
                                    struct jk_calendar_item *out)
{
    const struct conflict *conflict;
    const struct jk_entry *entry;
    bool viewed;

    if (of->calendar == JK_CALENDAR_CONFLICTS) {
        conflict = conflicts_of_id(app, name);
        if (!conflict || !is_in(app, of->region, conflict))
            return JK_NONE;
        viewed = view_event(app, arena, of->region, conflict, out);
    } else {
        entry = jk_app_resource(app, name);
        if (!entry || entry->revision == 0 ||
            !jk_region_covers(of->region, entry->chain->region->code))
            return JK_NONE;
        viewed = view_entry(app, arena, entry, of->calendar, out);
    }
    if (!viewed)
        return JK_MEMORY;
    return out->gone ? JK_NONE : JK_OK;
}

enum jk_status jk_app_mark(struct jk_app *app, uint64_t seq, char out[17], struct jk_error *err)
{
    uint8_t hash[JK_DIGEST_LEN] = { 0 };
    char hex[2 * JK_DIGEST_LEN + 1];
    enum jk_status rc = seq ? jk_store_hash_of(app->store, seq, hash, err) : JK_OK;

    if (rc != JK_OK)
        return rc;
    jk_hex(hash, sizeof hash, hex);
    memcpy(out, hex, 16);
    out[16] = '\0';
    return JK_OK;
}

enum jk_status jk_app_conflict_calendar(const struct jk_app *app, struct jk_arena *arena,
                                        const char *region, struct jk_buf *out)
{
    struct conflict_list about;
    enum jk_status rc = conflicts_about(app, arena, region, &about);
    struct jk_conflict_event *events =
        rc == JK_OK ? jk_arena_array(arena, about.count, sizeof *events) : NULL;
    size_t count = 0;

    for (size_t i = 0; events && i < about.count; i++) {
        const struct conflict *c = about.list[i];
        struct jk_calendar_item span;

        if (!c->open || c->part_count == 0 ||
            (!conflicts_is_own(region, c) && !conflicts_is_near(app, region, c)))
            continue;
        events[count] = (struct jk_conflict_event){ .pack = app->pack, .changed_s = c->changed_s };
        if (conflicts_view_for(app, arena, region, c, c->a, &events[count].view) != JK_OK)
            return JK_MEMORY;
        span_parts(&events[count].view, &span);
        events[count].start_s = span.start_s;
        events[count++].end_s = span.end_s;
    }
    if (!events)
        return JK_MEMORY;
    jk_conflict_calendar_write(out, app->pack, events, count);
    return jk_buf_ok(out) ? JK_OK : JK_MEMORY;
}

/* Salted, as ids of conflicts are: whoever guesses a UID cannot tell its request in the calendar.
 */
static void request_id(const struct jk_app *app, const struct jk_chain *chain,
                       char out[JK_REQUEST_HEX + 1])
{
    conflicts_salted_id(app, "permohonan", chain->id, out);
}

void jk_app_request_code(const struct jk_app *app, const struct jk_chain *chain, char out[5])
{
    char id[JK_REQUEST_HEX + 1];

    request_id(app, chain, id);
    jk_request_code(id, out);
}

/* The notice whose times a waiting request shows, or null. */
static const struct jk_entry *waiting_of(const struct jk_chain *chain, const char *region)
{
    bool waits =
        jk_state_stands(chain->state) && (chain->state != JK_STATE_APPROVED || chain->pending);

    return waits && jk_region_covers(region, chain->region->code) ? jk_chain_face(chain) : NULL;
}

enum jk_status jk_app_request_calendar(const struct jk_app *app, struct jk_arena *arena,
                                       const char *region, struct jk_buf *out)
{
    struct jk_walk walk = jk_registry_walk(app->registry, region);
    struct jk_request_event *events = jk_arena_array(arena, jk_walk_most(&walk), sizeof *events);
    const struct jk_chain *chain;
    size_t count = 0;

    while (events && (chain = jk_walk_chain(&walk))) {
        const struct jk_entry *face = waiting_of(chain, region);

        if (!face || face->revision == 0)
            continue;
        events[count] = (struct jk_request_event){ .notice = face->current->notice,
                                                   .tz = chain->region->tz,
                                                   .revision = face->revision,
                                                   .changed_s = face->changed_s };
        request_id(app, chain, events[count++].id);
    }
    if (!events)
        return JK_MEMORY;
    jk_request_calendar_write(out, app->pack, region, events, count);
    return jk_buf_ok(out) ? JK_OK : JK_MEMORY;
}
