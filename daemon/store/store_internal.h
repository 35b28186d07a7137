/* daemon/store/store_internal.h: what the files of the store share. */
#ifndef JARAK_STORE_INTERNAL_H
#define JARAK_STORE_INTERNAL_H
#include <sqlite3.h>
#include "daemon/store/codec.h"
#include "jarak/base/digest.h"
#include "jarak/store/store.h"

/* Where the journal ends. */
struct tip {
    uint64_t seq;
    uint8_t hash[JK_DIGEST_LEN];
};

/* The statements of the store itself; those of the folds are in struct folds. */
enum statement { ST_APPEND, ST_KEY_GET, ST_KEY_PUT, ST_KEY_DROP, ST_LAST_ALERT, ST_END };

struct jk_store {
    sqlite3 *db;
    int lock_fd; /* held while this process writes; -1 for :memory: */
    struct folds folds;
    sqlite3_stmt *statements[ST_END];
    uint8_t salt[32];
    struct tip tip, begun, marked;
    bool in_transaction;
};

/* schema.c */

/* Bring a database to the newest schema; JK_CORRUPT when it is newer than this program or not ours.
 */
enum jk_status schema_prepare(sqlite3 *db, struct jk_error *err);

/* store.c */

/* What SQLite says, as a status; fills err for anything but JK_OK. */
enum jk_status store_status(sqlite3 *db, int rc, struct jk_error *err);
/* Run statements without results. */
enum jk_status store_run(sqlite3 *db, const char *sql, struct jk_error *err);

/* journal.c */

/* One entry's link: SHA-256(previous hash, every field, length-prefixed). */
void journal_hash(const uint8_t previous[JK_DIGEST_LEN], uint64_t seq, int64_t time_s,
                  const char *actor, enum jk_entry_kind kind, struct jk_span payload,
                  uint8_t out[JK_DIGEST_LEN]);
/* Append an entry and fold it. */
enum jk_status journal_append(struct jk_store *store, const struct jk_act *act,
                              enum jk_entry_kind kind, const struct value *values,
                              struct jk_error *err);
/* The last entry's number and hash. */
enum jk_status journal_tip(sqlite3 *db, struct tip *tip, struct jk_error *err);
#endif
