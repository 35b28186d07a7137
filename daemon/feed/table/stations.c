/* A table of polling stations as a tps.geojson, and back.
 *
 * The first cell that is wrong ends it: nothing of a table is taken where any row is not. */
#include "jarak/feed/table/stations.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/feed/table/cell.h"
#include "daemon/feed/table/row.h"
#include "jarak/base/control_chars.h"
#include "jarak/base/decimal.h"
#include "jarak/base/texts.h"
#include "jarak/feed/table/grid.h"
#include "jarak/feed/texts/texts.h"
#include "jarak/model/texts.h"
#include "jarak/policy/texts.h"

#define DEGREE_DIGITS 7 /* of a degree: one centimetre */

enum column { CODE, NAME, VILLAGE, REGION, LAT, LON, RISK, VOTERS, COLUMNS };

static const struct jk_grid_column columns[COLUMNS] = {
    [CODE] = { { "kode", "code", "kode_tps" }, true },
    [NAME] = { { "nama", "name", "nama_tps", "tps" }, true },
    [VILLAGE] = { { "desa", "village", "kelurahan", "desa/kelurahan" }, false },
    [REGION] = { { "kecamatan", "region", "kode_kecamatan", "district" }, true },
    [LAT] = { { "lintang", "lat", "latitude" }, false },
    [LON] = { { "bujur", "lon", "longitude" }, false },
    [RISK] = { { "kerawanan", "risk", "tingkat_kerawanan" }, true },
    [VOTERS] = { { "pemilih", "voters", "jumlah_pemilih", "dpt" }, false },
};

/* A table on its way. */
struct table {
    struct jk_arena *arena;
    const struct jk_pack *pack;
    const char *region; /* whose list it is */
    struct jk_grid grid;
    json_t *features;
    json_t *lines; /* of each code */
    const struct jk_region *last;
    struct jk_error *err;
};

struct row {
    const char *cell[COLUMNS]; /* without blanks around it */
    unsigned line;
};

static enum jk_status fault(const struct table *t, unsigned line, enum column column,
                            enum jk_status status, const struct jk_text *text, const char *value)
{
    return jk_fail_at(t->err, status, text, (struct jk_at){ line, columns[column].names[0] },
                      "%.100s", value);
}

static enum jk_status check_text(const struct table *t, const struct row *row, enum column column,
                                 size_t most)
{
    const char *text = row->cell[column];
    char range[16];

    snprintf(range, sizeof range, "%zu", most);
    if (strlen(text) > most || !jk_is_one_line(jk_span_of(text)) || (!text[0] && column != VILLAGE))
        return fault(t, row->line, column, JK_INVALID, JK_TEXT_STATION_TEXT, range);
    return JK_OK;
}

static enum jk_status check_code(struct table *t, const struct row *row)
{
    const json_t *line = json_object_get(t->lines, row->cell[CODE]);
    char text[16];
    enum jk_status rc = check_text(t, row, CODE, JK_STATION_CODE_MAX);

    snprintf(text, sizeof text, "%d", (int)json_integer_value(line));
    if (rc == JK_OK && line)
        rc = fault(t, row->line, CODE, JK_INVALID, JK_TEXT_CSV_STATION_TWICE, text);
    if (rc == JK_OK &&
        json_object_set_new(t->lines, row->cell[CODE], json_integer((json_int_t)row->line)) != 0)
        rc = jk_no_memory(t->err);
    return rc;
}

/* By its code, or by its name in any case; "Kec." before it says nothing. */
static bool is_meant(const struct jk_region *region, struct jk_span typed)
{
    static const struct jk_span prefixes[] = { { "kecamatan ", 10 },
                                               { "kec. ", 5 },
                                               { "kec ", 4 } };

    if (jk_span_eq(typed, jk_span_of(region->code)) ||
        feed_table_same_words(typed, jk_span_of(region->name)))
        return true;
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        const size_t len = prefixes[i].len;

        if (typed.len > len && jk_span_eq_nocase((struct jk_span){ typed.at, len }, prefixes[i]))
            return feed_table_same_words((struct jk_span){ typed.at + len, typed.len - len },
                                         jk_span_of(region->name));
    }
    return false;
}

static enum jk_status find_region(struct table *t, const struct row *row)
{
    const struct jk_span typed = jk_span_of(row->cell[REGION]);
    const struct jk_region *last = t->last;

    if (last && is_meant(last, typed))
        return JK_OK;
    for (size_t i = 0; i < t->pack->region_count; i++) {
        const struct jk_region *region = &t->pack->regions[i];

        if (!jk_station_region(region->code) || !jk_region_covers(t->region, region->code) ||
            !is_meant(region, typed))
            continue;
        t->last = region;
        return JK_OK;
    }
    return fault(t, row->line, REGION, JK_INVALID, JK_TEXT_CSV_STATION_REGION, row->cell[REGION]);
}

/* @param[out] geometry  given; a Point, or null where no cell says anything */
static enum jk_status read_point(const struct table *t, const struct row *row, json_t **geometry)
{
    const bool lat_said = row->cell[LAT][0], lon_said = row->cell[LON][0];
    const enum column at = lat_said ? LON : LAT;
    double lat = 0.0, lon = 0.0;
    struct jk_point point;
    struct jk_error ignored;
    char km[16];

    *geometry = NULL;
    if (!lat_said && !lon_said)
        return JK_OK;
    if (!lat_said || !lon_said)
        return fault(t, row->line, at, JK_INVALID, JK_TEXT_CSV_STATION_POINT, "");
    if (!jk_grid_degrees(row->cell[LAT], &lat) || lat < -90.0 || lat > 90.0)
        return fault(t, row->line, LAT, JK_INVALID, JK_TEXT_CSV_STATION_POINT, row->cell[LAT]);
    if (!jk_grid_degrees(row->cell[LON], &lon) ||
        jk_point_make(lat, lon, "", &point, &ignored) != JK_OK)
        return fault(t, row->line, LON, JK_INVALID, JK_TEXT_CSV_STATION_POINT, row->cell[LON]);
    snprintf(km, sizeof km, "%.0f", t->pack->reference_m / 1000.0);
    if (!jk_station_may_stand(t->pack, t->last, point))
        return fault(t, row->line, LAT, JK_RANGE, JK_TEXT_STATION_FAR, km);
    *geometry = json_pack("{s:s, s:[f, f]}", "type", "Point", "coordinates", lon, lat);
    return *geometry ? JK_OK : jk_no_memory(t->err);
}

static enum jk_status read_voters(const struct table *t, const struct row *row, uint64_t *out)
{
    bool ok;

    *out = 0;
    ok = !row->cell[VOTERS][0] ||
         (jk_grid_count(row->cell[VOTERS], t->grid.sep, out) && *out <= JK_STATION_VOTERS_MAX);
    return ok ? JK_OK
              : fault(t, row->line, VOTERS, JK_INVALID, JK_TEXT_CSV_STATION_VOTERS,
                      row->cell[VOTERS]);
}

static enum jk_status take_row(struct table *t, const struct row *row)
{
    const enum jk_station_risk risk = jk_station_risk_of(row->cell[RISK]);
    json_t *geometry = NULL, *properties;
    uint64_t voters = 0;
    enum jk_status rc = check_code(t, row);

    if (rc == JK_OK)
        rc = check_text(t, row, NAME, JK_STATION_TEXT_MAX);
    if (rc == JK_OK)
        rc = check_text(t, row, VILLAGE, JK_STATION_TEXT_MAX);
    if (rc == JK_OK)
        rc = find_region(t, row);
    if (rc == JK_OK && risk == JK_STATION_RISKS)
        rc = fault(t, row->line, RISK, JK_INVALID, JK_TEXT_STATION_RISK, row->cell[RISK]);
    if (rc == JK_OK)
        rc = read_voters(t, row, &voters);
    if (rc == JK_OK)
        rc = read_point(t, row, &geometry);
    if (rc != JK_OK)
        return rc;
    properties = json_pack("{s:s, s:s, s:s, s:s}", "code", row->cell[CODE], "name", row->cell[NAME],
                           "region", t->last->code, "risk", jk_station_risk_word(risk));
    if (voters)
        json_object_set_new(properties, "voters", json_integer((json_int_t)voters));
    if (row->cell[VILLAGE][0])
        json_object_set_new(properties, "village", json_string(row->cell[VILLAGE]));
    if (!properties ||
        json_array_append_new(t->features, json_pack("{s:s, s:o, s:o}", "type", "Feature",
                                                     "properties", properties, "geometry",
                                                     geometry ? geometry : json_null())) != 0)
        return jk_no_memory(t->err);
    return JK_OK;
}

static enum jk_status read_rows(struct table *t)
{
    enum jk_status rc = JK_OK;

    for (size_t i = 0; i < t->grid.count && rc == JK_OK; i++) {
        struct row row = { .line = t->grid.rows[i].line };

        for (int c = 0; c < COLUMNS; c++) {
            const struct jk_span cell = jk_span_trim(jk_span_of(t->grid.rows[i].cell[c]));

            if (!(row.cell[c] = jk_arena_copy(t->arena, cell)))
                return jk_no_memory(t->err);
        }
        rc = take_row(t, &row);
    }
    return rc;
}

/* Takes the features. A table has no hours: those of the list it takes the place of stay. */
static enum jk_status write_document(struct table *t, const char **out)
{
    json_t *document =
        json_pack("{s:s, s:o}", "type", "FeatureCollection", "features", t->features);
    size_t count;
    const struct jk_station *now = jk_pack_stations_of(t->pack, t->region, &count);
    char *text;

    if (count > 0)
        json_object_set_new(document, "guard_hours",
                            json_pack("[f, f]", now->from_s / 3600.0, now->to_s / 3600.0));
    text = document ? json_dumps(document, JSON_COMPACT | JSON_REAL_PRECISION(12)) : NULL;

    *out = text ? jk_arena_copy(t->arena, jk_span_of(text)) : NULL;
    free(text);
    json_decref(document);
    return *out ? JK_OK : jk_no_memory(t->err);
}

enum jk_status jk_stations_read(struct jk_arena *arena, struct jk_span bytes,
                                const struct jk_pack *pack, const char *region,
                                const char **document, struct jk_error *err)
{
    struct table t = { .arena = arena, .pack = pack, .region = region, .err = err };
    enum jk_status rc = jk_grid_read(arena, bytes, columns, COLUMNS, JK_STATIONS_MAX, &t.grid, err);

    if (rc != JK_OK)
        return rc;
    t.features = json_array();
    t.lines = json_object();
    rc = t.features && t.lines ? read_rows(&t) : jk_no_memory(err);
    json_decref(t.lines);
    if (rc == JK_OK)
        return write_document(&t, document);
    json_decref(t.features);
    return rc;
}

static void write_degrees(struct jk_buf *out, bool has, double degrees)
{
    if (has)
        jk_decimal_add(out, degrees, DEGREE_DIGITS, '.');
}

void jk_stations_write(const struct jk_station *stations, size_t count, struct jk_buf *out)
{
    jk_buf_str(out, "\xef\xbb\xbf");
    for (int c = 0; c < COLUMNS; c++)
        jk_buf_fmt(out, "%s%s", c ? "," : "", columns[c].names[0]);
    jk_buf_str(out, "\r\n");
    for (size_t i = 0; i < count; i++) {
        const struct jk_station *s = &stations[i];

        feed_cell_add(out, jk_span_of(s->code), false);
        jk_buf_char(out, ',');
        feed_cell_add(out, jk_span_of(s->name), false);
        jk_buf_char(out, ',');
        feed_cell_add(out, jk_span_of(s->village), false);
        jk_buf_fmt(out, ",%s,", s->region);
        write_degrees(out, s->has_point, s->point.lat_deg);
        jk_buf_char(out, ',');
        write_degrees(out, s->has_point, s->point.lon_deg);
        jk_buf_fmt(out, ",%s,", jk_station_risk_word(s->risk));
        if (s->voters)
            jk_buf_fmt(out, "%u", s->voters);
        jk_buf_str(out, "\r\n");
    }
}
