#include "jarak/engine/body.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/engine/column.h"
#include "jarak/engine/zoned.h"
#include "jarak/geo/geodesic.h"

#define FLOAT_SLACK_M 0.5 /* rounding three coordinates of the earth's radius to floats: 0.43 m */

uint32_t jk_body_pieces(const struct jk_body *body)
{
    return body->node_count > 1 ? body->node_count - 1 : 1;
}

bool jk_body_piece(const struct jk_body *body, uint32_t i, struct jk_piece *out)
{
    const struct jk_node *a = &body->nodes[i];
    const struct jk_node *b = body->node_count > 1 ? a + 1 : a;

    for (uint32_t r = 0; r + 1 < body->ring_count; r++) {
        if (body->ring_end[r] == i + 1)
            return false;
    }
    *out = (struct jk_piece){ a->at, b->at, a->in_s, b->in_s, a->out_s, b->out_s };
    return true;
}

/* Even-odd rule on a plane at the place itself, where the plane is exact. */
bool jk_body_covers(const struct jk_body *body, struct jk_xyz place)
{
    struct jk_plane plane = jk_plane_at(place);
    struct jk_piece piece;
    bool inside = false;

    for (uint32_t i = 0; body->shape == JK_SHAPE_AREA && i < jk_body_pieces(body); i++) {
        struct jk_xy a, b;

        if (!jk_body_piece(body, i, &piece))
            continue;
        a = jk_plane_put(&plane, piece.a);
        b = jk_plane_put(&plane, piece.b);
        if ((a.y > 0) != (b.y > 0) && a.x - a.y * (b.x - a.x) / (b.y - a.y) > 0)
            inside = !inside;
    }
    return inside;
}

/* A sphere round pieces [first, first + count): the middle of their box, the farthest node. */
static struct jk_chunk wrap_pieces(const struct jk_body *body, uint32_t first, uint32_t count)
{
    const struct jk_node *node = body->nodes + first;
    uint32_t nodes = body->node_count > 1 ? count + 1 : 1;
    struct jk_xyz low = node->at, high = node->at, centre;
    struct jk_chunk chunk = {
        .first = first, .count = count, .in_s = node->in_s, .out_s = node->out_s
    };
    struct jk_point place;
    double radius = 0.0;

    for (uint32_t i = 0; i < nodes; i++) {
        low = (struct jk_xyz){ fmin(low.x, node[i].at.x), fmin(low.y, node[i].at.y),
                               fmin(low.z, node[i].at.z) };
        high = (struct jk_xyz){ fmax(high.x, node[i].at.x), fmax(high.y, node[i].at.y),
                                fmax(high.z, node[i].at.z) };
        chunk.in_s = fmin(chunk.in_s, node[i].in_s);
        chunk.out_s = fmax(chunk.out_s, node[i].out_s);
    }
    centre = jk_xyz_middle(low, high);
    for (uint32_t i = 0; i < nodes; i++)
        radius = fmax(radius, jk_xyz_chord(centre, node[i].at));
    /* Kept as floats, the centre moves by up to half a metre; the sphere must still hold all. */
    chunk.x = (float)centre.x;
    chunk.y = (float)centre.y;
    chunk.z = (float)centre.z;
    chunk.radius_m = (float)(radius + FLOAT_SLACK_M);
    place = jk_xyz_place(centre);
    chunk.lat_deg = (float)place.lat_deg;
    chunk.lon_deg = (float)place.lon_deg;
    return chunk;
}

/* How many pieces from `first` on go under one sphere. */
static uint32_t chunk_length(const struct jk_body *body, uint32_t first)
{
    uint32_t pieces = jk_body_pieces(body), n = 1;
    double span = 0.0;

    if (body->shape == JK_SHAPE_AREA)
        return pieces; /* one sphere over the whole: its inside counts too */
    for (; first + n < pieces && n < JK_CHUNK_PIECES; n++) {
        span += jk_xyz_chord(body->nodes[first + n - 1].at, body->nodes[first + n].at);
        if (span + jk_xyz_chord(body->nodes[first + n].at, body->nodes[first + n + 1].at) >
            JK_CHUNK_SPAN_M)
            break;
    }
    return n;
}

static bool make_chunks(struct jk_body *body)
{
    uint32_t pieces = jk_body_pieces(body), first;

    for (first = 0; first < pieces; first += chunk_length(body, first))
        body->chunk_count++;
    body->chunks = calloc(body->chunk_count, sizeof *body->chunks);
    if (!body->chunks)
        return false;
    first = 0;
    body->in_s = INFINITY;
    body->out_s = -INFINITY;
    for (uint32_t i = 0; i < body->chunk_count; i++) {
        uint32_t count = chunk_length(body, first);

        body->chunks[i] = wrap_pieces(body, first, count);
        body->in_s = fmin(body->in_s, body->chunks[i].in_s);
        body->out_s = fmax(body->out_s, body->chunks[i].out_s);
        first += count;
    }
    return true;
}

double jk_body_apart_m(const struct jk_body *a, const struct jk_body *b)
{
    double least = INFINITY;

    for (uint32_t i = 0; i < a->chunk_count; i++) {
        const struct jk_chunk *p = &a->chunks[i];

        for (uint32_t k = 0; k < b->chunk_count; k++) {
            const struct jk_chunk *q = &b->chunks[k];
            double dx = (double)p->x - (double)q->x, dy = (double)p->y - (double)q->y;
            double dz = (double)p->z - (double)q->z;

            least = fmin(least, sqrt(dx * dx + dy * dy + dz * dz) - (double)p->radius_m -
                                    (double)q->radius_m);
        }
    }
    return least;
}

static bool make_disc(struct jk_body *body, const struct jk_presence *p)
{
    body->nodes = calloc(1, sizeof *body->nodes);
    if (!body->nodes)
        return false;
    body->nodes[0] = (struct jk_node){ jk_xyz_of(p->shape.centre), p->from_s, p->to_s };
    body->node_count = 1;
    return true;
}

/* Straight pieces needed from a to b. */
static unsigned steps_between(struct jk_point a, struct jk_point b)
{
    return (unsigned)ceil(jk_route_length_m((struct jk_point[]){ a, b }, 2) / JK_PIECE_MAX_M);
}

static size_t count_area_nodes(const struct jk_shape *shape)
{
    size_t nodes = 0;

    for (size_t r = 0; r < shape->ring_count; r++) {
        const struct jk_ring *ring = &shape->rings[r];

        for (size_t i = 0; i < ring->count; i++)
            nodes += steps_between(ring->points[i], ring->points[(i + 1) % ring->count]);
        nodes++; /* back at the first corner */
    }
    return nodes;
}

static bool make_area(struct jk_body *body, const struct jk_presence *p)
{
    const struct jk_shape *shape = &p->shape;
    uint32_t *ring_end = calloc(shape->ring_count, sizeof *ring_end);
    struct jk_point cut[2 + (unsigned)(2 * JK_AREA_SPAN_MAX / JK_PIECE_MAX_M)];

    body->ring_end = ring_end;
    body->ring_count = (uint32_t)shape->ring_count;
    body->nodes = calloc(count_area_nodes(shape), sizeof *body->nodes);
    if (!ring_end || !body->nodes)
        return false;
    for (size_t r = 0; r < shape->ring_count; r++) {
        const struct jk_ring *ring = &shape->rings[r];
        uint32_t first = body->node_count;

        for (size_t i = 0; i < ring->count; i++) {
            struct jk_point a = ring->points[i], b = ring->points[(i + 1) % ring->count];
            unsigned steps = steps_between(a, b);

            jk_geodesic_cut(a, b, steps, cut);
            for (unsigned k = 0; k < steps; k++)
                body->nodes[body->node_count++] =
                    (struct jk_node){ jk_xyz_of(cut[k]), p->from_s, p->to_s };
        }
        body->nodes[body->node_count++] = body->nodes[first];
        ring_end[r] = body->node_count;
    }
    return true;
}

static bool make_nodes(struct jk_body *body, const struct jk_presence *p)
{
    switch (p->shape.kind) {
    case JK_SHAPE_AREA:
        return make_area(body, p);
    case JK_SHAPE_ROUTE:
        return jk_column_nodes(p, &body->nodes, &body->node_count);
    case JK_SHAPE_DISC:
    case JK_SHAPE_NONE:
        break;
    }
    return make_disc(body, p);
}

struct jk_body *jk_body_new(const struct jk_presence *presence)
{
    return jk_body_on(presence, NULL);
}

struct jk_body *jk_body_on(const struct jk_presence *presence, const struct jk_land *land)
{
    struct jk_body *body = calloc(1, sizeof *body);

    if (!body)
        return NULL;
    body->key = (struct jk_row_key){ presence->size, presence->mode, presence->from_s };
    body->leg = presence->leg;
    body->shape = presence->shape.kind;
    body->offset_s = presence->offset_s;
    body->pad_m = presence->pad_m;
    body->uncertainty_m = presence->uncertainty_m;
    if (!make_nodes(body, presence) || (land && land->zones.count && !jk_zoned_lay(body, land)) ||
        !make_chunks(body)) {
        jk_body_free(body);
        return NULL;
    }
    return body;
}

struct jk_node jk_body_node(const struct jk_body *body, uint32_t i)
{
    return body->nodes[i];
}

/* An array of our own; true where there is nothing to copy. */
static bool copy_array(void *to, const void *from, size_t count, size_t size)
{
    void *copy;

    if (!from || count == 0)
        return true;
    copy = calloc(count, size);
    if (copy)
        memcpy(copy, from, count * size);
    memcpy(to, &copy, sizeof copy);
    return copy != NULL;
}

struct jk_body *jk_body_restore(const struct jk_body_facts *facts)
{
    struct jk_body *body = calloc(1, sizeof *body);

    if (!body)
        return NULL;
    body->key = facts->key;
    body->leg = facts->leg;
    body->shape = facts->shape;
    body->offset_s = facts->offset_s;
    body->pad_m = facts->pad_m;
    body->uncertainty_m = facts->uncertainty_m;
    body->node_count = facts->node_count;
    body->ring_count = facts->ring_count;
    if (!copy_array(&body->nodes, facts->nodes, facts->node_count, sizeof *facts->nodes) ||
        !copy_array(&body->ring_end, facts->ring_end, facts->ring_count, sizeof *facts->ring_end) ||
        !copy_array(&body->factors, facts->factors, jk_body_pieces(body), sizeof *facts->factors) ||
        !make_chunks(body)) {
        jk_body_free(body);
        return NULL;
    }
    return body;
}

void jk_body_free(struct jk_body *body)
{
    if (!body)
        return;
    free((void *)(uintptr_t)body->ring_end);
    free(body->nodes);
    free(body->chunks);
    free(body->factors);
    free(body);
}
