/* A day played again. The steps of a day are read of the journal, and the daemon's own may not be
 * held for that: so it is a question about the past also where nobody says of when. */
#include "daemon/http/oversight/oversight.h"

#include "daemon/http/api/answer.h"
#include "daemon/http/api/long_work.h"
#include "daemon/http/api/request.h"
#include "daemon/http/desk/ask.h"
#include "jarak/app/desk/steps.h"
#include "jarak/app/past.h"
#include "jarak/feed/oversight/replay.h"

void oversight_replay_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_app *app = api->options.app;
    struct jk_desk_ask ask;
    struct jk_desk_day day;
    struct jk_day_steps steps;
    struct jk_error err;
    enum jk_status rc;

    rc = desk_read_day(api, call, call->match.capture[0], call->match.capture[1], &ask, &err);
    if (rc == JK_OK && !api->past.entry) {
        if (api_settle(api, call))
            api_work_past(api, call, jk_app_last_entry(app),
                          jk_app_past_units(app, jk_app_last_entry(app)), NULL);
        return;
    }
    if (rc == JK_OK && jk_app_day(app, &call->arena, &ask, &day) != JK_OK)
        rc = jk_no_memory(&err);
    if (rc == JK_OK)
        rc = jk_app_day_steps(app, api->past.today, &call->arena, &ask, &day, &steps, &err);
    if (rc == JK_OK)
        api_send(api, call, 200, jk_replay_json(&day, &steps, api->past.entry), NULL);
    else
        api_refuse(api, call, &err, NULL);
}
