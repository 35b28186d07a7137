#include "daemon/policy/json_read.h"

#include <stdio.h>
#include "jarak/geo/point.h"

enum jk_status json_fault(struct json_reader *r, const struct cursor *at, enum jk_status status,
                          enum jk_text text, const char *value)
{
    if (r->status == JK_OK)
        r->status = jk_fail(r->err, status, text, at->path, "%s", value);
    return r->status;
}

static struct cursor below(const struct cursor *at, const char *key, const json_t *value)
{
    struct cursor c = { .value = value };
    size_t len = jk_span_of(at->path).len;

    snprintf(c.path, sizeof c.path, "%.38s%s%.22s", at->path,
             len && at->path[len - 1] != ' ' ? "." : "", key);
    return c;
}

struct cursor json_optional(const struct cursor *at, const char *key)
{
    return below(at, key, json_object_get(at->value, key));
}

struct cursor json_member(struct json_reader *r, const struct cursor *at, const char *key)
{
    struct cursor c = json_optional(at, key);

    if (!c.value && r->status == JK_OK)
        json_fault(r, &c, JK_INVALID, JK_TEXT_PACK_MISSING, "");
    return c;
}

struct cursor json_element(const struct cursor *at, size_t index)
{
    struct cursor c = { .value = json_array_get(at->value, index) };

    snprintf(c.path, sizeof c.path, "%.50s[%zu]", at->path, index);
    return c;
}

size_t json_count(struct json_reader *r, const struct cursor *array)
{
    if (!array->value)
        return 0;
    if (!json_is_array(array->value)) {
        json_fault(r, array, JK_INVALID, JK_TEXT_PACK_LIST, "");
        return 0;
    }
    return json_array_size(array->value);
}

const char *json_text(struct json_reader *r, const struct cursor *at, const char *key,
                      const char *fallback)
{
    struct cursor c = fallback ? json_optional(at, key) : json_member(r, at, key);
    char *copy;

    if (!c.value)
        return fallback ? fallback : "";
    if (!json_is_string(c.value)) {
        json_fault(r, &c, JK_INVALID, JK_TEXT_PACK_STRING, "");
        return "";
    }
    copy = jk_arena_copy(r->arena, (struct jk_span){ json_string_value(c.value),
                                                     json_string_length(c.value) });
    if (!copy)
        json_fault(r, &c, JK_MEMORY, JK_TEXT_NO_MEMORY, "");
    return copy ? copy : "";
}

double json_number_in(struct json_reader *r, const struct cursor *at, const char *key, double low,
                      double high)
{
    struct cursor c = json_member(r, at, key);
    char range[64];

    if (!c.value)
        return low;
    if (!json_is_number(c.value) ||
        !(json_number_value(c.value) >= low && json_number_value(c.value) <= high)) {
        snprintf(range, sizeof range, "%g..%g", low, high);
        json_fault(r, &c, JK_RANGE, JK_TEXT_PACK_NUMBER, range);
        return low;
    }
    return json_number_value(c.value);
}

double json_number_or(struct json_reader *r, const struct cursor *at, const char *key, double low,
                      double high, double fallback)
{
    return json_object_get(at->value, key) ? json_number_in(r, at, key, low, high) : fallback;
}

bool json_flag(struct json_reader *r, const struct cursor *at, const char *key, bool fallback)
{
    struct cursor c = json_optional(at, key);

    if (c.value && !json_is_boolean(c.value))
        json_fault(r, &c, JK_INVALID, JK_TEXT_PACK_FLAG, "");
    return c.value ? json_is_true(c.value) : fallback;
}

int32_t json_day(struct json_reader *r, const struct cursor *at, const char *key)
{
    struct cursor c = json_member(r, at, key);
    const char *text = json_string_value(c.value);
    int32_t day = 0;

    if (c.value && !jk_date_parse(jk_span_of(text), &day))
        json_fault(r, &c, JK_INVALID, JK_TEXT_ISO_DATE, text ? text : "");
    return day;
}

void json_point(struct json_reader *r, const struct cursor *at, struct jk_point *out)
{
    double lat = json_number_in(r, at, "lat", -90.0, 90.0);
    double lon = json_number_in(r, at, "lon", -180.0, 180.0);

    *out = (struct jk_point){ lat, lon };
}

void json_both(struct json_reader *r, const struct cursor *at, const char *key,
               const char *out[JK_LANG_END])
{
    struct cursor c = json_member(r, at, key);

    if (json_is_object(c.value)) {
        out[JK_LANG_ID] = json_text(r, &c, "id", NULL);
        out[JK_LANG_EN] = json_text(r, &c, "en", NULL);
        return;
    }
    out[JK_LANG_ID] = out[JK_LANG_EN] = json_text(r, at, key, NULL);
}
