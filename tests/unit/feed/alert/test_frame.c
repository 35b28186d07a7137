/* Frames between jarakd and jarakd-notify, cut anywhere; and which alerts a subscription wants. */
#include <criterion/criterion.h>
#include <string.h>
#include "jarak/feed/alert/frame.h"

#define ALERT(level, code, contest)                                                         \
    "{\"level\":\"" level "\",\"conflict\":{\"own\":{\"contest\":\"" contest "\"},"         \
    "\"with\":{\"contest\":\"c2\"},\"jurisdiction\":{\"regions\":[{\"code\":\"64.08.11\"}," \
    "{\"code\":\"" code "\"}]}}}"

Test(letter, comes_out_as_it_went_in_however_the_frames_are_cut)
{
    const struct jk_frame in = { .subscription = "0123456789abcdef",
                                 .seq = 9007199254740993,
                                 .summary = true,
                                 .from = "",
                                 .to = "",
                                 .url = "https://h/x",
                                 .host = "h",
                                 .port = 443,
                                 .address = "",
                                 .timestamp = "1700000000",
                                 .signature = "ab",
                                 .body = JK_SPAN("{\"text\":\"baris\\nsatu \xe2\x82\xac\"}") };
    struct jk_buf buf = { 0 };
    struct jk_arena arena = { 0 };
    size_t one;

    jk_frame_write(&buf, &in);
    one = buf.len;
    jk_frame_write(&buf, &in);
    cr_assert(jk_buf_ok(&buf));
    for (size_t cut = 0; cut <= buf.len; cut++) {
        struct jk_span rest = { buf.at, cut }, frame;
        struct jk_frame out;
        size_t found = 0;

        while (jk_frame_take(&rest, &frame) == JK_OK) {
            cr_assert(jk_frame_read(frame, &arena, &out) == JK_OK);
            cr_assert(out.summary && out.seq == in.seq && out.port == 443 &&
                      jk_span_eq(out.body, in.body));
            cr_assert(strcmp(out.url, in.url) == 0 && strcmp(out.signature, "ab") == 0);
            found++;
        }
        cr_assert(found == cut / one, "%zu of %zu", found, cut);
    }
    jk_buf_clear(&buf);
    jk_arena_clear(&arena);
}

Test(letter, what_is_no_letter_or_receipt_is_refused)
{
    static const char *const bad[] = { "",
                                       "{",
                                       "[]",
                                       "{}",
                                       "{\"subscription\":\"a\",\"seq\":-1}",
                                       "{\"subscription\":1,\"seq\":1,\"reason\":\"\"}" };
    struct jk_arena arena = { 0 };
    struct jk_frame letter;
    struct jk_receipt receipt;
    struct jk_span huge = JK_SPAN("\x7f\xff\xff\xff{}"), frame;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        cr_assert(jk_frame_read(jk_span_of(bad[i]), &arena, &letter) == JK_INVALID);
        cr_assert(jk_receipt_read(jk_span_of(bad[i]), &arena, &receipt) == JK_INVALID);
    }
    cr_assert(jk_frame_take(&huge, &frame) == JK_TOO_BIG);
    jk_arena_clear(&arena);
}

Test(letter, a_receipt_says_which_letter_and_why_it_failed)
{
    const struct jk_receipt in = { "0123456789abcdef", 7, false, "HTTP 503" };
    struct jk_buf buf = { 0 };
    struct jk_arena arena = { 0 };
    struct jk_receipt out;
    struct jk_span rest, frame;

    jk_receipt_write(&buf, &in);
    rest = jk_buf_view(&buf);
    cr_assert(jk_frame_take(&rest, &frame) == JK_OK && rest.len == 0);
    cr_assert(jk_receipt_read(frame, &arena, &out) == JK_OK);
    cr_assert(out.seq == 7 && !out.delivered && strcmp(out.reason, "HTTP 503") == 0);
    jk_buf_clear(&buf);
    jk_arena_clear(&arena);
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
        { "{\"level\":\"siaga\",\"conflict\":{}}", "", "c3", JK_LEVEL_INFO, true },
        { "no json", "", "", JK_LEVEL_INFO, false },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct jk_alert_filter filter = { rows[i].area, rows[i].contest, "", rows[i].level };

        cr_assert(jk_alert_wanted(rows[i].payload, &filter) == rows[i].wanted, "%zu", i);
    }
}

#define KINDS(worst, part)                                                                   \
    "{\"level\":\"siaga\",\"conflict\":{\"kind\":\"" worst "\",\"parts\":[{\"kind\":\"" part \
    "\"}]}}"

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
        cr_assert(jk_alert_wanted(KINDS("static", "crossing"), &filter) == rows[i].wanted, "%s",
                  rows[i].kinds);
    }
}

#define PLACES(lat, lon)                                                                  \
    "{\"level\":\"siaga\",\"conflict\":{\"parts\":[{\"at\":[{\"lat\":0.1,\"lon\":117.0}," \
    "{\"lat\":" lat ",\"lon\":" lon "}]}]}}"
#define SQUARE "0.4;117.4 0.6;117.4 0.6;117.6 0.4;117.6"

Test(filter, a_polygon_takes_what_has_a_place_inside)
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
        { "{\"level\":\"siaga\",\"conflict\":{}}", SQUARE, false },
    };
    static const char *const no_areas[] = { "0.4;117.4 0.6;117.4", "0.4;117.4  0.6;117.4 0.6;117.6",
                                            "0.4;117.4 0.6;117.4 91;117.6", ";", "0.4;117.4 x" };
    struct jk_arena arena = { 0 };
    struct jk_outline outline;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct jk_alert_filter filter = { rows[i].area, "", "", JK_LEVEL_INFO };

        cr_assert(jk_alert_wanted(rows[i].payload, &filter) == rows[i].wanted, "%zu", i);
    }
    for (size_t i = 0; i < sizeof no_areas / sizeof *no_areas; i++)
        cr_assert(jk_alert_area_read(&arena, no_areas[i], &outline) == JK_INVALID, "%s",
                  no_areas[i]);
    jk_arena_clear(&arena);
}
