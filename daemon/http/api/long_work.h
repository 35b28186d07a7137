/* daemon/http/api/long_work.h: what would hold everybody is done by a copy of the process.
 *
 * A copy (fork) has all of the state as it is at the moment, costs a millisecond or two, changes
 * nothing here, ends when it is told to, and needs no line of the pure side to be written
 * otherwise. A question is answered by it, and its answer passed on. A command is only rehearsed:
 * it hands over what it found of pairs of bodies (jarak/app/findings.h), and the handler then runs
 * here as ever; what was committed meanwhile is judged by it, for of that there is no finding.
 *
 * At most WORK_COPIES run, one for an account; others wait in line, WORK_WAITING of them. Each ends
 * when its client has gone and when the daemon stops. Limits and shares: jarak/app/handle/work.h.
 */
#ifndef DAEMON_HTTP_API_LONG_WORK_H
#define DAEMON_HTTP_API_LONG_WORK_H
#include <stdbool.h>
#include <stdint.h>
#include "daemon/http/api/handle.h"
#include "jarak/base/error.h"

#define WORK_COPIES    2   /* at once: one core is left for the rest */
#define WORK_WAITING   64  /* in line, of all */
#define WORK_OF_ONE    8   /* in line or running, of one account */
#define WORK_CPU_S     180 /* a copy that takes longer is ended: three times JK_WORK_MOST */
#define WORK_GROWS_MIB 64  /* of a question: more memory it is not given */
#define WORK_PAST_MIB  768 /* of a question about the past, which has all of that in memory */

struct long_work;

/* @return given; null when memory is out */
struct long_work *api_long_work_new(struct jk_api *api);
/* Ends all copies and refuses what waits, then frees. Null is allowed. */
void api_long_work_free(struct long_work *work);
/* Ends all copies and begins them anew: the state they are copies of is no longer used. */
void api_long_work_renew(struct long_work *work);

/* Figures of the work, for /metrics. */
struct long_work_counts {
    uint64_t copies, refused; /* since the start */
    size_t waiting, running;
};
struct long_work_counts api_long_work_counts(const struct jk_api *api);

/* May whoever asks cause so much, which is done here? It is taken from his share. @return false: it
 * was answered, as a page where a person reads it */
bool api_work_allowed(struct jk_api *api, struct jk_http_call *call, uint64_t units);
/* A question that costs so much is about to be answered. @return true: go on, here; false: it is
 * answered, or will be */
bool api_work(struct jk_api *api, struct jk_http_call *call, uint64_t units);
/* What is done with a copy's answer here, in place of passing it on: it answers the call. */
typedef void api_work_done(struct jk_api *api, struct jk_http_call *call,
                           const struct jk_http_reply *reply);
/* As api_work(), of a question whose answer is worth keeping. */
bool api_work_then(struct jk_api *api, struct jk_http_call *call, uint64_t units,
                   api_work_done *done);
/* A question about the past, which costs so much: a copy opens the application as it was behind an
 * entry, and calls the handler on it. It is answered, or will be; by `done`, where it is not null.
 */
void api_work_past(struct jk_api *api, struct jk_http_call *call, uint64_t seq, uint64_t units,
                   api_work_done *done);
/* As `before` of struct jk_http_router: a call with `as_of` is such a question (past.c). */
bool api_past_before(void *api, struct jk_http_call *call);
/* The long answer to what is done and durable already, as when an import tells of 2,500 notices. */
typedef void api_tail(struct jk_api *api, struct jk_http_call *call, void *ctx);
/* Have it written by a copy, one such at a time; here, where none can be had: it is never refused,
 * and it is told also where the daemon stops. `ctx` is the call's. */
void api_work_tail(struct jk_api *api, struct jk_http_call *call, api_tail *tail, void *ctx);
/* The use case found that it is more than is done at once. @return false: that is not why it was
 * refused; true: it is taken care of */
bool api_put_off(struct jk_api *api, struct jk_http_call *call, const struct jk_error *err);
#endif
