/* Free-busy of an area: when a party could start something there.
 *
 * A team asks for itself, an official says for whom. Answers hold for a quarter of an hour, so
 * their tag does too; nobody begins within the quarter that runs. */
#include "daemon/http/api/answer.h"
#include "daemon/http/api/long_work.h"
#include "jarak/app/texts/texts.h"
#include "jarak/http/texts/texts.h"
#include "jarak/model/texts.h"
#include "daemon/http/api/request.h"
#include "daemon/http/rest/rest.h"
#include "jarak/http/server/call.h"
#include "jarak/app/teams/team.h"

#include <stdio.h>
#include <string.h>

#define QUARTER_S     900  /* an answer holds for a quarter of an hour, so that its tag does too */
#define FREEBUSY_WORK 2000 /* one disc over at most 62 days: units of jarak/app/handle/work.h */
#define DAYS_AHEAD    14   /* where the query does not say: as far as people plan */

/* The area of the address: one the caller's region holds, with a point to stand at. */
static enum jk_status read_area(struct jk_api *api, struct jk_http_call *call,
                                struct jk_freebusy_request *rq, struct jk_error *err)
{
    const char *code = jk_arena_copy(&call->arena, call->match.capture[0]);

    if (!code)
        return jk_no_memory(err);
    rq->area = jk_pack_region(jk_app_pack(api->options.app), code);
    if (!rq->area)
        return jk_fail(err, JK_NONE, JK_TEXT_PACK_REGION, "area", "%s", code);
    if (!jk_region_covers(api_actor(api, call)->region, code))
        return jk_fail(err, JK_DENIED, JK_TEXT_OTHER_REGION, "area", "%s", code);
    if (!rq->area->has_point)
        return jk_fail(err, JK_RANGE, JK_TEXT_FREEBUSY_POINT, "area", "%s", code);
    return JK_OK;
}

static bool has_paslon(const struct jk_contest *contest, uint32_t number)
{
    size_t i = 0;

    while (i < contest->paslon_count && contest->paslon[i].number != number)
        i++;
    return i < contest->paslon_count;
}

/* A team asks for itself; an official names the party. */
static enum jk_status read_party(struct jk_api *api, struct jk_http_call *call, uint32_t paslon,
                                 struct jk_party *party, struct jk_error *err)
{
    const struct jk_account *actor = api_actor(api, call);
    bool team = jk_is_team(actor);
    struct jk_span id = { NULL, 0 };
    const struct jk_contest *contest;

    jk_http_param(call, "contest", &id);
    if (team && ((id.len > 0 && !jk_span_eq(id, jk_span_of(actor->contest))) ||
                 (paslon > 0 && paslon != actor->paslon)))
        return jk_fail(err, JK_DENIED, JK_TEXT_TEAM_OTHER, "paslon", "%s %u", actor->contest,
                       actor->paslon);
    if (!team && (id.len == 0 || paslon == 0))
        return jk_fail(err, JK_INVALID, JK_TEXT_FREEBUSY_PARTY, id.len == 0 ? "contest" : "paslon",
                       "%s", "");
    *party = (struct jk_party){ .count = 1, .paslon = { team ? actor->paslon : paslon } };
    id = team ? jk_span_of(actor->contest) : id;
    snprintf(party->contest, sizeof party->contest, "%.*s", (int)id.len, id.at);
    contest = jk_pack_contest(jk_app_pack(api->options.app), party->contest);
    if (!contest)
        return jk_fail(err, JK_RANGE, JK_TEXT_UNKNOWN_CONTEST, "contest", "%s", party->contest);
    if (!has_paslon(contest, party->paslon[0]))
        return jk_fail(err, JK_RANGE, JK_TEXT_UNKNOWN_PASLON, "paslon", "%u", party->paslon[0]);
    return JK_OK;
}

/* `date`, else `from` and `to`, each with its default. */
static enum jk_status read_days(struct jk_http_call *call, const struct jk_feed_filter *filter,
                                struct jk_freebusy_request *rq, struct jk_error *err)
{
    int32_t today = jk_local_day(rq->now_s, rq->area->tz->offset_s);

    rq->from_day = filter->from_day > INT32_MIN ? filter->from_day : today;
    rq->to_day = filter->to_day < INT32_MAX ? filter->to_day : rq->from_day + DAYS_AHEAD - 1;
    return api_read_days(call, &rq->from_day, &rq->to_day, err);
}

static enum jk_status read_request(struct jk_api *api, struct jk_http_call *call,
                                   struct jk_freebusy_request *rq, struct jk_party *party,
                                   struct jk_error *err)
{
    struct jk_feed_filter filter = { .kind = JK_KIND_RAPAT_UMUM,
                                     .from_day = INT32_MIN,
                                     .to_day = INT32_MAX };
    enum jk_status rc = read_area(api, call, rq, err);

    if (rc == JK_OK)
        rc = api_read_filter(api, call, &filter, err);
    if (rc == JK_OK && filter.kind > JK_KIND_TATAP_MUKA)
        rc = jk_fail(err, JK_INVALID, JK_TEXT_FREEBUSY_KIND, "kind", "%s",
                     jk_kind_category((enum jk_kind)filter.kind));
    rq->kind = (enum jk_kind)filter.kind;
    if (rc == JK_OK)
        rc = read_party(api, call, filter.paslon, party, err);
    if (rc == JK_OK)
        rc = read_days(call, &filter, rq, err);
    return rc == JK_OK ? api_read_level(call, &rq->level, err) : rc;
}

void rest_freebusy_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    const int64_t stamp_s = api_now(api) / QUARTER_S * QUARTER_S;
    struct jk_party party;
    /* Nobody begins within the quarter that runs. */
    struct jk_freebusy_request rq = { .party = &party, .now_s = stamp_s + QUARTER_S };
    struct jk_freebusy_view view;
    struct jk_buf text = { 0 };
    struct jk_error err;
    enum jk_status rc;

    if (!api_settle(api, call)) /* times are offered on what is durable */
        return;
    if (!api_work(api, call, FREEBUSY_WORK))
        return;
    rc = read_request(api, call, &rq, &party, &err);
    if (rc == JK_OK)
        rc = jk_is_team(api_actor(api, call))
                 ? jk_app_team_freebusy(api->options.app, &call->arena, &rq, &view, &err)
                 : jk_app_freebusy(api->options.app, &call->arena, &rq, &view, &err);
    if (rc != JK_OK) {
        jk_http_reply_problem(call, &err);
        return;
    }
    jk_freebusy_ical(&text, &view, stamp_s); /* a failure shows in the text */
    api_reply_calendar(call, &text);
}
