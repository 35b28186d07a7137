/* The calendars of reports, of tasks and of drops: what of them the account may read, and a task or
 * drop that is ticked.
 *
 * A resource is called by its UID where the account's own office filed it, as its client called it,
 * and by its id where another did: two offices may use the same UID. What is served is written by
 * us, so a PUT is answered without a tag and the client fetches it. */
#include <stdio.h>
#include <string.h>
#include "daemon/http/api/answer.h"
#include "daemon/http/dav/dav.h"
#include "jarak/app/matters/matters.h"
#include "jarak/app/texts/texts.h"
#include "jarak/http/texts/texts.h"
#include "jarak/model/texts.h"

bool dav_is_of_matters(const struct dav_place *place)
{
    return place->calendar == JK_CALENDAR_REPORTS || place->calendar == JK_CALENDAR_TASKS ||
           place->calendar == JK_CALENDAR_DROPS;
}

static enum jk_matter_kind kind_of(const struct dav_place *place)
{
    return place->calendar == JK_CALENDAR_TASKS   ? JK_MATTER_TASK
           : place->calendar == JK_CALENDAR_DROPS ? JK_MATTER_DROP
                                                  : JK_MATTER_REPORT;
}

static bool is_member(const struct dav_place *place, const struct jk_matter *matter)
{
    return matter->kind == kind_of(place) && matter->bytes.len > 0 &&
           matter->state != JK_MATTER_WITHDRAWN && jk_region_covers(place->region, matter->region);
}

/* @return JK_OK; JK_MEMORY */
static enum jk_status view(const struct dav_ask *ask, const struct dav_place *place,
                           const struct jk_matter *matter, struct jk_calendar_item *out)
{
    const struct jk_app *app = ask->api->options.app;
    struct jk_matter_said said = { .uid = matter->id };

    *out = (struct jk_calendar_item){ .bytes = matter->bytes,
                                      .start_s = matter->when_s,
                                      .end_s = matter->when_s + 1,
                                      .change = matter->change,
                                      .gone = !is_member(place, matter) };
    snprintf(out->etag, sizeof out->etag, "\"%s-%u\"", matter->id, matter->revision);
    if (matter->bytes.len && jk_app_matter_is_own(app, ask->actor, matter) &&
        jk_app_matter_said(app, &ask->call->arena, matter, &said) != JK_OK)
        return JK_MEMORY;
    out->name = out->uid = said.uid;
    return JK_OK;
}

enum jk_status dav_matter_members(const struct dav_ask *ask, const struct dav_place *place,
                                  struct jk_calendar_item **items, size_t *count)
{
    const struct jk_app *app = ask->api->options.app;
    struct jk_matter_walk walk =
        jk_app_matters(app, ask->actor, place->region, (int)kind_of(place));
    const struct jk_matter *matter;
    enum jk_status rc = JK_OK;

    *count = 0;
    *items =
        jk_arena_array(&ask->call->arena, jk_app_matter_count(app, place->region), sizeof **items);
    if (!*items)
        return JK_MEMORY;
    while (rc == JK_OK && (matter = jk_app_matter_next(&walk)))
        rc = view(ask, place, matter, &(*items)[(*count)++]);
    return rc;
}

enum jk_status dav_matter_item(const struct dav_ask *ask, const struct dav_place *place,
                               struct jk_calendar_item *item)
{
    const struct jk_matter *matter =
        jk_app_matter_named(ask->api->options.app, ask->actor, place->name);

    return matter && is_member(place, matter) ? view(ask, place, matter, item) : JK_NONE;
}

/* The name must be the UID of what is new, and of what is there the name it is shown by. */
static enum jk_status check_name(const struct dav_ask *ask, const struct jk_matter *old,
                                 struct jk_ical_matter *sent, struct jk_error *err)
{
    struct jk_matter_said said = { .uid = ask->place.name };

    if (kind_of(&ask->place) == JK_MATTER_DROP && sent->said.kind == JK_MATTER_TASK)
        sent->said.kind = JK_MATTER_DROP; /* the client has dropped its category, or knows none */
    if (sent->said.kind != kind_of(&ask->place))
        return jk_fail(err, JK_INVALID, JK_TEXT_MATTER_KIND, "VCALENDAR", "%s", "");
    if (old &&
        jk_app_matter_said(ask->api->options.app, &ask->call->arena, old, &said) == JK_MEMORY)
        return jk_no_memory(err);
    if (strcmp(said.uid, sent->said.uid) != 0)
        return jk_fail(err, JK_INVALID, JK_TEXT_UID_DIFFERS, "UID", "%.60s", sent->said.uid);
    return JK_OK;
}

void dav_matter_put(struct dav_ask *ask)
{
    struct jk_app *app = ask->api->options.app;
    const struct jk_region *region = jk_pack_region(jk_app_pack(app), ask->place.region);
    const struct jk_ical_context context = { .purpose = JK_ICAL_PUT,
                                             .floating =
                                                 region ? region->tz : jk_app_pack(app)->tz };
    const struct jk_matter *old = jk_app_matter_named(app, ask->actor, ask->place.name), *kept;
    struct jk_calendar_item item;
    struct jk_ical_matter sent;
    struct jk_matter_filing filing = { .actor = ask->actor,
                                       .now_s = api_now(ask->api),
                                       .matter = &sent,
                                       .id = old ? old->id : NULL,
                                       .region = ask->place.region };
    bool there = dav_find_item(ask, &item) == JK_OK, knows, created;
    struct jk_error err;
    enum jk_status rc;

    if (!dav_is_known(ask, there ? &item : NULL, SIZE_MAX, &knows))
        return;
    rc = jk_ical_matter_read(&ask->call->arena, ask->call->body, &context, &sent, &err);
    if (rc == JK_OK)
        rc = check_name(ask, old, &sent, &err);
    if (rc == JK_OK)
        rc = jk_app_matter_file(app, &ask->call->arena, &filing, &kept, &created, &err);
    if (rc == JK_OK)
        api_send_empty(ask->api, ask->call, created ? 201 : 204, NULL);
    else if (api_settle(ask->api, ask->call))
        dav_refuse_error(ask, &err);
}

/* A report is taken back, a task or a drop cancelled, each by whoever may; the client cannot say
 * why. */
void dav_matter_delete(struct dav_ask *ask)
{
    struct jk_app *app = ask->api->options.app;
    const struct jk_matter *matter = jk_app_matter_named(app, ask->actor, ask->place.name), *after;
    struct jk_matter_ask act = { .actor = ask->actor, .now_s = api_now(ask->api) };
    struct jk_calendar_item item;
    struct jk_error err;
    bool knows;

    if (dav_find_item(ask, &item) != JK_OK) {
        if (api_settle(ask->api, ask->call))
            dav_not_there(ask);
        return;
    }
    if (!dav_is_known(ask, &item, SIZE_MAX, &knows))
        return;
    act.id = matter->id;
    act.act = matter->kind == JK_MATTER_REPORT ? JK_MATTER_WITHDRAW : JK_MATTER_CANCEL;
    act.words = (struct jk_matter_words)JK_MATTER_NO_WORDS;
    act.words.text = jk_text_get(JK_TEXT_DAV_DELETED, JK_LANG_ID);
    if (jk_app_matter_act(app, &ask->call->arena, &act, &after, &err) == JK_OK)
        api_send_empty(ask->api, ask->call, 204, NULL);
    else if (api_settle(ask->api, ask->call))
        dav_refuse_error(ask, &err);
}
