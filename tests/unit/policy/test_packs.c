/* Several packs are one: lists join, what a daemon has one of must be the same. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "jarak/config/files.h"
#include "jarak/geo/geodesic.h"
#include "jarak/policy/pack.h"

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

Test(packs, one_daemon_judges_by_one_policy)
{
    static const struct {
        const char *file, *bytes, *field;
    } wrong[] = {
        { "policy.json", "{\"id\":\"other\",\"version\":2,\"rows\":[]}", "policy.json: " },
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
