/* daemon/policy/json_read.h: reading a pack's JSON with the path of every fault.
 *
 * A cursor is a value with the way to it ("policy.json: rows[3].siaga"). A missing or wrong member
 * fills the error once and makes the reader sour: what is read after that is empty, and the caller
 * asks once, at the end. */
#ifndef JARAK_POLICY_JSON_READ_H
#define JARAK_POLICY_JSON_READ_H
#include <jansson.h>
#include "jarak/base/arena.h"
#include "jarak/base/civil.h"
#include "jarak/base/error.h"

#define CURSOR_PATH_MAX 64

struct json_reader {
    struct jk_arena *arena;
    struct jk_error *err;
    enum jk_status status; /* JK_OK, or the first fault */
};

struct cursor {
    const json_t *value; /* null once the reader is sour or an optional member is absent */
    char path[CURSOR_PATH_MAX];
};

enum jk_status json_fault(struct json_reader *r, const struct cursor *at, enum jk_status status,
                          enum jk_text text, const char *value);

/* Member of an object; a fault when it is absent. */
struct cursor json_member(struct json_reader *r, const struct cursor *at, const char *key);
/* Member of an object; value null when it is absent. */
struct cursor json_optional(const struct cursor *at, const char *key);
/* Element of an array. */
struct cursor json_element(const struct cursor *at, size_t index);
/* Elements of a member that must be an array. */
size_t json_count(struct json_reader *r, const struct cursor *array);

/* Values of members: required, or with a fallback used when absent. */
const char *json_text(struct json_reader *r, const struct cursor *at, const char *key,
                      const char *fallback);
double json_number_in(struct json_reader *r, const struct cursor *at, const char *key, double low,
                      double high);
double json_number_or(struct json_reader *r, const struct cursor *at, const char *key, double low,
                      double high, double fallback);
bool json_flag(struct json_reader *r, const struct cursor *at, const char *key, bool fallback);
int32_t json_day(struct json_reader *r, const struct cursor *at, const char *key);
struct jk_point;
void json_point(struct json_reader *r, const struct cursor *at, struct jk_point *out);
/* "name": {"id": ..., "en": ...} or one string for both. */
void json_both(struct json_reader *r, const struct cursor *at, const char *key,
               const char *out[JK_LANG_END]);
#endif
