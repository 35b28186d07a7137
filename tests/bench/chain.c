#include "tests/bench/chain.h"

#include <math.h>
#include <time.h>
#include "jarak/base/civil.h"
#include "jarak/engine/slots.h"
#include "jarak/geo/geodesic.h"

#define LEGS   12
#define POINTS 9
#define ROADS  5 /* columns that come to the rally, and as many that leave it */

/* Assembly, five columns in, the rally, five columns out. */
struct chain {
    struct jk_presence leg[LEGS];
    struct jk_point road[LEGS][POINTS];
    struct jk_body *body[LEGS];
    struct jk_member member[LEGS];
};

static void set_disc(struct jk_presence *p, struct jk_point at, double radius_m, double from_s,
                     double to_s, enum jk_size size)
{
    *p = (struct jk_presence){ .shape = { .kind = JK_SHAPE_DISC, .centre = at },
                               .pad_m = radius_m,
                               .from_s = from_s,
                               .to_s = to_s,
                               .size = size };
}

/* Eight kilometres of road that winds towards the field or away from it, in 20 minutes. */
static void set_road(struct jk_presence *p, struct jk_point *road, struct jk_point field,
                     double azimuth_deg, bool inwards, double from_s)
{
    for (int i = 0; i < POINTS; i++) {
        int k = inwards ? POINTS - 1 - i : i;

        road[i] = jk_geodesic_direct(field, azimuth_deg + 6.0 * (k % 3), 1000.0 * k);
    }
    *p = (struct jk_presence){
        .shape = { .kind = JK_SHAPE_ROUTE, .points = road, .point_count = POINTS },
        .pad_m = 10,
        .from_s = from_s,
        .to_s = from_s + 1200.0,
        .column_m = 800,
        .size = JK_SIZE_KONVOI
    };
}

static void make_chain(struct chain *c, const struct bench_row *row)
{
    struct jk_point field = jk_xyz_place(row->body->origin);
    double from_s = row->body->in_s, to_s = row->body->out_s;

    set_disc(&c->leg[0], jk_geodesic_direct(field, 36, 8000), 60, from_s - 7200, from_s - 3000,
             JK_SIZE_KECIL);
    set_disc(&c->leg[1], field, row->body->pad_m, from_s, to_s, JK_SIZE_BESAR);
    for (int i = 0; i < ROADS; i++) {
        set_road(&c->leg[2 + 2 * i], c->road[2 + 2 * i], field, 72.0 * i, true,
                 from_s - 3000 + 300 * i);
        set_road(&c->leg[3 + 2 * i], c->road[3 + 2 * i], field, 72.0 * i + 36.0, false,
                 to_s + 300 * i);
    }
    for (int i = 0; i < LEGS; i++) {
        c->leg[i].offset_s = row->body->offset_s;
        c->body[i] = jk_body_new(&c->leg[i]);
        c->member[i] = (struct jk_member){ c->body[i], &row->party, UINT32_MAX, (uint32_t)i, 0 };
    }
}

static struct jk_body *shift_leg(void *ctx, size_t own, int64_t delta_s,
                                 const struct jk_slot_days *days)
{
    const struct chain *c = ctx;
    struct jk_presence moved = c->leg[own];

    (void)days;
    moved.from_s += (double)delta_s;
    moved.to_s += (double)delta_s;
    return jk_body_new(&moved);
}

static double now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* One search; the range is the local day the rally stands on. */
static double search(struct jk_world *world, const struct jk_policies *policies, struct chain *c,
                     size_t *bands)
{
    struct jk_arena arena = { 0 };
    int64_t start = (int64_t)c->leg[1].from_s, offset = c->leg[1].offset_s;
    int64_t midnight = (start + offset) / JK_DAY_S * JK_DAY_S - offset;
    struct jk_slot_query query = { .own = c->member,
                                   .own_count = LEGS,
                                   .level = JK_LEVEL_WASPADA,
                                   .range = { midnight - start, midnight - start + JK_DAY_S - 1 },
                                   .shift = shift_leg,
                                   .ctx = c };
    struct jk_slots slots;
    double began = now_s(), took;
    enum jk_status rc = jk_slots_find(&arena, world, policies, &query, &slots);

    took = now_s() - began;
    if (rc == JK_OK)
        *bands += slots.clear.count;
    jk_arena_clear(&arena);
    return rc == JK_OK ? took : -INFINITY;
}

double bench_chain_slots(struct jk_world *world, const struct jk_policies *policies,
                         const struct bench_rows *rows, size_t rounds, size_t *bands)
{
    static struct chain chain;
    double sum = 0.0;
    size_t done = 0;

    *bands = 0;
    for (size_t i = 0; done < rounds; i++) {
        const struct bench_row *row = &rows->row[(i * 7919003ULL + 5) % rows->count];

        if (row->body->key.size != JK_SIZE_BESAR)
            continue;
        make_chain(&chain, row);
        sum += search(world, policies, &chain, bands);
        for (int k = 0; k < LEGS; k++)
            jk_body_free(chain.body[k]);
        done++;
    }
    return sum / (double)rounds;
}
