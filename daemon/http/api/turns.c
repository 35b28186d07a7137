/* Calls in line for their next step; one step a turn.
 *
 * A timer of no time puts the step behind what the sockets have for this turn. Whoever may do
 * anything (a command that a copy has judged) may do so in the later step too. */
#include "daemon/http/api/turns.h"

#include <stdlib.h>
#include <event2/event.h>
#include "jarak/app/handle/work.h"
#include "jarak/base/error.h"
#include "jarak/base/heap.h"
#include "jarak/http/server/reply.h"
#include "jarak/http/server/router.h"
#include "jarak/http/texts/texts.h"

struct put_off {
    struct put_off *next;
    struct jk_http_call *call;
    struct turn turn;
    bool unbound;
};

struct turns {
    struct jk_api *api;
    struct put_off *first, **last;
    struct event *next_turn;
    uint64_t count;
};

static void plan(struct turns *turns)
{
    static const struct timeval at_once = { 0, 0 };

    if (turns->first)
        event_add(turns->next_turn, &at_once);
}

static struct put_off take_first(struct turns *turns)
{
    struct put_off *first = turns->first, taken = *first;

    turns->first = first->next;
    if (!turns->first)
        turns->last = &turns->first;
    free(first);
    return taken;
}

static void refuse(const struct put_off *off, const struct jk_text *text)
{
    struct jk_error err;

    off->turn.drop(off->turn.ctx);
    jk_fail(&err, JK_BUSY, text, "", "%s", "");
    jk_http_reply_problem(off->call, &err);
}

static void take_step(struct jk_api *api, const struct put_off *off)
{
    const bool before = api->unbound;

    if (off->unbound) {
        api->unbound = true;
        jk_app_allow(api->options.app, UINT64_MAX);
    }
    off->turn.step(api, off->call, off->turn.ctx);
    api->unbound = before;
    if (off->unbound)
        jk_app_allow(api->options.app, JK_WORK_AT_ONCE);
}

static void on_turn(evutil_socket_t fd, short what, void *ctx)
{
    struct turns *turns = ctx;
    struct jk_api *api = turns->api;
    struct put_off off;

    (void)fd, (void)what;
    if (!turns->first)
        return;
    off = take_first(turns);
    plan(turns);
    if (jk_http_call_is_left(off.call))
        refuse(&off, JK_TEXT_WORK_LEFT);
    else if (api->router.admit && !api->router.admit(api->router.ctx, off.call))
        off.turn.drop(off.turn.ctx); /* answered: disabled meanwhile, or its time is over */
    else
        take_step(api, &off);
}

struct turns *api_turns_new(struct jk_api *api)
{
    struct turns *turns = jk_heap_zeroed(1, sizeof *turns);

    if (!turns)
        return NULL;
    turns->api = api;
    turns->last = &turns->first;
    turns->next_turn = evtimer_new(api->options.base, on_turn, turns);
    if (turns->next_turn)
        return turns;
    free(turns);
    return NULL;
}

void api_turns_free(struct turns *turns)
{
    struct put_off off;

    if (!turns)
        return;
    while (turns->first) {
        off = take_first(turns);
        refuse(&off, JK_TEXT_WORK_STOPPED);
    }
    event_free(turns->next_turn);
    free(turns);
}

static void begin_anew(struct jk_api *api, struct jk_http_call *call, void *ctx)
{
    (void)ctx;
    call->match.route->handler(api, call);
}

static void drop_nothing(void *ctx)
{
    (void)ctx;
}

void api_turns_renew(struct turns *turns)
{
    for (struct put_off *off = turns ? turns->first : NULL; off; off = off->next) {
        off->turn.drop(off->turn.ctx);
        off->turn = (struct turn){ begin_anew, drop_nothing, NULL };
    }
}

uint64_t api_turns_count(const struct jk_api *api)
{
    return api->turns ? api->turns->count : 0;
}

void api_turn_next(struct jk_api *api, struct jk_http_call *call, const struct turn *next)
{
    struct turns *turns = call->divert ? NULL : api->turns;
    struct put_off *off = turns ? jk_heap_take(sizeof *off) : NULL;

    if (!off) {
        next->step(api, call, next->ctx);
        return;
    }
    *off = (struct put_off){ NULL, call, *next, api->unbound };
    *turns->last = off;
    turns->last = &off->next;
    turns->count++;
    plan(turns);
}
