/* What two balls bound, held against places of their pieces; sets of seconds against a row of them.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include "daemon/engine/slots/bands.h"
#include "daemon/engine/slots/tree.h"
#include "jarak/base/civil.h"
#include "jarak/engine/approach.h"
#include "tests/support/seeded.h"
#include "tests/support/sides.h"

TestSuite(slot_tree, .init = jk_geodesic_init);

#define NOON 1732075200.0 /* 20 November 2024, 12.00 WITA */

static const struct jk_point origin = { 0.5, 117.5 };

/* A column that wanders or keeps to one road, with one speed or with stops. */
static void column(struct seeded *r, struct side *s)
{
    size_t count = (size_t)seeded_whole(r, 2, 40);
    bool straight = seeded_whole(r, 0, 1);
    double north = seeded_between(r, -2000, 2000),
           heading = straight ? 0.0 : seeded_between(r, 0, 6);

    side_wander(r,
                &(struct side_walk){ .origin = origin,
                                     .north_m = north,
                                     .east_m = seeded_between(r, -200, 200),
                                     .heading = seeded_whole(r, 0, 1) ? heading : heading + 3.1416,
                                     .step_m = seeded_between(r, 30, 700),
                                     .count = count,
                                     .timed = seeded_whole(r, 0, 1),
                                     .least_s = 150,
                                     .from_s = NOON + (double)seeded_whole(r, 0, 3600) },
                s);
    for (size_t i = 0; straight && i < count; i++)
        s->points[i] = side_place(origin, north + 60.0 * (double)i, seeded_between(r, -8, 8));
}

/* An area of two rings: between them lies no piece. */
static void field(struct seeded *r, struct side *s, struct jk_ring rings[2],
                  struct jk_point *corners)
{
    double from = NOON + (double)seeded_whole(r, 0, 3600), half = seeded_between(r, 100, 1500);

    for (int i = 0; i < 8; i++) {
        double size = i < 4 ? half : half / 3.0;

        corners[i] = side_place(origin, (i % 4 < 2 ? -size : size),
                                (i % 4 == 0 || i % 4 == 3 ? -size : size));
    }
    rings[0] = (struct jk_ring){ corners, 4 };
    rings[1] = (struct jk_ring){ corners + 4, 4 };
    side_disc(s, corners[0], 0, from, from + (double)seeded_whole(r, 60, 7200));
    s->presence.shape = (struct jk_shape){ .kind = JK_SHAPE_AREA, .rings = rings, .ring_count = 2 };
}

struct laid {
    struct side side;
    struct jk_ring rings[2];
    struct jk_point corners[8];
    struct jk_body *body;
    struct slots_tree tree;
};

static void lay(struct seeded *r, struct laid *l)
{
    switch (seeded_whole(r, 0, 5)) {
    case 0:
        side_disc(&l->side, side_place(origin, seeded_between(r, -2000, 2000), 50), 30, NOON,
                  NOON + 3600);
        break;
    case 1:
        field(r, &l->side, l->rings, l->corners);
        break;
    default:
        column(r, &l->side);
    }
    if (l->side.presence.shape.kind == JK_SHAPE_ROUTE)
        l->side.presence.shape.points = l->side.points;
    l->body = jk_body_new(&l->side.presence);
    cr_assert(l->body && engine_tree_make(&l->tree, l->body, true));
}

/* A place of a piece, with when it is occupied. */
struct spot {
    struct jk_xyz at;
    double in_s, out_s;
};

static struct spot spot_on(struct seeded *r, const struct slots_tree *t, uint32_t piece)
{
    const struct jk_piece *p = &t->pieces[piece];
    double share = seeded_whole(r, 0, 2) ? seeded_between(r, 0, 1) : (double)seeded_whole(r, 0, 1);

    return (struct spot){ jk_xyz_between(p->a, p->b, share),
                          p->in0 + share * (p->in1 - p->in0) - t->in_s,
                          p->out0 + share * (p->out1 - p->out0) - t->in_s };
}

/* The balls of a piece, of its leaf and of all nodes above. @return how many */
static size_t balls_over(struct slots_tree *t, uint32_t piece, const struct slots_ball **balls)
{
    uint32_t at = 0;
    size_t count = 0;

    for (;;) {
        struct slots_node *node = &t->nodes[at];

        cr_assert(node->first <= piece && piece < node->end);
        balls[count++] = &node->ball;
        if (!node->right) {
            engine_tree_meet(t, node);
            break;
        }
        at = piece < t->nodes[node->right].first ? at + 1 : node->right;
    }
    balls[count++] = &t->balls[piece];
    return count;
}

/* Bounds of two balls hold for two of their places. @return true: the bound by times was tight */
static void bounds_hold(const struct slots_ball *a, const struct slots_ball *b,
                        const struct spot *p, const struct spot *q, double reach_m, double turn_deg)
{
    double apart = jk_xyz_chord(p->at, q->at);
    struct slots_bound bound;

    cr_assert(apart > reach_m || !engine_tree_far(a, b, reach_m), "%.6f within %.6f", apart,
              reach_m);
    engine_tree_bound(a, b, fmax(apart, reach_m), &bound);
    cr_assert(q->in_s - p->out_s >= bound.low_s, "%.9f >= %.9f", q->in_s - p->out_s, bound.low_s);
    cr_assert(q->out_s - p->in_s <= bound.high_s, "%.9f <= %.9f", q->out_s - p->in_s, bound.high_s);
    if (turn_deg >= 0.0)
        cr_assert(engine_tree_turns_within(a, b, turn_deg) &&
                      engine_tree_turns_beyond(a, b, turn_deg),
                  "%.6f", turn_deg);
}

static bool has_length(const struct jk_piece *p)
{
    return jk_xyz_chord(p->a, p->b) > 0.0;
}

static void hold(struct seeded *r, struct laid *a, struct laid *b)
{
    const struct slots_ball *over_a[64], *over_b[64];
    uint32_t i = (uint32_t)seeded_whole(r, 0, (int)a->tree.piece_count - 1);
    uint32_t k = (uint32_t)seeded_whole(r, 0, (int)b->tree.piece_count - 1);
    struct spot p = spot_on(r, &a->tree, i), q = spot_on(r, &b->tree, k);
    double turn = -1.0, reach = seeded_between(r, 0, 1500);
    size_t count_a, count_b;

    if (a->tree.gaps[i] || b->tree.gaps[k])
        return;
    if (has_length(&a->tree.pieces[i]) && has_length(&b->tree.pieces[k]))
        turn = jk_piece_turn_deg(&a->tree.pieces[i], &b->tree.pieces[k]);
    count_a = balls_over(&a->tree, i, over_a);
    count_b = balls_over(&b->tree, k, over_b);
    for (size_t m = 0; m < count_a; m++) {
        for (size_t n = 0; n < count_b; n++)
            bounds_hold(over_a[m], over_b[n], &p, &q, reach, turn);
    }
}

Test(slot_tree, what_balls_bound_holds_for_all_their_places)
{
    struct seeded r = { 140094 };
    int rounds = seeded_rounds(400);

    for (int number = 0; number < rounds; number++) {
        struct laid a = { .body = NULL }, b = { .body = NULL };

        lay(&r, &a);
        lay(&r, &b);
        for (int i = 0; i < 200; i++)
            hold(&r, &a, &b);
        engine_tree_clear(&a.tree);
        engine_tree_clear(&b.tree);
        jk_body_free(a.body);
        jk_body_free(b.body);
    }
}

/* Two columns on one bent road: what bounds a kilometre of it is nearly as good as what bounds a
 * piece, or nothing could be left out. */
Test(slot_tree, a_long_stretch_is_bounded_nearly_as_well_as_a_piece)
{
    struct side side;
    struct jk_body *body;
    struct slots_tree tree = { .nodes = NULL };
    struct slots_bound bound;
    const struct slots_ball *ball;

    for (int i = 0; i < 160; i++)
        side.points[i] = side_place(origin, 60.0 * i, 300.0 * sin(0.04 * i));
    side_route(&side, 160, 400, NOON, NOON + 1440, false);
    body = jk_body_new(&side.presence);
    cr_assert(body && engine_tree_make(&tree, body, true));
    ball = &tree.nodes[3].ball; /* an eighth */
    cr_assert(ball->along_m > 500.0, "%.0f", ball->along_m);
    engine_tree_bound(ball, ball, 50.0, &bound);
    /* At about 6.7 m/s a column of 400 m is past in 59 s, and 50 m are 7.4 s. */
    cr_assert(bound.high_s < 59.0 + 7.4 + 5.0, "%.3f", bound.high_s);
    cr_assert(bound.high_s > 59.0 + 7.4 - 1.5, "%.3f", bound.high_s);
    engine_tree_clear(&tree);
    jk_body_free(body);
}

#define SECONDS 200

/* Against one flag a second. */
static void agree(const struct slots_bands *bands, const bool *in, struct jk_interval band)
{
    struct jk_interval open, first = { 1, 0 };
    bool all = true;

    for (int64_t at = band.from_s; at <= band.to_s; at++)
        all = all && in[at];
    for (int64_t at = band.from_s; at <= band.to_s && first.from_s > first.to_s; at++) {
        if (!in[at]) {
            first.from_s = first.to_s = at;
            while (first.to_s < band.to_s && !in[first.to_s + 1])
                first.to_s++;
        }
    }
    cr_assert(engine_bands_cover(bands, band) == all);
    cr_assert(engine_bands_open(bands, band, &open) == !all);
    cr_assert(all || (open.from_s == first.from_s && open.to_s == first.to_s),
              "%ld %ld, not %ld %ld", (long)first.from_s, (long)first.to_s, (long)open.from_s,
              (long)open.to_s);
}

Test(slot_tree, bands_are_the_seconds_put_in)
{
    struct seeded r = { 140095 };
    int rounds = seeded_rounds(500);

    for (int number = 0; number < rounds; number++) {
        struct slots_bands bands = { .at = NULL };
        bool in[SECONDS] = { false };

        for (int i = 0; i < 30; i++) {
            int64_t from = seeded_whole(&r, 0, SECONDS - 1), to = from + seeded_whole(&r, -1, 9);
            struct jk_interval band = { from, to < SECONDS ? to : SECONDS - 1 };

            cr_assert(engine_bands_add(&bands, band));
            for (int64_t at = band.from_s; at <= band.to_s; at++)
                in[at] = true;
            for (size_t k = 0; k + 1 < bands.count; k++)
                cr_assert(bands.at[k].to_s + 1 < bands.at[k + 1].from_s, "apart and ascending");
            from = seeded_whole(&r, 0, SECONDS - 1);
            to = seeded_whole(&r, (int)from, SECONDS - 1);
            agree(&bands, in, (struct jk_interval){ from, to });
        }
        free(bands.at);
    }
}
