/* The public world follows the public log: when its version is that of the application nothing has
 * changed before the eyes of the public, and the world stands as it is. It is checked by the same
 * code as the real one, so that the answer for a team differs in what is looked at, not in how. */
#include "daemon/app/teams/public_world.h"

#include <stdlib.h>
#include <string.h>
#include "daemon/app/conflicts/room.h"
#include "daemon/app/notices/room.h"
#include "daemon/app/registry/rows.h"
#include "daemon/app/teams/room.h"
#include "jarak/base/heap.h"
#include "jarak/feed/public/page.h"

/* The version of a chain that stands there: its approved main, if the feed says where. That it was
 * held changes nothing the public sees, so it stands on: else a restart alone would take it out. */
static const struct jk_version *standing(const struct jk_chain *chain)
{
    const struct jk_version *version = registry_version_in_force(chain);

    return version && (chain->state == JK_STATE_APPROVED || chain->state == JK_STATE_DONE) &&
                   chain->feed_revision > 0 && jk_public_venue(&version->notice->facts)
               ? version
               : NULL;
}

static enum jk_status follow(struct jk_registry *public_world, const struct jk_chain *chain)
{
    const struct jk_version *version = standing(chain);
    struct jk_entry *entry = jk_registry_entry(public_world, chain->id);
    bool stands = entry && entry->current;
    struct jk_change change;
    struct jk_error err;
    enum jk_status rc;

    if (!version && !stands)
        return JK_OK;
    if (version && stands && entry->current->notice == version->notice)
        return JK_OK;
    if (version) {
        rc = jk_registry_put_shared(public_world, version, &change, &err);
        if (rc != JK_OK)
            return rc;
    } else {
        jk_registry_remove(public_world, entry, &change);
    }
    jk_registry_settle(public_world, &change);
    return JK_OK;
}

static void drop(struct jk_app *public_world)
{
    jk_registry_free(public_world->registry);
    if (public_world->conflicts)
        conflicts_clear(public_world);
    conflicts_close(public_world);
    notices_close(public_world);
    free(public_world);
}

/* An application with the rooms a check passes through, and nothing in them. */
static struct jk_app *make(const struct jk_app *app)
{
    struct jk_app *public_world = jk_heap_zeroed(1, sizeof *public_world);
    struct jk_error err;

    if (!public_world)
        return NULL;
    public_world->store = app->store; /* for the salt of conflict ids alone */
    public_world->pack = app->pack;
    public_world->registry = jk_registry_new(app->pack);
    if (public_world->registry && conflicts_open(public_world, &err) == JK_OK &&
        notices_open(public_world, &err) == JK_OK)
        return public_world;
    drop(public_world);
    return NULL;
}

/* Those that changed since; where that is not known, all. */
static enum jk_status follow_changes(struct jk_app *app)
{
    struct jk_app *public_world = app->teams->public_world;
    const struct public_change *changes;
    size_t count;
    bool known =
        app_public_since(&app->published, NULL, public_world->published.version, &changes, &count);
    enum jk_status rc = JK_OK;

    count = known ? count : jk_registry_chains(app->registry);
    for (size_t i = 0; i < count && rc == JK_OK; i++)
        rc = follow(public_world->registry,
                    jk_registry_chain_at(app->registry, known ? changes[i].chain : (uint32_t)i));
    return rc;
}

struct jk_app *teams_public_world(struct jk_app *app)
{
    if (!app->teams->public_world)
        app->teams->public_world = make(app);
    if (!app->teams->public_world)
        return NULL;
    app->teams->public_world->group.seen_s = app->group.seen_s;
    app->teams->public_world->work = app->work;
    app->teams->public_world->contests = app->contests; /* who was struck out is public */
    if (app->teams->public_world->published.version == app->published.version)
        return app->teams->public_world;
    if (follow_changes(app) != JK_OK)
        return NULL;
    app->teams->public_world->published.version = app->published.version;
    return app->teams->public_world;
}

void teams_public_world_clear(struct jk_app *app)
{
    if (app->teams->public_world)
        drop(app->teams->public_world);
    app->teams->public_world = NULL;
}

struct jk_app *teams_known_public_world(const struct jk_app *app)
{
    return app->teams->public_world;
}

uint64_t teams_compiled(const struct jk_app *app)
{
    const struct jk_app *public_world = app->teams->public_world;

    return public_world ? jk_registry_compiled(public_world->registry) : 0;
}
