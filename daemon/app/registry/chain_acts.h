/* daemon/app/registry/chain_acts.h: which acts a chain allows as it stands (SPEC 4). */
#ifndef DAEMON_APP_REGISTRY_CHAIN_ACTS_H
#define DAEMON_APP_REGISTRY_CHAIN_ACTS_H
#include "jarak/app/registry/registry.h"

/* The demands and effects of an act. */
struct chain_act {
    unsigned from;    /* states it is allowed in, bits by enum jk_state */
    enum jk_state to; /* the state it leads to */
    bool wants_sttp, wants_reason, wants_basis;
    bool adopts; /* judged again; what is newest comes into force */
};

/* The row of an act. Static. */
const struct chain_act *registry_act(enum jk_act_kind act);
/* All that are, bits by enum jk_act_kind. */
unsigned registry_acts_allowed(const struct jk_chain *chain);
/* True when the times of a chain in this state may be moved. */
bool registry_may_move(enum jk_state state);
/* The fate of a proposal of other times: void where its chain's revision is no longer the one
 * it was for. */
enum jk_fate registry_offer_fate(const struct jk_chain *chain, const struct jk_offer *offer);
#endif
