/* The geometry reader (GeoJSON of STRUCTURED-DATA): no crash, every refusal says what and where,
 * and what is accepted can be laid on the ground and judged.
 *
 * Input: the property's value, as it stands behind the colon. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include "jarak/engine/judge.h"
#include "jarak/geo/geodesic.h"
#include "jarak/ical/geometry.h"

#define START 1732341600 /* 23 November 2024, 14.00 WITA */
#define END   (START + 3 * 3600)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void must(bool promise)
{
    if (!promise)
        abort();
}

/* The scanner lets only such values through. */
static bool is_text(struct jk_span text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];

        if ((c < 0x20 && c != '\t') || c == 0x7f)
            return false;
    }
    return text.len <= JK_ICAL_STRUCTURED_MAX && jk_utf8_valid(text);
}

static void check_point(struct jk_point p)
{
    must(fabs(p.lat_deg) <= 90.0 && fabs(p.lon_deg) <= 180.0);
}

/* Checked once more, it is still sound. */
static void check_shape(const struct jk_shape *shape)
{
    if (shape->kind == JK_SHAPE_ROUTE) {
        must(jk_route_check(shape->points, shape->times, shape->point_count,
                            (struct jk_interval){ START, END }, NULL) == JK_OK);
        for (size_t i = 0; i < shape->point_count; i++)
            check_point(shape->points[i]);
        return;
    }
    must(shape->kind == JK_SHAPE_AREA);
    must(jk_area_check(shape->rings, shape->ring_count, NULL) == JK_OK);
    for (size_t r = 0; r < shape->ring_count; r++) {
        for (size_t i = 0; i < shape->rings[r].count; i++)
            check_point(shape->rings[r].points[i]);
    }
}

/* Whoever stands on its first place meets it, at distance 0, from either side. */
static void check_body(const struct jk_shape *shape)
{
    const struct jk_window window = { .tau_s = 3600 };
    struct jk_presence p = { .shape = *shape, .from_s = START, .to_s = END, .column_m = 500 };
    struct jk_presence at = { .shape = { .kind = JK_SHAPE_DISC }, .from_s = START, .to_s = END };
    struct jk_approach one, other;
    struct jk_body *a, *b;

    at.shape.centre = shape->kind == JK_SHAPE_ROUTE ? shape->points[0] : shape->rings[0].points[0];
    a = jk_body_new(&p);
    b = jk_body_new(&at);
    must(a && b && a->in_s < a->out_s && isfinite(a->in_s) && isfinite(a->out_s));
    must(jk_approach_find(a, b, &window, 1000, &one) && one.gap_m < 0.01);
    must(jk_approach_find(b, a, &window, 1000, &other) && other.gap_m < 0.01);
    must(fabs(one.a.lat_deg) <= 90 && isfinite(one.time_a_s) && isfinite(one.time_b_s));
    jk_body_free(a);
    jk_body_free(b);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct jk_ical_prop prop = { .name = JK_SPAN("STRUCTURED-DATA"), .line = 7 };
    struct jk_facts facts = jk_facts_unstated(), later;
    struct jk_error err = { .status = JK_OK };
    struct jk_arena arena = { 0 };
    enum jk_status rc;

    jk_geodesic_init();
    prop.value = (struct jk_span){ (const char *)bytes, len };
    if (!is_text(prop.value))
        return 0;
    rc = jk_ical_geometry_read(&arena, &prop, (struct jk_interval){ START, END }, &facts, &err);
    must(rc == err.status);
    if (rc == JK_OK) {
        check_shape(&facts.shape);
        check_body(&facts.shape);
        /* What was read can be carried to the next version, an hour later and as long. */
        later = facts;
        later.shape = (struct jk_shape){ .kind = JK_SHAPE_NONE };
        must(jk_ical_geometry_carried(&arena, facts.geometry,
                                      (struct jk_interval){ START + 3600, END + 3600 }, &later,
                                      &err) == JK_OK);
        must(later.shape.kind == facts.shape.kind &&
             later.shape.point_count == facts.shape.point_count);
    } else {
        must(err.line == 7 && err.field[0] && facts.shape.kind == JK_SHAPE_NONE);
    }
    jk_arena_clear(&arena);
    return 0;
}
