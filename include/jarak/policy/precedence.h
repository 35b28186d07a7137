/* jarak/policy/precedence.h: of two plans that come too near, who is asked first to move.
 *
 * It decides nothing: both sides are offered clear times alike, and an approved plan stands
 * whatever comes first here. The order is that of the meetings: a rally within a KPU slot of its
 * own paslon, then the time the police received the letter, then the sequence of receipt. Pure.
 * Source: SPEC 5. */
#ifndef JARAK_POLICY_PRECEDENCE_H
#define JARAK_POLICY_PRECEDENCE_H
#include "jarak/policy/pack.h"

/** What a plan's precedence rests on, in the order in which it is asked. A letter whose receipt is
 * not stated comes behind every one whose is. */
struct jk_precedence {
    bool in_kpu_slot;   /**< every instance lies within a slot of its paslon */
    int64_t received_s; /**< when the police received the letter, UTC; JK_NO_TIME: not stated */
    uint32_t receipt;   /**< 1 for the chain that was filed first, and so on */
};

/** Of a chain's main. */
struct jk_precedence jk_precedence_of(const struct jk_pack *pack, const struct jk_notice *main,
                                      uint32_t receipt);
#endif
