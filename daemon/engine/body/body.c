/* Reading a body: its nodes and pieces are unpacked one at a time, where they are looked at.
 *
 * Between the rings of an area lies no piece, though the nodes stand one behind the other. A disc
 * has no trace: its one node is the body's own origin. */
#include "jarak/engine/body.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/engine/body/rounding.h"
#include "jarak/geo/geodesic.h"
#include "jarak/base/defend.h"

/* True for a pair of nodes that stand one behind the other but belong to two rings. */
static bool is_ring_gap(const uint32_t *ring_end, uint32_t ring_count, uint32_t i)
{
    for (uint32_t r = 0; r + 1 < ring_count; r++) {
        if (ring_end[r] == i + 1)
            return true;
    }
    return false;
}

uint32_t jk_body_pieces(const struct jk_body *body)
{
    return body->trace ? body->trace->node_count - 1 : 1;
}

static struct jk_node take_node(const struct jk_body *body, uint32_t i)
{
    const struct jk_trace *t = body->trace;
    struct jk_node node = { body->origin, body->in_s, 0.0 };

    /* Steps and wide places are both from the origin; times are from the body's in_s. */
    if (t->steps) {
        node.at.x += t->steps[i].x * JK_GRAIN_M;
        node.at.y += t->steps[i].y * JK_GRAIN_M;
        node.at.z += t->steps[i].z * JK_GRAIN_M;
    } else {
        node.at.x += t->wide[i].x;
        node.at.y += t->wide[i].y;
        node.at.z += t->wide[i].z;
    }
    node.in_s += t->in_s ? t->in_s[i] : 0.0;
    node.out_s = node.in_s + (t->stay_s ? t->stay_s[i] : t->stay);
    return node;
}

/* A disc is a piece of no length and one interval: callers need no case for it. */
bool jk_body_piece(const struct jk_body *body, uint32_t i, struct jk_piece *out)
{
    JK_ASSERT_ALL(i < jk_body_pieces(body));

    struct jk_node a, b;

    if (!body->trace) {
        *out = (struct jk_piece){ body->origin, body->origin, body->in_s,
                                  body->in_s,   body->out_s,  body->out_s };
        return true;
    }
    if (is_ring_gap(body->trace->ring_end, body->trace->ring_count, i))
        return false;
    a = take_node(body, i);
    b = take_node(body, i + 1);
    *out = (struct jk_piece){ a.at, b.at, a.in_s, b.in_s, a.out_s, b.out_s };
    return true;
}

/* Even-odd rule on a plane at the place itself, where the plane is exact. */
bool jk_body_covers(const struct jk_body *body, struct jk_xyz place)
{
    JK_ASSERT(isfinite(place.x + place.y + place.z));

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

uint32_t jk_body_chunks(const struct jk_body *body)
{
    return body->trace ? body->trace->chunk_count : 1;
}

struct jk_chunk jk_body_chunk(const struct jk_body *body, uint32_t i)
{
    JK_ASSERT_ALL(i < jk_body_chunks(body));

    const struct jk_trace *t = body->trace;

    if (t)
        return (struct jk_chunk){ t->spheres[i], i + 1 < t->chunk_count ? t->spheres[i + 1].first
                                                                        : t->node_count - 1 };
    /* A disc's sphere is its centre; the slack holds what the floats round. */
    return (struct jk_chunk){ { .x = (float)body->origin.x,
                                .y = (float)body->origin.y,
                                .z = (float)body->origin.z,
                                .radius_m = (float)FLOAT_SLACK_M,
                                .out_s = engine_round_up(body->out_s - body->in_s) },
                              .end = 1 };
}

/* All pairs of spheres: a column has one for at most eight pieces, so they are few beside what a
 * judgement looks at. Spheres are rounded outwards, hence a lower bound. */
double jk_body_apart_m(const struct jk_body *a, const struct jk_body *b)
{
    double least = INFINITY;

    for (uint32_t i = 0; i < jk_body_chunks(a); i++) {
        const struct jk_sphere p = jk_body_chunk(a, i).sphere;

        for (uint32_t k = 0; k < jk_body_chunks(b); k++) {
            const struct jk_sphere q = jk_body_chunk(b, k).sphere;
            double dx = (double)p.x - (double)q.x, dy = (double)p.y - (double)q.y;
            double dz = (double)p.z - (double)q.z;

            least = fmin(least, sqrt(dx * dx + dy * dy + dz * dz) - (double)p.radius_m -
                                    (double)q.radius_m);
        }
    }
    return least;
}

uint32_t jk_body_nodes(const struct jk_body *body)
{
    return body->trace ? body->trace->node_count : 1;
}

struct jk_node jk_body_node(const struct jk_body *body, uint32_t i)
{
    JK_ASSERT(i < jk_body_nodes(body));
    return body->trace ? take_node(body, i)
                       : (struct jk_node){ body->origin, body->in_s, body->out_s };
}

void jk_body_be_certain(const struct jk_body *body, struct jk_body_certain *out)
{
    JK_ASSERT(body != NULL && out != NULL);
    out->body = *body;
    out->body.uncertainty_m = 0.0;
    out->body.factors[JK_EXTENT_WIDENED] = body->factors[JK_EXTENT_STATED];
    if (!body->trace)
        return;
    out->trace = *body->trace;
    out->trace.factors[JK_EXTENT_WIDENED] = body->trace->factors[JK_EXTENT_STATED];
    out->trace.print = NULL; /* a print is of what was made, not of how it is seen */
    out->body.trace = &out->trace;
}

static bool is_alike(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

bool jk_body_same(const struct jk_body *a, const struct jk_body *b)
{
    if (a->leg != b->leg || a->shape != b->shape || a->offset_s != b->offset_s ||
        a->key.mode != b->key.mode || !is_alike(a->key.from_s, b->key.from_s) ||
        !is_alike(a->in_s, b->in_s) || !is_alike(a->out_s, b->out_s) ||
        !is_alike(a->pad_m, b->pad_m) || !is_alike(a->uncertainty_m, b->uncertainty_m) ||
        !is_alike(a->origin.x, b->origin.x) || !is_alike(a->origin.y, b->origin.y) ||
        !is_alike(a->origin.z, b->origin.z) || !a->trace != !b->trace)
        return false;
    if (!a->trace)
        return memcmp(a->factors, b->factors, sizeof a->factors) == 0;
    return a->trace->print && b->trace->print &&
           memcmp(a->trace->print, b->trace->print, JK_BODY_PRINT) == 0;
}

void jk_body_free(struct jk_body *body)
{
    if (body && body->trace) {
        free(body->trace->factors[JK_EXTENT_STATED]);
        free(body->trace->print);
    }
    free(body);
}
