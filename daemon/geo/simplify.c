/* Leaving corners out of a recorded way, with a bound on what that moves.
 *
 * One leg from corner i to corner j may stand for all between if every corner lies within the bound
 * of it and none lies farther back along it than the bound. Corners are enough: the distance to a
 * straight leg is convex, so between two corners it is nowhere larger than at the worse one. The
 * rule against going back keeps a way there and back from shrinking to a point. The stated error
 * adds three plane errors, because three lengths are taken from the plane: of the original legs, of
 * the leg drawn and between them.
 *
 * From each kept corner the step is doubled while it succeeds and then halved between the last
 * success and the failure. Success is not monotone in j, so this may stop short of the farthest
 * possible corner; it never accepts a leg it did not test. Where nothing can be merged the next
 * corner is kept, and the error is only that of rounding its drawn place. */
#include "jarak/geo/simplify.h"

#include <math.h>
#include "jarak/base/defend.h"
#include "jarak/geo/geodesic.h"
#include "jarak/geo/plane.h"

/* Two geodesics of at most 2,000 km whose ends are no farther than e apart are nowhere farther than
 * e / cos(half the angle) = 1.013 e apart. */
#define SPREAD 1.02

/* What every try asks again: geodesics and places on the ellipsoid cost more than the tries. */
struct jk_way_measured {
    const struct jk_xyz *line, *drawn;
    const double *shift_m; /* from each corner to where it is drawn */
    const double *leg_m;   /* from each corner to the next */
};

/* A way being simplified. */
struct walk {
    size_t count;
    const struct jk_xyz *line, *drawn;
    const double *shift_m, *leg_m; /* as measured */
    double within_m;
};

/* One straight leg on a plane, and what was found of the corners it stands for. */
struct leg {
    struct jk_plane plane;
    struct jk_xy from, to;
    double ex, ey; /* its direction; of a leg without length, any */
    double length_m;
    double reach_m2; /* of what was laid on the plane, from its centre; squared, as the next: a root
                      * of each corner would cost more than all else */
    double worst_m2; /* farthest corner from the leg */
    double along_m;  /* farthest along it so far */
};

static double squared(double x, double y)
{
    return x * x + y * y;
}

static struct leg lay_leg(const struct walk *w, size_t i, size_t j)
{
    struct leg leg = { .plane = jk_plane_at(jk_xyz_middle(w->drawn[i], w->drawn[j])) };

    leg.from = jk_plane_put(&leg.plane, w->drawn[i]);
    leg.to = jk_plane_put(&leg.plane, w->drawn[j]);
    leg.length_m = hypot(leg.to.x - leg.from.x, leg.to.y - leg.from.y);
    leg.ex = leg.length_m > 0.0 ? (leg.to.x - leg.from.x) / leg.length_m : 1.0;
    leg.ey = leg.length_m > 0.0 ? (leg.to.y - leg.from.y) / leg.length_m : 0.0;
    leg.reach_m2 = fmax(squared(leg.from.x, leg.from.y), squared(leg.to.x, leg.to.y));
    return leg;
}

/* Takes one more corner into account; false when it is too far from the leg, or too far back along
 * it. */
static bool add_corner(struct leg *leg, struct jk_xyz corner, double within_m)
{
    struct jk_xy p = jk_plane_put(&leg->plane, corner);
    double x = p.x - leg->from.x, y = p.y - leg->from.y;
    double along_m = fmin(fmax(x * leg->ex + y * leg->ey, 0.0), leg->length_m);

    leg->worst_m2 = fmax(leg->worst_m2, squared(x - along_m * leg->ex, y - along_m * leg->ey));
    leg->reach_m2 = fmax(leg->reach_m2, squared(p.x, p.y));
    leg->along_m = fmax(leg->along_m, along_m);
    return leg->worst_m2 <= within_m * within_m && along_m >= leg->along_m - within_m;
}

/* True when one leg from i to j can stand for all between. The plane is asked three times: for the
 * original legs, for the leg drawn, and for the distance between them. */
static bool can_merge(const struct walk *w, size_t i, size_t j, double *error_m)
{
    struct leg leg;

    if (!(jk_xyz_chord(w->drawn[i], w->drawn[j]) <= JK_MERGED_MAX_M))
        return false;
    leg = lay_leg(w, i, j);
    for (size_t k = i; k <= j; k++) {
        if (k < j && !(w->leg_m[k] <= JK_PIECE_MAX_M))
            return false;
        if (!add_corner(&leg, w->line[k], w->within_m))
            return false;
    }
    *error_m = sqrt(leg.worst_m2) + 3.0 * jk_plane_error_m(sqrt(leg.reach_m2));
    return *error_m <= w->within_m;
}

/* The farthest corner that may follow i: doubled until it fails, then halved. */
static size_t farthest(const struct walk *w, size_t i, double *error_m)
{
    size_t good = i + 1, bad = i + 2;
    double found_m;

    /* A leg that is kept whole moves only as far as rounding moved its ends. */
    *error_m = SPREAD * fmax(w->shift_m[i], w->shift_m[i + 1]);
    while (bad < w->count && can_merge(w, i, bad, &found_m)) {
        good = bad;
        *error_m = found_m;
        bad = i + 2 * (bad - i);
        if (bad >= w->count && good + 1 < w->count)
            bad = w->count - 1;
    }
    if (bad > w->count)
        bad = w->count;
    while (bad - good > 1) {
        size_t middle = good + (bad - good) / 2;

        if (can_merge(w, i, middle, &found_m)) {
            good = middle;
            *error_m = found_m;
        } else {
            bad = middle;
        }
    }
    return good;
}

const struct jk_way_measured *jk_way_measure(struct jk_arena *arena, const struct jk_way *way)
{
    JK_ASSERT(way->line != NULL && way->drawn != NULL && way->count >= 2);

    struct jk_way_measured *measured = jk_arena_take(arena, sizeof *measured);
    struct jk_xyz *line = jk_arena_array(arena, way->count, sizeof *line);
    struct jk_xyz *drawn = jk_arena_array(arena, way->count, sizeof *drawn);
    double *shift_m = jk_arena_array(arena, way->count, sizeof *shift_m);
    double *leg_m = jk_arena_array(arena, way->count, sizeof *leg_m);

    if (!measured || !line || !drawn || !shift_m || !leg_m)
        return NULL;
    for (size_t i = 0; i < way->count; i++) {
        line[i] = jk_xyz_of(way->line[i]);
        drawn[i] = jk_xyz_of(way->drawn[i]);
        shift_m[i] = jk_geodesic_distance(way->line[i], way->drawn[i]);
        if (i > 0)
            leg_m[i - 1] = jk_geodesic_distance(way->line[i - 1], way->line[i]);
    }
    *measured = (struct jk_way_measured){ line, drawn, shift_m, leg_m };
    return measured;
}

enum jk_status jk_way_simplify(struct jk_arena *arena, const struct jk_way *way, double within_m,
                               struct jk_simplified *out)
{
    JK_ASSERT(way->line != NULL && way->drawn != NULL && way->count >= 2);
    JK_ASSERT(within_m >= 0.0);

    size_t *kept = jk_arena_array(arena, way->count, sizeof *kept);
    const struct jk_way_measured *m = way->measured ? way->measured : jk_way_measure(arena, way);
    struct walk w = { .count = way->count, .within_m = within_m };

    if (!kept || !m)
        return JK_MEMORY;
    w.line = m->line;
    w.drawn = m->drawn;
    w.shift_m = m->shift_m;
    w.leg_m = m->leg_m;
    *out = (struct jk_simplified){ .kept = kept, .count = 1 };
    for (size_t i = 0; i + 1 < w.count;) {
        double error_m;

        i = farthest(&w, i, &error_m);
        kept[out->count++] = i;
        out->error_m = fmax(out->error_m, error_m);
    }
    return JK_OK;
}
