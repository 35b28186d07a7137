/* daemon/app/public/items.h: what the public may see, for feeds and pages. */
#ifndef DAEMON_APP_PUBLIC_ITEMS_H
#define DAEMON_APP_PUBLIC_ITEMS_H
#include "daemon/app/handle/handle.h"
#include "jarak/app/registry/registry.h"
#include "jarak/feed/public/approved.h"

/* A chain as an item of the public feed. False: it is not in it. */
bool public_item(const struct jk_chain *chain, int64_t now_s, struct jk_feed_item *out);
/* True when a filter lets a chain through whose version in force is that notice. */
bool public_wants(const struct jk_app *app, const struct jk_feed_filter *filter,
                  const struct jk_chain *chain, const struct jk_notice *notice);
/* Several of them. */
struct public_items {
    struct jk_feed_item *at;
    size_t count;
};
/* The items a filter lets through, in the order of their chains' numbers; in the arena. */
enum jk_status public_collect(const struct jk_app *app, const struct jk_feed_filter *filter,
                              int64_t now_s, struct jk_arena *arena, struct public_items *out);
/* The chain of a public id; null: there is none. Whether the public sees it, public_item() says. */
const struct jk_chain *public_chain(struct jk_app *app, struct jk_span id);
/* Forget the public ids: chains have other numbers now. */
void public_ids_clear(struct jk_app *app);
/* By start, then by UID: the order of feeds and pages. */
void public_sort(struct jk_feed_item *items, size_t count);
#endif
