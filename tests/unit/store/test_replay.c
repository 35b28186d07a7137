/* Replay: it agrees after whatever the daemon did, and with nothing that was done behind its back.
 */
#include <criterion/criterion.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/store/replayer.h"
#include "tests/support/seeded.h"
#include "tests/unit/store/place.h"

/* One command drawn at random. */
static void random_command(struct place *p, struct seeded *r)
{
    char uid[32], text[64];
    uint32_t n = (uint32_t)seeded_whole(r, 1, 1000);
    struct jk_notice_row notice = { .uid = uid, .chain = uid, .owner = "o", .revision = n };
    struct jk_chain_row chain = { .chain = uid, .region = "64.08", .state = text, .sttp = "" };
    struct jk_conflict_row conflict = {
        .id = uid, .chain_a = "a", .chain_b = "b", .revision = n, .digest = text
    };
    enum jk_status rc = JK_OK;

    snprintf(uid, sizeof uid, "u%d", (int)seeded_whole(r, 0, 15));
    snprintf(text, sizeof text, "%llx", (unsigned long long)seeded_next(r));
    switch (seeded_whole(r, 0, 5)) {
    case 0:
        notice.bytes = jk_span_of(text);
        notice.approved = n % 2 ? jk_span_of(text) : JK_SPAN("");
        rc = jk_store_put_notice(p->store, &place_act, &notice, &p->err);
        break;
    case 1:
        rc = jk_store_put_chain(p->store, &place_act, &chain, &p->err);
        break;
    case 2:
        rc = jk_store_put_conflict(p->store, &place_act, &conflict, &p->err);
        break;
    case 3:
        place_put_alert(p, place_last_alert(p, "polres-64.08") + 1, JK_OK);
        break;
    case 4:
        rc = jk_store_erase(p->store, &place_act, uid, text, &p->err);
        break;
    default:
        rc = jk_store_put_tick(p->store, &place_act, &p->err);
    }
    cr_assert(rc == JK_OK || rc == JK_NONE, "%s", p->err.value);
}

Test(replay, agrees_after_random_commands_while_the_daemon_runs)
{
    struct seeded r = { 23 };
    struct jk_replay found;
    struct place p;
    uint8_t hash[32];

    place_open(&p);
    for (int group = 0; group < 60; group++) {
        place_begin(&p);
        for (int i = (int)seeded_whole(&r, 1, 20); i > 0; i--)
            random_command(&p, &r);
        if (group % 7 == 3)
            jk_store_rollback(p.store);
        else
            place_commit(&p);
        if (group % 10 == 9) {
            cr_assert(jk_store_replay(p.path, &found, &p.err) == JK_OK, "%s", found.first);
            cr_assert(found.entries == jk_store_journal_end(p.store, hash));
        }
    }
    place_close(&p);
}

static enum jk_status run_on(struct place *p, struct store_replayer *r, struct jk_replay *found)
{
    enum jk_status rc = store_replayer_run(r, p->path, found, &p->err);

    cr_assert(rc == JK_OK || rc == JK_CORRUPT, "%s", jk_status_name(rc));
    return rc;
}

Test(replay, goes_on_with_a_store_that_grows_and_reads_each_entry_once)
{
    struct seeded r = { 24 };
    struct store_replayer *on;
    struct jk_replay found;
    uint64_t entries = 0;
    struct place p;
    uint8_t hash[32];

    place_open(&p);
    cr_assert(store_replayer_new(&on, &p.err) == JK_OK);
    for (int group = 0; group < 40; group++) {
        place_begin(&p);
        for (int i = (int)seeded_whole(&r, 1, 20); i > 0; i--)
            random_command(&p, &r);
        place_commit(&p);
        cr_assert(run_on(&p, on, &found) == JK_OK, "%s", found.first);
        entries += found.entries;
        cr_assert(entries == jk_store_journal_end(p.store, hash));
    }
    store_replayer_free(on);
    place_close(&p);
}

/* What the second run of a replayer finds, and what a replay of its own. */
Test(replay, goes_on_only_where_the_last_entry_is_what_it_was_and_compares_all_rows_again)
{
    static const struct {
        const char *sql, *found; /* null: nothing, by the one that goes on */
    } cases[] = {
        { "UPDATE alerts SET level = level + 1 WHERE number = 1", "alerts" },
        { "DELETE FROM alerts WHERE number = 1", "alerts" },
        { "UPDATE journal SET hash = zeroblob(32) WHERE seq = (SELECT max(seq) FROM journal)",
          "journal" },
        { "DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal)", "journal" },
        { "UPDATE journal SET time_s = time_s + 1 WHERE seq = 1", NULL },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct store_replayer *on;
        struct jk_replay found;
        struct place p;

        place_open_file(&p);
        place_fill(&p, 3);
        cr_assert(store_replayer_new(&on, &p.err) == JK_OK);
        cr_assert(run_on(&p, on, &found) == JK_OK);
        place_tamper(p.path, cases[i].sql);
        cr_expect((run_on(&p, on, &found) == JK_CORRUPT) == (cases[i].found != NULL), "%s",
                  cases[i].sql);
        if (cases[i].found)
            cr_expect(strncmp(found.first, cases[i].found, strlen(cases[i].found)) == 0, "%s: %s",
                      cases[i].sql, found.first);
        cr_expect(jk_store_replay(p.path, &found, &p.err) == JK_CORRUPT, "%s", cases[i].sql);
        store_replayer_free(on);
        place_close(&p);
    }
}

Test(replay, sees_the_last_commit_and_not_the_open_transaction)
{
    struct jk_replay found;
    struct place p;

    place_open(&p);
    place_fill(&p, 2);
    place_begin(&p);
    place_put_notice(&p, "open@test", "x", 1);
    cr_assert(jk_store_replay(p.path, &found, &p.err) == JK_OK, "%s", found.first);
    cr_assert(found.entries == 10);
    place_commit(&p);
    cr_assert(jk_store_replay(p.path, &found, &p.err) == JK_OK);
    cr_assert(found.entries == 11);
    place_close(&p);
}

Test(replay, changes_no_byte_of_what_a_crash_left)
{
    static const char *const ends[] = { "", "-wal" };
    char from[128], copy[128], to[160];
    struct jk_replay found;
    struct place p;

    place_open(&p);
    place_fill(&p, 5);
    snprintf(copy, sizeof copy, "%s/copy.db", p.folder);
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < 2; i++) {
            size_t len, again;
            char *bytes, *now;

            snprintf(from, sizeof from, "%s%s", p.path, ends[i]);
            snprintf(to, sizeof to, "%s%s", copy, ends[i]);
            bytes = place_read(from, &len);
            cr_assert(len > 0, "%s", from);
            if (round == 0)
                place_write(to, bytes, len);
            now = place_read(to, &again);
            cr_assert(len == again && memcmp(bytes, now, len) == 0, "%s was changed", to);
            free(bytes);
            free(now);
        }
        cr_assert(jk_store_replay(copy, &found, &p.err) == JK_OK, "%s", found.first);
        cr_assert(found.entries == 13);
    }
    place_close(&p);
}

/* A database with its log folded in, kept as bytes to tamper with again and again. */
struct original {
    struct place place;
    char copy[128];
    char *bytes;
    size_t len;
};

static void open_original(struct original *o, int notices)
{
    place_open(&o->place);
    place_fill(&o->place, notices);
    jk_store_close(o->place.store);
    o->place.store = NULL;
    o->bytes = place_read(o->place.path, &o->len);
    snprintf(o->copy, sizeof o->copy, "%s/copy.db", o->place.folder);
}

static void close_original(struct original *o)
{
    free(o->bytes);
    place_close(&o->place);
}

/* Tamper with a fresh copy; the first difference must begin with `want`. */
static void assert_noticed(struct original *o, const char *sql, const char *want)
{
    struct jk_replay found;
    struct jk_error err;

    place_write(o->copy, o->bytes, o->len);
    cr_assert(jk_store_replay(o->copy, &found, &err) == JK_OK, "%s", found.first);
    place_tamper(o->copy, sql);
    cr_assert(jk_store_replay(o->copy, &found, &err) == JK_CORRUPT, "not noticed: %s", sql);
    cr_assert(strncmp(found.first, want, strlen(want)) == 0, "%s: %s", sql, found.first);
}

/* Flip one bit of one byte of a journal column. */
static void flip(sqlite3 *db, const char *column, int seq, struct seeded *r)
{
    char *get = sqlite3_mprintf("SELECT CAST(%s AS BLOB) FROM journal WHERE seq = %d", column, seq);
    char *put = sqlite3_mprintf("UPDATE journal SET %s = %s WHERE seq = %d", column,
                                strcmp(column, "actor") ? "?1" : "CAST(?1 AS TEXT)", seq);
    unsigned char bytes[1024];
    sqlite3_stmt *st;
    int len;

    cr_assert(sqlite3_prepare_v2(db, get, -1, &st, NULL) == SQLITE_OK);
    cr_assert(sqlite3_step(st) == SQLITE_ROW);
    len = sqlite3_column_bytes(st, 0);
    cr_assert(len > 0 && len <= (int)sizeof bytes);
    memcpy(bytes, sqlite3_column_blob(st, 0), (size_t)len);
    sqlite3_finalize(st);
    bytes[seeded_whole(r, 0, len - 1)] ^= (unsigned char)(1 << seeded_whole(r, 0, 7));
    cr_assert(sqlite3_prepare_v2(db, put, -1, &st, NULL) == SQLITE_OK);
    sqlite3_bind_blob(st, 1, bytes, len, SQLITE_STATIC);
    cr_assert(sqlite3_step(st) == SQLITE_DONE, "%s", sqlite3_errmsg(db));
    sqlite3_finalize(st);
    sqlite3_free(get);
    sqlite3_free(put);
}

Test(replay, every_single_flipped_bit_of_an_entry_is_noticed, .timeout = 60)
{
    static const char *const columns[] = { "payload", "hash", "actor" };
    struct seeded r = { 31 };
    struct original o;

    open_original(&o, 12);
    for (int i = 0; i < 240; i++) {
        const char *column = columns[i % 3];
        int seq = (int)seeded_whole(&r, 1, 16); /* 17 is the tick, which has no payload */
        struct jk_replay found;
        sqlite3 *db;

        place_write(o.copy, o.bytes, o.len);
        cr_assert(sqlite3_open(o.copy, &db) == SQLITE_OK);
        sqlite3_exec(db, "PRAGMA synchronous = OFF", NULL, NULL, NULL);
        flip(db, column, seq, &r);
        sqlite3_close(db);
        cr_assert(jk_store_replay(o.copy, &found, &o.place.err) == JK_CORRUPT, "%s of %d", column,
                  seq);
    }
    close_original(&o);
}

Test(replay, the_kinds_of_tampering_are_told_apart)
{
    static const struct {
        const char *sql, *want;
    } cases[] = {
        { "DELETE FROM journal WHERE seq = 3", "entry 4: J1" },
        { "DELETE FROM journal WHERE seq BETWEEN 2 AND 6", "entry 7: J1" },
        { "DELETE FROM journal WHERE seq < 4", "entry 4: J1" },
        { "UPDATE journal SET seq = -1 WHERE seq = 2; UPDATE journal SET seq = 2 WHERE seq = 3;"
          "UPDATE journal SET seq = 3 WHERE seq = -1",
          "entry 2: J2" },
        { "UPDATE journal SET time_s = time_s + 1 WHERE seq = 5", "entry 5: J2" },
        { "UPDATE journal SET kind = kind + 4294967296 WHERE seq = 5", "entry 5: J2" },
        { "UPDATE journal SET version = 2 WHERE seq = 5", "entry 5: J2" },
        { "UPDATE journal SET version = version + 4294967296 WHERE seq = 5", "entry 5: J2" },
        { "UPDATE journal SET actor = CAST(actor || x'00' || 'x' AS TEXT) WHERE seq = 5",
          "entry 5: J2" },
        { "UPDATE journal SET actor = CAST(actor AS BLOB) WHERE seq = 5", "entry 5: J2" },
        { "UPDATE journal SET payload = CAST(payload AS TEXT) WHERE seq = 5", "entry 5: J2" },
        { "UPDATE journal SET payload = payload || x'00' WHERE seq = 5", "entry 5: J2" },
        { "UPDATE journal SET hash = substr(hash, 1, 31) WHERE seq = 5", "entry 5: J2" },
        { "INSERT INTO journal SELECT 100, time_s, actor, kind, version, payload, hash FROM journal"
          " WHERE seq = 5",
          "entry 100: J1" },
        { "UPDATE notices SET owner = 'other' WHERE uid = 'n1@test'", "notices: a row" },
        { "UPDATE notices SET octets = approved WHERE uid = 'n1@test'", "notices: a row" },
        { "DELETE FROM notices WHERE uid = 'n9@test'", "notices: rows" },
        { "INSERT INTO chains SELECT 'z', region, state, revision, pending, feed_revision,"
          " changed_s, sttp, 99, '', '', '' FROM chains",
          "chains: rows" },
        { "UPDATE chains SET state = 'refused'", "chains: a row" },
        { "ALTER TABLE chains DROP COLUMN first", "chains: S8" },
        { "CREATE TRIGGER mint AFTER INSERT ON notices BEGIN UPDATE accounts SET disabled = 0; END",
          "mint: S8" },
        { "CREATE TRIGGER alerts AFTER INSERT ON notices BEGIN DELETE FROM alerts; END",
          "alerts: S8" },
        { "CREATE VIEW zz AS SELECT * FROM keys", "zz: S8" },
        { "CREATE TABLE zz (x)", "zz: S8" },
        { "CREATE INDEX zz ON chains (state)", "zz: S8" },
        { "ANALYZE", "sqlite_stat1: S8" },
        { "DROP INDEX decisions_of_chain", "decisions_of_chain: S8" },
        { "DROP INDEX retimes_of_chain; CREATE INDEX retimes_of_chain ON retimes (chain)",
          "retimes_of_chain: S8" },
        { "UPDATE conflicts SET open = 0", "conflicts: a row" },
        { "UPDATE alerts SET payload = '{\"x\":1}'", "alerts: a row" },
        { "UPDATE accounts SET disabled = 1", "accounts: a row" },
        { "UPDATE decisions SET reason = ''", "decisions: a row" },
        { "UPDATE packs SET hash = ''", "packs: a row" },
        { "DELETE FROM packs", "packs: rows" },
        { "INSERT INTO erasures VALUES (99, 'n1@test', 'x')", "erasures: rows" },
        { "DELETE FROM keys WHERE uid = 'n1@test'", "n1@test: S2" },
        { "UPDATE keys SET key = randomblob(32) WHERE uid = 'n1@test'", "n1@test: S2" },
        { "UPDATE keys SET key = x'' WHERE uid = 'n1@test'", "n1@test: S2" },
        { "DELETE FROM journal WHERE seq > 17", "alerts: rows" },
        { "INSERT INTO journal SELECT 0, time_s, actor, kind, version, payload, hash FROM journal"
          " WHERE seq = 5",
          "journal: S9" },
        { "INSERT INTO keys VALUES ('other', randomblob(32))", "other: S9" },
        { "INSERT INTO keys VALUES ('draft' || char(10) || 'x', randomblob(32))", "draft x: S9" },
        { "INSERT INTO secrets VALUES ('s1', 'x')", "s1: S9" },
        { "INSERT INTO files VALUES ('n1@test', x'00')", "n1@test: S9" },
        { "INSERT INTO meta VALUES ('more', x'00')", "meta: S9" },
        { "DELETE FROM meta WHERE name = 'salt'", "meta: S9" },
        { "UPDATE meta SET value = x'00' WHERE name = 'salt'", "meta: S9" },
    };
    struct original o;

    open_original(&o, 12);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_noticed(&o, cases[i].sql, cases[i].want);
    close_original(&o);
}
