/* jarak/app/alerts/outbox_queue.h: which message goes out next, and what its receipt means.
 *
 * The inbox is the queue: nothing is copied, nothing is dropped on age. Each subscription has one
 * message under way at most; the next follows when it was delivered, so that order is kept. A
 * failed one is tried again after a pause that doubles from first_ms to most_ms; after dead_ms of
 * failures the subscription is dead: its messages wait until someone asks for a retry. Where each
 * stands is kept in the outbox at once, so that the death of either process doubles at most the
 * message under way. Only what is committed is sent. No sockets here; time comes in. One thread.
 * Source: SPEC 7.
 */
#ifndef JARAK_APP_ALERTS_OUTBOX_QUEUE_H
#define JARAK_APP_ALERTS_OUTBOX_QUEUE_H
#include "jarak/app/alerts/subscriptions.h"
#include "jarak/feed/alert/frame.h"
#include "jarak/store/outbox.h"

#define JK_UNDER_WAY_MAX 64 /* messages at once, over all subscriptions ... */
/* ... and of one channel: e-mail may wait ten minutes for an answer, and webhooks do not wait for
 * it */
#define JK_UNDER_WAY_CHANNEL (JK_UNDER_WAY_MAX / JK_CHANNEL_END)

/* Messages to one subscription beyond which the rest is merged into one; a siaga, and whatever
 * rises, passes. Six a minute are read as they come in; sixty an hour are one a minute, and who
 * gets more reads none. */
#define JK_PUSH_PER_MINUTE 6
#define JK_PUSH_PER_HOUR   60

/** When a failed delivery is tried again; all > 0. */
struct jk_pauses {
    int64_t first_ms, most_ms; /**< the first pause, which doubles up to the last */
    int64_t dead_ms;           /**< how long failures may last */
};

/** The parts the outbox queue works with; borrowed for its life. */
struct jk_outbox_queue_options {
    struct jk_app *app;
    struct jk_outbox *outbox;
    const char *hosts;              /**< the operator's list (jarak/app/alerts/targets.h) */
    const struct jk_mail_way *mail; /**< null: no e-mail is sent */
    struct jk_pauses pauses;
};

struct jk_outbox_queue;

/** A outbox_queue with nothing under way. @return given; null when memory is out */
struct jk_outbox_queue *jk_outbox_queue_new(const struct jk_outbox_queue_options *options);
/** Free; null is allowed. */
void jk_outbox_queue_free(struct jk_outbox_queue *outbox_queue);
/** Other pauses, from the next failure on. */
void jk_outbox_queue_set_pauses(struct jk_outbox_queue *outbox_queue, struct jk_pauses pauses);

/** Append the frame of the next message that is due, and count it as under way.
 *
 * @param now_ms       UTC
 * @param frame        empty
 * @param[out] due_ms  on JK_NONE: when to ask again; INT64_MAX: after the next commit or receipt
 * @return JK_OK; JK_NONE nothing is due now */
enum jk_status jk_outbox_queue_next(struct jk_outbox_queue *outbox_queue, int64_t now_ms,
                                    struct jk_buf *frame, int64_t *due_ms);
/** A receipt has come in; one for a message that is not under way is ignored. */
void jk_outbox_queue_receive(struct jk_outbox_queue *outbox_queue, int64_t now_ms,
                             const struct jk_receipt *receipt);
/** The sender died: what is under way may or may not have arrived, and is sent again. */
void jk_outbox_queue_lost(struct jk_outbox_queue *outbox_queue);

/** Where all of them stand was written into the outbox as whoever writes says it; nothing is under
 * way, nor will be: only jk_outbox_queue_state() and the gauges are asked from here on. */
void jk_outbox_queue_read_again(struct jk_outbox_queue *outbox_queue);

/** The wall clock was set: how long a subscription has been failing stays what it was.
 *
 * @param now_ms  UTC, as it says now
 * @param by_ms   > 0 forwards */
void jk_outbox_queue_shift(struct jk_outbox_queue *outbox_queue, int64_t now_ms, int64_t by_ms);

/** Where a subscription stands. */
void jk_outbox_queue_state(struct jk_outbox_queue *outbox_queue,
                           const struct jk_subscription *subscription,
                           struct jk_delivery_state *out);
/** How the outbox stands, over all subscriptions. */
struct jk_outbox_queue_gauges {
    uint64_t queued;       /**< numbers of inboxes behind what was delivered and looked at */
    uint64_t held;         /**< subscriptions with something held for a summary */
    uint64_t dead;         /**< subscriptions given up */
    int64_t oldest_s;      /**< age of the oldest alert in a queue; 0: none waits */
    uint64_t sent, failed; /**< messages since the queue was made */
};
/** Read the gauges. Looks up one alert for each subscription that is behind. */
void jk_outbox_queue_gauges(struct jk_outbox_queue *outbox_queue, int64_t now_s,
                            struct jk_outbox_queue_gauges *out);
/** Try a subscription again now, dead or not. @return JK_OK; JK_FULL; JK_IO */
enum jk_status jk_outbox_queue_retry(struct jk_outbox_queue *outbox_queue,
                                     const struct jk_subscription *subscription,
                                     struct jk_error *err);
#endif
