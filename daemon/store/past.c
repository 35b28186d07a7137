/* The fold up to an entry, and what is taken out of it again.
 *
 * Of the journal the numbers and times of all entries are kept in memory, and of payloads what is
 * asked for: the key of a row that was changed; and what a digest reads (kinds whose payloads are
 * short). Other payloads are most of a journal. */
#include "jarak/store/past.h"

#include <string.h>
#include "daemon/store/store_internal.h"
#include "jarak/model/texts.h"
#include "jarak/store/texts.h"

#define KEY_ROOM "260" /* octets a key has at most, with its length */
#define KEY_HEAD 4     /* octets of the length of a payload's first field */

/* A past that is being made. */
struct making {
    sqlite3 *stored, *fresh;
    struct folds folds;
    struct tip tip;
    sqlite3_stmt *note;   /* puts an entry into the fresh journal */
    const char *account;  /* whose inbox is kept; null: all */
    sqlite3_stmt *alerts; /* folds an alert */
};

static bool is_change(int64_t kind)
{
    return kind == JK_ENTRY_NOTICE || kind == JK_ENTRY_CHAIN || kind == JK_ENTRY_CONFLICT ||
           kind == JK_ENTRY_ERASE;
}

/* The octets of a payload up to the end of its first field; 0: it has none, or is cut off. */
static int key_length(sqlite3_stmt *entry)
{
    const unsigned char *at = sqlite3_column_blob(entry, 5);
    int len = sqlite3_column_bytes(entry, 5), end;

    if (!at || len < KEY_HEAD || at[0])
        return 0;
    end = KEY_HEAD + (at[1] << 16 | at[2] << 8 | at[3]);
    return end <= len ? end : 0;
}

/* A digest tells what was decided and reported, and what conflicts were between two entries. */
static bool is_whole(int64_t kind)
{
    return kind == JK_ENTRY_CONFLICT || kind == JK_ENTRY_DECISION || kind == JK_ENTRY_RETIME ||
           kind == JK_ENTRY_REPORT || kind == JK_ENTRY_MATTER_ACT;
}

/* How much of the payload is kept. */
static int kept_length(sqlite3_stmt *entry)
{
    const int64_t kind = sqlite3_column_int64(entry, 3);

    if (is_whole(kind))
        return sqlite3_column_bytes(entry, 5);
    return is_change(kind) ? key_length(entry) : 0;
}

/* The entry with what is kept of its payload; checked already. Who wrote it and its hash are asked
 * of the last one alone. */
static int note_entry(struct making *m, sqlite3_stmt *entry, bool last)
{
    const int len = kept_length(entry);
    int rc = SQLITE_OK;

    for (int i = 0; i < 7 && rc == SQLITE_OK; i++)
        rc = sqlite3_bind_value(m->note, i + 1, sqlite3_column_value(entry, i));
    if (rc == SQLITE_OK && !last)
        rc = sqlite3_bind_text(m->note, 3, "", 0, SQLITE_STATIC);
    if (rc == SQLITE_OK && !last)
        rc = sqlite3_bind_blob(m->note, 7, "", 0, SQLITE_STATIC);
    if (rc == SQLITE_OK)
        rc = sqlite3_bind_blob(m->note, 6, len ? sqlite3_column_blob(entry, 5) : "", len,
                               SQLITE_STATIC);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(m->note);
    sqlite3_reset(m->note);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

/* An alert of another inbox is checked like any entry, and not folded. */
static void choose_inbox(struct making *m, sqlite3_stmt *entry)
{
    const char *payload = sqlite3_column_blob(entry, 5);
    const size_t len = m->account ? strlen(m->account) : 0;
    const bool kept = sqlite3_column_int64(entry, 3) != JK_ENTRY_ALERT || !m->account ||
                      (key_length(entry) == (int)(KEY_HEAD + len) &&
                       memcmp(payload + KEY_HEAD, m->account, len) == 0);

    m->folds.statements[JK_ENTRY_ALERT] = kept ? m->alerts : NULL;
}

static enum jk_status fold_entries(struct making *m, uint64_t seq, struct jk_error *err)
{
    struct jk_replay found = { .entries = 0 };
    sqlite3_stmt *st;
    int rc = sqlite3_prepare_v2(m->stored,
                                "SELECT " STORE_ENTRY " FROM journal WHERE seq <= ?1 ORDER BY seq",
                                -1, &st, NULL);

    if (rc == SQLITE_OK)
        rc = sqlite3_bind_int64(st, 1, (int64_t)seq);
    while (rc == SQLITE_OK && (rc = sqlite3_step(st)) == SQLITE_ROW) {
        choose_inbox(m, st);
        rc = store_replay_entry(st, &m->folds, &m->tip, &found);
        if (rc != SQLITE_OK || found.differences)
            break;
        rc = note_entry(m, st, m->tip.seq == seq);
    }
    sqlite3_finalize(st);
    m->folds.statements[JK_ENTRY_ALERT] = m->alerts;
    if (found.differences)
        return jk_fail(err, JK_CORRUPT, JK_TEXT_STORE_ROW, STORE_FILE, "%s", found.first);
    if (rc != SQLITE_DONE)
        return store_status(m->fresh, rc, err);
    return m->tip.seq == seq ? JK_OK
                             : jk_fail(err, JK_NONE, JK_TEXT_STORE_ROW, "journal", "%llu",
                                       (unsigned long long)seq);
}

/* Run one statement for each row of another, whose columns are its parameters in turn; both are
 * finalized. @param rc  what became of preparing them: unless it is SQLITE_OK nothing is run.
 * @return SQLITE_OK, or what failed */
static int pour(int rc, sqlite3_stmt *read, sqlite3_stmt *write)
{
    while (rc == SQLITE_OK && (rc = sqlite3_step(read)) == SQLITE_ROW) {
        rc = SQLITE_OK;
        for (int i = 0; i < sqlite3_column_count(read) && rc == SQLITE_OK; i++)
            rc = sqlite3_bind_value(write, i + 1, sqlite3_column_value(read, i));
        if (rc == SQLITE_OK && (rc = sqlite3_step(write)) == SQLITE_DONE)
            rc = SQLITE_OK;
        sqlite3_reset(write);
    }
    sqlite3_finalize(read);
    sqlite3_finalize(write);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

/* What changed something behind the entry, by number, time and key. */
static enum jk_status note_later(struct making *m, struct jk_error *err)
{
    sqlite3_stmt *st = NULL, *put = NULL;
    int rc = sqlite3_exec(m->fresh,
                          "CREATE TABLE later (seq INTEGER PRIMARY KEY, time_s INTEGER NOT NULL,"
                          " kind INTEGER NOT NULL, payload BLOB NOT NULL)",
                          NULL, NULL, NULL);

    if (rc == SQLITE_OK)
        rc = sqlite3_prepare_v2(m->fresh, "INSERT INTO later VALUES (?,?,?,?)", -1, &put, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_prepare_v2(m->stored,
                                "SELECT seq, time_s, kind, substr(payload, 1, " KEY_ROOM ")"
                                " FROM journal WHERE seq > ?1 AND kind IN (1, 2, 3)",
                                -1, &st, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_bind_int64(st, 1, (int64_t)m->tip.seq);
    rc = pour(rc, st, put);
    return rc == SQLITE_OK ? JK_OK : store_status(m->fresh, rc, err);
}

/* Rows of a table as they are today, in place of those that were there. */
static enum jk_status copy_table(struct making *m, const char *table, const char *where,
                                 struct jk_error *err)
{
    char *from = sqlite3_mprintf("SELECT * FROM %s %s", table, where), *into = NULL;
    sqlite3_stmt *read = NULL, *write = NULL;
    int rc = from ? sqlite3_prepare_v2(m->stored, from, -1, &read, NULL) : SQLITE_NOMEM;

    if (rc == SQLITE_OK) { /* as many parameters as it has columns */
        into = sqlite3_mprintf("INSERT OR REPLACE INTO %s VALUES (%.*s?)", table,
                               2 * (sqlite3_column_count(read) - 1),
                               "?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,");
        rc = into ? sqlite3_prepare_v2(m->fresh, into, -1, &write, NULL) : SQLITE_NOMEM;
    }
    rc = pour(rc, read, write);
    sqlite3_free(from);
    sqlite3_free(into);
    return rc == SQLITE_OK ? JK_OK : store_status(m->fresh, rc, err);
}

/* What is as it is today whatever the entry. An erasure holds for the past too. */
static enum jk_status take_today(struct making *m, struct jk_error *err)
{
    static const struct {
        const char *table, *where;
    } today[] = { { "accounts", "" },
                  { "accesses", "" },
                  { "scopes", "" },
                  { "keys",
                    "WHERE instr(uid, char(10)) = 0 OR uid LIKE 'matter%'" }, /* of drafts: none */
                  { "erasures", "" },
                  { "meta", "WHERE name = 'salt'" } };
    enum jk_status rc = store_run(m->fresh,
                                  "DELETE FROM accounts; DELETE FROM accesses; DELETE FROM scopes;"
                                  "DELETE FROM tokens;"
                                  "DELETE FROM subscriptions; DELETE FROM drafts;"
                                  "DELETE FROM plains;",
                                  err);

    for (size_t i = 0; i < sizeof today / sizeof *today && rc == JK_OK; i++)
        rc = copy_table(m, today[i].table, today[i].where, err);
    return rc;
}

/* A matter lies where it lies today, and is of the topic and the agency of today: who may not read
 * it now may not have read it then. */
static enum jk_status take_matters(struct making *m, struct jk_error *err)
{
    sqlite3_stmt *read = NULL, *write = NULL;
    int rc = sqlite3_prepare_v2(m->stored, "SELECT region, topic, agency, about, id FROM matters",
                                -1, &read, NULL);

    if (rc == SQLITE_OK)
        rc = sqlite3_prepare_v2(m->fresh,
                                "UPDATE matters SET region = ?, topic = ?, agency = ?, about = ?"
                                " WHERE id = ?",
                                -1, &write, NULL);
    rc = pour(rc, read, write);
    return rc == SQLITE_OK ? JK_OK : store_status(m->fresh, rc, err);
}

/* SQL: opens(key, uid, octets), true also for none. */
static void opens(sqlite3_context *ctx, int count, sqlite3_value **of)
{
    struct jk_span key = { sqlite3_value_blob(of[0]), (size_t)sqlite3_value_bytes(of[0]) };
    struct jk_span sealed = { sqlite3_value_blob(of[2]), (size_t)sqlite3_value_bytes(of[2]) };
    const char *uid = (const char *)sqlite3_value_text(of[1]);
    struct jk_buf plain = { 0 };

    (void)count;
    sqlite3_result_int(ctx,
                       sealed.len == 0 || (key.at && key.len == JK_SEAL_KEY_LEN && uid &&
                                           store_open_bytes(key, uid, sealed, &plain) == JK_OK));
    jk_buf_clear(&plain);
}

/* What no key of today opens was erased since: its UID stays taken, as behind an erasure. A chain
 * without its main tells nothing, and conflicts name what they are of. */
#define ORPHANS                                                                \
    "DELETE FROM agencies WHERE conflict NOT IN (SELECT id FROM conflicts);"   \
    "DELETE FROM attentions WHERE conflict NOT IN (SELECT id FROM conflicts);" \
    "DELETE FROM baselines WHERE conflict NOT IN (SELECT id FROM conflicts);"
static enum jk_status take_erased(struct making *m, struct jk_error *err)
{
    int rc = sqlite3_create_function_v2(m->fresh, "opens", 3, SQLITE_UTF8 | SQLITE_DETERMINISTIC,
                                        NULL, opens, NULL, NULL, NULL);

    if (rc != SQLITE_OK)
        return store_status(m->fresh, rc, err);
    return store_run(
        m->fresh,
        "CREATE TEMP TABLE gone (uid TEXT PRIMARY KEY);"
        "INSERT INTO gone SELECT n.uid FROM notices AS n LEFT JOIN keys AS k ON k.uid = n.uid"
        " WHERE NOT opens(k.key, n.uid, n.octets) OR NOT opens(k.key, n.uid, n.approved);"
        "UPDATE notices SET octets = x'', approved = x'' WHERE uid IN (SELECT uid FROM gone);"
        "DELETE FROM conflicts WHERE chain_a IN (SELECT uid FROM gone)"
        " OR chain_b IN (SELECT uid FROM gone);" ORPHANS "DROP TABLE gone;",
        err);
}

/* What tables keep is the last of each; on the way to it everything is noted that a conflict was,
 * what was said of it, and who took notice. A conflict that is closed has no level any more, and a
 * season is told by what it was. */
#define NOTED                                                                                   \
    "CREATE TABLE noted (conflict TEXT NOT NULL, time_s INTEGER NOT NULL, what TEXT NOT NULL,"  \
    " level INTEGER NOT NULL, level_max INTEGER NOT NULL, open INTEGER NOT NULL,"               \
    " step INTEGER NOT NULL, revision INTEGER NOT NULL, agency TEXT NOT NULL,"                  \
    " word TEXT NOT NULL, actor TEXT NOT NULL, note TEXT NOT NULL);"                            \
    "CREATE TRIGGER note_level AFTER INSERT ON conflicts BEGIN INSERT INTO noted VALUES"        \
    " (new.id, new.changed_s, 'level', new.level, new.level_max, new.open, 0, new.revision,"    \
    " '', '', '', ''); END;"                                                                    \
    "CREATE TRIGGER note_opinion AFTER INSERT ON agencies BEGIN INSERT INTO noted VALUES"       \
    " (new.conflict, new.time_s, 'opinion', 0, 0, 1, 0, new.revision, new.agency, new.opinion," \
    " new.actor, new.note); END;"                                                               \
    "CREATE TRIGGER note_attention AFTER INSERT ON attentions BEGIN INSERT INTO noted VALUES"   \
    " (new.conflict, CASE WHEN new.actor = '' THEN new.since_s ELSE new.acked_s END,"           \
    " 'attention', new.level, new.level, new.level > 0, new.step, new.revision, '', '',"        \
    " new.actor, ''); END;"
#define WORST                                                                         \
    "CREATE TABLE worst (id TEXT PRIMARY KEY, level INTEGER NOT NULL) WITHOUT ROWID;" \
    "CREATE TRIGGER note_worst AFTER INSERT ON conflicts BEGIN"                       \
    " INSERT INTO worst VALUES (new.id, new.level) ON CONFLICT (id)"                  \
    " DO UPDATE SET level = max(level, excluded.level); END;"

static enum jk_status begin(struct making *m, const char *path, struct jk_error *err)
{
    enum jk_status rc = store_reader_open(path, &m->stored, err);
    int sql = SQLITE_OK;

    if (rc == JK_OK)
        rc = store_status(NULL,
                          sqlite3_open_v2(":memory:", &m->fresh,
                                          SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL),
                          err);
    if (rc == JK_OK)
        rc = store_run(m->fresh, "PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;", err);
    if (rc == JK_OK)
        rc = store_schema_prepare(m->fresh, err);
    if (rc != JK_OK)
        return rc;
    rc = store_run(m->fresh, NOTED WORST, err);
    if (rc != JK_OK)
        return rc;
    sql = store_folds_open(&m->folds, m->fresh);
    m->alerts = m->folds.statements[JK_ENTRY_ALERT];
    if (sql == SQLITE_OK)
        sql = sqlite3_prepare_v2(m->fresh,
                                 "INSERT INTO journal (" STORE_ENTRY ") VALUES (?,?,?,?,?,?,?)", -1,
                                 &m->note, NULL);
    return store_status(m->fresh, sql, err);
}

enum jk_status jk_store_past(const char *path, uint64_t seq, const char *account,
                             struct jk_store **out, struct jk_error *err)
{
    struct making m = { .account = account };
    enum jk_status rc = seq > 0 ? begin(&m, path, err)
                                : jk_fail(err, JK_NONE, JK_TEXT_STORE_ROW, "journal", "%s", "0");

    if (rc == JK_OK)
        rc = store_run(m.fresh, "BEGIN", err);
    if (rc == JK_OK)
        rc = fold_entries(&m, seq, err);
    if (rc == JK_OK)
        rc = note_later(&m, err);
    if (rc == JK_OK)
        rc = take_today(&m, err);
    if (rc == JK_OK)
        rc = take_matters(&m, err);
    if (rc == JK_OK)
        rc = take_erased(&m, err);
    if (rc == JK_OK)
        rc = store_run(m.fresh, "COMMIT", err);
    sqlite3_finalize(m.note);
    store_folds_close(&m.folds);
    sqlite3_close(m.stored);
    if (rc == JK_OK)
        return store_adopt(m.fresh, out, err);
    sqlite3_close(m.fresh);
    return rc;
}

enum jk_status jk_store_past_write(struct jk_store *store,
                                   bool (*put)(void *ctx, struct jk_span octets), void *ctx,
                                   struct jk_error *err)
{
    sqlite3_int64 len = 0;
    unsigned char *at = sqlite3_serialize(store->db, "main", &len, 0);
    bool written = at && put(ctx, (struct jk_span){ (const char *)at, (size_t)len });

    if (!at)
        return jk_no_memory(err);
    sqlite3_free(at);
    return written ? JK_OK : jk_fail(err, JK_IO, JK_TEXT_NOT_STORED, "past", "%s", "");
}

enum jk_status jk_store_past_read(struct jk_span octets, struct jk_store **out,
                                  struct jk_error *err)
{
    unsigned char *at = sqlite3_malloc64(octets.len ? octets.len : 1);
    sqlite3 *db = NULL;
    size_t version = 0;
    enum jk_status rc;

    if (!at)
        return jk_no_memory(err);
    if (octets.len)
        memcpy(at, octets.at, octets.len);
    rc = store_status(NULL,
                      sqlite3_open_v2(":memory:", &db,
                                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
                                          SQLITE_OPEN_NOMUTEX,
                                      NULL),
                      err);
    if (rc == JK_OK)
        rc = store_status(db,
                          sqlite3_deserialize(db, "main", at, (sqlite3_int64)octets.len,
                                              (sqlite3_int64)octets.len,
                                              SQLITE_DESERIALIZE_FREEONCLOSE |
                                                  SQLITE_DESERIALIZE_RESIZEABLE),
                          err);
    else
        sqlite3_free(at);
    if (rc == JK_OK)
        rc = store_run(db, "PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;", err);
    if (rc == JK_OK)
        rc = store_schema_check(db, &version, err);
    if (rc == JK_OK && !store_schema_is_newest(version))
        rc = jk_fail(err, JK_CORRUPT, JK_TEXT_STORE_OLDER, "past", "%zu", version);
    if (rc == JK_OK)
        return store_adopt(db, out, err);
    sqlite3_close(db);
    return rc;
}

enum jk_status jk_store_past_chain(struct jk_store *store, const char *chain, const char *region,
                                   const char *state, struct jk_error *err)
{
    char *sql = sqlite3_mprintf("UPDATE chains SET region = coalesce(%Q, region),"
                                " state = coalesce(%Q, state) WHERE chain = %Q",
                                region, state, chain);
    enum jk_status rc = sql ? store_run(store->db, sql, err) : jk_no_memory(err);

    sqlite3_free(sql);
    return rc;
}

/* Who is asked of each id. */
struct asking {
    bool (*keep)(void *ctx, const char *id);
    void *ctx;
};

static void keeps(sqlite3_context *ctx, int count, sqlite3_value **of)
{
    const struct asking *asking = sqlite3_user_data(ctx);

    (void)count;
    sqlite3_result_int(ctx, asking->keep(asking->ctx, (const char *)sqlite3_value_text(of[0])));
}

enum jk_status jk_store_past_keep(struct jk_store *store, bool (*keep)(void *ctx, const char *id),
                                  void *ctx, struct jk_error *err)
{
    struct asking asking = { keep, ctx };
    int rc = sqlite3_create_function_v2(store->db, "keeps", 1, SQLITE_UTF8, &asking, keeps, NULL,
                                        NULL, NULL);
    enum jk_status status = store_read_status(store->db, rc, err);

    if (status == JK_OK)
        status = store_run(store->db, "DELETE FROM conflicts WHERE NOT keeps(id);" ORPHANS, err);
    if (rc == SQLITE_OK)
        sqlite3_create_function_v2(store->db, "keeps", 1, SQLITE_UTF8, NULL, NULL, NULL, NULL,
                                   NULL);
    return status;
}

static enum jk_status tell_change(sqlite3_stmt *st, jk_past_change_each *each, void *ctx)
{
    struct jk_past_change change = { .seq = (uint64_t)sqlite3_column_int64(st, 0),
                                     .time_s = sqlite3_column_int64(st, 1),
                                     .kind = (enum jk_entry_kind)sqlite3_column_int(st, 2) };
    const struct jk_span payload = { sqlite3_column_blob(st, 3),
                                     (size_t)sqlite3_column_bytes(st, 3) };
    char key[1 << 10];
    struct jk_span first;

    if (store_first_field(payload, &first) != JK_OK || first.len >= sizeof key)
        return JK_CORRUPT;
    memcpy(key, first.at, first.len);
    key[first.len] = '\0';
    change.key = key;
    return each(ctx, &change);
}

enum jk_status jk_store_past_each_change(struct jk_store *store, jk_past_change_each *each,
                                         void *ctx, struct jk_error *err)
{
    sqlite3_stmt *st = NULL;
    enum jk_status status = JK_OK;
    int rc = sqlite3_prepare_v2(store->db,
                                "SELECT seq, time_s, kind, payload FROM journal"
                                " WHERE kind IN (1, 2, 3) UNION ALL"
                                " SELECT seq, time_s, kind, payload FROM later ORDER BY 1",
                                -1, &st, NULL);

    while (status == JK_OK && (rc == SQLITE_OK || rc == SQLITE_ROW) &&
           (rc = sqlite3_step(st)) == SQLITE_ROW)
        status = tell_change(st, each, ctx);
    sqlite3_finalize(st);
    if (status != JK_OK)
        return jk_fail(err, status, JK_TEXT_STORE_ROW, "past", "%s", jk_status_name(status));
    return store_read_status(store->db, rc, err);
}

enum jk_status jk_store_past_each_worst(struct jk_store *store, jk_past_worst_each *each, void *ctx,
                                        struct jk_error *err)
{
    sqlite3_stmt *st = NULL;
    enum jk_status status = JK_OK;
    int rc =
        sqlite3_prepare_v2(store->db, "SELECT id, level FROM worst ORDER BY id", -1, &st, NULL);

    while (status == JK_OK && (rc == SQLITE_OK || rc == SQLITE_ROW) &&
           (rc = sqlite3_step(st)) == SQLITE_ROW)
        status = each(ctx, (const char *)sqlite3_column_text(st, 0),
                      (unsigned)sqlite3_column_int(st, 1));
    sqlite3_finalize(st);
    if (status != JK_OK)
        return jk_fail(err, status, JK_TEXT_STORE_ROW, "past", "%s", jk_status_name(status));
    return store_read_status(store->db, rc, err);
}

enum jk_status jk_store_past_each_noted(struct jk_store *store, const char *conflict,
                                        jk_past_noted_each *each, void *ctx, struct jk_error *err)
{
    sqlite3_stmt *st = NULL;
    enum jk_status status = JK_OK;
    int rc = sqlite3_prepare_v2(store->db,
                                "SELECT time_s, what, level, level_max, open, step, revision,"
                                " agency, word, actor, note FROM noted WHERE conflict = ?1"
                                " ORDER BY rowid",
                                -1, &st, NULL);

    if (rc == SQLITE_OK)
        rc = sqlite3_bind_text(st, 1, conflict, -1, SQLITE_STATIC);
    while (status == JK_OK && (rc == SQLITE_OK || rc == SQLITE_ROW) &&
           (rc = sqlite3_step(st)) == SQLITE_ROW) {
        const struct jk_past_noted noted = { .time_s = sqlite3_column_int64(st, 0),
                                             .what = (const char *)sqlite3_column_text(st, 1),
                                             .level = (unsigned)sqlite3_column_int(st, 2),
                                             .level_max = (unsigned)sqlite3_column_int(st, 3),
                                             .open = sqlite3_column_int(st, 4) != 0,
                                             .step = (unsigned)sqlite3_column_int(st, 5),
                                             .revision = (unsigned)sqlite3_column_int(st, 6),
                                             .agency = (const char *)sqlite3_column_text(st, 7),
                                             .opinion = (const char *)sqlite3_column_text(st, 8),
                                             .actor = (const char *)sqlite3_column_text(st, 9),
                                             .note = (const char *)sqlite3_column_text(st, 10) };

        status = each(ctx, &noted);
    }
    sqlite3_finalize(st);
    if (status != JK_OK)
        return jk_fail(err, status, JK_TEXT_STORE_ROW, "past", "%s", jk_status_name(status));
    return store_read_status(store->db, rc, err);
}
