/* Bodies: declared length or chunks, each held against the limit before a byte is kept.
 *
 * A declared length is compared with the limit when the handler grants it, and a chunk's size as
 * soon as its line ends, so a body that is too big costs no memory. Chunks are read by one state
 * for each byte that must stand there; sizes have hex digits and CRLF only, and trailers are
 * refused: a reader in front of us that is more lenient could otherwise see two requests where we
 * see one.
 *
 * An early answer leaves a body unread. It is skipped only where its length is declared and at most
 * JK_WIRE_SKIP_MAX; else the connection closes. */
#include <string.h>
#include "daemon/http/server/wire_internal.h"
#include "jarak/base/texts.h"
#include "jarak/http/texts/texts.h"

#define CHUNK_DIGITS_MAX 8 /* 4 GiB; a longer size is someone probing for wrap-around */

static enum jk_wire_event fail_big(struct jk_wire *wire)
{
    return http_wire_fail(wire, 413, JK_TEXT_HTTP_BODY_BIG, "body");
}

static enum jk_wire_event fail_chunk(struct jk_wire *wire)
{
    return http_wire_fail(wire, 400, JK_TEXT_HTTP_CHUNK, "chunk");
}

enum jk_wire_event jk_wire_accept(struct jk_wire *wire, size_t limit)
{
    wire->limit = limit;
    if (wire->state == WIRE_BODY && !wire->chunked && wire->left > limit)
        return fail_big(wire);
    return wire->state == WIRE_FAILED ? JK_WIRE_ERROR : JK_WIRE_NEED_MORE;
}

bool jk_wire_skip(struct jk_wire *wire)
{
    if (wire->state == WIRE_DONE)
        return true;
    if (wire->state != WIRE_BODY || wire->chunked || wire->expects || wire->left > JK_WIRE_SKIP_MAX)
        return false;
    wire->skip = true;
    wire->limit = JK_WIRE_SKIP_MAX;
    return true;
}

static enum jk_wire_event finish(struct jk_wire *wire)
{
    wire->state = WIRE_DONE;
    return JK_WIRE_REQUEST;
}

enum jk_wire_event http_wire_step_body(struct jk_wire *wire, const char *bytes, size_t len,
                                       size_t *took)
{
    (void)bytes, (void)len, (void)took;
    if (!wire->chunked && wire->left > wire->limit)
        return fail_big(wire);
    if (!wire->chunked && wire->left == 0)
        return finish(wire);
    wire->state = wire->chunked ? WIRE_SIZE : WIRE_LENGTH;
    return JK_WIRE_NEED_MORE;
}

/* Take what there is of the bytes still to come. False when memory is out. */
static bool keep_bytes(struct jk_wire *wire, const char *bytes, size_t len, size_t *took)
{
    *took = len < wire->left ? len : (size_t)wire->left;
    wire->left -= *took;
    wire->received += *took;
    if (*took && !wire->skip)
        jk_buf_add(&wire->body, bytes, *took);
    return jk_buf_ok(&wire->body);
}

enum jk_wire_event http_wire_step_length(struct jk_wire *wire, const char *bytes, size_t len,
                                         size_t *took)
{
    if (!keep_bytes(wire, bytes, len, took))
        return http_wire_fail(wire, 503, JK_TEXT_NO_MEMORY, "body");
    return wire->left == 0 ? finish(wire) : JK_WIRE_NEED_MORE;
}

/* Hex digits and CR, nothing else: no space, no sign, no ";extension" (RFC 9112 section 7.1.1). */
enum jk_wire_event http_wire_step_size(struct jk_wire *wire, const char *bytes, size_t len,
                                       size_t *took)
{
    while (*took < len) {
        char c = bytes[(*took)++];
        int value = http_wire_hex_value(c);

        if (c == '\r' && wire->digits > 0) {
            wire->state = WIRE_SIZE_LF;
            return JK_WIRE_NEED_MORE;
        }
        if (value < 0 || ++wire->digits > CHUNK_DIGITS_MAX)
            return fail_chunk(wire);
        wire->left = wire->left * 16 + (unsigned)value;
    }
    return JK_WIRE_NEED_MORE;
}

/* Take exactly one byte, which must be `want`; then go on to `next`. */
static enum jk_wire_event expect_byte(struct jk_wire *wire, const char *bytes, size_t *took,
                                      char want, enum wire_state next)
{
    *took = 1;
    if (bytes[0] != want)
        return fail_chunk(wire);
    wire->state = next;
    return JK_WIRE_NEED_MORE;
}

enum jk_wire_event http_wire_step_size_lf(struct jk_wire *wire, const char *bytes, size_t len,
                                          size_t *took)
{
    enum wire_state next = wire->left ? WIRE_CHUNK : WIRE_LAST_CR;

    if (len == 0)
        return JK_WIRE_NEED_MORE;
    if (expect_byte(wire, bytes, took, '\n', next) == JK_WIRE_ERROR)
        return JK_WIRE_ERROR;
    /* The declared size counts at once: a 600 MB chunk is refused before its first byte. */
    return wire->left > wire->limit - wire->received ? fail_big(wire) : JK_WIRE_NEED_MORE;
}

enum jk_wire_event http_wire_step_chunk(struct jk_wire *wire, const char *bytes, size_t len,
                                        size_t *took)
{
    if (!keep_bytes(wire, bytes, len, took))
        return http_wire_fail(wire, 503, JK_TEXT_NO_MEMORY, "body");
    if (wire->left == 0)
        wire->state = WIRE_CHUNK_CR;
    return JK_WIRE_NEED_MORE;
}

enum jk_wire_event http_wire_step_chunk_cr(struct jk_wire *wire, const char *bytes, size_t len,
                                           size_t *took)
{
    return len ? expect_byte(wire, bytes, took, '\r', WIRE_CHUNK_LF) : JK_WIRE_NEED_MORE;
}

enum jk_wire_event http_wire_step_chunk_lf(struct jk_wire *wire, const char *bytes, size_t len,
                                           size_t *took)
{
    wire->digits = 0;
    return len ? expect_byte(wire, bytes, took, '\n', WIRE_SIZE) : JK_WIRE_NEED_MORE;
}

enum jk_wire_event http_wire_step_last_cr(struct jk_wire *wire, const char *bytes, size_t len,
                                          size_t *took)
{
    return len ? expect_byte(wire, bytes, took, '\r', WIRE_LAST_LF) : JK_WIRE_NEED_MORE;
}

enum jk_wire_event http_wire_step_last_lf(struct jk_wire *wire, const char *bytes, size_t len,
                                          size_t *took)
{
    if (len == 0)
        return JK_WIRE_NEED_MORE;
    if (expect_byte(wire, bytes, took, '\n', WIRE_DONE) == JK_WIRE_ERROR)
        return JK_WIRE_ERROR;
    return finish(wire);
}
