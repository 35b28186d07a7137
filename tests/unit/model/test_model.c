/* Parties, vehicles, routes and areas: what is read and what is refused. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include "jarak/geo/geodesic.h"
#include "jarak/model/texts.h"
#include "jarak/model/activity.h"
#include "jarak/model/shape.h"

static struct jk_party party(const char *contest, const char *paslon)
{
    struct jk_party p = { .count = 0 };
    struct jk_error err;

    snprintf(p.contest, sizeof p.contest, "%s", contest);
    if (paslon[0])
        cr_assert(jk_party_parse_paslon(jk_span_of(paslon), &p, &err) == JK_OK);
    return p;
}

Test(party, rivals_are_of_one_contest_and_share_no_paslon)
{
    static const struct {
        const char *contest_a, *a, *contest_b, *b;
        enum jk_relation want;
    } cases[] = {
        { "pilbup-64.08", "1", "pilbup-64.08", "2", JK_RELATION_RIVAL },
        { "pilbup-64.08", "1", "pilbup-64.08", "1", JK_RELATION_SAME },
        { "pilbup-64.08", "1,3", "pilbup-64.08", "2,3", JK_RELATION_SAME }, /* joint event */
        { "pilbup-64.08", "1,2", "pilbup-64.08", "3", JK_RELATION_RIVAL },
        { "pilbup-64.08", "1", "pilgub-64", "1", JK_RELATION_CROSS },
        { "pilbup-64.08", "1", "", "", JK_RELATION_NEUTRAL }, /* logistics */
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_party a = party(cases[i].contest_a, cases[i].a);
        struct jk_party b = party(cases[i].contest_b, cases[i].b);

        cr_assert(jk_party_relation(&a, &b) == cases[i].want, "case %zu", i);
        cr_assert(jk_party_relation(&b, &a) == cases[i].want, "case %zu, sides exchanged", i);
    }
}

Test(party, swapping_the_numbers_of_two_paslon_changes_no_relation)
{
    for (unsigned bits = 0; bits < 256; bits++) { /* every pair of sets of four paslon */
        struct jk_party a = { .contest = "x" }, b = a, c = a, d = a;

        for (uint32_t n = 1; n <= 4; n++) {
            uint32_t swapped = n == 1 ? 2 : n == 2 ? 1 : n;

            if (bits >> (n - 1) & 1)
                a.paslon[a.count++] = n;
            if (bits >> (n + 3) & 1)
                b.paslon[b.count++] = n;
            if (bits >> (swapped - 1) & 1)
                c.paslon[c.count++] = n;
            if (bits >> (swapped + 3) & 1)
                d.paslon[d.count++] = n;
        }
        cr_assert(jk_party_relation(&a, &b) == jk_party_relation(&c, &d), "%u", bits);
    }
}

Test(party, lists_of_paslon_that_are_none_are_refused)
{
    static const char *const wrong[] = { "",     "0",   ",",   " , ", "1,1",
                                         "satu", "1;2", "1 2", "-1",  "1,2,3,4,5,6,7,8,9" };
    struct jk_party p;
    struct jk_error err;

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        cr_assert(jk_party_parse_paslon(jk_span_of(wrong[i]), &p, &err) == JK_INVALID, "%s",
                  wrong[i]);
    cr_assert(jk_party_parse_paslon(JK_SPAN(" 1, ,2,"), &p, &err) == JK_OK && p.count == 2);
    cr_assert(jk_party_parse_paslon(JK_SPAN("3,1,2"), &p, &err) == JK_OK);
    cr_assert(p.count == 3 && p.paslon[0] == 1 && p.paslon[2] == 3);
}

Test(vehicles, classes_are_named_once_and_counted_in_whole_numbers)
{
    static const char *const wrong[] = {
        "", "cars", "cars=", "cars=1.5", "cars=1;cars=2", "ships=1", "cars=-1", "cars=100001", ";"
    };
    struct jk_vehicles v;
    struct jk_error err;

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        cr_assert(jk_vehicles_parse(jk_span_of(wrong[i]), &v, &err) == JK_INVALID, "%s", wrong[i]);
    cr_assert(jk_vehicles_parse(JK_SPAN("cars = 7; trucks=2;"), &v, &err) == JK_OK && v.cars == 7 &&
              v.trucks == 2);
    cr_assert(jk_vehicles_parse(JK_SPAN("cars=1278;motorcycles=5135"), &v, &err) == JK_OK);
    cr_assert(v.cars == 1278 && v.motorcycles == 5135 && v.trucks == 0);
}

Test(route, times_go_forward_and_speeds_are_those_of_a_convoy)
{
    const struct jk_point p[] = {
        { 0.5, 117.5 }, { 0.5, 117.51 }, { 0.5, 117.51 }, { 0.5, 117.52 }
    };
    const int64_t good[] = { 0, 200, 500, 700 }, back[] = { 0, 200, 150, 700 };
    const int64_t jump[] = { 0, 200, 700, 700 }, fast[] = { 0, 10, 500, 700 };
    struct jk_error err;

    jk_geodesic_init();
    cr_assert(jk_route_check(p, good, 4, (struct jk_interval){ 0, 700 }, &err) == JK_OK);
    cr_assert(jk_route_check(p, NULL, 4, (struct jk_interval){ 0, 700 }, &err) == JK_OK);
    cr_assert(jk_route_check(p, back, 4, (struct jk_interval){ 0, 700 }, &err) == JK_RANGE &&
              err.text == JK_TEXT_ROUTE_BACKWARDS);
    cr_assert(jk_route_check(p, jump, 4, (struct jk_interval){ 0, 700 }, &err) == JK_RANGE &&
              err.text == JK_TEXT_ROUTE_JUMP);
    cr_assert(jk_route_check(p, fast, 4, (struct jk_interval){ 0, 700 }, &err) == JK_RANGE &&
              err.text == JK_TEXT_ROUTE_SPEED);
    cr_assert(jk_route_check(p, good, 4, (struct jk_interval){ 0, 800 }, &err) == JK_RANGE &&
              err.text == JK_TEXT_ROUTE_ENDS);
    cr_assert(jk_route_check(p, NULL, 4, (struct jk_interval){ 0, 26 }, &err) ==
              JK_RANGE); /* 300 km/h */
    cr_assert(jk_route_check(p + 1, NULL, 2, (struct jk_interval){ 0, 700 }, &err) ==
              JK_INVALID); /* it does not move */
    cr_assert(jk_route_check(p, NULL, 1, (struct jk_interval){ 0, 700 }, &err) == JK_INVALID);
}

Test(area, outlines_close_and_do_not_cross_themselves)
{
    const struct jk_point square[] = { { 0, 117 }, { 0, 117.01 }, { 0.01, 117.01 }, { 0.01, 117 } };
    const struct jk_point bow[] = { { 0, 117 }, { 0.01, 117.01 }, { 0, 117.01 }, { 0.01, 117 } };
    const struct jk_point hole[] = { { 0.002, 117.002 }, { 0.002, 117.004 }, { 0.004, 117.004 } };
    const struct jk_point cut[] = { { 0.005, 117.005 }, { 0.005, 117.02 }, { 0.007, 117.02 } };
    const struct jk_ring rings[] = { { square, 4 }, { hole, 3 } },
                         crossed[] = { { square, 4 }, { cut, 3 } };
    const struct jk_ring tie[] = { { bow, 4 } }, line[] = { { square, 2 } };
    struct jk_error err;

    cr_assert(jk_area_check(rings, 1, &err) == JK_OK);
    cr_assert(jk_area_check(rings, 2, &err) == JK_OK);
    cr_assert(jk_area_check(tie, 1, &err) == JK_RANGE);
    cr_assert(jk_area_check(crossed, 2, &err) == JK_RANGE);
    cr_assert(jk_area_check(line, 1, &err) == JK_INVALID);
}

Test(point, swapped_and_impossible_places_are_refused)
{
    static const char *const wrong[] = { "117.5;0.5", "91;0",      "0;181",       "0.5,117.5",
                                         "0.5;1e2",   "0.5;",      "0.5;117.5;1", "nan;0",
                                         "0x1;2",     "0. 5;117.5" };
    struct jk_point p;
    struct jk_error err;

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        cr_assert(jk_point_parse(jk_span_of(wrong[i]), &p, &err) != JK_OK, "%s", wrong[i]);
    cr_assert(jk_point_parse(JK_SPAN("-1.9051;116.1913"), &p, &err) == JK_OK);
    cr_assert(p.lat_deg == -1.9051 && p.lon_deg == 116.1913);
}
