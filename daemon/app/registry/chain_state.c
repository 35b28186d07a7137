#include "jarak/app/registry/registry.h"

#include <string.h>

/* SPEC 4. `stands`: conflicts are kept for chains in this state. */
static const struct {
    const char *word, *name[JK_LANG_END];
    bool stands;
} states[] = {
    [JK_STATE_DRAFT] = { "draft", { "draf", "draft" }, false },
    [JK_STATE_SUBMITTED] = { "submitted", { "diajukan", "submitted" }, true },
    [JK_STATE_UNDER_REVIEW] = { "under_review", { "diperiksa", "under review" }, true },
    [JK_STATE_ON_HOLD] = { "on_hold", { "ditahan", "on hold" }, true },
    [JK_STATE_RETURNED] = { "returned", { "dikembalikan", "returned" }, true },
    [JK_STATE_APPROVED] = { "approved", { "STTP terbit", "STTP issued" }, true },
    [JK_STATE_REFUSED] = { "refused", { "ditolak", "refused" }, false },
    [JK_STATE_WITHDRAWN] = { "withdrawn", { "dibatalkan", "withdrawn" }, false },
    [JK_STATE_DONE] = { "done", { "terlaksana", "held" }, false },
    [JK_STATE_NOT_HELD] = { "not_held", { "tidak terlaksana", "not held" }, false },
};
_Static_assert(sizeof states / sizeof *states == JK_STATE_END, "every state has its words");

const char *jk_state_word(enum jk_state state)
{
    return states[state].word;
}

const char *jk_state_name(enum jk_state state, enum jk_lang lang)
{
    return states[state].name[lang];
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
