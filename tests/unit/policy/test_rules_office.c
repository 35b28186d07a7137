/* R17, R18 and R20: how many rallies, how many officers, and what is still missing. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "tests/unit/policy/subject.h"

Test(quota, one_rally_for_a_regents_pair_and_two_for_a_governors)
{
    static const struct {
        const char *contest;
        double rallies;
        bool says;
    } cases[] = {
        { "pilbup-64.08", 1, false }, { "pilbup-64.08", 2, true },  { "pilgub-64", 2, false },
        { "pilgub-64", 3, true },     { "pilbup-99.99", 9, false },
    };
    struct subject s;

    subject_make(&s);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        strcpy(s.notice.facts.party.contest, cases[i].contest);
        s.input.rallies = cases[i].rallies;
        cr_expect(subject_says(&s, "R17") == cases[i].says, "case %zu", i);
    }
    subject_clear(&s);
}

Test(quota, it_names_the_number_of_the_rally_and_counts_the_main_alone)
{
    struct subject s;

    subject_make(&s);
    s.input.rallies = 4;
    cr_assert(strstr(subject_text(&s, "R17", JK_LANG_ID), "rapat umum ke-4 ") != NULL);
    cr_assert(strstr(subject_text(&s, "R17", JK_LANG_EN), "number 4 ") != NULL);
    subject_be_leg(&s, JK_LEG_BUBAR);
    cr_assert(!subject_says(&s, "R17"), "a leg of the rally is no rally");
    subject_clear(&s);
}

/* 50 people an officer, 300 officers (the pack's proposal). */
Test(personnel, one_person_more_asks_for_one_officer_more)
{
    struct subject s;

    subject_make(&s);
    s.input.day_crowd = 15000;
    cr_assert(!subject_says(&s, "R18"));
    s.input.day_crowd = 15001;
    cr_assert(strstr(subject_text(&s, "R18", JK_LANG_ID), " 301 orang") != NULL);
    cr_assert(subject_finding(&s, "R18")->audience == JK_SEE_POLRES, "their own planning");
    s.input.day_crowd = 15051;
    cr_assert(strstr(subject_text(&s, "R18", JK_LANG_ID), " 302 orang") != NULL);
    subject_clear(&s);
}

Test(personnel, it_is_said_once_a_chain_and_never_by_a_pack_that_divides_by_nothing)
{
    struct jk_rule_entry *entry;
    struct subject s;

    subject_make(&s);
    s.input.day_crowd = 1e6;
    subject_be_leg(&s, JK_LEG_KUMPUL);
    cr_assert(!subject_says(&s, "R18"), "the main speaks for its chain");
    s.input.chain_count = 0;
    cr_assert(subject_says(&s, "R18"), "a leg whose main is unknown speaks for itself");
    entry = subject_entry(&s, 18);
    entry->value[0] = 0;
    cr_assert(!subject_says(&s, "R18"));
    entry->value[0] = 50;
    entry->value_count = 1;
    cr_assert(!subject_says(&s, "R18"));
    subject_clear(&s);
}

static void complete(struct subject *s)
{
    struct jk_facts *f = &s->notice.facts;

    f->letter_no = "12/TIM/XI/2024";
    f->letter_day = 20040;
    f->received_s = subject_instant("2024-11-08T09:00");
    f->contact = "Ketua tim";
    f->crowd = 500;
    f->stated_weekday = 3;
}

Test(incomplete, each_part_of_the_letter_is_asked_for_by_its_own_word)
{
    static const char *const words[][JK_LANG_END] = {
        { "nomor surat", "number of the letter" },
        { "tanggal surat", "date of the letter" },
        { "waktu surat diterima", "time the letter was received" },
        { "penanggung jawab", "the person in charge" },
        { "perkiraan peserta", "people expected" },
        { "hari sebagaimana tertulis", "the weekday as written" },
    };

    for (int i = 0; i < 6; i++) {
        struct jk_facts *f;
        struct subject s;

        subject_make(&s);
        f = &s.notice.facts;
        complete(&s);
        cr_assert(!subject_says(&s, "R20"));
        f->letter_no = i == 0 ? "" : f->letter_no;
        f->letter_day = i == 1 ? INT32_MIN : f->letter_day;
        f->received_s = i == 2 ? JK_NO_TIME : f->received_s;
        f->contact = i == 3 ? "" : f->contact;
        f->crowd = i == 4 ? JK_NOT_STATED : f->crowd;
        f->stated_weekday = i == 5 ? -1 : f->stated_weekday;
        for (int lang = 0; lang < JK_LANG_END; lang++) {
            const char *text = subject_text(&s, "R20", (enum jk_lang)lang), *colon;

            colon = strrchr(text, ':');
            cr_expect(colon && strcmp(colon + 2, words[i][lang]) == 0, "%s: \"%s\"", words[i][lang],
                      text);
        }
        subject_clear(&s);
    }
}

Test(incomplete, a_crowd_of_nobody_is_stated_and_sunday_is_a_day)
{
    struct subject s;

    subject_make(&s);
    complete(&s);
    s.notice.facts.crowd = 0;
    s.notice.facts.stated_weekday = 0;
    cr_assert(!subject_says(&s, "R20"));
    subject_clear(&s);
}

Test(incomplete, a_convoy_with_a_route_is_asked_for_its_vehicles)
{
    struct jk_facts *f;
    struct subject s;

    subject_make(&s);
    f = &s.notice.facts;
    complete(&s);
    f->kind = JK_KIND_KONVOI;
    cr_assert(!subject_says(&s, "R20"), "without a route R7 and R10 ask first");
    subject_route(&s, (struct jk_point){ 0.42, 117.1 }, (struct jk_point){ 0.43, 117.1 });
    cr_assert(strstr(subject_text(&s, "R20", JK_LANG_ID), ": jumlah dan jenis kendaraan") != NULL);
    f->column_m = 800;
    cr_assert(!subject_says(&s, "R20"), "the length of the column answers it");
    f->column_m = JK_NOT_STATED;
    f->has_vehicles = true;
    cr_assert(!subject_says(&s, "R20"));
    subject_clear(&s);
}

Test(incomplete, a_leg_and_an_official_duty_are_asked_for_nothing)
{
    struct subject s;

    subject_make(&s);
    cr_assert(subject_says(&s, "R20"));
    s.notice.facts.kind = JK_KIND_PENGAMANAN;
    cr_assert(!subject_says(&s, "R20"));
    s.notice.facts.kind = JK_KIND_KONVOI;
    subject_be_leg(&s, JK_LEG_BERANGKAT);
    cr_assert(!subject_says(&s, "R20"), "one letter announces the chain");
    subject_clear(&s);
}

Test(day_rallies, more_rallies_of_a_day_than_the_pack_has_room_for_are_told)
{
    struct subject s;

    subject_make(&s);
    subject_entry(&s, 27)->value[0] = 2;
    s.input.day_rallies = 3;
    s.notice.facts.kind = JK_KIND_RAPAT_UMUM;
    cr_assert(strstr(subject_text(&s, "R27", JK_LANG_ID), "3 rapat umum pemilihan ini"));
    s.notice.facts.kind = JK_KIND_TERBATAS;
    cr_assert(!subject_says(&s, "R27"));
    s.notice.facts.kind = JK_KIND_RAPAT_UMUM;
    s.input.day_rallies = 2;
    cr_assert(!subject_says(&s, "R27"), "as many as there may be");
    subject_clear(&s);
}

Test(people, a_meeting_has_a_cap_by_what_is_elected_and_a_rally_its_own)
{
    static const struct {
        enum jk_kind kind;
        const char *contest;
        double crowd;
        bool says;
    } cases[] = {
        { JK_KIND_TERBATAS, "pilbup-64.08", 1000, false },
        { JK_KIND_TERBATAS, "pilbup-64.08", 1001, true },
        { JK_KIND_TERBATAS, "pilgub-64", 2000, false },
        { JK_KIND_TERBATAS, "pilgub-64", 2001, true },
        { JK_KIND_RAPAT_UMUM, "pilbup-64.08", 90000, false },
        { JK_KIND_TATAP_MUKA, "pilbup-64.08", 5000, false },
    };
    struct subject s;

    subject_make(&s);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        s.notice.facts.kind = cases[i].kind;
        s.notice.facts.crowd = cases[i].crowd;
        snprintf(s.notice.facts.party.contest, sizeof s.notice.facts.party.contest, "%s",
                 cases[i].contest);
        cr_expect(subject_says(&s, "R28") == cases[i].says, "case %zu", i);
    }
    subject_entry(&s, 28)->value[0] = 5000;
    s.notice.facts.kind = JK_KIND_RAPAT_UMUM;
    s.notice.facts.crowd = 5001;
    cr_assert(subject_says(&s, "R28"));
    subject_clear(&s);
}
