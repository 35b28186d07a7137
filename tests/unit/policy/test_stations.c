/* Polling stations: how they are read, whose list holds where, and when they are guarded. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "jarak/config/files.h"
#include "jarak/geo/geodesic.h"
#include "jarak/model/texts.h"
#include "jarak/policy/edition.h"
#include "jarak/policy/stations.h"
#include "jarak/policy/texts.h"
#include "tests/unit/policy/pack_case.h"
#include "tests/unit/policy/subject.h"

#define LEN(a) (sizeof(a) / sizeof *(a))

/* The pack of Kutai Timur: 701, of which 171 are prone. */
Test(stations, the_simulation_has_its_701)
{
    const struct jk_station *list;
    struct jk_station_counts c;
    struct subject s;
    size_t count;

    subject_make(&s);
    list = jk_pack_stations_of(&s.pack, "64.08", &count);
    jk_stations_count(list, count, &c);
    cr_expect(s.pack.station_count == 701 && count == 701 && c.all == 701 && c.placed == 701);
    cr_expect(c.count[JK_STATION_PRONE] + c.count[JK_STATION_VERY] == 171);
    cr_expect(c.count[JK_STATION_LESS] == 530 && c.voters == 297994);
    list = jk_pack_stations_of(&s.pack, "64.08.06", &count);
    jk_stations_count(list, count, &c);
    cr_expect(count == 10 && c.count[JK_STATION_LESS] == 0, "Busang is prone");
    jk_pack_stations_of(&s.pack, "64.03", &count);
    cr_expect(count == 0);
    jk_pack_stations_of(&s.pack, "", &count);
    cr_expect(count == 701);
    for (size_t i = 0; i < s.pack.station_count; i++) {
        const struct jk_station *at = &s.pack.stations[i];

        cr_expect(jk_pack_station(&s.pack, at->code) == at && !at->verified && !at->stated);
        cr_expect(strstr(at->name, "(sintetis)") != NULL);
    }
    cr_expect(!jk_pack_station(&s.pack, "64.08.06-999"));
    subject_clear(&s);
}

Test(stations, words_are_read_as_people_write_them)
{
    cr_expect(jk_station_risk_of("rawan") == JK_STATION_PRONE);
    cr_expect(jk_station_risk_of("Sangat Rawan") == JK_STATION_VERY);
    cr_expect(jk_station_risk_of("kurang_rawan") == JK_STATION_LESS);
    cr_expect(jk_station_risk_of("KURANG RAWAN") == JK_STATION_LESS);
    for (size_t i = 0; i < 5; i++)
        cr_expect(jk_station_risk_of(((const char *[]){ "", "aman", "rawan ", "raw",
                                                        "tinggi" })[i]) == JK_STATION_RISKS);
    for (int i = 0; i < JK_STATION_RISKS; i++)
        cr_expect(jk_station_risk_of(jk_station_risk_word((enum jk_station_risk)i)) ==
                  (enum jk_station_risk)i);
}

#define ONE                                                                                 \
    "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":"   \
    "{\"code\":\"a\",\"name\":\"TPS 1\",\"region\":\"64.08.04\",\"risk\":\"rawan\","        \
    "\"voters\":400,\"village\":\"Teluk Lingga\"},\"geometry\":{\"type\":\"Point\","        \
    "\"coordinates\":[117.53,0.56]}},{\"type\":\"Feature\",\"properties\":{\"code\":\"b\"," \
    "\"name\":\"TPS 2\",\"region\":\"64.08.04\",\"risk\":\"rawan\"},\"geometry\":null}]}"
#define F(n, member) "tps.geojson: features[" #n "]." member

Test(stations, what_is_wrong_is_told_with_its_feature_and_member)
{
    static const struct {
        const char *way, *json;
        enum jk_status status;
        const struct jk_text *text;
        const char *field;
    } cases[] = {
        { "features.1.properties.code", "\"a\"", JK_INVALID, JK_TEXT_PACK_TWICE,
          F(1, "properties.code") },
        { "features.1.properties.code", "\"\"", JK_INVALID, JK_TEXT_STATION_TEXT,
          F(1, "properties.code") },
        { "features.1.properties.code", "\"01234567890123456789012345678901\"", JK_INVALID,
          JK_TEXT_STATION_TEXT, F(1, "properties.code") },
        { "features.0.properties.name", "\"TPS\\n1\"", JK_INVALID, JK_TEXT_STATION_TEXT,
          F(0, "properties.name") },
        { "features.0.properties.region", "\"64.08\"", JK_INVALID, JK_TEXT_STATION_REGION,
          F(0, "properties.region") },
        { "features.0.properties.region", "\"64.08.99\"", JK_INVALID, JK_TEXT_STATION_REGION,
          F(0, "properties.region") },
        { "features.0.properties.risk", "\"aman\"", JK_INVALID, JK_TEXT_STATION_RISK,
          F(0, "properties.risk") },
        { "features.0.properties.voters", "5001", JK_RANGE, JK_TEXT_PACK_NUMBER,
          F(0, "properties.voters") },
        { "features.0.properties.voters", "1.5", JK_RANGE, JK_TEXT_PACK_NUMBER,
          F(0, "properties.voters") },
        { "features.0.properties.pemilih", "1", JK_INVALID, JK_TEXT_PACK_MEMBER,
          F(0, "properties.pemilih") },
        { "features.0.geometry.coordinates", "[0.56,117.53]", JK_INVALID, JK_TEXT_PACK_POSITION,
          F(0, "geometry.coordinates") },
        { "features.0.geometry.coordinates", "[118.53,0.56]", JK_RANGE, JK_TEXT_STATION_FAR,
          F(0, "geometry.coordinates") },
        { "features.0.geometry.type", "\"Polygon\"", JK_INVALID, JK_TEXT_PACK_WORD,
          F(0, "geometry") },
        { "guard_hours", "[24,7]", JK_RANGE, JK_TEXT_STATION_HOURS, "tps.geojson: guard_hours" },
        { "guard_hours", "[7,37]", JK_RANGE, JK_TEXT_STATION_HOURS, "tps.geojson: guard_hours" },
        { "guard_hours", "\"7-24\"", JK_RANGE, JK_TEXT_STATION_HOURS, "tps.geojson: guard_hours" },
    };

    for (size_t i = 0; i < LEN(cases); i++) {
        struct pack_case c;

        pack_case_open(&c);
        pack_case_add(&c, "tps.geojson", ONE);
        cr_assert(pack_case_load(&c) == JK_OK, "%s %s", c.err.field, c.err.value);
        cr_assert(c.pack.station_count == 2 && c.pack.stations[0].voters == 400);
        pack_case_set(&c, "tps.geojson", cases[i].way, cases[i].json);
        cr_expect(pack_case_load(&c) == cases[i].status, "case %zu: %s", i, c.err.field);
        cr_expect(c.err.text == cases[i].text, "case %zu", i);
        cr_expect_str_eq(c.err.field, cases[i].field);
        pack_case_clear(&c);
    }
}

Test(stations, files_of_two_packs_have_one_station_once_and_not_two)
{
    struct pack_case c;

    pack_case_open(&c);
    pack_case_add(&c, "tps.geojson", ONE);
    pack_case_add(&c, "tps.geojson", ONE);
    cr_assert(pack_case_load(&c) == JK_OK && c.pack.station_count == 2);
    pack_case_clear(&c);
    pack_case_open(&c);
    pack_case_add(&c, "tps.geojson", ONE);
    pack_case_set(&c, "tps.geojson", "features.0.properties.voters", "401");
    pack_case_add(&c, "tps.geojson", ONE);
    cr_expect(pack_case_load(&c) == JK_INVALID && c.err.text == JK_TEXT_PACK_TWICE);
    cr_expect_str_eq(c.err.value, "a");
    pack_case_clear(&c);
}

struct laid {
    struct jk_arena arena;
    struct jk_pack pack;
    struct jk_pack_file files[16];
    struct jk_buf bytes[16];
    struct jk_edition editions[4];
    size_t count, edition_count;
    struct jk_error err;
};

static struct laid *open_kutim(void)
{
    struct laid *l = calloc(1, sizeof *l);
    const char *name;
    bool optional;

    jk_geodesic_init();
    for (size_t i = 0; (name = jk_pack_file_name(i, &optional)); i++) {
        char path[128];

        snprintf(path, sizeof path, "calendars/kutim-2024/%s", name);
        if (jk_file_read(path, &l->bytes[l->count], &l->err) != JK_OK)
            continue;
        l->files[l->count] =
            (struct jk_pack_file){ name, jk_buf_view(&l->bytes[l->count]), 0, NULL };
        l->count++;
    }
    return l;
}

static void close_laid(struct laid *l)
{
    for (size_t i = 0; i < l->count; i++)
        jk_buf_clear(&l->bytes[i]);
    jk_arena_clear(&l->arena);
    free(l);
}

static void lay(struct laid *l, const char *region, const char *document)
{
    l->editions[l->edition_count++] = (struct jk_edition){ .part = JK_EDITION_STATIONS,
                                                           .region = region,
                                                           .contest = "",
                                                           .number = 1,
                                                           .document = document,
                                                           .basis = "SK KPU 7",
                                                           .account = "polres-x",
                                                           .office = "Polres X",
                                                           .time_s = 1732000000,
                                                           .day = "2024-11-19" };
}

static enum jk_status load(struct laid *l, bool whole)
{
    const struct jk_pack_files files = { l->files, l->count };

    return jk_pack_load_with(&l->arena, &files, l->editions, l->edition_count, whole, &l->pack,
                             &l->err);
}

#define LIST(code, region)                                                    \
    "{\"basis\":\"SK KPU 7\",\"features\":[{\"properties\":{\"code\":\"" code \
    "\",\"name\":\"TPS 1\",\"region\":\"" region                              \
    "\",\"risk\":\"sangat rawan\"},\"geometry\":null}]}"

/* An edition is the whole list of its region: what it does not name is not there. */
Test(stations, the_nearest_list_holds)
{
    struct laid *l = open_kutim();
    char before[65];
    size_t count;

    cr_assert(load(l, true) == JK_OK && l->pack.station_count == 701);
    memcpy(before, l->pack.hash, sizeof before);
    lay(l, "64.08", LIST("x", "64.08.04"));
    cr_assert(load(l, true) == JK_OK, "%s %s", l->err.field, l->err.value);
    cr_expect(l->pack.station_count == 1 && l->pack.stations[0].stated == 1 &&
              l->pack.stations[0].verified && !l->pack.stations[0].has_point);
    cr_expect(strcmp(before, l->pack.hash) != 0);
    l->edition_count = 0;
    lay(l, "64", LIST("p", "64.03.05"));
    cr_assert(load(l, true) == JK_OK && l->pack.station_count == 1, "the province's list is whole");
    lay(l, "64.08", LIST("x", "64.08.04"));
    cr_assert(load(l, true) == JK_OK, "%s %s", l->err.field, l->err.value);
    cr_expect(l->pack.station_count == 2);
    cr_expect(jk_pack_stations_of(&l->pack, "64.08", &count)->stated == 2);
    cr_expect(count == 1);
    l->edition_count = 0;
    lay(l, "64.03", LIST("x", "64.03.05"));
    cr_assert(load(l, true) == JK_OK && l->pack.station_count == 702, "a neighbour's stays");
    close_laid(l);
}

Test(stations, a_list_of_another_region_or_with_a_neighbours_code_is_refused)
{
    struct laid *l = open_kutim();

    lay(l, "64.03", LIST("x", "64.08.04"));
    cr_expect(load(l, true) == JK_INVALID && l->err.text == JK_TEXT_STATION_ELSEWHERE);
    cr_expect_str_eq(l->err.field, "tps.geojson: features[0].properties.region");
    l->edition_count = 0;
    lay(l, "64.03", LIST("64.08.04-001", "64.03.05"));
    cr_expect(load(l, true) == JK_INVALID && l->err.text == JK_TEXT_PACK_TWICE);
    cr_assert(load(l, false) == JK_OK && l->pack.station_count == 701 && l->pack.misfit_count == 1);
    close_laid(l);
}

/* Guarded where it votes and on the day it votes, in its hours. */
Test(stations, they_are_guarded_on_the_day_of_the_vote_in_their_hours)
{
    static const struct {
        const char *from, *to;
        bool guarded;
    } cases[] = {
        { "2024-11-27T06:00", "2024-11-27T07:00", false },
        { "2024-11-27T06:00", "2024-11-27T07:00:01", true },
        { "2024-11-27T23:59:59", "2024-11-28T01:00", true },
        { "2024-11-28T00:00", "2024-11-28T09:00", false },
        { "2024-11-26T07:00", "2024-11-26T13:00", false },
    };
    struct subject s;

    subject_make(&s);
    for (size_t i = 0; i < LEN(cases); i++)
        cr_expect(jk_station_guarded(&s.pack, &s.pack.stations[3], subject_instant(cases[i].from),
                                     subject_instant(cases[i].to)) == cases[i].guarded,
                  "case %zu", i);
    subject_clear(&s);
}

Test(stations, r31_says_it_of_a_notice_near_one_on_that_day_alone)
{
    struct subject s;
    const struct jk_station *station;

    subject_make(&s);
    station = jk_pack_station(&s.pack, "64.08.02-005");
    s.notice.facts.shape.centre = jk_geodesic_direct(station->point, 90, 199.9);
    cr_expect(!subject_says(&s, "R31"), "a week before");
    subject_hours(&s, "2024-11-27T10:00", "2024-11-27T12:00");
    cr_assert(subject_says(&s, "R31"));
    cr_expect(strstr(subject_text(&s, "R31", JK_LANG_ID),
                     "TPS 005 Muara Wahau (sintetis), 200 m") != NULL,
              "%s", subject_text(&s, "R31", JK_LANG_ID));
    cr_expect(!strstr(subject_text(&s, "R31", JK_LANG_ID), "rawan"), "its risk is not the filer's");
    s.notice.facts.shape.centre = jk_geodesic_direct(station->point, 90, 200.1);
    cr_expect(!subject_says(&s, "R31"));
    s.notice.facts.shape.centre = station->point;
    subject_hours(&s, "2024-11-20T10:00", "2024-11-20T12:00");
    subject_also(&s, "2024-11-27T10:00", "2024-11-27T12:00");
    cr_expect(subject_says(&s, "R31"), "an instance of a series");
    subject_clear(&s);
}

/* A list at its limit: read in a moment, and asked of notices of other days at no cost. */
Test(stations, as_many_as_there_may_be)
{
    struct jk_buf text = { 0 };
    struct pack_case c;
    struct timespec a, b;
    struct subject s;

    jk_buf_str(&text, "{\"features\":[");
    for (int i = 0; i < JK_STATIONS_MAX; i++)
        jk_buf_fmt(&text,
                   "%s{\"properties\":{\"code\":\"c%d\",\"name\":\"T\",\"region\":\"64.08.%02d\","
                   "\"risk\":\"rawan\"},\"geometry\":null}",
                   i ? "," : "", i, i % 18 + 1);
    jk_buf_str(&text, "]}");
    jk_buf_char(&text, '\0');
    pack_case_open(&c);
    pack_case_add(&c, "tps.geojson", text.at);
    cr_assert(pack_case_load(&c) == JK_OK && c.pack.station_count == JK_STATIONS_MAX, "%s %s",
              c.err.field, c.err.value);
    subject_make(&s);
    s.pack.stations = c.pack.stations;
    s.pack.station_count = c.pack.station_count;
    clock_gettime(CLOCK_MONOTONIC, &a);
    for (int i = 0; i < 1000; i++)
        cr_assert(!subject_says(&s, "R31"));
    clock_gettime(CLOCK_MONOTONIC, &b);
    cr_expect((b.tv_sec - a.tv_sec) * 1000 + (b.tv_nsec - a.tv_nsec) / 1000000 < 1000,
              "all rules a thousand times");
    subject_clear(&s);
    text.len -= 3;
    jk_buf_str(&text, ",{\"properties\":{}}]}");
    jk_buf_char(&text, '\0');
    pack_case_clear(&c);
    pack_case_open(&c);
    pack_case_add(&c, "tps.geojson", text.at);
    cr_expect(pack_case_load(&c) == JK_TOO_MANY);
    pack_case_clear(&c);
    jk_buf_clear(&text);
}
