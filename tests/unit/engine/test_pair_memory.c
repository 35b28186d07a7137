/* What is remembered of two long bodies is what judging them again says, from either side; what has
 * changed is judged; and there are never more bytes of it than were allowed. */
#include <criterion/criterion.h>
#include <string.h>
#include "jarak/engine/pair_memory.h"
#include "jarak/engine/verdict.h"
#include "jarak/geo/geodesic.h"
#include "tests/support/roads.h"

#define ROUNDS 25

TestSuite(pair_memory, .init = jk_geodesic_init);

/* Two chains of columns that ride near each other: the own one, and all others as one rival. */
static void lay_out(struct roads *r, struct seeded *s, bool zones)
{
    roads_open(r, zones);
    for (unsigned i = 0; i < 4; i++)
        roads_add(r, &(struct road){ .own = i == 0,
                                     .corners = (size_t)seeded_whole(s, 40, 90),
                                     .length_m = 9000,
                                     .lane_m = seeded_between(s, 0, 900),
                                     .back = seeded_whole(s, 0, 1) == 1,
                                     .from_s = ROADS_NOON + seeded_between(s, 0, 9000) });
}

static struct jk_pairings judge(struct roads *r)
{
    struct jk_pairings found;

    cr_assert(jk_verdict_chain(&r->arena, r->world, &r->policies, r->members, r->own_count,
                               &found) == JK_OK);
    return found;
}

static bool near(double a, double b)
{
    return fabs(a - b) < 0.02;
}

static void spans_alike(const struct jk_span_s *a, size_t na, const struct jk_span_s *b, size_t nb)
{
    cr_assert(na == nb, "%zu and %zu spans", na, nb);
    for (size_t i = 0; i < na; i++)
        cr_assert(near(a[i].from_s, b[i].from_s) && near(a[i].to_s, b[i].to_s));
}

static void alike(const struct jk_pairings *a, const struct jk_pairings *b)
{
    cr_assert(a->count == b->count);
    for (size_t i = 0; i < a->count; i++) {
        const struct jk_part *p = &a->at[i].parts[0].part, *q = &b->at[i].parts[0].part;

        cr_assert(a->at[i].chain == b->at[i].chain);
        cr_assert(p->levels.level == q->levels.level && p->levels.level_max == q->levels.level_max);
        cr_assert(p->meet == q->meet && p->raised == q->raised && p->row == q->row);
        cr_assert(near(p->distance_m, q->distance_m) && near(p->time_a_s, q->time_a_s) &&
                  near(p->time_b_s, q->time_b_s));
        cr_assert(fabs(p->shared_road_m - q->shared_road_m) < 0.5);
        cr_assert(near(p->at_a.lat_deg, q->at_a.lat_deg) && near(p->at_b.lon_deg, q->at_b.lon_deg));
        spans_alike(p->spans_a, p->span_count_a, q->spans_a, q->span_count_a);
        spans_alike(p->spans_b, p->span_count_b, q->spans_b, q->span_count_b);
    }
}

Test(pair_memory, what_is_remembered_is_what_is_judged)
{
    struct seeded s = { 14141 };
    size_t hits = 0;

    for (int round = 0; round < seeded_rounds(ROUNDS); round++) {
        struct roads r;
        struct jk_pairings plain, first, again;
        struct jk_nearest near_plain, near_again;
        uint64_t nodes;

        lay_out(&r, &s, round % 2 == 1);
        plain = judge(&r);
        near_plain = jk_verdict_nearest(r.world, r.members, r.own_count);
        cr_assert(jk_world_remember(r.world, &r.policies, JK_PAIR_MEMORY_BYTES));
        first = judge(&r);
        jk_verdict_nearest(r.world, r.members, r.own_count);
        nodes = jk_world_work(r.world).nodes;
        again = judge(&r);
        near_again = jk_verdict_nearest(r.world, r.members, r.own_count);
        cr_assert(jk_world_work(r.world).nodes == nodes, "nothing is judged twice");
        alike(&plain, &first);
        alike(&plain, &again);
        cr_assert(near_plain.found == near_again.found && near_plain.id == near_again.id &&
                  near(near_plain.distance_m, near_again.distance_m) &&
                  near(near_plain.time_own_s, near_again.time_own_s));
        hits += plain.count;
        roads_close(&r);
    }
    cr_assert(hits > 0, "the law was asked something: %zu", hits);
}

/* Another policy is not judged by what is remembered of this one. */
Test(pair_memory, another_policy_is_judged_anew)
{
    struct seeded s = { 5 };
    struct jk_pairings found;
    struct jk_policies other;
    uint64_t nodes;
    struct roads r;

    lay_out(&r, &s, false);
    cr_assert(jk_world_remember(r.world, &r.policies, JK_PAIR_MEMORY_BYTES));
    judge(&r);
    nodes = jk_world_work(r.world).nodes;
    other = r.policies;
    cr_assert(jk_verdict_chain(&r.arena, r.world, &other, r.members, r.own_count, &found) == JK_OK);
    cr_assert(jk_world_work(r.world).nodes > nodes);
    roads_close(&r);
}

/* As another process hands it over: what it found needs no judging here, and half of it is refused
 * without harm. */
Test(pair_memory, findings_are_handed_over_whole)
{
    struct seeded s = { 77 };
    struct jk_buf written = { 0 };
    struct jk_pairings plain, told;
    uint64_t nodes;
    struct roads r;

    lay_out(&r, &s, true);
    cr_assert(jk_world_remember(r.world, &r.policies, JK_PAIR_MEMORY_BYTES));
    plain = judge(&r);
    jk_pair_memory_write(jk_world_remembered(r.world, &r.policies), 0, &written);
    cr_assert(jk_buf_ok(&written) && written.len > 0);
    cr_assert(jk_world_remember(r.world, &r.policies, JK_PAIR_MEMORY_BYTES));
    cr_assert(!jk_pair_memory_read(jk_world_remembered(r.world, &r.policies),
                                   (struct jk_span){ written.at, written.len - 1 }));
    cr_assert(
        jk_pair_memory_read(jk_world_remembered(r.world, &r.policies), jk_buf_view(&written)));
    nodes = jk_world_work(r.world).nodes;
    told = judge(&r);
    cr_assert(jk_world_work(r.world).nodes == nodes);
    alike(&plain, &told);
    jk_buf_clear(&written);
    jk_pair_memory_write(jk_world_remembered(r.world, &r.policies),
                         jk_pair_memory_mark(jk_world_remembered(r.world, &r.policies)), &written);
    cr_assert(written.len == 0, "nothing is new since the mark");
    jk_buf_clear(&written);
    roads_close(&r);
}

Test(pair_memory, what_was_not_asked_for_longest_goes_first)
{
    const size_t most = 64 << 10;
    struct jk_pair_memory *memory = jk_pair_memory_new(most);
    struct jk_pair_key key = { .row = NULL }, first = key;
    struct jk_levels levels = { JK_LEVEL_INFO, JK_LEVEL_SIAGA }, found;

    cr_assert(memory != NULL);
    for (uint32_t i = 0; i < 5000; i++) {
        memcpy(key.a, &i, sizeof i);
        jk_pair_memory_keep(memory, &key, JK_PAIR_LEVELS, &levels);
        if (i % 10 == 0) /* the first is asked for again and again */
            cr_assert(jk_pair_memory_find(memory, &first, JK_PAIR_LEVELS, NULL, &found), "%u", i);
    }
    cr_assert(jk_pair_memory_bytes(memory) <= most + 8 * 1024 * sizeof(void *));
    cr_assert(found.level_max == JK_LEVEL_SIAGA);
    key.a[0] = 100;
    key.a[1] = 0;
    cr_assert(!jk_pair_memory_find(memory, &key, JK_PAIR_LEVELS, NULL, &found), "long gone");
    jk_pair_memory_free(memory);
}
