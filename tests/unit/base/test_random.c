/* Random bytes: all that were asked for, no more, and not the same twice. */
#include "jarak/base/random.h"

#include <criterion/criterion.h>
#include <string.h>

Test(random, every_byte_asked_for_is_filled_and_none_beside_it)
{
    unsigned char bytes[66];
    bool touched[64] = { false };

    /* A byte may be 0 by chance, each with 1 in 256; not sixteen times in a row. */
    for (int round = 0; round < 16; round++) {
        memset(bytes, 0, sizeof bytes);
        bytes[0] = bytes[65] = 0x5a;
        cr_assert(jk_random(bytes + 1, 64) == JK_OK);
        cr_assert(bytes[0] == 0x5a && bytes[65] == 0x5a);
        for (int i = 0; i < 64; i++)
            touched[i] = touched[i] || bytes[i + 1];
    }
    for (int i = 0; i < 64; i++)
        cr_expect(touched[i], "%d", i);
}

Test(random, nothing_is_asked_for_nothing_and_two_answers_differ)
{
    static unsigned char one[100000], two[100000];

    cr_assert(jk_random(NULL, 0) == JK_OK);
    cr_assert(jk_random(one, sizeof one) == JK_OK, "more than the kernel gives at once");
    cr_assert(jk_random(two, sizeof two) == JK_OK);
    for (size_t i = 0; i < sizeof one; i += 1000)
        cr_expect(memcmp(one + i, two + i, 1000) != 0, "%zu", i);
}
