/* jarak/ical/embed.h: bytes as sent, for a document of another kind.
 *
 * RFC 5545 3.1 folds octets, so a fold may stand within a character, and a stream may begin with a
 * byte order mark. Served byte for byte both are right; copied into XML, or behind another
 * resource, they are no text any more. Whoever embeds stored bytes does it here. */
#ifndef JARAK_ICAL_EMBED_H
#define JARAK_ICAL_EMBED_H
#include "jarak/base/bytes.h"

/** Append a resource, or whole lines of one, as UTF-8: without byte order mark and
 * empty lines before the first; a line that is
 * folded within a character is folded anew at 75 bytes, all others stay as they are.
 *
 * @param bytes  accepted by jk_ical_scan() as a whole, or lines of such */
void jk_ical_embed(struct jk_buf *buf, struct jk_span bytes);
#endif
