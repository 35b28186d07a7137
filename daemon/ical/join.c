/* Many resources as one calendar: events as sent, each zone once.
 *
 * Zones must stand before the events that use them, so both are collected apart and put together at
 * the end. Zones of the country are written by us under the name the event uses; a foreign one is
 * taken from the resource that brought it. Resources are scanned one at a time into an arena that
 * is cleared behind each, so the memory is that of the largest one and of the output.
 *
 * A zone that only the VTIMEZONE of its resource explains ("Customized Time Zone") may mean another
 * offset in the next one: times in it are written with the IANA name of what was read.
 *
 * METHOD belongs to a whole stream and cannot be kept in a calendar of many: what a CANCEL said
 * becomes STATUS:CANCELLED of its events. */
#include "jarak/ical/join.h"
#include "jarak/base/texts.h"

#include "jarak/base/arena.h"
#include "jarak/base/defend.h"
#include "jarak/ical/embed.h"
#include "jarak/ical/scan.h"
#include "jarak/ical/write.h"
#include "jarak/ical/zone.h"

/* The calendar as far as it is written: zones stand before the events, so both are kept apart until
 * the end. */
struct joining {
    struct jk_arena arena; /* names of zones */
    struct jk_buf zones, events;
    const char **names;
    size_t count, cap;
};

/* Writes the VTIMEZONE of a name. A zone of the country keeps the name its events use; of a foreign
 * one only the resource's own VTIMEZONE is at hand. */
static void write_zone(struct joining *j, const struct jk_ical_comp *calendar, const char *name)
{
    struct jk_ical_tz tz = { NULL, NULL };
    struct jk_tz ours;

    if (jk_ical_tz_find(jk_span_of(name), &tz) && tz.fixed) {
        ours = *tz.fixed;
        ours.tzid = name;
        jk_ical_zone(&j->zones, &ours);
        return;
    }
    for (const struct jk_ical_comp *comp = calendar->children; comp; comp = comp->next) {
        const struct jk_ical_prop *tzid = jk_ical_find(comp, "TZID");

        if (jk_ical_is(comp->name, "VTIMEZONE") && tzid &&
            jk_ical_tzid_eq(jk_span_of(name), tzid->value)) {
            jk_ical_embed(&j->zones, comp->bytes);
            return;
        }
    }
}

static enum jk_status need_zone(struct joining *j, const struct jk_ical_comp *calendar,
                                struct jk_span tzid)
{
    const char **names;

    for (size_t i = 0; i < j->count; i++) {
        if (jk_span_eq(tzid, jk_span_of(j->names[i])))
            return JK_OK;
    }
    names = jk_arena_grow(&j->arena, j->names, j->count, &j->cap, sizeof *names);
    if (!names || !(names[j->count] = jk_arena_copy(&j->arena, tzid)))
        return JK_MEMORY;
    j->names = names;
    write_zone(j, calendar, j->names[j->count++]);
    return JK_OK;
}

/* The zone that only the resource itself explains; false where the name does. */
static bool is_stated(const struct jk_ical_comp *calendar, struct jk_span tzid,
                      struct jk_ical_tz *out)
{
    return tzid.at && !jk_ical_tz_find(tzid, out) && jk_ical_tz_stated(calendar, tzid, out);
}

static enum jk_status need_zones(struct joining *j, const struct jk_ical_comp *calendar,
                                 const struct jk_ical_comp *comp)
{
    enum jk_status rc = JK_OK;

    for (const struct jk_ical_prop *prop = comp->props; prop && rc == JK_OK; prop = prop->next) {
        struct jk_span tzid = jk_ical_param(prop, "TZID");
        struct jk_ical_tz tz;

        if (is_stated(calendar, tzid, &tz))
            tzid = jk_span_of(jk_ical_tz_name(tz));
        if (tzid.at)
            rc = need_zone(j, calendar, tzid);
    }
    for (const struct jk_ical_comp *child = comp->children; child && rc == JK_OK;
         child = child->next)
        rc = need_zones(j, calendar, child); /* as deep as JK_ICAL_DEPTH_MAX */
    return rc;
}

/* Writes a line; its name and parameters are one stretch of the unfolded text before the value. */
static void write_prop(struct jk_buf *out, const struct jk_ical_comp *calendar,
                       const struct jk_ical_prop *prop)
{
    struct jk_span tzid = jk_ical_param(prop, "TZID");
    struct jk_buf head = { 0 };
    struct jk_ical_tz tz;
    const char *behind;
    size_t quote;

    if (!is_stated(calendar, tzid, &tz)) {
        jk_ical_embed(out, prop->bytes);
        return;
    }
    quote = tzid.at[-1] == '"';
    behind = tzid.at + tzid.len + quote;
    jk_buf_add(&head, prop->name.at, (size_t)(tzid.at - quote - prop->name.at));
    jk_buf_str(&head, jk_ical_tz_name(tz));
    jk_buf_add(&head, behind, (size_t)(prop->value.at - 1 - behind));
    jk_buf_char(&head, '\0');
    if (jk_buf_ok(&head))
        jk_ical_value(out, head.at, prop->value);
    out->failed = out->failed || !jk_buf_ok(&head);
    jk_buf_clear(&head);
}

/* Of a cancelled stream the method is lost, so the event itself says CANCELLED. */
static void write_event(struct jk_buf *out, const struct jk_ical_comp *calendar,
                        const struct jk_ical_comp *comp, bool cancelled)
{
    jk_buf_span(out, comp->begin);
    for (const struct jk_ical_prop *prop = comp->props; prop; prop = prop->next) {
        if (!cancelled || !jk_ical_is(prop->name, "STATUS"))
            write_prop(out, calendar, prop);
    }
    if (cancelled)
        jk_ical_line(out, "STATUS", "CANCELLED");
    for (const struct jk_ical_comp *child = comp->children; child; child = child->next)
        jk_ical_embed(out, child->bytes);
    jk_buf_span(out, comp->end);
}

/* Only VEVENTs are taken over, with the zones they name; head and zones of each resource end here.
 */
static enum jk_status add_resource(struct joining *j, struct jk_span bytes, struct jk_error *err)
{
    struct jk_arena tree = { 0 };
    const struct jk_ical_comp *calendar, *comp = NULL;
    const struct jk_ical_prop *method = NULL;
    enum jk_status rc = jk_ical_scan(&tree, bytes, JK_ICAL_IMPORT_LINES_MAX, &calendar, err);

    if (rc == JK_OK) {
        method = jk_ical_find(calendar, "METHOD");
        comp = calendar->children;
    }
    for (; comp && rc == JK_OK; comp = comp->next) {
        if (!jk_ical_is(comp->name, "VEVENT"))
            continue;
        rc = need_zones(j, calendar, comp);
        write_event(&j->events, calendar, comp, method && jk_ical_is(method->value, "CANCEL"));
    }
    jk_arena_clear(&tree);
    return rc;
}

enum jk_status jk_ical_join(const struct jk_span *resources, size_t count, struct jk_buf *out,
                            struct jk_error *err)
{
    JK_ASSERT(resources != NULL || count == 0);
    JK_ASSERT(out != NULL);

    struct joining j = { .count = 0 };
    enum jk_status rc = JK_OK;

    for (size_t i = 0; i < count && rc == JK_OK; i++)
        rc = add_resource(&j, resources[i], err);
    jk_ical_begin(out, "VCALENDAR");
    jk_ical_line(out, "VERSION", "2.0");
    jk_ical_line(out, "PRODID", "-//jarakd//export//ID");
    jk_ical_line(out, "CALSCALE", "GREGORIAN");
    jk_buf_span(out, jk_buf_view(&j.zones));
    jk_buf_span(out, jk_buf_view(&j.events));
    jk_ical_end(out, "VCALENDAR");
    if (rc == JK_OK && !(jk_buf_ok(&j.zones) && jk_buf_ok(&j.events) && jk_buf_ok(out)))
        rc = JK_MEMORY;
    jk_buf_clear(&j.zones);
    jk_buf_clear(&j.events);
    jk_arena_clear(&j.arena);
    return rc == JK_MEMORY ? jk_fail(err, rc, JK_TEXT_NO_MEMORY, "", "%s", "") : rc;
}
