/* An alert as an e-mail: heads, one message an alert, lines that every relay takes. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "tests/unit/feed/alert/told.h"
#include "jarak/feed/alert/mail.h"

#define PAYLOAD                                                                                    \
    "{\"level\":\"siaga\",\"text\":\"PERINGATAN JARAK\\nsatu\",\"text_en\":\"en\",\"conflict\":{"  \
    "\"parts\":[{\"intervals\":[[[\"2024-11-20T14:00:00+08:00\",\"2024-11-20T17:00:00+08:00\"]]]}" \
    "]}}"

Test(mail, the_same_alert_is_the_same_message_with_lines_of_crlf)
{
    struct jk_pack pack = {
        .id = "p", .region = "64.08", .simulation = false, .tz = jk_tz_find(JK_SPAN("WITA"))
    };
    struct jk_arena arena = { 0 };
    struct jk_alert told = told_alert(&arena, PAYLOAD, 3, JK_EVENT_LEVEL, 1732078800);
    struct jk_buf once = { 0 }, twice = { 0 };

    cr_assert(jk_mail_write(&once, &pack, &told,
                            &(struct jk_mail_head){ "j@kpu.example", "p@polres.example", "" }) ==
              JK_OK);
    cr_assert(jk_mail_write(&twice, &pack, &told,
                            &(struct jk_mail_head){ "j@kpu.example", "p@polres.example", "" }) ==
              JK_OK);
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
    jk_arena_clear(&arena);
}

/* The text part, decoded. */
static void read_text(const char *message, char *out, size_t cap)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = strstr(message, "\r\n\r\n--"), *d;
    unsigned bits = 0;
    size_t used = 0, count = 0;

    cr_assert(at != NULL);
    at = strstr(at + 4, "\r\n\r\n") + 4;
    for (; *at != '-' && used + 1 < cap; at++) {
        if (*at == '=' || !(d = strchr(digits, *at)))
            continue;
        bits = bits << 6 | (unsigned)(d - digits);
        if (++count % 4 != 1)
            out[used++] = (char)(bits >> (6 - 2 * ((count - 1) % 4)) & 0xff);
    }
    out[used] = '\0';
}

Test(mail, a_path_of_ours_is_a_link_where_the_site_is_known)
{
#define WITH_PATH                                                                         \
    "{\"level\":\"siaga\",\"text\":\"A /meja/x\\n/meja/konflik/0123\",\"text_en\":\"b\"," \
    "\"conflict\":{}}"
    struct jk_pack pack = { .id = "p", .region = "64.08", .tz = jk_tz_find(JK_SPAN("WITA")) };
    struct jk_arena arena = { 0 };
    struct jk_alert told = told_alert(&arena, WITH_PATH, 3, JK_EVENT_LEVEL, 1732078800);
    static const char *const sites[] = { "https://kpu.example", "" };

    for (int i = 0; i < 2; i++) {
        struct jk_buf out = { 0 };
        char text[200], wanted[200];

        cr_assert(jk_mail_write(&out, &pack, &told,
                                &(struct jk_mail_head){ "j@k", "p@q", sites[i] }) == JK_OK);
        jk_buf_char(&out, '\0');
        read_text(out.at, text, sizeof text);
        snprintf(wanted, sizeof wanted, "A /meja/x\n%s/meja/konflik/0123", sites[i]);
        cr_assert_str_eq(text, wanted);
        jk_buf_clear(&out);
    }
    jk_arena_clear(&arena);
}

Test(mail, the_subject_says_what_an_act_is_about)
{
    static const struct {
        const char *document, *subject;
    } acts[] = {
        { "{\"level\":\"none\",\"text\":\"Keputusan atas kegiatan yang diajukan\\nx\","
          "\"text_en\":\"b\",\"conflict\":null}",
          "Keputusan atas kegiatan yang diajukan\r\n" },
        { "{\"level\":\"none\",\"text\":\"Draf kegiatan dari kalender\\nx\",\"text_en\":\"b\","
          "\"conflict\":null}",
          "Draf kegiatan dari kalender\r\n" },
        { "{\"level\":\"none\",\"text\":\"Akun jarakd\\nx\",\"text_en\":\"b\",\"conflict\":null}",
          "Akun jarakd\r\n" },
    };
    struct jk_pack pack = { .id = "p", .region = "64.08", .tz = jk_tz_find(JK_SPAN("WITA")) };

    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
        struct jk_arena arena = { 0 };
        struct jk_alert told = told_alert(&arena, acts[i].document, 3, JK_EVENT_ACT, 1732078800);
        struct jk_buf out = { 0 };
        const char *subject;

        cr_assert(jk_mail_write(&out, &pack, &told, &(struct jk_mail_head){ "j@k", "p@q", "" }) ==
                  JK_OK);
        jk_buf_char(&out, '\0');
        subject = strstr(out.at, "Subject: ");
        cr_assert(subject && strstr(subject, acts[i].subject), "%s", out.at);
        jk_buf_clear(&out);
        jk_arena_clear(&arena);
    }
}

Test(mail, without_times_nothing_is_published_and_foreign_payloads_are_refused)
{
    struct jk_pack pack = { .id = "p", .region = "64.08", .tz = jk_tz_find(JK_SPAN("WITA")) };
    struct jk_arena arena = { 0 };
    struct jk_alert told =
        told_alert(&arena, "{\"level\":\"none\",\"text\":\"a\",\"text_en\":\"b\",\"conflict\":{}}",
                   3, JK_EVENT_CLOSED, 1732078800);
    struct jk_buf out = { 0 };

    cr_assert(jk_mail_write(&out, &pack, &told, &(struct jk_mail_head){ "j@k", "p@q", "" }) ==
              JK_OK);
    jk_buf_char(&out, '\0');
    cr_assert(strstr(out.at, "text/calendar; method=CANCEL") != NULL, "a cancellation has none");
    cr_assert(strstr(out.at, "\r\nYQ==\r\n") != NULL);
    jk_buf_reset(&out);
    told.event = JK_EVENT_LEVEL;
    cr_assert(jk_mail_write(&out, &pack, &told, &(struct jk_mail_head){ "j@k", "p@q", "" }) ==
              JK_OK);
    jk_buf_char(&out, '\0');
    cr_assert(strstr(out.at, "text/calendar") == NULL);
    told.document = "{}";
    cr_assert(jk_alert_read(&arena, &told) == JK_CORRUPT);
    jk_buf_clear(&out);
    jk_arena_clear(&arena);
}

/* The next calendar part from `from` on, decoded and unfolded. @return behind it; null: none */
static const char *read_calendar(const char *from, char *out, size_t cap)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = strstr(from, "text/calendar");
    unsigned bits = 0;
    size_t used = 0, count = 0;

    if (!at)
        return NULL;
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
    return at;
}

Test(mail, over_the_life_of_a_conflict_its_entry_is_published_and_then_cancelled)
{
    static const struct {
        enum jk_alert_event event;
        const char *type, *method, *sequence, *status;
    } life[] = {
        { JK_EVENT_OPENED, "method=PUBLISH", "METHOD:PUBLISH\r\n", "SEQUENCE:1\r\n",
          "STATUS:CONFIRMED" },
        { JK_EVENT_MOVED, "method=PUBLISH", "METHOD:PUBLISH\r\n", "SEQUENCE:2\r\n",
          "STATUS:CONFIRMED" },
        { JK_EVENT_ESCALATED, "method=PUBLISH", "METHOD:PUBLISH\r\n", "SEQUENCE:3\r\n",
          "STATUS:CONFIRMED" },
        { JK_EVENT_CLOSED, "method=CANCEL", "METHOD:CANCEL\r\n", "SEQUENCE:4\r\n",
          "STATUS:CANCELLED" },
        { JK_EVENT_OPENED, "method=PUBLISH", "METHOD:PUBLISH\r\n", "SEQUENCE:5\r\n",
          "STATUS:CONFIRMED" },
    };
    struct jk_pack pack = { .id = "p", .region = "64.08", .tz = jk_tz_find(JK_SPAN("WITA")) };

    for (unsigned i = 0; i < sizeof life / sizeof *life; i++) {
        struct jk_arena arena = { 0 };
        struct jk_alert told = told_alert(&arena, PAYLOAD, i + 1, life[i].event, 1732078800 + i);
        struct jk_buf out = { 0 };
        char text[2048];

        cr_assert(jk_mail_write(&out, &pack, &told,
                                &(struct jk_mail_head){ "j@kpu.example", "p@polres.example",
                                                        "" }) == JK_OK);
        jk_buf_char(&out, '\0');
        cr_assert(strstr(strstr(out.at, "text/calendar"), life[i].type) != NULL);
        cr_assert(strstr(out.at, "component=VEVENT; charset=utf-8\r\n") != NULL);
        cr_assert(read_calendar(out.at, text, sizeof text) != NULL);
        cr_assert(strstr(text, life[i].method) && strstr(text, life[i].sequence), "%s", text);
        cr_assert(strstr(text, life[i].status) != NULL, "%s", text);
        cr_assert(strstr(text, "UID:konflik-0123456789abcdef@jarakd\r\n") != NULL);
        cr_assert(strstr(text, "ORGANIZER:mailto:j@kpu.example\r\n") != NULL);
        cr_assert(strstr(text, "ATTENDEE") == NULL, "not allowed in PUBLISH");
        jk_buf_clear(&out);
        jk_arena_clear(&arena);
    }
}

static size_t count_of(const char *text, const char *what)
{
    size_t count = 0;

    while ((text = strstr(text, what)) != NULL) {
        text += strlen(what);
        count++;
    }
    return count;
}

/* An entry with its detail. */
static struct jk_digest_entry entry_of(struct jk_arena *arena, const char *conflict,
                                       uint32_t revision, enum jk_alert_event event,
                                       enum jk_level level, uint64_t index)
{
    struct jk_digest_entry entry = { .alert = told_alert(arena, PAYLOAD, revision, event,
                                                         1732078796 + (int64_t)index) };

    entry.alert.conflict = conflict;
    entry.alert.level = level;
    entry.alert.index = index;
    return entry;
}

Test(mail, a_summary_publishes_what_is_open_and_cancels_each_that_closed)
{
    struct jk_pack pack = { .id = "p", .region = "64.08", .tz = jk_tz_find(JK_SPAN("WITA")) };
    struct jk_arena arena = { 0 };
    struct jk_digest_entry entries[] = {
        entry_of(&arena, "0000000000000001", 3, JK_EVENT_LEVEL, JK_LEVEL_SIAGA, 4),
        entry_of(&arena, "0000000000000002", 1, JK_EVENT_OPENED, JK_LEVEL_WASPADA, 5),
        entry_of(&arena, "0000000000000003", 2, JK_EVENT_CLOSED, JK_LEVEL_NONE, 6),
        { .alert = { "0000000000000004", 9, 7, JK_EVENT_CLOSED, JK_LEVEL_NONE, 1732078803, NULL,
                     NULL } },
    };
    struct jk_digest summary = { .pack = &pack,
                                 .tz = pack.tz,
                                 .number = 17,
                                 .time_s = 1732078900,
                                 .entries = entries,
                                 .count = 4 };
    struct jk_buf out = { 0 };
    char text[4096];
    const char *at;

    cr_assert(jk_mail_digest(&out, &summary, "s1",
                             &(struct jk_mail_head){ "j@kpu.example", "p@polres.example", "" }) ==
              JK_OK);
    jk_buf_char(&out, '\0');
    cr_assert(strstr(out.at, "Message-ID: <s1-17@kpu.example>\r\n") != NULL, "%s", out.at);
    cr_assert(count_of(out.at, "Content-Type: text/calendar; method=PUBLISH") == 1);
    cr_assert(count_of(out.at, "Content-Type: text/calendar; method=CANCEL") == 2);
    at = read_calendar(out.at, text, sizeof text);
    cr_assert(at != NULL && strstr(text, "METHOD:PUBLISH\r\n") != NULL, "%s", text);
    cr_assert(count_of(text, "BEGIN:VEVENT") == 2 && count_of(text, "STATUS:CONFIRMED") == 2);
    cr_assert(strstr(text, "UID:konflik-0000000000000001@jarakd\r\nSEQUENCE:3\r\n") != NULL);
    cr_assert(strstr(text, "UID:konflik-0000000000000002@jarakd\r\nSEQUENCE:1\r\n") != NULL);
    at = read_calendar(at, text, sizeof text);
    cr_assert(at != NULL && strstr(text, "METHOD:CANCEL\r\n") != NULL, "%s", text);
    cr_assert(strstr(text, "UID:konflik-0000000000000003@jarakd\r\nSEQUENCE:2\r\n") != NULL);
    at = read_calendar(at, text, sizeof text);
    cr_assert(at != NULL && strstr(text, "STATUS:CANCELLED\r\n") != NULL, "%s", text);
    cr_assert(strstr(text, "UID:konflik-0000000000000004@jarakd\r\nSEQUENCE:9\r\n") != NULL);
    cr_assert(read_calendar(at, text, sizeof text) == NULL);
    cr_assert(strstr(out.at, "\r\n--s1-17--\r\n") != NULL);
    jk_buf_clear(&out);
    jk_arena_clear(&arena);
}

Test(mail, a_summary_of_very_many_has_a_bounded_calendar)
{
    static struct jk_digest_entry entries[1000];
    struct jk_pack pack = { .id = "p", .region = "64.08", .tz = jk_tz_find(JK_SPAN("WITA")) };
    struct jk_digest summary = {
        .pack = &pack, .tz = pack.tz, .number = 1, .entries = entries, .count = 1000
    };
    struct jk_arena arena = { 0 };
    struct jk_buf out = { 0 };

    for (size_t i = 0; i < 1000; i++) {
        entries[i] =
            entry_of(&arena, "0000000000000001", 1, i < 500 ? JK_EVENT_OPENED : JK_EVENT_CLOSED,
                     i < 500 ? JK_LEVEL_SIAGA : JK_LEVEL_NONE, i + 1);
        if (i >= JK_DIGEST_ENTRIES)
            entries[i].alert.detail = NULL;
    }
    cr_assert(jk_mail_digest(&out, &summary, "s1",
                             &(struct jk_mail_head){ "j@kpu.example", "p@polres.example", "" }) ==
              JK_OK);
    jk_buf_char(&out, '\0');
    cr_assert(count_of(out.at, "method=CANCEL") == JK_DIGEST_ENTRIES);
    cr_assert(out.len < 400000, "%zu", out.len);
    jk_buf_clear(&out);
    jk_arena_clear(&arena);
}
