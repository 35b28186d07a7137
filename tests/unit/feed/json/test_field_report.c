/* Field reports as JSON, and their places as the journal keeps them. */
#include "jarak/feed/json/field_report.h"

#include <math.h>
#include "tests/support/documents.h"
#include "tests/support/seeded.h"

static const struct jk_point way[] = { { 0.5, 117.5 }, { -0.0000004, 117.6123456 } };

Test(report_place, pairs_of_degrees_to_a_tenth_of_a_metre)
{
    struct jk_buf text = { 0 };

    jk_report_place_add(&text, NULL, 0);
    cr_assert_str_eq(text_of_buffer(&text), "");
    jk_report_place_add(&text, way, 2);
    cr_assert(strncmp(text_of_buffer(&text), "0.500000;117.500000 ", 20) == 0, "%s", text.at);
    cr_assert(strstr(text.at, ";117.612346") != NULL, "rounded, not cut: %s", text.at);
    jk_buf_clear(&text);
}

Test(report_place, what_is_written_is_read_back)
{
    struct seeded random = { 20241123 };

    for (int round = 0; round < seeded_rounds(200); round++) {
        struct jk_point points[JK_REPORT_POINTS_MAX];
        size_t count = (size_t)seeded_whole(&random, 0, JK_REPORT_POINTS_MAX);
        struct jk_report_said said = { .uid = "u" };
        struct jk_arena arena = { 0 };
        struct jk_buf text = { 0 };

        for (size_t i = 0; i < count; i++)
            points[i] = (struct jk_point){ seeded_between(&random, -90, 90),
                                           seeded_between(&random, -180, 180) };
        jk_report_place_add(&text, points, count);
        cr_assert(jk_report_place_read(&arena, text_of_buffer(&text), &said) == JK_OK);
        cr_assert(said.point_count == count);
        for (size_t i = 0; i < count; i++)
            cr_assert(fabs(said.points[i].lat_deg - points[i].lat_deg) <= 5.001e-7 &&
                      fabs(said.points[i].lon_deg - points[i].lon_deg) <= 5.001e-7);
        jk_buf_clear(&text);
        jk_arena_clear(&arena);
    }
}

Test(report_place, what_we_never_wrote_is_corrupt)
{
    static const char *const wrong[] = {
        "x",    "0.5",         "0.5,117.5",     "0.5;117.5;", "0.5;117.5  0.6;117.6",
        " 0;0", "117.5;0.5.1", "91.000000;0.0", "0.5;181",    "0.5;117.5 x",
    };

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct jk_report_said said;
        struct jk_arena arena = { 0 };

        cr_expect(jk_report_place_read(&arena, wrong[i], &said) == JK_CORRUPT, "%s", wrong[i]);
        jk_arena_clear(&arena);
    }
}

Test(report_place, a_hundred_places_are_read_and_one_more_is_not)
{
    struct jk_point points[JK_REPORT_POINTS_MAX + 1] = { { 0, 0 } };

    for (size_t count = JK_REPORT_POINTS_MAX; count <= JK_REPORT_POINTS_MAX + 1; count++) {
        struct jk_report_said said;
        struct jk_arena arena = { 0 };
        struct jk_buf text = { 0 };

        jk_report_place_add(&text, points, count);
        cr_expect(jk_report_place_read(&arena, text_of_buffer(&text), &said) ==
                  (count > JK_REPORT_POINTS_MAX ? JK_CORRUPT : JK_OK));
        jk_buf_clear(&text);
        jk_arena_clear(&arena);
    }
}

static struct jk_report report(void)
{
    return (struct jk_report){ .id = "0123456789abcdef",
                               .said = { .uid = "u",
                                         .kind = JK_REPORT_LATE,
                                         .minutes = -30,
                                         .at_s = 1732341600,
                                         .note = "" },
                               .planned_s = 1732345200,
                               .account = "polres-64.08",
                               .role = "polres",
                               .time_s = 1732341660,
                               .verify_account = "" };
}

Test(report_json, a_report_that_nobody_confirmed_yet)
{
    struct jk_report r = report();

    expect_json(jk_report_json(&r, jk_tz_find(JK_SPAN("WITA"))),
                "{\"id\":\"0123456789abcdef\",\"uid\":\"u\",\"kind\":\"late\",\"minutes\":-30,"
                "\"place\":[],\"note\":\"\",\"at\":\"2024-11-23T14:00:00+08:00\","
                "\"planned\":\"2024-11-23T15:00:00+08:00\",\"account\":\"polres-64.08\","
                "\"role\":\"polres\",\"time\":\"2024-11-23T14:01:00+08:00\",\"verified\":false,"
                "\"in_force\":false,\"verified_by\":\"\",\"verified_at\":null}");
}

Test(report_json, a_way_that_was_confirmed_and_is_judged_now)
{
    static const struct jk_point seen[] = { { 0.5, 117.5 }, { 0.25, 117.75 } };
    struct jk_report r = report();

    r.said.kind = JK_REPORT_OFF_ROUTE;
    r.said.minutes = 0;
    r.said.points = seen;
    r.said.point_count = 2;
    r.said.note = "Jl. \"Yos Sudarso\"";
    r.in_force = true;
    r.verify_account = "bawaslu-64.08";
    r.verified_s = 1732341720;
    expect_json(jk_report_json(&r, jk_tz_find(JK_SPAN("WIB"))),
                "{\"id\":\"0123456789abcdef\",\"uid\":\"u\",\"kind\":\"off_route\",\"minutes\":0,"
                "\"place\":[{\"lat\":0.5,\"lon\":117.5},{\"lat\":0.25,\"lon\":117.75}],"
                "\"note\":\"Jl. \\\"Yos Sudarso\\\"\",\"at\":\"2024-11-23T13:00:00+07:00\","
                "\"planned\":\"2024-11-23T14:00:00+07:00\",\"account\":\"polres-64.08\","
                "\"role\":\"polres\",\"time\":\"2024-11-23T13:01:00+07:00\",\"verified\":true,"
                "\"in_force\":true,\"verified_by\":\"bawaslu-64.08\","
                "\"verified_at\":\"2024-11-23T13:02:00+07:00\"}");
}
