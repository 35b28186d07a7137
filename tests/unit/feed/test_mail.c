/* An alert as an e-mail: heads, one message an alert, lines that every relay takes. */
#include <criterion/criterion.h>
#include <string.h>
#include "jarak/feed/mail.h"

#define PAYLOAD                                                                                    \
    "{\"level\":\"siaga\",\"text\":\"PERINGATAN JARAK\\nsatu\",\"text_en\":\"en\",\"conflict\":{"  \
    "\"parts\":[{\"intervals\":[[[\"2024-11-20T14:00:00+08:00\",\"2024-11-20T17:00:00+08:00\"]]]}" \
    "]}}"

Test(mail, the_same_alert_is_the_same_message_with_lines_of_crlf)
{
    struct jk_pack pack = {
        .id = "p", .region = "64.08", .simulation = false, .zone = jk_zone_find(JK_SPAN("WITA"))
    };
    struct jk_told told = { "0123456789abcdef", 3, 1732078800, "level", PAYLOAD };
    struct jk_buf once = { 0 }, twice = { 0 };

    cr_assert(jk_mail_write(&once, &pack, &told, "j@kpu.example", "p@polres.example") == JK_OK);
    cr_assert(jk_mail_write(&twice, &pack, &told, "j@kpu.example", "p@polres.example") == JK_OK);
    cr_assert(once.len == twice.len && memcmp(once.at, twice.at, once.len) == 0);
    for (size_t i = 0; i < once.len; i++)
        cr_assert((once.at[i] == '\n') == (i > 0 && once.at[i - 1] == '\r'), "at %zu", i);
    jk_buf_char(&once, '\0');
    cr_assert(strstr(once.at, "Message-ID: <0123456789abcdef-3@kpu.example>\r\n") != NULL);
    cr_assert(strstr(once.at, "Date: Wed, 20 Nov 2024 13:00:00 +0800\r\n") != NULL, "%s", once.at);
    cr_assert(strstr(once.at, "Subject: PERINGATAN JARAK: SIAGA, ") != NULL, "%s", once.at);
    cr_assert(strstr(once.at, "Auto-Submitted: auto-generated\r\n") != NULL);
    cr_assert(strstr(once.at, "\r\nUEVSSU5HQVRBTiBKQVJBSwpzYXR1\r\n") != NULL, "%s", once.at);
    cr_assert(strstr(once.at, "text/calendar") != NULL);
    jk_buf_clear(&once);
    jk_buf_clear(&twice);
}

Test(mail, without_times_nothing_is_published_and_foreign_payloads_are_refused)
{
    struct jk_pack pack = { .id = "p", .region = "64.08", .zone = jk_zone_find(JK_SPAN("WITA")) };
    struct jk_told told = {
        "0123456789abcdef", 3, 1732078800, "closed",
        "{\"level\":\"none\",\"text\":\"a\",\"text_en\":\"b\",\"conflict\":{}}"
    };
    struct jk_buf out = { 0 };

    cr_assert(jk_mail_write(&out, &pack, &told, "j@k", "p@q") == JK_OK);
    jk_buf_char(&out, '\0');
    cr_assert(strstr(out.at, "text/calendar; method=CANCEL") != NULL, "a cancellation has none");
    cr_assert(strstr(out.at, "\r\nYQ==\r\n") != NULL);
    jk_buf_reset(&out);
    told.event = "level";
    cr_assert(jk_mail_write(&out, &pack, &told, "j@k", "p@q") == JK_OK);
    jk_buf_char(&out, '\0');
    cr_assert(strstr(out.at, "text/calendar") == NULL);
    told.payload = "{}";
    cr_assert(jk_mail_write(&out, &pack, &told, "j@k", "p@q") == JK_CORRUPT);
    jk_buf_clear(&out);
}

/* The last base64 block of a message, decoded and unfolded. */
static void read_calendar(const struct jk_buf *message, char *out, size_t cap)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = strstr(message->at, "text/calendar");
    unsigned bits = 0;
    size_t used = 0, count = 0;

    cr_assert(at != NULL);
    for (at = strstr(at, "\r\n\r\n") + 4; *at != '-' && *at != '='; at++) {
        const char *digit = strchr(digits, *at);

        if (!digit)
            continue;
        bits = bits << 6 | (unsigned)(digit - digits);
        if (++count % 4 == 1)
            continue;
        cr_assert(used + 1 < cap);
        out[used++] = (char)(bits >> (6 - 2 * ((count - 1) % 4)) & 255);
        if (used >= 3 && memcmp(out + used - 3, "\r\n ", 3) == 0)
            used -= 3;
    }
    out[used] = '\0';
}

Test(mail, over_the_life_of_a_conflict_its_entry_is_published_and_then_cancelled)
{
    static const struct {
        const char *event, *type, *method, *sequence, *status;
    } life[] = {
        { "opened", "method=PUBLISH", "METHOD:PUBLISH\r\n", "SEQUENCE:1\r\n", "STATUS:CONFIRMED" },
        { "moved", "method=PUBLISH", "METHOD:PUBLISH\r\n", "SEQUENCE:2\r\n", "STATUS:CONFIRMED" },
        { "escalated", "method=PUBLISH", "METHOD:PUBLISH\r\n", "SEQUENCE:3\r\n",
          "STATUS:CONFIRMED" },
        { "closed", "method=CANCEL", "METHOD:CANCEL\r\n", "SEQUENCE:4\r\n", "STATUS:CANCELLED" },
        { "opened", "method=PUBLISH", "METHOD:PUBLISH\r\n", "SEQUENCE:5\r\n", "STATUS:CONFIRMED" },
    };
    struct jk_pack pack = { .id = "p", .region = "64.08", .zone = jk_zone_find(JK_SPAN("WITA")) };

    for (unsigned i = 0; i < sizeof life / sizeof *life; i++) {
        struct jk_told told = { "0123456789abcdef", i + 1, 1732078800 + i, life[i].event, PAYLOAD };
        struct jk_buf out = { 0 };
        char text[2048];

        cr_assert(jk_mail_write(&out, &pack, &told, "j@kpu.example", "p@polres.example") == JK_OK);
        jk_buf_char(&out, '\0');
        cr_assert(strstr(strstr(out.at, "text/calendar"), life[i].type) != NULL);
        cr_assert(strstr(out.at, "component=VEVENT; charset=utf-8\r\n") != NULL);
        read_calendar(&out, text, sizeof text);
        cr_assert(strstr(text, life[i].method) && strstr(text, life[i].sequence), "%s", text);
        cr_assert(strstr(text, life[i].status) != NULL, "%s", text);
        cr_assert(strstr(text, "UID:konflik-0123456789abcdef@jarakd\r\n") != NULL);
        cr_assert(strstr(text, "ORGANIZER:mailto:j@kpu.example\r\n") != NULL);
        cr_assert(strstr(text, "ATTENDEE") == NULL, "not allowed in PUBLISH");
        jk_buf_clear(&out);
    }
}
