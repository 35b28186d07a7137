/* jarak/model/kept_notice.h: a notice as it is kept for years, by the million.
 *
 * A notice lies spread over the arena it was read into, among what reading left behind: ten times
 * what it says. A kept one is a single piece of memory: facts, instances, shapes and texts side by
 * side, and behind them, squeezed (jarak/base/squeeze.h), what few ask for: its octets and the
 * GeoJSON it was sent with. Never changed, so it may be shared. Pure but for malloc. */
#ifndef JARAK_MODEL_KEPT_NOTICE_H
#define JARAK_MODEL_KEPT_NOTICE_H
#include "jarak/base/arena.h"
#include "jarak/model/notice.h"

struct jk_kept_notice;

/** Keep a notice.
 *
 * @param notice  borrowed for the call; `stored` begins with `bytes`
 * @return given with one reference; null when memory is out */
struct jk_kept_notice *jk_kept_notice_new(const struct jk_notice *notice);

/** One reference more. */
struct jk_kept_notice *jk_kept_notice_take(struct jk_kept_notice *kept);
/** One reference less. Null is allowed. */
void jk_kept_notice_drop(struct jk_kept_notice *kept);

/** The notice, borrowed until the last reference is dropped. `bytes` and `stored` are empty, and so
 * is `geometry` of all its facts. */
const struct jk_notice *jk_kept_notice_get(const struct jk_kept_notice *kept);

/** How many octets are stored of it. */
size_t jk_kept_notice_octets(const struct jk_kept_notice *kept);

/** The notice with all that was read. @return in the arena, which must not outlive the kept one;
 * null when memory is out */
const struct jk_notice *jk_kept_notice_whole(const struct jk_kept_notice *kept,
                                             struct jk_arena *arena);

/** Append it as octets, for this program on this machine alone: they are its memory. */
void jk_kept_notice_write(const struct jk_kept_notice *kept, struct jk_buf *out);

/** Make of such octets again what they were written of. They are believed: whoever keeps them seals
 * them, and hands them to no other program.
 *
 * @param[in,out] rest  begins with them; becomes what is behind them
 * @return given with one reference; null when memory is out, or they are cut off */
struct jk_kept_notice *jk_kept_notice_read(struct jk_span *rest);
#endif
