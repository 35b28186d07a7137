/* build/bench/engine --rows FILE --pairs | --audit | --time: the engine on the benchmark's
 * workload.
 *
 * --pairs prints `id1 id2 level` of every conflict (sort with LC_ALL=C sort), found check by check,
 * --audit the same, found by one audit; --time prints what one check of all kinds, the audit, add
 * and remove cost, beside geod_inverse measured in the same run. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "jarak/engine/judge.h"
#include "jarak/geo/geodesic.h"
#include "tests/bench/chain.h"
#include "tests/bench/rows.h"

struct bench {
    struct jk_policy policy;
    struct jk_policies policies; /* that one alone */
    struct bench_rows rows;
    struct jk_world *world;
    const struct jk_member *own; /* being checked */
    double sink;                 /* so that nothing is optimised away */
    uint64_t conflicts;
};

static double now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void count_hit(void *ctx, uint32_t id, struct jk_levels levels)
{
    struct bench *b = ctx;

    (void)id;
    b->conflicts += levels.level > JK_LEVEL_NONE;
}

static void check_row(struct bench *b, size_t i)
{
    const struct bench_row *row = &b->rows.row[i];
    struct jk_member own = { row->body, &row->party, (uint32_t)i, row->id, 0 };

    jk_world_check(b->world, &b->policies, &own, count_hit, b);
}

static void print_hit(void *ctx, uint32_t id, struct jk_levels levels)
{
    const struct bench *b = ctx;
    uint32_t other = jk_world_get(b->world, id).tag;

    if (levels.level > JK_LEVEL_NONE && b->own->tag < other)
        printf("%u %u %d\n", b->own->tag, other, levels.level);
}

static void print_pairs(struct bench *b)
{
    for (size_t i = 0; i < b->rows.count; i++) {
        const struct bench_row *row = &b->rows.row[i];
        struct jk_member own = { row->body, &row->party, (uint32_t)i, row->id, 0 };

        b->own = &own;
        jk_world_check(b->world, &b->policies, &own, print_hit, b);
    }
}

static void print_pair(void *ctx, uint32_t id, uint32_t other, struct jk_levels levels)
{
    const struct bench *b = ctx;
    uint32_t x = jk_world_get(b->world, id).tag, y = jk_world_get(b->world, other).tag;

    if (levels.level > JK_LEVEL_NONE)
        printf("%u %u %d\n", x < y ? x : y, x < y ? y : x, levels.level);
}

static void build_world(struct bench *b)
{
    b->world = jk_world_new();
    for (size_t i = 0; i < b->rows.count; i++) {
        const struct bench_row *row = &b->rows.row[i];
        struct jk_member m = { row->body, &row->party, (uint32_t)i, row->id, 0 };
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

#define GEODS 4000

static double geod_cost_us(void)
{
    double start = now_s(), sum = 0.0;

    for (int i = 0; i < GEODS; i++)
        sum += jk_geodesic_distance((struct jk_point){ 0.5, 117.5 },
                                    (struct jk_point){ 0.6 + i * 1e-7, 117.6 });
    return sum > 0 ? (now_s() - start) * 1e6 / GEODS : 0.0;
}

/* Checks in an order that jumps about, so that the world is as cold as for a stranger's notice. The
 * own body is read before the clock starts: a notice was just made into one when it is checked.
 * Blocks alternate with geod_inverse, for other programs' load comes and goes. */
#define BLOCK 2000

struct checks {
    double *cost_us;                  /* of each */
    double *ratio;                    /* of each block, in geod_inverse */
    double sum[JK_SIZE_END], geod_us; /* by own size class */
    size_t count[JK_SIZE_END];
};

static double read_ahead(const struct jk_body *body)
{
    struct jk_piece piece;
    double sum = 0.0;

    for (uint32_t i = 0; i < jk_body_pieces(body); i++)
        sum += jk_body_piece(body, i, &piece) ? piece.in0 : 0.0;
    return sum;
}

static void run_block(struct bench *b, struct checks *c, size_t block)
{
    double geod = geod_cost_us(), sum = 0.0;

    for (size_t k = block * BLOCK; k < (block + 1) * BLOCK; k++) {
        size_t i = (size_t)((k * 7919003ULL + 17) % b->rows.count);
        enum jk_size size = b->rows.row[i].body->key.size;
        double start;

        b->sink += read_ahead(b->rows.row[i].body);
        start = now_s();
        check_row(b, i);
        c->cost_us[k] = (now_s() - start) * 1e6;
        sum += c->cost_us[k];
        c->sum[size] += c->cost_us[k];
        c->count[size]++;
    }
    c->geod_us += geod;
    c->ratio[block] = sum / BLOCK / geod;
}

static void print_kind(const struct checks *c, const char *name, enum jk_size size)
{
    printf("check_%s_mean_us %.3f\n", name, c->sum[size] / fmax(1.0, (double)c->count[size]));
}

static void time_checks(struct bench *b, size_t blocks)
{
    size_t rounds = blocks * BLOCK;
    struct checks c = { .cost_us = calloc(rounds, sizeof(double)),
                        .ratio = calloc(blocks, sizeof(double)) };
    struct jk_world_work before = jk_world_work(b->world), after;
    double sum = 0.0;

    if (!c.cost_us || !c.ratio)
        exit(2);
    b->conflicts = 0;
    for (size_t i = 0; i < blocks; i++)
        run_block(b, &c, i);
    after = jk_world_work(b->world);
    qsort(c.cost_us, rounds, sizeof(double), compare_doubles);
    qsort(c.ratio, blocks, sizeof(double), compare_doubles);
    for (size_t i = 0; i < rounds; i++)
        sum += c.cost_us[i];
    printf("check_mean_us %.3f\ncheck_p50_us %.3f\ncheck_p99_us %.3f\n", sum / (double)rounds,
           c.cost_us[rounds / 2], c.cost_us[rounds * 99 / 100]);
    print_kind(&c, "rally", JK_SIZE_BESAR);
    print_kind(&c, "meeting", JK_SIZE_KECIL);
    print_kind(&c, "convoy", JK_SIZE_KONVOI);
    printf("geod_inverse_us %.3f\ncheck_mean_in_geod %.2f\ncheck_p99_in_p50 %.2f\n",
           c.geod_us / (double)blocks, c.ratio[blocks / 2],
           c.cost_us[rounds * 99 / 100] / c.cost_us[rounds / 2]);
    printf("conflicts_a_check %.2f\nentries_a_check %.2f\njudged_a_check %.2f\n",
           (double)b->conflicts / (double)rounds,
           (double)(after.entries - before.entries) / (double)rounds,
           (double)(after.judged - before.judged) / (double)rounds);
    free(c.cost_us);
    free(c.ratio);
}

static void count_pair(void *ctx, uint32_t id, uint32_t other, struct jk_levels levels)
{
    struct bench *b = ctx;

    (void)id;
    (void)other;
    b->conflicts += levels.level > JK_LEVEL_NONE;
}

static void time_audit(struct bench *b)
{
    double geod = geod_cost_us(), start = now_s(), took;

    b->conflicts = 0;
    if (jk_world_audit(b->world, &b->policies, count_pair, b) != JK_OK)
        exit(2);
    took = now_s() - start;
    geod = 0.5 * (geod + geod_cost_us());
    printf("audit_s %.3f\naudit_conflicts %llu\naudit_in_geod_an_activity %.2f\n", took,
           (unsigned long long)b->conflicts, took * 1e6 / (double)b->rows.count / geod);
}

static void time_changes(struct bench *b, size_t rounds)
{
    double start = now_s();

    for (size_t k = 0; k < rounds; k++) {
        const struct bench_row *row = &b->rows.row[k * 7919 % b->rows.count];
        struct jk_member m = { row->body, &row->party, UINT32_MAX, row->id, 0 };
        uint32_t id;

        if (jk_world_add(b->world, &m, &id) == JK_OK)
            jk_world_remove(b->world, id);
    }
    printf("add_and_remove_us %.3f\n", (now_s() - start) / (double)rounds * 1e6);
}

static void time_slots(struct bench *b)
{
    size_t bands;
    double took = bench_chain_slots(b->world, &b->policies, &b->rows, 100, &bands);

    printf("slots_of_12_legs_ms %.3f\nslots_clear_bands %.2f\n", took * 1e3, (double)bands / 100);
}

static void print_times(struct bench *b, double read_s, double build_s)
{
    size_t blocks = b->rows.count < 100000 ? 10 : 50;

    printf("activities %zu\nread_s %.3f\nindex_build_s %.3f\n", b->rows.count, read_s, build_s);
    time_checks(b, blocks);
    time_audit(b);
    time_changes(b, BLOCK * blocks);
    time_slots(b);
    printf("bytes_an_activity %.0f\n",
           (double)(jk_world_memory(b->world) + b->rows.bytes) / (double)b->rows.count);
}

int main(int argc, char **argv)
{
    static struct bench b;
    const char *path = NULL;
    bool pairs = false, times = false, audit = false;
    double start = now_s(), read_s;

    for (int i = 1; i < argc; i++) {
        pairs = pairs || strcmp(argv[i], "--pairs") == 0;
        audit = audit || strcmp(argv[i], "--audit") == 0;
        times = times || strcmp(argv[i], "--time") == 0;
        if (strcmp(argv[i], "--rows") == 0 && i + 1 < argc)
            path = argv[++i];
    }
    if (!path || pairs + times + audit != 1) {
        fprintf(stderr, "usage: engine --rows FILE --pairs | --audit | --time\n");
        return 2;
    }
    jk_geodesic_init();
    bench_policy(&b.policy);
    b.policies = jk_policies_over(&b.policy, 1);
    bench_rows_read(&b.rows, path);
    read_s = now_s() - start;
    start = now_s();
    build_world(&b);
    if (times)
        print_times(&b, read_s, now_s() - start);
    if (pairs)
        print_pairs(&b);
    if (audit && jk_world_audit(b.world, &b.policies, print_pair, &b) != JK_OK)
        return 2;
    jk_world_free(b.world);
    bench_rows_clear(&b.rows);
    return 0;
}
