/* Time enters the application by commands and by the tick, and never runs backwards: a clock that
 * was set back does not take the world with it.
 *
 * A minute in which nothing happens writes nothing; one in which something does is journalled
 * before the first thing that happens by it, so that replay needs no clock. */
#include "daemon/app/conflicts/conflicts.h"
#include "daemon/app/conflicts/escalation.h"
#include "daemon/app/decisions/strike.h"
#include "daemon/app/handle/handle.h"
#include "daemon/app/matters/room.h"
#include "daemon/app/plain/room.h"
#include "daemon/app/teams/room.h"
#include "jarak/app/app.h"
#include "jarak/app/decisions/strike.h"
#include "jarak/app/public/watch.h"

int64_t jk_app_seen(const struct jk_app *app)
{
    return app->life.stored_s > app->group.seen_s ? app->life.stored_s : app->group.seen_s;
}

/* The instant a command at now_s counts as. */
static int64_t forwards(const struct jk_app *app, int64_t now_s)
{
    return now_s > app->group.seen_s ? now_s : app->group.seen_s;
}

static bool is_due(const struct jk_app *app, int64_t now_s)
{
    return conflicts_is_expiry_due(app, now_s) || conflicts_is_escalation_due(app, now_s) ||
           teams_is_expiry_due(app, now_s) || plain_is_expiry_due(app, now_s) ||
           matters_is_overdue(app, now_s) || decisions_is_strike_due(app);
}

static enum jk_status strike_on(struct jk_app *app, int64_t now_s, struct jk_error *err)
{
    struct jk_struck_out ended = { .count = 0 };
    struct jk_arena arena = { 0 };
    enum jk_status rc = jk_app_strike_on(app, &arena, now_s, &ended, err);

    jk_arena_clear(&arena);
    return rc;
}

enum jk_status jk_app_tick(struct jk_app *app, int64_t now_s, struct jk_error *err)
{
    struct jk_act act = { "jarakd", forwards(app, now_s) };
    enum jk_status rc;

    jk_app_watch(app);
    app->group.seen_s = act.time_s;
    if (!is_due(app, act.time_s))
        return JK_OK;
    rc = jk_app_begin(app, err);
    if (rc == JK_OK)
        rc = jk_store_put_tick(app->store, &act, err);
    if (rc == JK_OK)
        rc = conflicts_expire(app, &act, err);
    if (rc == JK_OK)
        rc = conflicts_escalation_advance(app, &act, err);
    if (rc == JK_OK)
        rc = teams_expire(app, &act, err);
    if (rc == JK_OK)
        rc = plain_expire(app, &act, err);
    if (rc == JK_OK)
        rc = matters_escalate(app, &act, err);
    if (rc == JK_OK && decisions_is_strike_due(app))
        rc = strike_on(app, act.time_s, err);
    return rc == JK_OK ? rc : app_break(app, rc);
}

enum jk_status jk_app_clock(struct jk_app *app, int64_t from_s, int64_t to_s, struct jk_error *err)
{
    struct jk_act act = { "jarakd", forwards(app, to_s) };
    struct jk_clock_row row = { from_s, to_s };
    enum jk_status rc;

    jk_app_watch(app);
    rc = jk_app_begin(app, err);
    if (rc == JK_OK)
        rc = jk_store_put_clock(app->store, &act, &row, err);
    return rc == JK_OK ? rc : app_break(app, rc);
}
