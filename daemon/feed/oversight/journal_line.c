/* A line is written by jansson, compact and in the order its members were set, so that the same
 * entry gives the same octets. */
#include "jarak/feed/oversight/journal_line.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/base/digest.h"
#include "jarak/feed/json/build.h"

static json_t *fields_json(const struct jk_journal_line *line)
{
    struct jk_json object = jk_json_object();

    for (size_t i = 0; i < line->count; i++) {
        const struct jk_journal_field *f = &line->fields[i];

        if (f->told)
            jk_json_set(&object, f->name,
                        f->is_number ? json_integer((json_int_t)f->number)
                                     : json_stringn(f->text.at, f->text.len));
    }
    return jk_json_end(&object);
}

static void add_withheld(struct jk_json *object, const struct jk_journal_line *line)
{
    struct jk_json list = jk_json_list();
    bool any = false;

    for (size_t i = 0; i < line->count; i++) {
        if (!line->fields[i].told)
            jk_json_add(&list, json_string(line->fields[i].name));
        any = any || !line->fields[i].told;
    }
    if (any)
        jk_json_set(object, "withheld", jk_json_end(&list));
    else
        json_decref(jk_json_end(&list));
}

bool jk_journal_line_add(struct jk_buf *out, const struct jk_journal_line *line,
                         char chain[JK_JOURNAL_CHAIN + 1])
{
    struct jk_json object = jk_json_object();
    struct jk_buf text = { 0 };
    uint8_t digest[JK_DIGEST_LEN];
    char hash[2 * JK_DIGEST_LEN + 1], *dumped;
    json_t *json;

    jk_hex(line->hash, JK_DIGEST_LEN, hash);
    jk_json_set_integer(&object, "seq", (json_int_t)line->seq);
    if (line->told) {
        jk_json_set_integer(&object, "time_s", (json_int_t)line->time_s);
        jk_json_set(&object, "actor", json_stringn(line->actor.at, line->actor.len));
        jk_json_set_text(&object, "kind", line->kind);
        jk_json_set_integer(&object, "version", line->version);
        jk_json_set(&object, "fields", fields_json(line));
        add_withheld(&object, line);
    }
    jk_json_set_text(&object, "hash", hash);
    json = jk_json_end(&object);
    dumped = json ? json_dumps(json, JSON_COMPACT) : NULL;
    json_decref(json);
    if (!dumped)
        return false;
    dumped[strlen(dumped) - 1] = '\0'; /* its brace: a member follows */
    jk_buf_fmt(&text, "%s%s", chain, dumped);
    if (jk_buf_ok(&text)) {
        jk_sha256(text.at, text.len, digest);
        jk_hex(digest, sizeof digest, chain);
        jk_buf_fmt(out, "%s,\"sha256\":\"%s\"}\n", dumped, chain);
    }
    free(dumped);
    jk_buf_clear(&text);
    return !text.failed && jk_buf_ok(out);
}
