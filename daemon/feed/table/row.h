/* daemon/feed/table/row.h: rows of a table on their way to notices. */
#ifndef DAEMON_FEED_TABLE_ROW_H
#define DAEMON_FEED_TABLE_ROW_H
#include "jarak/base/error.h"
#include "jarak/feed/table/table.h"
#include "jarak/policy/pack.h"

/* A table that is being read. */
struct splitter {
    struct jk_span text;
    size_t at;
    unsigned line; /* of `at`, from 1 */
    char sep;
};

/* The text of a table: what is no CSV is refused (JK_UNDECODED), the frame is taken away, the
 * separator is that of the head. */
enum jk_status feed_table_open(struct jk_arena *arena, struct jk_span bytes, struct splitter *out,
                               struct jk_error *err);
/* The same words in the same order, whatever stands between and around them. */
bool feed_table_same_words(struct jk_span a, struct jk_span b);
struct jk_span feed_table_skip_blanks(struct jk_span text);

/* Read one cell, decoded, ended by NUL, in the arena.
 *
 * @param[out] last  the row ends with it
 * @return JK_OK; JK_INVALID a quote out of place; JK_TOO_BIG; JK_MEMORY; err has no column yet */
enum jk_status feed_split_cell(struct splitter *s, struct jk_arena *arena, const char **cell,
                               bool *last, struct jk_error *err);

/* What a column counts or measures. */
enum feed_number_kind {
    FEED_NUMBER_MEASURE, /* metres, degrees: decimals; three digits behind one sign may be either */
    FEED_NUMBER_COUNT    /* people, vehicles: whole, so groups of three are thousands */
};

/* Append a number of a spreadsheet as a plain decimal with a point.
 *
 * @param sep  of the table's cells: a decimal comma is one only with semicolons
 * @return false for what is no number, or may be two */
bool feed_number_read(struct jk_span text, char sep, enum feed_number_kind kind,
                      struct jk_buf *out);

/* One row: a cell for each column, "" where the table has none. */
struct register_row {
    const char *cell[JK_REGISTER_END];
    unsigned line;
    const char *uid; /* of the notice it is about; null: its own cell, or one of what it says */
    bool known;      /* of a notice that is there: an area or a route is carried over */
    char sep;        /* ';': numbers may have a decimal comma */
    const struct jk_pack *pack; /* zones of its contests, permitted hours, usual lengths */
};

/* The notice with its octets, in the arena or borrowed; null when memory is out. */
const struct jk_notice *feed_register_whole(const struct jk_register_item *item,
                                            struct jk_arena *arena);

/* The rows a notice has in the register, in the arena, with a decimal point; null when memory is
 * out. One that has no instance left has one. */
struct register_row *feed_register_rows(struct jk_arena *arena, const struct jk_register_item *item,
                                        size_t *count);

/* Append the row as a VEVENT, but for its END line. JK_OK; JK_INVALID with line and column. */
enum jk_status feed_register_row_write(const struct register_row *row, struct jk_buf *ical,
                                       struct jk_error *err);
#endif
