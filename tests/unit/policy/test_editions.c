/* What accounts state over the files: whom it holds for, what it lies on, what does not fit. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "jarak/config/files.h"
#include "jarak/geo/geodesic.h"
#include "jarak/policy/edition.h"
#include "jarak/policy/whose.h"

#define OURS_MAX 32

struct laid {
    struct jk_arena arena;
    struct jk_pack pack;
    struct jk_pack_file files[2 * OURS_MAX];
    struct jk_buf bytes[OURS_MAX];
    struct jk_edition editions[8];
    size_t count, own, edition_count;
    struct jk_error err;
};

static void read_folder(struct laid *l, const char *folder, unsigned pack)
{
    const char *name;
    bool optional;

    for (size_t i = 0; (name = jk_pack_file_name(i, &optional)); i++) {
        char path[128];

        snprintf(path, sizeof path, "calendars/%s/%s", folder, name);
        if (jk_file_read(path, &l->bytes[l->own], &l->err) == JK_OK)
            l->files[l->count++] =
                (struct jk_pack_file){ name, jk_buf_view(&l->bytes[l->own++]), pack, NULL };
    }
}

static void lay(struct laid *l, const char *region, const char *contest, const char *document)
{
    l->editions[l->edition_count++] = (struct jk_edition){ .part = JK_EDITION_POLICY,
                                                           .region = region,
                                                           .contest = contest,
                                                           .number = 3,
                                                           .document = document,
                                                           .basis = "berita acara 7",
                                                           .account = "polres-x",
                                                           .office = "Polres X",
                                                           .time_s = 1732000000,
                                                           .day = "2024-11-19" };
}

static void lay_zones(struct laid *l, const char *region, const char *document)
{
    lay(l, region, "", document);
    l->editions[l->edition_count - 1].part = JK_EDITION_ZONES;
}

static enum jk_status load(struct laid *l)
{
    const struct jk_pack_files files = { l->files, l->count };

    return jk_pack_load_with(&l->arena, &files, l->editions, l->edition_count, false, &l->pack,
                             &l->err);
}

static struct laid *open_kutim(void)
{
    struct laid *l = calloc(1, sizeof *l);

    jk_geodesic_init();
    read_folder(l, "kutim-2024", 0);
    return l;
}

static void close_laid(struct laid *l)
{
    for (size_t i = 0; i < l->own; i++)
        jk_buf_clear(&l->bytes[i]);
    jk_arena_clear(&l->arena);
    free(l);
}

/* Metres of siaga for two rallies of rivals. */
static double siaga_m(const struct laid *l, const char *contest, const char *region)
{
    const struct jk_policy *p =
        jk_policy_for(&l->pack, &(struct jk_calendar_of){ contest, region });

    return p->rows[JK_RELATION_RIVAL][JK_ERA_CAMPAIGN][JK_SIZE_BESAR][JK_SIZE_BESAR]
        .rung[JK_LEVEL_SIAGA]
        .distance_m;
}

#define ROW(metres)                                                                  \
    "{\"rows\":[{\"id\":\"besar-besar\",\"relation\":[\"rival\"],\"a\":[\"besar\"]," \
    "\"b\":[\"besar\"],\"siaga\":{\"distance_m\":" #metres ",\"tau_min\":120}}]}"

Test(editions, a_row_holds_for_its_scope_and_all_else_is_what_the_files_say)
{
    struct laid *l = open_kutim();
    const struct jk_policy *p;
    char before[65];

    cr_assert(load(l) == JK_OK && siaga_m(l, "pilbup-64.08", "64.08") == 1000);
    memcpy(before, l->pack.hash, sizeof before);
    lay(l, "64.08", "", ROW(2000));
    cr_assert(load(l) == JK_OK, "%s %s", l->err.field, l->err.value);
    cr_assert(strcmp(l->pack.hash, before) != 0, "certificates are of another pack");
    cr_expect(siaga_m(l, "pilbup-64.08", "64.08") == 2000);
    cr_expect(siaga_m(l, "", "64.08") == 2000 && siaga_m(l, "", "64.08.04") == 2000);
    cr_expect(siaga_m(l, "pilgub-64", "64") == 1000, "the governor's is the province's");
    cr_expect(siaga_m(l, "pilbup-64.03", "64.03") == 1000 && siaga_m(l, "", "64.03") == 1000);
    p = jk_policy_for(&l->pack, &(struct jk_calendar_of){ "pilbup-64.08", "64.08" });
    cr_expect(p->version == 3 && strcmp(p->id, "edisi-64.08") == 0);
    cr_expect(strcmp(p->decided_by, "polres-x, Polres X") == 0 &&
              strcmp(p->basis, "berita acara 7") == 0);
    cr_expect(p->rows[JK_RELATION_CROSS][JK_ERA_CAMPAIGN][JK_SIZE_BESAR][JK_SIZE_BESAR]
                  .rung[JK_LEVEL_WASPADA]
                  .distance_m == 300);
    cr_expect(p->raise.on && p->override_from == JK_LEVEL_WASPADA);
    close_laid(l);
}

/* The nearest counts: a contest's before its region's, a region's before what lies above. */
Test(editions, scopes_lie_on_each_other)
{
    struct laid *l = open_kutim();

    lay(l, "64", "", ROW(1500));
    lay(l, "64.03", "", "{\"override_from\":\"siaga\"}");
    lay(l, "64.08", "", ROW(2000));
    lay(l, "64.08", "pilbup-64.08", "{\"override_from\":\"siaga\"}");
    cr_assert(load(l) == JK_OK, "%s %s", l->err.field, l->err.value);
    cr_expect(siaga_m(l, "pilgub-64", "64") == 1500 && siaga_m(l, "", "64") == 1500);
    cr_expect(siaga_m(l, "pilbup-64.03", "64.03") == 1500, "by what it lies on");
    cr_expect(siaga_m(l, "", "64.08") == 2000);
    cr_expect(siaga_m(l, "pilbup-64.08", "64.08") == 2000, "its region's is below it");
    cr_expect(siaga_m(l, "pilbup-64.01", "64.01") == 1000, "the pack lists it, which is nearer");
    cr_expect(jk_policy_for(&l->pack, &(struct jk_calendar_of){ "pilbup-64.08", "64.08" })
                  ->override_from == JK_LEVEL_SIAGA);
    cr_expect(jk_policy_for(&l->pack, &(struct jk_calendar_of){ "", "64.08" })->override_from ==
              JK_LEVEL_WASPADA);
    close_laid(l);
}

/* A regency's file with one row has the others from its province's, and so from an edition of it.
 */
Test(editions, what_a_file_below_does_not_state_it_has_from_an_edition_above)
{
    static const char province[] =
        "{\"id\":\"k\",\"title\":\"K\",\"simulation\":true,\"region\":\"64\","
        "\"zone\":\"Asia/Makassar\",\"from\":\"2024-08-26\",\"to\":\"2024-12-31\"}";
    static const char town[] =
        "{\"id\":\"t\",\"title\":\"T\",\"simulation\":true,\"region\":\"64.74\","
        "\"zone\":\"Asia/Makassar\",\"from\":\"2024-08-26\",\"to\":\"2024-12-31\"}";
    struct laid *l = open_kutim();
    struct jk_span whole = { NULL, 0 };

    for (size_t i = 0; i < l->count; i++) {
        if (strcmp(l->files[i].name, "policy.json") == 0)
            whole = l->files[i].bytes;
    }
    read_folder(l, "kaltim-2024", 3);
    l->files[l->count++] = (struct jk_pack_file){ "pack.json", jk_span_of(province), 1, NULL };
    l->files[l->count++] = (struct jk_pack_file){ "policy.json", whole, 1, NULL };
    l->files[l->count++] = (struct jk_pack_file){ "pack.json", jk_span_of(town), 2, NULL };
    l->files[l->count++] = (struct jk_pack_file){
        "policy.json",
        JK_SPAN("{\"id\":\"b\",\"version\":1,\"override_from\":\"siaga\",\"by_contest\":[{\"id\":"
                "\"e\",\"version\":1,\"contests\":[\"pilwal-64.74\"],\"escalation\":{\"siaga_min\":"
                "11}}]}"),
        2, NULL
    };
    lay(l, "64", "", ROW(1500));
    cr_assert(load(l) == JK_OK, "%s %s", l->err.field, l->err.value);
    cr_expect(siaga_m(l, "", "64.74") == 1500, "%g", siaga_m(l, "", "64.74"));
    cr_expect(siaga_m(l, "pilwal-64.74", "64.74") == 1500);
    cr_expect(siaga_m(l, "pilbup-64.08", "64.08") == 1000, "Kutim's file has a file above it, "
                                                           "and states all rows");
    lay(l, "64.74", "", ROW(3000));
    cr_assert(load(l) == JK_OK, "%s %s", l->err.field, l->err.value);
    cr_expect(siaga_m(l, "", "64.74") == 3000 && siaga_m(l, "pilwal-64.74", "64.74") == 3000);
    cr_expect(jk_policy_for(&l->pack, &(struct jk_calendar_of){ "pilwal-64.74", "64.74" })
                      ->escalation.siaga_s == 660,
              "what the file states nearer lies over it");
    close_laid(l);
}

Test(editions, one_that_does_not_fit_is_left_out_and_named)
{
    struct laid *l = open_kutim();

    lay(l, "64.08", "", ROW(2000));
    lay(l, "64.08", "pilbup-99", ROW(1));
    lay(l, "64.03", "", ROW(900000));
    lay(l, "64.01", "", ROW(3000));
    cr_assert(load(l) == JK_OK, "%s %s", l->err.field, l->err.value);
    cr_assert(l->pack.edition_count == 2 && l->pack.misfit_count == 2);
    cr_expect(siaga_m(l, "pilbup-64.08", "64.08") == 2000);
    cr_expect(siaga_m(l, "pilbup-64.01", "64.01") == 3000);
    cr_expect(siaga_m(l, "pilbup-64.03", "64.03") == 1000);
    cr_expect_str_eq(l->pack.misfits[0].edition->contest, "pilbup-99");
    cr_expect_str_eq(l->pack.misfits[1].edition->region, "64.03");
    cr_expect(jk_pack_load_with(&l->arena, &(struct jk_pack_files){ l->files, l->count },
                                l->editions, l->edition_count, true, &l->pack,
                                &l->err) == JK_INVALID);
    cr_expect_str_eq(l->err.value, "pilbup-99");
    close_laid(l);
}

Test(editions, a_document_has_no_members_of_files_and_nothing_wrong)
{
    static const char *const wrong[] = {
        "[]",
        "{",
        "{\"by_contest\":[]}",
        "{\"contests\":[\"pilgub-64\"]}",
        "{\"x\":1}",
        "{\"rows\":[{}]}",
        "{\"rows\":{}}",
        "{\"\":{\"region\":\"64\"}}",
        ROW(900000),
        "",
    };

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct laid *l = open_kutim();

        lay(l, "64.08", "", wrong[i]);
        cr_assert(load(l) == JK_OK);
        cr_expect(l->pack.misfit_count == 1 && l->pack.edition_count == 0, "%s", wrong[i]);
        close_laid(l);
    }
}

#define ZONE(id, lon, lat, factor)                                                                \
    "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"geometry\":{\"type\":" \
    "\"Point\",\"coordinates\":[" #lon "," #lat "]},\"properties\":{\"id\":\"" id                 \
    "\",\"name\":\"Uji\",\"factor\":" #factor ",\"radius_m\":500,\"from\":\"2024-11-01\","        \
    "\"to\":\"2024-11-30\"}}]}"

Test(editions, zones_lie_in_the_region_that_states_them_and_replace_a_files_by_id)
{
    struct laid *l = open_kutim();

    /* In place of the pack's own. */
    for (size_t i = 0; i < l->count; i++) {
        if (strcmp(l->files[i].name, "zones.geojson") == 0)
            l->files[i--] = l->files[--l->count];
    }
    l->files[l->count++] = (struct jk_pack_file){
        "zones.geojson",
        JK_SPAN("{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"geometry\":{"
                "\"type\":\"Point\",\"coordinates\":[117.55,0.5]},\"properties\":{\"id\":\"z\","
                "\"name\":\"Berkas\",\"edition\":\"2023\",\"source\":\"s\",\"factor\":2,\"radius_m"
                "\":500,\"from\":\"2024-11-01\",\"to\":\"2024-11-30\"}}]}"),
        0, NULL
    };
    lay_zones(l, "64.08", ZONE("y", 117.5, 0.5, 1.5));
    cr_assert(load(l) == JK_OK && l->pack.misfit_count == 0, "%s %s", l->pack.misfits[0].err.field,
              l->pack.misfits[0].err.value);
    cr_assert(l->pack.zones.count == 2 && l->pack.zones.at[1].stated == 1);
    cr_expect_str_eq(l->pack.zones.at[1].edition, "3");
    cr_expect_str_eq(l->pack.zones.at[1].source, "berita acara 7");
    cr_expect(l->pack.policies.at[0].zone_factor == 2);
    l->editions[0].document = ZONE("z", 117.55, 0.5, 1);
    cr_assert(load(l) == JK_OK && l->pack.misfit_count == 0 && l->pack.zones.count == 1);
    cr_expect(l->pack.zones.at[0].factor == JK_FACTOR_ONE &&
                  l->pack.policies.at[0].zone_factor == 1,
              "taken out");
    l->editions[0].region = "64.03"; /* a neighbour's */
    cr_assert(load(l) == JK_OK && l->pack.misfit_count == 1 && l->pack.zones.count == 1);
    cr_expect(l->pack.zones.at[0].factor == 2 * JK_FACTOR_ONE);
    l->editions[0].region = "64.08";
    lay_zones(l, "64", ZONE("z", 117.56, 0.5, 1));
    cr_assert(load(l) == JK_OK && l->pack.misfit_count == 1, "two of one id");
    l->editions[1].document = "{\"type\":\"FeatureCollection\",\"features\":{}}";
    cr_assert(load(l) == JK_OK && l->pack.misfit_count == 1);
    close_laid(l);
}

Test(editions, whom_one_would_hold_for_is_known_before_it_is_stated)
{
    static const struct {
        struct jk_calendar_of scope, of;
        bool want;
    } cases[] = {
        { { "", "64.08" }, { "pilbup-64.08", "64.08" }, true },
        { { "", "64.08" }, { "", "64.08.04" }, true },
        { { "", "64.08" }, { "pilgub-64", "64" }, false },
        { { "", "64.08" }, { "", "64.03" }, false },
        { { "", "64" }, { "pilbup-64.08", "64.08" }, false },
        { { "", "64" }, { "pilgub-64", "64" }, true },
        { { "pilgub-64", "64" }, { "pilgub-64", "64" }, true },
        { { "pilgub-64", "64" }, { "", "64" }, false },
    };
    struct laid *l = open_kutim();

    cr_assert(load(l) == JK_OK);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect(jk_edition_would_hold(&l->pack, &cases[i].scope, &cases[i].of) == cases[i].want,
                  "%zu", i);
    close_laid(l);
}
