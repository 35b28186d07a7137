/* A store is copied from its file to a server and back: whole, onto nothing else, and also where it
 * was cut off. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/store/copy.h"
#include "jarak/store/shared_copy.h"
#include "tests/unit/store/keeper.h"
#include "tests/unit/store/place.h"
#include "tests/unit/store/refusals.h"

#define RUNS_ALL  16 /* calls of one kind that are all refused */
#define RUNS_MOST 12 /* of those behind: a sample */

static const struct jk_shared_place there = { KEEPER_MODULE, KEEPER_ADDRESS, "jarak" };

/* A store that is closed, and where it is copied back to. */
struct copies {
    struct place p;
    char back[128];
    struct jk_journal_mark mark, again;
    struct jk_error err;
};

static void copies_open(struct copies *c)
{
    keeper_reset();
    place_open_file(&c->p);
    place_fill(&c->p, 3);
    jk_store_close(c->p.store);
    c->p.store = NULL;
    snprintf(c->back, sizeof c->back, "%s/back.db", c->p.folder);
}

/* The store is open between these. */
static void reopen(struct copies *c)
{
    cr_assert(jk_store_open(c->p.path, &c->p.store, &c->err) == JK_OK, "%s", c->err.value);
}

static void close_again(struct copies *c)
{
    jk_store_close(c->p.store);
    c->p.store = NULL;
}

static enum jk_status copy_to(struct copies *c)
{
    c->err = (struct jk_error){ .status = JK_OK };
    return jk_shared_copy_to(&there, c->p.path, &c->mark, &c->err);
}

static enum jk_status copy_back(struct copies *c)
{
    c->err = (struct jk_error){ .status = JK_OK };
    return jk_shared_copy_from(&there, c->back, &c->again, &c->err);
}

static enum jk_status note_bytes(void *ctx, const struct jk_notice_row *row)
{
    *(size_t *)ctx = row->bytes.len;
    return JK_OK;
}

static size_t bytes_in(const char *path, const char *uid)
{
    struct jk_error err;
    struct jk_store *store;
    size_t len = SIZE_MAX;

    cr_assert(jk_store_open(path, &store, &err) == JK_OK, "%s", err.value);
    cr_assert(jk_store_find_notice(store, uid, note_bytes, &len, &err) == JK_OK, "%s", err.value);
    jk_store_close(store);
    return len;
}

static void assert_replays(const char *path, uint64_t entries)
{
    struct jk_replay found;
    struct jk_error err;

    cr_assert(jk_store_replay(path, &found, &err) == JK_OK, "%s", found.first);
    cr_assert(found.entries == entries);
}

Test(shared_copy, there_and_back_it_is_the_same)
{
    struct copies c;

    copies_open(&c);
    cr_assert(copy_to(&c) == JK_OK, "%s", c.err.value);
    cr_assert(c.mark.entries == 11 && keeper_head().tip.seq == 11);
    cr_assert_str_eq(keeper_head().holder, "", "who copied has left");
    cr_assert(copy_to(&c) == JK_OK, "it is all there");
    cr_assert(copy_back(&c) == JK_OK, "%s", c.err.value);
    cr_assert(memcmp(&c.mark, &c.again, sizeof c.mark) == 0);
    assert_replays(c.back, 11);
    cr_assert(bytes_in(c.back, "n1@test") == bytes_in(c.p.path, "n1@test"));
    cr_assert(copy_back(&c) == JK_OK, "also over itself");
    place_close(&c.p);
}

Test(shared_copy, what_was_erased_in_the_file_is_gone_at_the_server_and_in_copies_of_it)
{
    struct copies c;

    copies_open(&c);
    cr_assert(copy_to(&c) == JK_OK);
    reopen(&c);
    place_begin(&c.p);
    cr_assert(jk_store_erase(c.p.store, &place_act, "n1@test", "uji", &c.err) == JK_OK);
    place_commit(&c.p);
    close_again(&c);
    cr_assert(copy_to(&c) == JK_OK, "it goes on where the journal ended");
    cr_assert(copy_back(&c) == JK_OK);
    assert_replays(c.back, 12);
    cr_assert(bytes_in(c.back, "n1@test") == 0 && bytes_in(c.back, "n2@test") > 0);
    place_close(&c.p);
}

Test(shared_copy, what_was_erased_and_filed_anew_keeps_its_new_key)
{
    struct copies c;

    copies_open(&c);
    reopen(&c);
    place_begin(&c.p);
    cr_assert(jk_store_erase(c.p.store, &place_act, "n1@test", "uji", &c.err) == JK_OK);
    place_put_notice(&c.p, "n1@test", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", 2);
    place_commit(&c.p);
    close_again(&c);
    cr_assert(copy_to(&c) == JK_OK, "%s", c.err.value);
    cr_assert(copy_back(&c) == JK_OK, "%s", c.err.value);
    assert_replays(c.back, 13);
    cr_assert(bytes_in(c.back, "n1@test") == bytes_in(c.p.path, "n1@test"));
    cr_assert(bytes_in(c.back, "n1@test") > 0);
    place_close(&c.p);
}

Test(shared_copy, a_copy_that_was_cut_off_goes_on)
{
    struct copies c;

    copies_open(&c);
    keeper_answer(KEEPER_APPEND, DRIVER_FULL, 0, 1);
    cr_assert(copy_to(&c) == JK_FULL);
    cr_assert_str_eq(c.err.value, "the keeper says no");
    cr_assert_str_eq(keeper_head().holder, "", "nobody need wait for who gave up");
    keeper_lose_answer();
    cr_assert(copy_to(&c) == JK_BUSY);
    cr_assert(copy_to(&c) == JK_OK);
    cr_assert(copy_back(&c) == JK_OK);
    assert_replays(c.back, 11);
    place_close(&c.p);
}

Test(shared_copy, nothing_goes_over_another_store)
{
    struct copies c, other;

    copies_open(&other);
    copies_open(&c);
    cr_assert(copy_to(&c) == JK_OK);
    cr_assert(copy_to(&other) == JK_EXISTS, "not over the journal");
    cr_assert_str_eq(other.err.field, "journal");
    cr_assert(keeper_head().tip.seq == 11);
    snprintf(other.back, sizeof other.back, "%s", other.p.path);
    cr_assert(copy_back(&other) == JK_EXISTS, "nor over a file");
    cr_assert_str_eq(other.err.field, other.p.path);
    assert_replays(other.p.path, 11);
    reopen(&c);
    place_begin(&c.p);
    place_put_notice(&c.p, "later@test", "x", 1);
    place_commit(&c.p);
    close_again(&c);
    snprintf(c.back, sizeof c.back, "%s", c.p.path);
    cr_assert(copy_back(&c) == JK_EXISTS, "a file that has more than the journal stays");
    cr_assert(bytes_in(c.p.path, "later@test") == 1);
    place_close(&c.p);
    place_close(&other.p);
}

Test(shared_copy, a_server_that_goes_away_is_not_another_store)
{
    struct copies c;

    copies_open(&c);
    cr_assert(copy_to(&c) == JK_OK && copy_back(&c) == JK_OK);
    keeper_answer(KEEPER_HASH, DRIVER_GONE, 0, 1);
    cr_assert(copy_back(&c) == JK_BUSY);
    keeper_answer(KEEPER_CONNECT, DRIVER_GONE, 0, 2);
    cr_assert(copy_back(&c) == JK_BUSY && copy_to(&c) == JK_BUSY);
    cr_assert(copy_back(&c) == JK_OK);
    place_close(&c.p);
}

Test(shared_copy, a_journal_without_an_entry_is_copied_as_often_as_one_likes)
{
    struct copies c;

    keeper_reset();
    place_open_file(&c.p);
    close_again(&c);
    snprintf(c.back, sizeof c.back, "%s/back.db", c.p.folder);
    for (int i = 0; i < 2; i++)
        cr_assert(copy_to(&c) == JK_OK && copy_back(&c) == JK_OK, "%s", c.err.field);
    cr_assert(memcmp(&c.mark, &c.again, sizeof c.mark) == 0 && c.mark.entries == 0);
    assert_replays(c.back, 0);
    place_close(&c.p);
}

Test(shared_copy, a_name_that_was_mistyped_makes_nothing)
{
    struct copies c;
    struct jk_error err;
    struct jk_journal_mark mark;
    size_t len;

    copies_open(&c);
    cr_assert(copy_back(&c) == JK_NONE, "there is no such journal");
    free(place_read(c.back, &len));
    cr_assert(len == 0 && keeper_asked(KEEPER_BEGIN) == 0);
    cr_assert(jk_shared_copy_to(&there, "/nowhere/jarakd.db", &mark, &err) == JK_NONE);
    cr_assert_str_eq(err.field, "/nowhere/jarakd.db");
    cr_assert(keeper_asked(KEEPER_BEGIN) == 0);
    keeper_answer(KEEPER_MAKE, DRIVER_REFUSED, 0, 2);
    cr_assert(copy_to(&c) == JK_INVALID && copy_back(&c) == JK_INVALID);
    place_close(&c.p);
}

Test(shared_copy, a_journal_that_is_written_is_not_copied_into_and_its_writer_stays)
{
    struct copies c;

    copies_open(&c);
    cr_assert(copy_to(&c) == JK_OK);
    keeper_hold("daemon", 0);
    cr_assert(copy_to(&c) == JK_BUSY);
    cr_assert_str_eq(keeper_head().holder, "daemon");
    keeper_answer(KEEPER_TAKE, DRIVER_GONE, 0, 1);
    cr_assert(copy_to(&c) == JK_BUSY);
    cr_assert_str_eq(keeper_head().holder, "daemon", "who never wrote has nothing to give up");
    place_close(&c.p);
}

Test(shared_copy, a_chain_that_is_broken_is_told)
{
    struct copies c;

    copies_open(&c);
    cr_assert(copy_to(&c) == JK_OK);
    keeper_bend(5);
    cr_assert(copy_back(&c) == JK_CORRUPT);
    cr_assert_str_eq(c.err.field, "J2");
    cr_assert_str_eq(c.err.value, "5");
    place_close(&c.p);
}

Test(shared_copy, tables_are_made_or_the_server_says_why_not)
{
    struct jk_error err;

    keeper_reset();
    cr_assert(jk_shared_prepare(&there, "jarakd", &err) == JK_OK);
    keeper_answer(KEEPER_PREPARE, DRIVER_REFUSED, 0, 1);
    cr_assert(jk_shared_prepare(&there, NULL, &err) == JK_DENIED);
    cr_assert_str_eq(err.value, "the keeper says no");
    keeper_answer(KEEPER_MAKE, DRIVER_REFUSED, 0, 1);
    cr_assert(jk_shared_prepare(&there, NULL, &err) == JK_INVALID);
}

/* Refuse some calls of one kind, each with all behind it; then it goes well. */
static void refuse_some(struct copies *c, unsigned kind, enum jk_status (*copy)(struct copies *c))
{
    long seen;

    refuse(kind, 0, false);
    cr_assert(copy(c) == JK_OK);
    seen = refuse_no_more();
    for (long first = 1; first <= seen; first += first < RUNS_ALL ? 1 : 1 + seen / RUNS_MOST) {
        enum jk_status rc;

        remove(c->back);
        keeper_reset();
        cr_assert(copy == copy_to || copy_to(c) == JK_OK);
        refuse(kind, first, true);
        rc = copy(c);
        refuse_no_more();
        cr_assert(rc == JK_OK || c->err.status == rc, "kind %u, call %ld: no words", kind, first);
        cr_assert(copy(c) == JK_OK, "behind kind %u, call %ld: %s %s", kind, first, c->err.field,
                  c->err.value);
        cr_assert(keeper_head().tip.seq == 11);
    }
}

Test(shared_copy, whatever_the_machine_refuses_it_says_so_and_goes_on_later)
{
    struct copies c;

    copies_open(&c);
    refuse_some(&c, REFUSE_MEMORY, copy_to);
    refuse_some(&c, REFUSE_MEMORY, copy_back);
    refuse_some(&c, REFUSE_WRITE, copy_back);
    cr_assert(copy_back(&c) == JK_OK);
    assert_replays(c.back, 11);
    place_close(&c.p);
}
