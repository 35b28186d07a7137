/* Who is told of what was done to a matter, and late tasks that climb.
 *
 * An alert names the matter's id, topic and region and never its words: inboxes are not sealed. An
 * unverified report is told to nobody; it waits on the list of those who may judge it. */
#include <stdio.h>
#include <string.h>
#include "daemon/app/accounts/accounts.h"
#include "daemon/app/conflicts/act_alerts.h"
#include "daemon/app/matters/matters.h"
#include "jarak/feed/alert/act.h"
#include "jarak/policy/escalation.h"

/* Who is told, of an act. */
struct audience {
    const struct jk_app *app;
    const struct jk_matter *matter;
    const struct jk_matter_done *done;
};

static bool is_of_agency(const struct jk_account *account, const struct jk_matter *matter)
{
    return strcmp(jk_role_word(account->role), matter->agency) == 0;
}

/* A report that was judged concerns all who may read it; one that was released likewise. */
static bool is_told_of_report(const struct audience *a, const struct jk_account *account)
{
    (void)account;
    return a->done->act == JK_MATTER_VERIFY || a->done->act == JK_MATTER_REFUTE ||
           a->done->act == JK_MATTER_RELEASE;
}

/* A task concerns who has to do it and who gave it; a late one the step it has reached: its agency
 * and the leaders' forum of the regency, then of the province. */
static bool is_told_of_task(const struct audience *a, const struct jk_account *account)
{
    const struct jk_matter *matter = a->matter;
    char reach[JK_REGION_CUT];

    if (a->done->act != JK_MATTER_ESCALATE)
        return is_of_agency(account, matter) || strcmp(account->name, matter->account) == 0;
    jk_region_cut(matter->region, matter->step > 1 ? 1 : 2, reach);
    return strcmp(account->name, matter->account) == 0 ||
           (strcmp(account->region, reach) == 0 &&
            (is_of_agency(account, matter) || jk_role_is_forkopimda(account->role)));
}

static bool is_told(const void *ctx, const struct jk_account *account)
{
    const struct audience *a = ctx;

    if (strcmp(account->name, a->done->actor) == 0 ||
        !jk_app_matter_is_seen(a->app, account, a->matter))
        return false;
    return a->matter->kind == JK_MATTER_REPORT ? is_told_of_report(a, account)
                                               : is_told_of_task(a, account);
}

enum jk_status matters_tell(struct jk_app *app, const struct jk_act *act,
                            const struct jk_matter *matter, const struct jk_matter_done *done,
                            struct jk_error *err)
{
    const struct audience audience = { app, matter, done };
    const bool report = matter->kind == JK_MATTER_REPORT;
    char word[32], key[JK_MATTER_HEX + 16];
    const struct jk_region *region = jk_pack_region(app->pack, matter->region);
    const struct jk_told_act told = { .uid = matter->id,
                                      .party = NULL,
                                      .act = word,
                                      .on = jk_matter_kind_word(matter->kind),
                                      .role = done->role[0] ? done->role : "jarakd",
                                      .reason = region ? region->name : matter->region,
                                      .state = jk_matter_state_word(matter->state),
                                      .topic = report ? jk_topic_text(matter->topic) : NULL,
                                      .pending_state = "" };

    if (report && !is_told_of_report(&audience, NULL))
        return JK_OK;
    snprintf(word, sizeof word, "%s_%s", told.on, jk_matter_act_word(done->act));
    snprintf(key, sizeof key, "matter:%s", matter->id);
    return conflicts_tell_those(
        app, act, &(struct told_those){ key, matter->revision, &told, is_told, &audience }, err);
}

/* The time at which a late task goes its next step. */
static int64_t step_due_s(const struct jk_matter *matter)
{
    if (matter->step >= JK_STEP_END - 1)
        return INT64_MAX;
    return matter->when_s + (int64_t)matter->step * JK_MATTER_STEP_S;
}

bool matters_is_overdue(const struct jk_app *app, int64_t now_s)
{
    for (size_t i = 0; i < app->matters->open.count; i++) {
        if (step_due_s(app->matters->open.at[i]) < now_s)
            return true;
    }
    return false;
}

static enum jk_status escalate(struct jk_app *app, struct jk_matter *matter, int64_t now_s,
                               struct jk_error *err)
{
    struct matter_put put = { .row = matters_row_of(matter),
                              .act = JK_MATTER_ESCALATE,
                              .words = { "", "", "", 0 } };
    struct jk_matter *after;

    put.row.revision++;
    put.row.step++;
    put.row.changed_s = now_s;
    return matters_put(app, &put, now_s, &after, err);
}

enum jk_status matters_escalate(struct jk_app *app, const struct jk_act *act, struct jk_error *err)
{
    enum jk_status rc = JK_OK;

    for (size_t i = 0; i < app->matters->open.count && rc == JK_OK; i++) {
        if (step_due_s(app->matters->open.at[i]) < act->time_s)
            rc = escalate(app, app->matters->open.at[i], act->time_s, err);
    }
    return rc;
}
