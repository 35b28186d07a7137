/* An act has an id as a conflict has one: a salted hash of the chain with the word "act", and the
 * chain's revision after the act. So it is an alert of its inbox like any other, with an index, and
 * no conflict has its id. */
#include "daemon/app/conflicts/act_alerts.h"
#include "jarak/app/conflicts/alerts.h"

#include <stdio.h>
#include <string.h>
#include "daemon/app/accounts/accounts.h"
#include "daemon/app/conflicts/alerts.h"
#include "daemon/app/conflicts/index.h"
#include "daemon/app/conflicts/view.h"
#include "jarak/feed/alert/act.h"

/* The row for whoever is told, the same for all of them. */
static enum jk_status write_row(struct jk_app *app, const struct jk_act *act, const char *key,
                                uint32_t revision, const struct jk_told_act *told, bool team,
                                struct jk_alert_row *row)
{
    char id[SALTED_HEX + 1];
    struct jk_buf payload = { 0 };
    /* The number of a command in the journal would tell a team how much others have filed. */
    enum jk_status rc = jk_told_act_write(&payload, told, app->pack, team ? 0 : app->group.command);

    conflicts_salted_id(app, key, "\nact", id);
    *row = (struct jk_alert_row){ .conflict = jk_arena_copy(&app->group.arena, jk_span_of(id)),
                                  .revision = revision,
                                  .event = jk_event_word(JK_EVENT_ACT),
                                  .time_s = act->time_s };
    if (rc == JK_OK)
        row->payload = jk_arena_copy(&app->group.arena, jk_buf_view(&payload));
    jk_buf_clear(&payload);
    return row->payload && row->conflict ? JK_OK : JK_MEMORY;
}

/* Of the same office, or of the same paslon; never who acted. */
static bool is_told(const struct jk_account *account, const struct jk_account *owner,
                    const struct jk_account *actor)
{
    if (account->disabled || account == actor || account->role != owner->role)
        return false;
    if (jk_is_team(owner))
        return strcmp(account->contest, owner->contest) == 0 && account->paslon == owner->paslon;
    return strcmp(account->region, owner->region) == 0 &&
           jk_role_rights(account->role) & JK_MAY_SEE;
}

static enum jk_status tell(struct jk_app *app, const struct jk_act *act,
                           const struct jk_account *owner, const struct jk_account *actor,
                           struct jk_alert_row *row, struct jk_error *err)
{
    enum jk_status rc = JK_OK;

    for (size_t i = 0; i < jk_accounts_count(app->accounts) && rc == JK_OK; i++) {
        struct jk_account *account = accounts_at(app->accounts, i);

        if (is_told(account, owner, actor))
            rc = conflicts_put_alert(app, act, account, row, err);
    }
    return rc;
}

enum jk_status conflicts_tell_filer(struct jk_app *app, const struct jk_act *act,
                                    const struct jk_chain *chain, const struct act_done *done,
                                    struct jk_error *err)
{
    const struct jk_entry *face = jk_registry_entry(app->registry, chain->id);
    const struct jk_account *owner = face && face->owner ? jk_app_account(app, face->owner) : NULL;
    bool team = owner && jk_is_team(owner);
    const struct jk_told_act told = {
        .uid = chain->id,
        .party = conflicts_view_side(chain).party,
        .act = done->word,
        .on = jk_on_word(done->on == JK_ON_CHANGE ? JK_ON_CHANGE : JK_ON_PLAN),
        .role = jk_role_word(done->actor->role),
        .reason = !team || jk_act_reason_is_told(done->word) ? done->reason : "",
        .state = jk_state_word(chain->state),
        .pending_state =
            chain->pending_state == JK_STATE_END ? "" : jk_state_word(chain->pending_state)
    };
    struct jk_alert_row row;

    if (!owner)
        return JK_OK;
    if (write_row(app, act, chain->id, chain->revision, &told, team, &row) != JK_OK)
        return jk_no_memory(err);
    return tell(app, act, owner, done->actor, &row, err);
}

enum jk_status conflicts_tell_team(struct jk_app *app, const struct jk_act *act,
                                   const struct draft_done *done, struct jk_error *err)
{
    struct jk_party party = { .count = 1, .paslon = { done->paslon } };
    const struct jk_told_act told = { .uid = done->id,
                                      .party = &party,
                                      .act = done->word,
                                      .on = "draft",
                                      .role = jk_role_word(done->actor->role),
                                      .reason = done->note,
                                      .state = done->state,
                                      .pending_state = "" };
    struct jk_alert_row row;

    snprintf(party.contest, sizeof party.contest, "%s", done->contest);
    if (write_row(app, act, done->id, done->revision, &told, true, &row) != JK_OK)
        return jk_no_memory(err);
    return tell(app, act, done->team, done->tells_actor ? NULL : done->actor, &row, err);
}

enum jk_status conflicts_tell_those(struct jk_app *app, const struct jk_act *act,
                                    const struct told_those *those, struct jk_error *err)
{
    struct jk_alert_row row;
    enum jk_status rc = JK_OK;

    if (write_row(app, act, those->key, those->revision, those->told, false, &row) != JK_OK)
        return jk_no_memory(err);
    for (size_t i = 0; i < jk_accounts_count(app->accounts) && rc == JK_OK; i++) {
        struct jk_account *account = accounts_at(app->accounts, i);

        if (!account->disabled && !account->gone && those->is_told(those->ctx, account))
            rc = conflicts_put_alert(app, act, account, &row, err);
    }
    return rc;
}

static struct jk_account *account_of(struct jk_app *app, const char *name)
{
    for (size_t i = 0; i < jk_accounts_count(app->accounts); i++) {
        struct jk_account *account = accounts_at(app->accounts, i);

        if (!account->gone && strcmp(account->name, name) == 0)
            return account;
    }
    return NULL;
}

enum jk_status jk_app_tell_password(struct jk_app *app, const struct jk_account_ask *ask,
                                    const char *name, struct jk_error *err)
{
    const struct jk_act act = { ask->actor, ask->now_s };
    const struct jk_account *actor = jk_app_account(app, ask->actor);
    struct jk_account *account = account_of(app, name);
    const struct jk_told_act told = { .uid = name,
                                      .party = NULL,
                                      .act = "password",
                                      .on = "account",
                                      .role = actor ? jk_role_word(actor->role) : "admin",
                                      .reason = "",
                                      .state = "",
                                      .pending_state = "" };
    struct jk_alert_row row;
    char key[JK_ACCOUNT_NAME_MAX + 16];

    if (!account)
        return JK_OK;
    snprintf(key, sizeof key, "account:%s", name);
    /* Resets have no revision of their own; the inbox's next index grows with each. */
    if (write_row(app, &act, key, (uint32_t)account->last_alert + 1, &told, jk_is_team(account),
                  &row) != JK_OK)
        return jk_no_memory(err);
    return conflicts_put_alert(app, &act, account, &row, err);
}
