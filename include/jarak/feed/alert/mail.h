/* jarak/feed/alert/mail.h: an alert as an e-mail: text, and a calendar entry of the conflict.
 *
 * Lines end with CRLF; both parts are base64, so that no relay changes them. The Message-ID is made
 * of the alert's global id: one alert is one message for every reader, and sent twice it is known.
 * The entry is iMIP: METHOD:PUBLISH with the conflict's revision as SEQUENCE, METHOD:CANCEL of the
 * same UID when it closes; the method stands in Content-Type too, the organizer is the sender.
 * Pure. Source: SPEC 7; RFC 5322, 2045, 3834 (Auto-Submitted), 5545, 5546, 6047. */
#ifndef JARAK_FEED_ALERT_MAIL_H
#define JARAK_FEED_ALERT_MAIL_H
#include "jarak/feed/alert/digest.h"

/** From whom to whom. */
struct jk_mail_head {
    const char *from, *to; /**< addresses, checked by the caller: no controls, no spaces; `from`
                            *   has an "@" */
    const char *site;      /**< "https://host": where the officials' pages are, so that a path in a
                            *   text becomes a link; "" not known */
};

/** Write the message. Appends.
 *
 * @return JK_OK; JK_CORRUPT when the payload is not one of ours; JK_MEMORY */
enum jk_status jk_mail_write(struct jk_buf *buf, const struct jk_pack *pack,
                             const struct jk_alert *alert, const struct jk_mail_head *head);
/** Write a summary as a message: every line of it, then the first ones in full. Appends.
 *
 * A calendar part publishes what is open (with a payload, of the first JK_DIGEST_ENTRIES), and one
 * part each cancels what closed, up to as many; all of it stands in the text.
 * @param subscription  its id; with the summary's number it makes the Message-ID
 * @return JK_OK; JK_CORRUPT when a payload is not one of ours; JK_MEMORY */
enum jk_status jk_mail_digest(struct jk_buf *buf, const struct jk_digest *summary,
                              const char *subscription, const struct jk_mail_head *head);
#endif
