#include "daemon/http/api/api.h"

#include "jarak/app/public/caldav_view.h"
#include "jarak/base/decimal.h"

#define PAGE 100 /* notices of one answer; the cursor asks for the next */

bool api_read_list(struct jk_api *api, struct jk_http_call *call, const char *const names[],
                   struct notice_query *q, struct jk_error *err)
{
    struct jk_span value;

    *q = (struct notice_query){ .actor = api_actor(api, call) };
    if (jk_http_query_check(call, names, err) != JK_OK)
        return false;
    q->region = jk_http_param(call, "region", &value) ? jk_arena_copy(&call->arena, value)
                                                      : q->actor->region;
    if (!q->region)
        return jk_no_memory(err) == JK_OK;
    jk_http_param(call, "state", &q->state);
    if (jk_http_param(call, "date", &value)) {
        q->has_date = true;
        if (!jk_date_parse(value, &q->day))
            return jk_fail(err, JK_INVALID, JK_TEXT_ISO_DATE, "date", "%.*s", (int)value.len,
                           value.at) == JK_OK;
    }
    if ((jk_http_param(call, "paslon", &value) &&
         !jk_uint_parse(value, JK_PASLON_NO_MAX, &q->paslon)) ||
        (jk_http_param(call, "cursor", &value) && !jk_uint_parse(value, UINT32_MAX, &q->cursor)))
        return jk_fail(err, JK_INVALID, JK_TEXT_INTEGER, "paslon, cursor", "%.*s", (int)value.len,
                       value.at) == JK_OK;
    return true;
}

bool api_is_listed(const struct notice_query *q, const struct jk_entry *entry)
{
    const struct jk_chain *chain = entry->chain;
    const struct jk_notice *notice = entry->current ? entry->current->notice : NULL;
    bool paslon = q->paslon == 0, date = !q->has_date;

    if (!notice || !api_may_look(q->actor, entry) ||
        !jk_region_covers(q->region, chain->region->code) ||
        (q->state.at && !jk_span_eq(q->state, jk_span_of(jk_state_word(chain->state)))))
        return false;
    for (unsigned i = 0; i < notice->facts.party.count; i++)
        paslon = paslon || notice->facts.party.paslon[i] == q->paslon;
    for (size_t i = 0; i < notice->instance_count && !date; i++)
        date = jk_local_day(notice->instances[i].start_s, chain->region->zone->offset_s) == q->day;
    return paslon && date;
}

static json_t *entry_json(const struct jk_app *app, const struct jk_entry *entry, bool team)
{
    const struct jk_facts *facts = &entry->current->notice->facts;
    char code[5];

    jk_app_request_code(app, entry->chain, code);
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:i, s:b, s:s, s:o*}", "uid", entry->uid,
                     "chain", entry->chain->id, "summary", facts->summary, "kind",
                     jk_kind_word(facts->kind), "leg", jk_leg_word(facts->leg), "state",
                     jk_state_word(entry->chain->state), "chain_revision",
                     (int)entry->chain->revision, "pending_revision", entry->chain->pending, "etag",
                     entry->etag, "code", team ? NULL : json_string(code));
}

void notices_list(void *ctx, struct jk_http_call *call)
{
    static const char *const names[] = { "region", "date", "state", "paslon", "cursor", NULL };
    struct jk_api *api = ctx;
    const struct jk_registry *registry = jk_app_registry(api->options.app);
    struct notice_query q;
    struct jk_error err;
    json_t *list, *next = json_null();
    bool team = jk_is_team(api_actor(api, call));
    uint32_t i;

    if (!api_read_list(api, call, names, &q, &err)) {
        api_refuse(api, call, &err, NULL);
        return;
    }
    list = json_array();
    /* A team's few in one page: a cursor would tell it how many others there are. */
    for (i = team ? 0 : (uint32_t)q.cursor;
         i < jk_registry_entries(registry) && (team || json_array_size(list) < PAGE); i++) {
        const struct jk_entry *entry = jk_registry_entry_at(registry, i);

        if (api_is_listed(&q, entry))
            json_array_append_new(list, entry_json(api->options.app, entry, team));
    }
    if (i < jk_registry_entries(registry))
        next = json_integer(i);
    api_send(api, call, 200, json_pack("{s:o, s:o}", "notices", list, "cursor", next), NULL);
}
