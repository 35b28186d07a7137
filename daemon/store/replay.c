#include "daemon/store/store_internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* The tables that are folds (S1), in a fixed order of their rows. */
static const struct {
    const char *name, *order;
} tables[] = {
    { "notices", "uid" },   { "chains", "chain" },
    { "conflicts", "id" },  { "alerts", "account, number" },
    { "accounts", "name" }, { "decisions", "seq" },
    { "packs", "seq" },     { "erasures", "seq" },
};

static enum jk_status tell(struct jk_replay *out, const char *what, const char *where)
{
    out->differences++;
    if (!out->first[0])
        snprintf(out->first, sizeof out->first, "%s: %s", where, what);
    return JK_OK;
}

/* J1 to J3 for one entry; folds it where it holds. */
static enum jk_status check_entry(sqlite3_stmt *st, struct folds *folds, struct tip *tip,
                                  struct jk_replay *out)
{
    uint64_t seq = (uint64_t)sqlite3_column_int64(st, 0);
    enum jk_entry_kind kind = (enum jk_entry_kind)sqlite3_column_int(st, 3);
    const char *actor = (const char *)sqlite3_column_text(st, 2), *at = sqlite3_column_blob(st, 5);
    struct jk_span payload = { at ? at : "", (size_t)sqlite3_column_bytes(st, 5) };
    struct value values[FIELDS_MAX];
    uint8_t hash[JK_DIGEST_LEN];
    char where[40];

    snprintf(where, sizeof where, "entry %" PRIu64, seq);
    if (seq != tip->seq + 1)
        return tell(out, "J1, entries are missing before it", where);
    journal_hash(tip->hash, seq, sqlite3_column_int64(st, 1), actor ? actor : "", kind, payload,
                 hash);
    if (sqlite3_column_int(st, 4) != ENTRY_VERSION ||
        sqlite3_column_bytes(st, 6) != JK_DIGEST_LEN ||
        memcmp(hash, sqlite3_column_blob(st, 6), JK_DIGEST_LEN) != 0)
        return tell(out, "J2, the hash is not that of its content", where);
    if (codec_read(kind, payload, values) != JK_OK)
        return tell(out, "J3, the payload has not the fields of its kind", where);
    if (folds_apply(folds, kind, seq, values) != SQLITE_OK)
        return tell(out, "J4, it cannot be folded", where);
    tip->seq = seq;
    memcpy(tip->hash, hash, JK_DIGEST_LEN);
    out->entries++;
    return JK_OK;
}

static enum jk_status fold_all(sqlite3 *db, struct folds *folds, struct jk_replay *out,
                               struct jk_error *err)
{
    struct tip tip = { .seq = 0 };
    sqlite3_stmt *st;
    int rc = sqlite3_prepare_v2(db,
                                "SELECT seq, time_s, actor, kind, version, payload, hash"
                                " FROM journal ORDER BY seq",
                                -1, &st, NULL);

    while (rc == SQLITE_OK && out->differences == 0 && (rc = sqlite3_step(st)) == SQLITE_ROW) {
        check_entry(st, folds, &tip, out);
        rc = SQLITE_OK;
    }
    sqlite3_finalize(st);
    return rc == SQLITE_DONE || out->differences ? JK_OK : store_status(db, rc, err);
}

static bool same_cell(sqlite3_stmt *a, sqlite3_stmt *b, int column)
{
    int type = sqlite3_column_type(a, column), len;

    if (type != sqlite3_column_type(b, column))
        return false;
    if (type == SQLITE_INTEGER)
        return sqlite3_column_int64(a, column) == sqlite3_column_int64(b, column);
    len = sqlite3_column_bytes(a, column);
    return len == sqlite3_column_bytes(b, column) &&
           (len == 0 || memcmp(sqlite3_column_blob(a, column), sqlite3_column_blob(b, column),
                               (size_t)len) == 0);
}

static bool same_row(sqlite3_stmt *a, sqlite3_stmt *b)
{
    for (int i = 0; i < sqlite3_column_count(a); i++) {
        if (!same_cell(a, b, i))
            return false;
    }
    return true;
}

/* Walk both tables side by side in the order of their keys. */
static enum jk_status compare_table(sqlite3 *stored, sqlite3 *rebuilt, size_t table,
                                    struct jk_replay *out, struct jk_error *err)
{
    char *sql =
        sqlite3_mprintf("SELECT * FROM %s ORDER BY %s", tables[table].name, tables[table].order);
    sqlite3_stmt *a = NULL, *b = NULL;
    int ra, rb;

    if (!sql)
        return jk_fail(err, JK_MEMORY, JK_TEXT_NO_MEMORY, "", "%s", "");
    ra = sqlite3_prepare_v2(stored, sql, -1, &a, NULL);
    rb = sqlite3_prepare_v2(rebuilt, sql, -1, &b, NULL);
    while (ra == SQLITE_OK && rb == SQLITE_OK) {
        ra = sqlite3_step(a);
        rb = sqlite3_step(b);
        if (ra != SQLITE_ROW || rb != SQLITE_ROW)
            break;
        out->rows++;
        if (!same_row(a, b))
            tell(out, "a row differs from what the journal says", tables[table].name);
        ra = rb = SQLITE_OK;
    }
    if (ra != rb && (ra == SQLITE_ROW || rb == SQLITE_ROW))
        tell(out, "rows are missing or too many", tables[table].name);
    else if (ra != SQLITE_DONE || rb != SQLITE_DONE)
        tell(out, "it cannot be read", tables[table].name);
    sqlite3_finalize(a);
    sqlite3_finalize(b);
    sqlite3_free(sql);
    return JK_OK;
}

static enum jk_status replay_into(sqlite3 *stored, sqlite3 *fresh, struct jk_replay *out,
                                  struct jk_error *err)
{
    struct folds folds = { .db = NULL };
    enum jk_status rc = schema_prepare(fresh, err);

    if (rc == JK_OK)
        rc = store_status(fresh, folds_open(&folds, fresh), err);
    /* One snapshot of a store that may be written meanwhile. */
    if (rc == JK_OK && (rc = store_run(stored, "BEGIN", err)) == JK_OK &&
        (rc = store_run(fresh, "BEGIN", err)) == JK_OK)
        rc = fold_all(stored, &folds, out, err);
    for (size_t i = 0; i < sizeof tables / sizeof *tables && rc == JK_OK && !out->differences; i++)
        rc = compare_table(stored, fresh, i, out, err);
    folds_close(&folds);
    return rc;
}

enum jk_status jk_store_replay(const char *path, struct jk_replay *out, struct jk_error *err)
{
    sqlite3 *stored = NULL, *fresh = NULL;
    enum jk_status rc;

    *out = (struct jk_replay){ .entries = 0 };
    if (sqlite3_open_v2(path, &stored, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
        rc = jk_fail(err, JK_NONE, JK_TEXT_FILE_READ, path, "%s", sqlite3_errmsg(stored));
    else
        rc = store_status(NULL,
                          sqlite3_open_v2(":memory:", &fresh,
                                          SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL),
                          err);
    if (rc == JK_OK)
        rc = replay_into(stored, fresh, out, err);
    sqlite3_close(fresh);
    sqlite3_close(stored);
    if (rc == JK_OK && out->differences)
        return jk_fail(err, JK_CORRUPT, JK_TEXT_STORE_ROW, path, "%s", out->first);
    return rc;
}
