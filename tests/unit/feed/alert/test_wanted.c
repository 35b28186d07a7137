/* Which alerts a subscription wants, by level, area, contest and kind. */
#include <criterion/criterion.h>
#include <string.h>
#include "jarak/geo/geodesic.h"
#include "jarak/feed/alert/alert.h"
#include "jarak/geo/geodesic.h"

#define TEXTS "\"text\":\"a\",\"text_en\":\"b\","
#define ALERT(level, code, contest)                                                          \
    "{\"level\":\"" level "\"," TEXTS "\"conflict\":{\"own\":{\"contest\":\"" contest "\"}," \
    "\"with\":{\"contest\":\"c2\"},\"jurisdiction\":{\"regions\":[{\"code\":\"64.08.11\","   \
    "\"name\":\"x\"},{\"code\":\"" code "\",\"name\":\"y\"}]}}}"

/* Does the filter want what the document tells? What cannot be read is wanted by none. */
static bool is_wanted(const char *document, const struct jk_alert_filter *filter)
{
    struct jk_arena arena = { 0 };
    struct jk_alert alert = { .document = document };
    bool wanted = jk_alert_read(&arena, &alert) == JK_OK && jk_alert_is_wanted(&alert, filter);

    jk_arena_clear(&arena);
    return wanted;
}

Test(filter, level_area_and_contest_must_all_fit)
{
    static const struct {
        const char *payload, *area, *contest;
        enum jk_level level;
        bool wanted;
    } rows[] = {
        { ALERT("siaga", "64.08.04", "c1"), "", "", JK_LEVEL_WASPADA, true },
        { ALERT("waspada", "64.08.04", "c1"), "64.08.04", "c1", JK_LEVEL_WASPADA, true },
        { ALERT("waspada", "64.08.04", "c1"), "64.08", "c2", JK_LEVEL_INFO, true },
        { ALERT("info", "64.08.04", "c1"), "", "", JK_LEVEL_WASPADA, false },
        { ALERT("none", "64.08.04", "c1"), "", "", JK_LEVEL_INFO, false },
        { ALERT("siaga", "64.08.04", "c1"), "64.08.05", "", JK_LEVEL_INFO, false },
        { ALERT("siaga", "64.08.040", "c1"), "64.08.04", "", JK_LEVEL_INFO, false },
        { ALERT("siaga", "64.08.04", "c1"), "", "c3", JK_LEVEL_INFO, false },
        { "{\"level\":\"siaga\"," TEXTS "\"conflict\":{}}", "", "c3", JK_LEVEL_INFO, true },
        { "no json", "", "", JK_LEVEL_INFO, false },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct jk_alert_filter filter = { rows[i].area, rows[i].contest, "", rows[i].level };

        cr_assert(is_wanted(rows[i].payload, &filter) == rows[i].wanted, "%zu", i);
    }
}

#define KINDS(worst, part)                                          \
    "{\"level\":\"siaga\"," TEXTS "\"conflict\":{\"kind\":\"" worst \
    "\",\"parts\":[{\"kind\":\"" part "\"}]}}"

Test(filter, a_kind_is_that_of_the_conflict_or_of_a_part)
{
    static const struct {
        const char *kinds;
        bool known, wanted;
    } rows[] = {
        { "", true, true },
        { "static", true, true },
        { "crossing", true, true },
        { "head_on,crossing", true, true },
        { "head_on", true, false },
        { "head_on,following,same_place,passing", true, false },
        { "cross", false, false },
        { "crossing,", false, true },
        { ",", false, false },
        { "Crossing", false, false },
        { "crossing head_on", false, false },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct jk_alert_filter filter = { "", "", rows[i].kinds, JK_LEVEL_INFO };

        cr_assert(jk_alert_kinds_check(rows[i].kinds) == rows[i].known, "%s", rows[i].kinds);
        cr_assert(is_wanted(KINDS("static", "crossing"), &filter) == rows[i].wanted, "%s",
                  rows[i].kinds);
    }
}

#define PLACES(lat, lon)                                                                           \
    "{\"level\":\"siaga\"," TEXTS "\"conflict\":{\"parts\":[{\"at\":[{\"lat\":0.1,\"lon\":117.0}," \
    "{\"lat\":" lat ",\"lon\":" lon "}]}]}}"
#define SQUARE "0.4;117.4 0.6;117.4 0.6;117.6 0.4;117.6"

Test(filter, a_polygon_takes_what_has_a_place_inside, .init = jk_geodesic_init)
{
    static const struct {
        const char *payload, *area;
        bool wanted;
    } rows[] = {
        { PLACES("0.5", "117.5"), SQUARE, true },
        { PLACES("0.41", "117.59"), SQUARE, true },
        { PLACES("0.39", "117.5"), SQUARE, false },
        { PLACES("0.5", "117.61"), SQUARE, false },
        { PLACES("0.5", "117.5"), "0.4;117.4 0.6;117.4 0.6;117.45", false },
        { "{\"level\":\"siaga\"," TEXTS "\"conflict\":{}}", SQUARE, false },
    };
    static const char *const no_areas[] = { "0.4;117.4 0.6;117.4", "0.4;117.4  0.6;117.4 0.6;117.6",
                                            "0.4;117.4 0.6;117.4 91;117.6", ";", "0.4;117.4 x" };
    struct jk_arena arena = { 0 };
    struct jk_outline outline;

    jk_geodesic_init();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct jk_alert_filter filter = { rows[i].area, "", "", JK_LEVEL_INFO };

        cr_assert(is_wanted(rows[i].payload, &filter) == rows[i].wanted, "%zu", i);
    }
    for (size_t i = 0; i < sizeof no_areas / sizeof *no_areas; i++)
        cr_assert(jk_alert_area_read(&arena, no_areas[i], &outline) == JK_INVALID, "%s",
                  no_areas[i]);
    jk_arena_clear(&arena);
}
