/* Thirty checks of a team within any hour, each account for itself. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include "daemon/http/login/check_quota.h"
#include "daemon/http/login/login.h"
#include "tests/unit/http/surface.h"

static void check(struct surface *s, struct jk_http_call *call)
{
    if (login_allow_check(s->api, call))
        jk_http_reply(call, &(struct jk_http_reply){ .code = 204 });
}

static int ask(struct surface *s, enum jk_role role)
{
    return surface_probe(s, role, "GET /probe/x", NULL);
}

Test(check_quota, thirty_of_an_hour_and_the_next_when_the_oldest_is_an_hour_back)
{
    struct surface s;
    int64_t began;

    surface_open(&s);
    s.probe = check;
    began = s.now_s;
    for (int i = 0; i < CHECK_QUOTA_MOST; i++) {
        s.now_s = began + 60 * i; /* one a minute */
        cr_assert(eq(int, ask(&s, JK_ROLE_TIM), 204), "%d", i);
    }
    cr_assert(eq(int, ask(&s, JK_ROLE_TIM), 429));
    cr_assert(eq(int, atoi(surface_field(&s, "Retry-After")), (int)(began + 3600 - s.now_s)));
    cr_assert(eq(int, ask(&s, JK_ROLE_KPU), 204), "another account has its own");
    s.now_s = began + 3599;
    cr_assert(eq(int, ask(&s, JK_ROLE_TIM), 429));
    cr_assert(eq(int, atoi(surface_field(&s, "Retry-After")), 1));
    s.now_s = began + 3600;
    cr_assert(eq(int, ask(&s, JK_ROLE_TIM), 204), "what was refused was not counted");
    cr_assert(eq(int, ask(&s, JK_ROLE_TIM), 429), "no more than one is free");
    s.now_s = began + 3660;
    cr_assert(eq(int, ask(&s, JK_ROLE_TIM), 204));
    surface_close(&s);
}

Test(check_quota, a_clock_that_was_set_back_keeps_nobody_out_for_longer_than_an_hour)
{
    struct surface s;

    surface_open(&s);
    s.probe = check;
    for (int i = 0; i < CHECK_QUOTA_MOST; i++)
        cr_assert(eq(int, ask(&s, JK_ROLE_TIM), 204));
    s.now_s -= 86400;
    cr_assert(eq(int, ask(&s, JK_ROLE_TIM), 429));
    cr_assert(le(int, atoi(surface_field(&s, "Retry-After")), 3600));
    surface_close(&s);
}
