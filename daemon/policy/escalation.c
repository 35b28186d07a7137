/* When silence about a conflict moves it one rung up (SPEC 7).
 *
 * info never rises, waspada ends at the regency, siaga at the province. A siaga has two delays: the
 * long one from its opening, and the short one once its start is near. The short one counts from
 * the later of the opening and the instant at which the start comes within soon_within_s, so that a
 * conflict opened weeks ahead is not overdue the moment it becomes near; the earlier of the two is
 * due. */
#include "jarak/policy/escalation.h"

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

    int64_t due = since_s + delays->siaga_s, soon = since_s + delays->siaga_soon_s;

    if (step >= last_step(level))
        return INT64_MAX;
    /* A waspada has one delay, however near its start is. */
    if (level == JK_LEVEL_WASPADA)
        return since_s + delays->waspada_s;
    /* The short delay counts from the instant on at which the start is near. */
    if (start_s != INT64_MAX && start_s - delays->soon_within_s > soon)
        soon = start_s - delays->soon_within_s;
    return start_s != INT64_MAX && soon < due ? soon : due;
}

const char *jk_step_word(enum jk_step step)
{
    JK_ASSERT((unsigned)step < JK_STEP_END);
    return step_words[step];
}
