/* Stretches of a feed, and the feed put together from them.
 *
 * A gzip file is a head, DEFLATE blocks and a CRC. Blocks that end at a whole octet and refer to
 * nothing before them stand one behind the other in any order, and CRCs of stretches give that of
 * the whole: so what did not change is not compressed again. */
#include "daemon/feed/part.h"

#include <string.h>
#include <zlib.h>
#include "jarak/base/digest.h"
#include "jarak/ical/write.h"

#define RAW_WINDOW (-15) /* DEFLATE without any wrapper */

void jk_etag_of(struct jk_span octets, char etag[40])
{
    uint8_t digest[JK_DIGEST_LEN];
    char hex[2 * JK_DIGEST_LEN + 1];

    jk_sha256(octets.at, octets.len, digest);
    jk_hex(digest, sizeof digest, hex);
    etag[0] = '"';
    memcpy(etag + 1, hex, 32);
    memcpy(etag + 33, "\"", 2);
}

void jk_public_id(const char *uid, char out[JK_PUBLIC_ID_LEN + 1])
{
    uint8_t digest[JK_DIGEST_LEN];

    jk_sha256(uid, strlen(uid), digest);
    jk_hex(digest, JK_PUBLIC_ID_LEN / 2, out);
}

bool jk_feed_filter_is_plain(const struct jk_feed_filter *f)
{
    return !f->area && f->paslon == 0 && f->kind < 0 && f->from_day == INT32_MIN &&
           f->to_day == INT32_MAX;
}

enum jk_status jk_feed_part_close(struct jk_feed_part *part)
{
    z_stream z = { .next_in = (Bytef *)(uintptr_t)part->plain.at,
                   .avail_in = (uInt)part->plain.len };
    char block[16384];

    if (!jk_buf_ok(&part->plain) ||
        deflateInit2(&z, 6, Z_DEFLATED, RAW_WINDOW, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return JK_MEMORY;
    jk_buf_reset(&part->packed);
    do {
        z.next_out = (Bytef *)block;
        z.avail_out = sizeof block;
        deflate(&z, Z_FULL_FLUSH); /* the next stretch must not refer to this one */
        jk_buf_add(&part->packed, block, sizeof block - z.avail_out);
    } while (z.avail_out == 0);
    deflateEnd(&z);
    part->crc = (uint32_t)crc32(0, (const Bytef *)part->plain.at, (uInt)part->plain.len);
    jk_sha256(part->plain.at, part->plain.len, part->digest);
    return jk_buf_ok(&part->packed) ? JK_OK : JK_MEMORY;
}

static void add_le32(struct jk_buf *out, uint32_t value)
{
    for (int shift = 0; shift < 32; shift += 8)
        jk_buf_char(out, (char)(value >> shift & 0xff));
}

static void add_part(struct jk_feed *out, const struct jk_feed_part *part, struct jk_buf *digests,
                     uint32_t *crc)
{
    jk_buf_span(&out->octets, jk_buf_view(&part->plain));
    jk_buf_span(&out->zipped, jk_buf_view(&part->packed));
    jk_buf_add(digests, part->digest, sizeof part->digest);
    *crc = (uint32_t)crc32_combine(*crc, part->crc, (z_off_t)part->plain.len);
    if (part->modified_s > out->modified_s)
        out->modified_s = part->modified_s;
}

enum jk_status jk_approved_join(const struct jk_feed_part *head,
                                const struct jk_feed_part *const *parts, size_t count,
                                struct jk_feed *out)
{
    /* RFC 1952: magic, DEFLATE, no flags, no time, no extra flags, system unknown. */
    static const char gzip_head[] = { 0x1f, (char)0x8b, 8, 0, 0, 0, 0, 0, 0, (char)0xff };
    static const char last_block[] = { 3, 0 }; /* final, fixed codes, nothing in it */
    struct jk_feed_part end = { .crc = 0 };
    struct jk_buf digests = { 0 };
    uint32_t crc = 0;
    enum jk_status rc;

    jk_buf_reset(&out->octets);
    jk_buf_reset(&out->zipped);
    out->modified_s = 0;
    jk_ical_end(&end.plain, "VCALENDAR");
    rc = jk_feed_part_close(&end);
    jk_buf_add(&out->zipped, gzip_head, sizeof gzip_head);
    add_part(out, head, &digests, &crc);
    for (size_t i = 0; i < count; i++)
        add_part(out, parts[i], &digests, &crc);
    add_part(out, &end, &digests, &crc);
    jk_buf_add(&out->zipped, last_block, sizeof last_block);
    add_le32(&out->zipped, crc);
    add_le32(&out->zipped, (uint32_t)out->octets.len);
    if (!jk_buf_ok(&out->octets) || !jk_buf_ok(&out->zipped) || !jk_buf_ok(&digests))
        rc = JK_MEMORY;
    if (rc == JK_OK)
        jk_etag_of(jk_buf_view(&digests), out->etag);
    jk_feed_part_clear(&end);
    jk_buf_clear(&digests);
    return rc;
}

void jk_feed_part_clear(struct jk_feed_part *part)
{
    jk_buf_clear(&part->plain);
    jk_buf_clear(&part->packed);
}

void jk_feed_clear(struct jk_feed *feed)
{
    jk_buf_clear(&feed->octets);
    jk_buf_clear(&feed->zipped);
}
