/* What pages do that try a document and state it. */
#include "daemon/http/zones/statement.h"

#include <inttypes.h>
#include "daemon/http/api/answer.h"
#include "daemon/http/api/request.h"
#include "daemon/http/desk/decision.h"
#include "daemon/http/desk/reader.h"
#include "jarak/app/app.h"
#include "jarak/base/decimal.h"

bool zones_find_history(struct jk_api *api, struct jk_http_call *call, enum jk_edition_part part,
                        const struct jk_region *region, struct zones_history *out)
{
    const struct jk_calendar_of scope = { "", region->code };
    struct jk_app *app = api->options.app;
    struct jk_error err;

    *out = (struct zones_history){ .list = { NULL, 0, false } };
    out->may_state = jk_app_edition_may(app, api_actor(api, call), &scope, &err) == JK_OK;
    out->seen = jk_app_edition_number(app, part, &scope);
    if (out->seen == 0 ||
        jk_app_editions(app, &call->arena, part, &scope, &out->list, &err) == JK_OK)
        return true;
    desk_refuse(api, call, &err);
    return false;
}

enum jk_status zones_may_state(struct jk_api *api, struct jk_http_call *call,
                               const struct zones_statement *said, struct jk_error *err)
{
    const struct jk_calendar_of scope = { "", said->region->code };

    return jk_app_edition_may(api->options.app, api_actor(api, call), &scope, err);
}

/* What was seen is the number the form was shown with; of a trial it does not matter. */
static uint32_t seen_of(struct jk_api *api, const struct zones_statement *said,
                        const struct jk_calendar_of *scope)
{
    uint64_t seen = 0;

    if (said->trial)
        return jk_app_edition_number(api->options.app, said->part, scope);
    jk_uint_parse(jk_span_of(api_form_get(said->fields, "edisi")), UINT32_MAX, &seen);
    return (uint32_t)seen;
}

enum jk_status zones_make_edition(struct jk_api *api, struct jk_http_call *call,
                                  const struct zones_statement *said, const char *document,
                                  struct jk_edition *out, struct jk_error *err)
{
    struct jk_edition_ask ask = { .actor = api_actor(api, call),
                                  .now_s = api_now(api),
                                  .part = said->part,
                                  .scope = { "", said->region->code },
                                  .withdrawn = said->withdrawn,
                                  .basis = said->trial ? "-" : api_form_get(said->fields, "dasar"),
                                  .document = document };

    ask.seen = seen_of(api, said, &ask.scope);
    return jk_app_edition_make(api->options.app, &call->arena, &ask, out, err);
}

void zones_go_back(struct jk_api *api, struct jk_http_call *call,
                   const struct zones_statement *said, const char *page)
{
    const struct jk_calendar_of scope = { "", said->region->code };

    desk_go(api, call,
            jk_arena_fmt(&call->arena, "%s?region=%s&selesai=%" PRIu32 "-%zu", page,
                         said->region->code,
                         jk_app_edition_number(api->options.app, said->part, &scope),
                         jk_app_audit(api->options.app).changed));
}
