/* jarak/feed/alert/frame.h: alerts on their way out: which are wanted, and the frames between
 * jarakd and jarakd-notify.
 *
 * A frame is a 32-bit big-endian length and so many bytes of JSON. jarakd sends letters, its child
 * answers each with a receipt. The child gets no secret and no database: what it sends is signed
 * already. Pure. Source: SPEC 7. */
#ifndef JARAK_FEED_ALERT_FRAME_H
#define JARAK_FEED_ALERT_FRAME_H
#include "jarak/geo/outline.h"
#include "jarak/feed/alert/cap.h"

#define JK_FRAME_MAX (8U * 1024 * 1024) /* bytes of a frame; an alert of 50 parts has 60,000 */

/** What a subscription asks for. */
struct jk_alert_filter {
    const char *area;    /**< region's code: itself and all below it; or corners; "": all */
    const char *contest; /**< id; "": all */
    const char *kinds;   /**< words of jk_meet_word(), comma-separated; "": all */
    enum jk_level level; /**< from here on */
};

#define JK_ALERT_CORNERS 64 /* of a polygon: more than a sub-district drawn by hand needs */

/** Are these kinds a filter can have? "" is one. */
bool jk_alert_kinds_check(const char *kinds);

/** Is an area one of corners, not a code? */
bool jk_alert_area_is_polygon(const char *area);
/** Read the corners of an area, `LAT;LON LAT;LON LAT;LON`, 3..JK_ALERT_CORNERS of them, the last
 * joined to the first. @param[out] out in the arena @return JK_OK; JK_INVALID; JK_MEMORY */
enum jk_status jk_alert_area_read(struct jk_arena *arena, const char *area, struct jk_outline *out);

/** Does an alert by itself concern who asks so?
 *
 * @param payload  of jk_alert_write()
 * @return false too where the payload cannot be read; whether a conflict that was wanted before has
 *         to be told once more is the caller's question */
bool jk_alert_wanted(const char *payload, const struct jk_alert_filter *filter);

/** The command that changed what an alert tells of; 0 where it does not say. */
uint64_t jk_alert_command(const char *payload);

/** Is it an info that the policy wants pushed once, when it opens (SPEC 2.3)? */
bool jk_alert_pushes(const char *payload);

/** An alert as every channel tells it: `index`, `id` and `time` before the payload's members.
 * Appends.
 *
 * @param index  in its inbox; also `seq` of a webhook and `id:` of an event stream */
void jk_alert_told(struct jk_buf *buf, uint64_t index, const struct jk_told *told);

/** One alert for one subscription. Everything is borrowed, or lies in the reader's arena. */
struct jk_frame {
    const char *subscription;
    uint64_t seq; /**< index of the alert; of a summary its own number */
    bool summary;
    const char *from, *to;  /**< of an e-mail; "" for a webhook */
    const char *url, *host; /**< the host is the url's; an e-mail's is the relay's, host "" */
    uint64_t port;          /**< the url's, 1..65535 */
    const char *address;    /**< the only one the host may have; "": any public one */
    const char *timestamp;  /**< seconds since 1970, decimal */
    const char *signature;  /**< hexadecimal HMAC-SHA-256 over timestamp, ".", body */
    struct jk_span body;
};

/** Append a frame with a letter; the buffer is marked as failed when memory is out. */
void jk_frame_write(struct jk_buf *buf, const struct jk_frame *letter);
/** Read a frame's content. @return JK_OK; JK_INVALID when it is no letter; JK_MEMORY */
enum jk_status jk_frame_read(struct jk_span frame, struct jk_arena *arena, struct jk_frame *out);

/** What became of a letter. */
struct jk_receipt {
    const char *subscription;
    uint64_t seq;
    bool delivered;
    const char *reason; /**< "" when delivered; else short, of what went wrong */
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
