/* daemon/feed/table/known.h: which notice of the register a row of a table is about. */
#ifndef DAEMON_FEED_TABLE_KNOWN_H
#define DAEMON_FEED_TABLE_KNOWN_H
#include "daemon/feed/table/row.h"

/* What a row turned out to be. */
struct row_match {
    const struct known *of; /* the notice it is about; null: a new one */
    bool is_same;           /* it says what the register says */
};

/* A notice of the register, with the rows it has there. */
struct known {
    const struct jk_register_item *item;
    struct register_row *rows; /* null until somebody asks */
    size_t row_count;
    bool is_taken; /* a row of this table is it */
    bool *said;    /* which of its rows a row of this table says; made with them */
};

/* Find the notice of each row: by its uid, else by letter number, contest, paslon and part of the
 * chain. Cells of columns that the table does not have are filled from the notice.
 *
 * @param given        which columns the table has
 * @param[out] matches one for each row
 * @return JK_OK; JK_INVALID where two notices may be meant; JK_MEMORY */
enum jk_status feed_known_match(struct jk_arena *arena, const struct jk_register_known *known,
                                struct register_row *rows, size_t count, const bool given[],
                                struct row_match *matches, struct jk_error *err);

/* Append the lines of a notice's VEVENT that no column states, and its parts.
 *
 * @param given  which columns the table has
 * @param moved  its place has changed: what names the old one goes
 * @return JK_OK; JK_INVALID a series, which no row states; JK_MEMORY */
enum jk_status feed_known_lines(const struct known *known, const bool given[], bool moved,
                                struct jk_buf *ical, struct jk_error *err);
#endif
