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

Test(mail, without_times_there_is_no_calendar_and_foreign_payloads_are_refused)
{
    struct jk_pack pack = { .id = "p", .region = "64.08", .zone = jk_zone_find(JK_SPAN("WITA")) };
    struct jk_told told = {
        "0123456789abcdef", 3, 1732078800, "closed",
        "{\"level\":\"none\",\"text\":\"a\",\"text_en\":\"b\",\"conflict\":{}}"
    };
    struct jk_buf out = { 0 };

    cr_assert(jk_mail_write(&out, &pack, &told, "j@k", "p@q") == JK_OK);
    jk_buf_char(&out, '\0');
    cr_assert(strstr(out.at, "text/calendar") == NULL && strstr(out.at, "\r\nYQ==\r\n") != NULL);
    told.payload = "{}";
    cr_assert(jk_mail_write(&out, &pack, &told, "j@k", "p@q") == JK_CORRUPT);
    jk_buf_clear(&out);
}
