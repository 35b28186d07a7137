/* A group that cannot be committed leaves nothing: memory is what was there before, and what the
 * store gives when it is read again. */
#include <criterion/criterion.h>
#include <sqlite3.h>
#include <string.h>
#include "jarak/app/alerts/subscriptions.h"
#include "jarak/app/app.h"
#include "jarak/app/conflicts/conflicts.h"
#include "jarak/app/notices/withdraw.h"
#include "jarak/app/public/feed.h"
#include "jarak/app/public/watch.h"
#include "jarak/app/registry/registry.h"
#include "jarak/base/defend.h"
#include "tests/unit/app/desk.h"

static void add_entries(struct desk *d, struct jk_buf *out)
{
    const struct jk_registry *registry = jk_app_registry(d->app);

    for (uint32_t i = 0; i < jk_registry_entries(registry); i++) {
        const struct jk_entry *e = jk_registry_entry_at(registry, i);

        jk_buf_fmt(out, "%s %u %u %s %d %lld\n", e->uid, e->revision, e->sequence, e->etag,
                   e->deleted, (long long)e->changed_s);
    }
    for (uint32_t i = 0; i < jk_registry_chains(registry); i++) {
        const struct jk_chain *c = jk_registry_chain_at(registry, i);

        jk_buf_fmt(out, "chain %s %u %s %d '%s' %u\n", c->id, c->revision, jk_state_word(c->state),
                   c->pending, c->sttp, c->feed_revision);
    }
}

static void add_conflicts(struct desk *d, struct jk_buf *out)
{
    struct jk_arena arena = { 0 };
    struct jk_conflict_views views;

    cr_assert(jk_app_conflicts(d->app, &arena,
                               &(struct jk_conflicts_ask){ &(struct jk_account){ .region = "64" },
                                                           "64", false },
                               &views) == JK_OK);
    for (size_t i = 0; i < views.count; i++)
        jk_buf_fmt(out, "conflict %s %u %d %zu\n", views.at[i].id, views.at[i].revision,
                   views.at[i].levels.level,
                   views.at[i].levels.level > JK_LEVEL_NONE ? views.at[i].part_count : 0);
    jk_arena_clear(&arena);
}

static void add_feed(struct desk *d, struct jk_buf *out)
{
    struct jk_feed_filter filter = {
        .region = "64.08", .kind = -1, .from_day = INT32_MIN, .to_day = INT32_MAX
    };
    struct jk_feed_request request = { &filter, "", DESK_NOW, JK_FEED_PLAIN };
    struct jk_feed feed = { 0 };

    cr_assert(jk_app_feed(d->app, &request, &feed) == JK_OK);
    jk_buf_fmt(out, "feed %s\n", feed.etag);
    jk_feed_clear(&feed);
}

/* All that a caller can see of memory, as text. */
static void dump(struct desk *d, struct jk_buf *out)
{
    jk_buf_reset(out);
    add_entries(d, out);
    add_conflicts(d, out);
    add_feed(d, out);
    for (size_t i = 0; i < jk_accounts_count(jk_app_accounts(d->app)); i++) {
        const struct jk_account *a = jk_accounts_at(jk_app_accounts(d->app), i);

        if (!a->gone)
            jk_buf_fmt(out, "account %s %d %llu\n", a->name, a->disabled,
                       (unsigned long long)a->last_alert);
    }
    for (size_t i = 0; i < jk_app_subscription_count(d->app); i++) {
        const struct jk_subscription *s = jk_app_subscription(d->app, i);

        jk_buf_fmt(out, "subscription %s %s %d %s\n", s->id, s->target, s->removed, s->secret);
    }
    jk_buf_char(out, '\0');
}

static void submit(struct desk *d, const char *uid, unsigned paslon, double lat, unsigned sequence)
{
    struct jk_submission filing = { .actor = jk_app_account(d->app, "bawaslu-64.08"),
                                    .now_s = DESK_NOW,
                                    .store = true };
    struct jk_buf text = { 0 };

    jk_buf_fmt(&text,
               "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:%s\r\n"
               "DTSTAMP:20241101T000000Z\r\nSEQUENCE:%u\r\nDTSTART:20241120T060000Z\r\n"
               "DTEND:20241120T090000Z\r\nSUMMARY:Rapat\r\nCATEGORIES:RAPAT-UMUM\r\n"
               "X-JARAK-CONTEST:pilbup-64.08\r\nX-JARAK-PASLON:%u\r\nGEO:%.6f;117.5\r\n"
               "END:VEVENT\r\nEND:VCALENDAR\r\n",
               uid, sequence, paslon, lat);
    filing.bytes = jk_buf_view(&text);
    jk_outcome_clear(&d->outcome);
    cr_assert(jk_app_submit(d->app, &d->arena, &filing, &d->outcome, &d->err) == JK_OK, "%s",
              d->err.value);
    jk_buf_clear(&text);
}

/* A command of every room that keeps something, none of them committed. */
static void change_everything(struct desk *d)
{
    const struct jk_account *kpu = jk_app_account(d->app, "kpu-64.08");
    const struct jk_wish wish = { .actor = kpu,
                                  .now_s = DESK_NOW,
                                  .channel = JK_CHANNEL_WEBHOOK,
                                  .level = JK_LEVEL_INFO,
                                  .target = "https://hook.example/new",
                                  .area = "",
                                  .contest = "",
                                  .kind = "",
                                  .hosts = "hook.example" };
    const struct jk_withdrawal back = { .actor = jk_app_account(d->app, "bawaslu-64.08"),
                                        .now_s = DESK_NOW,
                                        .uid = "gone@app" };
    const struct jk_subscription *made;
    struct jk_account_ask ask = { .pack = &d->pack, .actor = "uji", .now_s = DESK_NOW };

    submit(d, "new@app", 2, 0.505, 0);  /* opens a conflict */
    submit(d, "kept@app", 1, 0.501, 1); /* another version */
    jk_outcome_clear(&d->outcome);
    cr_assert(jk_app_withdraw(d->app, &d->arena, &back, &d->outcome, &d->err) == JK_OK);
    cr_assert(jk_app_subscribe(d->app, &wish, &made, &d->err) == JK_OK);
    cr_assert(jk_accounts_disable(jk_app_accounts(d->app), &ask, "bawaslu-64.08", true, &d->err) ==
              JK_OK);
}

static void open_some(struct desk *d)
{
    desk_open(d);
    cr_assert(desk_file(d, &(struct filed){ "kept@app", 0.5, 117.5, 1, 0, NULL, NULL }) == JK_OK);
    cr_assert(desk_file(d, &(struct filed){ "gone@app", 0.9, 117.5, 1, 0, NULL, NULL }) == JK_OK);
    cr_assert(desk_file(d, &(struct filed){ "rival@app", 0.903, 117.5, 2, 0, NULL, NULL }) ==
              JK_OK);
    cr_assert(desk_file(d, &(struct filed){ "open@app", 1.3, 117.5, 1, 0, NULL, NULL }) == JK_OK);
    cr_assert(desk_decide(d, "open@app", "approve", NULL, 0) == JK_OK, "%s", d->err.value);
}

Test(group, a_broken_group_leaves_memory_and_store_as_they_were)
{
    struct jk_buf before = { 0 }, after = { 0 };
    struct desk d;

    open_some(&d);
    dump(&d, &before);
    jk_buf_reset(&d.told);
    jk_app_watch(d.app);
    change_everything(&d);
    dump(&d, &after);
    cr_assert(strcmp(before.at, after.at) != 0, "the commands did something");
    jk_defend_tell(NULL);
    jk_defend_note(__FILE__, __LINE__, "a promise");
    cr_assert(jk_app_commit(d.app, &d.err) == JK_CORRUPT && !jk_app_is_lost(d.app));
    dump(&d, &after);
    cr_expect(strcmp(before.at, after.at) == 0, "%s\n-- is now\n%s", before.at, after.at);
    cr_expect(d.told.len == 0, "nobody is told");
    desk_reopen(&d, DESK_NOW);
    dump(&d, &after);
    cr_expect(strcmp(before.at, after.at) == 0, "%s\n-- read back\n%s", before.at, after.at);
    jk_buf_clear(&before);
    jk_buf_clear(&after);
    desk_close(&d);
}

Test(group, what_is_committed_is_what_the_store_gives_back)
{
    struct jk_buf before = { 0 }, after = { 0 };
    struct desk d;

    open_some(&d);
    change_everything(&d);
    cr_assert(jk_app_commit(d.app, &d.err) == JK_OK);
    dump(&d, &before);
    desk_reopen(&d, DESK_NOW);
    dump(&d, &after);
    cr_assert(strcmp(before.at, after.at) == 0, "%s\n-- read back\n%s", before.at, after.at);
    jk_buf_clear(&before);
    jk_buf_clear(&after);
    desk_close(&d);
}

/* Somebody else has the file: no transaction is to be had. */
static sqlite3 *take_file(const struct desk *d)
{
    sqlite3 *other;

    cr_assert(sqlite3_open(d->path, &other) == SQLITE_OK);
    cr_assert(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK);
    return other;
}

Test(group, a_group_that_cannot_be_begun_leaves_memory_as_it_was, .timeout = 120)
{
    const struct filed refused = { .uid = "refused@app", .lat = 0.505, .lon = 117.5, .paslon = 2 },
                       kept = { .uid = "kept@app", .lat = 0.5, .lon = 117.5, .paslon = 1 };
    struct jk_buf before = { 0 }, after = { 0 };
    struct desk d;
    sqlite3 *other;

    desk_open(&d);
    cr_assert(desk_file(&d, &kept) == JK_OK);
    dump(&d, &before);
    other = take_file(&d);
    cr_assert(desk_file(&d, &refused) == JK_BUSY, "%s", jk_status_name(d.err.status));
    sqlite3_close(other);
    dump(&d, &after);
    cr_assert_str_eq(before.at, after.at);
    cr_assert(desk_file(&d, &refused) == JK_OK, "it is filed as if nothing had been");
    jk_buf_clear(&before);
    jk_buf_clear(&after);
    desk_close(&d);
}
