/* Parameters and fields that several handlers read, so that each means the same on every route. */
#include "daemon/http/api/request.h"
#include "jarak/app/texts/texts.h"
#include "jarak/feed/texts/texts.h"
#include "jarak/app/registry/ground.h"
#include "jarak/http/texts/texts.h"
#include "jarak/model/texts.h"
#include "jarak/model/words.h"
#include "jarak/http/server/call.h"

#include <string.h>
#include "daemon/http/api/answer.h"
#include "jarak/app/teams/team.h"
#include "jarak/base/decimal.h"

struct jk_precondition api_precondition(enum jk_http_condition match,
                                        enum jk_http_condition none_match, const char *etag)
{
    struct jk_precondition when = { .if_none_match_any = none_match == JK_CONDITION_ANY };

    when.if_match_any = match == JK_CONDITION_ANY;
    if (match == JK_CONDITION_HIT)
        when.if_match = etag;
    else if (match == JK_CONDITION_MISS || match == JK_CONDITION_BAD)
        when.if_match = "\"\""; /* no tag is like it */
    return when;
}

/* By name, not by address: between the head and the body of a request the accounts may have been
 * loaded again. They are never taken away. */
const struct jk_account *api_actor(const struct jk_api *api, const struct jk_http_call *call)
{
    const struct caller *caller = call->app;

    return caller ? jk_app_account(api->options.app, caller->name) : NULL;
}

const char *api_uid(const struct jk_api *api, struct jk_http_call *call)
{
    const char *segment = jk_arena_copy(&call->arena, call->match.capture[0]);
    const struct jk_entry *entry =
        segment ? jk_registry_addressed(jk_app_registry(api->options.app), segment) : NULL;

    return entry ? jk_arena_copy(&call->arena, jk_span_of(entry->uid)) : segment;
}

bool api_is_one_of(const struct jk_http_call *call, const char *const patterns[], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(call->match.route->pattern, patterns[i]) == 0)
            return true;
    }
    return false;
}

/* Asked with a body, and nothing is written. */
static bool is_question(const struct jk_http_call *call)
{
    static const char *const patterns[] = {
        "/api/v1/check",        "/api/v1/whatif",
        "/api/v1/zones/whatif", "/api/v1/stations/whatif",
        "/api/v1/routes",       "/api/v1/conflicts/{id}/verdict",
        "/api/v1/sessions",     "/meja/login",
        "/meja/keluar",         "/meja/bahasa",
        "/meja/tautan",         "/api/v1/accounts/{name}/link"
    };

    return api_is_one_of(call, patterns, sizeof patterns / sizeof *patterns);
}

bool api_is_reading(const struct jk_http_call *call)
{
    const enum jk_http_method method = call->method;

    return method == JK_HTTP_GET || method == JK_HTTP_HEAD || method == JK_HTTP_OPTIONS ||
           method == JK_HTTP_PROPFIND || method == JK_HTTP_REPORT || is_question(call);
}

bool api_only_asks(const struct jk_http_call *call)
{
    static const char *const patterns[] = { "/api/v1/check", "/api/v1/whatif", "/api/v1/routes" };
    const enum jk_http_method method = call->match.route->method;

    return method == JK_HTTP_GET || method == JK_HTTP_PROPFIND || method == JK_HTTP_REPORT ||
           api_is_one_of(call, patterns, sizeof patterns / sizeof *patterns);
}

bool api_wants_strict(const struct jk_http_call *call)
{
    struct jk_span prefer;

    return jk_http_field(call, "Prefer", &prefer) &&
           jk_span_eq_nocase(prefer, JK_SPAN("handling=strict"));
}

/* Who supervises is told of no logistics and no security of an office. */
static bool oversees(const struct jk_account *actor, const struct jk_chain *chain)
{
    return jk_account_rights(actor) & JK_MAY_OVERSEE &&
           (!jk_supervises(actor) || !jk_chain_is_guarded(chain));
}

/* An official sees the region, a team its own: that others exist is secret to it (SPEC 9). */
static bool may_look(const struct jk_account *actor, const struct jk_entry *entry)
{
    if (jk_is_team(actor))
        return jk_is_own(actor, entry);
    return oversees(actor, entry->chain) &&
           jk_region_covers(actor->region, entry->chain->region->code);
}

const struct jk_entry *api_find_entry(struct jk_api *api, struct jk_http_call *call)
{
    const struct jk_account *actor = api_actor(api, call);
    const char *uid = api_uid(api, call);
    const struct jk_entry *entry =
        uid ? jk_registry_entry(jk_app_registry(api->options.app), uid) : NULL;
    struct jk_error err;

    if (entry && entry->current && may_look(actor, entry))
        return entry;
    jk_fail(&err, JK_NONE, JK_TEXT_NOT_THERE, "uid", "%s", "");
    api_refuse(api, call, &err, NULL);
    return NULL;
}

json_t *api_read_object(const struct jk_http_call *call, const char *const members[],
                        struct jk_error *err)
{
    json_error_t fault = { .line = 0 };
    json_t *body = json_loadb(call->body.at ? call->body.at : "", call->body.len,
                              JSON_REJECT_DUPLICATES, &fault);
    const char *name;
    json_t *value;

    if (!json_is_object(body)) {
        json_decref(body);
        /* Not what the parser says: it quotes the body, and a password may stand in it. */
        jk_fail_at(err, JK_INVALID, JK_TEXT_PACK_JSON,
                   (struct jk_at){ fault.line > 0 ? (unsigned)fault.line : 0, "" }, "%s", "");
        return NULL;
    }
    json_object_foreach(body, name, value)
    {
        size_t i = 0;

        while (members[i] && strcmp(members[i], name) != 0)
            i++;
        if (!members[i]) {
            jk_fail(err, JK_INVALID, JK_TEXT_HTTP_MEMBER, name, "%s", "");
            json_decref(body);
            return NULL;
        }
    }
    return body;
}

enum jk_status api_read_days(struct jk_http_call *call, int32_t *from_day, int32_t *to_day,
                             struct jk_error *err)
{
    struct jk_span value, first, last;

    if (!jk_http_param(call, "date", &value))
        return JK_OK;
    last = value;
    if (!jk_span_cut(&last, '/', &first))
        first = value;
    if (last.len == 0)
        last = first;
    if (jk_date_parse(first, from_day) && jk_date_parse(last, to_day))
        return JK_OK;
    return jk_fail(err, JK_INVALID, JK_TEXT_ISO_DATE, "date", "%.*s", (int)value.len, value.at);
}

enum jk_status api_read_whose(struct jk_api *api, struct jk_http_call *call,
                              struct jk_calendar_of *out, struct jk_error *err)
{
    const struct jk_pack *pack = jk_app_pack(api->options.app);
    const struct jk_contest *contest = NULL;
    const char *region = api_actor(api, call)->region;
    struct jk_span value;
    const char *name;

    if (jk_http_param(call, "contest", &value)) {
        name = jk_arena_copy(&call->arena, value);
        contest = name ? jk_pack_contest(pack, name) : NULL;
        if (!contest)
            return jk_fail(err, JK_INVALID, JK_TEXT_UNKNOWN_CONTEST, "contest", "%.*s",
                           (int)value.len, value.at);
    } else if (jk_http_param(call, "region", &value)) {
        region = jk_arena_copy(&call->arena, value);
        if (!region || !jk_pack_region(pack, region))
            return jk_fail(err, JK_INVALID, JK_TEXT_PACK_REGION, "region", "%.*s", (int)value.len,
                           value.at);
    }
    *out = contest ? (struct jk_calendar_of){ contest->id, contest->region }
                   : (struct jk_calendar_of){ "", region[0] ? region : pack->region };
    return JK_OK;
}

enum jk_status api_read_scope(struct jk_api *api, struct jk_http_call *call,
                              struct jk_calendar_of *out, struct jk_error *err)
{
    struct jk_span value;

    if (!jk_http_param(call, "contest", &value) && !jk_http_param(call, "region", &value))
        return jk_fail(err, JK_INVALID, JK_TEXT_EDITION_SCOPE, "region", "%s", "");
    return api_read_whose(api, call, out, err);
}

enum jk_status api_read_level(struct jk_http_call *call, enum jk_level *out, struct jk_error *err)
{
    struct jk_span value;

    *out = JK_LEVEL_NONE;
    if (!jk_http_param(call, "level", &value))
        return JK_OK;
    for (int level = JK_LEVEL_INFO; level < JK_LEVEL_END; level++) {
        if (jk_span_eq(value, jk_span_of(jk_level_word((enum jk_level)level)))) {
            *out = (enum jk_level)level;
            return JK_OK;
        }
    }
    return jk_fail(err, JK_INVALID, JK_TEXT_PACK_WORD, "level", "%.*s", (int)value.len, value.at);
}

/* A local day of the query, where one is given. */
/* A date as it stands in an address, or as people type it into the field of a page. What begins
 * with a year is of the first kind and has no hour: one would be passed over in silence. */
static bool date_of(struct jk_span value, int32_t *day)
{
    bool year = value.len > 4 && value.at[4] == '-';

    return jk_date_parse(value, day) || (!year && jk_words_date(value, day, &(int){ 0 }));
}

static enum jk_status read_day(struct jk_http_call *call, const char *name, int32_t *day,
                               struct jk_error *err)
{
    struct jk_span value;

    if (!jk_http_param(call, name, &value) || value.len == 0 || date_of(value, day))
        return JK_OK;
    return jk_fail(err, JK_UNDECODED, JK_TEXT_ISO_DATE, name, "%.*s", (int)value.len, value.at);
}

enum jk_status api_read_filter(const struct jk_api *api, struct jk_http_call *call,
                               struct jk_feed_filter *f, struct jk_error *err)
{
    struct jk_span value;
    uint64_t paslon = 0;
    enum jk_kind kind;
    enum jk_status rc;

    if (jk_http_param(call, "area", &value) && value.len > 0) {
        f->area = jk_arena_copy(&call->arena, value);
        if (!f->area || !jk_pack_region(jk_app_pack(api->options.app), f->area))
            return jk_fail(err, JK_UNDECODED, JK_TEXT_PACK_REGION, "area", "%.*s", (int)value.len,
                           value.at);
    }
    if (jk_http_param(call, "paslon", &value) && value.len > 0 &&
        !jk_uint_parse(value, JK_PASLON_NO_MAX, &paslon))
        return jk_fail(err, JK_UNDECODED, JK_TEXT_INTEGER, "paslon", "%.*s", (int)value.len,
                       value.at);
    f->paslon = (uint32_t)paslon;
    if (jk_http_param(call, "kind", &value) && value.len > 0) {
        if (jk_kind_parse(value, &kind, err) != JK_OK)
            return err->status = JK_UNDECODED;
        f->kind = (int)kind;
    }
    rc = read_day(call, "from", &f->from_day, err);
    return rc == JK_OK ? read_day(call, "to", &f->to_day, err) : rc;
}

enum jk_status api_public_region(struct jk_api *api, struct jk_http_call *call,
                                 struct jk_feed_filter *f, struct jk_error *err)
{
    *f = (struct jk_feed_filter){ .kind = -1, .from_day = INT32_MIN, .to_day = INT32_MAX };
    f->region = jk_arena_copy(&call->arena, call->match.capture[0]);
    if (f->region && jk_pack_region(jk_app_pack(api->options.app), f->region))
        return JK_OK;
    return jk_fail(err, JK_NONE, JK_TEXT_PACK_REGION, "region", "%s", f->region ? f->region : "");
}

enum jk_status api_read_region(struct jk_api *api, struct jk_http_call *call, const char **region,
                               struct jk_error *err)
{
    const char *own = api_actor(api, call)->region;
    struct jk_span value;

    *region = own;
    if (!jk_http_param(call, "region", &value))
        return JK_OK;
    *region = jk_arena_copy(&call->arena, value);
    if (!*region)
        return jk_no_memory(err);
    if (!jk_pack_region(jk_app_pack(api->options.app), *region))
        return jk_fail(err, JK_INVALID, JK_TEXT_PACK_REGION, "region", "%s", *region);
    if (!jk_region_covers(own, *region) && !jk_region_covers(*region, own))
        return jk_fail(err, JK_DENIED, JK_TEXT_OTHER_REGION, "region", "%s", *region);
    return JK_OK;
}

/* A misspelt state would list nothing, and nothing reads as "all is well". */
static enum jk_status read_state(struct jk_http_call *call, enum jk_state *state,
                                 struct jk_error *err)
{
    struct jk_span value;
    const char *word;

    *state = JK_STATE_END;
    if (!jk_http_param(call, "state", &value))
        return JK_OK;
    word = jk_arena_copy(&call->arena, value);
    if (!word)
        return jk_no_memory(err);
    *state = jk_state_of(word);
    return *state != JK_STATE_END
               ? JK_OK
               : jk_fail(err, JK_INVALID, JK_TEXT_PACK_WORD, "state", "%s", word);
}

bool api_read_list(struct jk_api *api, struct jk_http_call *call, struct notice_query *q,
                   struct jk_error *err)
{
    struct jk_span value;

    *q = (struct notice_query){ .actor = api_actor(api, call) };
    if (api_read_region(api, call, &q->region, err) != JK_OK ||
        read_state(call, &q->state, err) != JK_OK)
        return false;
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

uint64_t api_looked_at(const struct jk_api *api, const char *region)
{
    struct jk_walk walk = jk_registry_walk(jk_app_registry(api->options.app), region);

    return jk_walk_most(&walk);
}

struct jk_walk api_walk_list(const struct jk_registry *registry, const struct notice_query *q)
{
    return q->has_date ? jk_registry_walk_day(registry, q->region, q->day)
                       : jk_registry_walk(registry, q->region);
}

/* By its state, paslon, date and region. */
static bool is_asked(const struct jk_registry *registry, const struct notice_query *q,
                     const struct jk_entry *entry)
{
    const struct jk_chain *chain = entry->chain;
    const struct jk_notice *notice = entry->current->notice;
    bool paslon = q->paslon == 0, date = !q->has_date;

    if (q->state != JK_STATE_END && q->state != chain->state)
        return false;
    for (unsigned i = 0; i < notice->facts.party.count; i++)
        paslon = paslon || notice->facts.party.paslon[i] == q->paslon;
    for (size_t i = 0; i < notice->instance_count && !date; i++)
        date = jk_local_day(notice->instances[i].start_s, chain->region->tz->offset_s) == q->day;
    return paslon && date &&
           (jk_region_covers(q->region, chain->region->code) ||
            jk_entry_touches(registry, entry, q->region));
}

bool api_is_listed(const struct jk_registry *registry, const struct notice_query *q,
                   const struct jk_entry *entry)
{
    return entry->current && may_look(q->actor, entry) && is_asked(registry, q, entry);
}

/* What does not stand any more, or not yet, is nobody's neighbour. */
bool api_is_near(const struct jk_registry *registry, const struct notice_query *q,
                 const struct jk_entry *entry)
{
    return entry->current && oversees(q->actor, entry->chain) &&
           !jk_region_covers(q->actor->region, entry->chain->region->code) &&
           jk_state_stands(entry->chain->state) && is_asked(registry, q, entry) &&
           jk_entry_touches(registry, entry, q->actor->region);
}

bool api_find_cookie(const struct jk_http_call *call, struct jk_span wanted, struct jk_span *value)
{
    struct jk_span field, pair, name;
    unsigned found = 0;

    for (size_t i = 0; jk_http_field_nth(call, "Cookie", i, &field); i++) {
        while (jk_span_cut(&field, ';', &pair)) {
            struct jk_span rest = jk_http_trim(pair);

            jk_span_cut(&rest, '=', &name);
            if (!rest.at || !jk_span_eq(name, wanted))
                continue;
            *value = rest;
            found++;
        }
    }
    return found == 1;
}
