/* daemon/app/notices/chain_acts.h: which acts a chain allows as it stands (SPEC 4). */
#ifndef DAEMON_APP_NOTICES_CHAIN_ACTS_H
#define DAEMON_APP_NOTICES_CHAIN_ACTS_H
#include "jarak/app/registry/registry.h"

/* When an act is the truth. */
enum act_time {
    ACT_AT_ANY_TIME,
    ACT_WHEN_OVER,   /* nothing of it is on the ground any more (jk_chain_is_over()) */
    ACT_BEFORE_START /* nothing of it has begun (jk_chain_has_begun()) */
};

/* The demands and effects of an act. */
struct chain_act {
    unsigned from;    /* states it is allowed in, bits by enum jk_state */
    enum jk_state to; /* the state it leads to; JK_STATE_END: notices_act_target() */
    bool wants_sttp, wants_reason, wants_basis;
    bool adopts; /* judged again; what is newest comes into force */
    enum act_time when;
};

/* The row of an act. Static. */
const struct chain_act *notices_act(enum jk_act_kind act);
/* The state an act leads this chain to; it is allowed. */
enum jk_state notices_act_target(const struct jk_chain *chain, enum jk_act_kind act);
/* All that are, at this second, bits by enum jk_act_kind: on the chain as it stands ... */
unsigned notices_acts_allowed(const struct jk_chain *chain, int64_t now_s);
/* ... and on its pending change; 0 where there is none. */
unsigned notices_acts_on_change(const struct jk_chain *chain);
/* True when the times of a chain in this state may be moved. */
bool notices_may_move(enum jk_state state);
/* The fate of a proposal of other times: void where its chain's revision is no longer the one
 * it was for. */
enum jk_fate notices_offer_fate(const struct jk_chain *chain, const struct jk_offer *offer);
#endif
