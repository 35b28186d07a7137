/* The envelope of iTIP messages (jarak/ical/itip.h), by RFC 5546 section 3.2 and docs/itip.md. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "jarak/ical/itip.h"
#include "jarak/ical/texts.h"
#include "jarak/model/texts.h"
#include "jarak/model/notice.h"

/* A message being read; drop with drop(). */
struct message {
    struct jk_arena arena;
    struct jk_buf sent;
    struct jk_itip itip;
    struct jk_error err;
};

/* Lines ended by "|" inside a VCALENDAR; "+" begins and "-" ends a component. */
static enum jk_status read_lines(struct message *m, const char *lines)
{
    struct jk_span rest = jk_span_of(lines), line;

    *m = (struct message){ .itip = { .method = JK_ITIP_NONE } };
    jk_buf_str(&m->sent, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"); /* lines 1 and 2 */
    while (jk_span_cut(&rest, '|', &line) && line.len) {
        const char *head = line.at[0] == '+' ? "BEGIN:" : line.at[0] == '-' ? "END:" : "";

        jk_buf_str(&m->sent, head);
        jk_buf_add(&m->sent, line.at + (head[0] != '\0'), line.len - (head[0] != '\0'));
        jk_buf_str(&m->sent, "\r\n");
    }
    jk_buf_str(&m->sent, "END:VCALENDAR\r\n");
    return jk_itip_read(&m->arena, jk_buf_view(&m->sent), &m->itip, &m->err);
}

static void drop(struct message *m)
{
    jk_arena_clear(&m->arena);
    jk_buf_clear(&m->sent);
}

Test(itip, a_method_is_known_in_any_case_and_others_are_kept_as_sent)
{
    static const struct {
        const char *lines;
        enum jk_itip_method method;
        const char *word;
        unsigned line;
    } rows[] = {
        { "METHOD:REQUEST|+VEVENT|UID:a|-VEVENT|", JK_ITIP_REQUEST, "REQUEST", 3 },
        { "METHOD:cancel|+VEVENT|UID:a|-VEVENT|", JK_ITIP_CANCEL, "cancel", 3 },
        { "X-A:1|METHOD:Reply|+VEVENT|UID:a|-VEVENT|", JK_ITIP_REPLY, "Reply", 4 },
        { "METHOD:PUBLISH|+VEVENT|UID:a|-VEVENT|", JK_ITIP_OTHER, "PUBLISH", 3 },
        { "METHOD:COUNTER|+VEVENT|UID:a|-VEVENT|", JK_ITIP_OTHER, "COUNTER", 3 },
        { "METHOD:REQUESTS|+VEVENT|UID:a|-VEVENT|", JK_ITIP_OTHER, "REQUESTS", 3 },
        { "METHOD:|+VEVENT|UID:a|-VEVENT|", JK_ITIP_OTHER, "", 3 },
        { "+VEVENT|UID:a|-VEVENT|", JK_ITIP_NONE, "", 1 },
        { "+VEVENT|METHOD:REQUEST|UID:a|-VEVENT|", JK_ITIP_NONE, "", 1 },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct message m;

        cr_assert(read_lines(&m, rows[i].lines) == JK_OK, "row %zu", i);
        cr_assert(m.itip.method == rows[i].method && m.itip.method_line == rows[i].line, "row %zu",
                  i);
        cr_assert(strcmp(m.itip.word, rows[i].word) == 0, "row %zu: %s", i, m.itip.word);
        drop(&m);
    }
}

Test(itip, components_of_one_uid_are_one_item_in_the_order_of_the_first)
{
    struct message m;
    const struct jk_itip_item *items;

    cr_assert(read_lines(&m,
                         "METHOD:REQUEST|+VEVENT|UID:b\\,1|SEQUENCE:2|ORGANIZER:mailto:x@y|-VEVENT|"
                         "+VTIMEZONE|TZID:Z|-VTIMEZONE|+VTODO|UID:a|-VTODO|"
                         "+VEVENT|UID:b\\,1|SEQUENCE:7|ORGANIZER:mailto:z@y|-VEVENT|") == JK_OK);
    items = m.itip.items;
    cr_assert(m.itip.count == 2);
    cr_assert(strcmp(items[0].uid, "b,1") == 0 && items[0].count == 2 && items[0].sequence == 7);
    cr_assert(strcmp(items[0].organizer, "mailto:x@y") == 0 && items[0].line == 4);
    cr_assert(strcmp(items[1].uid, "a") == 0 && strcmp(items[1].component, "VTODO") == 0);
    cr_assert(items[1].organizer == NULL && items[1].sequence == 0 && items[1].count == 1);
    drop(&m);
}

Test(itip, an_endless_rule_is_remembered_and_one_that_ends_is_not)
{
    static const struct {
        const char *rule;
        bool endless;
    } rows[] = {
        { "FREQ=DAILY", true },           { "FREQ=WEEKLY;INTERVAL=2", true },
        { "FREQ=DAILY;COUNT=3", false },  { "FREQ=DAILY;until=20241120T000000Z", false },
        { "FREQ=DAILY;X-COUNT=3", true },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char lines[160];
        struct message m;

        snprintf(lines, sizeof lines, "+VEVENT|UID:a|RRULE:%s|-VEVENT|", rows[i].rule);
        cr_assert(read_lines(&m, lines) == JK_OK);
        cr_assert((m.itip.items[0].endless != NULL) == rows[i].endless, "%s", rows[i].rule);
        cr_assert(!rows[i].endless || strcmp(m.itip.items[0].endless, rows[i].rule) == 0);
        drop(&m);
    }
}

Test(itip, what_cannot_be_answered_is_refused)
{
    char uid[JK_UID_MAX + 32];
    struct message m;

    cr_assert(read_lines(&m, "METHOD:REQUEST|+VEVENT|SUMMARY:x|-VEVENT|") == JK_INVALID);
    cr_assert(strcmp(m.err.field, "UID") == 0 && m.err.line == 1);
    drop(&m);
    cr_assert(read_lines(&m, "METHOD:REQUEST|+VEVENT|UID:|-VEVENT|") == JK_INVALID);
    drop(&m);
    cr_assert(read_lines(&m, "METHOD:REQUEST|+VEVENT|UID:a\\nb|-VEVENT|") == JK_INVALID);
    drop(&m);
    cr_assert(read_lines(&m, "METHOD:REQUEST|+VTIMEZONE|UID:a|-VTIMEZONE|") == JK_INVALID);
    drop(&m);
    cr_assert(read_lines(&m, "METHOD:REQUEST|+VEVENT|UID:a|") == JK_INVALID, "VEVENT has no end");
    drop(&m);
    for (size_t len = JK_UID_MAX; len <= JK_UID_MAX + 1; len++) {
        snprintf(uid, sizeof uid, "+VEVENT|UID:%0*d|-VEVENT|", (int)len, 1);
        cr_assert(read_lines(&m, uid) == (len > JK_UID_MAX ? JK_INVALID : JK_OK), "%zu octets",
                  len);
        drop(&m);
    }
}

Test(itip, one_component_without_a_uid_does_not_take_the_others_along)
{
    struct message m;

    cr_assert(read_lines(&m, "METHOD:REQUEST|+VEVENT|-VEVENT|+VEVENT|UID:a|-VEVENT|") == JK_OK);
    cr_assert(m.itip.count == 1 && strcmp(m.itip.items[0].uid, "a") == 0);
    drop(&m);
}

Test(itip, a_sequence_that_is_no_number_counts_as_none_in_the_envelope)
{
    struct message m;

    cr_assert(read_lines(&m, "+VEVENT|UID:a|SEQUENCE:2147483648|-VEVENT|+VEVENT|UID:b|"
                             "SEQUENCE:2147483647|-VEVENT|+VEVENT|UID:c|SEQUENCE:-1|-VEVENT|") ==
              JK_OK);
    cr_assert(m.itip.items[0].sequence == 0 && m.itip.items[1].sequence == 2147483647u);
    cr_assert(m.itip.items[2].sequence == 0);
    drop(&m);
}

/* What a CANCEL or a REPLY may not say, and what names the fault. */
struct fault {
    const char *lines;
    const char *field;
    const struct jk_text *text;
    unsigned line;
};

Test(itip, a_cancel_says_when_and_which_version)
{
    struct jk_itip_cancel cancel;
    struct message m;

    cr_assert(
        read_lines(&m,
                   "METHOD:CANCEL|+VEVENT|UID:a|DTSTAMP:20241101T010203Z|SEQUENCE:4|-VEVENT|") ==
        JK_OK);
    cr_assert(jk_itip_cancel_read(&m.arena, m.itip.items, jk_tz_find(JK_SPAN("WITA")), &cancel,
                                  &m.err) == JK_OK);
    cr_assert(cancel.sequence == 4 && cancel.dtstamp_s == 1730422923);
    drop(&m);
    cr_assert(read_lines(&m, "+VEVENT|UID:a|DTSTAMP:20241101T010203Z|-VEVENT|") == JK_OK);
    cr_assert(jk_itip_cancel_read(&m.arena, m.itip.items, jk_tz_find(JK_SPAN("WITA")), &cancel,
                                  &m.err) == JK_OK &&
              cancel.sequence == 0);
    drop(&m);
}

Test(itip, a_cancel_of_dates_names_each_of_them)
{
    struct jk_itip_cancel cancel;
    struct message m;

    cr_assert(read_lines(&m, "METHOD:CANCEL|"
                             "+VEVENT|UID:a|DTSTAMP:20241101T010203Z|SEQUENCE:4|"
                             "RECURRENCE-ID:20241120T060000Z|-VEVENT|"
                             "+VEVENT|UID:b|DTSTAMP:20241101T010203Z|-VEVENT|"
                             "+VEVENT|UID:a|DTSTAMP:20241101T010204Z|SEQUENCE:5|"
                             "RECURRENCE-ID;TZID=Asia/Makassar:20241121T140000|-VEVENT|"
                             "+VEVENT|UID:a|DTSTAMP:20241101T010203Z|"
                             "RECURRENCE-ID;VALUE=DATE:20241122|-VEVENT|") == JK_OK);
    cr_assert(jk_itip_cancel_read(&m.arena, m.itip.items, jk_tz_find(JK_SPAN("WITA")), &cancel,
                                  &m.err) == JK_OK);
    cr_assert(cancel.sequence == 5 && cancel.dtstamp_s == 1730422924 && cancel.date_count == 3);
    cr_assert(cancel.dates[0] == 1732082400 && cancel.dates[1] == 1732168800 &&
              cancel.dates[2] == 1732204800);
    drop(&m);
}

Test(itip, a_cancel_that_is_neither_of_the_whole_nor_of_dates_is_refused_with_its_line)
{
    static const struct fault rows[] = {
        { "+VEVENT|UID:a|DTSTAMP:20241101T010203Z|RECURRENCE-ID;RANGE=THISANDFUTURE:"
          "20241101T010203Z|-VEVENT|",
          "RECURRENCE-ID", JK_TEXT_ICAL_RANGE, 6 },
        { "+VEVENT|UID:a|DTSTAMP:20241101T010203Z|RECURRENCE-ID:20241101T010203Z|-VEVENT|+VEVENT|"
          "UID:a|DTSTAMP:20241101T010203Z|-VEVENT|",
          "UID", JK_TEXT_ITIP_TWICE, 3 },
        { "+VEVENT|UID:a|DTSTAMP:20241101T010203Z|-VEVENT|+VEVENT|UID:a|DTSTAMP:20241101T010203Z|"
          "-VEVENT|",
          "UID", JK_TEXT_ITIP_TWICE, 3 },
        { "+VEVENT|UID:a|DTSTAMP:20241101T010203Z|-VEVENT|+VEVENT|UID:a|-VEVENT|", "DTSTAMP",
          JK_TEXT_ICAL_MISSING, 7 },
        { "+VEVENT|UID:a|-VEVENT|", "DTSTAMP", JK_TEXT_ICAL_MISSING, 3 },
        { "+VEVENT|UID:a|DTSTAMP:20241101T010203|-VEVENT|", "DTSTAMP", JK_TEXT_ICAL_UTC, 5 },
        { "+VEVENT|UID:a|DTSTAMP:20241301T010203Z|-VEVENT|", "DTSTAMP", JK_TEXT_ICAL_UTC, 5 },
        { "+VEVENT|UID:a|SEQUENCE:x|DTSTAMP:20241101T010203Z|-VEVENT|", "SEQUENCE",
          JK_TEXT_ICAL_SEQUENCE, 5 },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct jk_itip_cancel cancel;
        struct message m;

        cr_assert(read_lines(&m, rows[i].lines) == JK_OK, "row %zu", i);
        cr_assert(jk_itip_cancel_read(&m.arena, m.itip.items, jk_tz_find(JK_SPAN("WITA")), &cancel,
                                      &m.err) == JK_INVALID,
                  "row %zu", i);
        cr_assert(strcmp(m.err.field, rows[i].field) == 0 && m.err.text == rows[i].text &&
                      m.err.line == rows[i].line,
                  "row %zu: %s in line %u", i, m.err.field, m.err.line);
        drop(&m);
    }
}

Test(itip, a_reply_is_one_attendees_word)
{
    static const char *const words[] = { "NEEDS-ACTION", "ACCEPTED", "DECLINED", "TENTATIVE" };

    for (int i = 0; i < JK_PARTSTAT_END; i++) {
        char lines[256];
        struct jk_itip_reply reply;
        struct message m;

        snprintf(
            lines, sizeof lines,
            "+VEVENT|UID:a|SEQUENCE:3|ATTENDEE;CN=\"x:y\";PARTSTAT=%s:urn:jarakd:agency:polres|"
            "COMMENT:terlalu\\, dekat|COMMENT:lagi|-VEVENT|",
            words[i]);
        cr_assert(read_lines(&m, lines) == JK_OK);
        cr_assert(jk_itip_reply_read(&m.arena, m.itip.items, &reply, &m.err) == JK_OK, "%s",
                  words[i]);
        cr_assert(reply.partstat == (enum jk_partstat)i && reply.sequence == 3 && reply.line == 6);
        cr_assert(strcmp(reply.attendee, "urn:jarakd:agency:polres") == 0);
        cr_assert(strcmp(reply.comment, "terlalu, dekat\nlagi") == 0, "%s", reply.comment);
        cr_assert(strcmp(jk_partstat_word(reply.partstat), words[i]) == 0);
        drop(&m);
    }
}

Test(itip, a_word_is_read_in_any_case_and_no_comment_is_an_empty_one)
{
    struct jk_itip_reply reply;
    struct message m;

    cr_assert(
        read_lines(&m, "+VEVENT|UID:a|SEQUENCE:0|ATTENDEE;partstat=accepted:urn:x|-VEVENT|") ==
        JK_OK);
    cr_assert(jk_itip_reply_read(&m.arena, m.itip.items, &reply, &m.err) == JK_OK);
    cr_assert(reply.partstat == JK_PARTSTAT_ACCEPTED && reply.comment[0] == '\0');
    drop(&m);
}

Test(itip, a_reply_that_says_too_little_or_too_much_is_refused_with_its_line)
{
    static const struct fault rows[] = {
        { "+VEVENT|UID:a|SEQUENCE:1|-VEVENT|", "ATTENDEE", JK_TEXT_ITIP_ATTENDEE, 3 },
        { "+VEVENT|UID:a|SEQUENCE:1|ATTENDEE;PARTSTAT=ACCEPTED:urn:x|ATTENDEE:urn:y|-VEVENT|",
          "ATTENDEE", JK_TEXT_ITIP_ATTENDEE, 6 },
        { "+VEVENT|UID:a|SEQUENCE:1|ATTENDEE:urn:x|-VEVENT|", "PARTSTAT", JK_TEXT_ITIP_PARTSTAT,
          6 },
        { "+VEVENT|UID:a|SEQUENCE:1|ATTENDEE;PARTSTAT=DELEGATED:urn:x|-VEVENT|", "PARTSTAT",
          JK_TEXT_ITIP_PARTSTAT, 6 },
        { "+VEVENT|UID:a|ATTENDEE;PARTSTAT=ACCEPTED:urn:x|-VEVENT|", "SEQUENCE",
          JK_TEXT_ICAL_MISSING, 3 },
        { "+VEVENT|UID:a|SEQUENCE:1|ATTENDEE;PARTSTAT=ACCEPTED:urn:x|COMMENT:\\q|-VEVENT|",
          "COMMENT", JK_TEXT_ICAL_ESCAPE, 7 },
        { "+VEVENT|UID:a|SEQUENCE:1|ATTENDEE;PARTSTAT=ACCEPTED:urn:x|-VEVENT|+VEVENT|UID:a|-"
          "VEVENT|",
          "UID", JK_TEXT_ITIP_TWICE, 3 },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct jk_itip_reply reply;
        struct message m;

        cr_assert(read_lines(&m, rows[i].lines) == JK_OK, "row %zu", i);
        cr_assert(jk_itip_reply_read(&m.arena, m.itip.items, &reply, &m.err) == JK_INVALID,
                  "row %zu", i);
        cr_assert(strcmp(m.err.field, rows[i].field) == 0 && m.err.text == rows[i].text &&
                      m.err.line == rows[i].line,
                  "row %zu: %s in line %u", i, m.err.field, m.err.line);
        drop(&m);
    }
}

Test(itip, whose_answer_is_refused_is_known_where_he_is_named)
{
    struct jk_itip_reply reply;
    struct message m;

    cr_assert(read_lines(&m, "+VEVENT|UID:a|SEQUENCE:1|ATTENDEE;PARTSTAT=LAIN:urn:x|-VEVENT|") ==
              JK_OK);
    cr_assert(jk_itip_reply_read(&m.arena, m.itip.items, &reply, &m.err) == JK_INVALID);
    cr_assert(strcmp(reply.attendee, "urn:x") == 0 && reply.line == 6);
    drop(&m);
}
