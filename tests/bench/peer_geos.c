#include <geos_c.h>
#include <stdint.h>
#include <stdlib.h>
#include "tests/bench/peers.h"

#define NODE 10 /* entries of a node, GEOS's own default */

struct peer_geos {
    const struct peer_facts *facts;
    GEOSContextHandle_t context;
    bool by_day;
    int32_t first_day, last_day; /* with trees; 0 and 0 when there is one for all */
    GEOSSTRtree **trees;         /* of each day: rallies, meetings */
    const struct peer_fact *own;
    struct peer_hits *hits;
};

static const char kinds[] = "RM";

static GEOSSTRtree *tree_of(const struct peer_geos *g, int32_t day, int k)
{
    return g->trees[2 * (day - g->first_day) + k];
}

static void add_fact(struct peer_geos *g, size_t i, int k)
{
    const struct peer_fact *f = &g->facts->at[i];
    GEOSGeometry *point = GEOSGeom_createPointFromXY_r(g->context, f->at.lon_deg, f->at.lat_deg);

    for (int32_t day = g->by_day ? f->first_day : 0; day <= (g->by_day ? f->last_day : 0); day++)
        GEOSSTRtree_insert_r(g->context, tree_of(g, day, k), point, (void *)(uintptr_t)(i + 1));
    GEOSGeom_destroy_r(g->context, point);
}

static void ignore(void *item, void *ctx)
{
    (void)item;
    (void)ctx;
}

/* Build it: an STRtree packs its nodes at the first query. */
static void pack(struct peer_geos *g, GEOSSTRtree *tree)
{
    GEOSGeometry *nowhere = GEOSGeom_createRectangle_r(g->context, -1, 89, 1, 90);

    GEOSSTRtree_query_r(g->context, tree, nowhere, ignore, NULL);
    GEOSGeom_destroy_r(g->context, nowhere);
}

/* The days that have trees. */
static void find_days(struct peer_geos *g)
{
    g->first_day = INT32_MAX;
    for (size_t i = 0; i < g->facts->count; i++) {
        const struct peer_fact *f = &g->facts->at[i];

        if (f->kind != 'C' && f->first_day < g->first_day)
            g->first_day = f->first_day;
        if (f->kind != 'C' && f->last_day > g->last_day)
            g->last_day = f->last_day;
    }
}

struct peer_geos *peer_geos_new(const struct peer_facts *facts, bool by_day)
{
    struct peer_geos *g = calloc(1, sizeof *g);
    size_t count;

    if (!g)
        peer_fail("geos", "no memory");
    g->facts = facts;
    g->context = GEOS_init_r();
    g->by_day = by_day;
    if (by_day)
        find_days(g);
    count = 2 * (size_t)(g->last_day - g->first_day + 1);
    g->trees = calloc(count, sizeof *g->trees);
    if (!g->trees)
        peer_fail("geos", "no memory");
    for (size_t i = 0; i < count; i++)
        g->trees[i] = GEOSSTRtree_create_r(g->context, NODE);
    for (size_t i = 0; i < facts->count; i++) {
        if (facts->at[i].kind != 'C')
            add_fact(g, i, facts->at[i].kind == 'M');
    }
    for (size_t i = 0; i < count; i++)
        pack(g, g->trees[i]);
    return g;
}

static void see(void *item, void *ctx)
{
    struct peer_geos *g = ctx;
    uint32_t other = (uint32_t)((uintptr_t)item - 1);

    peer_hit_add(g->hits, other, peer_judge(g->own, &g->facts->at[other]));
}

void peer_geos_check(struct peer_geos *g, uint32_t rally, struct peer_hits *hits)
{
    const struct peer_fact *own = &g->facts->at[rally];

    g->own = own;
    g->hits = hits;
    for (int k = 0; k < 2; k++) {
        struct peer_reach reach = peer_reach(own, kinds[k]);
        GEOSGeometry *box = GEOSGeom_createRectangle_r(g->context, own->at.lon_deg - reach.lon_deg,
                                                       own->at.lat_deg - reach.lat_deg,
                                                       own->at.lon_deg + reach.lon_deg,
                                                       own->at.lat_deg + reach.lat_deg);

        if (!g->by_day)
            reach.first_day = reach.last_day = 0;
        for (int32_t day = reach.first_day; day <= reach.last_day; day++) {
            if (day >= g->first_day && day <= g->last_day)
                GEOSSTRtree_query_r(g->context, tree_of(g, day, k), box, see, g);
        }
        GEOSGeom_destroy_r(g->context, box);
    }
}

void peer_geos_free(struct peer_geos *g)
{
    for (size_t i = 0; i < 2 * (size_t)(g->last_day - g->first_day + 1); i++)
        GEOSSTRtree_destroy_r(g->context, g->trees[i]);
    free(g->trees);
    GEOS_finish_r(g->context);
    free(g);
}
