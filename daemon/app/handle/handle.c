/* The handle's own few functions: a group begins with its first command, and is broken by the first
 * command that fails half way. Committing it is the business of daemon/app/group.c, which may have
 * to read every room from the store again. */
#include "daemon/app/handle/handle.h"

#include <inttypes.h>
#include <string.h>
#include "jarak/app/texts/texts.h"
#include "jarak/base/defend.h"
#include "jarak/model/texts.h"

const struct jk_pack *jk_app_pack(const struct jk_app *app)
{
    return app->pack;
}

const struct jk_registry *jk_app_registry(const struct jk_app *app)
{
    return app->registry;
}

void jk_app_watch_groups(struct jk_app *app, void (*begun)(void *ctx), void *ctx)
{
    app->group.begun = begun;
    app->group.begun_ctx = ctx;
}

bool jk_app_in_group(const struct jk_app *app)
{
    return app->group.open;
}

uint64_t jk_app_last_entry(const struct jk_app *app)
{
    return jk_store_last_entry(app->store);
}

enum jk_status jk_app_begin(struct jk_app *app, struct jk_error *err)
{
    enum jk_status rc = JK_OK;

    if (app->work.rehearsal)
        return jk_fail(err, JK_BUSY, JK_TEXT_NOT_STORED, "", "%s", "");
    if (app->group.open && app->group.broken != JK_OK)
        return jk_fail(err, app->group.broken, JK_TEXT_NOT_STORED, "", "%s", "");
    if (!app->group.open && app->group.begun)
        app->group.begun(app->group.begun_ctx);
    if (!app->group.open)
        rc = jk_store_begin(app->store, err);
    if (rc != JK_OK) /* memory may be ahead already: the commit will undo it and refuse */
        app_break(app, rc);
    app->group.open = true;
    app->group.command = jk_store_last_entry(app->store) + 1;
    return rc;
}

enum jk_status app_break(struct jk_app *app, enum jk_status rc)
{
    if (app->group.broken == JK_OK)
        app->group.broken = rc; /* what comes behind the first fault only follows from it */
    return rc;
}

enum jk_status app_sound(const struct jk_app *app, struct jk_error *err)
{
    enum jk_status rc = jk_defend_since(&app->group.mark);

    if (rc == JK_CORRUPT && err)
        jk_fail(err, rc, JK_TEXT_NOT_STORED, "", "%s", "assert");
    else if (rc == JK_MEMORY && err)
        jk_no_memory(err);
    return rc;
}

const uint8_t *jk_app_salt(const struct jk_app *app)
{
    return jk_store_salt(app->store);
}

void jk_app_allow(struct jk_app *app, uint64_t units)
{
    app->work.allowed = units;
    if (units < UINT64_MAX) /* what a copy found clear holds for the command it was asked for */
        memset(app->work.cleared, 0, sizeof app->work.cleared);
}

void jk_app_rehearse(struct jk_app *app)
{
    app->work.allowed = UINT64_MAX;
    app->work.rehearsal = true;
}

uint64_t jk_app_weighed(const struct jk_app *app)
{
    return *app->work.weighed;
}

enum jk_status app_afford(const struct jk_app *app, uint64_t units, struct jk_error *err)
{
    *app->work.weighed += units;
    if (units <= app->work.allowed)
        return JK_OK;
    return jk_fail(err, JK_HEAVY, JK_TEXT_WORK_HEAVY, "", "%" PRIu64, units);
}
