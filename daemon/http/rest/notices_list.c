/* GET /notices: a page of notices; the cursor is the number of the next entry.
 *
 * Entries keep their numbers, so a page never skips or repeats one however many are filed
 * meanwhile. A team gets its few in one page, because a cursor would tell it how many others there
 * are. */
#include "jarak/feed/json/build.h"
#include "jarak/app/desk/whereabouts.h"
#include "jarak/app/notices/verdict.h"
#include "jarak/app/public/caldav_view.h"
#include "jarak/app/public/feed.h"
#include "daemon/http/api/answer.h"
#include "daemon/http/api/request.h"
#include "daemon/http/rest/rest.h"
#include "jarak/http/server/call.h"
#include "jarak/app/teams/team.h"
#include "jarak/base/decimal.h"
#include "jarak/feed/public/facts.h"

#define PAGE 100 /* notices of one answer; the cursor asks for the next */

static json_t *time_json(int64_t at_s, const struct jk_tz *tz)
{
    struct jk_buf text = { 0 };
    json_t *json;

    jk_iso_add(&text, at_s, tz->offset_s);
    json = jk_buf_ok(&text) ? json_stringn(text.at, text.len) : NULL;
    jk_buf_clear(&text);
    return json;
}

/* When, where and whose it is. What a conflict says of the other side is for officers of the
 * region; a guest has his own view of it in the list of conflicts. */
static void add_whereabouts(struct jk_json *object, const struct jk_app *app,
                            const struct jk_entry *entry, int32_t day, enum rest_reader reader)
{
    const struct jk_tz *tz = entry->chain->region->tz;
    struct jk_buf party = { 0 };
    struct jk_whereabouts at;

    jk_party_add(&party, jk_app_pack(app), &entry->current->notice->facts.party);
    jk_json_set_text(object, "party", jk_buf_ok(&party) ? party.at : "-");
    jk_buf_clear(&party);
    if (!jk_app_whereabouts(app, entry, day, &at))
        return;
    jk_json_set(object, "start", time_json(at.start_s, tz));
    jk_json_set(object, "end", time_json(at.end_s, tz));
    if (reader != REST_OVERSEER) /* it may be somebody's house */
        jk_json_set_text(object, "place", at.place);
    jk_json_set_text(object, "district", at.district);
    if (reader != REST_OFFICER && reader != REST_OVERSEER)
        return;
    jk_json_set_text(object, "level", jk_level_word(at.worst.level));
    jk_json_set_text(object, "level_max", jk_level_word(at.worst.level_max));
}

static void add_handles(struct jk_json *object, const struct jk_app *app, struct jk_arena *arena,
                        const struct jk_entry *entry, enum rest_reader reader)
{
    struct jk_precedence precedence;
    char code[5];

    jk_json_set_text(object, "href", jk_notice_href(arena, entry->uid));
    jk_json_set_text(object, "summary", entry->current->notice->facts.summary);
    jk_json_set_text(object, "etag", entry->etag);
    if (reader != REST_OFFICER)
        return;
    jk_app_request_code(app, entry->chain, code);
    jk_json_set_text(object, "code", code);
    if (jk_chain_precedence(jk_app_pack(app), entry->chain, &precedence))
        jk_json_set(object, "precedence",
                    jk_precedence_json(&precedence, entry->chain->region->tz));
}

json_t *rest_entry_json(const struct jk_app *app, struct jk_arena *arena,
                        const struct jk_entry *entry, int32_t day, enum rest_reader reader)
{
    const struct jk_facts *facts = &entry->current->notice->facts;
    struct jk_json object = jk_json_object();

    jk_json_set_text(&object, "uid", entry->uid);
    jk_json_set_text(&object, "chain", entry->chain->id);
    jk_json_set_text(&object, "kind", jk_kind_word(facts->kind));
    jk_json_set_text(&object, "leg", jk_leg_word(facts->leg));
    jk_json_set_text(&object, "state", jk_state_word(entry->chain->state));
    jk_json_set_integer(&object, "chain_revision", entry->chain->revision);
    jk_json_set_bool(&object, "pending_revision", entry->chain->pending);
    jk_json_set_bool(&object, "assessed", jk_chain_is_assessed(entry->chain));
    if (reader == REST_OVERSEER)
        jk_json_set_text(&object, "href", jk_notice_href(arena, entry->uid));
    else if (reader != REST_GUEST)
        add_handles(&object, app, arena, entry, reader);
    add_whereabouts(&object, app, entry, day, reader);
    return jk_json_end(&object);
}

/* One of its dates is on the day that is asked for. */
static bool is_on_day(const struct notice_query *q, const struct jk_feed_item *item)
{
    bool on = !q->has_date;

    for (size_t i = 0; i < item->notice->instance_count && !on; i++)
        on = jk_local_day(item->notice->instances[i].start_s, item->tz->offset_s) == q->day;
    return on;
}

/* What anybody may know, in one page: a cursor would count what is not published. */
static void list_public(struct jk_api *api, struct jk_http_call *call, const struct notice_query *q)
{
    const struct jk_feed_filter filter = { .region = q->region,
                                           .paslon = (uint32_t)q->paslon,
                                           .kind = -1,
                                           .from_day = INT32_MIN,
                                           .to_day = INT32_MAX };
    struct jk_feed_item *items;
    struct jk_json list = jk_json_list();
    size_t count;
    struct jk_error err;

    if (jk_app_public_list(api->options.app, &filter, api_now(api), &call->arena, &items, &count) !=
        JK_OK) {
        json_decref(jk_json_end(&list));
        jk_no_memory(&err);
        api_refuse(api, call, &err, NULL);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        enum jk_state state = items[i].cancelled ? JK_STATE_WITHDRAWN : JK_STATE_APPROVED;

        if (is_on_day(q, &items[i]) && (q->state == JK_STATE_END || q->state == state))
            jk_json_add(&list, jk_public_facts_json(jk_app_pack(api->options.app), &items[i],
                                                    jk_http_lang(call)));
    }
    api_send(api, call, 200, json_pack("{s:o, s:n}", "notices", jk_json_end(&list), "cursor"),
             NULL);
}

bool rest_is_overseer(const struct jk_api *api, const struct jk_http_call *call)
{
    return jk_supervises(api_actor(api, call));
}

bool rest_notice_public(struct jk_api *api, struct jk_http_call *call)
{
    const struct jk_account *actor = api_actor(api, call);
    const char *uid = api_uid(api, call);
    const struct jk_entry *entry =
        uid ? jk_registry_entry(jk_app_registry(api->options.app), uid) : NULL;
    struct jk_feed_item item;

    if (jk_account_rights(actor) & JK_MAY_OVERSEE ||
        (jk_is_team(actor) && entry && entry->current && jk_is_own(actor, entry)) || !uid ||
        !jk_app_public_find(api->options.app, actor->region, uid, api_now(api), &item))
        return false;
    api_send(api, call, 200,
             jk_public_facts_json(jk_app_pack(api->options.app), &item, jk_http_lang(call)), NULL);
    return true;
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
    const struct jk_entry *entry;
    struct jk_walk walk;
    uint32_t last = 0;

    if (!api_read_list(api, call, &q, &err)) {
        api_refuse(api, call, &err, NULL);
        return;
    }
    if (!(jk_account_rights(q.actor) & JK_MAY_FOLLOW)) {
        list_public(api, call, &q);
        return;
    }
    list = jk_json_list();
    /* A team's few in one page: a cursor would tell it how many others there are. */
    walk = api_walk_list(registry, &q);
    jk_walk_from(&walk, team ? 0 : (uint32_t)q.cursor);
    while ((team || listed < PAGE) && (entry = jk_walk_entry(&walk))) {
        bool whole = api_is_listed(registry, &q, entry);

        if (whole || (!team && api_is_near(registry, &q, entry))) {
            jk_json_add(&list, rest_entry_json(api->options.app, &call->arena, entry,
                                               q.has_date ? q.day : JK_ANY_DAY,
                                               !whole                        ? REST_GUEST
                                               : team                        ? REST_TEAM
                                               : rest_is_overseer(api, call) ? REST_OVERSEER
                                                                             : REST_OFFICER));
            last = entry->number;
            listed++;
        }
    }
    if (!team && listed == PAGE && last + 1 < jk_registry_entries(registry))
        next = json_integer((json_int_t)last + 1);
    api_send(api, call, 200, json_pack("{s:o, s:o}", "notices", jk_json_end(&list), "cursor", next),
             NULL);
}
