/* Places at the borders of the earth, and what GEO may look like. */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>
#include "jarak/geo/point.h"
#include "jarak/geo/texts.h"

Test(point, the_earth_ends_at_90_and_180_and_no_number_is_no_place)
{
    static const struct {
        double lat, lon;
        bool good;
    } cases[] = { { 90, 180, true },
                  { -90, -180, true },
                  { 0, 0, true },
                  { 90.0000000001, 0, false },
                  { -90.0000000001, 0, false },
                  { 0, 180.0000000001, false },
                  { 0, -180.0000000001, false },
                  { NAN, 0, false },
                  { 0, NAN, false },
                  { INFINITY, 0, false },
                  { 0, -INFINITY, false },
                  { 117.5, 0.5, false } }; /* turned round: refused, not guessed at */

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_point p = { 1, 2 };
        struct jk_error err = { .status = JK_OK };
        enum jk_status rc = jk_point_make(cases[i].lat, cases[i].lon, "lat", &p, &err);

        cr_assert(rc == (cases[i].good ? JK_OK : JK_RANGE), "case %zu", i);
        if (cases[i].good)
            cr_assert(p.lat_deg == cases[i].lat && p.lon_deg == cases[i].lon);
        else
            cr_assert(p.lat_deg == 1 && p.lon_deg == 2 && err.text == JK_TEXT_POINT_RANGE &&
                          strcmp(err.field, "lat") == 0,
                      "case %zu: the point is left alone, the field is named", i);
    }
}

Test(point, geo_is_two_plain_decimals_with_one_semicolon)
{
    static const struct {
        const char *text;
        enum jk_status want;
    } cases[] = { { "90;180", JK_OK },
                  { "-90;-180", JK_OK },
                  { "+0.5;+117.5", JK_OK },
                  { "0;0", JK_OK },
                  { "0.123456789012;117.123456789012", JK_OK },
                  { "0.1234567890123;117", JK_INVALID }, /* thirteen digits behind the point */
                  { "90.1;0", JK_RANGE },
                  { "0;180.1", JK_RANGE },
                  { "", JK_INVALID },
                  { ";", JK_INVALID },
                  { "1;", JK_INVALID },
                  { ";1", JK_INVALID },
                  { "1;2;", JK_INVALID },
                  { "1;;2", JK_INVALID },
                  { " 1; 2 ", JK_OK },
                  { "1.;2", JK_INVALID },
                  { "1,5;2", JK_INVALID },
                  { "1 2", JK_INVALID } };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_error err;
        struct jk_point p;

        cr_assert(jk_point_parse(jk_span_of(cases[i].text), &p, &err) == cases[i].want, "\"%s\"",
                  cases[i].text);
        cr_assert(cases[i].want == JK_OK || strcmp(err.field, "GEO") == 0);
    }
}

Test(point, places_are_one_only_to_the_last_bit)
{
    struct jk_point a = { 0.5, 117.5 }, b = a;

    cr_assert(jk_point_eq(a, b));
    b.lat_deg = nextafter(b.lat_deg, 1);
    cr_assert(!jk_point_eq(a, b));
    b = (struct jk_point){ 0.5, nextafter(117.5, 0) };
    cr_assert(!jk_point_eq(a, b));
    cr_assert(jk_point_eq((struct jk_point){ 0.0, 0 }, (struct jk_point){ -0.0, 0 }),
              "the equator has one name");
}
