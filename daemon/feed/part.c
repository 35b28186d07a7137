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
    jk_buf_reset(&part->packed);
    if (!jk_buf_ok(&part->plain))
        return JK_MEMORY;
    jk_sha256(part->plain.at, part->plain.len, part->digest);
    return JK_OK;
}

static enum jk_status pack(struct jk_feed_part *part)
{
    z_stream z = { .next_in = (Bytef *)part->plain.at, .avail_in = (uInt)part->plain.len };
    char block[16384];

    if (part->packed.len > 0)
        return JK_OK;
    if (deflateInit2(&z, 6, Z_DEFLATED, RAW_WINDOW, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return JK_MEMORY;
    do {
        z.next_out = (Bytef *)block;
        z.avail_out = sizeof block;
        deflate(&z, Z_FULL_FLUSH); /* the next stretch must not refer to this one */
        jk_buf_add(&part->packed, block, sizeof block - z.avail_out);
    } while (z.avail_out == 0);
    deflateEnd(&z);
    part->crc = (uint32_t)crc32(0, (const Bytef *)part->plain.at, (uInt)part->plain.len);
    return jk_buf_ok(&part->packed) ? JK_OK : JK_MEMORY;
}

static void add_le32(struct jk_buf *out, uint32_t value)
{
    for (int shift = 0; shift < 32; shift += 8)
        jk_buf_char(out, (char)(value >> shift & 0xff));
}

/* The parts of a feed on their way into it. */
struct joining {
    struct jk_feed *out;
    struct jk_buf digests;
    bool zipped;
    uint32_t crc;
    size_t plain_len;
};

static size_t measure(const struct jk_feed_part *part, bool zipped)
{
    return zipped ? part->packed.len : part->plain.len;
}

static void add_part(struct joining *j, const struct jk_feed_part *part)
{
    jk_buf_span(&j->out->octets, jk_buf_view(j->zipped ? &part->packed : &part->plain));
    jk_buf_add(&j->digests, part->digest, sizeof part->digest);
    if (j->zipped)
        j->crc = (uint32_t)crc32_combine(j->crc, part->crc, (z_off_t)part->plain.len);
    j->plain_len += part->plain.len;
    if (part->modified_s > j->out->modified_s)
        j->out->modified_s = part->modified_s;
}

/* Compress what was not yet. @return room the parts take; 0: memory is out */
static size_t prepare(struct jk_feed_part *head, struct jk_feed_part *const *parts, size_t count,
                      bool zipped)
{
    enum jk_status rc = zipped ? pack(head) : JK_OK;
    size_t room = measure(head, zipped);

    for (size_t i = 0; i < count && rc == JK_OK; i++) {
        if (zipped)
            rc = pack(parts[i]);
        room += measure(parts[i], zipped);
    }
    return rc == JK_OK ? room : 0;
}

enum jk_status jk_approved_join(struct jk_feed_part *head, struct jk_feed_part *const *parts,
                                size_t count, bool zipped, struct jk_feed *out)
{
    /* RFC 1952: magic, DEFLATE, no flags, no time, no extra flags, system unknown. */
    static const char gzip_head[] = { 0x1f, (char)0x8b, 8, 0, 0, 0, 0, 0, 0, (char)0xff };
    static const char last_block[] = { 3, 0 }; /* final, fixed codes, nothing in it */
    struct joining j = { .out = out, .zipped = zipped };
    struct jk_feed_part end = { .crc = 0 };
    size_t room = prepare(head, parts, count, zipped);
    enum jk_status rc;

    jk_buf_reset(&out->octets);
    jk_buf_reserve(&out->octets, room + 256); /* head and end of the file */
    out->modified_s = 0;
    jk_ical_end(&end.plain, "VCALENDAR");
    rc = jk_feed_part_close(&end);
    if (rc == JK_OK && zipped)
        rc = pack(&end);
    if (zipped)
        jk_buf_add(&out->octets, gzip_head, sizeof gzip_head);
    add_part(&j, head);
    for (size_t i = 0; i < count; i++)
        add_part(&j, parts[i]);
    add_part(&j, &end);
    if (zipped) {
        jk_buf_add(&out->octets, last_block, sizeof last_block);
        add_le32(&out->octets, j.crc);
        add_le32(&out->octets, (uint32_t)j.plain_len);
    }
    if (room == 0 || !jk_buf_ok(&out->octets) || !jk_buf_ok(&j.digests))
        rc = JK_MEMORY;
    if (rc == JK_OK)
        jk_etag_of(jk_buf_view(&j.digests), out->etag);
    jk_feed_part_clear(&end);
    jk_buf_clear(&j.digests);
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
}
