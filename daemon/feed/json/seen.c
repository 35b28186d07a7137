/* The list is JSON: {"conflict", "revision"} for each conflict seen, {"missing"} for each field.
 * Its form is part of the journal, so that it is written by hand to the byte and read by names. */
#include "jarak/feed/json/seen.h"

#include <string.h>
#include "jarak/feed/json/build.h"

/* The fields a letter must have, by the words of the API: the fields of docs/lifecycle.md. */
static const char *const fields[] = { "letter",  "letter_no", "letter_date", "received",
                                      "contact", "times",     "place",       "route",
                                      "crowd",   "vehicles",  "speakers",    NULL };

const char *jk_missing_word(unsigned bit)
{
    return bit < sizeof fields / sizeof *fields ? fields[bit] : NULL;
}

bool jk_missing_add(unsigned *missing, const char *word)
{
    for (unsigned bit = 0; fields[bit]; bit++) {
        if (strcmp(fields[bit], word) == 0) {
            *missing |= 1U << bit;
            return true;
        }
    }
    return false;
}

void jk_seen_write(struct jk_buf *out, const struct jk_seen *seen, size_t count, unsigned missing)
{
    const char *join = "";

    jk_buf_char(out, '[');
    for (size_t i = 0; i < count; i++, join = ",")
        jk_buf_fmt(out, "%s{\"conflict\":\"%s\",\"revision\":%u}", join, seen[i].conflict,
                   seen[i].revision);
    for (unsigned bit = 0; fields[bit]; bit++) {
        if (missing >> bit & 1) {
            jk_buf_fmt(out, "%s{\"missing\":\"%s\"}", join, fields[bit]);
            join = ",";
        }
    }
    jk_buf_char(out, ']');
}

json_t *jk_seen_json(const char *kept)
{
    json_t *list = json_loadb(kept, strlen(kept), 0, NULL);
    struct jk_json seen = jk_json_list();

    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *one = json_array_get(list, i);

        if (json_object_get(one, "conflict"))
            jk_json_add(&seen, json_incref(one));
    }
    json_decref(list);
    return jk_json_end(&seen);
}

unsigned jk_missing_read(const char *kept)
{
    json_t *list = strstr(kept, "\"missing\"") ? json_loadb(kept, strlen(kept), 0, NULL) : NULL;
    unsigned missing = 0;

    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *name = json_string_value(json_object_get(json_array_get(list, i), "missing"));

        if (name)
            jk_missing_add(&missing, name);
    }
    json_decref(list);
    return missing;
}
