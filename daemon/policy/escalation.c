#include "jarak/policy/escalation.h"

static const char *const step_words[] = { "none", "kabupaten", "provinsi" };
_Static_assert(sizeof step_words / sizeof *step_words == JK_STEP_END, "every step has a word");

/* Where a level ends: beyond it no one is told more. */
static enum jk_step last_step(enum jk_level level)
{
    return level == JK_LEVEL_SIAGA     ? JK_STEP_PROVINCE
           : level == JK_LEVEL_WASPADA ? JK_STEP_KABUPATEN
                                       : JK_STEP_NONE;
}

int64_t jk_escalation_due(const struct jk_escalation *delays, enum jk_level level,
                          enum jk_step step, int64_t since_s, int64_t start_s)
{
    int64_t due = since_s + delays->siaga_s, soon = since_s + delays->siaga_soon_s;

    if (step >= last_step(level))
        return INT64_MAX;
    if (level == JK_LEVEL_WASPADA)
        return since_s + delays->waspada_s;
    /* The short delay counts from the instant on at which the start is near. */
    if (start_s != INT64_MAX && start_s - delays->soon_within_s > soon)
        soon = start_s - delays->soon_within_s;
    return start_s != INT64_MAX && soon < due ? soon : due;
}

const char *jk_step_word(enum jk_step step)
{
    return step_words[step];
}
