/* jarak/policy/json_read.h: reading JSON that someone else wrote, with the path of every fault.
 *
 * A place in the document is a value with the way to it ("policy.json: rows[3].siaga"). A missing
 * or wrong member fills the error once and makes the reader sour: what is read after that is empty
 * or zero, and the caller asks once, at the end. Texts are copied into the reader's arena, so the
 * document may go. Pure. */
#ifndef JARAK_POLICY_JSON_READ_H
#define JARAK_POLICY_JSON_READ_H
#include <jansson.h>
#include "jarak/base/arena.h"
#include "jarak/base/civil.h"
#include "jarak/base/error.h"
#include "jarak/geo/point.h"

#define JK_JSON_PATH_MAX 128 /* of a path as it is told: an error's field; ours fit whole */

/** Where texts go and what went wrong first. */
struct jk_json_reader {
    struct jk_arena *arena;
    struct jk_error *err;
    enum jk_status status; /**< JK_OK, or the first fault */
};

/** A value and the way to it; borrowed from the document. */
struct jk_json_at {
    const json_t *value; /**< null once the reader is sour or an optional member is absent */
    char path[JK_JSON_PATH_MAX];
};

/** Remember the first fault: the path is the error's field. @return the reader's status */
enum jk_status jk_json_fault(struct jk_json_reader *r, const struct jk_json_at *at,
                             enum jk_status status, const struct jk_text *text, const char *value);

/** Member of an object; a fault when it is absent. */
struct jk_json_at jk_json_member(struct jk_json_reader *r, const struct jk_json_at *at,
                                 const char *key);
/** Member of an object; value null when it is absent. */
struct jk_json_at jk_json_optional(const struct jk_json_at *at, const char *key);
/** Element of an array; value null beyond its end. */
struct jk_json_at jk_json_element(const struct jk_json_at *at, size_t index);
/** Elements of a value that must be an array; 0 where it is absent. */
size_t jk_json_count(struct jk_json_reader *r, const struct jk_json_at *array);

/** Refuse members that nobody reads: a misspelt one would be silently absent. Those for readers
 * (source, verified, note, basis, ...) and names that begin with x_ may always stand.
 *
 * @param names  of the members that are read; ends with null */
void jk_json_only(struct jk_json_reader *r, const struct jk_json_at *at, const char *const *names);

/** The value itself, which must be a text, in the arena; never null. */
const char *jk_json_own_text(struct jk_json_reader *r, const struct jk_json_at *at);
/** A text member, in the arena; never null. A null fallback makes it required. */
const char *jk_json_text(struct jk_json_reader *r, const struct jk_json_at *at, const char *key,
                         const char *fallback);
/** A required text into `out`, whole: an empty one, or one that does not fit, is a fault. */
void jk_json_id(struct jk_json_reader *r, const struct jk_json_at *at, const char *key, char *out,
                size_t cap);
/** A required number, low <= it <= high. @return low after a fault */
double jk_json_number_in(struct jk_json_reader *r, const struct jk_json_at *at, const char *key,
                         double low, double high);
/** The same with a value for its absence. */
double jk_json_number_or(struct jk_json_reader *r, const struct jk_json_at *at, const char *key,
                         double low, double high, double fallback);
/** A truth value, or the fallback. */
bool jk_json_flag(struct jk_json_reader *r, const struct jk_json_at *at, const char *key,
                  bool fallback);
/** A required date YYYY-MM-DD as a day number. */
int32_t jk_json_day(struct jk_json_reader *r, const struct jk_json_at *at, const char *key);
/** Required members lat and lon, degrees. */
void jk_json_point(struct jk_json_reader *r, const struct jk_json_at *at, struct jk_point *out);
/** "name": {"id": ..., "en": ...}, or one text for both languages. */
void jk_json_both(struct jk_json_reader *r, const struct jk_json_at *at, const char *key,
                  const char *out[JK_LANG_END]);
#endif
