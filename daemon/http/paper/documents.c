/* Which document of what, and its way to the press.
 *
 * Writing a document of a heavy day is work of a copy of the process like everywhere; a copy has no
 * loop and hence no press, so it hands the document over as its answer (`done`). */
#include "daemon/http/paper/paper.h"

#include <math.h>
#include <string.h>
#include "daemon/http/api/answer.h"
#include "daemon/http/api/long_work.h"
#include "daemon/http/api/request.h"
#include "daemon/http/desk/ask.h"
#include "daemon/http/desk/reader.h"
#include "daemon/http/paper/press.h"
#include "jarak/app/decisions/clear_times.h"
#include "jarak/app/desk/desk.h"
#include "jarak/base/decimal.h"
#include "jarak/app/handle/work.h"
#include "jarak/feed/desk/texts.h"
#include "jarak/feed/paper/paper.h"
#include "jarak/http/server/reply.h"
#include "jarak/http/server/router.h"
#include "jarak/http/server/status_map.h"
#include "jarak/http/texts/texts.h"
#include "jarak/model/texts.h"

enum jk_status paper_reader(struct jk_api *api, struct jk_http_call *call,
                            struct jk_desk_reader *out, struct jk_error *err)
{
    struct jk_span lang;

    *out = desk_reader(api, call);
    out->lang = jk_http_lang(call);
    if (!jk_http_param(call, "lang", &lang))
        return JK_OK;
    out->lang = jk_span_eq(lang, JK_SPAN("en")) ? JK_LANG_EN : JK_LANG_ID;
    return jk_span_eq(lang, JK_SPAN("en")) || jk_span_eq(lang, JK_SPAN("id"))
               ? JK_OK
               : jk_fail(err, JK_INVALID, JK_TEXT_PAPER_LANG, "lang", "%.*s", (int)lang.len,
                         lang.at);
}

void paper_refuse(struct jk_api *api, struct jk_http_call *call, const struct jk_error *err)
{
    struct jk_desk_reader reader = desk_reader(api, call);
    struct jk_desk_message message = { .title = jk_text_get(JK_TEXT_DESK_FAULT, reader.lang),
                                       .href = "/meja/",
                                       .link = jk_text_get(JK_TEXT_DESK_BACK, reader.lang) };
    struct jk_buf page = { 0 };
    char text[600];

    if (!jk_http_prefers(call, "text/html", "application/problem+json")) {
        jk_http_reply_problem(call, err);
        return;
    }
    jk_error_format(err, reader.lang, text, sizeof text);
    message.text = text;
    desk_send(call, jk_http_status_of(err->status)->code,
              jk_desk_message_page(&page, &reader, &message), &page);
}

/* A name to keep it by: what it is and of what, as far as that is plain letters. */
static const char *name_of(struct jk_http_call *call, const char *what, const char *end)
{
    struct jk_buf name = { 0 };
    const char *kept;

    jk_buf_fmt(&name, "%s", what);
    for (size_t i = 0; i < call->match.capture_count; i++) {
        struct jk_span part = call->match.capture[i];

        jk_buf_char(&name, '-');
        for (size_t k = 0; k < part.len && k < 40; k++)
            jk_buf_char(&name, strchr("0123456789abcdefghijklmnopqrstuvwxyz.", part.at[k])
                                   ? part.at[k]
                                   : '-');
    }
    jk_buf_str(&name, end);
    kept = jk_buf_ok(&name) ? jk_arena_copy(&call->arena, jk_buf_view(&name)) : NULL;
    jk_buf_clear(&name);
    return kept ? kept : what;
}

/* What kind of file, by the end of the address. */
static struct press_file file_of(struct jk_http_call *call)
{
    static const struct {
        const char *end, *type;
    } types[] = { { ".pdf", "application/pdf" },
                  { ".svg", "image/svg+xml" },
                  { ".png", "image/png" } };
    static const struct {
        const char *word, *name;
    } names[] = { { "matrix", "matriks" }, { "sheet", "konflik" },   { "map", "peta" },
                  { "answer", "surat" },   { "brief", "ringkasan" }, { "digest", "digest" } };
    const char *pattern = call->match.route->pattern, *name = strrchr(pattern, '/') + 1;
    const char *end = strrchr(name, '.');
    struct press_file file = { types[0].type, NULL, NULL };

    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (strcmp(types[i].end, end) == 0)
            file.type = types[i].type;
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strncmp(names[i].word, name, strlen(names[i].word)) == 0)
            file.name = name_of(call, names[i].name, end);
    }
    return file;
}

void paper_send(struct jk_api *api, struct jk_http_call *call, enum jk_status rc,
                struct jk_buf *document)
{
    struct press_file file = file_of(call);
    struct jk_error err;

    if (rc != JK_OK) {
        jk_no_memory(&err);
        paper_refuse(api, call, &err);
    } else if (call->divert) {
        jk_http_reply(call, &(struct jk_http_reply){ .code = 200,
                                                     .content_type = "text/plain",
                                                     .body = jk_buf_view(document) });
    } else {
        paper_press_take(api, call, &file, document);
    }
    jk_buf_clear(document);
}

/* A copy has written the document, or refused it. */
static void done(struct jk_api *api, struct jk_http_call *call, const struct jk_http_reply *reply)
{
    struct jk_buf document = { 0 };

    if (reply->code != 200) {
        jk_http_reply(call, reply);
        return;
    }
    jk_buf_span(&document, reply->body);
    paper_send(api, call, jk_buf_ok(&document) ? JK_OK : JK_MEMORY, &document);
}

bool paper_may_write(struct jk_api *api, struct jk_http_call *call, uint64_t units)
{
    return api_work_then(api, call, units, done);
}

void paper_of_past(struct jk_api *api, struct jk_http_call *call, uint64_t seq, uint64_t units)
{
    api_work_past(api, call, seq, units, done);
}

static enum jk_status read_edition(struct jk_http_call *call, bool *shared, struct jk_error *err)
{
    struct jk_span typed;

    *shared = false;
    if (!jk_http_param(call, "edition", &typed) || jk_span_eq(typed, JK_SPAN("internal")))
        return JK_OK;
    *shared = jk_span_eq(typed, JK_SPAN("bersama"));
    return *shared ? JK_OK
                   : jk_fail(err, JK_INVALID, JK_TEXT_PAPER_EDITION, "edition", "%.*s",
                             (int)typed.len, typed.at);
}

/* "12:44" or "12.44": minutes of the local day; -1 where none is asked for. */
static enum jk_status read_minute(struct jk_http_call *call, int *minute, struct jk_error *err)
{
    struct jk_span typed;
    int32_t second;

    *minute = -1;
    if (!jk_http_param(call, "time", &typed))
        return JK_OK;
    if (!jk_hour_parse(typed, &second) || second >= 86400)
        return jk_fail(err, JK_INVALID, JK_TEXT_PAPER_CLOCK, "time", "%.*s", (int)typed.len,
                       typed.at);
    *minute = second / 60;
    return JK_OK;
}

bool paper_begin(struct jk_api *api, struct jk_http_call *call, struct jk_desk_reader *reader,
                 struct jk_paper *paper)
{
    struct jk_error err;

    if (jk_app_in_group(api->options.app) && !api_settle(api, call))
        return false;
    *paper = (struct jk_paper){ reader, jk_app_changed_s(api->options.app), false };
    if (paper_reader(api, call, reader, &err) == JK_OK &&
        read_edition(call, &paper->shared, &err) == JK_OK)
        return true;
    paper_refuse(api, call, &err);
    return false;
}

/* The days of the address; as of the last change and not of now. */
static enum jk_status read_days(struct jk_api *api, struct jk_http_call *call,
                                const struct jk_paper *paper, struct jk_matrix *matrix,
                                uint64_t *work, struct jk_error *err)
{
    struct jk_desk_ask ask;
    struct jk_span to;
    enum jk_status rc =
        desk_read_day(api, call, call->match.capture[0], call->match.capture[1], &ask, err);

    if (rc != JK_OK)
        return rc;
    ask.now_s = paper->created_s;
    rc = desk_days_to(&ask, jk_http_param(call, "to", &to) ? to : (struct jk_span){ NULL, 0 }, "to",
                      &matrix->day_count, err);
    if (rc == JK_OK && desk_gather_days(api, call, ask, matrix, work) != JK_OK)
        rc = jk_no_memory(err);
    return rc;
}

void paper_matrix_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_matrix matrix = { .day_count = 1 };
    struct jk_desk_reader reader;
    struct jk_buf document = { 0 };
    struct jk_paper paper;
    struct jk_error err;
    uint64_t work = 0;

    if (!paper_begin(api, call, &reader, &paper))
        return;
    matrix.shared = paper.shared;
    if (read_days(api, call, &paper, &matrix, &work, &err) != JK_OK ||
        (desk_find_starts(api, call, &matrix, &work) != JK_OK && jk_no_memory(&err) != JK_OK))
        paper_refuse(api, call, &err);
    else if (paper_may_write(api, call, work))
        paper_send(api, call, jk_paper_matrix(&document, &paper, &matrix), &document);
}

static void send_day_map(struct jk_api *api, struct jk_http_call *call, enum jk_paper_form form)
{
    struct jk_matrix matrix = { .day_count = 1 };
    struct jk_desk_reader reader;
    struct jk_buf document = { 0 };
    struct jk_paper paper;
    struct jk_error err;
    uint64_t work = 0;
    int minute;

    if (!paper_begin(api, call, &reader, &paper))
        return;
    if (read_minute(call, &minute, &err) != JK_OK ||
        read_days(api, call, &paper, &matrix, &work, &err) != JK_OK)
        paper_refuse(api, call, &err);
    else if (paper_may_write(api, call, work))
        paper_send(api, call, jk_paper_day_map(&document, &paper, &matrix.days[0], form, minute),
                   &document);
}

void paper_day_svg(void *ctx, struct jk_http_call *call)
{
    send_day_map(ctx, call, JK_PAPER_SVG);
}

void paper_day_png(void *ctx, struct jk_http_call *call)
{
    send_day_map(ctx, call, JK_PAPER_PNG);
}

/* The conflict of the address, whole: a code that may mean several is refused. False: answered. */
static bool find(struct jk_api *api, struct jk_http_call *call, const struct jk_paper *paper,
                 struct jk_conflict_page *page)
{
    struct jk_conflict_views matches;
    struct jk_error err;
    enum jk_status rc = desk_find_conflict(api, call, call->match.capture[0], &matches, page, &err);

    if (rc == JK_OK && matches.count)
        rc = jk_fail(&err, JK_NONE, JK_TEXT_NOT_THERE, "id", "%.*s",
                     (int)call->match.capture[0].len, call->match.capture[0].at);
    if (rc != JK_OK)
        paper_refuse(api, call, &err);
    else
        page->now_s = paper->created_s;
    return rc == JK_OK;
}

static uint64_t work_of(const struct jk_conflict_page *page)
{
    return JK_WORK_CONFLICT +
           JK_WORK_MEMBER * (page->sides[0].leg_count + page->sides[1].leg_count);
}

/* When either side could start instead on that day, as of the last change. What is heavy is work of
 * a copy. False: answered, or it will be. */
static bool find_starts(struct jk_api *api, struct jk_http_call *call,
                        const struct jk_conflict_page *page, struct jk_slots_view out[2],
                        const struct jk_slots_view *found[2])
{
    const char *const uids[] = { page->conflict.view.own.uid, page->conflict.view.other.uid };
    uint64_t units = 0;
    struct jk_error err;

    for (int i = 0; i < 2; i++) {
        const struct jk_slots_request rq = {
            .uid = uids[i], .from_day = page->day, .to_day = page->day, .now_s = page->now_s
        };
        const struct jk_entry *entry =
            jk_registry_entry(jk_app_registry(api->options.app), uids[i]);
        /* Of a neighbour's plan its own office is told, as at /slots. */
        bool own =
            entry && jk_region_covers(api_actor(api, call)->region, entry->chain->region->code);
        enum jk_status rc = page->has_side[i] && own
                                ? jk_app_slots(api->options.app, &call->arena, &rq, &out[i], &err)
                                : JK_NONE;

        found[i] = rc == JK_OK ? &out[i] : NULL;
        if (rc == JK_HEAVY)
            jk_uint_parse(jk_span_of(err.value), UINT64_MAX, &units);
        if (rc == JK_HEAVY && !paper_may_write(api, call, units))
            return false;
    }
    return true;
}

void paper_conflict_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_conflict_page page;
    struct jk_desk_reader reader;
    struct jk_buf document = { 0 };
    struct jk_paper paper;
    struct jk_slots_view slots[2];
    const struct jk_slots_view *found[2] = { NULL, NULL };

    if (paper_begin(api, call, &reader, &paper) && find(api, call, &paper, &page) &&
        paper_may_write(api, call, work_of(&page)) &&
        (paper.shared || find_starts(api, call, &page, slots, found)))
        paper_send(api, call, jk_paper_conflict(&document, &paper, &page, found), &document);
}

static void send_conflict_map(struct jk_api *api, struct jk_http_call *call,
                              enum jk_paper_form form)
{
    struct jk_conflict_page page;
    struct jk_desk_reader reader;
    struct jk_buf document = { 0 };
    struct jk_paper paper;
    struct jk_error err;
    double time_s = NAN;
    int minute;

    if (!paper_begin(api, call, &reader, &paper))
        return;
    if (read_minute(call, &minute, &err) != JK_OK) {
        paper_refuse(api, call, &err);
        return;
    }
    if (!find(api, call, &paper, &page) || !paper_may_write(api, call, work_of(&page)))
        return;
    if (minute >= 0)
        time_s = (double)page.day * 86400 - page.conflict.view.tz->offset_s + 60.0 * minute;
    paper_send(api, call, jk_paper_conflict_map(&document, &paper, &page, form, time_s), &document);
}

void paper_conflict_svg(void *ctx, struct jk_http_call *call)
{
    send_conflict_map(ctx, call, JK_PAPER_SVG);
}

void paper_conflict_png(void *ctx, struct jk_http_call *call)
{
    send_conflict_map(ctx, call, JK_PAPER_PNG);
}
