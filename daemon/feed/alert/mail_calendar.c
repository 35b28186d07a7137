/* The calendar part of an alert's e-mail; same UID as everywhere, so that a client joins them. */
#include "daemon/feed/alert/mail_calendar.h"

#include <stdio.h>
#include "jarak/feed/alert/vevent.h"
#include "jarak/ical/write.h"

void feed_mail_title_add(struct jk_buf *buf, const struct facts *f)
{
    jk_buf_fmt(buf, "%s%s: ", jk_text_get(JK_TEXT_ALERT_HEAD, JK_LANG_ID),
               f->pack->simulation ? jk_text_get(JK_TEXT_SIMULATION_MARK, JK_LANG_ID) : "");
    feed_facts_add_level(buf, f, JK_LANG_ID);
    jk_buf_str(buf, jk_text_get(f->closed ? JK_TEXT_NO_LONGER : JK_TEXT_CAP_EVENT, JK_LANG_ID));
}

void feed_mail_calendar_begin(struct jk_buf *buf, bool cancel)
{
    jk_ical_begin(buf, "VCALENDAR");
    jk_ical_line(buf, "VERSION", "2.0");
    jk_ical_line(buf, "PRODID", "-//jarakd//alerts//ID");
    jk_ical_line(buf, "METHOD", cancel ? "CANCEL" : "PUBLISH");
}

void feed_mail_calendar_end(struct jk_buf *buf)
{
    jk_ical_end(buf, "VCALENDAR");
}

static void write_times(struct jk_buf *buf, const struct facts *f)
{
    jk_ical_time(buf, "DTSTAMP", f->told->time_s, NULL);
    if (f->timed) {
        jk_ical_time(buf, "DTSTART", f->first_s, NULL);
        jk_ical_time(buf, "DTEND", f->last_s, NULL);
    }
}

void feed_mail_entry_add(struct jk_buf *buf, const struct facts *f, const char *from)
{
    struct jk_buf title = { 0 }, value = { 0 };
    char sequence[16];

    feed_mail_title_add(&title, f);
    jk_buf_char(&title, '\0');
    jk_conflict_uid_add(&value, f->told->conflict);
    snprintf(sequence, sizeof sequence, "%u", f->told->revision);
    jk_ical_begin(buf, "VEVENT");
    jk_ical_value(buf, "UID", jk_buf_view(&value));
    jk_ical_line(buf, "SEQUENCE", sequence);
    jk_buf_reset(&value);
    jk_buf_fmt(&value, "mailto:%s", from);
    jk_ical_value(buf, "ORGANIZER", jk_buf_view(&value));
    write_times(buf, f);
    buf->failed = buf->failed || !jk_buf_ok(&title) || !jk_buf_ok(&value);
    jk_ical_text(buf, "SUMMARY", title.at);
    if (f->payload)
        jk_ical_text(buf, "DESCRIPTION", feed_facts_word(f->payload, "text"));
    jk_ical_line(buf, "STATUS", f->closed ? "CANCELLED" : "CONFIRMED");
    jk_ical_line(buf, "TRANSP", "TRANSPARENT");
    jk_ical_end(buf, "VEVENT");
    jk_buf_clear(&title);
    jk_buf_clear(&value);
}
