/* SPEC 4 as a table: from which states an act is allowed, where it leads and what it demands.
 *
 * Two acts do not follow from the state alone. Approving an approved chain means approving its
 * pending change, so it wants one; confirming wants an STTP that was recorded from paper. */
#include "daemon/app/registry/chain_acts.h"

#define IN(state) (1U << JK_STATE_##state)
#define IN_REVIEW (IN(SUBMITTED) | IN(UNDER_REVIEW) | IN(ON_HOLD))

static const struct chain_act acts[] = {
    [JK_ACT_REVIEW] = { .from = IN(SUBMITTED) | IN(ON_HOLD), .to = JK_STATE_UNDER_REVIEW },
    [JK_ACT_APPROVE] = { .from = IN_REVIEW | IN(APPROVED),
                         .to = JK_STATE_APPROVED,
                         .wants_sttp = true,
                         .adopts = true },
    [JK_ACT_HOLD] = { .from = IN(SUBMITTED) | IN(UNDER_REVIEW),
                      .to = JK_STATE_ON_HOLD,
                      .wants_reason = true },
    [JK_ACT_RETURN] = { .from = IN_REVIEW, .to = JK_STATE_RETURNED, .wants_reason = true },
    [JK_ACT_REFUSE] = { .from = IN_REVIEW, .to = JK_STATE_REFUSED, .wants_basis = true },
    [JK_ACT_WITHDRAW] = { .from = IN(DRAFT) | IN_REVIEW | IN(RETURNED) | IN(APPROVED),
                          .to = JK_STATE_WITHDRAWN,
                          .wants_reason = true },
    [JK_ACT_DONE] = { .from = IN(APPROVED), .to = JK_STATE_DONE },
    [JK_ACT_NOT_HELD] = { .from = IN(APPROVED), .to = JK_STATE_NOT_HELD },
    [JK_ACT_CONFIRM] = { .from = IN(APPROVED), .to = JK_STATE_APPROVED },
};
_Static_assert(sizeof acts / sizeof *acts == JK_ACT_END, "every act has its row");

const struct chain_act *registry_act(enum jk_act_kind act)
{
    return &acts[act];
}

/* True when the act is allowed on the chain as it stands. */
static bool is_allowed(const struct jk_chain *chain, enum jk_act_kind act)
{
    if (act == JK_ACT_CONFIRM)
        return jk_chain_is_recorded(chain);
    if (act == JK_ACT_APPROVE && chain->state == JK_STATE_APPROVED)
        return chain->pending;
    return acts[act].from >> chain->state & 1;
}

unsigned registry_acts_allowed(const struct jk_chain *chain)
{
    unsigned allowed = 0;

    for (int act = 0; act < JK_ACT_END; act++) {
        if (is_allowed(chain, (enum jk_act_kind)act))
            allowed |= 1U << act;
    }
    return allowed;
}

bool registry_may_move(enum jk_state state)
{
    return jk_state_stands(state) && state != JK_STATE_RETURNED;
}

enum jk_fate registry_offer_fate(const struct jk_chain *chain, const struct jk_offer *offer)
{
    if (offer->fate == JK_FATE_OPEN &&
        (offer->chain_revision != chain->revision || !registry_may_move(chain->state)))
        return JK_FATE_VOID;
    return offer->fate;
}
