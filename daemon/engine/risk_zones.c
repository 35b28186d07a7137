/* Laying a body on land with risk zones (SPEC 2.3).
 *
 * A route is cut where its centre line crosses the border of a zone. Behind the cut each piece lies
 * wholly on one side of every border, so the place in its middle tells the factor of all of it. A
 * disc and an area are one thing: the largest factor of any zone that touches them holds for the
 * whole. A zone touches an area by a corner, by a crossing of its border, or by lying wholly
 * inside, where no corner of the area is in the zone: factor_inside() is for that case.
 *
 * Days: a zone holds for a piece on the civil dates on which the piece is occupied. While start
 * times are searched the day is not known yet: jk_land then asks for zones that hold on any or on
 * every day of a span, and slots.c uses the two as an upper and a lower bound.
 *
 * Factors are kept only where one of them is above 1, so that a body off all zones costs nothing
 * more and takes the fast way (levels_fast.c). */
#include "jarak/engine/risk_zones.h"

#include <math.h>
#include <stdlib.h>
#include "jarak/base/civil.h"
#include "jarak/base/defend.h"
#include "jarak/engine/approach.h"

#define CUTS_MAX 64 /* borders crossed on one piece of at most 4 km; hairline zones have fewer */

static bool days_meet(const struct jk_risk_zone *zone, double first, double last)
{
    return first <= (double)zone->to_day && last >= (double)zone->from_day;
}

/* True when the zone holds on the days that count for the piece. */
static bool holds_for(const struct jk_risk_zone *zone, const struct jk_piece *piece,
                      int32_t offset_s, const struct jk_land *land)
{
    struct jk_piece span = {
        .in0 = land->from_s, .in1 = land->from_s, .out0 = land->to_s, .out1 = land->to_s
    };
    double first, last;

    if (land->days == JK_ZONE_DAYS_OWN) {
        jk_piece_days(piece, offset_s, &first, &last);
        return days_meet(zone, first, last);
    }
    jk_piece_days(&span, offset_s, &first, &last);
    if (land->days == JK_ZONE_DAYS_ANY)
        return days_meet(zone, first, last);
    return first >= (double)zone->from_day && last <= (double)zone->to_day;
}

static int compare_shares(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* Lists the shares at which a piece crosses the borders of zones, ascending. */
static size_t list_cuts(const struct jk_piece *piece, const struct jk_land *land,
                        double shares[CUTS_MAX])
{
    size_t count = 0;

    for (size_t i = 0; i < land->zones.count && count < CUTS_MAX; i++)
        count += jk_risk_zone_cross(&land->zones.at[i], piece->a, piece->b, shares + count,
                                    CUTS_MAX - count);
    qsort(shares, count, sizeof *shares, compare_shares);
    return count;
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

/* Gives the route one more node at each border; times are linear on a piece, so they are
 * interpolated. */
bool jk_zoned_cut(struct jk_draft *draft, const struct jk_land *land)
{
    JK_ASSERT(draft->nodes != NULL && draft->node_count >= 1);

    uint32_t cap = 2 * draft->node_count, count = 0;
    struct jk_node *nodes = malloc(cap * sizeof *nodes);
    double shares[CUTS_MAX];

    for (uint32_t i = 0; nodes && i + 1 < draft->node_count; i++) {
        struct jk_piece piece = piece_from(&draft->nodes[i], &draft->nodes[i + 1]);
        size_t cuts = list_cuts(&piece, land, shares);

        /* Room for this piece's cuts, its first node and the route's last. */
        if (count + cuts + 2 > cap) {
            struct jk_node *grown;

            cap = 2 * cap + CUTS_MAX;
            grown = realloc(nodes, cap * sizeof *nodes);
            if (!grown)
                free(nodes);
            nodes = grown;
            if (!nodes)
                return false;
        }
        nodes[count++] = draft->nodes[i];
        for (size_t k = 0; k < cuts; k++)
            nodes[count++] = node_at(&piece, shares[k]);
    }
    if (!nodes)
        return false;
    nodes[count++] = draft->nodes[draft->node_count - 1];
    free(draft->nodes);
    draft->nodes = nodes;
    draft->node_count = count;
    return true;
}

/* The largest factor of the zones that a place of a piece touches, widened by pad_m. */
static float factor_at(const struct jk_body *body, const struct jk_piece *piece,
                       struct jk_xyz place, double pad_m, const struct jk_land *land)
{
    float most = 1.0F;

    for (size_t i = 0; i < land->zones.count; i++) {
        const struct jk_risk_zone *zone = &land->zones.at[i];

        if ((float)zone->factor > most && holds_for(zone, piece, body->offset_s, land) &&
            jk_risk_zone_touches(zone, place, pad_m))
            most = (float)zone->factor;
    }
    return most;
}

/* A zone that lies wholly inside an area touches it, though no corner of the area is in the zone.
 */
static float factor_inside(const struct jk_body *body, const struct jk_piece *piece,
                           const struct jk_land *land)
{
    float most = 1.0F;

    for (size_t i = 0; i < land->zones.count; i++) {
        const struct jk_risk_zone *zone = &land->zones.at[i];
        struct jk_xyz place = zone->is_disc ? zone->centre : zone->outline.nodes[0];

        if ((float)zone->factor > most && holds_for(zone, piece, body->offset_s, land) &&
            jk_body_covers(body, place))
            most = (float)zone->factor;
    }
    return most;
}

/* An area is one thing: any corner, border or inside that touches counts for all of it. */
static float factor_of_area(const struct jk_body *body, const struct jk_land *land)
{
    struct jk_piece piece;
    double shares[CUTS_MAX];
    float most;

    jk_body_piece(body, 0, &piece);
    most = factor_inside(body, &piece, land);
    for (uint32_t i = 0; i < jk_body_pieces(body); i++) {
        if (!jk_body_piece(body, i, &piece))
            continue;
        most = fmaxf(most, factor_at(body, &piece, piece.a, 0.0, land));
        /* A crossing lies on the border but for rounding: within a centimetre it touches. */
        for (size_t k = list_cuts(&piece, land, shares); k-- > 0;)
            most = fmaxf(most, factor_at(body, &piece, jk_xyz_between(piece.a, piece.b, shares[k]),
                                         0.01, land));
    }
    return most;
}

/* A route asks for each piece at its middle, a disc once with its radius, an area once as a whole.
 * Where no factor is above 1 nothing is kept. */
bool jk_zoned_factors(const struct jk_body *body, const struct jk_land *land, float **factors)
{
    JK_ASSERT(land->zones.count > 0 && factors != NULL);

    uint32_t pieces = jk_body_pieces(body);
    float *found = calloc(pieces, sizeof *found);
    bool any = false;
    struct jk_piece piece;
    float whole = 1.0F;

    *factors = NULL;
    if (!found)
        return false;
    if (body->shape == JK_SHAPE_AREA)
        whole = factor_of_area(body, land);
    for (uint32_t i = 0; i < pieces; i++) {
        bool moves = body->shape == JK_SHAPE_ROUTE;

        found[i] = whole;
        if (body->shape != JK_SHAPE_AREA && jk_body_piece(body, i, &piece))
            found[i] = factor_at(body, &piece, jk_xyz_middle(piece.a, piece.b),
                                 moves ? 0.0 : body->pad_m, land);
        any = any || found[i] > 1.0F;
    }
    if (any)
        *factors = found;
    else
        free(found);
    return true;
}

double jk_body_factor(const struct jk_body *body, uint32_t piece)
{
    JK_ASSERT_ALL(piece < jk_body_pieces(body));
    if (body->trace)
        return body->trace->factors ? (double)body->trace->factors[piece] : 1.0;
    return (double)body->factor;
}

/* Inserts a factor into an ascending list without doubles. */
static size_t note_factor(double factors[JK_FACTORS_MAX], size_t count, double factor)
{
    size_t i = 0, k;

    while (i < count && factors[i] < factor)
        i++;
    if ((i < count && factors[i] == factor) || count == JK_FACTORS_MAX)
        return count;
    for (k = count; k > i; k--)
        factors[k] = factors[k - 1];
    factors[i] = factor;
    return count + 1;
}

bool jk_body_zoned(const struct jk_body *body)
{
    return body->trace ? body->trace->factors != NULL : body->factor != 1.0F;
}

size_t jk_body_factors(const struct jk_body *a, const struct jk_body *b,
                       double factors[JK_FACTORS_MAX])
{
    const struct jk_body *bodies[] = { a, b };
    size_t count = 0;

    for (int side = 0; side < 2; side++) {
        for (uint32_t i = 0; jk_body_zoned(bodies[side]) && i < jk_body_pieces(bodies[side]); i++)
            count = note_factor(factors, count, jk_body_factor(bodies[side], i));
    }
    /* A body off all zones has factor 1: with it pairs of factor 1 exist too. */
    if (!jk_body_zoned(a) || !jk_body_zoned(b))
        count = note_factor(factors, count, 1.0);
    return count;
}
