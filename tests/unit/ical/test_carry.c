/* Geometry that a client could not carry: kept, at the new times, and read again from the store. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "jarak/ical/carry.h"
#include "tests/unit/ical/help.h"

#define GEO_JSON "STRUCTURED-DATA;VALUE=TEXT;FMTTYPE=\"application/geo+json\":"
#define ROUTE                                                                                    \
    "{\"type\":\"Feature\"\\,\"geometry\":{\"type\":\"LineString\"\\,\"coordinates\":"           \
    "[[117.5\\,0.5]\\,[117.52\\,0.5]\\,[117.54\\,0.5]]}\\,\"properties\":{\"coordTimes\":"       \
    "[\"2024-11-23T14:00:00+08:00\"\\,\"2024-11-23T15:00:00+08:00\"\\,\"2024-11-23T17:00:00+08:" \
    "00\"]}}"
#define AREA                                                                                     \
    "{\"type\":\"Polygon\"\\,\"coordinates\":[[[117.5\\,0.5]\\,[117.6\\,0.5]\\,[117.6\\,0.6]\\," \
    "[117.5\\,0.6]\\,[117.5\\,0.5]]]}"
#define WHEN  "DTSTART;TZID=Asia/Makassar:20241123T140000|DTEND;TZID=Asia/Makassar:20241123T170000|"
#define LATER "DTSTART;TZID=Asia/Makassar:20241124T090000|DTEND;TZID=Asia/Makassar:20241124T120000|"
#define LONGER                                          \
    "DTSTART;TZID=Asia/Makassar:20241124T090000|DTEND;" \
    "TZID=Asia/Makassar:20241124T130000|"

TestSuite(carry, .init = help_zones);

/* The first version, and the one that follows it. */
struct versions {
    struct help first, next, again;
};

static enum jk_status version_before(const void *ctx, struct jk_arena *arena, const char *uid,
                                     const struct jk_notice **out)
{
    const struct jk_notice *n = &((const struct help *)ctx)->stream.notices[0];

    (void)arena;
    *out = strcmp(n->uid, uid) == 0 ? n : NULL;
    return JK_OK;
}

/* Reads both; the second follows the first. */
static enum jk_status read_both(struct versions *v, const char *first, const char *next)
{
    *v = (struct versions){ .first = { .sent = { 0 } } };
    cr_assert(help_read(&v->first, first) == JK_OK, "%s %s", v->first.err.field,
              v->first.err.value);
    v->next.context = help_context();
    v->next.context.before = version_before;
    v->next.context.before_ctx = &v->first;
    return help_read(&v->next, next);
}

static const struct jk_facts *facts_of(const struct help *h)
{
    return &h->stream.notices[0].facts;
}

/* What is stored gives the same shape, read alone. */
static void read_again(struct versions *v)
{
    const struct jk_notice *n = &v->next.stream.notices[0];
    const struct jk_facts *a = facts_of(&v->next), *b;

    v->again.context = help_context();
    v->again.context.purpose = JK_ICAL_STORED;
    cr_assert(help_read_span(&v->again, n->stored) == JK_OK, "%s", v->again.err.value);
    b = facts_of(&v->again);
    cr_assert(jk_span_eq(v->again.stream.notices[0].bytes, n->bytes), "the client's own bytes");
    cr_assert(jk_span_eq(v->again.stream.notices[0].stored, n->stored));
    cr_assert(a->shape.kind == b->shape.kind && a->shape.point_count == b->shape.point_count &&
              a->shape.ring_count == b->shape.ring_count && !a->shape.times == !b->shape.times);
    for (size_t i = 0; a->shape.times && i < a->shape.point_count; i++)
        cr_assert(a->shape.times[i] == b->shape.times[i]);
    cr_assert(a->geometry_said == b->geometry_said || b->geometry_said == JK_GEOMETRY_CARRIED ||
              a->geometry_said == JK_GEOMETRY_STATED);
}

static void clear(struct versions *v)
{
    help_clear(&v->first);
    help_clear(&v->next);
    help_clear(&v->again);
}

Test(carry, a_silent_version_keeps_what_the_one_before_knew)
{
    static const struct {
        const char *first, *next;
        enum jk_geometry_said said;
        enum jk_shape_kind kind;
        bool times;
    } cases[] = {
        { WHEN GEO_JSON ROUTE "|", WHEN "SUMMARY:other|", JK_GEOMETRY_CARRIED, JK_SHAPE_ROUTE,
          true },
        { WHEN GEO_JSON ROUTE "|", LATER "SUMMARY:other|", JK_GEOMETRY_CARRIED, JK_SHAPE_ROUTE,
          true },
        { WHEN GEO_JSON ROUTE "|", LONGER "SUMMARY:other|", JK_GEOMETRY_CARRIED, JK_SHAPE_ROUTE,
          false },
        { WHEN GEO_JSON AREA "|", WHEN "SUMMARY:other|", JK_GEOMETRY_CARRIED, JK_SHAPE_AREA,
          false },
        { WHEN GEO_JSON AREA "|", WHEN "GEO:0.55;117.55|", JK_GEOMETRY_CARRIED, JK_SHAPE_AREA,
          false },
        { WHEN GEO_JSON AREA "|", WHEN "GEO:0.55;118.55|", JK_GEOMETRY_DOUBTFUL, JK_SHAPE_AREA,
          false },
        { WHEN GEO_JSON AREA "|", WHEN "X-JARAK-GEOMETRY:NONE|", JK_GEOMETRY_NONE, JK_SHAPE_DISC,
          false },
        { WHEN GEO_JSON AREA "|", WHEN "X-JARAK-GEOMETRY:" ROUTE "|", JK_GEOMETRY_STATED,
          JK_SHAPE_ROUTE, true },
        { WHEN "X-JARAK-GEOMETRY:" ROUTE "|", WHEN GEO_JSON AREA "|", JK_GEOMETRY_STATED,
          JK_SHAPE_AREA, false },
        { WHEN, WHEN "SUMMARY:other|", JK_GEOMETRY_SILENT, JK_SHAPE_DISC, false },
        { WHEN GEO_JSON AREA "|", WHEN "UID:another|", JK_GEOMETRY_SILENT, JK_SHAPE_DISC, false },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct versions v;
        const struct jk_facts *f;

        cr_assert(read_both(&v, cases[i].first, cases[i].next) == JK_OK, "case %zu: %s %s", i,
                  v.next.err.field, v.next.err.value);
        f = facts_of(&v.next);
        cr_assert(f->geometry_said == cases[i].said && f->shape.kind == cases[i].kind,
                  "case %zu: %d, shape %d", i, (int)f->geometry_said, (int)f->shape.kind);
        cr_assert((f->shape.times != NULL) == cases[i].times, "case %zu: times", i);
        read_again(&v);
        clear(&v);
    }
}

/* coordTimes move with the VEVENT. */
Test(carry, the_times_of_a_route_shift_with_it)
{
    struct versions v;
    const struct jk_shape *a, *b;

    cr_assert(read_both(&v, WHEN GEO_JSON ROUTE "|", LATER) == JK_OK);
    a = &facts_of(&v.first)->shape;
    b = &facts_of(&v.next)->shape;
    for (size_t i = 0; i < 3; i++)
        cr_assert(b->times[i] == a->times[i] + 19 * 3600);
    clear(&v);
}

/* A client drops the route and GEO was never there: the route is the place. */
Test(carry, what_is_carried_is_a_place)
{
    struct versions v;

    cr_assert(read_both(&v, WHEN "-GEO|" GEO_JSON ROUTE "|", WHEN "-GEO|") == JK_OK);
    cr_assert(facts_of(&v.next)->shape.kind == JK_SHAPE_ROUTE);
    clear(&v);
    cr_assert(read_both(&v, WHEN GEO_JSON ROUTE "|", WHEN "-GEO|X-JARAK-GEOMETRY:NONE|") ==
              JK_INVALID);
    cr_assert(strcmp(v.next.err.field, "GEO") == 0);
    clear(&v);
}

/* 2.2 km a minute: the stored route cannot be driven in the new times. */
Test(carry, a_route_that_cannot_be_driven_is_refused_and_not_dropped)
{
    struct versions v;

    cr_assert(read_both(&v, WHEN GEO_JSON ROUTE "|",
                        "DTSTART;TZID=Asia/Makassar:20241124T090000|DTEND;TZID=Asia/"
                        "Makassar:20241124T090100|") != JK_OK);
    cr_assert(v.next.err.line > 0 && v.next.err.field[0]);
    clear(&v);
}

/* A changed instance without its route keeps the series'. */
Test(carry, an_instance_keeps_its_own_or_the_masters)
{
    static const char series[] = WHEN "RRULE:FREQ=DAILY;COUNT=3|";
    struct versions v;
    char first[2000], next[2000];
    const struct jk_notice *n;

    snprintf(first, sizeof first, "%s%s%s|", series, GEO_JSON, AREA);
    snprintf(
        next, sizeof next,
        "%s$BEGIN:VEVENT|$UID:a@kutim|$DTSTAMP:20241101T000000Z|$RECURRENCE-ID;TZID=Asia/"
        "Makassar:20241124T140000|$DTSTART;TZID=Asia/Makassar:20241124T150000|$DTEND;TZID=Asia/"
        "Makassar:20241124T180000|$CATEGORIES:RAPAT-UMUM|$X-JARAK-CONTEST:pilbup-64.08|"
        "$X-JARAK-PASLON:1|$GEO:0.55;117.55|$END:VEVENT|",
        series);
    if (read_both(&v, first, next) != JK_OK)
        cr_assert(0, "%s %s", v.next.err.field, v.next.err.value);
    n = &v.next.stream.notices[0];
    cr_assert(n->instance_count == 3);
    for (size_t i = 0; i < 3; i++)
        cr_assert(n->instances[i].facts->shape.kind == JK_SHAPE_AREA, "instance %zu", i);
    read_again(&v);
    clear(&v);
}
