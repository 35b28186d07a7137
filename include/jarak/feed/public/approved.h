/* jarak/feed/public/approved.h: the public feed: what has an STTP, with no more than the public may
 * know.
 *
 * Mains only, no legs, names or phones: rapat umum and pertemuan terbatas with their venue, smaller
 * meetings without GEO (SPEC 9). SEQUENCE is our own counter and rises together with LAST-MODIFIED;
 * what was cancelled stays as STATUS:CANCELLED for JK_FEED_CANCELLED_S. The same items give the
 * same bytes, and the entity tag is of the bytes. A feed is its head and stretches of items, each
 * compressed for itself and shared, so that a feed put together anew copies nothing. Pure.
 * Source: WIRE 3 "Feed".
 */
#ifndef JARAK_FEED_PUBLIC_APPROVED_H
#define JARAK_FEED_PUBLIC_APPROVED_H
#include <stdbool.h>
#include <stdint.h>
#include "jarak/base/arena.h"
#include "jarak/base/refbuf.h"
#include "jarak/model/notice.h"
#include "jarak/policy/pack.h"

#define JK_FEED_CANCELLED_S (30 * 86400) /* subscribers that look once a month still see it */

/** One chain that has, or had, an STTP. */
struct jk_feed_item {
    const struct jk_notice *notice; /**< the main's version in force */
    uint32_t sequence;
    int64_t modified_s;
    bool cancelled;
    const struct jk_tz *tz;
    const char *certificate; /**< SHA-256 of what its approval was based on; "" or null: unknown */
    uint32_t tag;            /**< the caller's */
};

/** The part of the approved feed that is wanted; zero members leave nothing out. */
struct jk_feed_filter {
    const char *region;       /**< code: itself and all below it */
    const char *area;         /**< nearest sub-district's code, or null */
    uint32_t paslon;          /**< ballot number, or 0 */
    int kind;                 /**< enum jk_kind, or -1 */
    int32_t from_day, to_day; /**< local days, both included; INT32_MIN and INT32_MAX: all */
};

/** True when the filter leaves nothing of its region out. */
bool jk_feed_filter_is_plain(const struct jk_feed_filter *filter);

/** The forms a feed has: the same calendar, each with bytes of its own. */
enum jk_feed_form {
    JK_FEED_PLAIN, /**< iCalendar */
    JK_FEED_GZIP,  /**< the same compressed, with fixed head fields */
    JK_FEED_JCAL,  /**< jCal (jarak/feed/public/jcal.h) */
    JK_FEED_FORMS
};

/** A stretch of a feed, written and compressed once: a change writes its own stretch anew and no
 * other. All zero is an empty one; free with jk_feed_stretch_clear(). */
struct jk_feed_stretch {
    struct jk_refbuf *plain;  /**< iCalendar lines; null while empty */
    struct jk_refbuf *packed; /**< the same as DEFLATE blocks that refer to nothing before them;
                               *   null until a feed is asked for as gzip */
    struct jk_refbuf *jcal;   /**< the same as a piece of jCal; null until that is asked for */
    uint32_t crc;             /**< CRC-32 of plain; with packed */
    uint8_t digest[32];       /**< SHA-256 of plain */
    int64_t modified_s;       /**< latest change of an item; 0 when there is none */
};

/** The bytes of a feed, in the form that was asked for, and what HTTP says about them. */
struct jk_feed {
    struct jk_refbuf **pieces; /**< owned, each with a reference of its own; one behind the other
                                *   they are the feed in its form */
    size_t piece_count;
    char etag[40];      /**< with quotes; of the stretches' digests, hence of the plain bytes */
    int64_t modified_s; /**< latest change of an item; 0 when there is none */
};

/** Write what stands before the items: names, zones of the region, how often to look.
 *
 * @param region    code of the feed's region
 * @param source    absolute address of the feed, for SOURCE; "" leaves it out
 * @param[out] out  what it held is written over
 * @return JK_OK; JK_MEMORY */
enum jk_status jk_approved_head(const struct jk_pack *pack, const char *region, const char *source,
                                struct jk_feed_stretch *out);

/** Write items, normally some of one day.
 *
 * @param items     sorted by the caller: the order is kept
 * @param[out] out  what it held is written over
 * @return JK_OK; JK_MEMORY */
enum jk_status jk_approved_items(const struct jk_pack *pack, const struct jk_feed_item *items,
                                 size_t count, struct jk_feed_stretch *out);

/** Is a stretch of items there in that form already? */
bool jk_feed_stretch_has(const struct jk_feed_stretch *part, enum jk_feed_form form);

/** Make the form of a stretch of items where it is not there yet, as jk_approved_join() would.
 * @return JK_OK; JK_MEMORY */
enum jk_status jk_feed_stretch_make(struct jk_feed_stretch *part, enum jk_feed_form form);

/** Put a feed together from its head and the stretches behind it.
 *
 * The entity tag depends on where stretches end: they must end at the same places for the same
 * bytes. Stretches that are not there in the form yet are made.
 * @param[out] out  all zero before; free with jk_feed_clear()
 * @return JK_OK; JK_MEMORY: it is empty */
enum jk_status jk_approved_join(struct jk_feed_stretch *head, struct jk_feed_stretch *const *parts,
                                size_t count, enum jk_feed_form form, struct jk_feed *out);

/** Write a feed of one item: head, item and end in one, without SOURCE.
 *
 * @return as jk_approved_join() */
enum jk_status jk_approved_write(const struct jk_pack *pack, const char *region,
                                 const struct jk_feed_item *item, enum jk_feed_form form,
                                 struct jk_feed *out);

/** Free a stretch and become empty. */
void jk_feed_stretch_clear(struct jk_feed_stretch *part);
/** Make a feed of bytes that were written elsewhere, without what HTTP says about them.
 *
 * @param bytes     taken, whatever comes of it
 * @param[out] out  all zero before @return false: memory is out, it is empty */
bool jk_feed_of_bytes(struct jk_buf *bytes, struct jk_feed *out);
/** Free a feed and become empty. */
void jk_feed_clear(struct jk_feed *feed);

#define JK_PUBLIC_ID_LEN 16 /* hexadecimal digits; 10,000 activities meet with 3e-12 */

/** The name of an activity in public addresses: UIDs are not fit for them. The first digits of the
 * SHA-256 of its UID, NUL-ended. */
void jk_public_id(const char *uid, char out[JK_PUBLIC_ID_LEN + 1]);

/** `"<first 32 hex of SHA-256>"` of bytes. */
void jk_etag_of(struct jk_span bytes, char etag[40]);
#endif
