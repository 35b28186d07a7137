/* The pack loader: any bytes in place of one file of a small pack (the seeds) are refused with the
 * file's name, or the pack that comes of it is sound: every pair has a row, levels nest, lists
 * point to what is there, numbers are finite.
 *
 * Input: one file; which one it is shows from a key it holds. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/engine/body.h"
#include "jarak/geo/geodesic.h"
#include "jarak/policy/occupancy.h"
#include "jarak/policy/pack.h"
#include "jarak/policy/stations.h"
#include "jarak/policy/personnel.h"

#define FILES 20

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static struct jk_pack_file pack_files[FILES];
static struct jk_buf bufs[FILES];
static size_t file_count;

static void must(bool promise)
{
    if (!promise)
        abort();
}

static void read_file(const char *name, struct jk_buf *out)
{
    char path[256], block[65536];
    size_t got;
    FILE *f;

    snprintf(path, sizeof path, "tests/fuzz/corpus/fuzz_pack/%s", name);
    if (!(f = fopen(path, "rb")))
        abort(); /* run from the project's root */
    while ((got = fread(block, 1, sizeof block, f)) > 0)
        jk_buf_add(out, block, got);
    fclose(f);
}

/* The file an input is meant for. */
static const char *name_of(struct jk_span text)
{
    static const struct {
        const char *key, *name;
    } keys[] = {
        { "\"demand\"", "personnel.json" },      { "\"units\"", "personnel.json" },
        { "\"contests\"", "contests.json" },     { "\"regions\"", "regions.json" },
        { "\"phases\"", "phases.json" },         { "\"holidays\"", "holidays.json" },
        { "\"rules\"", "rules.json" },           { "\"rows\"", "policy.json" },
        { "\"kinds\"", "defaults.json" },        { "\"places\"", "places.json" },
        { "\"slots\"", "kpu_slots.json" },       { "\"factor\"", "zones.geojson" },
        { "\"district\"", "schematic.geojson" }, { "\"LineString\"", "roads.geojson" },
        { "\"voters\"", "tps.geojson" },         { "\"features\"", "areas.geojson" },
    };

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (memmem(text.at, text.len, keys[i].key, strlen(keys[i].key)))
            return keys[i].name;
    }
    return "pack.json";
}

static void check_row(const struct jk_row *row)
{
    double distance_m = INFINITY;

    must(row->stated || row->exempt);
    for (int level = JK_LEVEL_INFO; level < JK_LEVEL_END; level++) {
        const struct jk_rung *rung = &row->rung[level];

        if (!rung->present)
            continue;
        must(rung->distance_m > 0 && rung->distance_m <= distance_m && rung->tau_s >= 0);
        distance_m = rung->distance_m;
    }
}

static void check_policy(const struct jk_policy *p)
{
    must(!isnan(p->vote_s) && p->override_from < JK_LEVEL_END && isfinite(p->zone_factor));
    for (int a = 0; a < JK_SIZE_END; a++) {
        for (int b = 0; b < JK_SIZE_END; b++) {
            must(p->reach.m[a][b] >= 0 && p->reach.m[a][b] == p->reach.m[b][a]);
            for (int i = 0; i < JK_RELATION_END; i++) {
                for (int era = 0; era < JK_ERA_END; era++) {
                    check_row(&p->rows[i][era][a][b]);
                    check_row(&p->sea_land[i][era][a][b]);
                }
            }
        }
    }
}

static void check_lists(const struct jk_pack *pack)
{
    must(pack->from_day <= pack->to_day && pack->tz && jk_pack_region(pack, pack->region));
    for (size_t i = 0; i < pack->contest_count; i++)
        must(jk_pack_region(pack, pack->contests[i].region) != NULL);
    for (size_t i = 0; i < pack->region_count; i++)
        must(pack->regions[i].tz &&
             (!pack->regions[i].parent[0] || jk_pack_region(pack, pack->regions[i].parent)));
    for (size_t i = 0; i < pack->phase_count; i++)
        must(pack->phases[i].from_day <= pack->phases[i].to_day);
    for (size_t i = 0; i < pack->place_count; i++)
        must(fabs(pack->places[i].point.lat_deg) <= 90 && pack->places[i].uncertainty_m >= 0 &&
             jk_pack_place(pack, pack->places[i].code));
    for (size_t i = 0; i < pack->area_count; i++)
        must(jk_pack_region(pack, pack->areas[i].code) != NULL);
    for (size_t i = 0; i < pack->sketch_count; i++)
        must(pack->sketches[i].count >= (pack->sketches[i].closed ? 3 : 2) &&
             jk_pack_region(pack, pack->sketches[i].code) != NULL);
    for (size_t i = 0; i < pack->road_count; i++)
        must(pack->roads[i].count >= 2 && fabs(pack->roads[i].points[1].lat_deg) <= 90);
    for (size_t i = 0; i < pack->kpu_slot_count; i++)
        must(pack->kpu_slots[i].from_s < pack->kpu_slots[i].to_s &&
             jk_pack_contest(pack, pack->kpu_slots[i].contest));
    for (size_t i = 0; i < pack->zones.count; i++)
        must(pack->zones.at[i].factor >= JK_FACTOR_ONE &&
             pack->zones.at[i].factor <= JK_FACTOR_MAX &&
             pack->zones.at[i].from_day <= pack->zones.at[i].to_day);
    must(strlen(pack->hash) == 64);
}

/* Each is found by its code and in its region, and regions stand behind each other. */
static void check_stations(const struct jk_pack *pack)
{
    size_t count, all = 0;

    for (size_t i = 0; i < pack->region_count; i++) {
        if (!jk_station_region(pack->regions[i].code))
            continue;
        jk_pack_stations_of(pack, pack->regions[i].code, &count);
        all += count;
    }
    must(all == pack->station_count);
    for (size_t i = 0; i < pack->station_count; i++) {
        const struct jk_station *s = &pack->stations[i];

        must(jk_pack_station(pack, s->code) == s && jk_pack_region(pack, s->region));
        must(s->risk < JK_STATION_RISKS && s->from_s < s->to_s);
        must(!s->has_point || fabs(s->point.lat_deg) <= 90);
        jk_station_guarded(pack, s, pack->stations_from_s, pack->stations_to_s);
    }
}

/* Units are somewhere and found, and every activity asks for a number that can be meant. */
static void check_personnel(const struct jk_pack *pack)
{
    const struct jk_personnel *p = &pack->personnel;

    for (size_t i = 0; i < p->unit_count; i++)
        must(p->units[i].from_day <= p->units[i].to_day &&
             p->units[i].officers <= JK_OFFICERS_MAX && jk_pack_region(pack, p->units[i].region) &&
             jk_unit_of(pack, p->units[i].code) == &p->units[i]);
    for (size_t i = 1; i < p->table_count; i++)
        must(strlen(p->tables[i - 1].region) >= strlen(p->tables[i].region));
    for (int kind = 0; p->table_count && kind < JK_KIND_END; kind++) {
        const struct jk_demand_of of = { .kind = (enum jk_kind)kind,
                                         .zone = JK_ZONE_NONE,
                                         .crowd = 10000 };
        const struct jk_demand_row *row;
        uint32_t officers = jk_demand_officers(pack, p->tables[0].region, &of, &row);

        must(kind == JK_KIND_PENGAMANAN ? officers == 0 && !row : row && row->used);
    }
    for (int risk = 0; p->table_count && risk < JK_STATION_RISKS; risk++)
        must(jk_tps_ratio_of(pack, p->tables[0].region, (enum jk_station_risk)risk).stations > 0);
}

/* A convoy is laid out by the pack's defaults on the pack's land. */
static void check_use(const struct jk_pack *pack)
{
    static const struct jk_point road[] = { { 0.5, 117.5 }, { 0.55, 117.55 } };
    const struct jk_facts facts = {
        .summary = "",
        .location = "",
        .place_code = "",
        .kind = JK_KIND_KONVOI,
        .shape = { .kind = JK_SHAPE_ROUTE, .points = road, .point_count = 2 },
        .radius_m = JK_NOT_STATED,
        .uncertainty_m = JK_NOT_STATED,
        .crowd = JK_NOT_STATED,
        .column_m = JK_NOT_STATED,
        .width_m = JK_NOT_STATED,
        .buildup_s = JK_NOT_STATED,
        .dispersal_s = JK_NOT_STATED,
        .has_vehicles = true,
        .vehicles = { .cars = 100 },
    };
    const struct jk_instance instance = { .start_s = 1732341600,
                                          .end_s = 1732345200,
                                          .facts = &facts };
    const struct jk_land land = { .zones = pack->zones };
    struct jk_located located;
    struct jk_presence presence;
    struct jk_body *body;

    must(jk_occupancy_region(pack, &facts) != NULL);
    must(jk_occupancy_make(pack, &instance, &presence) == JK_OK);
    must(presence.column_m > 0 && isfinite(presence.column_m) && presence.pad_m >= 0);
    body = jk_body_on(&presence, &land);
    must(body && isfinite(body->in_s) && isfinite(body->out_s));
    jk_body_free(body);
    jk_pack_locate(pack, road[0], &located);
    must(located.count <= JK_LOCATED_MAX);
}

/* Load with the input in place of one file, or the seeds as they are. */
static enum jk_status load(struct jk_span text, struct jk_arena *arena, struct jk_pack *pack,
                           struct jk_error *err)
{
    struct jk_pack_file files[FILES];
    const char *name = text.at ? name_of(text) : "";
    size_t count = file_count, i = 0;

    memcpy(files, pack_files, sizeof files);
    while (i < count && strcmp(files[i].name, name) != 0)
        i++;
    if (text.at) {
        files[i] = (struct jk_pack_file){ .name = name, .bytes = text };
        count += i == count;
    }
    return jk_pack_load(arena, files, count, pack, err);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    struct jk_arena arena = { 0 };
    struct jk_pack pack;
    const char *name;
    bool optional;

    (void)argc;
    (void)argv;
    jk_geodesic_init();
    jk_pack_setup();
    for (size_t i = 0; (name = jk_pack_file_name(i, &optional)); i++) {
        read_file(name, &bufs[file_count]);
        pack_files[file_count] =
            (struct jk_pack_file){ .name = name, .bytes = jk_buf_view(&bufs[file_count]) };
        file_count++;
    }
    must(load((struct jk_span){ NULL, 0 }, &arena, &pack, NULL) == JK_OK);
    jk_arena_clear(&arena);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct jk_error err = { .status = JK_OK };
    struct jk_arena arena = { 0 };
    struct jk_pack pack;
    enum jk_status rc = load((struct jk_span){ (const char *)bytes, len }, &arena, &pack, &err);

    must(rc == err.status && (rc == JK_OK || err.field[0]));
    if (rc == JK_OK) {
        for (uint32_t i = 0; i < pack.policies.count; i++)
            check_policy(&pack.policies.at[i]);
        check_lists(&pack);
        check_stations(&pack);
        check_personnel(&pack);
        check_use(&pack);
    }
    jk_arena_clear(&arena);
    return 0;
}
