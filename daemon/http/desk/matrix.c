/* The matrix of a coordination meeting: which days, which edition, and its page. */
#include "daemon/http/desk/desk.h"

#include <string.h>
#include "daemon/http/api/answer.h"
#include "daemon/http/api/long_work.h"
#include "daemon/http/api/request.h"
#include "daemon/http/desk/ask.h"
#include "daemon/http/desk/reader.h"
#include "jarak/app/decisions/clear_times.h"
#include "jarak/app/handle/work.h"
#include "jarak/feed/desk/matrix.h"
#include "jarak/feed/desk/texts.h"
#include "jarak/model/texts.h"
#include "jarak/model/words.h"

#define STARTS_AT_ONCE 2 /* searches that nobody notices; more are work of a copy */

/* A date as it is typed or stands in an address. */
static enum jk_status read_date(struct jk_span typed, const char *field, int32_t *day,
                                struct jk_error *err)
{
    if (jk_date_parse(typed, day) || jk_words_date(typed, day, &(int){ 0 }))
        return JK_OK;
    return jk_fail(err, JK_INVALID, JK_TEXT_ISO_DATE, field, "%.*s", (int)typed.len, typed.at);
}

enum jk_status desk_read_typed(struct jk_http_call *call, const char *field, int32_t *day,
                               struct jk_error *err)
{
    struct jk_span typed = { NULL, 0 };

    jk_http_param(call, field, &typed);
    typed = jk_http_trim(typed);
    return typed.len ? read_date(typed, field, day, err) : JK_OK;
}

enum jk_status desk_read_edition(struct jk_http_call *call, bool *shared, struct jk_error *err)
{
    struct jk_span typed;

    *shared = false;
    if (!jk_http_param(call, "edisi", &typed) || jk_span_eq(typed, JK_SPAN("internal")))
        return JK_OK;
    *shared = jk_span_eq(typed, JK_SPAN("bersama"));
    return *shared ? JK_OK
                   : jk_fail(err, JK_INVALID, JK_TEXT_MATRIX_EDITION, "edisi", "%.*s",
                             (int)typed.len, typed.at);
}

void desk_matrix_choose_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    const struct jk_region *region =
        jk_pack_region(jk_app_pack(api->options.app), api_actor(api, call)->region);
    int32_t from = jk_local_day(api_now(api), region->tz->offset_s), to;
    struct jk_buf path = { 0 };
    struct jk_error err;
    bool shared;
    enum jk_status rc = desk_read_typed(call, "tanggal", &from, &err);

    to = from;
    if (rc == JK_OK)
        rc = desk_read_typed(call, "sampai", &to, &err);
    if (rc == JK_OK)
        rc = desk_read_edition(call, &shared, &err);
    if (rc != JK_OK) {
        desk_refuse(api, call, &err);
        return;
    }
    jk_buf_fmt(&path, "/meja/rakor/%s/", region->code);
    jk_date_add(&path, from);
    jk_buf_fmt(&path, "?edisi=%s&sampai=", shared ? "bersama" : "internal");
    jk_date_add(&path, to);
    desk_go(api, call, jk_arena_copy(&call->arena, jk_buf_view(&path)));
    jk_buf_clear(&path);
}

enum jk_status desk_days_to(const struct jk_desk_ask *ask, struct jk_span typed, const char *field,
                            size_t *count, struct jk_error *err)
{
    int32_t last = ask->day;
    enum jk_status rc = JK_OK;

    typed = jk_http_trim(typed);
    if (typed.len)
        rc = read_date(typed, field, &last, err);
    if (rc == JK_OK && (last < ask->day || last - ask->day >= JK_MATRIX_DAYS_MAX))
        rc = jk_fail(err, JK_RANGE, JK_TEXT_MATRIX_DAYS_MAX, field, "%d", JK_MATRIX_DAYS_MAX);
    if (rc == JK_OK)
        *count = (size_t)(last - ask->day) + 1;
    return rc;
}

static enum jk_status read_days(struct jk_api *api, struct jk_http_call *call,
                                struct jk_desk_ask *ask, struct jk_matrix *out,
                                struct jk_error *err)
{
    struct jk_span last = { NULL, 0 };
    enum jk_status rc =
        desk_read_day(api, call, call->match.capture[0], call->match.capture[1], ask, err);

    jk_http_param(call, "sampai", &last);
    if (rc == JK_OK)
        rc = desk_read_edition(call, &out->shared, err);
    return rc == JK_OK ? desk_days_to(ask, last, "sampai", &out->day_count, err) : rc;
}

enum jk_status desk_gather_days(struct jk_api *api, struct jk_http_call *call,
                                struct jk_desk_ask ask, struct jk_matrix *out, uint64_t *work)
{
    struct jk_desk_day *days = jk_arena_array(&call->arena, out->day_count, sizeof *days);

    for (size_t i = 0; days && i < out->day_count; i++, ask.day++) {
        if (jk_app_day(api->options.app, &call->arena, &ask, &days[i]) != JK_OK)
            return JK_MEMORY;
        *work +=
            JK_WORK_MEMBER * days[i].activity_count + JK_WORK_CONFLICT * days[i].conflict_count;
    }
    out->days = days;
    return days ? JK_OK : JK_MEMORY;
}

/* Something is too near, and it may still be moved. */
static bool may_move(const struct jk_desk_day *day, const struct jk_desk_activity *a)
{
    const struct jk_calendar_of of = { a->facts ? a->facts->party.contest : "", day->region->code };

    return a->worst.level >= jk_policy_for(day->pack, &of)->override_from && !a->neutral &&
           jk_state_stands(a->state);
}

static size_t count_moves(const struct jk_matrix *matrix)
{
    size_t count = 0;

    for (size_t i = 0; i < matrix->day_count; i++) {
        for (size_t k = 0; k < matrix->days[i].activity_count; k++)
            count += may_move(&matrix->days[i], &matrix->days[i].activities[k]);
    }
    return count < JK_MATRIX_STARTS_MAX ? count : JK_MATRIX_STARTS_MAX;
}

/* The clear times of one; false: it is too much for here. */
static bool find_start(struct jk_api *api, struct jk_http_call *call, const struct jk_desk_day *day,
                       const char *uid, struct jk_matrix_start *out)
{
    const struct jk_slots_request rq = {
        .uid = uid, .from_day = day->day, .to_day = day->day, .now_s = day->now_s
    };
    struct jk_slots_view *slots = jk_arena_take(&call->arena, sizeof *slots);
    struct jk_error err;
    enum jk_status rc =
        slots ? jk_app_slots(api->options.app, &call->arena, &rq, slots, &err) : JK_MEMORY;

    *out = (struct jk_matrix_start){ uid, day->day, rc == JK_OK ? slots : NULL };
    return rc != JK_HEAVY || api->unbound;
}

enum jk_status desk_find_starts(struct jk_api *api, struct jk_http_call *call,
                                struct jk_matrix *matrix, uint64_t *work)
{
    size_t most = matrix->shared ? 0 : count_moves(matrix), count = 0;
    struct jk_matrix_start *starts = jk_arena_array(&call->arena, most, sizeof *starts);
    bool here = api->unbound || most <= STARTS_AT_ONCE;

    for (size_t i = 0; starts && here && i < matrix->day_count; i++) {
        const struct jk_desk_day *day = &matrix->days[i];

        for (size_t k = 0; here && count < most && k < day->activity_count; k++) {
            if (!may_move(day, &day->activities[k]))
                continue;
            here = find_start(api, call, day, day->activities[k].uid, &starts[count]);
            count += starts[count].slots != NULL;
        }
    }
    if (!here)
        *work += JK_WORK_AT_ONCE + 1;
    matrix->starts = starts;
    matrix->start_count = count;
    return starts ? JK_OK : JK_MEMORY;
}

void desk_matrix_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_desk_reader reader = desk_reader(api, call);
    struct jk_matrix matrix = { .shared = false };
    struct jk_buf page = { 0 };
    struct jk_desk_ask ask;
    struct jk_error err;
    uint64_t work = 0;
    enum jk_status rc = read_days(api, call, &ask, &matrix, &err);

    if (rc == JK_OK && jk_app_in_group(api->options.app) && !api_settle(api, call))
        return;
    if (rc == JK_OK && (desk_gather_days(api, call, ask, &matrix, &work) != JK_OK ||
                        desk_find_starts(api, call, &matrix, &work) != JK_OK))
        rc = jk_no_memory(&err);
    if (rc != JK_OK)
        desk_refuse(api, call, &err);
    else if (api_work(api, call, work))
        desk_send(call, 200, jk_desk_matrix_page(&page, &reader, &matrix), &page);
}
