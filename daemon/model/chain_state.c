/* Two tables, a row for each state and each act: what every one must answer is a column, so that it
 * cannot be forgotten. */
#include "jarak/model/chain_state.h"

#include <string.h>

/* SPEC 4. `stands`: conflicts are kept for chains in this state. */
static const struct {
    const char *word;
    bool stands;
} states[] = {
    [JK_STATE_DRAFT] = { "draft", false },
    [JK_STATE_SUBMITTED] = { "submitted", true },
    [JK_STATE_UNDER_REVIEW] = { "under_review", true },
    [JK_STATE_ON_HOLD] = { "on_hold", true },
    [JK_STATE_RETURNED] = { "returned", true },
    [JK_STATE_APPROVED] = { "approved", true },
    [JK_STATE_REFUSED] = { "refused", false },
    [JK_STATE_WITHDRAWN] = { "withdrawn", false },
    [JK_STATE_DONE] = { "done", false },
    [JK_STATE_NOT_HELD] = { "not_held", false },
};
_Static_assert(sizeof states / sizeof *states == JK_STATE_END, "every state has its words");

const char *jk_state_word(enum jk_state state)
{
    return states[state].word;
}

bool jk_state_stands(enum jk_state state)
{
    return states[state].stands;
}

enum jk_state jk_state_of(const char *word)
{
    int state = 0;

    while (state < JK_STATE_END && strcmp(states[state].word, word) != 0)
        state++;
    return (enum jk_state)state;
}

static const char *const act_words[] = {
    [JK_ACT_REVIEW] = "review",
    [JK_ACT_APPROVE] = "approve",
    [JK_ACT_HOLD] = "hold",
    [JK_ACT_RETURN] = "return",
    [JK_ACT_REFUSE] = "refuse",
    [JK_ACT_WITHDRAW] = "withdraw",
    [JK_ACT_DONE] = "done",
    [JK_ACT_NOT_HELD] = "not_held",
    [JK_ACT_CONFIRM] = "confirm",
    [JK_ACT_UNDO] = "undo",
    [JK_ACT_CORRECT_STTP] = "correct_sttp",
    [JK_ACT_RESCIND] = "rescind",
    [JK_ACT_SCHEDULE] = "schedule",
};
_Static_assert(sizeof act_words / sizeof *act_words == JK_ACT_END, "every act has its word");

const char *jk_act_word(enum jk_act_kind act)
{
    return act_words[act];
}

bool jk_act_reason_is_told(const char *word)
{
    return strcmp(word, act_words[JK_ACT_APPROVE]) != 0 &&
           strcmp(word, act_words[JK_ACT_REVIEW]) != 0;
}

enum jk_act_kind jk_act_of(const char *word)
{
    int act = 0;

    while (act < JK_ACT_END && strcmp(act_words[act], word) != 0)
        act++;
    return (enum jk_act_kind)act;
}

static const char *const on_words[] = {
    [JK_ON_UNSAID] = "", [JK_ON_PLAN] = "plan", [JK_ON_CHANGE] = "change"
};
_Static_assert(sizeof on_words / sizeof *on_words == JK_ON_END, "every meaning has its word");

const char *jk_on_word(enum jk_on on)
{
    return on_words[on];
}

enum jk_on jk_on_of(const char *word)
{
    int on = 0;

    while (on < JK_ON_END && strcmp(on_words[on], word) != 0)
        on++;
    return (enum jk_on)on;
}
