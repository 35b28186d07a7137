/* daemon/app/alerts/outbox_internal.h: what choosing, pacing and writing messages share. */
#ifndef DAEMON_APP_ALERTS_OUTBOX_INTERNAL_H
#define DAEMON_APP_ALERTS_OUTBOX_INTERNAL_H
#include "daemon/app/handle/handle.h"
#include "daemon/app/conflicts/room.h"
#include "jarak/app/alerts/inbox.h"
#include "jarak/app/alerts/outbox_queue.h"
#include "jarak/feed/alert/digest.h"

/* One subscription's queue. */
struct queue {
    char id[JK_SUBSCRIPTION_HEX + 1];
    struct jk_delivery_state state;
    uint64_t looked;    /* alerts up to here were delivered, are held or are not wanted */
    uint64_t under_way; /* the message that was handed over; 0: none */
    enum jk_channel channel;
    bool summary;     /* it is a summary ... */
    uint64_t covered; /* ... of what is held up to here */
    int64_t asked_ms; /* the pause the receiver asked for when it failed last; 0: none */
    int64_t held_ms;  /* the earliest instant something is held until; INT64_MAX: nothing is */
    int64_t pushed_ms[JK_PUSH_PER_HOUR]; /* when the last ones arrived, in turn */
    size_t pushed;
};

struct jk_outbox_queue {
    struct jk_outbox_queue_options options;
    struct queue *queues;
    size_t count, cap;
    size_t turn;  /* whose turn it is */
    bool is_told; /* where they stand, by who writes: he may be ahead of this journal */
    size_t under_way[JK_CHANNEL_END];
    uint64_t sent, failed;
};

/* A search for the next message of a queue. */
struct search {
    struct jk_outbox_queue *outbox_queue;
    const struct jk_subscription *subscription;
    const struct jk_account *account;
    struct queue *queue;
    int64_t now_ms;
    struct jk_alert alert; /* that was found, in the arena, with its detail */
    uint64_t index;        /* of the message: the alert's, or a number of its own */
    struct jk_arena arena;
    unsigned looked;
    struct jk_defend_mark mark; /* when it began */
};

/* The alerts of an inbox about one conflict on both sides of one of them. */
struct neighbours {
    uint64_t before; /* the one before it; 0: none */
    uint64_t after;  /* the newest, if the subscriber is to be told of it; else 0 */
    enum jk_level before_level, after_level;
};

/* inbox.c */

/* A row of an inbox as an alert, in the arena. @param detail  its document is read too
 * @return JK_OK; JK_CORRUPT; JK_MEMORY */
enum jk_status alerts_of_row(struct jk_arena *arena, const struct jk_alert_row *row, bool detail,
                             struct jk_alert *out);
/* Finds the alerts of the same conflict that stand before and behind this one in the inbox.
 * @return JK_OK; JK_CORRUPT; JK_IO; JK_MEMORY */
enum jk_status alerts_inbox_neighbours(struct jk_app *app,
                                       const struct jk_subscription *subscription,
                                       const struct jk_alert *alert, struct neighbours *out);

/* throttle.c */

enum throttle { THROTTLE_SEND, THROTTLE_HOLD, THROTTLE_SKIP };

/* Whether an alert that concerns the subscription goes out now.
 *
 * @param[out] until_ms  with THROTTLE_HOLD
 * @return JK_OK; JK_IO */
enum jk_status alerts_throttle(struct search *s, const struct jk_alert *alert, enum throttle *out,
                               int64_t *until_ms);
/* From when on the cap lets another message go; `now_ms` or earlier: now. */
int64_t alerts_throttle_free_ms(const struct queue *q, int64_t now_ms);
/* A message has arrived. */
void alerts_throttle_note(struct queue *q, int64_t now_ms);

/* digest.c */

/* Where the alert that was found is one of several its command has for the subscriber, write one
 * message for them all and note the last as the one under way. JK_NONE: it is alone; else as
 * alerts_digest_next(). */
enum jk_status alerts_digest_of_command(struct search *s, struct jk_buf *frame);
/* Gather what is held and due, let go of what nobody needs any more, and write its message. JK_NONE
 * when nothing is left to tell; JK_DENIED the target is not allowed; else why not. */
enum jk_status alerts_digest_next(struct search *s, struct jk_buf *frame);
/* Read anew until when something is held. */
enum jk_status alerts_digest_refresh(struct jk_outbox_queue *d, struct queue *q);

/* outbox_message.c */

/* Frame what was found. False: the operator does not allow its target any more. */
bool alerts_frame_write(struct search *s, struct jk_buf *frame);
/* The same of a summary. */
bool alerts_frame_write_digest(struct search *s, const struct jk_digest *summary,
                               struct jk_buf *frame);
#endif
