/* Waiting requests for a calendar service: when, under a code, and nothing else (SPEC 9). */
#include "jarak/feed/calendar/requests.h"

#include <stdio.h>
#include "daemon/feed/calendar/private.h"
#include "jarak/feed/texts/texts.h"
#include "tests/support/documents.h"

/* A province of three zones and a regency in one of them. */
static void make_pack(struct jk_pack *pack, struct jk_region regions[4])
{
    static const char *const codes[] = { "90", "90.01", "90.02", "90.03" };
    static const char *const zones[] = { "WITA", "WITA", "WIT", "WIB" };

    for (int i = 0; i < 4; i++)
        regions[i] = (struct jk_region){ .code = codes[i],
                                         .name = codes[i],
                                         .parent = i ? "90" : "",
                                         .tz = jk_tz_find(jk_span_of(zones[i])) };
    *pack = (struct jk_pack){
        .region = "90", .tz = regions[0].tz, .regions = regions, .region_count = 4
    };
}

Test(request_code, four_digits_in_upper_case)
{
    static const struct {
        const char *id, *code;
    } cases[] = { { "7f3a9b0000000000", "7F3A" }, { "0000ffff", "0000" }, { "ABCDEF", "ABCD" } };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char code[5];

        jk_request_code(cases[i].id, code);
        cr_expect_str_eq(code, cases[i].code);
    }
}

Test(private_calendar, a_title_is_a_code_and_what_to_open)
{
    char title[PRIVATE_TITLE_MAX];

    feed_private_title(JK_TEXT_CONFLICT_DISCREET, "7f3a000000000000", title);
    cr_assert_str_eq(title, "Konflik 7F3A, buka jarakd");
    feed_private_title(JK_TEXT_REQUEST_DISCREET, "0a1b000000000000", title);
    cr_assert_str_eq(title, "Permohonan 0A1B, buka jarakd");
}

Test(private_calendar, each_zone_of_the_region_stands_once_the_first_one_first)
{
    static const struct {
        const char *region, *first;
        const char *zones[4]; /* in their order; ended by null */
    } cases[] = {
        { "90", "WITA", { "Asia/Makassar", "Asia/Jayapura", "Asia/Jakarta" } },
        { "90", "WIB", { "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura" } },
        { "90.02", "WIT", { "Asia/Jayapura" } },
        { "90.01", "WIT", { "Asia/Jayapura", "Asia/Makassar" } },
    };
    struct jk_region regions[4];
    struct jk_pack pack;

    make_pack(&pack, regions);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_buf out = { 0 };
        const char *at;
        size_t count = 0;

        feed_zones_write(&out, &pack, cases[i].region, jk_tz_find(jk_span_of(cases[i].first)));
        at = text_of_buffer(&out);
        for (; cases[i].zones[count] && at; count++) {
            char line[64];

            snprintf(line, sizeof line, "\r\nTZID:%s\r\n", cases[i].zones[count]);
            at = strstr(at, line);
            cr_expect(at != NULL, "case %zu: %s", i, cases[i].zones[count]);
        }
        cr_expect(times_in(out.at, "BEGIN:VTIMEZONE") == count, "case %zu", i);
        jk_buf_clear(&out);
    }
}

static struct jk_facts facts = { .kind = JK_KIND_RAPAT_UMUM,
                                 .summary = "RAHASIA",
                                 .location = "LAPANGAN",
                                 .contact = "0812",
                                 .party = { .contest = "x", .count = 1, .paslon = { 1 } } };

Test(request_calendar, one_date_with_its_time_and_nothing_of_the_notice)
{
    struct jk_instance instance = { 1732341600, 1732352400, 1732341600, &facts };
    struct jk_notice notice = { .uid = "UID-RAHASIA", .instances = &instance, .instance_count = 1 };
    struct jk_request_event event = { .id = "7f3a9b0123456789",
                                      .notice = &notice,
                                      .tz = jk_tz_find(JK_SPAN("WITA")),
                                      .revision = 12,
                                      .changed_s = 1732338000 };
    struct jk_region regions[4];
    struct jk_buf out = { 0 };
    struct jk_pack pack;
    const char *text;

    make_pack(&pack, regions);
    jk_request_calendar_write(&out, &pack, "90.01", &event, 1);
    text = text_of_buffer(&out);
    expect_holds(text, "METHOD:PUBLISH\r\n");
    expect_holds(text, "REFRESH-INTERVAL;VALUE=DURATION:PT15M\r\n");
    expect_holds(text, "UID:permohonan-7f3a9b0123456789@jarakd\r\n");
    expect_holds(text, "SEQUENCE:12\r\n");
    expect_holds(text, "DTSTAMP:20241123T050000Z\r\nLAST-MODIFIED:20241123T050000Z\r\n");
    expect_holds(text, "DTSTART;TZID=Asia/Makassar:20241123T140000\r\n");
    expect_holds(text, "DTEND;TZID=Asia/Makassar:20241123T170000\r\n");
    expect_holds(text, "STATUS:TENTATIVE\r\nSUMMARY:Permohonan 7F3A\\, buka jarakd\r\n");
    cr_expect(times_in(text, "BEGIN:VEVENT") == 1);
    for (int i = 0; i < 4; i++) {
        static const char *const secret[] = { "RAHASIA", "LAPANGAN", "0812", "RAPAT" };

        expect_lacks(text, secret[i]);
    }
    jk_buf_clear(&out);
}

/* Each date is its own event, named by the local day it would have been. */
Test(request_calendar, every_date_of_a_series_has_a_uid_of_its_own)
{
    struct jk_facts cancelled = facts;
    struct jk_instance dates[] = { { 1732377600, 1732381200, 1732377600, &facts },
                                   { 1732500000, 1732503600, 1732464000, &cancelled } };
    struct jk_notice notice = { .uid = "u", .instances = dates, .instance_count = 2 };
    struct jk_request_event event = { .id = "7f3a9b0123456789",
                                      .notice = &notice,
                                      .tz = jk_tz_find(JK_SPAN("WITA")) };
    struct jk_region regions[4];
    struct jk_buf out = { 0 };
    struct jk_pack pack;

    cancelled.cancelled = true;
    make_pack(&pack, regions);
    jk_request_calendar_write(&out, &pack, "99", &event, 1);
    /* 16.00 UTC of the 23rd is midnight of the 24th in WITA. */
    expect_holds(text_of_buffer(&out), "UID:permohonan-7f3a9b0123456789-2024-11-24@jarakd\r\n");
    expect_holds(out.at, "UID:permohonan-7f3a9b0123456789-2024-11-25@jarakd\r\n");
    cr_expect(times_in(out.at, "STATUS:CANCELLED") == 1);
    jk_buf_clear(&out);
}

Test(request_calendar, none_is_a_calendar_all_the_same)
{
    struct jk_region regions[4];
    struct jk_buf out = { 0 };
    struct jk_pack pack;

    make_pack(&pack, regions);
    jk_request_calendar_write(&out, &pack, "90.01", NULL, 0);
    expect_holds(text_of_buffer(&out), "BEGIN:VCALENDAR\r\n");
    expect_holds(out.at, "END:VCALENDAR\r\n");
    expect_lacks(out.at, "VEVENT");
    jk_buf_clear(&out);
}
