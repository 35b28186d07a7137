#include "jarak/feed/mail.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/feed/facts.h"
#include "jarak/feed/conflict_event.h"
#include "jarak/ical/write.h"

#define LINE_GROUPS 19 /* of four characters: 76 a line (RFC 2045 6.8) */

static void add_base64(struct jk_buf *buf, struct jk_span octets)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t groups = 0;

    for (size_t i = 0; i < octets.len; i += 3) {
        size_t left = octets.len - i;
        unsigned bits = 0;

        for (size_t k = 0; k < 3; k++)
            bits = bits << 8 | (k < left ? (unsigned char)octets.at[i + k] : 0);
        jk_buf_char(buf, digits[bits >> 18]);
        jk_buf_char(buf, digits[bits >> 12 & 63]);
        jk_buf_char(buf, left > 1 ? digits[bits >> 6 & 63] : '=');
        jk_buf_char(buf, left > 2 ? digits[bits & 63] : '=');
        if (++groups % LINE_GROUPS == 0)
            jk_buf_str(buf, "\r\n");
    }
    if (groups % LINE_GROUPS)
        jk_buf_str(buf, "\r\n");
}

/* RFC 5322 3.3, with the zone's offset. */
static void add_date(struct jk_buf *buf, int64_t utc_s, const struct jk_zone *zone)
{
    static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
    static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    struct jk_civil c = jk_civil_from_utc(utc_s, zone->offset_s);
    int minutes = abs(zone->offset_s) / 60;

    jk_buf_fmt(buf, "Date: %s, %d %s %04d %02d:%02d:%02d %c%02d%02d\r\n",
               days[jk_weekday(jk_local_day(utc_s, zone->offset_s))], c.day, months[c.month - 1],
               c.year, c.hour, c.minute, c.second, zone->offset_s < 0 ? '-' : '+', minutes / 60,
               minutes % 60);
}

static void add_subject(struct jk_buf *buf, const struct facts *f)
{
    jk_buf_fmt(buf, "%s%s: ", jk_text_get(JK_TEXT_ALERT_HEAD, JK_LANG_ID),
               f->pack->simulation ? jk_text_get(JK_TEXT_SIMULATION_MARK, JK_LANG_ID) : "");
    facts_add_level(buf, f, JK_LANG_ID);
    jk_buf_str(buf, jk_text_get(f->closed ? JK_TEXT_NO_LONGER : JK_TEXT_CAP_EVENT, JK_LANG_ID));
}

static void add_head(struct jk_buf *buf, const struct facts *f, const char *from, const char *to)
{
    jk_buf_fmt(buf, "From: <%s>\r\nTo: <%s>\r\n", from, to);
    add_date(buf, f->told->time_s, f->pack->zone);
    jk_buf_str(buf, "Subject: ");
    add_subject(buf, f); /* our own words: ASCII */
    jk_buf_fmt(buf, "\r\nMessage-ID: <%s-%u%s>\r\n", f->told->conflict, f->told->revision,
               strchr(from, '@'));
    jk_buf_fmt(buf, "References: <%s%s>\r\n", f->told->conflict, strchr(from, '@'));
    jk_buf_str(buf, "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n");
    jk_buf_fmt(buf, "Content-Type: multipart/mixed; boundary=\"%s-%u\"\r\n\r\n", f->told->conflict,
               f->told->revision);
}

static void add_part(struct jk_buf *buf, const struct facts *f, const char *type,
                     struct jk_span octets)
{
    jk_buf_fmt(buf,
               "--%s-%u\r\nContent-Type: %s; charset=utf-8\r\nContent-Transfer-Encoding:"
               " base64\r\n\r\n",
               f->told->conflict, f->told->revision, type);
    add_base64(buf, octets);
}

/* iMIP (RFC 6047 2.4): the part says the method of the calendar in it. */
static const char *type_of(const struct facts *f)
{
    return f->closed ? "text/calendar; method=CANCEL; component=VEVENT"
                     : "text/calendar; method=PUBLISH; component=VEVENT";
}

/* A cancellation needs no times (RFC 5546 3.2.5): closed after a restart, nobody knows them. */
static void write_times(struct jk_buf *buf, const struct facts *f)
{
    jk_ical_time(buf, "DTSTAMP", f->told->time_s, NULL);
    if (f->timed) {
        jk_ical_time(buf, "DTSTART", f->first_s, NULL);
        jk_ical_time(buf, "DTEND", f->last_s, NULL);
    }
}

/* The conflict as an entry from its first to its last instant: one UID for its life, published
 * with each change and cancelled when it closes. The organizer is the sender, and SEQUENCE the
 * revision, which rises with each message, escalations included. */
static void write_calendar(struct jk_buf *buf, const struct facts *f, const char *from)
{
    struct jk_buf title = { 0 }, uid = { 0 };
    char sequence[16];

    add_subject(&title, f);
    jk_buf_char(&title, '\0');
    jk_conflict_uid_add(&uid, f->told->conflict);
    snprintf(sequence, sizeof sequence, "%u", f->told->revision);
    jk_ical_begin(buf, "VCALENDAR");
    jk_ical_line(buf, "VERSION", "2.0");
    jk_ical_line(buf, "PRODID", "-//jarakd//alerts//ID");
    jk_ical_line(buf, "METHOD", f->closed ? "CANCEL" : "PUBLISH");
    jk_ical_begin(buf, "VEVENT");
    jk_ical_value(buf, "UID", jk_buf_view(&uid));
    jk_ical_line(buf, "SEQUENCE", sequence);
    jk_buf_reset(&uid);
    jk_buf_fmt(&uid, "mailto:%s", from);
    jk_ical_value(buf, "ORGANIZER", jk_buf_view(&uid));
    write_times(buf, f);
    jk_ical_text(buf, "SUMMARY", title.at);
    jk_ical_text(buf, "DESCRIPTION", facts_word(f->payload, "text"));
    jk_ical_line(buf, "STATUS", f->closed ? "CANCELLED" : "CONFIRMED");
    jk_ical_line(buf, "TRANSP", "TRANSPARENT");
    jk_ical_end(buf, "VEVENT");
    jk_ical_end(buf, "VCALENDAR");
    buf->failed = buf->failed || !jk_buf_ok(&title) || !jk_buf_ok(&uid);
    jk_buf_clear(&title);
    jk_buf_clear(&uid);
}

enum jk_status jk_mail_write(struct jk_buf *buf, const struct jk_pack *pack,
                             const struct jk_told *told, const char *from, const char *to)
{
    struct jk_buf calendar = { 0 };
    struct facts f;
    enum jk_status rc = facts_read(&f, pack, told);

    if (rc == JK_OK) {
        add_head(buf, &f, from, to);
        add_part(buf, &f, "text/plain", jk_span_of(facts_word(f.payload, "text")));
        if (f.timed || f.closed) {
            write_calendar(&calendar, &f, from);
            add_part(buf, &f, type_of(&f), jk_buf_view(&calendar));
        }
        jk_buf_fmt(buf, "--%s-%u--\r\n", told->conflict, told->revision);
        rc = jk_buf_ok(buf) && jk_buf_ok(&calendar) ? JK_OK : JK_MEMORY;
    }
    jk_buf_clear(&calendar);
    json_decref(f.payload);
    return rc;
}

/* The list, then the texts of the first ones. */
static enum jk_status write_texts(struct jk_buf *text, const struct jk_summary *summary)
{
    enum jk_status rc = JK_OK;

    jk_summary_text(text, summary, 0, JK_LANG_ID);
    for (size_t i = 0; i < summary->count && i < JK_SUMMARY_FULL && rc == JK_OK; i++) {
        struct facts f;

        rc = facts_read(&f, summary->pack, &summary->entries[i].told);
        if (rc == JK_OK)
            jk_buf_fmt(text, "\n\n%s", facts_word(f.payload, "text"));
        json_decref(f.payload);
    }
    return rc;
}

enum jk_status jk_mail_summary(struct jk_buf *buf, const struct jk_summary *summary,
                               const char *subscription, const char *from, const char *to)
{
    struct jk_buf text = { 0 };
    enum jk_status rc = write_texts(&text, summary);

    if (rc == JK_OK) {
        jk_buf_fmt(buf, "From: <%s>\r\nTo: <%s>\r\n", from, to);
        add_date(buf, summary->time_s, summary->pack->zone);
        jk_buf_fmt(buf, "Subject: %s%s: %s, %zu\r\n", jk_text_get(JK_TEXT_ALERT_HEAD, JK_LANG_ID),
                   summary->pack->simulation ? jk_text_get(JK_TEXT_SIMULATION_MARK, JK_LANG_ID)
                                             : "",
                   jk_text_get(summary->one_command ? JK_TEXT_COMMAND_HEAD : JK_TEXT_SUMMARY_HEAD,
                               JK_LANG_ID),
                   summary->count);
        jk_buf_fmt(buf, "Message-ID: <%s-%" PRIu64 "%s>\r\n", subscription, summary->number,
                   strchr(from, '@'));
        jk_buf_str(buf, "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type:"
                        " text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n");
        add_base64(buf, jk_buf_view(&text));
        rc = jk_buf_ok(buf) && jk_buf_ok(&text) ? JK_OK : JK_MEMORY;
    }
    jk_buf_clear(&text);
    return rc;
}
