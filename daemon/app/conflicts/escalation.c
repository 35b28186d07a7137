/* Whether somebody has taken notice of a conflict, and how far up it was told meanwhile (SPEC 7).
 *
 * Notice is asked for when a conflict of waspada or above opens or rises; the delays count from
 * then, or from the last step, and both are journalled, so that a restart continues to the second.
 * An escalation raises the conflict's revision, for its alert needs an id of its own, and nothing
 * else of the conflict. */
#include "daemon/app/conflicts/escalation.h"
#include "jarak/app/texts/texts.h"

#include <string.h>
#include "daemon/app/conflicts/alerts.h"
#include "daemon/app/conflicts/sight.h"
#include "jarak/app/conflicts/escalation.h"
#include "jarak/base/heap.h"
#include "jarak/policy/escalation.h"

static bool set_escalation(struct conflict *c, const struct jk_escalation_row *row)
{
    char *actor = row->actor[0] ? jk_heap_copy(row->actor) : NULL;

    if (row->actor[0] && !actor)
        return false;
    jk_text_free(c->escalation_actor);
    c->escalation_actor = actor;
    c->escalation = (struct jk_escalation_state){ .level = (enum jk_level)row->level,
                                                  .step = (enum jk_step)row->step,
                                                  .revision = row->revision,
                                                  .since_s = row->since_s,
                                                  .actor = actor,
                                                  .acked_s = row->acked_s };
    return true;
}

void conflicts_escalation_clear(struct conflict *c)
{
    jk_text_free(c->escalation_actor);
    c->escalation_actor = NULL;
}

enum jk_status conflicts_escalation_load(void *ctx, const struct jk_escalation_row *row)
{
    struct jk_app *app = ctx;
    struct conflict *c = conflicts_of_id(app, row->conflict);

    if (!c || row->level >= JK_LEVEL_END || row->step >= JK_STEP_END)
        return JK_CORRUPT;
    return set_escalation(c, row) ? JK_OK : JK_MEMORY;
}

/* Writes the row to the store and, once that succeeded, to memory. */
static enum jk_status put(struct jk_app *app, const struct jk_act *act, struct conflict *c,
                          const struct jk_escalation_row *row, struct jk_error *err)
{
    enum jk_status rc = jk_store_put_escalation(app->store, act, row, err);

    if (rc == JK_OK && !set_escalation(c, row))
        rc = jk_no_memory(err);
    return rc;
}

/* As it stands, for a change of some of it. The strings are the conflict's. */
static struct jk_escalation_row row_of(const struct conflict *c)
{
    return (struct jk_escalation_row){ .conflict = c->id,
                                       .level = (uint8_t)c->escalation.level,
                                       .step = (uint8_t)c->escalation.step,
                                       .revision = c->escalation.revision,
                                       .since_s = c->escalation.since_s,
                                       .actor = c->escalation.actor ? c->escalation.actor : "",
                                       .acked_s = c->escalation.acked_s };
}

enum jk_status conflicts_escalation_note(struct jk_app *app, const struct jk_act *act,
                                         struct conflict *c, struct jk_error *err)
{
    enum jk_level level = c->open ? c->levels.level : JK_LEVEL_NONE;
    struct jk_escalation_row row = row_of(c);

    if (level == c->escalation.level ||
        (level < JK_LEVEL_WASPADA && c->escalation.level == JK_LEVEL_NONE))
        return JK_OK; /* an info is never asked about, so that most conflicts cost no entry */
    if (level == JK_LEVEL_NONE || level > c->escalation.level)
        row = (struct jk_escalation_row){ .conflict = c->id, .actor = "" };
    if (level > c->escalation.level) {
        row.revision = c->revision;
        row.since_s = act->time_s;
    }
    row.level = (uint8_t)level;
    return put(app, act, c, &row, err);
}

enum jk_status conflicts_escalation_note_all(struct jk_app *app, const struct jk_act *act,
                                             struct jk_error *err)
{
    enum jk_status rc = JK_OK;

    for (size_t i = 0; i < conflicts_count(app) && rc == JK_OK; i++)
        rc = conflicts_escalation_note(app, act, conflicts_at(app, i), err);
    return rc;
}

/* When the first of the two begins to be where the conflict is. */
static int64_t start_of(const struct conflict *c)
{
    double start_s = (double)INT64_MAX;

    for (size_t i = 0; i < c->part_count; i++) {
        const struct jk_part *p = &c->parts[i].part;

        if (p->span_count_a && p->spans_a[0].from_s < start_s)
            start_s = p->spans_a[0].from_s;
        if (p->span_count_b && p->spans_b[0].from_s < start_s)
            start_s = p->spans_b[0].from_s;
    }
    return start_s < (double)INT64_MAX ? (int64_t)start_s : INT64_MAX;
}

int64_t conflicts_escalation_due_s(const struct jk_app *app, const struct conflict *c)
{
    const struct jk_escalation_state *a = &c->escalation;
    int64_t first_s = INT64_MAX;

    if (!c->open || a->actor || a->level < JK_LEVEL_WASPADA)
        return INT64_MAX;
    /* Of two policies that which waits less. */
    for (int side = 0; side < 2; side++) {
        const struct jk_chain *chain = side ? c->b : c->a;
        int64_t due_s = jk_escalation_due(&jk_chain_policy(app->registry, chain)->escalation,
                                          a->level, a->step, a->since_s, start_of(c));

        first_s = due_s < first_s ? due_s : first_s;
    }
    return first_s;
}

static bool is_due(const struct jk_app *app, const struct conflict *c, int64_t now_s)
{
    int64_t due_s = conflicts_escalation_due_s(app, c);

    return due_s != INT64_MAX && due_s <= now_s;
}

static enum jk_status escalate(struct jk_app *app, const struct jk_act *act, struct conflict *c,
                               struct jk_error *err)
{
    struct jk_escalation_row row = row_of(c);
    struct jk_conflict_row next = conflicts_row_of(c);
    enum jk_status rc;

    row.step++;
    row.since_s = act->time_s;
    next.revision++; /* the alert's global id; what the agencies judged has not changed */
    next.changed_s = act->time_s;
    rc = conflicts_put_row(app, act, c, &next, err);
    if (rc == JK_OK)
        rc = put(app, act, c, &row, err);
    return rc == JK_OK ? conflicts_put_alerts(app, act, c, JK_EVENT_ESCALATED, err) : rc;
}

bool conflicts_is_escalation_due(const struct jk_app *app, int64_t now_s)
{
    for (size_t i = 0; i < conflicts_count(app); i++) {
        if (is_due(app, conflicts_at(app, i), now_s))
            return true;
    }
    return false;
}

enum jk_status conflicts_escalation_advance(struct jk_app *app, const struct jk_act *act,
                                            struct jk_error *err)
{
    enum jk_status rc = JK_OK;

    for (size_t i = 0; i < conflicts_count(app) && rc == JK_OK; i++) {
        struct conflict *c = conflicts_at(app, i);

        if (is_due(app, c, act->time_s))
            rc = escalate(app, act, c, err);
    }
    return rc;
}

/* Rungs concern the silence of those who decide and of the sub-districts below them; that a
 * neighbour has read it tells nobody that they have. */
static bool may_end_silence(const struct jk_account *account, const struct conflict *c)
{
    return conflicts_is_own(account->region, c) ||
           jk_region_covers(c->a->region->code, account->region) ||
           jk_region_covers(c->b->region->code, account->region);
}

/* Refuses to acknowledge an alert the account is not shown, a closed conflict, and a revision older
 * than the one that waits to be acknowledged. */
static enum jk_status check(const struct jk_app *app, const struct jk_ack *ack,
                            const struct conflict *c, struct jk_error *err)
{
    if (!c || !conflicts_is_seen(app, ack->actor, c) || ack->revision > c->revision)
        return jk_fail(err, JK_NONE, JK_TEXT_ALERT_NOT_THERE, "alert", "%s-%u", ack->conflict,
                       ack->revision);
    if (!may_end_silence(ack->actor, c))
        return jk_fail(err, JK_DENIED, JK_TEXT_ACK_NEIGHBOUR, "alert", "%s", ack->conflict);
    if (!c->open)
        return jk_fail(err, JK_STATE, JK_TEXT_CONFLICT_CLOSED, "alert", "%s", ack->conflict);
    if (!c->escalation.actor && ack->revision < c->escalation.revision)
        return jk_fail(err, JK_CONFLICT, JK_TEXT_CONFLICT_CHANGED, "alert", "%s-%u", c->id,
                       c->revision);
    return JK_OK;
}

static enum jk_status acknowledge(struct jk_app *app, const struct jk_ack *ack, struct conflict *c,
                                  struct jk_error *err)
{
    struct jk_act act = { ack->actor->name, ack->now_s };
    struct jk_escalation_row row = row_of(c);
    enum jk_status rc = jk_app_begin(app, err);

    if (c->escalation.level == JK_LEVEL_NONE) { /* an info: nobody asked */
        row.level = (uint8_t)c->levels.level;
        row.revision = c->revision;
        row.since_s = ack->now_s;
    }
    row.actor = ack->actor->name;
    row.acked_s = ack->now_s;
    if (rc == JK_OK)
        rc = put(app, &act, c, &row, err);
    if (rc != JK_OK)
        app_break(app, rc);
    return rc;
}

enum jk_status jk_app_ack(struct jk_app *app, struct jk_arena *arena, const struct jk_ack *ack,
                          struct jk_conflict_view *out, bool *already, struct jk_error *err)
{
    struct conflict *c = conflicts_of_id(app, ack->conflict);
    enum jk_status rc = check(app, ack, c, err);

    *already = rc == JK_OK && c->escalation.actor != NULL;
    if (rc == JK_OK && !*already)
        rc = acknowledge(app, ack, c, err);
    if (rc == JK_OK && conflicts_view_for(app, arena, ack->actor->region, c, c->a, out) != JK_OK)
        return jk_no_memory(err);
    return rc;
}
