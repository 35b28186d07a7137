/* jarak/base/squeeze.h: short texts made small, for those that are kept by the million.
 *
 * Deflate (RFC 1951) with a dictionary, so that also a text of some hundred bytes shrinks to a
 * third: what texts of a kind have in common is told beforehand. A text is small only beside the
 * dictionary it was squeezed with. The same text gives the same bytes. Pure but for malloc; some 15
 * microseconds a kilobyte there and 5 back. */
#ifndef JARAK_BASE_SQUEEZE_H
#define JARAK_BASE_SQUEEZE_H
#include "jarak/base/arena.h"
#include "jarak/base/bytes.h"

/** Append a text, squeezed; see jk_buf_ok(). @param dictionary  at most 4 KiB of it count */
void jk_squeeze(struct jk_buf *out, struct jk_span text, struct jk_span dictionary);

/** A squeezed text as it was.
 *
 * @param len  bytes it has; known to whoever keeps it
 * @return in the arena, NUL-ended; null when memory is out, or it is not what was squeezed */
char *jk_unsqueeze(struct jk_arena *arena, struct jk_span squeezed, size_t len,
                   struct jk_span dictionary);
#endif
