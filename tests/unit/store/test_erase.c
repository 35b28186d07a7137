/* Erasing: the bytes can never be read again, from any file of the store. */
#include <criterion/criterion.h>
#include <sqlite3.h>
#include <string.h>
#include "tests/unit/store/place.h"

static void read_key(const struct place *p, const char *uid, unsigned char key[32])
{
    sqlite3_stmt *st;
    sqlite3 *db;

    cr_assert(sqlite3_open(p->path, &db) == SQLITE_OK);
    cr_assert(sqlite3_prepare_v2(db, "SELECT key FROM keys WHERE uid = ?1", -1, &st, NULL) ==
              SQLITE_OK);
    sqlite3_bind_text(st, 1, uid, -1, SQLITE_STATIC);
    cr_assert(sqlite3_step(st) == SQLITE_ROW);
    cr_assert(sqlite3_column_bytes(st, 0) == 32);
    memcpy(key, sqlite3_column_blob(st, 0), 32);
    sqlite3_finalize(st);
    sqlite3_close(db);
}

static void erase(struct place *p, const char *uid, enum jk_status want)
{
    place_begin(p);
    cr_assert(jk_store_erase(p->store, &place_act, uid, "permintaan", &p->err) == want);
    place_commit(p);
}

static enum jk_status total_bytes(void *ctx, const struct jk_notice_row *row)
{
    *(size_t *)ctx += row->bytes.len + row->approved.len;
    return JK_OK;
}

static size_t readable(struct place *p)
{
    size_t total = 0;

    cr_assert(jk_store_each_notice(p->store, total_bytes, &total, &p->err) == JK_OK);
    return total;
}

static void assert_agrees(struct place *p)
{
    struct jk_replay found;

    cr_assert(jk_store_replay(p->path, &found, &p->err) == JK_OK, "%s", found.first);
}

Test(erase, the_key_is_in_no_file_once_the_commit_returned)
{
    unsigned char key[32];
    struct place p;

    place_open(&p);
    place_fill(&p, 3);
    read_key(&p, "n1@test", key);
    cr_assert(place_holds(&p, key, 32), "the test must know where to look");
    cr_assert(!place_holds(&p, "rahasia-0812", 12), "octets stand sealed from the beginning");
    erase(&p, "n1@test", JK_OK);
    cr_assert(!place_holds(&p, key, 32));
    assert_agrees(&p);
    place_close(&p);
}

Test(erase, a_reader_delays_the_wiping_to_a_later_commit)
{
    unsigned char key[32];
    struct place p;
    sqlite3 *reader;

    place_open(&p);
    place_fill(&p, 3);
    read_key(&p, "n1@test", key);
    cr_assert(sqlite3_open(p.path, &reader) == SQLITE_OK);
    cr_assert(sqlite3_exec(reader, "BEGIN; SELECT * FROM keys", NULL, NULL, NULL) == SQLITE_OK);
    erase(&p, "n1@test", JK_OK);
    cr_assert(place_holds(&p, key, 32), "or the reader hindered nothing");
    sqlite3_close(reader);
    place_begin(&p);
    cr_assert(jk_store_put_tick(p.store, &place_act, &p.err) == JK_OK);
    place_commit(&p);
    cr_assert(!place_holds(&p, key, 32));
    place_close(&p);
}

Test(erase, a_rolled_back_erasure_keeps_the_bytes)
{
    struct place p;
    size_t before;

    place_open(&p);
    place_fill(&p, 2);
    before = readable(&p);
    place_begin(&p);
    cr_assert(jk_store_erase(p.store, &place_act, "n0@test", "b", &p.err) == JK_OK);
    jk_store_rollback(p.store);
    cr_assert(before > 0 && readable(&p) == before);
    assert_agrees(&p);
    place_close(&p);
}

Test(erase, only_that_notice_is_gone_and_only_once)
{
    struct place p;
    size_t before;

    place_open(&p);
    place_fill(&p, 4);
    before = readable(&p);
    erase(&p, "n2@test", JK_OK);
    cr_assert(readable(&p) == before / 4 * 3);
    erase(&p, "n2@test", JK_NONE);
    erase(&p, "never@test", JK_NONE);
    place_reopen(&p);
    cr_assert(readable(&p) == before / 4 * 3);
    place_close(&p);
}

/* A change of state puts the row again without bytes: that must not look like a filing. */
Test(erase, a_row_put_again_stays_erased_until_it_is_filed_anew)
{
    struct place p;

    place_open(&p);
    place_fill(&p, 1);
    erase(&p, "n0@test", JK_OK);
    place_begin(&p);
    place_put_notice(&p, "n0@test", "", 2);
    place_commit(&p);
    erase(&p, "n0@test", JK_NONE);
    cr_assert(readable(&p) == 0);
    place_begin(&p);
    place_put_notice(&p, "n0@test", "anew", 3);
    place_commit(&p);
    cr_assert(readable(&p) == 4);
    assert_agrees(&p);
    erase(&p, "n0@test", JK_OK);
    cr_assert(readable(&p) == 0);
    assert_agrees(&p);
    place_close(&p);
}
