/* When a message may be pushed: SPEC 7's hours to the second, in three zones. */
#include <criterion/criterion.h>
#include "jarak/policy/push_hours.h"

#define DAY  (20000LL * 86400) /* some local midnight, as if it were UTC */
#define H    3600
#define WITA (8 * H)

/* Local seconds of that day as UTC. */
static int64_t local(int64_t s, int32_t offset_s)
{
    return DAY + s - offset_s;
}

Test(throttle, a_waspada_goes_by_day_and_a_siaga_at_any_hour)
{
    static const struct {
        int64_t now_s, from_s;
    } cases[] = {
        { 0, 6 * H },           { 6 * H - 1, 6 * H },       { 6 * H, 6 * H },
        { 12 * H, 12 * H },     { 21 * H - 1, 21 * H - 1 }, { 21 * H, 30 * H },
        { 24 * H - 1, 30 * H },
    };

    for (int32_t zone = 7 * H; zone <= 9 * H; zone += H) {
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
            int64_t now_s = local(cases[i].now_s, zone);

            cr_assert(jk_push_from(JK_LEVEL_WASPADA, now_s, now_s, zone) ==
                          local(cases[i].from_s, zone),
                      "%zu", i);
            cr_assert(jk_push_from(JK_LEVEL_SIAGA, now_s, now_s, zone) == now_s);
        }
    }
}

Test(throttle, an_info_goes_with_the_digest_after_it_also_when_that_is_past)
{
    int64_t told_s = local(5 * H, WITA), noon_s = local(12 * H, WITA);

    cr_assert(jk_push_from(JK_LEVEL_INFO, told_s, told_s, WITA) == local(6 * H, WITA));
    cr_assert(jk_push_from(JK_LEVEL_INFO, told_s, noon_s, WITA) == local(6 * H, WITA),
              "the daemon stood still at six: now");
    cr_assert(jk_push_from(JK_LEVEL_INFO, noon_s, noon_s, WITA) == local(30 * H, WITA));
    cr_assert(jk_next_digest(local(6 * H, WITA), WITA) == local(30 * H, WITA),
              "one a day: what is told at six goes with the next");
}
