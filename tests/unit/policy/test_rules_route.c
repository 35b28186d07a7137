/* R6, R7, R8 and R11: convoys, vehicles, speed, and legs that came before their main. */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>
#include "jarak/geo/geodesic.h"
#include "tests/unit/policy/subject.h"

static const struct jk_point field = { 0.42, 117.1 };

Test(pawai, a_convoy_is_lawful_only_as_movement_to_or_from_an_activity)
{
    struct subject s;

    subject_make(&s);
    for (int kind = 0; kind < JK_KIND_END; kind++) {
        s.notice.facts.kind = (enum jk_kind)kind;
        cr_expect(subject_says(&s, "R6") == (kind == JK_KIND_KONVOI), "%d", kind);
    }
    s.notice.facts.kind = JK_KIND_KONVOI;
    subject_be_leg(&s, JK_LEG_PULANG);
    cr_assert(!subject_says(&s, "R6"));
    s.input.main_known = false;
    cr_assert(!subject_says(&s, "R6"), "its activity may still arrive: R11 says so");
    cr_assert(subject_says(&s, "R11"));
    subject_clear(&s);
}

Test(no_route, vehicles_or_a_column_want_a_route_of_any_leg)
{
    struct subject s;

    subject_make(&s);
    cr_assert(!subject_says(&s, "R7"), "nobody drives");
    s.notice.facts.column_m = 0.001;
    cr_assert(subject_says(&s, "R7"));
    s.notice.facts.column_m = JK_NOT_STATED;
    s.notice.facts.has_vehicles = true;
    cr_assert(subject_says(&s, "R7"));
    /* The vehicles may stand in a leg while the main, or the other leg, has the route. */
    subject_be_leg(&s, JK_LEG_KUMPUL);
    cr_assert(subject_says(&s, "R7"));
    s.route[0] = s.route[1] = field;
    s.main.facts.shape =
        (struct jk_shape){ .kind = JK_SHAPE_ROUTE, .points = s.route, .point_count = 2 };
    cr_assert(!subject_says(&s, "R7"));
    subject_clear(&s);
}

/* 60 km/h are the pack's: a route of 60 km in one hour is the fastest that nobody asks about. */
Test(speed, the_limit_is_allowed_and_one_metre_more_in_the_hour_is_not)
{
    struct subject s;

    subject_make(&s);
    s.notice.facts.kind = JK_KIND_KONVOI;
    subject_hours(&s, "2024-11-20T10:00", "2024-11-20T11:00");
    subject_route(&s, field, jk_geodesic_direct(field, 90, 59999.5));
    cr_assert(!subject_says(&s, "R8"));
    subject_route(&s, field, jk_geodesic_direct(field, 90, 60000.5));
    cr_assert(strstr(subject_text(&s, "R8", JK_LANG_ID), " 60 km/jam") != NULL);
    /* The same way in one second more is slow enough. */
    subject_hours(&s, "2024-11-20T10:00:00", "2024-11-20T11:00:01");
    cr_assert(!subject_says(&s, "R8"));
    subject_clear(&s);
}

Test(speed, the_figure_is_rounded_to_whole_kilometres_an_hour)
{
    struct subject s;

    subject_make(&s);
    subject_hours(&s, "2024-11-20T10:00", "2024-11-20T11:00");
    subject_route(&s, field, jk_geodesic_direct(field, 0, 77600));
    cr_assert(strstr(subject_text(&s, "R8", JK_LANG_EN), " 78 km/h") != NULL, "%s",
              subject_text(&s, "R8", JK_LANG_EN));
    subject_clear(&s);
}

Test(speed, what_does_not_move_or_has_no_hours_has_none)
{
    struct subject s;

    subject_make(&s);
    subject_hours(&s, "2024-11-20T10:00:00", "2024-11-20T10:00:01");
    cr_assert(!subject_says(&s, "R8"), "a disc");
    subject_route(&s, field, jk_geodesic_direct(field, 0, 5000));
    cr_assert(subject_says(&s, "R8"));
    s.notice.instance_count = 0; /* all dates of it were taken back */
    cr_assert(!subject_says(&s, "R8"));
    subject_clear(&s);
}

Test(no_main, only_a_leg_waits_for_its_main)
{
    struct subject s;

    subject_make(&s);
    s.input.main_known = false;
    cr_assert(!subject_says(&s, "R11"), "a main has none");
    subject_be_leg(&s, JK_LEG_BERANGKAT);
    cr_assert(subject_says(&s, "R11"));
    s.input.main_known = true;
    cr_assert(!subject_says(&s, "R11"));
    subject_clear(&s);
}

/* A rally with a route whose vehicles nobody mentions walks; the finding says that it was taken so.
 */
Test(assumed, a_crowd_on_a_route_without_vehicles_is_told_to_walk_and_an_inferred_end_its_hour)
{
    struct subject s;

    subject_make(&s);
    subject_hours(&s, "2024-11-20T10:00", "2024-11-20T12:00");
    subject_route(&s, (struct jk_point){ 0.42, 117.1 }, (struct jk_point){ 0.43, 117.1 });
    s.notice.facts.kind = JK_KIND_RAPAT_UMUM;
    s.notice.facts.crowd = 900;
    cr_expect(strstr(subject_text(&s, "R22", JK_LANG_ID), "jalan kaki") != NULL, "%s",
              subject_text(&s, "R22", JK_LANG_ID));
    s.notice.facts.has_vehicles = true;
    cr_expect(!subject_says(&s, "R22"), "stated as none");
    s.notice.facts.inferred = "DTEND";
    cr_expect(strstr(subject_text(&s, "R22", JK_LANG_ID), "sampai pukul 12.00") != NULL, "%s",
              subject_text(&s, "R22", JK_LANG_ID));
    subject_clear(&s);
}

/* 5 km in an hour is as fast as a crowd walks; vehicles that do not seat it walk with it. */
Test(speed, a_column_with_people_on_foot_in_it_walks)
{
    static const struct {
        double crowd;
        bool has_vehicles;
        uint32_t cars;
        double km;
        bool speaks;
    } cases[] = {
        { 500, true, 0, 4.9, false },   { 500, true, 0, 5.1, true },  { 500, true, 10, 5.1, true },
        { 500, true, 100, 5.1, false }, { -1, true, 10, 5.1, false }, { 500, true, 100, 70, true },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct subject s;

        subject_make(&s);
        subject_hours(&s, "2024-11-20T10:00", "2024-11-20T11:00");
        s.notice.facts.kind = JK_KIND_KONVOI;
        s.notice.facts.crowd = cases[i].crowd;
        s.notice.facts.has_vehicles = cases[i].has_vehicles;
        s.notice.facts.vehicles.cars = cases[i].cars;
        subject_route(&s, field, jk_geodesic_direct(field, 90, 1000 * cases[i].km));
        cr_expect(subject_says(&s, "R8") == cases[i].speaks, "case %zu", i);
        cr_expect(!cases[i].speaks || (strstr(subject_text(&s, "R8", JK_LANG_ID),
                                              "berjalan kaki") != NULL) == (i < 3),
                  "case %zu", i);
        subject_clear(&s);
    }
}
