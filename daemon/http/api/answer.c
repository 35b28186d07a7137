/* Answers leave after the commit of what they tell of, and never before (SPEC 5).
 *
 * While a group is open an answer is put in line; the commit runs below the sockets, so that all
 * commands of one turn of the loop share it, or at once where GROUP_MAX of them wait. A commit that
 * fails turns every answer in line into its refusal; what was only asked is answered anew, of what
 * is kept. Where there is no memory for the line, the group is committed at once rather than an
 * answer lost. */
#include "daemon/http/api/answer.h"
#include "jarak/model/texts.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <event2/event.h>
#include "daemon/http/api/long_work.h"
#include "daemon/http/api/metrics_counts.h"
#include "daemon/http/api/request.h"
#include "jarak/app/app.h"
#include "jarak/app/notices/verdict.h"
#include "jarak/base/defend.h"
#include "jarak/base/heap.h"
#include "jarak/base/log.h"
#include "jarak/feed/json/build.h"
#include "jarak/feed/json/pen.h"
#include "jarak/feed/json/verdict.h"
#include "jarak/http/server/status_map.h"

/* An answer that waits for the commit of its group. */
struct waiting {
    struct jk_http_call *call;
    int code;
    json_t *json;        /* null: no body */
    char etag[40];       /* "" for none */
    char location[320];  /* "" for none */
    bool related;        /* conflicts were found: Link to them */
    const char *type;    /* media type of `body`, which then goes out in place of `json` */
    struct jk_span body; /* in the call's arena */
    api_then *then;      /* null: it is all here; else it makes the answer */
    void *then_ctx;
    struct jk_api *api; /* for `then` */
    struct waiting *next;
};

#define GROUP_MAX 256 /* commands that may wait for one commit, so that none waits long */

int64_t api_now(const struct jk_api *api)
{
    return api->options.now_s(api->options.ctx);
}

/* A bare 503 where memory is out: no part of a document may pass for the whole. */
static void send_json(const struct waiting *w, const struct jk_http_header *headers, size_t count)
{
    struct jk_buf text = { 0 };

    jk_json_write(&text, w->json);
    if (jk_buf_ok(&text))
        jk_http_reply(w->call, &(struct jk_http_reply){ .code = w->code,
                                                        .headers = headers,
                                                        .header_count = count,
                                                        .body = jk_buf_view(&text) });
    else
        jk_http_reply_empty(w->call, 503, NULL, 0);
    jk_buf_clear(&text);
}

static void send_document(struct waiting *w)
{
    struct jk_http_header headers[] = {
        { "ETag", w->etag[0] ? w->etag : NULL },
        { "Location", w->location[0] ? w->location : NULL },
        { "Link", w->related ? "</api/v1/conflicts>; rel=\"related\"" : NULL },
        { "Content-Type", w->code >= 400 ? "application/problem+json" : "application/json" },
        { "Cache-Control", w->etag[0] ? NULL : "no-store" },
        { "Retry-After", w->code >= 400 ? w->call->later : NULL }
    };

    if (w->body.at) {
        headers[3].value = NULL;
        jk_http_reply(w->call, &(struct jk_http_reply){ .code = w->code,
                                                        .content_type = w->type,
                                                        .headers = headers,
                                                        .header_count = 6,
                                                        .body = w->body });
    } else if (w->json)
        send_json(w, headers, 6);
    else
        jk_http_reply_empty(w->call, w->code, headers, 2);
}

static void send_now(struct waiting *w)
{
    if (w->then)
        w->then(w->api, w->call, w->then_ctx);
    else
        send_document(w);
}

/* The group that a call met was not kept. Who has a part in it must not be told that it is done;
 * who only asks has none, and an answer that told of the group is made anew without it, once. */
static void answer_without(struct jk_api *api, struct jk_http_call *call,
                           const struct jk_error *err)
{
    if (call->again || !api_only_asks(call) || jk_app_is_lost(api->options.app)) {
        jk_http_reply_problem(call, err);
        return;
    }
    call->again = true;
    call->later = NULL;
    call->mark = jk_defend_mark();  /* what failed in the group is not this answer's */
    if (api_past_before(api, call)) /* a question about the past is not one about today */
        call->match.route->handler(api, call);
}

static void answer_alone(struct jk_api *api, struct waiting *w)
{
    struct jk_error err;

    jk_api_flush(api);
    if (!api->store_failed) {
        w->call->mark = jk_defend_mark();
        send_now(w);
        return;
    }
    json_decref(w->json);
    jk_fail(&err, JK_MEMORY, JK_TEXT_NOT_STORED, "", "%s", "");
    answer_without(api, w->call, &err);
}

static void answer(struct jk_api *api, struct waiting *w)
{
    struct waiting *kept;

    if (!jk_app_in_group(api->options.app)) {
        send_now(w);
        return;
    }
    kept = jk_heap_take(sizeof *kept);
    if (!kept) { /* commit at once rather than lose the answer */
        answer_alone(api, w);
        return;
    }
    *kept = *w;
    kept->next = NULL;
    *api->last = kept;
    api->last = &kept->next;
    if (++api->waiting_count >= GROUP_MAX)
        jk_api_flush(api);
}

/* The document could not be made: said at once, for no part of it may pass for the whole. */
static void refuse_memory(struct jk_http_call *call)
{
    struct jk_error err;

    jk_no_memory(&err);
    jk_http_reply_problem(call, &err);
}

void api_after_commit(struct jk_api *api, struct jk_http_call *call, api_then *then, void *ctx)
{
    struct waiting w = { .call = call, .then = then, .then_ctx = ctx, .api = api };

    answer(api, &w);
}

void api_send_empty(struct jk_api *api, struct jk_http_call *call, int code, const char *etag)
{
    struct waiting w = { .call = call, .code = code };

    snprintf(w.etag, sizeof w.etag, "%s", etag ? etag : "");
    answer(api, &w);
}

void api_send(struct jk_api *api, struct jk_http_call *call, int code, json_t *json,
              const char *etag)
{
    struct waiting w = { .call = call, .code = code, .json = json };

    if (!json) {
        refuse_memory(call);
        return;
    }
    snprintf(w.etag, sizeof w.etag, "%s", etag ? etag : "");
    answer(api, &w);
}

static void set_created(struct waiting *w, const struct api_created *created)
{
    w->related = created->related;
    snprintf(w->etag, sizeof w->etag, "%s", created->etag ? created->etag : "");
    snprintf(w->location, sizeof w->location, "%s", created->location ? created->location : "");
}

void api_send_created(struct jk_api *api, struct jk_http_call *call, json_t *json,
                      const struct api_created *created)
{
    struct waiting w = { .call = call, .code = 201, .json = json };

    if (!json) {
        refuse_memory(call);
        return;
    }
    set_created(&w, created);
    answer(api, &w);
}

void api_reply_text(struct jk_http_call *call, const char *type,
                    const struct jk_http_header *header, struct jk_buf *text)
{
    struct jk_error err;

    if (jk_buf_ok(text)) {
        jk_http_reply(call, &(struct jk_http_reply){ .code = 200,
                                                     .content_type = type,
                                                     .headers = header,
                                                     .header_count = 1,
                                                     .body = jk_buf_view(text) });
    } else {
        jk_no_memory(&err);
        jk_http_reply_problem(call, &err);
    }
    jk_buf_clear(text);
}

void api_reply_bytes(struct jk_http_call *call, const char *etag, struct jk_span bytes)
{
    const struct jk_http_header tag = { "ETag", etag };

    if (jk_http_refuse_mismatch(call, etag))
        return;
    if (jk_http_not_modified(call, etag))
        jk_http_reply_empty(call, 304, &tag, 1);
    else
        jk_http_reply(call, &(struct jk_http_reply){ .code = 200,
                                                     .content_type = "text/calendar; charset=utf-8",
                                                     .headers = &tag,
                                                     .header_count = 1,
                                                     .body = bytes });
}

void api_send_text(struct jk_api *api, struct jk_http_call *call, int code,
                   const struct api_text *text)
{
    struct waiting w = {
        .call = call, .code = code, .type = text->type, .body = text->body, .related = text->related
    };

    answer(api, &w);
}

void api_refuse_with(struct jk_api *api, struct jk_http_call *call, const struct jk_error *err,
                     const char *member, json_t *json)
{
    struct jk_json problem;
    int code = jk_http_status_of(err->status)->code;

    if (api_put_off(api, call, err)) {
        json_decref(json);
        return;
    }

    if (!jk_app_in_group(api->options.app) && !json) {
        jk_http_reply_problem(call, err);
        return;
    }
    call->later = jk_http_retry_s(call, err);
    problem = jk_json_take(jk_http_problem_json(call, code, err));
    if (json)
        jk_json_set(&problem, member, json);
    api_send(api, call, code, jk_json_end(&problem), NULL);
}

void api_refuse(struct jk_api *api, struct jk_http_call *call, const struct jk_error *err,
                json_t *notices)
{
    api_refuse_with(api, call, err, "notices", notices);
}

json_t *api_time_json(const struct jk_api *api, const char *region, int64_t at_s)
{
    const struct jk_pack *pack = jk_app_pack(api->options.app);
    const struct jk_region *known = jk_pack_region(pack, region);
    struct jk_buf text = { 0 };
    json_t *json;

    jk_iso_add(&text, at_s, known ? known->tz->offset_s : pack->tz->offset_s);
    json = jk_buf_ok(&text) ? json_stringn(text.at, text.len) : NULL;
    jk_buf_clear(&text);
    return json;
}

/* A verdict as its reader may see it. */
struct seen {
    struct jk_verdict_view view;
    unsigned sees;
    enum jk_lang lang;
};

static struct seen see_verdict(const struct jk_api *api, const struct jk_http_call *call,
                               const struct jk_verdict_view *view)
{
    const struct jk_account *actor = api_actor(api, call);
    struct seen seen = { *view, actor ? jk_role_sees(actor->role) : JK_SEE_PUBLIC,
                         jk_http_lang(call) };

    seen.view.allowed &= actor && view->chain
                             ? jk_app_allowed(api->options.app, actor, view->chain, api_now(api))
                             : 0;
    return seen;
}

json_t *api_verdict(const struct jk_api *api, const struct jk_http_call *call,
                    const struct jk_verdict_view *view)
{
    struct seen seen = see_verdict(api, call, view);

    return jk_verdict_json(&seen.view, seen.sees, seen.lang);
}

static void write_verdict(struct jk_pen *pen, const struct jk_api *api,
                          const struct jk_http_call *call, const struct jk_verdict_view *view)
{
    struct seen seen = see_verdict(api, call, view);

    jk_verdict_write(pen, &seen.view, seen.sees, seen.lang);
}

/* Octets that live as long as the call; as of api_send_created() behind it. */
static void send_written(struct jk_api *api, struct jk_http_call *call, int code,
                         struct jk_buf *text, const struct api_created *fields)
{
    struct waiting w = { .call = call, .code = code, .type = "application/json" };

    if (jk_buf_ok(text))
        w.body = (struct jk_span){ jk_arena_copy(&call->arena, jk_buf_view(text)), text->len };
    jk_buf_clear(text);
    if (!w.body.at) {
        refuse_memory(call);
        return;
    }
    if (fields)
        set_created(&w, fields);
    answer(api, &w);
}

void api_send_verdict(struct jk_api *api, struct jk_http_call *call, int code,
                      const struct jk_verdict_view *view, const struct api_created *fields)
{
    struct jk_buf text = { 0 };
    struct jk_pen pen;

    jk_pen_begin(&pen, &text);
    write_verdict(&pen, api, call, view);
    jk_pen_end(&pen);
    send_written(api, call, code, &text, fields);
}

void api_send_verdicts(struct jk_api *api, struct jk_http_call *call, int code,
                       const struct api_told *told, const struct api_created *fields)
{
    struct jk_buf text = { 0 };
    struct jk_pen pen;

    jk_pen_begin(&pen, &text);
    jk_pen_object(&pen, NULL);
    jk_pen_list(&pen, "notices");
    for (size_t i = 0; i < told->outcome->count; i++)
        write_verdict(&pen, api, call, &told->outcome->verdicts[i]);
    jk_pen_close_list(&pen);
    if (told->import)
        jk_pen_integer(&pen, "unchanged", (long long)told->unchanged);
    jk_pen_close_object(&pen);
    jk_pen_end(&pen);
    send_written(api, call, code, &text, fields);
}

json_t *api_verdicts(const struct jk_api *api, const struct jk_http_call *call,
                     const struct jk_outcome *outcome)
{
    struct jk_json list = jk_json_list();

    for (size_t i = 0; i < outcome->count; i++)
        jk_json_add(&list, api_verdict(api, call, &outcome->verdicts[i]));
    return jk_json_end(&list);
}

/* Commit the open group, if there is one, and note how that went. */
static enum jk_status commit_group(struct jk_api *api, struct jk_error *err)
{
    struct timespec from, to;
    enum jk_status rc;

    if (!jk_app_in_group(api->options.app))
        return JK_OK;
    clock_gettime(CLOCK_MONOTONIC, &from);
    rc = jk_app_commit(api->options.app, err);
    clock_gettime(CLOCK_MONOTONIC, &to);
    api_counters_commit(api->counters,
                        (to.tv_sec - from.tv_sec) * 1000000 + (to.tv_nsec - from.tv_nsec) / 1000);
    api->store_failed = rc != JK_OK;
    return rc;
}

/* Commits, and answers all who wait for it. */
static enum jk_status flush(struct jk_api *api, struct jk_error *err)
{
    enum jk_status rc = commit_group(api, err);
    struct waiting *w = api->first;

    api->first = NULL;
    api->last = &api->first;
    api->waiting_count = 0;
    while (w) {
        struct waiting *next = w->next;

        if (rc == JK_OK) {
            w->call->mark = jk_defend_mark(); /* it is stored: the commit looked */
            send_now(w);
        } else {
            json_decref(w->json);
            answer_without(api, w->call, err);
        }
        free(w);
        w = next;
    }
    if (rc == JK_OK && api->options.wake)
        api->options.wake(api->options.wake_ctx);
    if (jk_app_is_lost(api->options.app)) {
        jk_log(JK_LOG_ERROR, "state-lost the store cannot be read back; stopping");
        event_base_loopbreak(api->options.base);
    }
    return rc;
}

void jk_api_flush(struct jk_api *api)
{
    struct jk_error err;

    flush(api, &err);
}

bool api_settle(struct jk_api *api, struct jk_http_call *call)
{
    struct jk_error err;
    enum jk_status rc = flush(api, &err);

    if (rc == JK_OK && !jk_app_is_lost(api->options.app))
        return true;
    if (rc != JK_FULL)
        jk_fail(&err, JK_BUSY, JK_TEXT_NOT_STORED, "", "%s", "");
    answer_without(api, call, &err);
    return false;
}
