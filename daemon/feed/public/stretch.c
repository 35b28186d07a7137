/* Stretches of a feed, and the feed put together from them.
 *
 * A gzip file is a head, DEFLATE blocks and a CRC. Blocks that end at a whole byte and refer to
 * nothing before them stand one behind the other in any order, and CRCs of stretches give that of
 * the whole: so what did not change is not compressed again. */
#include "daemon/feed/public/stretch.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include "jarak/base/defend.h"
#include "jarak/base/digest.h"
#include "jarak/base/heap.h"
#include "jarak/feed/public/jcal.h"
#include "jarak/ical/write.h"

#define RAW_WINDOW (-15) /* DEFLATE without any wrapper */

void jk_etag_of(struct jk_span bytes, char etag[40])
{
    uint8_t digest[JK_DIGEST_LEN];
    char hex[2 * JK_DIGEST_LEN + 1];

    jk_sha256(bytes.at, bytes.len, digest);
    jk_hex(digest, sizeof digest, hex);
    etag[0] = '"';
    memcpy(etag + 1, hex, 32);
    memcpy(etag + 33, "\"", 2);
}

void jk_public_id(const char *uid, char out[JK_PUBLIC_ID_LEN + 1])
{
    JK_ASSERT(uid != NULL);

    uint8_t digest[JK_DIGEST_LEN];

    jk_sha256(uid, strlen(uid), digest);
    jk_hex(digest, JK_PUBLIC_ID_LEN / 2, out);
}

bool jk_feed_filter_is_plain(const struct jk_feed_filter *f)
{
    return !f->area && f->paslon == 0 && f->kind < 0 && f->from_day == INT32_MIN &&
           f->to_day == INT32_MAX;
}

enum jk_status jk_feed_stretch_close(struct jk_buf *lines, struct jk_feed_stretch *part)
{
    struct jk_span plain;
    int64_t modified_s = part->modified_s;

    jk_feed_stretch_clear(part);
    part->modified_s = modified_s;
    part->plain = jk_refbuf_take(lines);
    plain = jk_refbuf_view(part->plain);
    jk_sha256(plain.at, plain.len, part->digest);
    return part->plain ? JK_OK : JK_MEMORY;
}

/* DEFLATE blocks of a span, to stand anywhere in a gzip file. */
static enum jk_status deflate_all(struct jk_span plain, struct jk_buf *out)
{
    z_stream z = { .next_in = (Bytef *)(uintptr_t)plain.at, .avail_in = (uInt)plain.len };
    char block[16384];

    if (deflateInit2(&z, 6, Z_DEFLATED, RAW_WINDOW, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return JK_MEMORY;
    do {
        z.next_out = (Bytef *)block;
        z.avail_out = sizeof block;
        deflate(&z, Z_FULL_FLUSH); /* the next stretch must not refer to this one */
        jk_buf_add(out, block, sizeof block - z.avail_out);
    } while (z.avail_out == 0);
    deflateEnd(&z);
    return JK_OK;
}

static enum jk_status pack(struct jk_feed_stretch *part)
{
    struct jk_span plain = jk_refbuf_view(part->plain);
    struct jk_buf packed = { 0 };

    if (part->packed)
        return JK_OK;
    if (deflate_all(plain, &packed) == JK_OK)
        part->packed = jk_refbuf_take(&packed);
    part->crc = (uint32_t)crc32(0, (const Bytef *)plain.at, (uInt)plain.len);
    return part->packed ? JK_OK : JK_MEMORY;
}

/* Where a stretch stands in its feed. */
enum place { PLACE_HEAD, PLACE_BETWEEN, PLACE_END };

/* Makes the stretch's piece of jCal. */
static enum jk_status convert(struct jk_feed_stretch *part, enum place place)
{
    struct jk_span plain = jk_refbuf_view(part->plain);
    struct jk_buf jcal = { 0 };
    enum jk_status rc = JK_OK;

    if (part->jcal)
        return JK_OK;
    if (place == PLACE_END)
        jk_buf_str(&jcal, JK_JCAL_END);
    else
        rc = place == PLACE_HEAD ? jk_jcal_begin(&jcal, plain) : jk_jcal_more(&jcal, plain);
    if (rc == JK_OK) {
        part->jcal = jk_refbuf_take(&jcal);
        return part->jcal ? JK_OK : JK_MEMORY;
    }
    jk_buf_clear(&jcal);
    return rc;
}

/* A feed while its stretches are joined. */
struct joining {
    struct jk_feed *out;
    struct jk_buf digests;
    enum jk_feed_form form;
    uint32_t crc;
    size_t plain_len;
};

/* Adds what is no stretch: head and end of a gzip file. @param lines taken */
static enum jk_status add_piece(struct joining *j, struct jk_buf *lines)
{
    struct jk_refbuf *piece = jk_refbuf_take(lines);

    if (!piece)
        return JK_MEMORY;
    j->out->pieces[j->out->piece_count++] = piece;
    return JK_OK;
}

static enum jk_status make_form(struct jk_feed_stretch *part, enum jk_feed_form form,
                                enum place place)
{
    return form == JK_FEED_GZIP ? pack(part) : form == JK_FEED_JCAL ? convert(part, place) : JK_OK;
}

static struct jk_refbuf *form_of(const struct jk_feed_stretch *part, enum jk_feed_form form)
{
    return form == JK_FEED_GZIP ? part->packed : form == JK_FEED_JCAL ? part->jcal : part->plain;
}

bool jk_feed_stretch_has(const struct jk_feed_stretch *part, enum jk_feed_form form)
{
    return form_of(part, form) != NULL;
}

enum jk_status jk_feed_stretch_make(struct jk_feed_stretch *part, enum jk_feed_form form)
{
    return make_form(part, form, PLACE_BETWEEN);
}

static enum jk_status add_part(struct joining *j, struct jk_feed_stretch *part, enum place place)
{
    enum jk_status rc = make_form(part, j->form, place);
    size_t len = jk_refbuf_view(part->plain).len;

    if (rc != JK_OK)
        return rc;
    j->out->pieces[j->out->piece_count++] = jk_refbuf_keep(form_of(part, j->form));
    jk_buf_add(&j->digests, part->digest, sizeof part->digest);
    if (j->form == JK_FEED_GZIP)
        j->crc = (uint32_t)crc32_combine(j->crc, part->crc, (z_off_t)len);
    j->plain_len += len;
    if (part->modified_s > j->out->modified_s)
        j->out->modified_s = part->modified_s;
    return JK_OK;
}

/* RFC 1952: magic, DEFLATE, no flags, no time, no extra flags, system unknown. */
static enum jk_status add_gzip_head(struct joining *j)
{
    static const char bytes[] = { 0x1f, (char)0x8b, 8, 0, 0, 0, 0, 0, 0, (char)0xff };
    struct jk_buf head = { 0 };

    jk_buf_add(&head, bytes, sizeof bytes);
    return add_piece(j, &head);
}

static void add_le32(struct jk_buf *out, uint32_t value)
{
    for (int shift = 0; shift < 32; shift += 8)
        jk_buf_char(out, (char)(value >> shift & 0xff));
}

static enum jk_status add_gzip_end(struct joining *j)
{
    static const char last_block[] = { 3, 0 }; /* final, fixed codes, nothing in it */
    struct jk_buf end = { 0 };

    jk_buf_add(&end, last_block, sizeof last_block);
    add_le32(&end, j->crc);
    add_le32(&end, (uint32_t)j->plain_len);
    return add_piece(j, &end);
}

static enum jk_status add_calendar_end(struct joining *j)
{
    struct jk_buf lines = { 0 };
    struct jk_feed_stretch end = { .crc = 0 };
    enum jk_status rc;

    jk_ical_end(&lines, "VCALENDAR");
    rc = jk_feed_stretch_close(&lines, &end);
    if (rc == JK_OK)
        rc = add_part(j, &end, PLACE_END);
    jk_feed_stretch_clear(&end);
    return rc;
}

enum jk_status jk_approved_join(struct jk_feed_stretch *head, struct jk_feed_stretch *const *parts,
                                size_t count, enum jk_feed_form form, struct jk_feed *out)
{
    JK_ASSERT(parts != NULL || count == 0);
    JK_ASSERT(head != NULL && out != NULL);

    struct joining j = { .out = out, .form = form };
    enum jk_status rc = JK_OK;

    out->pieces = jk_heap_zeroed(count + 4, sizeof *out->pieces); /* head, end, and those of gzip */
    if (!out->pieces)
        return JK_MEMORY;
    if (form == JK_FEED_GZIP)
        rc = add_gzip_head(&j);
    if (rc == JK_OK)
        rc = add_part(&j, head, PLACE_HEAD);
    for (size_t i = 0; i < count && rc == JK_OK; i++)
        rc = add_part(&j, parts[i], PLACE_BETWEEN);
    if (rc == JK_OK)
        rc = add_calendar_end(&j);
    if (rc == JK_OK && form == JK_FEED_GZIP)
        rc = add_gzip_end(&j);
    if (rc == JK_OK && !jk_buf_ok(&j.digests))
        rc = JK_MEMORY;
    if (rc == JK_OK)
        jk_etag_of(jk_buf_view(&j.digests), out->etag);
    else
        jk_feed_clear(out);
    jk_buf_clear(&j.digests);
    return rc;
}

void jk_feed_stretch_clear(struct jk_feed_stretch *part)
{
    jk_refbuf_drop(part->plain);
    jk_refbuf_drop(part->packed);
    jk_refbuf_drop(part->jcal);
    *part = (struct jk_feed_stretch){ .crc = 0 };
}

bool jk_feed_of_bytes(struct jk_buf *bytes, struct jk_feed *out)
{
    struct jk_refbuf *shared = jk_refbuf_take(bytes);

    out->pieces = shared ? jk_heap_take(sizeof(struct jk_refbuf *)) : NULL;
    if (!out->pieces) {
        jk_refbuf_drop(shared);
        return false;
    }
    out->pieces[0] = shared;
    out->piece_count = 1;
    return true;
}

void jk_feed_clear(struct jk_feed *feed)
{
    for (size_t i = 0; i < feed->piece_count; i++)
        jk_refbuf_drop(feed->pieces[i]);
    free(feed->pieces);
    *feed = (struct jk_feed){ .piece_count = 0 };
}
