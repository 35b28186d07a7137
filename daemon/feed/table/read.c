/* Reading the register: head, rows, and where each row lies in the text made of it.
 *
 * The separator is the first ; or , of the head, for office programs write either. Columns are
 * found by name in any order, each once; four are needed. Rows are written as VEVENTs into one
 * stream at once (row.c), and for each the line at which its event begins is kept, so that a fault
 * found by the calendar's reader names the row and column of the table. */
#include <stdio.h>
#include <string.h>
#include "daemon/feed/table/row.h"
#include "jarak/base/texts.h"
#include "jarak/feed/texts/texts.h"
#include "jarak/ical/texts.h"
#include "jarak/ical/write.h"
#include "jarak/base/defend.h"

/* A table on its way. */
struct table {
    struct splitter split;
    struct jk_arena *arena;
    enum jk_register_column columns[JK_REGISTER_END]; /* what stands in each cell of a row */
    size_t column_count;
    const struct jk_pack *pack;
    struct jk_register_text *out;
    struct jk_error *err;
    unsigned ical_lines; /* line feeds of out->ical up to `counted` */
    size_t counted;
};

/* The sign that ends the first cell of the head: its names hold neither. */
static char find_separator(struct jk_span text)
{
    for (size_t i = 0; i < text.len && text.at[i] != '\n'; i++) {
        if (text.at[i] == ';' || text.at[i] == ',')
            return text.at[i];
    }
    return ',';
}

static enum jk_register_column find_column(const char *cell)
{
    struct jk_span name = jk_span_trim(jk_span_of(cell));
    unsigned i = 0;

    while (i < JK_REGISTER_END &&
           !jk_span_eq_nocase(name, jk_span_of(jk_register_name((enum jk_register_column)i))))
        i++;
    return (enum jk_register_column)i;
}

/* Name the column of a cell that could not be read: by its head where there is one. */
static void name_column(const struct table *t, size_t i)
{
    if (i < t->column_count)
        snprintf(t->err->field, sizeof t->err->field, "%s", jk_register_name(t->columns[i]));
    else
        snprintf(t->err->field, sizeof t->err->field, "kolom %zu", i + 1);
}

static enum jk_status read_head(struct table *t)
{
    static const enum jk_register_column needed[] = { JK_REGISTER_KIND, JK_REGISTER_DATE,
                                                      JK_REGISTER_FROM, JK_REGISTER_TO };
    bool seen[JK_REGISTER_END + 1] = { false }, last = false;
    const char *cell;

    while (!last) {
        enum jk_status rc = feed_split_cell(&t->split, t->arena, &cell, &last, t->err);
        enum jk_register_column column = rc == JK_OK ? find_column(cell) : JK_REGISTER_END;

        if (rc == JK_OK && (column == JK_REGISTER_END || seen[column]))
            rc = jk_fail_at(t->err, JK_INVALID, JK_TEXT_CSV_HEAD, (struct jk_at){ 1, "" }, "%s",
                            cell);
        if (rc != JK_OK) {
            name_column(t, t->column_count);
            return rc;
        }
        seen[column] = true;
        t->columns[t->column_count++] = column; /* each once: never more than there are */
    }
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        if (!seen[needed[i]])
            return jk_fail_at(t->err, JK_INVALID, JK_TEXT_CSV_COLUMN,
                              (struct jk_at){ 1, jk_register_name(needed[i]) }, "%s", "");
    }
    return JK_OK;
}

/* Reads one row. Empty lines, which office programs leave at the end, are no rows; a row with fewer
 * or more cells than the head is refused, because its cells may stand under the wrong names. */
static enum jk_status read_row(struct table *t, struct register_row *row, bool *empty)
{
    bool last = false;
    size_t count = 0;

    *row = (struct register_row){ .line = t->split.line, .sep = t->split.sep, .pack = t->pack };
    *empty = true;
    for (size_t i = 0; i < JK_REGISTER_END; i++)
        row->cell[i] = "";
    for (; !last; count++) {
        const char *cell;
        enum jk_status rc = feed_split_cell(&t->split, t->arena, &cell, &last, t->err);

        if (rc != JK_OK) {
            name_column(t, count);
            return rc;
        }
        *empty = *empty && jk_span_trim(jk_span_of(cell)).len == 0;
        if (count < t->column_count)
            row->cell[t->columns[count]] = cell;
    }
    if (*empty || count == t->column_count)
        return JK_OK;
    return jk_fail_at(t->err, JK_INVALID, JK_TEXT_CSV_CELLS,
                      (struct jk_at){ row->line,
                                      jk_register_name(t->columns[t->column_count - 1]) },
                      "%zu", count);
}

/* Remembers at which line of the calendar the next row's event begins; lines are counted on from
 * the last row, so that all rows together cost one pass. */
static enum jk_status note_row(struct table *t, const struct register_row *row)
{
    struct jk_register_text *out = t->out;
    size_t cap = out->cap;
    unsigned *rows, *begins;

    if (out->count == JK_REGISTER_ROWS_MAX)
        return jk_fail_at(t->err, JK_TOO_MANY, JK_TEXT_CSV_ROWS,
                          (struct jk_at){ row->line, jk_register_name(t->columns[0]) }, "%zu",
                          out->count);
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

static enum jk_status read_rows(struct table *t)
{
    struct register_row row;
    bool empty;
    enum jk_status rc = JK_OK;

    while (t->split.at < t->split.text.len && rc == JK_OK) {
        rc = read_row(t, &row, &empty);
        if (rc == JK_OK && !empty)
            rc = note_row(t, &row);
        if (rc == JK_OK && !empty)
            rc = feed_register_row_write(&row, &t->out->ical, t->err);
    }
    if (rc == JK_OK && t->out->count == 0)
        rc = jk_fail_at(t->err, JK_INVALID, JK_TEXT_CSV_ROWS,
                        (struct jk_at){ t->split.line, jk_register_name(t->columns[0]) }, "%s", "");
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
                                const struct jk_pack *pack, struct jk_register_text *out,
                                struct jk_error *err)
{
    JK_ASSERT(pack->tz != NULL && out != NULL);

    struct table t = { .arena = arena, .pack = pack, .out = out, .err = err };
    enum jk_status rc;

    if (bytes.len && (!jk_utf8_valid(bytes) || memchr(bytes.at, '\0', bytes.len)))
        return jk_fail(err, JK_UNDECODED, JK_TEXT_ICAL_NOT_TEXT, "", "%s", "");
    if (jk_span_starts(bytes, JK_SPAN("\xef\xbb\xbf")))
        bytes = (struct jk_span){ bytes.at + 3, bytes.len - 3 };
    t.split = (struct splitter){ bytes, 0, 1, find_separator(bytes) };
    write_head(&out->ical);
    if ((rc = read_head(&t)) == JK_OK)
        rc = read_rows(&t);
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
