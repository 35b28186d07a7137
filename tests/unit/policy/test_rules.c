/* The numbered rules: tests/cases/rules.txt, and what needs more than a line. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/geo/geodesic.h"
#include "tests/support/columns.h"
#include "tests/unit/policy/subject.h"

static void set_fact(struct subject *s, const char *name, const char *value)
{
    struct jk_facts *f = &s->notice.facts;
    double n = atof(value);

    if (strcmp(name, "letter") == 0) {
        cr_assert(jk_date_parse(jk_span_of(value), &f->letter_day));
    } else if (strcmp(name, "received") == 0) {
        f->received_s = subject_instant(value);
    } else if (strcmp(name, "weekday") == 0) {
        f->stated_weekday = (int)n;
    } else if (strcmp(name, "vehicles") == 0) {
        f->has_vehicles = true;
        f->vehicles.cars = (uint32_t)n;
    } else if (strcmp(name, "uncertainty") == 0) {
        f->uncertainty_m = n;
    } else if (strcmp(name, "contest") == 0) {
        snprintf(f->party.contest, sizeof f->party.contest, "%s", value);
    } else if (strcmp(name, "paslon") == 0) {
        f->party.count = n > 0;
        f->party.paslon[0] = (uint32_t)n;
    } else if (strcmp(name, "rallies") == 0) {
        s->input.rallies = n;
    } else if (strcmp(name, "sttp") == 0) {
        s->input.sttp = "STTP/1";
        s->input.sttp_chains = (unsigned)n;
    } else if (strcmp(name, "daycrowd") == 0) {
        s->input.day_crowd = n;
    } else if (strcmp(name, "leg") == 0) {
        subject_be_leg(s, JK_LEG_BERANGKAT);
    } else if (strcmp(name, "main") == 0) {
        s->input.main_known = false;
        s->chain[0] = &s->notice;
        s->input.chain_count = 1;
    } else if (strcmp(name, "now") == 0) {
        s->input.now_s = subject_instant(value);
        s->pack.simulation = false;
    } else if (strcmp(name, "route") == 0) {
        struct jk_point from, to;

        cr_assert(sscanf(value, "%lf,%lf,%lf,%lf", &from.lat_deg, &from.lon_deg, &to.lat_deg,
                         &to.lon_deg) == 4);
        subject_route(s, from, to);
    } else {
        cr_assert(0, "fact %s", name);
    }
}

static enum jk_kind kind_of(const char *word)
{
    for (int kind = 0; kind < JK_KIND_END; kind++) {
        if (strcmp(word, jk_kind_word((enum jk_kind)kind)) == 0)
            return (enum jk_kind)kind;
    }
    cr_assert(0, "%s", word);
    return JK_KIND_END;
}

/* The findings but R14 and R20, as "R1 R3". */
static void rules_of(struct subject *s, char out[128])
{
    struct jk_finding *findings;
    size_t count;

    out[0] = '\0';
    cr_assert(jk_rules_apply(&s->arena, &s->input, &findings, &count) == JK_OK);
    for (size_t i = 0; i < count; i++) {
        cr_assert(strchr(findings[i].text[JK_LANG_ID], '{') == NULL, "%s", findings[i].text[0]);
        if (strcmp(findings[i].rule, "R14") == 0 || strcmp(findings[i].rule, "R20") == 0)
            continue;
        strcat(out, out[0] ? " " : "");
        strcat(out, findings[i].rule);
    }
}

static const char *text_of(struct subject *s, const char *rule)
{
    return subject_text(s, rule, JK_LANG_ID);
}

static void check_line(char *line, int number)
{
    struct subject s;
    char *rest = line, *start = next_column(&rest), *end = next_column(&rest),
         *kind = next_column(&rest);
    char *facts = next_column(&rest), *want = next_column(&rest), *fact, have[128];

    subject_make(&s);
    subject_hours(&s, start, end);
    s.notice.facts.kind = kind_of(kind);
    while ((fact = strsep(&facts, " "))) {
        char *value = strchr(fact, '=');

        if (!value)
            continue;
        *value++ = '\0';
        set_fact(&s, fact, value);
    }
    rules_of(&s, have);
    cr_expect(strcmp(have, want) == 0, "rules.txt:%d: \"%s\", expected \"%s\"", number, have, want);
    subject_clear(&s);
}

Test(rules, the_cases_hold)
{
    FILE *f = fopen("tests/cases/rules.txt", "r");
    char line[512];
    int number = 0, cases = 0;

    cr_assert(f != NULL);
    while (fgets(line, sizeof line, f)) {
        number++;
        if (line[0] == '#' || line[0] == '\n')
            continue;
        check_line(line, number);
        cases++;
    }
    fclose(f);
    cr_assert(cases >= 35, "%d cases", cases);
}

Test(rules, every_row_is_numbered_in_order_and_in_the_pack)
{
    struct subject s;
    struct jk_rule_row row;
    size_t i = 0;
    char id[8];

    subject_make(&s);
    for (; jk_rules_row(i, &row); i++) {
        snprintf(id, sizeof id, "R%zu", i + 1);
        cr_assert(strcmp(row.id, id) == 0);
        cr_assert(s.pack.rule_of[atoi(id + 1)] != NULL, "%s", id);
        cr_assert(jk_text_get(row.about, JK_LANG_ID)[0] && row.field[0] && row.audience);
    }
    cr_assert(i == 33);
    subject_clear(&s);
}

Test(rules, a_rule_the_pack_does_not_name_is_silent)
{
    struct subject s;
    char have[128];

    subject_make(&s);
    subject_hours(&s, "2024-11-24T20:00", "2024-11-24T22:00");
    rules_of(&s, have);
    cr_assert(strcmp(have, "R2 R3") == 0, "%s", have);
    s.pack.rule_of[2] = NULL;
    rules_of(&s, have);
    cr_assert(strcmp(have, "R3") == 0, "%s", have);
    subject_clear(&s);
}

/* Without areas.geojson the nearest reference point names the sub-district (Perpol 5/2024 Ps 8). */
Test(addressee, one_sub_district_kapolsek_several_kapolres_marked_approximate)
{
    struct subject s;

    subject_make(&s);
    subject_hours(&s, "2024-11-20T10:00", "2024-11-20T12:00");
    s.notice.facts.shape.centre = (struct jk_point){ 0.505, 117.546 };
    cr_assert(strstr(text_of(&s, "R14"), "Kapolsek Sangatta Utara (perkiraan") != NULL, "%s",
              text_of(&s, "R14"));
    set_fact(&s, "route", "0.505,117.546,0.896,117.433");
    cr_assert(strstr(text_of(&s, "R14"), "Kapolres Kutai Timur (Sangatta Utara") != NULL, "%s",
              text_of(&s, "R14"));
    set_fact(&s, "route", "0.193,117.335,2.0,117.4");
    cr_assert(strstr(text_of(&s, "R14"), "Kapol") != NULL, "%s", text_of(&s, "R14"));
    subject_clear(&s);
}

Test(incomplete, the_clerk_is_told_what_is_missing_and_nothing_when_all_is_there)
{
    struct subject s;

    subject_make(&s);
    subject_hours(&s, "2024-11-20T10:00", "2024-11-20T12:00");
    cr_assert(strstr(text_of(&s, "R20"), "nomor surat, tanggal surat") != NULL, "%s",
              text_of(&s, "R20"));
    s.notice.facts.letter_no = "12/TIM/XI/2024";
    s.notice.facts.contact = "Ketua tim";
    s.notice.facts.crowd = 500;
    set_fact(&s, "letter", "2024-11-08");
    set_fact(&s, "received", "2024-11-08T09:00");
    set_fact(&s, "weekday", "3");
    cr_assert(text_of(&s, "R20")[0] == '\0', "%s", text_of(&s, "R20"));
    subject_clear(&s);
}

Test(sensitive, a_school_80_m_away_is_named_and_one_200_m_away_is_not)
{
    struct subject s;
    struct jk_place *places;

    subject_make(&s);
    subject_hours(&s, "2024-11-20T10:00", "2024-11-20T12:00");
    places = jk_arena_array(&s.arena, 1, sizeof *places);
    places[0] =
        (struct jk_place){ .code = "sd",
                           .name = "SD simulasi",
                           .region = "64.08.04",
                           .kind = "pendidikan",
                           .point = jk_geodesic_direct(s.notice.facts.shape.centre, 90, 80) };
    s.pack.places = places;
    s.pack.place_count = 1;
    cr_assert(strstr(text_of(&s, "R15"), "SD simulasi, 80 m") != NULL, "%s", text_of(&s, "R15"));
    places[0].point = jk_geodesic_direct(s.notice.facts.shape.centre, 90, 200);
    cr_assert(text_of(&s, "R15")[0] == '\0');
    subject_clear(&s);
}
