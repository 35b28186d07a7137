/* All notices and chains in memory, and which versions of them stand in the world.
 *
 * An entry is a UID, a chain the entries of one activity; both keep their numbers for good, since
 * the world's members name them. An entry has up to three versions: the current one, the approved
 * one while a change to it is pending, and the plan as it happened. Invariant: a version is in the
 * world iff its chain's state stands, and totals count the current ones.
 *
 * A change has two steps, for a command is decided before it is written: put or remove changes the
 * registry and keeps the old version, then settle makes it final or revert undoes it. While an
 * approved chain changes, the version in force goes on standing beside the new one, so that neither
 * can be filled by another's plan. */
#include "jarak/app/registry/registry.h"
#include "jarak/app/texts/texts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/app/registry/leg_size.h"
#include "daemon/app/registry/registry_internal.h"
#include "daemon/app/registry/sttp_numbers.h"
#include "daemon/app/registry/version.h"
#include "jarak/base/digest.h"
#include "jarak/engine/pair_memory.h"
#include "jarak/policy/occupancy.h"
#include "jarak/base/heap.h"

#define READ_END_CHAINS 256 /* of one piece */

struct jk_registry *jk_registry_new(const struct jk_pack *pack)
{
    struct jk_registry *registry = jk_heap_zeroed(1, sizeof *registry);

    if (!registry)
        return NULL;
    registry->pack = registry->days.pack = registry->totals.pack = pack;
    registry->world = jk_world_new();
    if (!registry->world) {
        free(registry);
        return NULL;
    }
    /* Without memory for it everything is judged each time. */
    jk_world_remember(registry->world, &pack->policies, JK_PAIR_MEMORY_BYTES);
    return registry;
}

void jk_registry_free(struct jk_registry *registry)
{
    if (!registry)
        return;
    jk_world_free(registry->world);
    for (uint32_t i = 0; i < registry->entry_count; i++) {
        struct jk_entry *entry = registry->entries[i];

        registry_version_free(entry->current);
        registry_version_free(entry->approved);
        registry_version_free(entry->happened);
        registry_entry_free_texts(entry);
        free(entry->happened_by);
        free(entry->letter);
        free(entry);
    }
    for (uint32_t i = 0; i < registry->chain_count; i++) {
        free(registry->chains[i]->entries);
        free(registry->chains[i]->places);
        if (registry->chains[i]->offers)
            jk_arena_clear(&registry->chains[i]->offers->arena);
        free(registry->chains[i]->offers);
        jk_text_free(registry->chains[i]->id);
        free(registry->chains[i]);
    }
    free(registry->entries);
    free(registry->chains);
    jk_name_table_clear(&registry->entry_names);
    registry_hashed_clear(registry);
    jk_name_table_clear(&registry->chain_names);
    registry_totals_clear(&registry->totals);
    registry_days_clear(&registry->days);
    registry_shelves_clear(&registry->shelves);
    registry_sttp_clear(registry);
    registry_owned_clear(registry);
    free(registry);
}

void registry_exchange(struct jk_registry *a, struct jk_registry *b)
{
    const struct jk_registry before = *a;

    a->pack = b->pack;
    a->world = b->world;
    a->totals = b->totals;
    a->days = b->days;
    a->shelves = b->shelves;
    b->pack = before.pack;
    b->world = before.world;
    b->totals = before.totals;
    b->days = before.days;
    b->shelves = before.shelves;
}

const struct jk_offers *jk_chain_offers(const struct jk_chain *chain)
{
    static const struct jk_offers none = { .at = NULL };

    return chain->offers ? chain->offers : &none;
}

const struct jk_pack *jk_registry_pack(const struct jk_registry *registry)
{
    return registry->pack;
}

struct jk_world *jk_registry_world(const struct jk_registry *registry)
{
    return registry->world;
}

struct jk_entry *jk_registry_entry(const struct jk_registry *registry, const char *uid)
{
    return jk_name_table_find(&registry->entry_names, uid);
}

struct jk_chain *jk_registry_chain(const struct jk_registry *registry, const char *id)
{
    struct jk_entry *entry = jk_registry_entry(registry, id);

    return entry && entry->uid == entry->chain->id ? entry->chain
                                                   : jk_name_table_find(&registry->chain_names, id);
}

struct jk_entry *jk_registry_hashed(const struct jk_registry *registry, const char *name)
{
    const struct registry_hashed *hashed = jk_name_table_find(&registry->hashed_names, name);

    return hashed ? hashed->entry : NULL;
}

struct jk_entry *jk_registry_addressed(const struct jk_registry *registry, const char *segment)
{
    if (jk_uid_is_plain(segment))
        return jk_registry_entry(registry, segment);
    return jk_registry_hashed(registry, segment);
}

struct jk_entry *jk_registry_entry_at(const struct jk_registry *registry, uint32_t number)
{
    return registry->entries[number & ~JK_TAG_HAPPENED];
}

struct jk_chain *jk_registry_chain_at(const struct jk_registry *registry, uint32_t number)
{
    return registry->chains[number];
}

uint32_t jk_registry_entries(const struct jk_registry *registry)
{
    return registry->entry_count;
}

uint32_t jk_registry_chains(const struct jk_registry *registry)
{
    return registry->chain_count;
}

uint64_t jk_registry_compiled(const struct jk_registry *registry)
{
    return registry->compiled;
}

uint64_t jk_registry_changes(const struct jk_registry *registry)
{
    return registry->changes;
}

bool jk_entry_is_main(const struct jk_entry *entry)
{
    return strcmp(entry->uid, entry->chain->id) == 0;
}

const struct jk_entry *jk_chain_main(const struct jk_chain *chain)
{
    for (size_t i = 0; i < chain->entry_count; i++) {
        if (chain->entries[i]->current && strcmp(chain->entries[i]->uid, chain->id) == 0)
            return chain->entries[i];
    }
    return NULL;
}

/* Legs never have legs; contest and paslon are one along a chain (SPEC 4). */
static enum jk_status check_chain(const struct jk_registry *registry,
                                  const struct jk_notice *notice, struct jk_error *err)
{
    const struct jk_entry *old = jk_registry_entry(registry, notice->uid);
    const struct jk_chain *chain = jk_registry_chain(registry, jk_notice_chain(notice));
    const struct jk_entry *parent =
        notice->parent ? jk_registry_entry(registry, notice->parent) : NULL;
    unsigned line = notice->facts.line;

    if (old && old->current && old->chain != chain)
        return jk_fail_at(err, JK_INVALID, JK_TEXT_CHAIN_MOVED,
                          (struct jk_at){ line, "RELATED-TO" }, "%s",
                          notice->parent ? notice->parent : "");
    if (parent && parent->current && parent->current->notice->parent)
        return jk_fail_at(err, JK_INVALID, JK_TEXT_CHAIN_DEEP, (struct jk_at){ line, "RELATED-TO" },
                          "%s", notice->parent);
    for (size_t i = 0; chain && i < chain->entry_count; i++) {
        const struct jk_entry *other = chain->entries[i];

        if (other == old || !other->current ||
            jk_party_same(&other->current->notice->facts.party, &notice->facts.party))
            continue;
        return jk_fail_at(err, JK_INVALID, JK_TEXT_CHAIN_PARTY,
                          (struct jk_at){ line, "X-JARAK-PASLON" }, "%s", other->uid);
    }
    return JK_OK;
}

/* Without a request the tag is that of the bytes, as it always was (jk_etag_of()). Where memory is
 * out there is none, and the group in which that was so is not kept (app_sound()). */
void registry_make_etag(struct jk_entry *entry)
{
    struct jk_span of[2] = { { "", 0 }, JK_SPAN("withdrawal requested") };
    struct jk_arena arena = { 0 };
    const struct jk_notice *whole =
        entry->current ? jk_version_whole(entry->current, &arena) : NULL;
    uint8_t digest[JK_DIGEST_LEN];
    char hex[2 * JK_DIGEST_LEN + 1];

    entry->etag[0] = '\0';
    /* What was carried over is part of the version: another tag for the same bytes. */
    if (whole)
        of[0] = whole->stored;
    if (entry->leaving)
        jk_sha256_list(of, 2, digest);
    else
        jk_sha256(of[0].at, of[0].len, digest);
    jk_arena_clear(&arena);
    if (!whole)
        return;
    jk_hex(digest, sizeof digest, hex);
    hex[32] = '\0';
    entry->etag[0] = '"';
    memcpy(entry->etag + 1, hex, 32);
    memcpy(entry->etag + 33, "\"", 2);
}

static enum jk_status out_of_memory(struct jk_error *err)
{
    return jk_no_memory(err);
}

bool registry_count(struct jk_registry *registry, const struct jk_entry *entry,
                    struct jk_version *version)
{
    if (!version->counted &&
        !registry_totals_count(&registry->totals, version->notice, entry->chain->region))
        return false;
    version->counted = true;
    return true;
}

bool registry_stand(struct jk_registry *registry, const struct jk_entry *entry,
                    struct jk_version *version)
{
    if (!registry_version_enter(registry, entry, version))
        return false;
    if (registry_count(registry, entry, version))
        return true;
    registry_version_leave(registry, entry, version);
    return false;
}

static void uncount(struct jk_registry *registry, const struct jk_entry *entry,
                    struct jk_version *version)
{
    if (version && version->counted)
        registry_totals_uncount(&registry->totals, version->notice, entry->chain->region);
    if (version)
        version->counted = false;
}

void registry_step_down(struct jk_registry *registry, const struct jk_entry *entry,
                        struct jk_version *version)
{
    uncount(registry, entry, version);
    registry_version_leave(registry, entry, version);
}

void registry_read_begin(struct jk_registry *registry, uint32_t entries)
{
    registry->is_read = true;
    jk_name_table_reserve(&registry->entry_names, entries);
}

uint32_t registry_read_end(struct jk_registry *registry, uint32_t from)
{
    uint32_t at = from;

    registry->is_read = false;
    for (; at < registry->chain_count && at - from < READ_END_CHAINS; at++)
        registry_chain_changed(registry, registry->chains[at]);
    return at;
}

void registry_chain_changed(struct jk_registry *registry, struct jk_chain *chain)
{
    registry->changes++;
    if (registry->is_read)
        return;
    registry_fit_legs(registry, chain);
    registry_shelve(registry, chain);
}

/* Puts the new version in place of the current one; registry and world agree before and after.
 * @param etag  null: it is not known yet */
static bool swap_current(struct jk_registry *registry, struct jk_entry *entry,
                         struct jk_version *version, const char *etag)
{
    bool stands = version && jk_state_stands(entry->chain->state);

    if (stands && !registry_stand(registry, entry, version))
        return false;
    /* While an approved chain changes, what is in force goes on standing beside the new version. */
    if (entry->chain->state != JK_STATE_APPROVED || entry->approved)
        registry_step_down(registry, entry, entry->current);
    entry->current = version;
    entry->leaving = false; /* whoever files it wants it */
    if (etag)
        snprintf(entry->etag, sizeof entry->etag, "%s", etag);
    else
        registry_make_etag(entry);
    return true;
}

static struct jk_change change_of(struct jk_entry *entry)
{
    struct jk_change change = { .entry = entry,
                                .before = entry->current,
                                .was_deleted = entry->deleted,
                                .was_leaving = entry->leaving,
                                .was_approved = entry->approved_revision };

    memcpy(change.was_etag, entry->etag, sizeof change.was_etag);
    return change;
}

/* Puts a version in place of the current one, or frees it.
 * @param version  given; null: memory was out
 * @param etag     as of swap_current() */
static bool put_version(struct jk_registry *registry, struct jk_entry *entry,
                        struct jk_version *version, const char *etag, struct jk_change *out)
{
    *out = change_of(entry);
    if (!version || !swap_current(registry, entry, version, etag)) {
        registry_version_free(version);
        if (entry->revision == 0 && !entry->current && !entry->deleted)
            registry_drop_newest(registry, entry);
        return false;
    }
    entry->deleted = false;
    if (!out->before && !entry->approved)
        entry->approved_revision = 0; /* what was in force is erased, and this is not it */
    registry_chain_changed(registry, entry->chain);
    return true;
}

/* @param shared  null: a new one, of the reading */
static enum jk_status put(struct jk_registry *registry, const struct jk_version *shared,
                          struct jk_reading *reading, const struct jk_notice *notice,
                          struct jk_change *out, struct jk_error *err)
{
    enum jk_status rc = check_chain(registry, notice, err);
    struct jk_entry *entry;
    struct jk_version *version;

    if (rc != JK_OK)
        return rc;
    entry = registry_entry_for(registry, notice);
    if (!entry)
        return out_of_memory(err);
    version = shared ? registry_version_again(registry->pack, shared)
                     : registry_version_new(registry->pack, reading, notice);
    registry->compiled += version ? version->body_count : 0;
    return put_version(registry, entry, version, NULL, out) ? JK_OK : out_of_memory(err);
}

struct jk_entry *registry_put_recalled(struct jk_registry *registry, struct jk_version *version,
                                       const char *etag)
{
    struct jk_entry *entry = registry_entry_for(registry, version->notice);
    struct jk_change change;

    if (!entry) {
        registry_version_free(version);
        return NULL;
    }
    return put_version(registry, entry, version, etag, &change) ? entry : NULL;
}

bool registry_put_approved(struct jk_registry *registry, struct jk_entry *entry,
                           struct jk_version *version)
{
    entry->approved = version;
    if (jk_state_stands(entry->chain->state) && !registry_version_enter(registry, entry, version))
        return false;
    registry_chain_changed(registry, entry->chain);
    return true;
}

enum jk_status jk_registry_put(struct jk_registry *registry, struct jk_reading *reading,
                               const struct jk_notice *notice, struct jk_change *out,
                               struct jk_error *err)
{
    return put(registry, NULL, reading, notice, out, err);
}

enum jk_status jk_registry_put_shared(struct jk_registry *registry,
                                      const struct jk_version *version, struct jk_change *out,
                                      struct jk_error *err)
{
    return put(registry, version, NULL, version->notice, out, err);
}

void jk_registry_remove(struct jk_registry *registry, struct jk_entry *entry, struct jk_change *out)
{
    *out = change_of(entry);
    swap_current(registry, entry, NULL, NULL);
    entry->deleted = true;
    registry_chain_changed(registry, entry->chain);
}

void jk_registry_keep_small(struct jk_entry *entry)
{
    if (entry->current)
        registry_version_keep(entry->current);
}

void jk_registry_settle(struct jk_registry *registry, struct jk_change *change)
{
    struct jk_entry *entry = change->entry;

    if (change->before && !entry->approved && entry->approved_revision > 0) {
        entry->approved = change->before;
        uncount(registry, entry, entry->approved);
        if (entry->chain->state != JK_STATE_APPROVED) /* rescinded: kept for the public alone */
            registry_version_leave(registry, entry, entry->approved);
        registry_chain_changed(registry, entry->chain);
        return;
    }
    registry_step_down(registry, entry, change->before);
    registry_version_free(change->before);
}

void jk_registry_revert(struct jk_registry *registry, struct jk_change *change)
{
    struct jk_entry *entry = change->entry;
    struct jk_version *tried = entry->current;

    registry_step_down(registry, entry, tried);
    entry->current = change->before;
    entry->deleted = change->was_deleted;
    entry->leaving = change->was_leaving;
    entry->approved_revision = change->was_approved;
    memcpy(entry->etag, change->was_etag, sizeof entry->etag);
    if (entry->current) {
        /* Entering again cannot fail: the old version gave up its place in the world but not its
         * memory, so nothing has to be allocated that was not there. */
        if (jk_state_stands(entry->chain->state))
            registry_stand(registry, entry, entry->current);
    }
    registry_version_free(tried);
    registry_chain_changed(registry, entry->chain);
    if (entry->revision == 0 && !entry->current && !entry->deleted)
        registry_drop_newest(registry, entry);
}

enum jk_status jk_registry_put_approved(struct jk_registry *registry, struct jk_entry *entry,
                                        struct jk_reading *reading, const struct jk_notice *notice)
{
    struct jk_version *version = registry_version_new(registry->pack, reading, notice);

    if (!version)
        return JK_MEMORY;
    registry_version_keep(version);
    return registry_put_approved(registry, entry, version) ? JK_OK : JK_MEMORY;
}

static void add_members(const struct jk_registry *registry, const struct jk_entry *entry,
                        const struct jk_version *version, struct jk_member *out, size_t *count)
{
    for (size_t i = 0; version && version->standing && i < version->body_count; i++)
        out[(*count)++] = registry_member(registry->pack, entry, version, i);
}

enum jk_status jk_registry_members(struct jk_registry *registry, const struct jk_chain *chain,
                                   struct jk_arena *arena, struct jk_member **out, size_t *count)
{
    size_t most = 0;

    for (size_t i = 0; i < chain->entry_count; i++) {
        const struct jk_entry *entry = chain->entries[i];

        most += entry->current ? entry->current->body_count : 0;
        most += entry->approved ? entry->approved->body_count : 0;
        most += entry->happened ? entry->happened->body_count : 0;
    }
    *count = 0;
    *out = jk_arena_array(arena, most, sizeof **out);
    if (!*out)
        return JK_MEMORY;
    for (size_t i = 0; i < chain->entry_count; i++) {
        add_members(registry, chain->entries[i], chain->entries[i]->current, *out, count);
        add_members(registry, chain->entries[i], chain->entries[i]->approved, *out, count);
        add_members(registry, chain->entries[i], chain->entries[i]->happened, *out, count);
    }
    return JK_OK;
}

/* The notices of a chain, main first. */
static enum jk_status list_chain(const struct jk_chain *chain, struct jk_arena *arena,
                                 struct jk_rule_input *input)
{
    const struct jk_notice **list = jk_arena_array(arena, chain->entry_count, sizeof *list);
    const struct jk_entry *main = jk_chain_main(chain);

    if (!list)
        return JK_MEMORY;
    if (main)
        list[input->chain_count++] = main->current->notice;
    for (size_t i = 0; i < chain->entry_count; i++) {
        if (chain->entries[i] != main && chain->entries[i]->current)
            list[input->chain_count++] = chain->entries[i]->current->notice;
    }
    input->chain = list;
    input->main_known = main != NULL;
    return JK_OK;
}

enum jk_status jk_registry_findings(const struct jk_registry *registry,
                                    const struct jk_entry *entry, int64_t now_s,
                                    const struct jk_rule_personnel *personnel,
                                    struct jk_arena *arena, struct jk_finding **out, size_t *count)
{
    struct jk_rule_input input = { .pack = registry->pack,
                                   .notice = entry->current->notice,
                                   .region = entry->chain->region->code,
                                   .tz = entry->chain->region->tz,
                                   .personnel = personnel,
                                   .now_s = now_s };
    const struct jk_notice *notice = input.notice;
    enum jk_status rc = list_chain(entry->chain, arena, &input);

    if (rc != JK_OK)
        return rc;
    input.sttp = entry->chain->sttp;
    input.sttp_chains = registry_sttp_count(registry, entry->chain);
    input.rallies = registry_totals_rallies(&registry->totals, &notice->facts.party);
    if (notice->instance_count > 0) {
        const struct jk_region *region = entry->chain->region;
        int32_t day = jk_local_day(notice->instances[0].start_s, region->tz->offset_s);

        input.day_crowd = registry_totals_crowd(&registry->totals, region, day);
        input.day_rallies =
            registry_totals_day(&registry->totals, &notice->facts.party, region, day);
    }
    rc = registry_days_rivals(&registry->days, entry, arena, &input);
    return rc == JK_OK ? jk_rules_apply(arena, &input, out, count) : rc;
}
