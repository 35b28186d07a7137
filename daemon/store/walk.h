/* daemon/store/walk.h: walking a table row by row; what the jk_store_each_...() share. */
#ifndef DAEMON_STORE_WALK_H
#define DAEMON_STORE_WALK_H
#include "daemon/store/store_internal.h"

/* A query with its parameters bound, walked row by row. */
struct walked {
    sqlite3 *db;
    sqlite3_stmt *st;
    const struct reader *reader;
    struct jk_buf opened[COLUMNS_MAX]; /* what lay sealed in the row, by column */
    union row row;                     /* of store_walk_row() */
    int rc;
};

/* Begin a walk; its parameters are bound by the caller. A walk inside a walk of the same table
 * would move the outer one: it is refused, as JK_BUSY at the end. */
struct walked store_walk_start(struct jk_store *store, enum walk walk, struct jk_error *err);
/* Go on to the next row, unless what was made of the last one says otherwise. False: no more. */
bool store_walk_next(struct walked *q, enum jk_status status);
/* The same, and the row is read into q->row, borrowed until the next. *status says why it could not
 * be. */
bool store_walk_row(struct walked *q, enum jk_status *status);
/* Put a number into the member of a row that has its form; texts and octets are not numbers. */
void store_walk_set_number(const struct field *field, int64_t number, void *member);
/* Fill the members of a row from the columns of their names; what is sealed stays so. */
void store_walk_fill(const struct reader *reader, sqlite3_stmt *st, void *row);
/* End it. @return `status` of the last row, or why the walk failed */
enum jk_status store_walk_finish(struct walked *q, enum jk_status status, struct jk_error *err);
/* A column as text, borrowed until the next row. */
const char *store_walk_text(sqlite3_stmt *st, int column);
/* A column as bytes, borrowed until the next row. */
struct jk_span store_walk_bytes(sqlite3_stmt *st, int column);
#endif
