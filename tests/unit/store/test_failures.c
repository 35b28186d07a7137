/* What a full disk, a crash or a caller's mistake leaves behind: whole transactions, or nothing. */
#include <criterion/criterion.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "daemon/store/store_internal.h"
#include "tests/support/seeded.h"
#include "tests/unit/store/place.h"

static char big[200 * 1024]; /* more than the pages the full disk still has */

static void fill_big(void)
{
    memset(big, 'x', sizeof big - 1);
}

/* The disk holds `spare` pages more than now. */
static void make_full(struct place *p, int spare)
{
    sqlite3_stmt *st;
    char sql[64];

    cr_assert(sqlite3_prepare_v2(p->store->db, "PRAGMA page_count", -1, &st, NULL) == SQLITE_OK);
    cr_assert(sqlite3_step(st) == SQLITE_ROW);
    snprintf(sql, sizeof sql, "PRAGMA max_page_count = %d", sqlite3_column_int(st, 0) + spare);
    sqlite3_finalize(st);
    cr_assert(sqlite3_exec(p->store->db, sql, NULL, NULL, NULL) == SQLITE_OK);
}

static void make_roomy(struct place *p)
{
    cr_assert(sqlite3_exec(p->store->db, "PRAGMA max_page_count = 1000000", NULL, NULL, NULL) ==
              SQLITE_OK);
}

static enum jk_status put_big(struct place *p, const char *uid)
{
    struct jk_notice_row row = {
        .uid = uid, .chain = uid, .owner = "x", .revision = 1, .bytes = jk_span_of(big)
    };

    return jk_store_put_notice(p->store, &place_act, &row, &p->err);
}

static uint64_t entries_of(struct place *p)
{
    uint8_t hash[32];

    return jk_store_journal_end(p->store, hash);
}

static void assert_whole(const char *path, uint64_t entries)
{
    struct jk_replay found;
    struct jk_error err;

    cr_assert(jk_store_replay(path, &found, &err) == JK_OK, "%s", found.first);
    cr_assert(found.entries == entries, "%d entries, want %d", (int)found.entries, (int)entries);
}

Test(failures, a_full_disk_refuses_the_group_and_later_ones_work_again)
{
    struct place p;
    uint64_t before;

    fill_big();
    place_open(&p);
    place_fill(&p, 3);
    before = entries_of(&p);
    make_full(&p, 4);
    place_begin(&p);
    place_put_notice(&p, "small@test", "x", 1);
    cr_assert(put_big(&p, "big@test") == JK_FULL);
    cr_assert(put_big(&p, "after@test") == JK_FULL, "nothing may follow half an entry");
    cr_assert(jk_store_put_tick(p.store, &place_act, &p.err) == JK_FULL);
    cr_assert(jk_store_commit(p.store, &p.err) == JK_FULL);
    cr_assert(entries_of(&p) == before);
    assert_whole(p.path, before);
    make_roomy(&p);
    place_begin(&p);
    cr_assert(put_big(&p, "big@test") == JK_OK);
    place_commit(&p);
    place_reopen(&p);
    cr_assert(entries_of(&p) == before + 1);
    assert_whole(p.path, before + 1);
    place_close(&p);
}

Test(failures, a_put_outside_a_transaction_changes_nothing)
{
    struct jk_notice_row row = { .uid = "u", .chain = "u", .owner = "x", .bytes = JK_SPAN("o") };
    struct place p;
    uint64_t before;

    place_open(&p);
    place_fill(&p, 1);
    before = entries_of(&p);
    cr_assert(jk_store_put_notice(p.store, &place_act, &row, &p.err) == JK_STATE);
    cr_assert(jk_store_put_tick(p.store, &place_act, &p.err) == JK_STATE);
    cr_assert(jk_store_erase(p.store, &place_act, "n0@test", "b", &p.err) == JK_STATE);
    cr_assert(jk_store_commit(p.store, &p.err) == JK_STATE);
    jk_store_rollback(p.store);
    cr_assert(entries_of(&p) == before);
    assert_whole(p.path, before); /* also that the key of n0@test is still there: S2 */
    place_close(&p);
}

Test(failures, beginning_twice_is_refused_and_the_first_goes_on)
{
    struct place p;

    place_open(&p);
    place_begin(&p);
    place_put_notice(&p, "a@test", "x", 1);
    cr_assert(jk_store_begin(p.store, &p.err) == JK_STATE);
    place_put_notice(&p, "b@test", "x", 1);
    place_commit(&p);
    cr_assert(entries_of(&p) == 2);
    assert_whole(p.path, 2);
    place_close(&p);
}

/* Copy the files as a crash would leave them, the log cut at `cut` bytes (SIZE_MAX: whole). */
static void crash(const struct place *p, const char *copy, size_t cut)
{
    char from[128], to[160];
    size_t len;
    char *bytes = place_read(p->path, &len);

    place_write(copy, bytes, len);
    free(bytes);
    snprintf(from, sizeof from, "%s-wal", p->path);
    snprintf(to, sizeof to, "%s-wal", copy);
    bytes = place_read(from, &len);
    place_write(to, bytes, len < cut ? len : cut);
    free(bytes);
    snprintf(to, sizeof to, "%s-shm", copy);
    remove(to);
}

Test(failures, a_crash_inside_a_transaction_leaves_the_one_before)
{
    struct jk_store *after;
    struct place p;
    char copy[128], uid[32], log[128];
    struct stat st;
    uint8_t hash[32], again[32];
    uint64_t entries;

    fill_big();
    place_open_file(&p);
    place_fill(&p, 5);
    entries = jk_store_journal_end(p.store, hash);
    cr_assert(sqlite3_exec(p.store->db, "PRAGMA cache_size = 50", NULL, NULL, NULL) == SQLITE_OK);
    place_begin(&p);
    for (int i = 0; i < 10; i++) { /* far more than the cache, so that pages spill to the log */
        snprintf(uid, sizeof uid, "spill%d@test", i);
        cr_assert(put_big(&p, uid) == JK_OK);
    }
    snprintf(log, sizeof log, "%s-wal", p.path);
    cr_assert(stat(log, &st) == 0 && st.st_size > 1024 * 1024, "pages must have spilled");
    snprintf(copy, sizeof copy, "%s/copy.db", p.folder);
    crash(&p, copy, SIZE_MAX);
    cr_assert(jk_store_open(copy, &after, &p.err) == JK_OK, "%s", p.err.value);
    cr_assert(jk_store_journal_end(after, again) == entries);
    cr_assert(memcmp(hash, again, 32) == 0);
    jk_store_close(after);
    assert_whole(copy, entries);
    place_close(&p);
}

Test(failures, a_log_cut_anywhere_opens_at_the_end_of_a_transaction)
{
    struct seeded r = { 11 };
    struct place p;
    char copy[128], log[128];
    struct stat st;

    place_open(&p);
    place_fill(&p, 3); /* 11 entries; then three at a time */
    for (int i = 0; i < 20; i++) {
        place_begin(&p);
        for (int k = 0; k < 3; k++)
            place_put_notice(&p, "again@test", "BEGIN:VCALENDAR", (uint32_t)(3 * i + k + 1));
        place_commit(&p);
    }
    snprintf(log, sizeof log, "%s-wal", p.path);
    cr_assert(stat(log, &st) == 0);
    snprintf(copy, sizeof copy, "%s/copy.db", p.folder);
    for (int i = 0; i < 60; i++) {
        struct jk_store *after;
        uint8_t hash[32];
        uint64_t entries;

        crash(&p, copy, (size_t)seeded_whole(&r, 0, st.st_size));
        cr_assert(jk_store_open(copy, &after, &p.err) == JK_OK, "%s", p.err.value);
        entries = jk_store_journal_end(after, hash);
        jk_store_close(after);
        cr_assert(entries == 0 || (entries >= 11 && (entries - 11) % 3 == 0), "%d", (int)entries);
        assert_whole(copy, entries);
    }
    place_close(&p);
}

Test(failures, the_files_are_for_their_owner_alone)
{
    static const char *const ends[] = { "", "-wal", ".lock" };
    struct place p;

    place_open(&p);
    place_fill(&p, 1);
    for (size_t i = 0; i < 3; i++) {
        char path[128];
        struct stat st;

        snprintf(path, sizeof path, "%s%s", p.path, ends[i]);
        cr_assert(stat(path, &st) == 0, "%s", path);
        cr_assert((st.st_mode & 0777) == 0600, "%s has mode %o", path, st.st_mode & 0777);
    }
    place_close(&p);
}

Test(failures, a_database_of_another_program_stays_as_it_is)
{
    struct place p;
    char path[128];
    size_t before_len, after_len;
    char *before, *after;
    struct jk_store *store;
    struct jk_replay found;

    place_open(&p);
    snprintf(path, sizeof path, "%s/other.db", p.folder);
    place_tamper(path, "CREATE TABLE theirs (x)");
    before = place_read(path, &before_len);
    cr_assert(jk_store_open(path, &store, &p.err) == JK_CORRUPT);
    cr_assert(jk_store_replay(path, &found, &p.err) == JK_CORRUPT);
    after = place_read(path, &after_len);
    cr_assert(before_len == after_len && memcmp(before, after, after_len) == 0);
    free(before);
    free(after);
    place_write(path, "not a database at all, but long enough to be read as one?", 57);
    cr_assert(jk_store_open(path, &store, &p.err) == JK_CORRUPT);
    snprintf(path, sizeof path, "%s/none.db", p.folder);
    cr_assert(jk_store_replay(path, &found, &p.err) == JK_NONE);
    snprintf(path, sizeof path, "%s/no/such/folder.db", p.folder);
    cr_assert(jk_store_open(path, &store, &p.err) == JK_IO);
    place_close(&p);
}
