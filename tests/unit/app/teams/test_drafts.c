/* Drafts: they stand nowhere, are acted on by the revision that was seen, and end once. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "jarak/app/app.h"
#include "jarak/app/teams/team.h"
#include "tests/unit/app/desk.h"

struct team_desk {
    struct desk d;
    const struct jk_account *tim, *other, *kpu;
};

static const struct jk_account *add_team(struct desk *d, const char *name, uint32_t paslon)
{
    struct jk_account_ask ask = { .pack = &d->pack, .actor = "uji", .now_s = DESK_NOW };
    struct jk_account_spec spec = {
        .name = name, .role = "tim", .region = "64.08", .contest = "pilbup-64.08", .paslon = paslon
    };

    cr_assert(jk_app_begin(d->app, &d->err) == JK_OK);
    cr_assert(jk_accounts_add(jk_app_accounts(d->app), &ask, &spec, &d->err) == JK_OK, "%s",
              d->err.value);
    cr_assert(jk_app_commit(d->app, &d->err) == JK_OK);
    return jk_app_account(d->app, name);
}

static void open_team(struct team_desk *t)
{
    desk_open(&t->d);
    t->tim = add_team(&t->d, "tim-1", 1);
    t->other = add_team(&t->d, "tim-2", 2);
    t->kpu = jk_app_account(t->d.app, "kpu-64.08");
}

/* @return the draft, or null with t->d.err */
static const struct jk_team_draft *hand_in(struct team_desk *t, const struct jk_account *who,
                                           const char *id, unsigned paslon, double lat)
{
    struct jk_draft_taken taken;
    struct jk_submission filing = { .actor = who, .now_s = DESK_NOW };
    char text[1024];
    enum jk_status rc;

    snprintf(text, sizeof text,
             "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:d%.4f@tim\r\n"
             "DTSTAMP:20241101T000000Z\r\nDTSTART:20241120T060000Z\r\nDTEND:20241120T080000Z\r\n"
             "SUMMARY:Rapat\r\nCATEGORIES:RAPAT-UMUM\r\nX-JARAK-CONTEST:pilbup-64.08\r\n"
             "X-JARAK-PASLON:%u\r\nGEO:%.4f;117.5\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
             lat, paslon, lat);
    filing.bytes = jk_span_of(text);
    jk_outcome_clear(&t->d.outcome);
    rc = jk_app_draft_put(t->d.app, &t->d.arena, &filing, id, &taken, &t->d.err);
    t->d.outcome = taken.outcome;
    cr_assert(jk_app_commit(t->d.app, rc == JK_OK ? &t->d.err : NULL) == JK_OK);
    return taken.draft;
}

static enum jk_status act(struct team_desk *t, const char *what, const char *id, uint32_t revision)
{
    struct jk_draft_act a = { .actor = what[0] == 'w' ? t->tim : t->kpu,
                              .now_s = DESK_NOW,
                              .id = id,
                              .revision = revision,
                              .note = "waktu" };
    enum jk_status rc;

    jk_outcome_clear(&t->d.outcome);
    if (what[0] == 'c')
        rc = jk_app_draft_confirm(t->d.app, &t->d.arena, &a, &t->d.outcome, &t->d.err);
    else if (what[0] == 'r')
        rc = jk_app_draft_return(t->d.app, &a, &t->d.err);
    else
        rc = jk_app_draft_withdraw(t->d.app, &a, &t->d.err);
    cr_assert(jk_app_commit(t->d.app, rc == JK_OK ? &t->d.err : NULL) == JK_OK);
    return rc;
}

Test(drafts, a_draft_stands_nowhere_until_it_is_confirmed)
{
    const struct jk_team_draft *draft;
    struct team_desk t;
    char id[JK_DRAFT_HEX + 1];

    open_team(&t);
    cr_assert(desk_file(&t.d, &(struct filed){ "r@app", 0.505, 117.5, 2, 0, NULL, NULL }) == JK_OK);
    draft = hand_in(&t, t.tim, NULL, 1, 0.5);
    cr_assert(draft && draft->state == JK_DRAFT_OPEN && draft->revision == 1);
    memcpy(id, draft->id, sizeof id);
    cr_assert(jk_registry_entry(jk_app_registry(t.d.app), "d0.5000@tim") == NULL);
    cr_assert(desk_conflicts(&t.d) == 0);
    cr_assert(!t.d.outcome.has_conflict, "the rival's plan is no public one");
    desk_reopen(&t.d, DESK_NOW);
    t.kpu = jk_app_account(t.d.app, "kpu-64.08");
    t.tim = jk_app_account(t.d.app, "tim-1");
    cr_assert(act(&t, "confirm", id, 1) == JK_OK, "%s", t.d.err.value);
    cr_assert(t.d.outcome.has_conflict && desk_conflicts(&t.d) == 1, "officials are told");
    cr_assert(jk_registry_entry(jk_app_registry(t.d.app), "d0.5000@tim") != NULL);
    desk_close(&t.d);
}

Test(drafts, who_confirms_or_returns_has_seen_what_it_is_now)
{
    struct team_desk t;
    const struct jk_team_draft *draft;

    open_team(&t);
    draft = hand_in(&t, t.tim, NULL, 1, 0.5);
    cr_assert(act(&t, "confirm", draft->id, 2) == JK_STALE &&
              act(&t, "return", draft->id, 2) == JK_STALE);
    cr_assert(act(&t, "return", draft->id, 1) == JK_OK && draft->state == JK_DRAFT_RETURNED);
    cr_assert(strcmp(draft->note, "waktu") == 0 && draft->revision == 2);
    cr_assert(hand_in(&t, t.tim, draft->id, 1, 0.6) == draft);
    cr_assert(draft->state == JK_DRAFT_OPEN && draft->note[0] == '\0' && draft->revision == 3);
    cr_assert(act(&t, "confirm", draft->id, 1) == JK_STALE, "it was changed since");
    cr_assert(act(&t, "confirm", draft->id, 3) == JK_OK && draft->state == JK_DRAFT_CONFIRMED);
    cr_assert(draft->bytes == NULL);
    desk_close(&t.d);
}

Test(drafts, what_has_ended_stays_so)
{
    static const char *const ends[] = { "confirm", "withdraw" };
    struct team_desk t;

    open_team(&t);
    for (int i = 0; i < 2; i++) {
        const struct jk_team_draft *draft = hand_in(&t, t.tim, NULL, 1, 0.5 + 0.2 * i);
        uint32_t revision;

        cr_assert(act(&t, ends[i], draft->id, 1) == JK_OK);
        revision = draft->revision;
        cr_assert(act(&t, "confirm", draft->id, revision) == JK_STATE, "%s", ends[i]);
        cr_assert(act(&t, "return", draft->id, revision) == JK_STATE, "%s", ends[i]);
        cr_assert(act(&t, "withdraw", draft->id, revision) == JK_STATE, "%s", ends[i]);
        cr_assert(!hand_in(&t, t.tim, draft->id, 1, 0.9) && t.d.err.status == JK_STATE);
        cr_assert(draft->revision == revision);
    }
    desk_close(&t.d);
}

Test(drafts, a_team_has_its_own_and_an_official_those_of_the_region)
{
    struct team_desk t;
    const struct jk_team_draft *draft;

    open_team(&t);
    cr_assert(!hand_in(&t, t.tim, NULL, 2, 0.5) && t.d.err.status == JK_DENIED, "not its paslon");
    draft = hand_in(&t, t.tim, NULL, 1, 0.5);
    cr_assert(jk_app_draft_of(t.d.app, t.tim, draft->id) == draft);
    cr_assert(jk_app_draft_of(t.d.app, t.kpu, draft->id) == draft);
    cr_assert(jk_app_draft_of(t.d.app, t.other, draft->id) == NULL);
    cr_assert(!hand_in(&t, t.other, draft->id, 2, 0.5) && t.d.err.status == JK_NONE);
    desk_close(&t.d);
}

Test(drafts, so_many_wait_at_most_and_each_team_counts_its_own)
{
    struct team_desk t;
    const struct jk_team_draft *last = NULL;

    open_team(&t);
    for (int i = 0; i < JK_TEAM_PENDING_MAX; i++)
        cr_assert((last = hand_in(&t, t.tim, NULL, 1, 0.5 + 0.01 * i)) != NULL, "%d", i);
    cr_assert(!hand_in(&t, t.tim, NULL, 1, 0.9) && t.d.err.status == JK_LIMIT);
    cr_assert(hand_in(&t, t.other, NULL, 2, 1.2) != NULL);
    cr_assert(hand_in(&t, t.tim, last->id, 1, 0.9) == last, "another version is not one more");
    cr_assert(act(&t, "confirm", last->id, 2) == JK_OK);
    cr_assert(!hand_in(&t, t.tim, NULL, 1, 1.0) && t.d.err.status == JK_LIMIT,
              "filed, it is undecided still");
    cr_assert(desk_withdraw(&t.d, "d0.9000@tim") == JK_OK);
    cr_assert(hand_in(&t, t.tim, NULL, 1, 1.0) != NULL);
    desk_close(&t.d);
}
