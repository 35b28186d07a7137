#include <string.h>
#include "daemon/app/app_internal.h"

/* Deleting the main withdraws the chain; deleting a leg takes it out, pending where it is approved.
 */
static enum jk_status withdraw_entry(struct jk_app *app, const struct jk_act *act,
                                     struct jk_entry *entry, struct jk_error *err)
{
    struct jk_case *chain = entry->chain;
    struct jk_change change;
    bool was_approved = chain->state == JK_STATE_APPROVED;
    enum jk_status rc = JK_OK;

    if (strcmp(entry->uid, chain->id) == 0) {
        rc = jk_docket_restate(app->docket, chain, JK_STATE_WITHDRAWN, false);
        entry->deleted = true;
        if (was_approved && chain->feed_revision > 0)
            feed_note_change(app, chain, act->time_s);
    } else {
        jk_docket_remove(app->docket, entry, &change);
        jk_docket_settle(app->docket, &change);
        chain->pending = chain->pending || was_approved;
    }
    entry->revision++;
    entry->changed_s = act->time_s;
    chain->revision++;
    if (rc == JK_OK)
        rc = put_entry_row(app, act, entry, err);
    if (rc == JK_OK)
        rc = put_case_row(app, act, chain, err);
    if (rc == JK_OK)
        rc = conflicts_update(app, act, chain, err);
    return rc == JK_OK ? verdicts_reset_chain(app, act, chain, err) : rc;
}

enum jk_status jk_app_withdraw(struct jk_app *app, struct jk_arena *arena,
                               const struct jk_account *actor, int64_t now_s, const char *uid,
                               const struct jk_precondition *when, struct jk_outcome *out,
                               struct jk_error *err)
{
    struct jk_entry *entry = jk_docket_entry(app->docket, uid);
    struct jk_act act = { actor->name, now_s };
    struct jk_verdict_view *view = jk_arena_take(arena, sizeof *view);
    struct jk_case *chain;
    enum jk_status rc;

    *out = (struct jk_outcome){ 0 };
    if (!entry || !entry->current || entry->deleted ||
        !jk_region_covers(actor->region, entry->chain->region->code))
        return jk_fail(err, JK_NONE, JK_TEXT_NOT_THERE, "uid", "%s", uid);
    chain = entry->chain;
    if (when->if_match && strcmp(when->if_match, entry->etag) != 0)
        return jk_fail(err, JK_STALE, JK_TEXT_CHANGED_MEANWHILE, "If-Match", "%s", when->if_match);
    if (!(jk_state_stands(chain->state) || chain->state == JK_STATE_DRAFT))
        return jk_fail(err, JK_STATE, JK_TEXT_CHAIN_FINAL, "uid", "%s",
                       jk_state_word(chain->state));
    rc = jk_app_begin(app, err);
    if (rc == JK_OK)
        rc = withdraw_entry(app, &act, entry, err);
    if (rc != JK_OK) {
        app->broken = rc;
        return rc;
    }
    if (!view || view_chain(app, arena, chain, now_s, view) != JK_OK)
        return jk_fail(err, JK_MEMORY, JK_TEXT_NO_MEMORY, "", "%s", "");
    *out = (struct jk_outcome){ .verdicts = view, .count = 1 };
    return JK_OK;
}
