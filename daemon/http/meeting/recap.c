/* The digest of a meeting: as a page, on paper, as a message and as JSON.
 *
 * The journal is read in turns of the loop; what stands is gathered in the turn that has read its
 * last entry, so that nothing came between. For an earlier entry, and where there is much to be
 * gathered, a copy of the process does all of it on the application as it was then. */
#include "daemon/http/meeting/meeting.h"

#include <stdlib.h>
#include "daemon/http/api/answer.h"
#include "daemon/http/api/long_work.h"
#include "daemon/http/api/request.h"
#include "daemon/http/api/turns.h"
#include "daemon/http/desk/reader.h"
#include "daemon/http/paper/paper.h"
#include "jarak/app/handle/work.h"
#include "jarak/app/meeting/recap.h"
#include "jarak/app/past.h"
#include "jarak/app/texts/texts.h"
#include "jarak/base/decimal.h"
#include "jarak/base/heap.h"
#include "jarak/base/texts.h"
#include "jarak/feed/desk/texts.h"
#include "jarak/http/server/reply.h"
#include "jarak/http/texts/texts.h"
#include "jarak/model/texts.h"

enum form { FORM_JSON, FORM_TEXT, FORM_PDF, FORM_PAGE };

/* A digest on its way; on the heap, for it outlives the call where somebody was refused meanwhile.
 */
struct asked {
    enum form form;
    struct jk_desk_reader reader;
    struct jk_recap_search *search;
};

/* What the parameters are called on the page, and so in a document. */
static bool typed(struct jk_http_call *call, const struct asked *a, const char *page,
                  const char *document, struct jk_span *out)
{
    return jk_http_param(call, a->form == FORM_PAGE ? page : document, out) && out->len > 0;
}

static enum jk_status read_entry(struct jk_http_call *call, const struct asked *a, bool to,
                                 uint64_t *out, struct jk_error *err)
{
    const char *page = to ? "sampai" : "dari", *document = to ? "to" : "from";
    struct jk_span value;

    *out = 0;
    if (!typed(call, a, page, document, &value) ||
        (jk_uint_parse(jk_http_trim(value), INT64_MAX, out) && (*out > 0 || !to)))
        return JK_OK;
    return jk_fail(err, JK_INVALID, to ? JK_TEXT_RECAP_TO : JK_TEXT_RECAP_FROM,
                   a->form == FORM_PAGE ? page : document, "%.*s", (int)value.len, value.at);
}

/* The region within the caller's reach; his own where none is named. */
static enum jk_status read_region(struct jk_api *api, struct jk_http_call *call,
                                  const struct asked *a, const char **out, struct jk_error *err)
{
    const char *own = api_actor(api, call)->region;
    struct jk_span value;

    *out = own;
    if (!typed(call, a, "wilayah", "region", &value))
        return JK_OK;
    *out = jk_arena_copy(&call->arena, value);
    if (!*out)
        return jk_no_memory(err);
    if (!jk_pack_region(jk_app_pack(api->options.app), *out))
        return jk_fail(err, JK_NONE, JK_TEXT_PACK_REGION, "region", "%s", *out);
    return jk_region_covers(own, *out)
               ? JK_OK
               : jk_fail(err, JK_DENIED, JK_TEXT_OTHER_REGION, "region", "%s", *out);
}

static void refuse(struct jk_api *api, struct jk_http_call *call, const struct asked *a,
                   const struct jk_error *err)
{
    if (a->form == FORM_PAGE)
        desk_refuse(api, call, err);
    else
        paper_refuse(api, call, err);
}

static void drop(void *ctx)
{
    struct asked *a = ctx;

    jk_recap_drop(a->search);
    free(a);
}

static void send_text(struct jk_api *api, struct jk_http_call *call, const struct asked *a,
                      const struct jk_recap *recap)
{
    struct jk_buf text = { 0 };
    struct jk_error err;

    if (jk_recap_text(&text, &a->reader, recap) == JK_OK) {
        jk_http_reply(call, &(struct jk_http_reply){ .code = 200,
                                                     .content_type = "text/plain; charset=utf-8",
                                                     .body = jk_buf_view(&text) });
    } else {
        jk_no_memory(&err);
        refuse(api, call, a, &err);
    }
    jk_buf_clear(&text);
}

static void send_json(struct jk_api *api, struct jk_http_call *call, const struct asked *a,
                      const struct jk_recap *recap)
{
    json_t *json = jk_recap_json(&a->reader, recap);
    struct jk_error err;

    if (json) {
        api_send(api, call, 200, json, NULL);
    } else {
        jk_no_memory(&err);
        refuse(api, call, a, &err);
    }
}

static void send(struct jk_api *api, struct jk_http_call *call, const struct asked *a,
                 const struct jk_recap *recap)
{
    const struct jk_paper paper = { &a->reader, recap->to_s, false };
    struct jk_buf out = { 0 };

    switch (a->form) {
    case FORM_JSON:
        send_json(api, call, a, recap);
        break;
    case FORM_TEXT:
        send_text(api, call, a, recap);
        break;
    case FORM_PDF:
        paper_send(api, call, jk_recap_paper(&out, &paper, recap), &out);
        break;
    case FORM_PAGE:
        desk_send(call, 200, jk_recap_page(&out, &a->reader, recap), &out);
        break;
    }
}

/* The last step. */
static void answer(struct jk_api *api, struct jk_http_call *call, const struct asked *a)
{
    struct jk_recap recap;
    struct jk_error err;
    enum jk_status rc = jk_app_recap_gather(a->search, &call->arena, &recap);

    if (rc == JK_OK) {
        send(api, call, a, &recap);
    } else {
        jk_fail(&err, rc, rc == JK_NONE ? JK_TEXT_NOT_THERE : JK_TEXT_NO_MEMORY, "region", "%s",
                "");
        refuse(api, call, a, &err);
    }
}

static void step(struct jk_api *api, struct jk_http_call *call, void *ctx)
{
    struct asked *a = ctx;
    struct jk_error err;
    bool done = false;

    if (jk_app_in_group(api->options.app) && !api_settle(api, call)) {
        drop(a); /* what is told is durable */
        return;
    }
    if (jk_app_recap_step(a->search, &done, &err) != JK_OK) {
        refuse(api, call, a, &err);
    } else if (done) {
        answer(api, call, a);
    } else {
        api_turn_next(api, call, &(struct turn){ step, drop, a });
        return;
    }
    drop(a);
}

static enum jk_status read_asked(struct jk_api *api, struct jk_http_call *call, struct asked *a,
                                 struct jk_recap_ask *ask, uint64_t *to, struct jk_error *err)
{
    const uint64_t last = jk_app_last_entry(api->options.app);
    enum jk_status rc = JK_OK;

    *ask = (struct jk_recap_ask){ .actor = api_actor(api, call) };
    if (a->form == FORM_PAGE)
        a->reader = desk_reader(api, call);
    else
        rc = paper_reader(api, call, &a->reader, err);
    if (rc == JK_OK)
        rc = read_region(api, call, a, &ask->region, err);
    /* The way back to today is to the digest of today, and not to the same entries. */
    if (rc == JK_OK && api->past.entry)
        a->reader.here = jk_arena_fmt(&call->arena, "/meja/digest?wilayah=%s", ask->region);
    if (rc != JK_OK || (rc = read_entry(call, a, false, &ask->from, err)) != JK_OK ||
        (rc = read_entry(call, a, true, to, err)) != JK_OK)
        return rc;
    if (*to > last || (*to && ask->from > *to))
        return jk_fail(err, JK_RANGE, JK_TEXT_RECAP_TO, a->form == FORM_PAGE ? "sampai" : "to",
                       "%llu", (unsigned long long)*to);
    return JK_OK;
}

/* A copy answers by this same handler, and meets its own last entry here. */
static void travel(struct jk_api *api, struct jk_http_call *call, const struct asked *a,
                   uint64_t to)
{
    const uint64_t units = jk_app_past_units(api->options.app, to);

    if (a->form == FORM_PDF)
        paper_of_past(api, call, to, units);
    else
        api_work_past(api, call, to, units, NULL);
}

static bool is_elsewhere(const struct jk_api *api, const struct jk_recap_ask *ask, uint64_t to)
{
    return !api->past.entry && ((to && to != jk_app_last_entry(api->options.app)) ||
                                jk_recap_weight(api->options.app, ask->region) > JK_WORK_AT_ONCE);
}

static void begin(struct jk_api *api, struct jk_http_call *call, enum form form)
{
    struct asked *a = NULL;
    struct jk_recap_ask ask;
    struct jk_error err;
    uint64_t to = 0;

    if (jk_app_in_group(api->options.app) && !api_settle(api, call))
        return;
    a = jk_heap_zeroed(1, sizeof *a);
    if (!a) {
        jk_no_memory(&err);
        paper_refuse(api, call, &err);
        return;
    }
    a->form = form;
    if (read_asked(api, call, a, &ask, &to, &err) != JK_OK) {
        refuse(api, call, a, &err);
    } else if (is_elsewhere(api, &ask, to)) {
        travel(api, call, a, to ? to : jk_app_last_entry(api->options.app));
    } else if (jk_app_recap_begin(api->options.app, &ask, &a->search, &err) != JK_OK) {
        refuse(api, call, a, &err);
    } else if (api_work_allowed(api, call, jk_recap_work(a->search))) {
        step(api, call, a);
        return; /* which drops it */
    }
    drop(a);
}

void meeting_recap_get(void *ctx, struct jk_http_call *call)
{
    begin(ctx, call, FORM_JSON);
}

void meeting_recap_text(void *ctx, struct jk_http_call *call)
{
    begin(ctx, call, FORM_TEXT);
}

void meeting_recap_pdf(void *ctx, struct jk_http_call *call)
{
    begin(ctx, call, FORM_PDF);
}

void meeting_recap_page(void *ctx, struct jk_http_call *call)
{
    begin(ctx, call, FORM_PAGE);
}
