/* A thin layer on jansson: every call that can fail leaves its mark in the container, so that
 * callers look once, at the end. Values handed to a container that has failed are freed at once. */
#include "jarak/feed/json/build.h"

#include "jarak/feed/json/pen.h"

struct jk_json jk_json_object(void)
{
    json_t *value = json_object();

    return (struct jk_json){ value, value == NULL };
}

struct jk_json jk_json_list(void)
{
    json_t *value = json_array();

    return (struct jk_json){ value, value == NULL };
}

struct jk_json jk_json_take(json_t *value)
{
    return (struct jk_json){ value, value == NULL };
}

void jk_json_set(struct jk_json *object, const char *name, json_t *value)
{
    if (object->failed)
        json_decref(value);
    else if (json_object_set_new(object->value, name, value) != 0) /* null fails too */
        object->failed = true;
}

void jk_json_set_text(struct jk_json *object, const char *name, const char *text)
{
    jk_json_set(object, name, text ? json_string(text) : json_null());
}

void jk_json_set_integer(struct jk_json *object, const char *name, json_int_t value)
{
    jk_json_set(object, name, json_integer(value));
}

void jk_json_set_real(struct jk_json *object, const char *name, double value)
{
    jk_json_set(object, name, json_real(value));
}

void jk_json_set_bool(struct jk_json *object, const char *name, bool value)
{
    jk_json_set(object, name, json_boolean(value));
}

void jk_json_join(struct jk_json *object, json_t *value)
{
    if (!object->failed && json_object_update(object->value, value) != 0)
        object->failed = true;
    json_decref(value);
}

void jk_json_add(struct jk_json *list, json_t *value)
{
    if (list->failed)
        json_decref(value);
    else if (json_array_append_new(list->value, value) != 0)
        list->failed = true;
}

json_t *jk_json_end(struct jk_json *whole)
{
    json_t *value = whole->value;

    if (whole->failed) {
        json_decref(value);
        value = NULL;
    }
    *whole = (struct jk_json){ NULL, true };
    return value;
}

void jk_json_write(struct jk_buf *out, json_t *value)
{
    struct jk_pen pen;

    jk_pen_begin(&pen, out);
    jk_pen_tree(&pen, NULL, value);
    jk_pen_end(&pen);
}
