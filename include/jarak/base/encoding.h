/* jarak/base/encoding.h: text of Windows programs as UTF-8.
 *
 * Receivers, maps and spreadsheets write UTF-16 and windows-1252 beside UTF-8. Only what is told
 * for certain is read: by a byte order mark, by the first characters, or by what the file declares
 * of itself. Pure. */
#ifndef JARAK_BASE_ENCODING_H
#define JARAK_BASE_ENCODING_H
#include <stdbool.h>
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
#endif
