/* A report or a task out of a JSON object or a calendar: members by name, each of its type. */
#include "daemon/http/matters/read.h"

#include <string.h>
#include "daemon/http/api/request.h"
#include "jarak/app/handle/handle.h"
#include "jarak/base/civil.h"
#include "jarak/base/random.h"
#include "jarak/base/digest.h"
#include "jarak/base/texts.h"
#include "jarak/http/texts/texts.h"
#include "jarak/model/texts.h"

#define UID_HEX 16

const char *matters_new_uid(struct jk_http_call *call)
{
    uint8_t random[UID_HEX / 2];
    char hex[UID_HEX + 1];

    if (jk_random(random, sizeof random) != JK_OK)
        return NULL;
    jk_hex(random, sizeof random, hex);
    return jk_arena_fmt(&call->arena, "%s@jarakd", hex);
}

/* A text member; "" where it is not there. @return false: it is no text */
static bool text_of(const json_t *body, const char *name, const char **out, struct jk_error *err)
{
    const json_t *value = json_object_get(body, name);

    *out = json_is_string(value) ? json_string_value(value) : "";
    if (!value || json_is_null(value) || json_is_string(value))
        return true;
    jk_fail(err, JK_INVALID, JK_TEXT_PACK_STRING, name, "%s", "");
    return false;
}

static bool time_of(const json_t *body, const char *name, int64_t *out, struct jk_error *err)
{
    const char *text;

    if (!text_of(body, name, &text, err))
        return false;
    if (!text[0] || (jk_iso_parse(jk_span_of(text), out) && *out > 0))
        return true;
    jk_fail(err, JK_INVALID, JK_TEXT_ISO_TIME, name, "%s", text);
    return false;
}

static enum jk_status read_point(const json_t *body, struct jk_matter_said *said,
                                 struct jk_error *err)
{
    const json_t *point = json_object_get(body, "point");
    const json_t *lat = json_object_get(point, "lat"), *lon = json_object_get(point, "lon");

    if (!point || json_is_null(point))
        return JK_OK;
    if (!json_is_number(lat) || !json_is_number(lon))
        return jk_fail(err, JK_INVALID, JK_TEXT_MATTER_WHERE, "point", "%s", "");
    said->has_point = true;
    return jk_point_make(json_number_value(lat), json_number_value(lon), "point", &said->point,
                         err);
}

static enum jk_status read_percent(const json_t *body, uint32_t *out, struct jk_error *err)
{
    const json_t *percent = json_object_get(body, "percent");
    json_int_t value = json_integer_value(percent);

    if (percent && (!json_is_integer(percent) || value < 0 || value > 100))
        return jk_fail(err, JK_RANGE, JK_TEXT_MATTER_PERCENT, "percent", "%s", "");
    *out = (uint32_t)value;
    return JK_OK;
}

/* "items": 0 .. JK_DROP_ITEMS_MAX. */
static enum jk_status read_items(const json_t *body, uint32_t *out, struct jk_error *err)
{
    const json_t *items = json_object_get(body, "items");
    json_int_t value = json_integer_value(items);

    if (items && (!json_is_integer(items) || value < 0 || value > JK_DROP_ITEMS_MAX))
        return jk_fail(err, JK_RANGE, JK_TEXT_DROP_ITEMS, "items", "%s", "");
    *out = (uint32_t)value;
    return JK_OK;
}

static enum jk_status read_drop(const json_t *body, struct jk_drop *drop, struct jk_error *err)
{
    const char *stage, *mode;

    if (!text_of(body, "from", &drop->from, err) ||
        !text_of(body, "carrier", &drop->carrier, err) || !text_of(body, "stage", &stage, err) ||
        !text_of(body, "mode", &mode, err) || !time_of(body, "leave", &drop->leave_s, err))
        return err->status;
    drop->stage = jk_drop_stage_of(jk_span_of(stage));
    if (drop->stage == JK_DROP_STAGES)
        return jk_fail(err, JK_INVALID, JK_TEXT_DROP_STAGE, "stage", "%s", stage);
    if (mode[0] && !jk_drop_mode_of(jk_span_of(mode), &drop->mode))
        return jk_fail(err, JK_INVALID, JK_TEXT_DROP_MODE, "mode", "%s", mode);
    return read_items(body, &drop->items, err);
}

enum jk_status matters_read_json(struct jk_http_call *call, const json_t *body,
                                 enum jk_matter_kind kind, struct jk_ical_matter *out,
                                 struct jk_error *err)
{
    struct jk_matter_said *said = &out->said;
    const char *category;
    enum jk_status rc;

    *out = (struct jk_ical_matter){ .said = jk_matter_unsaid(kind),
                                    .has_plan = kind == JK_MATTER_DROP };
    if (!text_of(body, "uid", &said->uid, err) || !text_of(body, "title", &said->title, err) ||
        !text_of(body, "text", &said->text, err) || !text_of(body, "place", &said->place, err) ||
        !text_of(body, "region", &said->region, err) ||
        !text_of(body, "agency", &said->agency, err) ||
        !text_of(body, "about", &said->about, err) || !text_of(body, "category", &category, err) ||
        !time_of(body, "at", &said->at_s, err) || !time_of(body, "due", &said->due_s, err))
        return err->status;
    if (category[0])
        said->topic = jk_topic_of(jk_span_of(category));
    rc = read_point(body, said, err);
    if (rc == JK_OK)
        rc = read_percent(body, &said->percent, err);
    if (rc == JK_OK && kind == JK_MATTER_DROP)
        rc = read_drop(body, &said->drop, err);
    out->has_state = kind == JK_MATTER_TASK && said->percent > 0;
    out->state = said->percent == 100 ? JK_MATTER_DONE : JK_MATTER_BEGUN;
    if (rc == JK_OK && !said->uid[0] && !(said->uid = matters_new_uid(call)))
        rc = jk_no_memory(err);
    return rc;
}

enum jk_status matters_read_words(const json_t *body, struct jk_matter_words *out,
                                  uint32_t *revision, struct jk_error *err)
{
    const json_t *seen = json_object_get(body, "revision");
    const char *condition;

    *out = (struct jk_matter_words)JK_MATTER_NO_WORDS;
    if (!text_of(body, "assessment", &out->assessment, err) ||
        !text_of(body, "recommendation", &out->recommendation, err) ||
        !text_of(body, "text", &out->text, err) || !text_of(body, "by", &out->by, err) ||
        !text_of(body, "condition", &condition, err) || !time_of(body, "at", &out->at_s, err))
        return err->status;
    if (condition[0])
        out->condition = jk_drop_condition_of(jk_span_of(condition));
    if (out->condition == JK_DROP_CONDITIONS)
        return jk_fail(err, JK_INVALID, JK_TEXT_DROP_CONDITION, "condition", "%s", condition);
    if (seen && !json_is_integer(seen))
        return jk_fail(err, JK_INVALID, JK_TEXT_PACK_WORD, "revision", "%s", "");
    *revision = json_integer_value(seen) > 0 ? (uint32_t)json_integer_value(seen) : 0;
    return read_percent(body, &out->percent, err);
}

enum jk_status matters_read_calendar(struct jk_api *api, struct jk_http_call *call,
                                     enum jk_matter_kind kind, struct jk_ical_matter *out,
                                     struct jk_error *err)
{
    const struct jk_account *actor = api_actor(api, call);
    const struct jk_ical_context context = { .purpose = JK_ICAL_POST,
                                             .floating = matters_tz(api, actor->region) };
    enum jk_status rc = jk_ical_matter_read(&call->arena, call->body, &context, out, err);

    if (rc == JK_OK && out->said.kind != kind)
        return jk_fail(err, JK_INVALID, JK_TEXT_MATTER_KIND, "VCALENDAR", "%s", "");
    return rc;
}
