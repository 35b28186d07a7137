/* jarak/feed/calendar/requests.h: requests that wait for a decision, for a calendar service.
 *
 * An event for each date of a request, with its time and a title that says "Permohonan 7F3A, buka
 * jarakd": no place, route, party or phone, and a UID that is not the notice's. For officers, by
 * the key of a private feed. Pure. Source: WIRE 1 (`/feeds/t/...`), SPEC 9. */
#ifndef JARAK_FEED_CALENDAR_REQUESTS_H
#define JARAK_FEED_CALENDAR_REQUESTS_H
#include "jarak/policy/pack.h"

#define JK_REQUEST_HEX 16 /* digits of an id; titles and lists show the first four */

/** A request. Everything in it is borrowed for the call. */
struct jk_request_event {
    char id[JK_REQUEST_HEX + 1]; /**< lower-case digits; stays as long as the request */
    const struct jk_notice *notice;
    const struct jk_tz *tz;
    uint32_t revision; /**< SEQUENCE */
    int64_t changed_s; /**< UTC: DTSTAMP and LAST-MODIFIED, of that revision */
};

/** Write a calendar of requests in the given order. Appends; jk_buf_ok() tells of lost memory.
 *
 * @param region  code: the zones are those of it and below it */
void jk_request_calendar_write(struct jk_buf *out, const struct jk_pack *pack, const char *region,
                               const struct jk_request_event *events, size_t count);

/** The code that titles and lists show of an id: "7F3A". */
void jk_request_code(const char *id, char out[5]);
#endif
