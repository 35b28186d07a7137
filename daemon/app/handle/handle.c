/* The handle's own few functions: a group begins with its first command, and is broken by the first
 * command that fails half way. Committing it is the business of daemon/app/group.c, which may have
 * to read every room from the store again. */
#include "daemon/app/handle/handle.h"

#include "jarak/base/defend.h"

const struct jk_pack *jk_app_pack(const struct jk_app *app)
{
    return app->pack;
}

const struct jk_registry *jk_app_registry(const struct jk_app *app)
{
    return app->registry;
}

bool jk_app_in_group(const struct jk_app *app)
{
    return app->group.open;
}

enum jk_status jk_app_begin(struct jk_app *app, struct jk_error *err)
{
    enum jk_status rc = JK_OK;

    if (!app->group.open)
        rc = jk_store_begin(app->store, err);
    app->group.open = rc == JK_OK;
    app->group.command = jk_store_last_entry(app->store) + 1;
    return rc;
}

enum jk_status app_break(struct jk_app *app, enum jk_status rc)
{
    app->group.broken = rc;
    return rc;
}

bool app_is_spoilt(const struct jk_app *app)
{
    return jk_defend_count() != app->group.defended;
}

const uint8_t *jk_app_salt(const struct jk_app *app)
{
    return jk_store_salt(app->store);
}
