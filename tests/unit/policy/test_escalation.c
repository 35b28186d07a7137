/* When nobody has acknowledged in time: SPEC 7 to the second. */
#include <criterion/criterion.h>
#include <stdint.h>
#include "jarak/policy/escalation.h"

#define H 3600

static const struct jk_escalation spec = { 24 * H, 4 * H, H / 2, 24 * H, H, 12 * H };

Test(escalation, the_delays_of_the_rule_to_the_second)
{
    static const int64_t never = INT64_MAX;
    static const struct {
        enum jk_level level;
        enum jk_step step;
        int64_t start_s, due_s; /* since the alert */
    } cases[] = {
        { JK_LEVEL_NONE, JK_STEP_NONE, H, never },
        { JK_LEVEL_INFO, JK_STEP_NONE, H, never },
        { JK_LEVEL_WASPADA, JK_STEP_NONE, 100 * H, 24 * H },
        { JK_LEVEL_WASPADA, JK_STEP_NONE, 36 * H, 24 * H },
        { JK_LEVEL_WASPADA, JK_STEP_NONE, INT64_MAX, 24 * H },
        /* Within twelve hours of the start its step is due after one hour. */
        { JK_LEVEL_WASPADA, JK_STEP_NONE, 12 * H, H },
        { JK_LEVEL_WASPADA, JK_STEP_NONE, H, H },
        { JK_LEVEL_WASPADA, JK_STEP_NONE, -H, H },
        { JK_LEVEL_WASPADA, JK_STEP_NONE, -25 * H, 24 * H },
        { JK_LEVEL_WASPADA, JK_STEP_NONE, 13 * H, H },
        { JK_LEVEL_WASPADA, JK_STEP_NONE, 13 * H + 1, H + 1 },
        { JK_LEVEL_WASPADA, JK_STEP_NONE, 30 * H, 18 * H },
        { JK_LEVEL_WASPADA, JK_STEP_KABUPATEN, H, never },
        { JK_LEVEL_SIAGA, JK_STEP_NONE, 100 * H, 4 * H },
        { JK_LEVEL_SIAGA, JK_STEP_NONE, INT64_MAX, 4 * H },
        { JK_LEVEL_SIAGA, JK_STEP_KABUPATEN, 100 * H, 4 * H },
        { JK_LEVEL_SIAGA, JK_STEP_PROVINCE, H, never },
        /* The start is near already. */
        { JK_LEVEL_SIAGA, JK_STEP_NONE, 24 * H, H / 2 },
        { JK_LEVEL_SIAGA, JK_STEP_NONE, 3 * H, H / 2 },
        { JK_LEVEL_SIAGA, JK_STEP_NONE, -3 * H, H / 2 },
        { JK_LEVEL_SIAGA, JK_STEP_KABUPATEN, 3 * H, H / 2 },
        /* It comes near while nobody answers: then, or after the half hour, or after the four. */
        { JK_LEVEL_SIAGA, JK_STEP_NONE, 24 * H + 600, H / 2 },
        { JK_LEVEL_SIAGA, JK_STEP_NONE, 26 * H, 2 * H },
        { JK_LEVEL_SIAGA, JK_STEP_NONE, 28 * H - 1, 4 * H - 1 },
        { JK_LEVEL_SIAGA, JK_STEP_NONE, 28 * H + 1, 4 * H },
    };
    const int64_t since_s = 1732000000;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t start_s = cases[i].start_s == never ? never : since_s + cases[i].start_s;
        int64_t due_s = cases[i].due_s == never ? never : since_s + cases[i].due_s;

        cr_assert(jk_escalation_due(&spec, cases[i].level, cases[i].step, since_s, start_s) ==
                      due_s,
                  "case %zu", i);
    }
}
