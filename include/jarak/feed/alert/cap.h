/* jarak/feed/alert/cap.h: alerts for other machines: CAP 1.2 documents, and an Atom index of an
 * inbox.
 *
 * Both are written from what the inbox was told, so that one alert is one document for ever.
 * Identifier: conflict + revision, the alert's global id. What CAP's words mean here:
 *   msgType    Alert for the first message of a conflict (and the first after it was closed),
 *              Update for what follows, Cancel for its closing
 *   urgency    Immediate: it has begun or begins within 1 h; Expected: within 24 h; Future: later;
 *              Past: closed
 *   severity   Severe: siaga; Moderate: waspada; Minor: info, closed
 *   certainty  Likely: too near wherever the places lie within their uncertainty; Possible: too
 *              near as stated; Unlikely: closed
 * Times carry the offset of the pack's zone. Pure. Source: OASIS CAP-v1.2; RFC 4287. */
#ifndef JARAK_FEED_ALERT_CAP_H
#define JARAK_FEED_ALERT_CAP_H
#include "jarak/feed/alert/alert.h"

#define JK_CAP_SENDER_MAX 64 /* bytes of a sender with its NUL */

/** Who sends: "jarakd-" and the code of the pack's main region; no spaces, commas, < or &. */
void jk_cap_sender(const struct jk_pack *pack, char out[JK_CAP_SENDER_MAX]);

/** Write an alert as a CAP 1.2 document. Appends.
 *
 * @param alerts  of one conflict in one inbox, ascending; the last one, with its detail, is
 * written, those since the conflict was last opened are its references
 * @param count  at least 1
 * @return JK_OK; JK_MEMORY */
enum jk_status jk_cap_write(struct jk_buf *buf, const struct jk_pack *pack,
                            const struct jk_alert *alerts, size_t count);

/** Write an inbox as an Atom feed whose entries link to the CAP documents. Appends.
 *
 * @param account  whose inbox
 * @param alerts   with their detail, newest first
 * @return JK_OK; JK_MEMORY */
enum jk_status jk_atom_write(struct jk_buf *buf, const struct jk_pack *pack, const char *account,
                             const struct jk_alert *alerts, size_t count);
#endif
