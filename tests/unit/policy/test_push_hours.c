/* When a message may be pushed: SPEC 7's hours to the second, in three zones. */
#include <criterion/criterion.h>
#include <stdint.h>
#include "jarak/policy/push_hours.h"

#define DAY  (20000LL * 86400) /* some local midnight, as if it were UTC */
#define H    3600
#define WITA (8 * H)
#define FAR  INT64_MAX /* no start is known */

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

            cr_assert(jk_push_from(JK_LEVEL_WASPADA, now_s, now_s, FAR, zone) ==
                          local(cases[i].from_s, zone),
                      "%zu", i);
            cr_assert(jk_push_from(JK_LEVEL_SIAGA, now_s, now_s, FAR, zone) == now_s);
        }
    }
}

Test(throttle, an_info_goes_with_the_digest_after_it_also_when_that_is_past)
{
    int64_t told_s = local(5 * H, WITA), noon_s = local(12 * H, WITA);

    cr_assert(jk_push_from(JK_LEVEL_INFO, told_s, told_s, FAR, WITA) == local(6 * H, WITA));
    cr_assert(jk_push_from(JK_LEVEL_INFO, told_s, noon_s, FAR, WITA) == local(6 * H, WITA),
              "the daemon stood still at six: now");
    cr_assert(jk_push_from(JK_LEVEL_INFO, noon_s, noon_s, FAR, WITA) == local(30 * H, WITA));
    cr_assert(jk_push_from(JK_LEVEL_INFO, local(6 * H, WITA), local(6 * H, WITA), FAR, WITA) ==
                  local(30 * H, WITA),
              "one a day: what is told at six goes with the next");
}

Test(throttle, a_waspada_goes_at_any_hour_within_twelve_of_its_start)
{
    static const struct {
        int64_t now_s, start_s, from_s;
    } cases[] = {
        { 22 * H, 34 * H, 22 * H },         /* to the second twelve hours */
        { 22 * H, 34 * H + 1, 22 * H + 1 }, /* from then on, and not at six */
        { 22 * H, 48 * H, 30 * H },         /* twelve hours before is later than the digest */
        { 22 * H, 23 * H, 22 * H },         { 22 * H, 21 * H, 22 * H }, /* it goes on */
        { 22 * H, -2 * H, 30 * H },                                     /* it was yesterday */
        { 12 * H, 72 * H, 12 * H },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t now_s = local(cases[i].now_s, WITA), start_s = local(cases[i].start_s, WITA);

        cr_expect(jk_push_from(JK_LEVEL_WASPADA, now_s, now_s, start_s, WITA) ==
                      local(cases[i].from_s, WITA),
                  "%zu", i);
        cr_expect(jk_push_from(JK_LEVEL_INFO, now_s, now_s, start_s, WITA) ==
                      jk_push_from(JK_LEVEL_INFO, now_s, now_s, FAR, WITA),
                  "%zu: an info has time", i);
    }
}
