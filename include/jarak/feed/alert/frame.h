/* jarak/feed/alert/frame.h: the frames between jarakd and jarakd-notify, on which messages
 * leave the house.
 *
 * A frame is a 32-bit big-endian length and so many bytes of JSON. jarakd sends messages, its child
 * answers each with a receipt. The child gets no secret and no database: what it sends is signed
 * already. Pure. Source: SPEC 7. */
#ifndef JARAK_FEED_ALERT_FRAME_H
#define JARAK_FEED_ALERT_FRAME_H
#include <stdint.h>
#include "jarak/base/arena.h"
#include "jarak/base/error.h"

#define JK_FRAME_MAX (8U * 1024 * 1024) /* bytes of a frame; an alert of 50 parts has 60,000 */

/** One alert for one subscription. Everything is borrowed, or lies in the reader's arena. */
struct jk_frame {
    const char *subscription;
    uint64_t seq;   /**< index of the alert; of a summary its own number */
    uint64_t epoch; /**< when the numbers began, seconds since 1970; 0 for an e-mail */
    bool summary;
    const char *from, *to;  /**< of an e-mail; "" for a webhook */
    const char *url, *host; /**< the host is the url's; an e-mail's is the relay's, host "" */
    uint64_t port;          /**< the url's, 1..65535 */
    const char *address;    /**< the only one the host may have; "": any public one */
    const char *timestamp;  /**< seconds since 1970, decimal */
    const char *signature;  /**< hexadecimal HMAC-SHA-256 over timestamp, ".", body */
    struct jk_span body;
};

/** Append a frame with a message; the buffer is marked as failed when memory is out. */
void jk_frame_write(struct jk_buf *buf, const struct jk_frame *frame);
/** Read a frame's content. @return JK_OK; JK_INVALID when it is no message; JK_MEMORY */
enum jk_status jk_frame_read(struct jk_span frame, struct jk_arena *arena, struct jk_frame *out);

/** A receipt says whether a message was delivered. One of no subscription ("") only says that the
 * sender works on: a mail server may take ten minutes to answer. */
struct jk_receipt {
    const char *subscription;
    uint64_t seq;
    bool delivered;
    const char *reason; /**< "" when delivered; else short, of what went wrong */
    bool gone;          /**< the receiver asks to be left alone for good (410) */
    uint64_t retry_s;   /**< seconds it asks to be left alone for; 0: it says nothing */
};

/** Append a frame with a receipt; as jk_frame_write(). */
void jk_receipt_write(struct jk_buf *buf, const struct jk_receipt *receipt);
/** Read a frame's content; as jk_frame_read(). */
enum jk_status jk_receipt_read(struct jk_span frame, struct jk_arena *arena,
                               struct jk_receipt *out);

/** Take a whole frame off the front of what has arrived.
 *
 * @param rest        shortened on JK_OK
 * @param[out] frame  its content, borrowed from `rest`
 * @return JK_OK; JK_NONE when more has to arrive; JK_TOO_BIG: the other side is not ours */
enum jk_status jk_frame_take(struct jk_span *rest, struct jk_span *frame);
#endif
