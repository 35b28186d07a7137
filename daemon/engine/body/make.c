/* Making a body: a presence becomes nodes, nodes are packed behind the body in one allocation.
 *
 * A column is cut wherever t_in or t_out bends or jumps and at local midnights (convoy.h), an area
 * along its edges, and both at JK_PIECE_MAX_M, so that on a piece everything is linear. Places are
 * kept as whole steps of JK_GRAIN_M from the first node; what reaches farther than STEPS_MAX_M from
 * it is kept in doubles. Neighbouring pieces go under one sphere, whose bounds are rounded outwards
 * where they become floats: a sphere may be too large, never too small. */
#include "jarak/engine/body.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/engine/body/rounding.h"
#include "jarak/base/heap.h"
#include "jarak/engine/convoy.h"
#include "jarak/engine/risk_zones.h"
#include "jarak/geo/geodesic.h"
#include "jarak/base/civil.h"
#include "jarak/base/defend.h"
#include "jarak/base/digest.h"

#define STEPS_MAX_M 65000.0 /* farther from the origin than this a node does not fit in steps */

/* A sphere round pieces [first, end): the middle of their box, the farthest node. */
static struct jk_sphere wrap_pieces(const struct jk_node *nodes, double from_s, uint32_t first,
                                    uint32_t end)
{
    struct jk_xyz low = nodes[first].at, high = low, centre;
    double in_s = nodes[first].in_s, out_s = nodes[first].out_s, radius = 0.0;

    for (uint32_t i = first; i <= end; i++) {
        const struct jk_node *n = &nodes[i];

        low = (struct jk_xyz){ fmin(low.x, n->at.x), fmin(low.y, n->at.y), fmin(low.z, n->at.z) };
        high =
            (struct jk_xyz){ fmax(high.x, n->at.x), fmax(high.y, n->at.y), fmax(high.z, n->at.z) };
        in_s = fmin(in_s, n->in_s);
        out_s = fmax(out_s, n->out_s);
    }
    centre = jk_xyz_middle(low, high);
    for (uint32_t i = first; i <= end; i++)
        radius = fmax(radius, jk_xyz_chord(centre, nodes[i].at));
    /* Kept as floats, the centre moves by up to half a metre; the sphere must still hold all. */
    return (struct jk_sphere){ .x = (float)centre.x,
                               .y = (float)centre.y,
                               .z = (float)centre.z,
                               .radius_m = (float)(radius + FLOAT_SLACK_M),
                               .in_s = engine_round_down(in_s - from_s),
                               .out_s = engine_round_up(out_s - from_s),
                               .first = first };
}

/* One past the last piece that goes under one sphere with piece `first`. */
static uint32_t chunk_end(const struct jk_draft *d, uint32_t first)
{
    uint32_t pieces = d->node_count - 1, n = first + 1;
    double span = jk_xyz_chord(d->nodes[first].at, d->nodes[first + 1].at);

    if (d->ring_end)
        return pieces; /* one sphere over the whole of an area: its inside counts too */
    for (; n < pieces && n < first + JK_CHUNK_PIECES; n++) {
        span += jk_xyz_chord(d->nodes[n].at, d->nodes[n + 1].at);
        if (span > JK_CHUNK_SPAN_M)
            break;
    }
    return n;
}

/* Straight pieces needed from a to b: at least one, since a body with a trace has a piece. */
static unsigned steps_between(struct jk_point a, struct jk_point b)
{
    double length_m = jk_route_length_m((struct jk_point[]){ a, b }, 2);

    return (unsigned)fmax(1.0, ceil(length_m / JK_PIECE_MAX_M));
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

/* Lays the edges of all rings end to end, cut to pieces; each ring ends with its first node again,
 * so that ring_end tells where no piece is. */
static bool draft_area(const struct jk_presence *p, struct jk_draft *d)
{
    const struct jk_shape *shape = &p->shape;
    struct jk_point cut[2 + (unsigned)(2 * JK_AREA_SPAN_MAX / JK_PIECE_MAX_M)];

    d->ring_count = (uint32_t)shape->ring_count;
    d->ring_end = jk_heap_zeroed(shape->ring_count, sizeof *d->ring_end);
    d->nodes = jk_heap_zeroed(count_area_nodes(shape), sizeof *d->nodes);
    if (!d->ring_end || !d->nodes)
        return false;
    for (size_t r = 0; r < shape->ring_count; r++) {
        const struct jk_ring *ring = &shape->rings[r];
        uint32_t first = d->node_count;

        for (size_t i = 0; i < ring->count; i++) {
            struct jk_point a = ring->points[i], b = ring->points[(i + 1) % ring->count];
            unsigned steps = steps_between(a, b);

            jk_geodesic_cut(a, b, steps, cut);
            for (unsigned k = 0; k < steps; k++)
                d->nodes[d->node_count++] =
                    (struct jk_node){ jk_xyz_of(cut[k]), p->from_s, p->to_s };
        }
        d->nodes[d->node_count++] = d->nodes[first];
        d->ring_end[r] = d->node_count;
    }
    return true;
}

/* Which arrays a body needs: the smallest forms that hold its nodes are taken. */
struct plan {
    uint32_t chunks;
    bool wide, in, stay;
    double in_s, out_s;
    size_t bytes;
};

/* Bytes of the spheres, rounded up to eight: doubles lie behind them. */
static size_t sphere_bytes(uint32_t chunks)
{
    return (chunks * sizeof(struct jk_sphere) + 7) / 8 * 8;
}

static struct plan plan_trace(const struct jk_draft *d)
{
    const struct jk_node *n = d->nodes;
    struct plan plan = { .in_s = n->in_s, .out_s = n->out_s, .bytes = sizeof(struct jk_body) };
    size_t node = 0;

    for (uint32_t i = 0; i < d->node_count; i++) {
        plan.in_s = fmin(plan.in_s, n[i].in_s);
        plan.out_s = fmax(plan.out_s, n[i].out_s);
        plan.in = plan.in || n[i].in_s != n->in_s;
        plan.stay = plan.stay || n[i].out_s - n[i].in_s != n->out_s - n->in_s;
        plan.wide = plan.wide || jk_xyz_chord(n[i].at, n->at) > STEPS_MAX_M;
    }
    /* A column with one speed says how long it stays: rounding of the nodes must not make it seem
     * to vary. */
    plan.stay = plan.stay && d->stay_s == 0.0;
    for (uint32_t i = 0; i + 1 < d->node_count; i = chunk_end(d, i))
        plan.chunks++;
    node = (plan.wide ? sizeof(struct jk_xyz) : sizeof(struct jk_packed_xyz)) +
           (plan.in ? sizeof(double) : 0) + (plan.stay ? sizeof(double) : 0);
    plan.bytes += sizeof(struct jk_trace) + node * d->node_count + sphere_bytes(plan.chunks) +
                  d->ring_count * sizeof *d->ring_end;
    return plan;
}

/* Writes the nodes relative to the first one and to the body's in_s: small numbers keep their
 * precision. */
static void put_nodes(const struct jk_draft *d, double from_s, struct jk_xyz *wide,
                      struct jk_packed_xyz *steps, double *in_s, double *stay_s)
{
    for (uint32_t i = 0; i < d->node_count; i++) {
        const struct jk_node *n = &d->nodes[i];
        struct jk_xyz off = { n->at.x - d->nodes->at.x, n->at.y - d->nodes->at.y,
                              n->at.z - d->nodes->at.z };

        if (wide)
            wide[i] = off;
        else
            steps[i] = (struct jk_packed_xyz){ (int32_t)floor(off.x / JK_GRAIN_M + 0.5),
                                               (int32_t)floor(off.y / JK_GRAIN_M + 0.5),
                                               (int32_t)floor(off.z / JK_GRAIN_M + 0.5) };
        if (in_s)
            in_s[i] = n->in_s - from_s;
        if (stay_s)
            stay_s[i] = n->out_s - n->in_s;
    }
}

/* The arrays lie behind the trace: first the spheres, which every judgement reads, then what needs
 * eight bytes of alignment, then the rest. */
static void put_trace(struct jk_body *body, const struct jk_draft *d, const struct plan *plan)
{
    struct jk_trace *t = (struct jk_trace *)(body + 1);
    struct jk_sphere *spheres = (struct jk_sphere *)(t + 1);
    char *at = (char *)(t + 1) + sphere_bytes(plan->chunks);
    double *in_s = plan->in ? (double *)at : NULL;
    double *stay_s = plan->stay ? (double *)at + (plan->in ? d->node_count : 0) : NULL;
    struct jk_xyz *wide;
    uint32_t *ring_end;

    at += sizeof(double) * d->node_count * ((size_t)plan->in + plan->stay);
    wide = (struct jk_xyz *)at;
    at += plan->wide ? sizeof *wide * d->node_count : 0;
    ring_end = (uint32_t *)at;
    at += sizeof *ring_end * d->ring_count;
    put_nodes(d, plan->in_s, plan->wide ? wide : NULL, (struct jk_packed_xyz *)at, in_s, stay_s);
    for (uint32_t i = 0, first = 0; i < plan->chunks; i++, first = chunk_end(d, first))
        spheres[i] = wrap_pieces(d->nodes, plan->in_s, first, chunk_end(d, first));
    if (d->ring_count)
        memcpy(ring_end, d->ring_end, d->ring_count * sizeof *ring_end);
    *t = (struct jk_trace){ .node_count = d->node_count,
                            .chunk_count = plan->chunks,
                            .ring_count = d->ring_count,
                            .ring_end = d->ring_count ? ring_end : NULL,
                            .steps = plan->wide ? NULL : (struct jk_packed_xyz *)at,
                            .wide = plan->wide ? wide : NULL,
                            .in_s = in_s,
                            .stay_s = stay_s,
                            .stay = d->stay_s > 0.0 ? d->stay_s : d->nodes->out_s - d->nodes->in_s,
                            .spheres = spheres };
    body->trace = t;
    body->origin = d->nodes->at;
    body->in_s = plan->in_s;
    body->out_s = plan->out_s;
}

/* The body with all its nodes in one allocation; null when memory is out. */
static struct jk_body *pack_draft(const struct jk_draft *d)
{
    struct plan plan = plan_trace(d);
    struct jk_body *body = jk_heap_zeroed(1, plan.bytes);

    if (body)
        put_trace(body, d, &plan);
    return body;
}

static struct jk_body *make_disc(const struct jk_presence *p)
{
    struct jk_body *body = jk_heap_zeroed(1, sizeof *body);

    if (!body)
        return NULL;
    body->origin = jk_xyz_of(p->shape.centre);
    body->in_s = p->from_s;
    body->out_s = p->to_s;
    return body;
}

/* Drafts a column or an area and packs it; a column is cut at the borders of zones in between. */
static struct jk_body *make_traced(const struct jk_presence *p, const struct jk_land *land)
{
    struct jk_draft draft = { 0 };
    struct jk_body *body = NULL;
    bool route = p->shape.kind == JK_SHAPE_ROUTE;

    if ((route ? jk_column_nodes(p, &draft) : draft_area(p, &draft)) &&
        (!route || !land || jk_zoned_cut(&draft, p, land)))
        body = pack_draft(&draft);
    free(draft.nodes);
    free(draft.ring_end);
    return body;
}

/* Gives a body its factors: those of both extents in one allocation; null where all are one. */
static void keep_factors(struct jk_body *body, uint16_t *factors)
{
    uint32_t pieces = jk_body_pieces(body);

    for (uint32_t e = 0; factors && e < JK_EXTENT_END; e++) {
        if (body->trace)
            ((struct jk_trace *)(body + 1))->factors[e] = factors + e * pieces;
        else
            body->factors[e] = factors[e];
    }
    if (!body->trace)
        free(factors);
}

/* Finds the factors of a body whose nodes are packed. */
static bool lay_on(struct jk_body *body, const struct jk_land *land)
{
    uint16_t *factors;

    if (!jk_zoned_factors(body, land, &factors))
        return false;
    keep_factors(body, factors);
    return true;
}

struct jk_body *jk_body_new(const struct jk_presence *presence)
{
    return jk_body_on(presence, NULL);
}

struct jk_body *jk_body_on(const struct jk_presence *presence, const struct jk_land *land)
{
    JK_ASSERT(presence->shape.kind > JK_SHAPE_NONE && presence->shape.kind <= JK_SHAPE_ROUTE);
    JK_ASSERT(isfinite(presence->from_s) && presence->from_s < presence->to_s);
    JK_ASSERT(presence->pad_m >= 0.0 && presence->uncertainty_m >= 0.0);
    JK_ASSERT(presence->size < JK_SIZE_END && presence->leg < JK_LEG_END);
    JK_ASSERT(presence->shape.kind != JK_SHAPE_ROUTE || presence->column_m > 0.0);
    JK_ASSERT(presence->shape.kind != JK_SHAPE_ROUTE || presence->shape.point_count >= 2);
    JK_ASSERT(presence->shape.kind != JK_SHAPE_AREA || presence->shape.ring_count >= 1);

    bool disc = presence->shape.kind != JK_SHAPE_AREA && presence->shape.kind != JK_SHAPE_ROUTE;
    /* Without zones nothing is cut and nothing is asked. */
    bool zones = land && jk_risk_zones_raise(&land->zones);
    struct jk_body *body = disc ? make_disc(presence) : make_traced(presence, zones ? land : NULL);

    if (!body)
        return NULL;
    body->key = (struct jk_row_key){ presence->size, presence->mode, presence->from_s };
    body->leg = (uint8_t)presence->leg;
    body->shape = (uint8_t)presence->shape.kind;
    body->offset_s = presence->offset_s;
    body->pad_m = presence->pad_m;
    body->uncertainty_m = presence->uncertainty_m;
    body->factors[JK_EXTENT_STATED] = body->factors[JK_EXTENT_WIDENED] = JK_FACTOR_ONE;
    if (zones && !lay_on(body, land)) {
        jk_body_free(body);
        return NULL;
    }
    return body;
}

/* Factors of an evidence's body; true where there are none. */
static bool put_factors(struct jk_body *body, const uint16_t *const told[JK_EXTENT_END])
{
    uint32_t pieces = jk_body_pieces(body);
    uint16_t *factors;

    body->factors[JK_EXTENT_STATED] = body->factors[JK_EXTENT_WIDENED] = JK_FACTOR_ONE;
    if (!told[JK_EXTENT_STATED])
        return true;
    factors = jk_heap_zeroed(pieces, JK_EXTENT_END * sizeof *factors);
    if (!factors)
        return false;
    for (size_t e = 0; e < JK_EXTENT_END; e++)
        memcpy(factors + e * pieces, told[e], pieces * sizeof *factors);
    keep_factors(body, factors);
    return true;
}

/* Makes the places of a body again; a single node is a disc. */
static struct jk_body *restore_places(const struct jk_body_facts *facts)
{
    /* Borrowed: packing reads a draft and keeps nothing of it. */
    struct jk_draft draft = { .nodes = (struct jk_node *)(uintptr_t)facts->nodes,
                              .node_count = facts->node_count,
                              .ring_end =
                                  facts->ring_count ? (uint32_t *)(uintptr_t)facts->ring_end : NULL,
                              .ring_count = facts->ring_count };
    struct jk_body *body;

    if (facts->node_count > 1)
        return pack_draft(&draft);
    body = jk_heap_zeroed(1, sizeof *body);
    if (!body)
        return NULL;
    body->origin = facts->nodes->at;
    body->in_s = facts->nodes->in_s;
    body->out_s = facts->nodes->out_s;
    return body;
}

/* Packs evidence as a filing was packed: the same nodes give the same body, so a verifier judges
 * what was judged. */
struct jk_body *jk_body_restore(const struct jk_body_facts *facts)
{
    JK_ASSERT(facts->nodes != NULL && facts->node_count >= 1);
    JK_ASSERT(facts->pad_m >= 0.0 && facts->uncertainty_m >= 0.0);
    JK_ASSERT(facts->shape != JK_SHAPE_AREA || (facts->ring_end != NULL && facts->ring_count > 0));

    struct jk_body *body = restore_places(facts);

    if (!body)
        return NULL;
    body->key = facts->key;
    body->leg = (uint8_t)facts->leg;
    body->shape = (uint8_t)facts->shape;
    body->offset_s = facts->offset_s;
    body->pad_m = facts->pad_m;
    body->uncertainty_m = facts->uncertainty_m;
    if (!put_factors(body, facts->factors)) {
        jk_body_free(body);
        return NULL;
    }
    return body;
}

size_t jk_body_memory(const struct jk_body *body)
{
    const struct jk_trace *t = body->trace;
    size_t node = t ? (t->wide ? sizeof *t->wide : sizeof *t->steps) : 0;

    if (!t)
        return sizeof *body;
    node += (t->in_s ? sizeof *t->in_s : 0) + (t->stay_s ? sizeof *t->stay_s : 0);
    return sizeof *body + sizeof *t + t->node_count * node + sphere_bytes(t->chunk_count) +
           t->ring_count * sizeof *t->ring_end + (t->print ? JK_BODY_PRINT : 0) +
           (jk_body_zoned(body) ? jk_body_pieces(body) * JK_EXTENT_END * sizeof *t->factors[0] : 0);
}

/* The place in the copy of what lies behind the body in its allocation. */
static const void *moved(const void *at, uintptr_t from, const struct jk_body *to)
{
    return at ? (const char *)to + ((uintptr_t)at - from) : NULL;
}

/* The allocation was copied from elsewhere: its trace points into the copy from here on. */
static struct jk_trace *move_trace(struct jk_body *out, uintptr_t from)
{
    struct jk_trace *t = (struct jk_trace *)(out + 1);

    t->spheres = moved(t->spheres, from, out);
    t->in_s = moved(t->in_s, from, out);
    t->stay_s = moved(t->stay_s, from, out);
    t->steps = moved(t->steps, from, out);
    t->wide = moved(t->wide, from, out);
    t->ring_end = moved(t->ring_end, from, out);
    out->trace = t;
    return t;
}

/* Times of nodes are kept from the body's in_s on, and cut at local midnights: whole days change
 * neither, nor how a sum of whole seconds and a share of one is rounded. */
struct jk_body *jk_body_on_day(const struct jk_body *body, int32_t days)
{
    JK_ASSERT(body != NULL && !jk_body_zoned(body));

    const struct jk_trace *t = body->trace;
    size_t bytes = jk_body_memory(body) - (t && t->print ? JK_BODY_PRINT : 0);
    struct jk_body *out = jk_heap_take(bytes);

    if (!out)
        return NULL;
    memcpy(out, body, bytes);
    out->key.from_s += (double)days * JK_DAY_S;
    out->in_s += (double)days * JK_DAY_S;
    out->out_s += (double)days * JK_DAY_S;
    if (!t)
        return out;
    move_trace(out, (uintptr_t)body)->print = NULL;
    return out;
}

/* Bytes of a body's allocation, without what lies on the heap beside it. */
static size_t piece_bytes(const struct jk_body *body)
{
    const struct jk_trace *t = body->trace;
    size_t beside = t && t->print ? JK_BODY_PRINT : 0;

    if (t && t->factors[JK_EXTENT_STATED])
        beside += jk_body_pieces(body) * JK_EXTENT_END * sizeof *t->factors[0];
    return jk_body_memory(body) - beside;
}

void jk_body_write(const struct jk_body *body, struct jk_buf *out)
{
    const uint32_t bytes = (uint32_t)piece_bytes(body);
    const struct jk_trace *t = body->trace;

    jk_buf_add(out, &bytes, sizeof bytes);
    jk_buf_add(out, body, bytes);
    if (t && t->factors[JK_EXTENT_STATED])
        jk_buf_add(out, t->factors[JK_EXTENT_STATED],
                   jk_body_pieces(body) * JK_EXTENT_END * sizeof *t->factors[0]);
    if (t && t->print)
        jk_buf_add(out, t->print, JK_BODY_PRINT);
}

/* A copy of the next octets on the heap; null: there are not so many, or memory is out. */
static void *read_piece(struct jk_span *rest, size_t len)
{
    void *piece = len <= rest->len ? jk_heap_take(len) : NULL;

    if (!piece)
        return NULL;
    memcpy(piece, rest->at, len);
    *rest = (struct jk_span){ rest->at + len, rest->len - len };
    return piece;
}

/* What lay on the heap beside a trace. False: a part of it is missing; the body may be freed. */
static bool read_beside(struct jk_body *body, struct jk_trace *t, struct jk_span *rest)
{
    const bool zoned = t->factors[JK_EXTENT_STATED] != NULL, printed = t->print != NULL;
    const uint32_t pieces = jk_body_pieces(body);

    t->print = NULL;
    t->factors[JK_EXTENT_STATED] = t->factors[JK_EXTENT_WIDENED] = NULL;
    if (zoned) {
        uint16_t *factors = read_piece(rest, pieces * JK_EXTENT_END * sizeof *factors);

        if (!factors)
            return false;
        keep_factors(body, factors);
    }
    if (printed)
        t->print = read_piece(rest, JK_BODY_PRINT);
    return !printed || t->print;
}

struct jk_body *jk_body_read(struct jk_span *rest)
{
    uint32_t bytes;
    struct jk_body *body;

    if (rest->len < sizeof bytes)
        return NULL;
    memcpy(&bytes, rest->at, sizeof bytes);
    *rest = (struct jk_span){ rest->at + sizeof bytes, rest->len - sizeof bytes };
    body = bytes >= sizeof *body ? read_piece(rest, bytes) : NULL;
    if (body && body->trace) {
        /* The trace lies right behind the body, so where it lay says where that was. */
        uintptr_t from = (uintptr_t)body->trace - sizeof *body;

        if (!read_beside(body, move_trace(body, from), rest)) {
            jk_body_free(body);
            return NULL;
        }
    }
    return body;
}

/* All of a body but its nodes, with nothing between the members: padding would not be the same. */
struct plain_facts {
    double from_s, in_s, out_s, x, y, z, pad_m, uncertainty_m, stay_s;
    int64_t offset_s;
    uint32_t size, mode, leg, shape, factors[JK_EXTENT_END];
};

static struct jk_span array(const void *at, size_t count, size_t size)
{
    return at ? (struct jk_span){ at, count * size } : (struct jk_span){ "", 0 };
}

void jk_body_sign(struct jk_body *body)
{
    JK_ASSERT(body != NULL);

    struct jk_trace *t = body->trace ? (struct jk_trace *)(body + 1) : NULL;
    struct plain_facts facts = { .from_s = body->key.from_s,
                                 .in_s = body->in_s,
                                 .out_s = body->out_s,
                                 .x = body->origin.x,
                                 .y = body->origin.y,
                                 .z = body->origin.z,
                                 .pad_m = body->pad_m,
                                 .uncertainty_m = body->uncertainty_m,
                                 .stay_s = t ? t->stay : 0.0,
                                 .offset_s = body->offset_s,
                                 .size = body->key.size,
                                 .mode = body->key.mode,
                                 .leg = body->leg,
                                 .shape = body->shape,
                                 .factors = { body->factors[0], body->factors[1] } };
    static const uint8_t none[JK_DIGEST_LEN];
    uint8_t digest[JK_DIGEST_LEN];

    if (!t)
        return;
    const struct jk_span spans[] = {
        { (const char *)&facts, sizeof facts },
        array(t->ring_end, t->ring_count, sizeof *t->ring_end),
        array(t->steps, t->node_count, sizeof *t->steps),
        array(t->wide, t->node_count, sizeof *t->wide),
        array(t->in_s, t->node_count, sizeof *t->in_s),
        array(t->stay_s, t->node_count, sizeof *t->stay_s),
        array(t->factors[JK_EXTENT_STATED], jk_body_pieces(body), sizeof(uint16_t)),
        array(t->factors[JK_EXTENT_WIDENED], jk_body_pieces(body), sizeof(uint16_t)),
    };

    jk_sha256_list(spans, sizeof spans / sizeof *spans, digest);
    if (memcmp(digest, none, sizeof none) == 0)
        return; /* it could not be made */
    t->print = t->print ? t->print : jk_heap_take(JK_BODY_PRINT);
    if (t->print)
        memcpy(t->print, digest, JK_BODY_PRINT);
}
