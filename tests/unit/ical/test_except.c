/* A repeated notice without some of its dates, as a CANCEL of dates leaves it. */
#include <criterion/criterion.h>
#include <string.h>
#include "tests/unit/ical/help.h"
#include "jarak/ical/except.h"

TestSuite(except, .init = help_zones);

/* A notice of five days, 14.00 WITA from 18 November on. */
#define FIVE_DAYS                                 \
    "DTSTART;TZID=Asia/Makassar:20241118T140000|" \
    "DTEND;TZID=Asia/Makassar:20241118T160000|"   \
    "RRULE:FREQ=DAILY;COUNT=5|SEQUENCE:2|STATUS:TENTATIVE|"
/* Its third day an hour later. */
#define THIRD_LATER                                                                          \
    "$BEGIN:VEVENT|$UID:a@kutim|$DTSTAMP:20241101T000000Z|$SEQUENCE:2|"                      \
    "$RECURRENCE-ID;TZID=Asia/Makassar:20241120T140000|"                                     \
    "$CATEGORIES:RAPAT-UMUM|$X-JARAK-CONTEST:pilbup-64.08|$X-JARAK-PASLON:1|$GEO:0.5;117.5|" \
    "$DTSTART;TZID=Asia/Makassar:20241120T150000|$DTEND;TZID=Asia/Makassar:20241120T170000|"

/* A notice before and after. */
struct excepted {
    struct help before, after;
    struct jk_span bytes;
    enum jk_status rc;
};

static struct excepted take_out(const char *changes, const int64_t *dates, size_t count)
{
    struct excepted x = { .rc = JK_OK };
    struct jk_ical_except by = { .at = dates,
                                 .count = count,
                                 .sequence = 7,
                                 .stamp_s = help_time("2024-11-05T01:02:03Z"),
                                 .tz = jk_tz_find(JK_SPAN("WITA")) };

    x.before.context = x.after.context = help_context();
    x.before.context.floating = x.after.context.floating = by.tz;
    cr_assert(help_read(&x.before, changes) == JK_OK, "%s: %s", x.before.err.field,
              x.before.err.value);
    x.before.err = (struct jk_error){ .status = JK_OK };
    x.rc =
        jk_ical_except(&x.before.arena, &x.before.stream.notices[0], &by, &x.bytes, &x.before.err);
    if (x.rc == JK_OK)
        cr_assert(help_read_span(&x.after, x.bytes) == JK_OK, "%s: %.*s", x.after.err.field,
                  (int)x.bytes.len, x.bytes.at);
    return x;
}

static void clear(struct excepted *x)
{
    help_clear(&x->before);
    help_clear(&x->after);
}

static bool holds(const struct excepted *x, const char *line)
{
    char *text = jk_arena_copy((struct jk_arena *)(uintptr_t)&x->before.arena, x->bytes);

    return text && strstr(text, line);
}

Test(except, a_date_is_taken_out_and_the_others_stay_as_they_were)
{
    const int64_t dates[] = { help_time("2024-11-19T14:00:00+08:00"),
                              help_time("2024-11-22T14:00:00+08:00") };
    struct excepted x = take_out(FIVE_DAYS "X-OTHER:stays|", dates, 2);
    const struct jk_notice *notice = &x.after.stream.notices[0];

    cr_assert(x.rc == JK_OK && notice->instance_count == 3 && notice->sequence == 7);
    cr_assert(notice->dtstamp_s == help_time("2024-11-05T01:02:03Z"));
    cr_assert(notice->instances[0].start_s == help_time("2024-11-18T14:00:00+08:00"));
    cr_assert(notice->instances[1].start_s == help_time("2024-11-20T14:00:00+08:00"));
    cr_assert(notice->instances[2].start_s == help_time("2024-11-21T14:00:00+08:00"));
    cr_assert(holds(&x, "\r\nEXDATE:20241119T060000Z\r\n") && holds(&x, "\r\nX-OTHER:stays\r\n"));
    cr_assert(holds(&x, "\r\nSTATUS:TENTATIVE\r\n"), "the series goes on");
    clear(&x);
}

Test(except, a_date_with_its_own_event_is_cancelled_there)
{
    const int64_t dates[] = { help_time("2024-11-20T14:00:00+08:00") };
    struct excepted x = take_out(FIVE_DAYS THIRD_LATER "$STATUS:CONFIRMED|$END:VEVENT|", dates, 1);
    const struct jk_notice *notice = &x.after.stream.notices[0];

    cr_assert(x.rc == JK_OK, "%s %s", x.before.err.field, x.before.err.value);
    cr_assert(notice->instance_count == 4 && !holds(&x, "EXDATE"));
    for (size_t i = 0; i < 4; i++)
        cr_assert(notice->instances[i].recurrence_s != dates[0], "instance %zu", i);
    cr_assert(!holds(&x, "STATUS:CONFIRMED") && holds(&x, "\r\nSTATUS:CANCELLED\r\n"));
    clear(&x);
    x = take_out(FIVE_DAYS THIRD_LATER "$STATUS:CANCELLED|$END:VEVENT|", dates, 1);
    cr_assert(x.rc == JK_EXISTS);
    clear(&x);
}

Test(except, dates_of_days_stay_dates)
{
    const int64_t dates[] = { help_time("2024-11-19T00:00:00+08:00") };
    struct excepted x = take_out("DTSTART;VALUE=DATE:20241118|DTEND;VALUE=DATE:20241119|"
                                 "RRULE:FREQ=DAILY;COUNT=3|",
                                 dates, 1);

    cr_assert(x.rc == JK_OK && x.after.stream.notices[0].instance_count == 2);
    cr_assert(holds(&x, "\r\nEXDATE;VALUE=DATE:20241119\r\n"));
    clear(&x);
}

Test(except, what_is_cancelled_already_changes_nothing_and_what_is_no_date_is_refused)
{
    const int64_t second = help_time("2024-11-19T14:00:00+08:00");
    const int64_t dates[] = { second, help_time("2024-11-23T14:00:00+08:00") };
    struct excepted x = take_out(FIVE_DAYS "EXDATE;TZID=Asia/Makassar:20241119T140000|", dates, 1);

    cr_assert(x.rc == JK_EXISTS);
    clear(&x);
    x = take_out(FIVE_DAYS, dates, 2); /* the last one is a day behind the end */
    cr_assert(x.rc == JK_NONE && strcmp(x.before.err.field, "RECURRENCE-ID") == 0);
    clear(&x);
    x = take_out(FIVE_DAYS, (const int64_t[]){ second + 3600 }, 1);
    cr_assert(x.rc == JK_NONE);
    clear(&x);
    x = take_out(FIVE_DAYS "EXDATE:20241119T060000Z|", (const int64_t[]){ second, second + 86400 },
                 2);
    cr_assert(x.rc == JK_OK && x.after.stream.notices[0].instance_count == 3, "the other one");
    clear(&x);
}
