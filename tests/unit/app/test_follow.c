/* Whoever follows the journal of another, piece by piece, knows what that one knows, and what a
 * start would: notices, conflicts, feeds, numbers of changes, alerts in their order. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "jarak/app/app.h"
#include "jarak/app/conflicts/alerts.h"
#include "jarak/app/decisions/strike.h"
#include "jarak/app/contests/struck.h"
#include "jarak/app/conflicts/conflicts.h"
#include "jarak/app/follow.h"
#include "jarak/app/notices/field_reports.h"
#include "tests/unit/app/desk.h"
#include "tests/unit/app/doings.h"
#include "tests/unit/app/shelved.h"

/* Alerts in the order in which they were told. */
struct heard {
    char text[8000000];
    size_t len;
};

static void hear(void *ctx, const struct jk_account *account, const struct jk_alert_row *row)
{
    struct heard *h = ctx;

    h->len += (size_t)snprintf(h->text + h->len, sizeof h->text - h->len, "%s %llu %s %u %s %s\n",
                               account->name, (unsigned long long)row->index, row->conflict,
                               row->revision, row->event, row->payload);
    cr_assert(h->len < sizeof h->text);
}

struct pair {
    struct desk d, other; /* who writes; who follows, on the same rows */
    struct heard wrote, followed;
    uint32_t sequences[DOINGS_PLACES];
    struct seeded r;
    size_t whole, pieces, struck;
    char path[128];                 /* of the snapshot */
    struct jk_app_start by;         /* of who follows */
    uint64_t taken;                 /* the entry that it is of */
    size_t recalled, recalled_some; /* starts by it; with more behind it */
};

static void begin_following(struct pair *p)
{
    struct jk_error err;

    cr_assert(jk_app_open_following(p->d.store, &p->d.pack, &p->by, &p->other.app, &err) == JK_OK,
              "%s", err.value);
    jk_app_set_sink(p->other.app, hear, &p->followed);
}

static void pair_open(struct pair *p, uint64_t seed)
{
    memset(p, 0, sizeof *p);
    p->r = (struct seeded){ seed };
    desk_open(&p->d);
    doings_add_guest(&p->d);
    for (int64_t i = seeded_whole(&p->r, 0, 30); i > 0; i--)
        doings_some(&p->d, &p->r, p->sequences);
    p->other = p->d;
    p->other.arena = (struct jk_arena){ 0 };
    p->other.outcome = (struct jk_outcome){ 0 };
    p->other.told = (struct jk_buf){ 0 };
    jk_app_set_sink(p->d.app, hear, &p->wrote);
    begin_following(p);
}

/* What one of the two knows. */
static void take(struct pair *p)
{
    const bool followed = seeded_whole(&p->r, 0, 1);
    struct jk_snapshot_binding binding;
    struct jk_error err;
    enum jk_status rc;

    snprintf(p->path, sizeof p->path, "%s/snapshot", p->d.folder);
    p->by = (struct jk_app_start){ .snapshot = p->path, .program = "us", .followed = followed };
    rc = jk_app_snapshot_bind(followed ? p->other.app : p->d.app, &p->by, &binding, &err);
    if (rc == JK_OK)
        rc = jk_app_snapshot_write(followed ? p->other.app : p->d.app, &binding, &err);
    cr_assert(rc == JK_OK, "%s %s", jk_status_name(rc), err.value);
    p->taken = jk_app_last_entry(p->d.app);
}

/* Who follows is started again, by the snapshot where there is one. */
static void start_again(struct pair *p)
{
    const char *said;

    jk_app_close(p->other.app);
    begin_following(p);
    said = jk_app_audit(p->other.app).snapshot;
    cr_assert(strcmp(said, "not-asked") == 0 || strcmp(said, "used") == 0 ||
                  strcmp(said, "erased") == 0,
              "%s", said);
    p->recalled += strcmp(said, "used") == 0;
    p->recalled_some += strcmp(said, "used") == 0 && jk_app_last_entry(p->d.app) > p->taken;
}

static void pair_close(struct pair *p)
{
    jk_outcome_clear(&p->other.outcome);
    jk_app_close(p->other.app);
    jk_arena_clear(&p->other.arena);
    desk_close(&p->d);
}

static void follow(struct pair *p, uint64_t after)
{
    struct jk_error err = { 0 };
    bool whole;
    enum jk_status rc = jk_app_follow(p->other.app, after, &whole, &err);

    cr_assert(rc == JK_OK, "%s %s", jk_status_name(rc), err.value);
    p->pieces += !whole;
    p->whole += whole;
    if (!whole)
        return;
    cr_assert(jk_app_read_again(p->other.app, &p->d.pack, &err) == JK_OK);
    cr_assert(jk_app_follow_alerts(p->other.app, after, &err) == JK_OK);
}

static void be_the_same(struct pair *p)
{
    p->other.now_s = p->d.now_s;
    doings_number_the_same(&p->d, &p->other);
    doings_say_the_same(&p->d, &p->other);
    shelved_check(jk_app_registry(p->other.app), "by following");
    shelved_answers(p->other.app, p->d.now_s, "by following");
    for (uint32_t number = 1; number <= 2; number++) {
        const struct jk_struck *is = jk_app_struck(p->d.app, "pilbup-64.08", number),
                               *other = jk_app_struck(p->other.app, "pilbup-64.08", number);

        cr_assert((is != NULL) == (other != NULL) && (!is || is->struck == other->struck));
    }
    cr_assert(p->wrote.len == p->followed.len &&
                  memcmp(p->wrote.text, p->followed.text, p->wrote.len) == 0,
              "%s---\n%s", p->wrote.text, p->followed.text);
    p->wrote.len = p->followed.len = 0;
    p->wrote.text[0] = p->followed.text[0] = '\0';
}

/* A paslon is struck out or put in again; now and then something is erased, which is only done
 * while nobody writes: whoever wrote starts anew. */
static void do_rarely(struct pair *p)
{
    const struct jk_act act = { "uji", p->d.now_s };
    const struct jk_strike what = { .actor = jk_app_account(p->d.app, "admin-64.08"),
                                    .now_s = p->d.now_s,
                                    .contest = "pilbup-64.08",
                                    .number = (uint32_t)seeded_whole(&p->r, 1, 2),
                                    .again = seeded_whole(&p->r, 0, 2) > 0,
                                    .reason = "Putusan MA.",
                                    .basis = "12 P/HUM/2024" };
    struct jk_struck_out out = { 0 };
    struct jk_error err;
    char uid[32];
    enum jk_status rc = jk_app_strike(p->d.app, &p->d.arena, &what, &out, &err);

    p->struck += rc == JK_OK;
    cr_assert(rc == JK_OK || rc == JK_STATE);
    cr_assert(jk_app_commit(p->d.app, &err) == JK_OK);
    if (seeded_whole(&p->r, 0, 3) > 0)
        return;
    snprintf(uid, sizeof uid, "n%d@repack", (int)seeded_whole(&p->r, 0, DOINGS_PLACES - 1));
    cr_assert(jk_store_begin(p->d.store, &err) == JK_OK);
    rc = jk_store_erase(p->d.store, &act, uid, "permintaan", &err);
    cr_assert(rc == JK_OK || rc == JK_NONE);
    cr_assert(jk_store_commit(p->d.store, &err) == JK_OK);
    cr_assert(jk_app_read_again(p->d.app, &p->d.pack, &err) == JK_OK);
}

Test(follow, by_pieces_gives_what_the_writer_has_and_a_start_would, .timeout = 600)
{
    static struct pair p;
    size_t pieces = 0, whole = 0, struck = 0, recalled = 0, some = 0;

    for (int i = 0; i < seeded_rounds(30); i++) {
        pair_open(&p, (uint64_t)i + 77);
        for (int round = 0; round < 12; round++) {
            uint8_t hash[32];
            const uint64_t after = jk_store_journal_end(p.d.store, hash);

            for (int64_t k = seeded_whole(&p.r, 1, 6); k > 0; k--)
                doings_some(&p.d, &p.r, p.sequences);
            if (seeded_whole(&p.r, 0, 5) == 0)
                do_rarely(&p);
            follow(&p, after);
            be_the_same(&p);
            if (seeded_whole(&p.r, 0, 2) == 0)
                take(&p);
            if (seeded_whole(&p.r, 0, 2) == 0) {
                start_again(&p);
                be_the_same(&p);
            }
        }
        recalled += p.recalled;
        some += p.recalled_some;
        pieces += p.pieces;
        whole += p.whole;
        struck += p.struck;
        pair_close(&p);
    }
    cr_assert_gt(pieces, 0); /* one round meets it; the others are rarer */
    if (seeded_rounds(30) < 30)
        return; /* too few to meet all of it */
    cr_assert(whole > 0 && struck > 0, "%zu whole, %zu struck", whole, struck);
    cr_assert(some > 0 && recalled > some, "%zu by a snapshot, %zu with more behind it", recalled,
              some);
}

/* Approved, late by what two accounts say, withdrawn by consent, and that undone: each followed. */
Test(follow, what_was_seen_stands_again_when_its_approval_does)
{
    static struct pair p;
    const struct jk_entry *there;
    struct jk_reporter who;
    struct jk_report_said said = {
        .uid = "own@slots", .kind = JK_REPORT_LATE, .minutes = 60, .note = ""
    };
    const struct jk_report *report;
    struct jk_confirmation confirmed;
    struct jk_error err;
    uint64_t after;
    uint8_t hash[32];

    memset(&p, 0, sizeof p);
    desk_open(&p.d);
    desk_file_chain(&p.d, "own", 1, 0.5, 117.5, DESK_NOW + 20 * 86400);
    cr_assert(desk_decide(&p.d, "own@slots", "approve", NULL, 0) == JK_OK);
    p.other = p.d;
    p.other.arena = (struct jk_arena){ 0 };
    p.other.outcome = (struct jk_outcome){ 0 };
    p.other.told = (struct jk_buf){ 0 };
    begin_following(&p);
    after = jk_store_journal_end(p.d.store, hash);
    who = (struct jk_reporter){ jk_app_account(p.d.app, "bawaslu-64.08"), p.d.now_s };
    cr_assert(jk_app_report(p.d.app, &p.d.arena, &who, &said, &report, &err) == JK_OK);
    who.actor = jk_app_account(p.d.app, "polres-64.08");
    cr_assert(jk_app_verify_report(p.d.app, &p.d.arena, &who, report->id, &confirmed, &err) ==
              JK_OK);
    cr_assert(jk_app_commit(p.d.app, &err) == JK_OK);
    follow(&p, after);
    there = jk_registry_entry(jk_app_registry(p.other.app), "own@slots");
    cr_assert_not_null(there->happened);
    for (int i = 0; i < 2; i++) {
        after = jk_store_journal_end(p.d.store, hash);
        cr_assert(desk_decide(&p.d, "own@slots", i == 0 ? "withdraw" : "undo", NULL, 0) == JK_OK,
                  "%d %s %s", i, p.d.err.field, p.d.err.value);
        follow(&p, after);
        doings_number_the_same(&p.d, &p.other);
        cr_assert((there->happened != NULL) == (i == 1), "%d %d", i, there->chain->state);
    }
    cr_assert(p.whole == 0);
    pair_close(&p);
}

/* All that is told of conflicts, those that are over too. */
static char *conflicts_of_all(struct desk *d, size_t *open)
{
    const struct jk_conflicts_ask ask = { jk_app_account(d->app, "polres-64.08"), "64", false };
    struct jk_conflict_views views;
    json_t *all = json_array();
    char *text;

    cr_assert(jk_app_conflicts(d->app, &d->arena, &ask, &views) == JK_OK);
    *open = 0;
    for (size_t i = 0; i < views.count; *open += views.at[i++].open)
        json_array_append_new(all, jk_conflict_json(&views.at[i], &d->pack));
    text = json_dumps(all, JSON_SORT_KEYS);
    json_decref(all);
    return text;
}

/* Time alone closes it: its chains stand as they stood. */
Test(follow, what_is_over_meets_nowhere_any_more)
{
    static struct pair p;
    char *wrote, *followed;
    struct jk_error err;
    size_t open;
    uint64_t after;
    uint8_t hash[32];

    memset(&p, 0, sizeof p);
    desk_open(&p.d);
    p.d.pack.simulation = false; /* in one time ends nothing */
    desk_file_chain(&p.d, "own", 1, 0.5, 117.5, DESK_NOW + 86400);
    desk_file_chain(&p.d, "rival", 2, 0.505, 117.5, DESK_NOW + 86400);
    p.other = p.d;
    p.other.arena = (struct jk_arena){ 0 };
    p.other.outcome = (struct jk_outcome){ 0 };
    p.other.told = (struct jk_buf){ 0 };
    begin_following(&p);
    for (int round = 0; round < 2; round++) {
        after = jk_store_journal_end(p.d.store, hash);
        p.d.now_s = p.other.now_s = DESK_NOW + round * 3 * 86400;
        cr_assert(jk_app_tick(p.d.app, p.d.now_s, &err) == JK_OK);
        cr_assert(jk_app_commit(p.d.app, &err) == JK_OK);
        follow(&p, after);
        wrote = conflicts_of_all(&p.d, &open);
        cr_assert(open == (round == 0 ? 1 : 0) && strlen(wrote) > 200, "%s", wrote);
        followed = conflicts_of_all(&p.other, &open);
        cr_assert_str_eq(wrote, followed);
        free(wrote);
        free(followed);
    }
    cr_assert(p.whole == 0);
    pair_close(&p);
}

/* Who takes over from a program like itself judges nothing again: a start that judges all finds
 * nothing to change behind it. */
Test(follow, what_was_followed_needs_no_judging_where_the_writer_was_alike, .timeout = 600)
{
    static struct pair p;
    struct desk beside;
    struct jk_error err;
    uint8_t hash[32];
    uint64_t after;

    for (int i = 0; i < seeded_rounds(20); i++) {
        pair_open(&p, (uint64_t)i + 4100);
        after = jk_store_journal_end(p.d.store, hash);
        for (int round = 0; round < 20; round++)
            doings_some(&p.d, &p.r, p.sequences);
        follow(&p, after);
        cr_assert(jk_app_take_over(p.other.app, p.d.now_s, true, &err) == JK_OK, "%s", err.value);
        after = jk_store_journal_end(p.d.store, hash);
        doings_restart_beside(&p.d, &p.d.pack, &beside);
        cr_assert(jk_store_journal_end(beside.store, hash) == after + 1,
                  "only which pack is judged by");
        doings_keep_the_same(&p.other, &beside, true);
        doings_say_the_same(&p.other, &beside);
        doings_close_beside(&beside);
        pair_close(&p);
    }
}
