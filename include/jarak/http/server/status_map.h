/* jarak/http/server/status_map.h: the only table from our outcomes to HTTP codes (WIRE section 2).
 * Pure.
 */
#ifndef JARAK_HTTP_SERVER_STATUS_MAP_H
#define JARAK_HTTP_SERVER_STATUS_MAP_H
#include "jarak/base/status.h"
#include "jarak/base/text.h"

/** How an outcome is told over HTTP. */
struct jk_http_status {
    int code;
    const struct jk_text *title; /**< short, for people */
    const char *retry_s; /**< Retry-After in seconds; null where trying again would not help */
};

/** The row of a status; that of JK_CORRUPT when out of range. Static. */
const struct jk_http_status *jk_http_status_of(enum jk_status status);

/** Reason phrase of a code (RFC 9110 section 15), "Unknown" for others. Static. */
const char *jk_http_reason(int code);
#endif
