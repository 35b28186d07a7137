/* build/bench/stalls [NAME ...]: the questions that hold everybody, each at two sizes, in
 * milliseconds of this thread's processor time and with the growth from the small one to the large.
 * Names choose among them, for some take minutes; without a name all are asked.
 *
 * The shapes: columns that share a road, their clear times with raises and risk zones, columns that
 * repeat, and ways as a receiver records them. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "jarak/base/civil.h"
#include "jarak/engine/slots.h"
#include "jarak/engine/verdict.h"
#include "jarak/geo/simplify.h"
#include "tests/support/roads.h"

static double now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

/* One question at one size. @return what it cost */
typedef double ask_at(int size);

/* What both sides drive: `own` columns and as many members as `rivals`, `corners` each. */
struct shape {
    int own, rivals, corners, days;
    double gap_s, length_m, lane_m;
    bool zones;
};

static void lay_out(struct roads *r, const struct shape *s)
{
    roads_open(r, s->zones);
    for (int i = 0; i < s->own; i++)
        roads_add(r, &(struct road){ .own = true,
                                     .corners = (size_t)s->corners,
                                     .length_m = s->length_m,
                                     .from_s = ROADS_NOON + i * 600.0 });
    for (int i = 0; i < s->rivals; i++)
        roads_add(r, &(struct road){ .corners = (size_t)s->corners,
                                     .length_m = s->length_m,
                                     .lane_m = s->lane_m * (i % 4),
                                     .back = i % 3 == 1,
                                     .from_s = ROADS_NOON + s->gap_s + i * 300.0 });
}

static double ask_slots(const struct shape *shape, enum jk_level level)
{
    struct roads r;
    struct jk_slots slots;
    double start_ms;

    lay_out(&r, shape);
    start_ms = now_ms();
    if (roads_slots(&r, level, -43200, -43200 + (int64_t)shape->days * JK_DAY_S - 1, &slots) !=
        JK_OK)
        exit(2);
    start_ms = now_ms() - start_ms;
    roads_close(&r);
    return start_ms;
}

static double slots_siaga(int corners)
{
    return ask_slots(&(struct shape){ 1, 1, corners, 1, 7200, 12000, 4, false }, JK_LEVEL_SIAGA);
}

static double slots_own_convoys(int corners)
{
    return ask_slots(&(struct shape){ 4, 40, corners, 1, 3600, 12000, 200, false },
                     JK_LEVEL_WASPADA);
}

static double slots_days(int corners)
{
    return ask_slots(&(struct shape){ 1, 10, corners, 60, 3600, 12000, 100, false },
                     JK_LEVEL_WASPADA);
}

static double slots_all(int corners)
{
    return ask_slots(&(struct shape){ 12, 40, corners, 1, 3600, 12000, 15, true }, JK_LEVEL_SIAGA);
}

/* A whole check of `own` members, bodies made within the clock as a filing makes them. */
static double ask_check(const struct shape *shape)
{
    struct roads r;
    struct jk_pairings found;
    double start_ms = now_ms();

    lay_out(&r, shape);
    if (jk_verdict_chain(&r.arena, r.world, &r.policies, r.members, r.own_count, &found) != JK_OK)
        exit(2);
    start_ms = now_ms() - start_ms;
    if (found.count == 0)
        exit(3);
    roads_close(&r);
    return start_ms;
}

static double check_pair(int corners)
{
    return ask_check(&(struct shape){ 1, 1, corners, 1, 600, 12000, 4, false });
}

static double check_series(int corners)
{
    struct roads r;
    struct jk_pairings found;
    double start_ms = now_ms();

    roads_open(&r, false);
    roads_series(&r,
                 &(struct road){ .own = true,
                                 .corners = (size_t)corners,
                                 .length_m = 12000,
                                 .from_s = ROADS_NOON },
                 60);
    roads_series(&r,
                 &(struct road){ .corners = (size_t)corners,
                                 .length_m = 12000,
                                 .lane_m = 4,
                                 .from_s = ROADS_NOON + 600 },
                 60);
    if (jk_verdict_chain(&r.arena, r.world, &r.policies, r.members, r.own_count, &found) != JK_OK)
        exit(2);
    start_ms = now_ms() - start_ms;
    roads_close(&r);
    return start_ms;
}

static double simplify(const struct jk_point *line, size_t count)
{
    struct jk_arena arena = { 0 };
    struct jk_simplified out;
    double start_ms = now_ms();

    if (jk_way_simplify(&arena, &(struct jk_way){ line, line, count, NULL }, 10.0, &out) != JK_OK)
        exit(2);
    start_ms = now_ms() - start_ms;
    jk_arena_clear(&arena);
    return start_ms;
}

static double simplify_jitter(int corners)
{
    struct jk_point *line = roads_recorded((size_t)corners, 1.0, 4.0);
    double cost = simplify(line, (size_t)corners);

    free(line);
    return cost;
}

static double simplify_zigzag(int corners)
{
    struct jk_point *line = roads_zigzag((size_t)corners, 9.0);
    double cost = simplify(line, (size_t)corners);

    free(line);
    return cost;
}

static bool is_chosen(const char *name, int count, char **names)
{
    for (int i = 1; i < count; i++) {
        if (strcmp(names[i], name) == 0)
            return true;
    }
    return count < 2;
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        ask_at *ask;
        int small, large;
    } all[] = {
        { "slots_siaga_one_road_corners", slots_siaga, 24, 100 },
        { "slots_4_own_40_rivals_corners", slots_own_convoys, 42, 166 },
        { "slots_60_days_corners", slots_days, 125, 500 },
        { "slots_raises_zones_12_legs_40_rivals", slots_all, 50, 200 },
        { "check_pair_corners", check_pair, 1000, 2500 },
        { "check_60_by_60_corners", check_series, 250, 1000 },
        { "simplify_jitter_points", simplify_jitter, 20000, 95000 },
        { "simplify_zigzag_points", simplify_zigzag, 20000, 95000 },
    };

    jk_geodesic_init();
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        double small, large;

        if (!is_chosen(all[i].name, argc, argv))
            continue;
        all[i].ask(all[i].small / 2); /* once for caches and allocators */
        small = all[i].ask(all[i].small);
        large = all[i].ask(all[i].large);
        printf("stall_%s %d: %.2f ms, %d: %.2f ms, size x%.1f cost x%.1f\n", all[i].name,
               all[i].small, small, all[i].large, large, (double)all[i].large / all[i].small,
               large / small);
        fflush(stdout);
    }
    return 0;
}
