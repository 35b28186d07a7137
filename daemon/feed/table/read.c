/* Reading the register: its rows, and where each lies in the text made of it.
 *
 * When all rows are read (grid.c)
 * it is looked which notices they are about (known.c); those that say something new are written as
 * VEVENTs into one stream (row.c), and for each the line at which its event begins is kept,
 * so that a fault found by the calendar's reader names the row and column of the table. */
#include <stdio.h>
#include <string.h>
#include "daemon/feed/table/known.h"
#include "jarak/base/decimal.h"
#include "jarak/base/texts.h"
#include "jarak/feed/table/grid.h"
#include "jarak/feed/texts/texts.h"
#include "jarak/ical/write.h"
#include "jarak/base/defend.h"

/* A table on its way. */
struct table {
    struct jk_arena *arena;
    bool given[JK_REGISTER_END]; /* columns the table has */
    struct register_row *rows;
    size_t row_count, unchanged_cap;
    const struct jk_pack *pack;
    struct jk_register_text *out;
    struct jk_error *err;
    unsigned ical_lines; /* line feeds of out->ical up to `counted` */
    size_t counted;
};

/* Remembers at which line of the calendar the next row's event begins; lines are counted on from
 * the last row, so that all rows together cost one pass. */
static enum jk_status note_row(struct table *t, const struct register_row *row)
{
    struct jk_register_text *out = t->out;
    size_t cap = out->cap;
    unsigned *rows, *begins;

    rows = jk_arena_grow(t->arena, out->rows, out->count, &cap, sizeof *rows);
    begins = jk_arena_grow(t->arena, out->begins, out->count, &out->cap, sizeof *begins);
    if (!rows || !begins)
        return jk_fail(t->err, JK_MEMORY, JK_TEXT_NO_MEMORY, "", "%s", "");
    for (; t->counted < out->ical.len; t->counted++)
        t->ical_lines += out->ical.at[t->counted] == '\n';
    out->rows = rows;
    out->begins = begins;
    rows[out->count] = row->line;
    begins[out->count++] = t->ical_lines + 1;
    return JK_OK;
}

/* All rows first: which notice one is about depends on the others. */
static enum jk_status read_rows(struct table *t, struct jk_span bytes)
{
    struct jk_grid_column columns[JK_REGISTER_END];
    struct jk_grid grid;
    enum jk_status rc;

    for (unsigned i = 0; i < JK_REGISTER_END; i++) {
        bool needed = i == JK_REGISTER_KIND || i == JK_REGISTER_DATE || i == JK_REGISTER_FROM ||
                      i == JK_REGISTER_TO;

        columns[i] =
            (struct jk_grid_column){ { jk_register_name((enum jk_register_column)i) }, needed };
    }
    rc = jk_grid_read(t->arena, bytes, columns, JK_REGISTER_END, JK_REGISTER_ROWS_MAX, &grid,
                      t->err);
    if (rc != JK_OK)
        return rc;
    t->rows = jk_arena_array(t->arena, grid.count, sizeof *t->rows);
    if (!t->rows)
        return jk_no_memory(t->err);
    memcpy(t->given, grid.given, sizeof t->given);
    for (; t->row_count < grid.count; t->row_count++) {
        struct register_row *row = &t->rows[t->row_count];

        *row = (struct register_row){ .line = grid.rows[t->row_count].line,
                                      .sep = grid.sep,
                                      .pack = t->pack };
        memcpy(row->cell, grid.rows[t->row_count].cell, sizeof row->cell);
    }
    return JK_OK;
}

/* Notes a notice that stays as it is; the rows of a series name it once. */
static enum jk_status keep_unchanged(struct table *t, const char *uid)
{
    struct jk_register_text *out = t->out;
    const char **list;

    for (size_t i = out->unchanged_count; i > 0; i--) {
        if (strcmp(out->unchanged[i - 1], uid) == 0)
            return JK_OK;
        if (out->unchanged_count - i >= JK_INSTANCES_MAX)
            break; /* rows of one series stand together; a doubled name does no harm */
    }
    list = jk_arena_grow(t->arena, out->unchanged, out->unchanged_count, &t->unchanged_cap,
                         sizeof *list);
    if (!list)
        return jk_no_memory(t->err);
    out->unchanged = list;
    list[out->unchanged_count++] = uid;
    return JK_OK;
}

/* The next version of a notice: a table that states no SEQUENCE, or the one that stands, means it.
 * An older one stays and is refused, for the notice was changed since the table was made. */
static bool set_version(struct table *t, struct register_row *row, const struct known *known)
{
    struct jk_span stated = jk_span_trim(jk_span_of(row->cell[JK_REGISTER_SEQUENCE]));
    uint32_t stands = known->item->notice->sequence;
    char next[16];
    uint64_t number;

    if (stated.len && (!jk_uint_parse(stated, INT32_MAX, &number) || number != stands))
        return true;
    snprintf(next, sizeof next, "%u", stands + 1);
    row->cell[JK_REGISTER_SEQUENCE] = jk_arena_copy(t->arena, jk_span_of(next));
    /* The number of the decision stands in the register's column; the notice need not state it. */
    if (strcmp(row->cell[JK_REGISTER_STTP], known->item->sttp) == 0)
        row->cell[JK_REGISTER_STTP] = known->item->notice->facts.sttp;
    return row->cell[JK_REGISTER_SEQUENCE] != NULL;
}

static enum jk_status write_row(struct table *t, struct register_row *row,
                                const struct row_match *match)
{
    const struct known *known = match->of;
    enum jk_status rc = note_row(t, row);
    bool moved;

    if (rc == JK_OK && known && !set_version(t, row, known))
        rc = jk_no_memory(t->err);
    if (rc == JK_OK)
        rc = feed_register_row_write(row, &t->out->ical, t->err);
    if (rc == JK_OK && known) {
        moved = strcmp(row->cell[JK_REGISTER_PLACE], known->rows[0].cell[JK_REGISTER_PLACE]) != 0;
        rc = feed_known_lines(known, t->given, moved, &t->out->ical, t->err);
        if (rc == JK_INVALID)
            t->err->line = row->line;
    }
    jk_ical_end(&t->out->ical, "VEVENT");
    return rc;
}

/* Does the cell name a file? Places of a way have a comma between their degrees. */
static bool names_file(const char *cell)
{
    return cell[0] && !strchr(cell, ',');
}

/* Puts ways that came beside the table where cells name them, in any case. */
static enum jk_status put_ways(struct table *t, const struct jk_register_known *known)
{
    for (size_t i = 0; i < t->row_count; i++) {
        struct register_row *row = &t->rows[i];
        struct jk_span name = jk_span_trim(jk_span_of(row->cell[JK_REGISTER_ROUTE]));
        size_t k = 0;

        if (!names_file(row->cell[JK_REGISTER_ROUTE]))
            continue;
        while (k < known->way_count && !jk_span_eq_nocase(name, jk_span_of(known->ways[k].name)))
            k++;
        if (k == known->way_count)
            return jk_fail_at(t->err, JK_INVALID, JK_TEXT_CSV_WAY,
                              (struct jk_at){ row->line, jk_register_name(JK_REGISTER_ROUTE) },
                              "%.*s", (int)name.len, name.at);
        row->cell[JK_REGISTER_ROUTE] = known->ways[k].text;
    }
    return JK_OK;
}

static enum jk_status write_rows(struct table *t, const struct jk_register_known *known)
{
    struct row_match *matches = jk_arena_array(t->arena, t->row_count, sizeof *matches);
    enum jk_status rc = matches ? JK_OK : jk_no_memory(t->err);

    if (rc == JK_OK)
        rc = feed_known_match(t->arena, known, t->rows, t->row_count, t->given, matches, t->err);
    for (size_t i = 0; i < t->row_count && rc == JK_OK; i++)
        rc = matches[i].is_same ? keep_unchanged(t, matches[i].of->item->notice->uid)
                                : write_row(t, &t->rows[i], &matches[i]);
    return rc;
}

static void write_head(struct jk_buf *ical)
{
    static const struct jk_span zones[] = { { "WIB", 3 }, { "WITA", 4 }, { "WIT", 3 } };

    jk_ical_begin(ical, "VCALENDAR");
    jk_ical_line(ical, "VERSION", "2.0");
    jk_ical_line(ical, "PRODID", "-//jarakd//table//ID");
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++)
        jk_ical_zone(ical, jk_tz_find(zones[i])); /* a notice keeps the one it uses */
}

enum jk_status jk_register_read(struct jk_arena *arena, struct jk_span bytes,
                                const struct jk_pack *pack, const struct jk_register_known *known,
                                struct jk_register_text *out, struct jk_error *err)
{
    JK_ASSERT(pack->tz != NULL && known != NULL && out != NULL);

    struct table t = { .arena = arena, .pack = pack, .out = out, .err = err };
    enum jk_status rc;

    write_head(&out->ical);
    rc = read_rows(&t, bytes);
    if (rc == JK_OK)
        rc = put_ways(&t, known);
    if (rc == JK_OK)
        rc = write_rows(&t, known);
    jk_ical_end(&out->ical, "VCALENDAR");
    if (rc == JK_OK && !jk_buf_ok(&out->ical))
        rc = jk_no_memory(err);
    return rc;
}

/* Turns the line and property of a fault into row and column: the row is the last one whose event
 * begins at or before the line. */
void jk_register_locate(const struct jk_register_text *text, struct jk_error *err)
{
    static const struct {
        const char *property;
        enum jk_register_column column;
    } origins[] = {
        { "X-JARAK-LETTER-NO", JK_REGISTER_LETTER_NO },
        { "X-JARAK-LETTER-DATE", JK_REGISTER_LETTER_DATE },
        { "X-JARAK-STTP", JK_REGISTER_STTP },
        { "X-JARAK-CONTEST", JK_REGISTER_CONTEST },
        { "X-JARAK-PASLON", JK_REGISTER_PASLON },
        { "CONTACT", JK_REGISTER_CONTACT },
        { "CATEGORIES", JK_REGISTER_KIND },
        { "X-JARAK-DAY", JK_REGISTER_WEEKDAY },
        { "DTSTAMP", JK_REGISTER_LETTER_DATE },
        { "DTSTART", JK_REGISTER_FROM },
        { "DTEND", JK_REGISTER_TO },
        { "LOCATION", JK_REGISTER_PLACE },
        { "GEO", JK_REGISTER_LAT },
        { "X-JARAK-RADIUS", JK_REGISTER_RADIUS },
        { "X-JARAK-UNCERTAINTY", JK_REGISTER_UNCERTAINTY },
        { "X-JARAK-CROWD", JK_REGISTER_CROWD },
        { "X-JARAK-LEG", JK_REGISTER_LEG },
        { "RELATED-TO", JK_REGISTER_PARENT },
        { "X-JARAK-PROPS", JK_REGISTER_PROPS },
        { "X-JARAK-OFFICERS", JK_REGISTER_OFFICERS },
        { "X-JARAK-UNIT", JK_REGISTER_UNIT },
        { "X-JARAK-GUARDS", JK_REGISTER_GUARDS },
        { "SUMMARY", JK_REGISTER_SUMMARY },
        { "UID", JK_REGISTER_UID },
        { "RECURRENCE-ID", JK_REGISTER_UID },
        { "SEQUENCE", JK_REGISTER_SEQUENCE },
    };
    size_t i = text->count;

    while (i > 0 && text->begins[i - 1] > err->line)
        i--;
    if (i == 0)
        return;
    err->line = text->rows[i - 1];
    for (size_t k = 0; k < sizeof origins / sizeof *origins; k++) {
        if (jk_span_eq(jk_span_of(err->field), jk_span_of(origins[k].property)))
            snprintf(err->field, sizeof err->field, "%s", jk_register_name(origins[k].column));
    }
}
