/* The calendar of a paslon: plain events come in, and become drafts.
 *
 * A PUT is answered without a tag, for what is shown is not what was sent: the client fetches it
 * and finds the marked block. A condition is held against the event alone; that a conflict was
 * opened meanwhile, which the block tells, makes nobody's edit stale. */
#include <string.h>
#include "daemon/http/dav/dav.h"
#include "daemon/http/api/answer.h"
#include "daemon/http/api/request.h"
#include "jarak/app/notices/withdraw.h"
#include "jarak/app/texts/texts.h"
#include "jarak/http/server/call.h"
#include "jarak/http/texts/texts.h"

bool dav_is_known(struct dav_ask *ask, const struct jk_calendar_item *item, size_t len, bool *knows)
{
    const char *etag = item ? item->etag : NULL;
    enum jk_http_condition match = dav_if_match(ask->call, etag, len);
    enum jk_http_condition none = jk_http_if_none_match(ask->call, etag);
    struct jk_error err;

    *knows = match == JK_CONDITION_HIT || match == JK_CONDITION_ANY;
    if (item && none == JK_CONDITION_ANY)
        jk_fail(&err, JK_STALE, JK_TEXT_ALREADY_THERE, "If-None-Match", "%s", "");
    else if (match == JK_CONDITION_MISS || match == JK_CONDITION_BAD ||
             (match == JK_CONDITION_ANY && !item))
        jk_fail(&err, JK_STALE, JK_TEXT_CHANGED_MEANWHILE, "If-Match", "%s", "");
    else
        return true;
    if (api_settle(ask->api, ask->call))
        dav_refuse_error(ask, &err);
    return false;
}

/* The UID stands at another name of this calendar, or the name is another UID's. */
static void refuse_uid(struct dav_ask *ask, const struct jk_plain_taken *taken,
                       const struct jk_error *err)
{
    struct dav_place place = ask->place;
    const char *href = NULL;

    place.name = taken->elsewhere;
    if (place.name)
        dav_href_add(&ask->out, ask, &place);
    href = place.name ? jk_arena_copy(&ask->call->arena, jk_buf_view(&ask->out)) : NULL;
    jk_buf_clear(&ask->out);
    dav_refuse(ask->call, 403, "C:no-uid-conflict", err, href);
}

static void refuse_put(struct dav_ask *ask, const struct jk_plain_taken *taken,
                       const struct jk_error *err)
{
    if (!api_settle(ask->api, ask->call))
        return;
    if (err->text == JK_TEXT_UID_DIFFERS || err->text == JK_TEXT_UID_ELSEWHERE)
        refuse_uid(ask, taken, err);
    else if (err->text == JK_TEXT_PLAIN_MANY)
        dav_refuse(ask->call, 507, "D:quota-not-exceeded", err, NULL);
    else
        dav_refuse_error(ask, err);
}

void dav_plain_put(struct dav_ask *ask)
{
    struct jk_calendar_item item;
    bool exists = dav_find_item(ask, &item) == JK_OK;
    struct jk_plain_filing filing = { .actor = ask->actor,
                                      .now_s = api_now(ask->api),
                                      .contest = ask->place.contest,
                                      .paslon = ask->place.paslon,
                                      .name = ask->place.name,
                                      .bytes = ask->call->body };
    struct jk_plain_taken taken;
    struct jk_error err;
    enum jk_status rc;

    if (!dav_is_known(ask, exists ? &item : NULL, JK_PLAIN_TAG_LEN, &filing.knows))
        return;
    rc = jk_app_plain_put(ask->api->options.app, &ask->call->arena, &filing, &taken, &err);
    if (rc != JK_OK)
        refuse_put(ask, &taken, &err);
    else
        api_send_empty(ask->api, ask->call, taken.created ? 201 : 204, NULL);
    jk_outcome_clear(&taken.outcome);
}

/* The draft goes, and an official's delete of what is filed withdraws it as in requests/. A team
 * takes back its draft; what is filed is an official's to withdraw. */
static enum jk_status delete_it(struct dav_ask *ask, const struct jk_plain_draft *draft,
                                const char *uid, struct jk_error *err)
{
    struct jk_app *app = ask->api->options.app;
    const struct jk_draft_act act = {
        .actor = ask->actor, .now_s = api_now(ask->api), .id = draft ? draft->as.id : "", .note = ""
    };
    const struct jk_entry *entry = jk_registry_entry(jk_app_registry(app), uid);
    const struct jk_withdrawal rq = { .actor = ask->actor, .now_s = act.now_s, .uid = uid };
    bool filed = entry && jk_entry_is_requested(entry) && !jk_is_team(ask->actor);
    struct jk_outcome outcome = { 0 };
    enum jk_status rc = JK_OK;

    if (!draft && !filed)
        return jk_fail(err, JK_DENIED, JK_TEXT_NO_RIGHT, "", "%s", jk_role_word(ask->actor->role));
    if (filed)
        rc = jk_app_withdraw(app, &ask->call->arena, &rq, &outcome, err);
    jk_outcome_clear(&outcome);
    return rc == JK_OK && draft ? jk_app_plain_withdraw(app, &act, err) : rc;
}

void dav_plain_delete(struct dav_ask *ask)
{
    const struct jk_plain_calendar of = dav_plain_calendar(ask, &ask->place, JK_PLAIN_NAMES);
    const struct jk_plain_draft *draft =
        jk_app_plain_at(ask->api->options.app, &of, ask->place.name);
    struct jk_calendar_item item;
    struct jk_error err;
    bool knows;

    if (dav_find_item(ask, &item) != JK_OK) {
        if (api_settle(ask->api, ask->call))
            dav_not_there(ask);
        return;
    }
    if (!dav_is_known(ask, &item, JK_PLAIN_TAG_LEN, &knows))
        return;
    if (delete_it(ask, draft, jk_arena_copy(&ask->call->arena, jk_span_of(item.uid)), &err) ==
        JK_OK)
        api_send_empty(ask->api, ask->call, 204, NULL);
    else if (api_settle(ask->api, ask->call))
        dav_refuse_error(ask, &err);
}

/* A draft that lies in the wrong calendar is moved; what is filed keeps contest and paslon. */
void dav_plain_move(struct dav_ask *ask)
{
    struct jk_app *app = ask->api->options.app;
    struct jk_plain_calendar of = dav_plain_calendar(ask, &ask->place, JK_PLAIN_NAMES);
    const struct jk_plain_draft *draft = jk_app_plain_at(app, &of, ask->place.name);
    struct jk_draft_act act = { .actor = ask->actor, .now_s = api_now(ask->api), .note = "" };
    struct jk_span destination;
    struct dav_place to;
    struct jk_error err;

    if (!draft || !jk_http_field(ask->call, "Destination", &destination) ||
        !dav_place_read(ask, destination, &to) || to.kind != DAV_RESOURCE ||
        to.calendar != JK_CALENDAR_PASLON) {
        jk_fail(&err, JK_DENIED, JK_TEXT_DAV_READ_ONLY, "Destination", "%s", "");
        dav_refuse_error(ask, &err);
        return;
    }
    act.id = draft->as.id;
    of = dav_plain_calendar(ask, &to, JK_PLAIN_NAMES);
    if (jk_app_plain_move(app, &ask->call->arena, &act, &of, to.name, &err) == JK_OK)
        api_send_empty(ask->api, ask->call, 201, NULL);
    else if (api_settle(ask->api, ask->call))
        dav_refuse_error(ask, &err);
}
