/* heads.c: the heads of two columns meet at the minute a clock would show. */
#include <criterion/criterion.h>
#include "jarak/engine/heads.h"
#include "tests/support/sides.h"

/* Where a head is at an instant, by walking its nodes anew. */
static struct jk_xyz head_at(const struct jk_body *body, double time_s)
{
    struct jk_node last = jk_body_node(body, jk_body_nodes(body) - 1);

    for (uint32_t i = 0; i + 1 < jk_body_nodes(body); i++) {
        struct jk_node a = jk_body_node(body, i), b = jk_body_node(body, i + 1);

        if (time_s >= a.in_s && time_s < b.in_s)
            return jk_xyz_between(a.at, b.at, (time_s - a.in_s) / (b.in_s - a.in_s));
    }
    return last.at;
}

static struct jk_body *walk(struct seeded *r, struct side *s)
{
    side_wander(r,
                &(struct side_walk){ .origin = { 0.5, 117.5 },
                                     .north_m = seeded_between(r, -2000, 2000),
                                     .east_m = seeded_between(r, -2000, 2000),
                                     .heading = seeded_between(r, 0, 6.2832),
                                     .step_m = seeded_between(r, 50, 900),
                                     .count = (size_t)seeded_whole(r, 2, 20),
                                     .timed = seeded_whole(r, 0, 1),
                                     .least_s = 100,
                                     .from_s = (double)seeded_whole(r, 0, 1500) },
                s);
    return jk_body_new(&s->presence);
}

Test(heads, no_sampled_instant_brings_them_nearer, .timeout = 90)
{
    static struct side one, other;
    struct seeded r = { 72 };
    int met = 0, apart = 0;

    jk_geodesic_init();
    for (int i = 0; i < seeded_rounds(300); i++) {
        struct jk_body *a = walk(&r, &one), *b = walk(&r, &other);
        double from_s = fmax(jk_body_node(a, 0).in_s, jk_body_node(b, 0).in_s);
        double to_s = fmin(jk_body_node(a, jk_body_nodes(a) - 1).in_s,
                           jk_body_node(b, jk_body_nodes(b) - 1).in_s);
        double when_s = 0, least_m = INFINITY, other_s = 0;

        for (double t = from_s; t < to_s; t += 0.5)
            least_m = fmin(least_m, jk_xyz_chord(head_at(a, t), head_at(b, t)));
        if (jk_heads_meet(a, b, 1e9, &when_s)) {
            double gap_m = jk_xyz_chord(head_at(a, when_s), head_at(b, when_s));

            cr_assert(when_s >= from_s && when_s <= to_s);
            cr_assert(gap_m <= least_m + 1e-3, "%.4f m, sampled %.4f m", gap_m, least_m);
            cr_assert(jk_heads_meet(b, a, 1e9, &other_s) && fabs(other_s - when_s) < 1e-3,
                      "the same from the other side");
            cr_assert(!jk_heads_meet(a, b, gap_m - 0.01, &other_s), "never so near");
            met++;
        } else {
            cr_assert(from_s >= to_s, "they are on the road together");
            apart++;
        }
        jk_body_free(a);
        jk_body_free(b);
    }
    cr_assert(met > 0 && met + apart > 20);
}
