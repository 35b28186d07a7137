/* body/convoy.c and body/body.c: when each place of a route is occupied, against the definition of
 * h(t).
 *
 * The reference walks the head's knots one by one: t_in(s) is the first instant with h(t) >= s,
 * t_out(s) the last with h(t) <= s + L. It shares nothing with the engine but PROJ's lengths. */
#include <criterion/criterion.h>
#include "jarak/base/civil.h"
#include "jarak/engine/convoy.h"
#include "tests/support/sides.h"

#define WITA_S 28800

static const struct jk_point start = { 0.5, 117.5 };

/* The head's knots: where it is when. */
struct head {
    size_t count;
    double s[SIDE_POINTS], t[SIDE_POINTS], end_mps;
};

static void drive(const struct side *side, struct head *h)
{
    const struct jk_presence *p = &side->presence;

    h->count = p->shape.point_count;
    h->s[0] = 0;
    for (size_t i = 1; i < h->count; i++)
        h->s[i] = h->s[i - 1] + jk_geodesic_distance(side->points[i - 1], side->points[i]);
    h->end_mps = h->s[h->count - 1] / (p->to_s - p->from_s);
    for (size_t i = 0; i < h->count; i++) {
        h->t[i] = p->shape.times ? (double)side->times[i] : p->from_s + h->s[i] / h->end_mps;
        if (p->shape.times && i > 0 && h->s[i] > h->s[i - 1])
            h->end_mps = (h->s[i] - h->s[i - 1]) / (h->t[i] - h->t[i - 1]);
    }
}

/* First instant at which the head has come as far as s. */
static double first_at(const struct head *h, double s)
{
    for (size_t i = 1; i < h->count; i++) {
        if (h->s[i] >= s && h->s[i] > h->s[i - 1])
            return h->t[i - 1] +
                   (s - h->s[i - 1]) / (h->s[i] - h->s[i - 1]) * (h->t[i] - h->t[i - 1]);
    }
    return h->t[h->count - 1] + (s - h->s[h->count - 1]) / h->end_mps;
}

/* Last instant at which it is no farther than s. */
static double last_at(const struct head *h, double s)
{
    if (s >= h->s[h->count - 1])
        return h->t[h->count - 1] + (s - h->s[h->count - 1]) / h->end_mps;
    for (size_t i = h->count - 1; i > 0; i--) {
        if (h->s[i - 1] <= s && h->s[i] > h->s[i - 1])
            return h->t[i - 1] +
                   (s - h->s[i - 1]) / (h->s[i] - h->s[i - 1]) * (h->t[i] - h->t[i - 1]);
    }
    return h->t[0];
}

/* A route east of the start with vertices at these metres. */
static void lay(struct side *s, const double *at_m, size_t count, double column_m, double from_s,
                double to_s)
{
    jk_geodesic_init();
    for (size_t i = 0; i < count; i++)
        s->points[i] = side_place(start, 0, at_m[i]);
    side_route(s, count, column_m, from_s, to_s, false);
    s->presence.offset_s = WITA_S;
}

static struct jk_piece piece_of(const struct jk_body *body, uint32_t i)
{
    struct jk_piece piece = { .in0 = 0 };

    cr_assert(jk_body_piece(body, i, &piece));
    return piece;
}

Test(column, one_speed_gives_one_stay_and_no_cut_at_the_tail)
{
    static const double at[] = { 0, 1000, 3000 };
    struct jk_draft draft = { .nodes = NULL };
    struct side s;

    lay(&s, at, 3, 500, 0, 300); /* 10 m/s: 50 s past each place */
    cr_assert(jk_column_nodes(&s.presence, &draft));
    cr_assert(draft.node_count == 3 && fabs(draft.stay_s - 50.0) < 1e-6);
    cr_assert(draft.nodes[0].in_s == 0.0 && fabs(draft.nodes[1].in_s - 100.0) < 1e-3);
    cr_assert(fabs(draft.nodes[2].in_s - 300.0) < 1e-6 &&
              fabs(draft.nodes[2].out_s - 350.0) < 1e-3);
    free(draft.nodes);
}

/* 4,000 m is the longest piece: exactly that is one, a metre more is two of equal length. */
Test(column, no_piece_is_longer_than_the_planes_error_is_certified_for)
{
    static const struct {
        double length_m;
        uint32_t pieces;
    } cases[] = { { 3999, 1 }, { 4001, 2 }, { 7999, 2 }, { 8001, 3 }, { 40001, 11 } };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double at[] = { 0, cases[i].length_m };
        struct jk_body *body;
        struct side s;

        lay(&s, at, 2, 100, 0, 3600);
        body = jk_body_new(&s.presence);
        cr_assert(jk_body_pieces(body) == cases[i].pieces, "%g m: %u", cases[i].length_m,
                  jk_body_pieces(body));
        cr_assert(jk_body_nodes(body) == cases[i].pieces + 1);
        for (uint32_t k = 0; k < jk_body_pieces(body); k++) {
            struct jk_piece p = piece_of(body, k);
            double want = cases[i].length_m / cases[i].pieces;

            cr_assert(fabs(jk_xyz_chord(p.a, p.b) - want) < 0.001);
        }
        jk_body_free(body);
    }
}

/* A halt of 200 s at 1,000 m: its place is held from arrival until the tail has left, and so is the
 * place a column's length before it. */
Test(column, a_halt_jumps_at_its_place_and_a_columns_length_before)
{
    static const double at[] = { 0, 1000, 1000, 2000 };
    static const int64_t times[] = { 0, 100, 300, 400 };
    struct jk_body *body;
    struct side s;
    int halts = 0;

    lay(&s, at, 4, 300, 0, 400);
    memcpy(s.times, times, sizeof times);
    s.presence.shape.times = s.times;
    body = jk_body_new(&s.presence);
    for (uint32_t i = 0; i < jk_body_pieces(body); i++) {
        struct jk_piece p = piece_of(body, i);
        double s_m = jk_xyz_chord(p.a, jk_xyz_of(start));

        if (jk_xyz_chord(p.a, p.b) > 0.01)
            continue;
        halts++;
        if (fabs(s_m - 700.0) < 0.01) /* the tail waits here: t_out jumps from 100 to 300 */
            cr_assert(fabs(p.in0 - 70) < 0.01 && fabs(p.out0 - 100) < 0.01 &&
                      fabs(p.out1 - 300) < 0.01);
        else /* and the head there: t_in jumps */
            cr_assert(fabs(s_m - 1000.0) < 0.01 && fabs(p.in0 - 100) < 0.01 &&
                      fabs(p.in1 - 300) < 0.01 && fabs(p.out1 - 330) < 0.01);
    }
    cr_assert(halts == 2, "%d", halts);
    cr_assert(body->in_s == 0.0 && fabs(body->out_s - 430.0) < 0.01, "the tail leaves at 430");
    jk_body_free(body);
}

/* Departure 23.50 local at 10 m/s: the head is 6,000 m on at midnight, the tail 5,500 m. */
Test(column, it_is_cut_where_head_and_tail_are_at_midnight)
{
    static const double at[] = { 0, 12000 };
    double midnight = 20000.0 * JK_DAY_S - WITA_S;
    struct jk_body *body;
    struct side s;
    bool head = false, tail = false;

    lay(&s, at, 2, 500, midnight - 600, midnight + 600);
    body = jk_body_new(&s.presence);
    for (uint32_t i = 0; i < jk_body_pieces(body); i++) {
        struct jk_piece p = piece_of(body, i);
        double first, last;

        head = head || fabs(p.in0 - midnight) < 1e-3;
        tail = tail || fabs(p.out0 - midnight) < 1e-3;
        jk_piece_days(&p, WITA_S, &first, &last);
        cr_assert(first == floor((p.in0 + WITA_S + 1e-3) / JK_DAY_S), "piece %u", i);
        cr_assert(last == ceil((p.out1 + WITA_S - 1e-3) / JK_DAY_S) - 1, "piece %u", i);
    }
    cr_assert(head && tail);
    jk_body_free(body);
}

/* Stops, changing speeds, columns longer than the route. */
Test(column, every_place_is_occupied_as_the_definition_says, .timeout = 60)
{
    static struct side s;
    static struct head h;
    struct seeded r = { 81 };
    int halts = 0, places = 0;

    jk_geodesic_init();
    for (int i = 0; i < seeded_rounds(1500); i++) {
        struct side_walk walk = { .origin = { seeded_between(&r, -8, 6), 117.5 },
                                  .heading = seeded_between(&r, 0, 6.28),
                                  .step_m = seeded_between(&r, 300, 5000),
                                  .count = (size_t)seeded_whole(&r, 2, 9),
                                  .timed = seeded_whole(&r, 0, 2) > 0,
                                  .least_s = 150,
                                  .from_s = (double)seeded_whole(&r, 0, JK_DAY_S) };
        struct jk_body *body;
        double s_m = 0;

        side_wander(&r, &walk, &s);
        drive(&s, &h);
        body = jk_body_new(&s.presence);
        for (uint32_t k = 0; k < jk_body_pieces(body); k++) {
            struct jk_piece p = piece_of(body, k);
            double length = jk_xyz_chord(p.a, p.b);

            if (length < 0.01) {
                halts++;
                /* 2 mm to the side on which no jump lies: lengths are summed and rounded. */
                cr_assert(fabs(p.in0 - first_at(&h, s_m - 0.002)) < 0.02, "round %d piece %u", i,
                          k);
                cr_assert(fabs(p.out1 - last_at(&h, s_m + s.presence.column_m + 0.002)) < 0.02,
                          "round %d piece %u: left at %.3f", i, k, p.out1);
                continue;
            }
            for (double share = 0.1; share < 1.0; share += 0.2) {
                double at = s_m + share * length, in = p.in0 + share * (p.in1 - p.in0);
                double out = p.out0 + share * (p.out1 - p.out0);

                places++;
                cr_assert(fabs(in - first_at(&h, at)) < 0.01, "round %d: %.1f m in at %.3f", i, at,
                          in);
                cr_assert(fabs(out - last_at(&h, at + s.presence.column_m)) < 0.01,
                          "round %d: %.1f m out at %.3f, not %.3f", i, at, out,
                          last_at(&h, at + s.presence.column_m));
            }
            s_m += length;
        }
        cr_assert(fabs(s_m - h.s[h.count - 1]) < 0.05, "round %d: %.3f m of %.3f", i, s_m,
                  h.s[h.count - 1]);
        cr_assert(fabs(jk_route_length_m(s.points, h.count) - h.s[h.count - 1]) < 0.001);
        jk_body_free(body);
    }
    cr_assert(halts > seeded_rounds(1500) / 2 && places > 10000 * seeded_rounds(1500) / 1500,
              "%d halts, %d places", halts, places);
}
