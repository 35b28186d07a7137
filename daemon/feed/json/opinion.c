/* Words of agencies and opinions, both ways. */
#include "jarak/feed/json/opinion.h"

#include <string.h>
#include "jarak/base/defend.h"

static const char *const agencies[] = { "bawaslu", "polres", "kpu", "kesbangpol" };
static const char *const opinions[] = { "open", "accepted", "objected", "rejudge" };
_Static_assert(sizeof agencies / sizeof *agencies == JK_AGENCY_END, "every agency has its word");
_Static_assert(sizeof opinions / sizeof *opinions == JK_OPINION_END, "every opinion has its word");

const char *jk_agency_word(enum jk_agency agency)
{
    JK_ASSERT((unsigned)agency < JK_AGENCY_END);
    return agencies[agency];
}

enum jk_agency jk_agency_of(const char *role)
{
    int agency = 0;

    while (agency < JK_AGENCY_END && strcmp(agencies[agency], role) != 0)
        agency++;
    return (enum jk_agency)agency;
}

const char *jk_opinion_word(enum jk_opinion opinion)
{
    JK_ASSERT((unsigned)opinion < JK_OPINION_END);
    return opinions[opinion];
}

enum jk_opinion jk_opinion_of(const char *word)
{
    int opinion = 0;

    while (opinion < JK_OPINION_END && strcmp(opinions[opinion], word) != 0)
        opinion++;
    return (enum jk_opinion)opinion;
}
