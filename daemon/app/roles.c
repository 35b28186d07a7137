#include "jarak/app/app.h"

#include <string.h>

/* docs/rights.md is the reader's version of this table. */
static const struct {
    const char *word;
    unsigned rights;
} roles[] = {
    [JK_ROLE_BAWASLU] = { "bawaslu", JK_MAY_SUBMIT | JK_MAY_SEE },
    [JK_ROLE_KPU] = { "kpu", JK_MAY_SUBMIT | JK_MAY_SEE },
    [JK_ROLE_POLRES] = { "polres", JK_MAY_SUBMIT | JK_MAY_DECIDE | JK_MAY_SEE },
    [JK_ROLE_KESBANGPOL] = { "kesbangpol", JK_MAY_SEE },
    [JK_ROLE_TIM] = { "tim", 0 },
    [JK_ROLE_PEMBACA] = { "pembaca", 0 },
    [JK_ROLE_ADMIN] = { "admin", JK_MAY_ADMIN },
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

unsigned jk_role_rights(enum jk_role role)
{
    return roles[role].rights;
}

/* Codes are prefixes: 64 holds 64.08 holds 64.08.04. */
bool jk_region_covers(const char *own, const char *region)
{
    size_t len = strlen(own);

    return strncmp(own, region, len) == 0 && (region[len] == '\0' || region[len] == '.');
}
