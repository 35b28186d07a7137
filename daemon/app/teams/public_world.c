#include "daemon/app/teams/public_world.h"

#include <stdlib.h>
#include <string.h>
#include "jarak/feed/public/page.h"

/* What stands there of a chain: its approved main, while it is to be held, if the feed says where.
 */
static const struct jk_version *standing(const struct jk_chain *chain)
{
    const struct jk_version *version = chain_in_force(chain);

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

static struct jk_app *make(const struct jk_app *app)
{
    struct jk_app *outside = calloc(1, sizeof *outside);

    if (!outside)
        return NULL;
    outside->store = app->store; /* for the salt of conflict ids alone */
    outside->pack = app->pack;
    outside->registry = jk_registry_new(app->pack);
    if (outside->registry)
        return outside;
    free(outside);
    return NULL;
}

struct jk_app *public_world_of(struct jk_app *app)
{
    if (!app->outside)
        app->outside = make(app);
    if (!app->outside)
        return NULL;
    app->outside->seen_s = app->seen_s;
    if (app->outside->feed_version == app->feed_version)
        return app->outside;
    for (uint32_t i = 0; i < jk_registry_chains(app->registry); i++) {
        if (follow(app->outside->registry, jk_registry_chain_at(app->registry, i)) != JK_OK)
            return NULL;
    }
    app->outside->feed_version = app->feed_version;
    return app->outside;
}

void public_world_clear(struct jk_app *app)
{
    if (app->outside)
        jk_registry_free(app->outside->registry);
    free(app->outside);
    app->outside = NULL;
}
