/* jarak/feed/table/grid.h: a table of named columns as spreadsheets write one: CSV in any of its
 * dialects.
 *
 * Comma, semicolon or tab as the head has it, a byte order mark or none, CRLF or LF, UTF-8, or
 * UTF-16 as Excel's "Unicode text". Columns are known by their heads, whatever their case and with
 * blanks for underscores, and may stand in any order; a head that is not known, one that stands
 * twice, and a row with more or fewer cells than the head are refused, for cells might stand under
 * the wrong names. Empty rows say nothing. Pure. */
#ifndef JARAK_FEED_TABLE_GRID_H
#define JARAK_FEED_TABLE_GRID_H
#include <stdbool.h>
#include <stdint.h>
#include "jarak/base/arena.h"
#include "jarak/base/error.h"

#define JK_GRID_NAMES    4           /* heads by which one column is known, at most */
#define JK_GRID_COLUMNS  48          /* of one kind of table, at most */
#define JK_GRID_CELL_MAX (8U * 1024) /* bytes: as a line of iCalendar */

/** A column that a table may have. */
struct jk_grid_column {
    const char *names[JK_GRID_NAMES]; /**< the first in errors; null ends them */
    bool needed;                      /**< a table without it is refused */
};

/** A row. */
struct jk_grid_row {
    const char **cell; /**< by column; "" where the table has none. Ended by NUL */
    unsigned line;     /**< of the table, from 1 */
};

/** A table as it was read; all of it lives in the arena. */
struct jk_grid {
    bool given[JK_GRID_COLUMNS]; /**< columns the table has */
    char sep;                    /**< with ';' numbers may have a decimal comma */
    struct jk_grid_row *rows;
    size_t count;
};

/** Read a table.
 *
 * @param columns   those it may have, at most JK_GRID_COLUMNS
 * @param rows_max  more rows are refused, and none
 * @param[out] out  written on JK_OK
 * @return JK_OK; JK_UNDECODED, JK_INVALID, JK_TOO_BIG, JK_TOO_MANY with line and column; JK_MEMORY
 */
enum jk_status jk_grid_read(struct jk_arena *arena, struct jk_span bytes,
                            const struct jk_grid_column *columns, size_t column_count,
                            size_t rows_max, struct jk_grid *out, struct jk_error *err);

/** A number that counts: whole, groups of three are thousands. @return false for anything else */
bool jk_grid_count(const char *cell, char sep, uint64_t *out);

/** Degrees: a decimal point or comma, for no coordinate has thousands. @return false likewise */
bool jk_grid_degrees(const char *cell, double *out);
#endif
