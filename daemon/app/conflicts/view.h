/* daemon/app/conflicts/view.h: conflicts as answers show them, from the side of one chain. */
#ifndef DAEMON_APP_CONFLICTS_VIEW_H
#define DAEMON_APP_CONFLICTS_VIEW_H
#include "daemon/app/conflicts/index.h"

/* A chain as the other side of a conflict. */
struct jk_side_view conflicts_view_side(const struct jk_chain *chain);
/* One stored conflict seen from `own`; in the arena and borrowed from the registry. JK_MEMORY. */
enum jk_status conflicts_view(struct jk_arena *arena, const struct conflict *conflict,
                              const struct jk_chain *own, struct jk_conflict_view *out);
/* The open conflicts of a chain as they stand, worst first. JK_MEMORY. */
enum jk_status conflicts_view_chain(const struct jk_app *app, struct jk_arena *arena,
                                    const struct jk_chain *chain, struct jk_conflict_views *out);
/* Views a fresh judgement of a chain, with the ids and revisions it would get. JK_MEMORY. */
enum jk_status conflicts_view_fresh(const struct jk_app *app, struct jk_arena *arena,
                                    const struct jk_chain *chain, struct jk_conflict_views *out);
#endif
