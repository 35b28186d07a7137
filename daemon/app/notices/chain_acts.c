/* SPEC 4 as a table: from which states an act is allowed, where it leads and what it demands.
 *
 * A pending change is decided as what is not approved yet: by the same rows, from its own state.
 * Some acts do not follow from a state alone. Confirming wants an STTP that was recorded from
 * paper. What says that something happened, or did not, wants it to be over: what is called done
 * stands no more, and nobody would be kept away from it. What was withdrawn comes back only before
 * it would have begun: later nobody was there, whatever is said. */
#include "daemon/app/notices/chain_acts.h"

#define IN(state) (1U << JK_STATE_##state)
#define IN_REVIEW (IN(SUBMITTED) | IN(UNDER_REVIEW) | IN(ON_HOLD))

static const struct chain_act acts[] = {
    [JK_ACT_REVIEW] = { .from = IN(SUBMITTED) | IN(ON_HOLD), .to = JK_STATE_UNDER_REVIEW },
    [JK_ACT_APPROVE] = { .from = IN_REVIEW,
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
    [JK_ACT_DONE] = { .from = IN(APPROVED), .to = JK_STATE_DONE, .when = ACT_WHEN_OVER },
    [JK_ACT_NOT_HELD] = { .from = IN(APPROVED), .to = JK_STATE_NOT_HELD, .when = ACT_WHEN_OVER },
    [JK_ACT_CONFIRM] = { .from = IN(APPROVED), .to = JK_STATE_APPROVED },
    [JK_ACT_UNDO] = { .from = IN(DONE) | IN(NOT_HELD) | IN(WITHDRAWN) | IN(APPROVED),
                      .to = JK_STATE_END,
                      .wants_reason = true },
    [JK_ACT_CORRECT_STTP] = { .from = IN(APPROVED) | IN(DONE) | IN(NOT_HELD),
                              .to = JK_STATE_END,
                              .wants_sttp = true,
                              .wants_reason = true },
    [JK_ACT_RESCIND] = { .from = IN(APPROVED), .to = JK_STATE_UNDER_REVIEW, .wants_reason = true },
    [JK_ACT_SCHEDULE] = { .from = IN_REVIEW, .to = JK_STATE_APPROVED, .adopts = true },
};
_Static_assert(sizeof acts / sizeof *acts == JK_ACT_END, "every act has its row");

const struct chain_act *notices_act(enum jk_act_kind act)
{
    return &acts[act];
}

enum jk_state notices_act_target(const struct jk_chain *chain, enum jk_act_kind act)
{
    if (acts[act].to != JK_STATE_END)
        return acts[act].to;
    if (act != JK_ACT_UNDO)
        return chain->state;
    return chain->state == JK_STATE_WITHDRAWN ? chain->former
                                              : JK_STATE_APPROVED; /* or it was only asked for */
}

static bool is_its_time(const struct jk_chain *chain, enum act_time when, int64_t now_s)
{
    switch (when) {
    case ACT_WHEN_OVER:
        return jk_chain_is_over(chain, now_s);
    case ACT_BEFORE_START:
        return !jk_chain_has_begun(chain, now_s);
    case ACT_AT_ANY_TIME:
        break;
    }
    return true;
}

/* What is an office's own goes from its plan to the ground without the police: nobody issues,
 * refuses or corrects an STTP of it (SPEC 4). */
#define OF_NEUTRAL                                                                               \
    (1U << JK_ACT_SCHEDULE | 1U << JK_ACT_WITHDRAW | 1U << JK_ACT_DONE | 1U << JK_ACT_NOT_HELD | \
     1U << JK_ACT_UNDO)

static unsigned acts_of_kind(const struct jk_chain *chain)
{
    return jk_chain_is_neutral(chain) ? OF_NEUTRAL : ~(1U << JK_ACT_SCHEDULE);
}

/* True when the act is allowed on the chain as it stands. */
static bool is_allowed(const struct jk_chain *chain, enum jk_act_kind act, int64_t now_s)
{
    if (act == JK_ACT_CONFIRM)
        return jk_chain_is_recorded(chain);
    if (!(acts[act].from >> chain->state & 1))
        return false;
    if (act == JK_ACT_UNDO && chain->state == JK_STATE_APPROVED)
        return jk_chain_is_leaving(chain) && is_its_time(chain, ACT_BEFORE_START, now_s);
    if (act == JK_ACT_UNDO && chain->state == JK_STATE_WITHDRAWN)
        return chain->former != JK_STATE_END && is_its_time(chain, ACT_BEFORE_START, now_s);
    return is_its_time(chain, acts[act].when, now_s);
}

unsigned notices_acts_allowed(const struct jk_chain *chain, int64_t now_s)
{
    unsigned allowed = 0;

    for (int act = 0; act < JK_ACT_END; act++) {
        if (is_allowed(chain, (enum jk_act_kind)act, now_s))
            allowed |= 1U << act;
    }
    return allowed & acts_of_kind(chain);
}

unsigned notices_acts_on_change(const struct jk_chain *chain)
{
    unsigned allowed = 0;

    if (chain->state != JK_STATE_APPROVED || !chain->pending)
        return 0;
    for (int act = 0; act < JK_ACT_END; act++)
        allowed |= (acts[act].from >> chain->pending_state & 1) << act;
    return allowed & acts_of_kind(chain);
}

bool notices_may_move(enum jk_state state)
{
    return jk_state_stands(state) && state != JK_STATE_RETURNED;
}

enum jk_fate notices_offer_fate(const struct jk_chain *chain, const struct jk_offer *offer)
{
    if (offer->fate == JK_FATE_OPEN &&
        (offer->chain_revision != chain->revision || !notices_may_move(chain->state)))
        return JK_FATE_VOID;
    return offer->fate;
}
