/* The public world follows the public log: when its version is that of the application nothing has
 * changed before the eyes of the public, and the world stands as it is. It is checked by the same
 * code as the real one, so that the answer for a team differs in what is looked at, not in how. */
#include "daemon/app/teams/public_world.h"

#include <stdlib.h>
#include <string.h>
#include "daemon/app/conflicts/room.h"
#include "daemon/app/notices/room.h"
#include "daemon/app/registry/room.h"
#include "daemon/app/registry/rows.h"
#include "daemon/app/teams/room.h"
#include "jarak/feed/public/page.h"

/* The version of a chain that stands there: its approved main, while it is to be held, if the feed
 * says where. */
static const struct jk_version *standing(const struct jk_chain *chain)
{
    const struct jk_version *version = registry_version_in_force(chain);

    return version && chain->state == JK_STATE_APPROVED && chain->feed_revision > 0 &&
                   jk_public_venue(&version->notice->facts)
               ? version
               : NULL;
}

static enum jk_status follow(struct jk_registry *outside, const struct jk_chain *chain)
{
    const struct jk_version *version = standing(chain);
    struct jk_entry *entry = jk_registry_entry(outside, chain->id);
    bool stands = entry && entry->current;
    struct jk_change change;
    struct jk_error err;
    enum jk_status rc;

    if (!version && !stands)
        return JK_OK;
    if (version && stands && jk_span_eq(entry->current->notice->bytes, version->notice->bytes))
        return JK_OK;
    if (version) {
        rc = jk_registry_put(outside, version->reading, version->notice, &change, &err);
        if (rc != JK_OK)
            return rc;
    } else {
        jk_registry_remove(outside, entry, &change);
    }
    jk_registry_settle(outside, &change);
    return JK_OK;
}

static void drop(struct jk_app *outside)
{
    registry_clear(outside);
    if (outside->conflicts)
        conflicts_clear(outside);
    conflicts_close(outside);
    notices_close(outside);
    free(outside);
}

/* An application with the rooms a check passes through, and nothing in them. */
static struct jk_app *make(const struct jk_app *app)
{
    struct jk_app *outside = calloc(1, sizeof *outside);
    struct jk_error err;

    if (!outside)
        return NULL;
    outside->store = app->store; /* for the salt of conflict ids alone */
    outside->pack = app->pack;
    outside->registry = jk_registry_new(app->pack);
    if (outside->registry && conflicts_open(outside, &err) == JK_OK &&
        notices_open(outside, &err) == JK_OK)
        return outside;
    drop(outside);
    return NULL;
}

struct jk_app *teams_public_world(struct jk_app *app)
{
    if (!app->teams->outside)
        app->teams->outside = make(app);
    if (!app->teams->outside)
        return NULL;
    app->teams->outside->group.seen_s = app->group.seen_s;
    if (app->teams->outside->published.version == app->published.version)
        return app->teams->outside;
    for (uint32_t i = 0; i < jk_registry_chains(app->registry); i++) {
        if (follow(app->teams->outside->registry, jk_registry_chain_at(app->registry, i)) != JK_OK)
            return NULL;
    }
    app->teams->outside->published.version = app->published.version;
    return app->teams->outside;
}

void teams_public_world_clear(struct jk_app *app)
{
    if (app->teams->outside)
        drop(app->teams->outside);
    app->teams->outside = NULL;
}
