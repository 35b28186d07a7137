/* What an account may do on a chain: the acts themselves, and the conflicts an approval overrides,
 * each with the revision it has now. */
#include "jarak/app/desk/desk.h"

#include "daemon/app/conflicts/view.h"
#include "daemon/app/handle/handle.h"
#include "daemon/app/notices/allowed.h"
#include "daemon/app/notices/chain_acts.h"
#include "daemon/app/notices/ownership.h"
#include "jarak/app/plain/plain.h"

/* May it still be filed anew? (SPEC 5: a chain that has ended is not) */
static bool is_final(const struct jk_chain *chain)
{
    return chain->state == JK_STATE_REFUSED || chain->state == JK_STATE_WITHDRAWN ||
           chain->state == JK_STATE_DONE || chain->state == JK_STATE_NOT_HELD;
}

/* Which acts take what beside a reason. A recorded STTP is confirmed with the number it has, or
 * another. */
static void tell_asked(struct jk_chain_acts *out)
{
    out->sttp = 1U << JK_ACT_CONFIRM;
    for (int act = 0; act < JK_ACT_END; act++) {
        out->sttp |= (unsigned)notices_act((enum jk_act_kind)act)->wants_sttp << act;
        out->basis |= (unsigned)notices_act((enum jk_act_kind)act)->wants_basis << act;
    }
}

/* Legs that a move of their main left where they were, as long as they may still follow. */
static void tell_behind(const struct jk_app *app, const struct jk_entry *main,
                        struct jk_chain_acts *out)
{
    int64_t by_s;
    size_t legs = jk_app_plain_legs_behind(app, main->uid, NULL, &by_s);

    if (legs == 0 || !notices_may_move(main->chain->state))
        return;
    out->legs_behind = legs;
    out->main_at_s = main->current->notice->instances[0].start_s;
    out->legs_at_s = out->main_at_s - by_s;
}

enum jk_status jk_app_chain_acts(struct jk_app *app, struct jk_arena *arena,
                                 const struct jk_account *actor, const struct jk_chain *chain,
                                 int64_t now_s, struct jk_chain_acts *out)
{
    const struct jk_entry *main = jk_registry_entry(app->registry, chain->id);
    bool own = jk_role_rights(actor->role) & JK_MAY_SUBMIT &&
               jk_region_covers(actor->region, chain->region->code) && main &&
               notices_may_change(app, actor, main) && !is_final(chain);
    struct jk_conflict_views views;

    *out = (struct jk_chain_acts){ .chain = chain->id,
                                   .revision = chain->revision,
                                   .plan = notices_acts_of(app, actor, chain, JK_ON_PLAN, now_s),
                                   .pending = chain->state == JK_STATE_APPROVED && chain->pending,
                                   .may_change = own };
    if (out->pending)
        out->change = notices_acts_of(app, actor, chain, JK_ON_CHANGE, now_s);
    out->may_ask_back = own && chain->state == JK_STATE_APPROVED && !jk_chain_is_leaving(chain) &&
                        !(out->plan >> JK_ACT_WITHDRAW & 1);
    tell_asked(out);
    if (own)
        tell_behind(app, main, out);
    if (conflicts_view_chain(app, arena, chain, &views) != JK_OK)
        return JK_MEMORY;
    out->must_see = views.at;
    while (out->must_see_count < views.count &&
           views.at[out->must_see_count].levels.level >=
               jk_chain_policy(app->registry, chain)->override_from)
        out->must_see_count++;
    return JK_OK;
}
