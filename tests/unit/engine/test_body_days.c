/* A body of another day is what is made of the presence on that day, to the last bit. */
#include <criterion/criterion.h>
#include <string.h>
#include "jarak/base/civil.h"
#include "jarak/engine/body.h"
#include "jarak/geo/geodesic.h"
#include "tests/support/seeded.h"
#include "tests/support/sides.h"

TestSuite(body_days, .init = jk_geodesic_init);

#define ROUNDS 60

/* A column that may pass a midnight, with vertices anywhere. */
static void lay_column(struct seeded *s, struct jk_presence *p, struct jk_point *points, size_t n)
{
    double east = 0.0, north = 0.0;

    for (size_t i = 0; i < n; i++) {
        points[i] = side_place((struct jk_point){ 0.5, 117.5 }, north, east);
        north += seeded_between(s, 1.0, 900.0);
        east += seeded_between(s, -600.0, 600.0);
    }
    *p = (struct jk_presence){
        .shape = { .kind = JK_SHAPE_ROUTE, .points = points, .point_count = n },
        .pad_m = seeded_between(s, 0, 20),
        .uncertainty_m = seeded_whole(s, 0, 1) ? seeded_between(s, 0, 300) : 0.0,
        .column_m = seeded_between(s, 20, 9000),
        .offset_s = 28800,
        .size = JK_SIZE_KONVOI
    };
    p->from_s = (double)(1730000000 + seeded_whole(s, 0, 5 * JK_DAY_S));
    p->to_s = p->from_s + (double)seeded_whole(s, 600, 40000);
}

static void are_same(struct jk_body *copy, struct jk_body *made)
{
    cr_assert(copy && made);
    cr_assert(copy->in_s == made->in_s && copy->out_s == made->out_s &&
              copy->key.from_s == made->key.from_s);
    cr_assert(jk_body_nodes(copy) == jk_body_nodes(made));
    cr_assert(jk_body_chunks(copy) == jk_body_chunks(made));
    for (uint32_t i = 0; i < jk_body_chunks(copy); i++) {
        struct jk_chunk a = jk_body_chunk(copy, i), b = jk_body_chunk(made, i);

        cr_assert(memcmp(&a.sphere, &b.sphere, sizeof a.sphere) == 0 && a.end == b.end);
    }
    if (!copy->trace)
        return;
    jk_body_sign(copy);
    jk_body_sign(made);
    cr_assert(memcmp(copy->trace->print, made->trace->print, JK_BODY_PRINT) == 0);
}

Test(body_days, a_column_of_another_day)
{
    struct seeded s = { 606060 };

    for (int round = 0; round < seeded_rounds(ROUNDS); round++) {
        struct jk_point points[24];
        struct jk_presence p;
        struct jk_body *body, *copy, *made;
        int32_t days = (int32_t)seeded_whole(&s, -60, 400);

        lay_column(&s, &p, points, (size_t)seeded_whole(&s, 2, 24));
        body = jk_body_on(&p, NULL);
        cr_assert(body != NULL);
        jk_body_sign(body);
        copy = jk_body_on_day(body, days);
        cr_assert(copy && !copy->trace->print, "a print is of one day");
        p.from_s += (double)days * JK_DAY_S;
        p.to_s += (double)days * JK_DAY_S;
        made = jk_body_on(&p, NULL);
        are_same(copy, made);
        jk_body_free(body);
        jk_body_free(copy);
        jk_body_free(made);
    }
}

Test(body_days, a_disc_of_another_day)
{
    struct jk_presence p = { .shape = { .kind = JK_SHAPE_DISC, .centre = { 0.5, 117.5 } },
                             .pad_m = 150,
                             .from_s = 1730000000,
                             .to_s = 1730010000,
                             .offset_s = 28800 };
    struct jk_body *body = jk_body_on(&p, NULL), *copy = jk_body_on_day(body, 7), *made;

    p.from_s += 7 * JK_DAY_S;
    p.to_s += 7 * JK_DAY_S;
    made = jk_body_on(&p, NULL);
    are_same(copy, made);
    cr_assert(copy->origin.x == made->origin.x && copy->pad_m == made->pad_m);
    jk_body_free(body);
    jk_body_free(copy);
    jk_body_free(made);
}
