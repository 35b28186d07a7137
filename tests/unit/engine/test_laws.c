/* Laws that hold for every pair: seeded random pairs of columns and discs. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include "jarak/engine/verdict.h"
#include "tests/support/seeded.h"
#include "tests/support/sides.h"
#include "tests/support/only.h"

#define LIMIT_M 3000.0

static double vary_lat(struct seeded *r)
{
    return seeded_between(r, -8, 6);
}

/* A side within some kilometres of the origin: a disc, a column, or a column with a stop. */
static void random_side(struct seeded *r, struct jk_point origin, struct side *s)
{
    double from = (double)seeded_whole(r, 0, 7200), north = seeded_between(r, -4000, 4000);
    double east = seeded_between(r, -4000, 4000), heading = seeded_between(r, 0, 6.2832);
    size_t count = (size_t)seeded_whole(r, 2, 8);
    bool timed = seeded_whole(r, 0, 1);

    if (seeded_whole(r, 0, 3) == 0) {
        side_disc(s, side_place(origin, north, east), (double)seeded_whole(r, 0, 300), from,
                  from + (double)seeded_whole(r, 60, 7200));
        return;
    }
    side_wander(r,
                &(struct side_walk){ .origin = origin,
                                     .north_m = north,
                                     .east_m = east,
                                     .heading = heading,
                                     .step_m = 1200,
                                     .count = count,
                                     .timed = timed,
                                     .least_s = 100,
                                     .from_s = from },
                s);
}

static struct jk_point random_origin(struct seeded *r)
{
    return (struct jk_point){ vary_lat(r), seeded_between(r, 95, 141) };
}

/* Two gaps are the same when both are far, or they differ by rounding only. */
static bool same_gap(double x, double y, double slack_m)
{
    if (x >= LIMIT_M - 0.05 || y >= LIMIT_M - 0.05)
        return fmin(x, y) >= LIMIT_M - 0.05 - slack_m;
    return fabs(x - y) <= slack_m;
}

static void shift_time(struct side *s, int64_t by_s)
{
    s->presence.from_s += (double)by_s;
    s->presence.to_s += (double)by_s;
    for (size_t i = 0; i < s->presence.shape.point_count; i++)
        s->times[i] += by_s;
}

static void rotate(struct side *s, double by_deg)
{
    s->presence.shape.centre.lon_deg += by_deg;
    for (size_t i = 0; i < s->presence.shape.point_count; i++)
        s->points[i].lon_deg += by_deg;
}

/* Pointers of a copied side must point into the copy. */
static struct side *own(struct side *s)
{
    if (s->presence.shape.kind == JK_SHAPE_ROUTE) {
        s->presence.shape.points = s->points;
        s->presence.shape.times = s->presence.shape.times ? s->times : NULL;
    }
    return s;
}

Test(laws, swapping_sides_changes_nothing, .timeout = 100)
{
    struct seeded r = { 11 };
    struct jk_approach x, y;
    struct side a, b;

    jk_geodesic_init();
    for (int i = 0; i < seeded_rounds(10000); i++) {
        struct jk_point origin = random_origin(&r);
        double tau = (double)seeded_whole(&r, 0, 3600), one, other;

        random_side(&r, origin, &a);
        random_side(&r, origin, &b);
        one = side_gap(&a, &b, tau, LIMIT_M, &x);
        other = side_gap(&b, &a, tau, LIMIT_M, &y);
        cr_assert(one == other || fabs(one - other) < 0.011, "pair %d: %.3f %.3f", i, one, other);
        if (one < LIMIT_M)
            cr_assert(x.time_a_s == y.time_b_s && x.time_b_s == y.time_a_s, "pair %d: instants", i);
    }
}

Test(laws, shifting_both_in_time_changes_nothing, .timeout = 100)
{
    struct seeded r = { 12 };
    struct jk_approach x;
    struct side a, b;

    jk_geodesic_init();
    for (int i = 0; i < seeded_rounds(10000); i++) {
        struct jk_point origin = random_origin(&r);
        double tau = (double)seeded_whole(&r, 0, 3600), before;
        int64_t by = seeded_whole(&r, -2000000000, 2000000000);

        random_side(&r, origin, &a);
        random_side(&r, origin, &b);
        before = side_gap(&a, &b, tau, LIMIT_M, &x);
        shift_time(&a, by);
        shift_time(&b, by);
        cr_assert(same_gap(before, side_gap(&a, &b, tau, LIMIT_M, &x), 0.02), "pair %d", i);
    }
}

Test(laws, turning_the_earth_changes_nothing, .timeout = 100)
{
    struct seeded r = { 13 };
    struct jk_approach x;
    struct side a, b;

    jk_geodesic_init();
    for (int i = 0; i < seeded_rounds(10000); i++) {
        struct jk_point origin = { vary_lat(&r), 20 };
        double tau = (double)seeded_whole(&r, 0, 3600), by = seeded_between(&r, -190, 150), before;

        random_side(&r, origin, &a);
        random_side(&r, origin, &b);
        before = side_gap(&a, &b, tau, LIMIT_M, &x);
        rotate(&a, by);
        rotate(&b, by);
        cr_assert(same_gap(before, side_gap(&a, &b, tau, LIMIT_M, &x), 0.02), "pair %d", i);
    }
}

/* A vertex more in the middle of a leg, with its time, is the same route. */
static void split_leg(struct seeded *r, struct side *s)
{
    size_t count = s->presence.shape.point_count;
    size_t leg = (size_t)seeded_whole(r, 0, (int64_t)count - 2);
    struct jk_point cut[3];

    if (jk_point_eq(s->points[leg], s->points[leg + 1]))
        return;
    jk_geodesic_cut(s->points[leg], s->points[leg + 1], 2, cut);
    memmove(s->points + leg + 2, s->points + leg + 1, (count - leg - 1) * sizeof *s->points);
    memmove(s->times + leg + 2, s->times + leg + 1, (count - leg - 1) * sizeof *s->times);
    s->points[leg + 1] = cut[1];
    s->times[leg + 1] = (s->times[leg] + s->times[leg + 2]) / 2;
    s->presence.shape.point_count++;
}

Test(laws, splitting_a_leg_changes_nothing, .timeout = 100)
{
    struct seeded r = { 14 };
    struct jk_approach x;
    struct side a, b, split;

    jk_geodesic_init();
    for (int i = 0; i < seeded_rounds(10000); i++) {
        struct jk_point origin = random_origin(&r);
        double tau = (double)seeded_whole(&r, 0, 3600), before;

        random_side(&r, origin, &a);
        random_side(&r, origin, &b);
        if (a.presence.shape.kind != JK_SHAPE_ROUTE)
            continue;
        for (size_t k = 0; k < a.presence.shape.point_count; k++)
            a.times[k] *= 2; /* so that half of a leg is a whole second */
        if (a.presence.shape.times) {
            a.presence.from_s = (double)a.times[0];
            a.presence.to_s = (double)a.times[a.presence.shape.point_count - 1];
        }
        before = side_gap(&a, &b, tau, LIMIT_M, &x);
        split = a;
        split_leg(&r, own(&split));
        cr_assert(same_gap(before, side_gap(&split, &b, tau, LIMIT_M, &x), 0.02), "pair %d", i);
    }
}

Test(laws, more_tolerance_is_never_farther_apart, .timeout = 100)
{
    struct seeded r = { 15 };
    struct jk_approach x;
    struct side a, b;

    jk_geodesic_init();
    for (int i = 0; i < seeded_rounds(10000); i++) {
        struct jk_point origin = random_origin(&r);
        double tau = (double)seeded_whole(&r, 0, 3600), less, more;

        random_side(&r, origin, &a);
        random_side(&r, origin, &b);
        less = side_gap(&a, &b, tau, LIMIT_M, &x);
        more = side_gap(&a, &b, tau + (double)seeded_whole(&r, 1, 3600), LIMIT_M, &x);
        cr_assert(more <= less + 0.011, "pair %d: %.3f with less, %.3f with more", i, less, more);
    }
}

static void set_rung(struct jk_row *row, enum jk_level level, double distance_m, int32_t tau_s)
{
    row->rung[level] = (struct jk_rung){ true, false, tau_s, distance_m };
}

Test(laws, a_wider_row_never_lowers_a_level, .timeout = 100)
{
    struct seeded r = { 16 };
    struct side a, b;

    jk_geodesic_init();
    for (int i = 0; i < seeded_rounds(10000); i++) {
        struct jk_point origin = random_origin(&r);
        struct jk_policy policy = { .vote_s = INFINITY };
        struct jk_row row = { .stated = true };
        struct jk_body *p, *q;
        struct jk_levels narrow, wide;
        int64_t d = seeded_whole(&r, 100, 1000), tau = seeded_whole(&r, 0, 1800);

        random_side(&r, origin, &a);
        random_side(&r, origin, &b);
        p = jk_body_new(&a.presence);
        q = jk_body_new(&b.presence);
        set_rung(&row, JK_LEVEL_INFO, (double)(3 * d), (int32_t)(3 * tau));
        set_rung(&row, JK_LEVEL_SIAGA, (double)d, (int32_t)tau);
        narrow = jk_judge_level(&policy, &row, p, q);
        cr_assert(jk_judge_level(&policy, &row, q, p).level == narrow.level, "pair %d: mirror", i);
        set_rung(&row, JK_LEVEL_INFO, (double)(3 * d + seeded_whole(&r, 0, 500)),
                 (int32_t)(3 * tau + seeded_whole(&r, 0, 600)));
        set_rung(&row, JK_LEVEL_SIAGA, (double)(d + seeded_whole(&r, 0, 100)),
                 (int32_t)(tau + seeded_whole(&r, 0, 600)));
        wide = jk_judge_level(&policy, &row, p, q);
        cr_assert(wide.level >= narrow.level, "pair %d: %d, wider %d", i, narrow.level, wide.level);
        jk_body_free(p);
        jk_body_free(q);
    }
}

/* A world of random legs: parties 1 and 2, each leg its own chain. */
struct crowd {
    struct jk_world *world;
    struct side side[300];
    struct jk_body *body[300];
    struct jk_party party[300];
    uint32_t id[300];
    int count;
    struct jk_levels seen[300];
};

static void fill_crowd(struct seeded *r, struct crowd *c, double spread_deg)
{
    c->world = jk_world_new();
    c->count = 300;
    for (int i = 0; i < c->count; i++) {
        struct jk_point origin = { seeded_between(r, -spread_deg, spread_deg),
                                   117 + seeded_between(r, -spread_deg, spread_deg) };
        struct jk_member m;

        random_side(r, origin, &c->side[i]);
        c->side[i].presence.size = (enum jk_size)seeded_whole(r, 0, JK_SIZE_END - 1);
        c->side[i].presence.uncertainty_m = seeded_whole(r, 0, 9) ? 0 : 4000;
        c->body[i] = jk_body_new(&c->side[i].presence);
        c->party[i] =
            (struct jk_party){ .contest = "x", .count = 1, .paslon = { 1 + (uint32_t)i % 2 } };
        m = (struct jk_member){ c->body[i], &c->party[i], (uint32_t)i, (uint32_t)i };
        cr_assert(jk_world_add(c->world, &m, &c->id[i]) == JK_OK);
    }
}

static void empty_crowd(struct crowd *c)
{
    for (int i = 0; i < c->count; i++)
        jk_body_free(c->body[i]);
    jk_world_free(c->world);
}

static void mark_seen(void *ctx, uint32_t id, struct jk_levels levels)
{
    struct crowd *c = ctx;
    uint32_t tag = jk_world_get(c->world, id).tag;

    cr_assert(c->seen[tag].level_max == JK_LEVEL_NONE, "each one once");
    cr_assert(levels.level_max > JK_LEVEL_NONE);
    c->seen[tag] = levels;
}

Test(laws, a_check_finds_what_the_judge_says_of_all_pairs, .timeout = 100)
{
    struct seeded r = { 17 };
    struct jk_row row = { .id = "one" };
    struct jk_policy policy;
    static struct crowd c;
    int violations = 0;

    jk_geodesic_init();
    row.rung[JK_LEVEL_INFO] = (struct jk_rung){ true, true, 0, 15000 };
    set_rung(&row, JK_LEVEL_SIAGA, 1500, 3600);
    cr_assert(side_policy(&policy, &row));
    for (int round = 0; round < seeded_rounds(10); round++) {
        fill_crowd(&r, &c, 0.5);
        for (int i = 0; i < c.count; i++) {
            struct jk_member m = jk_world_get(c.world, c.id[i]);

            memset(c.seen, 0, sizeof c.seen);
            jk_world_check(c.world, ONLY(&policy), &m, mark_seen, &c);
            for (int k = 0; k < c.count; k++) {
                struct jk_levels want = { JK_LEVEL_NONE, JK_LEVEL_NONE };

                if (i % 2 != k % 2)
                    want = jk_judge_level(&policy, &policy.rows[JK_RELATION_RIVAL][0][0][0],
                                          c.body[i], c.body[k]);
                violations += want.level_max > JK_LEVEL_NONE;
                cr_assert(c.seen[k].level == want.level && c.seen[k].level_max == want.level_max,
                          "round %d: %d and %d", round, i, k);
            }
        }
        empty_crowd(&c);
    }
    cr_assert(violations > 1000 * seeded_rounds(10) / 10, "only %d violations", violations);
}

static size_t pairings_of(struct crowd *c, const struct jk_policy *policy, int i,
                          struct jk_levels *worst)
{
    struct jk_member m = jk_world_get(c->world, c->id[i]);
    struct jk_arena arena = { 0 };
    struct jk_pairings pairings;

    cr_assert(jk_verdict_chain(&arena, c->world, ONLY(policy), &m, 1, &pairings) == JK_OK);
    *worst = pairings.count ? pairings.at[0].levels : (struct jk_levels){ 0, 0 };
    jk_arena_clear(&arena);
    return pairings.count;
}

Test(laws, what_is_far_away_and_what_came_and_went_changes_no_verdict, .timeout = 100)
{
    struct seeded r = { 18 };
    struct jk_row row = { .id = "one" };
    struct jk_policy policy;
    static struct crowd c;

    jk_geodesic_init();
    set_rung(&row, JK_LEVEL_INFO, 3000, 7200);
    set_rung(&row, JK_LEVEL_SIAGA, 1000, 1800);
    cr_assert(side_policy(&policy, &row));
    for (int round = 0; round < seeded_rounds(10); round++) {
        fill_crowd(&r, &c, 0.3);
        for (int i = 0; i < 100; i++) {
            struct jk_levels before, after;
            size_t count = pairings_of(&c, &policy, i, &before);
            struct side far;
            struct jk_body *body;
            struct jk_member m = { .party = &c.party[(i + 1) % 2], .chain = 100000, .tag = 9999 };
            uint32_t id;

            random_side(&r, (struct jk_point){ 3, 119 }, &far);
            m.body = body = jk_body_new(&far.presence);
            cr_assert(jk_world_add(c.world, &m, &id) == JK_OK);
            cr_assert(pairings_of(&c, &policy, i, &after) == count && after.level == before.level);
            jk_world_remove(c.world, id);
            m.body = c.body[(i + 7) % c.count]; /* near, but gone again */
            cr_assert(jk_world_add(c.world, &m, &id) == JK_OK);
            jk_world_remove(c.world, id);
            cr_assert(pairings_of(&c, &policy, i, &after) == count && after.level == before.level);
            jk_body_free(body);
        }
        empty_crowd(&c);
    }
}
