/* An office: a desk with subscriptions of polres, and a outbox_queue on an outbox in memory. */
#ifndef TESTS_UNIT_APP_OFFICE_H
#define TESTS_UNIT_APP_OFFICE_H
#include "jarak/app/alerts/outbox_queue.h"
#include "tests/unit/app/desk.h"

struct office {
    struct desk desk;
    struct jk_outbox *outbox;
    struct jk_outbox_queue *outbox_queue;
    struct jk_outbox_queue_options options;
    struct jk_buf frame;
    struct jk_arena arena;
    struct jk_frame letter; /**< the last one that office_next() got; in the arena */
    int filed;
};

void office_open(struct office *o);
void office_close(struct office *o);
const struct jk_account *office_polres(struct office *o);
/** A webhook of polres from that level on. */
const struct jk_subscription *office_subscribe(struct office *o, const char *level);
/** One alert: two rivals 800 m apart, far from all others. */
void office_raise(struct office *o);
/** The next letter's number; 0: none. */
uint64_t office_next(struct office *o, int64_t now_ms, int64_t *due_ms);
/** A receipt of that letter. */
void office_receive(struct office *o, const char *id, uint64_t seq, bool delivered, int64_t now_ms);
#endif
