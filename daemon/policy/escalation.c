/* When silence about a conflict moves it one rung up (SPEC 7).
 *
 * info never rises, waspada ends at the regency, siaga at the province. Each level has two
 * delays: the long one from its opening, and a short one once its start is near. By the short one
 * it is due when that has passed since the opening and the start is near, so that a conflict opened
 * weeks ahead is not overdue before; the earlier of the two is due. */
#include "jarak/policy/escalation.h"

#include "jarak/base/civil.h"
#include "jarak/base/defend.h"

static const char *const step_words[] = { "none", "kabupaten", "provinsi" };
_Static_assert(sizeof step_words / sizeof *step_words == JK_STEP_END, "every step has a word");

/* The last step of a level; nobody beyond it is told. */
static enum jk_step last_step(enum jk_level level)
{
    return level == JK_LEVEL_SIAGA     ? JK_STEP_PROVINCE
           : level == JK_LEVEL_WASPADA ? JK_STEP_KABUPATEN
                                       : JK_STEP_NONE;
}

int64_t jk_escalation_due(const struct jk_escalation *delays, enum jk_level level,
                          enum jk_step step, int64_t since_s, int64_t start_s)
{
    JK_ASSERT((unsigned)level < JK_LEVEL_END && (unsigned)step < JK_STEP_END);

    bool siaga = level == JK_LEVEL_SIAGA;
    int64_t due = since_s + (siaga ? delays->siaga_s : delays->waspada_s);
    int64_t near_s = start_s - (siaga ? delays->soon_within_s : delays->waspada_within_s);
    int64_t soon;

    if (step >= last_step(level))
        return INT64_MAX;
    if (start_s == INT64_MAX || (!siaga && start_s < since_s - JK_DAY_S))
        return due; /* of a day that is past nobody is asked in haste */
    soon = since_s + (siaga ? delays->siaga_soon_s : delays->waspada_soon_s);
    if (near_s > soon)
        soon = near_s;
    return soon < due ? soon : due;
}

const char *jk_step_word(enum jk_step step)
{
    JK_ASSERT((unsigned)step < JK_STEP_END);
    return step_words[step];
}
