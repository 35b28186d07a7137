/* daemon/app/conflicts/about.h: the conflicts that may be shown in a region, without looking at the
 * others.
 *
 * Whoever sees a conflict decides on a side of it, has a leg of it on his ground, or was told of it
 * while that was so (sight.h): the first two are found by the chains that may be about the region
 * (jarak/app/registry/walk.h), the third by a list that only grows. So more may be given than is
 * meant, and the caller asks of each. */
#ifndef DAEMON_APP_CONFLICTS_ABOUT_H
#define DAEMON_APP_CONFLICTS_ABOUT_H
#include "daemon/app/accounts/found.h"
#include "daemon/app/conflicts/index.h"
#include "jarak/app/registry/walk.h"

struct conflicts;

/* Conflicts under way; holds until the registry or a conflict changes. */
struct conflict_walk {
    const struct jk_app *app;
    const char *region;
    struct jk_walk chains;
    struct conflict_list list;    /* of the chain, or those that were told */
    const struct jk_chain *chain; /* null: those that were told */
    size_t at;
    bool ended;
};

/* Begin to walk those that may be shown in the region or below it. */
struct conflict_walk conflicts_walk(const struct jk_app *app, const char *region);
/* The next, each once, in no order; null: there are no more. */
struct conflict *conflicts_walk_next(struct conflict_walk *walk);
/* All that a walk gives, in the order in which they were first found; in the arena. JK_MEMORY. */
enum jk_status conflicts_about(const struct jk_app *app, struct jk_arena *arena, const char *region,
                               struct conflict_list *out);
/* Who may have to be told of a conflict, by name and each once: accounts of the regions that decide
 * on a side, of those whose ground it touches, and who was told before. Given; free its array.
 * JK_MEMORY. */
enum jk_status conflicts_accounts(const struct jk_app *app, const struct conflict *c,
                                  struct account_list *out);
/* An office of that region is to be told of the conflict as a guest; before it is noted. JK_MEMORY.
 */
enum jk_status conflicts_about_told(struct jk_app *app, const char *region, struct conflict *c);
/* Forget whom something was told. */
void conflicts_about_clear(struct conflicts *room);
#endif
