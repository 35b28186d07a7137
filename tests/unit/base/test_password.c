/* Passwords: what may be one, and that only the right one opens. */
#include <criterion/criterion.h>
#include <crypt.h>
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include "jarak/base/password.h"

#define GOOD     "empat kata acak saja"
#define COST_LEN 7 /* "$y$j9T$": the method and what it costs */

static int hashed;
static char cost[COST_LEN + 1];

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

/* Stands in front of the library's: notes the setting, which says method and cost, and asks it. */
char *crypt_rn(const char *phrase, const char *setting, void *data, int size)
{
    typedef char *run(const char *, const char *, void *, int);
    run *const real = (run *)dlsym(RTLD_NEXT, "crypt_rn");

    hashed++;
    snprintf(cost, sizeof cost, "%.*s", COST_LEN, setting);
    return real(phrase, setting, data, size);
}

/* Asserts that a guess is hashed once, and no cheaper than the passwords that are kept. */
static void costs_the_same(struct jk_span password, const char *hash, const char *kept)
{
    hashed = 0;
    cr_assert(!jk_password_check(password, hash));
    cr_assert(hashed == 1, "hashed %d times", hashed);
    cr_assert(strncmp(cost, kept, COST_LEN) == 0, "%s is not the cost of %s", cost, kept);
}

Test(password, no_hash_costs_as_much_as_a_wrong_guess)
{
    char hash[JK_PASSWORD_HASH_MAX];

    cr_assert(jk_password_hash(JK_SPAN(GOOD), hash) == JK_OK);
    costs_the_same(JK_SPAN("tebakan yang salah"), hash, hash);
    costs_the_same(JK_SPAN("tebakan yang salah"), "", hash);
    costs_the_same(JK_SPAN("pendek"), hash, hash);
}
