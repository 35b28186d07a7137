/* jarak/feed/json/build.h: JSON that remembers failure while it is built, as jk_buf does.
 *
 * jansson answers null where memory is out, and putting null into an object leaves the object as it
 * was: a conflict could so be missing from a verdict that looks whole. Here null is a failure that
 * the container keeps to its end, so that a document is either whole or not there. Every value
 * given is taken. Pure. */
#ifndef JARAK_FEED_JSON_BUILD_H
#define JARAK_FEED_JSON_BUILD_H
#include <jansson.h>
#include <stdbool.h>
#include "jarak/base/bytes.h"

/** An object or a list under construction. Ends with jk_json_end(). */
struct jk_json {
    json_t *value;
    bool failed;
};

/** An empty object. */
struct jk_json jk_json_object(void);
/** An empty list. */
struct jk_json jk_json_list(void);

/** Go on with an object or a list that was made otherwise. @param value taken; null: it failed */
struct jk_json jk_json_take(json_t *value);

/** Set a member of an object. @param value taken; null: it could not be made, and the whole fails
 */
void jk_json_set(struct jk_json *object, const char *name, json_t *value);
/** Set a member to a text. @param text UTF-8, borrowed; null: the member is null */
void jk_json_set_text(struct jk_json *object, const char *name, const char *text);
/** Set a member to an integer. */
void jk_json_set_integer(struct jk_json *object, const char *name, json_int_t value);
/** Set a member to a number. @param value finite */
void jk_json_set_real(struct jk_json *object, const char *name, double value);
/** Set a member to true or false. */
void jk_json_set_bool(struct jk_json *object, const char *name, bool value);

/** Put the members of another object behind those of this one. @param value as of jk_json_set() */
void jk_json_join(struct jk_json *object, json_t *value);

/** Append to a list. @param value as of jk_json_set() */
void jk_json_add(struct jk_json *list, json_t *value);

/** The whole. @return given (json_decref); null where anything of it failed, and all is freed */
json_t *jk_json_end(struct jk_json *whole);

/** Append a value's text: no spaces, numbers with 15 digits. The buffer fails where there is no
 * value or no memory. @param value taken; may be null */
void jk_json_write(struct jk_buf *out, json_t *value);
#endif
