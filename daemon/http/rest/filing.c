/* Many notices at once: an import, or a long stream filed.
 *
 * What is long is done in turns of the loop, so that nobody waits for the whole of it: a table is
 * written as a stream, the stream is read, the notices are filed, and when that is durable a copy
 * tells of each what was found. Only the filing counts: one transaction, all of it or nothing, and
 * nobody sees anything of the import before it. What another command changed since the reading is
 * read again (jk_app_submit()); a table is written anew, TRIES times, then at once. */
#include <stdio.h>
#include <string.h>
#include "daemon/http/api/answer.h"
#include "daemon/http/api/form.h"
#include "daemon/http/api/long_work.h"
#include "daemon/http/api/request.h"
#include "daemon/http/api/turns.h"
#include "daemon/http/rest/rest.h"
#include "jarak/app/personnel/personnel.h"
#include "jarak/app/registry/registry.h"
#include "jarak/feed/json/build.h"
#include "jarak/feed/table/table.h"
#include "jarak/http/texts/texts.h"
#include "jarak/interchange/route.h"
#include "jarak/model/texts.h"

/* Shorter ones (some 120 notices) are done in one turn: 10 ms. */
#define AT_ONCE 32768
/* Other commands of the kind come some twenty times a second at most; a table is written in 30 ms.
 */
#define TRIES 3

/* A filing under way; in the call's arena, but for what it holds. */
struct filing {
    struct jk_submission rq;
    struct jk_register_text text; /* of a table: what it was written as */
    bool is_table;
    struct jk_span table;  /* its bytes: the body, or a part of it */
    struct api_form parts; /* what came beside it */
    struct jk_register_way *ways;
    size_t way_count, part; /* ways read; the next part to read */
    uint64_t known_at;      /* of a table: the journal's end when its rows were looked for */
    int tries;
    size_t unchanged;
    const char *const *uids; /* of what was filed */
    size_t uid_count;
};

static void next_step(struct jk_api *api, struct jk_http_call *call, struct filing *f,
                      void (*step)(struct jk_api *, struct jk_http_call *, void *));
static void write_table(struct jk_api *api, struct jk_http_call *call, void *ctx);

static void drop(void *ctx)
{
    struct filing *f = ctx;

    jk_reading_drop(f->rq.reading);
    f->rq.reading = NULL;
    jk_buf_clear(&f->text.ical);
    f->text = (struct jk_register_text){ .count = 0 };
}

/* The filing lies in the call's arena, which the answer ends: it is let go before. */
static void refuse(struct jk_api *api, struct jk_http_call *call, struct filing *f,
                   struct jk_error *err, json_t *verdicts)
{
    if (f->is_table)
        jk_register_locate(&f->text, err);
    drop(f);
    api_refuse(api, call, err, verdicts);
}

/* The notices of the caller's region, among which the rows of a table are looked for. */
static enum jk_status list_known(const struct jk_registry *registry, struct jk_http_call *call,
                                 const struct jk_account *actor, struct jk_register_known *out)
{
    struct jk_walk walk = jk_registry_walk(registry, actor->region);
    struct jk_register_item *items =
        jk_arena_array(&call->arena, jk_walk_most(&walk), sizeof *items);
    const struct jk_entry *entry;

    while (items && (entry = jk_walk_entry(&walk))) {
        const struct jk_chain *chain = entry->chain;

        /* A duty is known to who is told of officers: else its rows would tell of them. */
        if (entry->current && jk_region_covers(actor->region, chain->region->code) &&
            (jk_sees_personnel(actor) || !jk_facts_are_duty(&entry->current->notice->facts)))
            items[out->count++] = (struct jk_register_item){ .notice = entry->current->notice,
                                                             .kept = entry->current->kept,
                                                             .tz = chain->region->tz,
                                                             .state = jk_state_word(chain->state),
                                                             .sttp = chain->sttp };
    }
    out->items = items;
    return items ? JK_OK : JK_MEMORY;
}

/* An import says how many of its notices were there already. */
static void tell(struct jk_api *api, struct jk_http_call *call, const struct filing *f,
                 const struct jk_outcome *outcome)
{
    const struct api_told told = { outcome, f->rq.batch, f->unchanged };

    if (f->rq.batch && f->unchanged == f->uid_count)
        api_send_verdicts(api, call, 200, &told, NULL);
    else
        api_send_verdicts(api, call, 201, &told,
                          &(struct api_created){ .location = "/api/v1/notices",
                                                 .related = outcome->has_conflict });
}

/* In a copy, as a rule. */
static void tell_all(struct jk_api *api, struct jk_http_call *call, void *ctx)
{
    const struct filing *f = ctx;
    struct jk_outcome outcome;
    struct jk_error err;

    if (jk_app_tell(api->options.app, &call->arena, f->uids, f->uid_count, f->rq.now_s, &outcome) ==
        JK_OK) {
        tell(api, call, f, &outcome);
        return;
    }
    jk_no_memory(&err);
    api_refuse(api, call, &err, NULL);
}

static void tell_later(struct jk_api *api, struct jk_http_call *call, void *ctx)
{
    api_work_tail(api, call, tell_all, ctx);
}

/* The one step that counts. */
static void file(struct jk_api *api, struct jk_http_call *call, void *ctx)
{
    struct filing *f = ctx;
    struct jk_outcome outcome;
    struct jk_error err;
    enum jk_status rc;

    if (f->is_table && f->known_at != jk_app_last_entry(api->options.app) && f->tries++ < TRIES) {
        drop(f);
        next_step(api, call, f, write_table);
        return;
    }
    f->rq.now_s = api_now(api);
    rc = jk_app_submit(api->options.app, &call->arena, &f->rq, &outcome, &err);
    f->rq.reading = NULL; /* it was taken */
    f->unchanged = outcome.unchanged;
    f->uids = outcome.uids;
    f->uid_count = f->rq.untold ? outcome.uid_count : outcome.count;
    if (rc != JK_OK) {
        refuse(api, call, f, &err, rc == JK_CONFLICT ? api_verdicts(api, call, &outcome) : NULL);
    } else {
        drop(f);
        if (f->rq.untold)
            api_after_commit(api, call, tell_later, f);
        else
            tell(api, call, f, &outcome);
    }
    jk_outcome_clear(&outcome);
}

static void read_stream(struct jk_api *api, struct jk_http_call *call, void *ctx)
{
    struct filing *f = ctx;
    struct jk_error err;

    if (f->rq.bytes.len > 0 && jk_app_read_filing(api->options.app, &f->rq, &err) != JK_OK) {
        refuse(api, call, f, &err, NULL);
        return;
    }
    next_step(api, call, f, file);
}

/* The rows as notices, through the same reader as any other. */
static void write_table(struct jk_api *api, struct jk_http_call *call, void *ctx)
{
    struct filing *f = ctx;
    struct jk_register_known known = { .count = 0 };
    struct jk_error err;
    enum jk_status rc = list_known(jk_app_registry(api->options.app), call, f->rq.actor, &known);

    known.ways = f->ways;
    known.way_count = f->way_count;
    f->known_at = jk_app_last_entry(api->options.app);
    if (rc == JK_OK)
        rc = jk_register_read(&call->arena, f->table, jk_app_pack(api->options.app), &known,
                              &f->text, &err);
    else
        jk_no_memory(&err);
    if (rc != JK_OK) {
        drop(f);
        api_refuse(api, call, &err, NULL);
        return;
    }
    f->rq.also = f->text.unchanged;
    f->rq.also_count = f->text.unchanged_count;
    f->rq.bytes = f->text.count ? jk_buf_view(&f->text.ical) : JK_SPAN("");
    next_step(api, call, f, read_stream);
}

/* A copy, and what is short, goes on at once. */
static void next_step(struct jk_api *api, struct jk_http_call *call, struct filing *f,
                      void (*step)(struct jk_api *, struct jk_http_call *, void *))
{
    if (f->rq.untold)
        api_turn_next(api, call, &(struct turn){ step, drop, f });
    else
        step(api, call, f);
}

/* A recorded way as a cell would have it. */
static enum jk_status read_way(struct jk_http_call *call, const struct api_file *file,
                               struct jk_register_way *out, struct jk_error *err)
{
    struct jk_route_line line;
    struct jk_buf text = { 0 };
    struct jk_track track;
    enum jk_status rc = jk_track_read(&call->arena, file->bytes, 0, &track, err);

    if (rc == JK_OK)
        rc = jk_route_make(&call->arena, &track, JK_ROUTE_ERROR_MAX, &line, err);
    if (rc != JK_OK)
        return rc;
    rc = jk_route_corners_add(&text, &line);
    *out = (struct jk_register_way){ file->name,
                                     rc == JK_OK ? jk_arena_copy(&call->arena, jk_buf_view(&text))
                                                 : NULL };
    jk_buf_clear(&text);
    return out->text ? JK_OK : jk_no_memory(err);
}

/* One file beside the table after another, each in a turn of its own. */
static void read_ways(struct jk_api *api, struct jk_http_call *call, void *ctx)
{
    struct filing *f = ctx;
    const struct api_file *file = &f->parts.files[f->part++];
    struct jk_error err;

    if (file->bytes.at != f->table.at) {
        if (read_way(call, file, &f->ways[f->way_count], &err) != JK_OK) {
            snprintf(err.field, sizeof err.field, "%.60s", file->name);
            drop(f);
            api_refuse(api, call, &err, NULL);
            return;
        }
        f->way_count++;
    }
    next_step(api, call, f, f->part < f->parts.file_count ? read_ways : write_table);
}

static bool is_named_table(const struct api_file *file)
{
    static const char *const ends[] = { ".csv", ".tsv", ".txt" };
    size_t len = strlen(file->name);

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        if (len > 4 && jk_span_eq_nocase(jk_span_of(file->name + len - 4), jk_span_of(ends[i])))
            return true;
    }
    return strcmp(file->field, "tabel") == 0;
}

/* Takes a table and the files its cells name out of a form. False: it was refused. */
static bool take_parts(struct jk_api *api, struct jk_http_call *call, struct filing *f)
{
    struct jk_error err;
    enum jk_status rc = api_form_read(call, &f->parts, &err);
    size_t tables = 0;

    for (size_t i = 0; rc == JK_OK && i < f->parts.file_count; i++) {
        if (is_named_table(&f->parts.files[i])) {
            f->table = f->parts.files[i].bytes;
            tables++;
        }
    }
    if (rc == JK_OK && tables != 1)
        rc = jk_fail(&err, JK_INVALID, JK_TEXT_IMPORT_TABLE, "tabel", "%zu", tables);
    f->ways =
        rc == JK_OK ? jk_arena_array(&call->arena, f->parts.file_count, sizeof *f->ways) : NULL;
    if (rc == JK_OK && !f->ways)
        rc = jk_no_memory(&err);
    if (rc != JK_OK)
        api_refuse(api, call, &err, NULL);
    return rc == JK_OK;
}

static void begin(struct jk_api *api, struct jk_http_call *call, bool batch, bool is_table)
{
    struct filing *f = jk_arena_take(&call->arena, sizeof *f);
    struct jk_error err;

    if (!f) {
        jk_no_memory(&err);
        api_refuse(api, call, &err, NULL);
        return;
    }
    *f = (struct filing){ .is_table = is_table, .table = call->body };
    f->rq = (struct jk_submission){ .actor = api_actor(api, call),
                                    .now_s = api_now(api),
                                    .bytes = call->body,
                                    .strict = api_wants_strict(call),
                                    .store = true,
                                    .batch = batch,
                                    .untold = call->body.len > AT_ONCE };
    if (is_table && jk_http_type_is(call, API_PARTS_TYPE)) {
        if (take_parts(api, call, f))
            next_step(api, call, f, read_ways);
        return;
    }
    next_step(api, call, f, is_table ? write_table : read_stream);
}

void rest_file_stream(struct jk_api *api, struct jk_http_call *call)
{
    begin(api, call, false, false);
}

void rest_import_post(void *ctx, struct jk_http_call *call)
{
    begin(ctx, call, true, jk_http_type_is(call, REST_TABLE_TYPES "," API_PARTS_TYPE));
}
