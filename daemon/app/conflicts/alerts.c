/* Who is told of a conflict: every account that may see one of its sides, and every office whose
 * ground it touches, as far as it does (sight.h). Each inbox has its own
 * numbers 1, 2, 3 ... without gaps; the row is journalled with the change it tells of, in one
 * transaction, and the streams hear of it only after the commit (conflicts_settle()).
 *
 * An account knows of each conflict the state its inbox was told last; an account that comes later,
 * or comes back, is told the difference, as one more change (SPEC 7). */
#include "daemon/app/conflicts/alerts.h"

#include <stdlib.h>
#include <string.h>
#include "daemon/app/accounts/accounts.h"
#include "daemon/app/conflicts/about.h"
#include "daemon/app/conflicts/room.h"
#include "daemon/app/conflicts/sight.h"
#include "daemon/app/conflicts/view.h"
#include "jarak/app/conflicts/alerts.h"
#include "jarak/base/heap.h"
#include "jarak/feed/alert/alert.h"

/* 0 for a province, 1 for a kabupaten, 2 below it: the dots of Kemendagri's code. */
static int depth_of(const char *code)
{
    int dots = 0;

    for (; *code; code++)
        dots += *code == '.';
    return dots;
}

/* A step reaches the accounts of its circle, and Forkopimda's within it. */
static bool is_reached(const struct jk_account *account, enum jk_step step)
{
    int depth = depth_of(account->region), reached = step == JK_STEP_PROVINCE ? 0 : 1;

    return depth == reached || (depth > reached && jk_role_is_forkopimda(account->role));
}

static bool may_be_told(const struct jk_account *account, const struct conflict *c,
                        enum jk_alert_event event)
{
    return !account->disabled && jk_role_rights(account->role) & JK_MAY_SEE &&
           (event != JK_EVENT_ESCALATED || is_reached(account, c->escalation.step));
}

static bool keep_told(struct jk_app *app, const struct jk_account *account,
                      const struct jk_alert_row *row)
{
    struct conflicts *room = app->conflicts;

    if (!jk_grow(&room->told, room->told_count, &room->told_cap, sizeof *room->told))
        return false;
    room->told[room->told_count++] = (struct told){ account, *row };
    return true;
}

/* Writes the part of a row that is the same for every account that sees it alike; its document is
 * written once.
 *
 * @param guest  null: for those who see all of it */
static enum jk_status write_alert(struct jk_app *app, const struct jk_act *act,
                                  const struct conflict *conflict, const struct jk_account *guest,
                                  enum jk_alert_event event, struct jk_alert_row *row,
                                  struct jk_error *err)
{
    struct jk_conflict_view view;
    struct jk_buf payload = { 0 };
    enum jk_status rc = guest ? conflicts_view_for(app, &app->group.arena, guest->region, conflict,
                                                   conflict->a, &view)
                              : conflicts_view(&app->group.arena, conflict, conflict->a, &view);

    *row = (struct jk_alert_row){ .conflict = conflict->id,
                                  .revision = conflict->revision,
                                  .event = jk_event_word(event),
                                  .level = rc == JK_OK ? (uint8_t)view.levels.level : 0,
                                  .time_s = act->time_s };
    if (rc == JK_OK &&
        jk_alert_write(&payload, &view, app->pack, event, app->group.command) == JK_OK)
        row->payload = jk_arena_copy(&app->group.arena, jk_buf_view(&payload));
    jk_buf_clear(&payload);
    if (rc != JK_OK || !row->payload)
        return jk_no_memory(err);
    return JK_OK;
}

enum jk_status conflicts_put_alert(struct jk_app *app, const struct jk_act *act,
                                   struct jk_account *account, struct jk_alert_row *row,
                                   struct jk_error *err)
{
    enum jk_status rc;

    row->account = account->name;
    row->index = account->last_alert + 1;
    rc = jk_store_put_alert(app->store, act, row, err);
    if (rc == JK_OK &&
        (!keep_told(app, account, row) || conflicts_learn_alert(app, account, row) != JK_OK))
        rc = jk_no_memory(err);
    return rc;
}

enum jk_status conflicts_learn_alert(struct jk_app *app, struct jk_account *account,
                                     const struct jk_alert_row *row)
{
    account->last_alert = row->index;
    return conflicts_guests_note(app, account, row);
}

static enum jk_alert_event missed_event(enum jk_level known, enum jk_level now)
{
    if (now == JK_LEVEL_NONE)
        return JK_EVENT_CLOSED;
    return known == JK_LEVEL_NONE ? JK_EVENT_OPENED : JK_EVENT_LEVEL;
}

/* One alert for one guest. */
static enum jk_status tell_guest(struct jk_app *app, const struct jk_act *act, struct conflict *c,
                                 struct jk_account *account, enum jk_alert_event event,
                                 struct jk_error *err)
{
    struct jk_alert_row row;
    enum jk_status rc = write_alert(app, act, c, account, event, &row, err);

    return rc == JK_OK ? conflicts_put_alert(app, act, account, &row, err) : rc;
}

/* What an event is to a guest: his own level may stay while that of the whole changes, begin where
 * others were told long ago, and end where it goes on elsewhere. */
static enum jk_alert_event guest_event(const struct jk_app *app, const struct conflict *c,
                                       const struct jk_account *account, enum jk_alert_event event)
{
    enum jk_level known = conflicts_guest_known(c, account);
    enum jk_level now = conflicts_guest_levels(app, account->region, c).level;

    if (known != now)
        return missed_event(known, now);
    return now > JK_LEVEL_NONE && (event == JK_EVENT_MOVED || event == JK_EVENT_ESCALATED)
               ? event
               : JK_EVENT_END;
}

enum jk_status conflicts_put_alerts(struct jk_app *app, const struct jk_act *act,
                                    struct conflict *conflict, enum jk_alert_event event,
                                    struct jk_error *err)
{
    struct jk_alert_row row;
    enum jk_status rc =
        event == JK_EVENT_END ? JK_OK : write_alert(app, act, conflict, NULL, event, &row, err);

    struct account_list about = { .count = 0 };

    if (rc == JK_OK && conflicts_accounts(app, conflict, &about) != JK_OK)
        rc = jk_no_memory(err);
    for (size_t i = 0; i < about.count && rc == JK_OK; i++) {
        struct jk_account *account = about.at[i];
        enum jk_alert_event own;

        if (!may_be_told(account, conflict, event))
            continue;
        if (conflicts_is_own(account->region, conflict)) {
            if (event != JK_EVENT_END)
                rc = conflicts_put_alert(app, act, account, &row, err);
            continue;
        }
        own = guest_event(app, conflict, account, event);
        if (own != JK_EVENT_END)
            rc = tell_guest(app, act, conflict, account, own, err);
    }
    free(about.at);
    return rc;
}

/* One account that is told what it does not know: of the conflicts that may be shown to it, and of
 * those it was ever told of. */
struct bringing {
    struct jk_app *app;
    struct jk_arena arena;
    struct conflict_list about;
};

/* How a conflict stands in somebody's eyes: what is closed has no level. */
static enum jk_status note_known(void *ctx, const struct jk_alert_row *row)
{
    struct bringing *b = ctx;
    struct conflict *c = conflicts_of_id(b->app, row->conflict);
    struct conflict **grown;

    if (!c)
        return JK_OK;
    grown = jk_arena_grow(&b->arena, b->about.list, b->about.count, &b->about.cap,
                          sizeof(struct conflict *));
    if (!grown)
        return JK_MEMORY;
    b->about.list = grown;
    grown[b->about.count++] = c;
    c->known =
        jk_event_of(row->event) == JK_EVENT_CLOSED ? JK_LEVEL_NONE : (enum jk_level)row->level;
    return JK_OK;
}

static int compare_numbers(const void *a, const void *b)
{
    const struct conflict *const *x = a, *const *y = b;

    return ((*x)->number > (*y)->number) - ((*x)->number < (*y)->number);
}

/* What one conflict is to an account that knows of it what `known` says. */
static enum jk_status bring_up_one(struct jk_app *app, const struct jk_act *act, struct conflict *c,
                                   struct jk_account *account, struct jk_error *err)
{
    bool own = conflicts_is_own(account->region, c);
    enum jk_level now = own ? (c->open ? c->levels.level : JK_LEVEL_NONE)
                            : conflicts_guest_levels(app, account->region, c).level;
    enum jk_alert_event event = missed_event(c->known, now);
    struct jk_alert_row row;
    enum jk_status rc;

    if (c->known == now || !may_be_told(account, c, event))
        return JK_OK;
    if (!own)
        return tell_guest(app, act, c, account, event, err);
    rc = write_alert(app, act, c, NULL, event, &row, err);
    return rc == JK_OK ? conflicts_put_alert(app, act, account, &row, err) : rc;
}

/* Tell one account what it does not know. */
static enum jk_status bring_up(struct jk_app *app, const struct jk_act *act,
                               struct jk_account *account, struct jk_error *err)
{
    struct bringing b = { .app = app };
    enum jk_status rc = conflicts_about(app, &b.arena, account->region, &b.about);

    if (rc != JK_OK)
        jk_no_memory(err);
    else if (account->last_alert > 0)
        rc = jk_store_each_last_alert(app->store, account->name, note_known, &b, err);
    if (b.about.count)
        qsort(b.about.list, b.about.count, sizeof(struct conflict *), compare_numbers);
    for (size_t i = 0; i < b.about.count && rc == JK_OK; i++) {
        if (i == 0 || b.about.list[i] != b.about.list[i - 1])
            rc = bring_up_one(app, act, b.about.list[i], account, err);
    }
    for (size_t i = 0; i < b.about.count; i++)
        b.about.list[i]->known = JK_LEVEL_NONE; /* that was of this account */
    jk_arena_clear(&b.arena);
    return rc;
}

enum jk_status conflicts_welcome(struct jk_app *app, const struct jk_act *act, struct jk_error *err)
{
    enum jk_status rc = JK_OK;

    for (size_t i = 0; i < jk_accounts_count(app->accounts) && rc == JK_OK; i++)
        rc = bring_up(app, act, accounts_at(app->accounts, i), err);
    return rc;
}

enum jk_status conflicts_welcome_one(struct jk_app *app, const struct jk_act *act, size_t account,
                                     struct jk_error *err)
{
    return bring_up(app, act, accounts_at(app->accounts, account), err);
}

enum jk_status jk_app_welcome(struct jk_app *app, int64_t now_s, struct jk_error *err)
{
    struct jk_act act = { "jarakd", now_s };
    enum jk_status rc = conflicts_welcome(app, &act, err);

    return rc == JK_OK ? rc : app_break(app, rc);
}

void jk_app_set_sink(struct jk_app *app, jk_alert_sink *sink, void *ctx)
{
    app->conflicts->sink = sink;
    app->conflicts->sink_ctx = ctx;
}

void conflicts_settle(struct jk_app *app)
{
    struct conflicts *room = app->conflicts;

    for (size_t i = 0; room->sink && i < room->told_count; i++)
        room->sink(room->sink_ctx, room->told[i].account, &room->told[i].row);
    room->told_count = 0;
}
