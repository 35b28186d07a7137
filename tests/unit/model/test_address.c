/* Every UID has one address, and no two have the same. */
#include <criterion/criterion.h>
#include <string.h>
#include "jarak/model/address.h"

Test(address, what_cannot_be_a_segment_or_means_something_else_has_a_hashed_name)
{
    static const struct {
        const char *uid;
        bool plain;
    } cases[] = {
        { "a@b", true },
        { "dua kata", true },
        { "x.ics@b", true },
        { "~pendek", true },
        { "~0123456789abcdef0123456789abcdeg", true }, /* no digit of a hash */
        { "...", true },
        { "a/b", false },
        { "/", false },
        { ".", false },
        { "..", false },
        { ".ics", false },
        { "x.ics", false },
        { "~0123456789abcdef0123456789abcdef", false },
    };
    char hashed[JK_ADDRESS_HEX + 2];

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *segment = jk_uid_segment(cases[i].uid, hashed);

        cr_assert(jk_uid_is_plain(cases[i].uid) == cases[i].plain, "%s", cases[i].uid);
        cr_assert(cases[i].plain == (segment == cases[i].uid), "%s", cases[i].uid);
        cr_assert(cases[i].plain || !jk_uid_is_plain(segment),
                  "%s: a hashed name is nobody's plain one", cases[i].uid);
    }
}

Test(address, a_hashed_name_is_the_first_half_of_the_sha256)
{
    char hashed[JK_ADDRESS_HEX + 2];

    jk_uid_hashed("abc", hashed); /* FIPS 180-2, B.1 */
    cr_assert_str_eq(hashed, "~ba7816bf8f01cfea414140de5dae2223");
}

Test(address, all_but_what_needs_no_escape_is_escaped)
{
    struct jk_buf out = { 0 };

    jk_segment_add(&out, "a-B.9_~@ %?#\xc3\xa9");
    cr_assert_str_eq(out.at, "a-B.9_~@%20%25%3F%23%C3%A9");
    jk_buf_clear(&out);
}
