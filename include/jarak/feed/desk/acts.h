/* jarak/feed/desk/acts.h: what an account may do on a chain, and what it typed to do so.
 *
 * A snapshot the application fills (jarak/app/desk/desk.h). Everything is borrowed for the call.
 * Source: SPEC 4. */
#ifndef JARAK_FEED_DESK_ACTS_H
#define JARAK_FEED_DESK_ACTS_H
#include "jarak/feed/json/verdict.h"
#include "jarak/model/chain_state.h"

/** What may be done on one chain now. */
struct jk_chain_acts {
    const char *chain;    /**< its id; null: there is no such chain */
    uint32_t revision;    /**< what an act has to name */
    unsigned plan;        /**< acts on what is in force or asked for, bits by enum jk_act_kind */
    unsigned change;      /**< acts on the change that is pending beside it */
    unsigned sttp, basis; /**< of all acts, those that take a number of the STTP, or a basis */
    bool pending;         /**< so that an act has to say what it is on */
    bool may_change;      /**< the form may be opened on it */
    bool may_ask_back;    /**< it is approved, and its filer may ask to take it back */
    size_t legs_behind;   /**< parts that stayed when their main was moved, and may follow */
    int64_t legs_at_s, main_at_s; /**< the start they still belong to, and the main's own */
    const struct jk_conflict_view *must_see; /**< what an approval has to name, worst first */
    size_t must_see_count;
};

/** What an official typed, and what became of it. All texts "" where nothing was typed. */
struct jk_act_form {
    const char *fault; /**< why it could not be done; null: nothing was tried */
    const char *done;  /**< what was done just now; null */
    const char *note;  /**< of an opinion */
    const char *chain; /**< which form was sent */
    enum jk_on on;
    enum jk_act_kind act; /**< JK_ACT_END: none was chosen */
    const char *sttp, *reason, *basis;
    unsigned missing; /**< bits of jk_missing_word() */
};
#endif
