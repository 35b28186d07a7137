/* What each property of the profile is read as, at both ends of its range (WIRE 3).
 *
 * Refusals have their own file of cases (ical_refuse.txt); here stands what is accepted, and one
 * step beyond the last of it. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "jarak/ical/texts.h"
#include "tests/unit/ical/help.h"

TestSuite(profile, .init = help_zones);

#define LEN(a) (sizeof(a) / sizeof *(a))

static const struct jk_facts *facts_of(struct help *h, const char *changes)
{
    char shown[600];
    enum jk_status rc;

    *h = (struct help){ .context = help_context() };
    rc = help_read(h, changes);
    jk_error_format(&h->err, JK_LANG_EN, shown, sizeof shown);
    cr_assert(rc == JK_OK, "%s: %s", changes, shown);
    return &h->stream.notices[0].facts;
}

/* Numbers: decimal, up to 3 digits, each in its range. */
struct number {
    const char *name;
    size_t at;
    const char *least, *most, *below, *above;
    double low, high;
};

#define AT(member) offsetof(struct jk_facts, member)

static const struct number numbers[] = {
    { "X-JARAK-RADIUS", AT(radius_m), "0", "20000", "-0.001", "20000.001", 0, 20000 },
    { "X-JARAK-UNCERTAINTY", AT(uncertainty_m), "0.000", "100000", "-1", "100000.001", 0, 100000 },
    { "X-JARAK-CROWD", AT(crowd), "0", "10000000", "-1", "10000001", 0, 1e7 },
    { "X-JARAK-COLUMN", AT(column_m), "0.001", "100000", "0", "100000.001", 0.001, 100000 },
    { "X-JARAK-WIDTH", AT(width_m), "0", "500", "-0.5", "500.001", 0, 500 },
    { "X-JARAK-BUILDUP", AT(buildup_s), "PT0S", "P1D", "-PT1S", "PT86401S", 0, 86400 },
    { "X-JARAK-DISPERSAL", AT(dispersal_s), "PT0M", "PT24H", "-PT1M", "P1DT1S", 0, 86400 },
};

Test(profile, each_number_at_both_ends_of_its_range_and_beyond)
{
    for (size_t i = 0; i < LEN(numbers); i++) {
        const struct number *n = &numbers[i];
        const char *const values[] = { n->least, n->most, n->below, n->above };

        for (int k = 0; k < 4; k++) {
            struct help h = { .context = help_context() };
            char change[96];
            enum jk_status rc;

            snprintf(change, sizeof change, "%s:%s", n->name, values[k]);
            rc = help_read(&h, change);
            cr_expect(rc == (k < 2 ? JK_OK : JK_RANGE), "%s: %s", change, jk_status_name(rc));
            if (rc == JK_OK)
                cr_expect(*(const double *)((const char *)&h.stream.notices[0].facts + n->at) ==
                              (k ? n->high : n->low),
                          "%s", change);
            else
                cr_expect(strcmp(h.err.field, n->name) == 0 && h.err.line == 14, "%s: %s %u",
                          change, h.err.field, h.err.line);
            help_clear(&h);
        }
    }
}

Test(profile, what_is_not_stated_is_told_from_zero)
{
    struct help h;
    const struct jk_facts *f = facts_of(&h, "-SUMMARY");

    for (size_t i = 0; i < LEN(numbers); i++)
        cr_expect(*(const double *)((const char *)f + numbers[i].at) == JK_NOT_STATED, "%s",
                  numbers[i].name);
    cr_assert(f->letter_day == INT32_MIN && f->received_s == JK_NO_TIME);
    cr_assert(f->stated_weekday == -1 && !f->has_vehicles && !f->cancelled && !f->all_day);
    cr_assert(f->leg == JK_LEG_MAIN && f->mode == JK_MODE_LAND);
    cr_assert_str_eq(f->summary, "");
    cr_assert_str_eq(f->sttp, "");
    help_clear(&h);
}

/* CATEGORIES of WIRE 3; clients add colours of their own, and any case will do. */
Test(profile, a_kind_is_one_of_eight_words_among_others_of_the_client)
{
    static const struct {
        const char *line;
        enum jk_kind kind;
    } cases[] = {
        { "CATEGORIES:RAPAT-UMUM", JK_KIND_RAPAT_UMUM },
        { "CATEGORIES:PERTEMUAN-TERBATAS", JK_KIND_TERBATAS },
        { "CATEGORIES:TATAP-MUKA", JK_KIND_TATAP_MUKA },
        { "CATEGORIES:KONVOI", JK_KIND_KONVOI },
        { "CATEGORIES:LOGISTIK", JK_KIND_LOGISTIK },
        { "CATEGORIES:PENGAMANAN", JK_KIND_PENGAMANAN },
        { "CATEGORIES:RAKOR", JK_KIND_RAKOR },
        { "CATEGORIES:SOSIALISASI", JK_KIND_SOSIALISASI },
        { "CATEGORIES:Blue,konvoi", JK_KIND_KONVOI },
        { "CATEGORIES:Blue|CATEGORIES:KONVOI,Konvoi", JK_KIND_KONVOI },
    };

    for (size_t i = 0; i < LEN(cases); i++) {
        struct help h;

        cr_expect(facts_of(&h, cases[i].line)->kind == cases[i].kind, "%s", cases[i].line);
        help_clear(&h);
    }
}

Test(profile, a_leg_names_its_part_and_its_main)
{
    static const struct {
        const char *word;
        enum jk_leg leg;
    } cases[] = {
        { "KUMPUL", JK_LEG_KUMPUL },
        { "BERANGKAT", JK_LEG_BERANGKAT },
        { "pulang", JK_LEG_PULANG },
        { "BUBAR", JK_LEG_BUBAR },
    };

    for (size_t i = 0; i < LEN(cases); i++) {
        static const char *const relations[] = { "RELATED-TO;RELTYPE=PARENT:b@kutim",
                                                 "RELATED-TO:b@kutim",
                                                 "RELATED-TO;RELTYPE=SIBLING:c@kutim"
                                                 "|RELATED-TO;RELTYPE=parent:b@kutim" };

        for (size_t k = 0; k < LEN(relations); k++) {
            char changes[160];
            struct help h;

            snprintf(changes, sizeof changes, "X-JARAK-LEG:%s|%s", cases[i].word, relations[k]);
            cr_expect(facts_of(&h, changes)->leg == cases[i].leg, "%s", changes);
            cr_expect_str_eq(h.stream.notices[0].parent, "b@kutim");
            cr_expect_str_eq(jk_notice_chain(&h.stream.notices[0]), "b@kutim");
            help_clear(&h);
        }
    }
}

/* SPEC 4: a leg whose main is unknown is its own chain. */
Test(profile, a_sibling_is_no_main_and_a_leg_may_stand_alone)
{
    struct help h;

    cr_assert(facts_of(&h, "RELATED-TO;RELTYPE=SIBLING:b@kutim")->leg == JK_LEG_MAIN);
    cr_assert(h.stream.notices[0].parent == NULL);
    help_clear(&h);
    cr_assert(facts_of(&h, "X-JARAK-LEG:PULANG")->leg == JK_LEG_PULANG);
    cr_assert_str_eq(jk_notice_chain(&h.stream.notices[0]), "a@kutim");
    help_clear(&h);
}

Test(profile, a_party_is_a_contest_and_its_numbers_in_ascending_order)
{
    struct help h;
    const struct jk_facts *f = facts_of(&h, "X-JARAK-PASLON:3,1,2");

    cr_assert_str_eq(f->party.contest, "pilbup-64.08");
    cr_assert(f->party.count == 3 && f->party.paslon[0] == 1 && f->party.paslon[2] == 3);
    help_clear(&h);
}

/* SPEC 3: paslon, kind, date, start and place are needed; neutral kinds need no paslon. */
Test(profile, what_is_needed_to_save_a_notice)
{
    static const struct {
        const char *changes, *field; /* null: accepted */
    } cases[] = {
        { "-SUMMARY", NULL },
        { "-X-JARAK-PASLON", "X-JARAK-PASLON" },
        { "-X-JARAK-CONTEST", "X-JARAK-CONTEST" },
        { "-GEO", "GEO" },
        { "-GEO|LOCATION:Lapangan", NULL },
        { "-GEO|X-JARAK-PLACE:stadion-kudungga", NULL },
        { "-GEO|LOCATION:", "GEO" },
        { "-CATEGORIES", "CATEGORIES" },
        { "-DTSTART", "DTSTART" },
        { "-DTSTAMP", "DTSTAMP" },
        { "-UID", "UID" },
        { "-X-JARAK-PASLON|CATEGORIES:PENGAMANAN", NULL },
        { "-X-JARAK-PASLON|-X-JARAK-CONTEST|CATEGORIES:RAKOR", NULL },
        { "-X-JARAK-CONTEST|CATEGORIES:RAKOR", "X-JARAK-CONTEST" }, /* a number of which? */
        { "-X-JARAK-PASLON|-X-JARAK-CONTEST|-GEO|STATUS:CANCELLED", NULL },
    };

    for (size_t i = 0; i < LEN(cases); i++) {
        struct help h = { .context = help_context() };
        enum jk_status rc = help_read(&h, cases[i].changes);

        cr_expect(rc == (cases[i].field ? JK_INVALID : JK_OK), "%s: %s", cases[i].changes,
                  jk_status_name(rc));
        if (cases[i].field)
            cr_expect_str_eq(h.err.field, cases[i].field, "%s: %s", cases[i].changes, h.err.field);
        help_clear(&h);
    }
}

Test(profile, dates_of_the_letter_in_both_forms_and_the_time_of_receipt_in_each_zone)
{
    static const struct {
        const char *line;
        const char *received; /* null: it is the date of the letter, 2024-11-14 */
    } cases[] = {
        { "X-JARAK-LETTER-DATE:2024-11-14", NULL },
        { "X-JARAK-LETTER-DATE:20241114", NULL },
        { "X-JARAK-RECEIVED:2024-11-18T09:00:00+08:00", "2024-11-18T01:00:00+00:00" },
        { "X-JARAK-RECEIVED:20241118T010000Z", "2024-11-18T01:00:00+00:00" },
        { "X-JARAK-RECEIVED;TZID=Asia/Makassar:20241118T090000", "2024-11-18T01:00:00+00:00" },
        { "X-JARAK-RECEIVED;TZID=WIT:20241118T090000", "2024-11-18T00:00:00+00:00" },
    };

    for (size_t i = 0; i < LEN(cases); i++) {
        struct help h;
        const struct jk_facts *f = facts_of(&h, cases[i].line);

        if (cases[i].received)
            cr_expect(f->received_s == help_time(cases[i].received), "%s", cases[i].line);
        else
            cr_expect(f->letter_day == 20041, "%s", cases[i].line); /* 20,041 days since 1970 */
        help_clear(&h);
    }
}

Test(profile, the_stated_weekday_in_both_languages)
{
    static const struct {
        const char *word;
        int weekday;
    } cases[] = { { "Minggu", 0 }, { "Ahad", 0 },   { "senin", 1 },    { "Jum'at", 5 },
                  { "JUMAT", 5 },  { "Friday", 5 }, { "Saturday", 6 }, { "Sabtu", 6 } };

    for (size_t i = 0; i < LEN(cases); i++) {
        char line[64];
        struct help h;

        snprintf(line, sizeof line, "X-JARAK-DAY:%s", cases[i].word);
        cr_expect(facts_of(&h, line)->stated_weekday == cases[i].weekday, "%s", line);
        help_clear(&h);
    }
}

/* CONTACT may stand several times (RFC 5545 3.8.4.2). */
Test(profile, contacts_are_joined_line_by_line_up_to_the_length_of_one_line)
{
    struct jk_buf changes = { 0 };
    struct help h;

    cr_assert_str_eq(facts_of(&h, "CONTACT:Ketua\\, tim|CONTACT:Wakil")->contact,
                     "Ketua, tim\nWakil");
    help_clear(&h);
    for (int i = 0; i < 12; i++) {
        jk_buf_str(&changes, i ? "|CONTACT:" : "CONTACT:");
        for (int k = 0; k < 800; k++)
            jk_buf_char(&changes, 'x');
    }
    h = (struct help){ .context = help_context() };
    cr_assert(help_read(&h, changes.at) == JK_TOO_BIG, "a bound keeps joining them linear");
    cr_assert_str_eq(h.err.field, "CONTACT");
    help_clear(&h);
    jk_buf_clear(&changes);
}

Test(profile, status_and_mode_in_any_case)
{
    struct help h;

    cr_assert(facts_of(&h, "STATUS:cancelled")->cancelled);
    help_clear(&h);
    cr_assert(!facts_of(&h, "STATUS:CONFIRMED|X-JARAK-MODE:sea")->cancelled);
    cr_assert(h.stream.notices[0].facts.mode == JK_MODE_SEA);
    help_clear(&h);
    cr_assert(facts_of(&h, "X-JARAK-MODE:Land")->mode == JK_MODE_LAND);
    help_clear(&h);
}

/* Readers disagree which of two counts, so what may stand once is refused the second time. */
Test(profile, a_property_that_may_stand_once_is_refused_the_second_time)
{
    static const char *const once[] = {
        "SUMMARY:x",           "LOCATION:x",
        "STATUS:CONFIRMED",    "GEO:0.5;117.5",
        "SEQUENCE:1",          "X-JARAK-RADIUS:1",
        "X-JARAK-CROWD:1",     "X-JARAK-STTP:1",
        "X-JARAK-LETTER-NO:1", "X-JARAK-DAY:Senin",
        "X-JARAK-PROPS:x",     "X-JARAK-BUILDUP:PT1H",
        "X-JARAK-PLACE:x",     "X-JARAK-PUBLIC-NOTE:x",
        "X-JARAK-MODE:SEA",
    };

    for (size_t i = 0; i < LEN(once); i++) {
        struct help h = { .context = help_context() };
        char changes[96];

        snprintf(changes, sizeof changes, "%s|%s", once[i], once[i]);
        cr_expect(help_read(&h, changes) == JK_INVALID, "%s", once[i]);
        cr_expect(h.err.text == JK_TEXT_ICAL_ONCE, "%s: %s", once[i], h.err.field);
        cr_expect(strncmp(once[i], h.err.field, strlen(h.err.field)) == 0, "%s", h.err.field);
        help_clear(&h);
    }
}

Test(profile, a_uid_has_room_for_255_bytes_and_a_sequence_for_31_bits)
{
    char changes[300] = "UID:";
    struct help h = { .context = help_context() };

    memset(changes + 4, 'u', 256);
    cr_assert(help_read(&h, changes) == JK_INVALID && h.err.text == JK_TEXT_ICAL_UID);
    help_clear(&h);
    changes[4 + 255] = '\0';
    facts_of(&h, changes);
    cr_assert(strlen(h.stream.notices[0].uid) == 255);
    help_clear(&h);
    facts_of(&h, "SEQUENCE:2147483647");
    cr_assert(h.stream.notices[0].sequence == 2147483647u);
    help_clear(&h);
    h = (struct help){ .context = help_context() };
    cr_assert(help_read(&h, "SEQUENCE:2147483648") == JK_RANGE, "libical wraps it");
    help_clear(&h);
}

Test(profile, an_id_of_a_contest_is_office_and_region)
{
    static const struct {
        const char *id;
        bool sound;
    } cases[] = {
        { "pilbup-64.08", true },
        { "pilgub-64", true },
        { "Pilbup-64.08", false },
        { "pilpres", true },
        { "pilbup-", false },
        { "-64.08", false },
        { "pilbup-64.08x", false },
        { "pilbup 64.08", false },
        { "", false },
        { "pilwal-64.74-psu1", true },
        { "pilwal-64.74-psu12", true },
        { "pilwal-64.74-psu", false },
        { "pilwal-64.74-psu1x", false },
        { "pilwal-psu1", false },
        { "pilwal-64.74-", false },
    };

    for (size_t i = 0; i < LEN(cases); i++) {
        struct help h = { .context = help_context() };
        char line[64];

        snprintf(line, sizeof line, "X-JARAK-CONTEST:%s", cases[i].id);
        cr_expect((help_read(&h, line) == JK_OK) == cases[i].sound, "%s", line);
        cr_expect(cases[i].sound || h.err.text == JK_TEXT_ICAL_CONTEST, "%s", line);
        help_clear(&h);
    }
}

Test(profile, separators_that_part_nothing_and_blanks_say_nothing)
{
    static const char *const changes[] = {
        "CATEGORIES:RAPAT-UMUM,",
        "CATEGORIES:Blue, RAPAT-UMUM ,,",
        "STATUS:CONFIRMED ",
        "GEO: 0.5; 117.5 ",
        "X-JARAK-CROWD: 500 ",
        "X-JARAK-PASLON:1, 2,",
        "X-JARAK-VEHICLES:cars=3; trucks=1;",
        "X-JARAK-CONTEST:pilbup-64.08 ",
        "RRULE:FREQ=DAILY; COUNT=3;",
        "RRULE:FREQ=WEEKLY;BYDAY=SA, SU,;COUNT=3|DTSTART;TZID=Asia/Makassar:20241123T140000",
        "RRULE:FREQ=DAILY;COUNT=3|EXDATE:20241124T060000Z, 20241125T060000Z,|EXDATE:",
        "SEQUENCE:1 ",
        "DTSTAMP: 20241101T000000Z",
    };

    for (size_t i = 0; i < LEN(changes); i++) {
        struct help h = { .context = help_context() };

        cr_expect(help_read(&h, changes[i]) == JK_OK, "%s: %s %s", changes[i], h.err.field,
                  h.err.value);
        help_clear(&h);
    }
}

Test(profile, what_is_not_read_may_be_long_odd_and_doubled)
{
    struct help h = { .context = help_context() };

    cr_assert(help_read(&h, "DESCRIPTION:a\vb|DESCRIPTION:c|CLASS:PUBLIC|CLASS:PUBLIC|"
                            "+LAST-MODIFIED:20241101T000000Z|LAST-MODIFIED:x|ATTENDEE;X_E=\"a\"b:c|"
                            "ORGANIZER:a|ORGANIZER:b|") == JK_OK,
              "%s %u %s", h.err.field, h.err.line, h.err.value);
    help_clear(&h);
    h.context = help_context();
    cr_expect(help_read(&h, "SUMMARY:a\vb|") == JK_INVALID && h.err.text == JK_TEXT_ICAL_CONTROL);
    help_clear(&h);
}
