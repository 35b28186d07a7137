/* Refused requests in the log: a budget a minute for each code. */
#include "daemon/http/refused.h"

#include <inttypes.h>
#include <stdlib.h>
#include "jarak/base/heap.h"
#include "jarak/base/log.h"
#include "jarak/http/server/router.h"

/* Codes that say something about who asks; the others are of everyday work or are counted only. */
static const int codes[] = { 401, 403, 413, 422, 429 };
#define CODES (sizeof codes / sizeof *codes)

struct refusals {
    struct {
        int64_t minute;
        unsigned logged;
        uint64_t more;
    } of[CODES];
};

struct refusals *http_refusals_new(void)
{
    return jk_heap_zeroed(1, sizeof(struct refusals));
}

void http_refusals_free(struct refusals *refusals)
{
    free(refusals);
}

/* A clock that was set is another minute too. */
static void turn_minute(struct refusals *refusals, size_t i, int64_t minute)
{
    if (refusals->of[i].minute == minute)
        return;
    if (refusals->of[i].more > 0)
        jk_log(JK_LOG_WARNING, "refused-more code=%d count=%" PRIu64, codes[i],
               refusals->of[i].more);
    refusals->of[i].minute = minute;
    refusals->of[i].logged = 0;
    refusals->of[i].more = 0;
}

/* What a refusal of the reader's lacks is not made up: it has no route yet. */
static const char *from_of(const struct jk_http_call *call)
{
    if (!call->match.route)
        return "-";
    if (call->unix_socket)
        return "socket";
    if (!call->local)
        return "network";
    return jk_http_field_count(call, "X-Forwarded-For") > 0 ? "proxy" : "machine";
}

void http_refusals_note(struct refusals *refusals, const struct jk_http_call *call, int code,
                        int64_t now_s)
{
    const struct jk_http_route *route = call->match.route;
    size_t i = 0;

    while (i < CODES && codes[i] != code)
        i++;
    if (i == CODES)
        return;
    turn_minute(refusals, i, now_s / 60);
    if (refusals->of[i].logged == REFUSED_A_MINUTE) {
        refusals->of[i].more++;
        return;
    }
    refusals->of[i].logged++;
    jk_log(JK_LOG_INFO, "refused code=%d method=%s route=%s from=%s", code,
           route ? jk_http_method_name(call->method) : "-", route ? route->pattern : "-",
           from_of(call));
}

void http_refusals_sweep(struct refusals *refusals, int64_t now_s)
{
    for (size_t i = 0; i < CODES; i++)
        turn_minute(refusals, i, now_s / 60);
}
