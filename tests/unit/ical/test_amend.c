/* An event as an editor changed it that knows some of its lines: the others stay as they were. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/ical/amend.h"

/* What a phone filed. The editor knows neither alarm nor note, and of the description one line. */
#define FILED                                                                                  \
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//phone//EN\r\nBEGIN:VEVENT\r\nUID:a@kutim\r\n" \
    "DTSTAMP:20241101T000000Z\r\nSEQUENCE:3\r\nDTSTART;TZID=Asia/Makassar:20241123T140000\r\n" \
    "DURATION:PT3H\r\nSUMMARY:Rapat\r\nLOCATION:Lapangan A\r\nX-JARAK-PLACE:LAP-A\r\n"         \
    "GEO:0.5049;117.5279\r\nX-NOTE:tetap\r\n"                                                  \
    "DESCRIPTION:Bawa topi.\\nJuru kampanye: Ani\\nTerima kasih.\r\n"                          \
    "X-JARAK-INFERRED:DURATION\\,X-JARAK-CROWD\r\nX-JARAK-CROWD:100\r\n"                       \
    "BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:"     \
    "VCALENDAR\r\n"

/* The editor's own writing of it. */
#define SHOWN                                                                       \
    "UID:a@kutim\r\nDTSTAMP:20241101T000000Z\r\n"                                   \
    "DTSTART:20241123T060000Z\r\nDTEND:20241123T090000Z\r\nLOCATION:Lapangan A\r\n" \
    "GEO:0.504900000;117.527900000\r\nX-JARAK-CROWD:100\r\n"                        \
    "DESCRIPTION:Juru kampanye: Ani\r\n"

struct amended {
    struct jk_arena arena;
    char *text; /* null: nothing was changed, or refused */
    enum jk_status rc;
    struct jk_error err;
};

static const struct jk_ical_comp *scan(struct jk_arena *arena, const char *lines)
{
    const struct jk_ical_comp *calendar;
    struct jk_error err;
    const char *text =
        jk_arena_fmt(arena, "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n%sEND:VEVENT\r\nEND:VCALENDAR\r\n",
                     lines);

    cr_assert_not_null(text);
    cr_assert(jk_ical_scan(arena, jk_span_of(text), 1000, &calendar, &err) == JK_OK);
    return calendar->children;
}

/* SHOWN with one line put for another; null for none of either. */
static const char *with(struct jk_arena *arena, const char *line, const char *instead)
{
    const char *at = line ? strstr(SHOWN, line) : SHOWN + strlen(SHOWN);

    cr_assert_not_null(at, "%s", line);
    return jk_arena_fmt(arena, "%.*s%s%s", (int)(at - SHOWN), SHOWN, instead ? instead : "",
                        at + (line ? strlen(line) : 0));
}

static struct amended amend(const char *filed, const char *line, const char *instead)
{
    struct amended a = { .text = NULL };
    struct jk_span out;
    const struct jk_ical_amend by = { .before = scan(&a.arena, SHOWN),
                                      .after = scan(&a.arena, with(&a.arena, line, instead)),
                                      .sequence = 4,
                                      .stamp_s = 1730764800 };

    a.rc = jk_ical_amend(&a.arena, jk_span_of(filed), &by, &out, &a.err);
    if (a.rc == JK_OK)
        a.text = jk_arena_copy(&a.arena, out);
    return a;
}

Test(amend, what_nobody_touched_is_no_change)
{
    struct amended a = amend(FILED, NULL, NULL);

    cr_assert(a.rc == JK_EXISTS);
    jk_arena_clear(&a.arena);
}

Test(amend, only_the_line_that_was_touched_is_another)
{
    struct amended a = amend(FILED, "X-JARAK-CROWD:100\r\n", "X-JARAK-CROWD:2500\r\n");

    cr_assert(a.rc == JK_OK);
    cr_assert(strstr(a.text, "\r\nX-JARAK-CROWD:2500\r\n") && !strstr(a.text, "CROWD:100"));
    cr_assert(
        strstr(a.text, "\r\nDTSTART;TZID=Asia/Makassar:20241123T140000\r\nDURATION:PT3H\r\n"));
    cr_assert(strstr(a.text, "\r\nX-NOTE:tetap\r\n") && strstr(a.text, "TRIGGER:-PT15M"));
    cr_assert(strstr(a.text, "\r\nX-JARAK-PLACE:LAP-A\r\n"));
    cr_assert(strstr(a.text, "\r\nSEQUENCE:4\r\nDTSTAMP:20241105T000000Z\r\n"));
    cr_assert(!strstr(a.text, "SEQUENCE:3"));
    cr_assert(strstr(a.text, "\r\nX-JARAK-INFERRED:DURATION\r\n"),
              "a crowd that somebody typed is stated: %s", a.text);
    jk_arena_clear(&a.arena);
}

Test(amend, begin_and_end_change_together)
{
    struct amended a = amend(FILED, "DTEND:20241123T090000Z", "DTEND:20241123T080000Z");

    cr_assert(a.rc == JK_OK);
    cr_assert(strstr(a.text, "\r\nDTSTART:20241123T060000Z\r\nDTEND:20241123T080000Z\r\n"));
    cr_assert(!strstr(a.text, "DURATION:PT3H") && !strstr(a.text, "TZID"));
    cr_assert(strstr(a.text, "\r\nX-JARAK-INFERRED:X-JARAK-CROWD\r\n"), "%s", a.text);
    jk_arena_clear(&a.arena);
}

Test(amend, a_code_of_the_gazetteer_goes_with_name_and_place)
{
    struct amended a = amend(FILED, "LOCATION:Lapangan A", "LOCATION:Lapangan B");

    cr_assert(a.rc == JK_OK && !strstr(a.text, "X-JARAK-PLACE"));
    cr_assert(strstr(a.text, "\r\nGEO:0.5049;117.5279\r\n"), "as it was filed");
    jk_arena_clear(&a.arena);
    a = amend(FILED, "GEO:0.504900000;117.527900000", "GEO:0.600000000;117.527900000");
    cr_assert(a.rc == JK_OK && !strstr(a.text, "X-JARAK-PLACE") && !strstr(a.text, "0.5049;"));
    cr_assert(strstr(a.text, "\r\nLOCATION:Lapangan A\r\n"));
    jk_arena_clear(&a.arena);
}

Test(amend, of_a_description_one_line_is_exchanged_put_first_or_gone)
{
    struct amended a = amend(FILED, "DESCRIPTION:Juru kampanye: Ani\r\n",
                             "DESCRIPTION:Juru kampanye: Budi\\, Cici\r\n");

    cr_assert(a.rc == JK_OK);
    cr_assert(strstr(a.text, "\r\nDESCRIPTION:Bawa topi.\\nJuru kampanye: Budi\\, Cici\\nTerima "
                             "kasih.\r\n"),
              "%s", a.text);
    jk_arena_clear(&a.arena);
    a = amend(FILED, "DESCRIPTION:Juru kampanye: Ani\r\n", NULL);
    cr_assert(a.rc == JK_OK && strstr(a.text, "\r\nDESCRIPTION:Bawa topi.\\nTerima kasih.\r\n"));
    jk_arena_clear(&a.arena);
    a = amend("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a@kutim\r\nDESCRIPTION:Bawa topi.\r\n"
              "END:VEVENT\r\nEND:VCALENDAR\r\n",
              "DESCRIPTION:Juru kampanye: Ani\r\n", "DESCRIPTION:Juru kampanye: Budi\r\n");
    cr_assert(a.rc == JK_OK &&
              strstr(a.text, "\r\nDESCRIPTION:Juru kampanye: Budi\\nBawa topi.\r\n"));
    jk_arena_clear(&a.arena);
}

Test(amend, a_line_that_is_emptied_goes_and_a_new_one_comes)
{
    struct amended a = amend(FILED, "X-JARAK-CROWD:100\r\n", NULL);

    cr_assert(a.rc == JK_OK && !strstr(a.text, "X-JARAK-CROWD:"));
    cr_assert(!strstr(a.text, "INFERRED:DURATION\\,X-JARAK-CROWD"));
    jk_arena_clear(&a.arena);
    a = amend(FILED, NULL, "X-JARAK-PROPS:baliho\r\n");
    cr_assert(a.rc == JK_OK && strstr(a.text, "\r\nX-JARAK-PROPS:baliho\r\n"));
    jk_arena_clear(&a.arena);
}

Test(amend, what_takes_place_no_more_is_cancelled_and_says_all_it_said)
{
    struct amended a = { .text = NULL };
    const struct jk_ical_amend by = { .before = scan(&a.arena, SHOWN), .sequence = 4 };
    struct jk_span out;

    a.rc = jk_ical_amend(&a.arena, jk_span_of(FILED), &by, &out, &a.err);
    cr_assert(a.rc == JK_OK);
    a.text = jk_arena_copy(&a.arena, out);
    cr_assert(strstr(a.text, "\r\nSTATUS:CANCELLED\r\n") && strstr(a.text, "X-NOTE:tetap"));
    jk_arena_clear(&a.arena);
}

#define SERIES                                                                            \
    "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a@kutim\r\nDTSTART:20241123T060000Z\r\n"      \
    "RRULE:FREQ=DAILY;COUNT=3\r\nX-JARAK-CROWD:100\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\n"     \
    "UID:a@kutim\r\nRECURRENCE-ID:20241124T060000Z\r\nX-JARAK-CROWD:70\r\nEND:VEVENT\r\n" \
    "END:VCALENDAR\r\n"

Test(amend, of_a_series_all_but_the_hours_may_change_and_exceptions_stay)
{
    struct amended a = amend(SERIES, "X-JARAK-CROWD:100\r\n", "X-JARAK-CROWD:2500\r\n");

    cr_assert(a.rc == JK_OK);
    cr_assert(strstr(a.text, "X-JARAK-CROWD:2500\r\n") && strstr(a.text, "X-JARAK-CROWD:70\r\n"));
    jk_arena_clear(&a.arena);
    a = amend(SERIES, "DTSTART:20241123T060000Z", "DTSTART:20241123T070000Z");
    cr_assert(a.rc == JK_STATE);
    jk_arena_clear(&a.arena);
}

Test(amend, a_route_that_says_when_it_passes_is_not_moved_under_its_instants)
{
#define TIMED                                                                        \
    "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a@kutim\r\nDTSTART:20241123T060000Z\r\n" \
    "STRUCTURED-DATA;VALUE=TEXT:{\"coordTimes\":[]}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    struct amended a = amend(TIMED, "DTSTART:20241123T060000Z", "DTSTART:20241123T070000Z");

    cr_assert(a.rc == JK_STATE);
    jk_arena_clear(&a.arena);
    a = amend(TIMED, "X-JARAK-CROWD:100\r\n", "X-JARAK-CROWD:2500\r\n");
    cr_assert(a.rc == JK_OK && strstr(a.text, "coordTimes"));
    jk_arena_clear(&a.arena);
}

/* An editor that shows the whole of a description exchanges the whole of it, however many lines. */
Test(amend, a_description_that_was_shown_whole_is_exchanged_whole)
{
    static const char filed[] = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\n"
                                "UID:a\r\nDTSTAMP:20241101T000000Z\r\n"
                                "DESCRIPTION:Satu\\nDua\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    struct jk_arena arena = { 0 };
    struct jk_error err;
    struct jk_span out;
    const struct jk_ical_amend by = { .before = scan(&arena, "DESCRIPTION:Satu\\nDua\r\n"),
                                      .after = scan(&arena, "DESCRIPTION:Tiga\\nDua\r\n"),
                                      .sequence = 1 };
    const struct jk_ical_amend gone = { .before = by.before,
                                        .after = scan(&arena, "SUMMARY:x\r\n"),
                                        .sequence = 1 };

    cr_assert(jk_ical_amend(&arena, jk_span_of(filed), &by, &out, &err) == JK_OK);
    cr_assert(strstr(out.at, "\r\nDESCRIPTION:Tiga\\nDua\r\n") && !strstr(out.at, "Satu"));
    cr_assert(jk_ical_amend(&arena, jk_span_of(filed), &gone, &out, &err) == JK_OK);
    cr_assert(!strstr(out.at, "DESCRIPTION"));
    jk_arena_clear(&arena);
}
