/* What the worst shapes cost, counted: nodes, pairs of pieces, members and octets, never time. Each
 * shape is asked at two sizes; what it costs must grow with its size and not with the square. */
#include <criterion/criterion.h>
#include "jarak/base/civil.h"
#include "jarak/engine/pair_memory.h"
#include "jarak/engine/slots.h"
#include "jarak/engine/verdict.h"
#include "jarak/geo/geodesic.h"
#include "tests/support/roads.h"

TestSuite(work, .init = jk_geodesic_init);

/* Twice the size is at most this much more; a square would be four times. */
#define LINEAR 2.6

static const struct road ours = { .own = true, .length_m = 12000, .from_s = ROADS_NOON };
static const struct road theirs = { .length_m = 12000, .lane_m = 4, .from_s = ROADS_NOON + 600 };

static struct road with_corners(const struct road *road, int corners)
{
    struct road r = *road;

    r.corners = (size_t)corners;
    return r;
}

/* Two columns that ride together on `dates` days each. */
static void lay_out(struct roads *r, int corners, int dates)
{
    struct road a = with_corners(&ours, corners), b = with_corners(&theirs, corners);

    roads_open(r, false);
    roads_series(r, &a, dates);
    roads_series(r, &b, dates);
}

struct counted {
    uint64_t nodes, judged, weighed, meetings;
    size_t bytes;
};

static struct counted check(int corners, int dates)
{
    struct counted c = { 0 };
    struct jk_pairings found;
    struct roads r;

    lay_out(&r, corners, dates);
    cr_assert(jk_world_remember(r.world, &r.policies, JK_PAIR_MEMORY_BYTES));
    for (size_t i = 0; i < r.own_count; i++)
        c.weighed += jk_world_weigh(r.world, &r.policies, &r.members[i]);
    cr_assert(jk_verdict_chain(&r.arena, r.world, &r.policies, r.members, r.own_count, &found) ==
              JK_OK);
    cr_assert(found.count == 1, "they meet");
    c.nodes = jk_world_work(r.world).nodes;
    c.judged = jk_world_work(r.world).judged;
    c.bytes = jk_pair_memory_bytes(jk_world_remembered(r.world, &r.policies));
    cr_assert(c.weighed == c.nodes, "what was weighed is what was judged: %llu, %llu",
              (unsigned long long)c.weighed, (unsigned long long)c.nodes);
    for (size_t i = 0; i < r.own_count; i++)
        cr_assert(jk_world_weigh(r.world, &r.policies, &r.members[i]) == 0, "it is remembered");
    roads_close(&r);
    return c;
}

static struct counted clear_times(int corners, int days)
{
    const int64_t last_s = -43200 + (int64_t)days * JK_DAY_S - 1;
    struct counted c = { 0 };
    struct jk_slots slots;
    struct roads r;

    lay_out(&r, corners, 3);
    c.weighed = jk_slots_weigh(r.world, &r.policies,
                               &(struct jk_slot_query){ .own = r.members,
                                                        .own_count = r.own_count,
                                                        .level = JK_LEVEL_SIAGA,
                                                        .range = { -43200, last_s },
                                                        .shift = roads_shift,
                                                        .ctx = &r });
    cr_assert(roads_slots(&r, JK_LEVEL_SIAGA, -43200, last_s, &slots) == JK_OK);
    c.meetings = slots.meetings;
    roads_close(&r);
    return c;
}

/* The worst question of clear times: 12 legs with raises and risk zones against 40 rivals on one
 * road, two thirds of them the same way, a third against it. */
static struct counted clear_times_of_all(size_t corners)
{
    struct counted c = { 0 };
    struct jk_slots slots;
    struct roads r;

    roads_open(&r, true);
    for (int i = 0; i < 12; i++)
        roads_add(&r, &(struct road){ .own = true,
                                      .corners = corners,
                                      .length_m = 12000,
                                      .from_s = ROADS_NOON + i * 600.0 });
    for (int i = 0; i < 40; i++)
        roads_add(&r, &(struct road){ .corners = corners,
                                      .length_m = 12000,
                                      .lane_m = 15.0 * (i % 4),
                                      .back = i % 3 == 1,
                                      .from_s = ROADS_NOON + 3600 + i * 300.0 });
    cr_assert(roads_slots(&r, JK_LEVEL_SIAGA, -43200, 43199, &slots) == JK_OK);
    cr_assert(slots.blocked_count == 40, "each of them blocks a band");
    c.meetings = slots.meetings;
    c.judged = slots.judged;
    roads_close(&r);
    return c;
}

/* Two columns on one road of which one drives a hundredth slower: how much they share turns with
 * every second, and the starts at which it is enough are found by halving. */
static struct counted clear_times_of_two_speeds(size_t corners)
{
    const struct road slow = {
        .corners = corners, .length_m = 12120, .lane_m = 15, .from_s = ROADS_NOON + 600
    };
    struct counted c = { 0 };
    struct jk_point *points;
    struct jk_slots slots;
    struct road road = slow;
    struct roads r;

    roads_open(&r, false);
    road.length_m = 12000;
    points = jk_arena_array(&r.arena, corners, sizeof *points);
    cr_assert(points != NULL);
    roads_corners(&road, points);
    roads_put(&r, &slow, points, slow.from_s, 2);
    road.own = true;
    roads_add(&r, &road);
    cr_assert(roads_slots(&r, JK_LEVEL_SIAGA, -43200, 43199, &slots) == JK_OK);
    cr_assert(slots.blocked_count == 1);
    c.meetings = slots.meetings;
    c.judged = slots.judged;
    roads_close(&r);
    return c;
}

static void is_linear(const char *what, uint64_t small, uint64_t large)
{
    cr_expect(small > 0 && (double)large <= LINEAR * (double)small, "%s: %llu, then %llu", what,
              (unsigned long long)small, (unsigned long long)large);
}

Test(work, a_check_grows_with_the_corners)
{
    struct counted small = check(250, 1), large = check(500, 1);

    is_linear("nodes", small.nodes, large.nodes);
    cr_assert(small.judged == 1 && large.judged == 1);
    cr_assert(large.bytes < 16 << 10, "one pair is some octets: %zu", large.bytes);
}

/* Only what is on the road on one day is judged: as many pairs as dates, not their square. */
Test(work, a_check_grows_with_the_dates)
{
    struct counted small = check(50, 30), large = check(50, 60);

    is_linear("nodes", small.nodes, large.nodes);
    is_linear("judged", small.judged, large.judged);
    is_linear("octets", small.bytes, large.bytes);
    cr_assert(large.judged <= 60 * 3, "%llu pairs on 60 dates", (unsigned long long)large.judged);
}

Test(work, clear_times_grow_with_corners_and_days)
{
    struct counted small = clear_times(200, 1), corners = clear_times(400, 1),
                   days = clear_times(200, 2);

    is_linear("weighed by corners", small.weighed, corners.weighed);
    is_linear("weighed by days", small.weighed, days.weighed);
    is_linear("meetings by corners", small.meetings, corners.meetings);
    is_linear("meetings by days", small.meetings, days.meetings);
}

/* 480 pairs of columns with some 400 pieces each: what is held against each other is a few parts a
 * pair, never all of them; it was 707,444 pairs of pieces. */
Test(work, clear_times_of_many_legs_and_rivals_look_at_few_parts)
{
    struct counted small = clear_times_of_all(100), large = clear_times_of_all(200);

    is_linear("meetings by corners", small.meetings, large.meetings);
    cr_expect(large.meetings < 100000, "%llu", (unsigned long long)large.meetings);
    cr_expect(large.judged < 40, "%llu seconds judged", (unsigned long long)large.judged);
}

/* Halves of a stretch count as well: each is looked at only until enough of it is shared. */
Test(work, halving_the_length_of_a_road_looks_at_few_parts)
{
    struct counted small = clear_times_of_two_speeds(600), large = clear_times_of_two_speeds(1200);

    is_linear("meetings by corners", small.meetings, large.meetings);
    cr_expect(large.meetings < 25000, "%llu", (unsigned long long)large.meetings);
    cr_expect(large.judged <= 4, "%llu seconds judged", (unsigned long long)large.judged);
}
