/* The chains the public may see, in the order feeds and pages show them. A cancelled activity
 * stays for thirty days, so that subscribers learn of it (SPEC 9, WIRE 3). */
#include "daemon/app/public/items.h"

#include <stdlib.h>
#include <string.h>
#include "daemon/app/registry/rows.h"
#include "jarak/app/registry/walk.h"
#include "jarak/feed/public/page.h"

static int compare_items(const void *a, const void *b)
{
    const struct jk_feed_item *x = a, *y = b;
    int64_t s = x->notice->first_start_s, t = y->notice->first_start_s;

    return s != t ? (s > t) - (s < t) : strcmp(x->notice->uid, y->notice->uid);
}

bool public_wants(const struct jk_app *app, const struct jk_feed_filter *filter,
                  const struct jk_chain *chain, const struct jk_notice *notice)
{
    const struct jk_facts *facts = &notice->facts;
    int32_t first = jk_local_day(notice->first_start_s, chain->region->tz->offset_s);
    const struct jk_region *near = NULL;
    bool paslon = filter->paslon == 0;

    for (unsigned i = 0; i < facts->party.count; i++)
        paslon = paslon || facts->party.paslon[i] == filter->paslon;
    if (filter->area && facts->shape.kind == JK_SHAPE_DISC)
        near = jk_pack_nearest(app->pack, facts->shape.centre);
    return paslon && jk_region_covers(filter->region, chain->region->code) &&
           (filter->kind < 0 || facts->kind == (enum jk_kind)filter->kind) &&
           first >= filter->from_day && first <= filter->to_day &&
           (!filter->area || (near && jk_region_covers(filter->area, near->code)));
}

static bool is_cancelled(const struct jk_chain *chain)
{
    return chain->state != JK_STATE_APPROVED && chain->state != JK_STATE_DONE;
}

bool public_item(const struct jk_chain *chain, int64_t now_s, struct jk_feed_item *out)
{
    const struct jk_version *version = registry_version_in_force(chain);

    if (!version || chain->feed_revision == 0 || !jk_public_kind(version->notice->facts.kind) ||
        (is_cancelled(chain) && now_s - chain->changed_s > JK_FEED_CANCELLED_S))
        return false;
    *out = (struct jk_feed_item){ version->notice,     chain->feed_revision, chain->changed_s,
                                  is_cancelled(chain), chain->region->tz,    chain->certificate,
                                  chain->number };
    return true;
}

/* Lists what the public may see, in order; in the arena. */
enum jk_status public_collect(const struct jk_app *app, const struct jk_feed_filter *filter,
                              int64_t now_s, struct jk_arena *arena, struct public_items *out)
{
    struct jk_walk walk = jk_registry_walk(app->registry, filter->region);
    struct jk_feed_item *items = jk_arena_array(arena, jk_walk_most(&walk), sizeof *items);
    const struct jk_chain *chain;

    *out = (struct public_items){ items, 0 };
    while (items && (chain = jk_walk_chain(&walk))) {
        if (public_item(chain, now_s, &items[out->count]) &&
            public_wants(app, filter, chain, items[out->count].notice))
            out->count++;
    }
    return items ? JK_OK : JK_MEMORY;
}

void public_sort(struct jk_feed_item *items, size_t count)
{
    if (count)
        qsort(items, count, sizeof *items, compare_items);
}
