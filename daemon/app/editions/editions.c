/* What is known of editions in memory is little: the newest number of each scope. Those in force
 * are the pack's, older ones are read from the store for who asks. */
#include "daemon/app/editions/room.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/app/texts/texts.h"
#include "jarak/base/control_chars.h"
#include "jarak/base/heap.h"
#include "jarak/base/texts.h"
#include "jarak/model/texts.h"

#define ID_MAX 80

enum jk_status editions_open(struct jk_app *app, struct jk_error *err)
{
    app->editions = jk_heap_zeroed(1, sizeof *app->editions);
    return app->editions ? JK_OK : jk_no_memory(err);
}

void editions_clear(struct jk_app *app)
{
    if (!app->editions)
        return;
    jk_arena_clear(&app->editions->arena);
    *app->editions = (struct editions){ .count = 0 };
}

void editions_close(struct jk_app *app)
{
    free(app->editions);
    app->editions = NULL;
}

static void write_id(enum jk_edition_part part, const struct jk_calendar_of *scope,
                     char out[ID_MAX])
{
    snprintf(out, ID_MAX, "%s/%s", jk_edition_part_word(part),
             scope->contest[0] ? scope->contest : scope->region);
}

static struct edition_scope *find(const struct jk_app *app, const char *id)
{
    for (size_t i = 0; i < app->editions->count; i++) {
        if (strcmp(app->editions->list[i].id, id) == 0)
            return &app->editions->list[i];
    }
    return NULL;
}

static enum jk_status keep(void *ctx, const struct jk_edition_row *row)
{
    struct jk_app *app = ctx;
    struct editions *e = app->editions;
    struct edition_scope *at = find(app, row->id), *grown;

    if (!at) {
        grown = jk_arena_grow(&e->arena, e->list, e->count, &e->cap, sizeof *grown);
        if (!grown)
            return JK_MEMORY;
        e->list = grown;
        at = &grown[e->count];
        at->id = jk_arena_copy(&e->arena, jk_span_of(row->id));
        if (!at->id)
            return JK_MEMORY;
        e->count++;
    }
    at->number = row->number;
    at->withdrawn = strcmp(row->state, "taken_back") == 0;
    e->stated++;
    return JK_OK;
}

enum jk_status editions_load(struct jk_app *app, struct jk_error *err)
{
    return jk_store_each_edition(app->store, keep, app, err);
}

size_t jk_app_edition_count(const struct jk_app *app)
{
    return app->editions->stated;
}

uint32_t jk_app_edition_number(const struct jk_app *app, enum jk_edition_part part,
                               const struct jk_calendar_of *scope)
{
    const struct edition_scope *at;
    char id[ID_MAX];

    write_id(part, scope, id);
    at = find(app, id);
    return at ? at->number : 0;
}

/* Of a regency 2, of a province 1. */
static int depth_of(const char *code)
{
    int parts = code[0] != '\0';

    for (; *code; code++)
        parts += *code == '.';
    return parts;
}

enum jk_status jk_app_edition_may(const struct jk_app *app, const struct jk_account *actor,
                                  const struct jk_calendar_of *scope, struct jk_error *err)
{
    const struct jk_region *region = jk_pack_region(app->pack, scope->region);

    if (!(jk_role_rights(actor->role) & JK_MAY_DECIDE))
        return jk_fail(err, JK_DENIED, JK_TEXT_EDITION_ROLE, "role", "%s",
                       jk_role_word(actor->role));
    if (depth_of(actor->region) > 2)
        return jk_fail(err, JK_DENIED, JK_TEXT_EDITION_OFFICE, "region", "%s", actor->region);
    if (!scope->contest[0] && (!region || depth_of(scope->region) > 2))
        return jk_fail(err, JK_INVALID, JK_TEXT_EDITION_SCOPE, "region", "%s", scope->region);
    if (!jk_region_covers(actor->region, scope->region))
        return jk_fail(err, JK_DENIED, JK_TEXT_EDITION_ELSEWHERE, "region", "%s", scope->region);
    return JK_OK;
}

static enum jk_status check(const struct jk_app *app, const struct jk_edition_ask *ask,
                            uint32_t number, struct jk_error *err)
{
    const struct edition_scope *at;
    static const size_t octets[] = { [JK_EDITION_POLICY] = JK_EDITION_POLICY_MAX,
                                     [JK_EDITION_ZONES] = JK_EDITION_ZONES_MAX,
                                     [JK_EDITION_STATIONS] = JK_EDITION_STATIONS_MAX,
                                     [JK_EDITION_PERSONNEL] = JK_EDITION_ZONES_MAX };
    const size_t most = octets[ask->part];
    enum jk_status rc = jk_app_edition_may(app, ask->actor, &ask->scope, err);
    char id[ID_MAX];

    if (rc != JK_OK)
        return rc;
    if ((ask->part == JK_EDITION_STATIONS || ask->part == JK_EDITION_PERSONNEL) &&
        ask->scope.contest[0])
        return jk_fail(err, JK_INVALID, JK_TEXT_EDITION_SCOPE, "contest", "%s", ask->scope.contest);
    write_id(ask->part, &ask->scope, id);
    at = find(app, id);
    if (ask->seen != number)
        return jk_fail(err, JK_STALE, JK_TEXT_EDITION_STALE, "edition", "%u", number);
    if (ask->withdrawn && (!at || at->withdrawn))
        return jk_fail(err, JK_STATE, JK_TEXT_EDITION_NONE, "edition", "%s", id);
    if (!ask->basis[0] || !jk_is_one_line(jk_span_of(ask->basis)) ||
        strlen(ask->basis) >= JK_POLICY_TEXT_MAX)
        return jk_fail(err, JK_INVALID, JK_TEXT_EDITION_BASIS, "basis", "%s", ask->basis);
    if (strlen(ask->document) > most)
        return jk_fail(err, JK_TOO_BIG, JK_TEXT_EDITION_BIG, "", "%zu", most);
    if (app->editions->stated >= JK_EDITIONS_MAX)
        return jk_fail(err, JK_LIMIT, JK_TEXT_EDITION_MANY, "", "%d", JK_EDITIONS_MAX);
    return JK_OK;
}

static const char *office_of(const struct jk_app *app, struct jk_arena *arena,
                             const struct jk_account *actor)
{
    const struct jk_region *region = jk_pack_region(app->pack, actor->region);
    const char *word = depth_of(actor->region) == 1 ? "Polda" : "Polres";

    return jk_arena_fmt(arena, "%s %.60s", word, region ? region->name : actor->region);
}

static const char *day_of(const struct jk_app *app, struct jk_arena *arena,
                          const struct jk_edition_ask *ask)
{
    const struct jk_region *region = jk_pack_region(app->pack, ask->scope.region);
    const struct jk_tz *tz = region ? region->tz : app->pack->tz;
    const struct jk_civil c = jk_civil_from_utc(ask->now_s, tz->offset_s);

    return jk_arena_fmt(arena, "%04d-%02d-%02d", c.year, c.month, c.day);
}

enum jk_status jk_app_edition_make(struct jk_app *app, struct jk_arena *arena,
                                   const struct jk_edition_ask *ask, struct jk_edition *out,
                                   struct jk_error *err)
{
    const uint32_t number = jk_app_edition_number(app, ask->part, &ask->scope);
    enum jk_status rc = check(app, ask, number, err);

    if (rc != JK_OK)
        return rc;
    *out = (struct jk_edition){
        .part = ask->part,
        .region = jk_arena_copy(arena, jk_span_of(ask->scope.region)),
        .contest = jk_arena_copy(arena, jk_span_of(ask->scope.contest)),
        .number = number + 1,
        .withdrawn = ask->withdrawn,
        .document = jk_arena_copy(arena, jk_span_of(ask->withdrawn ? "" : ask->document)),
        .basis = jk_arena_copy(arena, jk_span_of(ask->basis)),
        .account = jk_arena_copy(arena, jk_span_of(ask->actor->name)),
        .office = office_of(app, arena, ask->actor),
        .time_s = ask->now_s,
        .day = day_of(app, arena, ask)
    };
    if (!out->region || !out->contest || !out->document || !out->basis || !out->account ||
        !out->office || !out->day)
        return jk_no_memory(err);
    return JK_OK;
}

enum jk_status editions_put(struct jk_app *app, const struct jk_edition *edition, int64_t now_s,
                            struct jk_error *err)
{
    const struct jk_account *actor = jk_app_account(app, edition->account);
    const struct jk_calendar_of scope = { edition->contest, edition->region };
    const struct jk_act act = { edition->account, now_s };
    char id[ID_MAX];
    struct jk_edition_row row;
    enum jk_status rc;

    if (!actor || !jk_account_is_open(actor, now_s))
        return jk_fail(err, JK_DENIED, JK_TEXT_EDITION_OFFICE, "account", "%s", edition->account);
    rc = jk_app_edition_may(app, actor, &scope, err);
    if (rc != JK_OK)
        return rc;
    write_id(edition->part, &scope, id);
    row = (struct jk_edition_row){ .id = id,
                                   .part = jk_edition_part_word(edition->part),
                                   .contest = edition->contest,
                                   .region = edition->region,
                                   .number = edition->number,
                                   .state = edition->withdrawn ? "taken_back" : "stated",
                                   .basis = edition->basis,
                                   .actor = edition->account,
                                   .role = jk_role_word(actor->role),
                                   .office = edition->office,
                                   .day = edition->day,
                                   .time_s = edition->time_s,
                                   .document = edition->document };
    rc = jk_store_put_edition(app->store, &act, &row, err);
    return rc == JK_OK && keep(app, &row) != JK_OK ? jk_no_memory(err) : rc;
}
