/* What a pack must not say: members that nobody reads, names that stand twice, what would leave
 * nothing to judge. Each such slip was taken silently once. */
#include <criterion/criterion.h>
#include <string.h>
#include "jarak/model/texts.h"
#include "jarak/policy/texts.h"
#include "tests/unit/policy/pack_case.h"

#define LEN(a) (sizeof(a) / sizeof *(a))

Test(pack_strict, a_member_that_nobody_reads_is_refused_with_its_path)
{
    static const struct pack_refusal refusals[] = {
        { "policy.json", "rows.2.sigaa", "{\"distance_m\":1,\"tau_min\":1}", JK_INVALID,
          JK_TEXT_PACK_MEMBER, "policy.json: rows[2].sigaa" },
        { "policy.json", "rows.2.info.tau_minutes", "5", JK_INVALID, JK_TEXT_PACK_MEMBER,
          "policy.json: rows[2].info.tau_minutes" },
        { "policy.json", "ovveride_from", "\"siaga\"", JK_INVALID, JK_TEXT_PACK_MEMBER,
          "policy.json: ovveride_from" },
        { "policy.json", "raise.head_on", "150", JK_INVALID, JK_TEXT_PACK_MEMBER,
          "policy.json: raise.head_on" },
        { "policy.json", "escalation.siaga_soon", "1", JK_INVALID, JK_TEXT_PACK_MEMBER,
          "policy.json: escalation.siaga_soon" },
        { "pack.json", "simulasi", "false", JK_INVALID, JK_TEXT_PACK_MEMBER,
          "pack.json: simulasi" },
        { "contests.json", "contests.0.wilayah", "\"64\"", JK_INVALID, JK_TEXT_PACK_MEMBER,
          "contests.json: contests[0].wilayah" },
        { "contests.json", "contests.0.paslon.1.nomor", "2", JK_INVALID, JK_TEXT_PACK_MEMBER,
          "contests.json: contests[0].paslon[1].nomor" },
        { "contests.json", "contests.0.addressee",
          "[{\"to\":\"polres\",\"basis\":\"x\",\"jenis\":[]}]", JK_INVALID, JK_TEXT_PACK_MEMBER,
          "contests.json: contests[0].addressee[0].jenis" },
        { "contests.json", "contest", "[]", JK_INVALID, JK_TEXT_PACK_MEMBER,
          "contests.json: contest" },
        { "regions.json", "regions.1.Parent", "\"64\"", JK_INVALID, JK_TEXT_PACK_MEMBER,
          "regions.json: regions[1].Parent" },
        { "regions.json", "regions.1.letterhead.logo", "\"x\"", JK_INVALID, JK_TEXT_PACK_MEMBER,
          "regions.json: regions[1].letterhead.logo" },
        { "phases.json", "phases.4.quite", "true", JK_INVALID, JK_TEXT_PACK_MEMBER,
          "phases.json: phases[4].quite" },
        { "holidays.json", "holidays.0.day", "\"2024-01-01\"", JK_INVALID, JK_TEXT_PACK_MEMBER,
          "holidays.json: holidays[0].day" },
        { "rules.json", "rules.2.values", "[9,18]", JK_INVALID, JK_TEXT_PACK_MEMBER,
          "rules.json: rules[2].values" },
        { "places.json", "places.0.radius", "100", JK_INVALID, JK_TEXT_PACK_MEMBER,
          "places.json: places[0].radius" },
        { "defaults.json", "kinds.rapat_umum.build_up_min", "1", JK_INVALID, JK_TEXT_PACK_MEMBER,
          "defaults.json: kinds.rapat_umum.build_up_min" },
        { "defaults.json", "kinds.rapatumum", "{}", JK_INVALID, JK_TEXT_PACK_MEMBER,
          "defaults.json: kinds.rapatumum" },
        { "defaults.json", "column.usual_car", "30", JK_INVALID, JK_TEXT_PACK_MEMBER,
          "defaults.json: column.usual_car" },
        { "defaults.json", "column.car.spacing", "30", JK_INVALID, JK_TEXT_PACK_MEMBER,
          "defaults.json: column.car.spacing" },
        { "defaults.json", "size.kecil", "30", JK_INVALID, JK_TEXT_PACK_MEMBER,
          "defaults.json: size.kecil" },
    };

    pack_case_expect(refusals, LEN(refusals));
}

Test(pack_strict, members_for_readers_and_those_of_others_stay)
{
    static const char *const words[] = { "source",     "verified",      "note",
                                         "basis",      "quality",       "decided_by",
                                         "decided_on", "point_quality", "x_kami" };

    for (size_t i = 0; i < LEN(words); i++) {
        static const char *const files[] = { "pack.json", "policy.json", "defaults.json",
                                             "contests.json" };

        for (size_t k = 0; k < LEN(files); k++) {
            struct pack_refusal good = { files[k], words[i], "[1]", JK_OK, NULL, NULL };

            /* Of a policy they are told (below). */
            if (strcmp(files[k], "policy.json") != 0 ||
                (strcmp(words[i], "basis") != 0 && strncmp(words[i], "decided", 7) != 0))
                pack_case_expect(&good, 1);
        }
    }
}

Test(pack_strict, who_decided_a_policy_is_a_text_and_a_day)
{
    static const struct pack_refusal refusals[] = {
        { "policy.json", "decided_by", "\"Rakor\"", JK_OK, NULL, NULL },
        { "policy.json", "decided_on", "\"2024-09-19\"", JK_OK, NULL, NULL },
        { "policy.json", "decided_on", "\"\"", JK_OK, NULL, NULL },
        { "policy.json", "decided_on", "\"kemarin\"", JK_INVALID, JK_TEXT_ISO_DATE,
          "policy.json: decided_on" },
        { "policy.json", "decided_by", "[1]", JK_INVALID, JK_TEXT_PACK_STRING,
          "policy.json: decided_by" },
        { "policy.json", "basis", "1", JK_INVALID, JK_TEXT_PACK_STRING, "policy.json: basis" },
    };

    pack_case_expect(refusals, LEN(refusals));
}

/* calendars/README.md: a number or an id names one thing. */
Test(pack_strict, what_names_one_thing_stands_once)
{
    static const struct pack_refusal refusals[] = {
        { "contests.json", "contests.0.paslon.1.number", "1", JK_INVALID, JK_TEXT_PACK_TWICE,
          "contests.json: contests[0].paslon[1].number" },
        { "phases.json", "phases.4.id", "\"kampanye\"", JK_INVALID, JK_TEXT_PACK_TWICE,
          "phases.json" },
        { "rules.json", "rules.1.id", "\"R1\"", JK_INVALID, JK_TEXT_PACK_TWICE,
          "rules.json: rules[1].id" },
    };

    pack_case_expect(refusals, LEN(refusals));
}

Test(pack_strict, a_rule_has_a_number_of_the_table_and_the_numbers_it_asks_for)
{
    static const struct pack_refusal refusals[] = {
        { "rules.json", "rules.0.id", "\"R0\"", JK_INVALID, JK_TEXT_PACK_RULE,
          "rules.json: rules[0].id" },
        { "rules.json", "rules.0.id", "\"R01\"", JK_INVALID, JK_TEXT_PACK_RULE,
          "rules.json: rules[0].id" },
        { "rules.json", "rules.0.id", "\"R63\"", JK_INVALID, JK_TEXT_PACK_RULE,
          "rules.json: rules[0].id" },
        { "rules.json", "rules.0.id", "\"r1\"", JK_INVALID, JK_TEXT_PACK_RULE,
          "rules.json: rules[0].id" },
        { "rules.json", "rules.2.value", "[9,18,1]", JK_INVALID, JK_TEXT_PACK_RULE_NUMBERS,
          "rules.json: rules[2].value" },
        { "rules.json", "rules.2.value", "[9]", JK_INVALID, JK_TEXT_PACK_RULE_NUMBERS,
          "rules.json: rules[2].value" },
        { "rules.json", "rules.2.value", NULL, JK_INVALID, JK_TEXT_PACK_RULE_NUMBERS,
          "rules.json: rules[2].value" },
        { "rules.json", "rules.2.value", "[1,2,3,4,5]", JK_INVALID, JK_TEXT_PACK_RULE_NUMBERS,
          "rules.json: rules[2].value" },
        { "rules.json", "rules.0.value", "[]", JK_OK, NULL, NULL },
        { "rules.json", "rules.0.value", "[7]", JK_INVALID, JK_TEXT_PACK_RULE_NUMBERS,
          "rules.json: rules[0].value" },
    };

    pack_case_expect(refusals, LEN(refusals));
}

/* One pair alone stands against the empty column, which is a paslon of the pack (decisions/0010);
 * without it no notice has a rival. */
Test(pack_strict, a_contest_has_two_sides)
{
    static const struct pack_refusal refusals[] = {
        { "contests.json", "contests.0.paslon", "[{\"number\":1,\"label\":\"Paslon 1\"}]",
          JK_INVALID, JK_TEXT_PACK_ALONE, "contests.json: contests[0].paslon" },
        { "contests.json", "contests.0.paslon", "[]", JK_INVALID, JK_TEXT_PACK_ALONE,
          "contests.json: contests[0].paslon" },
        { "contests.json", "contests.0.paslon",
          "[{\"number\":1,\"label\":\"Paslon 1\"},{\"number\":2,\"label\":\"Kolom kosong\"}]",
          JK_OK, NULL, NULL },
    };

    pack_case_expect(refusals, LEN(refusals));
}

Test(pack_strict, phases_lie_within_the_calendar)
{
    static const struct pack_refusal refusals[] = {
        { "phases.json", "phases.3.to", "\"2025-11-23\"", JK_RANGE, JK_TEXT_PACK_CALENDAR,
          "phases.json: kampanye" },
        { "phases.json", "phases.3.from", "\"2023-09-25\"", JK_RANGE, JK_TEXT_PACK_CALENDAR,
          "phases.json: kampanye" },
        { "pack.json", "to", "\"2024-12-16\"", JK_OK, NULL, NULL },
        { "pack.json", "to", "\"2024-12-15\"", JK_RANGE, JK_TEXT_PACK_CALENDAR,
          "phases.json: penghitungan_rekap_all" },
    };

    pack_case_expect(refusals, LEN(refusals));
}

Test(pack_strict, an_id_that_would_be_cut_is_refused)
{
    static const struct pack_refusal refusals[] = {
        { "policy.json", "rows.0.id", "\"012345678901234567890123456789012345678\"", JK_OK, NULL,
          NULL },
        { "policy.json", "rows.0.id", "\"0123456789012345678901234567890123456789\"", JK_RANGE,
          JK_TEXT_PACK_LONG, "policy.json: rows[0].id" },
        { "policy.json", "id",
          "\"012345678901234567890123456789012345678901234567890123456789012\"", JK_OK, NULL,
          NULL },
        { "policy.json", "id",
          "\"0123456789012345678901234567890123456789012345678901234567890123\"", JK_RANGE,
          JK_TEXT_PACK_LONG, "policy.json: id" },
        { "policy.json", "id", "\"\"", JK_RANGE, JK_TEXT_PACK_LONG, "policy.json: id" },
    };

    pack_case_expect(refusals, LEN(refusals));
}

Test(pack_strict, a_kpu_slot_names_a_paslon_of_its_contest_and_a_day_of_the_calendar)
{
    static const struct {
        const char *json;
        enum jk_status status;
    } cases[] = {
        { "{\"slots\":[{\"contest\":\"pilbup-64.08\",\"paslon\":2,\"from\":\"2024-11-23T09:00:00+"
          "08:00\","
          "\"to\":\"2024-11-23T12:00:00+08:00\"}]}",
          JK_OK },
        { "{\"slots\":[{\"contest\":\"pilbup-64.08\",\"paslon\":3,\"from\":\"2024-11-23T09:00:00+"
          "08:00\","
          "\"to\":\"2024-11-23T12:00:00+08:00\"}]}",
          JK_INVALID },
        { "{\"slots\":[{\"contest\":\"pilbup-64.08\",\"paslon\":2,\"from\":\"2023-11-23T09:00:00+"
          "08:00\","
          "\"to\":\"2023-11-23T12:00:00+08:00\"}]}",
          JK_RANGE },
    };

    for (size_t i = 0; i < LEN(cases); i++) {
        struct pack_case c;

        pack_case_open(&c);
        pack_case_add(&c, "kpu_slots.json", cases[i].json);
        cr_expect(pack_case_load(&c) == cases[i].status, "%zu", i);
        pack_case_clear(&c);
    }
}

static bool warns(struct pack_case *c, const struct jk_text *text, const char *field)
{
    struct jk_error told[JK_PACK_WARNINGS];
    size_t count;

    cr_assert(pack_case_load(c) == JK_OK, "%s %s", c->err.field, c->err.value);
    count = jk_pack_warn(&c->pack, told);
    for (size_t i = 0; i < count; i++) {
        if (told[i].text == text && strcmp(told[i].field, field) == 0)
            return true;
    }
    return false;
}

Test(pack_strict, what_a_pack_leaves_unjudged_is_warned_of)
{
    static const struct {
        const char *name, *way, *json;
        const struct jk_text *text;
        const char *field;
    } cases[] = {
        { "phases.json", "phases.3.campaign", "false", JK_TEXT_PACK_NO_CAMPAIGN, "phases.json" },
        { "phases.json", "phases.5.vote", "false", JK_TEXT_PACK_NO_VOTE, "phases.json" },
        { "phases.json", "phases.4.quiet", "false", JK_TEXT_PACK_NO_QUIET, "phases.json" },
        { "holidays.json", "holidays", "[]", JK_TEXT_PACK_NO_HOLIDAYS, "holidays.json" },
        { "rules.json", "rules.3", NULL, JK_TEXT_PACK_RULE_OFF, "rules.json" },
        { "policy.json", "rows",
          "[{\"id\":\"a\",\"exempt\":true},"
          "{\"id\":\"b\",\"relation\":[\"rival\"],\"exempt\":true}]",
          JK_TEXT_PACK_IDLE_ROW, "policy.json: rows[1]" },
        { "policy.json", "rows", "[{\"id\":\"a\",\"exempt\":true}]", JK_TEXT_PACK_RIVALS_EXEMPT,
          "policy.json: rows" },
    };
    struct pack_case c;

    for (size_t i = 0; i < LEN(cases); i++) {
        pack_case_open(&c);
        cr_expect(!warns(&c, cases[i].text, cases[i].field), "%zu: the shipped pack", i);
        pack_case_set(&c, cases[i].name, cases[i].way, cases[i].json);
        cr_expect(warns(&c, cases[i].text, cases[i].field), "%zu", i);
        pack_case_clear(&c);
    }
}
