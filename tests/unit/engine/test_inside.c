/* What of a body lies inside an area: cut at its edges, holes left out. */
#include <criterion/criterion.h>
#include "jarak/engine/inside.h"
#include "tests/support/sides.h"

static const struct jk_point field = { 0.5, 117.5 };
static const struct jk_window any = { INFINITY, false, 0, JK_EXTENT_STATED };

/* Lengths and times of the parts that were visited. */
struct parts {
    int count;
    double length_m, first_in_s, last_out_s, ring_in_s;
};

static void keep_part(void *ctx, const struct jk_piece *ring, const struct jk_piece *part)
{
    struct parts *p = ctx;

    p->first_in_s = p->count ? fmin(p->first_in_s, part->in0) : part->in0;
    p->last_out_s = fmax(p->last_out_s, part->out1);
    p->length_m += jk_xyz_chord(part->a, part->b);
    p->ring_in_s = ring->in0;
    p->count++;
}

static struct jk_body *square(double half_m, double hole_m)
{
    struct jk_point corner[8];
    struct jk_ring rings[2] = { { corner, 4 }, { corner + 4, 4 } };
    struct side s;

    for (int i = 0; i < 8; i++) {
        double half = i < 4 ? half_m : hole_m;

        corner[i] =
            side_place(field, i % 4 < 2 ? half : -half, i % 4 == 0 || i % 4 == 3 ? half : -half);
    }
    side_disc(&s, field, 0, 100, 9000);
    s.presence.shape = (struct jk_shape){ .kind = JK_SHAPE_AREA,
                                          .rings = rings,
                                          .ring_count = hole_m > 0 ? 2 : 1 };
    return jk_body_new(&s.presence);
}

static struct jk_body *east_road(double north_m, double from_m, double to_m)
{
    static struct side s;

    s.points[0] = side_place(field, north_m, from_m);
    s.points[1] = side_place(field, north_m, to_m);
    side_route(&s, 2, 100, 0, to_m - from_m, false); /* 1 m/s */
    return jk_body_new(&s.presence);
}

Test(inside, a_road_is_cut_where_it_enters_leaves_and_crosses_the_hole)
{
    static const struct {
        double half_m, hole_m, north_m, from_m, to_m, length_m;
        int parts;
        const char *why;
    } cases[] = {
        { 500, 0, 0, -1000, 1000, 1000, 1, "straight through" },
        { 500, 0, 0, -100, 100, 200, 1, "wholly inside, no edge near" },
        { 500, 0, 600, -1000, 1000, 0, 0, "beside it" },
        { 500, 0, 0, -1000, -501, 0, 0, "ends a metre before" },
        { 500, 0, 0, -1000, -400, 100, 1, "ends inside" },
        { 500, 0, 0, 400, 1000, 100, 1, "begins inside" },
        { 500, 200, 0, -1000, 1000, 600, 2, "the hole is outside" },
        { 500, 200, 300, -1000, 1000, 1000, 1, "passes the hole" },
        { 500, 200, 0, -150, 150, 0, 0, "wholly in the hole" },
        { 500, 200, 0, -150, 400, 200, 1, "out of the hole" },
        { 5000, 0, 0, -3000, 3000, 6000, 2, "a piece of 4 km is the longest" },
    };

    jk_geodesic_init();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_body *area = square(cases[i].half_m, cases[i].hole_m);
        struct jk_body *road = east_road(cases[i].north_m, cases[i].from_m, cases[i].to_m);
        struct parts p = { 0 };

        jk_inside_each(area, road, &any, keep_part, &p);
        cr_assert(p.count == cases[i].parts, "%s: %d parts", cases[i].why, p.count);
        cr_assert(fabs(p.length_m - cases[i].length_m) < 0.05, "%s: %.3f m", cases[i].why,
                  p.length_m);
        cr_assert(p.count == 0 || p.ring_in_s == 100, "the area's own times are handed along");
        p = (struct parts){ 0 };
        jk_inside_each(road, area, &any, keep_part, &p);
        cr_assert(p.count == 0, "a road holds nothing");
        jk_body_free(area);
        jk_body_free(road);
    }
}

/* At 1 m/s from 1,000 m west: inside from second 500 until the tail of 100 m leaves at 1,600. */
Test(inside, the_times_of_a_part_are_those_of_its_places)
{
    struct jk_body *area, *road;
    struct parts p = { 0 };

    jk_geodesic_init();
    area = square(500, 0);
    road = east_road(0, -1000, 1000);
    jk_inside_each(area, road, &any, keep_part, &p);
    cr_assert(fabs(p.first_in_s - 500) < 0.1 && fabs(p.last_out_s - 1600) < 0.1, "%g..%g",
              p.first_in_s, p.last_out_s);
    p = (struct parts){ 0 };
    jk_inside_each(area, road, &(struct jk_window){ .factor = JK_FACTOR_ONE }, keep_part, &p);
    cr_assert(p.count == 1, "without zones every pair has the factor 1");
    p = (struct parts){ 0 };
    jk_inside_each(area, road, &(struct jk_window){ .factor = 1500 }, keep_part, &p);
    cr_assert(p.count == 0, "and none has another");
    jk_body_free(area);
    jk_body_free(road);
}

Test(inside, a_disc_is_inside_by_its_centre_alone)
{
    static const struct {
        double north_m, hole_m;
        int parts;
    } cases[] = { { 0, 0, 1 },   { 499, 0, 1 },  { 501, 0, 0 },
                  { 0, 100, 0 }, { 99, 100, 0 }, { 101, 100, 1 } };

    jk_geodesic_init();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_body *area = square(500, cases[i].hole_m), *disc;
        struct parts p = { 0 };
        struct side s;

        side_disc(&s, side_place(field, cases[i].north_m, 0), 50, 0, 100);
        disc = jk_body_new(&s.presence);
        jk_inside_each(area, disc, &any, keep_part, &p);
        cr_assert(p.count == cases[i].parts, "case %zu: %d", i, p.count);
        cr_assert(jk_body_covers(area, disc->origin) == (cases[i].parts == 1));
        cr_assert(!jk_body_covers(disc, disc->origin), "only areas cover");
        jk_body_free(area);
        jk_body_free(disc);
    }
}

/* A comb of a hundred teeth: every one of its hundred parts is told. */
Test(inside, no_part_is_one_too_many)
{
    static struct jk_point corners[402];
    struct jk_ring ring = { corners, 0 };
    struct jk_body *area, *way;
    struct parts p = { 0 };
    struct side s;

    jk_geodesic_init();
    for (int i = 0; i < 100; i++) {
        corners[ring.count++] = side_place(field, -100, 20.0 * i);
        corners[ring.count++] = side_place(field, 100, 20.0 * i);
        corners[ring.count++] = side_place(field, 100, 20.0 * i + 10);
        corners[ring.count++] = side_place(field, -100, 20.0 * i + 10);
    }
    corners[ring.count++] = side_place(field, -200, 1990);
    corners[ring.count++] = side_place(field, -200, 0);
    side_disc(&s, field, 0, 100, 200);
    s.presence.shape = (struct jk_shape){ .kind = JK_SHAPE_AREA, .rings = &ring, .ring_count = 1 };
    area = jk_body_new(&s.presence);
    way = east_road(0, -10, 2500);
    jk_inside_each(area, way, &any, keep_part, &p);
    cr_assert(p.count == 100 && fabs(p.length_m - 1000) < 0.1, "%d parts, %.2f m", p.count,
              p.length_m);
    jk_body_free(area);
    jk_body_free(way);
}
