/* The store: rows come back, the journal notices every change, erasing leaves the proof intact. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "jarak/store/store.h"
#include "tests/support/seeded.h"

static const struct jk_act act = { "polres-64.08", 1732334400 };

/* A database in a folder of its own. */
struct place {
    char folder[64], path[96];
    struct jk_store *store;
    struct jk_error err;
};

static void open_place(struct place *p)
{
    *p = (struct place){ .folder = "/tmp/jarakd-store-XXXXXX" };
    cr_assert(mkdtemp(p->folder) != NULL);
    snprintf(p->path, sizeof p->path, "%s/jarakd.db", p->folder);
    cr_assert(jk_store_open(p->path, &p->store, &p->err) == JK_OK, "%s", p->err.value);
}

static void close_place(struct place *p)
{
    char command[128];

    jk_store_close(p->store);
    snprintf(command, sizeof command, "rm -rf %s", p->folder);
    cr_assert(system(command) == 0);
}

static void put_notice(struct place *p, const char *uid, const char *octets, uint32_t revision)
{
    struct jk_notice_row row = { .uid = uid,
                                 .chain = uid,
                                 .owner = "bawaslu-64.08",
                                 .revision = revision,
                                 .octets = jk_span_of(octets) };

    cr_assert(jk_store_put_notice(p->store, &act, &row, &p->err) == JK_OK, "%s", p->err.value);
}

static void put_alert(struct place *p, uint64_t index, enum jk_status want)
{
    struct jk_alert_row row = { .account = "polres-64.08",
                                .index = index,
                                .conflict = "0123456789abcdef",
                                .revision = 1,
                                .event = "opened",
                                .level = 3,
                                .payload = "{}" };

    cr_assert(jk_store_put_alert(p->store, &act, &row, &p->err) == want);
}

/* Some rows of every kind. */
static void fill(struct place *p, int notices)
{
    struct jk_chain_row chain = {
        .chain = "a", .region = "64.08", .state = "approved", .sttp = "S/1"
    };
    struct jk_conflict_row conflict = { .id = "0123456789abcdef",
                                        .chain_a = "a",
                                        .chain_b = "b",
                                        .digest = "d",
                                        .level = 3,
                                        .level_max = 3,
                                        .open = true };
    struct jk_account_row account = {
        .name = "x", .role = "polres", .region = "64.08", .contest = "", .token_hash = "h"
    };
    struct jk_decision_row decision = { .chain = "a",
                                        .act = "approve",
                                        .actor = "x",
                                        .role = "polres",
                                        .reason = "r",
                                        .basis = "",
                                        .sttp = "S/1",
                                        .seen = "[]" };
    char uid[32];

    cr_assert(jk_store_begin(p->store, &p->err) == JK_OK);
    for (int i = 0; i < notices; i++) {
        snprintf(uid, sizeof uid, "n%d@test", i);
        put_notice(p, uid, "BEGIN:VCALENDAR\r\nCONTACT:rahasia-0812\r\nEND:VCALENDAR\r\n", 1);
    }
    cr_assert(jk_store_put_chain(p->store, &act, &chain, &p->err) == JK_OK);
    cr_assert(jk_store_put_conflict(p->store, &act, &conflict, &p->err) == JK_OK);
    cr_assert(jk_store_put_account(p->store, &act, &account, &p->err) == JK_OK);
    cr_assert(jk_store_put_decision(p->store, &act, &decision, &p->err) == JK_OK);
    cr_assert(jk_store_put_tick(p->store, &act, &p->err) == JK_OK);
    cr_assert(jk_store_put_pack(p->store, &act, "kutim-2024", "hash", &p->err) == JK_OK);
    put_alert(p, 1, JK_OK);
    put_alert(p, 2, JK_OK);
    cr_assert(jk_store_commit(p->store, &p->err) == JK_OK);
}

static enum jk_status keep_octets(void *ctx, const struct jk_notice_row *row)
{
    char *kept = ctx;

    snprintf(kept, 256, "%.*s", (int)row->octets.len, row->octets.at);
    return JK_OK;
}

Test(store, rows_are_there_after_a_restart)
{
    struct place p;
    uint8_t before[32], after[32];
    char octets[256] = "";
    uint64_t entries;

    open_place(&p);
    fill(&p, 1);
    entries = jk_store_journal_end(p.store, before);
    jk_store_close(p.store);
    cr_assert(jk_store_open(p.path, &p.store, &p.err) == JK_OK);
    cr_assert(jk_store_journal_end(p.store, after) == entries);
    cr_assert(memcmp(before, after, 32) == 0);
    cr_assert(jk_store_each_notice(p.store, keep_octets, octets, &p.err) == JK_OK);
    cr_assert(strstr(octets, "CONTACT:rahasia-0812") != NULL);
    cr_assert(jk_store_last_alert(p.store, "polres-64.08") == 2);
    close_place(&p);
}

Test(store, what_was_rolled_back_or_undone_never_was)
{
    struct place p;
    uint8_t hash[32], again[32];
    uint64_t entries;

    open_place(&p);
    fill(&p, 2);
    entries = jk_store_journal_end(p.store, hash);
    cr_assert(jk_store_begin(p.store, &p.err) == JK_OK);
    put_notice(&p, "gone@test", "x", 1);
    jk_store_rollback(p.store);
    cr_assert(jk_store_journal_end(p.store, again) == entries && memcmp(hash, again, 32) == 0);
    cr_assert(jk_store_begin(p.store, &p.err) == JK_OK);
    put_notice(&p, "kept@test", "x", 1);
    cr_assert(jk_store_mark(p.store, &p.err) == JK_OK);
    put_notice(&p, "undone@test", "x", 1);
    jk_store_undo(p.store);
    put_notice(&p, "kept-too@test", "x", 1);
    cr_assert(jk_store_commit(p.store, &p.err) == JK_OK);
    cr_assert(jk_store_journal_end(p.store, again) == entries + 2);
    close_place(&p);
}

Test(store, alerts_of_an_inbox_have_no_gaps)
{
    struct place p;

    open_place(&p);
    fill(&p, 0);
    cr_assert(jk_store_begin(p.store, &p.err) == JK_OK);
    put_alert(&p, 4, JK_STATE);
    put_alert(&p, 2, JK_STATE);
    put_alert(&p, 3, JK_OK);
    jk_store_rollback(p.store);
    close_place(&p);
}

Test(store, a_second_writer_is_kept_out)
{
    struct jk_store *other = NULL;
    struct place p;

    open_place(&p);
    cr_assert(jk_store_open(p.path, &other, &p.err) == JK_BUSY);
    close_place(&p);
}

Test(store, a_foreign_database_is_refused)
{
    struct place p;
    sqlite3 *db;

    open_place(&p);
    jk_store_close(p.store);
    p.store = NULL;
    cr_assert(sqlite3_open(p.path, &db) == SQLITE_OK);
    cr_assert(sqlite3_exec(db, "PRAGMA user_version = 99", NULL, NULL, NULL) == SQLITE_OK);
    sqlite3_close(db);
    cr_assert(jk_store_open(p.path, &p.store, &p.err) == JK_CORRUPT);
    p.store = NULL;
    close_place(&p);
}

Test(store, replay_agrees_and_so_it_does_after_erasing)
{
    struct jk_replay found;
    struct place p;
    char octets[256] = "x", command[256];

    open_place(&p);
    fill(&p, 1);
    cr_assert(jk_store_replay(p.path, &found, &p.err) == JK_OK, "%s", found.first);
    cr_assert(found.entries == 9 && found.rows == 8, "%d %d", (int)found.entries, (int)found.rows);
    cr_assert(jk_store_begin(p.store, &p.err) == JK_OK);
    cr_assert(jk_store_erase(p.store, &act, "n0@test", "permintaan", &p.err) == JK_OK);
    cr_assert(jk_store_commit(p.store, &p.err) == JK_OK);
    cr_assert(jk_store_replay(p.path, &found, &p.err) == JK_OK, "%s", found.first);
    cr_assert(jk_store_each_notice(p.store, keep_octets, octets, &p.err) == JK_OK);
    cr_assert(octets[0] == '\0');
    cr_assert(jk_store_begin(p.store, &p.err) == JK_OK);
    cr_assert(jk_store_erase(p.store, &act, "n0@test", "lagi", &p.err) == JK_NONE);
    jk_store_rollback(p.store);
    snprintf(command, sizeof command, "grep -qa rahasia-0812 %s %s-wal", p.path, p.path);
    cr_assert(system(command) != 0, "personal data must not stand in the file");
    close_place(&p);
}

/* Change the database behind the store's back and say whether replay notices. */
static bool is_noticed(const char *path, const char *sql)
{
    struct jk_replay found;
    struct jk_error err;
    sqlite3 *db;
    int rc;

    cr_assert(sqlite3_open(path, &db) == SQLITE_OK);
    rc = sqlite3_exec(db, sql, NULL, NULL, NULL);
    sqlite3_close(db);
    cr_assert(rc == SQLITE_OK, "%s", sql);
    return jk_store_replay(path, &found, &err) == JK_CORRUPT && found.first[0];
}

Test(store, every_tampering_is_noticed, .timeout = 100)
{
    static const char *const changes[] = {
        "UPDATE journal SET time_s = time_s + 1 WHERE seq = %d",
        "UPDATE journal SET actor = actor || 'x' WHERE seq = %d",
        "UPDATE journal SET kind = kind %% 9 + 1 WHERE seq = %d",
        "UPDATE journal SET payload = payload || x'00' WHERE seq = %d",
        "UPDATE journal SET payload = substr(payload, 1, length(payload) - 1) || x'7f' WHERE seq = "
        "%d"
        " AND length(payload) > 0 AND substr(payload, -1) <> x'7f'",
        "UPDATE journal SET hash = zeroblob(32) WHERE seq = %d",
        "DELETE FROM journal WHERE seq = %d",
        "UPDATE journal SET seq = seq + 1000 WHERE seq = %d",
        "UPDATE notices SET revision = revision + 1 WHERE first = %d",
        "UPDATE notices SET octets = x'00' WHERE first = %d",
        "DELETE FROM notices WHERE first = %d",
    };
    struct seeded r = { 7 };
    struct place p;
    char copy[128], command[512];
    int tried = 0;

    open_place(&p);
    fill(&p, 20);
    jk_store_close(p.store);
    p.store = NULL;
    snprintf(copy, sizeof copy, "%s/copy.db", p.folder);
    for (int i = 0; i < 220; i++) {
        char sql[256];

        snprintf(command, sizeof command, "cp %s %s", p.path, copy);
        cr_assert(system(command) == 0);
        snprintf(sql, sizeof sql, changes[i % 11], (int)seeded_whole(&r, 1, 20));
        cr_assert(is_noticed(copy, sql), "not noticed: %s", sql);
        tried++;
    }
    cr_assert(tried >= 200);
    close_place(&p);
}
