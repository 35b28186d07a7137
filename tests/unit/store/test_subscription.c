/* Subscriptions in the journal, their secrets beside it, and positions outside of both. */
#include <criterion/criterion.h>
#include <string.h>
#include <unistd.h>
#include "jarak/store/outbox.h"
#include "tests/unit/store/place.h"

#define SECRET "5ecre7-of-the-hook-0123456789abcdef"

static void put(struct place *p, bool removed)
{
    struct jk_subscription_row row = { .id = "0123456789abcdef",
                                       .account = "polres-64.08",
                                       .channel = "webhook",
                                       .target = "https://hook.example/x",
                                       .area = "64.08.04",
                                       .contest = "",
                                       .level = 2,
                                       .from_index = 7,
                                       .created_s = 1000,
                                       .removed = removed,
                                       .secret = removed ? "" : SECRET,
                                       .kinds = removed ? "" : "crossing,head_on" };

    place_begin(p);
    cr_assert(jk_store_put_subscription(p->store, &place_act, &row, &p->err) == JK_OK, "%s",
              p->err.value);
    place_commit(p);
}

static enum jk_status check_row(void *ctx, const struct jk_subscription_row *row)
{
    int *rows = ctx;

    (*rows)++;
    cr_assert(strcmp(row->id, "0123456789abcdef") == 0 &&
              strcmp(row->account, "polres-64.08") == 0);
    cr_assert(strcmp(row->target, "https://hook.example/x") == 0 && row->from_index == 7);
    cr_assert(strcmp(row->area, "64.08.04") == 0 && row->level == 2 && row->created_s == 1000);
    cr_assert(strcmp(row->kinds, row->removed ? "" : "crossing,head_on") == 0, "%s", row->kinds);
    cr_assert(strcmp(row->secret, row->removed ? "" : SECRET) == 0, "%s", row->secret);
    return JK_OK;
}

static enum jk_status replay(struct place *p)
{
    struct jk_replay out;

    return jk_store_replay(p->path, &out, &p->err);
}

Test(subscription, comes_back_with_its_secret_and_replay_agrees)
{
    struct place p;
    int rows = 0;

    place_open(&p);
    place_fill(&p, 1);
    put(&p, false);
    place_reopen(&p);
    cr_assert(jk_store_each_subscription(p.store, check_row, &rows, &p.err) == JK_OK && rows == 1);
    cr_assert(replay(&p) == JK_OK, "%s", p.err.value);
    place_close(&p);
}

Test(subscription, removing_it_destroys_the_secret_in_every_file)
{
    struct place p;
    int rows = 0;

    place_open(&p);
    put(&p, false);
    cr_assert(place_holds(&p, SECRET, strlen(SECRET)));
    put(&p, true);
    cr_assert(!place_holds(&p, SECRET, strlen(SECRET)));
    cr_assert(jk_store_each_subscription(p.store, check_row, &rows, &p.err) == JK_OK && rows == 1);
    cr_assert(replay(&p) == JK_OK, "%s", p.err.value);
    place_close(&p);
}

Test(subscription, a_secret_that_is_gone_or_a_row_that_was_changed_is_noticed)
{
    static const char *const crimes[] = { "DELETE FROM secrets",
                                          "UPDATE subscriptions SET target = 'https://evil/'",
                                          "DELETE FROM subscriptions" };

    for (size_t i = 0; i < sizeof crimes / sizeof *crimes; i++) {
        struct place p;

        place_open(&p);
        put(&p, false);
        jk_store_close(p.store);
        p.store = NULL;
        place_tamper(p.path, crimes[i]);
        cr_assert(replay(&p) == JK_CORRUPT, "%s", crimes[i]);
        place_close(&p);
    }
}

Test(subscription, none_is_put_outside_a_transaction)
{
    struct jk_subscription_row row = { "x", "a", "c", "t",   "",     "",
                                       1,   0,   0,   false, SECRET, "crossing" };
    struct place p;

    place_open(&p);
    cr_assert(jk_store_put_subscription(p.store, &place_act, &row, &p.err) == JK_STATE);
    cr_assert(!place_holds(&p, SECRET, strlen(SECRET)));
    place_close(&p);
}

static void outbox_path(const struct place *p, char out[160])
{
    snprintf(out, 160, "%s/deliveries.db", p->folder);
}

Test(outbox, keeps_where_each_subscription_stands)
{
    struct jk_delivery_state state = { 41, 3, 1000, 2000, true, "connection refused" }, found;
    struct jk_outbox *outbox;
    struct place p;
    char path[160];

    place_open(&p);
    outbox_path(&p, path);
    cr_assert(jk_outbox_open(path, &outbox, &p.err) == JK_OK, "%s", p.err.value);
    cr_assert(jk_outbox_get(outbox, "a", &found, &p.err) == JK_NONE);
    cr_assert(jk_outbox_put(outbox, "a", &state, &p.err) == JK_OK);
    state.delivered = 42;
    cr_assert(jk_outbox_put(outbox, "a", &state, &p.err) == JK_OK);
    jk_outbox_close(outbox);
    cr_assert(jk_outbox_open(path, &outbox, &p.err) == JK_OK);
    cr_assert(jk_outbox_get(outbox, "a", &found, &p.err) == JK_OK);
    cr_assert(found.delivered == 42 && found.attempts == 3 && found.failing_ms == 1000);
    cr_assert(found.next_ms == 2000 && found.dead && strcmp(found.reason, state.reason) == 0);
    cr_assert(jk_outbox_drop(outbox, "a", &p.err) == JK_OK);
    cr_assert(jk_outbox_get(outbox, "a", &found, &p.err) == JK_NONE);
    jk_outbox_close(outbox);
    place_close(&p);
}

Test(outbox, a_file_of_someone_else_stays_as_it_is)
{
    struct jk_outbox *outbox;
    struct place p;
    char path[160];

    place_open(&p);
    outbox_path(&p, path);
    place_tamper(path, "CREATE TABLE theirs (x)");
    cr_assert(jk_outbox_open(path, &outbox, &p.err) == JK_CORRUPT);
    place_write(path, "no database at all, but long enough to look at it twice", 55);
    cr_assert(jk_outbox_open(path, &outbox, &p.err) == JK_CORRUPT);
    unlink(path);
    place_close(&p);
}

static enum jk_status add_number(void *ctx, uint64_t number, int64_t until_ms)
{
    uint64_t *sum = ctx;

    (void)until_ms;
    *sum = *sum * 10 + number;
    return JK_OK;
}

Test(outbox, what_is_held_stays_with_the_position_until_it_is_let_go)
{
    const struct jk_delivery_state state = { .delivered = 7 };
    struct jk_delivery_state got;
    struct jk_outbox *outbox;
    struct place p;
    char path[160];
    uint64_t sum = 0;
    int64_t until_ms;

    place_open(&p);
    snprintf(path, sizeof path, "%s-deliveries", p.path);
    cr_assert(jk_outbox_open(path, &outbox, &p.err) == JK_OK);
    for (uint64_t number = 5; number <= 8; number++)
        cr_assert(jk_outbox_hold(outbox, "a", (struct jk_held){ number, number == 6 ? 2000 : 1000 },
                                 &state, &p.err) == JK_OK);
    cr_assert(jk_outbox_hold(outbox, "b", (struct jk_held){ 5, 1000 }, &state, &p.err) == JK_OK);
    jk_outbox_close(outbox);
    cr_assert(jk_outbox_open(path, &outbox, &p.err) == JK_OK);
    cr_assert(jk_outbox_get(outbox, "a", &got, &p.err) == JK_OK && got.delivered == 7);
    cr_assert(jk_outbox_release(outbox, "a", 7, 1000, &p.err) == JK_OK);
    cr_assert(jk_outbox_each_held(outbox, "a", add_number, &sum, &p.err) == JK_OK && sum == 68);
    cr_assert(jk_outbox_find_held(outbox, "a", 8, &until_ms, &p.err) == JK_OK && until_ms == 1001,
              "due as well, and not told: put off");
    cr_assert(jk_outbox_find_held(outbox, "a", 7, &until_ms, &p.err) == JK_NONE);
    cr_assert(jk_outbox_find_held(outbox, "b", 5, &until_ms, &p.err) == JK_OK);
    cr_assert(jk_outbox_drop(outbox, "b", &p.err) == JK_OK);
    cr_assert(jk_outbox_find_held(outbox, "b", 5, &until_ms, &p.err) == JK_NONE);
    jk_outbox_close(outbox);
    unlink(path);
    place_close(&p);
}
