/* The audit view as a document: the same rows, fields as they are. */
#include "jarak/feed/admin/trail.h"

#include "daemon/feed/json/values.h"
#include "jarak/base/decimal.h"
#include "jarak/base/defend.h"
#include "jarak/feed/json/build.h"

static json_t *value_json(enum jk_trail_form form, const char *value, const struct jk_tz *tz)
{
    uint64_t seconds = 0;

    if (!value || form == JK_TRAIL_KEPT)
        return json_null();
    if (form == JK_TRAIL_YES)
        return json_boolean(value[0] == '1');
    if (form != JK_TRAIL_TIME)
        return json_string(value);
    jk_uint_parse(jk_span_of(value), INT64_MAX, &seconds);
    return seconds ? feed_time_json((double)seconds, tz) : json_null();
}

static json_t *changes_json(const struct jk_trail_view *v)
{
    struct jk_json list = jk_json_list();

    for (size_t i = 0; i < v->change_count; i++) {
        const struct jk_trail_change *c = &v->changes[i];

        jk_json_add(&list, json_pack("{s:s, s:o, s:o}", "field", c->name, "old",
                                     value_json(c->form, c->old, v->tz), "new",
                                     value_json(c->form, c->now, v->tz)));
    }
    return jk_json_end(&list);
}

static void set_text(struct jk_json *object, const char *name, const char *text)
{
    if (text[0])
        jk_json_set(object, name, json_string(text));
}

static json_t *row_json(const struct jk_trail_view *v, enum jk_lang lang)
{
    static const char *const before[] = { "first", "changed", "beyond" };
    static const char *const topics[] = {
#define X(NAME, api, page) api,
        JK_TRAIL_TOPICS(X)
#undef X
    };
    char what[200];
    struct jk_json object;

    jk_text_fill(jk_text_get(v->what, lang), (const char *const[]){ "value", v->act, NULL }, what,
                 sizeof what);
    object =
        jk_json_take(json_pack("{s:I, s:o, s:s, s:s, s:s, s:s, s:b}", "entry", (json_int_t)v->seq,
                               "time", feed_time_json((double)v->time_s, v->tz), "account",
                               v->actor, "kind", topics[v->topic], "what", what, "before",
                               before[v->before], "erased", v->erased));

    set_text(&object, "role", v->role);
    set_text(&object, "act", v->act);
    set_text(&object, "uid", v->uid);
    set_text(&object, "conflict", v->conflict);
    set_text(&object, "about", v->account);
    set_text(&object, "paslon", v->paslon);
    set_text(&object, "note", v->note);
    jk_json_set(&object, "changes", changes_json(v));
    return jk_json_end(&object);
}

json_t *jk_trail_json(const struct jk_trail_page *page, enum jk_lang lang)
{
    JK_ASSERT(page != NULL && (unsigned)lang < JK_LANG_END);

    struct jk_json list = jk_json_list(), object;

    for (size_t i = 0; i < page->count; i++)
        jk_json_add(&list, row_json(&page->rows[i], lang));
    object = jk_json_take(json_pack("{s:o}", "entries", jk_json_end(&list)));
    if (page->next)
        jk_json_set(&object, "next", json_integer((json_int_t)page->next));
    if (page->searched_s)
        jk_json_set(&object, "searched_to", feed_time_json((double)page->searched_s, page->tz));
    return jk_json_end(&object);
}
