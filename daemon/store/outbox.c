/* Where each subscription's delivery stands, in a database of its own.
 *
 * It is no part of the journal: how often a webhook was tried says nothing about the plans and
 * would fill the chain. synchronous=NORMAL writes to the log without waiting for the disk, so a put
 * costs the loop no flush; a loss of power may take the last puts, and what they told of is sent
 * again, which receivers must expect anyway (at least once).
 *
 * An alert held back for the night stands beside the position with the instant it may go. Position
 * and held row change in one transaction, so an alert is always in exactly one of three states:
 * before the position, held, or still to come. */
#include "jarak/store/outbox.h"
#include "jarak/model/texts.h"
#include "jarak/store/texts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "daemon/store/store_internal.h"
#include "jarak/base/heap.h"

#define OUTBOX_ID 0x4a614f62 /* "JaOb": PRAGMA application_id */

/* synchronous=NORMAL: a commit writes to the log and waits for no disk, so the loop does not. */
#define LOG "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
#define SET_UP                                                                                   \
    LOG "PRAGMA trusted_schema = OFF;"                                                           \
        "CREATE TABLE IF NOT EXISTS deliveries (subscription TEXT PRIMARY KEY,"                  \
        " delivered INTEGER NOT NULL, attempts INTEGER NOT NULL, failing_ms INTEGER NOT NULL,"   \
        " next_ms INTEGER NOT NULL, dead INTEGER NOT NULL, reason TEXT NOT NULL) WITHOUT ROWID;" \
        "CREATE TABLE IF NOT EXISTS held (subscription TEXT NOT NULL, number INTEGER NOT NULL,"  \
        " until_ms INTEGER NOT NULL, PRIMARY KEY (subscription, number)) WITHOUT ROWID;"

/* Columns that came later; a file that has them is left as it is. */
static const char *const later[] = { "epoch_s INTEGER NOT NULL DEFAULT 0",
                                     "journal INTEGER NOT NULL DEFAULT 0",
                                     "journal_hash BLOB NOT NULL DEFAULT x''" };

enum statement_of_outbox {
    GET,
    PUT,
    DROP,
    HOLD,
    FIND_HELD,
    EACH_HELD,
    RELEASE,
    PUT_OFF,
    STATEMENTS
};

static const char *const texts[STATEMENTS] = {
    [GET] = "SELECT delivered, attempts, failing_ms, next_ms, dead, reason, epoch_s,"
            " journal, journal_hash FROM deliveries"
            " WHERE subscription = ?1",
    [PUT] = "INSERT OR REPLACE INTO deliveries (subscription, delivered, attempts, failing_ms,"
            " next_ms, dead, reason, epoch_s, journal, journal_hash)"
            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    [DROP] = "DELETE FROM deliveries WHERE subscription = ?1",
    [HOLD] = "INSERT OR REPLACE INTO held (subscription, number, until_ms) VALUES (?1, ?2, ?3)",
    [FIND_HELD] = "SELECT until_ms FROM held WHERE subscription = ?1 AND number = ?2",
    [EACH_HELD] = "SELECT number, until_ms FROM held WHERE subscription = ?1 ORDER BY number",
    [RELEASE] = "DELETE FROM held WHERE subscription = ?1 AND number <= ?2 AND until_ms <= ?3",
    [PUT_OFF] = "UPDATE held SET until_ms = ?2 + 1 WHERE subscription = ?1 AND until_ms <= ?2",
};

struct jk_outbox {
    sqlite3 *db;
    void (*changed)(void *ctx, const char *subscription); /* or null */
    void *changed_ctx;
    sqlite3_stmt *statements[STATEMENTS];
};

/* JK_CORRUPT for a database of someone else; a new one is marked as ours. */
static enum jk_status claim(sqlite3 *db, struct jk_error *err)
{
    sqlite3_stmt *st;
    char sql[128];
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
    snprintf(sql, sizeof sql, LOG "PRAGMA application_id = %d", OUTBOX_ID);
    return ours ? JK_OK : store_run(db, sql, err);
}

static enum jk_status add_columns(sqlite3 *db, struct jk_error *err)
{
    char sql[128];
    enum jk_status rc = JK_OK;

    for (size_t i = 0; i < sizeof later / sizeof *later && rc == JK_OK; i++) {
        const int len = (int)strcspn(later[i], " ");
        sqlite3_stmt *st = NULL;

        snprintf(sql, sizeof sql, "SELECT %.*s FROM deliveries", len, later[i]);
        if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) != SQLITE_OK) {
            snprintf(sql, sizeof sql, "ALTER TABLE deliveries ADD COLUMN %s", later[i]);
            rc = store_run(db, sql, err);
        }
        sqlite3_finalize(st);
    }
    return rc;
}

static enum jk_status prepare(struct jk_outbox *o, struct jk_error *err)
{
    int rc = SQLITE_OK;

    for (int i = 0; i < STATEMENTS && rc == SQLITE_OK; i++)
        rc = sqlite3_prepare_v3(o->db, texts[i], -1, SQLITE_PREPARE_PERSISTENT, &o->statements[i],
                                NULL);
    return store_status(o->db, rc, err);
}

/* SQLite would follow a link, and make what it leads to. */
static enum jk_status make_file(const char *path, struct jk_error *err)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
    struct stat st;
    bool is_file = fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
    const int why = fd >= 0 ? EINVAL : errno;

    if (fd >= 0)
        close(fd);
    return is_file ? JK_OK
                   : jk_fail(err, JK_IO, JK_TEXT_FILE_WRITE, "deliveries.db", "%s", strerror(why));
}

/* The file is claimed before anything is made in it, so that another's database is left as it was.
 */
enum jk_status jk_outbox_open(const char *path, struct jk_outbox **out, struct jk_error *err)
{
    struct jk_outbox *o = jk_heap_zeroed(1, sizeof *o);
    enum jk_status rc;

    if (!o)
        return jk_no_memory(err);
    rc = strcmp(path, ":memory:") == 0 ? JK_OK : make_file(path, err);
    if (rc == JK_OK)
        rc = store_status(NULL,
                          sqlite3_open_v2(path, &o->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
                                          NULL),
                          err);
    if (rc == JK_OK) {
        sqlite3_busy_timeout(o->db, BUSY_MS);
        sqlite3_db_config(o->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL); /* none is ours */
    }
    if (rc != JK_OK || (rc = claim(o->db, err)) != JK_OK ||
        (rc = store_run(o->db, SET_UP, err)) != JK_OK || (rc = add_columns(o->db, err)) != JK_OK ||
        (rc = prepare(o, err)) != JK_OK) {
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
    for (int i = 0; i < STATEMENTS; i++)
        sqlite3_finalize(outbox->statements[i]);
    sqlite3_close(outbox->db);
    free(outbox);
}

enum jk_status jk_outbox_get(struct jk_outbox *outbox, const char *subscription,
                             struct jk_delivery_state *out, struct jk_error *err)
{
    sqlite3_stmt *st = outbox->statements[GET];
    int rc;

    sqlite3_bind_text(st, 1, subscription, -1, SQLITE_STATIC);
    rc = sqlite3_step(st);
    if (rc == SQLITE_ROW) {
        *out = (struct jk_delivery_state){ .delivered = (uint64_t)sqlite3_column_int64(st, 0),
                                           .attempts = (uint32_t)sqlite3_column_int64(st, 1),
                                           .failing_ms = sqlite3_column_int64(st, 2),
                                           .next_ms = sqlite3_column_int64(st, 3),
                                           .dead = sqlite3_column_int(st, 4) != 0,
                                           .epoch_s = sqlite3_column_int64(st, 6),
                                           .journal = (uint64_t)sqlite3_column_int64(st, 7) };
        if (sqlite3_column_bytes(st, 8) == (int)sizeof out->journal_hash)
            memcpy(out->journal_hash, sqlite3_column_blob(st, 8), sizeof out->journal_hash);
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

static enum jk_status tell(const struct jk_outbox *outbox, const char *subscription,
                           enum jk_status rc)
{
    if (rc == JK_OK && outbox->changed)
        outbox->changed(outbox->changed_ctx, subscription);
    return rc;
}

void jk_outbox_watch(struct jk_outbox *outbox, void (*changed)(void *ctx, const char *subscription),
                     void *ctx)
{
    outbox->changed = changed;
    outbox->changed_ctx = ctx;
}

static enum jk_status put(struct jk_outbox *outbox, const char *subscription,
                          const struct jk_delivery_state *state, struct jk_error *err)
{
    sqlite3_stmt *st = outbox->statements[PUT];

    sqlite3_bind_text(st, 1, subscription, -1, SQLITE_STATIC);
    sqlite3_bind_int64(st, 2, (int64_t)state->delivered);
    sqlite3_bind_int64(st, 3, state->attempts);
    sqlite3_bind_int64(st, 4, state->failing_ms);
    sqlite3_bind_int64(st, 5, state->next_ms);
    sqlite3_bind_int(st, 6, state->dead);
    sqlite3_bind_text(st, 7, state->reason, -1, SQLITE_STATIC);
    sqlite3_bind_int64(st, 8, state->epoch_s);
    sqlite3_bind_int64(st, 9, (int64_t)state->journal);
    sqlite3_bind_blob(st, 10, state->journal_hash, sizeof state->journal_hash, SQLITE_STATIC);
    return run(outbox, st, err);
}

enum jk_status jk_outbox_put(struct jk_outbox *outbox, const char *subscription,
                             const struct jk_delivery_state *state, struct jk_error *err)
{
    return tell(outbox, subscription, put(outbox, subscription, state, err));
}

/* Commits what was begun, or rolls all of it back. */
static enum jk_status finish(struct jk_outbox *outbox, enum jk_status rc, struct jk_error *err)
{
    if (rc == JK_OK)
        rc = store_run(outbox->db, "COMMIT", err);
    if (rc != JK_OK && !sqlite3_get_autocommit(outbox->db))
        sqlite3_exec(outbox->db, "ROLLBACK", NULL, NULL, NULL);
    return rc;
}

enum jk_status jk_outbox_hold(struct jk_outbox *outbox, const char *subscription,
                              struct jk_held held, const struct jk_delivery_state *state,
                              struct jk_error *err)
{
    sqlite3_stmt *st = outbox->statements[HOLD];
    enum jk_status rc = store_run(outbox->db, "BEGIN IMMEDIATE", err);

    if (rc != JK_OK)
        return rc;
    sqlite3_bind_text(st, 1, subscription, -1, SQLITE_STATIC);
    sqlite3_bind_int64(st, 2, (int64_t)held.number);
    sqlite3_bind_int64(st, 3, held.until_ms);
    rc = run(outbox, st, err);
    if (rc == JK_OK)
        rc = put(outbox, subscription, state, err);
    return tell(outbox, subscription, finish(outbox, rc, err));
}

enum jk_status jk_outbox_find_held(struct jk_outbox *outbox, const char *subscription,
                                   uint64_t number, int64_t *until_ms, struct jk_error *err)
{
    sqlite3_stmt *st = outbox->statements[FIND_HELD];
    int rc;

    sqlite3_bind_text(st, 1, subscription, -1, SQLITE_STATIC);
    sqlite3_bind_int64(st, 2, (int64_t)number);
    rc = sqlite3_step(st);
    if (rc == SQLITE_ROW)
        *until_ms = sqlite3_column_int64(st, 0);
    sqlite3_reset(st);
    return rc == SQLITE_DONE ? JK_NONE : store_status(outbox->db, rc, err);
}

enum jk_status jk_outbox_each_held(struct jk_outbox *outbox, const char *subscription,
                                   jk_held_each *each, void *ctx, struct jk_error *err)
{
    sqlite3_stmt *st = outbox->statements[EACH_HELD];
    enum jk_status rc = JK_OK;
    int step = SQLITE_DONE;

    sqlite3_bind_text(st, 1, subscription, -1, SQLITE_STATIC);
    while (rc == JK_OK && (step = sqlite3_step(st)) == SQLITE_ROW)
        rc = each(ctx, (uint64_t)sqlite3_column_int64(st, 0), sqlite3_column_int64(st, 1));
    sqlite3_reset(st);
    return rc == JK_OK ? store_status(outbox->db, step, err) : rc;
}

enum jk_status jk_outbox_release(struct jk_outbox *outbox, const char *subscription,
                                 uint64_t number, int64_t until_ms, struct jk_error *err)
{
    sqlite3_stmt *release = outbox->statements[RELEASE], *put_off = outbox->statements[PUT_OFF];
    enum jk_status rc = store_run(outbox->db, "BEGIN IMMEDIATE", err);

    if (rc != JK_OK)
        return rc;
    sqlite3_bind_text(release, 1, subscription, -1, SQLITE_STATIC);
    sqlite3_bind_int64(release, 2, (int64_t)number);
    sqlite3_bind_int64(release, 3, until_ms);
    sqlite3_bind_text(put_off, 1, subscription, -1, SQLITE_STATIC);
    sqlite3_bind_int64(put_off, 2, until_ms);
    rc = run(outbox, release, err);
    if (rc == JK_OK)
        rc = run(outbox, put_off, err);
    return tell(outbox, subscription, finish(outbox, rc, err));
}

enum jk_status jk_outbox_drop(struct jk_outbox *outbox, const char *subscription,
                              struct jk_error *err)
{
    enum jk_status rc = jk_outbox_release(outbox, subscription, INT64_MAX, INT64_MAX - 1, err);

    if (rc != JK_OK)
        return rc;
    sqlite3_bind_text(outbox->statements[DROP], 1, subscription, -1, SQLITE_STATIC);
    return tell(outbox, subscription, run(outbox, outbox->statements[DROP], err));
}

/* The octets: a mark of their form, the state, and what is held. They are written and read by one
 * program on machines of one kind; another form, or length, is refused. */
#define FORM "jarak-position-1"

static enum jk_status add_held(void *ctx, uint64_t number, int64_t until_ms)
{
    const struct jk_held held = { number, until_ms };

    jk_buf_add(ctx, &held, sizeof held);
    return JK_OK;
}

enum jk_status jk_outbox_write(struct jk_outbox *outbox, const char *subscription,
                               struct jk_buf *out, struct jk_error *err)
{
    struct jk_delivery_state state;
    enum jk_status rc;

    memset(&state, 0, sizeof state); /* its gaps go out too */
    rc = jk_outbox_get(outbox, subscription, &state, err);
    if (rc != JK_OK)
        return rc == JK_NONE ? JK_OK : rc;
    jk_buf_add(out, FORM, sizeof FORM);
    jk_buf_add(out, &state, sizeof state);
    return jk_outbox_each_held(outbox, subscription, add_held, out, err);
}

bool jk_outbox_is(struct jk_outbox *outbox, struct jk_span subscription, struct jk_span octets)
{
    struct jk_arena arena = { 0 };
    const char *name = jk_arena_copy(&arena, subscription);
    struct jk_buf own = { 0 };
    struct jk_error err;
    const bool is = name && jk_outbox_write(outbox, name, &own, &err) == JK_OK && jk_buf_ok(&own) &&
                    jk_span_eq(jk_buf_view(&own), octets);

    jk_buf_clear(&own);
    jk_arena_clear(&arena);
    return is;
}

enum jk_status jk_outbox_read(struct jk_outbox *outbox, struct jk_span subscription,
                              struct jk_span octets, struct jk_error *err)
{
    const size_t head = sizeof FORM + sizeof(struct jk_delivery_state);
    struct jk_arena arena = { 0 };
    const char *name = jk_arena_copy(&arena, subscription);
    struct jk_delivery_state state;
    enum jk_status rc = name ? JK_OK : jk_no_memory(err);

    if (rc == JK_OK && (octets.len < head || memcmp(octets.at, FORM, sizeof FORM) != 0 ||
                        (octets.len - head) % sizeof(struct jk_held) != 0))
        rc = jk_fail(err, JK_CORRUPT, JK_TEXT_STORE_ROW, "position", "%s", name);
    if (rc == JK_OK)
        rc = jk_outbox_drop(outbox, name, err);
    if (rc == JK_OK) {
        memcpy(&state, octets.at + sizeof FORM, sizeof state);
        state.reason[sizeof state.reason - 1] = '\0';
        rc = jk_outbox_put(outbox, name, &state, err);
    }
    for (size_t at = head; rc == JK_OK && at < octets.len; at += sizeof(struct jk_held)) {
        struct jk_held held;

        memcpy(&held, octets.at + at, sizeof held);
        rc = jk_outbox_hold(outbox, name, held, &state, err);
    }
    jk_arena_clear(&arena);
    return rc;
}
