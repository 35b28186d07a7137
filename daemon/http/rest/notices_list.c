/* GET /notices: a page of notices; the cursor is the number of the next entry.
 *
 * Entries keep their numbers, so a page never skips or repeats one however many are filed
 * meanwhile. A team gets its few in one page, because a cursor would tell it how many others there
 * are. */
#include "jarak/feed/json/build.h"
#include "jarak/app/notices/verdict.h"
#include "jarak/app/public/caldav_view.h"
#include "daemon/http/api/answer.h"
#include "daemon/http/api/request.h"
#include "daemon/http/rest/rest.h"
#include "jarak/http/server/call.h"
#include "jarak/app/teams/team.h"
#include "jarak/base/decimal.h"

#define PAGE 100 /* notices of one answer; the cursor asks for the next */

static json_t *entry_json(const struct jk_app *app, struct jk_arena *arena,
                          const struct jk_entry *entry, bool team)
{
    const struct jk_facts *facts = &entry->current->notice->facts;
    struct jk_precedence precedence;
    bool ranked = !team && jk_chain_precedence(jk_app_pack(app), entry->chain, &precedence);
    char code[5];

    jk_app_request_code(app, entry->chain, code);
    return json_pack("{s:s, s:s*, s:s, s:s, s:s, s:s, s:s, s:i, s:b, s:b, s:s, s:o*, s:o*}", "uid",
                     entry->uid, "href", jk_notice_href(arena, entry->uid), "chain",
                     entry->chain->id, "summary", facts->summary, "kind", jk_kind_word(facts->kind),
                     "leg", jk_leg_word(facts->leg), "state", jk_state_word(entry->chain->state),
                     "chain_revision", (int)entry->chain->revision, "pending_revision",
                     entry->chain->pending, "assessed", jk_chain_is_assessed(entry->chain), "etag",
                     entry->etag, "code", team ? NULL : json_string(code), "precedence",
                     ranked ? jk_precedence_json(&precedence, entry->chain->region->tz) : NULL);
}

void rest_notices_list(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    const struct jk_registry *registry = jk_app_registry(api->options.app);
    struct notice_query q;
    struct jk_error err;
    struct jk_json list;
    json_t *next = json_null();
    size_t listed = 0;
    bool team = jk_is_team(api_actor(api, call));
    uint32_t i;

    if (!api_read_list(api, call, &q, &err)) {
        api_refuse(api, call, &err, NULL);
        return;
    }
    list = jk_json_list();
    /* A team's few in one page: a cursor would tell it how many others there are. */
    for (i = team ? 0 : (uint32_t)q.cursor;
         i < jk_registry_entries(registry) && (team || listed < PAGE); i++) {
        const struct jk_entry *entry = jk_registry_entry_at(registry, i);

        if (api_is_listed(&q, entry)) {
            jk_json_add(&list, entry_json(api->options.app, &call->arena, entry, team));
            listed++;
        }
    }
    if (i < jk_registry_entries(registry))
        next = json_integer(i);
    api_send(api, call, 200, json_pack("{s:o, s:o}", "notices", jk_json_end(&list), "cursor", next),
             NULL);
}
