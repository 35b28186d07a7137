/* Proof that the tables are what the journal says (jarakctl replay).
 *
 * The journal is read once, in order: numbers (J1), hashes (J2) and payloads (J3) are checked and
 * each entry is folded into a fresh database in memory by the statements that live writes use (S1).
 * Then both databases are walked table by table in the order of their keys and compared cell by
 * cell. The laws between tables (S2 to S9) are queries that return the rows that break them; keys
 * and letters are tried by opening what they sealed. The schema itself is compared first (S8): a
 * trigger or a table of someone else would go on working behind rows that are all in order.
 *
 * It works on one read-only snapshot, so the daemon may write meanwhile, and stops at the first
 * stage that finds a difference: after a broken chain nothing behind it means anything.
 *
 * A replayer that runs again keeps what it has folded and reads on behind the entry it ended with,
 * after a look whether that one has the hash it had; the tables are compared whole each time. */
#include "daemon/store/replayer.h"
#include "daemon/store/store_internal.h"
#include "jarak/base/heap.h"
#include "jarak/model/texts.h"
#include "jarak/store/texts.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void tell(struct jk_replay *out, const char *what, const char *where)
{
    out->differences++;
    if (!out->first[0])
        snprintf(out->first, sizeof out->first, "%s: %s", where, what);
}

/* Laws over several tables, each as a query for the name of a row that breaks it. */
static const struct {
    const char *sql, *what;
} laws[] = {
    /* A UID that was erased once and filed again is let off: its key may be gone either way. */
    { "SELECT uid FROM notices AS n WHERE length(octets) + length(approved) > 0"
      " AND NOT EXISTS (SELECT 1 FROM keys AS k WHERE k.uid = n.uid)"
      " AND NOT EXISTS (SELECT 1 FROM erasures AS e WHERE e.uid = n.uid)",
      "S2, its key is gone and no one erased it" },
    { "SELECT account FROM alerts GROUP BY account"
      " HAVING min(number) <> 1 OR max(number) <> count(*)",
      "S3, its inbox has a gap" },
    { "SELECT id FROM subscriptions AS s WHERE removed = 0"
      " AND NOT EXISTS (SELECT 1 FROM secrets AS k WHERE k.id = s.id)",
      "S4, its secret is gone and no one removed it" },
    { "SELECT uid FROM letters AS l WHERE NOT EXISTS (SELECT 1 FROM files AS f WHERE f.uid = l.uid)"
      " AND NOT EXISTS (SELECT 1 FROM erasures AS e WHERE e.uid = l.uid)",
      "S5, its letter is gone and no one erased it" },
    { "SELECT id FROM drafts AS d WHERE length(octets) > 0"
      " AND NOT EXISTS (SELECT 1 FROM keys AS k WHERE k.uid = " DRAFT_KEY ")",
      "S6, its key is gone" },
    { "SELECT id FROM plains AS d WHERE length(octets) + length(name) > 0"
      " AND NOT EXISTS (SELECT 1 FROM keys AS k WHERE k.uid = " PLAIN_KEY ")",
      "S6, its key is gone" },
    { "SELECT id FROM matters AS d WHERE length(octets) > 0"
      " AND NOT EXISTS (SELECT 1 FROM keys AS k WHERE k.uid = " MATTER_KEY(
          "id") ")"
                " AND NOT EXISTS (SELECT 1 FROM erasures AS e WHERE e.uid = " MATTER_KEY("id") ")",
      "S7, its key is gone and no one erased it" },
    { "SELECT 'journal' FROM journal WHERE seq < 1", "S9, an entry stands before the first" },
    { "SELECT replace(uid, char(10), ' ') FROM keys AS k"
      " WHERE NOT EXISTS (SELECT 1 FROM notices AS d WHERE d.uid = k.uid)"
      " AND NOT EXISTS (SELECT 1 FROM letters AS d WHERE d.uid = k.uid)"
      " AND NOT EXISTS (SELECT 1 FROM certificates AS d WHERE d.chain = k.uid)"
      " AND NOT EXISTS (SELECT 1 FROM drafts AS d WHERE length(octets) > 0 AND k.uid = " DRAFT_KEY
      ")"
      " AND NOT EXISTS (SELECT 1 FROM plains AS d WHERE length(octets) + length(name) > 0"
      " AND k.uid = " PLAIN_KEY ")"
      " AND NOT EXISTS (SELECT 1 FROM matters AS d WHERE k.uid = " MATTER_KEY("id") ")",
      "S9, the key is of nothing that is there" },
    { "SELECT id FROM secrets AS k WHERE NOT EXISTS"
      " (SELECT 1 FROM subscriptions AS s WHERE s.id = k.id AND removed = 0)",
      "S9, the secret is of no subscription" },
    { "SELECT uid FROM files AS f WHERE NOT EXISTS (SELECT 1 FROM letters AS l WHERE l.uid = "
      "f.uid)",
      "S9, the file is of no letter" },
    { "SELECT 'meta' WHERE (SELECT count(*) FROM meta WHERE name = 'salt'"
      " AND typeof(value) = 'blob' AND length(value) = 32) <> 1 OR EXISTS (SELECT 1 FROM meta"
      " WHERE name <> 'salt' AND (name <> 'snapshot' OR typeof(value) <> 'blob'"
      " OR length(value) <> 32) AND (name <> 'open' OR value IS NOT x'01'))",
      "S9, it has not the salt, the key of snapshots, the mark of an open store, and nothing "
      "else" },
};

/* What is sealed, with the key it is sealed under and the name it is bound to. What hangs on an
 * erased matter is let off, as that may have been filed again under a new key. */
static const char *const sealed[] = {
    "SELECT d.uid, d.octets, k.key FROM notices AS d JOIN keys AS k ON k.uid = d.uid",
    "SELECT d.uid, d.approved, k.key FROM notices AS d JOIN keys AS k ON k.uid = d.uid",
    "SELECT d.id, d.octets, k.key FROM drafts AS d JOIN keys AS k ON k.uid = " DRAFT_KEY,
    "SELECT d.id, d.octets, k.key FROM plains AS d JOIN keys AS k ON k.uid = " PLAIN_KEY,
    "SELECT d.id, d.name, k.key FROM plains AS d JOIN keys AS k ON k.uid = " PLAIN_KEY,
    "SELECT d.id, d.octets, k.key FROM matters AS d JOIN keys AS k ON k.uid = " MATTER_KEY("id"),
    "SELECT d.matter, d.words, k.key FROM matter_acts AS d JOIN keys AS k ON k.uid = " MATTER_KEY(
        "matter") " WHERE NOT EXISTS (SELECT 1 FROM erasures AS e WHERE e.uid = k.uid)",
};

static struct jk_span span_at(sqlite3_stmt *st, int column)
{
    const char *at = sqlite3_column_type(st, column) == SQLITE_TEXT
                         ? (const char *)sqlite3_column_text(st, column)
                         : sqlite3_column_blob(st, column);

    return (struct jk_span){ at ? at : "", (size_t)sqlite3_column_bytes(st, column) };
}

/* False when a column is not of its type: SQLite would turn a blob '1' into a 1 for us. */
static bool read_entry(sqlite3_stmt *st, struct entry *entry)
{
    static const int types[] = { SQLITE_INTEGER, SQLITE_INTEGER, SQLITE_TEXT, SQLITE_INTEGER,
                                 SQLITE_INTEGER, SQLITE_BLOB,    SQLITE_BLOB };

    for (int i = 0; i < (int)(sizeof types / sizeof *types); i++) {
        if (sqlite3_column_type(st, i) != types[i])
            return false;
    }
    *entry = (struct entry){ .seq = (uint64_t)sqlite3_column_int64(st, 0),
                             .time_s = sqlite3_column_int64(st, 1),
                             .actor = span_at(st, 2),
                             .kind = sqlite3_column_int64(st, 3),
                             .version = sqlite3_column_int64(st, 4),
                             .payload = span_at(st, 5) };
    return sqlite3_column_bytes(st, 6) == JK_DIGEST_LEN;
}

/* Says nothing of the journal. */
static bool is_of_the_machine(int rc)
{
    rc &= 0xff; /* the first of SQLite's codes, without what is more exact */
    return rc == SQLITE_NOMEM || rc == SQLITE_IOERR || rc == SQLITE_FULL;
}

int store_replay_entry(sqlite3_stmt *st, struct folds *folds, struct tip *tip,
                       struct jk_replay *out)
{
    struct value values[FIELDS_MAX];
    struct tip next = { .seq = (uint64_t)sqlite3_column_int64(st, 0) };
    struct entry entry;
    const struct kind *kind;
    char where[40];
    int rc;

    snprintf(where, sizeof where, "entry %" PRIu64, next.seq);
    if (next.seq != tip->seq + 1) {
        tell(out, "J1, entries are missing before it", where);
        return SQLITE_OK;
    }
    if (!read_entry(st, &entry)) {
        tell(out, "J2, a column is not of its type", where);
        return SQLITE_OK;
    }
    store_journal_hash(tip->hash, &entry, next.hash);
    if (memcmp(next.hash, sqlite3_column_blob(st, 6), JK_DIGEST_LEN) != 0) {
        tell(out, "J2, the hash is not that of its content", where);
        return SQLITE_OK;
    }
    kind = entry.kind > 0 && entry.kind < JK_ENTRY_END
               ? store_kind_of((enum jk_entry_kind)entry.kind)
               : NULL;
    if (!kind || entry.version != kind->version ||
        store_codec_read((enum jk_entry_kind)entry.kind, entry.payload, values) != JK_OK) {
        tell(out, "J3, the payload has not the fields of its kind", where);
        return SQLITE_OK;
    }
    rc = store_folds_apply(folds, (enum jk_entry_kind)entry.kind, next.seq, values);
    if (is_of_the_machine(rc))
        return rc;
    if (rc != SQLITE_OK) {
        tell(out, "J4, it cannot be folded", where);
        return SQLITE_OK;
    }
    *tip = next;
    out->entries++;
    return SQLITE_OK;
}

struct store_replayer {
    sqlite3 *fresh; /* the tables as they follow from the entries read so far, in a transaction */
    struct folds folds;
    struct tip tip; /* the last entry read */
};

/* Does the entry that the last run ended with stand where it stood? */
static bool is_continued(sqlite3 *db, const struct tip *tip)
{
    sqlite3_stmt *st = NULL;
    bool same = tip->seq == 0;

    if (!same &&
        sqlite3_prepare_v2(db, "SELECT hash FROM journal WHERE seq = ?1", -1, &st, NULL) ==
            SQLITE_OK &&
        sqlite3_bind_int64(st, 1, (int64_t)tip->seq) == SQLITE_OK && sqlite3_step(st) == SQLITE_ROW)
        same = sqlite3_column_bytes(st, 0) == JK_DIGEST_LEN &&
               memcmp(sqlite3_column_blob(st, 0), tip->hash, JK_DIGEST_LEN) == 0;
    sqlite3_finalize(st);
    return same;
}

static enum jk_status fold_on(sqlite3 *db, struct store_replayer *r, struct jk_replay *out,
                              struct jk_error *err)
{
    sqlite3_stmt *st;
    int rc =
        sqlite3_prepare_v2(db, "SELECT " STORE_ENTRY " FROM journal WHERE seq > ?1 ORDER BY seq",
                           -1, &st, NULL);

    if (rc == SQLITE_OK)
        rc = sqlite3_bind_int64(st, 1, (int64_t)r->tip.seq);
    if (rc == SQLITE_OK && !is_continued(db, &r->tip))
        tell(out, "J2, the entry that was the last one is another", "journal");
    while (rc == SQLITE_OK && out->differences == 0 && (rc = sqlite3_step(st)) == SQLITE_ROW) {
        rc = store_replay_entry(st, &r->folds, &r->tip, out);
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
    if (sqlite3_column_count(a) != sqlite3_column_count(b))
        return false;
    for (int i = 0; i < sqlite3_column_count(a); i++) {
        if (!same_cell(a, b, i))
            return false;
    }
    return true;
}

/* Walk both tables of a kind side by side in the order of their keys. */
static enum jk_status compare_table(sqlite3 *stored, sqlite3 *rebuilt, const struct kind *kind,
                                    struct jk_replay *out, struct jk_error *err)
{
    char *sql = sqlite3_mprintf("SELECT * FROM %s ORDER BY %s", kind->table, kind->key);
    sqlite3_stmt *a = NULL, *b = NULL;
    int ra, rb;

    if (!sql)
        return jk_no_memory(err);
    ra = sqlite3_prepare_v2(stored, sql, -1, &a, NULL);
    rb = sqlite3_prepare_v2(rebuilt, sql, -1, &b, NULL);
    while (ra == SQLITE_OK && rb == SQLITE_OK) {
        ra = sqlite3_step(a);
        rb = sqlite3_step(b);
        if (ra != SQLITE_ROW || rb != SQLITE_ROW)
            break;
        out->rows++;
        if (!same_row(a, b))
            tell(out, "a row differs from what the journal says", kind->table);
        ra = rb = SQLITE_OK;
    }
    sqlite3_finalize(a);
    sqlite3_finalize(b);
    sqlite3_free(sql);
    if (is_of_the_machine(ra) || is_of_the_machine(rb))
        return store_status(is_of_the_machine(ra) ? stored : rebuilt,
                            is_of_the_machine(ra) ? ra : rb, err);
    if (ra != rb && (ra == SQLITE_ROW || rb == SQLITE_ROW))
        tell(out, "rows are missing or too many", kind->table);
    else if (ra != SQLITE_DONE || rb != SQLITE_DONE)
        tell(out, "it cannot be read", kind->table);
    return JK_OK;
}

/* Where the row of a schema stands in the order of names; a list that is over, behind all. */
static const char *name_in_schema(sqlite3_stmt *st, int rc)
{
    return rc == SQLITE_ROW ? (const char *)sqlite3_column_text(st, 0) : "\xff";
}

/* S8: nothing is there but what our steps made, as they made it. */
static enum jk_status compare_schema(sqlite3 *stored, sqlite3 *rebuilt, struct jk_replay *out,
                                     struct jk_error *err)
{
    static const char sql[] =
        "SELECT name, type, tbl_name, sql FROM sqlite_schema ORDER BY name, type";
    sqlite3_stmt *a = NULL, *b = NULL;
    int ra = sqlite3_prepare_v2(stored, sql, -1, &a, NULL);
    int rb = sqlite3_prepare_v2(rebuilt, sql, -1, &b, NULL);

    while (ra == SQLITE_OK && rb == SQLITE_OK && !out->differences) {
        const char *there, *ours;

        ra = sqlite3_step(a);
        rb = sqlite3_step(b);
        if ((ra != SQLITE_ROW && (ra != SQLITE_DONE || rb != SQLITE_ROW)) ||
            (rb != SQLITE_ROW && rb != SQLITE_DONE))
            break; /* both are over, or one cannot be read */
        there = name_in_schema(a, ra);
        ours = name_in_schema(b, rb);
        if (strcmp(there, ours) < 0)
            tell(out, "S8, it is none of ours", there);
        else if (strcmp(there, ours) > 0)
            tell(out, "S8, it is missing", ours);
        else if (!same_row(a, b))
            tell(out, "S8, it is not as we made it", there);
        ra = rb = out->differences ? SQLITE_DONE : SQLITE_OK;
    }
    sqlite3_finalize(a);
    sqlite3_finalize(b);
    if (ra != SQLITE_DONE)
        return store_status(stored, ra, err);
    return rb == SQLITE_DONE ? JK_OK : store_status(rebuilt, rb, err);
}

/* Compares every table that is a fold (S1). A kind that amends has no table of its own. */
static enum jk_status compare_tables(sqlite3 *stored, sqlite3 *rebuilt, struct jk_replay *out,
                                     struct jk_error *err)
{
    enum jk_status rc = JK_OK;

    for (int i = 0; i < JK_ENTRY_END && rc == JK_OK && !out->differences; i++) {
        const struct kind *kind = store_kind_of((enum jk_entry_kind)i);

        if (kind && kind->fold != FOLD_NOTHING && kind->fold != FOLD_AMEND)
            rc = compare_table(stored, rebuilt, kind, out, err);
    }
    return rc;
}

static enum jk_status check_laws(sqlite3 *stored, struct jk_replay *out, struct jk_error *err)
{
    for (size_t i = 0; i < sizeof laws / sizeof *laws; i++) {
        sqlite3_stmt *st;
        int rc = sqlite3_prepare_v2(stored, laws[i].sql, -1, &st, NULL);

        while (rc == SQLITE_OK && (rc = sqlite3_step(st)) == SQLITE_ROW) {
            tell(out, laws[i].what, (const char *)sqlite3_column_text(st, 0));
            rc = SQLITE_OK;
        }
        sqlite3_finalize(st);
        if (rc != SQLITE_DONE)
            return store_status(stored, rc, err);
    }
    return JK_OK;
}

/* S2: a key that is there opens what it sealed. */
static enum jk_status check_keys_of(sqlite3 *stored, const char *sql, struct jk_replay *out,
                                    struct jk_error *err)
{
    struct jk_buf plain = { 0 };
    sqlite3_stmt *st;
    int rc = sqlite3_prepare_v2(stored, sql, -1, &st, NULL);

    while (rc == SQLITE_OK && (rc = sqlite3_step(st)) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(st, 0);
        struct jk_span key = span_at(st, 2);
        enum jk_status opened = JK_CORRUPT;

        jk_buf_reset(&plain);
        if (key.len == JK_SEAL_KEY_LEN)
            opened = store_open_bytes(key, name, span_at(st, 1), &plain);
        if (opened != JK_OK && opened != JK_MEMORY)
            tell(out, "S2, its key does not open its bytes", name);
        rc = opened == JK_MEMORY ? SQLITE_NOMEM : SQLITE_OK;
    }
    sqlite3_finalize(st);
    jk_buf_clear(&plain);
    return rc == SQLITE_DONE ? JK_OK : store_status(stored, rc, err);
}

static enum jk_status check_keys(sqlite3 *stored, struct jk_replay *out, struct jk_error *err)
{
    enum jk_status rc = JK_OK;

    for (size_t i = 0; i < sizeof sealed / sizeof *sealed && rc == JK_OK; i++)
        rc = check_keys_of(stored, sealed[i], out, err);
    return rc;
}

/* S5: a letter is the one whose hash was journalled. */
static enum jk_status check_files(sqlite3 *stored, struct jk_replay *out, struct jk_error *err)
{
    struct jk_buf plain = { 0 };
    sqlite3_stmt *st;
    int rc = sqlite3_prepare_v2(stored,
                                "SELECT f.uid, f.sealed, k.key, (SELECT sha256 FROM letters AS l"
                                " WHERE l.uid = f.uid ORDER BY seq DESC LIMIT 1) FROM files AS f"
                                " LEFT JOIN keys AS k ON k.uid = f.uid",
                                -1, &st, NULL);

    while (rc == SQLITE_OK && (rc = sqlite3_step(st)) == SQLITE_ROW) {
        const char *uid = (const char *)sqlite3_column_text(st, 0);
        uint8_t digest[JK_DIGEST_LEN];
        char hex[2 * JK_DIGEST_LEN + 1] = "";
        enum jk_status opened;

        jk_buf_reset(&plain);
        opened = store_open_bytes(span_at(st, 2), uid, span_at(st, 1), &plain);
        if (opened == JK_MEMORY) {
            rc = SQLITE_NOMEM;
            break;
        }
        if (opened == JK_OK && plain.len) {
            jk_sha256(plain.at, plain.len, digest);
            jk_hex(digest, sizeof digest, hex);
        }
        if (!jk_span_eq(span_at(st, 3), jk_span_of(hex)))
            tell(out, "S5, its letter is not the one that was journalled", uid);
        rc = SQLITE_OK;
    }
    sqlite3_finalize(st);
    jk_buf_clear(&plain);
    return rc == SQLITE_DONE ? JK_OK : store_status(stored, rc, err);
}

/* Stage by stage; a later one would only repeat what an earlier one found. */
static enum jk_status replay_on(sqlite3 *stored, struct store_replayer *r, struct jk_replay *out,
                                struct jk_error *err)
{
    enum jk_status rc = compare_schema(stored, r->fresh, out, err);

    if (rc == JK_OK && !out->differences)
        rc = fold_on(stored, r, out, err);
    if (rc == JK_OK)
        rc = compare_tables(stored, r->fresh, out, err);
    if (rc == JK_OK && !out->differences)
        rc = check_laws(stored, out, err);
    if (rc == JK_OK && !out->differences)
        rc = check_keys(stored, out, err);
    if (rc == JK_OK && !out->differences)
        rc = check_files(stored, out, err);
    return rc;
}

/* Closing must not tidy the log up: nothing is changed here. */
static enum jk_status open_reader(const char *path, sqlite3 **stored, size_t *version,
                                  struct jk_error *err)
{
    enum jk_status rc;

    if (access(path, F_OK) != 0)
        return jk_fail(err, JK_NONE, JK_TEXT_FILE_READ, path, "%s", strerror(errno));
    if ((rc = store_log_check(path, err)) != JK_OK)
        return rc;
    rc = store_status(NULL, sqlite3_open_v2(path, stored, SQLITE_OPEN_READONLY, NULL), err);
    if (rc != JK_OK)
        return rc;
    sqlite3_busy_timeout(*stored, BUSY_MS);
    sqlite3_db_config(*stored, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    rc = store_run(*stored, "PRAGMA trusted_schema = OFF; BEGIN", err);
    return rc == JK_OK ? store_schema_check(*stored, version, err) : rc;
}

enum jk_status store_snapshot_open(const char *path, sqlite3 **stored, struct jk_error *err)
{
    size_t version = 0;

    return open_reader(path, stored, &version, err);
}

enum jk_status store_reader_open(const char *path, sqlite3 **stored, struct jk_error *err)
{
    size_t version = 0;
    enum jk_status rc = open_reader(path, stored, &version, err);

    if (rc != JK_OK)
        return rc;
    return store_schema_is_newest(version)
               ? JK_OK
               : jk_fail(err, JK_CORRUPT, JK_TEXT_STORE_OLDER, path, "%zu", version);
}

enum jk_status store_replayer_new(struct store_replayer **out, struct jk_error *err)
{
    struct store_replayer *r = jk_heap_zeroed(1, sizeof *r);
    enum jk_status rc;

    if (!r)
        return jk_no_memory(err);
    rc = store_status(NULL,
                      sqlite3_open_v2(":memory:", &r->fresh,
                                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL),
                      err);
    if (rc == JK_OK)
        rc = store_schema_prepare(r->fresh, err);
    if (rc == JK_OK)
        rc = store_status(r->fresh, store_folds_open(&r->folds, r->fresh), err);
    if (rc == JK_OK)
        rc = store_run(r->fresh, "BEGIN", err);
    if (rc == JK_OK)
        *out = r;
    else
        store_replayer_free(r);
    return rc;
}

void store_replayer_free(struct store_replayer *r)
{
    if (!r)
        return;
    store_folds_close(&r->folds);
    sqlite3_close(r->fresh);
    free(r);
}

enum jk_status store_replayer_run(struct store_replayer *r, const char *path, struct jk_replay *out,
                                  struct jk_error *err)
{
    sqlite3 *stored = NULL;
    enum jk_status rc = store_reader_open(path, &stored, err);

    *out = (struct jk_replay){ .entries = 0 };
    if (rc == JK_OK)
        rc = replay_on(stored, r, out, err);
    sqlite3_close(stored);
    if (rc == JK_OK && out->differences)
        return jk_fail(err, JK_CORRUPT, JK_TEXT_STORE_ROW, path, "%s", out->first);
    return rc;
}

enum jk_status jk_store_replay(const char *path, struct jk_replay *out, struct jk_error *err)
{
    struct store_replayer *r = NULL;
    enum jk_status rc = store_replayer_new(&r, err);

    *out = (struct jk_replay){ .entries = 0 };
    if (rc == JK_OK)
        rc = store_replayer_run(r, path, out, err);
    store_replayer_free(r);
    return rc;
}

/* Reads one row: a blob of 32 bytes, a number, and an instant. @param seq for the statement's
 * parameter; 0: it has none. @return JK_NONE without a row */
static enum jk_status read_digest(sqlite3 *stored, const char *sql, uint64_t seq,
                                  struct jk_journal_mark *out, struct jk_error *err)
{
    sqlite3_stmt *st;
    enum jk_status rc = JK_NONE;
    int sql_rc = sqlite3_prepare_v2(stored, sql, -1, &st, NULL);

    if (sql_rc == SQLITE_OK && seq)
        sql_rc = sqlite3_bind_int64(st, 1, (int64_t)seq);
    if (sql_rc == SQLITE_OK && (sql_rc = sqlite3_step(st)) == SQLITE_ROW) {
        rc = sqlite3_column_bytes(st, 0) == 32 ? JK_OK : JK_CORRUPT;
        if (rc == JK_OK)
            memcpy(out->hash, sqlite3_column_blob(st, 0), 32);
        out->entries = (uint64_t)sqlite3_column_int64(st, 1);
        out->time_s = sqlite3_column_int64(st, 2);
    }
    sqlite3_finalize(st);
    if (sql_rc != SQLITE_ROW && sql_rc != SQLITE_DONE)
        return store_status(stored, sql_rc, err);
    return rc == JK_OK ? rc
                       : jk_fail(err, rc, JK_TEXT_STORE_ROW, store_file_name(stored), "%s", "");
}

enum jk_status store_mark_of(sqlite3 *stored, uint64_t seq, struct jk_journal_mark *out,
                             struct jk_error *err)
{
    enum jk_status rc =
        read_digest(stored, "SELECT value, 0, 0 FROM meta WHERE name = 'salt'", 0, out, err);

    if (rc != JK_OK)
        return rc;
    memcpy(out->salt, out->hash, sizeof out->salt);
    return read_digest(stored,
                       seq ? "SELECT hash, seq, time_s FROM journal WHERE seq = ?1"
                           : "SELECT hash, seq, time_s FROM journal ORDER BY seq DESC LIMIT 1",
                       seq, out, err);
}

enum jk_status jk_store_peek(const char *path, uint64_t seq, struct jk_journal_mark *out,
                             struct jk_error *err)
{
    sqlite3 *stored = NULL;
    enum jk_status rc = store_reader_open(path, &stored, err);

    if (rc == JK_OK)
        rc = store_mark_of(stored, seq, out, err);
    sqlite3_close(stored);
    return rc;
}
