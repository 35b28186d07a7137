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

#define COUNTER_STEPS 11 /* bounds of the histogram of commits */

struct counters;

/* For the routes of a table. @return given; null when memory is out */
struct counters *api_counters_new(const struct jk_http_router *router);
/* Null is allowed. */
void api_counters_free(struct counters *counters);
/* One answer; `route` null: none was found. */
void api_counters_reply(struct counters *counters, const struct jk_http_route *route, int code);
/* One commit that took so long. */
void api_counters_commit(struct counters *counters, int64_t took_us);
/* Append all of it in the text format of Prometheus (version 0.0.4). */
void api_counters_write(const struct counters *counters, struct jk_buf *out);
#endif
