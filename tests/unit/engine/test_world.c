/* The world against all pairs, with the activities that an index likes least: months long, tens of
 * kilometres wide, routes across an island, columns of 20 km. And that these cost others nothing.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include "jarak/engine/candidates.h"
#include "tests/support/rows.h"
#include "tests/support/seeded.h"
#include "tests/support/sides.h"
#include "tests/support/only.h"

#define MEMBERS  160
#define POLICIES 3
#define NOON     1732075200.0 /* 20 November 2024, 12.00 WITA */
#define DAY      86400.0

/* What the next random side is to be. */
enum odd { USUAL, MONTHS, WIDE, FAR_ROUTE, LONG_COLUMN, OUTLINE, VAGUE, ODD_END };

struct ring {
    struct jk_point corners[4];
    struct jk_ring ring;
};

static double random_start(struct seeded *r)
{
    /* Quarters of an hour, so that many are exactly a tolerance or a midnight apart. */
    return NOON + (double)seeded_whole(r, -96, 96) * 900.0;
}

static void random_road(struct seeded *r, struct jk_point origin, struct side *s, size_t count,
                        double leg_m, double column_m)
{
    double north = 0.0, east = 0.0, heading = seeded_between(r, 0, 6.2832), from = random_start(r);

    for (size_t i = 0; i < count; i++) {
        s->points[i] = side_place(origin, north, east);
        north += leg_m * cos(heading);
        east += leg_m * sin(heading);
        heading += seeded_between(r, -0.6, 0.6);
    }
    side_route(s, count, column_m, from,
               from + leg_m * (double)(count - 1) / seeded_between(r, 4, 12), false);
    s->presence.pad_m = 10;
}

static void random_outline(struct seeded *r, struct jk_point origin, struct side *s, double half_m,
                           struct ring *ring)
{
    double from = random_start(r);

    ring->corners[0] = side_place(origin, -half_m, -half_m);
    ring->corners[1] = side_place(origin, -half_m, half_m);
    ring->corners[2] = side_place(origin, half_m, half_m);
    ring->corners[3] = side_place(origin, half_m, -half_m);
    ring->ring = (struct jk_ring){ ring->corners, 4 };
    side_disc(s, origin, 0, from, from + (double)seeded_whole(r, 1, 5) * 3600);
    s->presence.shape =
        (struct jk_shape){ .kind = JK_SHAPE_AREA, .rings = &ring->ring, .ring_count = 1 };
}

static void random_odd(struct seeded *r, struct jk_point origin, enum odd odd, struct side *s,
                       struct ring *ring)
{
    double from = random_start(r), radius = (double)seeded_whole(r, 0, 500);

    side_disc(s, origin, radius, from, from + (double)seeded_whole(r, 1, 16) * 900);
    switch (odd) {
    case MONTHS:
        s->presence.from_s -= (double)seeded_whole(r, 0, 50) * DAY;
        s->presence.to_s += (double)seeded_whole(r, 1, 60) * DAY;
        break;
    case WIDE:
        s->presence.pad_m = seeded_between(r, 3000, 30000);
        break;
    case FAR_ROUTE:
        random_road(r, origin, s, (size_t)seeded_whole(r, 16, 30), 10000, 2000);
        break;
    case LONG_COLUMN:
        random_road(r, origin, s, (size_t)seeded_whole(r, 4, 30), 800, 20000);
        break;
    case OUTLINE:
        random_outline(r, origin, s, seeded_between(r, 100, 20000), ring);
        break;
    case VAGUE:
        s->presence.uncertainty_m = seeded_between(r, 10, 9000);
        break;
    case USUAL:
    case ODD_END:
        break;
    }
    s->presence.size = (enum jk_size)seeded_whole(r, 0, JK_SIZE_END - 1);
    s->presence.mode = seeded_whole(r, 0, 4) == 0 ? JK_MODE_SEA : JK_MODE_LAND;
    s->presence.offset_s = (int32_t)seeded_whole(r, 7, 9) * 3600;
}

/* Different rows for small and large classes; cross-contest pairs only by minutes. */
static void make_policy(struct seeded *r, struct jk_policy *policy)
{
    const struct jk_row exempt = { .id = "exempt", .exempt = true };
    struct jk_error err;

    *policy = (struct jk_policy){ .vote_s = NOON + (double)seeded_whole(r, -2, 2) * DAY };
    for (int i = 0; i < JK_RELATION_END * JK_ERA_END * JK_SIZE_END * JK_SIZE_END; i++) {
        int relation = i % JK_RELATION_END, era = i / JK_RELATION_END % JK_ERA_END;
        int a = i / (JK_RELATION_END * JK_ERA_END) % JK_SIZE_END;
        int b = i / (JK_RELATION_END * JK_ERA_END * JK_SIZE_END);
        double far = (double)seeded_whole(r, 1, 15) * 1000;
        struct jk_row row = { .id = "row" };

        row.rung[JK_LEVEL_INFO] =
            (struct jk_rung){ true, relation == JK_RELATION_RIVAL && far > 6000, 7200, far };
        row.rung[JK_LEVEL_SIAGA] = (struct jk_rung){ true, false, 1800, far / 3 };
        if (relation == JK_RELATION_NEUTRAL || seeded_whole(r, 0, 5) == 0)
            row = exempt;
        cr_assert(jk_policy_set(policy, (enum jk_relation)relation, (enum jk_era)era,
                                (enum jk_size)a, (enum jk_size)b, &row, &err) == JK_OK);
        row.rung[JK_LEVEL_INFO].distance_m = far / 2;
        cr_assert(jk_policy_set_sea_land(policy, (enum jk_relation)relation, (enum jk_era)era,
                                         (enum jk_size)a, (enum jk_size)b, &row, &err) == JK_OK);
    }
    rows_exempt_rest(policy);
    cr_assert(jk_policy_seal(policy, &err) == JK_OK);
}

struct town {
    struct jk_world *world;
    struct jk_policy policy[POLICIES];
    struct jk_policies policies;
    struct side side[MEMBERS];
    struct ring ring[MEMBERS];
    struct jk_body *body[MEMBERS];
    struct jk_party party[MEMBERS];
    uint32_t id[MEMBERS];
    bool in[MEMBERS];
    struct jk_levels want[MEMBERS][MEMBERS], seen[MEMBERS];
};

/* Of a town of several policies each party may be under any of them. */
static struct jk_member member_of(const struct town *t, uint32_t i)
{
    return (struct jk_member){ t->body[i], &t->party[i], i / 2, i, i / 3 % t->policies.count };
}

static void enter(struct town *t, uint32_t i)
{
    const struct jk_member m = member_of(t, i);

    cr_assert(jk_world_add(t->world, &m, &t->id[i]) == JK_OK);
    t->in[i] = true;
}

static struct jk_levels judge(const struct town *t, uint32_t i, uint32_t k)
{
    const uint32_t by[] = { member_of(t, i).policy, member_of(t, k).policy };
    struct jk_levels levels = { JK_LEVEL_NONE, JK_LEVEL_NONE }, found;

    for (size_t n = 0; n < 2 && i / 2 != k / 2; n++) {
        const struct jk_policy *policy = &t->policy[by[n]];
        const struct jk_row *row =
            jk_policy_row(policy, jk_party_relation(&t->party[i], &t->party[k]), &t->body[i]->key,
                          &t->body[k]->key);

        if (row->exempt)
            continue;
        found = jk_judge_level(policy, row, t->body[i], t->body[k]);
        levels.level = found.level > levels.level ? found.level : levels.level;
        levels.level_max = found.level_max > levels.level_max ? found.level_max : levels.level_max;
    }
    return levels;
}

/* Every second town has several policies. */
static void build_town(struct seeded *r, struct town *t, int round)
{
    t->world = jk_world_new();
    for (int i = 0; i < POLICIES; i++) {
        make_policy(r, &t->policy[i]);
        t->policy[i].statement = (uint32_t)i;
    }
    t->policies = jk_policies_over(t->policy, round % 2 ? POLICIES : 1);
    for (uint32_t i = 0; i < MEMBERS; i++) {
        struct jk_point origin = { seeded_between(r, -0.2, 0.2), seeded_between(r, 116.8, 117.2) };
        enum odd odd = i % 2 ? USUAL : (enum odd)seeded_whole(r, 0, ODD_END - 1);

        random_odd(r, origin, odd, &t->side[i], &t->ring[i]);
        t->body[i] = jk_body_new(&t->side[i].presence);
        t->party[i] = (struct jk_party){ .contest = "x", .count = (uint8_t)seeded_whole(r, 0, 2) };
        t->party[i].contest[0] = (char)('x' + seeded_whole(r, 0, 1));
        t->party[i].paslon[0] = (uint32_t)seeded_whole(r, 1, 2);
        t->party[i].paslon[1] = (uint32_t)seeded_whole(r, 3, 4);
        enter(t, i);
    }
    for (uint32_t i = 0; i < MEMBERS; i++) {
        for (uint32_t k = 0; k < MEMBERS; k++)
            t->want[i][k] = judge(t, i, k);
    }
}

static void clear_town(struct town *t)
{
    for (uint32_t i = 0; i < MEMBERS; i++)
        jk_body_free(t->body[i]);
    jk_world_free(t->world);
}

static void mark_hit(void *ctx, uint32_t id, struct jk_levels levels)
{
    struct town *t = ctx;
    uint32_t tag = jk_world_get(t->world, id).tag;

    cr_assert(t->seen[tag].level_max == JK_LEVEL_NONE, "each one once");
    t->seen[tag] = levels;
}

/* @return pairs in conflict */
static size_t check_town(struct town *t, int round)
{
    size_t hits = 0;

    for (uint32_t i = 0; i < MEMBERS; i++) {
        const struct jk_member m = member_of(t, i);

        memset(t->seen, 0, sizeof t->seen);
        jk_world_check(t->world, &t->policies, &m, mark_hit, t);
        for (uint32_t k = 0; k < MEMBERS; k++) {
            struct jk_levels want = t->want[i][k];

            if (!t->in[k])
                want.level = want.level_max = JK_LEVEL_NONE;
            hits += t->in[i] && want.level_max > JK_LEVEL_NONE;
            cr_assert(t->seen[k].level == want.level && t->seen[k].level_max == want.level_max,
                      "town %d: %u with %u: %d, the judge says %d", round, i, k,
                      t->seen[k].level_max, want.level_max);
        }
    }
    return hits / 2;
}

struct pairs {
    const struct town *town;
    size_t count;
};

static void count_pair(void *ctx, uint32_t id, uint32_t other, struct jk_levels levels)
{
    struct pairs *p = ctx;
    uint32_t a = jk_world_get(p->town->world, id).tag, b = jk_world_get(p->town->world, other).tag;

    cr_assert(levels.level_max == p->town->want[a][b].level_max);
    p->count++;
}

Test(world, a_check_and_the_audit_find_what_the_judge_finds_among_all_pairs, .timeout = 100)
{
    struct seeded r = { 20240925 };
    static struct town t;
    size_t hits = 0;

    jk_geodesic_init();
    for (int round = 0; round < seeded_rounds(20); round++) {
        struct pairs pairs = { &t, 0 };
        size_t now;

        build_town(&r, &t, round);
        hits += check_town(&t, round);
        for (int i = 0; i < MEMBERS; i++) { /* half of them leave, some come again */
            uint32_t who = (uint32_t)seeded_whole(&r, 0, MEMBERS - 1);

            if (t.in[who])
                jk_world_remove(t.world, t.id[who]);
            if (t.in[who])
                t.in[who] = false;
            else
                enter(&t, who);
        }
        now = check_town(&t, round);
        cr_assert(jk_world_audit(t.world, &t.policies, count_pair, &pairs) == JK_OK);
        cr_assert(pairs.count == now, "town %d: %zu pairs, the checks found %zu", round,
                  pairs.count, now);
        clear_town(&t);
    }
    cr_assert(hits > 200 * (size_t)seeded_rounds(20), "only %zu conflicts", hits);
}

/* Bodies all over the archipelago, in one world. */
struct crowd {
    struct jk_world *world;
    struct jk_body **body;
    uint32_t *id;
    size_t count;
};

static const struct jk_party one = { .contest = "x", .paslon = { 1 }, .count = 1 };

static void fill(struct seeded *r, struct crowd *c, size_t count, enum odd odd)
{
    static struct side s;
    struct ring ring;

    c->body = realloc(c->body, (c->count + count) * sizeof(struct jk_body *));
    c->id = realloc(c->id, (c->count + count) * sizeof *c->id);
    for (size_t end = c->count + count; c->count < end; c->count++) {
        struct jk_point origin = { seeded_between(r, -10, 5), seeded_between(r, 96, 140) };
        struct jk_member m = { .party = &one, .chain = (uint32_t)c->count };

        random_odd(r, origin, odd, &s, &ring);
        s.presence.size = JK_SIZE_BESAR;
        m.body = c->body[c->count] = jk_body_new(&s.presence);
        cr_assert(jk_world_add(c->world, &m, &c->id[c->count]) == JK_OK);
    }
}

static void empty(struct crowd *c)
{
    for (size_t i = 0; i < c->count; i++) {
        jk_world_remove(c->world, c->id[i]);
        jk_body_free(c->body[i]);
    }
    c->count = 0;
}

static void ignore_hit(void *ctx, uint32_t id, struct jk_levels levels)
{
    (void)id;
    (void)levels;
    ++*(size_t *)ctx;
}

/* Entries looked at by one check of a rally, on average over places and days. */
static double entries_a_check(struct seeded *r, struct crowd *c, const struct jk_policy *policy)
{
    const struct jk_party other = { .contest = "x", .paslon = { 2 }, .count = 1 };
    uint64_t before = jk_world_work(c->world).entries;
    static struct side s;
    struct ring ring;
    size_t hits = 0;

    for (int i = 0; i < 1000; i++) {
        struct jk_point origin = { seeded_between(r, -10, 5), seeded_between(r, 96, 140) };
        struct jk_member m = { .party = &other, .chain = UINT32_MAX };
        struct jk_body *body;

        random_odd(r, origin, USUAL, &s, &ring);
        s.presence.size = JK_SIZE_BESAR;
        m.body = body = jk_body_new(&s.presence);
        jk_world_check(c->world, ONLY(policy), &m, ignore_hit, &hits);
        jk_body_free(body);
    }
    return (double)(jk_world_work(c->world).entries - before) / 1000.0;
}

/* A rally asks 15 km round on its day. 5,000 bazaars of a month or two, as many areas of up to 30
 * km and 300 routes across islands over the whole country: some three of the first and four of the
 * second are really near to a place. What a check looks at must be of that order, and not rise with
 * what lies elsewhere. */
Test(world, what_is_long_or_wide_elsewhere_costs_a_check_nothing, .timeout = 100)
{
    static const enum odd odds[] = { MONTHS, WIDE, FAR_ROUTE, LONG_COLUMN };
    static const size_t counts[] = { 5000, 5000, 300, 2000 };
    struct seeded r = { 5 };
    struct crowd c = { jk_world_new(), NULL, NULL, 0 };
    struct jk_policy policy = { .vote_s = INFINITY };
    const struct jk_row row = { .id = "r", .rung = { [JK_LEVEL_INFO] = { true, true, 0, 15000 } } };
    struct jk_error err;

    jk_geodesic_init();
    for (int i = 0; i < JK_RELATION_END * JK_ERA_END * JK_SIZE_END * JK_SIZE_END; i++)
        (&policy.rows[0][0][0][0])[i].stated = (&policy.rows[0][0][0][0])[i].exempt = true;
    cr_assert(jk_policy_set(&policy, JK_RELATION_RIVAL, JK_ERA_CAMPAIGN, JK_SIZE_BESAR,
                            JK_SIZE_BESAR, &row, &err) == JK_OK);
    rows_exempt_rest(&policy);
    cr_assert(jk_policy_seal(&policy, &err) == JK_OK);
    for (size_t i = 0; i < sizeof odds / sizeof *odds; i++) {
        double alone, doubled;

        fill(&r, &c, counts[i], odds[i]);
        alone = entries_a_check(&r, &c, &policy);
        cr_assert(alone < 40.0, "kind %d: %.1f entries a check", odds[i], alone);
        empty(&c);
        cr_assert(jk_world_count(c.world) == 0);
        fill(&r, &c, 2 * counts[i], odds[i]);
        doubled = entries_a_check(&r, &c, &policy);
        cr_assert(doubled < 2.3 * alone + 1.0, "kind %d: %.1f, of twice as many %.1f", odds[i],
                  alone, doubled);
        empty(&c);
    }
    jk_world_free(c.world);
    free(c.body);
    free(c.id);
}

/* A daemon runs for months: seasons come and go at other places and on other days. */
Test(world, what_came_and_went_leaves_no_memory_behind, .timeout = 100)
{
    struct seeded r = { 6 };
    struct crowd c = { jk_world_new(), NULL, NULL, 0 };
    size_t full = 0, bare = 0;

    jk_geodesic_init();
    for (int season = 0; season < 20; season++) {
        for (int odd = USUAL; odd < ODD_END; odd++)
            fill(&r, &c, odd == FAR_ROUTE ? 20 : 300, (enum odd)odd);
        if (season == 0)
            full = jk_world_memory(c.world);
        cr_assert(jk_world_memory(c.world) < full + full / 5, "season %d: %zu octets, at first %zu",
                  season, jk_world_memory(c.world), full);
        empty(&c);
        if (season == 0)
            bare = jk_world_memory(c.world);
        cr_assert(jk_world_memory(c.world) < bare + bare / 5);
    }
    jk_world_free(c.world);
    free(c.body);
    free(c.id);
}
