/* Laying a body on land with risk zones (SPEC 2.3).
 *
 * A body touches a zone as it is judged: as stated with its radius or half-width, and widened by
 * its uncertainty besides. These are two extents with a factor each, the second never the smaller.
 *
 * A route is cut where either extent begins or ceases to touch a zone, at as many places as there
 * are. Behind the cut each piece touches all along or nowhere, so its middle tells for all of it. A
 * disc and an area are one thing: the largest factor of any zone that touches them holds for the
 * whole. A zone touches an area by a corner, by its border, or by lying wholly inside, where no
 * corner of the area is in the zone: factor_inside() is for that case.
 *
 * Days: a zone holds for a piece on the civil dates on which the piece is occupied. While start
 * times are searched the day is not known yet: jk_land then asks for zones that hold on any or on
 * every day of a span, and slots/land.c uses the two as an upper and a lower bound.
 *
 * Factors are kept only where one of them is above one, so that a body off all zones costs nothing
 * more and takes the fast way (levels_fast.c). */
#include "jarak/engine/risk_zones.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/base/civil.h"
#include "jarak/base/defend.h"
#include "jarak/base/heap.h"
#include "jarak/engine/approach.h"

#define SAME_SHARE 1e-7 /* cuts closer than this on a piece are one: 0.4 mm at most */

static bool days_meet(const struct jk_risk_zone *zone, double first, double last)
{
    return first <= (double)zone->to_day && last >= (double)zone->from_day;
}

/* True when the zone holds on the days that count for the piece. */
static bool holds_for(const struct jk_risk_zone *zone, const struct jk_piece *piece,
                      int32_t offset_s, const struct jk_land *land)
{
    struct jk_piece span = *piece;
    double first, last;

    if (land->days == JK_ZONE_DAYS_OWN) {
        jk_piece_days(piece, offset_s, &first, &last);
        return days_meet(zone, first, last);
    }
    /* The piece shifted to any start of the span is within this one; jk_piece_days() looks at the
     * middle of what moves, so the middle is put to the ends. */
    span.in0 = span.in1 = fmin(piece->in0, piece->in1) + land->from_s;
    span.out0 = span.out1 = fmax(piece->out0, piece->out1) + land->to_s;
    jk_piece_days(&span, offset_s, &first, &last);
    if (land->days == JK_ZONE_DAYS_ANY)
        return days_meet(zone, first, last);
    return first >= (double)zone->from_day && last <= (double)zone->to_day;
}

/* How far a body reaches from its centre line. */
static double reach_m(double pad_m, double uncertainty_m, enum jk_extent extent)
{
    return pad_m + (extent == JK_EXTENT_WIDENED ? uncertainty_m : 0.0);
}

/* Finds the shares at which either extent of a column begins or ceases to touch a zone. */
static void find_cuts(const struct jk_piece *piece, const struct jk_presence *presence,
                      const struct jk_land *land, struct jk_cuts *cuts)
{
    int extents = presence->uncertainty_m > 0.0 ? JK_EXTENT_END : JK_EXTENT_WIDENED;

    cuts->count = 0;
    for (size_t i = 0; i < land->zones.count; i++) {
        if (land->zones.at[i].factor == JK_FACTOR_ONE)
            continue; /* it is drawn and named, and judged as the land around it */
        for (int e = 0; e < extents; e++)
            jk_risk_zone_cut(&land->zones.at[i], piece->a, piece->b,
                             reach_m(presence->pad_m, presence->uncertainty_m, (enum jk_extent)e),
                             cuts);
    }
    jk_cuts_sort(cuts, SAME_SHARE);
}

static struct jk_node node_at(const struct jk_piece *p, double share)
{
    return (struct jk_node){ jk_xyz_between(p->a, p->b, share), p->in0 + share * (p->in1 - p->in0),
                             p->out0 + share * (p->out1 - p->out0) };
}

static struct jk_piece piece_from(const struct jk_node *a, const struct jk_node *b)
{
    return (struct jk_piece){ a->at, b->at, a->in_s, b->in_s, a->out_s, b->out_s };
}

/* Nodes on the way to become a route's. */
struct laying {
    struct jk_node *nodes;
    size_t count, cap;
    bool failed;
};

static void lay(struct laying *l, struct jk_node node)
{
    if (jk_grow(&l->nodes, l->count, &l->cap, sizeof *l->nodes))
        l->nodes[l->count++] = node;
    else
        l->failed = true;
}

/* Gives the route one more node at each cut; times are linear on a piece, so they are interpolated.
 */
bool jk_zoned_cut(struct jk_draft *draft, const struct jk_presence *presence,
                  const struct jk_land *land)
{
    JK_ASSERT(draft->nodes != NULL && draft->node_count >= 1);

    struct laying l = { .nodes = NULL };
    struct jk_cuts cuts = { .at = NULL };

    for (uint32_t i = 0; i + 1 < draft->node_count; i++) {
        struct jk_piece piece = piece_from(&draft->nodes[i], &draft->nodes[i + 1]);

        find_cuts(&piece, presence, land, &cuts);
        lay(&l, draft->nodes[i]);
        for (size_t k = 0; k < cuts.count; k++)
            lay(&l, node_at(&piece, cuts.at[k]));
    }
    lay(&l, draft->nodes[draft->node_count - 1]);
    l.failed = l.failed || cuts.failed;
    jk_cuts_clear(&cuts);
    if (l.failed) {
        free(l.nodes);
        return false;
    }
    free(draft->nodes);
    draft->nodes = l.nodes;
    draft->node_count = (uint32_t)l.count;
    return true;
}

/* The largest factor of the zones that a body round a place of a piece touches. */
static uint16_t factor_at(const struct jk_body *body, const struct jk_piece *piece,
                          struct jk_xyz place, double pad_m, const struct jk_land *land)
{
    uint16_t most = JK_FACTOR_ONE;

    for (size_t i = 0; i < land->zones.count; i++) {
        const struct jk_risk_zone *zone = &land->zones.at[i];

        if (zone->factor > most && holds_for(zone, piece, body->offset_s, land) &&
            jk_risk_zone_touches(zone, place, pad_m))
            most = zone->factor;
    }
    return most;
}

/* True when an area touches a zone by an edge, or holds it whole: then no corner of the area is in
 * the zone, and some place of the zone is in the area. */
static bool area_touches(const struct jk_body *body, const struct jk_risk_zone *zone, double pad_m)
{
    struct jk_cuts cuts = { .at = NULL };
    struct jk_piece piece;
    bool touches = jk_body_covers(body, zone->is_disc ? zone->centre : zone->outline.nodes[0]);

    for (uint32_t i = 0; i < jk_body_pieces(body) && !touches; i++) {
        if (jk_body_piece(body, i, &piece))
            touches = jk_risk_zone_touches(zone, piece.a, pad_m) ||
                      jk_risk_zone_cut(zone, piece.a, piece.b, pad_m, &cuts) || cuts.failed;
    }
    jk_cuts_clear(&cuts);
    return touches;
}

/* An area is one thing: any corner, border or inside that touches counts for all of it. */
static uint16_t factor_of_area(const struct jk_body *body, double pad_m, const struct jk_land *land)
{
    uint16_t most = JK_FACTOR_ONE;
    struct jk_piece piece;

    jk_body_piece(body, 0, &piece);
    for (size_t i = 0; i < land->zones.count; i++) {
        const struct jk_risk_zone *zone = &land->zones.at[i];

        if (zone->factor > most && holds_for(zone, &piece, body->offset_s, land) &&
            area_touches(body, zone, pad_m))
            most = zone->factor;
    }
    return most;
}

/* Writes the factors of one extent. @return true when any is above one */
static bool put_factors(const struct jk_body *body, double pad_m, const struct jk_land *land,
                        uint16_t *factors)
{
    bool area = body->shape == JK_SHAPE_AREA, any = false;
    uint16_t whole = area ? factor_of_area(body, pad_m, land) : JK_FACTOR_ONE;
    struct jk_piece piece;

    for (uint32_t i = 0; i < jk_body_pieces(body); i++) {
        factors[i] = whole;
        if (!area && jk_body_piece(body, i, &piece))
            factors[i] = factor_at(body, &piece, jk_xyz_middle(piece.a, piece.b), pad_m, land);
        any = any || factors[i] > JK_FACTOR_ONE;
    }
    return any;
}

/* Where no factor is above one nothing is kept. */
bool jk_zoned_factors(const struct jk_body *body, const struct jk_land *land, uint16_t **factors)
{
    JK_ASSERT(land->zones.count > 0 && factors != NULL);

    uint32_t pieces = jk_body_pieces(body);
    uint16_t *found = jk_heap_zeroed(pieces, JK_EXTENT_END * sizeof *found);
    const uint64_t refusals = jk_heap_refusals();
    bool any = false;

    *factors = NULL;
    if (!found)
        return false;
    for (int e = 0; e < JK_EXTENT_END; e++)
        any = put_factors(body, reach_m(body->pad_m, body->uncertainty_m, (enum jk_extent)e), land,
                          found + (size_t)e * pieces) ||
              any;
    if (any && jk_heap_refusals() == refusals)
        *factors = found;
    else
        free(found);
    return jk_heap_refusals() == refusals;
}

uint16_t jk_body_factor(const struct jk_body *body, uint32_t piece, enum jk_extent extent)
{
    JK_ASSERT_ALL(piece < jk_body_pieces(body) && extent < JK_EXTENT_END);
    if (body->trace)
        return body->trace->factors[extent] ? body->trace->factors[extent][piece] : JK_FACTOR_ONE;
    return body->factors[extent];
}

/* Inserts a factor into an ascending list without doubles. */
static size_t note_factor(uint16_t factors[JK_FACTORS_MAX], size_t count, uint16_t factor)
{
    size_t i = 0;

    while (i < count && factors[i] < factor)
        i++;
    if (i < count && factors[i] == factor)
        return count;
    /* The pack has at most JK_ZONE_FACTORS, and a certificate's reader refuses more. */
    JK_ASSERT(count < JK_FACTORS_MAX);
    memmove(factors + i + 1, factors + i, (count - i) * sizeof *factors);
    factors[i] = factor;
    return count + 1;
}

bool jk_body_zoned(const struct jk_body *body)
{
    return body->trace ? body->trace->factors[JK_EXTENT_STATED] != NULL
                       : body->factors[JK_EXTENT_WIDENED] != JK_FACTOR_ONE;
}

size_t jk_body_factors(const struct jk_body *a, const struct jk_body *b, enum jk_extent extent,
                       uint16_t factors[JK_FACTORS_MAX])
{
    const struct jk_body *bodies[] = { a, b };
    size_t count = 0;

    for (int side = 0; side < 2; side++) {
        for (uint32_t i = 0; jk_body_zoned(bodies[side]) && i < jk_body_pieces(bodies[side]); i++)
            count = note_factor(factors, count, jk_body_factor(bodies[side], i, extent));
    }
    /* A body off all zones has factor one: with it pairs of factor one exist too. */
    if (!jk_body_zoned(a) || !jk_body_zoned(b))
        count = note_factor(factors, count, JK_FACTOR_ONE);
    return count;
}
