/* Outlines: rings cut to short edges, chunks of edges under spheres.
 *
 * Each question is asked on a plane laid at the place (or at the middle of the way), where planes
 * are exact to a millimetre near by. Far edges come out distorted, which does not matter: for the
 * border they are dropped by their chunk's sphere, and for the inside only the parity of crossings
 * counts.
 *
 * Inside is even-odd along a ray to the east. A chunk can only cross the ray if its sphere reaches
 * the ray's line and does not lie wholly west; PLANE_STRETCH makes up for what the plane stretches.
 * An edge whose ends are on different sides of the ray is counted by the half-open test (a.y > 0)
 * != (b.y > 0), so a corner on the ray counts once.
 *
 * A question costs one sphere test for each chunk and CHUNK_EDGES projections for each that is
 * near: a province of some 100,000 corners is answered with some 4,000 tests. */
#include "jarak/geo/outline.h"

#include <math.h>
#include <stdlib.h>
#include "jarak/base/defend.h"
#include "jarak/geo/geodesic.h"

#define CHUNK_EDGES   24   /* few enough to walk at once, enough to make spheres worth their test */
#define PLANE_STRETCH 1.05 /* a plane stretches far lengths: by less than this within 3,000 km */

static unsigned steps_between(struct jk_point a, struct jk_point b)
{
    double steps = ceil(jk_geodesic_distance(a, b) / JK_PIECE_MAX_M);

    return steps < 1.0 ? 1 : (unsigned)steps;
}

static size_t count_nodes(const struct jk_corners *rings, size_t ring_count)
{
    size_t nodes = 0;

    for (size_t r = 0; r < ring_count; r++) {
        for (size_t i = 0; i < rings[r].count; i++)
            nodes += steps_between(rings[r].at[i], rings[r].at[(i + 1) % rings[r].count]);
        nodes++; /* back at the first corner */
    }
    return nodes;
}

static enum jk_status add_edge(struct jk_arena *arena, struct jk_point a, struct jk_point b,
                               struct jk_outline *out)
{
    unsigned steps = steps_between(a, b);
    struct jk_point *cut = jk_arena_array(arena, steps + 1, sizeof *cut);

    if (!cut)
        return JK_MEMORY;
    jk_geodesic_cut(a, b, steps, cut);
    for (unsigned k = 0; k < steps; k++)
        out->nodes[out->node_count++] = jk_xyz_of(cut[k]);
    return JK_OK;
}

/* A sphere round nodes [first, last]: the middle of their box, the farthest node. */
static void wrap(const struct jk_xyz *nodes, uint32_t first, uint32_t last, struct jk_xyz *centre,
                 double *radius_m)
{
    struct jk_xyz low = nodes[first], high = nodes[first];

    for (uint32_t i = first + 1; i <= last; i++) {
        const struct jk_xyz *n = &nodes[i];

        low = (struct jk_xyz){ fmin(low.x, n->x), fmin(low.y, n->y), fmin(low.z, n->z) };
        high = (struct jk_xyz){ fmax(high.x, n->x), fmax(high.y, n->y), fmax(high.z, n->z) };
    }
    *centre = jk_xyz_middle(low, high);
    *radius_m = 0.0;
    for (uint32_t i = first; i <= last; i++)
        *radius_m = fmax(*radius_m, jk_xyz_chord(*centre, nodes[i]));
}

/* The edges of a ring that ends with the newest node, in chunks. */
static void add_chunks(struct jk_outline *o, uint32_t first)
{
    for (uint32_t i = first; i + 1 < o->node_count; i += CHUNK_EDGES) {
        struct jk_outline_chunk *c = &o->chunks[o->chunk_count++];

        c->first = i;
        c->count = o->node_count - 1 - i < CHUNK_EDGES ? o->node_count - 1 - i : CHUNK_EDGES;
        wrap(o->nodes, i, i + c->count, &c->centre, &c->radius_m);
    }
}

enum jk_status jk_outline_make(struct jk_arena *arena, const struct jk_corners *rings,
                               size_t ring_count, struct jk_outline *out)
{
    JK_ASSERT(rings != NULL || ring_count == 0);

    struct jk_outline o = { .node_count = 0 };
    enum jk_status rc = JK_OK;
    size_t nodes;

    for (size_t r = 0; r < ring_count; r++) {
        if (rings[r].count < JK_OUTLINE_RING_MIN)
            return JK_INVALID;
    }
    if (ring_count == 0)
        return JK_INVALID;
    nodes = count_nodes(rings, ring_count);
    o.nodes = jk_arena_array(arena, nodes, sizeof *o.nodes);
    o.chunks = jk_arena_array(arena, nodes / CHUNK_EDGES + ring_count, sizeof *o.chunks);
    if (!o.nodes || !o.chunks)
        return JK_MEMORY;
    for (size_t r = 0; r < ring_count; r++) {
        const struct jk_corners *ring = &rings[r];
        uint32_t first = o.node_count;

        for (size_t i = 0; i < ring->count && rc == JK_OK; i++)
            rc = add_edge(arena, ring->at[i], ring->at[(i + 1) % ring->count], &o);
        if (rc != JK_OK)
            return rc;
        o.nodes[o.node_count++] = o.nodes[first];
        add_chunks(&o, first);
    }
    wrap(o.nodes, 0, o.node_count - 1, &o.centre, &o.radius_m);
    *out = o;
    return JK_OK;
}

/* Called for the edges of a chunk, on a plane. */
typedef void edge_visit(void *ctx, struct jk_xy a, struct jk_xy b);

static void each_edge(const struct jk_outline *o, const struct jk_outline_chunk *c,
                      const struct jk_plane *plane, edge_visit *visit, void *ctx)
{
    struct jk_xy a = jk_plane_put(plane, o->nodes[c->first]);

    for (uint32_t i = c->first + 1; i <= c->first + c->count; i++) {
        struct jk_xy b = jk_plane_put(plane, o->nodes[i]);

        visit(ctx, a, b);
        a = b;
    }
}

/* Even-odd rule: changes sides when a ray to the east crosses the edge. */
static void flip_inside(void *ctx, struct jk_xy a, struct jk_xy b)
{
    bool *inside = ctx;

    if ((a.y > 0) != (b.y > 0) && a.x - a.y * (b.x - a.x) / (b.y - a.y) > 0)
        *inside = !*inside;
}

/* The plane is laid at the place itself, so the ray begins at its origin and runs along +x. */
bool jk_outline_covers(const struct jk_outline *outline, struct jk_xyz place)
{
    JK_ASSERT(outline->chunk_count > 0);
    JK_ASSERT(isfinite(place.x + place.y + place.z));

    struct jk_plane plane = jk_plane_at(place);
    bool inside = false;

    if (jk_xyz_chord(outline->centre, place) > outline->radius_m)
        return false;
    for (uint32_t i = 0; i < outline->chunk_count; i++) {
        const struct jk_outline_chunk *c = &outline->chunks[i];
        struct jk_xy centre = jk_plane_put(&plane, c->centre);

        if (fabs(centre.y) <= PLANE_STRETCH * c->radius_m &&
            centre.x >= -PLANE_STRETCH * c->radius_m)
            each_edge(outline, c, &plane, flip_inside, &inside);
    }
    return inside;
}

/* Keeps the least distance of the place, the plane's origin, to an edge: a projection, clamped to
 * the edge's ends. */
static void keep_nearest(void *ctx, struct jk_xy a, struct jk_xy b)
{
    double *least = ctx;
    double dx = b.x - a.x, dy = b.y - a.y, len2 = dx * dx + dy * dy;
    double share = len2 > 0.0 ? -(a.x * dx + a.y * dy) / len2 : 0.0;

    share = fmin(1.0, fmax(0.0, share));
    *least = fmin(*least, hypot(a.x + share * dx, a.y + share * dy));
}

double jk_outline_border_m(const struct jk_outline *outline, struct jk_xyz place, double within_m)
{
    JK_ASSERT(outline->chunk_count > 0);
    JK_ASSERT(within_m >= 0.0);
    JK_ASSERT(isfinite(place.x + place.y + place.z));

    struct jk_plane plane = jk_plane_at(place);
    double least = INFINITY;

    if (jk_xyz_chord(outline->centre, place) > outline->radius_m + within_m)
        return INFINITY;
    for (uint32_t i = 0; i < outline->chunk_count; i++) {
        const struct jk_outline_chunk *c = &outline->chunks[i];

        if (jk_xyz_chord(c->centre, place) <= c->radius_m + within_m)
            each_edge(outline, c, &plane, keep_nearest, &least);
    }
    return least <= within_m ? least : INFINITY;
}

struct crossing {
    struct jk_xy from, way;
    double *shares;
    size_t count, cap;
};

/* The signed areas of the edge's ends against the way tell whether and where the way's line crosses
 * the edge; the projection of that place on the way is its share. */
static void keep_crossing(void *ctx, struct jk_xy a, struct jk_xy b)
{
    struct crossing *c = ctx;
    double side_a = c->way.x * (a.y - c->from.y) - c->way.y * (a.x - c->from.x);
    double side_b = c->way.x * (b.y - c->from.y) - c->way.y * (b.x - c->from.x);
    double len2 = c->way.x * c->way.x + c->way.y * c->way.y, on_edge, share;

    if ((side_a > 0) == (side_b > 0) || !(len2 > 0.0) || c->count == c->cap)
        return;
    on_edge = side_a / (side_a - side_b);
    share = ((a.x + on_edge * (b.x - a.x) - c->from.x) * c->way.x +
             (a.y + on_edge * (b.y - a.y) - c->from.y) * c->way.y) /
            len2;
    if (share > 0.0 && share < 1.0)
        c->shares[c->count++] = share;
}

static int compare_shares(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* The plane's middle is the way's: no crossing lies farther from it than half the way. */
size_t jk_outline_cross(const struct jk_outline *outline, struct jk_xyz a, struct jk_xyz b,
                        double *shares, size_t cap)
{
    JK_ASSERT(shares != NULL || cap == 0);
    JK_ASSERT(isfinite(a.x + a.y + a.z) && isfinite(b.x + b.y + b.z));

    struct jk_xyz middle = jk_xyz_middle(a, b);
    struct jk_plane plane = jk_plane_at(middle);
    struct crossing c = { .from = jk_plane_put(&plane, a), .shares = shares, .cap = cap };
    struct jk_xy to = jk_plane_put(&plane, b);

    if (jk_xyz_chord(outline->centre, middle) > outline->radius_m + jk_xyz_chord(a, b))
        return 0;
    c.way = (struct jk_xy){ to.x - c.from.x, to.y - c.from.y };
    for (uint32_t i = 0; i < outline->chunk_count; i++) {
        const struct jk_outline_chunk *chunk = &outline->chunks[i];

        if (jk_xyz_chord(chunk->centre, middle) <= chunk->radius_m + jk_xyz_chord(a, b))
            each_edge(outline, chunk, &plane, keep_crossing, &c);
    }
    qsort(shares, c.count, sizeof *shares, compare_shares);
    return c.count;
}
