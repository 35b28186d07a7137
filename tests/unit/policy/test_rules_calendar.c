/* R1 to R5, R12, R16 and R19 at their edges: the second and the day at which each begins to speak.
 *
 * The calendar is that of the Kutim pack (DOMAIN 2): campaign 25 September to 23 November 2024,
 * quiet days 24 to 26 November, the vote on the 27th, rallies 09.00 to 18.00 WITA. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "jarak/geo/geodesic.h"
#include "tests/unit/policy/subject.h"
#include "tests/support/give_slots.h"

/* One activity: whether the rule speaks, and the day it names. */
struct hours_case {
    const char *start, *end, *names; /* null: it is silent */
};

static void hold(const char *rule, enum jk_kind kind, const struct hours_case *cases, size_t count)
{
    struct subject s;

    subject_make(&s);
    s.notice.facts.kind = kind;
    for (size_t i = 0; i < count; i++) {
        const char *text;

        subject_hours(&s, cases[i].start, cases[i].end);
        text = subject_text(&s, rule, JK_LANG_ID);
        if (cases[i].names)
            cr_expect(strstr(text, cases[i].names) != NULL, "%s %s: \"%s\"", rule, cases[i].start,
                      text);
        else
            cr_expect(text[0] == '\0', "%s %s: \"%s\"", rule, cases[i].start, text);
    }
    subject_clear(&s);
}

#define HOLD(rule, kind, cases) hold(rule, kind, cases, sizeof(cases) / sizeof *(cases))

Test(window, it_begins_and_ends_at_local_midnight_and_leaves_quiet_days_to_the_next_rule)
{
    static const struct hours_case cases[] = {
        { "2024-09-25T00:00:00", "2024-09-25T02:00:00", NULL },
        /* One second before midnight is the day before, in WITA and not in UTC. */
        { "2024-09-24T23:59:59", "2024-09-25T02:00:00", "24 September 2024" },
        { "2024-11-23T22:00:00", "2024-11-24T00:00:00", NULL }, /* the end is exclusive */
        { "2024-11-24T10:00:00", "2024-11-24T12:00:00", NULL }, /* R2 tells of it */
        { "2024-11-27T00:00:00", "2024-11-27T02:00:00", "27 November 2024" },
        { "2024-11-28T00:00:00", "2024-11-28T02:00:00", NULL },              /* R29 tells of it */
        { "2025-01-10T10:00:00", "2025-01-10T12:00:00", "10 Januari 2025" }, /* R30 too */
    };

    HOLD("R1", JK_KIND_TATAP_MUKA, cases);
}

/* Quiet days are told by the next rule; a day outside behind them is still outside. */
Test(window, a_quiet_day_does_not_silence_a_day_outside)
{
    static const struct hours_case cases[] = {
        { "2024-11-24T10:00:00", "2024-11-27T12:00:00", "27 November 2024" }, /* one, over days */
    };
    struct subject s;

    HOLD("R1", JK_KIND_TATAP_MUKA, cases);
    subject_make(&s);
    subject_hours(&s, "2024-11-24T10:00", "2024-11-24T12:00");
    cr_assert(!subject_says(&s, "R1"));
    subject_also(&s, "2024-11-27T10:00", "2024-11-27T12:00");
    cr_assert(strstr(subject_text(&s, "R1", JK_LANG_ID), "27 November 2024") != NULL);
    cr_assert(strstr(subject_text(&s, "R2", JK_LANG_ID), "24 November 2024") != NULL);
    subject_clear(&s);
}

/* Counting, recap and announcement: what it is for is asked, until nobody watches any more. */
Test(after_the_vote, a_crowd_is_clarified_until_the_announcement)
{
    static const struct hours_case after[] = {
        { "2024-11-27T22:00:00", "2024-11-28T00:00:00", NULL }, /* the day of the vote */
        { "2024-11-27T22:00:00", "2024-11-28T00:00:01", "28 November 2024" },
        { "2024-12-16T22:00:00", "2024-12-17T00:00:00", "16 Desember 2024" },
        { "2024-12-17T00:00:00", "2024-12-17T02:00:00", NULL },
    };
    static const struct hours_case unwatched[] = {
        { "2024-12-16T22:00:00", "2024-12-17T00:00:00", NULL },
        { "2024-12-17T00:00:00", "2024-12-17T02:00:00", "16 Desember 2024" },
    };

    HOLD("R29", JK_KIND_KONVOI, after);
    HOLD("R30", JK_KIND_RAPAT_UMUM, unwatched);
    HOLD("R29", JK_KIND_RAPAT_UMUM, after);
}

/* A polling station is guarded on its day, and not the week before. */
Test(after_the_vote, places_are_guarded_in_their_hours)
{
    static const struct {
        const char *kind;
        double metres;
        int64_t from_s, to_s;
        bool says;
    } cases[] = {
        { "tps", 199.9, 0, 0, false },     { "tps", 199.9, -3600, 1, true },
        { "tps", 199.9, -3600, 0, false }, { "rekapitulasi", 199.9, 7199, 9000, true },
        { "tps", 200.1, -3600, 1, false }, { "tps", 199.9, 7200, 9000, false },
    };
    struct subject s;

    subject_make(&s);
    subject_hours(&s, "2024-11-28T10:00", "2024-11-28T12:00");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const int64_t start_s = s.notice.instances[0].start_s;
        struct jk_place place = { .code = "t",
                                  .name = "TPS 01",
                                  .region = "64.08.04",
                                  .kind = cases[i].kind,
                                  .point = jk_geodesic_direct(s.notice.facts.shape.centre, 45,
                                                              cases[i].metres) };

        if (cases[i].to_s || cases[i].from_s) {
            place.from_s = start_s + cases[i].from_s;
            place.to_s = start_s + cases[i].to_s;
        }
        s.pack.places = &place;
        s.pack.place_count = 1;
        cr_expect(subject_says(&s, "R31") == cases[i].says, "case %zu", i);
    }
    subject_clear(&s);
}

Test(window, every_kind_of_a_campaign_is_bound_and_no_other)
{
    struct subject s;

    subject_make(&s);
    subject_hours(&s, "2024-09-24T10:00", "2024-09-24T12:00");
    for (int kind = 0; kind < JK_KIND_END; kind++) {
        s.notice.facts.kind = (enum jk_kind)kind;
        cr_expect(subject_says(&s, "R1") == (kind <= JK_KIND_KONVOI), "%s",
                  jk_kind_word((enum jk_kind)kind));
    }
    subject_clear(&s);
}

Test(window, the_first_instance_outside_is_the_one_that_is_named)
{
    struct subject s;

    subject_make(&s);
    subject_hours(&s, "2024-09-25T10:00", "2024-09-25T12:00");
    subject_also(&s, "2024-11-27T10:00", "2024-11-27T12:00");
    subject_also(&s, "2024-11-28T10:00", "2024-11-28T12:00");
    cr_assert(strstr(subject_text(&s, "R1", JK_LANG_ID), "Rabu, 27 November 2024") != NULL);
    cr_assert(strstr(subject_text(&s, "R1", JK_LANG_EN), "Wednesday, 27 November 2024") != NULL);
    subject_clear(&s);
}

Test(quiet_days, the_first_second_of_24_november_is_quiet_and_the_first_of_the_27th_is_not)
{
    static const struct hours_case cases[] = {
        { "2024-11-23T22:00:00", "2024-11-24T00:00:00", NULL },
        { "2024-11-23T22:00:00", "2024-11-24T00:00:01", "Minggu, 24 November 2024" },
        { "2024-11-26T23:59:59", "2024-11-27T01:00:00", "Selasa, 26 November 2024" },
        { "2024-11-27T00:00:00", "2024-11-27T01:00:00", NULL },
        /* A meeting of several days that runs through them names the first of them. */
        { "2024-11-22T10:00:00", "2024-11-28T10:00:00", "24 November 2024" },
    };

    HOLD("R2", JK_KIND_TERBATAS, cases);
}

Test(quiet_days, duty_and_logistics_go_on)
{
    static const struct hours_case cases[] = {
        { "2024-11-25T10:00", "2024-11-25T12:00", NULL },
    };

    HOLD("R2", JK_KIND_LOGISTIK, cases);
    HOLD("R2", JK_KIND_PENGAMANAN, cases);
    HOLD("R2", JK_KIND_RAKOR, cases);
    HOLD("R2", JK_KIND_SOSIALISASI, cases);
}

Test(rally_hours, nine_to_six_to_the_second)
{
    static const struct hours_case cases[] = {
        { "2024-11-20T09:00:00", "2024-11-20T18:00:00", NULL },
        { "2024-11-20T08:59:59", "2024-11-20T18:00:00", "20 November 2024" },
        { "2024-11-20T09:00:00", "2024-11-20T18:00:01", "20 November 2024" },
        /* It ends within the hours of another day. */
        { "2024-11-20T17:00:00", "2024-11-21T10:00:00", "20 November 2024" },
    };

    HOLD("R3", JK_KIND_RAPAT_UMUM, cases);
}

Test(rally_hours, they_bind_neither_meetings_nor_the_legs_of_a_rally)
{
    static const struct hours_case night[] = { { "2024-11-20T20:00", "2024-11-20T22:00", NULL } };
    struct subject s;

    HOLD("R3", JK_KIND_TERBATAS, night);
    HOLD("R3", JK_KIND_KONVOI, night);
    subject_make(&s);
    subject_hours(&s, "2024-11-20T20:00", "2024-11-20T22:00");
    cr_assert(subject_says(&s, "R3"));
    subject_be_leg(&s, JK_LEG_KUMPUL);
    cr_assert(!subject_says(&s, "R3"), "people may gather before nine");
    subject_clear(&s);
}

Test(rally_hours, a_pack_without_both_hours_says_nothing)
{
    struct subject s;

    subject_make(&s);
    subject_hours(&s, "2024-11-20T20:00", "2024-11-20T22:00");
    subject_entry(&s, 3)->value_count = 1;
    cr_assert(!subject_says(&s, "R3"));
    subject_clear(&s);
}

/* The activity is on Saturday 23 November; DOMAIN 1.7 counts the letter's own day. */
Test(late_letter, every_day_of_the_letter_from_in_time_to_after_the_activity)
{
    static const struct {
        const char *day;
        int late; /* working days */
    } cases[] = {
        { "2024-11-01", 0 }, { "2024-11-14", 0 }, { "2024-11-15", 1 },
        { "2024-11-16", 2 }, { "2024-11-17", 2 }, /* a Sunday: no working day is gained or lost */
        { "2024-11-18", 2 }, { "2024-11-19", 3 }, { "2024-11-22", 6 },
        { "2024-11-23", 7 }, { "2024-12-24", 7 }, /* after it: as late as can be */
    };
    struct subject s;

    subject_make(&s);
    subject_hours(&s, "2024-11-23T10:00", "2024-11-23T12:00");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char want[64];

        cr_assert(jk_date_parse(jk_span_of(cases[i].day), &s.notice.facts.letter_day));
        snprintf(want, sizeof want, "terlambat %d hari", cases[i].late);
        if (cases[i].late)
            cr_expect(strstr(subject_text(&s, "R4", JK_LANG_ID), want) != NULL, "%s: %s",
                      cases[i].day, subject_text(&s, "R4", JK_LANG_ID));
        else
            cr_expect(!subject_says(&s, "R4"), "%s", cases[i].day);
    }
    subject_clear(&s);
}

Test(late_letter, the_day_of_receipt_is_a_local_one_and_goes_before_the_date_of_the_letter)
{
    struct subject s;

    subject_make(&s);
    subject_hours(&s, "2024-11-23T10:00", "2024-11-23T12:00");
    cr_assert(jk_date_parse(JK_SPAN("2024-11-01"), &s.notice.facts.letter_day));
    s.notice.facts.received_s = subject_instant("2024-11-14T23:59:59");
    cr_assert(!subject_says(&s, "R4"));
    s.notice.facts.received_s = subject_instant("2024-11-15T00:00:00");
    cr_assert(subject_says(&s, "R4"), "16.00 UTC of the 14th is the 15th in WITA");
    subject_clear(&s);
}

Test(late_letter, a_holiday_is_no_working_day)
{
    struct subject s;

    /* 16 September is one (Maulid): from Thursday 12 to Tuesday 24 stand 12, 13, 17 to 20, 23. */
    subject_make(&s);
    subject_hours(&s, "2024-09-24T10:00", "2024-09-24T12:00");
    cr_assert(jk_date_parse(JK_SPAN("2024-09-12"), &s.notice.facts.letter_day));
    cr_assert(!subject_says(&s, "R4"));
    cr_assert(jk_date_parse(JK_SPAN("2024-09-13"), &s.notice.facts.letter_day));
    cr_assert(subject_says(&s, "R4"));
    s.pack.holiday_count = 0;
    cr_assert(!subject_says(&s, "R4"), "without it the 16th counts");
    subject_clear(&s);
}

Test(late_letter, no_letter_is_not_a_late_one)
{
    struct subject s;

    subject_make(&s);
    cr_assert(!subject_says(&s, "R4"));
    subject_clear(&s);
}

Test(stated_weekday, it_is_that_of_the_local_day_of_the_first_start)
{
    struct subject s;

    subject_make(&s);
    /* 01.00 WITA of Thursday 21 November is still Wednesday in UTC. */
    subject_hours(&s, "2024-11-21T01:00", "2024-11-21T02:00");
    for (int weekday = -1; weekday < 7; weekday++) {
        s.notice.facts.stated_weekday = weekday;
        cr_expect(subject_says(&s, "R5") == (weekday >= 0 && weekday != 4), "%d", weekday);
    }
    cr_assert(strstr(subject_text(&s, "R5", JK_LANG_ID), "Kamis, 21 November 2024") != NULL);
    subject_clear(&s);
}

Test(past, an_activity_is_past_with_the_end_of_its_last_instance)
{
    struct subject s;

    subject_make(&s);
    subject_also(&s, "2024-11-21T10:00", "2024-11-21T12:00");
    s.pack.simulation = false;
    s.input.now_s = subject_instant("2024-11-21T11:59:59");
    cr_assert(!subject_says(&s, "R12"), "its first instance is over, not the last");
    s.input.now_s = subject_instant("2024-11-21T12:00:00");
    cr_assert(strstr(subject_text(&s, "R12", JK_LANG_ID), "21 November 2024") != NULL);
    s.pack.simulation = true;
    cr_assert(!subject_says(&s, "R12"), "a simulation replays a calendar that is over");
    subject_clear(&s);
}

Test(worship, friday_half_past_eleven_to_half_past_one_half_open_on_both_sides)
{
    static const struct hours_case cases[] = {
        { "2024-11-22T09:00:00", "2024-11-22T11:30:00", NULL },
        { "2024-11-22T09:00:00", "2024-11-22T11:30:01", "Jumat, 22 November 2024" },
        { "2024-11-22T13:29:59", "2024-11-22T15:00:00", "Jumat, 22 November 2024" },
        { "2024-11-22T13:30:00", "2024-11-22T15:00:00", NULL },
        { "2024-11-22T12:00:00", "2024-11-22T12:30:00", "Jumat, 22 November 2024" },
        /* From Thursday to Saturday there is a Friday between. */
        { "2024-11-21T20:00:00", "2024-11-23T08:00:00", "Jumat, 22 November 2024" },
        { "2024-11-23T12:00:00", "2024-11-23T13:00:00", NULL },
    };

    HOLD("R16", JK_KIND_RAPAT_UMUM, cases);
    HOLD("R16", JK_KIND_KONVOI, cases);
}

/* SPEC 3: worship hours are asked of every instance, and the first that fails is named. */
Test(worship, a_weekly_series_is_told_once_with_its_first_friday)
{
    struct subject s;

    subject_make(&s);
    subject_hours(&s, "2024-11-07T12:00", "2024-11-07T13:00");
    subject_also(&s, "2024-11-08T12:00", "2024-11-08T13:00");
    subject_also(&s, "2024-11-15T12:00", "2024-11-15T13:00");
    cr_assert(strstr(subject_text(&s, "R16", JK_LANG_ID), "8 November 2024") != NULL);
    subject_clear(&s);
}

/* KPU gave paslon 1 the 20th and paslon 2 the 21st, nine to six. */
static void give_slots(struct subject *s, struct jk_kpu_slot slots[2])
{
    slots[0] = (struct jk_kpu_slot){ .contest = "pilbup-64.08",
                                     .basis = "SK",
                                     .paslon = 1,
                                     .from_s = subject_instant("2024-11-20T09:00"),
                                     .to_s = subject_instant("2024-11-20T18:00") };
    slots[1] = slots[0];
    slots[1].paslon = 2;
    slots[1].from_s += JK_DAY_S;
    slots[1].to_s += JK_DAY_S;
    give_contest_slots(&s->pack, "pilbup-64.08", slots, 2);
}

Test(kpu_slot, a_rally_lies_whole_in_one_of_its_own_paslons)
{
    static const struct {
        const char *start, *end;
        bool says;
    } cases[] = {
        { "2024-11-20T09:00:00", "2024-11-20T18:00:00", false },
        { "2024-11-20T08:59:59", "2024-11-20T18:00:00", true },
        { "2024-11-20T09:00:00", "2024-11-20T18:00:01", true },
        { "2024-11-21T10:00:00", "2024-11-21T12:00:00", true }, /* the other's day */
        { "2024-11-19T10:00:00", "2024-11-19T12:00:00", true },
    };
    struct jk_kpu_slot slots[2];
    struct subject s;

    subject_make(&s);
    give_slots(&s, slots);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        subject_hours(&s, cases[i].start, cases[i].end);
        cr_expect(subject_says(&s, "R19") == cases[i].says, "%s", cases[i].start);
    }
    subject_clear(&s);
}

Test(kpu_slot, a_joint_rally_may_use_the_slot_of_either_and_a_meeting_needs_none)
{
    struct jk_kpu_slot slots[2];
    struct subject s;

    subject_make(&s);
    give_slots(&s, slots);
    subject_hours(&s, "2024-11-21T10:00", "2024-11-21T12:00");
    s.notice.facts.party.count = 2;
    s.notice.facts.party.paslon[1] = 2;
    cr_assert(!subject_says(&s, "R19"));
    s.notice.facts.party.count = 1;
    cr_assert(subject_says(&s, "R19"));
    s.notice.facts.kind = JK_KIND_TERBATAS;
    cr_assert(!subject_says(&s, "R19"));
    s.notice.facts.kind = JK_KIND_RAPAT_UMUM;
    strcpy(s.notice.facts.party.contest, "pilgub-64");
    cr_assert(!subject_says(&s, "R19"), "KPU gave no slots in that contest");
    subject_clear(&s);
}
