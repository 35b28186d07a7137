/* A verdict lists only what its reader may do: an act that is shown and then refused teaches people
 * to disregard the list. The same function admits the act. */
#include "daemon/app/notices/allowed.h"

#include "daemon/app/handle/handle.h"
#include "daemon/app/notices/ownership.h"
#include "daemon/app/notices/chain_acts.h"
#include "jarak/app/contests/struck.h"
#include "jarak/app/notices/verdict.h"

#define BIT(act) (1U << JK_ACT_##act)

/* What who filed may do without the police: nothing that binds, or frees, anybody else. */
static unsigned acts_of_filer(const struct jk_chain *chain, enum jk_on on)
{
    if (on == JK_ON_CHANGE)
        return BIT(WITHDRAW);
    if (chain->state == JK_STATE_APPROVED)
        return BIT(UNDO); /* of what it asked for */
    if (chain->state == JK_STATE_WITHDRAWN)
        return chain->former == JK_STATE_APPROVED ? 0 : BIT(UNDO);
    return chain->state == JK_STATE_DONE || chain->state == JK_STATE_NOT_HELD ? 0 : BIT(WITHDRAW);
}

static bool is_struck(const struct jk_app *app, const struct jk_chain *chain)
{
    const struct jk_entry *face = jk_chain_face(chain);

    return face && jk_app_party_is_struck(app, &face->current->notice->facts.party);
}

unsigned notices_acts_of(const struct jk_app *app, const struct jk_account *actor,
                         const struct jk_chain *chain, enum jk_on on, int64_t now_s)
{
    unsigned rights = jk_role_rights(actor->role);
    unsigned all =
        on == JK_ON_CHANGE ? notices_acts_on_change(chain) : notices_acts_allowed(chain, now_s);
    const struct jk_entry *main = jk_registry_entry(app->registry, chain->id);

    if (!jk_region_covers(actor->region, chain->region->code))
        return 0;
    if (is_struck(app, chain)) /* nothing of it comes back, or takes place from now on */
        all &= BIT(DONE) | BIT(NOT_HELD) | BIT(WITHDRAW) | BIT(CORRECT_STTP);
    if (jk_chain_is_neutral(
            chain)) /* its own agency's, the police's own included, and nobody else's */
        return rights & JK_MAY_SUBMIT && main && notices_may_change(app, actor, main) ? all : 0;
    if (rights & JK_MAY_DECIDE)
        return all;
    return rights & JK_MAY_SUBMIT && main && notices_may_change(app, actor, main)
               ? all & acts_of_filer(chain, on)
               : 0;
}

unsigned jk_app_allowed(const struct jk_app *app, const struct jk_account *actor, const char *chain,
                        int64_t now_s)
{
    const struct jk_chain *known = jk_registry_chain(app->registry, chain);

    return known ? notices_acts_of(app, actor, known, JK_ON_PLAN, now_s) |
                       notices_acts_of(app, actor, known, JK_ON_CHANGE, now_s)
                 : 0;
}
