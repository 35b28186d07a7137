/* daemon/app/conflicts/judge.h: what the engine finds about a chain as it stands now. */
#ifndef DAEMON_APP_CONFLICTS_JUDGE_H
#define DAEMON_APP_CONFLICTS_JUDGE_H
#include "daemon/app/handle/handle.h"
#include "jarak/app/registry/registry.h"

/* Judges a chain as it stands now, without pairings that are over. In the arena. */
enum jk_status conflicts_judge(const struct jk_app *app, struct jk_arena *arena,
                               const struct jk_chain *chain, struct jk_pairings *out);
/* What of that is not over by now; in the arena, the parts are those found. JK_MEMORY. */
enum jk_status conflicts_left(const struct jk_app *app, struct jk_arena *arena,
                              const struct jk_pairings *found, struct jk_pairings *out);
/* Put the worst first, so that they are told in that order; else as they were found. JK_MEMORY. */
enum jk_status conflicts_sort(struct jk_arena *arena, struct jk_pairing *pairings, size_t count);
/* SPEC 7: a conflict ends when both sides have left every place it names. A simulation replays a
 * calendar that is over; there nothing expires. */
bool conflicts_is_over(const struct jk_pack *pack, const struct jk_leg_part *parts, size_t count,
                       int64_t now_s);
/* Gives a part spans of its own in the arena. False: memory is out. */
bool conflicts_keep_spans(struct jk_arena *arena, struct jk_part *part);
/* The digest of a pairing that was found of a chain, from the side of whichever is named a; in the
 * arena. Null: memory is out. */
const char *conflicts_digest_of(const struct jk_app *app, struct jk_arena *arena,
                                const struct jk_chain *chain, const struct jk_pairing *found);
/* Hexadecimal digest of all that is told of a pairing, from the side of the chain named a.
 * @return JK_OK; JK_MEMORY, and `out` is as it was */
enum jk_status conflicts_digest(const struct jk_leg_part *parts, size_t count,
                                const struct jk_registry *registry, char out[65]);
/* A digest that an older version stored knew nothing of intervals. Where it fits these parts, bring
 * it to today's form: after an update nothing has changed that was not told. JK_MEMORY. */
enum jk_status conflicts_digest_renew(const struct jk_leg_part *parts, size_t count,
                                      const struct jk_registry *registry, char known[65]);
#endif
