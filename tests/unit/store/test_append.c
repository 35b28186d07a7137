/* Groups at a real server: whole, or sent ahead in parts. Without one (JARAK_SHARED, see place.h)
 * there is nothing to try; tests/system/test_many_store.py brings it. */
#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/wait.h>
#include "daemon/store/shared/shared.h"
#include "daemon/store/store_internal.h"
#include "tests/support/seeded.h"

#define MS       5000
#define MOST     80
#define HOLD_MS  2000 /* HOLD in link.c */
#define SPARE_MS 2000 /* on a machine that has much to do; with it less than a lease */

struct at_server {
    const struct shared_driver *driver;
    struct driver_link *link;
    struct driver_head head;
};

static void connect_wanting(struct at_server *s, const char *journal, unsigned standbys)
{
    const struct driver_options as = { .address = getenv("JARAK_SHARED"),
                                       .journal = journal,
                                       .standbys = standbys };
    static const uint8_t salt[32] = "salt";
    char why[SHARED_WHY_MAX];
    struct jk_error err;
    enum driver_said said;
    void *module;

    if (!as.address)
        cr_skip_test("no server: test_many_store.py runs it with one");
    cr_assert(store_shared_load(getenv("JARAK_SHARED_MODULE"), &module, &s->driver, &err) == JK_OK);
    s->link = s->driver->make(&as, why);
    cr_assert(s->link != NULL, "%s", why);
    said = s->driver->begin(s->link, salt, MS);
    cr_assert(said == DRIVER_OK || said == DRIVER_FENCED, "%s", s->driver->why(s->link));
    cr_assert(s->driver->head(s->link, &s->head, MS) == DRIVER_OK);
}

static void connect_to(struct at_server *s, const char *journal)
{
    connect_wanting(s, journal, 0);
}

/* Become who writes, whoever does. @return it took longer than it may: how long, ms; else 0 */
static int64_t try_to_take(struct at_server *s, const char *holder)
{
    const struct driver_claim claim = { .holder = holder, .url = "", .epoch = s->head.epoch };
    const int64_t began = store_shared_now_ms();
    const bool taken = s->driver->take(s->link, &claim, &s->head, MS) == DRIVER_OK;
    const int64_t took = store_shared_now_ms() - began;

    return taken && took < HOLD_MS + SPARE_MS ? 0 : took;
}

static void take(struct at_server *s, const char *holder)
{
    const int64_t took = try_to_take(s, holder);

    cr_assert(took == 0, "%d ms: %s", (int)took, s->driver->why(s->link));
}

static void leave(struct at_server *s)
{
    s->driver->free(s->link);
}

/* A run of entries, and a key beside each. */
struct run {
    struct group group;
    struct linked_entry entries[MOST];
    struct side sides[MOST];
    char names[MOST][24];
};

static void make_run(struct run *run, const struct tip *before, const char *payload, size_t count)
{
    const uint8_t *previous = before->hash;

    run->group = (struct group){ .before = *before,
                                 .entries = run->entries,
                                 .count = count,
                                 .sides = run->sides,
                                 .side_count = count };
    for (size_t i = 0; i < count; i++) {
        struct linked_entry *e = &run->entries[i];

        e->entry = (struct entry){ .seq = before->seq + 1 + i,
                                   .time_s = 7,
                                   .actor = JK_SPAN("x"),
                                   .kind = 1,
                                   .version = 1,
                                   .payload = jk_span_of(payload) };
        store_journal_hash(previous, &e->entry, e->hash);
        previous = e->hash;
        snprintf(run->names[i], sizeof run->names[i], "%.8s-%d-%d", payload, (int)e->entry.seq,
                 (int)i);
        run->sides[i] = (struct side){ .of = SIDE_KEY,
                                       .seq = e->entry.seq,
                                       .name = jk_span_of(run->names[i]),
                                       .bytes = JK_SPAN("key") };
    }
}

/* What stands of it when so many are made. */
static enum driver_said send_ahead(struct at_server *s, const struct run *run, size_t count)
{
    struct group part = run->group;

    part.count = part.side_count = count;
    return s->driver->ahead(s->link, s->head.epoch, &part, MS);
}

static enum driver_said append(struct at_server *s, const struct run *run)
{
    const enum driver_said said = s->driver->append(s->link, s->head.epoch, &run->group, MS);

    if (said == DRIVER_OK)
        s->head.tip = group_end(&run->group);
    return said;
}

/* All entries have that payload in turns of so many, and there are no others. */
static void assert_journal(struct at_server *s, const char *const *payloads, size_t each)
{
    struct driver_head head;
    struct driver_batch batch;
    size_t want = 0;

    while (payloads[want])
        want++;
    cr_assert(s->driver->head(s->link, &head, MS) == DRIVER_OK, "%s", s->driver->why(s->link));
    cr_assert(head.tip.seq == want * each, "%d entries", (int)head.tip.seq);
    cr_assert(s->driver->read(s->link, 0, UINT32_MAX, 1000, &batch, MS) == DRIVER_OK);
    cr_assert(batch.group.count == want * each && batch.group.side_count == want * each,
              "%zu entries, %zu keys", batch.group.count, batch.group.side_count);
    for (size_t i = 0; i < batch.group.count; i++)
        cr_assert(jk_span_eq(batch.group.entries[i].entry.payload, jk_span_of(payloads[i / each])));
    s->driver->batch_free(&batch);
}

Test(append, parts_are_seen_by_nobody_before_the_rest_and_are_there_once_behind_it)
{
    struct at_server s, other;
    struct run run;

    connect_to(&s, "append_parts");
    connect_to(&other, "append_parts");
    take(&s, "s");
    make_run(&run, &s.head.tip, "a", MOST);
    for (size_t i = 8; i < MOST; i += 24)
        cr_assert(send_ahead(&s, &run, i) == DRIVER_OK, "%s", s.driver->why(s.link));
    assert_journal(&other, (const char *const[]){ NULL }, MOST);
    cr_assert(append(&s, &run) == DRIVER_OK, "%s", s.driver->why(s.link));
    assert_journal(&other, (const char *const[]){ "a", NULL }, MOST);
    make_run(&run, &s.head.tip, "b", MOST);
    cr_assert(append(&s, &run) == DRIVER_OK, "whole");
    make_run(&run, &s.head.tip, "c", MOST);
    cr_assert(send_ahead(&s, &run, MOST) == DRIVER_OK && append(&s, &run) == DRIVER_OK);
    assert_journal(&other, (const char *const[]){ "a", "b", "c", NULL }, MOST);
    leave(&other);
    leave(&s);
}

Test(append, what_is_given_up_leaves_nothing_and_the_link_goes_on)
{
    struct at_server s;
    struct run run;

    connect_to(&s, "append_given_up");
    take(&s, "s");
    s.driver->give_up(s.link, MS);
    make_run(&run, &s.head.tip, "a", MOST);
    cr_assert(send_ahead(&s, &run, 30) == DRIVER_OK);
    s.driver->give_up(s.link, MS);
    assert_journal(&s, (const char *const[]){ NULL }, MOST);
    make_run(&run, &s.head.tip, "b", MOST);
    cr_assert(send_ahead(&s, &run, 30) == DRIVER_OK && append(&s, &run) == DRIVER_OK);
    assert_journal(&s, (const char *const[]){ "b", NULL }, MOST);
    leave(&s);
}

/* Its owner forgot to give it up. */
Test(append, what_was_sent_of_another_group_does_not_get_into_this_one)
{
    struct at_server s;
    struct run run;

    connect_to(&s, "append_another");
    take(&s, "s");
    make_run(&run, &s.head.tip, "a", MOST);
    cr_assert(send_ahead(&s, &run, 30) == DRIVER_OK);
    make_run(&run, &s.head.tip, "b", MOST);
    cr_assert(append(&s, &run) == DRIVER_OK, "%s", s.driver->why(s.link));
    make_run(&run, &s.head.tip, "c", MOST);
    cr_assert(send_ahead(&s, &run, 30) == DRIVER_OK);
    make_run(&run, &s.head.tip, "d", MOST);
    cr_assert(send_ahead(&s, &run, 40) == DRIVER_OK && append(&s, &run) == DRIVER_OK);
    assert_journal(&s, (const char *const[]){ "b", "d", NULL }, MOST);
    leave(&s);
}

/* The server calls the commit of a transaction that failed well, and rolls it back. */
Test(append, a_part_that_is_refused_refuses_the_group_though_its_commit_goes_well)
{
    struct at_server s;
    struct run run;

    connect_to(&s, "append_refused");
    take(&s, "s");
    make_run(&run, &s.head.tip, "a", MOST);
    run.entries[3].entry.seq = run.entries[2].entry.seq;
    cr_assert(send_ahead(&s, &run, 30) == DRIVER_OK, "nobody has heard of it yet");
    cr_assert(append(&s, &run) == DRIVER_REFUSED);
    cr_assert(strstr(s.driver->why(s.link), "duplicate key") != NULL, "%s", s.driver->why(s.link));
    assert_journal(&s, (const char *const[]){ NULL }, MOST);
    make_run(&run, &s.head.tip, "b", MOST);
    cr_assert(append(&s, &run) == DRIVER_OK, "the link goes on");
    leave(&s);
}

/* The server has none: nothing of a group that wants one may be durable there. */
Test(append, without_its_standbys_a_group_is_refused_whole_or_in_parts)
{
    struct at_server s, careless;
    struct run run;

    connect_wanting(&s, "append_standbys", 1);
    take(&s, "s");
    make_run(&run, &s.head.tip, "a", MOST);
    cr_assert(append(&s, &run) == DRIVER_GONE);
    cr_assert(strstr(s.driver->why(s.link), "standbys 0 of 1"), "%s", s.driver->why(s.link));
    cr_assert(send_ahead(&s, &run, 30) == DRIVER_OK && append(&s, &run) == DRIVER_GONE);
    cr_assert(strstr(s.driver->why(s.link), "standbys 0 of 1"), "%s", s.driver->why(s.link));
    assert_journal(&s, (const char *const[]){ NULL }, MOST);
    leave(&s);
    connect_to(&careless, "append_standbys");
    cr_assert(append(&careless, &run) == DRIVER_OK, "the link was left well, and nothing held");
    leave(&careless);
}

Test(append, parts_of_who_was_taken_over_or_thinks_of_another_end_are_fenced)
{
    struct at_server s, other;
    struct tip elsewhere;
    struct run run;

    connect_to(&s, "append_fenced");
    take(&s, "s");
    connect_to(&other, "append_fenced");
    elsewhere = s.head.tip;
    elsewhere.hash[0] ^= 1;
    make_run(&run, &elsewhere, "a", MOST);
    cr_assert(send_ahead(&s, &run, 30) == DRIVER_OK && append(&s, &run) == DRIVER_FENCED);
    take(&other, "other");
    make_run(&run, &s.head.tip, "a", MOST);
    cr_assert(send_ahead(&s, &run, 30) == DRIVER_OK && append(&s, &run) == DRIVER_FENCED);
    make_run(&run, &other.head.tip, "b", MOST);
    cr_assert(append(&other, &run) == DRIVER_OK, "%s", other.driver->why(other.link));
    assert_journal(&s, (const char *const[]){ "b", NULL }, MOST);
    leave(&other);
    leave(&s);
}

/* Whoever hangs behind a part holds the journal for two seconds, and a lease lasts six. */
Test(append, who_hangs_behind_a_part_keeps_nobody_out_for_long_and_writes_nothing_later)
{
    struct at_server hangs, other;
    struct run run, late;

    connect_to(&hangs, "append_hangs");
    take(&hangs, "hangs");
    connect_to(&other, "append_hangs");
    make_run(&late, &hangs.head.tip, "late", MOST);
    cr_assert(send_ahead(&hangs, &late, 30) == DRIVER_OK);
    take(&other, "other");
    make_run(&run, &other.head.tip, "a", MOST);
    cr_assert(append(&other, &run) == DRIVER_OK, "%s", other.driver->why(other.link));
    cr_assert(append(&hangs, &late) != DRIVER_OK);
    assert_journal(&other, (const char *const[]){ "a", NULL }, MOST);
    cr_assert(append(&hangs, &late) == DRIVER_FENCED, "connected again");
    assert_journal(&hangs, (const char *const[]){ "a", NULL }, MOST);
    leave(&other);
    leave(&hangs);
}

/* Appends groups for ever, every second one in parts; every third is of many octets. */
static void append_for_ever(const char *journal)
{
    static char payload[30000];
    struct at_server s;
    struct run run;

    connect_to(&s, journal);
    take(&s, "stopped");
    for (size_t i = 0;; i++) {
        memset(payload, 'x', i % 3 ? 700 : sizeof payload - 1);
        payload[i % 3 ? 700 : sizeof payload - 1] = '\0';
        make_run(&run, &s.head.tip, payload, i % 3 ? MOST : 20);
        if ((i % 2 && send_ahead(&s, &run, 10) != DRIVER_OK) || append(&s, &run) != DRIVER_OK)
            _exit(1);
    }
}

/* As a machine that is frozen: it holds what it holds, wherever it was. */
Test(append, who_is_stopped_at_any_moment_keeps_nobody_out_for_long)
{
    struct seeded random = { 11 };
    struct at_server other;
    int64_t took;

    connect_to(&other, "append_stopped");
    for (int round = 0; round < 40; round++) {
        const useconds_t moment = (useconds_t)seeded_whole(&random, 20000, 60000);
        pid_t writer = fork();

        if (writer == 0)
            append_for_ever("append_stopped");
        for (uint64_t epoch = other.head.epoch; other.head.epoch == epoch; usleep(1000))
            cr_assert(other.driver->head(other.link, &other.head, MS) == DRIVER_OK);
        usleep(moment);
        kill(writer, SIGSTOP);
        took = try_to_take(&other, "other");
        kill(writer, SIGKILL);
        waitpid(writer, NULL, 0);
        cr_assert(took == 0, "round %d: %d ms", round, (int)took);
    }
    leave(&other);
}
