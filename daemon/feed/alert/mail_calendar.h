/* daemon/feed/alert/mail_calendar.h: the calendar parts of an e-mail (iMIP, RFC 6047). */
#ifndef DAEMON_FEED_ALERT_MAIL_CALENDAR_H
#define DAEMON_FEED_ALERT_MAIL_CALENDAR_H
#include "jarak/feed/alert/alert.h"

/* The title of a conflict in subjects and calendars; ASCII. */
void feed_mail_title_add(struct jk_buf *buf, const struct jk_pack *pack,
                         const struct jk_alert *alert);
/* A calendar around entries: METHOD CANCEL or PUBLISH. */
void feed_mail_calendar_begin(struct jk_buf *buf, bool cancel);
void feed_mail_calendar_end(struct jk_buf *buf);
/* The conflict as an entry from its first to its last instant: one UID for its life, published with
 * each change and cancelled when it closes. The organizer is the sender, and SEQUENCE the revision,
 * which rises with each message, escalations included. A cancellation needs neither times (RFC 5546
 * 3.2.5: closed after a restart, nobody knows them) nor a payload. */
void feed_mail_entry_add(struct jk_buf *buf, const struct jk_pack *pack,
                         const struct jk_alert *alert, const char *from);
#endif
