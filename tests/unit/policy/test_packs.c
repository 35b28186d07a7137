/* Several packs are one: lists join, and what each states for itself is its own. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "jarak/config/files.h"
#include "jarak/geo/geodesic.h"
#include "jarak/policy/whose.h"

#define OURS_MAX 16

static const char bulungan_head[] =
    "{\"id\":\"bulungan\",\"title\":\"Pilkada Bulungan\",\"simulation\":true,"
    "\"region\":\"65.01\",\"zone\":\"Asia/Makassar\","
    "\"from\":\"2024-08-01\",\"to\":\"2025-03-31\"}";
static const char bulungan_contests[] =
    "{\"contests\":[{\"id\":\"pilbup-65.01\",\"region\":\"65.01\",\"name\":\"Pilbup Bulungan\","
    "\"paslon\":[{\"number\":1,\"label\":\"Paslon 1\"},{\"number\":2,\"label\":\"Paslon 2\"}]}]}";
static const char bulungan_regions[] =
    "{\"regions\":[{\"code\":\"65\",\"name\":\"Kalimantan Utara\",\"zone\":\"Asia/Makassar\"},"
    "{\"code\":\"65.01\",\"name\":\"Bulungan\",\"parent\":\"65\","
    "\"zone\":\"Asia/Makassar\"}]}";

struct joined {
    struct jk_arena arena;
    struct jk_pack pack;
    struct jk_pack_file files[2 * OURS_MAX];
    struct jk_buf bytes[OURS_MAX];
    size_t count, own;
    struct jk_error err;
};

static void read_first(struct joined *j)
{
    const char *name;
    bool optional;

    *j = (struct joined){ .count = 0 };
    jk_geodesic_init();
    for (size_t i = 0; (name = jk_pack_file_name(i, &optional)); i++) {
        char path[128];

        snprintf(path, sizeof path, "calendars/kutim-2024/%s", name);
        if (jk_file_read(path, &j->bytes[j->own], &j->err) != JK_OK) {
            cr_assert(optional, "%s", path);
            continue;
        }
        j->files[j->count++] = (struct jk_pack_file){ name, jk_buf_view(&j->bytes[j->own++]), 0 };
    }
}

static void add_file(struct joined *j, const char *name, const char *bytes)
{
    j->files[j->count++] = (struct jk_pack_file){ name, jk_span_of(bytes), 0 };
}

static enum jk_status load(struct joined *j)
{
    return jk_pack_load(&j->arena, j->files, j->count, &j->pack, &j->err);
}

static void clear(struct joined *j)
{
    for (size_t i = 0; i < j->own; i++)
        jk_buf_clear(&j->bytes[i]);
    jk_arena_clear(&j->arena);
}

Test(packs, lists_stand_one_behind_the_other_and_the_calendar_is_the_widest)
{
    struct joined j;
    char alone[65];
    int32_t first, last;

    read_first(&j);
    cr_assert(load(&j) == JK_OK, "%s %s", j.err.field, j.err.value);
    memcpy(alone, j.pack.hash, sizeof alone);
    add_file(&j, "pack.json", bulungan_head);
    add_file(&j, "contests.json", bulungan_contests);
    add_file(&j, "regions.json", bulungan_regions);
    cr_assert(load(&j) == JK_OK, "%s %s", j.err.field, j.err.value);
    cr_assert(strcmp(j.pack.id, "kutim-2024") == 0);
    cr_assert(jk_pack_contest(&j.pack, "pilbup-64.08") && jk_pack_contest(&j.pack, "pilbup-65.01"));
    cr_assert(jk_pack_region(&j.pack, "65.01") && jk_pack_region(&j.pack, "64.08.04"));
    cr_assert(jk_date_parse(JK_SPAN("2024-08-01"), &first));
    cr_assert(jk_date_parse(JK_SPAN("2025-03-31"), &last));
    cr_assert(j.pack.from_day <= first && j.pack.to_day >= last);
    cr_assert(strcmp(alone, j.pack.hash) != 0);
    clear(&j);
}

Test(packs, what_both_give_alike_stands_once)
{
    struct joined j;
    size_t regions, places;

    read_first(&j);
    cr_assert(load(&j) == JK_OK);
    regions = j.pack.region_count;
    places = j.pack.place_count;
    for (size_t i = 0, own = j.count; i < own; i++)
        j.files[j.count++] = j.files[i];
    cr_assert(load(&j) == JK_OK, "%s %s", j.err.field, j.err.value);
    cr_assert(j.pack.region_count == regions && j.pack.place_count == places);
    clear(&j);
}

Test(packs, what_is_wrong_in_a_second_pack_is_refused)
{
    static const struct {
        const char *file, *bytes, *field;
    } wrong[] = {
        { "policy.json", "{\"id\":\"other\",\"version\":2,\"rows\":{}}", "policy.json: rows" },
        { "pack.json", "{\"simulation\":false}", "pack.json: " },
        { "contests.json",
          "{\"contests\":[{\"id\":\"pilbup-64.08\",\"region\":\"64.08\",\"name\":\"x\","
          "\"paslon\":[{\"number\":1,\"label\":\"a\"},{\"number\":2,\"label\":\"b\"}]}]}",
          "contests.json" },
        { "regions.json",
          "{\"regions\":[{\"code\":\"64.08\",\"name\":\"x\",\"parent\":\"65\","
          "\"zone\":\"Asia/Jakarta\"}]}",
          "regions.json" },
        { "places.json", "{\"places\":{}", "places.json" },
    };

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct joined j;

        read_first(&j);
        add_file(&j, wrong[i].file, wrong[i].bytes);
        cr_assert(load(&j) == JK_INVALID, "%s", wrong[i].file);
        cr_assert(strcmp(j.err.field, wrong[i].field) == 0, "%s", j.err.field);
        clear(&j);
    }
}

/* A province above Kutim, given after it: what it states is inherited, unless it is overridden. */
static const char province_head[] =
    "{\"id\":\"kaltim\",\"title\":\"Kaltim\",\"simulation\":true,\"region\":\"64\","
    "\"zone\":\"Asia/Makassar\",\"from\":\"2024-08-26\",\"to\":\"2024-12-31\"}";
static const char no_contests[] = "{\"contests\":[]}";
/* Beside it: a town with a re-vote of its own, months later. */
static const char town_head[] =
    "{\"id\":\"bontang\",\"title\":\"PSU\",\"simulation\":true,\"region\":\"64.74\","
    "\"zone\":\"Asia/Makassar\",\"from\":\"2025-03-01\",\"to\":\"2025-04-30\"}";
static const char town_contests[] =
    "{\"contests\":[{\"id\":\"psu-64.74\",\"region\":\"64.74\",\"name\":\"PSU\","
    "\"paslon\":[{\"number\":1,\"label\":\"Paslon 1\"},{\"number\":2,\"label\":\"Paslon 2\"}]},"
    "{\"id\":\"ulang-64.74\",\"region\":\"64.74\",\"name\":\"Ulang\","
    "\"paslon\":[{\"number\":1,\"label\":\"Paslon 1\"},{\"number\":2,\"label\":\"Paslon 2\"}]}]}";
static const char town_regions[] =
    "{\"regions\":[{\"code\":\"64\",\"name\":\"Kalimantan Timur\",\"zone\":\"Asia/Makassar\"},"
    "{\"code\":\"64.74\",\"name\":\"Bontang\",\"parent\":\"64\",\"zone\":\"Asia/Makassar\"}]}";
static const char town_phases[] =
    "{\"phases\":[{\"id\":\"kampanye\",\"name\":\"Kampanye\",\"from\":\"2025-04-01\","
    "\"to\":\"2025-04-15\",\"campaign\":true},{\"id\":\"psu\",\"name\":\"PSU\","
    "\"from\":\"2025-04-20\",\"to\":\"2025-04-20\",\"vote\":true}]}";

static void add_of(struct joined *j, unsigned pack, const char *name, const char *bytes)
{
    j->files[j->count++] = (struct jk_pack_file){ name, jk_span_of(bytes), pack };
}

/* Kutim without a policy and defaults of its own, under a province that has Kutim's. */
static void read_tree(struct joined *j)
{
    read_first(j);
    for (size_t i = 0; i < j->count; i++) {
        if (strcmp(j->files[i].name, "policy.json") == 0 ||
            strcmp(j->files[i].name, "defaults.json") == 0)
            j->files[i].pack = 1;
    }
    add_of(j, 1, "pack.json", province_head);
    add_of(j, 1, "contests.json", no_contests);
    add_of(j, 2, "pack.json", town_head);
    add_of(j, 2, "contests.json", town_contests);
    add_of(j, 2, "regions.json", town_regions);
    add_of(j, 2, "phases.json", town_phases);
}

static const struct jk_policy *policy_of(const struct joined *j, const char *contest,
                                         const char *region)
{
    return jk_policy_for(&j->pack, &(struct jk_calendar_of){ contest, region });
}

static const struct jk_row *besar_of(const struct jk_policy *policy, enum jk_era era)
{
    return &policy->rows[JK_RELATION_RIVAL][era][JK_SIZE_BESAR][JK_SIZE_BESAR];
}

Test(whose_policy, what_a_regency_overrides_is_its_own_and_the_rest_its_provinces)
{
    static const char kutim[] =
        "{\"id\":\"kutim-sendiri\",\"version\":3,\"decided_by\":\"rakor\",\"rows\":["
        "{\"id\":\"lapang\",\"relation\":[\"rival\"],\"era\":[\"campaign\"],\"a\":[\"besar\"],"
        "\"b\":[\"besar\"],\"siaga\":{\"distance_m\":9000,\"tau_min\":60}}],"
        "\"escalation\":{\"siaga_min\":7}}";
    const struct jk_policy *own, *above;
    struct joined j;

    read_tree(&j);
    add_of(&j, 0, "policy.json", kutim);
    cr_assert(load(&j) == JK_OK, "%s %s", j.err.field, j.err.value);
    own = policy_of(&j, "pilbup-64.08", "64.08");
    above = policy_of(&j, "", "64.03"); /* Berau is of the province's ground */
    cr_assert_str_eq(own->id, "kutim-sendiri");
    cr_assert_str_eq(above->id, "kutim-2024-usulan");
    cr_assert_str_eq(besar_of(own, JK_ERA_CAMPAIGN)->id, "lapang");
    cr_assert_str_eq(besar_of(above, JK_ERA_CAMPAIGN)->id, "besar-besar");
    cr_assert(!besar_of(own, JK_ERA_CAMPAIGN)->rung[JK_LEVEL_INFO].present,
              "a row is overridden as a whole");
    cr_assert_str_eq(besar_of(own, JK_ERA_AFTER_VOTE)->id, besar_of(above, JK_ERA_AFTER_VOTE)->id);
    cr_assert(own->escalation.siaga_s == 420 &&
              own->escalation.waspada_s == above->escalation.waspada_s);
    cr_assert(own->raise.on == above->raise.on && own->raise.within_m == above->raise.within_m);
    cr_assert(own->override_from == above->override_from);
    cr_assert(above->decided_by[0] == '\0' && strcmp(own->decided_by, "rakor") == 0,
              "who decided it is not inherited");
    cr_assert(policy_of(&j, "", "64.08.04") == policy_of(&j, "", "64.08"));
    cr_assert_str_eq(policy_of(&j, "", "64.08")->id, "kutim-sendiri");
    clear(&j);
}

Test(whose_policy, a_contest_may_differ_from_its_region)
{
    static const char town[] =
        "{\"id\":\"bontang\",\"version\":1,\"override_from\":\"siaga\","
        "\"by_contest\":[{\"id\":\"ulang\",\"version\":2,\"contests\":[\"ulang-64.74\"],"
        "\"raise\":{\"within_m\":90,\"stretch_m\":200,\"head_on_deg\":150,\"following_deg\":30}}]}";
    const struct jk_policy *other;
    struct joined j;

    read_tree(&j);
    add_of(&j, 2, "policy.json", town);
    cr_assert(load(&j) == JK_OK, "%s %s", j.err.field, j.err.value);
    other = policy_of(&j, "ulang-64.74", "64.74");
    cr_assert_str_eq(other->id, "ulang");
    cr_assert(other->raise.within_m == 90 && other->override_from == JK_LEVEL_SIAGA,
              "on top of its town's");
    cr_assert_str_eq(policy_of(&j, "psu-64.74", "64.74")->id, "bontang");
    cr_assert(policy_of(&j, "psu-64.74", "64.74")->raise.within_m == 30);
    cr_assert_str_eq(policy_of(&j, "", "64.74")->id, "bontang");
    cr_assert_str_eq(policy_of(&j, "pilbup-64.08", "64.08")->id, "kutim-2024-usulan");
    cr_assert_str_eq(policy_of(&j, "nobody", "91")->id, "kutim-2024-usulan");
    clear(&j);
}

Test(whose_policy, each_has_the_vote_of_its_own_calendar)
{
    struct joined j;
    int32_t vote;

    read_tree(&j);
    cr_assert(load(&j) == JK_OK, "%s %s", j.err.field, j.err.value);
    cr_assert(j.pack.policies.count == 2, "two votes by the same rows: %u", j.pack.policies.count);
    cr_assert(jk_date_parse(JK_SPAN("2025-04-20"), &vote));
    cr_assert(policy_of(&j, "psu-64.74", "64.74")->vote_s == vote * 86400.0 - 28800);
    cr_assert(jk_date_parse(JK_SPAN("2024-11-27"), &vote));
    cr_assert(policy_of(&j, "pilbup-64.08", "64.08")->vote_s == vote * 86400.0 - 28800);
    cr_assert(jk_policy_number(&j.pack, &(struct jk_calendar_of){ "nobody", "91" }) == 0);
    clear(&j);
}

Test(whose_policy, what_has_nothing_above_it_is_whole_or_refused)
{
    static const struct {
        unsigned pack;
        const char *file, *bytes, *field;
    } wrong[] = {
        { 1, "policy.json", "{\"id\":\"a\",\"version\":1}", NULL }, /* on top of the first of 64 */
        { 2, "policy.json", "{\"version\":1}", "policy.json: id" },
        { 2, "policy.json",
          "{\"id\":\"a\",\"version\":1,\"by_contest\":[{\"id\":\"b\",\"version\":1}]}",
          "policy.json: by_contest[0]" },
        { 2, "policy.json",
          "{\"id\":\"a\",\"version\":1,\"by_contest\":[{\"id\":\"b\",\"version\":1,\"contests\":"
          "[\"pilwalkot\"]}]}",
          "policy.json: by_contest[0]" },
        { 2, "policy.json", "{\"id\":\"a\",\"version\":1,\"override_from\":\"none\"}",
          "policy.json: " },
        { 2, "defaults.json", "{\"size\":{\"kecil_max\":2000}}", "defaults.json: size.sedang_max" },
        { 2, "defaults.json", "{\"kinds\":{\"pesta\":{}}}", "defaults.json: kinds.pesta" },
    };

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct joined j;
        enum jk_status rc;

        read_tree(&j);
        add_of(&j, wrong[i].pack, wrong[i].file, wrong[i].bytes);
        rc = load(&j);
        cr_expect((rc == JK_OK) == !wrong[i].field, "case %zu: %s %s", i, j.err.field, j.err.value);
        cr_expect(rc == JK_OK || strcmp(j.err.field, wrong[i].field) == 0, "case %zu: %s", i,
                  j.err.field);
        clear(&j);
    }
}

Test(whose_policy, alone_a_policy_without_all_rows_is_refused)
{
    struct joined j;

    read_first(&j);
    for (size_t i = 0; i < j.count; i++) {
        if (strcmp(j.files[i].name, "policy.json") == 0)
            j.files[i].bytes = JK_SPAN("{\"id\":\"a\",\"version\":1,\"rows\":[]}");
    }
    cr_assert(load(&j) == JK_INVALID);
    cr_assert_str_eq(j.err.field, "policy.json: rows");
    clear(&j);
}

Test(whose_defaults, a_number_is_overridden_by_itself)
{
    static const char town[] =
        "{\"column\":{\"usual_cars\":77,\"car\":{\"spacing_m\":20}},\"size\":{\"sedang_max\":400},"
        "\"by_contest\":[{\"contests\":[\"ulang-64.74\"],"
        "\"kinds\":{\"rapat_umum\":{\"radius_m\":444}}}]}";
    const struct jk_defaults *own, *other, *above;
    struct joined j;

    read_tree(&j);
    add_of(&j, 2, "defaults.json", town);
    cr_assert(load(&j) == JK_OK, "%s %s", j.err.field, j.err.value);
    own = jk_defaults_for(&j.pack, &(struct jk_calendar_of){ "psu-64.74", "64.74" });
    other = jk_defaults_for(&j.pack, &(struct jk_calendar_of){ "ulang-64.74", "64.74" });
    above = jk_defaults_for(&j.pack, &(struct jk_calendar_of){ "pilbup-64.08", "64.08" });
    cr_assert(own->column.usual_cars == 77 && above->column.usual_cars != 77);
    cr_assert(own->column.spacing_m[0] == 20 &&
              own->column.headway_s[0] == above->column.headway_s[0]);
    cr_assert(own->column.spacing_m[1] == above->column.spacing_m[1]);
    cr_assert(own->size.sedang_max == 400 && own->size.kecil_max == above->size.kecil_max);
    cr_assert(own->kind[JK_KIND_RAPAT_UMUM].radius_m == above->kind[JK_KIND_RAPAT_UMUM].radius_m);
    cr_assert(other->kind[JK_KIND_RAPAT_UMUM].radius_m == 444 && other->column.usual_cars == 77);
    cr_assert(jk_defaults_for(&j.pack, &(struct jk_calendar_of){ "", "64.74" }) == own);
    clear(&j);
}
