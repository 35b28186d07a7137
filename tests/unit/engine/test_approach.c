/* approach.c: no pair of pieces is lost by chunks, spans and filters; what is certified holds. */
#include <criterion/criterion.h>
#include "jarak/base/civil.h"
#include "jarak/engine/approach.h"
#include "tests/support/sides.h"

#define MOST 600

/* How often each pair of pieces was visited. */
struct seen {
    unsigned char times[MOST][MOST];
};

static void mark(void *ctx, const struct jk_meeting *m, double *limit_m)
{
    struct seen *s = ctx;

    (void)limit_m;
    cr_assert(m->index_a < MOST && m->index_b < MOST);
    s->times[m->index_a][m->index_b]++;
}

static void walk(struct seeded *r, struct side *s, size_t most)
{
    side_wander(r,
                &(struct side_walk){ .origin = { 0.5, 117.5 },
                                     .north_m = seeded_between(r, -3000, 3000),
                                     .east_m = seeded_between(r, -3000, 3000),
                                     .heading = seeded_between(r, 0, 6.2832),
                                     .step_m = seeded_between(r, 50, 1500),
                                     .count = (size_t)seeded_whole(r, 2, (int64_t)most),
                                     .timed = seeded_whole(r, 0, 1),
                                     .least_s = 100,
                                     .from_s = (double)seeded_whole(r, 0, 90000) },
                s);
    s->presence.offset_s = (int32_t)seeded_whole(r, 7, 9) * 3600;
}

/* The gap of two pieces on a plane of their own, by pair_gap.c alone; infinite where never. */
static double piece_gap(const struct jk_body *a, const struct jk_piece *p, const struct jk_body *b,
                        const struct jk_piece *q, const struct jk_window *window)
{
    struct jk_plane plane =
        jk_plane_at(jk_xyz_middle(jk_xyz_middle(p->a, p->b), jk_xyz_middle(q->a, q->b)));
    struct jk_shares region;

    return jk_pair_gap_region(p, q, jk_approach_tau(a, p, b, q, window), &plane, &region)
               ? jk_shares_gap(&region, NULL, NULL)
               : INFINITY;
}

Test(approach, every_pair_of_pieces_below_the_limit_is_visited_once, .timeout = 90)
{
    static struct side one, other;
    static struct seen s;
    struct seeded r = { 191 };
    int visited = 0;

    jk_geodesic_init();
    for (int i = 0; i < seeded_rounds(150); i++) {
        struct jk_window window = { (double)seeded_whole(&r, -1, 3) * 600.0,
                                    seeded_whole(&r, 0, 2) == 0, 0.0 };
        double limit = seeded_between(&r, 50, 3000), least = INFINITY;
        struct jk_body *a, *b;
        struct jk_near near;

        walk(&r, &one, 120);
        walk(&r, &other, 120);
        a = jk_body_new(&one.presence);
        b = jk_body_new(&other.presence);
        memset(&s, 0, sizeof s);
        jk_approach_each(a, b, &window, limit, mark, &s);
        for (uint32_t x = 0; x < jk_body_pieces(a); x++) {
            for (uint32_t y = 0; y < jk_body_pieces(b); y++) {
                struct jk_piece p, q;
                double gap;

                jk_body_piece(a, x, &p);
                jk_body_piece(b, y, &q);
                gap = piece_gap(a, &p, b, &q, &window);
                least = fmin(least, gap);
                cr_assert(s.times[x][y] <= 1, "round %d: %u and %u twice", i, x, y);
                cr_assert(s.times[x][y] == 1 || gap >= limit - 0.01,
                          "round %d: %u and %u are %.2f m apart", i, x, y, gap);
                visited += s.times[x][y];
            }
        }
        near = jk_approach_near(a, b, &window, limit);
        if (least < limit - 0.01)
            cr_assert(fabs(near.gap_m - least) <= near.error_m + 1e-6, "round %d: %.4f, not %.4f",
                      i, near.gap_m, least);
        else
            cr_assert(near.gap_m >= limit - 0.02, "round %d", i);
        jk_body_free(a);
        jk_body_free(b);
    }
    cr_assert(visited > 3 * seeded_rounds(150), "%d visited", visited);
}

/* The fast distance is certified against the exact one, and both end at one limit. */
Test(approach, the_certified_error_holds_and_the_places_told_are_as_far_apart, .timeout = 90)
{
    static struct side one, other;
    struct seeded r = { 192 };
    int found = 0;

    jk_geodesic_init();
    for (int i = 0; i < seeded_rounds(1500); i++) {
        struct jk_window window = { (double)seeded_whole(&r, 0, 3) * 600.0, false, 0.0 };
        struct jk_body *a, *b;
        struct jk_near near;
        struct jk_approach exact;

        walk(&r, &one, 12);
        walk(&r, &other, 12);
        other.presence.from_s = one.presence.from_s; /* so that they are out together */
        other.presence.shape.times = NULL;
        other.presence.to_s = other.presence.from_s + 3600.0;
        a = jk_body_new(&one.presence);
        b = jk_body_new(&other.presence);
        near = jk_approach_near(a, b, &window, 20000);
        if (jk_approach_find(a, b, &window, 20000, &exact)) {
            found++;
            cr_assert(fabs(near.gap_m - exact.gap_m) <= near.error_m + 1e-4, "pair %d", i);
            cr_assert(fabs(jk_geodesic_distance(exact.a, exact.b) - exact.gap_m) <= JK_TIE_M + 1e-4,
                      "pair %d: the places are %.3f apart, told %.3f", i,
                      jk_geodesic_distance(exact.a, exact.b), exact.gap_m);
            cr_assert(exact.time_a_s == floor(exact.time_a_s) &&
                      exact.time_b_s == floor(exact.time_b_s));
            cr_assert(fabs(exact.time_a_s - exact.time_b_s) < window.tau_s + 2.0, "pair %d", i);
            if (exact.gap_m > 1.0) {
                cr_assert(!jk_approach_find(a, b, &window, exact.gap_m - 0.01, &exact));
                cr_assert(jk_approach_find(a, b, &window, exact.gap_m + 0.01, &exact));
            }
        } else {
            cr_assert(isinf(near.gap_m), "pair %d", i);
        }
        jk_body_free(a);
        jk_body_free(b);
    }
    cr_assert(found > seeded_rounds(1500) / 2, "%d found", found);
}

/* Each date is that of the region's own zone; a shared one needs no tau. */
Test(approach, a_shared_civil_date_leaves_time_out)
{
    static const struct {
        double in_a, out_a, in_b, out_b;
        int hours_a, hours_b;
        double tau_s, want_s;
        bool same_day;
    } cases[] = {
        { 0, 3600, 80000, 86400, 0, 0, 600, INFINITY, true },
        { 0, 3600, 86400, 90000, 0, 0, 600, 600, true }, /* the next day: by minutes */
        { 0, 3600, 86400, 90000, 0, 0, -1, -1, true },   /* or never */
        { 0, 86400, 86400, 90000, 0, 0, -1, -1, true },  /* until midnight is not after it */
        { 0, 86401, 86400, 90000, 0, 0, -1, INFINITY, true },
        { 0, 3600, 80000, 86400, 0, 0, 600, 600, false }, /* minutes alone */
        { 57600, 61200, 3600, 7200, 8, 8, -1, -1, true }, /* 16.00 UTC is the next day in WITA */
        { 57600, 61200, 3600, 7200, 7, 7, -1, INFINITY, true }, /* and not in WIB */
        { 57600, 61200, 3600, 7200, 7, 8, -1, INFINITY, true },
        { 57600, 61200, 3600, 7200, 8, 7, -1, -1, true },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_body a = { .offset_s = cases[i].hours_a * 3600 };
        struct jk_body b = { .offset_s = cases[i].hours_b * 3600 };
        struct jk_piece p = { .in0 = cases[i].in_a,
                              .in1 = cases[i].in_a,
                              .out0 = cases[i].out_a,
                              .out1 = cases[i].out_a };
        struct jk_piece q = { .in0 = cases[i].in_b,
                              .in1 = cases[i].in_b,
                              .out0 = cases[i].out_b,
                              .out1 = cases[i].out_b };
        struct jk_window window = { cases[i].tau_s, cases[i].same_day, 0 };

        cr_assert(jk_approach_tau(&a, &p, &b, &q, &window) == cases[i].want_s, "case %zu", i);
        cr_assert(jk_approach_tau(&b, &q, &a, &p, &window) == cases[i].want_s, "case %zu", i);
    }
    cr_assert(jk_approach_widest_s(&(struct jk_window){ 600, false, 0 }) == 600);
    cr_assert(jk_approach_widest_s(&(struct jk_window){ -1, true, 0 }) == 2 * JK_DAY_S);
    cr_assert(jk_approach_widest_s(&(struct jk_window){ 3 * JK_DAY_S, true, 0 }) == 3 * JK_DAY_S);
}
