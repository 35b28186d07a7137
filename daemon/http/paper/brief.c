/* The brief of a coordination meeting: as a page, on paper, as a message and as JSON.
 *
 * All four are as of the last change and not of now, so that what did not change is the same bytes
 * whoever asks and when. */
#include "daemon/http/paper/paper.h"

#include "daemon/http/api/answer.h"
#include "daemon/http/api/long_work.h"
#include "daemon/http/api/request.h"
#include "daemon/http/desk/ask.h"
#include "daemon/http/desk/reader.h"
#include "jarak/app/desk/desk.h"
#include "jarak/app/handle/work.h"
#include "jarak/feed/brief/brief.h"
#include "jarak/feed/desk/texts.h"
#include "jarak/http/server/reply.h"
#include "jarak/http/server/router.h"
#include "jarak/http/texts/texts.h"
#include "jarak/model/texts.h"

/* What a request asks for, however it writes it. */
struct asked {
    struct jk_desk_ask ask;
    int32_t since_day;
};

/* The region and day of the address, and since when: the day before, or the day before the last
 * change where the meeting is about a day to come. */
static enum jk_status read_asked(struct jk_api *api, struct jk_http_call *call, const char *field,
                                 const struct jk_paper *paper, struct asked *out,
                                 struct jk_error *err)
{
    const struct jk_pack *pack = jk_app_pack(api->options.app);
    const struct jk_region *region;
    int32_t known;
    enum jk_status rc =
        desk_read_day(api, call, call->match.capture[0], call->match.capture[1], &out->ask, err);

    if (rc != JK_OK)
        return rc;
    region = jk_pack_region(pack, out->ask.region);
    known = jk_local_day(paper->created_s, (region ? region->tz : pack->tz)->offset_s);
    out->since_day = (known < out->ask.day ? known : out->ask.day) - 1;
    out->ask.now_s = paper->created_s;
    rc = desk_read_typed(call, field, &out->since_day, err);
    if (rc == JK_OK && out->since_day > out->ask.day)
        rc = jk_fail(err, JK_RANGE, JK_TEXT_BRIEF_LATE, field, "%s", "");
    return rc;
}

static uint64_t work_of(const struct jk_brief *brief)
{
    uint64_t units = JK_WORK_CONFLICT * brief->change_count;

    for (size_t i = 0; i < JK_BRIEF_DAYS; i++)
        units += JK_WORK_MEMBER * brief->days[i].activity_count +
                 JK_WORK_CONFLICT * brief->days[i].conflict_count;
    return units;
}

/* Gathers what was asked for. `field` is what "since" is called. False: answered. */
static bool gather(struct jk_api *api, struct jk_http_call *call, const char *field,
                   struct jk_paper *paper, struct jk_brief *out)
{
    struct asked asked;
    struct jk_error err;
    enum jk_status rc = read_asked(api, call, field, paper, &asked, &err);

    if (rc == JK_OK && jk_app_brief(api->options.app, &call->arena, &asked.ask, asked.since_day,
                                    paper->shared, out) != JK_OK)
        rc = jk_no_memory(&err);
    if (rc != JK_OK)
        paper_refuse(api, call, &err);
    return rc == JK_OK;
}

void paper_brief_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_desk_reader reader;
    struct jk_paper paper;
    struct jk_brief brief;
    struct jk_error err;
    json_t *json;

    if (!paper_begin(api, call, &reader, &paper) || !gather(api, call, "since", &paper, &brief) ||
        !api_work(api, call, work_of(&brief)))
        return;
    json = jk_brief_json(&reader, &brief);
    if (json) {
        api_send(api, call, 200, json, NULL);
    } else {
        jk_no_memory(&err);
        paper_refuse(api, call, &err);
    }
}

void paper_brief_text(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_desk_reader reader;
    struct jk_buf text = { 0 };
    struct jk_paper paper;
    struct jk_brief brief;
    struct jk_error err;

    if (!paper_begin(api, call, &reader, &paper) || !gather(api, call, "since", &paper, &brief) ||
        !api_work(api, call, work_of(&brief)))
        return;
    if (jk_brief_text(&text, &reader, &brief) == JK_OK) {
        jk_http_reply(call, &(struct jk_http_reply){ .code = 200,
                                                     .content_type = "text/plain; charset=utf-8",
                                                     .body = jk_buf_view(&text) });
    } else {
        jk_no_memory(&err);
        paper_refuse(api, call, &err);
    }
    jk_buf_clear(&text);
}

void paper_brief_pdf(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_desk_reader reader;
    struct jk_buf document = { 0 };
    struct jk_paper paper;
    struct jk_brief brief;

    if (paper_begin(api, call, &reader, &paper) && gather(api, call, "since", &paper, &brief) &&
        paper_may_write(api, call, work_of(&brief)))
        paper_send(api, call, jk_brief_paper(&document, &paper, &brief), &document);
}

void paper_brief_choose(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    const struct jk_region *region =
        jk_pack_region(jk_app_pack(api->options.app), api_actor(api, call)->region);
    const int32_t unsaid = INT32_MIN;
    int32_t day = jk_local_day(api_now(api), region->tz->offset_s), since = unsaid;
    struct jk_buf path = { 0 };
    struct jk_error err;
    bool shared;
    enum jk_status rc = desk_read_typed(call, "tanggal", &day, &err);

    if (rc == JK_OK)
        rc = desk_read_typed(call, "sejak", &since, &err);
    if (rc == JK_OK)
        rc = desk_read_edition(call, &shared, &err);
    if (rc != JK_OK) {
        desk_refuse(api, call, &err);
        return;
    }
    jk_buf_fmt(&path, "/meja/ringkasan/%s/", region->code);
    jk_date_add(&path, day);
    jk_buf_fmt(&path, "?edisi=%s", shared ? "bersama" : "internal");
    if (since != unsaid) {
        jk_buf_str(&path, "&sejak=");
        jk_date_add(&path, since);
    }
    desk_go(api, call, jk_arena_copy(&call->arena, jk_buf_view(&path)));
    jk_buf_clear(&path);
}

void paper_brief_page(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_desk_reader reader = desk_reader(api, call);
    struct jk_paper paper = { &reader, jk_app_changed_s(api->options.app), false };
    struct jk_buf page = { 0 };
    struct jk_brief brief;
    struct jk_error err;

    if (jk_app_in_group(api->options.app) && !api_settle(api, call))
        return;
    if (desk_read_edition(call, &paper.shared, &err) != JK_OK)
        desk_refuse(api, call, &err);
    else if (gather(api, call, "sejak", &paper, &brief) && api_work(api, call, work_of(&brief)))
        desk_send(call, 200, jk_brief_page(&page, &reader, &brief), &page);
}
