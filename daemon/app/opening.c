/* How far a start is, for whoever waits for it.
 *
 * He is told from within the store, which reads rows and pieces of the snapshot, and from the few
 * loops that ask it nothing. The percents are those of the clock, roughly: reading a snapshot takes
 * nearly all of a start, and without one judging takes as long as reading. */
#include "daemon/app/load.h"
#include "daemon/app/recall/room.h"
#include "jarak/app/registry/registry.h"
#include "jarak/model/texts.h"

#define BY_SNAPSHOT 90U /* percent of a start that are reading */
#define BY_STORE    50U

static unsigned percent_done(const struct jk_app *app)
{
    const unsigned reading = app->recall ? BY_SNAPSHOT : BY_STORE;
    uint64_t done = 0, of = 0;

    if (app->life.judging) {
        of = jk_registry_chains(app->registry);
        return reading + (of ? (unsigned)((100 - reading) * app->life.judged / of) : 0);
    }
    if (app->recall) {
        jk_snapshot_progress(app->recall->reader, &done, &of);
    } else if (app->registry) {
        done = jk_registry_entries(app->registry);
        of = app->life.to_read;
    }
    return of == 0 ? 0 : done < of ? (unsigned)(reading * done / of) : reading;
}

bool app_tell_start(struct jk_app *app)
{
    const struct jk_app_start *start = app->life.start;

    if (start && !app->life.given_up) /* he is not asked again */
        app->life.given_up = !start->progress(start->progress_ctx, percent_done(app));
    return !app->life.given_up;
}

enum jk_status app_fail_given_up(struct jk_error *err)
{
    return jk_fail(err, JK_BUSY, JK_TEXT_NOT_STORED, "", "%s", "given-up");
}

static bool tell(void *app)
{
    return app_tell_start(app);
}

void app_watch_start(struct jk_app *app, const struct jk_app_start *start)
{
    app->life.start = start && start->progress ? start : NULL;
    jk_store_watch(app->store, app->life.start ? tell : NULL, app);
}
