/* Calls in the order in which they came. An event that is made active while the sockets are served
 * comes behind those that are ready, and before they are looked at again: nobody stands back for
 * longer than a turn, however many read. */
#include "daemon/http/writes.h"

#include <stdlib.h>
#include <event2/event.h>
#include "daemon/http/api/request.h"
#include "jarak/base/error.h"
#include "jarak/base/heap.h"
#include "jarak/http/server/reply.h"
#include "jarak/http/server/router.h"
#include "jarak/http/texts/texts.h"

struct standing {
    struct standing *next;
    struct jk_http_call *call;
};

struct writes {
    struct jk_api *api;
    struct standing *first, **last;
    struct event *turn;
};

/* Null: there is none. */
static struct jk_http_call *take_first(struct writes *writes)
{
    struct standing *first = writes->first;
    struct jk_http_call *call = first ? first->call : NULL;

    if (!first)
        return NULL;
    writes->first = first->next;
    if (!writes->first)
        writes->last = &writes->first;
    free(first);
    return call;
}

static void on_turn(evutil_socket_t fd, short what, void *ctx)
{
    struct writes *writes = ctx;
    struct jk_http_call *call;

    (void)fd, (void)what;
    while ((call = take_first(writes)) != NULL)
        call->match.route->handler(writes->api, call);
}

struct writes *http_writes_new(struct jk_api *api)
{
    struct writes *writes = jk_heap_zeroed(1, sizeof *writes);

    if (!writes)
        return NULL;
    writes->api = api;
    writes->last = &writes->first;
    writes->turn = event_new(api->options.base, -1, 0, on_turn, writes);
    if (writes->turn)
        return writes;
    free(writes);
    return NULL;
}

void http_writes_free(struct writes *writes)
{
    struct jk_http_call *call;
    struct jk_error err;

    if (!writes)
        return;
    while ((call = take_first(writes)) != NULL) {
        jk_fail(&err, JK_BUSY, JK_TEXT_WORK_STOPPED, "", "%s", "");
        jk_http_reply_problem(call, &err);
    }
    event_free(writes->turn);
    free(writes);
}

bool http_writes_before(struct writes *writes, struct jk_http_call *call)
{
    struct standing *standing;

    if (api_is_reading(call) || (standing = jk_heap_take(sizeof *standing)) == NULL)
        return true;
    *standing = (struct standing){ NULL, call };
    *writes->last = standing;
    writes->last = &standing->next;
    event_active(writes->turn, EV_TIMEOUT, 0);
    return false;
}
