/* Which versions of a chain stand in the world, as its state says.
 *
 * In a state that stands the newest version of each entry is there; the approved one beside it only
 * while the chain is approved, for then alone it binds. After an STTP was rescinded the approved
 * version is kept all the same: the public is told of its cancellation for thirty days. What was
 * held is on the ground no more, but counts for how many rallies there may be. */
#include "daemon/app/registry/as_happened.h"

#include <stdlib.h>
#include <string.h>
#include "daemon/app/registry/registry_internal.h"
#include "daemon/app/registry/rows.h"
#include "daemon/app/registry/version.h"
#include "jarak/base/heap.h"

/* Takes a plan as it happened out of the world for good. */
static void end_happened(struct jk_registry *registry, struct jk_entry *entry)
{
    registry_version_leave(registry, entry, entry->happened);
    registry_version_free(entry->happened);
    entry->happened = NULL;
}

/* Few entries ever have one. */
static bool keep_report(struct jk_entry *entry, const struct jk_report *report)
{
    if (!entry->happened_by)
        entry->happened_by = jk_heap_take(sizeof *entry->happened_by);
    if (entry->happened_by)
        *entry->happened_by = *report;
    return entry->happened_by != NULL;
}

enum jk_status jk_registry_happen(struct jk_registry *registry, struct jk_entry *entry,
                                  const struct jk_report *report)
{
    struct jk_version *version = NULL;
    enum jk_status rc = JK_OK;

    if (!keep_report(entry, report))
        return JK_MEMORY;
    if (report->said.kind != JK_REPORT_OVER && entry->chain->state == JK_STATE_APPROVED &&
        registry_entry_in_force(entry) &&
        registry_entry_in_force(entry)->notice->instance_count > 0)
        rc = registry_happened_make(registry->pack, entry, report, &version, NULL);
    /* A new plan may have no room for what was seen of the old one: then that is over too. */
    if (rc == JK_MEMORY)
        return rc;
    end_happened(registry, entry);
    entry->happened = version;
    if (version && !registry_version_enter(registry, entry, version)) {
        entry->happened = NULL;
        registry_version_free(version);
        rc = JK_MEMORY;
    }
    registry_chain_changed(registry, entry->chain);
    return rc;
}

/* Makes a plan as it happened anew after its chain's state or the version in force has changed:
 * also where it had ended, for what stands hangs on what is in force and on what was seen last, and
 * on nothing that was in between. */
static enum jk_status restate_happened(struct jk_registry *registry, struct jk_entry *entry,
                                       bool stands)
{
    if (entry->happened_by && stands)
        return jk_registry_happen(registry, entry, entry->happened_by);
    end_happened(registry, entry);
    return JK_OK;
}

/* A leg that was asked to be taken out goes when the change it is part of comes into force. */
static void end_leg(struct jk_registry *registry, struct jk_entry *entry)
{
    registry_step_down(registry, entry, entry->current);
    registry_version_free(entry->current);
    entry->current = NULL;
    entry->leaving = false;
    entry->deleted = true;
    entry->etag[0] = '\0';
}

static enum jk_status restate_entry(struct jk_registry *registry, struct jk_entry *entry,
                                    enum jk_state state, bool adopt)
{
    bool binds = entry->chain->state == JK_STATE_APPROVED && !adopt;

    if (!binds)
        registry_step_down(registry, entry, entry->approved);
    else if (entry->approved && !registry_version_enter(registry, entry, entry->approved))
        return JK_MEMORY;
    if (adopt && entry->leaving && !jk_entry_is_main(entry))
        end_leg(registry, entry);
    if (adopt) {
        registry_version_free(entry->approved);
        entry->approved = NULL;
        entry->approved_revision = entry->current ? entry->revision : 0;
    }
    if (!entry->current)
        return JK_OK;
    if (jk_state_stands(state))
        return registry_stand(registry, entry, entry->current) ? JK_OK : JK_MEMORY;
    if (state != JK_STATE_DONE) {
        registry_step_down(registry, entry, entry->current);
        return JK_OK;
    }
    registry_version_leave(registry, entry, entry->current);
    return registry_count(registry, entry, entry->current) ? JK_OK : JK_MEMORY;
}

enum jk_status jk_registry_restate(struct jk_registry *registry, struct jk_chain *chain,
                                   enum jk_state state, bool adopt)
{
    bool stands = jk_state_stands(state);
    enum jk_status rc = JK_OK;

    if (state == JK_STATE_WITHDRAWN && chain->state != JK_STATE_WITHDRAWN)
        chain->former = chain->state;
    else if (state != JK_STATE_WITHDRAWN)
        chain->former = JK_STATE_END;
    chain->state = state;
    for (size_t i = 0; i < chain->entry_count && rc == JK_OK; i++) {
        rc = restate_entry(registry, chain->entries[i], state, adopt);
        if (rc == JK_OK)
            rc = restate_happened(registry, chain->entries[i], stands);
    }
    registry_chain_changed(registry, chain);
    if (adopt) {
        chain->pending = false;
        chain->pending_state = JK_STATE_END;
    }
    return rc;
}

static void empty_entry(struct jk_registry *registry, struct jk_entry *entry)
{
    end_happened(registry, entry);
    registry_step_down(registry, entry, entry->approved);
    registry_version_free(entry->approved);
    registry_step_down(registry, entry, entry->current);
    registry_version_free(entry->current);
    entry->approved = entry->current = NULL;
    entry->approved_revision = 0;
    entry->deleted = entry->leaving = false;
    entry->etag[0] = '\0';
}

void registry_empty_chain(struct jk_registry *registry, struct jk_chain *chain)
{
    for (size_t i = 0; i < chain->entry_count; i++)
        empty_entry(registry, chain->entries[i]);
    chain->state = JK_STATE_SUBMITTED;
    chain->former = chain->pending_state = JK_STATE_END;
    chain->pending = false;
    registry_chain_changed(registry, chain);
}

enum jk_status registry_happen_again(struct jk_registry *registry, struct jk_chain *chain)
{
    enum jk_status rc = JK_OK;

    for (size_t i = 0; i < chain->entry_count && rc == JK_OK; i++)
        rc = restate_happened(registry, chain->entries[i], jk_state_stands(chain->state));
    return rc;
}

void jk_entry_leave(struct jk_entry *entry, bool leaving)
{
    entry->leaving = leaving;
    registry_make_etag(entry);
}

bool jk_entry_is_requested(const struct jk_entry *entry)
{
    return entry->current && !entry->deleted && entry->chain->state != JK_STATE_WITHDRAWN &&
           entry->chain->state != JK_STATE_DRAFT;
}

bool jk_chain_is_recorded(const struct jk_chain *chain)
{
    return chain->state == JK_STATE_APPROVED && chain->feed_revision == 0;
}

const struct jk_entry *jk_chain_face(const struct jk_chain *chain)
{
    const struct jk_entry *face = jk_chain_main(chain);

    for (size_t i = 0; !face && i < chain->entry_count; i++) {
        if (chain->entries[i]->current)
            face = chain->entries[i];
    }
    return face;
}

bool jk_chain_is_neutral(const struct jk_chain *chain)
{
    const struct jk_entry *face = jk_chain_face(chain);

    return face && jk_facts_are_neutral(&face->current->notice->facts);
}

bool jk_chain_is_guarded(const struct jk_chain *chain)
{
    const struct jk_entry *face = jk_chain_face(chain);
    const struct jk_facts *facts = face ? &face->current->notice->facts : NULL;

    return facts && jk_facts_are_neutral(facts) &&
           (facts->kind == JK_KIND_LOGISTIK || facts->kind == JK_KIND_PENGAMANAN);
}

bool jk_chain_is_leaving(const struct jk_chain *chain)
{
    const struct jk_entry *main = jk_chain_main(chain);

    return main && main->leaving && chain->state == JK_STATE_APPROVED;
}

bool jk_chain_is_returned(const struct jk_chain *chain)
{
    return chain->state == JK_STATE_RETURNED || chain->pending_state == JK_STATE_RETURNED;
}

void jk_chain_pend(struct jk_chain *chain)
{
    chain->pending = true;
    chain->pending_state = JK_STATE_SUBMITTED;
}

/* Puts what is in force in the place of a version that was to follow it. It stood all the time;
 * only the sums that rules ask for were of the newer one. */
static bool restore_entry(struct jk_registry *registry, struct jk_entry *entry)
{
    if (entry->approved || entry->approved_revision == 0) {
        registry_step_down(registry, entry, entry->current);
        registry_version_free(entry->current);
        entry->current = entry->approved;
        entry->approved = NULL;
    }
    entry->leaving = false;
    entry->deleted = !entry->current;
    registry_make_etag(entry);
    return !entry->current || registry_stand(registry, entry, entry->current);
}

enum jk_status jk_registry_drop_change(struct jk_registry *registry, struct jk_chain *chain,
                                       int64_t now_s)
{
    enum jk_status rc = JK_OK;

    for (size_t i = 0; i < chain->entry_count && rc == JK_OK; i++) {
        struct jk_entry *entry = chain->entries[i];

        bool stays = !entry->approved && (entry->approved_revision > 0 || !entry->current);

        if (stays && !(entry->leaving && !jk_entry_is_main(entry)))
            continue; /* in force as it is, or gone already */
        if (!restore_entry(registry, entry))
            rc = JK_MEMORY;
        entry->revision++;
        entry->changed_s = now_s;
        if (entry->current)
            entry->approved_revision = entry->revision;
    }
    chain->pending = false;
    chain->pending_state = JK_STATE_END;
    registry_chain_changed(registry, chain);
    return rc;
}
