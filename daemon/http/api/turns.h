/* daemon/http/api/turns.h: a command that is done in several turns of the loop, so that the others
 * are served between its steps.
 *
 * Nothing of it counts before its last step, which is one command like any other; the steps before
 * only prepare, and what they prepared is dropped where the client has gone, the account was
 * disabled, the daemon stops, or another pack is in force (then the handler begins anew). Loop
 * thread only. */
#ifndef DAEMON_HTTP_API_TURNS_H
#define DAEMON_HTTP_API_TURNS_H
#include <stdint.h>
#include "daemon/http/api/handle.h"

struct turns;

/* @return given; null when memory is out */
struct turns *api_turns_new(struct jk_api *api);
/* Refuses what waits (503), then frees. Null is allowed. */
void api_turns_free(struct turns *turns);
/* What was prepared by another pack is dropped; the handlers of those calls begin anew. */
void api_turns_renew(struct turns *turns);
/* Steps that were put off to a later turn, since the start. */
uint64_t api_turns_count(const struct jk_api *api);

/* What is to be done next with a call. */
struct turn {
    void (*step)(struct jk_api *api, struct jk_http_call *call, void *ctx);
    void (*drop)(void *ctx); /* frees what was prepared, where the step is never taken */
    void *ctx;
};

/* Take the step in the next turn of the loop; at once where the daemon stops, in a copy, or when
 * memory is out. As much may be done by it as by what asks for it (struct jk_api, unbound). */
void api_turn_next(struct jk_api *api, struct jk_http_call *call, const struct turn *next);
#endif
