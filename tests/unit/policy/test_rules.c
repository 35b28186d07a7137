/* The numbered rules: tests/cases/rules.txt, and what needs more than a line. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/base/decimal.h"
#include "jarak/config/files.h"
#include "jarak/geo/geodesic.h"
#include "jarak/policy/rules.h"

/* One notice with its rule input. */
struct subject {
    struct jk_arena arena;
    struct jk_pack pack;
    struct jk_notice notice, main;
    struct jk_instance instance;
    struct jk_point route[2];
    const struct jk_notice *chain[2];
    struct jk_rule_input input;
};

static int64_t instant(const char *wita)
{
    char text[64];
    int64_t s = 0;

    snprintf(text, sizeof text, "%s:00+08:00", wita);
    cr_assert(jk_iso_parse(jk_span_of(text), &s), "%s", wita);
    return s;
}

static void make_subject(struct subject *s)
{
    struct jk_error err;

    *s = (struct subject){ .pack = { .id = NULL } };
    jk_geodesic_init();
    cr_assert(jk_pack_read("calendars/kutim-2024", &s->arena, &s->pack, &err) == JK_OK, "%s %s",
              err.field, err.value);
    s->notice.uid = "n";
    s->notice.facts =
        (struct jk_facts){ .summary = "",
                           .location = "",
                           .place_code = "",
                           .letter_no = "",
                           .sttp = "",
                           .contact = "",
                           .props = "",
                           .public_note = "",
                           .crowd = JK_NOT_STATED,
                           .column_m = JK_NOT_STATED,
                           .width_m = JK_NOT_STATED,
                           .radius_m = JK_NOT_STATED,
                           .uncertainty_m = JK_NOT_STATED,
                           .buildup_s = JK_NOT_STATED,
                           .dispersal_s = JK_NOT_STATED,
                           .letter_day = INT32_MIN,
                           .received_s = JK_NO_TIME,
                           .stated_weekday = -1,
                           .shape = { .kind = JK_SHAPE_DISC, .centre = { 0.42, 117.1 } },
                           .party = { .contest = "pilbup-64.08", .count = 1, .paslon = { 1 } } };
    s->notice.instances = &s->instance;
    s->notice.instance_count = 1;
    s->instance.facts = &s->notice.facts;
    s->main = (struct jk_notice){ .uid = "main" };
    s->chain[0] = &s->notice;
    s->input = (struct jk_rule_input){ .pack = &s->pack,
                                       .notice = &s->notice,
                                       .tz = s->pack.tz,
                                       .main_known = true,
                                       .chain = s->chain,
                                       .chain_count = 1 };
}

static void set_fact(struct subject *s, const char *name, const char *value)
{
    struct jk_facts *f = &s->notice.facts;
    double n = atof(value);

    if (strcmp(name, "letter") == 0) {
        cr_assert(jk_date_parse(jk_span_of(value), &f->letter_day));
    } else if (strcmp(name, "received") == 0) {
        f->received_s = instant(value);
    } else if (strcmp(name, "weekday") == 0) {
        f->stated_weekday = (int)n;
    } else if (strcmp(name, "vehicles") == 0) {
        f->has_vehicles = true;
        f->vehicles.cars = (uint32_t)n;
    } else if (strcmp(name, "uncertainty") == 0) {
        f->uncertainty_m = n;
    } else if (strcmp(name, "contest") == 0) {
        snprintf(f->party.contest, sizeof f->party.contest, "%s", value);
    } else if (strcmp(name, "rallies") == 0) {
        s->input.rallies = n;
    } else if (strcmp(name, "sttp") == 0) {
        s->input.sttp = "STTP/1";
        s->input.sttp_chains = (unsigned)n;
    } else if (strcmp(name, "daycrowd") == 0) {
        s->input.day_crowd = n;
    } else if (strcmp(name, "leg") == 0) {
        s->notice.parent = "main";
        f->leg = JK_LEG_BERANGKAT;
        s->chain[0] = &s->main;
        s->chain[1] = &s->notice;
        s->input.chain_count = 2;
    } else if (strcmp(name, "main") == 0) {
        s->input.main_known = false;
        s->chain[0] = &s->notice;
        s->input.chain_count = 1;
    } else if (strcmp(name, "now") == 0) {
        s->input.now_s = instant(value);
        s->pack.simulation = false;
    } else if (strcmp(name, "route") == 0) {
        cr_assert(sscanf(value, "%lf,%lf,%lf,%lf", &s->route[0].lat_deg, &s->route[0].lon_deg,
                         &s->route[1].lat_deg, &s->route[1].lon_deg) == 4);
        f->shape =
            (struct jk_shape){ .kind = JK_SHAPE_ROUTE, .points = s->route, .point_count = 2 };
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
    struct jk_finding *findings;
    size_t count;

    cr_assert(jk_rules_apply(&s->arena, &s->input, &findings, &count) == JK_OK);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(findings[i].rule, rule) == 0)
            return findings[i].text[JK_LANG_ID];
    }
    return "";
}

/* The next column, trimmed in place. */
static char *column(char **rest)
{
    char *at = strsep(rest, "|"), *end;

    cr_assert(at != NULL);
    at += strspn(at, " ");
    for (end = at + strlen(at); end > at && strchr(" \n", end[-1]); end--)
        end[-1] = '\0';
    return at;
}

static void check_line(char *line, int number)
{
    struct subject s;
    char *rest = line, *start = column(&rest), *end = column(&rest), *kind = column(&rest);
    char *facts = column(&rest), *want = column(&rest), *fact, have[128];

    make_subject(&s);
    s.instance.start_s = instant(start);
    s.instance.end_s = instant(end);
    s.notice.first_start_s = s.instance.start_s;
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
    jk_arena_clear(&s.arena);
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

    make_subject(&s);
    for (; jk_rules_row(i, &row); i++) {
        snprintf(id, sizeof id, "R%zu", i + 1);
        cr_assert(strcmp(row.id, id) == 0);
        cr_assert(jk_pack_rule(&s.pack, id) != NULL, "%s", id);
        cr_assert(jk_text_get(row.about, JK_LANG_ID)[0] && row.field[0] && row.audience);
    }
    cr_assert(i == 23);
    jk_arena_clear(&s.arena);
}

Test(rules, a_rule_the_pack_does_not_name_is_silent)
{
    struct subject s;
    char have[128];

    make_subject(&s);
    s.instance.start_s = instant("2024-11-24T20:00");
    s.instance.end_s = instant("2024-11-24T22:00");
    rules_of(&s, have);
    cr_assert(strcmp(have, "R2 R3") == 0, "%s", have);
    s.pack.rule_of[2] = NULL;
    rules_of(&s, have);
    cr_assert(strcmp(have, "R3") == 0, "%s", have);
    jk_arena_clear(&s.arena);
}

/* Without areas.geojson the nearest reference point names the sub-district (Perpol 5/2024 Ps 8). */
Test(addressee, one_sub_district_kapolsek_several_kapolres_marked_approximate)
{
    struct subject s;

    make_subject(&s);
    s.instance.start_s = instant("2024-11-20T10:00");
    s.instance.end_s = instant("2024-11-20T12:00");
    s.notice.facts.shape.centre = (struct jk_point){ 0.505, 117.546 };
    cr_assert(strstr(text_of(&s, "R14"), "Kapolsek Sangatta Utara (perkiraan") != NULL, "%s",
              text_of(&s, "R14"));
    set_fact(&s, "route", "0.505,117.546,0.896,117.433");
    cr_assert(strstr(text_of(&s, "R14"), "Kapolres Kutai Timur (Sangatta Utara") != NULL, "%s",
              text_of(&s, "R14"));
    set_fact(&s, "route", "0.193,117.335,2.0,117.4");
    cr_assert(strstr(text_of(&s, "R14"), "Kapol") != NULL, "%s", text_of(&s, "R14"));
    jk_arena_clear(&s.arena);
}

Test(incomplete, the_clerk_is_told_what_is_missing_and_nothing_when_all_is_there)
{
    struct subject s;

    make_subject(&s);
    s.instance.start_s = instant("2024-11-20T10:00");
    s.instance.end_s = instant("2024-11-20T12:00");
    cr_assert(strstr(text_of(&s, "R20"), "nomor surat, tanggal surat") != NULL, "%s",
              text_of(&s, "R20"));
    s.notice.facts.letter_no = "12/TIM/XI/2024";
    s.notice.facts.contact = "Ketua tim";
    s.notice.facts.crowd = 500;
    set_fact(&s, "letter", "2024-11-08");
    set_fact(&s, "received", "2024-11-08T09:00");
    set_fact(&s, "weekday", "3");
    cr_assert(text_of(&s, "R20")[0] == '\0', "%s", text_of(&s, "R20"));
    jk_arena_clear(&s.arena);
}

Test(sensitive, a_school_80_m_away_is_named_and_one_200_m_away_is_not)
{
    struct subject s;
    struct jk_place *places;

    make_subject(&s);
    s.instance.start_s = instant("2024-11-20T10:00");
    s.instance.end_s = instant("2024-11-20T12:00");
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
    jk_arena_clear(&s.arena);
}
