/* Two policies that meet: each judges the pair by its own row, the higher level of the two counts,
 * and both sides are told the same, with what the other policy says. */
#include <criterion/criterion.h>
#include "jarak/engine/verdict.h"
#include "tests/support/rows.h"
#include "tests/support/seeded.h"
#include "tests/support/sides.h"

#define NOON 1732075200.0 /* 20 November 2024, 12.00 WITA */

static const struct jk_party ours = { .contest = "pilbup-64.08", .paslon = { 1 }, .count = 1 };
static const struct jk_party theirs = { .contest = "pilwalkot-64.74", .paslon = { 2 }, .count = 1 };
static const struct jk_point origin = { 0.5, 117.5 };

/* One row for all pairs of two contests; everything else is exempt. */
static void make_policy(struct jk_policy *policy, uint32_t statement, const struct jk_row *row)
{
    struct jk_error err;

    *policy = (struct jk_policy){ .vote_s = INFINITY, .statement = statement };
    for (int i = 0; i < JK_ERA_END * JK_SIZE_END * JK_SIZE_END; i++)
        cr_assert(jk_policy_set(policy, JK_RELATION_CROSS,
                                (enum jk_era)(i / (JK_SIZE_END * JK_SIZE_END)),
                                (enum jk_size)(i / JK_SIZE_END % JK_SIZE_END),
                                (enum jk_size)(i % JK_SIZE_END), row, &err) == JK_OK);
    rows_exempt_rest(policy);
    cr_assert(jk_policy_seal(policy, &err) == JK_OK);
}

/* Two legs, each under its policy. */
struct meeting {
    struct jk_world *world;
    struct jk_arena arena;
    struct jk_policy policy[2];
    struct jk_policies policies;
    struct side side[2];
    struct jk_member member[2];
};

static void open_meeting(struct meeting *m)
{
    const struct jk_party *const parties[] = { &ours, &theirs };
    uint32_t id;

    m->world = jk_world_new();
    m->policies = jk_policies_over(m->policy, 2);
    for (uint32_t i = 0; i < 2; i++) {
        m->member[i] = (struct jk_member){ jk_body_new(&m->side[i].presence), parties[i], i, i, i };
        cr_assert(jk_world_add(m->world, &m->member[i], &id) == JK_OK);
    }
}

static void close_meeting(struct meeting *m)
{
    jk_world_free(m->world);
    jk_body_free((struct jk_body *)m->member[0].body);
    jk_body_free((struct jk_body *)m->member[1].body);
    jk_arena_clear(&m->arena);
}

/* The one part of two legs as one of them is told; null: they are not too near. */
static const struct jk_part *told(struct meeting *m, int own)
{
    struct jk_pairings found;

    cr_assert(jk_verdict_chain(&m->arena, m->world, &m->policies, &m->member[own], 1, &found) ==
              JK_OK);
    cr_assert(found.count <= 1 && (found.count == 0 || found.at[0].part_count == 1));
    return found.count ? &found.at[0].parts[0].part : NULL;
}

/* A row with as many levels, each at half the distance and half the time of the one below. */
static struct jk_row row_of(const char *id, double distance_m, int levels)
{
    struct jk_row row = { .stated = true };

    snprintf(row.id, sizeof row.id, "%s", id);
    for (int level = 1; level <= levels; level++) {
        row.rung[level] = (struct jk_rung){ true, false, 7200 >> level, distance_m };
        distance_m /= 2;
    }
    row.exempt = levels == 0;
    return row;
}

Test(two_policies, the_higher_level_counts_and_both_rows_are_named)
{
    static const struct {
        double a_m, b_m; /* info from here on */
        int a_levels, b_levels;
        enum jk_level want; /* at 900 m */
        int by;
        enum jk_level beside;
    } cases[] = {
        { 1000, 2000, 3, 3, JK_LEVEL_WASPADA, 1, JK_LEVEL_INFO },
        { 4000, 2000, 3, 3, JK_LEVEL_SIAGA, 0, JK_LEVEL_WASPADA },
        { 4000, 500, 3, 3, JK_LEVEL_SIAGA, 0, JK_LEVEL_NONE },
        { 500, 4000, 3, 1, JK_LEVEL_INFO, 1, JK_LEVEL_NONE },
        { 1000, 1000, 3, 0, JK_LEVEL_INFO, 0, JK_LEVEL_NONE }, /* the other exempts them */
        { 1000, 1000, 3, 3, JK_LEVEL_INFO, 0, JK_LEVEL_INFO }, /* the lower number speaks */
        { 500, 500, 3, 3, JK_LEVEL_NONE, 0, JK_LEVEL_NONE },
        { 1000, 1000, 0, 0, JK_LEVEL_NONE, 0, JK_LEVEL_NONE },
    };

    jk_geodesic_init();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct jk_row a = row_of("a", cases[i].a_m, cases[i].a_levels);
        const struct jk_row b = row_of("b", cases[i].b_m, cases[i].b_levels);
        struct meeting m = { .world = NULL };

        make_policy(&m.policy[0], 0, &a);
        make_policy(&m.policy[1], 1, &b);
        side_disc(&m.side[0], origin, 0, NOON, NOON + 3600);
        side_disc(&m.side[1], side_place(origin, 900, 0), 0, NOON, NOON + 3600);
        open_meeting(&m);
        for (int own = 0; own < 2; own++) {
            const struct jk_part *part = told(&m, own);

            cr_assert((part != NULL) == (cases[i].want > JK_LEVEL_NONE), "case %zu", i);
            if (!part)
                continue;
            cr_expect(part->levels.level == cases[i].want, "case %zu: %d", i, part->levels.level);
            cr_expect_str_eq(part->row->id, cases[i].by ? "b" : "a", "case %zu", i);
            cr_expect(part->policy == &m.policy[cases[i].by], "case %zu", i);
            cr_expect_str_eq(part->beside.ruling.row->id, cases[i].by ? "a" : "b", "case %zu", i);
            cr_expect(part->beside.levels.level == cases[i].beside, "case %zu: beside %d", i,
                      part->beside.levels.level);
        }
        close_meeting(&m);
    }
}

Test(two_policies, legs_of_one_policy_have_nothing_beside)
{
    const struct jk_row row = row_of("a", 1000, 3);
    struct meeting m = { .world = NULL };

    jk_geodesic_init();
    make_policy(&m.policy[0], 0, &row);
    m.policy[1] = m.policy[0];
    m.policy[1].vote_s = NOON + 1e6; /* another vote, and both are before theirs */
    side_disc(&m.side[0], origin, 0, NOON, NOON + 3600);
    side_disc(&m.side[1], side_place(origin, 900, 0), 0, NOON, NOON + 3600);
    open_meeting(&m);
    cr_assert(told(&m, 0) != NULL && told(&m, 0)->beside.ruling.row == NULL);
    close_meeting(&m);
}

/* The era is each policy's own: after one vote and before the other. */
Test(two_policies, each_judges_by_the_era_of_its_own_vote)
{
    const struct jk_row before = row_of("kampanye", 1000, 1), after = row_of("pasca", 8000, 3);
    struct meeting m = { .world = NULL };
    const struct jk_part *part;
    struct jk_error err;

    jk_geodesic_init();
    for (uint32_t i = 0; i < 2; i++) {
        make_policy(&m.policy[i], 0, &before);
        for (int k = 0; k < JK_SIZE_END * JK_SIZE_END; k++)
            cr_assert(jk_policy_set(&m.policy[i], JK_RELATION_CROSS, JK_ERA_AFTER_VOTE,
                                    (enum jk_size)(k / JK_SIZE_END),
                                    (enum jk_size)(k % JK_SIZE_END), &after, &err) == JK_OK);
        cr_assert(jk_policy_seal(&m.policy[i], &err) == JK_OK);
    }
    m.policy[0].vote_s = NOON - 86400;
    side_disc(&m.side[0], origin, 0, NOON, NOON + 3600);
    side_disc(&m.side[1], side_place(origin, 900, 0), 0, NOON, NOON + 3600);
    open_meeting(&m);
    part = told(&m, 1);
    cr_assert(part != NULL && part->levels.level == JK_LEVEL_SIAGA);
    cr_assert_str_eq(part->row->id, "pasca");
    cr_assert_str_eq(part->beside.ruling.row->id, "kampanye");
    close_meeting(&m);
}

static void random_leg(struct seeded *r, struct side *s)
{
    struct jk_point place =
        side_place(origin, seeded_between(r, -1500, 1500), seeded_between(r, -1500, 1500));
    double from = NOON + (double)seeded_whole(r, -4, 4) * 900;

    if (seeded_whole(r, 0, 1) == 0) {
        side_disc(s, place, (double)seeded_whole(r, 0, 200), from, from + 3600);
    } else {
        s->points[0] = place;
        s->points[1] = side_place(place, seeded_between(r, -3000, 3000), 2000);
        s->points[2] = side_place(s->points[1], seeded_between(r, -3000, 3000), 2000);
        side_route(s, 3, (double)seeded_whole(r, 100, 3000), from, from + 900, false);
    }
    s->presence.uncertainty_m = seeded_whole(r, 0, 2) ? 0 : seeded_between(r, 1, 800);
}

/* Whatever the legs and the rows, with raises and places that are not certain. */
Test(two_policies, both_sides_are_told_the_same_and_never_less_than_either_policy_alone)
{
    struct seeded r = { 6474 };
    int rounds = seeded_rounds(600), met = 0, both = 0;

    jk_geodesic_init();
    for (int i = 0; i < rounds; i++) {
        struct meeting m = { .world = NULL };
        const struct jk_part *a, *b;
        struct jk_levels alone[2], want = { JK_LEVEL_NONE, JK_LEVEL_NONE };

        for (uint32_t k = 0; k < 2; k++) {
            const struct jk_row row =
                row_of(k ? "b" : "a", seeded_between(&r, 200, 4000), (int)seeded_whole(&r, 0, 3));

            make_policy(&m.policy[k], k, &row);
            m.policy[k].raise = (struct jk_raise){ seeded_whole(&r, 0, 1), 30, 200, 150, 30 };
            random_leg(&r, &m.side[k]);
        }
        open_meeting(&m);
        for (uint32_t k = 0; k < 2; k++) {
            const struct jk_body *p = m.member[0].body, *q = m.member[1].body;
            const struct jk_row *row =
                jk_policy_row(&m.policy[k], JK_RELATION_CROSS, &p->key, &q->key);

            alone[k] = row->exempt ? want : jk_judge_level(&m.policy[k], row, p, q);
        }
        want.level = alone[0].level > alone[1].level ? alone[0].level : alone[1].level;
        want.level_max =
            alone[0].level_max > alone[1].level_max ? alone[0].level_max : alone[1].level_max;
        a = told(&m, 0);
        b = told(&m, 1);
        cr_assert((a != NULL) == (want.level_max > JK_LEVEL_NONE) && (b != NULL) == (a != NULL),
                  "pair %d", i);
        if (a) {
            met++;
            both += a->beside.levels.level_max > JK_LEVEL_NONE;
            cr_assert(a->levels.level == want.level && a->levels.level_max == want.level_max,
                      "pair %d", i);
            cr_assert(b->levels.level == want.level && b->levels.level_max == want.level_max,
                      "pair %d", i);
            cr_assert(a->policy == b->policy, "pair %d", i);
            cr_assert_str_eq(a->row->id, b->row->id);
            cr_assert_str_eq(a->beside.ruling.row->id, b->beside.ruling.row->id);
            cr_assert(a->beside.levels.level == b->beside.levels.level, "pair %d", i);
            cr_assert(a->distance_m == b->distance_m, "pair %d", i);
        }
        close_meeting(&m);
    }
    cr_assert(met > rounds / 4 && both > rounds / 12, "%d met, %d by both", met, both);
}
