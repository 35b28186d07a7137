/* The small files of a pack: head, contests, regions, phases, holidays, rules and places. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "jarak/base/texts.h"
#include "jarak/model/texts.h"
#include "jarak/policy/texts.h"
#include "tests/unit/policy/pack_case.h"

#define LEN(a) (sizeof(a) / sizeof *(a))

#define MISSING(name, member, path)                                          \
    {                                                                        \
        name, member, NULL, JK_INVALID, JK_TEXT_PACK_MISSING, name ": " path \
    }

Test(pack_parts, a_member_that_must_be_there_is_named)
{
    static const struct pack_refusal refusals[] = {
        MISSING("pack.json", "id", "id"),
        MISSING("pack.json", "title", "title"),
        MISSING("pack.json", "title.en", "title.en"),
        MISSING("pack.json", "region", "region"),
        MISSING("pack.json", "zone", "zone"),
        MISSING("pack.json", "from", "from"),
        MISSING("pack.json", "to", "to"),
        MISSING("contests.json", "contests", "contests"),
        MISSING("contests.json", "contests.1.id", "contests[1].id"),
        MISSING("contests.json", "contests.1.region", "contests[1].region"),
        MISSING("contests.json", "contests.1.name", "contests[1].name"),
        MISSING("contests.json", "contests.1.paslon", "contests[1].paslon"),
        MISSING("contests.json", "contests.0.paslon.1.number", "contests[0].paslon[1].number"),
        MISSING("contests.json", "contests.0.paslon.1.label", "contests[0].paslon[1].label"),
        MISSING("regions.json", "regions.2.code", "regions[2].code"),
        MISSING("regions.json", "regions.2.name", "regions[2].name"),
        MISSING("regions.json", "regions.2.zone", "regions[2].zone"),
        /* Half a point is none. */
        MISSING("regions.json", "regions.4.lon", "regions[4].lon"),
        MISSING("phases.json", "phases.3.id", "phases[3].id"),
        MISSING("phases.json", "phases.3.name", "phases[3].name"),
        MISSING("phases.json", "phases.3.from", "phases[3].from"),
        MISSING("phases.json", "phases.3.to", "phases[3].to"),
        MISSING("holidays.json", "holidays.1.date", "holidays[1].date"),
        MISSING("holidays.json", "holidays.1.name", "holidays[1].name"),
        MISSING("rules.json", "rules.5.id", "rules[5].id"),
        MISSING("rules.json", "rules.5.level", "rules[5].level"),
        MISSING("rules.json", "rules.5.basis", "rules[5].basis"),
        MISSING("places.json", "places.0.code", "places[0].code"),
        MISSING("places.json", "places.0.name", "places[0].name"),
        MISSING("places.json", "places.0.region", "places[0].region"),
        MISSING("places.json", "places.0.lat", "places[0].lat"),
        MISSING("places.json", "places.0.uncertainty_m", "places[0].uncertainty_m"),
    };

    pack_case_expect(refusals, LEN(refusals));
}

Test(pack_parts, a_value_of_another_kind_or_range_is_named)
{
    static const struct pack_refusal refusals[] = {
        { "pack.json", "simulation", "1", JK_INVALID, JK_TEXT_PACK_FLAG, "pack.json: simulation" },
        { "pack.json", "title", "7", JK_INVALID, JK_TEXT_PACK_STRING, "pack.json: title" },
        { "pack.json", "zone", "\"Asia/Pontianak2\"", JK_INVALID, JK_TEXT_PACK_ZONE,
          "pack.json: " },
        { "pack.json", "to", "\"2024-12-16\"", JK_OK, NULL, NULL },
        { "pack.json", "to", "\"2024-08-25\"", JK_RANGE, JK_TEXT_PACK_BACKWARDS, "pack.json: " },
        { "contests.json", "contests.0.paslon.0.number", "0", JK_RANGE, JK_TEXT_PACK_NUMBER,
          "contests.json: contests[0].paslon[0].number" },
        { "contests.json", "contests.0.paslon.0.number", "10000000", JK_RANGE, JK_TEXT_PACK_NUMBER,
          "contests.json: contests[0].paslon[0].number" },
        { "contests.json", "contests.0.paslon", "{}", JK_INVALID, JK_TEXT_PACK_LIST,
          "contests.json: contests[0].paslon" },
        { "phases.json", "phases.3.campaign", "\"true\"", JK_INVALID, JK_TEXT_PACK_FLAG,
          "phases.json: phases[3].campaign" },
        { "phases.json", "phases.3.to", "\"2024-09-25\"", JK_OK, NULL, NULL },
        { "phases.json", "phases.3.to", "\"2024-09-24\"", JK_RANGE, JK_TEXT_PACK_BACKWARDS,
          "phases.json: phases[3]" },
        { "holidays.json", "holidays.0.date", "\"2023-02-29\"", JK_INVALID, JK_TEXT_ISO_DATE,
          "holidays.json: holidays[0].date" },
        { "holidays.json", "holidays.0.date", "\"2024-02-29\"", JK_OK, NULL, NULL },
        { "rules.json", "rules.0.verified", "\"ya\"", JK_INVALID, JK_TEXT_PACK_FLAG,
          "rules.json: rules[0].verified" },
        { "rules.json", "rules.2.value", "[9,\"18\"]", JK_INVALID, JK_TEXT_DECIMAL,
          "rules.json: rules[2].value[1]" },
        { "rules.json", "rules.2.value", "9", JK_INVALID, JK_TEXT_PACK_LIST,
          "rules.json: rules[2].value" },
        { "rules.json", "rules.2.level", "\"Hold\"", JK_INVALID, JK_TEXT_PACK_RULE_LEVEL,
          "rules.json: rules[2]" },
        { "rules.json", "rules.2.id", "\"R63\"", JK_INVALID, JK_TEXT_PACK_RULE,
          "rules.json: rules[2].id" },
        { "rules.json", "rules.2.id", "\"R64\"", JK_INVALID, JK_TEXT_PACK_RULE,
          "rules.json: rules[2].id" },
        { "rules.json", "rules.2.id", "\"r3\"", JK_INVALID, JK_TEXT_PACK_RULE,
          "rules.json: rules[2].id" },
        { "rules.json", "rules.2.id", "\"R\"", JK_INVALID, JK_TEXT_PACK_RULE,
          "rules.json: rules[2].id" },
        { "rules.json", "rules.2.id", "\"R3x\"", JK_INVALID, JK_TEXT_PACK_RULE,
          "rules.json: rules[2].id" },
        { "places.json", "places.0.kind", "\"ibadah\"", JK_OK, NULL, NULL },
        { "places.json", "places.0.aliases", "[\"Stadion\"]", JK_OK, NULL, NULL },
        { "places.json", "places.0.aliases", "[7]", JK_INVALID, JK_TEXT_PACK_STRING,
          "places.json: places[0].aliases[0]" },
        { "contests.json", "contests.0.addressee", "[{\"to\":\"polda\",\"basis\":\"x\"}]", JK_OK,
          NULL, NULL },
        { "contests.json", "contests.0.addressee", "[{\"to\":\"kodim\",\"basis\":\"x\"}]",
          JK_INVALID, JK_TEXT_PACK_WORD, "contests.json: contests[0].addressee[0].to" },
        { "contests.json", "contests.0.addressee", "[{\"to\":\"polda\"}]", JK_INVALID,
          JK_TEXT_PACK_MISSING, "contests.json: contests[0].addressee[0].basis" },
        { "contests.json", "contests.0.addressee",
          "[{\"to\":\"polda\",\"basis\":\"x\",\"kind\":[\"rapat_umum\",\"pesta\"]}]", JK_INVALID,
          JK_TEXT_PACK_WORD, "contests.json: contests[0].addressee[0].kind[1]" },
        { "regions.json", "regions.2.letterhead",
          "{\"lines\":[\"RESOR BERAU\"],\"place\":\"Tanjung Redeb\",\"office\":\"Kapolres\"}",
          JK_OK, NULL, NULL },
        { "regions.json", "regions.2.letterhead", "{\"lines\":[],\"place\":\"x\",\"office\":\"y\"}",
          JK_RANGE, JK_TEXT_PACK_LETTERHEAD, "regions.json: regions[2].letterhead.lines" },
        { "regions.json", "regions.2.letterhead",
          "{\"lines\":[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\"],\"place\":\"x\",\"office\":\"y\"}",
          JK_RANGE, JK_TEXT_PACK_LETTERHEAD, "regions.json: regions[2].letterhead.lines" },
        { "regions.json", "regions.2.letterhead", "{\"lines\":[\"1\"],\"office\":\"y\"}",
          JK_INVALID, JK_TEXT_PACK_MISSING, "regions.json: regions[2].letterhead.place" },
        { "regions.json", "regions.2.letterhead",
          "{\"lines\":[7],\"place\":\"x\",\"office\":\"y\"}", JK_INVALID, JK_TEXT_PACK_STRING,
          "regions.json: regions[2].letterhead.lines[0]" },
        { "places.json", "places.0.kind", "\"masjid\"", JK_INVALID, JK_TEXT_PACK_WORD,
          "places.json: places[0]" },
    };

    pack_case_expect(refusals, LEN(refusals));
}

/* What only the whole can show: names that stand twice, and references that lead nowhere. */
Test(pack_parts, the_files_agree_with_each_other)
{
    static const struct pack_refusal refusals[] = {
        { "contests.json", "contests.1.id", "\"pilbup-64.08\"", JK_INVALID, JK_TEXT_PACK_TWICE,
          "contests.json" },
        { "regions.json", "regions.2.code", "\"64.01\"", JK_INVALID, JK_TEXT_PACK_TWICE,
          "regions.json" },
        { "places.json", "places.1.code", "\"stadion-kudungga\"", JK_INVALID, JK_TEXT_PACK_TWICE,
          "places.json" },
        { "pack.json", "region", "\"64.99\"", JK_INVALID, JK_TEXT_PACK_REGION,
          "pack.json: region" },
        { "contests.json", "contests.3.region", "\"99\"", JK_INVALID, JK_TEXT_PACK_REGION,
          "contests.json" },
        { "regions.json", "regions.5.parent", "\"64.8\"", JK_INVALID, JK_TEXT_PACK_REGION,
          "regions.json" },
        { "places.json", "places.2.region", "\"\"", JK_INVALID, JK_TEXT_PACK_REGION,
          "places.json" },
    };

    pack_case_expect(refusals, LEN(refusals));
}

Test(pack_parts, numbers_of_places_have_their_range)
{
    static const struct pack_range ranges[] = {
        { "places.0.lat", "places[0].lat", -90, 90, 0.0001 },
        { "places.0.lon", "places[0].lon", -180, 180, 0.0001 },
        { "places.0.uncertainty_m", "places[0].uncertainty_m", 0, 100000, 0.01 },
        { "places.0.capacity", "places[0].capacity", 0, 1e7, 1 },
    };

    pack_case_expect_ranges("places.json", ranges, LEN(ranges));
}

/* A party keeps the id of its contest by value: 47 bytes have room and 48 have not. */
Test(pack_parts, the_id_of_a_contest_has_room_for_47_bytes)
{
    for (int len = JK_CONTEST_ID_MAX - 1; len <= JK_CONTEST_ID_MAX; len++) {
        char json[JK_CONTEST_ID_MAX + 3] = { 0 };
        struct pack_case c;

        memset(json, 'a', (size_t)len + 2);
        json[0] = json[len + 1] = '"';
        pack_case_open(&c);
        pack_case_set(&c, "contests.json", "contests.1.id", json);
        cr_expect(pack_case_load(&c) == (len < JK_CONTEST_ID_MAX ? JK_OK : JK_RANGE), "%d", len);
        pack_case_clear(&c);
    }
}

Test(pack_parts, the_vote_begins_at_local_midnight_of_the_region_that_votes)
{
    static const struct {
        const char *zone;
        double vote_s;
    } cases[] = {
        { "\"Asia/Jakarta\"", 1732640400.0 },  /* 2024-11-26T17:00Z */
        { "\"Asia/Makassar\"", 1732636800.0 }, /* an hour earlier */
        { "\"Asia/Jayapura\"", 1732633200.0 },
    };

    for (size_t i = 0; i < LEN(cases); i++) {
        int64_t from_s, to_s;
        struct pack_case c;

        pack_case_open(&c);
        pack_case_set(&c, "pack.json", "zone", cases[i].zone);
        pack_case_set(&c, "regions.json", "regions.1.zone", cases[i].zone);
        cr_assert(pack_case_load(&c) == JK_OK);
        cr_expect(c.pack.policies.at[0].vote_s == cases[i].vote_s, "case %zu", i);
        /* The calendar is counted by the same midnights, its last day included. */
        jk_pack_window(&c.pack, &from_s, &to_s);
        cr_expect(to_s - from_s == 128 * JK_DAY_S, "26 August to 31 December");
        cr_expect((from_s + c.pack.tz->offset_s) % JK_DAY_S == 0);
        pack_case_clear(&c);
    }
}

Test(pack_parts, without_a_day_of_the_vote_the_campaign_never_ends)
{
    struct pack_case c;

    pack_case_open(&c);
    pack_case_set(&c, "phases.json", "phases.5.vote", "false");
    cr_assert(pack_case_load(&c) == JK_OK);
    cr_assert(c.pack.policies.at[0].vote_s > 1e300);
    pack_case_clear(&c);
}

Test(pack_parts, a_name_in_one_text_stands_for_both_languages)
{
    struct pack_case c;

    pack_case_open(&c);
    pack_case_set(&c, "pack.json", "title", "\"Pilkada\"");
    cr_assert(pack_case_load(&c) == JK_OK);
    cr_assert_str_eq(c.pack.title[JK_LANG_ID], "Pilkada");
    cr_assert_str_eq(c.pack.title[JK_LANG_EN], "Pilkada");
    pack_case_clear(&c);
}

Test(pack_parts, the_hash_is_that_of_the_data_and_not_of_the_order_of_the_files)
{
    char first[65];
    struct pack_case c;
    const char *name;
    json_t *document;

    pack_case_open(&c);
    cr_assert(pack_case_load(&c) == JK_OK);
    memcpy(first, c.pack.hash, sizeof first);
    cr_assert(strlen(first) == 64 && strspn(first, "0123456789abcdef") == 64);
    name = c.names[0];
    document = c.documents[0];
    c.names[0] = c.names[5];
    c.documents[0] = c.documents[5];
    c.names[5] = name;
    c.documents[5] = document;
    cr_assert(pack_case_load(&c) == JK_OK);
    cr_assert_str_eq(c.pack.hash, first);
    pack_case_set(&c, "places.json", "note", "\"lain\"");
    cr_assert(pack_case_load(&c) == JK_OK);
    cr_assert(strcmp(c.pack.hash, first) != 0, "one byte of one file");
    pack_case_clear(&c);
}

Test(pack_parts, a_refused_pack_leaves_the_one_that_was_there_alone)
{
    struct pack_case c;

    pack_case_open(&c);
    cr_assert(pack_case_load(&c) == JK_OK);
    c.pack.region_count = 4711;
    pack_case_set(&c, "places.json", "places.0.region", "\"1\"");
    cr_assert(pack_case_load(&c) == JK_INVALID);
    cr_assert(c.pack.region_count == 4711);
    pack_case_clear(&c);
}

/* Kemendagri codes are prefixes by their dots: 64.1 is no part of 64.10. */
Test(pack_lookup, a_code_covers_itself_and_what_lies_below)
{
    static const struct {
        const char *own, *region;
        bool covers;
    } cases[] = {
        { "64", "64", true },
        { "64", "64.08", true },
        { "64", "64.08.04", true },
        { "64.08", "64", false },
        { "64.0", "64.08", false },
        { "6", "64", false },
        { "64.08", "64.081", false },
        { "64.08.04", "64.08", false },
        { "64.08", "64.08.04.2001", true },
    };

    for (size_t i = 0; i < LEN(cases); i++)
        cr_expect(jk_region_covers(cases[i].own, cases[i].region) == cases[i].covers, "%s %s",
                  cases[i].own, cases[i].region);
}

Test(pack_lookup, by_name_or_not_at_all)
{
    struct pack_case c;

    pack_case_open(&c);
    cr_assert(pack_case_load(&c) == JK_OK);
    cr_assert(jk_pack_contest(&c.pack, "pilgub-64") && !jk_pack_contest(&c.pack, "pilgub-6"));
    cr_assert(jk_pack_region(&c.pack, "64.08") && !jk_pack_region(&c.pack, ""));
    cr_assert(jk_pack_place(&c.pack, "stadion-kudungga") && !jk_pack_place(&c.pack, "stadion"));
    cr_assert(c.pack.rule_of[33] && !c.pack.rule_of[34] && !c.pack.rule_of[0]);
    cr_assert_str_eq(jk_pack_nearest(&c.pack, (struct jk_point){ 0.5607, 117.5245 })->code,
                     "64.08.04");
    pack_case_clear(&c);
}
