/* jarak/main/rehearsal.h: what would hold everybody is found out by a copy of the process.
 *
 * As daemon/http/api/long_work.h does it for requests (docs/decisions/0060): a copy has the state
 * of the moment, changes nothing here, and says what it found through a pipe. Not for a request,
 * so that it stands in no line and has no share. */
#ifndef JARAK_MAIN_REHEARSAL_H
#define JARAK_MAIN_REHEARSAL_H
#include <event2/event.h>
#include "jarak/base/bytes.h"

struct jk_rehearsal;

/** What is done by the copy, and with what it found. */
struct jk_rehearsal_part {
    void (*work)(void *ctx, struct jk_buf *found); /**< in the copy, which ends behind it */
    void (*done)(void *ctx, struct jk_span found); /**< here; empty where the copy has failed */
    void *ctx;
};

/** Begin. @return given; null: this machine gives no process or no memory now */
struct jk_rehearsal *jk_rehearsal_new(struct event_base *base,
                                      const struct jk_rehearsal_part *part);
/** End it, where it still runs, and free; within `done` too. Null is allowed. */
void jk_rehearsal_free(struct jk_rehearsal *);
#endif
