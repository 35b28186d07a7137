/* The part of a resource that a client asks for (jarak/feed/calendar/subset.h). What is right
 * stands in RFC 4791 section 9.6 and its examples 7.8.1 to 7.8.3. */
#include <criterion/criterion.h>
#include <string.h>
#include "jarak/feed/calendar/subset.h"
#include "jarak/ical/read.h"

#define HEAD                                                            \
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\nX-WR-X:1\r\n" \
    "BEGIN:VTIMEZONE\r\nTZID:Asia/Makassar\r\nBEGIN:STANDARD\r\n"       \
    "DTSTART:19700101T000000\r\nTZOFFSETFROM:+0800\r\n"                 \
    "TZOFFSETTO:+0800\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
#define ABOUT                                               \
    "DTSTAMP:20241001T000000Z\r\nCATEGORIES:TATAP-MUKA\r\n" \
    "X-JARAK-CONTEST:pilbup-64.08\r\nX-JARAK-PASLON:1\r\nGEO:0.5;117.5\r\n"
#define ALARM "BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT1H\r\nDESCRIPTION:x\r\nEND:VALARM\r\n"

/* Five days at 14.00 WITA (06.00 UTC); the third is moved to the evening of the tenth. */
static const char weekly[] = HEAD
    "BEGIN:VEVENT\r\nUID:a@uji\r\n" ABOUT "DTSTART;TZID=Asia/Makassar:20241104T140000\r\n"
    "DURATION:PT1H\r\nRRULE:FREQ=DAILY;COUNT=5\r\nSUMMARY;LANGUAGE=id:Rapat\r\n"
    " lanjutan\r\n" ALARM "END:VEVENT\r\n"
    "BEGIN:VEVENT\r\nUID:a@uji\r\n" ABOUT "RECURRENCE-ID;TZID=Asia/Makassar:20241106T140000\r\n"
    "DTSTART;TZID=Asia/Makassar:20241110T190000\r\n"
    "DTEND;TZID=Asia/Makassar:20241110T200000\r\nSUMMARY:Pindah\r\nEND:VEVENT\r\n"
    "END:VCALENDAR\r\n";

static int64_t at(const char *iso)
{
    int64_t utc_s;

    cr_assert(jk_iso_parse(jk_span_of(iso), &utc_s));
    return utc_s;
}

/* The part as a string of the arena. */
static const char *part(struct jk_arena *arena, const char *bytes, const struct jk_subset *subset)
{
    const struct jk_ical_context context = { .purpose = JK_ICAL_PUT,
                                             .floating = jk_tz_find(JK_SPAN("WITA")),
                                             .window_to_s = at("2025-01-01T00:00:00Z") };
    struct jk_ical_stream stream;
    struct jk_query_subject subject = { .bytes = jk_span_of(bytes) };
    struct jk_buf out = { 0 };
    struct jk_error err;
    const char *text;

    cr_assert(jk_ical_read(arena, subject.bytes, &context, &stream, &err) == JK_OK, "%s %s",
              err.field, err.value);
    subject.instances = stream.notices[0].instances;
    subject.instance_count = stream.notices[0].instance_count;
    cr_assert(jk_subset_write(&out, subset, &subject, context.floating) == JK_OK);
    text = jk_arena_copy(arena, jk_buf_view(&out));
    jk_buf_clear(&out);
    return text;
}

static size_t count(const char *text, const char *what)
{
    size_t found = 0;

    for (text = strstr(text, what); text; text = strstr(text + 1, what))
        found++;
    return found;
}

Test(subset, nothing_asked_away_is_every_byte)
{
    struct jk_arena arena = { 0 };
    const struct jk_subset whole = { .form = JK_SUBSET_WHOLE };

    cr_assert(strcmp(part(&arena, weekly, &whole), weekly) == 0);
    jk_arena_clear(&arena);
}

Test(subset, a_recurrence_becomes_its_instances_in_utc)
{
    struct jk_subset subset = { .form = JK_SUBSET_EXPAND,
                                .instances_max = 100000,
                                .from_s = at("2024-11-05T00:00:00Z"),
                                .to_s = at("2024-11-08T00:00:00Z") };
    struct jk_arena arena = { 0 };
    const char *text = part(&arena, weekly, &subset);

    cr_assert(count(text, "BEGIN:VEVENT") == 2, "the fifth and the seventh: %s", text);
    cr_assert(strstr(text, "DTSTART:20241105T060000Z\r\nDTEND:20241105T070000Z\r\n"
                           "RECURRENCE-ID:20241105T060000Z\r\n"));
    cr_assert(strstr(text, "DTSTART:20241107T060000Z\r\n") && !strstr(text, "Pindah"));
    cr_assert(!strstr(text, "RRULE") && !strstr(text, "DURATION") && !strstr(text, "TZID"));
    cr_assert(count(text, "SUMMARY;LANGUAGE=id:Rapat\r\n lanjutan\r\n") == 2);
    cr_assert(count(text, "BEGIN:VALARM") == 2 && strstr(text, "X-WR-X:1"));

    subset.from_s = at("2024-11-10T11:59:59Z"); /* 19.00-20.00 WITA is 11.00-12.00 UTC */
    subset.to_s = at("2024-11-11T00:00:00Z");
    text = part(&arena, weekly, &subset);
    cr_assert(count(text, "BEGIN:VEVENT") == 1 && strstr(text, "Pindah"));
    cr_assert(strstr(text, "DTSTART:20241110T110000Z\r\nDTEND:20241110T120000Z\r\n"
                           "RECURRENCE-ID:20241106T060000Z\r\n"));

    subset.from_s = at("2024-11-10T12:00:00Z"); /* its end is not in it any more */
    cr_assert(count(part(&arena, weekly, &subset), "BEGIN:VEVENT") == 0);
    jk_arena_clear(&arena);
}

Test(subset, what_does_not_recur_has_no_recurrence_id)
{
    static const char once[] =
        HEAD "BEGIN:VEVENT\r\nUID:b@uji\r\n" ABOUT "DTSTART;TZID=Asia/Makassar:20241104T140000\r\n"
             "DTEND;TZID=Asia/Makassar:20241104T150000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    const struct jk_subset subset = { .form = JK_SUBSET_EXPAND,
                                      .instances_max = 100000,
                                      .from_s = at("2024-11-01T00:00:00Z"),
                                      .to_s = at("2024-11-30T00:00:00Z") };
    struct jk_arena arena = { 0 };
    const char *text = part(&arena, once, &subset);

    cr_assert(strstr(text, "DTSTART:20241104T060000Z\r\nDTEND:20241104T070000Z\r\nEND:VEVENT"));
    jk_arena_clear(&arena);
}

Test(subset, dates_stay_dates)
{
    static const char days[] =
        HEAD "BEGIN:VEVENT\r\nUID:c@uji\r\n" ABOUT "DTSTART;VALUE=DATE:20241104\r\n"
             "DTEND;VALUE=DATE:20241105\r\nRRULE:FREQ=DAILY;COUNT=3\r\nEND:VEVENT\r\n"
             "END:VCALENDAR\r\n";
    const struct jk_subset subset = { .form = JK_SUBSET_EXPAND,
                                      .instances_max = 100000,
                                      .from_s = at("2024-11-05T00:00:00+08:00"),
                                      .to_s = at("2024-11-06T00:00:00+08:00") };
    struct jk_arena arena = { 0 };
    const char *text = part(&arena, days, &subset);

    cr_assert(count(text, "BEGIN:VEVENT") == 1, "%s", text);
    cr_assert(strstr(text, "DTSTART;VALUE=DATE:20241105\r\nDTEND;VALUE=DATE:20241106\r\n"
                           "RECURRENCE-ID;VALUE=DATE:20241105\r\n"),
              "%s", text);
    jk_arena_clear(&arena);
}

Test(subset, an_exception_is_left_out_only_where_neither_it_nor_its_first_time_touches_the_span)
{
    static const struct {
        const char *from, *to;
        size_t events;
    } rows[] = {
        { "2024-11-06T00:00:00Z", "2024-11-07T00:00:00Z", 2 }, /* where it would have been */
        { "2024-11-10T00:00:00Z", "2024-11-11T00:00:00Z", 2 }, /* where it is */
        { "2024-11-04T00:00:00Z", "2024-11-06T06:00:00Z", 1 },
        { "2024-11-06T07:00:00Z", "2024-11-10T11:00:00Z", 1 },
    };
    struct jk_arena arena = { 0 };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct jk_subset subset = { .form = JK_SUBSET_LIMIT,
                                          .from_s = at(rows[i].from),
                                          .to_s = at(rows[i].to) };
        const char *text = part(&arena, weekly, &subset);

        cr_assert(count(text, "BEGIN:VEVENT") == rows[i].events, "row %zu: %s", i, text);
        cr_assert(strstr(text, "RRULE:FREQ=DAILY;COUNT=5") && strstr(text, "BEGIN:VTIMEZONE"));
    }
    jk_arena_clear(&arena);
}

Test(subset, components_and_properties_are_chosen_by_name)
{
    struct jk_subset_prop summary = { .name = "summary", .no_value = true },
                          uid = { .name = "UID", .next = &summary };
    struct jk_subset_comp event = { .name = "VEVENT", .props = &uid },
                          calendar = { .name = "VCALENDAR", .comps = &event };
    struct jk_subset subset = { .form = JK_SUBSET_WHOLE, .comp = &calendar };
    struct jk_arena arena = { 0 };

    cr_assert(strcmp(part(&arena, weekly, &subset),
                     "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\n"
                     "BEGIN:VEVENT\r\nUID:a@uji\r\nSUMMARY;LANGUAGE=\"id\":\r\nEND:VEVENT\r\n"
                     "BEGIN:VEVENT\r\nUID:a@uji\r\nSUMMARY:\r\nEND:VEVENT\r\n"
                     "END:VCALENDAR\r\n") == 0,
              "%s", part(&arena, weekly, &subset));
    event.all_comps = true;
    cr_assert(count(part(&arena, weekly, &subset), "BEGIN:VALARM") == 1);
    calendar.all_props = true;
    cr_assert(strstr(part(&arena, weekly, &subset), "X-WR-X:1"));
    jk_arena_clear(&arena);
}

Test(subset, an_instance_has_of_its_times_what_is_asked_for)
{
    struct jk_subset_prop start = { .name = "DTSTART" };
    struct jk_subset_comp event = { .name = "VEVENT", .props = &start },
                          calendar = { .name = "VCALENDAR", .comps = &event };
    const struct jk_subset subset = { .form = JK_SUBSET_EXPAND,
                                      .instances_max = 100000,
                                      .from_s = at("2024-11-04T00:00:00Z"),
                                      .to_s = at("2024-11-05T00:00:00Z"),
                                      .comp = &calendar };
    struct jk_arena arena = { 0 };
    const char *text = part(&arena, weekly, &subset);

    cr_assert(strstr(text, "BEGIN:VEVENT\r\nDTSTART:20241104T060000Z\r\nEND:VEVENT\r\n"), "%s",
              text);
    jk_arena_clear(&arena);
}

Test(subset, instances_have_a_bound)
{
    static const char bytes[] = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:a\r\n"
                                "DTSTART:20241104T060000Z\r\nRRULE:FREQ=DAILY\r\nEND:VEVENT\r\n"
                                "END:VCALENDAR\r\n";
    const struct jk_instance days[] = { { 1730700000, 1730703600, 1730700000, NULL },
                                        { 1730786400, 1730790000, 1730786400, NULL } };
    const struct jk_query_subject subject = { .bytes = { bytes, sizeof bytes - 1 },
                                              .instances = days,
                                              .instance_count = 2 };
    struct jk_subset subset = { .form = JK_SUBSET_EXPAND, .from_s = 0, .to_s = INT64_MAX };
    struct jk_buf out = { 0 };
    size_t one;

    for (subset.instances_max = 1000; subset.instances_max > 0; subset.instances_max--) {
        jk_buf_reset(&out);
        if (jk_subset_write(&out, &subset, &subject, NULL) != JK_OK)
            break;
    }
    one = count(jk_buf_ok(&out) ? (jk_buf_char(&out, '\0'), out.at) : "", "BEGIN:VEVENT");
    cr_assert(subset.instances_max > 100 && one == 2, "%zu of %zu", one, subset.instances_max);
    cr_assert(jk_subset_write(&out, &subset, &subject, NULL) == JK_TOO_BIG);
    jk_buf_clear(&out);
}

Test(subset, what_is_no_calendar_is_refused)
{
    const struct jk_query_subject subject = { .bytes = JK_SPAN("BEGIN:VCALENDAR\r\n") };
    const struct jk_subset whole = { .form = JK_SUBSET_WHOLE };
    struct jk_buf out = { 0 };

    cr_assert(jk_subset_write(&out, &whole, &subject, NULL) == JK_INVALID);
    jk_buf_clear(&out);
}
