/* jarak/base/refbuf.h: octets that several hold without copying, counted by reference.
 *
 * What is written once and sent many times: stretches of a feed stay with the feed that is next
 * while answers made of the one before are still on their way. Never changed once it is made; for
 * one thread. Pure but for malloc.
 */
#ifndef JARAK_BASE_REFBUF_H
#define JARAK_BASE_REFBUF_H
#include "jarak/base/bytes.h"

/** Octets with a count of those who hold them. */
struct jk_shared;

/** Take a buffer's octets; it is empty then, whatever comes of it.
 *
 * @return given with one reference, dropped with jk_shared_drop(); null when memory is or was out
 */
struct jk_shared *jk_shared_take(struct jk_buf *octets);
/** One more reference. @return `shared` */
struct jk_shared *jk_shared_keep(struct jk_shared *shared);
/** One reference less; the last one frees it. Null is ignored. */
void jk_shared_drop(struct jk_shared *shared);
/** Its octets, borrowed as long as a reference is held. Null gives the empty span. */
struct jk_span jk_shared_view(const struct jk_shared *shared);
#endif
