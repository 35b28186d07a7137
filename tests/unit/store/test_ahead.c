/* A group that goes to the keeper of a shared journal while it is still being decided on: whatever
 * becomes of it, the journal has all of it or nothing. The keeper itself refuses a group that does
 * not go on where its first part ended. */
#include <criterion/criterion.h>
#include <stdio.h>
#include "tests/unit/store/keeper.h"
#include "tests/unit/store/sharer.h"

#define MANY 60 /* notices, and so entries: more than one part */

TestSuite(ahead, .init = sharer_world_open, .fini = sharer_world_close);

static void add_many(struct sharer *d, const char *name, int count)
{
    char uid[32];

    for (int i = 0; i < count; i++) {
        snprintf(uid, sizeof uid, "%s%d@m", name, i);
        sharer_add(d, uid);
    }
}

/* So many notices in a group that stays open. */
static void begin_many(struct sharer *d, const char *name, int count)
{
    cr_assert(jk_store_begin(d->store, &d->err) == JK_OK, "%s", d->err.value);
    add_many(d, name, count);
}

/* The same, of which the keeper has a part: the worker's thread may be late. */
static void begin_ahead(struct sharer *d, const char *name)
{
    const unsigned before = keeper_asked(KEEPER_AHEAD);

    begin_many(d, name, MANY);
    SHARER_UNTIL(d, keeper_asked(KEEPER_AHEAD) > before);
}

static void assert_kept(struct sharer *d, uint64_t entries)
{
    cr_assert(keeper_head().tip.seq == entries);
    cr_assert(jk_store_last_entry(d->store) == entries);
}

Test(ahead, the_rest_follows_with_the_commit_and_others_see_all_of_it)
{
    struct sharer d, other;

    sharer_start_writer(&d, "a");
    sharer_start(&other, "b", false, 0);
    begin_ahead(&d, "a");
    cr_assert(keeper_head().tip.seq == 0, "a part is seen by nobody");
    cr_assert(jk_store_commit(d.store, &d.err) == JK_OK);
    assert_kept(&d, MANY);
    SHARER_UNTIL(&other, jk_store_last_entry(other.store) == MANY);
    cr_assert(sharer_bytes_of(other.store, "a0@m") == 7 &&
                  sharer_bytes_of(other.store, "a59@m") == 7,
              "the keys came with both parts");
    cr_assert(keeper_asked(KEEPER_GIVE_UP) == 0);
    sharer_close(&other);
    sharer_close(&d);
    sharer_replays(d.path, MANY);
    sharer_replays(other.path, MANY);
}

Test(ahead, a_small_group_goes_whole)
{
    struct sharer d;

    sharer_start_writer(&d, "a");
    begin_many(&d, "a", 20);
    cr_assert(jk_store_commit(d.store, &d.err) == JK_OK);
    cr_assert(keeper_asked(KEEPER_AHEAD) == 0);
    sharer_close(&d);
}

/* The parts end wherever the worker finds them, or at none. */
Test(ahead, groups_of_any_size_one_behind_the_other_are_whole)
{
    struct sharer d;
    uint64_t kept = 0;
    char name[16];

    sharer_start_writer(&d, "a");
    for (int i = 0; i < 8; i++) {
        const int count = 5 + i * i % 40;

        snprintf(name, sizeof name, "g%d-", i);
        begin_many(&d, name, count);
        if (i % 3 == 1) {
            jk_store_rollback(d.store);
            continue;
        }
        cr_assert(jk_store_commit(d.store, &d.err) == JK_OK, "%d: %s", i, d.err.value);
        kept += (uint64_t)count;
        assert_kept(&d, kept);
    }
    sharer_close(&d);
    sharer_replays(d.path, kept);
}

Test(ahead, a_group_that_is_rolled_back_leaves_nothing_and_the_next_begins_anew)
{
    struct sharer d;

    sharer_start_writer(&d, "a");
    begin_ahead(&d, "gone");
    jk_store_rollback(d.store);
    SHARER_UNTIL(&d, keeper_asked(KEEPER_GIVE_UP) == 1);
    assert_kept(&d, 0);
    begin_ahead(&d, "kept");
    cr_assert(jk_store_commit(d.store, &d.err) == JK_OK, "%s", d.err.value);
    assert_kept(&d, MANY);
    sharer_close(&d);
    sharer_replays(d.path, MANY);
}

Test(ahead, a_keeper_that_takes_no_parts_is_asked_once_a_group_and_sent_all)
{
    struct sharer d;

    sharer_start_writer(&d, "a");
    keeper_answer(KEEPER_AHEAD, DRIVER_NONE, 0, 100);
    begin_ahead(&d, "a");
    add_many(&d, "b", MANY);
    cr_assert(jk_store_commit(d.store, &d.err) == JK_OK, "%s", d.err.value);
    assert_kept(&d, 2 * MANY);
    cr_assert(keeper_asked(KEEPER_AHEAD) == 1);
    cr_assert(d.state.connected && !d.state.why[0], "it is no fault");
    sharer_close(&d);
}

Test(ahead, a_keeper_that_is_gone_before_the_commit_has_nothing_and_later_takes_all)
{
    struct sharer d;

    sharer_start_writer(&d, "a");
    keeper_answer(KEEPER_AHEAD, DRIVER_GONE, 0, 1);
    begin_ahead(&d, "a");
    SHARER_UNTIL(&d, !d.state.connected);
    cr_assert(jk_store_commit(d.store, &d.err) == JK_BUSY);
    assert_kept(&d, 0);
    SHARER_UNTIL(&d, d.state.connected);
    begin_ahead(&d, "a");
    cr_assert(jk_store_commit(d.store, &d.err) == JK_OK, "%s", d.err.value);
    assert_kept(&d, MANY);
    sharer_close(&d);
}

Test(ahead, a_group_whose_answer_is_lost_behind_its_parts_is_there_once)
{
    struct sharer d;

    sharer_start_writer(&d, "a");
    for (int asked = 0; asked < 2; asked++) {
        begin_ahead(&d, asked ? "a" : "b");
        keeper_lose_answer();
        if (!asked) /* whether it is there cannot be asked */
            keeper_answer(KEEPER_HEAD, DRIVER_GONE, 0, 1);
        cr_assert(jk_store_commit(d.store, &d.err) == (asked ? JK_OK : JK_BUSY));
        cr_assert(jk_store_last_entry(d.store) == (asked ? 2 * MANY : 0), "nobody knows yet");
        if (!asked)
            sharer_begin_writing(&d);
        assert_kept(&d, (asked + 1) * MANY);
    }
    sharer_close(&d);
    sharer_replays(d.path, 2 * MANY);
}

Test(ahead, who_was_taken_over_behind_a_part_writes_nothing_of_it)
{
    struct sharer d;

    sharer_start_writer(&d, "a");
    begin_ahead(&d, "a");
    keeper_hold("another", 0);
    cr_assert(jk_store_commit(d.store, &d.err) == JK_BUSY);
    SHARER_UNTIL(&d, d.state.role == JK_SHARED_READS);
    assert_kept(&d, 0);
    sharer_close(&d);
}

/* It holds the journal at the server, and word that the writer is there waits behind it. */
Test(ahead, a_group_that_takes_long_is_given_up_there_and_sent_whole_at_its_end)
{
    struct sharer d;
    unsigned renewed, parts;

    sharer_start_writer(&d, "a");
    begin_ahead(&d, "a");
    SHARER_UNTIL(&d, keeper_asked(KEEPER_GIVE_UP) == 1);
    renewed = keeper_asked(KEEPER_RENEW);
    parts = keeper_asked(KEEPER_AHEAD);
    SHARER_UNTIL(&d, keeper_asked(KEEPER_RENEW) > renewed);
    add_many(&d, "late", MANY);
    cr_assert(jk_store_commit(d.store, &d.err) == JK_OK, "%s", d.err.value);
    assert_kept(&d, 2 * MANY);
    cr_assert(keeper_asked(KEEPER_AHEAD) == parts, "nothing more goes ahead of that group");
    begin_ahead(&d, "b");
    cr_assert(jk_store_commit(d.store, &d.err) == JK_OK, "the next one does again");
    sharer_close(&d);
    sharer_replays(d.path, 3 * MANY);
}

Test(ahead, who_ends_with_an_open_group_leaves_nothing_of_it_and_the_journal_to_others)
{
    struct sharer d;

    sharer_start_writer(&d, "a");
    begin_ahead(&d, "a");
    jk_store_rollback(d.store);
    sharer_close(&d);
    cr_assert(keeper_head().tip.seq == 0 && keeper_asked(KEEPER_GIVE_UP) >= 1);
    cr_assert_str_eq(keeper_head().holder, "");
    sharer_replays(d.path, 0);
}

/* What is stopped, or gives the journal up, rings the same bell as a part. */
Test(ahead, a_word_that_comes_while_a_group_is_open_is_heard_behind_it)
{
    struct sharer d;

    sharer_start_writer(&d, "a");
    begin_ahead(&d, "a");
    jk_shared_yield(d.shared);
    cr_assert(jk_store_commit(d.store, &d.err) == JK_OK, "%s", d.err.value);
    SHARER_UNTIL(&d, d.state.role == JK_SHARED_READS);
    cr_assert_str_eq(keeper_head().holder, "");
    assert_kept(&d, MANY);
    sharer_close(&d);
}

/* Positions that wait to be noted would each be waited for too. */
Test(ahead, a_commit_waits_for_the_part_under_way_and_for_nothing_else_where_that_is_lost)
{
    struct sharer d;

    sharer_start_writer(&d, "a");
    keeper_stall(KEEPER_AHEAD, 300);
    keeper_stall(KEEPER_PUT_POSITIONS, 1000);
    keeper_answer(KEEPER_AHEAD, DRIVER_GONE, 0, 1);
    begin_ahead(&d, "a");
    jk_shared_put_position(d.shared, JK_SPAN("s"), JK_SPAN("1"));
    cr_assert(jk_store_commit(d.store, &d.err) == JK_BUSY);
    cr_assert(keeper_ended(KEEPER_AHEAD) == 1 && keeper_ended(KEEPER_PUT_POSITIONS) == 0);
    cr_assert(keeper_asked(KEEPER_APPEND) == 0, "it would be waited for once more");
    assert_kept(&d, 0);
    keeper_stall(KEEPER_AHEAD, 0);
    keeper_stall(KEEPER_PUT_POSITIONS, 0);
    sharer_begin_writing(&d);
    begin_ahead(&d, "a");
    cr_assert(jk_store_commit(d.store, &d.err) == JK_OK, "%s", d.err.value);
    assert_kept(&d, MANY);
    sharer_close(&d);
}

/* Word that the writer is there may be on its way to a server that hangs. */
Test(ahead, a_commit_that_comes_while_another_call_is_lost_waits_for_that_one_only)
{
    struct sharer d;
    unsigned renewed;

    sharer_start_writer(&d, "a");
    renewed = keeper_asked(KEEPER_RENEW);
    keeper_stall(KEEPER_RENEW, 300);
    keeper_answer(KEEPER_RENEW, DRIVER_GONE, 0, 1);
    SHARER_UNTIL(&d, keeper_asked(KEEPER_RENEW) > renewed);
    cr_assert(sharer_put(&d, "a@m") == JK_BUSY);
    cr_assert(keeper_ended(KEEPER_RENEW) == renewed + 1 && keeper_asked(KEEPER_APPEND) == 0);
    assert_kept(&d, 0);
    sharer_begin_writing(&d);
    cr_assert(sharer_put(&d, "a@m") == JK_OK, "%s", d.err.value);
    sharer_close(&d);
}

static bool add_and_give_up(struct sharer *d)
{
    add_many(d, "copy", MANY);
    jk_store_rollback(d->store);
    return true;
}

/* A copy of the process has no worker, whatever its original has begun. */
Test(ahead, a_copy_of_the_process_sends_nothing_and_waits_for_nobody)
{
    struct sharer d;

    sharer_start_writer(&d, "a");
    begin_ahead(&d, "a");
    cr_assert(sharer_in_copy(&d, add_and_give_up));
    cr_assert(jk_store_commit(d.store, &d.err) == JK_OK, "%s", d.err.value);
    assert_kept(&d, MANY);
    sharer_close(&d);
    sharer_replays(d.path, MANY);
}
