/* The notice reader (scanner, profile, libical): no crash, and what is accepted keeps its promises.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/geo/geodesic.h"
#include "jarak/ical/read.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    FILE *f = fopen("calendars/tz/zones.ics", "rb");
    struct jk_buf zones = { 0 };
    struct jk_error err;
    char block[65536];
    size_t got;

    (void)argc;
    (void)argv;
    if (!f)
        abort(); /* run from the project's root */
    while ((got = fread(block, 1, sizeof block, f)) > 0)
        jk_buf_add(&zones, block, got);
    fclose(f);
    jk_geodesic_init();
    if (jk_ical_zones_load(jk_buf_view(&zones), &err) != JK_OK)
        abort();
    jk_buf_clear(&zones);
    return 0;
}

static void must(bool promise)
{
    if (!promise)
        abort();
}

static bool stated(double value, double min, double max)
{
    return value == JK_NOT_STATED || (value >= min && value <= max);
}

static void check_point(struct jk_point p)
{
    must(fabs(p.lat_deg) <= 90.0 && fabs(p.lon_deg) <= 180.0);
}

static void check_shape(const struct jk_shape *shape)
{
    check_point(shape->centre);
    must(shape->kind != JK_SHAPE_ROUTE || shape->point_count >= 2);
    must(shape->kind != JK_SHAPE_AREA || shape->ring_count >= 1);
    for (size_t i = 0; i < shape->point_count; i++) {
        check_point(shape->points[i]);
        must(!shape->times || i == 0 || shape->times[i] >= shape->times[i - 1]);
    }
    for (size_t i = 0; i < shape->ring_count; i++)
        must(shape->rings[i].count >= 3);
}

static void check_facts(const struct jk_facts *f)
{
    must(f->kind < JK_KIND_END && f->leg < JK_LEG_END && f->party.count <= JK_PASLON_MAX);
    must(f->party.count == 0 || f->party.contest[0]);
    must(stated(f->radius_m, 0, 20000) && stated(f->uncertainty_m, 0, 100000));
    must(stated(f->crowd, 0, 1e7) && stated(f->column_m, 0.001, 1e5) && stated(f->width_m, 0, 500));
    must(stated(f->buildup_s, 0, 86400) && stated(f->dispersal_s, 0, 86400));
    must(f->summary && f->location && f->place_code && f->contact && f->sttp && f->props);
    must(jk_utf8_valid(jk_span_of(f->summary)) && jk_utf8_valid(jk_span_of(f->location)));
    must(f->stated_weekday >= -1 && f->stated_weekday <= 6);
    check_shape(&f->shape);
}

static void check_notice(const struct jk_notice *n)
{
    must(n->uid[0] && strlen(n->uid) <= JK_UID_MAX && jk_utf8_valid(jk_span_of(n->uid)));
    must(n->instance_count <= JK_INSTANCES_MAX && n->sequence <= INT32_MAX);
    must(!n->parent || n->facts.leg != JK_LEG_MAIN);
    check_facts(&n->facts);
    for (size_t i = 0; i < n->instance_count; i++) {
        const struct jk_instance *at = &n->instances[i];

        must(at->start_s < at->end_s && at->end_s - at->start_s <= 31 * JK_DAY_S);
        must(i == 0 || n->instances[i - 1].start_s <= at->start_s);
        must(!at->facts->cancelled);
        if (at->facts->shape.times)
            must(at->facts->shape.times[0] + (at->end_s - at->start_s) ==
                 at->facts->shape.times[at->facts->shape.point_count - 1]);
        check_facts(at->facts);
    }
}

/* The bytes kept for a notice, put alone, are that notice again: what a restart relies on. */
static void check_bytes(const struct jk_notice *n, const struct jk_ical_context *context)
{
    struct jk_ical_context put = *context;
    struct jk_arena arena = { 0 };
    struct jk_ical_stream again;
    const struct jk_notice *m;

    put.purpose = n->bytes.len > JK_ICAL_BODY_MAX ? JK_ICAL_IMPORT : JK_ICAL_PUT;
    must(jk_ical_read(&arena, n->bytes, &put, &again, NULL) == JK_OK && again.count == 1);
    m = &again.notices[0];
    must(jk_span_eq(m->bytes, n->bytes) && strcmp(m->uid, n->uid) == 0);
    must(m->instance_count == n->instance_count && m->sequence == n->sequence);
    for (size_t i = 0; i < n->instance_count; i++)
        must(m->instances[i].start_s == n->instances[i].start_s &&
             m->instances[i].end_s == n->instances[i].end_s);
    jk_arena_clear(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    /* The length chooses, so that a seed file stays a stream. */
    struct jk_ical_context context = { .purpose = len % 4 == 0 ? JK_ICAL_PUT : JK_ICAL_POST,
                                       .floating = len % 2 ? jk_tz_find(JK_SPAN("WITA")) : NULL,
                                       .window_from_s = 1724630400,
                                       .window_to_s = 1735660800 };
    struct jk_span sent = { (const char *)bytes, len };
    struct jk_arena arena = { 0 };
    struct jk_ical_stream stream;
    struct jk_error err = { .status = JK_OK };
    enum jk_status rc = jk_ical_read(&arena, sent, &context, &stream, &err);

    must(rc == err.status); /* every refusal says what it is */
    must(rc != JK_OK || stream.count > 0);
    must(rc == JK_OK || err.line > 0 || rc == JK_TOO_BIG);
    for (size_t i = 0; rc == JK_OK && i < stream.count; i++) {
        check_notice(&stream.notices[i]);
        check_bytes(&stream.notices[i], &context);
        must(stream.count > 1 || jk_span_eq(stream.notices[i].bytes, sent));
    }
    jk_arena_clear(&arena);
    return 0;
}
