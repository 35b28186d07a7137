/* jarak/store/outbox.h: how far each subscription was delivered; outside the journal.
 *
 * A file of its own beside the store. Every change survives the death of this process; after a loss
 * of power the last ones may be missing, and then what they told of is sent again: nothing is lost,
 * for positions only ever lag behind. No flush to the disk waits in a put. Not thread-safe. */
#ifndef JARAK_STORE_OUTBOX_H
#define JARAK_STORE_OUTBOX_H
#include <stdbool.h>
#include <stdint.h>
#include "jarak/base/bytes.h"
#include "jarak/base/error.h"

#define JK_DELIVERY_REASON_MAX 120 /* bytes of why the last attempt failed, with NUL */

struct jk_outbox;

/** Where the delivery of one subscription stands. All zero: nothing was sent yet. */
struct jk_delivery_state {
    uint64_t delivered; /**< up to here every alert arrived, was not asked for, or is held */
    uint32_t attempts;  /**< failures in a row */
    int64_t failing_ms; /**< when the first of them was, UTC; 0: none */
    int64_t next_ms;    /**< not before, UTC */
    bool dead;          /**< given up until someone asks for a retry */
    char reason[JK_DELIVERY_REASON_MAX]; /**< of the last failure; "" */
    int64_t epoch_s;                     /**< when the numbers began that are told; 0: not yet */
    uint64_t journal;         /**< the journal's end when `delivered` was true; 0: not known */
    uint8_t journal_hash[32]; /**< of that entry: a restored journal has another, or none */
};

/** Open the file, making it if it is not there; ":memory:" keeps nothing.
 *
 * @param[out] out  given, close with jk_outbox_close()
 * @return JK_OK; JK_IO; JK_CORRUPT when it is not ours; JK_MEMORY */
enum jk_status jk_outbox_open(const char *path, struct jk_outbox **out, struct jk_error *err);
/** Close. Null is allowed. */
void jk_outbox_close(struct jk_outbox *outbox);

/** Where a subscription stands. @return JK_OK; JK_NONE when nothing is known of it; JK_IO */
enum jk_status jk_outbox_get(struct jk_outbox *outbox, const char *subscription,
                             struct jk_delivery_state *out, struct jk_error *err);
/** Note where a subscription stands. @return JK_OK; JK_FULL; JK_IO */
enum jk_status jk_outbox_put(struct jk_outbox *outbox, const char *subscription,
                             const struct jk_delivery_state *state, struct jk_error *err);
/** An alert that is held back. */
struct jk_held {
    uint64_t number;  /**< of the inbox */
    int64_t until_ms; /**< not before, UTC */
};

/** Hold an alert back, and note with it where the subscription stands: both or neither.
 * @return JK_OK; JK_FULL; JK_IO */
enum jk_status jk_outbox_hold(struct jk_outbox *outbox, const char *subscription,
                              struct jk_held held, const struct jk_delivery_state *state,
                              struct jk_error *err);
/** The instant one alert is held until. @return JK_OK; JK_NONE when it is not held; JK_IO */
enum jk_status jk_outbox_find_held(struct jk_outbox *outbox, const char *subscription,
                                   uint64_t number, int64_t *until_ms, struct jk_error *err);
/** Visit what is held, in the order of the inbox. @return JK_OK; JK_IO; what the callback returned
 */
typedef enum jk_status jk_held_each(void *ctx, uint64_t number, int64_t until_ms);
enum jk_status jk_outbox_each_held(struct jk_outbox *outbox, const char *subscription,
                                   jk_held_each *each, void *ctx, struct jk_error *err);
/** Let go of what was told: held until `until_ms` at most, with a number up to `number`. What else
 * is due by then is put off by a millisecond, so that the next summary has a later instant.
 * @return JK_OK; JK_IO */
enum jk_status jk_outbox_release(struct jk_outbox *outbox, const char *subscription,
                                 uint64_t number, int64_t until_ms, struct jk_error *err);
/** Who is told of each change, behind it; null: nobody. */
void jk_outbox_watch(struct jk_outbox *outbox, void (*changed)(void *ctx, const char *subscription),
                     void *ctx);
/** Where a subscription stands and what is held for it, as octets for jk_outbox_read(); none where
 * nothing is known of it. Appends. @return JK_OK; JK_IO */
enum jk_status jk_outbox_write(struct jk_outbox *outbox, const char *subscription,
                               struct jk_buf *out, struct jk_error *err);
/** Does it stand so already? Where that cannot be known: no. */
bool jk_outbox_is(struct jk_outbox *outbox, struct jk_span subscription, struct jk_span octets);
/** Have it stand so, whatever it stood like before.
 * @return JK_OK; JK_CORRUPT they are no such octets; JK_FULL; JK_IO */
enum jk_status jk_outbox_read(struct jk_outbox *outbox, struct jk_span subscription,
                              struct jk_span octets, struct jk_error *err);
/** Forget a subscription and what is held for it. @return JK_OK; JK_IO */
enum jk_status jk_outbox_drop(struct jk_outbox *outbox, const char *subscription,
                              struct jk_error *err);
#endif
