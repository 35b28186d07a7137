/* jarak/model/chain_state.h: the states of a chain and the acts of officials on it, with their
 * words.
 *
 * Inside, both are enums; the words below stand on the wire (WIRE 1) and in the store. Pure.
 * Source: SPEC 4, docs/lifecycle.md. */
#ifndef JARAK_MODEL_CHAIN_STATE_H
#define JARAK_MODEL_CHAIN_STATE_H
#include <stdbool.h>
#include "jarak/base/text.h"

/** States of a chain (SPEC 4). */
enum jk_state {
    JK_STATE_DRAFT,
    JK_STATE_SUBMITTED,
    JK_STATE_UNDER_REVIEW,
    JK_STATE_ON_HOLD,
    JK_STATE_RETURNED,
    JK_STATE_APPROVED,
    JK_STATE_REFUSED,
    JK_STATE_WITHDRAWN,
    JK_STATE_DONE,
    JK_STATE_NOT_HELD,
    JK_STATE_END
};

/** The word of a state: "submitted", "under_review" ... Static. */
const char *jk_state_word(enum jk_state state);
/** The state of a word, JK_STATE_END when there is none. */
enum jk_state jk_state_of(const char *word);
/** True while conflicts are kept for chains in this state. */
bool jk_state_stands(enum jk_state state);

/** Acts of officials on a chain (SPEC 4). */
enum jk_act_kind {
    JK_ACT_REVIEW,
    JK_ACT_APPROVE,
    JK_ACT_HOLD,
    JK_ACT_RETURN,
    JK_ACT_REFUSE,
    JK_ACT_WITHDRAW,
    JK_ACT_DONE,
    JK_ACT_NOT_HELD,
    JK_ACT_CONFIRM, /**< polres: a recorded STTP is what it says */
    JK_ACT_UNDO,    /**< what was done, not held or withdrawn by mistake is as it was before */
    JK_ACT_CORRECT_STTP,
    JK_ACT_RESCIND,  /**< polres: the STTP was issued by mistake; it is a request again */
    JK_ACT_SCHEDULE, /**< its own agency: what is nobody's campaign takes place (*terjadwal*) */
    JK_ACT_END
};

/** What an act of an approved chain is on (SPEC 4). */
enum jk_on {
    JK_ON_UNSAID, /**< the chain, where no change of it is pending; else it must be said */
    JK_ON_PLAN,   /**< the chain as it is in force */
    JK_ON_CHANGE, /**< the pending change alone; the plan stays */
    JK_ON_END
};

/** "plan", "change"; "" unsaid. Static. */
const char *jk_on_word(enum jk_on on);
/** The meaning of a word, JK_ON_END when there is none. */
enum jk_on jk_on_of(const char *word);

/** An act on a change as the journal calls it: "change:hold". */
#define JK_ACT_ON_CHANGE "change:"

/** The word of an act: "review", "approve" ... Static. */
const char *jk_act_word(enum jk_act_kind act);
/** Is a team told the reason of the act of this word? Not of an approval or a review: it may speak
 * of the other side (SPEC 9). */
bool jk_act_reason_is_told(const char *word);
/** The act of a word, JK_ACT_END when there is none. */
enum jk_act_kind jk_act_of(const char *word);
#endif
