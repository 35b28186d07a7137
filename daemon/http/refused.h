/* daemon/http/refused.h: what the log says of requests that were refused.
 *
 * An operator must see that somebody tries passwords, that a client sends what is too big, that a
 * share is used up: `refused code= method= route= from=`. Never who asked or what: the route is its
 * pattern, and of the address only whether it is this machine's. Every failed guess is a line, so
 * lines are bounded: REFUSED_A_MINUTE of each code, and what was left out is counted. */
#ifndef DAEMON_HTTP_REFUSED_H
#define DAEMON_HTTP_REFUSED_H
#include <stdint.h>
#include "jarak/http/server/call.h"

#define REFUSED_A_MINUTE 10 /* of each code: an hour of a flood is some 100 KB of log */

struct refusals;

/* @return given; null when memory is out */
struct refusals *http_refusals_new(void);
/* Null is allowed. */
void http_refusals_free(struct refusals *refusals);
/* A call was answered: 401, 403, 413, 422 and 429 are logged, others are not. */
void http_refusals_note(struct refusals *refusals, const struct jk_http_call *call, int code,
                        int64_t now_s);
/* Now and then: log how many were left out in a minute that is over, `refused-more code= count=`.
 */
void http_refusals_sweep(struct refusals *refusals, int64_t now_s);
#endif
