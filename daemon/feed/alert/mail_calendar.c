/* The calendar part of an alert's e-mail; same UID as everywhere, so that a client joins them. */
#include "daemon/feed/alert/mail_calendar.h"
#include "jarak/feed/texts/texts.h"

#include <stdio.h>
#include "jarak/feed/alert/vevent.h"
#include "jarak/ical/write.h"

void feed_mail_title_add(struct jk_buf *buf, const struct jk_pack *pack,
                         const struct jk_alert *alert)
{
    jk_buf_fmt(buf, "%s%s: ", jk_text_get(JK_TEXT_ALERT_HEAD, JK_LANG_ID),
               pack->simulation ? jk_text_get(JK_TEXT_SIMULATION_MARK, JK_LANG_ID) : "");
    jk_alert_level_add(buf, alert, JK_LANG_ID);
    jk_buf_str(buf, jk_text_get(jk_alert_matter(alert), JK_LANG_ID));
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

static void write_times(struct jk_buf *buf, const struct jk_alert *alert)
{
    jk_ical_time(buf, "DTSTAMP", alert->time_s, NULL);
    if (alert->detail && alert->detail->timed) {
        jk_ical_time(buf, "DTSTART", alert->detail->first_s, NULL);
        jk_ical_time(buf, "DTEND", alert->detail->last_s, NULL);
    }
}

void feed_mail_entry_add(struct jk_buf *buf, const struct jk_pack *pack,
                         const struct jk_alert *alert, const char *from)
{
    struct jk_buf title = { 0 }, value = { 0 };
    char sequence[16];

    feed_mail_title_add(&title, pack, alert);
    jk_buf_char(&title, '\0');
    jk_conflict_uid_add(&value, alert->conflict);
    snprintf(sequence, sizeof sequence, "%u", alert->revision);
    jk_ical_begin(buf, "VEVENT");
    jk_ical_value(buf, "UID", jk_buf_view(&value));
    jk_ical_line(buf, "SEQUENCE", sequence);
    jk_buf_reset(&value);
    jk_buf_fmt(&value, "mailto:%s", from);
    jk_ical_value(buf, "ORGANIZER", jk_buf_view(&value));
    write_times(buf, alert);
    buf->failed = buf->failed || !jk_buf_ok(&title) || !jk_buf_ok(&value);
    jk_ical_text(buf, "SUMMARY", title.at);
    if (alert->detail)
        jk_ical_text(buf, "DESCRIPTION", alert->detail->text[JK_LANG_ID]);
    jk_ical_line(buf, "STATUS", alert->event == JK_EVENT_CLOSED ? "CANCELLED" : "CONFIRMED");
    jk_ical_line(buf, "TRANSP", "TRANSPARENT");
    jk_ical_end(buf, "VEVENT");
    jk_buf_clear(&title);
    jk_buf_clear(&value);
}
