/* What an official had seen, as the journal keeps it: to the byte, there and back. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/feed/json/seen.h"

Test(seen, the_list_is_written_to_the_byte)
{
    static const struct jk_seen seen[] = { { "0123456789abcdef", 1 }, { "ff", 4294967295U } };
    static const struct {
        size_t count;
        unsigned missing;
        const char *want;
    } cases[] = {
        { 0, 0, "[]" },
        { 1, 0, "[{\"conflict\":\"0123456789abcdef\",\"revision\":1}]" },
        { 2, 0,
          "[{\"conflict\":\"0123456789abcdef\",\"revision\":1},"
          "{\"conflict\":\"ff\",\"revision\":4294967295}]" },
        { 0, 1, "[{\"missing\":\"letter\"}]" },
        { 0, 1U << 10 | 2, "[{\"missing\":\"letter_no\"},{\"missing\":\"speakers\"}]" },
        { 1, 4,
          "[{\"conflict\":\"0123456789abcdef\",\"revision\":1},"
          "{\"missing\":\"letter_date\"}]" },
        { 0, 1U << 11, "[]" }, /* no field has that bit */
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_buf out = { 0 };

        jk_seen_write(&out, seen, cases[i].count, cases[i].missing);
        cr_assert_str_eq(out.at, cases[i].want);
        jk_buf_clear(&out);
    }
}

/* Every set of fields comes back as it was, also beside conflicts. */
Test(seen, every_set_of_missing_fields_comes_back)
{
    static const struct jk_seen seen = { "abc", 3 };

    for (unsigned missing = 0; missing < 1U << 11; missing++) {
        struct jk_buf out = { 0 };
        json_t *list;

        jk_seen_write(&out, &seen, missing & 1, missing);
        cr_assert(jk_missing_read(out.at) == missing, "%s", out.at);
        list = jk_seen_json(out.at);
        cr_assert(json_array_size(list) == (missing & 1), "%s", out.at);
        json_decref(list);
        jk_buf_clear(&out);
    }
}

Test(seen, what_cannot_be_read_names_nothing)
{
    static const char *const broken[] = { "",
                                          "[",
                                          "{}",
                                          "null",
                                          "[{\"missing\":5}]",
                                          "[{\"missing\":\"nothing\"}]",
                                          "[5,\"missing\"]",
                                          "{\"missing\":\"letter\"}" };

    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        json_t *list = jk_seen_json(broken[i]);

        cr_assert(jk_missing_read(broken[i]) == 0, "%s", broken[i]);
        cr_assert(json_is_array(list) && json_array_size(list) == 0, "%s", broken[i]);
        json_decref(list);
    }
}

Test(seen, words_of_fields_are_those_of_the_api)
{
    unsigned missing = 0;

    for (unsigned bit = 0; bit < 11; bit++)
        cr_assert(jk_missing_add(&missing, jk_missing_word(bit)) && missing == (2U << bit) - 1);
    cr_assert(jk_missing_word(11) == NULL && jk_missing_word(99) == NULL);
    cr_assert(!jk_missing_add(&missing, "Letter") && !jk_missing_add(&missing, ""));
    cr_assert(missing == (1U << 11) - 1);
}
