/* pair_gap.c on pieces laid in metres: numbers from pencil and paper, then random pairs held
 * between bounds that a grid of shares proves.
 *
 * The reference cuts the unit square into cells. Places and margins of time are affine in the
 * shares, so a corner of a cell that meets in time is a witness (the answer is at most that), and a
 * cell can only hold a place that meets in time if each margin is positive at one of its corners
 * (the answer is at least the distance of its middle less half of both extents). Nothing of the
 * engine but the plane it is laid on is shared with it. */
#include <criterion/criterion.h>
#include "jarak/engine/pair_gap.h"
#include "jarak/geo/geodesic.h"
#include "tests/support/sides.h"

#define GRID    48
#define PLACE_M 1e-3 /* the plane's stretch moves a place 2.5 km out by less than 0.1 mm */

/* A piece in metres east and north of the plane's centre. */
struct laid {
    double x0, y0, x1, y1, in0, in1, out0, out1;
};

static struct jk_plane field(void)
{
    jk_geodesic_init();
    return jk_plane_at(jk_xyz_of((struct jk_point){ 0.5, 117.5 }));
}

static struct jk_xyz put(const struct jk_plane *p, double x, double y)
{
    return (struct jk_xyz){ p->origin.x + x * p->east.x + y * p->north.x,
                            p->origin.y + x * p->east.y + y * p->north.y,
                            p->origin.z + x * p->east.z + y * p->north.z };
}

static struct jk_piece lay(const struct jk_plane *p, const struct laid *l)
{
    return (struct jk_piece){
        put(p, l->x0, l->y0), put(p, l->x1, l->y1), l->in0, l->in1, l->out0, l->out1
    };
}

static bool region_of(const struct laid *a, const struct laid *b, double tau_s,
                      struct jk_shares *region)
{
    struct jk_plane plane = field();
    struct jk_piece pa = lay(&plane, a), pb = lay(&plane, b);

    return jk_pair_gap_region(&pa, &pb, tau_s, &plane, region);
}

/* The least distance; -1 where they never meet in time. */
static double gap_of(const struct laid *a, const struct laid *b, double tau_s)
{
    struct jk_shares region;

    return region_of(a, b, tau_s, &region) ? jk_shares_gap(&region, NULL, NULL) : -1.0;
}

/* 2 km at 10 m/s, `stay` seconds past each place, leaving at `from`. */
static struct laid drive(double x0, double y0, double x1, double y1, double from, double stay)
{
    return (struct laid){ x0, y0, x1, y1, from, from + 200.0, from + stay, from + stay + 200.0 };
}

static struct laid stand(double x, double y, double from, double to)
{
    return (struct laid){ x, y, x, y, from, from, to, to };
}

/* One drives east, one north, both through the middle. Places s and r before their middles meet in
 * time iff |s - r - 10 delay| < 10 (stay + tau), so the gap is that line's distance from (0, 0). */
Test(pair_gap, crossing_roads_are_as_far_apart_as_the_later_is_late)
{
    static const struct {
        double delay_s, stay_s, tau_s, late_s;
    } cases[] = {
        { 0, 10, 0, 0 },          /* both in the middle at one time */
        { 10, 10, 0, 0 },         /* the middle is left as it is reached, its neighbours overlap */
        { 20, 10, 0, 10 },        /* ten seconds too late for any */
        { -20, 10, 0, 10 },       /* and ten too early */
        { 20, 10, 9.999, 0.001 }, /* just short of it */
        { 20, 10, 10, 0 },        { 20, 10, 10.001, 0 }, { 90, 10, 30, 50 },
        { 30, 1e-5, 0, 30 }, /* both pass in an instant: the strip is its middle */
        { 0, 1e-5, 0, 0 },        { 30, 1e-5, 30, 0 },   { 199, 10, 0, 189 },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct laid a = drive(-1000, 0, 1000, 0, 0, cases[i].stay_s);
        struct laid b = drive(0, -1000, 0, 1000, cases[i].delay_s, cases[i].stay_s);
        double want = 10.0 * cases[i].late_s / sqrt(2.0), gap = gap_of(&a, &b, cases[i].tau_s);

        cr_assert(fabs(gap - want) < PLACE_M, "case %zu: %.4f, expected %.4f", i, gap, want);
        gap = gap_of(&b, &a, cases[i].tau_s);
        cr_assert(fabs(gap - want) < PLACE_M, "case %zu mirrored: %.4f", i, gap);
    }
}

/* Side by side, 50 m apart: following at one speed each is 10 m behind for each second late. */
Test(pair_gap, parallel_roads_keep_their_side_and_add_what_is_late)
{
    static const struct {
        double delay_s, tau_s, behind_m;
    } cases[] = { { 0, 0, 0 },   { 10, 0, 0 },    { 15, 0, 50 },   { 22, 0, 120 },    { 22, 7, 50 },
                  { 22, 12, 0 }, { -22, 0, 120 }, { 22, 11.9, 1 }, { 209.9, 0, 1999 } };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct laid a = drive(-1000, 0, 1000, 0, 0, 10);
        struct laid b = drive(-1000, 50, 1000, 50, cases[i].delay_s, 10);
        double want = hypot(50, cases[i].behind_m), gap = gap_of(&a, &b, cases[i].tau_s);

        cr_assert(fabs(gap - want) < PLACE_M, "case %zu: %.4f, expected %.4f", i, gap, want);
    }
}

/* Against each other they pass somewhere; where depends on the delay, that they do does not. */
Test(pair_gap, who_drives_against_the_other_passes_it)
{
    double x, y;

    for (double delay = -199.0; delay <= 199.0; delay += 19.9) {
        struct laid a = drive(-1000, 0, 1000, 0, 0, 1e-5);
        struct laid b = drive(1000, 20, -1000, 20, delay, 1e-5);
        struct jk_shares region;

        cr_assert(region_of(&a, &b, 0.0, &region), "delay %g", delay);
        cr_assert(fabs(jk_shares_gap(&region, &x, &y) - 20.0) < PLACE_M, "delay %g", delay);
        /* a is at x after 200 x seconds, b at 1 - x: 200 x = delay + 200 (1 - x). */
        cr_assert(fabs(x - (0.5 + delay / 400.0)) < 1e-5 && fabs(x + y - 1.0) < 1e-5, "delay %g",
                  delay);
    }
}

Test(pair_gap, what_stands_is_passed_at_its_side_or_missed_by_time)
{
    static const struct {
        double from_s, to_s, tau_s, along_m;
    } cases[] = {
        { 0, 300, 0, 0 },                          /* there all the time */
        { 150, 160, 0, 400 },                      /* comes when the column's end is 400 m on */
        { 150, 160, 15, 250 },                     /* each second of tolerance is 10 m */
        { 150, 160, 40, 0 },   { 40, 50, 0, 500 }, /* left when the head was 500 m short */
        { 40, 50, 49, 10 },    { 40, 50, 50, 0 },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct laid a = drive(-1000, 0, 1000, 0, 0, 10);
        struct laid b = stand(0, 30, cases[i].from_s, cases[i].to_s);
        double want = hypot(30, cases[i].along_m);

        cr_assert(fabs(gap_of(&a, &b, cases[i].tau_s) - want) < PLACE_M, "case %zu", i);
        cr_assert(fabs(gap_of(&b, &a, cases[i].tau_s) - want) < PLACE_M, "case %zu mirrored", i);
    }
}

/* Exactly tau apart is compliant, and arrivals are rounded doubles: a microsecond is nothing. */
Test(pair_gap, intervals_that_touch_at_tau_never_meet)
{
    static const struct {
        double wait_s, tau_s;
        bool meets;
    } cases[] = {
        { 0, 0, false },          { -0.001, 0, true },  { 0.001, 0, false },
        { 60, 60, false },        { 60, 60.001, true }, { 60, 59.999, false },
        { 60, 60 + 5e-7, false }, { 1e6, 1e6, false },  { 1e6, 1e6 + 1, true },
        { 60, INFINITY, true },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct laid a = stand(0, 0, 0, 100);
        struct laid b = stand(300, 400, 100 + cases[i].wait_s, 9e6);
        double want = cases[i].meets ? 500.0 : -1.0;

        cr_assert(fabs(gap_of(&a, &b, cases[i].tau_s) - want) < PLACE_M, "case %zu", i);
        cr_assert(fabs(gap_of(&b, &a, cases[i].tau_s) - want) < PLACE_M, "case %zu mirrored", i);
    }
}

/* A column that has passed all of the road before the other's head comes is never near. */
Test(pair_gap, who_has_left_the_whole_piece_is_no_longer_there)
{
    struct laid a = drive(-1000, 0, 1000, 0, 0, 10), b = drive(0, -1000, 0, 1000, 210, 10);

    cr_assert(gap_of(&a, &b, 0.0) == -1.0, "its end leaves the last place at 210 s");
    cr_assert(gap_of(&a, &b, 0.5) > 0.0);
    cr_assert(fabs(gap_of(&a, &b, INFINITY)) < PLACE_M, "without time roads that cross meet");
}

/* A stop is a piece of no length: the place is held from its arrival to its end's departure. */
Test(pair_gap, a_column_that_halts_is_met_at_its_place)
{
    struct laid halt = { 0, 0, 0, 0, 100, 400, 110, 410 }, by = stand(3, 4, 250, 260);

    cr_assert(fabs(gap_of(&halt, &by, 0.0) - 5.0) < PLACE_M);
    by = stand(3, 4, 410, 500);
    cr_assert(gap_of(&halt, &by, 0.0) == -1.0, "it leaves at 410");
}

Test(pair_gap, the_reach_of_a_circle_on_crossing_roads_is_its_box)
{
    struct laid a = drive(-1000, 0, 1000, 0, 0, 10), b = drive(0, -1000, 0, 1000, 0, 10);
    struct jk_shares region;
    struct jk_reach box;

    cr_assert(region_of(&a, &b, INFINITY, &region));
    cr_assert(jk_shares_reach(&region, 100.0, &box));
    cr_assert(fabs(box.x0 - 0.45) < 1e-6 && fabs(box.x1 - 0.55) < 1e-6);
    cr_assert(fabs(box.y0 - 0.45) < 1e-6 && fabs(box.y1 - 0.55) < 1e-6);
    b = stand(0, 30, 0, 300);
    cr_assert(region_of(&a, &b, 0.0, &region));
    cr_assert(jk_shares_reach(&region, 50.0, &box));
    cr_assert(fabs(box.x0 - 0.48) < 1e-6 && fabs(box.x1 - 0.52) < 1e-6, "40 m to either side");
    cr_assert(box.y0 == 0.0 && box.y1 == 0.0, "what stands has no extent");
    cr_assert(!jk_shares_reach(&region, 29.99, &box));
    cr_assert(jk_shares_reach(&region, 30.01, &box) && box.x1 - box.x0 < 0.001);
    cr_assert(jk_shares_reach(&region, 5000.0, &box) && box.x0 == 0.0 && box.x1 == 1.0);
}

/* On crossing roads a second is 10 m along either: the slope is diagonal, the circle's rim decides.
 */
Test(pair_gap, margins_are_largest_where_the_rim_faces_the_slope)
{
    struct laid a = drive(-1000, 0, 1000, 0, 0, 10), b = drive(0, -1000, 0, 1000, 3, 10);
    struct jk_shares region;
    double after, before, rim = 100.0 * sqrt(2.0) / 10.0;

    cr_assert(region_of(&a, &b, INFINITY, &region));
    cr_assert(jk_shares_margins(&region, 100.0, &after, &before));
    cr_assert(fabs(after - (13.0 + rim)) < 1e-4, "%.6f", after);
    cr_assert(fabs(before - (7.0 + rim)) < 1e-4, "%.6f", before);
    cr_assert(jk_shares_margins(&region, 0.0, &after, &before));
    cr_assert(fabs(after - 13.0) < 1e-4 && fabs(before - 7.0) < 1e-4, "in the middle alone");
    b = stand(0, 30, 100, 130);
    cr_assert(region_of(&a, &b, INFINITY, &region));
    cr_assert(!jk_shares_margins(&region, 29.99, &after, &before));
    cr_assert(jk_shares_margins(&region, 50.0, &after, &before));
    /* Within 40 m of it: reached from 96 s on, left by 114 s. */
    cr_assert(fabs(after - (130.0 - 96.0)) < 1e-4 && fabs(before - (114.0 - 100.0)) < 1e-4);
}

/* Edges of two areas that cross like a plus: what is within 50 m lies far from all four ends, and
 * times are the same everywhere. */
Test(pair_gap, margins_of_edges_that_cross_are_those_of_their_times)
{
    struct laid a = drive(-1000, 0, 1000, 0, 0, 10), b = drive(0, -1000, 0, 1000, 0, 10);
    struct jk_shares region;
    double after, before;

    a.in0 = a.in1 = 100;
    a.out0 = a.out1 = 400;
    b.in0 = b.in1 = 1000;
    b.out0 = b.out1 = 1600;
    cr_assert(region_of(&a, &b, INFINITY, &region));
    cr_assert(jk_shares_margins(&region, 50.0, &after, &before));
    cr_assert(fabs(after - 1500.0) < 1e-6 && fabs(before + 600.0) < 1e-6, "%.6f %.6f", after,
              before);
}

Test(pair_gap, instants_are_the_first_common_second_or_the_two_nearest)
{
    static const struct {
        double in_a, out_a, in_b, out_b, time_a, time_b;
        const char *why;
    } cases[] = {
        { 0, 100, 50, 200, 50, 50, "overlap: as the later comes" },
        { 50, 200, 0, 100, 50, 50, "whichever is a" },
        { 0, 100, 0, 100, 0, 0, "together from the start" },
        { 0, 100, 99, 200, 99, 99, "one common second" },
        { 0, 100, 100, 200, 99, 100, "touching: last and first" },
        { 100, 200, 0, 100, 100, 99, "touching, a later" },
        { 0, 100, 700, 800, 99, 700, "far apart" },
        { 0, 99.5, 700.25, 800, 99, 701, "last whole one before, first whole one behind" },
        { 10.0004, 20, 0, 30, 10, 10, "rounding of an arrival is no second" },
        { 10.002, 20, 0, 30, 11, 11, "but two milliseconds are" },
        { 10.2, 10.8, 10.3, 10.9, 11, 11, "overlap without a whole second" },
        { -100, -50, -60, 0, -60, -60, "before 1970" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct laid la = stand(0, 0, cases[i].in_a, cases[i].out_a);
        struct laid lb = stand(9, 0, cases[i].in_b, cases[i].out_b);
        struct jk_plane plane = field();
        struct jk_piece a = lay(&plane, &la), b = lay(&plane, &lb);
        double time_a, time_b;

        jk_pair_gap_instants(&a, 0.0, &b, 0.0, &time_a, &time_b);
        cr_assert(time_a == cases[i].time_a && time_b == cases[i].time_b, "%s: %g and %g",
                  cases[i].why, time_a, time_b);
    }
}

Test(pair_gap, instants_follow_the_share_on_a_road_and_not_at_a_halt)
{
    struct laid road = drive(-1000, 0, 1000, 0, 0, 10), all = stand(0, 0, 0, 1000);
    struct laid halt = { 0, 0, 0, 0, 100, 400, 110, 410 };
    struct jk_plane plane = field();
    struct jk_piece a = lay(&plane, &road), b = lay(&plane, &all), h = lay(&plane, &halt);
    double time_a, time_b;

    jk_pair_gap_instants(&a, 0.25, &b, 0.0, &time_a, &time_b);
    cr_assert(time_a == 50 && time_b == 50);
    jk_pair_gap_instants(&a, 1.0, &b, 0.0, &time_a, &time_b);
    cr_assert(time_a == 200 && time_b == 200);
    for (double share = 0.0; share <= 1.0; share += 0.25) {
        jk_pair_gap_instants(&h, share, &b, 0.0, &time_a, &time_b);
        cr_assert(time_a == 100 && time_b == 100, "from its arrival, at share %g", share);
    }
}

Test(pair_gap, the_earliest_of_all_that_are_near_is_the_first_in_time)
{
    struct laid a = drive(-1000, 0, 1000, 0, 0, 10), b = stand(0, 30, 0, 1000);
    struct jk_plane plane = field();
    struct jk_piece pa = lay(&plane, &a), pb = lay(&plane, &b);
    struct jk_shares region;
    double x, y;

    cr_assert(jk_pair_gap_region(&pa, &pb, 0.0, &plane, &region));
    cr_assert(jk_shares_earliest(&region, &pa, &pb, 50.0, &x, &y));
    cr_assert(fabs(x - 0.48) < 1e-6, "40 m before the nearest place: %.6f", x);
    cr_assert(!jk_shares_earliest(&region, &pa, &pb, 29.9, &x, &y));
}

/* Against each other, 30 m beside: within 50 m from 40 m before they pass, when both are there. */
Test(pair_gap, the_earliest_of_two_that_meet_is_where_both_arrive_together)
{
    struct laid a = drive(-1000, 0, 1000, 0, 0, 10), b = drive(1000, 30, -1000, 30, 0, 10);
    struct jk_plane plane = field();
    struct jk_piece pa = lay(&plane, &a), pb = lay(&plane, &b);
    struct jk_shares region;
    double x, y;

    cr_assert(jk_pair_gap_region(&pa, &pb, 0.0, &plane, &region));
    cr_assert(jk_shares_earliest(&region, &pa, &pb, 50.0, &x, &y));
    cr_assert(fabs(x - 0.49) < 1e-6 && fabs(y - 0.49) < 1e-6, "%.6f %.6f", x, y);
}

/* What the grid proves of a pair. */
struct proof {
    double least_m, most_m;     /* the gap lies between */
    bool meets, may_meet;       /* a corner that meets in time; a cell that might */
    double inner[4], outer[4];  /* x0, x1, y0, y1 of what is near */
    double after[2], before[2]; /* at least, at most */
    double first_s;             /* earliest of all that are near at an end of either piece */
    bool is_near, may_be_near;
};

static double mix(double from, double to, double share)
{
    return from + share * (to - from);
}

/* The margins of time and the distance at a pair of shares. */
struct there {
    double after, before, apart, first;
};

static struct there look(const struct laid *a, const struct laid *b, double tau, double x, double y)
{
    double in_a = mix(a->in0, a->in1, x), out_a = mix(a->out0, a->out1, x);
    double in_b = mix(b->in0, b->in1, y), out_b = mix(b->out0, b->out1, y);

    return (struct there){ out_b - in_a + tau, out_a - in_b + tau,
                           hypot(mix(a->x0, a->x1, x) - mix(b->x0, b->x1, y),
                                 mix(a->y0, a->y1, x) - mix(b->y0, b->y1, y)),
                           fmin(fmax(in_a, in_b), fmin(out_a, out_b)) };
}

static void widen(double box[4], double x, double y)
{
    box[0] = fmin(box[0], x);
    box[1] = fmax(box[1], x);
    box[2] = fmin(box[2], y);
    box[3] = fmax(box[3], y);
}

static void witness(struct proof *p, const struct there *t, double x, double y, double tau,
                    double within)
{
    if (!isinf(tau) && !(t->after > 1e-5 && t->before > 1e-5))
        return;
    p->meets = true;
    p->most_m = fmin(p->most_m, t->apart);
    if (t->apart > within - PLACE_M)
        return;
    p->is_near = true;
    widen(p->inner, x, y);
    p->after[0] = fmax(p->after[0], t->after);
    p->before[0] = fmax(p->before[0], t->before);
    if (x == 0.0 || x == 1.0 || y == 0.0 || y == 1.0)
        p->first_s = fmin(p->first_s, t->first);
}

static void bound(struct proof *p, const struct there corner[4], double least, double x, double y,
                  double tau, double within)
{
    double after = -INFINITY, before = -INFINITY;

    for (int i = 0; i < 4; i++) {
        after = fmax(after, corner[i].after);
        before = fmax(before, corner[i].before);
    }
    if (!isinf(tau) && !(after > 0.0 && before > 0.0))
        return;
    p->may_meet = true;
    p->least_m = fmin(p->least_m, least);
    if (least > within + PLACE_M)
        return;
    p->may_be_near = true;
    widen(p->outer, x, y);
    widen(p->outer, x + 1.0 / GRID, y + 1.0 / GRID);
    p->after[1] = fmax(p->after[1], after);
    p->before[1] = fmax(p->before[1], before);
}

/* What neither moves nor changes its times has one share only: 0. */
static bool never_varies(const struct laid *l)
{
    return l->x0 == l->x1 && l->y0 == l->y1 && l->in0 == l->in1 && l->out0 == l->out1;
}

/* Margins without a tau are told for tau 0. */
static struct proof prove(const struct laid *a, const struct laid *b, double tau, double within)
{
    struct proof p = { .least_m = INFINITY, .most_m = INFINITY, .first_s = INFINITY };
    double add = isinf(tau) ? 0.0 : tau, step = 1.0 / GRID;
    double half = (hypot(a->x1 - a->x0, a->y1 - a->y0) + hypot(b->x1 - b->x0, b->y1 - b->y0)) / 2;

    for (int i = 0; i < 4; i++)
        p.inner[i] = p.outer[i] = i % 2 ? -INFINITY : INFINITY;
    for (int i = 0; i < 2; i++)
        p.after[i] = p.before[i] = -INFINITY;
    for (int i = 0; i <= GRID; i++) {
        for (int k = 0; k <= GRID; k++) {
            double x = i * step, y = k * step;

            struct there corner[4] = { look(a, b, add, x, y), look(a, b, add, x + step, y),
                                       look(a, b, add, x, y + step),
                                       look(a, b, add, x + step, y + step) };

            if ((i > 0 && never_varies(a)) || (k > 0 && never_varies(b)))
                continue;
            witness(&p, &corner[0], x, y, tau, within);
            if (i < GRID && k < GRID)
                bound(&p, corner, look(a, b, add, x + step / 2, y + step / 2).apart - half * step,
                      x, y, tau, within);
        }
    }
    return p;
}

/* A road, a place, or a halt; half of the roads go through the middle, a third of those east. */
static struct laid any_piece(struct seeded *r)
{
    static const double stays[] = { 2e-5, 1, 60, 900 };
    double x = seeded_between(r, -1200, 1200), y = seeded_between(r, -1200, 1200);
    double from = (double)seeded_whole(r, 0, 1200), stay = stays[seeded_whole(r, 0, 3)];
    double ex = seeded_between(r, -1200, 1200), ey = seeded_between(r, -1200, 1200), takes, slows;

    if (seeded_whole(r, 0, 5) == 0)
        return stand(x, y, from, from + (double)seeded_whole(r, 1, 1200));
    if (seeded_whole(r, 0, 7) == 0)
        return (struct laid){ x, y, x, y, from, from + 300, from + stay, from + 300 + stay };
    if (seeded_whole(r, 0, 7) == 0) /* an edge of an area */
        return (struct laid){ x, y, -x, ey, from, from, from + 300, from + 300 };
    if (seeded_whole(r, 0, 1)) {
        ex = -x;
        ey = seeded_whole(r, 0, 2) ? -y : y;
    }
    /* At most 150 km/h; a column that slows down is longer at one place than at another. */
    takes = hypot(ex - x, ey - y) / seeded_between(r, 0.5, 41.0);
    slows = seeded_whole(r, 0, 1) ? 0.0 : seeded_between(r, 0, 300);
    return (
        struct laid){ x, y, ex, ey, from, from + takes, from + stay, from + takes + stay + slows };
}

static double any_tau(struct seeded *r)
{
    static const double taus[] = { 0, 0, 1, 60, 600, INFINITY };

    return taus[seeded_whole(r, 0, 5)];
}

static void check_near(const struct laid *la, const struct laid *lb, const struct jk_shares *region,
                       double within, const struct proof *p, int i)
{
    struct jk_plane plane = field();
    struct jk_piece a = lay(&plane, la), b = lay(&plane, lb);
    struct jk_reach box;
    double after, before, x, y, slack = 1e-5;
    struct there t;

    cr_assert(jk_shares_reach(region, within, &box) || !p->is_near, "pair %d: reach", i);
    if (!jk_shares_margins(region, within, &after, &before))
        return;
    cr_assert(p->may_be_near, "pair %d: near", i);
    cr_assert(box.x0 <= p->inner[0] + slack && box.x1 >= p->inner[1] - slack &&
                  box.y0 <= p->inner[2] + slack && box.y1 >= p->inner[3] - slack,
              "pair %d: the box leaves something out", i);
    cr_assert(box.x0 >= p->outer[0] - slack && box.x1 <= p->outer[1] + slack &&
                  box.y0 >= p->outer[2] - slack && box.y1 <= p->outer[3] + slack,
              "pair %d: the box holds too much", i);
    cr_assert(after >= p->after[0] - 1e-3 && after <= p->after[1] + 1e-3, "pair %d: after %g", i,
              after);
    cr_assert(before >= p->before[0] - 1e-3 && before <= p->before[1] + 1e-3, "pair %d: before %g",
              i, before);
    cr_assert(jk_shares_earliest(region, &a, &b, within, &x, &y), "pair %d: earliest", i);
    t = look(la, lb, 0.0, x, y);
    cr_assert(t.apart <= within + PLACE_M, "pair %d: the earliest is not near", i);
    cr_assert(t.first <= p->first_s + 1e-3, "pair %d: %g, but one comes at %g", i, t.first,
              p->first_s);
}

Test(pair_gap, every_answer_lies_between_the_bounds_of_a_grid, .timeout = 60)
{
    struct seeded r = { 71 };
    int near = 0, apart = 0, tight = 0;

    for (int i = 0; i < seeded_rounds(3000); i++) {
        struct laid a = any_piece(&r), b = any_piece(&r);
        double tau = any_tau(&r), within = seeded_between(&r, 1, 900);
        struct proof p = prove(&a, &b, tau, within);
        struct jk_shares region;
        bool meets = region_of(&a, &b, tau, &region);
        double gap;

        cr_assert(meets || !p.meets, "pair %d: meets in time, not found", i);
        cr_assert(!meets || p.may_meet, "pair %d: never meets, found", i);
        apart += !meets;
        if (!meets)
            continue;
        gap = jk_shares_gap(&region, NULL, NULL);
        cr_assert(gap >= p.least_m - PLACE_M && gap <= p.most_m + PLACE_M,
                  "pair %d: %.4f outside of %.4f..%.4f", i, gap, p.least_m, p.most_m);
        tight += p.most_m - fmax(0.0, p.least_m) < 150.0;
        near += p.is_near;
        check_near(&a, &b, &region, within, &p, i);
    }
    cr_assert(near > seeded_rounds(3000) / 5 && apart > seeded_rounds(3000) / 10,
              "%d near, %d apart", near, apart);
    cr_assert(tight > seeded_rounds(3000) / 2, "only %d bounds say much", tight);
}

Test(pair_gap, swapping_the_pieces_swaps_what_is_told, .timeout = 60)
{
    struct seeded r = { 72 };

    for (int i = 0; i < seeded_rounds(20000); i++) {
        struct laid a = any_piece(&r), b = any_piece(&r);
        double tau = any_tau(&r), within = seeded_between(&r, 1, 900), m[4];
        struct jk_shares one, other;
        struct jk_reach p, q;
        bool meets = region_of(&a, &b, tau, &one);

        cr_assert(region_of(&b, &a, tau, &other) == meets, "pair %d", i);
        if (!meets)
            continue;
        cr_assert(fabs(jk_shares_gap(&one, NULL, NULL) - jk_shares_gap(&other, NULL, NULL)) < 1e-6,
                  "pair %d: gap", i);
        if (fabs(jk_shares_gap(&one, NULL, NULL) - within) < 1e-3)
            continue;
        cr_assert(jk_shares_reach(&one, within, &p) == jk_shares_reach(&other, within, &q));
        if (!jk_shares_margins(&one, within, &m[0], &m[1]))
            continue;
        cr_assert(fabs(p.x0 - q.y0) + fabs(p.x1 - q.y1) < 1e-5, "pair %d: reach", i);
        cr_assert(fabs(p.y0 - q.x0) + fabs(p.y1 - q.x1) < 1e-5, "pair %d: reach", i);
        cr_assert(jk_shares_margins(&other, within, &m[2], &m[3]));
        cr_assert(fabs(m[0] - m[3]) < 1e-3 && fabs(m[1] - m[2]) < 1e-3, "pair %d: margins", i);
    }
}

Test(pair_gap, more_tolerance_brings_no_pair_farther_apart, .timeout = 60)
{
    static const double taus[] = { 0, 1e-5, 1e-3, 1, 60, 600, 3600, INFINITY };
    struct seeded r = { 73 };

    for (int i = 0; i < seeded_rounds(10000); i++) {
        struct laid a = any_piece(&r), b = any_piece(&r);
        double before = INFINITY;

        for (size_t k = 0; k < sizeof taus / sizeof *taus; k++) {
            double gap = gap_of(&a, &b, taus[k]);

            if (gap < 0) {
                cr_assert(isinf(before), "pair %d: met with less than %g s", i, taus[k]);
                continue;
            }
            /* A strip kept as its middle is up to 3 mm off (NARROW_S). */
            cr_assert(gap <= before + 0.005, "pair %d: %.4f, then %.4f at %g s", i, before, gap,
                      taus[k]);
            before = gap;
        }
    }
}
