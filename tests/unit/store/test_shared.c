/* A journal that daemons share, without a server: what each of them says and does when its keeper
 * is full, gone, taken over, or not the one that was followed. */
#include <criterion/criterion.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/wait.h>
#include "daemon/store/store_internal.h"
#include "jarak/store/copy.h"
#include "jarak/store/shared.h"
#include "tests/unit/store/keeper.h"
#include "tests/unit/store/place.h"
#include "tests/unit/store/refusals.h"

#define RUNS_MOST 16   /* of one kind of calls: a sample where there are more */
#define GUARD     3000 /* turns of 10 ms at most: a guard against hanging */

struct daemon {
    char path[128];
    struct jk_shared *shared;
    struct jk_store *store;
    struct jk_shared_state state;
    struct jk_error err;
    enum jk_status followed; /* what following said last */
};

static char folder[64];

static void world_open(void)
{
    strcpy(folder, "/tmp/jarakd-shared-XXXXXX");
    cr_assert(mkdtemp(folder) != NULL);
    keeper_reset();
}

static void world_close(void)
{
    char command[128];

    snprintf(command, sizeof command, "rm -rf %s", folder);
    cr_assert(system(command) == 0);
}

TestSuite(shared, .init = world_open, .fini = world_close);

static enum jk_status open_one(struct daemon *d, const char *name, bool writes, unsigned standbys)
{
    const struct jk_shared_options options = { .address = KEEPER_ADDRESS,
                                               .module = KEEPER_MODULE,
                                               .journal = "jarak",
                                               .url = "http://here",
                                               .writes = writes,
                                               .standbys = standbys };

    *d = (struct daemon){ .followed = JK_OK };
    snprintf(d->path, sizeof d->path, "%s/%s.db", folder, name);
    return jk_shared_open(&options, d->path, &d->shared, &d->store, &d->err);
}

/* Look, and follow where something came. */
static void turn(struct daemon *d)
{
    struct pollfd news = { jk_shared_fd(d->shared), POLLIN, 0 };
    bool any;

    poll(&news, 1, 10);
    jk_shared_look(d->shared, &d->state);
    if (d->state.grown)
        d->followed = jk_shared_follow(d->shared, d->store, &any, &d->err);
}

#define UNTIL(d, is_so)                                       \
    do {                                                      \
        for (int i_ = 0; turn(d), !(is_so); i_++)             \
            cr_assert(i_ < GUARD, "it never is: %s", #is_so); \
    } while (0)

static void start_one(struct daemon *d, const char *name, bool writes, unsigned standbys)
{
    cr_assert(open_one(d, name, writes, standbys) == JK_OK, "%s", d->err.value);
    cr_assert(jk_shared_catch_up(d->shared, d->store, NULL, NULL, &d->err) == JK_OK);
    cr_assert(jk_shared_start(d->shared, &d->err) == JK_OK);
}

static void begin_writing(struct daemon *d)
{
    UNTIL(d, jk_shared_write(d->shared, d->store, &d->err) == JK_OK);
    turn(d);
    cr_assert(d->state.role == JK_SHARED_WRITES);
}

static void start_writer(struct daemon *d, const char *name)
{
    start_one(d, name, true, 0);
    begin_writing(d);
}

static void close_one(struct daemon *d)
{
    jk_shared_close(d->shared);
    jk_store_close(d->store);
    d->shared = NULL;
    d->store = NULL;
}

/* One notice in a group of its own. */
static enum jk_status put(struct daemon *d, const char *uid)
{
    const struct jk_notice_row row = {
        .uid = uid, .chain = uid, .owner = "x", .revision = 1, .bytes = JK_SPAN("rahasia")
    };
    enum jk_status rc = jk_store_begin(d->store, &d->err);

    if (rc != JK_OK)
        return rc;
    rc = jk_store_put_notice(d->store, &place_act, &row, &d->err);
    cr_assert(rc == JK_OK);
    return jk_store_commit(d->store, &d->err);
}

static enum jk_status note_bytes(void *ctx, const struct jk_notice_row *row)
{
    *(size_t *)ctx = row->bytes.len;
    return JK_OK;
}

/* How many octets a notice is read back with. */
static size_t bytes_of(struct jk_store *store, const char *uid)
{
    struct jk_error err;
    size_t len = SIZE_MAX;

    cr_assert(jk_store_find_notice(store, uid, note_bytes, &len, &err) == JK_OK, "%s", err.value);
    return len;
}

static void assert_replays(const char *path, uint64_t entries)
{
    struct jk_replay found;
    struct jk_error err;

    cr_assert(jk_store_replay(path, &found, &err) == JK_OK, "%s", found.first);
    cr_assert(found.entries == entries, "%d entries, want %d", (int)found.entries, (int)entries);
}

Test(shared, what_the_server_has_no_room_for_or_forbids_is_refused_and_later_groups_are_taken)
{
    struct daemon d;

    start_writer(&d, "a");
    cr_assert(put(&d, "a@m") == JK_OK);
    keeper_answer(KEEPER_APPEND, DRIVER_FULL, 0, 1);
    cr_assert(put(&d, "b@m") == JK_FULL);
    cr_assert_str_eq(d.err.value, "the keeper says no");
    keeper_answer(KEEPER_APPEND, DRIVER_REFUSED, 0, 1);
    cr_assert(put(&d, "b@m") == JK_IO);
    cr_assert_str_eq(d.err.value, "the keeper says no");
    cr_assert(jk_store_last_entry(d.store) == 1, "nothing of them is in the copy");
    turn(&d);
    cr_assert(d.state.role == JK_SHARED_WRITES);
    cr_assert(put(&d, "b@m") == JK_OK);
    cr_assert(keeper_head().tip.seq == 2);
    close_one(&d);
    cr_assert_str_eq(keeper_head().holder, "", "nobody needs to wait for who left");
    assert_replays(d.path, 2);
}

Test(shared, a_group_whose_answer_was_lost_is_found_where_it_was_kept_and_only_once)
{
    struct daemon d;

    start_writer(&d, "a");
    keeper_lose_answer();
    cr_assert(put(&d, "a@m") == JK_BUSY);
    cr_assert(jk_store_last_entry(d.store) == 0, "nobody knows yet");
    begin_writing(&d); /* which follows to the end first */
    cr_assert(jk_store_last_entry(d.store) == 1 && bytes_of(d.store, "a@m") == 7);
    cr_assert(keeper_head().epoch == 2, "what is under way of the old epoch comes no more");
    cr_assert(put(&d, "b@m") == JK_OK);
    close_one(&d);
    assert_replays(d.path, 2);
}

Test(shared, a_group_whose_answer_was_lost_is_not_there_where_it_was_not_kept)
{
    struct daemon d;

    start_writer(&d, "a");
    keeper_answer(KEEPER_APPEND, DRIVER_UNKNOWN, 0, 1);
    cr_assert(put(&d, "a@m") == JK_BUSY);
    begin_writing(&d);
    cr_assert(jk_store_last_entry(d.store) == 0);
    cr_assert(put(&d, "a@m") == JK_OK);
    close_one(&d);
    assert_replays(d.path, 1);
}

Test(shared, who_was_taken_over_writes_nothing_and_follows_the_other)
{
    struct daemon first, second;

    start_writer(&first, "a");
    cr_assert(put(&first, "a@m") == JK_OK);
    keeper_hold("lost", JK_SHARED_LEASE_MS); /* the keeper has not heard of the first */
    start_writer(&second, "b");
    cr_assert(put(&second, "b@m") == JK_OK);
    cr_assert(put(&first, "c@m") == JK_BUSY);
    UNTIL(&first, jk_store_last_entry(first.store) == 2);
    cr_assert(first.state.role == JK_SHARED_READS && first.state.held);
    cr_assert_str_eq(first.state.url, "http://here", "of who writes");
    cr_assert(put(&first, "c@m") == JK_BUSY, "not even begun");
    cr_assert(bytes_of(first.store, "b@m") == 7);
    close_one(&second);
    begin_writing(&first);
    cr_assert(put(&first, "c@m") == JK_OK);
    close_one(&first);
    assert_replays(first.path, 3);
}

Test(shared, an_idle_writer_that_was_taken_over_learns_it_when_it_says_that_it_is_there)
{
    struct daemon d;

    start_writer(&d, "a");
    keeper_answer(KEEPER_RENEW, DRIVER_GONE, 0, 1); /* one word lost is no end yet */
    keeper_hold("another", 0);
    UNTIL(&d, d.state.role == JK_SHARED_READS);
    UNTIL(&d, strcmp(d.state.url, "http://another") == 0 && d.state.connected);
    cr_assert(jk_shared_write(d.shared, d.store, &d.err) == JK_STATE);
    close_one(&d);
    cr_assert_str_eq(keeper_head().holder, "another", "who leaves does not end another's lease");
}

Test(shared, who_gave_the_journal_up_never_takes_it_again)
{
    struct daemon first, second;

    start_writer(&first, "a");
    start_one(&second, "b", true, 0);
    cr_assert(jk_shared_write(second.shared, second.store, &second.err) == JK_STATE);
    jk_shared_yield(first.shared);
    begin_writing(&second);
    UNTIL(&first, first.state.role == JK_SHARED_READS);
    cr_assert(put(&second, "a@m") == JK_OK);
    UNTIL(&first, jk_store_last_entry(first.store) == 1);
    close_one(&second);
    UNTIL(&first, first.state.url[0] == '\0' && !first.state.held);
    cr_assert(first.state.role == JK_SHARED_READS, "nobody writes, and it does not");
    close_one(&first);
}

Test(shared, without_its_standbys_nothing_is_written)
{
    struct daemon d;

    start_one(&d, "a", true, 1);
    UNTIL(&d, keeper_asked(KEEPER_HEAD) > 1);
    cr_assert(d.state.starved && d.state.role == JK_SHARED_READS);
    keeper_stand_by(1);
    begin_writing(&d);
    cr_assert(!d.state.starved);
    cr_assert(put(&d, "a@m") == JK_OK);
    keeper_stand_by(0);
    cr_assert(put(&d, "b@m") == JK_BUSY);
    UNTIL(&d, d.state.starved);
    cr_assert(jk_store_last_entry(d.store) == 1 && keeper_head().tip.seq == 1);
    close_one(&d);
}

Test(shared, where_nobody_is_reached_for_a_while_the_copy_serves_and_ages)
{
    struct daemon d;

    start_writer(&d, "a");
    cr_assert(put(&d, "a@m") == JK_OK);
    keeper_answer(KEEPER_RENEW, DRIVER_GONE, 0, 2);
    UNTIL(&d, !d.state.connected);
    cr_assert_str_eq(d.state.why, "the keeper says no");
    cr_assert(put(&d, "b@m") == JK_BUSY, "not sent where nobody can be reached");
    cr_assert_str_eq(d.err.value, "the keeper says no");
    cr_assert(bytes_of(d.store, "a@m") == 7);
    UNTIL(&d, d.state.connected);
    cr_assert_str_eq(d.state.why, "");
    cr_assert(put(&d, "b@m") == JK_OK);
    close_one(&d);
}

Test(shared, a_chain_that_is_broken_is_followed_no_further_and_the_copy_keeps_what_it_has)
{
    struct daemon first, second;

    start_writer(&first, "a");
    start_one(&second, "b", false, 0);
    cr_assert(put(&first, "a@m") == JK_OK);
    UNTIL(&second, jk_store_last_entry(second.store) == 1);
    keeper_answer(KEEPER_READ, DRIVER_GONE, 0, UINT_MAX); /* time to put a hand into it */
    cr_assert(put(&first, "b@m") == JK_OK);
    keeper_bend(2);
    keeper_answer(KEEPER_READ, DRIVER_OK, 0, 0);
    UNTIL(&second, second.followed == JK_CORRUPT);
    cr_assert_str_eq(second.err.field, "J2");
    cr_assert_str_eq(second.err.value, "2");
    cr_assert(put(&first, "c@m") == JK_OK);
    UNTIL(&second, second.state.seq == 3);
    cr_assert(second.state.broken && !second.state.diverged && !second.state.grown);
    cr_assert(jk_store_last_entry(second.store) == 1);
    close_one(&second);
    close_one(&first);
    assert_replays(second.path, 1);
}

Test(shared, a_journal_that_was_restored_from_before_is_not_followed_and_a_start_copies_anew)
{
    struct daemon first, second;

    start_writer(&first, "a");
    cr_assert(put(&first, "a@m") == JK_OK && put(&first, "b@m") == JK_OK);
    start_one(&second, "b", false, 0);
    cr_assert(jk_store_last_entry(second.store) == 2);
    close_one(&first);
    keeper_cut(1);
    UNTIL(&second, second.state.diverged);
    close_one(&second);
    start_writer(&first, "c");
    cr_assert(put(&first, "c@m") == JK_OK && put(&first, "d@m") == JK_OK);
    start_one(&second, "b", false, 0);
    cr_assert(jk_store_last_entry(second.store) == 3 && bytes_of(second.store, "d@m") == 7);
    close_one(&second);
    close_one(&first);
    assert_replays(second.path, 3);
}

/* Other entries stand where the copy has its own, and more behind them. */
Test(shared, a_journal_that_went_another_way_is_told_from_one_that_is_broken)
{
    struct daemon first, second;

    start_writer(&first, "a");
    cr_assert(put(&first, "a@m") == JK_OK && put(&first, "b@m") == JK_OK);
    cr_assert(open_one(&second, "b", false, 0) == JK_OK);
    cr_assert(jk_shared_catch_up(second.shared, second.store, NULL, NULL, &second.err) == JK_OK);
    close_one(&first);
    keeper_cut(1);
    start_writer(&first, "c");
    cr_assert(put(&first, "c@m") == JK_OK && put(&first, "d@m") == JK_OK);
    cr_assert(jk_shared_start(second.shared, &second.err) == JK_OK);
    UNTIL(&second, second.state.diverged);
    cr_assert(second.followed == JK_CORRUPT && second.state.broken);
    cr_assert(jk_store_last_entry(second.store) == 2, "it keeps what it has");
    close_one(&second);
    close_one(&first);
}

Test(shared, a_copy_of_another_store_is_made_anew)
{
    struct daemon d;

    start_writer(&d, "a");
    cr_assert(put(&d, "a@m") == JK_OK);
    close_one(&d);
    keeper_reset();
    start_writer(&d, "a");
    cr_assert(jk_store_last_entry(d.store) == 0);
    close_one(&d);
    assert_replays(d.path, 0);
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
    struct daemon d;

    start_writer(&d, "a");
    cr_assert(put(&d, "a@m") == JK_OK && put(&d, "b@m") == JK_OK);
    close_one(&d);
    keeper_cut(1);
    stale.at = place_read(d.path, &stale.len);
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        long seen = 1;

        for (long first = 0; first <= seen; first += 1 + seen / RUNS_MOST) {
            enum jk_status rc;

            leave_stale_copy(d.path, stale);
            refuse(kinds[k], first, true);
            rc = open_one(&d, "a", true, 0);
            seen = first ? (refuse_no_more(), seen) : refuse_no_more();
            cr_assert((rc == JK_OK) == (d.store != NULL) && (first || rc == JK_OK));
            cr_assert(rc == JK_OK || d.err.status == rc, "kind %zu, call %ld: no words", k, first);
            if (rc == JK_OK)
                close_one(&d);
            cr_assert(open_one(&d, "a", true, 0) == JK_OK, "behind kind %zu, call %ld", k, first);
            cr_assert(jk_store_last_entry(d.store) == 0, "what the journal has not is in it");
            close_one(&d);
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
    struct daemon d;

    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        keeper_reset();
        keeper_answer(starts[i].call, starts[i].said, 0, 1);
        cr_expect(open_one(&d, "a", true, 0) == starts[i].status, "%zu: %s", i, d.err.value);
        cr_expect(d.store == NULL && d.err.status == starts[i].status, "%zu", i);
    }
    keeper_answer(KEEPER_CONNECT, DRIVER_GONE, 0, 1); /* it comes up beside us */
    start_writer(&d, "a");
    close_one(&d);
}

Test(shared, a_start_that_cannot_read_the_journal_to_its_end_says_why)
{
    struct daemon d;

    start_writer(&d, "a");
    cr_assert(put(&d, "a@m") == JK_OK);
    close_one(&d);
    cr_assert(open_one(&d, "b", false, 0) == JK_OK);
    keeper_answer(KEEPER_READ, DRIVER_GONE, 0, 1);
    cr_assert(jk_shared_catch_up(d.shared, d.store, NULL, NULL, &d.err) == JK_BUSY);
    keeper_bend(1);
    cr_assert(jk_shared_catch_up(d.shared, d.store, NULL, NULL, &d.err) == JK_CORRUPT);
    cr_assert_str_eq(d.err.field, "J2");
    close_one(&d);
    keeper_answer(KEEPER_HASH, DRIVER_REFUSED, 0, 1);
    cr_assert(open_one(&d, "a", true, 0) == JK_DENIED, "whether the copy is of it cannot be told");
    start_writer(&d, "a");
    cr_assert(jk_store_last_entry(d.store) == 1, "so it was kept");
    close_one(&d);
}

static bool give_up(void *ctx)
{
    (void)ctx;
    return false;
}

Test(shared, a_start_that_is_given_up_goes_on_where_it_was)
{
    struct daemon d;

    start_writer(&d, "a");
    cr_assert(put(&d, "a@m") == JK_OK);
    close_one(&d);
    cr_assert(open_one(&d, "b", false, 0) == JK_OK);
    cr_assert(jk_shared_catch_up(d.shared, d.store, give_up, NULL, &d.err) == JK_BUSY);
    cr_assert_str_eq(d.err.value, "given-up");
    cr_assert(jk_store_last_entry(d.store) == 1, "the piece it had is kept");
    cr_assert(jk_shared_catch_up(d.shared, d.store, give_up, NULL, &d.err) == JK_OK);
    close_one(&d);
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
    struct daemon d;

    start_writer(&d, "a");
    jk_shared_put_position(d.shared, JK_SPAN("s"), JK_SPAN("1"));
    jk_shared_put_position(d.shared, JK_SPAN("s"), JK_SPAN("2")); /* the newest word counts */
    jk_shared_put_position(d.shared, JK_SPAN("t"), JK_SPAN("7"));
    UNTIL(&d, keeper_positions() == 2);
    jk_shared_put_position(d.shared, JK_SPAN("t"), (struct jk_span){ NULL, 0 });
    UNTIL(&d, keeper_positions() == 1);
    keeper_answer(KEEPER_PUT_POSITIONS, DRIVER_GONE, 0, 1); /* it lags behind, and no more */
    jk_shared_put_position(d.shared, JK_SPAN("u"), JK_SPAN("9"));
    close_one(&d);
    start_one(&d, "b", true, 0);
    UNTIL(&d, d.state.role == JK_SHARED_CLAIMS);
    jk_shared_each_position(d.shared, note_position, &noted);
    cr_assert(noted.count == 1);
    cr_assert_str_eq(noted.all, "s=2 ");
    close_one(&d);
}

Test(shared, what_is_judged_by_is_told_to_all_also_when_the_word_was_lost_at_first)
{
    struct daemon first, second;

    start_writer(&first, "a");
    start_one(&second, "b", false, 0);
    keeper_answer(KEEPER_TELL, DRIVER_GONE, 0, 1);
    jk_shared_tell(first.shared, "abcd", "ef01");
    UNTIL(&first, strcmp(first.state.pack, "abcd") == 0);
    keeper_hold(keeper_head().holder, 0); /* rings */
    UNTIL(&second, strcmp(second.state.pack, "abcd") == 0);
    cr_assert_str_eq(second.state.program, "ef01");
    close_one(&second);
    close_one(&first);
}

Test(shared, daemons_of_a_journal_have_one_secret_and_name_the_files_they_connect_with)
{
    struct daemon first, second;
    char path[PATH_MAX];

    cr_assert(open_one(&first, "a", true, 0) == JK_OK && open_one(&second, "b", true, 0) == JK_OK);
    cr_assert(memcmp(jk_shared_secret(first.shared), jk_shared_secret(second.shared), 32) == 0);
    cr_assert(jk_shared_file(first.shared, 1, path));
    cr_assert_str_eq(path, "/keeper/1");
    cr_assert(!jk_shared_file(first.shared, 2, path));
    close_one(&second);
    close_one(&first);
}

/* A copy of the process has no worker: who waited for one there would wait for ever. */
Test(shared, a_copy_of_the_process_commits_nothing_and_waits_for_nobody)
{
    struct daemon d;
    int status = -1;
    pid_t copy;

    start_writer(&d, "a");
    cr_assert(put(&d, "a@m") == JK_OK);
    copy = fork();
    if (copy == 0)
        _exit(put(&d, "b@m") == JK_BUSY ? 0 : 1);
    cr_assert(waitpid(copy, &status, 0) == copy);
    cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    cr_assert(keeper_head().tip.seq == 1);
    close_one(&d);
}
