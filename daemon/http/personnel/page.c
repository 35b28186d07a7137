/* A day of a region, counted: as JSON and as the page of the desk. Both read the same parameters by
 * the names of their language. */
#include "daemon/http/personnel/personnel.h"

#include <string.h>
#include "daemon/http/api/answer.h"
#include "daemon/http/api/long_work.h"
#include "daemon/http/api/request.h"
#include "daemon/http/desk/reader.h"
#include "jarak/app/app.h"
#include "jarak/app/editions/editions.h"
#include "jarak/app/personnel/personnel.h"
#include "jarak/app/texts/texts.h"
#include "jarak/base/decimal.h"
#include "jarak/base/texts.h"
#include "jarak/feed/desk/texts.h"
#include "jarak/http/server/status_map.h"
#include "jarak/http/texts/texts.h"
#include "jarak/model/texts.h"

/* What a call asks. */
struct asked {
    const struct jk_region *region;
    int32_t day;
    struct jk_personnel_whatif whatif;
};

/* The names of the parameters. */
struct names {
    const char *region, *date, *stations, *each, *capacity;
};

static const struct names of_page = { "wilayah", "tanggal", "tps", "tiap", "kekuatan" };
static const struct names of_document = { "region", "date", "stations", "each", "capacity" };

static bool param(struct jk_http_call *call, const char *name, struct jk_span *out)
{
    return jk_http_param(call, name, out) && out->len > 0;
}

/* The region within the caller's reach, and the day there; without one today, of a calendar that is
 * over or has not begun its nearest day. */
static enum jk_status read_day(struct jk_api *api, struct jk_http_call *call,
                               const struct names *names, struct asked *out, struct jk_error *err)
{
    const struct jk_pack *pack = jk_app_pack(api->options.app);
    const char *own = api_actor(api, call)->region, *code = own;
    struct jk_span value;

    if (param(call, names->region, &value) && !(code = jk_arena_copy(&call->arena, value)))
        return jk_no_memory(err);
    out->region = jk_pack_region(pack, code);
    if (!out->region)
        return jk_fail(err, JK_NONE, JK_TEXT_PACK_REGION, names->region, "%s", code);
    if (!jk_region_covers(own, code))
        return jk_fail(err, JK_DENIED, JK_TEXT_OTHER_REGION, names->region, "%s", code);
    out->day = jk_local_day(api_now(api), out->region->tz->offset_s);
    out->day = out->day < pack->from_day ? pack->from_day : out->day;
    out->day = out->day > pack->to_day ? pack->to_day : out->day;
    if (param(call, names->date, &value) && !jk_date_parse(value, &out->day))
        return jk_fail(err, JK_INVALID, JK_TEXT_ISO_DATE, names->date, "%.*s", (int)value.len,
                       value.at);
    return JK_OK;
}

/* A whole number of a range; left alone where nothing is typed. */
static enum jk_status read_number(struct jk_http_call *call, const char *name, uint64_t low,
                                  uint64_t high, uint32_t *out, struct jk_error *err)
{
    struct jk_span value;
    uint64_t number;

    if (!param(call, name, &value))
        return JK_OK;
    if (!jk_uint_parse(jk_http_trim(value), high, &number) || number < low)
        return jk_fail(err, JK_RANGE, JK_TEXT_PERSONNEL_NUMBER, name, "%.*s", (int)value.len,
                       value.at);
    *out = (uint32_t)number;
    return JK_OK;
}

/* Officers there are that day, unless it is said how many. Two each where it is not said. */
static enum jk_status read_whatif(struct jk_http_call *call, const struct names *names,
                                  const struct jk_pack *pack, struct asked *out,
                                  struct jk_error *err)
{
    enum jk_status rc;

    out->whatif = (struct jk_personnel_whatif){
        .each = 2, .capacity = jk_units_capacity(pack, out->region->code, out->day)
    };
    rc = read_number(call, names->stations, 1, JK_TPS_MAX, &out->whatif.stations, err);
    if (rc == JK_OK)
        rc = read_number(call, names->each, 1, JK_TPS_EACH_MAX, &out->whatif.each, err);
    if (rc == JK_OK)
        rc = read_number(call, names->capacity, 0, 10000000, &out->whatif.capacity, err);
    return rc;
}

void personnel_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    const struct jk_personnel_day *day;
    struct jk_calendar_of scope = { "", "" };
    struct asked asked;
    struct jk_error err;

    if (read_day(api, call, &of_document, &asked, &err) != JK_OK) {
        api_refuse(api, call, &err, NULL);
        return;
    }
    if (!api_work(api, call,
                  jk_app_personnel_units(api->options.app, asked.region->code, asked.day)))
        return;
    scope.region = asked.region->code;
    if (jk_app_personnel(api->options.app, asked.region, asked.day, &day) != JK_OK) {
        jk_no_memory(&err);
        api_refuse(api, call, &err, NULL);
        return;
    }
    api_send(api, call, 200, jk_personnel_json(day, jk_http_lang(call)),
             jk_arena_fmt(&call->arena, "\"e%u\"",
                          jk_app_edition_number(api->options.app, JK_EDITION_PERSONNEL, &scope)));
}

void personnel_whatif_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct asked asked;
    struct jk_error err;
    enum jk_status rc = read_day(api, call, &of_document, &asked, &err);

    if (rc == JK_OK)
        rc = read_whatif(call, &of_document, jk_app_pack(api->options.app), &asked, &err);
    if (rc == JK_OK && asked.whatif.stations == 0)
        rc = jk_fail(&err, JK_INVALID, JK_TEXT_PERSONNEL_NUMBER, "stations", "%s", "");
    if (rc != JK_OK)
        api_refuse(api, call, &err, NULL);
    else
        api_send(api, call, 200, jk_personnel_whatif_json(&asked.whatif, jk_http_lang(call)), NULL);
}

void personnel_page_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_desk_reader reader = desk_reader(api, call);
    const struct jk_personnel_day *day;
    const char *fault = NULL;
    struct jk_buf out = { 0 };
    struct asked asked;
    struct jk_error err;
    int code = 200;

    if (jk_app_in_group(api->options.app) && !api_settle(api, call))
        return;
    if (read_day(api, call, &of_page, &asked, &err) != JK_OK) {
        desk_refuse(api, call, &err);
        return;
    }
    if (!api_work(api, call,
                  jk_app_personnel_units(api->options.app, asked.region->code, asked.day)))
        return;
    if (read_whatif(call, &of_page, jk_app_pack(api->options.app), &asked, &err) != JK_OK) {
        fault = jk_arena_fmt(&call->arena, "%s: %s", err.field, jk_text_get(err.text, reader.lang));
        code = 400;
        asked.whatif.stations = 0;
    }
    if (jk_app_personnel(api->options.app, asked.region, asked.day, &day) != JK_OK) {
        jk_no_memory(&err);
        desk_refuse(api, call, &err);
        return;
    }
    desk_send(call, code, jk_personnel_page(&out, &reader, day, &asked.whatif, fault), &out);
}
