/* A copy that is made of a whole journal, without a log: it is like any other where that is done or
 * given up, and made anew where the process died or a fold failed. */
#include <criterion/criterion.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "tests/unit/store/keeper.h"
#include "tests/unit/store/place.h"
#include "tests/unit/store/refusals.h"
#include "tests/unit/store/sharer.h"

#define LEAST 1000  /* entries for which it is done (daemon/store/shared/fresh.c) */
#define MANY  12000 /* in three batches */

/* A journal of so many entries, of which a hundred are notices. */
static void make_journal(unsigned entries)
{
    struct sharer d;
    char uid[24];

    sharer_world_open();
    sharer_start_writer(&d, "a");
    cr_assert(jk_store_begin(d.store, &d.err) == JK_OK);
    for (unsigned i = 0; i < entries; i++) {
        snprintf(uid, sizeof uid, "n%u@m", i);
        if (i % (entries / 100) == 0)
            sharer_add(&d, uid);
        else
            cr_assert(jk_store_put_tick(d.store, &place_act, &d.err) == JK_OK);
    }
    cr_assert(jk_store_commit(d.store, &d.err) == JK_OK, "%s", d.err.value);
    cr_assert(jk_store_last_entry(d.store) == entries);
    sharer_close(&d);
}

static bool is_there(const struct sharer *d, const char *end)
{
    char path[160];

    snprintf(path, sizeof path, "%s%s", d->path, end);
    return access(path, F_OK) == 0;
}

static bool has_log(const struct sharer *d)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *st = NULL;
    bool has;

    cr_assert(sqlite3_open_v2(d->path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK);
    cr_assert(sqlite3_prepare_v2(db, "PRAGMA journal_mode", -1, &st, NULL) == SQLITE_OK);
    cr_assert(sqlite3_step(st) == SQLITE_ROW);
    has = strcmp((const char *)sqlite3_column_text(st, 0), "wal") == 0;
    sqlite3_finalize(st);
    sqlite3_close(db);
    return has;
}

/* It is begun again, and goes on from here to the end. */
static void ends_whole(struct sharer *d, uint64_t from, uint64_t entries)
{
    sharer_close(d);
    cr_assert(sharer_open(d, "b", false, 0) == JK_OK, "%s", d->err.value);
    cr_assert(jk_store_last_entry(d->store) == from, "from %d", (int)jk_store_last_entry(d->store));
    cr_assert(jk_shared_catch_up(d->shared, d->store, NULL, NULL, &d->err) == JK_OK, "%s",
              d->err.value);
    cr_assert(has_log(d) && !is_there(d, ".unfinished"));
    cr_assert(sharer_bytes_of(d->store, "n0@m") == 7);
    sharer_close(d);
    sharer_replays(d->path, entries);
    sharer_world_close();
}

/* What is asked between two batches, and how often it was. */
struct asked {
    const struct sharer *d;
    int times;
};

static bool see_no_log(void *ctx)
{
    struct asked *asked = ctx;

    asked->times++;
    cr_assert(is_there(asked->d, ".unfinished") && !is_there(asked->d, "-wal"));
    return true;
}

Test(fresh, it_is_made_without_a_log_and_is_like_any_other)
{
    struct sharer first, d;
    struct asked asked = { &d, 0 };

    make_journal(MANY);
    cr_assert(sharer_open(&d, "b", false, 0) == JK_OK);
    cr_assert(jk_shared_catch_up(d.shared, d.store, see_no_log, &asked, &d.err) == JK_OK);
    cr_assert(asked.times == 3 && has_log(&d) && !is_there(&d, ".unfinished"));
    cr_assert(jk_shared_start(d.shared, &d.err) == JK_OK);
    sharer_start_writer(&first, "a");
    cr_assert(sharer_put(&first, "new@m") == JK_OK);
    SHARER_UNTIL(&d, jk_store_last_entry(d.store) == MANY + 1);
    sharer_close(&first);
    ends_whole(&d, MANY + 1, MANY + 1);
}

static bool give_up_second(void *ctx)
{
    return ++*(int *)ctx < 2;
}

Test(fresh, where_it_is_given_up_it_goes_on)
{
    struct sharer d;
    int asked = 0;

    make_journal(MANY);
    cr_assert(sharer_open(&d, "b", false, 0) == JK_OK);
    cr_assert(jk_shared_catch_up(d.shared, d.store, give_up_second, &asked, &d.err) == JK_BUSY);
    cr_assert(has_log(&d) && !is_there(&d, ".unfinished"));
    ends_whole(&d, 10000, MANY);
}

Test(fresh, where_the_server_goes_it_goes_on)
{
    struct sharer d;

    make_journal(MANY);
    cr_assert(sharer_open(&d, "b", false, 0) == JK_OK);
    keeper_answer(KEEPER_READ, DRIVER_GONE, 1, 1);
    cr_assert(jk_shared_catch_up(d.shared, d.store, NULL, NULL, &d.err) == JK_BUSY);
    ends_whole(&d, 5000, MANY);
}

Test(fresh, where_the_chain_is_broken_nothing_is_left)
{
    struct sharer d;

    make_journal(MANY);
    cr_assert(sharer_open(&d, "b", false, 0) == JK_OK);
    keeper_bend(MANY - 1000);
    cr_assert(jk_shared_catch_up(d.shared, d.store, NULL, NULL, &d.err) == JK_CORRUPT);
    cr_assert(!is_there(&d, "") && !is_there(&d, ".unfinished") && !is_there(&d, "-wal"));
    sharer_close(&d);
    sharer_world_close();
}

static bool die_second(void *ctx)
{
    if (++*(int *)ctx == 2)
        _exit(0);
    return true;
}

static bool die_in_the_middle(struct sharer *d)
{
    int asked = 0;

    if (sharer_open(d, "b", false, 0) == JK_OK)
        jk_shared_catch_up(d->shared, d->store, die_second, &asked, &d->err);
    return false;
}

Test(fresh, where_the_process_died_it_is_made_anew)
{
    struct sharer d;

    make_journal(MANY);
    cr_assert(sharer_open(&d, "b", false, 0) == JK_OK);
    sharer_close(&d);
    cr_assert(sharer_in_copy(&d, die_in_the_middle));
    cr_assert(is_there(&d, ".unfinished"));
    ends_whole(&d, 0, MANY);
}

/* Each file that is opened, written and flushed on the way, one after the other. */
Test(fresh, where_a_call_fails_the_next_start_makes_it, .timeout = 300)
{
    const unsigned kinds = REFUSE_OPEN | REFUSE_WRITE | REFUSE_FLUSH | REFUSE_NAMES;
    struct sharer d;
    long counted = 0;
    int failed = 0;

    make_journal(LEAST);
    for (long n = 0; n <= counted; n++) { /* at first none fails */
        enum jk_status rc;

        cr_assert(sharer_open(&d, "b", false, 0) == JK_OK, "%ld: %s", n, d.err.value);
        refuse(kinds, n, false);
        rc = jk_shared_catch_up(d.shared, d.store, NULL, NULL, &d.err);
        counted = n == 0 ? refuse_no_more() : counted;
        refuse_no_more();
        failed += rc != JK_OK;
        cr_assert(rc == JK_OK || rc == JK_FULL || rc == JK_IO, "%ld: %s", n, jk_status_name(rc));
        sharer_close(&d);
        cr_assert(sharer_open(&d, "b", false, 0) == JK_OK, "%ld: %s", n, d.err.value);
        cr_assert(jk_shared_catch_up(d.shared, d.store, NULL, NULL, &d.err) == JK_OK, "%ld: %s", n,
                  d.err.value);
        sharer_close(&d);
        sharer_replays(d.path, LEAST);
        cr_assert(unlink(d.path) == 0);
    }
    cr_assert(failed > 3, "%d of %ld calls", failed, counted);
    sharer_world_close();
}
