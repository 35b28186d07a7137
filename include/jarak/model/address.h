/* jarak/model/address.h: what a UID is called in an address.
 *
 * Nearly all UIDs are a segment of a path as they are, percent-encoded. What cannot be one, or
 * would be read as something else, is called "~" and the first half of its SHA-256, as calendar
 * clients find it too (jarak/app/notices/resource_names.h). Pure. Source:
 * docs/decisions/0046-addresses.md.
 */
#ifndef JARAK_MODEL_ADDRESS_H
#define JARAK_MODEL_ADDRESS_H
#include <stdbool.h>
#include "jarak/model/notice.h"

#define JK_ADDRESS_HEX 32 /* digits behind "~" */

/** True when a UID stands in an address as it is: it has no "/", does not climb, does not end like
 * the address of its octets (".ics") and does not look like a hashed name. */
bool jk_uid_is_plain(const char *uid);

/** The hashed name of a UID, whether it needs one or not. */
void jk_uid_hashed(const char *uid, char out[JK_ADDRESS_HEX + 2]);

/** The segment of a UID before percent-encoding: itself or its hashed name.
 * @param hashed  room for it; the answer is borrowed from here or from `uid` */
const char *jk_uid_segment(const char *uid, char hashed[JK_ADDRESS_HEX + 2]);

/** Append a segment percent-encoded: letters, digits and `-._~@` stay (RFC 3986). */
void jk_segment_add(struct jk_buf *buf, const char *segment);
#endif
