/* The audit view: a page and a document, looked for in turns of the loop. */
#include "daemon/http/desk/desk.h"

#include <string.h>
#include "daemon/http/api/answer.h"
#include "daemon/http/api/request.h"
#include "daemon/http/api/turns.h"
#include "daemon/http/desk/reader.h"
#include "jarak/app/desk/trail.h"
#include "jarak/base/civil.h"
#include "jarak/base/decimal.h"
#include "jarak/feed/desk/texts.h"
#include "jarak/http/server/status_map.h"
#include "jarak/model/texts.h"
#include "jarak/model/words.h"

/* A question under way; in the call's arena, as is the search. */
struct looking {
    struct jk_trail *trail;
    struct jk_trail_page page;
    bool document;
};

/* What of the address is typed so on the page, and so in a document. */
struct name {
    const char *page, *document;
};

static const char *typed(struct jk_http_call *call, bool document, struct name name)
{
    struct jk_span value = { "", 0 };

    jk_http_param(call, document ? name.document : name.page, &value);
    return jk_arena_copy(&call->arena, jk_http_trim(value));
}

static enum jk_status read_day(const char *text, const char *field, int32_t *day, bool *any,
                               struct jk_error *err)
{
    struct jk_span span = jk_span_of(text);
    int weekday;

    *any = text[0] != '\0';
    if (!*any || jk_date_parse(span, day) || jk_words_date(span, day, &weekday))
        return JK_OK;
    return jk_fail(err, JK_INVALID, JK_TEXT_ISO_DATE, field, "%s", text);
}

static enum jk_status read_days(const struct looking *l, struct jk_trail_ask *ask,
                                struct jk_error *err)
{
    const int64_t shift_s = l->page.tz->offset_s;
    int32_t from, to;
    bool has_from, has_to;
    enum jk_status rc =
        read_day(l->page.typed_from, l->document ? "from" : "dari", &from, &has_from, err);

    if (rc == JK_OK)
        rc = read_day(l->page.typed_to, l->document ? "to" : "sampai", &to, &has_to, err);
    if (rc != JK_OK)
        return rc;
    if (has_from)
        ask->from_s = (int64_t)from * JK_DAY_S - shift_s;
    if (has_to)
        ask->to_s = ((int64_t)to + 1) * JK_DAY_S - shift_s - 1;
    return JK_OK;
}

static enum jk_status read_ask(struct jk_api *api, struct jk_http_call *call, struct looking *l,
                               struct jk_trail_ask *ask, struct jk_error *err)
{
    const bool d = l->document;
    const char *before = typed(call, d, (struct name){ "sebelum", "before" });
    enum jk_trail_topic topic;

    *ask = (struct jk_trail_ask){ .actor = api_actor(api, call),
                                  .from_s = INT64_MIN,
                                  .to_s = INT64_MAX };
    l->page.typed_from = typed(call, d, (struct name){ "dari", "from" });
    l->page.typed_to = typed(call, d, (struct name){ "sampai", "to" });
    l->page.typed_account = ask->account = typed(call, d, (struct name){ "akun", "account" });
    l->page.typed_topic = typed(call, d, (struct name){ "jenis", "kind" });
    l->page.typed_uid = ask->uid = typed(call, d, (struct name){ "pemberitahuan", "uid" });
    if (!before || !l->page.typed_from || !l->page.typed_to || !ask->account ||
        !l->page.typed_topic || !ask->uid)
        return jk_no_memory(err);
    topic = jk_trail_topic_of(jk_span_of(l->page.typed_topic));
    if (topic == JK_TRAIL_TOPIC_END && l->page.typed_topic[0])
        return jk_fail(err, JK_INVALID, JK_TEXT_TRAIL_TOPIC_WORD, d ? "kind" : "jenis", "%s",
                       l->page.typed_topic);
    ask->topics = topic == JK_TRAIL_TOPIC_END ? 0 : 1U << topic;
    if (before[0] && (!jk_uint_parse(jk_span_of(before), INT64_MAX, &ask->before) || !ask->before))
        return jk_fail(err, JK_INVALID, JK_TEXT_TRAIL_BEFORE_WORD, d ? "before" : "sebelum", "%s",
                       before);
    if (api_read_region(api, call, &ask->region, err) != JK_OK)
        return err->status;
    return read_days(l, ask, err);
}

static void show(struct jk_api *api, struct jk_http_call *call, int code, struct looking *l)
{
    struct jk_desk_reader reader = desk_reader(api, call);
    struct jk_buf out = { 0 };

    desk_send(call, code, jk_desk_trail_page(&out, &reader, &l->page), &out);
}

/* What was typed stands on the page again, with what is wrong about it. */
static void refuse(struct jk_api *api, struct jk_http_call *call, struct looking *l,
                   const struct jk_error *err)
{
    char text[600];

    if (l->document) {
        api_refuse(api, call, err, NULL);
    } else if (err->status != JK_INVALID) {
        desk_refuse(api, call, err);
    } else {
        jk_error_format(err, desk_reader(api, call).lang, text, sizeof text);
        l->page.fault = text;
        show(api, call, jk_http_status_of(err->status)->code, l);
    }
}

static void drop_nothing(void *ctx)
{
    (void)ctx; /* all of it lies in the call's arena */
}

static void step(struct jk_api *api, struct jk_http_call *call, void *ctx)
{
    struct looking *l = ctx;
    struct jk_error err;
    bool done = false;

    if (jk_app_trail_step(l->trail, &done, &err) != JK_OK) {
        refuse(api, call, l, &err);
        return;
    }
    if (!done) {
        api_turn_next(api, call, &(struct turn){ step, drop_nothing, l });
        return;
    }
    jk_app_trail_found(l->trail, &l->page);
    if (l->document)
        api_send(api, call, 200, jk_trail_json(&l->page, jk_http_lang(call)), NULL);
    else
        show(api, call, 200, l);
}

static void begin(struct jk_api *api, struct jk_http_call *call, bool document)
{
    const struct jk_pack *pack = jk_app_pack(api->options.app);
    const struct jk_region *region = jk_pack_region(pack, api_actor(api, call)->region);
    struct looking *l = jk_arena_take(&call->arena, sizeof *l);
    struct jk_trail_ask ask;
    struct jk_error err;

    if (jk_app_in_group(api->options.app) && !api_settle(api, call))
        return; /* what is told is durable */
    if (!l) {
        jk_no_memory(&err);
        api_refuse(api, call, &err, NULL);
        return;
    }
    *l = (struct looking){ .page = { .tz = region ? region->tz : pack->tz }, .document = document };
    if (read_ask(api, call, l, &ask, &err) != JK_OK ||
        jk_app_trail_begin(api->options.app, &call->arena, &ask, &l->trail, &err) != JK_OK)
        refuse(api, call, l, &err);
    else
        step(api, call, l);
}

void desk_trail_get(void *ctx, struct jk_http_call *call)
{
    begin(ctx, call, false);
}

void desk_journal_get(void *ctx, struct jk_http_call *call)
{
    begin(ctx, call, true);
}
