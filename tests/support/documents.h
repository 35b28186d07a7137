/* JSON and text of documents against what they should be. */
#ifndef TESTS_SUPPORT_DOCUMENTS_H
#define TESTS_SUPPORT_DOCUMENTS_H
#include <criterion/criterion.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/base/bytes.h"

/* Takes `have` and compares it with the JSON of a text, member by member whatever their order. */
static inline void expect_json(json_t *have, const char *want)
{
    json_t *wanted = json_loads(want, JSON_DECODE_ANY, NULL);
    char *shown = have ? json_dumps(have, JSON_ENCODE_ANY | JSON_SORT_KEYS) : NULL;

    cr_assert(wanted != NULL, "%s", want);
    cr_expect(json_equal(have, wanted), "%s, expected %s", shown ? shown : "nothing", want);
    free(shown);
    json_decref(wanted);
    json_decref(have);
}

/* The buffer as a text that ends, borrowed until it changes. */
static inline const char *text_of_buffer(struct jk_buf *buf)
{
    jk_buf_char(buf, '\0');
    cr_assert(jk_buf_ok(buf));
    buf->len--;
    return buf->at;
}

/* How often a text stands in another. */
static inline size_t times_in(const char *text, const char *part)
{
    size_t count = 0;

    for (const char *at = text; (at = strstr(at, part)); at += strlen(part))
        count++;
    return count;
}

static inline void expect_holds(const char *text, const char *part)
{
    cr_expect(strstr(text, part) != NULL, "no \"%s\" in \"%s\"", part, text);
}

static inline void expect_lacks(const char *text, const char *part)
{
    cr_expect(strstr(text, part) == NULL, "\"%s\" in \"%s\"", part, text);
}

/* The child of an object or a list, by a word of a way. */
static inline json_t *json_child(json_t *at, const char *word)
{
    return json_is_array(at) ? json_array_get(at, (size_t)atoi(word)) : json_object_get(at, word);
}

/* Sets the member at "rows.0.siaga" to JSON; null takes it away. The way to it must be there. */
static inline void json_change(json_t *at, const char *way, const char *json)
{
    json_t *value = json ? json_loads(json, JSON_DECODE_ANY, NULL) : NULL;
    char copy[128], *rest = copy, *word, *next;
    int rc;

    cr_assert((!json || value) && strlen(way) < sizeof copy, "%s", json);
    strcpy(copy, way);
    word = strsep(&rest, ".");
    while ((next = strsep(&rest, "."))) {
        at = json_child(at, word);
        cr_assert(at != NULL, "%s of %s", word, way);
        word = next;
    }
    if (json_is_array(at))
        rc = value ? json_array_set_new(at, (size_t)atoi(word), value)
                   : json_array_remove(at, (size_t)atoi(word));
    else
        rc = value ? json_object_set_new(at, word, value) : json_object_del(at, word);
    cr_assert(rc == 0, "%s of %s", word, way);
}
#endif
