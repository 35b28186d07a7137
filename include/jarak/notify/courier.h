/* jarak/notify/courier.h: jarakd's side of the sender: the process and the pipe to it.
 *
 * jarakd-notify runs apart, under the service manager, and is reached over a UNIX socket of our own
 * user or root; or it runs as a child with one end of a UNIX socket pair as its standard input and
 * no other descriptor of ours. Messages go to it as frames, receipts come back. It may die at any
 * moment: what was under way is told to `lost`, and it is started again after a pause that doubles.
 * One that answers nothing for JK_COURIER_SILENT_MS while messages are under way is killed; one
 * that runs apart is left and connected to again. Never blocks. Loop thread only. Source: SPEC 7.
 */
#ifndef JARAK_NOTIFY_COURIER_H
#define JARAK_NOTIFY_COURIER_H
#include <stdint.h>
#include "jarak/base/error.h"
#include "jarak/feed/alert/frame.h"

#define JK_COURIER_SILENT_MS 60000 /* six signs of life */

struct event_base;
struct jk_courier;

/** The means the courier works with. */
struct jk_courier_options {
    struct event_base *base; /**< borrowed */
    const char *program;     /**< path of jarakd-notify; copied. Null: it runs apart */
    const char *socket;      /**< where that is reached, up to 107 octets; copied. Else null */
    const char *ca;          /**< as of jk_sender_run(), of a child; borrowed */
    int64_t first_ms;        /**< pause before the first restart, > 0; doubles ... */
    int64_t most_ms;         /**< ... up to this */
    /** Append the next message's frame to an empty buffer; JK_NONE: not before *due_ms (UTC), or
     * INT64_MAX until the courier is woken. */
    enum jk_status (*next)(void *ctx, int64_t now_ms, struct jk_buf *frame, int64_t *due_ms);
    /** A receipt has come. */
    void (*receive)(void *ctx, int64_t now_ms, const struct jk_receipt *receipt);
    /** The child died; no receipt comes for what is under way. */
    void (*lost)(void *ctx);
    void *ctx;
};

/** Start the child, or connect; when that fails it is tried again later. @return given; null:
 * memory is out */
struct jk_courier *jk_courier_new(const struct jk_courier_options *options);
/** Something may be due: look in the next turn of the loop. */
void jk_courier_wake(struct jk_courier *courier);
/** Close the pipe, at which a child ends, and free. Null is allowed. */
void jk_courier_free(struct jk_courier *courier);
#endif
