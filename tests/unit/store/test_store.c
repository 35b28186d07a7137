/* The store: rows come back, the journal notices every change, erasing leaves the proof intact. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "tests/support/seeded.h"
#include "tests/unit/store/place.h"

static enum jk_status keep_bytes(void *ctx, const struct jk_notice_row *row)
{
    char *kept = ctx;

    snprintf(kept, 256, "%.*s", (int)row->bytes.len, row->bytes.at);
    return JK_OK;
}

Test(store, rows_are_there_after_a_restart)
{
    struct place p;
    uint8_t before[32], after[32];
    char bytes[256] = "";
    uint64_t entries;

    place_open(&p);
    place_fill(&p, 1);
    entries = jk_store_journal_end(p.store, before);
    jk_store_close(p.store);
    cr_assert(jk_store_open(p.path, &p.store, &p.err) == JK_OK);
    cr_assert(jk_store_journal_end(p.store, after) == entries);
    cr_assert(memcmp(before, after, 32) == 0);
    cr_assert(jk_store_each_notice(p.store, keep_bytes, bytes, &p.err) == JK_OK);
    cr_assert(strstr(bytes, "CONTACT:rahasia-0812") != NULL);
    cr_assert(place_last_alert(&p, "polres-64.08") == 2);
    place_close(&p);
}

Test(store, what_was_rolled_back_never_was)
{
    struct place p;
    uint8_t hash[32], again[32];
    uint64_t entries;

    place_open(&p);
    place_fill(&p, 2);
    entries = jk_store_journal_end(p.store, hash);
    cr_assert(jk_store_begin(p.store, &p.err) == JK_OK);
    place_put_notice(&p, "gone@test", "x", 1);
    jk_store_rollback(p.store);
    cr_assert(jk_store_journal_end(p.store, again) == entries && memcmp(hash, again, 32) == 0);
    cr_assert(jk_store_begin(p.store, &p.err) == JK_OK);
    place_put_notice(&p, "kept@test", "x", 1);
    place_put_notice(&p, "kept-too@test", "x", 1);
    cr_assert(jk_store_commit(p.store, &p.err) == JK_OK);
    cr_assert(jk_store_journal_end(p.store, again) == entries + 2);
    place_close(&p);
}

Test(store, alerts_of_an_inbox_have_no_gaps)
{
    struct place p;

    place_open(&p);
    place_fill(&p, 0);
    cr_assert(jk_store_begin(p.store, &p.err) == JK_OK);
    place_put_alert(&p, 4, JK_STATE);
    place_put_alert(&p, 2, JK_STATE);
    place_put_alert(&p, 3, JK_OK);
    jk_store_rollback(p.store);
    place_close(&p);
}

Test(store, a_second_writer_is_kept_out)
{
    struct jk_store *other = NULL;
    struct place p;

    place_open(&p);
    cr_assert(jk_store_open(p.path, &other, &p.err) == JK_BUSY);
    place_close(&p);
}

Test(store, a_foreign_database_is_refused)
{
    struct place p;
    sqlite3 *db;

    place_open(&p);
    jk_store_close(p.store);
    p.store = NULL;
    cr_assert(sqlite3_open(p.path, &db) == SQLITE_OK);
    cr_assert(sqlite3_exec(db, "PRAGMA user_version = 99", NULL, NULL, NULL) == SQLITE_OK);
    sqlite3_close(db);
    cr_assert(jk_store_open(p.path, &p.store, &p.err) == JK_CORRUPT);
    p.store = NULL;
    place_close(&p);
}

/* It would write rows that no entry says, with the rights of the daemon. */
Test(store, a_trigger_of_someone_else_does_not_run)
{
    struct jk_replay found;
    struct place p;

    place_open_file(&p);
    place_begin(&p);
    place_put_notice(&p, "before@test", "x", 1);
    place_commit(&p);
    jk_store_close(p.store);
    place_tamper(p.path, "CREATE TRIGGER mint AFTER INSERT ON notices BEGIN"
                         " DELETE FROM notices; INSERT INTO accounts SELECT 'mallory', 'admin', '',"
                         " '', 0, '', 0; END");
    cr_assert(jk_store_open(p.path, &p.store, &p.err) == JK_OK);
    place_begin(&p);
    place_put_notice(&p, "after@test", "x", 1);
    place_commit(&p);
    cr_assert(jk_store_replay(p.path, &found, &p.err) == JK_CORRUPT);
    cr_assert_str_eq(found.first, "mint: S8, it is none of ours");
    jk_store_close(p.store);
    place_tamper(p.path, "DROP TRIGGER mint");
    cr_assert(jk_store_open(p.path, &p.store, &p.err) == JK_OK);
    cr_assert(jk_store_replay(p.path, &found, &p.err) == JK_OK, "%s", found.first);
    place_close(&p);
}

Test(store, replay_agrees_and_so_it_does_after_erasing)
{
    struct jk_replay found;
    struct place p;
    char bytes[256] = "x", command[256];

    place_open(&p);
    place_fill(&p, 1);
    cr_assert(jk_store_replay(p.path, &found, &p.err) == JK_OK, "%s", found.first);
    cr_assert(found.entries == 9 && found.rows == 8, "%d %d", (int)found.entries, (int)found.rows);
    cr_assert(jk_store_begin(p.store, &p.err) == JK_OK);
    cr_assert(jk_store_erase(p.store, &place_act, "n0@test", "permintaan", &p.err) == JK_OK);
    cr_assert(jk_store_commit(p.store, &p.err) == JK_OK);
    cr_assert(jk_store_replay(p.path, &found, &p.err) == JK_OK, "%s", found.first);
    cr_assert(jk_store_each_notice(p.store, keep_bytes, bytes, &p.err) == JK_OK);
    cr_assert(bytes[0] == '\0');
    cr_assert(jk_store_begin(p.store, &p.err) == JK_OK);
    cr_assert(jk_store_erase(p.store, &place_act, "n0@test", "lagi", &p.err) == JK_NONE);
    jk_store_rollback(p.store);
    snprintf(command, sizeof command, "grep -qa rahasia-0812 %s %s-wal", p.path, p.path);
    cr_assert(system(command) != 0, "personal data must not stand in the file");
    place_close(&p);
}

/* Change the database behind the store's back and say whether replay notices. */
static bool is_noticed(const char *path, const char *sql)
{
    struct jk_replay found;
    struct jk_error err;

    place_tamper(path, sql);
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

    place_open(&p);
    place_fill(&p, 20);
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
    place_close(&p);
}
