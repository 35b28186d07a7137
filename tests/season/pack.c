/* The files are written as an operator would: what differs from the Kutim pack in full, the rest
 * copied. */
#include "tests/season/pack.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/base/civil.h"

static FILE *begin(const char *folder, const char *name)
{
    char path[256];
    FILE *f;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    f = fopen(path, "w");
    if (!f) {
        perror(path);
        _Exit(2);
    }
    return f;
}

/* The date of a day of the season. Static. */
static const char *date(int day)
{
    static char out[4][16];
    static int turn;
    struct jk_civil c = jk_date_from_days(jk_days_from_date(2024, 9, 25) + day);

    turn = (turn + 1) % 4;
    snprintf(out[turn], sizeof out[turn], "%04u-%02u-%02u", (unsigned)c.year % 10000U,
             (unsigned)c.month % 100U, (unsigned)c.day % 100U);
    return out[turn];
}

static void write_head(const char *folder)
{
    FILE *f = begin(folder, "pack.json");

    fputs("{\"id\":\"musim\",\"title\":\"Musim\",\"simulation\":false,\"region\":\"64\","
          "\"zone\":\"Asia/Makassar\",\"from\":\"2024-08-26\",\"to\":\"2024-12-31\"}",
          f);
    fclose(f);
    f = begin(folder, "places.json");
    fputs("{\"places\":[]}", f);
    fclose(f);
}

static void write_contests(const char *folder)
{
    FILE *f = begin(folder, "contests.json");

    fputs("{\"contests\":[", f);
    for (int i = 0; i < PLAN_CONTESTS; i++)
        fprintf(f,
                "%s{\"id\":\"%s\",\"region\":\"%s\",\"name\":\"Pemilihan %d\",\"paslon\":["
                "{\"number\":1,\"label\":\"Paslon 1\"},{\"number\":2,\"label\":\"Paslon 2\"}]}",
                i ? "," : "", plan_contest_id(i), plan_contest_region(i), i);
    fputs("]}", f);
    fclose(f);
}

static void write_regions(const char *folder)
{
    FILE *f = begin(folder, "regions.json"), *g = begin(folder, "areas.geojson");
    const double half = PLAN_SIDE_DEG / 2;

    fputs("{\"regions\":[{\"code\":\"64\",\"name\":\"Provinsi\",\"zone\":\"Asia/Makassar\"}", f);
    fputs("{\"type\":\"FeatureCollection\",\"features\":[", g);
    for (int i = 0; i < PLAN_REGENCIES; i++) {
        const char *tz = plan_offset_s(i) == 25200 ? "Asia/Jakarta" : "Asia/Makassar";

        fprintf(f, ",{\"code\":\"%s\",\"name\":\"Kabupaten %d\",\"parent\":\"64\",\"zone\":\"%s\"}",
                plan_regency(i), i + 1, tz);
        for (int k = 0; k < PLAN_DISTRICTS; k++) {
            double west = PLAN_WEST_DEG + PLAN_SIDE_DEG * i + half * (k % 2);
            double south = PLAN_SOUTH_DEG + half * (k / 2);

            fprintf(f,
                    ",{\"code\":\"%s.%02d\",\"name\":\"Kecamatan %d%d\",\"parent\":\"%s\","
                    "\"zone\":\"%s\",\"lat\":%.4f,\"lon\":%.4f}",
                    plan_regency(i), k + 1, i + 1, k + 1, plan_regency(i), tz, south + half / 2,
                    west + half / 2);
            fprintf(g,
                    "%s{\"type\":\"Feature\",\"properties\":{\"code\":\"%s.%02d\"},\"geometry\":{"
                    "\"type\":\"Polygon\",\"coordinates\":[[[%.4f,%.4f],[%.4f,%.4f],[%.4f,%.4f],"
                    "[%.4f,%.4f],[%.4f,%.4f]]]}}",
                    i || k ? "," : "", plan_regency(i), k + 1, west, south, west + half, south,
                    west + half, south + half, west, south + half, west, south);
        }
    }
    fputs("]}", f);
    fputs("]}", g);
    fclose(f);
    fclose(g);
}

static void add_phase(FILE *f, const char *id, const char *what, int from, int to, bool again)
{
    fprintf(
        f,
        "%s{\"id\":\"%s\",\"name\":\"%s\",\"from\":\"%s\",\"to\":\"%s\",\"%s\":true,\"contests\":[",
        ftell(f) > 12 ? "," : "", id, id, date(from), date(to), what);
    for (int i = again ? PLAN_REVOTE : 0; i < (again ? PLAN_CONTESTS : PLAN_REVOTE); i++)
        fprintf(f, "%s\"%s\"", i && !again ? "," : "", plan_contest_id(i));
    fputs("]}", f);
}

static void write_phases(const struct plan *plan, const char *folder)
{
    FILE *f = begin(folder, "phases.json");

    fputs("{\"phases\":[", f);
    add_phase(f, "kampanye", "campaign", 0, plan->quiet_day - 1, false);
    add_phase(f, "tenang", "quiet", plan->quiet_day, plan->vote_day - 1, false);
    add_phase(f, "pungut", "vote", plan->vote_day, plan->vote_day, false);
    add_phase(f, "kampanye-psu", "campaign", plan->again_from, plan->again_quiet - 1, true);
    add_phase(f, "tenang-psu", "quiet", plan->again_quiet, plan->again_quiet, true);
    add_phase(f, "pungut-psu", "vote", plan->again_vote, plan->again_vote, true);
    fputs("]}", f);
    fclose(f);
}

/* As many as Kutai Timur has, over all sub-districts; of each five one is prone, one very prone. */
static void write_stations(const char *folder)
{
    static const char *const risks[] = { "kurang rawan", "rawan", "kurang rawan", "sangat rawan",
                                         "kurang rawan" };
    const double half = PLAN_SIDE_DEG / 2;
    FILE *f = begin(folder, "tps.geojson");

    fputs("{\"type\":\"FeatureCollection\",\"features\":[", f);
    for (int i = 0; i < PACK_STATIONS; i++) {
        int regency = i % PLAN_REGENCIES, district = i / PLAN_REGENCIES % PLAN_DISTRICTS;
        double west = PLAN_WEST_DEG + PLAN_SIDE_DEG * regency + half * (district % 2);
        double south = PLAN_SOUTH_DEG + half * (district / 2);

        fprintf(f,
                "%s{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[%.4f,"
                "%.4f]},\"properties\":{\"code\":\"tps-%d\",\"name\":\"TPS %d\",\"region\":"
                "\"%s.%02d\",\"risk\":\"%s\",\"voters\":400}}",
                i ? "," : "", west + half * (0.1 + 0.8 * (i % 29) / 29),
                south + half * (0.1 + 0.8 * (i % 31) / 31), i, i, plan_regency(regency),
                district + 1, risks[i % 5]);
    }
    fputs("]}", f);
    fclose(f);
}

/* A unit of each regency for the whole season, and a reinforcement of its second half. */
static void write_personnel(const struct plan *plan, const char *folder)
{
    FILE *f = begin(folder, "personnel.json");

    fputs("{\"verified\":false,\"units\":[", f);
    for (int i = 0; i < PLAN_REGENCIES; i++)
        fprintf(f,
                "%s{\"code\":\"polres-%d\",\"name\":\"Polres %d\",\"region\":\"%s\",\"officers\":"
                "%d,\"from\":\"%s\",\"to\":\"%s\",\"base\":{\"lat\":%.4f,\"lon\":%.4f}},{\"code\":"
                "\"bko-%d\",\"name\":\"BKO %d\",\"region\":\"%s\",\"officers\":%d,\"from\":\"%s\","
                "\"to\":\"%s\"}",
                i ? "," : "", i, i, plan_regency(i), PACK_OFFICERS, date(0), date(90),
                PLAN_SOUTH_DEG + PLAN_SIDE_DEG / 2,
                PLAN_WEST_DEG + PLAN_SIDE_DEG * i + PLAN_SIDE_DEG / 2, i, i, plan_regency(i),
                PACK_REINFORCED, date(plan->size.days / 2), date(90));
    fputs("],\"demand\":[{\"kind\":\"rapat_umum\",\"officers\":100,\"per_people\":50},"
          "{\"level\":[\"siaga\",\"waspada\"],\"officers\":30},"
          "{\"kind\":\"*\",\"officers\":2}],\"tps\":[{\"risk\":\"kurang rawan\",\"officers\":1,"
          "\"stations\":5},{\"risk\":\"rawan\",\"officers\":2,\"stations\":1},{\"risk\":"
          "\"sangat rawan\",\"officers\":2,\"stations\":1}],\"travel\":{\"speed_kmh\":30,"
          "\"detour\":1.3}}",
          f);
    fclose(f);
}

int pack_zone_days(const struct plan *plan)
{
    return plan->size.days / 3;
}

static void write_zone_and_slot(const struct plan *plan, const char *folder, bool swapped)
{
    FILE *f = begin(folder, "zones.geojson");

    fprintf(f,
            "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"geometry\":{"
            "\"type\":\"Point\",\"coordinates\":[%.4f,%.4f]},\"properties\":{\"id\":\"z1\","
            "\"name\":\"rawan\",\"edition\":\"1\",\"source\":\"rekaan\",\"factor\":%.1f,"
            "\"from\":\"%s\",\"to\":\"%s\",\"radius_m\":%.0f}}]}",
            PACK_ZONE_LON, PACK_ZONE_LAT, PACK_ZONE_FACTOR, date(0), date(pack_zone_days(plan) - 1),
            PACK_ZONE_M);
    fclose(f);
    f = begin(folder, "kpu_slots.json");
    fprintf(
        f,
        "{\"slots\":[{\"contest\":\"pilbup-64.01\",\"paslon\":%d,\"from\":\"%sT09:00:00+08:00\","
        "\"to\":\"%sT18:00:00+08:00\",\"basis\":\"rekaan\",\"region\":\"64.01\"}]}",
        swapped ? 2 : 1, date(1), date(1));
    fclose(f);
}

/* Copy a file of the Kutim pack. */
static void copy(const char *folder, const char *name, struct jk_buf *kept)
{
    char path[128];
    FILE *in, *out = kept ? NULL : begin(folder, name);
    int c;

    snprintf(path, sizeof path, "calendars/kutim-2024/%s", name);
    in = fopen(path, "r");
    if (!in) {
        perror(path);
        _Exit(2);
    }
    while ((c = getc(in)) != EOF) {
        if (out)
            putc(c, out);
        else
            jk_buf_char(kept, (char)c);
    }
    fclose(in);
    if (out)
        fclose(out);
}

/* Put another distance in the place of the first of that value behind a row's id. */
static void change_row(char *text, const char *row, const char *from, const char *to)
{
    char *at = strstr(text, row);

    if (at)
        at = strstr(at, from);
    if (!at || strlen(from) != strlen(to)) {
        fprintf(stderr, "season: policy.json has no %s %s\n", row, from);
        _Exit(2);
    }
    memcpy(at, to, strlen(to));
}

static void write_policy(const char *folder, int edition)
{
    struct jk_buf text = { 0 };
    FILE *f = begin(folder, "policy.json");

    copy(folder, "policy.json", &text);
    jk_buf_char(&text, '\0');
    if (edition > 1) {
        change_row(text.at, "\"version\": ", "1", "2");
        change_row(text.at, "\"id\": \"konvoi-konvoi\"", "\"distance_m\": 1000",
                   "\"distance_m\": 1500");
        change_row(text.at, "\"id\": \"besar-kecil\"", "\"distance_m\": 300",
                   "\"distance_m\": 500");
    }
    fputs(text.at, f);
    fclose(f);
    jk_buf_clear(&text);
}

void pack_write(const struct plan *plan, const char *folder, int edition, bool swapped)
{
    static const char *const same[] = { "rules.json", "defaults.json", "holidays.json" };

    write_head(folder);
    write_contests(folder);
    write_regions(folder);
    write_phases(plan, folder);
    write_zone_and_slot(plan, folder, swapped);
    write_stations(folder);
    write_personnel(plan, folder);
    write_policy(folder, edition);
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        copy(folder, same[i], NULL);
}
