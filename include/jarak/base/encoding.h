/* jarak/base/encoding.h: octets as text, and text of Windows programs as UTF-8.
 *
 * Base64 is that of RFC 4648, by libcrypto. Receivers, maps and spreadsheets write UTF-16 and
 * windows-1252 beside UTF-8. Only what is told for certain is read: by a byte order mark, by the
 * first characters, or by what the file declares of itself. Pure. */
#ifndef JARAK_BASE_ENCODING_H
#define JARAK_BASE_ENCODING_H
#include <stdbool.h>
#include "jarak/base/arena.h"
#include "jarak/base/bytes.h"

/** What the first bytes of a text say. */
enum jk_encoding {
    JK_ENCODING_PLAIN,    /**< UTF-8 or another superset of ASCII, without a mark */
    JK_ENCODING_UTF8,     /**< with a mark of three bytes */
    JK_ENCODING_UTF16_LE, /**< with a mark, or an ASCII character and a zero byte */
    JK_ENCODING_UTF16_BE
};

/** The encoding of a text; *rest becomes what stands behind its mark. */
enum jk_encoding jk_encoding_find(struct jk_span bytes, struct jk_span *rest);

/** Append UTF-16 as UTF-8.
 *
 * @param little  the low byte comes first
 * @return false for half a character; part of it may be appended then */
bool jk_utf16_add(struct jk_buf *out, struct jk_span bytes, bool little);

/** Append windows-1252, which has ISO-8859-1 within it, as UTF-8; the five bytes that mean nothing
 * there become U+FFFD. */
void jk_cp1252_add(struct jk_buf *out, struct jk_span bytes);

/** Append bytes as lines of base64 of at most 76 characters, each ended by CRLF (RFC 2045 6.8).
 * Nothing for no bytes. */
void jk_base64_lines_add(struct jk_buf *buf, struct jk_span bytes);

/** Read one line of base64 without spaces; padding is required.
 *
 * @param[out] out  in the arena
 * @return false where it is empty or no base64, or memory is out */
bool jk_base64_read(struct jk_arena *arena, struct jk_span text, struct jk_span *out);
#endif
