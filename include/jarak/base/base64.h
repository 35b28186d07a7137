/* jarak/base/base64.h: base64 (RFC 4648), by libcrypto. Pure. */
#ifndef JARAK_BASE_BASE64_H
#define JARAK_BASE_BASE64_H
#include "jarak/base/arena.h"
#include "jarak/base/bytes.h"

/** Append bytes as lines of at most 76 characters, each ended by CRLF (RFC 2045 6.8). Nothing for
 * no bytes. */
void jk_base64_lines_add(struct jk_buf *buf, struct jk_span bytes);

/** Read one line without spaces; padding is required.
 *
 * @param[out] out  in the arena
 * @return false where it is empty or no base64, or memory is out */
bool jk_base64_read(struct jk_arena *arena, struct jk_span text, struct jk_span *out);
#endif
