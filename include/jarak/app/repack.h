/* jarak/app/repack.h: another pack takes the place of the one in use, while the application goes
 * on.
 *
 * Nothing is read from the store and no object of the application is made anew. Beside each
 * version of a notice, one is made as the other pack has it, in a world of its own; each chain is
 * judged there; both in pieces, with commands and questions between them, which the pack in use
 * answers. What those change is seen by comparing, chain by chain, what the pieces rest on with
 * what stands: a chain that differs is made and judged anew, with all that it is or was too near
 * to. Where nothing differs any more, one step puts each version in its place, writes what the
 * judgement changes in one transaction with the entry of the pack, and tells it: from then on the
 * other pack is the one in use, as if the daemon had been started with it. Until that entry is
 * durable nothing of it is in the store, and whatever ends the process ends it.
 *
 * What levels change by it is told behind the switch, account by account: each is told what its
 * inbox does not know yet, so that each is told once, also where the process ends in between.
 *
 * Memory: until the switch what the registry takes is there twice, and behind it until it is
 * tidied up. One at a time. One thread. Source: SPEC 5 ("judged beside the old one"). */
#ifndef JARAK_APP_REPACK_H
#define JARAK_APP_REPACK_H
#include "jarak/app/handle/handle.h"
#include "jarak/base/bytes.h"
#include "jarak/base/error.h"
#include "jarak/feed/json/whatif.h"
#include "jarak/policy/edition.h"

struct jk_repack;

/** Begin.
 *
 * @param app      has none under way; borrowed, as are the others, until jk_app_repack_free()
 * @param edition  what an account stated and the pack holds (jarak/app/editions/editions.h), for
 *                 the switch to put; null: the files are others
 * @return given; null: memory is out */
struct jk_repack *jk_app_repack_new(struct jk_app *app, const struct jk_pack *pack,
                                    const struct jk_edition *edition);

/** One piece, of some five milliseconds; a chain is never divided.
 *
 * @param[out] ready  everything is judged as it stands: switch before anything else happens
 * @return JK_OK; JK_HEAVY: the next chain takes longer than others should wait, so have a copy of
 *         the process rehearse, or learn nothing and have it judged here; JK_CORRUPT, JK_INVALID
 * and others where the pack has no place for a notice that is stored; JK_MEMORY. Then it is of no
 * more use */
enum jk_status jk_app_repack_step(struct jk_repack *, bool *ready, struct jk_error *err);

/** In a copy of the process: judge all that is left, and append what was found of long pairs. */
void jk_app_repack_rehearse(struct jk_repack *, struct jk_buf *found);
/** Take in what a copy found, which was made of this very change; nothing where it is empty. What
 * changed since is of other bodies, and is judged. */
void jk_app_repack_learn(struct jk_repack *, struct jk_span found);

/** Once all is judged (`ready`): what would change among pairs with a side that is decided in a
 * region or touches its ground. Nothing changes by asking.
 *
 * @param now_s     what is over by then is left out
 * @param[out] out  in the arena and borrowed from the application until its next command; of no
 *                  two policies
 * @return JK_OK; JK_MEMORY */
enum jk_status jk_app_repack_compare(const struct jk_repack *, struct jk_arena *arena,
                                     const char *region, int64_t now_s, struct jk_whatif_view *out);

/** The pack it is judged by. Borrowed. */
const struct jk_pack *jk_app_repack_pack(const struct jk_repack *);

/** Judge by the other pack from here on. No group may be open.
 *
 * @param now_s  when; what changes is journalled with it
 * @return JK_OK, and the audit is that of jk_app_audit(); JK_STATE: something changed since, take
 *         more steps; JK_DENIED: who stated the edition may not any more; else the pack in use
 * stays, and jk_app_is_lost() has to be asked */
enum jk_status jk_app_repack_switch(struct jk_repack *, int64_t now_s, struct jk_error *err);

/** Behind the switch, one piece: what an account does not know yet is told (in the open group or
 * one of its own that the caller commits), plain events are understood anew, and what stood before
 * is freed.
 *
 * @param[out] done  nothing refers to the former pack any more
 * @return JK_OK; else as of jk_app_tick() */
enum jk_status jk_app_repack_tidy(struct jk_repack *, int64_t now_s, bool *done,
                                  struct jk_error *err);

/** Let go, at whatever stage; the pack in use is what it is. Null is allowed. */
void jk_app_repack_free(struct jk_repack *);
#endif
