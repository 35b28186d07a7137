/* The schema as a list of steps that never change once shipped.
 *
 * PRAGMA user_version is the number of steps taken. Each runs with its version in one transaction,
 * so a start that is cut off goes on where it was. A file with tables and another application_id,
 * or with more steps than we know, is refused before anything is written: it is someone else's, or
 * of a newer daemon. Replay builds its tables by the same steps. */
#include "daemon/store/store_internal.h"
#include "jarak/store/texts.h"

#include <stdlib.h>

#define OUR_ID 0x4a61526b /* "JaRk": PRAGMA application_id of our files */

/* Step "alerts of a conflict": what CAP refers to is found without reading a whole inbox. */
#define STEP_ALERTS_OF_CONFLICT \
    "CREATE INDEX alerts_of_conflict ON alerts (conflict, account, revision);"

/* Step "subscriptions": who is told elsewhere; the secrets lie outside the journal (S4). */
#define STEP_SUBSCRIPTIONS                                                                     \
    "CREATE TABLE subscriptions (id TEXT PRIMARY KEY, account TEXT NOT NULL,"                  \
    " channel TEXT NOT NULL, target TEXT NOT NULL, area TEXT NOT NULL, contest TEXT NOT NULL," \
    " level INTEGER NOT NULL, from_index INTEGER NOT NULL, created_s INTEGER NOT NULL,"        \
    " removed INTEGER NOT NULL) WITHOUT ROWID;"                                                \
    "CREATE TABLE secrets (id TEXT PRIMARY KEY, secret TEXT NOT NULL) WITHOUT ROWID;"

/* Step "drafts": what teams handed in. */
#define STEP_DRAFTS                                                                            \
    "CREATE TABLE drafts (id TEXT PRIMARY KEY, account TEXT NOT NULL, contest TEXT NOT NULL,"  \
    " paslon INTEGER NOT NULL, region TEXT NOT NULL, state TEXT NOT NULL, note TEXT NOT NULL," \
    " revision INTEGER NOT NULL, created_s INTEGER NOT NULL, changed_s INTEGER NOT NULL,"      \
    " octets BLOB NOT NULL, first INTEGER NOT NULL);"

/* Step "names": what calendar clients call the resources of notices. */
#define STEP_NAMES                                                                        \
    "CREATE TABLE names (uid TEXT PRIMARY KEY, name TEXT NOT NULL, seq INTEGER NOT NULL)" \
    " WITHOUT ROWID;"

/* Step "retimes": other times that were proposed, and what was answered. */
#define STEP_RETIMES                                                                           \
    "CREATE TABLE retimes (seq INTEGER PRIMARY KEY, chain TEXT NOT NULL, act TEXT NOT NULL,"   \
    " number INTEGER NOT NULL, actor TEXT NOT NULL, role TEXT NOT NULL, reason TEXT NOT NULL," \
    " chain_revision INTEGER NOT NULL, level INTEGER NOT NULL, bands TEXT NOT NULL,"           \
    " start_s INTEGER NOT NULL, time_s INTEGER NOT NULL);"                                     \
    "CREATE INDEX retimes_of_chain ON retimes (chain, seq);"

/* Step "reports": what was seen on the ground, and who confirmed it. */
#define STEP_REPORTS                                                                      \
    "CREATE TABLE reports (seq INTEGER PRIMARY KEY, id TEXT NOT NULL, act TEXT NOT NULL," \
    " uid TEXT NOT NULL, kind TEXT NOT NULL, minutes INTEGER NOT NULL,"                   \
    " place TEXT NOT NULL, at_s INTEGER NOT NULL, planned_s INTEGER NOT NULL,"            \
    " actor TEXT NOT NULL, role TEXT NOT NULL, note TEXT NOT NULL, time_s INTEGER NOT NULL);"

/* Step "letters": their hashes are folds, their files lie outside the journal (S5). */
#define STEP_LETTERS                                                                         \
    "CREATE TABLE letters (seq INTEGER PRIMARY KEY, uid TEXT NOT NULL, chain TEXT NOT NULL," \
    " actor TEXT NOT NULL, role TEXT NOT NULL, type TEXT NOT NULL, size INTEGER NOT NULL,"   \
    " sha256 TEXT NOT NULL, time_s INTEGER NOT NULL);"                                       \
    "CREATE INDEX letters_of_chain ON letters (chain, seq);"                                 \
    "CREATE TABLE files (uid TEXT PRIMARY KEY, sealed BLOB NOT NULL);"

/* Step "topics": which kinds of conflicts a subscription is about; '' all. */
#define STEP_TOPICS "ALTER TABLE subscriptions ADD COLUMN kinds TEXT NOT NULL DEFAULT '';"

/* Step "attention": who took notice of a conflict, and how far up it was told. */
#define STEP_ESCALATION                                                            \
    "CREATE TABLE attentions (conflict TEXT PRIMARY KEY, level INTEGER NOT NULL,"  \
    " step INTEGER NOT NULL, revision INTEGER NOT NULL, since_s INTEGER NOT NULL," \
    " actor TEXT NOT NULL, acked_s INTEGER NOT NULL) WITHOUT ROWID;"

/* Step "clock": when the wall clock was set. */
#define STEP_CLOCK                                                           \
    "CREATE TABLE clocks (seq INTEGER PRIMARY KEY, from_s INTEGER NOT NULL," \
    " to_s INTEGER NOT NULL);"

/* Step "baselines": where and when a conflict was when it was told. */
#define STEP_BASELINES                                                                \
    "CREATE TABLE baselines (conflict TEXT PRIMARY KEY, lat_a INTEGER NOT NULL,"      \
    " lon_a INTEGER NOT NULL, lat_b INTEGER NOT NULL, lon_b INTEGER NOT NULL,"        \
    " from_a_s INTEGER NOT NULL, to_a_s INTEGER NOT NULL, from_b_s INTEGER NOT NULL," \
    " to_b_s INTEGER NOT NULL) WITHOUT ROWID;"
/* Step "standing": the state before a withdrawal, that of a change, and who asked to withdraw. */
#define STEP_STANDING                                                       \
    "ALTER TABLE chains ADD COLUMN former TEXT NOT NULL DEFAULT '';"        \
    "ALTER TABLE chains ADD COLUMN pending_state TEXT NOT NULL DEFAULT '';" \
    "ALTER TABLE chains ADD COLUMN asked_by TEXT NOT NULL DEFAULT '';"

/* Step "plains": events of stock calendars that are not filed yet. */
#define STEP_PLAINS                                                          \
    "CREATE TABLE plains (id TEXT PRIMARY KEY, account TEXT NOT NULL,"       \
    " contest TEXT NOT NULL, paslon INTEGER NOT NULL, region TEXT NOT NULL," \
    " state TEXT NOT NULL, note TEXT NOT NULL, revision INTEGER NOT NULL,"   \
    " created_s INTEGER NOT NULL, changed_s INTEGER NOT NULL,"               \
    " name BLOB NOT NULL, octets BLOB NOT NULL, first INTEGER NOT NULL);"

/* Step "paslons": who was struck out of a contest. */
#define STEP_PASLONS                                                       \
    "CREATE TABLE paslons (id TEXT PRIMARY KEY, contest TEXT NOT NULL,"    \
    " number INTEGER NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL," \
    " basis TEXT NOT NULL, actor TEXT NOT NULL, role TEXT NOT NULL,"       \
    " time_s INTEGER NOT NULL, seq INTEGER NOT NULL) WITHOUT ROWID;"

/* Step "editions": policies and risk zones that accounts stated. */
#define STEP_EDITIONS                                                                       \
    "CREATE TABLE editions (seq INTEGER PRIMARY KEY, id TEXT NOT NULL, part TEXT NOT NULL," \
    " contest TEXT NOT NULL, region TEXT NOT NULL, number INTEGER NOT NULL,"                \
    " state TEXT NOT NULL, basis TEXT NOT NULL, actor TEXT NOT NULL, role TEXT NOT NULL,"   \
    " office TEXT NOT NULL, day TEXT NOT NULL, time_s INTEGER NOT NULL, document TEXT NOT NULL);"

/* Step "scopes": how far an account that only reads may read. */
#define STEP_SCOPES                                                         \
    "CREATE TABLE scopes (account TEXT PRIMARY KEY, scope TEXT NOT NULL,"   \
    " office TEXT NOT NULL, reason TEXT NOT NULL, time_s INTEGER NOT NULL)" \
    " WITHOUT ROWID;"

/* Step "matters": reports from the field and tasks, and what was done to them. */
#define STEP_MATTERS                                                                               \
    "CREATE TABLE matters (id TEXT PRIMARY KEY, kind TEXT NOT NULL, region TEXT NOT NULL,"         \
    " topic TEXT NOT NULL, state TEXT NOT NULL, released INTEGER NOT NULL, account TEXT NOT NULL," \
    " role TEXT NOT NULL, agency TEXT NOT NULL, about TEXT NOT NULL, revision INTEGER NOT NULL,"   \
    " step INTEGER NOT NULL, when_s INTEGER NOT NULL, created_s INTEGER NOT NULL,"                 \
    " changed_s INTEGER NOT NULL, octets BLOB NOT NULL, first INTEGER NOT NULL);"                  \
    "CREATE TABLE matter_acts (seq INTEGER PRIMARY KEY, matter TEXT NOT NULL, act TEXT NOT NULL,"  \
    " state TEXT NOT NULL, actor TEXT NOT NULL, role TEXT NOT NULL, revision INTEGER NOT NULL,"    \
    " time_s INTEGER NOT NULL, words BLOB NOT NULL);"                                              \
    "CREATE INDEX matter_acts_of_matter ON matter_acts (matter, seq);"

/* Step "inboxes": from where on numbers of an inbox are given a second time. */
#define STEP_INBOXES                                                         \
    "CREATE TABLE inboxes (account TEXT NOT NULL, epoch_s INTEGER NOT NULL," \
    " from_index INTEGER NOT NULL, PRIMARY KEY (account, epoch_s)) WITHOUT ROWID;"

/* Steps that shipped never change; the next goes below. Step n leads to version n + 1.
 * Invariants:
 *  S1  every table but keys, secrets, files and meta is a fold of the journal: nothing else writes
 *      it (fold.c)
 *  S2  keys lie outside the journal; dropping one makes a notice's bytes unreadable for ever, and
 *      only an erasure drops one
 *  S3  alerts of one account are numbered 1, 2, 3 ... without gaps
 *  S4  a subscription that was not removed has its secret; removing it destroys the secret
 *  S5  the newest letter of a notice that was not erased has its file, sealed under the notice's
 *      key, with the hash that was journalled; an erasure removes it
 *  S6  a draft, or an event of a stock calendar, that has bytes has its key; they go together
 *  S7  a matter has its key until an erasure drops it
 *  S8  the file holds the tables and indexes of these steps and nothing else; no trigger, no view
 *  S9  a key, a secret and a file belong to a row that is there; meta holds the salt, the key of
 *      snapshots and the mark of an open store (log_mark.c) alone */
static const char *const steps[] = {
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE journal (seq INTEGER PRIMARY KEY, time_s INTEGER NOT NULL, actor TEXT NOT NULL,"
    " kind INTEGER NOT NULL, version INTEGER NOT NULL, payload BLOB NOT NULL, hash BLOB NOT NULL);"
    "CREATE TABLE keys (uid TEXT PRIMARY KEY, key BLOB NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE notices (uid TEXT PRIMARY KEY, chain TEXT NOT NULL, owner TEXT NOT NULL,"
    " revision INTEGER NOT NULL, sequence INTEGER NOT NULL, deleted INTEGER NOT NULL,"
    " created_s INTEGER NOT NULL, changed_s INTEGER NOT NULL, octets BLOB NOT NULL,"
    " approved BLOB NOT NULL, approved_revision INTEGER NOT NULL, first INTEGER NOT NULL);"
    "CREATE TABLE chains (chain TEXT PRIMARY KEY, region TEXT NOT NULL, state TEXT NOT NULL,"
    " revision INTEGER NOT NULL, pending INTEGER NOT NULL, feed_revision INTEGER NOT NULL,"
    " changed_s INTEGER NOT NULL, sttp TEXT NOT NULL, first INTEGER NOT NULL);"
    "CREATE TABLE conflicts (id TEXT PRIMARY KEY, chain_a TEXT NOT NULL, chain_b TEXT NOT NULL,"
    " revision INTEGER NOT NULL, level INTEGER NOT NULL, level_max INTEGER NOT NULL,"
    " open INTEGER NOT NULL, digest TEXT NOT NULL, opened_s INTEGER NOT NULL,"
    " changed_s INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE alerts (account TEXT NOT NULL, number INTEGER NOT NULL, conflict TEXT NOT NULL,"
    " revision INTEGER NOT NULL, event TEXT NOT NULL, level INTEGER NOT NULL,"
    " time_s INTEGER NOT NULL, payload TEXT NOT NULL, PRIMARY KEY (account, number));"
    "CREATE TABLE accounts (name TEXT PRIMARY KEY, role TEXT NOT NULL, region TEXT NOT NULL,"
    " contest TEXT NOT NULL, paslon INTEGER NOT NULL, token_hash TEXT NOT NULL,"
    " disabled INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE decisions (seq INTEGER PRIMARY KEY, chain TEXT NOT NULL, act TEXT NOT NULL,"
    " actor TEXT NOT NULL, role TEXT NOT NULL, reason TEXT NOT NULL, basis TEXT NOT NULL,"
    " sttp TEXT NOT NULL, chain_revision INTEGER NOT NULL, seen TEXT NOT NULL,"
    " time_s INTEGER NOT NULL);"
    "CREATE INDEX decisions_of_chain ON decisions (chain, seq);"
    "CREATE TABLE packs (seq INTEGER PRIMARY KEY, id TEXT NOT NULL, hash TEXT NOT NULL);"
    "CREATE TABLE erasures (seq INTEGER PRIMARY KEY, uid TEXT NOT NULL, basis TEXT NOT NULL);",

    "CREATE TABLE certificates (seq INTEGER PRIMARY KEY, chain TEXT NOT NULL,"
    " chain_revision INTEGER NOT NULL, sha256 TEXT NOT NULL, document BLOB NOT NULL);"
    "CREATE INDEX certificates_of_chain ON certificates (chain, seq);"
    "CREATE TABLE agencies (conflict TEXT NOT NULL, agency TEXT NOT NULL, opinion TEXT NOT NULL,"
    " actor TEXT NOT NULL, note TEXT NOT NULL, revision INTEGER NOT NULL, time_s INTEGER NOT NULL,"
    " PRIMARY KEY (conflict, agency)) WITHOUT ROWID;",

    "CREATE TABLE accesses (account TEXT PRIMARY KEY, not_before_s INTEGER NOT NULL,"
    " not_after_s INTEGER NOT NULL, password TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE tokens (hash TEXT PRIMARY KEY, account TEXT NOT NULL, label TEXT NOT NULL,"
    " not_before_s INTEGER NOT NULL, not_after_s INTEGER NOT NULL, revoked INTEGER NOT NULL,"
    " time_s INTEGER NOT NULL, first INTEGER NOT NULL);",
    STEP_ALERTS_OF_CONFLICT,
    STEP_SUBSCRIPTIONS,
    STEP_ESCALATION,
    STEP_CLOCK,
    STEP_RETIMES,
    STEP_REPORTS,
    STEP_LETTERS,
    STEP_DRAFTS,
    STEP_NAMES,
    STEP_TOPICS,
    STEP_BASELINES,
    STEP_STANDING,
    STEP_PLAINS,
    STEP_PASLONS,
    STEP_EDITIONS,
    STEP_SCOPES,
    STEP_MATTERS,
    STEP_INBOXES,
};
#define STEP_COUNT (sizeof steps / sizeof *steps)

static enum jk_status read_pragma(sqlite3 *db, const char *sql, int *value, struct jk_error *err)
{
    sqlite3_stmt *st;
    int rc = sqlite3_prepare_v2(db, sql, -1, &st, NULL);

    if (rc == SQLITE_OK && (rc = sqlite3_step(st)) == SQLITE_ROW) {
        *value = sqlite3_column_int(st, 0);
        rc = SQLITE_OK;
    }
    sqlite3_finalize(st);
    return store_status(db, rc, err);
}

static enum jk_status take_step(sqlite3 *db, size_t step, struct jk_error *err)
{
    char *sql = sqlite3_mprintf("BEGIN IMMEDIATE; %s PRAGMA application_id = %d;"
                                " PRAGMA user_version = %d; COMMIT;",
                                steps[step], OUR_ID, (int)step + 1);
    enum jk_status rc = sql ? store_run(db, sql, err) : jk_no_memory(err);

    if (rc != JK_OK && !sqlite3_get_autocommit(db))
        sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    sqlite3_free(sql);
    return rc;
}

enum jk_status store_schema_check(sqlite3 *db, size_t *version, struct jk_error *err)
{
    int user = 0, id = 0, tables = 0;
    enum jk_status rc;

    if ((rc = read_pragma(db, "PRAGMA user_version", &user, err)) != JK_OK ||
        (rc = read_pragma(db, "PRAGMA application_id", &id, err)) != JK_OK ||
        (rc = read_pragma(db, "SELECT count(*) FROM sqlite_schema", &tables, err)) != JK_OK)
        return rc;
    if (user < 0 || (id != OUR_ID && (tables > 0 || (size_t)user > STEP_COUNT)))
        return jk_fail(err, JK_CORRUPT, JK_TEXT_STORE_FOREIGN, store_file_name(db), "%d", user);
    if ((size_t)user > STEP_COUNT)
        return jk_fail(err, JK_CORRUPT, JK_TEXT_STORE_NEWER, store_file_name(db), "%d", user);
    *version = (size_t)user;
    return JK_OK;
}

bool store_schema_is_newest(size_t version)
{
    return version == STEP_COUNT;
}

enum jk_status store_schema_prepare(sqlite3 *db, struct jk_error *err)
{
    size_t step = 0;
    enum jk_status rc = store_schema_check(db, &step, err);

    for (; step < STEP_COUNT && rc == JK_OK; step++)
        rc = take_step(db, step, err);
    return rc;
}
