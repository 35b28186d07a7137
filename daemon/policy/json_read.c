/* Reading JSON of a pack so that a fault names its place.
 *
 * The reader's status is sticky: the first fault is kept, later ones are dropped, and every call
 * after it still returns something harmless (a bound, an empty text), so a loader reads a whole
 * object without a test behind each member and asks once at the end. A jk_json_at carries the path
 * of its value ("policy.json: rows[3].siaga.tau_min"), whole for all documents we read. */
#include "jarak/policy/json_read.h"
#include "jarak/base/texts.h"
#include "jarak/model/texts.h"
#include "jarak/policy/texts.h"

#include <stdio.h>
#include <string.h>
#include "jarak/base/defend.h"
#include "jarak/geo/point.h"

enum jk_status jk_json_fault(struct jk_json_reader *r, const struct jk_json_at *at,
                             enum jk_status status, const struct jk_text *text, const char *value)
{
    JK_ASSERT(status != JK_OK);

    /* Only the first fault is told: those behind it mostly follow from it. */
    if (r->status == JK_OK)
        r->status = jk_fail(r->err, status, text, at->path, "%s", value);
    return r->status;
}

/* Appends what fits. */
static void append(char out[JK_JSON_PATH_MAX], const char *text, size_t len)
{
    size_t at = strlen(out), room = JK_JSON_PATH_MAX - 1 - at;

    memcpy(out + at, text, len < room ? len : room);
    out[at + (len < room ? len : room)] = '\0';
}

/* The way to `name` below `path`. All paths of ours fit; where a stranger's does not, whole members
 * are left out behind the first one, and dots stand for them: half a name would name nothing. */
static void extend(char out[JK_JSON_PATH_MAX], const char *path, const char *name)
{
    const char *document = strstr(path, ": ");
    size_t len = strlen(path), add = strlen(name);
    /* The dot of a file's name separates nothing. */
    size_t head = document ? (size_t)(document + 2 - path) : 0;
    size_t tail;

    head += strcspn(path + head, ".[");
    tail = head;
    out[0] = '\0';
    if (len + add >= JK_JSON_PATH_MAX) {
        while (tail < len && head + 3 + (len - tail) + add >= JK_JSON_PATH_MAX)
            tail += 1 + strcspn(path + tail + 1, ".[");
        append(out, path, head);
        append(out, "..", 2);
        append(out, ".", path[tail] == '.' || (tail == len && name[0] == '.') ? 0 : 1);
        append(out, path + tail, len - tail);
    } else {
        append(out, path, len);
    }
    append(out, name, add);
}

/* A member that others wrote may have a name of any length; enough of it is told to find it. */
static struct jk_json_at below(const struct jk_json_at *at, const char *key, const json_t *value)
{
    struct jk_json_at c = { .value = value };
    size_t len = strlen(at->path);
    char name[JK_JSON_PATH_MAX / 2];

    snprintf(name, sizeof name, "%s%s", len && at->path[len - 1] != ' ' ? "." : "", key);
    extend(c.path, at->path, name);
    return c;
}

struct jk_json_at jk_json_optional(const struct jk_json_at *at, const char *key)
{
    return below(at, key, json_object_get(at->value, key));
}

struct jk_json_at jk_json_member(struct jk_json_reader *r, const struct jk_json_at *at,
                                 const char *key)
{
    JK_ASSERT(key != NULL);

    struct jk_json_at c = jk_json_optional(at, key);

    if (!c.value && r->status == JK_OK)
        jk_json_fault(r, &c, JK_INVALID, JK_TEXT_PACK_MISSING, "");
    return c;
}

struct jk_json_at jk_json_element(const struct jk_json_at *at, size_t index)
{
    struct jk_json_at c = { .value = json_array_get(at->value, index) };

    char name[24];

    snprintf(name, sizeof name, "[%zu]", index);
    extend(c.path, at->path, name);
    return c;
}

/* What people write beside the data, for people: named in calendars/README.md. */
static const char *const for_readers[] = { "source",     "verified",   "note",
                                           "basis",      "quality",    "point_quality",
                                           "decided_by", "decided_on", NULL };

static bool is_among(const char *name, const char *const *names)
{
    while (*names && strcmp(*names, name) != 0)
        names++;
    return *names != NULL;
}

void jk_json_only(struct jk_json_reader *r, const struct jk_json_at *at, const char *const *names)
{
    const char *key;
    json_t *value;

    /* Only read; jansson's walk wants it without const. */
    json_object_foreach((json_t *)at->value, key, value)
    {
        struct jk_json_at c = below(at, key, value);

        if (!is_among(key, names) && !is_among(key, for_readers) && strncmp(key, "x_", 2) != 0)
            jk_json_fault(r, &c, JK_INVALID, JK_TEXT_PACK_MEMBER, key);
    }
}

/* Absent is an empty list here; a member that must be there is asked for by jk_json_member() first.
 */
size_t jk_json_count(struct jk_json_reader *r, const struct jk_json_at *array)
{
    if (!array->value)
        return 0;
    if (!json_is_array(array->value)) {
        jk_json_fault(r, array, JK_INVALID, JK_TEXT_PACK_LIST, "");
        return 0;
    }
    return json_array_size(array->value);
}

/* Copies the text, for the document is gone when the pack is loaded. */
const char *jk_json_own_text(struct jk_json_reader *r, const struct jk_json_at *at)
{
    char *copy;

    if (!json_is_string(at->value)) {
        jk_json_fault(r, at, JK_INVALID, JK_TEXT_PACK_STRING, "");
        return "";
    }
    copy = jk_arena_copy(r->arena, (struct jk_span){ json_string_value(at->value),
                                                     json_string_length(at->value) });
    if (!copy)
        jk_json_fault(r, at, JK_MEMORY, JK_TEXT_NO_MEMORY, "");
    return copy ? copy : "";
}

/* A member with a fallback may
 * be absent, but not of another type. */
const char *jk_json_text(struct jk_json_reader *r, const struct jk_json_at *at, const char *key,
                         const char *fallback)
{
    struct jk_json_at c = fallback ? jk_json_optional(at, key) : jk_json_member(r, at, key);

    if (!c.value)
        return fallback ? fallback : "";
    return jk_json_own_text(r, &c);
}

void jk_json_id(struct jk_json_reader *r, const struct jk_json_at *at, const char *key, char *out,
                size_t cap)
{
    const char *text = jk_json_text(r, at, key, NULL);
    size_t len = strlen(text);
    struct jk_json_at c = jk_json_optional(at, key);
    char range[32];

    out[0] = '\0';
    if (r->status == JK_OK && (len == 0 || len >= cap)) {
        snprintf(range, sizeof range, "1..%zu", cap - 1);
        jk_json_fault(r, &c, JK_RANGE, JK_TEXT_PACK_LONG, range);
    } else {
        memcpy(out, text, len < cap ? len + 1 : 1);
    }
}

/* The bound is told as LOW..HIGH; !(>= and <=) refuses what is no number too. `low` stands in after
 * a fault, so that nothing is divided by 0 further on. */
double jk_json_number_in(struct jk_json_reader *r, const struct jk_json_at *at, const char *key,
                         double low, double high)
{
    JK_ASSERT(low <= high);

    struct jk_json_at c = jk_json_member(r, at, key);
    char range[64];

    if (!c.value)
        return low;
    if (!json_is_number(c.value) ||
        !(json_number_value(c.value) >= low && json_number_value(c.value) <= high)) {
        snprintf(range, sizeof range, "%g..%g", low, high);
        jk_json_fault(r, &c, JK_RANGE, JK_TEXT_PACK_NUMBER, range);
        return low;
    }
    return json_number_value(c.value);
}

double jk_json_number_or(struct jk_json_reader *r, const struct jk_json_at *at, const char *key,
                         double low, double high, double fallback)
{
    JK_ASSERT(low <= high && fallback >= low && fallback <= high);
    return json_object_get(at->value, key) ? jk_json_number_in(r, at, key, low, high) : fallback;
}

bool jk_json_flag(struct jk_json_reader *r, const struct jk_json_at *at, const char *key,
                  bool fallback)
{
    struct jk_json_at c = jk_json_optional(at, key);

    if (c.value && !json_is_boolean(c.value))
        jk_json_fault(r, &c, JK_INVALID, JK_TEXT_PACK_FLAG, "");
    return c.value ? json_is_true(c.value) : fallback;
}

int32_t jk_json_day(struct jk_json_reader *r, const struct jk_json_at *at, const char *key)
{
    struct jk_json_at c = jk_json_member(r, at, key);
    const char *text = json_string_value(c.value);
    int32_t day = 0;

    if (c.value && !jk_date_parse(jk_span_of(text), &day))
        jk_json_fault(r, &c, JK_INVALID, JK_TEXT_ISO_DATE, text ? text : "");
    return day;
}

void jk_json_point(struct jk_json_reader *r, const struct jk_json_at *at, struct jk_point *out)
{
    JK_ASSERT(out != NULL);

    double lat = jk_json_number_in(r, at, "lat", -90.0, 90.0);
    double lon = jk_json_number_in(r, at, "lon", -180.0, 180.0);

    *out = (struct jk_point){ lat, lon };
}

void jk_json_both(struct jk_json_reader *r, const struct jk_json_at *at, const char *key,
                  const char *out[JK_LANG_END])
{
    struct jk_json_at c = jk_json_member(r, at, key);

    if (json_is_object(c.value)) {
        out[JK_LANG_ID] = jk_json_text(r, &c, "id", NULL);
        out[JK_LANG_EN] = jk_json_text(r, &c, "en", NULL);
        return;
    }
    /* A plain text stands for both languages: names are mostly the same. */
    out[JK_LANG_ID] = out[JK_LANG_EN] = jk_json_text(r, at, key, NULL);
}
