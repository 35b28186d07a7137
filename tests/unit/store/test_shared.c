/* A journal that daemons share, without a server: what each of them says and does when its keeper
 * is full, gone, taken over, or not the one that was followed. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "jarak/store/copy.h"
#include "tests/unit/store/keeper.h"
#include "tests/unit/store/place.h"
#include "tests/unit/store/refusals.h"
#include "tests/unit/store/sharer.h"

#define RUNS_MOST 16 /* of one kind of calls: a sample where there are more */

TestSuite(shared, .init = sharer_world_open, .fini = sharer_world_close);

Test(shared, what_the_server_has_no_room_for_or_forbids_is_refused_and_later_groups_are_taken)
{
    struct sharer d;

    sharer_start_writer(&d, "a");
    cr_assert(sharer_put(&d, "a@m") == JK_OK);
    keeper_answer(KEEPER_APPEND, DRIVER_FULL, 0, 1);
    cr_assert(sharer_put(&d, "b@m") == JK_FULL);
    cr_assert_str_eq(d.err.value, "the keeper says no");
    keeper_answer(KEEPER_APPEND, DRIVER_REFUSED, 0, 1);
    cr_assert(sharer_put(&d, "b@m") == JK_IO);
    cr_assert_str_eq(d.err.value, "the keeper says no");
    cr_assert(jk_store_last_entry(d.store) == 1, "nothing of them is in the copy");
    sharer_turn(&d);
    cr_assert(d.state.role == JK_SHARED_WRITES);
    cr_assert(sharer_put(&d, "b@m") == JK_OK);
    cr_assert(keeper_head().tip.seq == 2);
    sharer_close(&d);
    cr_assert_str_eq(keeper_head().holder, "", "nobody needs to wait for who left");
    sharer_replays(d.path, 2);
}

Test(shared, a_group_whose_answer_was_lost_is_acknowledged_where_it_was_kept)
{
    struct sharer d;

    sharer_start_writer(&d, "a");
    keeper_lose_answer();
    cr_assert(sharer_put(&d, "a@m") == JK_OK, "the journal ends with it");
    cr_assert(jk_store_last_entry(d.store) == 1 && sharer_bytes_of(d.store, "a@m") == 7);
    cr_assert(sharer_put(&d, "b@m") == JK_OK);
    cr_assert(keeper_head().epoch == 1, "it wrote all the time");
    sharer_close(&d);
    sharer_replays(d.path, 2);
}

/* To see it there is not enough: where a commit behind it does not go well, it may be there alone.
 */
Test(shared, where_that_cannot_be_asked_nobody_knows_until_it_is_followed)
{
    static const enum keeper_call calls[] = { KEEPER_HEAD, KEEPER_RENEW };

    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        struct sharer d;

        keeper_reset();
        sharer_start_writer(&d, i ? "b" : "a");
        keeper_answer(calls[i], DRIVER_GONE, 0, 1);
        keeper_lose_answer();
        cr_assert(sharer_put(&d, "a@m") == JK_BUSY, "%zu", i);
        cr_assert(jk_store_last_entry(d.store) == 0, "nobody knows yet");
        sharer_begin_writing(&d); /* which follows to the end first */
        cr_assert(jk_store_last_entry(d.store) == 1 && sharer_bytes_of(d.store, "a@m") == 7);
        cr_assert(keeper_head().epoch == 2, "what is under way of the old epoch comes no more");
        cr_assert(sharer_put(&d, "b@m") == JK_OK);
        sharer_close(&d);
        sharer_replays(d.path, 2);
    }
}

Test(shared, a_group_whose_answer_was_lost_is_not_there_where_it_was_not_kept)
{
    struct sharer d;

    sharer_start_writer(&d, "a");
    keeper_answer(KEEPER_APPEND, DRIVER_UNKNOWN, 0, 1);
    cr_assert(sharer_put(&d, "a@m") == JK_BUSY);
    sharer_begin_writing(&d);
    cr_assert(jk_store_last_entry(d.store) == 0);
    cr_assert(sharer_put(&d, "a@m") == JK_OK);
    sharer_close(&d);
    sharer_replays(d.path, 1);
}

Test(shared, who_was_taken_over_writes_nothing_and_follows_the_other)
{
    struct sharer first, second;

    sharer_start_writer(&first, "a");
    cr_assert(sharer_put(&first, "a@m") == JK_OK);
    keeper_hold("lost", JK_SHARED_LEASE_MS); /* the keeper has not heard of the first */
    sharer_start_writer(&second, "b");
    cr_assert(sharer_put(&second, "b@m") == JK_OK);
    cr_assert(sharer_put(&first, "c@m") == JK_BUSY);
    SHARER_UNTIL(&first, jk_store_last_entry(first.store) == 2);
    cr_assert(first.state.role == JK_SHARED_READS && first.state.held);
    cr_assert_str_eq(first.state.url, "http://here", "of who writes");
    cr_assert(sharer_put(&first, "c@m") == JK_BUSY, "not even begun");
    cr_assert(sharer_bytes_of(first.store, "b@m") == 7);
    sharer_close(&second);
    sharer_begin_writing(&first);
    cr_assert(sharer_put(&first, "c@m") == JK_OK);
    sharer_close(&first);
    sharer_replays(first.path, 3);
}

Test(shared, an_idle_writer_that_was_taken_over_learns_it_when_it_says_that_it_is_there)
{
    struct sharer d;

    sharer_start_writer(&d, "a");
    keeper_answer(KEEPER_RENEW, DRIVER_GONE, 0, 1); /* one word lost is no end yet */
    keeper_hold("another", 0);
    SHARER_UNTIL(&d, d.state.role == JK_SHARED_READS);
    SHARER_UNTIL(&d, strcmp(d.state.url, "http://another") == 0 && d.state.connected);
    cr_assert(jk_shared_write(d.shared, d.store, &d.err) == JK_STATE);
    sharer_close(&d);
    cr_assert_str_eq(keeper_head().holder, "another", "who leaves does not end another's lease");
}

Test(shared, who_gave_the_journal_up_never_takes_it_again)
{
    struct sharer first, second;

    sharer_start_writer(&first, "a");
    sharer_start(&second, "b", true, 0);
    cr_assert(jk_shared_write(second.shared, second.store, &second.err) == JK_STATE);
    jk_shared_yield(first.shared);
    sharer_begin_writing(&second);
    SHARER_UNTIL(&first, first.state.role == JK_SHARED_READS);
    cr_assert(sharer_put(&second, "a@m") == JK_OK);
    SHARER_UNTIL(&first, jk_store_last_entry(first.store) == 1);
    sharer_close(&second);
    SHARER_UNTIL(&first, first.state.url[0] == '\0' && !first.state.held);
    cr_assert(first.state.role == JK_SHARED_READS, "nobody writes, and it does not");
    sharer_close(&first);
}

Test(shared, without_its_standbys_nothing_is_written)
{
    struct sharer d;

    sharer_start(&d, "a", true, 1);
    SHARER_UNTIL(&d, keeper_asked(KEEPER_HEAD) > 1);
    cr_assert(d.state.starved && d.state.role == JK_SHARED_READS);
    keeper_stand_by(1);
    sharer_begin_writing(&d);
    cr_assert(!d.state.starved);
    cr_assert(sharer_put(&d, "a@m") == JK_OK);
    keeper_stand_by(0);
    cr_assert(sharer_put(&d, "b@m") == JK_BUSY);
    SHARER_UNTIL(&d, d.state.starved);
    cr_assert(jk_store_last_entry(d.store) == 1 && keeper_head().tip.seq == 1);
    sharer_close(&d);
}

Test(shared, where_nobody_is_reached_for_a_while_the_copy_serves_and_ages)
{
    struct sharer d;

    sharer_start_writer(&d, "a");
    cr_assert(sharer_put(&d, "a@m") == JK_OK);
    keeper_answer(KEEPER_RENEW, DRIVER_GONE, 0, 2);
    SHARER_UNTIL(&d, !d.state.connected);
    cr_assert_str_eq(d.state.why, "the keeper says no");
    cr_assert(sharer_put(&d, "b@m") == JK_BUSY, "not sent where nobody can be reached");
    cr_assert_str_eq(d.err.value, "the keeper says no");
    cr_assert(sharer_bytes_of(d.store, "a@m") == 7);
    SHARER_UNTIL(&d, d.state.connected);
    cr_assert_str_eq(d.state.why, "");
    cr_assert(sharer_put(&d, "b@m") == JK_OK);
    sharer_close(&d);
}

Test(shared, a_chain_that_is_broken_is_followed_no_further_and_the_copy_keeps_what_it_has)
{
    struct sharer first, second;

    sharer_start_writer(&first, "a");
    sharer_start(&second, "b", false, 0);
    cr_assert(sharer_put(&first, "a@m") == JK_OK);
    SHARER_UNTIL(&second, jk_store_last_entry(second.store) == 1);
    keeper_answer(KEEPER_READ, DRIVER_GONE, 0, UINT_MAX); /* time to put a hand into it */
    cr_assert(sharer_put(&first, "b@m") == JK_OK);
    keeper_bend(2);
    keeper_answer(KEEPER_READ, DRIVER_OK, 0, 0);
    SHARER_UNTIL(&second, second.followed == JK_CORRUPT);
    cr_assert_str_eq(second.err.field, "J2");
    cr_assert_str_eq(second.err.value, "2");
    cr_assert(sharer_put(&first, "c@m") == JK_OK);
    SHARER_UNTIL(&second, second.state.seq == 3);
    cr_assert(second.state.broken && !second.state.diverged && !second.state.grown);
    cr_assert(jk_store_last_entry(second.store) == 1);
    sharer_close(&second);
    sharer_close(&first);
    sharer_replays(second.path, 1);
}

Test(shared, a_journal_that_was_restored_from_before_is_not_followed_and_a_start_copies_anew)
{
    struct sharer first, second;

    sharer_start_writer(&first, "a");
    cr_assert(sharer_put(&first, "a@m") == JK_OK && sharer_put(&first, "b@m") == JK_OK);
    sharer_start(&second, "b", false, 0);
    cr_assert(jk_store_last_entry(second.store) == 2);
    sharer_close(&first);
    keeper_cut(1);
    SHARER_UNTIL(&second, second.state.diverged);
    sharer_close(&second);
    sharer_start_writer(&first, "c");
    cr_assert(sharer_put(&first, "c@m") == JK_OK && sharer_put(&first, "d@m") == JK_OK);
    sharer_start(&second, "b", false, 0);
    cr_assert(jk_store_last_entry(second.store) == 3 && sharer_bytes_of(second.store, "d@m") == 7);
    sharer_close(&second);
    sharer_close(&first);
    sharer_replays(second.path, 3);
}

/* Other entries stand where the copy has its own, and more behind them. */
Test(shared, a_journal_that_went_another_way_is_told_from_one_that_is_broken)
{
    struct sharer first, second;

    sharer_start_writer(&first, "a");
    cr_assert(sharer_put(&first, "a@m") == JK_OK && sharer_put(&first, "b@m") == JK_OK);
    cr_assert(sharer_open(&second, "b", false, 0) == JK_OK);
    cr_assert(jk_shared_catch_up(second.shared, second.store, NULL, NULL, &second.err) == JK_OK);
    sharer_close(&first);
    keeper_cut(1);
    sharer_start_writer(&first, "c");
    cr_assert(sharer_put(&first, "c@m") == JK_OK && sharer_put(&first, "d@m") == JK_OK);
    cr_assert(jk_shared_start(second.shared, &second.err) == JK_OK);
    SHARER_UNTIL(&second, second.state.diverged);
    cr_assert(second.followed == JK_CORRUPT && second.state.broken);
    cr_assert(jk_store_last_entry(second.store) == 2, "it keeps what it has");
    sharer_close(&second);
    sharer_close(&first);
}

Test(shared, a_copy_of_another_store_is_made_anew)
{
    struct sharer d;

    sharer_start_writer(&d, "a");
    cr_assert(sharer_put(&d, "a@m") == JK_OK);
    sharer_close(&d);
    keeper_reset();
    sharer_start_writer(&d, "a");
    cr_assert(jk_store_last_entry(d.store) == 0);
    sharer_close(&d);
    sharer_replays(d.path, 0);
}

/* The copy has two entries, and the journal ends behind the first. */
static void leave_stale_copy(const char *path, struct jk_span bytes)
{
    char log[160];

    place_write(path, bytes.at, bytes.len);
    snprintf(log, sizeof log, "%s-wal", path);
    remove(log);
}

/* Whatever fails while a copy is made anew, the start ends in words, and a later one makes it. */
Test(shared, a_copy_that_cannot_be_made_anew_ends_the_start_in_words)
{
    static const unsigned kinds[] = { REFUSE_OPEN, REFUSE_WRITE, REFUSE_MEMORY };
    struct jk_span stale;
    struct sharer d;

    sharer_start_writer(&d, "a");
    cr_assert(sharer_put(&d, "a@m") == JK_OK && sharer_put(&d, "b@m") == JK_OK);
    sharer_close(&d);
    keeper_cut(1);
    stale.at = place_read(d.path, &stale.len);
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        long seen = 1;

        for (long first = 0; first <= seen; first += 1 + seen / RUNS_MOST) {
            enum jk_status rc;

            leave_stale_copy(d.path, stale);
            refuse(kinds[k], first, true);
            rc = sharer_open(&d, "a", true, 0);
            seen = first ? (refuse_no_more(), seen) : refuse_no_more();
            cr_assert((rc == JK_OK) == (d.store != NULL) && (first || rc == JK_OK));
            cr_assert(rc == JK_OK || d.err.status == rc, "kind %zu, call %ld: no words", k, first);
            if (rc == JK_OK)
                sharer_close(&d);
            cr_assert(sharer_open(&d, "a", true, 0) == JK_OK, "behind kind %zu, call %ld", k,
                      first);
            cr_assert(jk_store_last_entry(d.store) == 0, "what the journal has not is in it");
            sharer_close(&d);
        }
    }
    free((char *)(uintptr_t)stale.at);
}

Test(shared, what_a_server_says_at_the_start_is_told)
{
    static const struct {
        enum keeper_call call;
        enum driver_said said;
        enum jk_status status;
    } starts[] = {
        { KEEPER_MAKE, DRIVER_REFUSED, JK_INVALID },  { KEEPER_CONNECT, DRIVER_REFUSED, JK_DENIED },
        { KEEPER_HEAD, DRIVER_REFUSED, JK_DENIED },   { KEEPER_BEGIN, DRIVER_REFUSED, JK_DENIED },
        { KEEPER_BEGIN, DRIVER_FULL, JK_FULL },       { KEEPER_BEGIN, DRIVER_UNKNOWN, JK_BUSY },
        { KEEPER_SECRET, DRIVER_REFUSED, JK_DENIED }, { KEEPER_SECRET, DRIVER_NONE, JK_NONE },
        { KEEPER_HEAD, DRIVER_GONE, JK_BUSY },
    };
    struct sharer d;

    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        keeper_reset();
        keeper_answer(starts[i].call, starts[i].said, 0, 1);
        cr_expect(sharer_open(&d, "a", true, 0) == starts[i].status, "%zu: %s", i, d.err.value);
        cr_expect(d.store == NULL && d.err.status == starts[i].status, "%zu", i);
    }
    keeper_answer(KEEPER_CONNECT, DRIVER_GONE, 0, 1); /* it comes up beside us */
    sharer_start_writer(&d, "a");
    sharer_close(&d);
}

Test(shared, a_start_that_cannot_read_the_journal_to_its_end_says_why)
{
    struct sharer d;

    sharer_start_writer(&d, "a");
    cr_assert(sharer_put(&d, "a@m") == JK_OK);
    sharer_close(&d);
    cr_assert(sharer_open(&d, "b", false, 0) == JK_OK);
    keeper_answer(KEEPER_READ, DRIVER_GONE, 0, 1);
    cr_assert(jk_shared_catch_up(d.shared, d.store, NULL, NULL, &d.err) == JK_BUSY);
    keeper_bend(1);
    cr_assert(jk_shared_catch_up(d.shared, d.store, NULL, NULL, &d.err) == JK_CORRUPT);
    cr_assert_str_eq(d.err.field, "J2");
    sharer_close(&d);
    keeper_answer(KEEPER_HASH, DRIVER_REFUSED, 0, 1);
    cr_assert(sharer_open(&d, "a", true, 0) == JK_DENIED,
              "whether the copy is of it cannot be told");
    sharer_start_writer(&d, "a");
    cr_assert(jk_store_last_entry(d.store) == 1, "so it was kept");
    sharer_close(&d);
}

static bool give_up(void *ctx)
{
    (void)ctx;
    return false;
}

Test(shared, a_start_that_is_given_up_goes_on_where_it_was)
{
    struct sharer d;

    sharer_start_writer(&d, "a");
    cr_assert(sharer_put(&d, "a@m") == JK_OK);
    sharer_close(&d);
    cr_assert(sharer_open(&d, "b", false, 0) == JK_OK);
    cr_assert(jk_shared_catch_up(d.shared, d.store, give_up, NULL, &d.err) == JK_BUSY);
    cr_assert_str_eq(d.err.value, "given-up");
    cr_assert(jk_store_last_entry(d.store) == 1, "the piece it had is kept");
    cr_assert(jk_shared_catch_up(d.shared, d.store, give_up, NULL, &d.err) == JK_OK);
    sharer_close(&d);
}

Test(shared, a_module_that_is_not_there_or_of_another_build_is_not_used)
{
    struct jk_shared_options options = { .address = KEEPER_ADDRESS, .journal = "jarak" };
    struct jk_error err;

    options.module = "/nowhere/jarakd-postgresql.so";
    cr_assert(jk_shared_try(&options, &err) == JK_NONE);
    cr_assert_str_eq(err.field, "store");
    options.module = KEEPER_MODULE;
    cr_assert(jk_shared_try(&options, &err) == JK_OK, "%s", err.value);
    keeper_answer(KEEPER_MAKE, DRIVER_REFUSED, 0, 2);
    cr_assert(jk_shared_try(&options, &err) == JK_INVALID);
    cr_assert_str_eq(err.field, "store");
    options.journal = "BAD";
    cr_assert(jk_shared_try(&options, &err) == JK_INVALID);
    cr_assert_str_eq(err.field, "store-journal");
    cr_assert_str_eq(err.value, "BAD");
    keeper_version(SHARED_DRIVER_VERSION + 1);
    cr_assert(jk_shared_try(&options, &err) == JK_NONE);
}

struct noted {
    unsigned count;
    char all[128];
};

static void note_position(void *ctx, struct jk_span subscription, struct jk_span state)
{
    struct noted *noted = ctx;
    size_t len = strlen(noted->all);

    noted->count++;
    snprintf(noted->all + len, sizeof noted->all - len, "%.*s=%.*s ", (int)subscription.len,
             subscription.at, (int)state.len, state.at);
}

Test(shared, whoever_takes_over_finds_where_deliveries_stood)
{
    struct noted noted = { .count = 0 };
    struct sharer d;

    sharer_start_writer(&d, "a");
    jk_shared_put_position(d.shared, JK_SPAN("s"), JK_SPAN("1"));
    jk_shared_put_position(d.shared, JK_SPAN("s"), JK_SPAN("2")); /* the newest word counts */
    jk_shared_put_position(d.shared, JK_SPAN("t"), JK_SPAN("7"));
    SHARER_UNTIL(&d, keeper_positions() == 2);
    jk_shared_put_position(d.shared, JK_SPAN("t"), (struct jk_span){ NULL, 0 });
    SHARER_UNTIL(&d, keeper_positions() == 1);
    keeper_answer(KEEPER_PUT_POSITIONS, DRIVER_GONE, 0, 1); /* it lags behind, and no more */
    jk_shared_put_position(d.shared, JK_SPAN("u"), JK_SPAN("9"));
    sharer_close(&d);
    sharer_start(&d, "b", true, 0);
    SHARER_UNTIL(&d, d.state.role == JK_SHARED_CLAIMS);
    jk_shared_each_position(d.shared, note_position, &noted);
    cr_assert(noted.count == 1);
    cr_assert_str_eq(noted.all, "s=2 ");
    sharer_close(&d);
}

/* So that who asks a reader is told how far deliveries are. */
Test(shared, whoever_follows_is_told_of_positions_that_are_new)
{
    struct sharer writer, reader;

    sharer_start_writer(&writer, "a");
    sharer_start(&reader, "b", false, 0);
    for (int i = 1; i <= 2; i++) {
        struct noted noted = { .count = 0 };

        jk_shared_put_position(writer.shared, JK_SPAN("s"), i == 1 ? JK_SPAN("1") : JK_SPAN("2"));
        SHARER_UNTIL(&reader, (jk_shared_each_position(reader.shared, note_position, &noted),
                               noted.count > 0));
        cr_assert_str_eq(noted.all, i == 1 ? "s=1 " : "s=2 ");
    }
    sharer_close(&reader);
    sharer_close(&writer);
}

Test(shared, what_is_judged_by_is_told_to_all_also_when_the_word_was_lost_at_first)
{
    struct sharer first, second;

    sharer_start_writer(&first, "a");
    sharer_start(&second, "b", false, 0);
    keeper_answer(KEEPER_TELL, DRIVER_GONE, 0, 1);
    jk_shared_tell(first.shared, "abcd", "ef01");
    SHARER_UNTIL(&first, strcmp(first.state.pack, "abcd") == 0);
    keeper_hold(keeper_head().holder, 0); /* rings */
    SHARER_UNTIL(&second, strcmp(second.state.pack, "abcd") == 0);
    cr_assert_str_eq(second.state.program, "ef01");
    sharer_close(&second);
    sharer_close(&first);
}

Test(shared, daemons_of_a_journal_have_one_secret_and_name_the_files_they_connect_with)
{
    struct sharer first, second;
    char path[PATH_MAX];

    cr_assert(sharer_open(&first, "a", true, 0) == JK_OK &&
              sharer_open(&second, "b", true, 0) == JK_OK);
    cr_assert(memcmp(jk_shared_secret(first.shared), jk_shared_secret(second.shared), 32) == 0);
    cr_assert(jk_shared_file(first.shared, 1, path));
    cr_assert_str_eq(path, "/keeper/1");
    cr_assert(!jk_shared_file(first.shared, 2, path));
    sharer_close(&second);
    sharer_close(&first);
}

static bool is_not_committed(struct sharer *d)
{
    return sharer_put(d, "b@m") == JK_BUSY;
}

/* A copy of the process has no worker: who waited for one there would wait for ever. */
Test(shared, a_copy_of_the_process_commits_nothing_and_waits_for_nobody)
{
    struct sharer d;

    sharer_start_writer(&d, "a");
    cr_assert(sharer_put(&d, "a@m") == JK_OK);
    cr_assert(sharer_in_copy(&d, is_not_committed));
    cr_assert(keeper_head().tip.seq == 1);
    sharer_close(&d);
}
