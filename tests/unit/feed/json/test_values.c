/* Times, texts and parties as every document writes them. */
#include "daemon/feed/json/values.h"

#include "jarak/feed/json/verdict.h"
#include "tests/support/documents.h"

static const struct jk_paslon labels[] = { { 1, "Paslon A" }, { 3, "Paslon C" } };
static const struct jk_contest contests[] = {
    { .id = "pilbup-64.08", .region = "64.08", .paslon = labels, .paslon_count = 2 }
};
static const struct jk_pack pack = { .contests = contests, .contest_count = 1 };

Test(values, a_party_is_the_labels_of_the_pack_else_its_numbers_else_nobody)
{
    static const struct {
        struct jk_party party;
        const char *want;
    } cases[] = {
        { { .contest = "pilbup-64.08", .count = 1, .paslon = { 1 } }, "\"Paslon A\"" },
        { { .contest = "pilbup-64.08", .count = 2, .paslon = { 1, 3 } }, "\"Paslon A, Paslon C\"" },
        { { .contest = "pilbup-64.08", .count = 2, .paslon = { 2, 3 } }, "\"Paslon 2, Paslon C\"" },
        { { .contest = "pilgub-64", .count = 1, .paslon = { 1 } }, "\"Paslon 1\"" },
        { { .contest = "pilbup-64.08", .count = 0 }, "\"-\"" },
        { { .count = 0 }, "\"-\"" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_json(feed_party_json(&pack, &cases[i].party), cases[i].want);
}

static const struct jk_contest two_contests[] = {
    { .id = "pilbup-64.08",
      .name = { "Pemilihan Bupati Kutai Timur", "Kutai Timur regent election" },
      .paslon = labels,
      .paslon_count = 2 },
    { .id = "pilgub-64", .name = { "PSU Gubernur Kaltim", "East Kalimantan re-vote" } },
};
static const struct jk_pack two_offices = { .contests = two_contests, .contest_count = 2 };

/* Ballot numbers begin at 1 in each contest: alone they do not say whose activity it is. */
Test(values, beside_a_party_of_another_contest_it_is_said_what_is_elected)
{
    static const struct jk_party regent = { .contest = "pilbup-64.08",
                                            .count = 1,
                                            .paslon = { 1 } },
                                 rival = { .contest = "pilbup-64.08", .count = 1, .paslon = { 3 } },
                                 governor = { .contest = "pilgub-64", .count = 1, .paslon = { 1 } },
                                 unknown = { .contest = "pilpres", .count = 1, .paslon = { 1 } },
                                 duty = { .count = 0 };
    static const struct {
        const struct jk_party *party, *other;
        const char *want;
    } cases[] = {
        { &regent, &governor, "\"Paslon A Bupati Kutai Timur\"" },
        { &governor, &regent, "\"Paslon 1 PSU Gubernur Kaltim\"" },
        { &unknown, &regent, "\"Paslon 1 pilpres\"" },
        { &regent, &rival, "\"Paslon A\"" },
        { &regent, &duty, "\"Paslon A\"" },
        { &duty, &regent, "\"-\"" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_json(feed_party_beside_json(&two_offices, cases[i].party, cases[i].other),
                    cases[i].want);
}

/* WIRE 1: ISO 8601 with the region's offset. */
Test(values, an_instant_has_the_offset_of_its_zone)
{
    static const struct {
        const char *zone, *want;
    } cases[] = {
        { "WIB", "\"2024-11-23T23:30:00+07:00\"" },
        { "WITA", "\"2024-11-24T00:30:00+08:00\"" },
        { "WIT", "\"2024-11-24T01:30:00+09:00\"" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_json(feed_time_json(1732379400.0, jk_tz_find(jk_span_of(cases[i].zone))),
                    cases[i].want);
}

Test(values, a_text_takes_its_buffer_along_and_one_that_failed_is_none)
{
    struct jk_buf buf = { 0 };

    expect_json(feed_text_json(&buf), "\"\"");
    jk_buf_str(&buf, "Desa \"X\"\n");
    expect_json(feed_text_json(&buf), "\"Desa \\\"X\\\"\\n\"");
    cr_assert(buf.at == NULL && buf.len == 0);
    jk_buf_str(&buf, "x");
    buf.failed = true;
    cr_assert(feed_text_json(&buf) == NULL);
    cr_assert(buf.at == NULL, "it is freed all the same");
}
