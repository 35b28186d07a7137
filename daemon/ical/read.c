/* Reading a stream: twelve steps in order, each resting on those before it.
 *
 * Sizes come before scanning, scanning before meaning, and all events are read and checked alone
 * before they are grouped by UID. Every step has a bound of its own, since a few bytes can unfold:
 * to pairs of edges, to instances, to copies of a long head. The first fault refuses the whole
 * stream, with its line. UIDs are grouped by sorting and put back in the order of the stream. A
 * stream of one UID keeps its bytes as sent; of several, each gets head, its zones and its events
 * (resource.h). */
#include "jarak/ical/read.h"
#include "jarak/base/texts.h"
#include "jarak/ical/texts.h"

#include <stdlib.h>
#include <string.h>
#include "jarak/base/defend.h"
#include "jarak/ical/carry.h"
#include "jarak/ical/notice.h"
#include "jarak/ical/profile.h"
#include "jarak/ical/resource.h"
#include "jarak/ical/second.h"

/* A stream on its way through the steps at the end of this file. */
struct reading {
    struct jk_arena *arena;
    struct jk_span bytes;
    const struct jk_ical_context *context;
    struct jk_ical_context own; /* the caller's, with the stream's zones */
    struct jk_error *err;
    const struct jk_ical_comp *calendar;
    const char *method;
    struct jk_ical_draft *drafts;
    size_t draft_count;
    struct jk_ical_group *groups; /* one a UID */
    size_t group_count;
    const struct jk_ical_draft **members; /* drafts ordered by UID */
    struct jk_notice *notices;
    struct jk_span whole;   /* of a stored version: its bytes and what stands behind them */
    struct jk_span carried; /* of a stored version: what stood behind its bytes */
};

static size_t body_max(const struct jk_ical_context *context)
{
    return context->purpose >= JK_ICAL_IMPORT ? JK_ICAL_IMPORT_MAX : JK_ICAL_BODY_MAX;
}

static enum jk_status no_memory(const struct reading *r)
{
    return jk_fail(r->err, JK_MEMORY, JK_TEXT_NO_MEMORY, "", NULL);
}

static enum jk_status check_size(struct reading *r)
{
    if (r->bytes.len > body_max(r->context))
        return jk_fail(r->err, JK_TOO_BIG, JK_TEXT_ICAL_BODY, "", "%zu", r->bytes.len);
    return JK_OK;
}

static enum jk_status scan_lines(struct reading *r)
{
    bool import = r->context->purpose >= JK_ICAL_IMPORT;

    enum jk_status rc =
        jk_ical_scan(r->arena, r->bytes, import ? JK_ICAL_IMPORT_LINES_MAX : JK_ICAL_LINES_MAX,
                     &r->calendar, r->err);

    r->own = *r->context;
    r->own.calendar = r->calendar;
    r->context = &r->own;
    return rc;
}

static enum jk_status refuse(const struct reading *r, const struct jk_ical_prop *prop,
                             const char *field, const struct jk_text *text)
{
    struct jk_span v = prop->value;

    return jk_fail_at(r->err, JK_INVALID, text, (struct jk_at){ prop->line, field }, "%.*s",
                      v.len < JK_ERROR_VALUE_MAX ? (int)v.len : JK_ERROR_VALUE_MAX, v.at);
}

static enum jk_status read_method(struct reading *r, const struct jk_ical_prop *prop)
{
    static const char *const methods[] = { "PUBLISH", "REQUEST", "CANCEL" };

    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        if (jk_ical_is(jk_span_trim(prop->value), methods[i])) {
            r->method = methods[i];
            return JK_OK;
        }
    }
    return refuse(r, prop, "METHOD", JK_TEXT_ICAL_METHOD);
}

/* The head: what kind of stream this is. */
static enum jk_status read_head(struct reading *r)
{
    static const char *const names[] = { "VERSION", "PRODID", "CALSCALE", "METHOD" };
    unsigned seen = 0;
    enum jk_status rc;

    if (!jk_ical_is(r->calendar->name, "VCALENDAR"))
        return jk_fail_at(r->err, JK_INVALID, JK_TEXT_ICAL_START,
                          (struct jk_at){ r->calendar->line, "BEGIN" }, "%.*s",
                          (int)r->calendar->name.len, r->calendar->name.at);
    for (const struct jk_ical_prop *prop = r->calendar->props; prop; prop = prop->next) {
        unsigned i = 0;

        while (i < 4 && !jk_ical_is(prop->name, names[i]))
            i++;
        if (i == 4)
            continue;
        if (seen & 1U << i)
            return refuse(r, prop, names[i], JK_TEXT_ICAL_ONCE);
        seen |= 1U << i;
        if ((rc = jk_ical_strict(prop, JK_ICAL_LINE_MAX, names[i], r->err)) != JK_OK)
            return rc;
        if (i == 0 && !jk_ical_is(jk_span_trim(prop->value), "2.0"))
            return refuse(r, prop, "VERSION", JK_TEXT_ICAL_VERSION);
        if (i == 2 && !jk_ical_is(jk_span_trim(prop->value), "GREGORIAN"))
            return refuse(r, prop, "CALSCALE", JK_TEXT_ICAL_CALSCALE);
        if (i == 3 && (rc = read_method(r, prop)) != JK_OK)
            return rc;
    }
    if (!(seen & 1U))
        return jk_fail_at(r->err, JK_INVALID, JK_TEXT_ICAL_VERSION,
                          (struct jk_at){ r->calendar->line, "VERSION" }, NULL);
    return JK_OK;
}

/* Only VEVENTs are notices; other calendar objects would be lost silently, so they are refused.
 * Private components (x-comp in RFC 5545) and those of later RFCs stay in the bytes. */
static enum jk_status count_components(struct reading *r)
{
    static const char *const others[] = { "VTODO", "VJOURNAL", "VFREEBUSY", "VCALENDAR" };
    unsigned zones = 0;

    for (const struct jk_ical_comp *comp = r->calendar->children; comp; comp = comp->next) {
        for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
            if (jk_ical_is(comp->name, others[i]))
                return jk_fail_at(r->err, JK_INVALID, JK_TEXT_ICAL_COMPONENT,
                                  (struct jk_at){ comp->line, others[i] }, NULL);
        }
        r->draft_count += jk_ical_is(comp->name, "VEVENT");
        zones += jk_ical_is(comp->name, "VTIMEZONE");
        if (zones > JK_ICAL_ZONES_MAX)
            return jk_fail_at(r->err, JK_TOO_MANY, JK_TEXT_ICAL_ZONES,
                              (struct jk_at){ comp->line, "VTIMEZONE" }, NULL);
    }
    if (r->draft_count == 0)
        return jk_fail_at(r->err, JK_INVALID, JK_TEXT_ICAL_NO_EVENT,
                          (struct jk_at){ r->calendar->line, "VCALENDAR" }, NULL);
    return JK_OK;
}

/* Each pair of an outline's edges is looked at (jk_area_check): many large areas in one stream
 * would take longer than a clerk waits. */
static bool areas_fit(size_t *pairs, const struct jk_shape *shape)
{
    size_t points = 0;

    for (size_t i = 0; i < shape->ring_count; i++)
        points += shape->rings[i].count;
    *pairs += points * points;
    return *pairs <= JK_ICAL_STREAM_PAIRS_MAX;
}

static enum jk_status read_events(struct reading *r)
{
    bool cancel = strcmp(r->method, "CANCEL") == 0;
    size_t i = 0, pairs = 0;
    enum jk_status rc;

    if (!(r->drafts = jk_arena_array(r->arena, r->draft_count, sizeof *r->drafts)))
        return no_memory(r);
    for (const struct jk_ical_comp *comp = r->calendar->children; comp; comp = comp->next) {
        if (!jk_ical_is(comp->name, "VEVENT"))
            continue;
        rc = jk_ical_profile_read(r->arena, comp, r->context, cancel, &r->drafts[i], r->err);
        if (rc != JK_OK)
            return rc;
        if (!areas_fit(&pairs, &r->drafts[i].facts.shape))
            return jk_fail_at(r->err, JK_TOO_MANY, JK_TEXT_ICAL_STREAM_AREAS,
                              (struct jk_at){ r->drafts[i].geometry->line, "STRUCTURED-DATA" },
                              NULL);
        i++;
    }
    return JK_OK;
}

static enum jk_status ask_libical(struct reading *r)
{
    for (size_t i = 0; i < r->draft_count; i++) {
        const struct jk_ical_draft *draft = &r->drafts[i];
        struct jk_span rule = draft->times.rule ? draft->props.rrule->value : JK_SPAN("");
        enum jk_status rc = JK_OK;

        if (draft->times.rule)
            rc = jk_rule_clean(r->arena, &rule)
                     ? jk_rule_second_read(r->arena, rule, draft->times.rule)
                     : JK_MEMORY;
        if (rc == JK_INVALID)
            return jk_fail_at(r->err, rc, JK_TEXT_ICAL_SECOND_READER,
                              (struct jk_at){ draft->comp->line, "VEVENT" }, NULL);
        if (rc != JK_OK)
            return no_memory(r);
    }
    return JK_OK;
}

static int compare_drafts(const void *a, const void *b)
{
    const struct jk_ical_draft *x = *(const struct jk_ical_draft *const *)a;
    const struct jk_ical_draft *y = *(const struct jk_ical_draft *const *)b;
    int order = strcmp(x->uid, y->uid);

    return order ? order : x < y ? -1 : x > y; /* one array: the order sent */
}

static int compare_groups(const void *a, const void *b)
{
    const struct jk_ical_group *x = a, *y = b;

    return x->drafts[0] < y->drafts[0] ? -1 : x->drafts[0] > y->drafts[0];
}

/* Sorting keeps it below quadratic for any number of UIDs. */
static enum jk_status group_by_uid(struct reading *r)
{
    r->members = jk_arena_array(r->arena, r->draft_count, sizeof *r->members);
    r->groups = jk_arena_array(r->arena, r->draft_count, sizeof *r->groups);
    if (!r->members || !r->groups)
        return no_memory(r);
    for (size_t i = 0; i < r->draft_count; i++)
        r->members[i] = &r->drafts[i];
    qsort(r->members, r->draft_count, sizeof *r->members, compare_drafts);
    for (size_t i = 0; i < r->draft_count; i++) {
        if (i == 0 || strcmp(r->members[i]->uid, r->members[i - 1]->uid) != 0)
            r->groups[r->group_count++].drafts = &r->members[i];
        r->groups[r->group_count - 1].count++;
    }
    qsort(r->groups, r->group_count, sizeof *r->groups, compare_groups);
    if (r->context->purpose == JK_ICAL_PUT && r->group_count > 1)
        return jk_fail_at(r->err, JK_INVALID, JK_TEXT_ICAL_ONE_UID,
                          (struct jk_at){ r->groups[1].drafts[0]->comp->line, "UID" }, "%s",
                          r->groups[1].drafts[0]->uid);
    return JK_OK;
}

/* A notice of 100 bytes may repeat 400 times: what a stream unfolds to has a bound of its own. */
static enum jk_status make_notices(struct reading *r)
{
    size_t instances = 0;
    enum jk_status rc;

    if (!(r->notices = jk_arena_array(r->arena, r->group_count, sizeof *r->notices)))
        return no_memory(r);
    for (size_t i = 0; i < r->group_count; i++) {
        rc = jk_ical_notice_make(r->arena, &r->groups[i], r->context, &r->notices[i], r->err);
        if (rc != JK_OK)
            return rc;
        instances += r->notices[i].instance_count;
        if (instances > JK_ICAL_STREAM_INSTANCES_MAX)
            return jk_fail_at(r->err, JK_TOO_MANY, JK_TEXT_ICAL_STREAM_INSTANCES,
                              (struct jk_at){ r->notices[i].facts.line, "RRULE" }, NULL);
    }
    return JK_OK;
}

/* Head and zones stand in the bytes of each UID; a long head and many UIDs must not multiply. */
static enum jk_status make_bytes(struct reading *r)
{
    const struct jk_ical_frame frame = jk_ical_frame_of(r->calendar);
    size_t total = 0;

    if (r->group_count == 1) {
        r->notices[0].bytes.at = jk_arena_copy(r->arena, r->bytes);
        r->notices[0].bytes.len = r->bytes.len;
        return r->notices[0].bytes.at ? JK_OK : no_memory(r);
    }
    for (size_t i = 0; i < r->group_count; i++) {
        if (jk_ical_resource_make(r->arena, &frame, r->groups[i].drafts, r->groups[i].count,
                                  &r->notices[i].bytes) != JK_OK)
            return no_memory(r);
        total += r->notices[i].bytes.len;
        if (total > JK_ICAL_SPREAD_MAX * body_max(r->context))
            return jk_fail(r->err, JK_TOO_BIG, JK_TEXT_ICAL_HEAD, "VCALENDAR", NULL);
    }
    return JK_OK;
}

/* A stored version says itself what it carries; a new one keeps what the version before knew. */
static enum jk_status carry(struct reading *r)
{
    const struct jk_ical_context *c = r->context;
    enum jk_status rc = JK_OK;

    for (size_t i = 0; i < r->group_count && rc == JK_OK; i++) {
        struct jk_notice *n = &r->notices[i];

        n->stored = n->bytes;
        if (c->purpose == JK_ICAL_STORED && r->carried.len > 0) {
            n->stored = r->whole;
            rc = jk_ical_carry_stored(r->arena, r->carried, n, r->err);
        } else if (c->before) {
            const struct jk_notice *before;

            rc = c->before(c->before_ctx, r->arena, n->uid, &before);
            rc = rc == JK_OK ? jk_ical_carry(r->arena, before, n, r->err) : no_memory(r);
        }
    }
    return rc;
}

static bool has_place(const struct jk_facts *facts)
{
    return facts->cancelled || facts->shape.kind != JK_SHAPE_NONE || facts->location[0] ||
           facts->place_code[0];
}

/* SPEC 3: to be saved a notice needs a place, be it but a name. */
static enum jk_status check_places(struct reading *r)
{
    for (size_t i = 0; i < r->group_count; i++) {
        const struct jk_notice *n = &r->notices[i];
        const struct jk_facts *bad = has_place(&n->facts) ? NULL : &n->facts;

        for (size_t k = 0; k < n->instance_count && !bad; k++)
            bad = has_place(n->instances[k].facts) ? NULL : n->instances[k].facts;
        if (bad)
            return jk_fail_at(r->err, JK_INVALID, JK_TEXT_ICAL_PLACE,
                              (struct jk_at){ bad->line, "GEO" }, NULL);
    }
    return JK_OK;
}

/* Cuts off what was carried before anything is measured: the rest is what the client sent. */
static enum jk_status cut_carried(struct reading *r)
{
    if (r->context->purpose != JK_ICAL_STORED)
        return JK_OK;
    r->carried = jk_carried_cut(&r->bytes);
    if (r->carried.len == 0)
        return JK_OK;
    r->whole.at = jk_arena_copy(r->arena, r->whole);
    return r->whole.at ? JK_OK : no_memory(r);
}

/* WIRE 3, 'Reading': in this order, so that each step may rely on those before it. */
static enum jk_status (*const steps[])(struct reading *r) = {
    cut_carried,  check_size,   scan_lines, read_head, count_components, read_events, ask_libical,
    group_by_uid, make_notices, make_bytes, carry,     check_places,
};

enum jk_status jk_ical_read(struct jk_arena *arena, struct jk_span bytes,
                            const struct jk_ical_context *context, struct jk_ical_stream *out,
                            struct jk_error *err)
{
    JK_ASSERT(arena != NULL && out != NULL);
    JK_ASSERT(context->window_from_s < context->window_to_s);

    struct reading r = {
        .arena = arena, .bytes = bytes, .whole = bytes, .context = context, .err = err, .method = ""
    };
    enum jk_status rc;

    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        if ((rc = steps[i](&r)) != JK_OK)
            return rc;
    }
    *out =
        (struct jk_ical_stream){ .notices = r.notices, .count = r.group_count, .method = r.method };
    return JK_OK;
}
