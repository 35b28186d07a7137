/* jarak/base/refbuf.h: bytes that several hold without copying, counted by reference.
 *
 * It is for bytes written once and sent many times: stretches of a feed stay with the feed that is
 * next while answers made of the one before are still on their way. Never changed once it is made;
 * for one thread. Pure but for malloc.
 */
#ifndef JARAK_BASE_REFBUF_H
#define JARAK_BASE_REFBUF_H
#include "jarak/base/bytes.h"

/** Bytes with a count of those who hold them. */
struct jk_refbuf;

/** Take a buffer's bytes; it is empty then, whatever comes of it.
 *
 * @return given with one reference, dropped with jk_refbuf_drop(); null when memory is or was out
 */
struct jk_refbuf *jk_refbuf_take(struct jk_buf *bytes);
/** One more reference. @return `shared` */
struct jk_refbuf *jk_refbuf_keep(struct jk_refbuf *shared);
/** One reference less; the last one frees it. Null is ignored. */
void jk_refbuf_drop(struct jk_refbuf *shared);
/** Its bytes, borrowed as long as a reference is held. Null gives the empty span. */
struct jk_span jk_refbuf_view(const struct jk_refbuf *shared);
#endif
