/* What waits for an approval in an account's region: every chain of it is asked once, and only
 * those that are listed are looked at for conflicts further. */
#include "jarak/app/desk/desk.h"

#include <stdlib.h>
#include "daemon/app/conflicts/view.h"
#include "daemon/app/handle/handle.h"
#include "daemon/app/notices/allowed.h"
#include "jarak/app/registry/walk.h"

struct waiting {
    const struct jk_chain *chain;
    const struct jk_notice *notice;
    int64_t start_s;
    bool change;
};

static int by_begin(const void *left, const void *right)
{
    const struct waiting *a = left, *b = right;

    if (a->start_s != b->start_s)
        return a->start_s < b->start_s ? -1 : 1;
    return a->chain->number < b->chain->number ? -1 : a->chain->number > b->chain->number;
}

/* Every chain, or change of one, that this account may approve now. */
static size_t gather(struct jk_app *app, const struct jk_account *actor, int64_t now_s,
                     struct jk_walk walk, struct waiting *list)
{
    const struct jk_chain *chain;
    size_t count = 0;

    while ((chain = jk_walk_chain(&walk))) {
        const struct jk_entry *face = chain->revision ? jk_chain_face(chain) : NULL;
        bool change = chain->state == JK_STATE_APPROVED && chain->pending;
        enum jk_on on = change ? JK_ON_CHANGE : JK_ON_PLAN;

        if (!face || !(notices_acts_of(app, actor, chain, on, now_s) >> JK_ACT_APPROVE & 1) ||
            face->current->notice->instance_count == 0)
            continue;
        list[count++] = (struct waiting){ chain, face->current->notice,
                                          face->current->notice->instances[0].start_s, change };
    }
    return count;
}

static enum jk_status put_row(struct jk_app *app, struct jk_arena *arena, const struct waiting *w,
                              struct jk_approval *out)
{
    bool on = false;
    enum jk_status rc;

    *out = (struct jk_approval){ .chain = w->chain->id,
                                 .tz = w->chain->region->tz,
                                 .start_s = w->start_s,
                                 .end_s = w->notice->instances[0].end_s,
                                 .revision = w->chain->revision,
                                 .change = w->change,
                                 .sttp = w->chain->sttp,
                                 .assessed = jk_chain_is_assessed(w->chain) };
    rc = jk_app_activity(app, arena, w->chain, &out->activity, &on);
    if (!on) /* what is in force is over; the change is of another day */
        out->activity.facts = &w->notice->facts;
    return rc;
}

enum jk_status jk_app_approvals(struct jk_app *app, struct jk_arena *arena,
                                const struct jk_account *actor, int64_t now_s,
                                struct jk_approvals *out)
{
    const struct jk_walk walk = jk_registry_walk(app->registry, actor->region);
    struct waiting *list = jk_arena_array(arena, jk_walk_most(&walk), sizeof *list);
    struct jk_approval *rows = jk_arena_array(arena, JK_APPROVALS_SHOWN, sizeof *rows);
    size_t count;

    *out = (struct jk_approvals){ .at = rows };
    if (!list || !rows)
        return JK_MEMORY;
    count = gather(app, actor, now_s, walk, list);
    qsort(list, count, sizeof *list, by_begin);
    for (size_t i = 0; i < count; i++) {
        const struct jk_chain *chain = list[i].chain;
        struct jk_conflict_views views;

        if (conflicts_view_chain(app, arena, chain, &views) != JK_OK)
            return JK_MEMORY;
        if (views.count &&
            views.at[0].levels.level >= jk_chain_policy(app->registry, chain)->override_from)
            out->singly++;
        else if (out->count == JK_APPROVALS_SHOWN)
            out->more++;
        else if (put_row(app, arena, &list[i], &rows[out->count]) != JK_OK)
            return JK_MEMORY;
        else
            out->count++;
    }
    return JK_OK;
}
