/* Group commit: the commands that arrived together become durable together, or none of them does.
 *
 * A refused command has left no trace; one that failed half way broke the group (app_break()), and
 * then the whole group is refused. Whoever is told of anything is told after the commit. A commit
 * that fails leaves memory ahead of the store, so memory is read from the store again; should that
 * fail too, nothing in memory may be used any more and the process has to end. */
#include "daemon/app/accounts/accounts.h"
#include "jarak/model/texts.h"
#include "daemon/app/load.h"
#include "jarak/app/app.h"

enum jk_status jk_app_commit(struct jk_app *app, struct jk_error *err)
{
    struct jk_error later;
    enum jk_status rc = app->group.broken != JK_OK ? app->group.broken : app->accounts->broken;

    if (!app->group.open)
        return JK_OK;
    if (rc == JK_OK)
        rc = app_sound(app, NULL);
    if (rc != JK_OK)
        jk_fail(err, rc, JK_TEXT_NOT_STORED, "", "%s", "");
    else
        rc = jk_store_commit(app->store, err);
    if (rc != JK_OK) {
        app->life.lost = app_rebuild(app, &later) != JK_OK;
        return rc;
    }
    app_settle(app);
    return JK_OK;
}

bool jk_app_is_lost(const struct jk_app *app)
{
    return app->life.lost;
}
