/* jarak/feed/approved.h: the public feed: what has an STTP, with no more than the public may know.
 *
 * Mains only, no legs, names or phones: rapat umum and pertemuan terbatas with their venue, smaller
 * meetings without GEO (SPEC 9). SEQUENCE is our own counter and rises together with LAST-MODIFIED;
 * what was cancelled stays as STATUS:CANCELLED for JK_FEED_CANCELLED_S. The same items give the
 * same bytes, and the entity tag is of the bytes. Pure. Source: WIRE 3 "Feed". */
#ifndef JARAK_FEED_APPROVED_H
#define JARAK_FEED_APPROVED_H
#include "jarak/base/arena.h"
#include "jarak/model/notice.h"
#include "jarak/policy/pack.h"

#define JK_FEED_CANCELLED_S (30 * 86400) /* subscribers that look once a month still see it */

/** One chain that has, or had, an STTP. */
struct jk_feed_item {
    const struct jk_notice *notice; /**< the main's version in force */
    uint32_t sequence;
    int64_t modified_s;
    bool cancelled;
    const struct jk_zone *zone;
    const char *certificate; /**< SHA-256 of what its approval was based on; "" or null: unknown */
};

/** The bytes of a feed and what HTTP says about them. */
struct jk_feed {
    struct jk_buf octets;
    char etag[40];      /**< with quotes, of the octets */
    int64_t modified_s; /**< latest change of an item; 0 when there is none */
};

/** Write the feed.
 *
 * @param source     absolute or relative address of the feed, for SOURCE; "" leaves it out
 * @param items      sorted by the caller: the order is kept
 * @param[out] out   free out->octets with jk_buf_clear(); reused when it holds memory
 * @return JK_OK; JK_MEMORY */
enum jk_status jk_approved_write(const struct jk_pack *pack, const char *source,
                                 const struct jk_feed_item *items, size_t count,
                                 struct jk_feed *out);

/** Compress octets as gzip with fixed header fields: the same octets give the same bytes. Appends.
 *
 * @return JK_OK; JK_MEMORY */
enum jk_status jk_gzip(struct jk_span octets, struct jk_buf *out);

/** `"<first 32 hex of SHA-256>"` of octets. */
void jk_etag_of(struct jk_span octets, char etag[40]);
#endif
