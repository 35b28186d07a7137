/* Counters for /metrics: answers by route and code, commits by duration.
 *
 * Routes are counted by their pattern and not by path, so the number of series is fixed and no UID
 * gets into metrics. Buckets are kept apart and summed when they are written, which makes counting
 * one increment. */
#include "daemon/http/api/metrics_counts.h"
#include "jarak/base/heap.h"

#include <inttypes.h>
#include <stdlib.h>

#define CODES_MAX 20 /* different codes of one route; ours have up to 12 */
#define MICRO     1000000

/* Answers of one route. */
struct replies {
    struct {
        int code;
        uint64_t count;
    } of[CODES_MAX];
    size_t codes;
};

struct counters {
    const struct jk_http_router *router;
    uint64_t commits[COUNTER_STEPS + 1]; /* by the bound they stayed under; the last: above all */
    uint64_t commit_us;
    struct replies replies[]; /* one a route, and one for what no route was found for */
};

static const int64_t bounds_us[COUNTER_STEPS] = { 500,   1000,   2000,   5000,   10000,  20000,
                                                  50000, 100000, 200000, 500000, 1000000 };

struct counters *api_counters_new(const struct jk_http_router *router)
{
    struct counters *counters =
        jk_heap_zeroed(1, sizeof *counters + (router->count + 1) * sizeof counters->replies[0]);

    if (counters)
        counters->router = router;
    return counters;
}

void api_counters_free(struct counters *counters)
{
    free(counters);
}

void api_counters_reply(struct counters *counters, const struct jk_http_route *route, int code)
{
    size_t number = route ? (size_t)(route - counters->router->routes) : counters->router->count;
    struct replies *replies = &counters->replies[number];
    size_t i = 0;

    while (i < replies->codes && replies->of[i].code != code)
        i++;
    if (i == CODES_MAX)
        return;
    if (i == replies->codes)
        replies->of[replies->codes++].code = code;
    replies->of[i].count++;
}

void api_counters_commit(struct counters *counters, int64_t took_us)
{
    size_t step = 0;

    while (step < COUNTER_STEPS && took_us > bounds_us[step])
        step++;
    counters->commits[step]++;
    counters->commit_us += (uint64_t)took_us;
}

static void write_replies(const struct replies *replies, const char *method, const char *pattern,
                          struct jk_buf *out)
{
    for (size_t i = 0; i < replies->codes; i++)
        jk_buf_fmt(out,
                   "jarakd_http_requests_total{method=\"%s\",route=\"%s\",code=\"%d\"} %" PRIu64
                   "\n",
                   method, pattern, replies->of[i].code, replies->of[i].count);
}

static void write_commits(const struct counters *counters, struct jk_buf *out)
{
    uint64_t under = 0;

    jk_buf_str(out, "# HELP jarakd_commit_seconds Durable commits of the store.\n"
                    "# TYPE jarakd_commit_seconds histogram\n");
    for (size_t i = 0; i < COUNTER_STEPS; i++) {
        under += counters->commits[i];
        jk_buf_fmt(out, "jarakd_commit_seconds_bucket{le=\"%g\"} %" PRIu64 "\n",
                   (double)bounds_us[i] / MICRO, under);
    }
    under += counters->commits[COUNTER_STEPS];
    jk_buf_fmt(out,
               "jarakd_commit_seconds_bucket{le=\"+Inf\"} %" PRIu64
               "\njarakd_commit_seconds_sum %.6f\njarakd_commit_seconds_count %" PRIu64 "\n",
               under, (double)counters->commit_us / MICRO, under);
}

void api_counters_write(const struct counters *counters, struct jk_buf *out)
{
    const struct jk_http_router *router = counters->router;

    jk_buf_str(out, "# HELP jarakd_http_requests_total Answers, by route and code.\n"
                    "# TYPE jarakd_http_requests_total counter\n");
    for (size_t i = 0; i < router->count; i++)
        write_replies(&counters->replies[i], jk_http_method_name(router->routes[i].method),
                      router->routes[i].pattern, out);
    write_replies(&counters->replies[router->count], "", "", out);
    write_commits(counters, out);
}
