/* Rows of KPU's table as drops. What a cell may hold is what people write: dates and hours in their
 * words, numbers with either sign, a sub-district by its name. */
#include "jarak/feed/table/drops.h"

#include <string.h>
#include "jarak/base/defend.h"
#include "jarak/base/digest.h"
#include "jarak/base/texts.h"
#include "jarak/feed/table/grid.h"
#include "jarak/feed/texts/texts.h"
#include "jarak/model/texts.h"
#include "jarak/model/words.h"

#define UID_HEX 16

enum column {
    UID,
    TITLE,
    STAGE,
    DISTRICT,
    PLACE,
    DUE,
    ITEMS,
    LEAVE,
    FROM,
    MODE,
    CARRIER,
    ABOUT,
    LAT,
    LON,
    TEXT,
    COLUMNS
};

static const struct jk_grid_column columns[COLUMNS] = {
    [UID] = { { "nomor", "uid" }, false },
    [TITLE] = { { "isi", "title" }, true },
    [STAGE] = { { "tujuan", "stage" }, true },
    [DISTRICT] = { { "kecamatan", "wilayah", "region" }, true },
    [PLACE] = { { "tempat", "place" }, true },
    [DUE] = { { "tenggat", "batas", "due" }, true },
    [ITEMS] = { { "koli", "jumlah", "items" }, false },
    [LEAVE] = { { "berangkat", "leave" }, false },
    [FROM] = { { "dari", "from" }, false },
    [MODE] = { { "moda", "mode" }, false },
    [CARRIER] = { { "pengangkut", "carrier" }, false },
    [ABOUT] = { { "rute", "about" }, false },
    [LAT] = { { "lintang", "lat" }, false },
    [LON] = { { "bujur", "lon" }, false },
    [TEXT] = { { "catatan", "text" }, false },
};

/* A table on its way. */
struct reading {
    struct jk_arena *arena;
    const struct jk_pack *pack;
    const struct jk_region *region;
    const struct jk_grid *grid;
    const struct jk_grid_row *row;
    struct jk_error *err;
};

static const char *cell(const struct reading *r, enum column column)
{
    return r->row->cell[column];
}

static enum jk_status refuse(const struct reading *r, enum column column,
                             const struct jk_text *text)
{
    return jk_fail_at(r->err, JK_INVALID, text,
                      (struct jk_at){ r->row->line, columns[column].names[0] }, "%.60s",
                      cell(r, column));
}

/* "26/11/2024 07.00", "26 November 2024 pukul 07.00", ISO 8601; a date alone is its last minute,
 * for what is due, and its first for what leaves. */
static bool read_time(const struct reading *r, enum column column, int64_t *out)
{
    struct jk_span text = jk_span_trim(jk_span_of(cell(r, column)));
    const struct jk_tz *said = NULL, *tz = r->region->tz;
    int32_t day, second = column == DUE ? JK_DAY_S - 60 : 0;
    int weekday;

    if (text.len == 0 || jk_iso_parse(text, out))
        return text.len > 0 && *out > 0;
    if (jk_words_date(text, &day, &weekday)) {
        *out = (int64_t)day * JK_DAY_S + second - tz->offset_s;
        return true;
    }
    for (size_t i = text.len; i-- > 1;) { /* the hour stands behind the last sign that parts them */
        struct jk_span date = { text.at, i }, clock = { text.at + i + 1, text.len - i - 1 };

        if ((text.at[i] != ' ' && text.at[i] != 'T') ||
            !jk_words_date(jk_span_trim(date), &day, &weekday) ||
            !jk_words_clock(jk_span_trim(clock), &second, &said))
            continue;
        *out = (int64_t)day * JK_DAY_S + second - (said ? said : tz)->offset_s;
        return true;
    }
    return false;
}

/* The region itself, or what lies in it, by code or by name. */
static const char *find_region(const struct reading *r, struct jk_span text)
{
    for (size_t i = 0; i < r->pack->region_count; i++) {
        const struct jk_region *region = &r->pack->regions[i];

        if (jk_region_covers(r->region->code, region->code) &&
            (jk_span_eq(text, jk_span_of(region->code)) ||
             jk_span_eq_nocase(text, jk_span_of(region->name))))
            return region->code;
    }
    return NULL;
}

static enum jk_status read_point(const struct reading *r, struct jk_matter_said *said)
{
    double lat, lon;

    if (!cell(r, LAT)[0] && !cell(r, LON)[0])
        return JK_OK;
    if (!jk_grid_degrees(cell(r, LAT), &lat))
        return refuse(r, LAT, JK_TEXT_CSV_DEGREES);
    if (!jk_grid_degrees(cell(r, LON), &lon))
        return refuse(r, LON, JK_TEXT_CSV_DEGREES);
    said->has_point = jk_point_make(lat, lon, "", &said->point, NULL) == JK_OK;
    return said->has_point ? JK_OK : refuse(r, LAT, JK_TEXT_MATTER_WHERE);
}

/* Named by what makes it another drop than its neighbours. */
static bool name_it(const struct reading *r, struct jk_matter_said *said)
{
    const char *stage = jk_drop_stage_word(said->drop.stage);
    const struct jk_span parts[] = { jk_span_of(said->title),  JK_SPAN("\n"),
                                     jk_span_of(stage),        JK_SPAN("\n"),
                                     jk_span_of(said->region), JK_SPAN("\n"),
                                     jk_span_of(said->place) };
    uint8_t digest[JK_DIGEST_LEN];
    char hex[UID_HEX + 1];

    jk_sha256_list(parts, sizeof parts / sizeof *parts, digest);
    jk_hex(digest, UID_HEX / 2, hex);
    said->uid = jk_arena_fmt(r->arena, "kiriman-%s@jarakd", hex);
    return said->uid != NULL;
}

static enum jk_status read_plan(const struct reading *r, struct jk_matter_said *said)
{
    struct jk_drop *drop = &said->drop;
    uint64_t items = 0;

    drop->stage = jk_drop_stage_of(jk_span_trim(jk_span_of(cell(r, STAGE))));
    drop->from = cell(r, FROM);
    drop->carrier = cell(r, CARRIER);
    if (drop->stage == JK_DROP_STAGES)
        return refuse(r, STAGE, JK_TEXT_DROP_STAGE);
    if (cell(r, MODE)[0] && !jk_drop_mode_of(jk_span_trim(jk_span_of(cell(r, MODE))), &drop->mode))
        return refuse(r, MODE, JK_TEXT_DROP_MODE);
    if (cell(r, ITEMS)[0] &&
        (!jk_grid_count(cell(r, ITEMS), r->grid->sep, &items) || items > JK_DROP_ITEMS_MAX))
        return refuse(r, ITEMS, JK_TEXT_DROP_ITEMS);
    drop->items = (uint32_t)items;
    if (cell(r, LEAVE)[0] && !read_time(r, LEAVE, &drop->leave_s))
        return refuse(r, LEAVE, JK_TEXT_DROP_TIME);
    return read_time(r, DUE, &said->due_s) ? JK_OK : refuse(r, DUE, JK_TEXT_DROP_TIME);
}

static enum jk_status read_row(const struct reading *r, struct jk_matter_said *said)
{
    struct jk_error fault;
    enum jk_status rc;

    *said = jk_matter_unsaid(JK_MATTER_DROP);
    said->uid = cell(r, UID);
    said->title = cell(r, TITLE);
    said->place = cell(r, PLACE);
    said->text = cell(r, TEXT);
    said->about = cell(r, ABOUT);
    said->agency = "kpu";
    said->region = find_region(r, jk_span_trim(jk_span_of(cell(r, DISTRICT))));
    if (!said->region)
        return refuse(r, DISTRICT, JK_TEXT_PACK_REGION);
    rc = read_plan(r, said);
    if (rc == JK_OK)
        rc = read_point(r, said);
    if (rc == JK_OK && !said->uid[0] && !name_it(r, said))
        rc = jk_no_memory(r->err);
    if (rc != JK_OK || jk_matter_check(said, &fault) == JK_OK)
        return rc;
    return jk_fail_at(r->err, fault.status, fault.text,
                      (struct jk_at){ r->row->line, jk_drop_column(fault.field) }, "%s",
                      fault.value);
}

/* Two rows of one name would be one drop, and one of them lost. */
static enum jk_status check_twice(const struct reading *r, const struct jk_drop_row *rows, size_t i)
{
    for (size_t k = 0; k < i; k++) {
        if (strcmp(rows[k].said.uid, rows[i].said.uid) == 0)
            return jk_fail_at(r->err, JK_INVALID, JK_TEXT_DROP_TWICE,
                              (struct jk_at){ rows[i].line, columns[UID].names[0] }, "%u",
                              rows[k].line);
    }
    return JK_OK;
}

enum jk_status jk_drop_table_read(struct jk_arena *arena, struct jk_span bytes,
                                  const struct jk_pack *pack, const struct jk_region *region,
                                  struct jk_drop_row **out, size_t *count, struct jk_error *err)
{
    JK_ASSERT(pack != NULL && region != NULL && out != NULL);

    struct jk_grid grid;
    struct reading r = { arena, pack, region, &grid, NULL, err };
    struct jk_drop_row *rows;
    enum jk_status rc =
        jk_grid_read(arena, bytes, columns, COLUMNS, JK_DROP_TABLE_ROWS, &grid, err);

    if (rc != JK_OK)
        return rc;
    rows = jk_arena_array(arena, grid.count, sizeof *rows);
    if (!rows)
        return jk_no_memory(err);
    for (size_t i = 0; i < grid.count && rc == JK_OK; i++) {
        r.row = &grid.rows[i];
        rows[i].line = grid.rows[i].line;
        rc = read_row(&r, &rows[i].said);
        if (rc == JK_OK)
            rc = check_twice(&r, rows, i);
    }
    *out = rows;
    *count = grid.count;
    return rc;
}

const char *jk_drop_column(const char *field)
{
    for (size_t i = 0; i < COLUMNS; i++) {
        for (int k = 0; k < JK_GRID_NAMES && columns[i].names[k]; k++) {
            if (strcmp(columns[i].names[k], field) == 0)
                return columns[i].names[0];
        }
    }
    return field;
}
