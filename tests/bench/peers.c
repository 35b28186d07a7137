/* build/bench/peers --rows FILE [--postgis CONNINFO] [--name WORD]: the engine beside its peers.
 *
 * Rounds alternate between the engine and each peer on the same activities; the ratios are medians
 * over the rounds. Answers are compared as they come: one that differs ends the program. */
#include "tests/bench/peers.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "jarak/base/civil.h"
#include "jarak/geo/geodesic.h"
#include "tests/support/rows.h"

#define ROUNDS      15
#define PORTION     400      /* activities fetched at once: they fit a processor's cache */
#define OURS        4000     /* checks a round, of ten portions */
#define RALLIES     400      /* a round, in process */
#define QUERIES     40       /* a round, through a client */
#define AUDIT_SHARE 50       /* every so manyth activity against all */
#define DEGREE_M    110500.0 /* the shortest degree of a meridian is 110,574 m */
#define ZONE_LOW_S  (7 * 3600)
#define ZONE_HIGH_S (9 * 3600)

struct desk {
    struct bench_rows rows;
    struct jk_policy policy, standing;      /* all rules, and those of what stands */
    struct jk_policies policies, standings; /* each alone */
    struct jk_world *world;
    struct peer_facts facts;
    struct peer_hits ours, theirs;
    uint32_t picked[OURS];
    double sink; /* so that nothing is optimised away */
};

void peer_fail(const char *what, const char *why)
{
    fprintf(stderr, "peers: %s: %s\n", what, why);
    exit(1);
}

static double now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

void peer_hit_add(struct peer_hits *hits, uint32_t other, int level)
{
    if (level == JK_LEVEL_NONE)
        return;
    if (hits->count == hits->cap) {
        hits->cap = hits->cap ? 2 * hits->cap : 64;
        hits->at = realloc(hits->at, hits->cap * sizeof *hits->at);
        if (!hits->at)
            peer_fail("hits", "no memory");
    }
    hits->at[hits->count++] = (struct peer_hit){ other, level };
}

static int32_t day_of(int64_t t, int64_t zone_s)
{
    return (int32_t)((t + zone_s) / JK_DAY_S);
}

struct peer_reach peer_reach(const struct peer_fact *rally, char kind)
{
    double metres = rally->radius_m + (kind == 'R' ? 15000.0 + PEER_RADIUS_MAX_M : 1000.0);
    int64_t tau = kind == 'R' ? 7200 : 3600;
    struct peer_reach r = { .lat_deg = metres / DEGREE_M,
                            .from_s = rally->in_s - tau,
                            .to_s = rally->out_s + tau,
                            .first_day = day_of(rally->in_s - tau, ZONE_LOW_S),
                            .last_day = day_of(rally->out_s + tau, ZONE_HIGH_S) };

    r.lon_deg = r.lat_deg / cos((fabs(rally->at.lat_deg) + r.lat_deg) * 0.017453292519943295);
    if (kind == 'R') { /* all of its dates, in whatever zone the other keeps them */
        int64_t from = rally->first_day * (int64_t)JK_DAY_S - ZONE_HIGH_S;
        int64_t to = (rally->last_day + 1) * (int64_t)JK_DAY_S - ZONE_LOW_S;

        r.from_s = from < r.from_s ? from : r.from_s;
        r.to_s = to > r.to_s ? to : r.to_s;
    }
    return r;
}

int peer_judge(const struct peer_fact *a, const struct peer_fact *b)
{
    int64_t tau = b->kind == 'R' ? 7200 : 3600;
    bool near = a->in_s < b->out_s + tau && b->in_s < a->out_s + tau;
    bool same_day = a->first_day <= b->last_day && b->first_day <= a->last_day;
    double distance;

    if (a->paslon == b->paslon || !(near || (b->kind == 'R' && same_day)))
        return JK_LEVEL_NONE;
    distance = jk_geodesic_distance(a->at, b->at) - a->radius_m - b->radius_m;
    distance = floor(fmax(0.0, distance) * 100.0 + 0.5) / 100.0;
    if (b->kind == 'M')
        return distance < 1000.0 ? JK_LEVEL_WASPADA : JK_LEVEL_NONE;
    if (near && distance < 5000.0)
        return distance < 1000.0 ? JK_LEVEL_SIAGA : JK_LEVEL_WASPADA;
    return distance < 15000.0 ? JK_LEVEL_INFO : JK_LEVEL_NONE;
}

static void read_fact(const struct bench_row *row, struct peer_fact *f)
{
    const struct jk_body *b = row->body;

    *f = (struct peer_fact){ .at = jk_xyz_place(b->origin),
                             .radius_m = b->pad_m,
                             .in_s = (int64_t)b->in_s,
                             .out_s = (int64_t)b->out_s,
                             .paslon = row->party.paslon[0],
                             .kind = "RxMC"[b->key.size] };
    f->first_day = day_of(f->in_s, b->offset_s);
    f->last_day = day_of(f->out_s - 1, b->offset_s);
}

/* The same policy without columns, so that both sides do the same work. */
static void leave_out_columns(struct jk_policy *policy)
{
    const struct jk_row exempt = { .id = "exempt", .exempt = true };
    struct jk_error err;

    for (int i = 0; i < JK_ERA_END * JK_SIZE_END; i++) {
        if (jk_policy_set(policy, JK_RELATION_RIVAL, (enum jk_era)(i % JK_ERA_END), JK_SIZE_KONVOI,
                          (enum jk_size)(i / JK_ERA_END), &exempt, &err) != JK_OK)
            peer_fail("policy", err.value);
    }
    rows_exempt_rest(policy);
    if (jk_policy_seal(policy, &err) != JK_OK)
        peer_fail("policy", err.value);
}

static void open_desk(struct desk *d, const char *path)
{
    jk_geodesic_init();
    bench_policy(&d->policy);
    d->standing = d->policy;
    leave_out_columns(&d->standing);
    d->policies = jk_policies_over(&d->policy, 1);
    d->standings = jk_policies_over(&d->standing, 1);
    bench_rows_read(&d->rows, path);
    d->world = jk_world_new();
    d->facts = (struct peer_facts){ calloc(d->rows.count, sizeof *d->facts.at), d->rows.count };
    if (!d->world || !d->facts.at)
        peer_fail("world", "no memory");
    for (size_t i = 0; i < d->rows.count; i++) {
        const struct bench_row *row = &d->rows.row[i];
        const struct jk_member m = { row->body, &row->party, (uint32_t)i, row->id, 0 };
        uint32_t id;

        if (row->id != i + 1 || jk_world_add(d->world, &m, &id) != JK_OK || id != i)
            peer_fail("world", "rows are not numbered from 1, or no memory");
        read_fact(row, &d->facts.at[i]);
    }
}

static void keep_hit(void *ctx, uint32_t id, struct jk_levels levels)
{
    peer_hit_add(ctx, id, (int)levels.level);
}

static void check_ours(struct desk *d, uint32_t i, bool only_static)
{
    const struct bench_row *row = &d->rows.row[i];
    const struct jk_member own = { row->body, &row->party, i, row->id, 0 };

    jk_world_check(d->world, only_static ? &d->standings : &d->policies, &own, keep_hit, &d->ours);
}

static int compare_hits(const void *a, const void *b)
{
    const struct peer_hit *x = a, *y = b;

    return (x->other > y->other) - (x->other < y->other);
}

/* Sorted, each other once, and only those that stand, when asked. */
static void settle(const struct desk *d, struct peer_hits *hits, bool only_static)
{
    size_t kept = 0;

    if (hits->count)
        qsort(hits->at, hits->count, sizeof *hits->at, compare_hits);
    for (size_t i = 0; i < hits->count; i++) {
        if ((kept && hits->at[kept - 1].other == hits->at[i].other) ||
            (only_static && d->facts.at[hits->at[i].other].kind == 'C'))
            continue;
        hits->at[kept++] = hits->at[i];
    }
    hits->count = kept;
}

/* Ours must be theirs where both stand; with a convoy theirs may say more. @return surplus */
static size_t compare(struct desk *d, uint32_t own, bool only_static, const char *peer)
{
    size_t k = 0, surplus = 0;

    settle(d, &d->ours, only_static);
    settle(d, &d->theirs, only_static);
    for (size_t i = 0; i < d->theirs.count; i++) {
        const struct peer_hit *t = &d->theirs.at[i];
        bool moves = d->facts.at[own].kind == 'C' || d->facts.at[t->other].kind == 'C';

        if (k < d->ours.count && d->ours.at[k].other == t->other) {
            if (d->ours.at[k++].level != t->level)
                peer_fail(peer, "another level");
        } else if (moves) {
            surplus++;
        } else {
            peer_fail(peer, "a conflict that is none");
        }
    }
    if (k != d->ours.count)
        peer_fail(peer, "a conflict is missing");
    return surplus;
}

/* One side of a comparison: a check of one activity by a peer. */
typedef void check_peer(struct desk *d, void *peer, uint32_t own);

struct contest {
    const char *name;
    check_peer *check;
    void *peer;
    char kind; /* of the activities checked; 0: all */
    bool only_static;
    size_t count; /* a round */
    double ours_s, theirs_s, ratio[ROUNDS];
    size_t hits, surplus;
};

/* The activities of a round. */
static size_t pick_round(struct desk *d, const struct contest *c, size_t at)
{
    for (size_t n = 0; n < OURS;) {
        uint32_t i = (uint32_t)(at++ * 7919003ULL % d->rows.count);

        if (c->kind == 0 || d->facts.at[i].kind == c->kind)
            d->picked[n++] = i;
    }
    return at;
}

/* Read what is asked about before the clock starts: a notice that is checked was just made, so that
 * it is at hand. What it is checked against is not. */
static void fetch_own(struct desk *d, size_t from, size_t to)
{
    for (size_t n = from; n < to; n++) {
        const struct bench_row *row = &d->rows.row[d->picked[n]];
        const struct peer_fact *fact = &d->facts.at[d->picked[n]];
        struct jk_piece piece;

        jk_body_piece(row->body, 0, &piece);
        d->sink += piece.in0 + row->party.paslon[0] + fact->radius_m + fact->paslon;
    }
}

/* @return seconds a check */
static double run_side(struct desk *d, struct contest *c, bool ours)
{
    size_t count = ours ? OURS : c->count, to;
    double start, spent = 0.0;

    for (size_t from = 0; from < count; from = to) {
        to = from + PORTION < count ? from + PORTION : count;
        fetch_own(d, from, to);
        start = now_s();
        for (size_t n = from; n < to; n++) {
            d->ours.count = d->theirs.count = 0;
            if (ours)
                check_ours(d, d->picked[n], c->only_static);
            else
                c->check(d, c->peer, d->picked[n]);
        }
        spent += now_s() - start;
    }
    return spent / (double)count;
}

static void compare_round(struct desk *d, struct contest *c)
{
    for (size_t n = 0; n < c->count; n++) {
        uint32_t own = d->picked[n];

        d->ours.count = d->theirs.count = 0;
        check_ours(d, own, c->only_static);
        c->check(d, c->peer, own);
        c->surplus += compare(d, own, c->only_static, c->name);
        c->hits += d->ours.count;
    }
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void run_contest(struct desk *d, struct contest *c)
{
    size_t at = 11;

    for (int round = 0; round < ROUNDS; round++) {
        double theirs, ours;

        at = pick_round(d, c, at);
        theirs = run_side(d, c, false);
        ours = run_side(d, c, true);
        compare_round(d, c);
        c->ours_s += ours;
        c->theirs_s += theirs;
        c->ratio[round] = theirs / ours;
    }
    qsort(c->ratio, ROUNDS, sizeof *c->ratio, compare_doubles);
    printf("%s_us %.2f\n%s_ours_us %.2f\n%s_ratio %.1f\n", c->name, c->theirs_s / ROUNDS * 1e6,
           c->name, c->ours_s / ROUNDS * 1e6, c->name, c->ratio[ROUNDS / 2]);
    if (!c->only_static)
        printf("%s_false_alarms %zu of %zu conflicts\n", c->name, c->surplus, c->hits);
    fflush(stdout);
}

static void check_rtree(struct desk *d, void *peer, uint32_t own)
{
    peer_rtree_check(peer, own, &d->theirs);
}

static void check_geos(struct desk *d, void *peer, uint32_t own)
{
    peer_geos_check(peer, own, &d->theirs);
}

static void check_postgis(struct desk *d, void *peer, uint32_t own)
{
    peer_postgis_check(peer, own, d->facts.at[own].kind, false, &d->theirs);
}

static void check_postgis_static(struct desk *d, void *peer, uint32_t own)
{
    peer_postgis_check(peer, own, 'R', true, &d->theirs);
}

static void run_geos(struct desk *d, const char *name, bool by_day)
{
    struct peer_geos *geos = peer_geos_new(&d->facts, by_day);
    struct contest contest = { .name = name,
                               .check = check_geos,
                               .peer = geos,
                               .kind = 'R',
                               .only_static = true,
                               .count = RALLIES };

    run_contest(d, &contest);
    peer_geos_free(geos);
}

static void run_rtree(struct desk *d)
{
    struct peer_rtree *rtree = peer_rtree_new(&d->facts);
    struct contest contest = { .name = "rtree_rally_check",
                               .check = check_rtree,
                               .peer = rtree,
                               .kind = 'R',
                               .only_static = true,
                               .count = RALLIES };

    run_contest(d, &contest);
    peer_rtree_free(rtree);
}

static void count_pair(void *ctx, uint32_t id, uint32_t other, struct jk_levels levels)
{
    (void)id;
    (void)other;
    *(size_t *)ctx += levels.level > JK_LEVEL_NONE;
}

static void run_postgis(struct desk *d, const char *conninfo, const char *name)
{
    struct peer_postgis *pg = peer_postgis_open(conninfo);
    struct contest rally = { .check = check_postgis_static,
                             .peer = pg,
                             .kind = 'R',
                             .only_static = true,
                             .count = QUERIES };
    struct contest all = { .check = check_postgis, .peer = pg, .count = QUERIES };
    char names[2][64];
    double start, ours, theirs;
    size_t pairs = 0;

    snprintf(names[0], sizeof names[0], "%s_rally_check", name);
    snprintf(names[1], sizeof names[1], "%s_check", name);
    rally.name = names[0];
    all.name = names[1];
    run_contest(d, &rally);
    run_contest(d, &all);
    start = now_s();
    if (jk_world_audit(d->world, &d->policies, count_pair, &pairs) != JK_OK)
        peer_fail("audit", "no memory");
    ours = now_s() - start;
    theirs = peer_postgis_audit(pg, AUDIT_SHARE) * AUDIT_SHARE;
    printf("%s_audit_s %.1f (%d times every %dth activity)\n%s_audit_ours_s %.3f\n"
           "%s_audit_ratio %.1f\n",
           name, theirs, AUDIT_SHARE, AUDIT_SHARE, name, ours, name, theirs / ours);
    peer_postgis_close(pg);
}

int main(int argc, char **argv)
{
    static struct desk d;
    const char *path = NULL, *conninfo = NULL, *name = "postgis";

    for (int i = 1; i + 1 < argc; i++) {
        if (strcmp(argv[i], "--rows") == 0)
            path = argv[++i];
        else if (strcmp(argv[i], "--postgis") == 0)
            conninfo = argv[++i];
        else if (strcmp(argv[i], "--name") == 0)
            name = argv[++i];
    }
    if (!path) {
        fprintf(stderr, "usage: peers --rows FILE [--postgis CONNINFO [--name WORD]]\n");
        return 2;
    }
    open_desk(&d, path);
    if (conninfo) {
        run_postgis(&d, conninfo, name);
    } else {
        run_rtree(&d);
        run_geos(&d, "geos_rally_check", false);
        run_geos(&d, "geos_by_day_rally_check", true);
    }
    jk_world_free(d.world);
    bench_rows_clear(&d.rows);
    free(d.facts.at);
    free(d.ours.at);
    free(d.theirs.at);
    return 0;
}
