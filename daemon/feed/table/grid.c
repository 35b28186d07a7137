/* Reading a table: head, then rows. Empty columns behind the last name mean nothing and are passed
 * over. */
#include "jarak/feed/table/grid.h"

#include <stdio.h>
#include <string.h>
#include "daemon/feed/table/row.h"
#include "jarak/base/decimal.h"
#include "jarak/base/defend.h"
#include "jarak/base/texts.h"
#include "jarak/feed/texts/texts.h"

#define DEGREES_MAX 32 /* bytes: -180 and twelve decimals, with room */

/* A table on its way. */
struct reading {
    struct splitter split;
    struct jk_arena *arena;
    const struct jk_grid_column *columns;
    size_t known;                  /* how many columns a table may have */
    size_t order[JK_GRID_COLUMNS]; /* which column stands in each cell of a row */
    size_t count;                  /* of the head */
    size_t blanks;                 /* empty columns behind them, which every row repeats */
    size_t rows_max, cap;
    const char **spare; /* cells of a row that was empty, for the next */
    struct jk_grid *out;
    struct jk_error *err;
};

static bool is_named(const struct jk_grid_column *column, struct jk_span cell)
{
    for (int i = 0; i < JK_GRID_NAMES && column->names[i]; i++) {
        if (feed_table_same_words(cell, jk_span_of(column->names[i])))
            return true;
    }
    return false;
}

static size_t find_column(const struct reading *r, struct jk_span cell)
{
    size_t i = 0;

    while (i < r->known && !is_named(&r->columns[i], cell))
        i++;
    return i;
}

/* Name the column of a cell that could not be read: by its head where there is one. */
static void name_column(const struct reading *r, size_t i)
{
    if (!r->err)
        return;
    if (i < r->count)
        snprintf(r->err->field, sizeof r->err->field, "%s", r->columns[r->order[i]].names[0]);
    else
        snprintf(r->err->field, sizeof r->err->field, "kolom %zu", i + 1);
}

static enum jk_status refuse_head(const struct reading *r, const char *cell)
{
    enum jk_status rc =
        jk_fail_at(r->err, JK_INVALID, JK_TEXT_CSV_HEAD, (struct jk_at){ 1, "" }, "%s", cell);

    if (r->err)
        snprintf(r->err->field, sizeof r->err->field, "kolom %zu", r->count + 1);
    return rc;
}

/* Takes one cell of the head. An empty one may only be followed by empty ones, for under it cells
 * may stand that nobody would look at. */
static enum jk_status take_head(struct reading *r, const char *cell)
{
    struct jk_span name = feed_table_skip_blanks(jk_span_of(cell));
    size_t column = find_column(r, name);

    if (name.len == 0) {
        r->blanks++;
        return JK_OK;
    }
    if (r->blanks)
        return refuse_head(r, "");
    if (column == r->known || r->out->given[column])
        return refuse_head(r, cell);
    r->out->given[column] = true;
    r->order[r->count++] = column; /* each once: never more than there are */
    return JK_OK;
}

static enum jk_status read_head(struct reading *r)
{
    bool last = false;
    const char *cell;

    while (!last) {
        enum jk_status rc = feed_split_cell(&r->split, r->arena, &cell, &last, r->err);

        if (rc != JK_OK) {
            name_column(r, r->count + r->blanks);
            return rc;
        }
        if ((rc = take_head(r, cell)) != JK_OK)
            return rc;
    }
    if (r->count == 0)
        return refuse_head(r, "");
    for (size_t i = 0; i < r->known; i++) {
        if (r->columns[i].needed && !r->out->given[i])
            return jk_fail_at(r->err, JK_INVALID, JK_TEXT_CSV_COLUMN,
                              (struct jk_at){ 1, r->columns[i].names[0] }, "%s", "");
    }
    return JK_OK;
}

/* Empty lines, which office programs leave at the end, are no rows. */
static enum jk_status read_row(struct reading *r, struct jk_grid_row *row, bool *empty)
{
    bool last = false, stray = false; /* something stands in a column without a name */
    size_t count = 0;

    if (!r->spare && !(r->spare = jk_arena_array(r->arena, r->known, sizeof *r->spare)))
        return jk_no_memory(r->err);
    *row = (struct jk_grid_row){ r->spare, r->split.line };
    *empty = true;
    for (size_t i = 0; i < r->known; i++)
        row->cell[i] = "";
    for (; !last; count++) {
        const char *cell;
        enum jk_status rc = feed_split_cell(&r->split, r->arena, &cell, &last, r->err);

        if (rc != JK_OK) {
            name_column(r, count);
            return rc;
        }
        bool blank = jk_span_trim(jk_span_of(cell)).len == 0;

        *empty = *empty && blank;
        stray = stray || (count >= r->count && !blank);
        if (count < r->count)
            row->cell[r->order[count]] = cell;
    }
    if (*empty || (count == r->count + r->blanks && !stray))
        return JK_OK;
    return jk_fail_at(r->err, JK_INVALID, JK_TEXT_CSV_CELLS,
                      (struct jk_at){ row->line, r->columns[r->order[r->count - 1]].names[0] },
                      "%zu", count);
}

static enum jk_status read_rows(struct reading *r)
{
    const char *first = r->columns[r->order[0]].names[0];
    enum jk_status rc = JK_OK;

    while (r->split.at < r->split.text.len && rc == JK_OK) {
        struct jk_grid_row row, *rows;
        bool empty = false;

        rc = read_row(r, &row, &empty);
        if (rc != JK_OK || empty)
            continue;
        if (r->out->count == r->rows_max)
            return jk_fail_at(r->err, JK_TOO_MANY, JK_TEXT_CSV_ROWS,
                              (struct jk_at){ row.line, first }, "%zu", r->out->count);
        rows = jk_arena_grow(r->arena, r->out->rows, r->out->count, &r->cap, sizeof *rows);
        if (!rows)
            return jk_no_memory(r->err);
        r->out->rows = rows;
        r->spare = NULL;
        rows[r->out->count++] = row;
    }
    if (rc == JK_OK && r->out->count == 0)
        rc = jk_fail_at(r->err, JK_INVALID, JK_TEXT_CSV_ROWS,
                        (struct jk_at){ r->split.line, first }, "%s", "");
    return rc;
}

enum jk_status jk_grid_read(struct jk_arena *arena, struct jk_span bytes,
                            const struct jk_grid_column *columns, size_t column_count,
                            size_t rows_max, struct jk_grid *out, struct jk_error *err)
{
    JK_ASSERT(columns != NULL && column_count <= JK_GRID_COLUMNS && out != NULL);

    struct jk_grid grid = { .rows = NULL };
    struct reading r = { .arena = arena,
                         .columns = columns,
                         .known = column_count,
                         .rows_max = rows_max,
                         .out = &grid,
                         .err = err };
    enum jk_status rc;

    if ((rc = feed_table_open(arena, bytes, &r.split, err)) != JK_OK)
        return rc;
    grid.sep = r.split.sep;
    if ((rc = read_head(&r)) == JK_OK)
        rc = read_rows(&r);
    if (rc == JK_OK)
        *out = grid;
    return rc;
}

bool jk_grid_count(const char *cell, char sep, uint64_t *out)
{
    struct jk_buf text = { 0 };
    bool good = feed_number_read(jk_span_trim(jk_span_of(cell)), sep, FEED_NUMBER_COUNT, &text) &&
                jk_buf_ok(&text) && jk_uint_parse(jk_buf_view(&text), INT64_MAX, out);

    jk_buf_clear(&text);
    return good;
}

bool jk_grid_degrees(const char *cell, double *out)
{
    struct jk_span text = jk_span_trim(jk_span_of(cell));
    char digits[DEGREES_MAX];

    if (text.len == 0 || text.len > sizeof digits)
        return false;
    for (size_t i = 0; i < text.len; i++)
        digits[i] = text.at[i] == ',' ? '.' : text.at[i];
    return jk_decimal_parse((struct jk_span){ digits, text.len }, 12, out);
}
