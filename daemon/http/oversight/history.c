/* The history of a conflict: always asked of the past, whose store noted it. */
#include "daemon/http/oversight/oversight.h"

#include "daemon/http/api/answer.h"
#include "daemon/http/api/long_work.h"
#include "daemon/http/api/request.h"
#include "jarak/app/desk/conflict_history.h"
#include "jarak/app/past.h"
#include "jarak/base/texts.h"

void oversight_conflict_history_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_app *app = api->options.app;
    const char *id = jk_arena_copy(&call->arena, call->match.capture[0]);
    struct jk_conflict_history history;
    struct jk_error err;

    if (!api->past.entry) {
        if (api_settle(api, call))
            api_work_past(api, call, jk_app_last_entry(app),
                          jk_app_past_units(app, jk_app_last_entry(app)), NULL);
        return;
    }
    if (!id) {
        jk_no_memory(&err);
        api_refuse(api, call, &err, NULL);
    } else if (jk_app_conflict_history(app, &call->arena, api_actor(api, call), id, &history,
                                       &err) != JK_OK) {
        api_refuse(api, call, &err, NULL);
    } else {
        api_send(api, call, 200, jk_conflict_history_json(&history), NULL);
    }
}
