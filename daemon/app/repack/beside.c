/* A chain is looked at by the other pack with its entries exchanged: for the length of a call each
 * entry holds the versions of the other pack, and the functions that serve the registry serve the
 * other world. Nobody is served in between.
 *
 * What a chain's versions beside are made of is kept with them: which reading and notice, whether
 * it stands and is counted, the chain's state, whether a report of it was verified. Where all of it
 * is as it was, making them anew would give the same (recall/room.c makes them so at a start);
 * where anything is not, the whole chain is made anew. So no command has to tell that it changed
 * something, and none can forget to.
 *
 * Invariant: what was found of a chain that is `judged` is what judging it now would find. A chain
 * that is made anew invalidates whatever mentions it, and once it is judged, which nothing can be
 * near to without that being near to it, what it is near to now. */
#include "daemon/app/repack/beside.h"

#include <stdlib.h>
#include <string.h>
#include "daemon/app/conflicts/judge.h"
#include "daemon/app/notices/field_reports.h"
#include "daemon/app/notices/room.h"
#include "daemon/app/registry/registry_internal.h"
#include "daemon/app/registry/version.h"
#include "jarak/base/heap.h"
#include "jarak/policy/occupancy.h"

#define OCTETS_A_UNIT 40  /* a notice of 600 octets is read in some 15 us */
#define CHAIN_UNITS   5   /* what is to be looked at in any */
#define CHAINS_A_UNIT 128 /* whose findings are looked through */

enum jk_status repack_open(struct beside *b, struct jk_app *app, const struct jk_pack *pack)
{
    *b = (struct beside){ .app = app, .pack = pack, .registry = jk_registry_new(pack) };
    return b->registry ? JK_OK : JK_MEMORY;
}

static struct jk_version **slot_of(struct jk_entry *entry, size_t i)
{
    struct jk_version **const slots[BESIDE_VERSIONS] = { &entry->current, &entry->approved,
                                                         &entry->happened };

    return slots[i];
}

static void free_chain(struct beside_chain *s)
{
    for (size_t i = 0; i < s->count; i++) {
        for (size_t k = 0; k < BESIDE_VERSIONS; k++) {
            registry_version_free(s->entries[i].version[k]);
            registry_source_drop(&s->entries[i].of[k].source);
        }
    }
    free(s->entries);
    free(s->places);
    jk_arena_clear(&s->arena);
    *s = (struct beside_chain){ .made = false };
}

bool repack_free_some(struct beside *b, size_t chains)
{
    if (b->registry) {
        jk_registry_free(b->registry);
        b->registry = NULL;
        return false;
    }
    while (chains-- > 0 && b->count > 0)
        free_chain(&b->chains[--b->count]);
    return b->count == 0;
}

void repack_clear(struct beside *b)
{
    while (!repack_free_some(b, SIZE_MAX))
        continue;
    free(b->chains);
    *b = (struct beside){ .app = NULL };
}

/* For the length of a call, or for good: the chain as the other side has it. Entries that came
 * later are not there. @param count  the chain's entries then; back: those it had */
static size_t exchange(struct beside *b, struct jk_chain *chain, size_t count)
{
    struct beside_chain *s = &b->chains[chain->number];
    const struct jk_region *region = chain->region;
    struct registry_places *places = chain->places;
    const size_t before = chain->entry_count;

    for (size_t i = 0; i < s->count; i++) {
        for (size_t k = 0; k < BESIDE_VERSIONS; k++) {
            struct jk_version **slot = slot_of(chain->entries[i], k), *version = *slot;

            *slot = s->entries[i].version[k];
            s->entries[i].version[k] = version;
        }
    }
    chain->region = s->region;
    s->region = region;
    chain->places = s->places;
    s->places = places;
    chain->entry_count = count;
    return before;
}

/* One version as the other pack has it, as a start would make it of the store. */
static enum jk_status make_version(struct beside *b, const struct jk_version *version,
                                   struct beside_entry *s, size_t k, struct jk_error *err)
{
    struct jk_arena arena = { 0 };
    const struct jk_notice *whole;
    struct jk_reading *reading;
    enum jk_status rc;

    if (!version)
        return JK_OK;
    s->of[k] = (struct beside_of){ registry_version_source(version), version->notice,
                                   version->standing, version->counted };
    if (k == 2)
        return JK_OK; /* as it happened: made of the report, behind the plan */
    whole = jk_version_whole(version, &arena);
    rc = whole ? jk_reading_make(&(struct jk_read_as){ b->pack, JK_ICAL_STORED, NULL },
                                 whole->stored, &reading, err)
               : jk_no_memory(err);
    jk_arena_clear(&arena);
    if (rc != JK_OK)
        return rc;
    s->version[k] = registry_version_new(b->pack, reading, &reading->stream.notices[0]);
    jk_reading_drop(reading);
    if (s->version[k])
        registry_version_keep(s->version[k]);
    b->app->registry->compiled += s->version[k] ? s->version[k]->body_count : 0;
    return s->version[k] ? JK_OK : jk_no_memory(err);
}

static size_t octets_of(const struct jk_version *version)
{
    return version->kept ? jk_kept_notice_octets(version->kept) : version->notice->stored.len;
}

static uint64_t units_of(const struct jk_version *version)
{
    const struct jk_notice *n = version ? version->notice : NULL;

    return n ? CHAIN_UNITS + octets_of(version) / OCTETS_A_UNIT +
                   JK_WORK_MAKE_NODE * n->instance_count * (1 + n->facts.shape.point_count)
             : 0;
}

/* The versions of all entries; none stands yet. */
static enum jk_status make_versions(struct beside *b, struct jk_chain *chain,
                                    struct beside_chain *s, uint64_t *units, struct jk_error *err)
{
    enum jk_status rc = JK_OK;

    s->entries = jk_heap_zeroed(chain->entry_count + 1, sizeof *s->entries);
    if (!s->entries)
        return jk_no_memory(err);
    s->count = chain->entry_count;
    for (size_t i = 0; i < s->count && rc == JK_OK; i++) {
        s->entries[i].approved_revision = chain->entries[i]->approved_revision;
        for (size_t k = 0; k < BESIDE_VERSIONS && rc == JK_OK; k++) {
            rc = make_version(b, *slot_of(chain->entries[i], k), &s->entries[i], k, err);
            *units += units_of(s->entries[i].version[k]);
        }
    }
    return rc;
}

/* They stand where those that were made by the pack in use do. In an exchange. */
static bool let_stand(struct beside *b, struct jk_chain *chain, const struct beside_chain *s)
{
    bool ok = true;

    for (size_t i = 0; i < s->count && ok; i++) {
        struct jk_entry *entry = chain->entries[i];
        const struct beside_of *of = s->entries[i].of;

        if (entry->current && of[0].standing)
            ok = registry_version_enter(b->registry, entry, entry->current);
        if (ok && entry->current && of[0].counted)
            ok = registry_count(b->registry, entry, entry->current);
        if (ok && entry->approved && of[1].standing)
            ok = registry_version_enter(b->registry, entry, entry->approved);
    }
    registry_chain_changed(b->registry, chain);
    return ok;
}

/* Of all notices. */
static size_t count_verified(const struct jk_app *app)
{
    size_t verified = 0;

    for (size_t i = 0; i < app->notices->report_count; i++)
        verified += app->notices->reports[i].verified_s != 0;
    return verified;
}

void repack_note_reports(struct beside *b)
{
    const size_t verified = count_verified(b->app);

    for (size_t i = 0; verified != b->verified && i < b->app->notices->report_count; i++) {
        const struct jk_entry *entry =
            jk_registry_entry(b->app->registry, b->app->notices->reports[i].said.uid);

        if (entry && entry->chain->number < b->count)
            b->chains[entry->chain->number].stale = true;
    }
    b->verified = verified;
}

static const struct jk_region *region_of(const struct jk_pack *pack, const struct jk_chain *chain)
{
    const struct jk_facts nothing = jk_facts_unstated();
    const struct jk_region *same = jk_pack_region(pack, chain->region->code);
    const struct jk_version *first = chain->entry_count ? chain->entries[0]->current : NULL;

    return same ? same : jk_occupancy_region(pack, first ? &first->notice->facts : &nothing);
}

static enum jk_status grow_to(struct beside *b, size_t number)
{
    while (b->count <= number) {
        if (!jk_grow(&b->chains, b->count, &b->cap, sizeof *b->chains))
            return JK_MEMORY;
        b->chains[b->count++] = (struct beside_chain){ .made = false };
    }
    return JK_OK;
}

/* The application with the other pack in its place; what it asks of others are its own. */
static struct jk_app seen_by(const struct beside *b)
{
    struct jk_app view = *b->app;

    view.pack = b->pack;
    view.registry = b->registry;
    return view;
}

enum jk_status repack_make(struct beside *b, struct jk_chain *chain, uint64_t *units,
                           struct jk_error *err)
{
    enum jk_status rc = grow_to(b, chain->number);
    struct beside_chain *s;
    struct jk_app view = seen_by(b);
    size_t count;

    if (rc != JK_OK)
        return jk_no_memory(err);
    s = &b->chains[chain->number];
    *units += CHAIN_UNITS;
    rc = make_versions(b, chain, s, units, err);
    if (rc != JK_OK)
        return rc;
    s->region = region_of(b->pack, chain);
    s->state = chain->state;
    s->made = true;
    count = exchange(b, chain, s->count);
    if (!let_stand(b, chain, s))
        rc = jk_no_memory(err);
    if (rc == JK_OK && b->app->notices->report_count > 0 &&
        notices_reports_apply_chain(&view, chain) != JK_OK)
        rc = jk_no_memory(err);
    exchange(b, chain, count);
    return rc;
}

/* Takes it out of the other world, and frees it. */
static void unmake(struct beside *b, struct jk_chain *chain)
{
    struct beside_chain *s = &b->chains[chain->number];
    size_t count;

    if (chain->number >= b->count || !s->made)
        return;
    count = exchange(b, chain, s->count);
    for (size_t i = 0; i < s->count; i++) {
        for (size_t k = 0; k < BESIDE_VERSIONS; k++)
            registry_step_down(b->registry, chain->entries[i], *slot_of(chain->entries[i], k));
    }
    registry_unshelve_chain(b->registry, chain);
    exchange(b, chain, count);
    free_chain(s);
}

enum jk_status repack_weigh(struct beside *b, struct jk_chain *chain, uint64_t *units)
{
    struct jk_arena arena = { 0 };
    struct jk_member *members;
    size_t member_count, count = exchange(b, chain, b->chains[chain->number].count);
    enum jk_status rc = jk_registry_members(b->registry, chain, &arena, &members, &member_count);

    *units += CHAIN_UNITS;
    for (size_t i = 0; rc == JK_OK && i < member_count; i++)
        *units += JK_WORK_PAIR_NODE *
                  jk_world_weigh(jk_registry_world(b->registry), &b->pack->policies, &members[i]);
    exchange(b, chain, count);
    jk_arena_clear(&arena);
    return rc;
}

/* With its digest: to make it takes longer than all the rest of finding out that nothing changed.
 */
static bool keep_pairing(const struct beside *b, const struct jk_chain *chain,
                         const struct jk_pairing *found, struct jk_pairing *kept)
{
    struct jk_arena *arena = &b->chains[chain->number].arena;

    *kept = *found;
    kept->digest = conflicts_digest_of(b->app, arena, chain, found);
    kept->parts = jk_arena_array(arena, found->part_count, sizeof *kept->parts);
    for (size_t i = 0; kept->parts && i < found->part_count; i++) {
        kept->parts[i] = found->parts[i];
        if (!conflicts_keep_spans(arena, &kept->parts[i].part))
            return false;
    }
    return kept->parts && kept->digest;
}

/* Without what judging took on its way: twelve thousand such arenas would be as much as the notices
 * themselves. */
static enum jk_status keep_found(struct beside *b, const struct jk_chain *chain,
                                 const struct jk_pairings *found)
{
    struct beside_chain *s = &b->chains[chain->number];
    bool ok = true;

    jk_arena_clear(&s->arena);
    s->found = (struct jk_pairings){ .at = NULL };
    if (found->count == 0)
        return JK_OK;
    s->found.at = jk_arena_array(&s->arena, found->count, sizeof *s->found.at);
    for (size_t i = 0; s->found.at && i < found->count && ok; i++)
        ok = keep_pairing(b, chain, &found->at[i], &s->found.at[i]);
    s->found.count = found->count;
    return s->found.at && ok ? JK_OK : JK_MEMORY;
}

/* What was found of those is not what would be found now. */
static void invalidate(struct beside *b, const struct jk_pairings *found)
{
    for (size_t i = 0; i < found->count; i++) {
        if (found->at[i].chain < b->count)
            b->chains[found->at[i].chain].judged = false;
    }
}

enum jk_status repack_judge(struct beside *b, struct jk_chain *chain)
{
    struct beside_chain *s = &b->chains[chain->number];
    struct jk_app view = seen_by(b);
    struct jk_arena arena = { 0 };
    struct jk_pairings found;
    size_t count = exchange(b, chain, s->count);
    enum jk_status rc = conflicts_judge(&view, &arena, chain, &found);

    exchange(b, chain, count);
    if (rc == JK_OK)
        rc = keep_found(b, chain, &found);
    jk_arena_clear(&arena);
    if (rc == JK_OK && s->anew)
        invalidate(b, &s->found);
    s->anew = s->anew && rc != JK_OK;
    s->judged = rc == JK_OK;
    return rc;
}

static bool is_of(const struct beside_of *of, const struct jk_version *version)
{
    if (!version)
        return !of->notice;
    return of->notice == version->notice && of->standing == version->standing &&
           of->counted == version->counted;
}

bool repack_is_made(const struct beside *b, const struct jk_chain *chain)
{
    const struct beside_chain *s = chain->number < b->count ? &b->chains[chain->number] : NULL;

    if (!s || !s->made || s->stale || s->count != chain->entry_count || s->state != chain->state)
        return false;
    for (size_t i = 0; i < s->count; i++) {
        const struct jk_entry *entry = chain->entries[i];
        const struct beside_entry *at = &s->entries[i];

        if (at->approved_revision != entry->approved_revision ||
            !is_of(&at->of[0], entry->current) || !is_of(&at->of[1], entry->approved) ||
            !is_of(&at->of[2], entry->happened))
            return false;
    }
    return true;
}

bool repack_is_same(const struct beside *b, const struct jk_chain *chain)
{
    return repack_is_made(b, chain) && b->chains[chain->number].judged;
}

static bool mentions(const struct jk_pairings *found, uint32_t chain)
{
    bool mentioned = false;

    for (size_t i = 0; i < found->count && !mentioned; i++)
        mentioned = found->at[i].chain == chain;
    return mentioned;
}

/* All are asked, for what was found of this one need not say who found it: it may not have been
 * judged since it was made, or since the other came. */
enum jk_status repack_make_anew(struct beside *b, struct jk_chain *chain, uint64_t *units,
                                struct jk_error *err)
{
    enum jk_status rc;

    for (size_t i = 0; i < b->count; i++)
        b->chains[i].judged = b->chains[i].judged && !mentions(&b->chains[i].found, chain->number);
    *units += b->count / CHAINS_A_UNIT;
    unmake(b, chain);
    rc = repack_make(b, chain, units, err);
    if (rc == JK_OK)
        b->chains[chain->number].anew = true;
    return rc;
}

const struct jk_pairings *repack_found(const struct beside *b, const struct jk_chain *chain)
{
    return &b->chains[chain->number].found;
}

void repack_exchange(struct beside *b)
{
    const struct jk_pack *pack = b->app->pack;

    for (uint32_t i = 0; i < jk_registry_chains(b->app->registry); i++) {
        struct jk_chain *chain = jk_registry_chain_at(b->app->registry, i);

        exchange(b, chain, chain->entry_count);
    }
    registry_exchange(b->app->registry, b->registry);
    b->app->pack = b->pack;
    b->pack = pack;
    b->switched = !b->switched;
}
