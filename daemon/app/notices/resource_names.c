/* Names of resources: those that clients chose are kept, all others follow from the UID.
 *
 * A name belongs to one notice at a time; where two were given the same, the later filing has it.
 * A UID that cannot stand in an address, or is taken as a name by another notice, is called by "~"
 * and half of its hash, which nobody chooses by accident. */
#include "daemon/app/notices/resource_names.h"
#include "jarak/model/address.h"
#include "jarak/app/texts/texts.h"

#include <stdlib.h>
#include <string.h>
#include "daemon/app/notices/room.h"
#include "jarak/app/notices/resource_names.h"
#include "jarak/base/heap.h"

/* A name that a client chose. One UID has one; where two have the same, the last one counts. */
struct given_name {
    char *uid, *name;
    char hashed[JK_ADDRESS_HEX + 2]; /* what the notice is called whose UID the name is, if any */
};

static void free_name(struct given_name *given)
{
    free(given->uid);
    free(given->name);
    free(given);
}

void notices_names_clear(struct jk_app *app)
{
    for (size_t i = 0; i < app->notices->name_count; i++)
        free_name(app->notices->names[i]);
    free(app->notices->names);
    app->notices->names = NULL;
    app->notices->name_count = app->notices->name_cap = 0;
    jk_name_table_clear(&app->notices->names_by_name);
    jk_name_table_clear(&app->notices->names_by_uid);
    jk_name_table_clear(&app->notices->names_by_hash);
}

enum jk_status notices_names_load(void *ctx, const struct jk_name_row *row)
{
    struct jk_app *app = ctx;
    struct notices *room = app->notices;
    struct given_name *given = NULL;

    if (jk_grow(&room->names, room->name_count, &room->name_cap, sizeof given))
        given = jk_heap_zeroed(1, sizeof *given);
    if (!given)
        return JK_MEMORY;
    app->notices->names[app->notices->name_count++] = given;
    given->uid = jk_heap_copy(row->uid);
    given->name = jk_heap_copy(row->name);
    if (!given->uid || !given->name)
        return JK_MEMORY;
    jk_name_table_remove(&app->notices->names_by_uid, given->uid);
    jk_name_table_remove(&app->notices->names_by_name, given->name);
    jk_uid_hashed(given->name, given->hashed);
    jk_name_table_remove(&app->notices->names_by_hash, given->hashed);
    return jk_name_table_add(&app->notices->names_by_uid, given->uid, given) &&
                   jk_name_table_add(&app->notices->names_by_name, given->name, given) &&
                   jk_name_table_add(&app->notices->names_by_hash, given->hashed, given)
               ? JK_OK
               : JK_MEMORY;
}

/* Can it be a segment of an address (jarak/http/server/wire.h)? */
static bool is_segment(const char *name)
{
    return name[0] && !strchr(name, '/') && strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
}

/* The name a client gave, unless another notice has it by now. */
static const char *given_to(const struct jk_app *app, const char *uid)
{
    const struct given_name *given = jk_name_table_find(&app->notices->names_by_uid, uid);

    return given && jk_name_table_find(&app->notices->names_by_name, given->name) == given
               ? given->name
               : NULL;
}

const char *jk_app_resource_name(const struct jk_app *app, struct jk_arena *arena,
                                 const struct jk_entry *entry)
{
    const char *given = given_to(app, entry->uid);
    char hashed[JK_ADDRESS_HEX + 2];

    if (given)
        return given;
    if (is_segment(entry->uid) && !jk_name_table_find(&app->notices->names_by_name, entry->uid))
        return entry->uid;
    jk_uid_hashed(entry->uid, hashed);
    return jk_arena_copy(arena, jk_span_of(hashed));
}

/* By the hash of its UID, where it has no other name: it cannot stand in an address, or is the name
 * of another notice. */
static const struct jk_entry *find_hashed(const struct jk_app *app, const char *name)
{
    const struct given_name *taken = jk_name_table_find(&app->notices->names_by_hash, name);
    const struct jk_entry *entry = taken ? jk_registry_entry(app->registry, taken->name)
                                         : jk_registry_hashed(app->registry, name);

    return entry && !given_to(app, entry->uid) &&
                   (!is_segment(entry->uid) ||
                    jk_name_table_find(&app->notices->names_by_name, entry->uid))
               ? entry
               : NULL;
}

const struct jk_entry *jk_app_resource(const struct jk_app *app, const char *name)
{
    const struct given_name *given = jk_name_table_find(&app->notices->names_by_name, name);
    const struct jk_entry *entry = jk_registry_entry(app->registry, given ? given->uid : name);

    if (given)
        return entry;
    if (entry && !given_to(app, entry->uid))
        return entry;
    return find_hashed(app, name);
}

enum jk_status notices_names_check(const struct jk_app *app, struct jk_arena *arena,
                                   const char *name, const struct jk_notice *notice,
                                   struct jk_error *err)
{
    const struct jk_entry *there = jk_app_resource(app, name);
    const struct jk_entry *entry = jk_registry_entry(app->registry, notice->uid);
    const char *own = entry ? jk_app_resource_name(app, arena, entry) : NULL;

    if (there && there != entry && jk_entry_is_requested(there))
        return jk_fail_at(err, JK_EXISTS, JK_TEXT_UID_DIFFERS,
                          (struct jk_at){ notice->facts.line, "UID" }, "%s", notice->uid);
    if (entry && jk_entry_is_requested(entry) && (!own || strcmp(own, name) != 0))
        return jk_fail_at(err, JK_EXISTS, JK_TEXT_UID_ELSEWHERE,
                          (struct jk_at){ notice->facts.line, "UID" }, "%s", notice->uid);
    if (entry && entry->current && !jk_entry_is_requested(entry))
        return jk_fail_at(err, JK_STATE, JK_TEXT_CHAIN_FINAL,
                          (struct jk_at){ notice->facts.line, "UID" }, "%s",
                          jk_state_word(entry->chain->state));
    return JK_OK;
}

enum jk_status notices_names_keep(struct jk_app *app, struct jk_arena *arena,
                                  const struct jk_act *act, const struct jk_name_row *row,
                                  struct jk_error *err)
{
    const struct jk_entry *entry = jk_registry_entry(app->registry, row->uid);
    const char *own = jk_app_resource_name(app, arena, entry);
    enum jk_status rc;

    if (own && strcmp(own, row->name) == 0)
        return JK_OK;
    rc = jk_store_put_name(app->store, act, row, err);
    return rc == JK_OK ? notices_names_load(app, row) : rc;
}
