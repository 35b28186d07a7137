/* A plain event as it was understood, for pages and programs. */
#include "jarak/feed/plain/plain.h"

#include <string.h>
#include "jarak/feed/json/build.h"
#include "jarak/feed/texts/texts.h"

static const struct {
    const char *word;
    const struct jk_text *name;
} fields[] = {
    [JK_PLAIN_PASLON] = { "paslon", JK_TEXT_PLAIN_PASLON },
    [JK_PLAIN_KIND] = { "kind", JK_TEXT_PLAIN_KIND },
    [JK_PLAIN_DATE] = { "date", JK_TEXT_PLAIN_DAY },
    [JK_PLAIN_START] = { "start", JK_TEXT_PLAIN_START },
    [JK_PLAIN_PLACE] = { "place", JK_TEXT_PLAIN_PLACE },
    [JK_PLAIN_END] = { "end", JK_TEXT_PLAIN_END },
    [JK_PLAIN_POINT] = { "point", JK_TEXT_PLAIN_POINT },
    [JK_PLAIN_CROWD] = { "crowd", JK_TEXT_PLAIN_CROWD },
    [JK_PLAIN_VEHICLES] = { "vehicles", JK_TEXT_PLAIN_VEHICLES },
    [JK_PLAIN_ASSEMBLY] = { "assembly", JK_TEXT_PLAIN_ASSEMBLY },
    [JK_PLAIN_ROUTE_OUT] = { "route_out", JK_TEXT_PLAIN_ROUTE_OUT },
    [JK_PLAIN_ROUTE_BACK] = { "route_back", JK_TEXT_PLAIN_ROUTE_BACK },
    [JK_PLAIN_CONTACT] = { "contact", JK_TEXT_PLAIN_CONTACT },
    [JK_PLAIN_LETTER_NO] = { "letter_no", JK_TEXT_PLAIN_LETTER_NO },
    [JK_PLAIN_LETTER_DATE] = { "letter_date", JK_TEXT_PLAIN_LETTER_DATE },
    [JK_PLAIN_GATE] = { "gate", JK_TEXT_PLAIN_GATE },
    [JK_PLAIN_LEAVE] = { "leave", JK_TEXT_PLAIN_LEAVE },
    [JK_PLAIN_PROPS] = { "props", JK_TEXT_PLAIN_PROPS },
    [JK_PLAIN_WEEKDAY] = { "weekday", JK_TEXT_PLAIN_WEEKDAY },
};
_Static_assert(sizeof fields / sizeof *fields == JK_PLAIN_FIELD_END, "every field has its word");

static const char *const hows[] = {
    [JK_PLAIN_MISSING] = "missing",
    [JK_PLAIN_STATED] = "stated",
    [JK_PLAIN_READ] = "read",
    [JK_PLAIN_INFERRED] = "inferred",
};

const char *jk_plain_word(enum jk_plain_field field)
{
    return fields[field].word;
}

const char *jk_plain_name(enum jk_plain_field field, enum jk_lang lang)
{
    return jk_text_get(fields[field].name, lang);
}

static json_t *fields_json(const struct jk_plain *plain, enum jk_lang lang)
{
    struct jk_json all = jk_json_object();

    for (int i = 0; i < JK_PLAIN_FIELD_END; i++) {
        const struct jk_plain_said *said = &plain->said[i];
        struct jk_json one = jk_json_object();

        jk_json_set_text(&one, "name", jk_plain_name((enum jk_plain_field)i, lang));
        jk_json_set_text(&one, "how", hows[said->how]);
        jk_json_set_text(&one, "value", said->value);
        jk_json_set_text(&one, "words", said->words);
        jk_json_set_text(&one, "from", said->from);
        jk_json_set(&all, fields[i].word, jk_json_end(&one));
    }
    return jk_json_end(&all);
}

static json_t *missing_json(const struct jk_plain *plain)
{
    struct jk_json list = jk_json_list();

    for (int i = 0; i < JK_PLAIN_NEEDED; i++) {
        if (plain->said[i].how == JK_PLAIN_MISSING)
            jk_json_add(&list, json_string(fields[i].word));
    }
    return jk_json_end(&list);
}

static json_t *doubts_json(const struct jk_plain *plain, enum jk_lang lang)
{
    struct jk_json list = jk_json_list();
    char text[1024];

    for (size_t i = 0; i < plain->doubt_count; i++) {
        const struct jk_plain_doubt *doubt = &plain->doubts[i];
        struct jk_json one = jk_json_object();

        jk_text_fill(jk_text_get(doubt->text, lang),
                     (const char *const[]){ "value", doubt->value, NULL }, text, sizeof text);
        jk_json_set_text(&one, "field", fields[doubt->field].word);
        jk_json_set_text(&one, "text", text);
        jk_json_set_text(&one, "value", doubt->value);
        jk_json_set(&one, "holds", json_boolean(doubt->holds));
        jk_json_add(&list, jk_json_end(&one));
    }
    return jk_json_end(&list);
}

json_t *jk_plain_json(const struct jk_plain *plain, enum jk_lang lang)
{
    struct jk_json unread = jk_json_list(), all = jk_json_object();

    for (size_t i = 0; i < plain->unread_count; i++)
        jk_json_add(&unread, json_string(plain->unread[i]));
    jk_json_set_text(&all, "uid", plain->uid);
    jk_json_set_text(&all, "title", plain->title);
    jk_json_set(&all, "complete", json_boolean(jk_plain_is_complete(plain)));
    jk_json_set(&all, "fields", fields_json(plain, lang));
    jk_json_set(&all, "missing", missing_json(plain));
    jk_json_set(&all, "doubts", doubts_json(plain, lang));
    jk_json_set(&all, "unread", jk_json_end(&unread));
    return jk_json_end(&all);
}
