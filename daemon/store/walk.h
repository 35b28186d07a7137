/* daemon/store/walk.h: walking a table row by row; what the jk_store_each_...() share. */
#ifndef DAEMON_STORE_WALK_H
#define DAEMON_STORE_WALK_H
#include "daemon/store/store_internal.h"

/* A query with its parameters bound, walked row by row. */
struct walked {
    sqlite3 *db;
    sqlite3_stmt *st;
    int rc;
};

/* Begin a walk; its parameters are bound by the caller. A walk inside a walk of the same table
 * would move the outer one: it is refused, as JK_BUSY at the end. */
struct walked walk_start(struct jk_store *store, enum walk walk, struct jk_error *err);
/* Go on to the next row, unless what was made of the last one says otherwise. False: no more. */
bool walk_next(struct walked *q, enum jk_status status);
/* End it. @return `status` of the last row, or why the walk failed */
enum jk_status walk_finish(struct walked *q, enum jk_status status, struct jk_error *err);
/* A column as text, borrowed until the next row. */
const char *walk_text(sqlite3_stmt *st, int column);
/* A column as bytes, borrowed until the next row. */
struct jk_span walk_bytes(sqlite3_stmt *st, int column);
#endif
