/* daemon/store/kinds/fold.h: the statements that fold entries into tables, made of the descriptors.
 */
#ifndef DAEMON_STORE_FOLD_H
#define DAEMON_STORE_FOLD_H
#include <sqlite3.h>
#include "daemon/store/kinds/codec.h"

/* The statements of one database. */
struct folds {
    sqlite3 *db;
    sqlite3_stmt *statements[JK_ENTRY_END];     /* null: the kind has no table */
    unsigned char at[JK_ENTRY_END][FIELDS_MAX]; /* a field's parameter in its statement */
    unsigned char seq_at[JK_ENTRY_END];         /* that of :seq; 0 where it has none */
};

/* @return an SQLite code */
int store_folds_open(struct folds *folds, sqlite3 *db);
/* Finalize the statements. */
void store_folds_close(struct folds *folds);
/* Fold one entry: the only writer of the tables. @return an SQLite code */
int store_folds_apply(struct folds *folds, enum jk_entry_kind kind, uint64_t seq,
                      const struct value *values);
#endif
