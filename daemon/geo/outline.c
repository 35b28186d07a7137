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

/* A way on a plane, and how near the edges must be. */
struct reaching {
    struct jk_xy from, way;
    double within_m;
    struct jk_ranges *out;
};

/* The shares of a line near an edge, as they are found: the set is convex, so two are all. */
struct found {
    double low, high;
};

static void note(struct found *f, double share)
{
    f->low = fmin(f->low, share);
    f->high = fmax(f->high, share);
}

/* Notes where the way's line is exactly within_m from a corner: the roots of |from + s way -
 * corner|^2 = within_m^2. */
static void note_corner(const struct reaching *r, struct jk_xy corner, struct found *f)
{
    double x = r->from.x - corner.x, y = r->from.y - corner.y;
    double len2 = r->way.x * r->way.x + r->way.y * r->way.y, half = x * r->way.x + y * r->way.y;
    double disc = half * half - len2 * (x * x + y * y - r->within_m * r->within_m);

    if (!(len2 > 0.0) || !(disc >= 0.0))
        return;
    note(f, (-half - sqrt(disc)) / len2);
    note(f, (-half + sqrt(disc)) / len2);
}

/* Notes where it is exactly within_m from the edge's line, beside the edge itself. */
static void note_sides(const struct reaching *r, struct jk_xy a, struct jk_xy b, struct found *f)
{
    double dx = b.x - a.x, dy = b.y - a.y, length = hypot(dx, dy);
    double off, turn;

    if (!(length > 0.0))
        return;
    off = (dx * (r->from.y - a.y) - dy * (r->from.x - a.x)) / length;
    turn = (dx * r->way.y - dy * r->way.x) / length;
    for (int side = -1; side <= 1; side += 2) {
        double share = (side * r->within_m - off) / turn, along;

        if (!isfinite(share))
            continue;
        along =
            (r->from.x + share * r->way.x - a.x) * dx + (r->from.y + share * r->way.y - a.y) * dy;
        if (along >= 0.0 && along <= length * length)
            note(f, share);
    }
}

/* What lies within reach of an edge is a convex body (a stadium), so the way is in it on one range
 * at most: between the least and the greatest of the shares at which its line crosses the two
 * sides and the two round ends. */
static void keep_reach(void *ctx, struct jk_xy a, struct jk_xy b)
{
    struct reaching *r = ctx;
    struct found f = { INFINITY, -INFINITY };

    if (r->way.x == 0.0 && r->way.y == 0.0) {
        struct jk_xy p = { a.x - r->from.x, a.y - r->from.y };
        struct jk_xy q = { b.x - r->from.x, b.y - r->from.y };
        double least = INFINITY;

        keep_nearest(&least, p, q);
        if (least <= r->within_m)
            jk_ranges_add(r->out, 0.0, 1.0);
        return;
    }
    note_corner(r, a, &f);
    note_corner(r, b, &f);
    note_sides(r, a, b, &f);
    f.low = fmax(f.low, 0.0);
    f.high = fmin(f.high, 1.0);
    if (f.low <= f.high)
        jk_ranges_add(r->out, f.low, f.high);
}

/* The plane's middle is the way's, so that an edge within reach lies near it. */
void jk_outline_reach(const struct jk_outline *outline, struct jk_xyz a, struct jk_xyz b,
                      double within_m, struct jk_ranges *out)
{
    JK_ASSERT(within_m > 0.0 && out != NULL);
    JK_ASSERT(isfinite(a.x + a.y + a.z) && isfinite(b.x + b.y + b.z));

    struct jk_xyz middle = jk_xyz_middle(a, b);
    struct jk_plane plane = jk_plane_at(middle);
    struct jk_xy from = jk_plane_put(&plane, a), to = jk_plane_put(&plane, b);
    struct reaching r = { from, { to.x - from.x, to.y - from.y }, within_m, out };
    double near_m = within_m + jk_xyz_chord(a, b);

    if (jk_xyz_chord(outline->centre, middle) > outline->radius_m + near_m)
        return;
    for (uint32_t i = 0; i < outline->chunk_count; i++) {
        const struct jk_outline_chunk *chunk = &outline->chunks[i];

        if (jk_xyz_chord(chunk->centre, middle) <= chunk->radius_m + near_m)
            each_edge(outline, chunk, &plane, keep_reach, &r);
    }
}
