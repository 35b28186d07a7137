/* Dates and words checked against the calendar of 2024 (DOMAIN section 5 and 2.2). */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include "jarak/base/civil.h"

Test(civil, the_last_saturday_of_the_campaign_is_written_as_officials_write_it)
{
    struct jk_buf buf = { 0 };
    int64_t from, to;

    cr_assert(jk_iso_parse(JK_SPAN("2024-11-23T14:00:00+08:00"), &from));
    cr_assert(jk_iso_parse(JK_SPAN("2024-11-23T09:30:00Z"), &to));
    jk_range_add(&buf, from, to, jk_tz_find(JK_SPAN("Asia/Makassar")), JK_LANG_ID);
    cr_assert(eq(str, buf.at, "Sabtu, 23 November 2024 pukul 14.00-17.30 WITA"));
    jk_buf_clear(&buf);
}

Test(civil, a_date_and_its_day_number_agree_for_three_centuries)
{
    int32_t days = jk_days_from_date(1900, 1, 1);

    for (int year = 1900; year < 2200; year++) {
        for (int month = 1; month <= 12; month++) {
            for (int day = 1; jk_date_valid(year, month, day); day++, days++) {
                struct jk_civil c = jk_date_from_days(days);

                cr_assert(eq(int, jk_days_from_date(year, month, day), days));
                cr_assert(c.year == year && c.month == month && c.day == day);
            }
        }
    }
    cr_assert(eq(int, jk_days_from_date(1970, 1, 1), 0));
}

Test(civil, the_weekday_stated_in_a_letter_is_read)
{
    int32_t days;

    cr_assert(jk_date_parse(JK_SPAN("2024-11-23"), &days));
    cr_assert(eq(int, jk_weekday(days), jk_weekday_parse(JK_SPAN("SABTU"))));
    cr_assert(jk_date_parse(JK_SPAN("2024-10-03"), &days)); /* DOMAIN 1.5: not a Rabu */
    cr_assert(eq(int, jk_weekday(days), jk_weekday_parse(JK_SPAN("kamis"))));
    cr_assert(eq(int, jk_weekday_parse(JK_SPAN("Jum'at")), 5));
    cr_assert(eq(int, jk_weekday_parse(JK_SPAN("besok")), -1));
}

Test(civil, dates_that_do_not_exist_are_refused)
{
    static const char *const wrong[] = { "2023-02-29", "2024-13-01", "2024-00-10", "2024-04-31",
                                         "2024-1-01",  "24-01-01",   "1899-12-31", "2200-01-01" };
    int32_t days;

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        cr_assert(not(jk_date_parse(jk_span_of(wrong[i]), &days)), "%s", wrong[i]);
    cr_assert(jk_date_parse(JK_SPAN("2024-02-29"), &days));
}

Test(civil, midnight_in_wita_is_four_in_the_afternoon_before)
{
    int64_t t;

    cr_assert(jk_iso_parse(JK_SPAN("2024-11-23T16:00:00Z"), &t));
    cr_assert(eq(int, jk_local_day(t, 8 * 3600), jk_days_from_date(2024, 11, 24)));
    cr_assert(eq(int, jk_local_day(t - 1, 8 * 3600), jk_days_from_date(2024, 11, 23)));
    cr_assert(eq(int, jk_local_day(-1, 0), -1));
}
