/* Who is told of what was done to a matter, late tasks that climb, and drops that are threatened.
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

#define DROPS_A_TICK 200 /* so that others do not wait for it; the rest at the next */

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

/* What threatens a drop concerns KPU and the police where it goes; once its time has passed every
 * officer there, and on the day of the vote the province too. One that came short or damaged
 * concerns KPU and Bawaslu. */
static bool is_told_of_drop(const struct audience *a, const struct jk_account *account)
{
    const struct jk_matter *matter = a->matter;
    bool near = strchr(account->region, '.') != NULL; /* it sees it, so it lies in its region */

    if (a->done->act == JK_MATTER_RECEIVE)
        return near && (account->role == JK_ROLE_KPU || account->role == JK_ROLE_BAWASLU);
    if (matter->step < JK_DROP_LATE)
        return near && (account->role == JK_ROLE_KPU || account->role == JK_ROLE_POLRES);
    return near || matter->step == JK_DROP_MISSING;
}

static bool is_told(const void *ctx, const struct jk_account *account)
{
    const struct audience *a = ctx;

    if (strcmp(account->name, a->done->actor) == 0 ||
        !jk_app_matter_is_seen(a->app, account, a->matter))
        return false;
    if (a->matter->kind == JK_MATTER_DROP)
        return is_told_of_drop(a, account);
    return a->matter->kind == JK_MATTER_REPORT ? is_told_of_report(a, account)
                                               : is_told_of_task(a, account);
}

/* Of drops only what somebody has to act on: seven hundred are filed at once. */
static bool is_worth_telling(const struct audience *a)
{
    const struct jk_matter *matter = a->matter;

    if (matter->kind == JK_MATTER_REPORT)
        return is_told_of_report(a, NULL);
    if (matter->kind == JK_MATTER_DROP)
        return a->done->act == JK_MATTER_ESCALATE ||
               (a->done->act == JK_MATTER_RECEIVE && (matter->drop.condition == JK_DROP_SHORT ||
                                                      matter->drop.condition == JK_DROP_DAMAGED));
    return true;
}

static const struct jk_text *topic_of(const struct jk_matter *matter)
{
    return matter->kind == JK_MATTER_REPORT ? jk_topic_text(matter->topic)
           : matter->kind == JK_MATTER_DROP ? jk_drop_stage_text(matter->drop.stage)
                                            : NULL;
}

/* "task_progress", "drop_late". */
static void write_word(const struct jk_matter *matter, const struct jk_matter_done *done,
                       char word[32])
{
    snprintf(word, 32, "%s_%s", jk_matter_kind_word(matter->kind),
             matter->kind == JK_MATTER_DROP && done->act == JK_MATTER_ESCALATE
                 ? jk_drop_risk_word((enum jk_drop_risk)matter->step)
                 : jk_matter_act_word(done->act));
}

/* `count` drops of one sub-district that one thing threatens are told as one; else 1. */
static enum jk_status tell(struct jk_app *app, const struct jk_act *act,
                           const struct jk_matter *matter, unsigned count, struct jk_error *err)
{
    const struct jk_matter_done *done = &matter->done[matter->done_count - 1];
    const struct audience audience = { app, matter, done };
    char word[32], key[JK_MATTER_HEX + 16];
    const struct jk_region *region = jk_pack_region(app->pack, matter->region);
    const struct jk_told_act told = { .uid = matter->id,
                                      .party = NULL,
                                      .act = word,
                                      .on = jk_matter_kind_word(matter->kind),
                                      .role = done->role[0] ? done->role : "jarakd",
                                      .reason = region ? region->name : matter->region,
                                      .state = jk_matter_state_word(matter->state),
                                      .topic = topic_of(matter),
                                      .count = count,
                                      .pending_state = "" };

    if (!is_worth_telling(&audience))
        return JK_OK;
    write_word(matter, done, word);
    snprintf(key, sizeof key, "matter:%s", matter->id);
    return conflicts_tell_those(
        app, act, &(struct told_those){ key, matter->revision, &told, is_told, &audience }, err);
}

enum jk_status matters_tell(struct jk_app *app, const struct jk_act *act,
                            const struct jk_matter *matter, struct jk_error *err)
{
    return tell(app, act, matter, 1, err);
}

/* The step it has reached by now: of a late task one more each day, of a drop what threatens it,
 * which is told once as it has become worst. */
static uint8_t step_at(const struct jk_app *app, const struct jk_matter *matter, int64_t now_s)
{
    enum jk_drop_risk risk;

    if (matter->kind == JK_MATTER_DROP) {
        risk = matters_drop_risk(app, matter, now_s, NULL);
        return (uint8_t)(risk > matter->step ? risk : matter->step);
    }
    if (matter->step < JK_STEP_END - 1 &&
        matter->when_s + (int64_t)matter->step * JK_MATTER_STEP_S < now_s)
        return (uint8_t)(matter->step + 1);
    return matter->step;
}

bool matters_is_overdue(const struct jk_app *app, int64_t now_s)
{
    for (size_t i = 0; i < app->matters->open.count; i++) {
        if (step_at(app, app->matters->open.at[i], now_s) > app->matters->open.at[i]->step)
            return true;
    }
    return false;
}

/* Drops of one sub-district that have reached one step by one tick: hundreds may be due at one
 * hour, and whoever has to act is told once. */
struct together {
    const struct jk_matter *first;
    unsigned count;
};

static bool note(struct jk_arena *arena, struct together **list, size_t counts[2],
                 const struct jk_matter *drop)
{
    struct together *grown;

    for (size_t i = 0; i < counts[0]; i++) {
        const struct jk_matter *first = (*list)[i].first;

        if (first->step == drop->step && strcmp(first->region, drop->region) == 0) {
            (*list)[i].count++;
            return true;
        }
    }
    grown = jk_arena_grow(arena, *list, counts[0], &counts[1], sizeof *grown);
    if (!grown)
        return false;
    *list = grown;
    grown[counts[0]++] = (struct together){ drop, 1 };
    return true;
}

static enum jk_status escalate(struct jk_app *app, struct jk_matter *matter, int64_t now_s,
                               struct jk_error *err)
{
    struct matter_put put = { .row = matters_row_of(matter),
                              .act = JK_MATTER_ESCALATE,
                              .words = JK_MATTER_NO_WORDS,
                              .quiet = matter->kind == JK_MATTER_DROP };
    struct jk_matter *after;

    put.row.revision++;
    put.row.step = step_at(app, matter, now_s);
    put.row.changed_s = now_s;
    return matters_put(app, &put, now_s, &after, err);
}

enum jk_status matters_escalate(struct jk_app *app, const struct jk_act *act, struct jk_error *err)
{
    struct jk_arena arena = { 0 };
    struct together *list = NULL;
    size_t counts[2] = { 0, 0 }; /* of the list, and its room */
    unsigned drops = 0;
    enum jk_status rc = JK_OK;

    for (size_t i = 0; i < app->matters->open.count && rc == JK_OK; i++) {
        struct jk_matter *matter = app->matters->open.at[i];
        bool drop = matter->kind == JK_MATTER_DROP;

        if ((drop && drops == DROPS_A_TICK) || step_at(app, matter, act->time_s) <= matter->step)
            continue;
        rc = escalate(app, matter, act->time_s, err);
        drops += drop;
        if (rc == JK_OK && drop && !note(&arena, &list, counts, matter))
            rc = app_break(app, jk_no_memory(err));
    }
    for (size_t i = 0; i < counts[0] && rc == JK_OK; i++) {
        rc = tell(app, act, list[i].first, list[i].count, err);
        rc = rc == JK_OK ? rc : app_break(app, rc);
    }
    jk_arena_clear(&arena);
    return rc;
}
