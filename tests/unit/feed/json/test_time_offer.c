/* Other times proposed: their bands in the journal, and the whole with its answer. */
#include "jarak/feed/json/time_offer.h"

#include "tests/support/documents.h"

static void expect_bands(const char *text, enum jk_status want, size_t count)
{
    struct jk_arena arena = { 0 };
    struct jk_intervals bands;
    struct jk_buf again = { 0 };

    cr_expect(jk_offer_bands_read(&arena, text, &bands) == want, "%s", text);
    if (want == JK_OK) {
        cr_expect(bands.count == count, "%s", text);
        jk_offer_bands_add(&again, &bands);
        cr_expect_str_eq(text_of_buffer(&again), text);
    }
    jk_buf_clear(&again);
    jk_arena_clear(&arena);
}

Test(bands, what_is_kept_is_read_back_and_nothing_else)
{
    expect_bands("", JK_OK, 0);
    expect_bands("5-5", JK_OK, 1);
    expect_bands("1732064400-1732089600 1732100000-1732100000", JK_OK, 2);
    expect_bands("0-9223372036854775807", JK_OK, 1);
    expect_bands("6-5", JK_CORRUPT, 0);
    expect_bands("5", JK_CORRUPT, 0);
    expect_bands("5-", JK_CORRUPT, 0);
    expect_bands("-5", JK_CORRUPT, 0);
    expect_bands("5-6-7", JK_CORRUPT, 0);
    expect_bands("5-6  7-8", JK_CORRUPT, 0);
    expect_bands("5-6,7-8", JK_CORRUPT, 0);
    expect_bands("0-9223372036854775808", JK_CORRUPT, 0);
}

Test(bands, sixteen_are_read_and_one_more_is_not)
{
    struct jk_buf text = { 0 };

    for (int i = 0; i < JK_OFFER_BANDS_MAX; i++)
        jk_buf_fmt(&text, "%s%d-%d", i ? " " : "", 10 * i + 1, 10 * i + 5);
    expect_bands(text_of_buffer(&text), JK_OK, JK_OFFER_BANDS_MAX);
    jk_buf_str(&text, " 900-901");
    expect_bands(text_of_buffer(&text), JK_CORRUPT, 0);
    jk_buf_clear(&text);
}

static struct jk_interval at[] = { { 1732341600, 1732345200 } };

static struct jk_offer offer(enum jk_fate fate)
{
    return (struct jk_offer){ .number = 2,
                              .fate = fate,
                              .chain_revision = 4,
                              .level = JK_LEVEL_WASPADA,
                              .bands = { .at = at, .count = 1 },
                              .account = "polres-64.08",
                              .reason = "berdekatan",
                              .time_s = 1732338000,
                              .answer_account = "",
                              .answer_reason = "" };
}

#define HEAD(status)                                                                             \
    "{\"proposal\":2,\"status\":\"" status "\",\"chain_revision\":4,\"level\":\"waspada\","      \
    "\"bands\":[{\"from\":\"2024-11-23T14:00:00+08:00\",\"to\":\"2024-11-23T15:00:00+08:00\"}]," \
    "\"account\":\"polres-64.08\",\"reason\":\"berdekatan\","                                    \
    "\"time\":\"2024-11-23T13:00:00+08:00\",\"answer\":"

Test(offer, open_and_void_ones_have_no_answer)
{
    const struct jk_tz *zone = jk_tz_find(JK_SPAN("WITA"));
    struct jk_offer open = offer(JK_FATE_OPEN), lapsed = offer(JK_FATE_VOID);

    expect_json(jk_offer_json(&open, zone), HEAD("open") "null}");
    expect_json(jk_offer_json(&lapsed, zone), HEAD("void") "null}");
}

Test(offer, an_answer_says_who_when_and_the_start_that_was_taken)
{
    const struct jk_tz *zone = jk_tz_find(JK_SPAN("WITA"));
    struct jk_offer taken = offer(JK_FATE_ACCEPTED), declined = offer(JK_FATE_DECLINED);

    taken.answer_account = "bawaslu-64.08";
    taken.answer_s = 1732339800;
    taken.start_s = 1732341660;
    expect_json(jk_offer_json(&taken, zone),
                HEAD("accepted") "{\"account\":\"bawaslu-64.08\",\"reason\":\"\","
                                 "\"time\":\"2024-11-23T13:30:00+08:00\","
                                 "\"start\":\"2024-11-23T14:01:00+08:00\"}}");
    declined.answer_account = "bawaslu-64.08";
    declined.answer_reason = "lapangan dipakai";
    declined.answer_s = 1732339800;
    expect_json(jk_offer_json(&declined, zone),
                HEAD("declined") "{\"account\":\"bawaslu-64.08\",\"reason\":\"lapangan dipakai\","
                                 "\"time\":\"2024-11-23T13:30:00+08:00\",\"start\":null}}");
}
