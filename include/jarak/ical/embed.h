/* jarak/ical/embed.h: bytes as sent, for a document of another kind, or for a reader who is not
 * told all of them.
 *
 * RFC 5545 3.1 folds octets, so a fold may stand within a character, and a stream may begin with a
 * byte order mark. Served byte for byte both are right; copied into XML, or behind another
 * resource, they are no text any more. Whoever embeds stored bytes does it here. */
#ifndef JARAK_ICAL_EMBED_H
#define JARAK_ICAL_EMBED_H
#include "jarak/base/arena.h"
#include "jarak/base/bytes.h"
#include "jarak/base/error.h"

/** Append a resource, or whole lines of one, as UTF-8: without byte order mark and
 * empty lines before the first; a line that is
 * folded within a character is folded anew at 75 bytes, all others stay as they are.
 *
 * @param bytes  accepted by jk_ical_scan() as a whole, or lines of such */
void jk_ical_embed(struct jk_buf *buf, struct jk_span bytes);

/** Copy a resource without the lines of some properties, folds included, in every VEVENT.
 *
 * @param names     in any case; ends with null
 * @param[out] out  in the arena, or `bytes` itself where it has none of them
 * @return JK_OK; as jk_ical_scan() of what no reader took; JK_MEMORY */
enum jk_status jk_ical_withhold(struct jk_arena *arena, struct jk_span bytes,
                                const char *const *names, struct jk_span *out,
                                struct jk_error *err);
#endif
