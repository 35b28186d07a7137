/* What the forms of an office's own activities do alike: find what is changed, and file. */
#include "daemon/http/meeting/own.h"

#include "daemon/http/api/answer.h"
#include "daemon/http/api/request.h"
#include "jarak/app/app.h"
#include "jarak/app/notices/submit.h"
#include "jarak/model/texts.h"

enum jk_status meeting_own_chain(struct jk_api *api, struct jk_http_call *call, const char *id,
                                 enum jk_kind kind, const struct jk_chain **chain,
                                 const struct jk_notice **notice, struct jk_error *err)
{
    const struct jk_registry *registry = jk_app_registry(api->options.app);
    const struct jk_chain *found = id ? jk_registry_chain(registry, id) : NULL;
    const struct jk_entry *main = found ? jk_chain_main(found) : NULL;

    if (!main || found->revision == 0 ||
        !jk_region_covers(api_actor(api, call)->region, found->region->code) ||
        main->current->notice->facts.kind != kind || !jk_chain_is_neutral(found))
        return jk_fail(err, JK_NONE, JK_TEXT_NOT_THERE, "uid", "%s", id ? id : "");
    *notice = jk_version_whole(main->current, &call->arena);
    *chain = found;
    return *notice ? JK_OK : jk_no_memory(err);
}

bool meeting_own_is_filed(const struct jk_api *api, const char *uid)
{
    const struct jk_entry *entry = jk_registry_entry(jk_app_registry(api->options.app), uid);

    return entry && entry->revision > 0;
}

enum jk_status meeting_own_file(struct jk_api *api, struct jk_http_call *call, struct jk_buf *ical,
                                struct jk_error *err)
{
    struct jk_submission filing = { .actor = api_actor(api, call),
                                    .now_s = api_now(api),
                                    .store = true };
    struct jk_outcome outcome = { 0 };
    enum jk_status rc = JK_OK;

    filing.bytes = (struct jk_span){ jk_arena_copy(&call->arena, jk_buf_view(ical)), ical->len };
    if (!filing.bytes.at)
        rc = jk_no_memory(err);
    else
        rc = jk_app_submit(api->options.app, &call->arena, &filing, &outcome, err);
    err->line = 0;
    jk_outcome_clear(&outcome);
    jk_buf_clear(ical);
    return rc;
}
