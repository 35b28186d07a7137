/* A table of polling stations as a tps.geojson, and back.
 *
 * The first cell that is wrong ends it: nothing of a table is taken where any row is not. Degrees
 * have one sign at most, which is decimal whichever it is: no degree has thousands. */
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
#include "jarak/feed/texts/texts.h"
#include "jarak/model/texts.h"
#include "jarak/policy/texts.h"

#define DEGREE_DIGITS 7 /* of a degree: one centimetre */

enum column { CODE, NAME, VILLAGE, REGION, LAT, LON, RISK, VOTERS, COLUMNS };

/* Heads: the first is written. */
static const char *const heads[COLUMNS][5] = {
    [CODE] = { "kode", "code", "kode_tps" },
    [NAME] = { "nama", "name", "nama_tps", "tps" },
    [VILLAGE] = { "desa", "village", "kelurahan", "desa/kelurahan" },
    [REGION] = { "kecamatan", "region", "kode_kecamatan", "district" },
    [LAT] = { "lintang", "lat", "latitude" },
    [LON] = { "bujur", "lon", "longitude" },
    [RISK] = { "kerawanan", "risk", "tingkat_kerawanan" },
    [VOTERS] = { "pemilih", "voters", "jumlah_pemilih", "dpt" },
};

/* A table on its way. */
struct table {
    struct splitter split;
    struct jk_arena *arena;
    const struct jk_pack *pack;
    const char *region; /* whose list it is */
    enum column columns[COLUMNS];
    size_t column_count;
    size_t blank_count; /* empty columns behind them, which every row repeats */
    json_t *features;
    json_t *lines; /* of each code */
    const struct jk_region *last;
    struct jk_error *err;
};

struct row {
    const char *cell[COLUMNS];
    unsigned line;
};

static enum jk_status fault(const struct table *t, unsigned line, enum column column,
                            enum jk_status status, const struct jk_text *text, const char *value)
{
    return jk_fail_at(t->err, status, text, (struct jk_at){ line, heads[column][0] }, "%.100s",
                      value);
}

static enum column find_column(struct jk_span name)
{
    for (int c = 0; c < COLUMNS; c++) {
        for (size_t i = 0; heads[c][i]; i++) {
            if (feed_table_same_words(name, jk_span_of(heads[c][i])))
                return (enum column)c;
        }
    }
    return COLUMNS;
}

static bool has_column(const struct table *t, enum column column)
{
    bool has = false;

    for (size_t i = 0; i < t->column_count; i++)
        has = has || t->columns[i] == column;
    return has;
}

/* A cell of the head, or one that could not be split, by where it stands. */
static void name_cell(const struct table *t, size_t i)
{
    if (i < t->column_count)
        snprintf(t->err->field, sizeof t->err->field, "%s", heads[t->columns[i]][0]);
    else
        snprintf(t->err->field, sizeof t->err->field, "kolom %zu", i + 1);
}

static enum jk_status take_head(struct table *t, const char *cell)
{
    const struct jk_span name = feed_table_skip_blanks(jk_span_of(cell));
    const enum column column = find_column(name);

    if (name.len == 0) {
        t->blank_count++;
        return JK_OK;
    }
    if (t->blank_count || column == COLUMNS || has_column(t, column)) {
        jk_fail_at(t->err, JK_INVALID, JK_TEXT_CSV_STATION_HEAD, (struct jk_at){ 1, "" }, "%.100s",
                   cell);
        snprintf(t->err->field, sizeof t->err->field, "kolom %zu",
                 t->column_count + t->blank_count + 1);
        return JK_INVALID;
    }
    t->columns[t->column_count++] = column;
    return JK_OK;
}

static enum jk_status read_head(struct table *t)
{
    static const enum column needed[] = { CODE, NAME, REGION, RISK };
    bool last = false;
    const char *cell;

    while (!last) {
        enum jk_status rc = feed_split_cell(&t->split, t->arena, &cell, &last, t->err);

        if (rc != JK_OK) {
            name_cell(t, t->column_count + t->blank_count);
            return rc;
        }
        if ((rc = take_head(t, cell)) != JK_OK)
            return rc;
    }
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        if (!has_column(t, needed[i]))
            return fault(t, 1, needed[i], JK_INVALID, JK_TEXT_CSV_COLUMN, "");
    }
    return JK_OK;
}

static enum jk_status read_row(struct table *t, struct row *row, bool *empty)
{
    bool last = false, stray = false; /* something stands in a column without a name */
    size_t count = 0;

    *row = (struct row){ .line = t->split.line };
    *empty = true;
    for (size_t i = 0; i < COLUMNS; i++)
        row->cell[i] = "";
    for (; !last; count++) {
        const char *cell;
        struct jk_span trimmed;
        enum jk_status rc = feed_split_cell(&t->split, t->arena, &cell, &last, t->err);

        if (rc != JK_OK) {
            name_cell(t, count);
            return rc;
        }
        trimmed = jk_span_trim(jk_span_of(cell));
        *empty = *empty && trimmed.len == 0;
        stray = stray || (count >= t->column_count && trimmed.len > 0);
        if (count < t->column_count &&
            !(row->cell[t->columns[count]] = jk_arena_copy(t->arena, trimmed)))
            return jk_no_memory(t->err);
    }
    if (*empty || (count == t->column_count + t->blank_count && !stray))
        return JK_OK;
    return fault(t, row->line, t->columns[t->column_count - 1], JK_INVALID, JK_TEXT_CSV_CELLS, "");
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

static bool read_degrees(const char *typed, double *out)
{
    char plain[24];
    const size_t len = strlen(typed);
    int signs = 0;

    for (size_t i = 0; i <= len && i < sizeof plain; i++) {
        plain[i] = typed[i] == ',' ? '.' : typed[i];
        signs += plain[i] == '.';
    }
    return len < sizeof plain && signs <= 1 &&
           jk_decimal_parse((struct jk_span){ plain, len }, 15, out);
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
    if (!read_degrees(row->cell[LAT], &lat) || lat < -90.0 || lat > 90.0)
        return fault(t, row->line, LAT, JK_INVALID, JK_TEXT_CSV_STATION_POINT, row->cell[LAT]);
    if (!read_degrees(row->cell[LON], &lon) ||
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
    struct jk_buf plain = { 0 };
    bool ok = true;

    *out = 0;
    if (row->cell[VOTERS][0])
        ok = feed_number_read(jk_span_of(row->cell[VOTERS]), t->split.sep, FEED_NUMBER_COUNT,
                              &plain) &&
             jk_buf_ok(&plain) && jk_uint_parse(jk_buf_view(&plain), JK_STATION_VOTERS_MAX, out);
    jk_buf_clear(&plain);
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
    struct row row;
    bool empty;

    while (t->split.at < t->split.text.len && rc == JK_OK) {
        rc = read_row(t, &row, &empty);
        if (rc != JK_OK || empty)
            continue;
        if (json_array_size(t->features) == JK_STATIONS_MAX)
            return fault(t, row.line, CODE, JK_TOO_MANY, JK_TEXT_CSV_STATION_ROWS, "20000");
        rc = take_row(t, &row);
    }
    if (rc == JK_OK && json_array_size(t->features) == 0)
        rc = fault(t, t->split.line, CODE, JK_INVALID, JK_TEXT_CSV_STATION_ROWS, "");
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
    enum jk_status rc = feed_table_open(arena, bytes, &t.split, err);

    if (rc != JK_OK)
        return rc;
    t.features = json_array();
    t.lines = json_object();
    rc = t.features && t.lines ? read_head(&t) : jk_no_memory(err);
    if (rc == JK_OK)
        rc = read_rows(&t);
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
        jk_buf_fmt(out, "%s%s", c ? "," : "", heads[c][0]);
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
