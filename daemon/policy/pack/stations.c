/* tps.geojson: polling stations of files and of editions.
 *
 * Each document is read by itself (PACK_JOIN_EACH), so that a fault counts the features of the
 * document that has it. What an edition stands in place of is known when all are read: they are
 * sorted by sub-district, and of each run those stay that the nearest edition above it states, or
 * the files where there is none. Files of several packs may have one station each of them; it has
 * to be the same then.
 *
 * Most notices meet no day of a vote: the whole span of guarded hours is kept with the pack, so
 * that they are told by two comparisons. */
#include "jarak/policy/stations.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/policy/links.h"
#include "daemon/policy/pack/files.h"
#include "daemon/policy/pack/parts.h"
#include "jarak/base/control_chars.h"
#include "jarak/base/defend.h"
#include "jarak/base/texts.h"
#include "jarak/geo/geodesic.h"
#include "jarak/model/texts.h"
#include "jarak/policy/texts.h"

#define HOURS_MAX 36.0 /* a count may go on behind midnight */

static const char *const words[] = { "kurang rawan", "rawan", "sangat rawan" };
_Static_assert(sizeof words / sizeof *words == JK_STATION_RISKS, "every risk has its word");

const char *jk_station_risk_word(enum jk_station_risk risk)
{
    JK_ASSERT((unsigned)risk < JK_STATION_RISKS);
    return words[risk];
}

static char small(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c == '_' ? ' ' : c;
}

enum jk_station_risk jk_station_risk_of(const char *typed)
{
    int risk = 0;

    for (; risk < JK_STATION_RISKS; risk++) {
        const char *word = words[risk];
        size_t i = 0;

        while (word[i] && small(typed[i]) == word[i])
            i++;
        if (!word[i] && !typed[i])
            break;
    }
    return (enum jk_station_risk)risk;
}

bool jk_station_region(const char *code)
{
    int parts = 1;

    for (; *code; code++)
        parts += *code == '.';
    return parts == 3;
}

bool jk_station_may_stand(const struct jk_pack *pack, const struct jk_region *region,
                          struct jk_point point)
{
    return !region->has_point || !(pack->reference_m > 0.0) ||
           jk_geodesic_distance(region->point, point) <= pack->reference_m;
}

/* One document on its way. */
struct reading {
    struct jk_json_reader *r;
    const struct jk_pack *pack;
    const struct jk_region *last; /* lists stand by sub-district, mostly */
    json_t *seen;                 /* the document's codes */
    struct jk_station common;     /* what all stations of the document have */
};

static const char *read_line(struct jk_json_reader *r, const struct jk_json_at *p, const char *key,
                             const char *fallback, size_t most)
{
    const char *text = jk_json_text(r, p, key, fallback);
    const size_t len = strlen(text);
    struct jk_json_at at = jk_json_optional(p, key);
    char range[16];

    if (r->status == JK_OK &&
        ((len == 0 && !fallback) || len > most || !jk_is_one_line(jk_span_of(text)))) {
        snprintf(range, sizeof range, "%zu", most);
        jk_json_fault(r, &at, JK_INVALID, JK_TEXT_STATION_TEXT, range);
    }
    return text;
}

/* The code as it stands in the list of regions; "" after a fault. */
static const char *read_region(struct reading *d, const struct jk_json_at *p)
{
    const char *code = jk_json_text(d->r, p, "region", NULL);
    struct jk_json_at at = jk_json_optional(p, "region");
    const struct jk_edition *edition =
        d->common.stated ? &d->pack->editions[d->common.stated - 1] : NULL;

    if (d->r->status != JK_OK)
        return "";
    if (!d->last || strcmp(d->last->code, code) != 0)
        d->last = jk_station_region(code) ? jk_pack_region(d->pack, code) : NULL;
    if (!d->last)
        jk_json_fault(d->r, &at, JK_INVALID, JK_TEXT_STATION_REGION, code);
    else if (edition && !jk_region_covers(edition->region, code))
        jk_json_fault(d->r, &at, JK_INVALID, JK_TEXT_STATION_ELSEWHERE, code);
    return d->last ? d->last->code : "";
}

static enum jk_station_risk read_risk(struct jk_json_reader *r, const struct jk_json_at *p)
{
    const char *typed = jk_json_text(r, p, "risk", NULL);
    enum jk_station_risk risk = jk_station_risk_of(typed);
    struct jk_json_at at = jk_json_optional(p, "risk");

    if (r->status == JK_OK && risk == JK_STATION_RISKS)
        jk_json_fault(r, &at, JK_INVALID, JK_TEXT_STATION_RISK, typed);
    return risk == JK_STATION_RISKS ? JK_STATION_LESS : risk;
}

static uint32_t read_voters(struct jk_json_reader *r, const struct jk_json_at *p)
{
    double voters = jk_json_number_or(r, p, "voters", 0, JK_STATION_VOTERS_MAX, 0);
    struct jk_json_at at = jk_json_optional(p, "voters");

    if (r->status == JK_OK && voters != floor(voters))
        jk_json_fault(r, &at, JK_RANGE, JK_TEXT_PACK_NUMBER, "0..5000");
    return r->status == JK_OK ? (uint32_t)voters : 0;
}

/* A Point, or null where nobody knows yet. */
static void read_place(struct reading *d, const struct jk_json_at *feature,
                       struct jk_station *station)
{
    struct jk_json_at geometry = jk_json_member(d->r, feature, "geometry"), at;
    char km[16];

    if (d->r->status != JK_OK || json_is_null(geometry.value))
        return;
    at = jk_json_member(d->r, &geometry, "coordinates");
    if (strcmp(jk_json_text(d->r, &geometry, "type", NULL), "Point") != 0)
        jk_json_fault(d->r, &geometry, JK_INVALID, JK_TEXT_PACK_WORD, "Point");
    if (d->r->status == JK_OK)
        station->point = policy_pack_read_position(d->r, &at);
    if (d->r->status != JK_OK)
        return;
    station->has_point = true;
    station->at = jk_xyz_of(station->point);
    if (jk_station_may_stand(d->pack, d->last, station->point))
        return;
    snprintf(km, sizeof km, "%.0f", d->pack->reference_m / 1000.0);
    jk_json_fault(d->r, &at, JK_RANGE, JK_TEXT_STATION_FAR, km);
}

static void note_code(struct reading *d, const struct jk_json_at *p, const char *code)
{
    struct jk_json_at at = jk_json_optional(p, "code");

    if (d->r->status != JK_OK)
        return;
    if (json_object_get(d->seen, code))
        jk_json_fault(d->r, &at, JK_INVALID, JK_TEXT_PACK_TWICE, code);
    else if (json_object_set_new(d->seen, code, json_true()) != 0)
        jk_json_fault(d->r, &at, JK_MEMORY, JK_TEXT_NO_MEMORY, "");
}

static void read_station(struct reading *d, const struct jk_json_at *feature,
                         struct jk_station *station)
{
    static const char *const members[] = { "code", "name",   "village", "region",
                                           "risk", "voters", NULL };
    struct jk_json_at p = jk_json_member(d->r, feature, "properties");

    *station = d->common;
    jk_json_only(d->r, &p, members);
    station->code = read_line(d->r, &p, "code", NULL, JK_STATION_CODE_MAX);
    note_code(d, &p, station->code);
    station->name = read_line(d->r, &p, "name", NULL, JK_STATION_TEXT_MAX);
    station->village = read_line(d->r, &p, "village", "", JK_STATION_TEXT_MAX);
    station->region = read_region(d, &p);
    station->risk = read_risk(d->r, &p);
    station->voters = read_voters(d->r, &p);
    if (d->r->status == JK_OK)
        read_place(d, feature, station);
}

/* "guard_hours": [7, 24], local. */
static void read_hours(struct jk_json_reader *r, const struct jk_json_at *document,
                       struct jk_station *common)
{
    struct jk_json_at at = jk_json_optional(document, "guard_hours");
    const json_t *from = json_array_get(at.value, 0), *until = json_array_get(at.value, 1);
    const double a = json_number_value(from), b = json_number_value(until);

    common->from_s = JK_STATION_GUARD_FROM;
    common->to_s = JK_STATION_GUARD_UNTIL;
    if (!at.value || r->status != JK_OK)
        return;
    if (json_array_size(at.value) != 2 || !json_is_number(from) || !json_is_number(until) ||
        !(a >= 0.0 && a < b && b <= HOURS_MAX)) {
        jk_json_fault(r, &at, JK_RANGE, JK_TEXT_STATION_HOURS, "");
        return;
    }
    common->from_s = (int32_t)(a * 3600.0);
    common->to_s = (int32_t)(b * 3600.0);
}

static void read_document(struct reading *d, const struct jk_json_at *document,
                          struct jk_station *out, size_t *count)
{
    struct jk_json_reader *r = d->r;
    const json_t *mark = json_object_get(document->value, PACK_SCOPE);
    struct jk_json_at list = jk_json_member(r, document, "features");
    const size_t n = jk_json_count(r, &list);

    d->common = (struct jk_station){ .stated = (uint32_t)json_integer_value(
                                         json_object_get(mark, PACK_EDITION)) };
    if (d->common.stated > d->pack->edition_count)
        d->common.stated = 0;
    d->common.verified = jk_json_flag(r, document, "verified", d->common.stated > 0);
    read_hours(r, document, &d->common);
    d->last = NULL;
    d->seen = json_object();
    for (size_t i = 0; i < n && r->status == JK_OK; i++) {
        struct jk_json_at feature = jk_json_element(&list, i);

        read_station(d, &feature, &out[*count]);
        ++*count;
    }
    json_decref(d->seen);
}

void policy_pack_read_stations(struct jk_json_reader *r, const struct jk_json_at *at,
                               struct jk_pack *pack)
{
    struct reading d = { .r = r, .pack = pack };
    struct jk_station *stations;
    size_t most = 0, count = 0;

    for (size_t i = 0; i < json_array_size(at->value); i++)
        most += json_array_size(json_object_get(json_array_get(at->value, i), "features"));
    if (most > JK_STATIONS_MAX) {
        jk_json_fault(r, at, JK_TOO_MANY, JK_TEXT_PACK_LIST, "20000");
        return;
    }
    stations = jk_arena_array(r->arena, most, sizeof *stations);
    if (!stations)
        jk_json_fault(r, at, JK_MEMORY, JK_TEXT_NO_MEMORY, "");
    for (size_t i = 0; i < json_array_size(at->value) && r->status == JK_OK; i++) {
        struct jk_json_at document = *at;

        document.value = json_array_get(at->value, i);
        read_document(&d, &document, stations, &count);
    }
    pack->stations = stations;
    pack->station_count = r->status == JK_OK ? count : 0;
}

static int compare(const void *x, const void *y)
{
    const struct jk_station *a = x, *b = y;
    int order = strcmp(a->region, b->region);

    return order ? order : strcmp(a->code, b->code);
}

/* Whose word holds in a region: the number of the nearest edition, 0 the files. */
static uint32_t who_states(const struct jk_pack *pack, const char *region)
{
    uint32_t number = 0;
    size_t nearest = 0;

    for (size_t i = 0; i < pack->edition_count; i++) {
        const struct jk_edition *e = &pack->editions[i];

        if (e->part != JK_EDITION_STATIONS || !jk_region_covers(e->region, region) ||
            strlen(e->region) <= nearest)
            continue;
        number = (uint32_t)i + 1;
        nearest = strlen(e->region);
    }
    return number;
}

/* As files of two packs may have it. */
static bool is_same(const struct jk_station *a, const struct jk_station *b)
{
    return compare(a, b) == 0 && a->stated == b->stated && strcmp(a->name, b->name) == 0 &&
           strcmp(a->village, b->village) == 0 && a->risk == b->risk && a->voters == b->voters &&
           a->has_point == b->has_point && jk_point_eq(a->point, b->point);
}

/* Takes out what somebody else states, and what stands twice in files. */
static void drop_covered(struct jk_pack *pack, struct jk_station *stations)
{
    const char *region = "";
    uint32_t number = 0;
    size_t kept = 0;

    for (size_t i = 0; i < pack->station_count; i++) {
        if (strcmp(region, stations[i].region) != 0) {
            region = stations[i].region;
            number = who_states(pack, region);
        }
        if (stations[i].stated != number ||
            (kept > 0 && is_same(&stations[kept - 1], &stations[i])))
            continue;
        stations[kept++] = stations[i];
    }
    pack->station_count = kept;
}

static int compare_codes(const void *x, const void *y)
{
    return strcmp(*(const char *const *)x, *(const char *const *)y);
}

/* Two lists may have one code: two packs', or an edition's and its neighbour's. */
static enum jk_status check_codes(struct jk_arena *arena, const struct jk_pack *pack,
                                  struct jk_error *err)
{
    const char **codes = jk_arena_array(arena, pack->station_count, sizeof *codes);

    if (!codes)
        return jk_no_memory(err);
    for (size_t i = 0; i < pack->station_count; i++)
        codes[i] = pack->stations[i].code;
    if (pack->station_count > 0)
        qsort(codes, pack->station_count, sizeof *codes, compare_codes);
    for (size_t i = 1; i < pack->station_count; i++) {
        if (strcmp(codes[i - 1], codes[i]) == 0)
            return jk_fail(err, JK_INVALID, JK_TEXT_PACK_TWICE, "tps.geojson: features", "%s",
                           codes[i]);
    }
    return JK_OK;
}

/* From the first second in which any may be guarded to the last: a little wide, for it is only
 * looked at to say no. */
static void span_guard(struct jk_pack *pack)
{
    int64_t from_s = INT64_MAX, to_s = INT64_MIN;

    for (size_t i = 0; pack->station_count > 0 && i < pack->contest_count; i++) {
        for (size_t k = 0; k < pack->contests[i].phase_count; k++) {
            const struct jk_phase *phase = pack->contests[i].phases[k];
            const int64_t first = (int64_t)(phase->from_day - 1) * JK_DAY_S;
            const int64_t last = ((int64_t)phase->to_day + 3) * JK_DAY_S;

            if (!phase->vote)
                continue;
            from_s = first < from_s ? first : from_s;
            to_s = last > to_s ? last : to_s;
        }
    }
    pack->stations_from_s = from_s;
    pack->stations_to_s = to_s;
}

enum jk_status policy_pack_settle_stations(struct jk_arena *arena, struct jk_pack *pack,
                                           struct jk_error *err)
{
    struct jk_station *stations = (struct jk_station *)pack->stations; /* being loaded */
    enum jk_status rc;

    if (pack->station_count > 1)
        qsort(stations, pack->station_count, sizeof *stations, compare);
    drop_covered(pack, stations);
    rc = check_codes(arena, pack, err);
    if (rc == JK_OK && !policy_pack_name_stations(arena, pack))
        rc = jk_no_memory(err);
    span_guard(pack);
    return rc;
}

/* The first at or behind a region; with `behind`, the first behind all of it. */
static size_t find_region(const struct jk_pack *pack, const char *region, bool behind)
{
    size_t low = 0, high = pack->station_count;

    while (low < high) {
        const size_t mid = low + (high - low) / 2;
        const char *at = pack->stations[mid].region;
        const bool before = strcmp(at, region) < 0 || (behind && jk_region_covers(region, at));

        if (before)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

const struct jk_station *jk_pack_stations_of(const struct jk_pack *pack, const char *region,
                                             size_t *count)
{
    const size_t from = region[0] ? find_region(pack, region, false) : 0;

    *count = (region[0] ? find_region(pack, region, true) : pack->station_count) - from;
    return pack->stations ? pack->stations + from : NULL;
}

void jk_stations_count(const struct jk_station *stations, size_t count,
                       struct jk_station_counts *out)
{
    *out = (struct jk_station_counts){ .all = count };
    for (size_t i = 0; i < count; i++) {
        out->count[stations[i].risk]++;
        out->voters += stations[i].voters;
        out->placed += stations[i].has_point;
    }
}

/* Does [from_s, to_s) meet the hours of a day of the phase? */
static bool meets(const struct jk_phase *phase, const struct jk_station *station, int offset_s,
                  int64_t from_s, int64_t to_s)
{
    bool met = false;

    for (int32_t day = phase->from_day; day <= phase->to_day && !met; day++) {
        const int64_t start_s = (int64_t)day * JK_DAY_S - offset_s;

        met = from_s < start_s + station->to_s && to_s > start_s + station->from_s;
    }
    return met;
}

bool jk_station_guarded(const struct jk_pack *pack, const struct jk_station *station,
                        int64_t from_s, int64_t to_s)
{
    const struct jk_region *region = jk_pack_region(pack, station->region);
    const int offset_s = region ? region->tz->offset_s : pack->tz->offset_s;
    bool guarded = false;

    for (size_t i = 0; i < pack->contest_count && !guarded; i++) {
        const struct jk_contest *contest = &pack->contests[i];

        if (contest->region[0] && !jk_region_covers(contest->region, station->region))
            continue;
        for (size_t k = 0; k < contest->phase_count && !guarded; k++)
            guarded = contest->phases[k]->vote &&
                      meets(contest->phases[k], station, offset_s, from_s, to_s);
    }
    return guarded;
}
