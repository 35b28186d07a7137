/* Passwords: what may be one, and that only the right one opens. */
#include <criterion/criterion.h>
#include <string.h>
#include <time.h>
#include "jarak/base/password.h"

#define GOOD "empat kata acak saja"

Test(password, only_the_right_one_opens_and_two_hashes_of_one_differ)
{
    char first[JK_PASSWORD_HASH_MAX], second[JK_PASSWORD_HASH_MAX];

    cr_assert(jk_password_hash(JK_SPAN(GOOD), first) == JK_OK);
    cr_assert(jk_password_hash(JK_SPAN(GOOD), second) == JK_OK);
    cr_assert(strncmp(first, "$y$", 3) == 0 && strcmp(first, second) != 0);
    cr_assert(!strstr(first, "kata"));
    cr_assert(jk_password_check(JK_SPAN(GOOD), first));
    cr_assert(jk_password_check(JK_SPAN(GOOD), second));
    cr_assert(!jk_password_check(JK_SPAN(GOOD "?"), first));
    cr_assert(!jk_password_check(JK_SPAN(""), first));
    cr_assert(!jk_password_check(JK_SPAN(GOOD), ""));
    cr_assert(!jk_password_check(JK_SPAN(GOOD), "$y$bent"));
    cr_assert(!jk_password_check(JK_SPAN(GOOD), "*0"));
}

Test(password, what_is_short_long_or_no_text_may_not_be_one)
{
    char bytes[JK_PASSWORD_MAX + 2], out[JK_PASSWORD_HASH_MAX];

    memset(bytes, 'a', sizeof bytes);
    cr_assert(jk_password_hash((struct jk_span){ bytes, JK_PASSWORD_MIN - 1 }, out) == JK_INVALID);
    cr_assert(jk_password_allowed((struct jk_span){ bytes, JK_PASSWORD_MIN }));
    cr_assert(jk_password_allowed((struct jk_span){ bytes, JK_PASSWORD_MAX }));
    cr_assert(!jk_password_allowed((struct jk_span){ bytes, JK_PASSWORD_MAX + 1 }));
    cr_assert(!jk_password_check((struct jk_span){ bytes, sizeof bytes }, "$y$bent"));
    bytes[3] = '\0';
    cr_assert(!jk_password_allowed((struct jk_span){ bytes, JK_PASSWORD_MIN }));
    bytes[3] = '\xff';
    cr_assert(!jk_password_allowed((struct jk_span){ bytes, JK_PASSWORD_MIN }));
}

static double seconds_of(struct jk_span password, const char *hash)
{
    struct timespec from, to;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &from);
    jk_password_check(password, hash);
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &to);
    return (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
}

Test(password, no_hash_costs_as_much_as_a_wrong_guess)
{
    char hash[JK_PASSWORD_HASH_MAX];
    double wrong = 0, none = 0, unfit = 0;

    cr_assert(jk_password_hash(JK_SPAN(GOOD), hash) == JK_OK);
    for (int i = 0; i < 8; i++) {
        wrong += seconds_of(JK_SPAN("tebakan yang salah"), hash);
        none += seconds_of(JK_SPAN("tebakan yang salah"), "");
        unfit += seconds_of(JK_SPAN("pendek"), hash);
    }
    /* Loose, for the machine is shared: without the dummy it would be a thousandth. */
    cr_assert(none > wrong / 3 && none < wrong * 3, "%g %g", none, wrong);
    cr_assert(unfit > wrong / 3 && unfit < wrong * 3, "%g %g", unfit, wrong);
}
