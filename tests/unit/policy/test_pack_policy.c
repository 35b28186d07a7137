/* policy.json and defaults.json: which row a pair gets, and in which range each number is meant. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "jarak/base/texts.h"
#include "jarak/model/texts.h"
#include "jarak/policy/texts.h"
#include "tests/unit/policy/pack_case.h"

#define POLICY "policy.json"
#define LEN(a) (sizeof(a) / sizeof *(a))

/* One row for every pair, with one level. */
#define ONE_ROW "[{\"id\":\"satu\",\"info\":{\"distance_m\":100,\"tau_min\":10}}]"

static void load_rows(struct pack_case *c, const char *rows)
{
    pack_case_open(c);
    pack_case_set(c, POLICY, "rows", rows);
    cr_assert(pack_case_load(c) == JK_OK, "%s %s", c->err.field, c->err.value);
}

static const struct jk_row *row(const struct pack_case *c, enum jk_relation relation,
                                enum jk_size a, enum jk_size b)
{
    return &c->pack.policies.at[0].rows[relation][JK_ERA_CAMPAIGN][a][b];
}

/* calendars/README.md: the first row that names a pair counts. */
Test(policy_rows, the_first_row_that_names_a_pair_counts_for_both_orders)
{
    struct pack_case c;

    load_rows(&c,
              "[{\"id\":\"khusus\",\"relation\":[\"rival\"],\"a\":[\"besar\"],\"b\":[\"kecil\"],"
              "\"siaga\":{\"distance_m\":7,\"tau_min\":1}},"
              "{\"id\":\"ulang\",\"a\":[\"kecil\"],\"b\":[\"besar\"],\"relation\":[\"rival\"],"
              "\"siaga\":{\"distance_m\":9,\"tau_min\":1}},"
              "{\"id\":\"sisa\",\"exempt\":true}]");
    cr_assert_str_eq(row(&c, JK_RELATION_RIVAL, JK_SIZE_BESAR, JK_SIZE_KECIL)->id, "khusus");
    cr_assert_str_eq(row(&c, JK_RELATION_RIVAL, JK_SIZE_KECIL, JK_SIZE_BESAR)->id, "khusus");
    cr_assert_str_eq(row(&c, JK_RELATION_CROSS, JK_SIZE_KECIL, JK_SIZE_BESAR)->id, "sisa");
    cr_assert_str_eq(row(&c, JK_RELATION_RIVAL, JK_SIZE_KECIL, JK_SIZE_KECIL)->id, "sisa");
    pack_case_clear(&c);
}

Test(policy_rows, an_absent_list_and_a_star_are_all_and_an_era_may_stand_alone)
{
    struct pack_case c;

    load_rows(&c, "[{\"id\":\"sesudah\",\"era\":[\"after_vote\"],\"a\":[\"*\"],\"exempt\":true},"
                  "{\"id\":\"semua\",\"info\":{\"distance_m\":100,\"same_day\":true}}]");
    for (int relation = 0; relation < JK_RELATION_END; relation++) {
        for (int pair = 0; pair < JK_SIZE_END * JK_SIZE_END; pair++) {
            int a = pair / JK_SIZE_END, b = pair % JK_SIZE_END;
            const struct jk_row(*rows)[JK_SIZE_END][JK_SIZE_END] =
                c.pack.policies.at[0].rows[relation];

            cr_expect_str_eq(rows[JK_ERA_CAMPAIGN][a][b].id, "semua");
            cr_expect_str_eq(rows[JK_ERA_AFTER_VOTE][a][b].id, "sesudah");
        }
    }
    pack_case_clear(&c);
}

/* SPEC 2.3: sea with land and one's own are rows like the others. */
Test(policy_rows, sea_with_land_and_ones_own_have_the_rows_that_name_them)
{
    const struct jk_row_key sea = { JK_SIZE_KONVOI, JK_MODE_SEA, 0 };
    const struct jk_row_key land = { JK_SIZE_BESAR, JK_MODE_LAND, 0 };
    const struct jk_policy *p;
    struct pack_case c;

    load_rows(&c, "[{\"id\":\"dermaga\",\"mode\":[\"sea_land\"],\"relation\":[\"rival\"],"
                  "\"info\":{\"distance_m\":300,\"tau_min\":30}},"
                  "{\"id\":\"laut\",\"mode\":[\"sea_land\"],\"exempt\":true},"
                  "{\"id\":\"sendiri\",\"relation\":[\"same\"],"
                  "\"info\":{\"distance_m\":50,\"tau_min\":15}},"
                  "{\"id\":\"sisa\",\"exempt\":true}]");
    p = &c.pack.policies.at[0];
    cr_assert_str_eq(jk_policy_row(p, JK_RELATION_RIVAL, &sea, &land)->id, "dermaga");
    cr_assert_str_eq(jk_policy_row(p, JK_RELATION_RIVAL, &land, &sea)->id, "dermaga");
    cr_assert_str_eq(jk_policy_row(p, JK_RELATION_SAME, &land, &sea)->id, "laut");
    cr_assert_str_eq(jk_policy_row(p, JK_RELATION_SAME, &land, &land)->id, "sendiri");
    cr_assert_str_eq(jk_policy_row(p, JK_RELATION_RIVAL, &sea, &sea)->id, "sisa");
    cr_assert(p->reach.m[JK_SIZE_BESAR][JK_SIZE_KONVOI] == 300);
    cr_assert(p->reach.m[JK_SIZE_KECIL][JK_SIZE_KONVOI] == 300);
    pack_case_clear(&c);
}

Test(policy_rows, what_a_row_states_is_kept_and_what_it_leaves_out_is_absent)
{
    const struct jk_row *got;
    struct pack_case c;

    load_rows(&c, "[{\"id\":\"satu\",\"push_info\":true,\"info\":{\"distance_m\":1500,"
                  "\"same_day\":true},\"siaga\":{\"distance_m\":200.5,\"tau_min\":0.5}}]");
    got = row(&c, JK_RELATION_RIVAL, JK_SIZE_BESAR, JK_SIZE_BESAR);
    cr_assert(got->stated && !got->exempt && got->push_info);
    cr_assert(got->rung[JK_LEVEL_INFO].present && got->rung[JK_LEVEL_INFO].same_day);
    cr_assert(!got->rung[JK_LEVEL_WASPADA].present);
    cr_assert(got->rung[JK_LEVEL_SIAGA].distance_m == 200.5);
    cr_assert(got->rung[JK_LEVEL_SIAGA].tau_s == 30);
    pack_case_clear(&c);
}

Test(policy_rows, a_row_says_levels_or_exempt_and_never_both_or_neither)
{
    static const struct pack_refusal refusals[] = {
        { POLICY, "rows", "[{\"id\":\"x\"}]", JK_INVALID, JK_TEXT_POLICY_NO_ROW,
          "policy.json: rows[0]" },
        { POLICY, "rows", "[{\"id\":\"x\",\"exempt\":false}]", JK_INVALID, JK_TEXT_POLICY_NO_ROW,
          "policy.json: rows[0]" },
        { POLICY, "rows",
          "[{\"id\":\"x\",\"exempt\":true,\"info\":{\"distance_m\":1,\"tau_min\":1}}]", JK_INVALID,
          JK_TEXT_POLICY_NO_ROW, "policy.json: rows[0]" },
        { POLICY, "rows", "[{\"exempt\":true}]", JK_INVALID, JK_TEXT_PACK_MISSING,
          "policy.json: rows[0].id" },
        { POLICY, "rows.1.id", "7", JK_INVALID, JK_TEXT_PACK_STRING, "policy.json: rows[1].id" },
        { POLICY, "rows.1.push_info", "1", JK_INVALID, JK_TEXT_PACK_FLAG,
          "policy.json: rows[1].push_info" },
        { POLICY, "rows.14.exempt", "\"ya\"", JK_INVALID, JK_TEXT_PACK_FLAG,
          "policy.json: rows[14].exempt" },
        { POLICY, "rows.2.info.same_day", "0", JK_INVALID, JK_TEXT_PACK_FLAG,
          "policy.json: rows[2].info.same_day" },
        { POLICY, "rows.2.info.same_day", "false", JK_INVALID, JK_TEXT_PACK_MISSING,
          "policy.json: rows[2].info.tau_min" },
        { POLICY, "rows.3.siaga.distance_m", NULL, JK_INVALID, JK_TEXT_PACK_MISSING,
          "policy.json: rows[3].siaga.distance_m" },
    };

    pack_case_expect(refusals, LEN(refusals));
}

Test(policy_rows, a_word_that_is_none_is_named_with_its_place)
{
    static const struct pack_refusal refusals[] = {
        { POLICY, "rows.2.relation", "[\"rival\",\"lawan\"]", JK_INVALID, JK_TEXT_PACK_WORD,
          "policy.json: rows[2].relation[1]" },
        { POLICY, "rows.2.era", "[\"before\"]", JK_INVALID, JK_TEXT_PACK_WORD,
          "policy.json: rows[2].era[0]" },
        { POLICY, "rows.2.a", "[\"Besar\"]", JK_INVALID, JK_TEXT_PACK_WORD,
          "policy.json: rows[2].a[0]" },
        { POLICY, "rows.2.b", "[\"besar\",7]", JK_INVALID, JK_TEXT_PACK_WORD,
          "policy.json: rows[2].b[1]" },
        { POLICY, "rows.2.b", "\"besar\"", JK_INVALID, JK_TEXT_PACK_LIST,
          "policy.json: rows[2].b" },
        { POLICY, "override_from", "\"none\"", JK_INVALID, JK_TEXT_PACK_WORD, "policy.json: " },
        { POLICY, "override_from", "\"SIAGA\"", JK_INVALID, JK_TEXT_PACK_WORD, "policy.json: " },
    };

    pack_case_expect(refusals, LEN(refusals));
}

/* SPEC 2.3: nested among those present, else refused at load; and a pair without a row. */
Test(policy_rows, levels_shrink_and_every_pair_has_a_row)
{
    static const struct pack_refusal refusals[] = {
        { POLICY, "rows.2.siaga.distance_m", "5000", JK_OK, NULL, NULL },
        { POLICY, "rows.2.siaga.distance_m", "5000.01", JK_RANGE, JK_TEXT_POLICY_NESTED,
          "policy.json: rows[2]" },
        { POLICY, "rows.2.siaga.tau_min", "121", JK_RANGE, JK_TEXT_POLICY_NESTED,
          "policy.json: rows[2]" },
        { POLICY, "rows.2.siaga", "{\"distance_m\":1000,\"same_day\":true}", JK_RANGE,
          JK_TEXT_POLICY_NESTED, "policy.json: rows[2]" },
        /* Two days are the widest that one civil date in two zones can be. */
        { POLICY, "rows.2.waspada.tau_min", "2880", JK_OK, NULL, NULL },
        { POLICY, "rows.2.waspada.tau_min", "2881", JK_RANGE, JK_TEXT_POLICY_NESTED,
          "policy.json: rows[2]" },
        { POLICY, "rows.14", NULL, JK_INVALID, JK_TEXT_POLICY_NO_ROW, "policy.json: rows" },
        { POLICY, "rows.14.relation", "[\"rival\",\"cross\"]", JK_INVALID, JK_TEXT_POLICY_NO_ROW,
          "policy.json: rows" },
        { POLICY, "rows.14.relation", "[\"rival\",\"cross\",\"neutral\"]", JK_INVALID,
          JK_TEXT_POLICY_NO_ROW, "policy.json: rows" }, /* one's own is written out too */
        { POLICY, "rows.14.relation", "[\"rival\",\"cross\",\"neutral\",\"same\"]", JK_OK, NULL,
          NULL },
        { POLICY, "rows.14.mode", "[\"alike\"]", JK_OK, NULL, NULL }, /* row 0 has the rest */
        { POLICY, "rows.0.mode", "[\"air\"]", JK_INVALID, JK_TEXT_PACK_WORD,
          "policy.json: rows[0].mode[0]" },
        { POLICY, "rows.14.b", "[\"besar\",\"sedang\",\"kecil\",\"konvoi\",\"logistik\"]",
          JK_INVALID, JK_TEXT_POLICY_NO_ROW, "policy.json: rows" },
        { POLICY, "rows", "{}", JK_INVALID, JK_TEXT_PACK_LIST, "policy.json: rows" },
        { POLICY, "rows", NULL, JK_INVALID, JK_TEXT_PACK_MISSING, "policy.json: rows" },
    };

    pack_case_expect(refusals, LEN(refusals));
}

Test(policy_rows, distances_of_a_metre_to_200_km_and_a_week_of_tolerance)
{
    static const char *const wrong[] = { "-1", "1e300", "\"5\"", "null" };

    for (size_t k = 0; k < LEN(wrong); k++) {
        struct pack_case c;

        load_rows(&c, ONE_ROW);
        pack_case_set(&c, POLICY, "rows.0.info.tau_min", wrong[k]);
        cr_expect(pack_case_load(&c) == JK_RANGE, "%s", wrong[k]);
        pack_case_clear(&c);
    }
    for (int high = 0; high < 2; high++) {
        struct pack_case c;

        load_rows(&c, ONE_ROW);
        pack_case_set(&c, POLICY, "rows.0.info.distance_m", high ? "200000" : "1");
        pack_case_set(&c, POLICY, "rows.0.info.tau_min", high ? "10080" : "0");
        cr_expect(pack_case_load(&c) == JK_OK, "%s", c.err.field);
        pack_case_set(&c, POLICY, "rows.0.info.distance_m", high ? "200000.01" : "0.99");
        cr_expect(pack_case_load(&c) == JK_RANGE);
        cr_expect_str_eq(c.err.field, "policy.json: rows[0].info.distance_m");
        cr_expect_str_eq(c.err.value, "1..200000");
        pack_case_set(&c, POLICY, "rows.0.info.distance_m", "100");
        pack_case_set(&c, POLICY, "rows.0.info.tau_min", high ? "10080.01" : "-0.01");
        cr_expect(pack_case_load(&c) == JK_RANGE);
        cr_expect_str_eq(c.err.field, "policy.json: rows[0].info.tau_min");
        cr_expect_str_eq(c.err.value, "0..10080");
        pack_case_clear(&c);
    }
}

Test(policy_numbers, each_has_the_range_in_which_it_can_be_meant)
{
    static const struct pack_range ranges[] = {
        { "version", "version", 1, 1e9, 1 },
        { "raise.within_m", "raise.within_m", 0, 1000, 0.01 },
        { "raise.stretch_m", "raise.stretch_m", 0, 100000, 0.01 },
        { "raise.head_on_deg", "raise.head_on_deg", 90, 180, 0.01 },
        { "raise.following_deg", "raise.following_deg", 0, 90, 0.01 },
        { "escalation.waspada_min", "escalation.waspada_min", 1, 10080, 0.01 },
        { "escalation.siaga_min", "escalation.siaga_min", 1, 10080, 0.01 },
        { "escalation.siaga_soon_min", "escalation.siaga_soon_min", 1, 10080, 0.01 },
        { "escalation.soon_within_min", "escalation.soon_within_min", 1, 10080, 0.01 },
        { "escalation.waspada_soon_min", "escalation.waspada_soon_min", 1, 10080, 0.01 },
        { "escalation.waspada_within_min", "escalation.waspada_within_min", 1, 10080, 0.01 },
    };

    pack_case_expect_ranges(POLICY, ranges, LEN(ranges));
}

/* calendars/README.md and SPEC 7: absent, they are 24 h, 4 h, 30 min within 24 h, and no raise. */
Test(policy_numbers, what_is_not_stated_is_as_the_rules_say)
{
    struct pack_case c;

    pack_case_open(&c);
    pack_case_set(&c, POLICY, "escalation", NULL);
    pack_case_set(&c, POLICY, "raise", NULL);
    pack_case_set(&c, POLICY, "override_from", NULL);
    cr_assert(pack_case_load(&c) == JK_OK);
    cr_assert(c.pack.policies.at[0].escalation.waspada_s == 24 * 3600);
    cr_assert(c.pack.policies.at[0].escalation.siaga_s == 4 * 3600);
    cr_assert(c.pack.policies.at[0].escalation.siaga_soon_s == 1800);
    cr_assert(c.pack.policies.at[0].escalation.soon_within_s == 24 * 3600);
    cr_assert(!c.pack.policies.at[0].raise.on);
    cr_assert(c.pack.policies.at[0].override_from == JK_LEVEL_WASPADA);
    pack_case_set(&c, POLICY, "escalation", "{\"siaga_min\":60}");
    pack_case_set(&c, POLICY, "override_from", "\"info\"");
    cr_assert(pack_case_load(&c) == JK_OK);
    cr_assert(c.pack.policies.at[0].escalation.siaga_s == 3600);
    cr_assert(c.pack.policies.at[0].escalation.waspada_s == 24 * 3600, "the others stay");
    cr_assert(c.pack.policies.at[0].override_from == JK_LEVEL_INFO);
    pack_case_clear(&c);
}

Test(policy_numbers, half_a_raise_means_something_nobody_wrote)
{
    static const struct pack_refusal refusals[] = {
        { POLICY, "raise.within_m", NULL, JK_INVALID, JK_TEXT_PACK_MISSING,
          "policy.json: raise.within_m" },
        { POLICY, "raise.stretch_m", NULL, JK_INVALID, JK_TEXT_PACK_MISSING,
          "policy.json: raise.stretch_m" },
        { POLICY, "raise.head_on_deg", NULL, JK_INVALID, JK_TEXT_PACK_MISSING,
          "policy.json: raise.head_on_deg" },
        { POLICY, "raise.following_deg", NULL, JK_INVALID, JK_TEXT_PACK_MISSING,
          "policy.json: raise.following_deg" },
        { POLICY, "id", NULL, JK_INVALID, JK_TEXT_PACK_MISSING, "policy.json: id" },
    };

    pack_case_expect(refusals, LEN(refusals));
}

/* A policy that is tried (what-if) stands in for the pack's, over its vote and its zones. */
Test(policy_tried, it_has_the_vote_and_the_zones_of_the_pack)
{
    struct jk_policy tried;
    struct pack_case c;

    pack_case_open(&c);
    cr_assert(pack_case_load(&c) == JK_OK);
    ((struct jk_policy *)c.pack.policies.at)->zone_factor = 2.5; /* ours still */
    pack_case_set(&c, POLICY, "rows", ONE_ROW);
    pack_case_set(&c, POLICY, "version", "2");
    cr_assert(jk_pack_policy(&c.pack, c.pack.policies.at, pack_case_bytes(&c, POLICY), &tried,
                             &c.err) == JK_OK);
    cr_assert(tried.version == 2 && tried.zone_factor == 2.5);
    cr_assert(tried.vote_s == c.pack.policies.at[0].vote_s);
    cr_assert_str_eq(tried.rows[JK_RELATION_RIVAL][0][JK_SIZE_BESAR][JK_SIZE_KECIL].id, "satu");
    pack_case_clear(&c);
}

Test(policy_tried, a_wrong_one_is_refused_as_at_the_load_and_leaves_what_was_there_alone)
{
    struct jk_policy tried = { .version = 77 };
    struct pack_case c;

    pack_case_open(&c);
    cr_assert(pack_case_load(&c) == JK_OK);
    cr_assert(jk_pack_policy(&c.pack, c.pack.policies.at, JK_SPAN("{\"rows\":[],"), &tried,
                             &c.err) == JK_INVALID);
    cr_assert(c.err.text == JK_TEXT_PACK_JSON && c.err.line == 1, "%u", c.err.line);
    pack_case_set(&c, POLICY, "rows.5.siaga.distance_m", "0");
    cr_assert(jk_pack_policy(&c.pack, c.pack.policies.at, pack_case_bytes(&c, POLICY), &tried,
                             &c.err) == JK_RANGE);
    cr_assert_str_eq(c.err.field, "policy.json: rows[5].siaga.distance_m");
    cr_assert(tried.version == 77);
    pack_case_clear(&c);
}

Test(defaults, each_number_has_the_range_in_which_it_can_be_meant)
{
    static const struct pack_range ranges[] = {
        { "kinds.rapat_umum.buildup_min", "kinds.rapat_umum.buildup_min", 0, 1440, 0.01 },
        { "kinds.terbatas.dispersal_min", "kinds.terbatas.dispersal_min", 0, 1440, 0.01 },
        { "kinds.sosialisasi.radius_m", "kinds.sosialisasi.radius_m", 0, 20000, 0.01 },
        { "column.half_width_m", "column.half_width_m", 0, 250, 0.01 },
        { "column.speed_kmh", "column.speed_kmh", 1, 200, 0.01 },
        { "column.konvoi_units", "column.konvoi_units", 0, 1000, 0.01 },
        { "column.car.spacing_m", "column.car.spacing_m", 0.1, 1000, 0.01 },
        { "column.motorcycle.headway_s", "column.motorcycle.headway_s", 0, 600, 0.01 },
        { "column.truck.units", "column.truck.units", 0, 10, 0.01 },
        { "column.bus.spacing_m", "column.bus.spacing_m", 0.1, 1000, 0.01 },
        /* The one begins where the other ends. */
        { "size.sedang_max", "size.sedang_max", 250, 1e7, 1 },
    };

    pack_case_expect_ranges("defaults.json", ranges, LEN(ranges));
}

Test(defaults, every_kind_and_every_class_is_written_out)
{
    static const char *const classes[] = { "car", "motorcycle", "truck", "bus" };
    char way[64], field[96];

    for (int i = 0; i < JK_KIND_END + 4; i++) {
        struct pack_refusal refusal = { "defaults.json",      way,  NULL, JK_INVALID,
                                        JK_TEXT_PACK_MISSING, field };

        if (i < JK_KIND_END)
            snprintf(way, sizeof way, "kinds.%s", jk_kind_word((enum jk_kind)i));
        else
            snprintf(way, sizeof way, "column.%s", classes[i - JK_KIND_END]);
        snprintf(field, sizeof field, "defaults.json: %s", way);
        pack_case_expect(&refusal, 1);
    }
}

/* SPEC 2.3, "Defaults by kind". */
Test(defaults, the_shipped_ones_are_those_of_the_specification_in_seconds_and_metres)
{
    static const struct {
        double buildup_min, dispersal_min, radius_m;
    } want[] = { { 120, 60, 150 }, { 30, 30, 60 }, { 15, 15, 25 } };
    struct pack_case c;

    pack_case_open(&c);
    cr_assert(pack_case_load(&c) == JK_OK);
    for (int kind = 0; kind < 3; kind++) {
        cr_expect(c.pack.defaults->kind[kind].buildup_s == 60 * want[kind].buildup_min);
        cr_expect(c.pack.defaults->kind[kind].dispersal_s == 60 * want[kind].dispersal_min);
        cr_expect(c.pack.defaults->kind[kind].radius_m == want[kind].radius_m);
    }
    cr_assert(c.pack.defaults->column.half_width_m == 10 &&
              c.pack.defaults->column.speed_mps * 3.6 == 25);
    cr_assert(c.pack.defaults->column.spacing_m[0] == 10 &&
              c.pack.defaults->column.spacing_m[1] == 1.5);
    cr_assert(c.pack.defaults->column.headway_s[0] == 2 &&
              c.pack.defaults->column.headway_s[1] == 0.5);
    cr_assert(c.pack.defaults->column.units[0] == 1 && c.pack.defaults->column.units[1] == 0.25);
    cr_assert(c.pack.defaults->size.kecil_max == 250 && c.pack.defaults->size.sedang_max == 1000);
    pack_case_clear(&c);
}

/* SPEC 2.3, the table of rows: distance and minutes of each level, -1 for the same day. */
struct spec_row {
    enum jk_relation relation;
    enum jk_era era;
    enum jk_size a, b;
    double distance_m[3];
    int32_t tau_min[3];
};

static const struct spec_row spec_rows[] = {
    { JK_RELATION_RIVAL, 0, JK_SIZE_BESAR, JK_SIZE_BESAR, { 15000, 5000, 1000 }, { -1, 120, 120 } },
    { JK_RELATION_RIVAL, 0, JK_SIZE_KONVOI, JK_SIZE_KONVOI, { 2000, 1000, 500 }, { 120, 60, 30 } },
    { JK_RELATION_RIVAL, 0, JK_SIZE_KONVOI, JK_SIZE_BESAR, { 2000, 1000, 500 }, { 120, 60, 30 } },
    { JK_RELATION_RIVAL, 0, JK_SIZE_KONVOI, JK_SIZE_SEDANG, { 1000, 500, 200 }, { 60, 30, 30 } },
    { JK_RELATION_RIVAL, 0, JK_SIZE_KONVOI, JK_SIZE_KECIL, { 500, 200, 0 }, { 30, 30, 0 } },
    { JK_RELATION_RIVAL, 0, JK_SIZE_BESAR, JK_SIZE_SEDANG, { 2000, 1000, 300 }, { 120, 60, 30 } },
    { JK_RELATION_RIVAL, 0, JK_SIZE_BESAR, JK_SIZE_KECIL, { 1000, 300, 100 }, { 60, 30, 15 } },
    { JK_RELATION_RIVAL, 0, JK_SIZE_SEDANG, JK_SIZE_SEDANG, { 1000, 500, 200 }, { 60, 30, 30 } },
    { JK_RELATION_RIVAL, 0, JK_SIZE_SEDANG, JK_SIZE_KECIL, { 500, 200, 50 }, { 30, 30, 15 } },
    { JK_RELATION_RIVAL, 0, JK_SIZE_KECIL, JK_SIZE_KECIL, { 300, 100, 50 }, { 30, 15, 15 } },
    { JK_RELATION_CROSS, 0, JK_SIZE_BESAR, JK_SIZE_KONVOI, { 1000, 300, 0 }, { 60, 30, 0 } },
    { JK_RELATION_CROSS, 0, JK_SIZE_BESAR, JK_SIZE_BESAR, { 1000, 300, 0 }, { 60, 30, 0 } },
    { JK_RELATION_NEUTRAL, 0, JK_SIZE_LOGISTIK, JK_SIZE_BESAR, { 1000, 500, 200 }, { 60, 30, 30 } },
    { JK_RELATION_NEUTRAL,
      0,
      JK_SIZE_KONVOI,
      JK_SIZE_LOGISTIK,
      { 1000, 500, 200 },
      { 60, 30, 30 } },
    { JK_RELATION_RIVAL, 1, JK_SIZE_KONVOI, JK_SIZE_KECIL, { 2000, 1000, 500 }, { -1, 120, 60 } },
    { JK_RELATION_RIVAL, 1, JK_SIZE_SEDANG, JK_SIZE_KONVOI, { 2000, 1000, 500 }, { -1, 120, 60 } },
};

Test(kutim, its_rows_are_those_of_the_specification)
{
    struct pack_case c;

    pack_case_open(&c);
    cr_assert(pack_case_load(&c) == JK_OK);
    for (size_t i = 0; i < LEN(spec_rows); i++) {
        const struct spec_row *want = &spec_rows[i];
        const struct jk_row *got =
            &c.pack.policies.at[0].rows[want->relation][want->era][want->a][want->b];

        for (int k = 0; k < 3; k++) {
            const struct jk_rung *rung = &got->rung[JK_LEVEL_INFO + k];

            cr_expect(rung->present == (want->distance_m[k] > 0), "row %zu level %d", i, k);
            if (!rung->present)
                continue;
            cr_expect(rung->distance_m == want->distance_m[k], "row %zu level %d", i, k);
            cr_expect(rung->same_day == (want->tau_min[k] < 0), "row %zu level %d", i, k);
            cr_expect(rung->same_day || rung->tau_s == 60 * want->tau_min[k], "row %zu", i);
        }
    }
    pack_case_clear(&c);
}

/* SPEC 2.3: cross-contest counts where both are besar or konvoi; duty and outreach are exempt. */
Test(kutim, the_other_pairs_are_exempt)
{
    struct pack_case c;

    pack_case_open(&c);
    cr_assert(pack_case_load(&c) == JK_OK);
    for (int size = 0; size < JK_SIZE_END; size++) {
        cr_expect(row(&c, JK_RELATION_RIVAL, JK_SIZE_BEBAS, (enum jk_size)size)->exempt);
        cr_expect(row(&c, JK_RELATION_NEUTRAL, JK_SIZE_BEBAS, (enum jk_size)size)->exempt);
        if (size != JK_SIZE_LOGISTIK)
            cr_expect(row(&c, JK_RELATION_CROSS, JK_SIZE_SEDANG, (enum jk_size)size)->exempt);
    }
    pack_case_clear(&c);
}
