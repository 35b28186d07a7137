/* Conflicts as calendar events: in full for officers, discreet for calendar services. */
#include "jarak/feed/alert/vevent.h"
#include "jarak/feed/alert/text.h"

#include "tests/support/documents.h"

#define ID "7f3a9b0123456789"

static const struct jk_party one = { .contest = "c", .count = 1, .paslon = { 1 } };
static const struct jk_party two = { .contest = "c", .count = 1, .paslon = { 2 } };

/* What an officer's calendar has of a conflict; without parts it tells no places. */
static struct jk_conflict_event event(const struct jk_pack *pack)
{
    return (struct jk_conflict_event){ .view = { .id = ID,
                                                 .revision = 4,
                                                 .open = true,
                                                 .levels = { .level = JK_LEVEL_WASPADA,
                                                             .level_max = JK_LEVEL_SIAGA },
                                                 .own = { "SATU@kutim", "Rapat satu", &one },
                                                 .other = { "DUA@kutim", "Rapat dua", &two },
                                                 .tz = jk_tz_find(JK_SPAN("WITA")) },
                                       .pack = pack,
                                       .changed_s = 1732338000,
                                       .start_s = 1732341600,
                                       .end_s = 1732345200 };
}

Test(conflict_uid, it_is_made_of_the_id_and_read_back_and_no_other_is)
{
    static const char *const others[] = {
        "",
        "konflik-" ID,
        "konflik-" ID "@lain",
        "konflik-" ID "0@jarakd",
        "konflik-7f3a@jarakd",
        "Konflik-" ID "@jarakd",
        "konflik-" ID "@jarakd ",
        "permohonan-" ID "@jarakd",
    };
    struct jk_buf uid = { 0 };
    char id[JK_CONFLICT_HEX + 1];

    jk_conflict_uid_add(&uid, ID);
    cr_assert_str_eq(text_of_buffer(&uid), "konflik-" ID "@jarakd");
    cr_assert(jk_conflict_uid_read(uid.at, id));
    cr_assert_str_eq(id, ID);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        cr_expect(!jk_conflict_uid_read(others[i], id), "%s", others[i]);
    cr_assert_str_eq(id, ID, "what was there is left alone");
    jk_buf_clear(&uid);
}

/* WIRE 4: one VEVENT per pair, RELATED-TO both, VALARM. */
Test(conflict_event, it_is_related_to_both_and_warns_a_day_and_two_hours_before)
{
    struct jk_pack pack = { .tz = jk_tz_find(JK_SPAN("WITA")) };
    struct jk_conflict_event e = event(&pack);
    struct jk_buf out = { 0 };
    const char *text;

    jk_conflict_event_write(&out, &e);
    text = text_of_buffer(&out);
    expect_holds(text, "UID:konflik-" ID "@jarakd\r\nSEQUENCE:4\r\n");
    expect_holds(text, "DTSTAMP:20241123T050000Z\r\nLAST-MODIFIED:20241123T050000Z\r\n");
    expect_holds(text, "DTSTART;TZID=Asia/Makassar:20241123T140000\r\n");
    expect_holds(text, "DTEND;TZID=Asia/Makassar:20241123T150000\r\n");
    expect_holds(text, "SUMMARY:WASPADA: Paslon 1 - Paslon 2\r\n");
    expect_holds(text, "RELATED-TO:SATU@kutim\r\n");
    expect_holds(text, "RELATED-TO:DUA@kutim\r\n");
    cr_expect(times_in(text, "BEGIN:VALARM") == 2);
    expect_holds(text, "TRIGGER:-P1D\r\n");
    expect_holds(text, "TRIGGER:-PT2H\r\n");
    expect_holds(text, "TRANSP:TRANSPARENT\r\n");
    jk_buf_clear(&out);
}

Test(conflict_event, where_two_contests_meet_its_title_and_text_name_both)
{
    static const struct jk_contest contests[] = {
        { .id = "c", .name = { "Pemilihan Bupati Kutai Timur", "" } },
        { .id = "g", .name = { "Pemilihan Gubernur Kaltim", "" } },
    };
    static const struct jk_party governor = { .contest = "g", .count = 1, .paslon = { 1 } };
    struct jk_pack pack = { .contests = contests,
                            .contest_count = 2,
                            .tz = jk_tz_find(JK_SPAN("WITA")) };
    struct jk_conflict_event e = event(&pack);
    struct jk_buf out = { 0 };

    e.view.other.party = &governor;
    jk_conflict_event_write(&out, &e);
    expect_holds(text_of_buffer(&out),
                 "SUMMARY:WASPADA: Paslon 1 Bupati Kutai Timur - Paslon 1 Gubernur Kaltim\r\n");
    jk_buf_reset(&out);
    jk_message_internal(&out, &e.view, &pack, JK_EVENT_OPENED, JK_LANG_EN);
    expect_holds(text_of_buffer(&out), "(Paslon 1 Bupati Kutai Timur)");
    expect_holds(text_of_buffer(&out), "(Paslon 1 Gubernur Kaltim)");
    jk_buf_clear(&out);
}

Test(conflict_event, a_simulation_says_so_and_a_possible_one_is_named_by_what_it_may_reach)
{
    struct jk_pack pack = { .simulation = true, .tz = jk_tz_find(JK_SPAN("WITA")) };
    struct jk_conflict_event e = event(&pack);
    struct jk_buf out = { 0 };

    e.view.levels.level = JK_LEVEL_NONE;
    jk_conflict_event_write(&out, &e);
    expect_holds(text_of_buffer(&out), "SUMMARY:[SIMULASI] SIAGA: ");
    jk_buf_clear(&out);
}

/* WIRE 1: by default titles say only "Konflik 7F3A, buka jarakd". */
Test(conflict_calendar, it_says_when_and_not_what)
{
    static const char *const secret[] = { "SATU", "DUA@", "Rapat", "Paslon", "WASPADA", "SIAGA" };
    struct jk_pack pack = { .tz = jk_tz_find(JK_SPAN("WITA")) };
    struct jk_conflict_event events[2] = { event(&pack), event(&pack) };
    struct jk_buf out = { 0 };
    const char *text;

    events[1].view.tz = jk_tz_find(JK_SPAN("WIT"));
    jk_conflict_calendar_write(&out, &pack, events, 2);
    text = text_of_buffer(&out);
    cr_expect(times_in(text, "SUMMARY:Konflik 7F3A\\, buka jarakd\r\n") == 2);
    cr_expect(times_in(text, "BEGIN:VEVENT") == 2 && times_in(text, "BEGIN:VALARM") == 4);
    for (size_t i = 0; i < sizeof secret / sizeof *secret; i++)
        expect_lacks(text, secret[i]);
    jk_buf_clear(&out);
}

Test(conflict_calendar, each_zone_stands_once_and_that_of_the_pack_always)
{
    static const struct {
        const char *zones[3];
        size_t count;
    } cases[] = {
        { { "WITA", "WITA", "WITA" }, 1 },
        { { "WIT", "WITA", "WIT" }, 2 },
        { { "WIT", "WIB", "WIT" }, 3 },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_pack pack = { .tz = jk_tz_find(JK_SPAN("WITA")) };
        struct jk_conflict_event events[3];
        struct jk_buf out = { 0 };

        for (int k = 0; k < 3; k++) {
            events[k] = event(&pack);
            events[k].view.tz = jk_tz_find(jk_span_of(cases[i].zones[k]));
        }
        jk_conflict_calendar_write(&out, &pack, events, 3);
        cr_expect(times_in(text_of_buffer(&out), "BEGIN:VTIMEZONE") == cases[i].count, "case %zu",
                  i);
        jk_buf_clear(&out);
    }
}
