#include "jarak/app/notices/registry.h"

#include <stdlib.h>
#include <string.h>
#include "daemon/app/notices/as_happened.h"
#include "daemon/app/notices/totals.h"
#include "daemon/app/notices/version.h"
#include "jarak/base/digest.h"
#include "jarak/policy/occupancy.h"

struct jk_docket {
    const struct jk_pack *pack;
    struct jk_world *world;
    struct name_table entry_names, case_names;
    struct tally tally; /* of the current versions that stand */
    struct jk_entry **entries;
    struct jk_case **cases;
    uint32_t entry_count, entry_cap, case_count, case_cap;
};

struct jk_docket *jk_docket_new(const struct jk_pack *pack)
{
    struct jk_docket *docket = calloc(1, sizeof *docket);

    if (!docket)
        return NULL;
    docket->pack = pack;
    docket->world = jk_world_new();
    if (!docket->world) {
        free(docket);
        return NULL;
    }
    return docket;
}

void jk_docket_free(struct jk_docket *docket)
{
    if (!docket)
        return;
    jk_world_free(docket->world);
    for (uint32_t i = 0; i < docket->entry_count; i++) {
        struct jk_entry *entry = docket->entries[i];

        version_free(entry->current);
        version_free(entry->approved);
        version_free(entry->happened);
        free((void *)(uintptr_t)entry->uid);
        free((void *)(uintptr_t)entry->owner);
        free(entry);
    }
    for (uint32_t i = 0; i < docket->case_count; i++) {
        free(docket->cases[i]->entries);
        jk_arena_clear(&docket->cases[i]->offer_arena);
        free((void *)(uintptr_t)docket->cases[i]->id);
        free(docket->cases[i]);
    }
    free(docket->entries);
    free(docket->cases);
    table_clear(&docket->entry_names);
    table_clear(&docket->case_names);
    tally_clear(&docket->tally);
    free(docket);
}

const struct jk_pack *jk_docket_pack(const struct jk_docket *docket)
{
    return docket->pack;
}

struct jk_world *jk_docket_world(const struct jk_docket *docket)
{
    return docket->world;
}

struct jk_entry *jk_docket_entry(const struct jk_docket *docket, const char *uid)
{
    return table_find(&docket->entry_names, uid);
}

struct jk_case *jk_docket_case(const struct jk_docket *docket, const char *id)
{
    return table_find(&docket->case_names, id);
}

struct jk_entry *jk_docket_entry_at(const struct jk_docket *docket, uint32_t number)
{
    return docket->entries[number & ~JK_TAG_HAPPENED];
}

struct jk_case *jk_docket_case_at(const struct jk_docket *docket, uint32_t number)
{
    return docket->cases[number];
}

uint32_t jk_docket_entries(const struct jk_docket *docket)
{
    return docket->entry_count;
}

uint32_t jk_docket_cases(const struct jk_docket *docket)
{
    return docket->case_count;
}

const struct jk_entry *jk_case_main(const struct jk_case *chain)
{
    for (size_t i = 0; i < chain->entry_count; i++) {
        if (chain->entries[i]->current && strcmp(chain->entries[i]->uid, chain->id) == 0)
            return chain->entries[i];
    }
    return NULL;
}

const struct jk_entry *jk_case_face(const struct jk_case *chain)
{
    const struct jk_entry *face = jk_case_main(chain);

    for (size_t i = 0; !face && i < chain->entry_count; i++) {
        if (chain->entries[i]->current)
            face = chain->entries[i];
    }
    return face;
}

/* Room for one more pointer in a list. */
static bool reserve(void ***list, size_t count, size_t *cap)
{
    size_t wider = *cap ? 2 * *cap : 8;
    void **grown;

    if (count < *cap)
        return true;
    grown = realloc(*list, wider * sizeof *grown);
    if (!grown)
        return false;
    *list = grown;
    *cap = wider;
    return true;
}

static bool reserve_number(void ***list, uint32_t count, uint32_t *cap)
{
    size_t wide = *cap;
    bool ok = reserve(list, count, &wide);

    *cap = (uint32_t)wide;
    return ok;
}

static struct jk_case *make_case(struct jk_docket *docket, const char *id,
                                 const struct jk_facts *facts)
{
    struct jk_case *chain;

    if (!reserve_number((void ***)&docket->cases, docket->case_count, &docket->case_cap))
        return NULL;
    chain = calloc(1, sizeof *chain);
    if (!chain)
        return NULL;
    chain->id = strdup(id);
    chain->number = docket->case_count;
    chain->state = JK_STATE_SUBMITTED;
    chain->region = jk_occupancy_region(docket->pack, facts);
    if (!chain->id || !table_add(&docket->case_names, chain->id, chain)) {
        free((void *)(uintptr_t)chain->id);
        free(chain);
        return NULL;
    }
    docket->cases[docket->case_count++] = chain;
    return chain;
}

static struct jk_entry *make_entry(struct jk_docket *docket, const char *uid, struct jk_case *chain)
{
    struct jk_entry *entry;

    if (!reserve_number((void ***)&docket->entries, docket->entry_count, &docket->entry_cap) ||
        !reserve((void ***)&chain->entries, chain->entry_count, &chain->entry_cap))
        return NULL;
    entry = calloc(1, sizeof *entry);
    if (!entry)
        return NULL;
    entry->uid = strdup(uid);
    entry->number = docket->entry_count;
    entry->chain = chain;
    if (!entry->uid || !table_add(&docket->entry_names, entry->uid, entry)) {
        free((void *)(uintptr_t)entry->uid);
        free(entry);
        return NULL;
    }
    docket->entries[docket->entry_count++] = entry;
    chain->entries[chain->entry_count++] = entry;
    return entry;
}

static bool same_party(const struct jk_party *a, const struct jk_party *b)
{
    return strcmp(a->contest, b->contest) == 0 && a->count == b->count &&
           memcmp(a->paslon, b->paslon, a->count * sizeof *a->paslon) == 0;
}

/* Legs never have legs; contest and paslon are one along a chain (SPEC 4). */
static enum jk_status check_chain(const struct jk_docket *docket, const struct jk_notice *notice,
                                  struct jk_error *err)
{
    const struct jk_entry *old = jk_docket_entry(docket, notice->uid);
    const struct jk_case *chain = jk_docket_case(docket, jk_notice_chain(notice));
    const struct jk_entry *parent = notice->parent ? jk_docket_entry(docket, notice->parent) : NULL;
    unsigned line = notice->facts.line;

    if (old && old->current && old->chain != chain)
        return jk_fail_at(err, JK_INVALID, JK_TEXT_CHAIN_MOVED, line, "RELATED-TO", "%s",
                          notice->parent ? notice->parent : "");
    if (parent && parent->current && parent->current->notice->parent)
        return jk_fail_at(err, JK_INVALID, JK_TEXT_CHAIN_DEEP, line, "RELATED-TO", "%s",
                          notice->parent);
    for (size_t i = 0; chain && i < chain->entry_count; i++) {
        const struct jk_entry *other = chain->entries[i];

        if (other == old || !other->current ||
            same_party(&other->current->notice->facts.party, &notice->facts.party))
            continue;
        return jk_fail_at(err, JK_INVALID, JK_TEXT_CHAIN_PARTY, line, "X-JARAK-PASLON", "%s",
                          other->uid);
    }
    return JK_OK;
}

static void make_etag(const struct jk_version *version, char etag[40])
{
    uint8_t digest[JK_DIGEST_LEN];
    char hex[2 * JK_DIGEST_LEN + 1];

    jk_sha256(version->notice->octets.at, version->notice->octets.len, digest);
    jk_hex(digest, sizeof digest, hex);
    hex[32] = '\0';
    etag[0] = '"';
    memcpy(etag + 1, hex, 32);
    memcpy(etag + 33, "\"", 2);
}

static enum jk_status out_of_memory(struct jk_error *err)
{
    return jk_fail(err, JK_MEMORY, JK_TEXT_NO_MEMORY, "", "%s", "");
}

/* A current version enters the world and is counted. */
static bool stand(struct jk_docket *docket, const struct jk_entry *entry,
                  struct jk_version *version)
{
    if (!version_enter(docket->world, version, entry->chain->number, entry->number))
        return false;
    if (!version->counted && !tally_count(&docket->tally, version->notice, entry->chain->region)) {
        version_leave(docket->world, version);
        return false;
    }
    version->counted = true;
    return true;
}

static void uncount(struct jk_docket *docket, const struct jk_entry *entry,
                    struct jk_version *version)
{
    if (version && version->counted)
        tally_uncount(&docket->tally, version->notice, entry->chain->region);
    if (version)
        version->counted = false;
}

static void step_down(struct jk_docket *docket, const struct jk_entry *entry,
                      struct jk_version *version)
{
    uncount(docket, entry, version);
    version_leave(docket->world, version);
}

/* The new version takes the place; both before and after are consistent with the world. */
static bool swap_current(struct jk_docket *docket, struct jk_entry *entry,
                         struct jk_version *version)
{
    bool stands = version && jk_state_stands(entry->chain->state);

    if (stands && !stand(docket, entry, version))
        return false;
    /* While an approved chain changes, what is in force goes on standing beside the new version. */
    if (entry->chain->state != JK_STATE_APPROVED || entry->approved)
        step_down(docket, entry, entry->current);
    entry->current = version;
    if (version)
        make_etag(version, entry->etag);
    else
        entry->etag[0] = '\0';
    return true;
}

/* An entry that only a change under way had made: it is the newest, and so is its chain's. */
static void drop_newest(struct jk_docket *docket, struct jk_entry *entry)
{
    struct jk_case *chain = entry->chain;

    table_remove(&docket->entry_names, entry->uid);
    docket->entry_count--;
    chain->entry_count--;
    free((void *)(uintptr_t)entry->uid);
    free(entry);
    if (chain->entry_count > 0)
        return;
    table_remove(&docket->case_names, chain->id);
    docket->case_count--;
    free((void *)(uintptr_t)chain->id);
    free(chain->entries);
    free(chain);
}

enum jk_status jk_docket_put(struct jk_docket *docket, struct jk_reading *reading,
                             const struct jk_notice *notice, struct jk_change *out,
                             struct jk_error *err)
{
    enum jk_status rc = check_chain(docket, notice, err);
    struct jk_entry *entry = jk_docket_entry(docket, notice->uid);
    struct jk_case *chain = jk_docket_case(docket, jk_notice_chain(notice));
    struct jk_version *version;

    if (rc != JK_OK)
        return rc;
    if (!chain && !(chain = make_case(docket, jk_notice_chain(notice), &notice->facts)))
        return out_of_memory(err);
    if (!entry && !(entry = make_entry(docket, notice->uid, chain)))
        return out_of_memory(err);
    version = version_new(docket->pack, reading, notice);
    *out = (struct jk_change){ entry, entry->current, entry->deleted };
    if (!version || !swap_current(docket, entry, version)) {
        version_free(version);
        if (entry->revision == 0 && !entry->current && !entry->deleted)
            drop_newest(docket, entry);
        return out_of_memory(err);
    }
    entry->deleted = false;
    return JK_OK;
}

void jk_docket_remove(struct jk_docket *docket, struct jk_entry *entry, struct jk_change *out)
{
    *out = (struct jk_change){ entry, entry->current, entry->deleted };
    swap_current(docket, entry, NULL);
    entry->deleted = true;
}

void jk_docket_settle(struct jk_docket *docket, struct jk_change *change)
{
    struct jk_entry *entry = change->entry;

    if (change->before && entry->chain->state == JK_STATE_APPROVED && !entry->approved &&
        entry->approved_revision > 0) {
        entry->approved = change->before;
        uncount(docket, entry, entry->approved);
        return;
    }
    step_down(docket, entry, change->before);
    version_free(change->before);
}

void jk_docket_revert(struct jk_docket *docket, struct jk_change *change)
{
    struct jk_entry *entry = change->entry;
    struct jk_version *tried = entry->current;

    step_down(docket, entry, tried);
    entry->current = change->before;
    entry->deleted = change->was_deleted;
    entry->etag[0] = '\0';
    if (entry->current) {
        make_etag(entry->current, entry->etag);
        /* It left memory's place, not memory: entering again needs none that was not there. */
        if (jk_state_stands(entry->chain->state))
            stand(docket, entry, entry->current);
    }
    version_free(tried);
    if (entry->revision == 0 && !entry->current && !entry->deleted)
        drop_newest(docket, entry);
}

/* What happened leaves the world for good. */
static void end_happened(struct jk_docket *docket, struct jk_entry *entry)
{
    version_leave(docket->world, entry->happened);
    version_free(entry->happened);
    entry->happened = NULL;
}

enum jk_status jk_docket_happen(struct jk_docket *docket, struct jk_entry *entry,
                                const struct jk_report *report)
{
    struct jk_version *version = NULL;
    enum jk_status rc = JK_OK;

    if (report->said.kind != JK_REPORT_OVER && entry->chain->state == JK_STATE_APPROVED &&
        version_in_force(entry) && version_in_force(entry)->notice->instance_count > 0)
        rc = happened_make(docket->pack, entry, report, &version, NULL);
    /* A new plan may have no room for what was seen of the old one: then that is over too. */
    if (rc == JK_MEMORY)
        return rc;
    end_happened(docket, entry);
    if (!version)
        return JK_OK;
    if (!version_enter(docket->world, version, entry->chain->number,
                       entry->number | JK_TAG_HAPPENED)) {
        version_free(version);
        return JK_MEMORY;
    }
    entry->happened = version;
    entry->happened_by = *report;
    return JK_OK;
}

/* With its chain's state, and with what is now in force. */
static enum jk_status restate_happened(struct jk_docket *docket, struct jk_entry *entry,
                                       bool stands)
{
    struct jk_report by = entry->happened_by;

    if (!entry->happened)
        return JK_OK;
    if (stands)
        return jk_docket_happen(docket, entry, &by);
    end_happened(docket, entry);
    return JK_OK;
}

static enum jk_status restate_entry(struct jk_docket *docket, struct jk_entry *entry, bool stands,
                                    bool adopt)
{
    if (adopt || !stands)
        step_down(docket, entry, entry->approved);
    if (adopt) {
        version_free(entry->approved);
        entry->approved = NULL;
        entry->approved_revision = entry->current ? entry->revision : 0;
    }
    if (!entry->current)
        return JK_OK;
    if (!stands) {
        step_down(docket, entry, entry->current);
        return JK_OK;
    }
    return stand(docket, entry, entry->current) ? JK_OK : JK_MEMORY;
}

bool jk_case_is_recorded(const struct jk_case *chain)
{
    return chain->state == JK_STATE_APPROVED && chain->feed_revision == 0;
}

enum jk_status jk_docket_restate(struct jk_docket *docket, struct jk_case *chain,
                                 enum jk_state state, bool adopt)
{
    bool stands = jk_state_stands(state);
    enum jk_status rc = JK_OK;

    chain->state = state;
    for (size_t i = 0; i < chain->entry_count && rc == JK_OK; i++) {
        rc = restate_entry(docket, chain->entries[i], stands, adopt);
        if (rc == JK_OK)
            rc = restate_happened(docket, chain->entries[i], stands);
    }
    if (adopt)
        chain->pending = false;
    return rc;
}

struct jk_entry *jk_docket_tombstone(struct jk_docket *docket, const char *uid, const char *chain)
{
    static const struct jk_facts nothing;
    struct jk_entry *entry = jk_docket_entry(docket, uid);
    struct jk_case *of = jk_docket_case(docket, chain);

    if (!of)
        of = make_case(docket, chain, &nothing);
    if (!entry && of)
        entry = make_entry(docket, uid, of);
    if (entry)
        entry->deleted = true;
    return entry;
}

enum jk_status jk_docket_put_approved(struct jk_docket *docket, struct jk_entry *entry,
                                      struct jk_reading *reading, const struct jk_notice *notice)
{
    entry->approved = version_new(docket->pack, reading, notice);
    if (!entry->approved)
        return JK_MEMORY;
    if (!jk_state_stands(entry->chain->state))
        return JK_OK;
    return version_enter(docket->world, entry->approved, entry->chain->number, entry->number)
               ? JK_OK
               : JK_MEMORY;
}

static void add_members(const struct jk_case *chain, const struct jk_entry *entry,
                        const struct jk_version *version, struct jk_member *out, size_t *count)
{
    uint32_t tag = entry->number | (version == entry->happened ? JK_TAG_HAPPENED : 0);

    for (size_t i = 0; version && version->standing && i < version->body_count; i++)
        out[(*count)++] = (struct jk_member){ version->bodies[i], &version->notice->facts.party,
                                              chain->number, tag };
}

enum jk_status jk_docket_members(struct jk_docket *docket, const struct jk_case *chain,
                                 struct jk_arena *arena, struct jk_member **out, size_t *count)
{
    size_t most = 0;

    (void)docket;
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
        add_members(chain, chain->entries[i], chain->entries[i]->current, *out, count);
        add_members(chain, chain->entries[i], chain->entries[i]->approved, *out, count);
        add_members(chain, chain->entries[i], chain->entries[i]->happened, *out, count);
    }
    return JK_OK;
}

/* The notices of a chain, main first. */
static enum jk_status list_chain(const struct jk_case *chain, struct jk_arena *arena,
                                 struct jk_rule_input *input)
{
    const struct jk_notice **list = jk_arena_array(arena, chain->entry_count, sizeof *list);
    const struct jk_entry *main = jk_case_main(chain);

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

enum jk_status jk_docket_findings(const struct jk_docket *docket, const struct jk_entry *entry,
                                  int64_t now_s, struct jk_arena *arena, struct jk_finding **out,
                                  size_t *count)
{
    struct jk_rule_input input = { .pack = docket->pack,
                                   .notice = entry->current->notice,
                                   .zone = entry->chain->region->zone,
                                   .now_s = now_s };
    const struct jk_notice *notice = input.notice;
    enum jk_status rc = list_chain(entry->chain, arena, &input);

    if (rc != JK_OK)
        return rc;
    input.rallies = tally_rallies(&docket->tally, &notice->facts.party);
    if (notice->instance_count > 0)
        input.day_crowd = tally_crowd(&docket->tally, entry->chain->region,
                                      jk_local_day(notice->instances[0].start_s,
                                                   entry->chain->region->zone->offset_s));
    return jk_rules_apply(arena, &input, out, count);
}
