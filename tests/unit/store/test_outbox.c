/* Positions of deliveries and what is held back: there after a restart, forgotten only when told.
 */
#include <criterion/criterion.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include "jarak/store/outbox.h"
#include "tests/unit/store/place.h"

/* An outbox beside the store of a place. */
struct box {
    struct place p;
    struct jk_outbox *outbox;
    char path[128];
    uint64_t number[16];
    int64_t until[16];
    int count;
};

static void open_box(struct box *b)
{
    *b = (struct box){ .count = 0 };
    place_open(&b->p);
    snprintf(b->path, sizeof b->path, "%s/outbox.db", b->p.folder);
    cr_assert(jk_outbox_open(b->path, &b->outbox, &b->p.err) == JK_OK);
}

static void reopen_box(struct box *b)
{
    jk_outbox_close(b->outbox);
    cr_assert(jk_outbox_open(b->path, &b->outbox, &b->p.err) == JK_OK);
}

static void close_box(struct box *b)
{
    jk_outbox_close(b->outbox);
    place_close(&b->p);
}

static enum jk_status keep(void *ctx, uint64_t number, int64_t until_ms)
{
    struct box *b = ctx;

    b->number[b->count] = number;
    b->until[b->count++] = until_ms;
    return b->count == 9 ? JK_BUSY : JK_OK;
}

static int list(struct box *b, const char *subscription)
{
    b->count = 0;
    cr_assert(jk_outbox_each_held(b->outbox, subscription, keep, b, &b->p.err) == JK_OK);
    return b->count;
}

Test(outbox, a_position_comes_back_as_it_was_put_also_after_a_restart)
{
    const struct jk_delivery_state put = {
        UINT64_C(1) << 60, 7, -5, 1732341600123, true, "HTTP 503"
    };
    struct jk_delivery_state got;
    struct box b;

    open_box(&b);
    cr_assert(jk_outbox_get(b.outbox, "s1", &got, &b.p.err) == JK_NONE);
    cr_assert(jk_outbox_put(b.outbox, "s1", &put, &b.p.err) == JK_OK);
    reopen_box(&b);
    cr_assert(jk_outbox_get(b.outbox, "s1", &got, &b.p.err) == JK_OK);
    cr_assert(got.delivered == put.delivered && got.attempts == 7 && got.failing_ms == -5 &&
              got.next_ms == put.next_ms && got.dead && strcmp(got.reason, "HTTP 503") == 0);
    cr_assert(jk_outbox_get(b.outbox, "s", &got, &b.p.err) == JK_NONE, "another name");
    cr_assert(jk_outbox_put(b.outbox, "s1", &(struct jk_delivery_state){ 3 }, &b.p.err) == JK_OK);
    cr_assert(jk_outbox_get(b.outbox, "s1", &got, &b.p.err) == JK_OK);
    cr_assert(got.delivered == 3 && got.attempts == 0 && !got.dead && got.reason[0] == '\0');
    close_box(&b);
}

Test(outbox, what_is_held_stands_in_the_order_of_the_inbox_with_its_position)
{
    static const struct {
        uint64_t number;
        int64_t until_ms;
    } held[] = { { 5, 500 }, { 2, 900 }, { 9, 100 } };
    struct jk_delivery_state got;
    int64_t until;
    struct box b;

    open_box(&b);
    for (size_t i = 0; i < 3; i++)
        cr_assert(jk_outbox_hold(b.outbox, "s1",
                                 (struct jk_held){ held[i].number, held[i].until_ms },
                                 &(struct jk_delivery_state){ held[i].number }, &b.p.err) == JK_OK);
    cr_assert(jk_outbox_hold(b.outbox, "s2", (struct jk_held){ 3, 300 },
                             &(struct jk_delivery_state){ 3 }, &b.p.err) == JK_OK);
    reopen_box(&b);
    cr_assert(list(&b, "s1") == 3 && b.number[0] == 2 && b.number[1] == 5 && b.number[2] == 9);
    cr_assert(b.until[0] == 900 && b.until[1] == 500 && b.until[2] == 100);
    cr_assert(jk_outbox_find_held(b.outbox, "s1", 5, &until, &b.p.err) == JK_OK && until == 500);
    cr_assert(jk_outbox_find_held(b.outbox, "s1", 3, &until, &b.p.err) == JK_NONE,
              "that is the other's");
    cr_assert(jk_outbox_get(b.outbox, "s1", &got, &b.p.err) == JK_OK && got.delivered == 9);
    cr_assert(list(&b, "none") == 0);
    close_box(&b);
}

/* A summary tells numbers up to 5 that are due by 500: what else is due gets a later instant. */
Test(outbox, a_summary_lets_go_of_what_it_told_and_puts_off_the_rest_that_is_due)
{
    static const struct {
        uint64_t number;
        int64_t until_ms, left_ms; /* -1: gone */
    } held[] = { { 1, 400, -1 },  { 2, 500, -1 },  { 3, 501, 501 }, { 5, 500, -1 },
                 { 6, 500, 501 }, { 7, 100, 501 }, { 8, 900, 900 } };
    int64_t until;
    struct box b;

    open_box(&b);
    for (size_t i = 0; i < sizeof held / sizeof *held; i++)
        cr_assert(jk_outbox_hold(b.outbox, "s1",
                                 (struct jk_held){ held[i].number, held[i].until_ms },
                                 &(struct jk_delivery_state){ 0 }, &b.p.err) == JK_OK);
    cr_assert(jk_outbox_hold(b.outbox, "s2", (struct jk_held){ 1, 400 },
                             &(struct jk_delivery_state){ 0 }, &b.p.err) == JK_OK);
    cr_assert(jk_outbox_release(b.outbox, "s1", 5, 500, &b.p.err) == JK_OK);
    for (size_t i = 0; i < sizeof held / sizeof *held; i++) {
        enum jk_status rc = jk_outbox_find_held(b.outbox, "s1", held[i].number, &until, &b.p.err);

        cr_assert(rc == (held[i].left_ms < 0 ? JK_NONE : JK_OK), "%d", (int)held[i].number);
        cr_assert(held[i].left_ms < 0 || until == held[i].left_ms, "%d: %lld", (int)held[i].number,
                  (long long)until);
    }
    cr_assert(list(&b, "s2") == 1, "another's stays");
    close_box(&b);
}

Test(outbox, a_subscription_that_is_dropped_leaves_nothing_and_a_visitor_may_end_the_walk)
{
    struct jk_delivery_state got;
    struct box b;

    open_box(&b);
    for (uint64_t i = 1; i <= 12; i++)
        cr_assert(jk_outbox_hold(b.outbox, "s1", (struct jk_held){ i, 5 },
                                 &(struct jk_delivery_state){ i }, &b.p.err) == JK_OK);
    cr_assert(jk_outbox_each_held(b.outbox, "s1", keep, &b, &b.p.err) == JK_BUSY);
    cr_assert(b.count == 9);
    cr_assert(jk_outbox_drop(b.outbox, "s1", &b.p.err) == JK_OK);
    cr_assert(list(&b, "s1") == 0 && jk_outbox_get(b.outbox, "s1", &got, &b.p.err) == JK_NONE);
    cr_assert(jk_outbox_drop(b.outbox, "s1", &b.p.err) == JK_OK, "twice is no fault");
    close_box(&b);
    jk_outbox_close(NULL);
}

Test(outbox, a_file_that_is_not_ours_is_refused)
{
    struct jk_outbox *outbox = NULL;
    struct box b;

    open_box(&b);
    jk_outbox_close(b.outbox);
    place_write(b.path, "bukan basis data, hanya teks yang cukup panjang", 47);
    cr_assert(jk_outbox_open(b.path, &outbox, &b.p.err) == JK_CORRUPT);
    b.outbox = NULL;
    snprintf(b.path, sizeof b.path, "%s/tiada/outbox.db", b.p.folder);
    cr_assert(jk_outbox_open(b.path, &outbox, &b.p.err) == JK_IO);
    close_box(&b);
}

/* As an earlier release made it: no column says of which journal a position is. */
Test(outbox, a_file_of_an_older_release_gets_its_columns_and_keeps_its_rows)
{
    static const char made[] =
        "CREATE TABLE deliveries (subscription TEXT PRIMARY KEY, delivered INTEGER NOT NULL,"
        " attempts INTEGER NOT NULL, failing_ms INTEGER NOT NULL, next_ms INTEGER NOT NULL,"
        " dead INTEGER NOT NULL, reason TEXT NOT NULL) WITHOUT ROWID;"
        "INSERT INTO deliveries VALUES ('old', 41, 0, 0, 0, 0, '');"
        "PRAGMA application_id = 1247891298";
    struct jk_delivery_state got, put = { .delivered = 42, .epoch_s = 1732341600, .journal = 7 };
    struct box b;
    sqlite3 *db;

    open_box(&b);
    jk_outbox_close(b.outbox);
    remove(b.path);
    cr_assert(sqlite3_open(b.path, &db) == SQLITE_OK);
    cr_assert(sqlite3_exec(db, made, NULL, NULL, NULL) == SQLITE_OK);
    sqlite3_close(db);
    cr_assert(jk_outbox_open(b.path, &b.outbox, &b.p.err) == JK_OK);
    cr_assert(jk_outbox_get(b.outbox, "old", &got, &b.p.err) == JK_OK);
    cr_assert(got.delivered == 41 && got.epoch_s == 0 && got.journal == 0);
    memset(put.journal_hash, 0xab, sizeof put.journal_hash);
    cr_assert(jk_outbox_put(b.outbox, "old", &put, &b.p.err) == JK_OK);
    reopen_box(&b);
    cr_assert(jk_outbox_get(b.outbox, "old", &got, &b.p.err) == JK_OK);
    cr_assert(got.delivered == 42 && got.epoch_s == put.epoch_s && got.journal == 7);
    cr_assert(memcmp(got.journal_hash, put.journal_hash, sizeof put.journal_hash) == 0);
    close_box(&b);
}
