/* Every word goes there and back, and words that are none have none; states stand as SPEC 4 says.
 */
#include <criterion/criterion.h>
#include <stdint.h>
#include <string.h>
#include "jarak/model/activity.h"
#include "jarak/model/alert.h"
#include "jarak/model/chain_state.h"
#include "jarak/model/notice.h"
#include "jarak/model/report.h"
#include "jarak/model/texts.h"

/* WIRE 1: these stand in clients' programs and in stores, so they are spelled out here. */
Test(words, states_have_the_words_of_the_wire_and_stand_while_they_may_conflict)
{
    static const struct {
        enum jk_state state;
        const char *word;
        bool stands;
    } states[] = {
        { JK_STATE_DRAFT, "draft", false },
        { JK_STATE_SUBMITTED, "submitted", true },
        { JK_STATE_UNDER_REVIEW, "under_review", true },
        { JK_STATE_ON_HOLD, "on_hold", true },
        { JK_STATE_RETURNED, "returned", true },
        { JK_STATE_APPROVED, "approved", true },
        { JK_STATE_REFUSED, "refused", false },
        { JK_STATE_WITHDRAWN, "withdrawn", false },
        { JK_STATE_DONE, "done", false },
        { JK_STATE_NOT_HELD, "not_held", false },
    };
    static const char *const none[] = { "", "Draft", "draft ", "drafts", "approve", "unknown" };

    cr_assert(sizeof states / sizeof *states == JK_STATE_END);
    for (size_t i = 0; i < JK_STATE_END; i++) {
        cr_assert_str_eq(jk_state_word(states[i].state), states[i].word);
        cr_assert(jk_state_of(states[i].word) == states[i].state, "%s", states[i].word);
        cr_assert(jk_state_stands(states[i].state) == states[i].stands, "%s", states[i].word);
    }
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        cr_assert(jk_state_of(none[i]) == JK_STATE_END, "%s", none[i]);
}

Test(words, acts_events_channels_and_reports_have_the_words_of_the_wire)
{
    static const char *const acts[] = { "review",       "approve", "hold",     "return",  "refuse",
                                        "withdraw",     "done",    "not_held", "confirm", "undo",
                                        "correct_sttp", "rescind", "schedule" };
    static const char *const events[] = { "opened",    "level", "moved", "closed",
                                          "escalated", "act",   "open" };
    static const char *const channels[] = { "webhook", "email" };
    static const char *const reports[] = { "late", "off_route", "longer", "over" };

    cr_assert(sizeof acts / sizeof *acts == JK_ACT_END);
    cr_assert(sizeof events / sizeof *events == JK_EVENT_END);
    cr_assert(sizeof channels / sizeof *channels == JK_CHANNEL_END);
    cr_assert(sizeof reports / sizeof *reports == JK_REPORT_END);
    for (int i = 0; i < JK_ACT_END; i++)
        cr_assert(jk_act_of(acts[i]) == (enum jk_act_kind)i &&
                      strcmp(jk_act_word((enum jk_act_kind)i), acts[i]) == 0,
                  "%s", acts[i]);
    for (int i = 0; i < JK_EVENT_END; i++)
        cr_assert(jk_event_of(events[i]) == (enum jk_alert_event)i &&
                      strcmp(jk_event_word((enum jk_alert_event)i), events[i]) == 0,
                  "%s", events[i]);
    for (int i = 0; i < JK_CHANNEL_END; i++)
        cr_assert(jk_channel_of(channels[i]) == (enum jk_channel)i &&
                      strcmp(jk_channel_word((enum jk_channel)i), channels[i]) == 0,
                  "%s", channels[i]);
    for (int i = 0; i < JK_REPORT_END; i++)
        cr_assert(jk_report_of(reports[i]) == (enum jk_report_kind)i &&
                      strcmp(jk_report_word((enum jk_report_kind)i), reports[i]) == 0,
                  "%s", reports[i]);
    cr_assert(jk_act_of("Approve") == JK_ACT_END && jk_event_of("") == JK_EVENT_END);
    cr_assert(jk_channel_of("sms") == JK_CHANNEL_END && jk_report_of("early") == JK_REPORT_END);
}

Test(words, kinds_and_legs_are_read_in_any_case)
{
    static const struct {
        enum jk_kind kind;
        const char *category, *word;
    } kinds[] = { { JK_KIND_RAPAT_UMUM, "RAPAT-UMUM", "rapat_umum" },
                  { JK_KIND_TERBATAS, "PERTEMUAN-TERBATAS", "terbatas" },
                  { JK_KIND_TATAP_MUKA, "TATAP-MUKA", "tatap_muka" },
                  { JK_KIND_KONVOI, "KONVOI", "konvoi" },
                  { JK_KIND_LOGISTIK, "LOGISTIK", "logistik" },
                  { JK_KIND_PENGAMANAN, "PENGAMANAN", "pengamanan" },
                  { JK_KIND_RAKOR, "RAKOR", "rakor" },
                  { JK_KIND_SOSIALISASI, "SOSIALISASI", "sosialisasi" } };
    struct jk_error err;
    enum jk_kind kind;
    enum jk_leg leg;

    cr_assert(sizeof kinds / sizeof *kinds == JK_KIND_END);
    for (size_t i = 0; i < JK_KIND_END; i++) {
        cr_assert_str_eq(jk_kind_category(kinds[i].kind), kinds[i].category);
        cr_assert_str_eq(jk_kind_word(kinds[i].kind), kinds[i].word);
        cr_assert(jk_kind_parse(jk_span_of(kinds[i].category), &kind, &err) == JK_OK &&
                  kind == kinds[i].kind);
        cr_assert(jk_kind_name(kind, JK_LANG_ID)[0] && jk_kind_name(kind, JK_LANG_EN)[0]);
    }
    cr_assert(jk_kind_parse(JK_SPAN("rapat-Umum"), &kind, &err) == JK_OK);
    cr_assert(jk_kind_parse(JK_SPAN("rapat_umum"), &kind, &err) == JK_INVALID, "the JSON word");
    cr_assert(err.text == JK_TEXT_UNKNOWN_KIND && strcmp(err.field, "CATEGORIES") == 0 &&
              strcmp(err.value, "rapat_umum") == 0);
    for (enum jk_leg want = JK_LEG_KUMPUL; want < JK_LEG_END; want++) {
        cr_assert(jk_leg_parse(jk_span_of(jk_leg_word(want)), &leg, &err) == JK_OK && leg == want);
        cr_assert(jk_leg_name(want, JK_LANG_ID)[0] && jk_leg_name(want, JK_LANG_EN)[0]);
    }
    cr_assert(jk_leg_parse(JK_SPAN("RAPAT"), &leg, &err) == JK_INVALID, "a main states no leg");
    cr_assert(jk_leg_parse(JK_SPAN(""), &leg, &err) == JK_INVALID);
    cr_assert(err.text == JK_TEXT_UNKNOWN_LEG);
}

Test(words, categories_of_reports_are_read_in_any_case)
{
    cr_assert(jk_report_of_category(JK_SPAN("TERLAMBAT")) == JK_REPORT_LATE);
    cr_assert(jk_report_of_category(JK_SPAN("Keluar-Rute")) == JK_REPORT_OFF_ROUTE);
    cr_assert(jk_report_of_category(JK_SPAN("lebih-lama")) == JK_REPORT_LONGER);
    cr_assert(jk_report_of_category(JK_SPAN("SELESAI")) == JK_REPORT_OVER);
    cr_assert(jk_report_of_category(JK_SPAN("late")) == JK_REPORT_END);
    cr_assert(jk_report_of_category(JK_SPAN("")) == JK_REPORT_END);
}

/* What each kind of report must and must not say, each figure at its border. */
Test(report, each_kind_wants_its_own_figures)
{
    static char long_note[JK_REPORT_NOTE_MAX + 2];
    static const struct {
        enum jk_report_kind kind;
        int64_t minutes;
        size_t points, note;
        enum jk_status want;
        const char *field;
    } cases[] = {
        { JK_REPORT_LATE, 1, 0, 0, JK_OK, "" },
        { JK_REPORT_LATE, -1, 0, 0, JK_OK, "early" },
        { JK_REPORT_LATE, 0, 0, 0, JK_RANGE, "minutes" },
        { JK_REPORT_LATE, JK_REPORT_MINUTES_MAX, 0, 0, JK_OK, "" },
        { JK_REPORT_LATE, JK_REPORT_MINUTES_MAX + 1, 0, 0, JK_RANGE, "minutes" },
        { JK_REPORT_LATE, -JK_REPORT_MINUTES_MAX, 0, 0, JK_OK, "" },
        { JK_REPORT_LATE, -JK_REPORT_MINUTES_MAX - 1, 0, 0, JK_RANGE, "minutes" },
        { JK_REPORT_LATE, 5, 1, 0, JK_INVALID, "place" },
        { JK_REPORT_LONGER, 1, 0, 0, JK_OK, "" },
        { JK_REPORT_LONGER, 0, 0, 0, JK_RANGE, "minutes" },
        { JK_REPORT_LONGER, -1, 0, 0, JK_RANGE, "minutes" },
        { JK_REPORT_OVER, 0, 0, 0, JK_OK, "" },
        { JK_REPORT_OVER, 1, 0, 0, JK_RANGE, "minutes" },
        { JK_REPORT_OVER, -1, 0, 0, JK_RANGE, "minutes" },
        { JK_REPORT_OVER, 0, 1, 0, JK_INVALID, "place" },
        { JK_REPORT_OFF_ROUTE, 0, 1, 0, JK_OK, "" },
        { JK_REPORT_OFF_ROUTE, 10, 2, 0, JK_OK, "and late" },
        { JK_REPORT_OFF_ROUTE, 0, 0, 0, JK_INVALID, "place" },
        { JK_REPORT_OFF_ROUTE, 0, JK_REPORT_POINTS_MAX, 0, JK_OK, "" },
        { JK_REPORT_OFF_ROUTE, 0, JK_REPORT_POINTS_MAX + 1, 0, JK_INVALID, "place" },
        { JK_REPORT_OVER, 0, 0, JK_REPORT_NOTE_MAX, JK_OK, "" },
        { JK_REPORT_OVER, 0, 0, JK_REPORT_NOTE_MAX + 1, JK_INVALID, "note" },
    };

    memset(long_note, 'x', sizeof long_note - 1);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_report_said said = { .kind = cases[i].kind,
                                       .minutes = cases[i].minutes,
                                       .point_count = cases[i].points,
                                       .note = long_note + sizeof long_note - 1 - cases[i].note };
        struct jk_error err = { .field = "" };

        cr_assert(jk_report_check(&said, &err) == cases[i].want, "case %zu", i);
        if (cases[i].want != JK_OK)
            cr_assert_str_eq(err.field, cases[i].field);
    }
}

/* 0 is a statement: no uncertainty, a crowd of none. What is absent must be told from it. */
Test(notice, nothing_stated_is_told_from_zero_and_never_null)
{
    struct jk_facts f = jk_facts_unstated();
    struct jk_notice main = { .uid = "m@x" }, leg = { .uid = "l@x", .parent = "m@x" };

    cr_assert(f.radius_m < 0 && f.uncertainty_m < 0 && f.crowd < 0 && f.column_m < 0 &&
              f.width_m < 0 && f.buildup_s < 0 && f.dispersal_s < 0);
    cr_assert(f.letter_day == INT32_MIN && f.received_s == JK_NO_TIME && f.stated_weekday == -1);
    cr_assert(f.shape.kind == JK_SHAPE_NONE && f.party.count == 0 && f.party.contest[0] == '\0');
    cr_assert(!f.has_vehicles && !f.cancelled && !f.all_day);
    cr_assert(!*f.summary && !*f.location && !*f.place_code && !*f.letter_no && !*f.sttp &&
              !*f.contact && !*f.props && !*f.public_note);
    cr_assert_str_eq(jk_notice_chain(&main), "m@x");
    cr_assert_str_eq(jk_notice_chain(&leg), "m@x");
}
