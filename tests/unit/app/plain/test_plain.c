/* Drafts of stock calendars without a socket: whose they are, what is left of them, and that memory
 * is a fold of the store whatever is done in whatever order. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "jarak/app/app.h"
#include "jarak/app/plain/plain.h"
#include "tests/support/seeded.h"
#include "tests/unit/app/desk.h"

struct plain_desk {
    struct desk d;
    const struct jk_contest *contest;
    const struct jk_account *who[4]; /* bawaslu, kpu, the teams of 1 and of 2 */
};

static const struct jk_account *add_team(struct desk *d, const char *name, uint32_t paslon)
{
    struct jk_account_ask ask = { .pack = &d->pack, .actor = "uji", .now_s = DESK_NOW };
    struct jk_account_spec spec = {
        .name = name, .role = "tim", .region = "64.08", .contest = "pilbup-64.08", .paslon = paslon
    };

    cr_assert(jk_app_begin(d->app, &d->err) == JK_OK);
    cr_assert(jk_accounts_add(jk_app_accounts(d->app), &ask, &spec, &d->err) == JK_OK);
    cr_assert(jk_app_commit(d->app, &d->err) == JK_OK);
    return jk_app_account(d->app, name);
}

static void meet_all(struct plain_desk *p)
{
    static const char *const names[] = { "bawaslu-64.08", "kpu-64.08", "tim-1", "tim-2" };

    p->contest = jk_pack_contest(&p->d.pack, "pilbup-64.08");
    for (int i = 0; i < 4; i++)
        cr_assert((p->who[i] = jk_app_account(p->d.app, names[i])) != NULL, "%s", names[i]);
}

static void open_desk(struct plain_desk *p)
{
    desk_open(&p->d);
    add_team(&p->d, "tim-1", 1);
    add_team(&p->d, "tim-2", 2);
    meet_all(p);
}

static void write_event(char *out, size_t cap, const char *uid, const char *lines)
{
    snprintf(out, cap,
             "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:%s\r\n"
             "DTSTAMP:20241101T000000Z\r\nDTSTART:20241120T060000Z\r\n%sEND:VEVENT\r\n"
             "END:VCALENDAR\r\n",
             uid, lines);
}

#define COMPLETE "SUMMARY:Rapat umum\r\nLOCATION:Stadion Kudungga\r\n"

static enum jk_status put(struct plain_desk *p, int who, uint32_t paslon, const char *name,
                          const char *lines)
{
    struct jk_plain_filing filing = { .actor = p->who[who],
                                      .now_s = p->d.now_s,
                                      .contest = p->contest,
                                      .paslon = paslon,
                                      .name = name };
    struct jk_plain_taken taken;
    char event[1024], uid[64];
    enum jk_status rc;

    snprintf(uid, sizeof uid, "%s@hp", name);
    write_event(event, sizeof event, uid, lines);
    filing.bytes = jk_span_of(event);
    rc = jk_app_plain_put(p->d.app, &p->d.arena, &filing, &taken, &p->d.err);
    jk_outcome_clear(&taken.outcome);
    cr_assert(jk_app_commit(p->d.app, &p->d.err) == JK_OK);
    return rc;
}

/* What an account sees of a calendar, as one text: names with their tags. */
static void list(struct plain_desk *p, int who, uint32_t paslon, char *out, size_t cap)
{
    const struct jk_plain_calendar of = { .account = p->who[who],
                                          .contest = p->contest,
                                          .paslon = paslon,
                                          .base = "https://x",
                                          .depth = JK_PLAIN_WHOLE };
    struct jk_arena arena = { 0 };
    struct jk_calendar_item *items;
    size_t count, len = 0;

    out[0] = '\0';
    if (!jk_plain_may_enter(p->who[who], p->contest, paslon))
        return;
    cr_assert(jk_app_plain_members(p->d.app, &arena, &of, &items, &count) == JK_OK);
    for (size_t i = 0; i < count; i++)
        len += (size_t)snprintf(out + len, cap - len, "%s %s %d %llu\n", items[i].name,
                                items[i].gone ? "gone" : items[i].etag, (int)items[i].bytes.len,
                                (unsigned long long)items[i].change);
    cr_assert(len < cap);
    jk_arena_clear(&arena);
}

Test(plain, each_side_has_its_own_and_the_other_is_not_there)
{
    char seen[4096];
    struct plain_desk p;

    open_desk(&p);
    cr_assert(put(&p, 0, 1, "kantor", "") == JK_OK);
    cr_assert(put(&p, 2, 1, "tim", "") == JK_OK);
    cr_assert(put(&p, 3, 1, "lain", "") == JK_DENIED && put(&p, 2, 2, "lain", "") == JK_DENIED);
    list(&p, 0, 1, seen, sizeof seen);
    cr_assert(strstr(seen, "kantor") && !strstr(seen, "tim"), "%s", seen);
    list(&p, 2, 1, seen, sizeof seen);
    cr_assert(strstr(seen, "tim") && !strstr(seen, "kantor"), "%s", seen);
    list(&p, 1, 1, seen, sizeof seen);
    cr_assert_str_empty(seen, "another office: %s", seen);
    desk_close(&p.d);
}

Test(plain, what_was_destroyed_leaves_a_place_and_no_name)
{
    const struct jk_plain_draft *draft;
    struct jk_draft_act act = { .note = "" };
    char seen[4096];
    struct plain_desk p;

    open_desk(&p);
    cr_assert(put(&p, 0, 1, "rahasia", "SUMMARY:rahasia\r\n") == JK_OK);
    draft = jk_app_plain(p.d.app, 0);
    act.actor = p.who[0];
    act.now_s = p.d.now_s;
    act.id = draft->as.id;
    cr_assert(jk_app_plain_withdraw(p.d.app, &act, &p.d.err) == JK_OK);
    cr_assert(jk_app_commit(p.d.app, &p.d.err) == JK_OK);
    for (int round = 0; round < 2; round++) {
        cr_assert(jk_app_plains(p.d.app) == 0);
        list(&p, 0, 1, seen, sizeof seen);
        cr_assert(strncmp(seen, " gone", 5) == 0 && !strstr(seen, "rahasia"), "%s", seen);
        list(&p, 0, 2, seen, sizeof seen);
        cr_assert_str_empty(seen, "nothing has left the other calendar");
        desk_reopen(&p.d, DESK_NOW);
        meet_all(&p);
    }
    desk_close(&p.d);
}

Test(plain, thirty_days_without_a_change_and_not_a_second_less)
{
    struct plain_desk p;

    open_desk(&p);
    cr_assert(put(&p, 0, 1, "a", "") == JK_OK);
    p.d.now_s += 86400;
    cr_assert(put(&p, 0, 1, "b", "") == JK_OK);
    cr_assert(put(&p, 0, 1, "a", "") == JK_OK, "the same is no change");
    cr_assert(jk_app_tick(p.d.app, DESK_NOW + JK_PLAIN_KEPT_S - 1, &p.d.err) == JK_OK);
    cr_assert(jk_app_commit(p.d.app, &p.d.err) == JK_OK);
    cr_assert(jk_app_plains(p.d.app) == 2);
    cr_assert(jk_app_tick(p.d.app, DESK_NOW + JK_PLAIN_KEPT_S, &p.d.err) == JK_OK);
    cr_assert(jk_app_commit(p.d.app, &p.d.err) == JK_OK);
    cr_assert(jk_app_plains(p.d.app) == 1);
    cr_assert_str_eq(jk_app_plain(p.d.app, 0)->name, "b");
    desk_close(&p.d);
}

Test(plain, an_account_has_its_bounds_and_no_other_pays_for_them)
{
    char name[16];
    struct plain_desk p;

    open_desk(&p);
    for (int i = 0; i < JK_PLAIN_HELD_MAX; i++) {
        snprintf(name, sizeof name, "n%d", i);
        cr_assert(put(&p, 0, 1, name, "") == JK_OK);
    }
    cr_assert(put(&p, 0, 2, "lebih", "") == JK_FULL, "in whatever calendar");
    cr_assert(put(&p, 1, 1, "lebih", "") == JK_OK && put(&p, 2, 1, "lebih", "") == JK_OK);
    for (int i = JK_PLAIN_HELD_MAX + 1; i < JK_PLAIN_HOUR_MAX; i++) {
        snprintf(name, sizeof name, "SUMMARY:%d\r\n", i);
        cr_assert(put(&p, 0, 1, "n1", name) == JK_OK, "%d", i);
    }
    cr_assert(put(&p, 0, 1, "n1", "SUMMARY:x\r\n") == JK_LIMIT);
    p.d.now_s += 3600;
    cr_assert(put(&p, 0, 1, "n1", "SUMMARY:x\r\n") == JK_OK);
    desk_close(&p.d);
}

/* One random command. */
static void step(struct plain_desk *p, struct seeded *r)
{
    static const char *const lines[] = { "", "SUMMARY:Rapat umum\r\n", COMPLETE,
                                         COMPLETE "DESCRIPTION:Ajukan: ya\r\n",
                                         COMPLETE "DESCRIPTION:Massa: 50\r\n" };
    int who = (int)seeded_whole(r, 0, 3);
    struct jk_draft_act act = { .actor = p->who[who], .now_s = p->d.now_s, .note = "" };
    size_t drafts = jk_app_plains(p->d.app);
    char name[8];

    p->d.now_s += seeded_whole(r, 0, 7200);
    snprintf(name, sizeof name, "n%d", (int)seeded_whole(r, 0, 5));
    switch (seeded_whole(r, 0, 6)) {
    case 0:
        act.id =
            drafts ? jk_app_plain(p->d.app, (size_t)seeded_whole(r, 0, (int64_t)drafts - 1))->as.id
                   : "";
        jk_app_plain_withdraw(p->d.app, &act, &p->d.err);
        break;
    case 1:
        act.id =
            drafts ? jk_app_plain(p->d.app, (size_t)seeded_whole(r, 0, (int64_t)drafts - 1))->as.id
                   : "";
        jk_outcome_clear(&p->d.outcome);
        if (who < 2)
            jk_app_plain_confirm(p->d.app, &p->d.arena, &act, &p->d.outcome, &p->d.err);
        break;
    default:
        put(p, who, (uint32_t)seeded_whole(r, 1, 2), name,
            lines[seeded_whole(r, 0, sizeof lines / sizeof *lines - 1)]);
    }
    cr_assert(jk_app_commit(p->d.app, &p->d.err) == JK_OK);
}

/* What the list of drafts tells of each, those that have ended too. */
static void tell_all(const struct plain_desk *p, struct jk_buf *out)
{
    for (size_t i = 0; i < jk_app_plains(p->d.app); i++) {
        const struct jk_plain_draft *draft = jk_app_plain(p->d.app, i);

        jk_buf_fmt(out, "%s %d %u %s %d %u %s %s %llu\n", draft->as.id, (int)draft->as.state,
                   draft->as.revision, draft->as.note, (int)draft->complete, draft->missing,
                   draft->uid ? draft->uid : "", draft->title ? draft->title : "",
                   (unsigned long long)draft->change);
    }
}

Test(plain, memory_is_a_fold_of_the_store_whatever_was_done)
{
    static char before[8][16384], after[16384];
    struct jk_buf was = { 0 }, is = { 0 };
    struct seeded r = { 826 };

    for (int walk = 0; walk < seeded_rounds(4); walk++) {
        struct plain_desk p;

        open_desk(&p);
        for (int i = 0; i < 120; i++)
            step(&p, &r);
        for (int k = 0; k < 8; k++)
            list(&p, k % 4, (uint32_t)(1 + k / 4), before[k], sizeof before[k]);
        jk_buf_reset(&was);
        jk_buf_reset(&is);
        tell_all(&p, &was);
        desk_reopen(&p.d, p.d.now_s);
        meet_all(&p);
        tell_all(&p, &is);
        cr_assert(jk_span_eq(jk_buf_view(&was), jk_buf_view(&is)), "%.*s\nwas\n%.*s", (int)is.len,
                  is.at, (int)was.len, was.at);
        for (int k = 0; k < 8; k++) {
            list(&p, k % 4, (uint32_t)(1 + k / 4), after, sizeof after);
            cr_assert_str_eq(after, before[k], "%d: %s\nwas\n%s", k, after, before[k]);
        }
        desk_close(&p.d);
    }
    jk_buf_clear(&was);
    jk_buf_clear(&is);
}
