/* The columns of the register, and writing it as CSV.
 *
 * One table says name, writer and whether a cell is our own. A cell of strangers' text that a
 * spreadsheet would compute (it begins with = + - @ or a control) gets an apostrophe before it,
 * also behind signs at which another reader might begin a new cell; reading takes it off again. A
 * notice has a row for each instance, or one without an end where none is left. The file begins
 * with a byte order mark, without which spreadsheets take UTF-8 for something else. */
#include "jarak/feed/table/table.h"

#include <string.h>
#include "daemon/feed/table/cell.h"
#include "daemon/feed/table/row.h"
#include "jarak/base/decimal.h"
#include "jarak/base/defend.h"

#define DEGREE_DIGITS 7 /* of a degree: one centimetre */

/* One row: an instance, or a notice that has none left. */
struct row {
    const struct jk_register_item *item;
    const struct jk_facts *facts;
    int64_t start_s;
    int64_t end_s; /* JK_NO_TIME: none */
};

typedef void add_cell(struct jk_buf *out, const struct row *row);

static void add_letter_no(struct jk_buf *out, const struct row *row)
{
    jk_buf_str(out, row->facts->letter_no);
}

static void add_letter_date(struct jk_buf *out, const struct row *row)
{
    if (row->facts->letter_day != INT32_MIN)
        jk_date_add(out, row->facts->letter_day);
}

static void add_sttp(struct jk_buf *out, const struct row *row)
{
    jk_buf_str(out, row->item->sttp[0] ? row->item->sttp : row->facts->sttp);
}

static void add_contest(struct jk_buf *out, const struct row *row)
{
    jk_buf_str(out, row->facts->party.contest);
}

static void add_paslon(struct jk_buf *out, const struct row *row)
{
    for (unsigned i = 0; i < row->facts->party.count; i++)
        jk_buf_fmt(out, "%s%u", i ? "," : "", row->facts->party.paslon[i]);
}

static void add_contact(struct jk_buf *out, const struct row *row)
{
    jk_buf_str(out, row->facts->contact);
}

static void add_kind(struct jk_buf *out, const struct row *row)
{
    jk_buf_str(out, jk_kind_category(row->facts->kind));
}

static int32_t day_of(const struct row *row, int64_t time_s)
{
    return jk_local_day(time_s, row->item->tz->offset_s);
}

static void add_weekday(struct jk_buf *out, const struct row *row)
{
    jk_buf_str(out, jk_weekday_name(jk_weekday(day_of(row, row->start_s)), JK_LANG_ID));
}

static void add_date(struct jk_buf *out, const struct row *row)
{
    jk_date_add(out, day_of(row, row->start_s));
}

static void add_from(struct jk_buf *out, const struct row *row)
{
    jk_clock_add(out, row->start_s, row->item->tz->offset_s, JK_LANG_EN);
}

static void add_end_date(struct jk_buf *out, const struct row *row)
{
    if (row->end_s != JK_NO_TIME)
        jk_date_add(out, day_of(row, row->end_s));
}

static void add_to(struct jk_buf *out, const struct row *row)
{
    if (row->end_s != JK_NO_TIME)
        jk_clock_add(out, row->end_s, row->item->tz->offset_s, JK_LANG_EN);
}

static void add_zone(struct jk_buf *out, const struct row *row)
{
    jk_buf_str(out, row->item->tz->abbrev);
}

static void add_place(struct jk_buf *out, const struct row *row)
{
    jk_buf_str(out, row->facts->location);
}

static void add_lat(struct jk_buf *out, const struct row *row)
{
    if (jk_facts_state_point(row->facts))
        jk_decimal_add(out, row->facts->shape.centre.lat_deg, DEGREE_DIGITS, '.');
}

static void add_lon(struct jk_buf *out, const struct row *row)
{
    if (jk_facts_state_point(row->facts))
        jk_decimal_add(out, row->facts->shape.centre.lon_deg, DEGREE_DIGITS, '.');
}

static void add_stated(struct jk_buf *out, double value)
{
    if (value >= 0)
        jk_decimal_add(out, value, 0, '.');
}

/* Metres without needless zeros, and never with three digits behind the point: 40.000 m is forty
 * kilometres to an Indonesian, and the reader of tables refuses it. */
static void add_metres(struct jk_buf *out, double value)
{
    size_t from = out->len;

    if (value < 0)
        return;
    jk_decimal_add(out, value, 3, '.');
    while (out->len > from && out->at[out->len - 1] == '0')
        out->len--;
    if (out->len > from && out->at[out->len - 1] == '.')
        out->len--;
    else if (out->len > from + 4 && out->at[out->len - 4] == '.')
        jk_buf_char(out, '0');
}

static void add_radius(struct jk_buf *out, const struct row *row)
{
    add_metres(out, row->facts->radius_m);
}

static void add_uncertainty(struct jk_buf *out, const struct row *row)
{
    if (row->facts->place_by <= JK_PLACE_BY_CODE)
        add_metres(out, row->facts->uncertainty_m);
}

static void add_crowd(struct jk_buf *out, const struct row *row)
{
    add_stated(out, row->facts->crowd);
}

static void add_vehicles(struct jk_buf *out, const struct row *row, uint32_t count)
{
    if (row->facts->has_vehicles)
        jk_buf_fmt(out, "%u", count);
}

static void add_cars(struct jk_buf *out, const struct row *row)
{
    add_vehicles(out, row, row->facts->vehicles.cars);
}

static void add_motorcycles(struct jk_buf *out, const struct row *row)
{
    add_vehicles(out, row, row->facts->vehicles.motorcycles);
}

static void add_trucks(struct jk_buf *out, const struct row *row)
{
    add_vehicles(out, row, row->facts->vehicles.trucks);
}

static void add_buses(struct jk_buf *out, const struct row *row)
{
    add_vehicles(out, row, row->facts->vehicles.buses);
}

static void add_leg(struct jk_buf *out, const struct row *row)
{
    jk_buf_str(out, jk_leg_word(row->facts->leg));
}

static void add_parent(struct jk_buf *out, const struct row *row)
{
    jk_buf_str(out, row->item->notice->parent);
}

static void add_geometry(struct jk_buf *out, const struct row *row)
{
    static const char *const words[] = { [JK_SHAPE_NONE] = "nama",
                                         [JK_SHAPE_DISC] = "titik",
                                         [JK_SHAPE_AREA] = "area",
                                         [JK_SHAPE_ROUTE] = "rute" };

    jk_buf_str(
        out,
        words[row->facts->place_by <= JK_PLACE_BY_CODE ? row->facts->shape.kind : JK_SHAPE_NONE]);
}

static void add_props(struct jk_buf *out, const struct row *row)
{
    jk_buf_str(out, row->facts->props);
}

static void add_summary(struct jk_buf *out, const struct row *row)
{
    jk_buf_str(out, row->facts->summary);
}

static void add_uid(struct jk_buf *out, const struct row *row)
{
    jk_buf_str(out, row->item->notice->uid);
}

static void add_sequence(struct jk_buf *out, const struct row *row)
{
    jk_buf_fmt(out, "%u", row->item->notice->sequence);
}

static void add_state(struct jk_buf *out, const struct row *row)
{
    jk_buf_str(out, row->facts->cancelled ? "cancelled" : row->item->state);
}

/* What an hour of the same day can say; the rest of a notice is not a table's. */
static void add_gate(struct jk_buf *out, const struct row *row)
{
    int64_t gate_s = row->start_s - (int64_t)row->facts->buildup_s;

    if (row->facts->buildup_s > 0 && gate_s % 60 == 0 &&
        day_of(row, gate_s) == day_of(row, row->start_s))
        jk_clock_add(out, gate_s, row->item->tz->offset_s, JK_LANG_EN);
}

static void add_leave(struct jk_buf *out, const struct row *row)
{
    int64_t left_s = row->end_s + (int64_t)row->facts->dispersal_s;

    if (row->facts->dispersal_s > 0 && row->end_s != JK_NO_TIME && left_s % 60 == 0 &&
        row->facts->dispersal_s < JK_DAY_S)
        jk_clock_add(out, left_s, row->item->tz->offset_s, JK_LANG_EN);
}

static void add_all_vehicles(struct jk_buf *out, const struct row *row)
{
    const struct jk_vehicles *v = &row->facts->vehicles;

    if (row->facts->has_vehicles)
        jk_buf_fmt(out, "%u mobil, %u motor, %u truk, %u bus", v->cars, v->motorcycles, v->trucks,
                   v->buses);
}

static void add_route(struct jk_buf *out, const struct row *row)
{
    const struct jk_shape *s = &row->facts->shape;

    for (size_t i = 0; s->kind == JK_SHAPE_ROUTE && i < s->point_count; i++) {
        jk_buf_str(out, i ? " " : "");
        jk_decimal_add(out, s->points[i].lat_deg, DEGREE_DIGITS, '.');
        jk_buf_char(out, ',');
        jk_decimal_add(out, s->points[i].lon_deg, DEGREE_DIGITS, '.');
    }
}

static void add_officers(struct jk_buf *out, const struct row *row)
{
    if (row->facts->officers > 0)
        jk_buf_fmt(out, "%.0f", row->facts->officers);
}

static void add_unit(struct jk_buf *out, const struct row *row)
{
    jk_buf_str(out, row->facts->unit);
}

static void add_guards(struct jk_buf *out, const struct row *row)
{
    jk_buf_str(out, row->facts->guards);
}

#define WRITTEN JK_REGISTER_VEHICLES /* columns of a table that is written: those before it */

static const struct {
    const char *name;
    add_cell *add;
    bool ours; /* a number, date or word that nobody but us wrote: no apostrophe */
} columns[] = {
    [JK_REGISTER_LETTER_NO] = { "nomor_surat", add_letter_no, false },
    [JK_REGISTER_LETTER_DATE] = { "tanggal_surat", add_letter_date, true },
    [JK_REGISTER_STTP] = { "nomor_sttp", add_sttp, false },
    [JK_REGISTER_CONTEST] = { "pemilihan", add_contest, false },
    [JK_REGISTER_PASLON] = { "paslon", add_paslon, true },
    [JK_REGISTER_CONTACT] = { "penanggung_jawab", add_contact, false },
    [JK_REGISTER_KIND] = { "bentuk", add_kind, true },
    [JK_REGISTER_WEEKDAY] = { "hari", add_weekday, true },
    [JK_REGISTER_DATE] = { "tanggal", add_date, true },
    [JK_REGISTER_FROM] = { "jam_mulai", add_from, true },
    [JK_REGISTER_END_DATE] = { "tanggal_selesai", add_end_date, true },
    [JK_REGISTER_TO] = { "jam_selesai", add_to, true },
    [JK_REGISTER_ZONE] = { "zona", add_zone, true },
    [JK_REGISTER_PLACE] = { "tempat", add_place, false },
    [JK_REGISTER_LAT] = { "lintang", add_lat, true },
    [JK_REGISTER_LON] = { "bujur", add_lon, true },
    [JK_REGISTER_RADIUS] = { "radius_m", add_radius, true },
    [JK_REGISTER_UNCERTAINTY] = { "ketidakpastian_m", add_uncertainty, true },
    [JK_REGISTER_CROWD] = { "peserta", add_crowd, true },
    [JK_REGISTER_CARS] = { "mobil", add_cars, true },
    [JK_REGISTER_MOTORCYCLES] = { "motor", add_motorcycles, true },
    [JK_REGISTER_TRUCKS] = { "truk", add_trucks, true },
    [JK_REGISTER_BUSES] = { "bus", add_buses, true },
    [JK_REGISTER_LEG] = { "bagian", add_leg, true },
    [JK_REGISTER_PARENT] = { "induk", add_parent, false },
    [JK_REGISTER_GEOMETRY] = { "geometri", add_geometry, true },
    [JK_REGISTER_PROPS] = { "alat_peraga", add_props, false },
    [JK_REGISTER_SUMMARY] = { "judul", add_summary, false },
    [JK_REGISTER_UID] = { "uid", add_uid, false },
    [JK_REGISTER_SEQUENCE] = { "urutan", add_sequence, true },
    [JK_REGISTER_STATE] = { "status", add_state, true },
    [JK_REGISTER_GATE] = { "jam_buka", add_gate, true },
    [JK_REGISTER_LEAVE] = { "jam_bubar", add_leave, true },
    [JK_REGISTER_VEHICLES] = { "kendaraan", add_all_vehicles, true },
    [JK_REGISTER_ROUTE] = { "rute", add_route, true },
    [JK_REGISTER_OFFICERS] = { "personel", add_officers, true },
    [JK_REGISTER_UNIT] = { "satuan", add_unit, false },
    [JK_REGISTER_GUARDS] = { "mengamankan", add_guards, false },
};

_Static_assert(sizeof columns / sizeof *columns == JK_REGISTER_END, "every column has a row");

const char *jk_register_name(enum jk_register_column column)
{
    JK_ASSERT((unsigned)column < JK_REGISTER_END);
    return columns[column].name;
}

/* True when a spreadsheet would compute a cell that begins so. */
static bool begins_formula(char c)
{
    return c && strchr("=+-@\t\r", c) != NULL;
}

/* Readers that split at another sign than ours see a new cell behind it. */
static bool may_end_cell(char c)
{
    return c && strchr(";,\t\r\n\"", c) != NULL;
}

bool feed_register_is_guard(struct jk_span text, size_t i)
{
    return text.at[i] == '\'' && i + 1 < text.len && begins_formula(text.at[i + 1]) &&
           (i == 0 || may_end_cell(text.at[i - 1]));
}

static void quote_cell(struct jk_buf *out, struct jk_span text, bool ours)
{
    jk_buf_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];

        if (!ours && begins_formula(c) && (i == 0 || may_end_cell(text.at[i - 1])))
            jk_buf_char(out, '\'');
        jk_buf_str(out, c == '"' ? "\"" : "");
        jk_buf_char(out, c);
    }
    jk_buf_char(out, '"');
}

static bool needs_quotes(struct jk_span text, bool ours)
{
    bool needs = text.len > 0 && !ours && (begins_formula(text.at[0]) || text.at[0] == ' ');

    for (size_t i = 0; i < text.len && !needs; i++)
        needs = may_end_cell(text.at[i]);
    return needs;
}

void feed_cell_add(struct jk_buf *out, struct jk_span text, bool ours)
{
    if (needs_quotes(text, ours))
        quote_cell(out, text, ours);
    else
        jk_buf_span(out, text);
}

static void write_row(struct jk_buf *out, struct jk_buf *cell, const struct row *row)
{
    for (unsigned i = 0; i < WRITTEN; i++) {
        jk_buf_reset(cell);
        columns[i].add(cell, row);
        if (i > 0)
            jk_buf_char(out, ',');
        feed_cell_add(out, jk_buf_view(cell), columns[i].ours);
    }
    jk_buf_str(out, "\r\n");
}

/* The cells of one row, as strings of the arena. */
static bool keep_cells(struct jk_arena *arena, const struct row *row, struct register_row *out)
{
    struct jk_buf cell = { 0 };
    bool kept = true;

    *out = (struct register_row){ .sep = ',' };
    for (unsigned i = 0; i < JK_REGISTER_END && kept; i++) {
        jk_buf_reset(&cell);
        columns[i].add(&cell, row);
        out->cell[i] = jk_buf_ok(&cell) ? jk_arena_copy(arena, jk_buf_view(&cell)) : NULL;
        kept = out->cell[i] != NULL;
    }
    jk_buf_clear(&cell);
    return kept;
}

const struct jk_notice *feed_register_whole(const struct jk_register_item *item,
                                            struct jk_arena *arena)
{
    return item->kept ? jk_kept_notice_whole(item->kept, arena) : item->notice;
}

struct register_row *feed_register_rows(struct jk_arena *arena, const struct jk_register_item *item,
                                        size_t *count)
{
    const struct jk_notice *n = item->notice;
    size_t instances = n->instance_count ? n->instance_count : 1;
    struct register_row *rows = jk_arena_array(arena, instances, sizeof *rows);

    for (size_t i = 0; rows && i < instances; i++) {
        const struct jk_instance none = { n->first_start_s, JK_NO_TIME, 0, &n->facts };
        const struct jk_instance *at = n->instance_count ? &n->instances[i] : &none;
        const struct row row = { item, at->facts, at->start_s, at->end_s };

        if (!keep_cells(arena, &row, &rows[i]))
            return NULL;
    }
    *count = instances;
    return rows;
}

void jk_register_write(const struct jk_register_item *items, size_t count, struct jk_buf *out)
{
    JK_ASSERT(items != NULL || count == 0);

    struct jk_buf cell = { 0 };

    jk_buf_str(out, "\xef\xbb\xbf");
    for (unsigned i = 0; i < WRITTEN; i++)
        jk_buf_fmt(out, "%s%s", i ? "," : "", columns[i].name);
    jk_buf_str(out, "\r\n");
    for (size_t i = 0; i < count; i++) {
        const struct jk_notice *n = items[i].notice;
        struct row row = { &items[i], &n->facts, n->first_start_s, JK_NO_TIME };

        if (n->instance_count == 0)
            write_row(out, &cell, &row);
        for (size_t k = 0; k < n->instance_count; k++) {
            const struct jk_instance *at = &n->instances[k];

            row = (struct row){ &items[i], at->facts, at->start_s, at->end_s };
            write_row(out, &cell, &row);
        }
    }
    out->failed = out->failed || cell.failed;
    jk_buf_clear(&cell);
}
