#include "jarak/store/outbox.h"

#include <stdio.h>
#include <stdlib.h>
#include "daemon/store/store_internal.h"

#define OUTBOX_ID 0x4a614f62 /* "JaOb": PRAGMA application_id */

/* synchronous=NORMAL: a commit writes to the log and waits for no disk, so the loop does not. */
#define SET_UP                                                                             \
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA trusted_schema = OFF;" \
    "CREATE TABLE IF NOT EXISTS deliveries (subscription TEXT PRIMARY KEY,"                \
    " delivered INTEGER NOT NULL, attempts INTEGER NOT NULL, failing_ms INTEGER NOT NULL," \
    " next_ms INTEGER NOT NULL, dead INTEGER NOT NULL, reason TEXT NOT NULL) WITHOUT ROWID;"

struct jk_outbox {
    sqlite3 *db;
    sqlite3_stmt *get, *put, *drop;
};

/* JK_CORRUPT for a database of someone else; a new one is marked as ours. */
static enum jk_status claim(sqlite3 *db, struct jk_error *err)
{
    sqlite3_stmt *st;
    char sql[64];
    bool ours = false, empty = false;
    int rc = sqlite3_prepare_v2(db,
                                "SELECT (SELECT application_id FROM pragma_application_id),"
                                " (SELECT count(*) FROM sqlite_schema)",
                                -1, &st, NULL);

    if (rc == SQLITE_OK && (rc = sqlite3_step(st)) == SQLITE_ROW) {
        ours = sqlite3_column_int(st, 0) == OUTBOX_ID;
        empty = sqlite3_column_int(st, 1) == 0;
    }
    sqlite3_finalize(st);
    if (rc != SQLITE_ROW)
        return store_status(db, rc, err);
    if (!ours && !empty)
        return jk_fail(err, JK_CORRUPT, JK_TEXT_STORE_FOREIGN, "deliveries.db", "%s", "");
    snprintf(sql, sizeof sql, "PRAGMA application_id = %d", OUTBOX_ID);
    return ours ? JK_OK : store_run(db, sql, err);
}

static enum jk_status prepare(struct jk_outbox *o, struct jk_error *err)
{
    static const char get[] = "SELECT delivered, attempts, failing_ms, next_ms, dead, reason"
                              " FROM deliveries WHERE subscription = :subscription";
    static const char put[] = "INSERT OR REPLACE INTO deliveries (subscription, delivered,"
                              " attempts, failing_ms, next_ms, dead, reason) VALUES (?1, ?2, ?3,"
                              " ?4, ?5, ?6, ?7)";
    static const char drop[] = "DELETE FROM deliveries WHERE subscription = :subscription";
    int rc = sqlite3_prepare_v3(o->db, get, -1, SQLITE_PREPARE_PERSISTENT, &o->get, NULL);

    if (rc == SQLITE_OK)
        rc = sqlite3_prepare_v3(o->db, put, -1, SQLITE_PREPARE_PERSISTENT, &o->put, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_prepare_v3(o->db, drop, -1, SQLITE_PREPARE_PERSISTENT, &o->drop, NULL);
    return store_status(o->db, rc, err);
}

enum jk_status jk_outbox_open(const char *path, struct jk_outbox **out, struct jk_error *err)
{
    struct jk_outbox *o = calloc(1, sizeof *o);
    enum jk_status rc;

    if (!o)
        return jk_fail(err, JK_MEMORY, JK_TEXT_NO_MEMORY, "", "%s", "");
    rc = store_status(NULL,
                      sqlite3_open_v2(path, &o->db,
                                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
                                          SQLITE_OPEN_NOMUTEX,
                                      NULL),
                      err);
    if (rc == JK_OK)
        sqlite3_busy_timeout(o->db, BUSY_MS);
    if (rc != JK_OK || (rc = claim(o->db, err)) != JK_OK ||
        (rc = store_run(o->db, SET_UP, err)) != JK_OK || (rc = prepare(o, err)) != JK_OK) {
        jk_outbox_close(o);
        return rc;
    }
    *out = o;
    return JK_OK;
}

void jk_outbox_close(struct jk_outbox *outbox)
{
    if (!outbox)
        return;
    sqlite3_finalize(outbox->get);
    sqlite3_finalize(outbox->put);
    sqlite3_finalize(outbox->drop);
    sqlite3_close(outbox->db);
    free(outbox);
}

enum jk_status jk_outbox_get(struct jk_outbox *outbox, const char *subscription,
                             struct jk_delivery_state *out, struct jk_error *err)
{
    sqlite3_stmt *st = outbox->get;
    int rc;

    sqlite3_bind_text(st, 1, subscription, -1, SQLITE_STATIC);
    rc = sqlite3_step(st);
    if (rc == SQLITE_ROW) {
        *out = (struct jk_delivery_state){ .delivered = (uint64_t)sqlite3_column_int64(st, 0),
                                           .attempts = (uint32_t)sqlite3_column_int64(st, 1),
                                           .failing_ms = sqlite3_column_int64(st, 2),
                                           .next_ms = sqlite3_column_int64(st, 3),
                                           .dead = sqlite3_column_int(st, 4) != 0 };
        snprintf(out->reason, sizeof out->reason, "%s", (const char *)sqlite3_column_text(st, 5));
    }
    sqlite3_reset(st);
    return rc == SQLITE_DONE ? JK_NONE : store_status(outbox->db, rc, err);
}

static enum jk_status run(struct jk_outbox *outbox, sqlite3_stmt *st, struct jk_error *err)
{
    int rc = sqlite3_step(st);

    sqlite3_reset(st);
    return store_status(outbox->db, rc, err);
}

enum jk_status jk_outbox_put(struct jk_outbox *outbox, const char *subscription,
                             const struct jk_delivery_state *state, struct jk_error *err)
{
    sqlite3_stmt *st = outbox->put;

    sqlite3_bind_text(st, 1, subscription, -1, SQLITE_STATIC);
    sqlite3_bind_int64(st, 2, (int64_t)state->delivered);
    sqlite3_bind_int64(st, 3, state->attempts);
    sqlite3_bind_int64(st, 4, state->failing_ms);
    sqlite3_bind_int64(st, 5, state->next_ms);
    sqlite3_bind_int(st, 6, state->dead);
    sqlite3_bind_text(st, 7, state->reason, -1, SQLITE_STATIC);
    return run(outbox, st, err);
}

enum jk_status jk_outbox_drop(struct jk_outbox *outbox, const char *subscription,
                              struct jk_error *err)
{
    sqlite3_bind_text(outbox->drop, 1, subscription, -1, SQLITE_STATIC);
    return run(outbox, outbox->drop, err);
}
