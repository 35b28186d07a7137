#include "daemon/http/api/metrics_counts.h"

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

struct tally {
    const struct jk_http_router *router;
    uint64_t commits[TALLY_STEPS + 1]; /* by the bound they stayed under; the last: above all */
    uint64_t commit_us;
    struct replies replies[]; /* one a route, and one for what no route was found for */
};

static const int64_t bounds_us[TALLY_STEPS] = { 500,   1000,   2000,   5000,   10000,  20000,
                                                50000, 100000, 200000, 500000, 1000000 };

struct tally *tally_new(const struct jk_http_router *router)
{
    struct tally *tally = calloc(1, sizeof *tally + (router->count + 1) * sizeof tally->replies[0]);

    if (tally)
        tally->router = router;
    return tally;
}

void tally_free(struct tally *tally)
{
    free(tally);
}

void tally_reply(struct tally *tally, const struct jk_http_route *route, int code)
{
    size_t number = route ? (size_t)(route - tally->router->routes) : tally->router->count;
    struct replies *replies = &tally->replies[number];
    size_t i = 0;

    while (i < replies->codes && replies->of[i].code != code)
        i++;
    if (i == CODES_MAX)
        return;
    if (i == replies->codes)
        replies->of[replies->codes++].code = code;
    replies->of[i].count++;
}

void tally_commit(struct tally *tally, int64_t took_us)
{
    size_t step = 0;

    while (step < TALLY_STEPS && took_us > bounds_us[step])
        step++;
    tally->commits[step]++;
    tally->commit_us += (uint64_t)took_us;
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

static void write_commits(const struct tally *tally, struct jk_buf *out)
{
    uint64_t under = 0;

    jk_buf_str(out, "# HELP jarakd_commit_seconds Durable commits of the store.\n"
                    "# TYPE jarakd_commit_seconds histogram\n");
    for (size_t i = 0; i < TALLY_STEPS; i++) {
        under += tally->commits[i];
        jk_buf_fmt(out, "jarakd_commit_seconds_bucket{le=\"%g\"} %" PRIu64 "\n",
                   (double)bounds_us[i] / MICRO, under);
    }
    under += tally->commits[TALLY_STEPS];
    jk_buf_fmt(out,
               "jarakd_commit_seconds_bucket{le=\"+Inf\"} %" PRIu64
               "\njarakd_commit_seconds_sum %.6f\njarakd_commit_seconds_count %" PRIu64 "\n",
               under, (double)tally->commit_us / MICRO, under);
}

void tally_write(const struct tally *tally, struct jk_buf *out)
{
    const struct jk_http_router *router = tally->router;

    jk_buf_str(out, "# HELP jarakd_http_requests_total Answers, by route and code.\n"
                    "# TYPE jarakd_http_requests_total counter\n");
    for (size_t i = 0; i < router->count; i++)
        write_replies(&tally->replies[i], jk_http_method_name(router->routes[i].method),
                      router->routes[i].pattern, out);
    write_replies(&tally->replies[router->count], "", "", out);
    write_commits(tally, out);
}
