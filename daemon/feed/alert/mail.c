/* Alerts as e-mail: plain text, and the conflict as a calendar entry (iMIP, RFC 6047).
 *
 * Bodies are base64, so no relay has to understand UTF-8 and no line can be too long; headers hold
 * only our own ASCII words and addresses that were checked (targets.c), so nothing of a stranger's
 * text gets into one. The boundary is the alert's id: it cannot stand in base64. A CANCEL names one
 * UID, so each closed conflict of a summary has a part of its own, while open ones share a PUBLISH.
 */
#include "jarak/feed/alert/mail.h"
#include "jarak/feed/texts/texts.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/feed/alert/mail_calendar.h"
#include "jarak/base/encoding.h"
#include "jarak/base/defend.h"

/* RFC 5322 3.3, with the zone's offset. */
static void add_date(struct jk_buf *buf, int64_t utc_s, const struct jk_tz *tz)
{
    static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
    static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    struct jk_civil c = jk_civil_from_utc(utc_s, tz->offset_s);
    int minutes = abs(tz->offset_s) / 60;

    jk_buf_fmt(buf, "Date: %s, %d %s %04d %02d:%02d:%02d %c%02d%02d\r\n",
               days[jk_weekday(jk_local_day(utc_s, tz->offset_s))], c.day, months[c.month - 1],
               c.year, c.hour, c.minute, c.second, tz->offset_s < 0 ? '-' : '+', minutes / 60,
               minutes % 60);
}

/* A message of several parts on its way. */
struct mail {
    struct jk_buf *buf;
    const char *from, *to, *site;
    char boundary[64];
};

/* A text of an alert; a line that is a path of ours becomes a link that can be followed. */
static void add_text(const struct mail *m, struct jk_buf *out, const char *text)
{
    struct jk_span rest = jk_span_of(text), line;
    const char *join = "";

    while (rest.len > 0) {
        jk_span_cut(&rest, '\n', &line);
        jk_buf_fmt(out, "%s%s%.*s", join, jk_span_starts(line, JK_SPAN("/meja/")) ? m->site : "",
                   (int)line.len, line.at);
        join = "\n";
    }
}

/* From "From" to "Date"; the caller goes on with Subject, Message-ID. */
static void begin_head(const struct mail *m, int64_t time_s, const struct jk_tz *tz)
{
    jk_buf_fmt(m->buf, "From: <%s>\r\nTo: <%s>\r\n", m->from, m->to);
    add_date(m->buf, time_s, tz);
}

static void end_head(const struct mail *m)
{
    jk_buf_fmt(m->buf,
               "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
               "Content-Type: multipart/mixed; boundary=\"%s\"\r\n\r\n",
               m->boundary);
}

static void add_part(const struct mail *m, const char *type, const struct jk_buf *bytes)
{
    jk_buf_fmt(m->buf,
               "--%s\r\nContent-Type: %s; charset=utf-8\r\nContent-Transfer-Encoding:"
               " base64\r\n\r\n",
               m->boundary, type);
    jk_base64_lines_add(m->buf, jk_buf_view(bytes));
    m->buf->failed = m->buf->failed || !jk_buf_ok(bytes);
}

/* iMIP (RFC 6047 2.4): the part says the method of the calendar in it. */
static void add_calendar(const struct mail *m, bool cancel, struct jk_buf *entries)
{
    struct jk_buf calendar = { 0 };

    feed_mail_calendar_begin(&calendar, cancel);
    jk_buf_span(&calendar, jk_buf_view(entries));
    feed_mail_calendar_end(&calendar);
    m->buf->failed = m->buf->failed || !jk_buf_ok(entries);
    add_part(m,
             cancel ? "text/calendar; method=CANCEL; component=VEVENT"
                    : "text/calendar; method=PUBLISH; component=VEVENT",
             &calendar);
    jk_buf_clear(&calendar);
}

static void add_entry(const struct mail *m, const struct jk_pack *pack,
                      const struct jk_alert *alert)
{
    struct jk_buf entry = { 0 };

    feed_mail_entry_add(&entry, pack, alert, m->from);
    add_calendar(m, alert->event == JK_EVENT_CLOSED, &entry);
    jk_buf_clear(&entry);
}

static void write_alert(const struct mail *m, const struct jk_pack *pack,
                        const struct jk_alert *alert)
{
    struct jk_buf text = { 0 };
    const char *host = strchr(m->from, '@');

    begin_head(m, alert->time_s, pack->tz);
    jk_buf_str(m->buf, "Subject: ");
    feed_mail_title_add(m->buf, pack, alert); /* our own words: ASCII */
    jk_buf_fmt(m->buf, "\r\nMessage-ID: <%s-%u%s>\r\nReferences: <%s%s>\r\n", alert->conflict,
               alert->revision, host, alert->conflict, host);
    end_head(m);
    add_text(m, &text, alert->detail->text[JK_LANG_ID]);
    add_part(m, "text/plain", &text);
    if (alert->detail->timed || alert->event == JK_EVENT_CLOSED)
        add_entry(m, pack, alert);
    jk_buf_fmt(m->buf, "--%s--\r\n", m->boundary);
    jk_buf_clear(&text);
}

enum jk_status jk_mail_write(struct jk_buf *buf, const struct jk_pack *pack,
                             const struct jk_alert *alert, const struct jk_mail_head *head)
{
    JK_ASSERT(head->from != NULL && head->to != NULL && head->site != NULL && alert != NULL);

    struct mail m = { .buf = buf, .from = head->from, .to = head->to, .site = head->site };

    snprintf(m.boundary, sizeof m.boundary, "%s-%u", alert->conflict, alert->revision);
    write_alert(&m, pack, alert);
    return jk_buf_ok(buf) ? JK_OK : JK_MEMORY;
}

/* An entry of a digest: its text where it is among the first, its part of the calendar. */
static void add_digest_entry(const struct mail *m, const struct jk_digest *summary, size_t at,
                             struct jk_buf *text, struct jk_buf *published)
{
    const struct jk_alert *alert = &summary->entries[at].alert;

    if (!alert->detail)
        return;
    if (at < JK_DIGEST_FULL) {
        jk_buf_str(text, "\n\n");
        add_text(m, text, alert->detail->text[JK_LANG_ID]);
    }
    if (alert->detail->timed && alert->event != JK_EVENT_CLOSED)
        feed_mail_entry_add(published, summary->pack, alert, m->from);
}

/* One part for each that closed: a CANCEL names one UID (RFC 5546 3.2.5). */
static void add_cancellations(const struct mail *m, const struct jk_digest *summary)
{
    size_t parts = 0;

    for (size_t i = 0; i < summary->count && parts < JK_DIGEST_ENTRIES; i++) {
        struct jk_alert alert = summary->entries[i].alert;

        if (alert.event != JK_EVENT_CLOSED)
            continue;
        alert.detail = NULL; /* it names what ends, not what it was */
        add_entry(m, summary->pack, &alert);
        parts++;
    }
}

static void add_summary_head(const struct mail *m, const struct jk_digest *summary)
{
    begin_head(m, summary->time_s, summary->pack->tz);
    jk_buf_fmt(m->buf, "Subject: %s%s: %s, %zu\r\n", jk_text_get(JK_TEXT_ALERT_HEAD, JK_LANG_ID),
               summary->pack->simulation ? jk_text_get(JK_TEXT_SIMULATION_MARK, JK_LANG_ID) : "",
               jk_text_get(summary->one_command ? JK_TEXT_COMMAND_HEAD : JK_TEXT_SUMMARY_HEAD,
                           JK_LANG_ID),
               summary->count);
    jk_buf_fmt(m->buf, "Message-ID: <%s%s>\r\n", m->boundary, strchr(m->from, '@'));
    end_head(m);
}

enum jk_status jk_mail_digest(struct jk_buf *buf, const struct jk_digest *summary,
                              const char *subscription, const struct jk_mail_head *head)
{
    JK_ASSERT(head->from != NULL && head->to != NULL && head->site != NULL && subscription != NULL);

    struct mail m = { .buf = buf, .from = head->from, .to = head->to, .site = head->site };
    struct jk_buf text = { 0 }, published = { 0 };

    snprintf(m.boundary, sizeof m.boundary, "%s-%" PRIu64, subscription, summary->number);
    jk_digest_text(&text, summary, 0, JK_LANG_ID);
    for (size_t i = 0; i < summary->count && i < JK_DIGEST_ENTRIES; i++)
        add_digest_entry(&m, summary, i, &text, &published);
    add_summary_head(&m, summary);
    add_part(&m, "text/plain", &text);
    if (published.len > 0)
        add_calendar(&m, false, &published);
    add_cancellations(&m, summary);
    jk_buf_fmt(buf, "--%s--\r\n", m.boundary);
    jk_buf_clear(&text);
    jk_buf_clear(&published);
    return jk_buf_ok(buf) ? JK_OK : JK_MEMORY;
}
