/* Words of agencies and opinions: each is read as what it was written for, and no other. */
#include "jarak/feed/json/opinion.h"

#include <criterion/criterion.h>

/* SPEC 4: open, accepted, objected, to be re-judged; bawaslu, polres, kpu, kesbangpol. */
Test(opinion, the_words_of_the_rule_both_ways)
{
    static const char *const agencies[] = { "bawaslu", "polres", "kpu", "kesbangpol" };
    static const char *const opinions[] = { "open", "accepted", "objected", "rejudge" };

    cr_assert(JK_AGENCY_END == 4 && JK_OPINION_END == 4);
    for (int i = 0; i < 4; i++) {
        cr_expect_str_eq(jk_agency_word((enum jk_agency)i), agencies[i]);
        cr_expect(jk_agency_of(agencies[i]) == (enum jk_agency)i);
        cr_expect_str_eq(jk_opinion_word((enum jk_opinion)i), opinions[i]);
        cr_expect(jk_opinion_of(opinions[i]) == (enum jk_opinion)i);
    }
}

Test(opinion, other_roles_are_no_agency_and_other_words_no_opinion)
{
    static const char *const none[] = {
        "tim", "pembaca", "admin", "", "Polres", "polres ", "poll"
    };
    static const char *const words[] = { "", "Open", "accept", "re-judge", "objected\n" };

    for (unsigned i = 0; i < sizeof none / sizeof *none; i++)
        cr_expect(jk_agency_of(none[i]) == JK_AGENCY_END, "%s", none[i]);
    for (unsigned i = 0; i < sizeof words / sizeof *words; i++)
        cr_expect(jk_opinion_of(words[i]) == JK_OPINION_END, "%s", words[i]);
}
