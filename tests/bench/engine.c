/* build/bench/engine --rows FILE --pairs | --time: the engine on the benchmark's workload.
 *
 * --pairs prints `id1 id2 level` of every conflict (sort with LC_ALL=C sort); --time prints what
 * one check of all kinds, add and remove cost, beside geod_inverse measured in the same run. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "jarak/engine/judge.h"
#include "jarak/geo/geodesic.h"
#include "tests/bench/rows.h"

struct bench {
    struct jk_policy policy;
    struct bench_rows rows;
    struct jk_world *world;
    const struct jk_member *own; /* being checked */
    uint32_t candidates, conflicts;
    bool print;
};

static double now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void judge_candidate(void *ctx, uint32_t id)
{
    struct bench *b = ctx;
    const struct jk_member *other = jk_world_get(b->world, id);
    const struct jk_row *row =
        jk_policy_row(&b->policy, jk_party_relation(b->own->party, other->party),
                      &b->own->body->key, &other->body->key);
    struct jk_levels levels;

    b->candidates++;
    if (row->exempt)
        return;
    levels = jk_judge_level(&b->policy, row, b->own->body, other->body);
    if (levels.level == JK_LEVEL_NONE)
        return;
    b->conflicts++;
    if (b->print && b->own->tag < other->tag)
        printf("%u %u %d\n", b->own->tag, other->tag, levels.level);
}

static void check_row(struct bench *b, size_t i)
{
    const struct bench_row *row = &b->rows.row[i];
    struct jk_member own = { row->body, &row->party, (uint32_t)i, row->id };

    b->own = &own;
    jk_world_candidates(b->world, &b->policy, &own, judge_candidate, b);
}

static void build_world(struct bench *b)
{
    b->world = jk_world_new(8 * 3600);
    for (size_t i = 0; i < b->rows.count; i++) {
        const struct bench_row *row = &b->rows.row[i];
        struct jk_member m = { row->body, &row->party, (uint32_t)i, row->id };
        uint32_t id;

        if (!b->world || jk_world_add(b->world, &m, &id) != JK_OK) {
            fprintf(stderr, "bench: out of memory\n");
            exit(2);
        }
    }
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double geod_cost_us(void)
{
    double start = now_s(), sum = 0.0;

    for (int i = 0; i < 100000; i++)
        sum += jk_geodesic_distance((struct jk_point){ 0.5, 117.5 },
                                    (struct jk_point){ 0.6 + i * 1e-7, 117.6 });
    return sum > 0 ? (now_s() - start) * 10.0 : 0.0;
}

/* Checks in an order that jumps about, so that the cache is as cold as for a stranger's notice. */
static void time_checks(struct bench *b, size_t rounds)
{
    double *cost = calloc(rounds, sizeof *cost), sum = 0.0, geod = geod_cost_us();

    for (size_t k = 0; cost && k < rounds; k++) {
        double start = now_s();

        check_row(b, (size_t)((k * 7919003ULL + 17) % b->rows.count));
        cost[k] = (now_s() - start) * 1e6;
        sum += cost[k];
    }
    if (!cost)
        exit(2);
    qsort(cost, rounds, sizeof *cost, compare_doubles);
    printf("check_mean_us %.3f\ncheck_p50_us %.3f\ncheck_p99_us %.3f\n", sum / (double)rounds,
           cost[rounds / 2], cost[rounds * 99 / 100]);
    printf("geod_inverse_us %.3f\ncheck_mean_in_geod %.2f\n", geod, sum / (double)rounds / geod);
    printf("candidates_a_check %.2f\nconflicts_a_check %.2f\n",
           (double)b->candidates / (double)rounds, (double)b->conflicts / (double)rounds);
    free(cost);
}

static void time_audit(struct bench *b)
{
    double start = now_s();

    b->conflicts = 0;
    for (size_t i = 0; i < b->rows.count; i++)
        check_row(b, i);
    printf("audit_s %.3f\naudit_conflicts %u\n", now_s() - start, b->conflicts / 2);
}

static void time_changes(struct bench *b, size_t rounds)
{
    double start = now_s();

    for (size_t k = 0; k < rounds; k++) {
        const struct bench_row *row = &b->rows.row[k * 7919 % b->rows.count];
        struct jk_member m = { row->body, &row->party, UINT32_MAX, row->id };
        uint32_t id;

        if (jk_world_add(b->world, &m, &id) == JK_OK)
            jk_world_remove(b->world, id);
    }
    printf("add_and_remove_us %.3f\n", (now_s() - start) / (double)rounds * 1e6);
}

static void print_times(struct bench *b, double read_s, double build_s)
{
    size_t rounds = b->rows.count < 100000 ? b->rows.count : 100000;

    printf("activities %zu\nread_s %.3f\nindex_build_s %.3f\n", b->rows.count, read_s, build_s);
    time_checks(b, rounds);
    time_audit(b);
    time_changes(b, rounds);
    printf("octets_an_activity %.0f\n",
           (double)(jk_world_memory(b->world) + b->rows.octets) / (double)b->rows.count);
}

int main(int argc, char **argv)
{
    static struct bench b;
    const char *path = NULL;
    bool pairs = false, times = false;
    double start = now_s(), read_s;

    for (int i = 1; i < argc; i++) {
        pairs = pairs || strcmp(argv[i], "--pairs") == 0;
        times = times || strcmp(argv[i], "--time") == 0;
        if (strcmp(argv[i], "--rows") == 0 && i + 1 < argc)
            path = argv[++i];
    }
    if (!path || pairs == times) {
        fprintf(stderr, "usage: engine --rows FILE --pairs | --time\n");
        return 2;
    }
    jk_geodesic_init();
    bench_policy(&b.policy);
    bench_rows_read(&b.rows, path);
    read_s = now_s() - start;
    start = now_s();
    build_world(&b);
    b.print = pairs;
    if (times)
        print_times(&b, read_s, now_s() - start);
    for (size_t i = 0; pairs && i < b.rows.count; i++)
        check_row(&b, i);
    jk_world_free(b.world);
    bench_rows_clear(&b.rows);
    return 0;
}
