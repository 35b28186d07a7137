/* daemon/http/api/metrics_counts.h: what is counted for /metrics since the daemon began.
 *
 * Requests by route and code, and how long commits took. Nothing of who asked, and nothing of what
 * was asked but the route's pattern. In memory only. */
#ifndef DAEMON_HTTP_API_METRICS_COUNTS_H
#define DAEMON_HTTP_API_METRICS_COUNTS_H
#include <stddef.h>
#include <stdint.h>
#include "jarak/base/bytes.h"
#include "jarak/http/server/router.h"

#define TALLY_STEPS 11 /* bounds of the histogram of commits */

struct tally;

/* For the routes of a table. @return given; null when memory is out */
struct tally *tally_new(const struct jk_http_router *router);
/* Null is allowed. */
void tally_free(struct tally *tally);
/* One answer; `route` null: none was found. */
void tally_reply(struct tally *tally, const struct jk_http_route *route, int code);
/* One commit that took so long. */
void tally_commit(struct tally *tally, int64_t took_us);
/* Append all of it in the text format of Prometheus (version 0.0.4). */
void tally_write(const struct tally *tally, struct jk_buf *out);
#endif
