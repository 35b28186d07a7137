/* Who may do what (docs/rights.md), written out by hand: a right too many is a leak. */
#include <criterion/criterion.h>
#include <string.h>
#include "jarak/app/accounts/account.h"
#include "jarak/policy/rules.h"

Test(roles, rights_are_those_of_the_reader_s_table)
{
    static const struct {
        enum jk_role role;
        const char *word, *rights;
        unsigned sees;
        bool forkopimda;
    } rows[] = {
        { JK_ROLE_BAWASLU, "bawaslu",
          "submit see enter accept report file read look campaign oversee follow", JK_SEE_BAWASLU,
          false },
        { JK_ROLE_KPU, "kpu", "submit see enter report file read look campaign oversee follow",
          JK_SEE_KPU, false },
        { JK_ROLE_POLRES, "polres",
          "submit decide see enter report file read look audit campaign oversee follow",
          JK_SEE_POLRES, true },
        { JK_ROLE_KESBANGPOL, "kesbangpol", "submit see enter report file read look oversee follow",
          JK_SEE_KESBANGPOL, true },
        { JK_ROLE_TIM, "tim", "enter file read look campaign follow", JK_SEE_TIM, false },
        { JK_ROLE_PEMBACA, "pembaca", "enter look", JK_SEE_PUBLIC, false },
        { JK_ROLE_ADMIN, "admin", "administer enter audit", 0, false },
    };

    cr_assert(sizeof rows / sizeof *rows == JK_ROLE_END);
    for (size_t i = 0; i < JK_ROLE_END; i++) {
        unsigned rights = jk_role_rights(rows[i].role), told = 0;
        const char *word;

        cr_assert_str_eq(jk_role_word(rows[i].role), rows[i].word);
        cr_assert(jk_role_of(rows[i].word) == rows[i].role);
        cr_assert(jk_role_sees(rows[i].role) == rows[i].sees, "%s", rows[i].word);
        cr_assert(jk_role_is_forkopimda(rows[i].role) == rows[i].forkopimda, "%s", rows[i].word);
        for (unsigned bit = 0; (word = jk_right_word(bit)); bit++) {
            const char *at = strstr(rows[i].rights, word);
            size_t len = strlen(word);
            bool has = at && (at == rows[i].rights || at[-1] == ' ') &&
                       (at[len] == ' ' || at[len] == '\0');

            cr_assert(!!(rights >> bit & 1) == has, "%s: %s", rows[i].word, word);
            told |= 1U << bit;
        }
        cr_assert((rights & ~told) == 0, "%s has a right without a word", rows[i].word);
    }
}

Test(roles, words_that_are_no_role_have_none)
{
    static const char *const none[] = { "", "Polres", "polres ", "root", "polre", "super" };

    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        cr_assert(jk_role_of(none[i]) == JK_ROLE_END, "%s", none[i]);
}

/* Deciding is the police's alone, administering the admin's, who sees no notice at all. */
Test(roles, powers_that_must_not_meet_in_one_role_do_not)
{
    for (int role = 0; role < JK_ROLE_END; role++) {
        unsigned rights = jk_role_rights((enum jk_role)role);

        cr_assert(!!(rights & JK_MAY_DECIDE) == (role == JK_ROLE_POLRES));
        cr_assert(!!(rights & JK_MAY_ADMIN) == (role == JK_ROLE_ADMIN));
        cr_assert(!(rights & JK_MAY_ADMIN) || !(rights & (JK_MAY_SEE | JK_MAY_READ)));
    }
}

/* Nothing but the grant lets a reader see more, and it gives nobody else anything. */
Test(roles, a_granted_scope_adds_two_rights_to_a_reader_and_none_to_another)
{
    for (int role = 0; role < JK_ROLE_END; role++) {
        const struct jk_account plain = { .role = (enum jk_role)role },
                                granted = { .role = (enum jk_role)role, .supervisory = true };
        const unsigned more = jk_account_rights(&granted) & ~jk_account_rights(&plain);

        cr_assert(jk_account_rights(&plain) == jk_role_rights(plain.role));
        cr_assert(jk_supervises(&granted) == (role == JK_ROLE_PEMBACA));
        cr_assert(more == (role == JK_ROLE_PEMBACA ? JK_MAY_OVERSEE | JK_MAY_FOLLOW : 0u), "%s",
                  jk_role_word((enum jk_role)role));
    }
}
