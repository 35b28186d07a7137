/* Roles: the words, the rights, and which findings each is shown, as one table. */
#include "jarak/app/accounts/account.h"
#include "jarak/policy/rules.h"

#include <string.h>

#define READS   (JK_MAY_ENTER | JK_MAY_READ | JK_MAY_LOOK | JK_MAY_FOLLOW)
#define OFFICER (READS | JK_MAY_SEE | JK_MAY_OVERSEE)
#define GRANTED (JK_MAY_OVERSEE | JK_MAY_FOLLOW) /* with the supervisory scope */
#define MEETS   (JK_MAY_SUBMIT | JK_MAY_FILE)
#define FILES   (MEETS | JK_MAY_CAMPAIGN)

/* docs/rights.md is the reader's version of this table. */
static const struct {
    const char *word;
    unsigned rights;
    unsigned sees;   /* enum jk_audience bits of the findings it is shown */
    bool forkopimda; /* sits in the leaders' forum or keeps its desk: told of every escalation */
} roles[] = {
    [JK_ROLE_BAWASLU] = { "bawaslu", OFFICER | FILES | JK_MAY_ACCEPT | JK_MAY_REPORT,
                          JK_SEE_BAWASLU, false },
    [JK_ROLE_KPU] = { "kpu", OFFICER | FILES | JK_MAY_REPORT, JK_SEE_KPU, false },
    [JK_ROLE_POLRES] = { "polres", OFFICER | FILES | JK_MAY_DECIDE | JK_MAY_REPORT | JK_MAY_AUDIT,
                         JK_SEE_POLRES, true },
    [JK_ROLE_KESBANGPOL] = { "kesbangpol", OFFICER | MEETS | JK_MAY_REPORT, JK_SEE_KESBANGPOL,
                             true },
    [JK_ROLE_TIM] = { "tim", READS | JK_MAY_FILE | JK_MAY_CAMPAIGN, JK_SEE_TIM, false },
    [JK_ROLE_PEMBACA] = { "pembaca", JK_MAY_ENTER | JK_MAY_LOOK, JK_SEE_PUBLIC, false },
    [JK_ROLE_ADMIN] = { "admin", JK_MAY_ENTER | JK_MAY_ADMIN | JK_MAY_AUDIT, 0, false },
};
_Static_assert(sizeof roles / sizeof *roles == JK_ROLE_END, "every role has its rights");

const char *jk_role_word(enum jk_role role)
{
    return roles[role].word;
}

enum jk_role jk_role_of(const char *word)
{
    int role = 0;

    while (role < JK_ROLE_END && strcmp(roles[role].word, word) != 0)
        role++;
    return (enum jk_role)role;
}

const char *jk_right_word(unsigned bit)
{
    static const char *const words[] = { "submit", "decide",   "see",     "administer", "enter",
                                         "accept", "report",   "file",    "read",       "look",
                                         "audit",  "campaign", "oversee", "follow" };

    return bit < sizeof words / sizeof *words ? words[bit] : NULL;
}

unsigned jk_role_rights(enum jk_role role)
{
    return roles[role].rights;
}

bool jk_supervises(const struct jk_account *account)
{
    return account->role == JK_ROLE_PEMBACA && account->supervisory;
}

unsigned jk_account_rights(const struct jk_account *account)
{
    return jk_role_rights(account->role) | (jk_supervises(account) ? GRANTED : 0);
}

bool jk_role_is_forkopimda(enum jk_role role)
{
    return roles[role].forkopimda;
}

unsigned jk_role_sees(enum jk_role role)
{
    return roles[role].sees;
}

bool jk_is_team(const struct jk_account *account)
{
    return account->role == JK_ROLE_TIM;
}
