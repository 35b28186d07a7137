/* Parties under numbers: found, counted, given back, and their relation by numbers alone. */
#include <criterion/criterion.h>
#include <stdio.h>
#include "jarak/engine/parties.h"
#include "tests/support/seeded.h"

static struct jk_party party(int contest, uint8_t count, uint32_t first)
{
    struct jk_party p = { .count = count };

    snprintf(p.contest, sizeof p.contest, "pilbup-%d", contest);
    for (uint8_t i = 0; i < count; i++)
        p.paslon[i] = first + i;
    return p;
}

Test(parties, one_party_has_one_number_until_its_last_use_is_dropped)
{
    struct jk_parties parties = { 0 };
    struct jk_party one = party(1, 1, 1), two = party(1, 1, 2);
    uint32_t a, again, b, reused;

    cr_assert(jk_parties_find(&parties, &one, 0) == JK_NO_PARTY, "an empty table has none");
    cr_assert(jk_parties_take(&parties, &one, 0, &a) == JK_OK);
    cr_assert(jk_parties_take(&parties, &one, 0, &again) == JK_OK && again == a);
    cr_assert(jk_parties_take(&parties, &two, 0, &b) == JK_OK && b != a);
    jk_parties_drop(&parties, a);
    cr_assert(jk_parties_find(&parties, &one, 0) == a, "one use is left");
    jk_parties_drop(&parties, a);
    cr_assert(jk_parties_find(&parties, &one, 0) == JK_NO_PARTY);
    cr_assert(jk_parties_find(&parties, &two, 0) == b, "the other stays");
    two = party(2, 1, 9);
    cr_assert(jk_parties_take(&parties, &two, 0, &reused) == JK_OK && reused == a);
    jk_parties_clear(&parties);
    cr_assert(jk_parties_memory(&parties) == 0);
}

/* Names that differ in the contest, the count or one paslon are different parties. */
Test(parties, what_differs_in_anything_is_another_party)
{
    const struct jk_party all[] = { party(1, 1, 1), party(2, 1, 1), party(1, 1, 2),
                                    party(1, 2, 1), party(1, 0, 0), party(2, 0, 0) };
    struct jk_parties parties = { 0 };
    uint32_t number[6];

    for (uint32_t i = 0; i < 6; i++) {
        cr_assert(jk_parties_find(&parties, &all[i], 0) == JK_NO_PARTY);
        cr_assert(jk_parties_take(&parties, &all[i], 0, &number[i]) == JK_OK && number[i] == i);
    }
    for (uint32_t i = 0; i < 6; i++)
        cr_assert(jk_parties_find(&parties, &all[i], 0) == i);
    jk_parties_clear(&parties);
}

/* An office's own business is filed in regions of different policies. */
Test(parties, one_party_under_two_policies_has_two_numbers_and_is_the_same)
{
    struct jk_parties parties = { 0 };
    const struct jk_party one = party(1, 1, 1), other = party(1, 1, 2);
    uint32_t a, b, c;

    cr_assert(jk_parties_take(&parties, &one, 0, &a) == JK_OK);
    cr_assert(jk_parties_take(&parties, &one, 1, &b) == JK_OK && b != a);
    cr_assert(jk_parties_take(&parties, &other, 1, &c) == JK_OK && c != b);
    cr_assert(jk_parties_find(&parties, &one, 0) == a && jk_parties_find(&parties, &one, 1) == b);
    cr_assert(jk_parties_find(&parties, &one, 2) == JK_NO_PARTY);
    cr_assert(jk_parties_relation(&parties, &one, a, b) == JK_RELATION_SAME);
    cr_assert(jk_parties_relation(&parties, &one, a, c) == JK_RELATION_RIVAL);
    cr_assert(parties.at[a].policy == 0 && parties.at[b].policy == 1);
    jk_parties_clear(&parties);
}

/* Thousands come and go; a plain list of use counts says who must be there. */
Test(parties, a_table_of_many_that_come_and_go_stays_right)
{
    static uint32_t uses[40][30], number[40][30];
    struct jk_parties parties = { 0 };
    struct seeded r = { 91 };

    for (int i = 0; i < 40000; i++) {
        int c = (int)seeded_whole(&r, 0, 39), n = (int)seeded_whole(&r, 0, 29);
        struct jk_party p = party(c, (uint8_t)(n % 3), (uint32_t)n + 1);
        uint32_t at;

        if (n % 3 == 0)
            n = 0; /* no paslon: all of these are one */
        if (uses[c][n] && seeded_whole(&r, 0, 1)) {
            jk_parties_drop(&parties, number[c][n]);
            uses[c][n]--;
        } else if (uses[c][n] < 3) {
            cr_assert(jk_parties_take(&parties, &p, 0, &at) == JK_OK);
            cr_assert(uses[c][n] == 0 || at == number[c][n], "step %d", i);
            number[c][n] = at;
            uses[c][n]++;
        }
        at = jk_parties_find(&parties, &p, 0);
        cr_assert(at == (uses[c][n] ? number[c][n] : JK_NO_PARTY), "step %d", i);
    }
    cr_assert(parties.count <= 40 * 30, "numbers are used again");
    jk_parties_clear(&parties);
}

Test(parties, relations_by_numbers_are_those_by_names)
{
    struct jk_parties parties = { 0 };
    struct seeded r = { 92 };

    for (int i = 0; i < 5000; i++) {
        struct jk_party a = party((int)seeded_whole(&r, 0, 2), (uint8_t)seeded_whole(&r, 0, 3),
                                  (uint32_t)seeded_whole(&r, 1, 4));
        struct jk_party b = party((int)seeded_whole(&r, 0, 2), (uint8_t)seeded_whole(&r, 0, 3),
                                  (uint32_t)seeded_whole(&r, 1, 4));
        enum jk_relation want = jk_party_relation(&a, &b);
        uint32_t own, other;

        cr_assert(jk_parties_take(&parties, &b, 0, &other) == JK_OK);
        cr_assert(jk_parties_relation(&parties, &a, JK_NO_PARTY, other) == want, "not kept: %d", i);
        cr_assert(jk_parties_take(&parties, &a, 0, &own) == JK_OK);
        cr_assert(jk_parties_relation(&parties, &a, own, other) == want, "kept: %d", i);
        cr_assert(jk_parties_relation(&parties, &b, other, own) == want, "mirrored: %d", i);
        if (seeded_whole(&r, 0, 1))
            jk_parties_drop(&parties, own);
    }
    jk_parties_clear(&parties);
}
