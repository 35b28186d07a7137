/* The engine against the slow reference of reference.h, pair by pair and chain by chain. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include "jarak/engine/verdict.h"
#include "tests/support/seeded.h"
#include "tests/unit/engine/reference.h"
#include "tests/support/only.h"

#define AGREE_M 0.015 /* 1 cm, and half a centimetre for the rounding of what is told */

static void random_side(struct seeded *r, struct jk_point origin, struct side *s)
{
    double from = (double)seeded_whole(r, 0, 7200), north = seeded_between(r, -4000, 4000);
    double east = seeded_between(r, -4000, 4000), heading = seeded_between(r, 0, 6.2832);
    size_t count = (size_t)seeded_whole(r, 2, 6);
    double length = 0;

    if (seeded_whole(r, 0, 3) == 0) {
        side_disc(s, side_place(origin, north, east), 0, from,
                  from + (double)seeded_whole(r, 60, 7200));
        return;
    }
    for (size_t i = 0; i < count; i++) {
        s->points[i] = side_place(origin, north, east);
        north += 1500 * cos(heading);
        east += 1500 * sin(heading);
        heading += seeded_between(r, -1, 1);
    }
    for (size_t i = 1; i < count; i++)
        length += jk_geodesic_distance(s->points[i - 1], s->points[i]);
    side_route(s, count, (double)seeded_whole(r, 1, 3000), from,
               from + length / seeded_between(r, 3, 15), false);
}

/* One of four shares of the 10,000 pairs, so that they run side by side. */
static void compare(uint64_t seed)
{
    struct seeded r = { seed };
    int rounds = seeded_rounds(2500), undecided = 0, near = 0;

    jk_geodesic_init();
    for (int i = 0; i < rounds; i++) {
        struct jk_point origin = { seeded_between(&r, -8, 6), seeded_between(&r, 95, 141) };
        double tau = (double)seeded_whole(&r, 0, 3) * 600, limit = 2000, want, have;
        struct jk_approach out;
        struct side a, b;

        random_side(&r, origin, &a);
        random_side(&r, origin, &b);
        want = reference_gap(&a, &b, tau, limit, REFERENCE_PRUNE_M);
        have = side_gap(&a, &b, tau, limit + 1, &out);
        if (want - have > AGREE_M) /* a valley the quick search left too high? */
            want = reference_gap(&a, &b, tau, fmin(limit, have + 0.1), REFERENCE_FINE_M);
        if (isnan(want)) {
            undecided++;
        } else if (isinf(want) || isinf(have)) {
            cr_assert(fmin(want, have) > limit - AGREE_M, "pair %d: reference %.3f, engine %.3f", i,
                      want, have);
        } else {
            near++;
            cr_assert(fabs(want - have) <= AGREE_M, "pair %d: reference %.3f, engine %.3f", i, want,
                      have);
        }
    }
    cr_assert(undecided <= 1 + rounds / 1000, "%d of %d pairs undecided", undecided, rounds);
    cr_assert(near * 10 > rounds, "only %d of %d pairs are near at all", near, rounds);
}

Test(reference, agrees_with_the_engine_on_random_pairs, .timeout = 200)
{
    compare(20241123);
}

Test(reference, agrees_with_the_engine_on_more_random_pairs, .timeout = 200)
{
    compare(6408);
}

Test(reference, agrees_with_the_engine_on_still_more_random_pairs, .timeout = 200)
{
    compare(77);
}

Test(reference, agrees_with_the_engine_on_the_last_random_pairs, .timeout = 200)
{
    compare(123456789);
}

#define LEGS    4
#define LIMIT_M 2000.0

/* A chain as it is filed: a crowd at the assembly point, the road out, the rally, the road home. */
struct chain {
    struct side leg[LEGS];
    struct jk_body *body[LEGS];
    struct jk_party party;
};

/* A road of one to three legs between two places, at one speed. */
static double random_road(struct seeded *r, struct jk_point from, struct jk_point to, double at_s,
                          struct side *s)
{
    size_t count = (size_t)seeded_whole(r, 2, 4);
    double length = 0, east = seeded_between(r, -800, 800);

    s->points[0] = from;
    for (size_t i = 1; i + 1 < count; i++)
        s->points[i] = side_place(i == 1 ? from : to, seeded_between(r, -800, 800), east);
    s->points[count - 1] = to;
    for (size_t i = 1; i < count; i++)
        length += jk_geodesic_distance(s->points[i - 1], s->points[i]);
    side_route(s, count, (double)seeded_whole(r, 1, 3000), at_s,
               at_s + length / seeded_between(r, 3, 15), false);
    return s->presence.to_s;
}

static void random_chain(struct seeded *r, struct jk_point origin, uint32_t paslon, struct chain *c)
{
    struct jk_point start =
        side_place(origin, seeded_between(r, -5000, 5000), seeded_between(r, -5000, 5000));
    struct jk_point field =
        side_place(origin, seeded_between(r, -5000, 5000), seeded_between(r, -5000, 5000));
    double at = (double)seeded_whole(r, 0, 7200), begin;

    c->party = (struct jk_party){ .contest = "x", .count = 1, .paslon = { paslon } };
    side_disc(&c->leg[0], start, 0, at, at + 1800);
    begin = random_road(r, start, field, at + 1800, &c->leg[1]);
    side_disc(&c->leg[2], field, 0, begin, begin + (double)seeded_whole(r, 1800, 7200));
    random_road(r, field, start, c->leg[2].presence.to_s, &c->leg[3]);
    for (int i = 0; i < LEGS; i++)
        c->body[i] = jk_body_new(&c->leg[i].presence);
}

/* The least distance below limit of any leg of one to any of the other, by the reference. */
static double reference_chains(const struct chain *a, const struct chain *b, double tau_s,
                               double limit_m, double prune_m)
{
    double least = INFINITY;

    for (int i = 0; i < LEGS * LEGS; i++) {
        double gap = reference_gap(&a->leg[i / LEGS], &b->leg[i % LEGS], tau_s,
                                   fmin(least, limit_m), prune_m);

        if (isnan(gap))
            return NAN;
        least = fmin(least, gap);
    }
    return least;
}

/* The same by the engine, through index, policy and verdict as a filing takes them. */
static double engine_chains(struct chain *a, struct chain *b, const struct jk_policy *policy)
{
    struct jk_world *world = jk_world_new();
    struct jk_member own[LEGS];
    struct jk_arena arena = { 0 };
    struct jk_pairings pairings;
    double gap = INFINITY;
    uint32_t id;

    for (uint32_t i = 0; i < LEGS; i++) {
        struct jk_member other = { b->body[i], &b->party, 2, LEGS + i };

        own[i] = (struct jk_member){ a->body[i], &a->party, 1, i };
        cr_assert(jk_world_add(world, &other, &id) == JK_OK);
    }
    cr_assert(jk_verdict_chain(&arena, world, ONLY(policy), own, LEGS, &pairings) == JK_OK);
    cr_assert(pairings.count <= 1);
    if (pairings.count == 1)
        gap = pairings.at[0].parts[0].part.distance_m;
    jk_arena_clear(&arena);
    jk_world_free(world);
    return gap;
}

static void set_rows(struct jk_policy *policy, int32_t tau_s)
{
    const struct jk_row row = { .id = "r",
                                .rung[JK_LEVEL_SIAGA] = { true, false, tau_s, LIMIT_M } };

    cr_assert(side_policy(policy, &row));
}

/* 16 pairs of legs each: 10,000 in `make test`, 100,000 in test-long. */
Test(reference, agrees_with_the_engine_on_random_chains, .timeout = 300)
{
    struct seeded r = { 900913 };
    int rounds = seeded_rounds(625), undecided = 0, near = 0;
    static struct jk_policy policy;
    static struct chain a, b;

    jk_geodesic_init();
    for (int i = 0; i < rounds; i++) {
        struct jk_point origin = { seeded_between(&r, -8, 6), seeded_between(&r, 95, 141) };
        int32_t tau = (int32_t)seeded_whole(&r, 0, 3) * 600;
        double want, have;

        random_chain(&r, origin, 1, &a);
        random_chain(&r, origin, 2, &b);
        set_rows(&policy, tau);
        want = reference_chains(&a, &b, tau, LIMIT_M, REFERENCE_PRUNE_M);
        have = engine_chains(&a, &b, &policy);
        if (want - have > AGREE_M)
            want = reference_chains(&a, &b, tau, fmin(LIMIT_M, have + 0.1), REFERENCE_FINE_M);
        undecided += isnan(want);
        near += have < LIMIT_M;
        cr_assert(isnan(want) || fabs(want - have) <= AGREE_M ||
                      fmin(want, have) > LIMIT_M - AGREE_M,
                  "chains %d: reference %.3f, engine %.3f", i, want, have);
        for (int k = 0; k < LEGS; k++) {
            jk_body_free(a.body[k]);
            jk_body_free(b.body[k]);
        }
    }
    cr_assert(undecided <= 1 + rounds / 100, "%d of %d undecided", undecided, rounds);
    cr_assert(near * 4 > rounds, "only %d of %d are near at all", near, rounds);
}
