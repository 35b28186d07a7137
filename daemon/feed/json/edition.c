/* Editions with who, when and on what basis: what stands in the journal of them. */
#include "jarak/feed/json/edition.h"

#include <string.h>
#include "daemon/feed/json/values.h"
#include "jarak/base/defend.h"
#include "jarak/feed/json/build.h"
#include "jarak/feed/json/pack.h"

static struct jk_json edition_object(const struct jk_edition *e, const struct jk_tz *tz)
{
    struct jk_json object = jk_json_object();
    char who[JK_POLICY_TEXT_MAX];

    jk_edition_who(e, who);
    jk_json_set_text(&object, "part", jk_edition_part_word(e->part));
    jk_json_set_text(&object, "region", e->region);
    jk_json_set_text(&object, "contest", e->contest);
    jk_json_set_integer(&object, "edition", e->number);
    jk_json_set_bool(&object, "withdrawn", e->withdrawn);
    jk_json_set_text(&object, "decided_by", who);
    jk_json_set_text(&object, "decided_on", e->day);
    jk_json_set(&object, "time", feed_time_json((double)e->time_s, tz));
    jk_json_set_text(&object, "account", e->account);
    jk_json_set_text(&object, "office", e->office);
    jk_json_set_text(&object, "basis", e->basis);
    return object;
}

json_t *jk_edition_json(const struct jk_edition *edition, const struct jk_tz *tz)
{
    JK_ASSERT(edition != NULL && tz != NULL);

    struct jk_json object = edition_object(edition, tz);

    return jk_json_end(&object);
}

static bool is_it(const struct jk_edition *a, const struct jk_edition *b)
{
    return a->number == b->number && jk_edition_same_scope(a, b);
}

bool jk_edition_in_force(const struct jk_pack *pack, const struct jk_edition *edition)
{
    for (size_t i = 0; i < pack->edition_count; i++) {
        if (is_it(&pack->editions[i], edition))
            return true;
    }
    return false;
}

const struct jk_error *jk_edition_misfit(const struct jk_pack *pack,
                                         const struct jk_edition *edition)
{
    for (size_t i = 0; i < pack->misfit_count; i++) {
        if (is_it(pack->misfits[i].edition, edition))
            return &pack->misfits[i].err;
    }
    return NULL;
}

static const struct jk_tz *tz_of(const struct jk_pack *pack, const struct jk_edition *e)
{
    const struct jk_region *region = jk_pack_region(pack, e->region);

    return region ? region->tz : pack->tz;
}

static void set_left_out(struct jk_json *object, const struct jk_error *err, enum jk_lang lang)
{
    char text[512];

    jk_error_format(err, lang, text, sizeof text);
    jk_json_set_text(object, "left_out", text);
}

json_t *jk_misfits_json(const struct jk_pack *pack, enum jk_lang lang)
{
    struct jk_json list = jk_json_list();

    for (size_t i = 0; i < pack->misfit_count; i++) {
        const struct jk_edition *e = pack->misfits[i].edition;
        struct jk_json object;

        /* The list is read by everybody who has an account; stations are the officials', officers
         * the police's: their own histories tell it. */
        if (e->part == JK_EDITION_STATIONS || e->part == JK_EDITION_PERSONNEL)
            continue;
        object = edition_object(e, tz_of(pack, e));
        set_left_out(&object, &pack->misfits[i].err, lang);
        jk_json_add(&list, jk_json_end(&object));
    }
    return jk_json_end(&list);
}

/* As it was stated; what is no JSON any more (it was when it was stated) is told as a text. */
static json_t *document_json(const struct jk_edition *e)
{
    json_t *document =
        e->withdrawn ? json_null() : json_loadb(e->document, strlen(e->document), 0, NULL);

    return document ? document : json_string(e->document);
}

/* Appends the rows of that name, or all others. @return false when memory is out */
static bool add_rows(json_t *into, const json_t *from, const char *id, bool of_it)
{
    bool ok = true;
    json_t *row;
    size_t i;

    json_array_foreach(from, i, row)
    {
        const char *name = json_string_value(json_object_get(row, "id"));

        if (name && (strcmp(name, id) == 0) == of_it)
            ok = json_array_append(into, row) == 0 && ok;
    }
    return ok;
}

/* The row stands first: of two that name a pair the first counts. */
json_t *jk_edition_row_json(const struct jk_policy *policy, const char *row,
                            const struct jk_edition *under)
{
    JK_ASSERT(policy != NULL && row != NULL);

    json_t *whole = jk_policy_json(policy, true), *rows = json_array();
    json_t *document =
        under ? json_loadb(under->document, strlen(under->document), 0, NULL) : json_object();
    bool ok = whole && rows && document &&
              add_rows(rows, json_object_get(whole, "rows"), row, true) &&
              add_rows(rows, json_object_get(document, "rows"), row, false) &&
              json_object_set(document, "rows", rows) == 0;

    json_decref(whole);
    json_decref(rows);
    if (ok)
        return document;
    json_decref(document);
    return NULL;
}

static json_t *member_json(const struct jk_pack *pack, const struct jk_edition *e,
                           enum jk_lang lang)
{
    struct jk_json object = edition_object(e, tz_of(pack, e));
    const struct jk_error *misfit = jk_edition_misfit(pack, e);

    jk_json_set_bool(&object, "in_force", jk_edition_in_force(pack, e));
    if (misfit)
        set_left_out(&object, misfit, lang);
    jk_json_set(&object, "document", document_json(e));
    return jk_json_end(&object);
}

json_t *jk_edition_history_json(const struct jk_edition_history *history, enum jk_lang lang)
{
    JK_ASSERT(history != NULL);

    struct jk_json object = jk_json_object(), list = jk_json_list();

    for (size_t i = 0; i < history->count; i++)
        jk_json_add(&list, member_json(history->pack, &history->at[i], lang));
    jk_json_set_text(&object, "part", jk_edition_part_word(history->part));
    jk_json_set_text(&object, "region", history->scope.region);
    jk_json_set_text(&object, "contest", history->scope.contest);
    jk_json_set(&object, "editions", jk_json_end(&list));
    jk_json_set_bool(&object, "more", history->more);
    return jk_json_end(&object);
}
