/* Documents of a pack, and of several packs read as one.
 *
 * Where an election spans several directories (a province and its regencies), files of one name are
 * joined by one of four rules: PACK_JOIN_EACH keeps them apart (each policy is one pack's),
 * PACK_JOIN_LISTS appends elements that are not there yet, PACK_JOIN_SCOPE does so and marks
 * each with its pack (days of one election are none of another's), and PACK_JOIN_HEAD keeps the
 * first head, widens its days, and refuses to mix a simulation with the real thing. Equal elements
 * are found by their text with sorted keys, so joining is linear in the size of the lists. A
 * duplicate key in an object is refused, because a reader would see only one of the two values. */
#include "daemon/policy/pack/files.h"
#include "daemon/policy/pack/parts.h"
#include "jarak/base/heap.h"
#include "jarak/base/texts.h"
#include "jarak/model/texts.h"
#include "jarak/policy/texts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A fault of the syntax has a line; the names of places in the document come later, from
 * json_read.c. */
static json_t *parse(struct jk_json_reader *r, const struct jk_pack_file *file)
{
    const uint64_t refusals = jk_heap_refusals();
    json_error_t fault;
    json_t *document = json_loadb(file->bytes.at, file->bytes.len, JSON_REJECT_DUPLICATES, &fault);

    if (!document && r->status == JK_OK && jk_heap_refusals() != refusals)
        r->status = jk_no_memory(r->err);
    else if (!document && r->status == JK_OK)
        r->status =
            jk_fail_at(r->err, JK_INVALID, JK_TEXT_PACK_JSON,
                       (struct jk_at){ (unsigned)fault.line, file->name }, "%s", fault.text);
    return document;
}

/* Elements are compared by their text with sorted keys: a list has up to 100,000, too many to
 * compare each with each.
 *
 * @param[out] fresh  it was not there; now it is
 * @return false when memory is out */
static bool remember(json_t *seen, const json_t *item, bool *fresh)
{
    char *text = json_dumps(item, JSON_ENCODE_ANY | JSON_COMPACT | JSON_SORT_KEYS);
    bool ok = text != NULL;

    *fresh = ok && !json_object_get(seen, text);
    if (*fresh)
        ok = json_object_set_new(seen, text, json_true()) == 0;
    free(text);
    return ok;
}

/* Appends the elements that are not there yet. @return false when memory is out */
static bool join_list(json_t *into, const json_t *from)
{
    json_t *seen = json_object(), *item;
    bool ok = seen != NULL, fresh;
    size_t i;

    json_array_foreach(into, i, item) ok = ok && remember(seen, item, &fresh);
    json_array_foreach(from, i, item)
    {
        ok = ok && remember(seen, item, &fresh);
        if (ok && fresh)
            ok = json_array_append(into, item) == 0;
    }
    json_decref(seen);
    return ok;
}

/* Lists of both are joined, other members are the first document's; what only the second has is
 * taken over. @return false when memory is out */
static bool join_lists(json_t *into, json_t *from)
{
    bool ok = true;
    const char *key;
    json_t *value;

    json_object_foreach(from, key, value)
    {
        json_t *own = json_object_get(into, key);

        if (json_is_array(own) && json_is_array(value))
            ok = join_list(own, value) && ok;
        else if (!own)
            ok = json_object_set(into, key, value) == 0 && ok;
    }
    return ok;
}

/* Region and contests of a pack, for whom its days hold. Given; null when memory is out. A document
 * of it that is wrong is refused where it is read itself. */
static json_t *scope_of(const struct jk_pack_file *files, size_t count, unsigned pack)
{
    json_t *contests = json_array(), *region = NULL, *item;
    size_t k;

    for (size_t i = 0; i < count; i++) {
        bool head = strcmp(files[i].name, "pack.json") == 0;
        json_t *document;

        if (files[i].pack != pack || (!head && strcmp(files[i].name, "contests.json") != 0))
            continue;
        document = json_loadb(files[i].bytes.at, files[i].bytes.len, 0, NULL);
        if (head && !region)
            region = json_incref(json_object_get(document, "region"));
        json_array_foreach(json_object_get(document, "contests"), k, item)
            json_array_append(contests, json_object_get(item, "id"));
        json_decref(document);
    }
    return json_pack("{s:o, s:o, s:b}", "region", region ? region : json_string(""), "contests",
                     contests, "base", pack == 0);
}

/* Puts a document into a list of its own. @return false when memory is out */
static bool in_list(json_t **document)
{
    json_t *list = json_array();
    bool ok = list && json_array_append(list, *document) == 0;

    json_decref(*document);
    *document = list;
    return ok;
}

/* The same, marked with its pack. @return false when memory is out */
static bool mark_whole(json_t **document, json_t *scope)
{
    bool ok =
        scope && (!json_is_object(*document) || json_object_set(*document, PACK_SCOPE, scope) == 0);

    json_decref(scope);
    return in_list(document) && ok;
}

/* Marks each element with its pack, under a name that no file can be meant to have. */
static bool mark(json_t *document, json_t *scope)
{
    bool ok = scope != NULL;
    const char *key;
    json_t *list, *item;
    size_t i;

    json_object_foreach(document, key, list)
    {
        json_array_foreach(list, i, item) ok =
            ok && (!json_is_object(item) || json_object_set(item, PACK_SCOPE, scope) == 0);
    }
    json_decref(scope);
    return ok;
}

/* Days are YYYY-MM-DD, which orders as text. @return false when memory is out */
static bool widen(json_t *into, const json_t *from, const char *key, int sign)
{
    const char *own = json_string_value(json_object_get(into, key));
    const char *other = json_string_value(json_object_get(from, key));

    return !own || !other || sign * strcmp(other, own) <= 0 ||
           json_object_set(into, key, json_object_get(from, key)) == 0;
}

static void join(struct jk_json_reader *r, const struct jk_json_at *at, json_t *into, json_t *from,
                 enum pack_join how)
{
    bool differs = false, ok = true;

    if (how == PACK_JOIN_HEAD) {
        /* A simulation beside the real thing would be taken for it, or the other way round. */
        differs = json_is_true(json_object_get(into, "simulation")) !=
                  json_is_true(json_object_get(from, "simulation"));
        ok = widen(into, from, "from", -1) && widen(into, from, "to", 1);
    }
    if (how == PACK_JOIN_LISTS || how == PACK_JOIN_SCOPE)
        ok = join_lists(into, from);
    if (how == PACK_JOIN_EACH)
        ok = json_array_extend(into, from) == 0;
    if (!ok) /* an element that is left out would be a region or a rule that is not there */
        jk_json_fault(r, at, JK_MEMORY, JK_TEXT_NO_MEMORY, "");
    else if (differs)
        jk_json_fault(r, at, JK_INVALID, JK_TEXT_PACK_DIFFERS, "");
}

/* One file, marked as its kind is joined. Given; null after a fault. */
static json_t *read_one(struct jk_json_reader *r, const struct jk_pack_file *files, size_t count,
                        size_t i, const struct pack_document *wanted)
{
    struct jk_json_at at = { .value = NULL };
    json_t *document = parse(r, &files[i]);
    bool ok = true;

    snprintf(at.path, sizeof at.path, "%s: ", wanted->name);
    if (document && files[i].edition)
        policy_pack_mark_edition(r, document, &files[i]);
    else if (document && wanted->join == PACK_JOIN_EACH)
        ok = mark_whole(&document, scope_of(files, count, files[i].pack));
    if (document && files[i].edition && wanted->join == PACK_JOIN_EACH)
        ok = in_list(&document);
    if (document && wanted->join == PACK_JOIN_SCOPE)
        ok = mark(document, scope_of(files, count, files[i].pack));
    if (ok)
        return document;
    jk_json_fault(r, &at, JK_MEMORY, JK_TEXT_NO_MEMORY, "");
    json_decref(document);
    return NULL;
}

json_t *policy_pack_file_parse(struct jk_json_reader *r, const struct jk_pack_file *files,
                               size_t count, const struct pack_document *wanted,
                               struct jk_json_at *at)
{
    json_t *whole = NULL;

    *at = (struct jk_json_at){ .value = NULL };
    snprintf(at->path, sizeof at->path, "%s: ", wanted->name);
    for (size_t i = 0; i < count && r->status == JK_OK; i++) {
        json_t *document;

        /* The first document takes the others up, in the order of the packs. */
        if (strcmp(files[i].name, wanted->name) != 0 ||
            !(document = read_one(r, files, count, i, wanted)))
            continue;
        if (!whole) {
            whole = document;
            continue;
        }
        join(r, at, whole, document, wanted->join);
        json_decref(document);
    }
    if (!whole && !wanted->optional)
        jk_json_fault(r, at, JK_NONE, JK_TEXT_PACK_FILE, wanted->name);
    at->value = whole;
    return whole;
}
