/* When a chain begins and when it is over; and by whose policy it is judged.
 *
 * It begins with the first stated second of anything it consists of. It is over when nothing of it
 * is on the ground any more, and that is later than the last DTEND: a crowd takes its time to leave
 * and a column to pass. Until then its state protects those who are still there. */
#include "daemon/app/registry/rows.h"
#include "jarak/app/registry/registry.h"
#include "jarak/engine/body.h"

/* What counts of an entry: what binds, else what was asked for. */
static const struct jk_version *version_of(const struct jk_entry *entry)
{
    const struct jk_version *in_force = registry_entry_in_force(entry);

    return in_force ? in_force : entry->current;
}

static bool has_begun(const struct jk_version *version, int64_t now_s)
{
    for (size_t i = 0; version && i < version->notice->instance_count; i++) {
        if (version->notice->instances[i].start_s <= now_s &&
            !version->notice->instances[i].facts->cancelled)
            return true;
    }
    return false;
}

bool jk_chain_has_begun(const struct jk_chain *chain, int64_t now_s)
{
    for (size_t i = 0; i < chain->entry_count; i++) {
        if (has_begun(version_of(chain->entries[i]), now_s) ||
            has_begun(chain->entries[i]->current, now_s))
            return true;
    }
    return false;
}

static bool is_over(const struct jk_version *version, int64_t now_s)
{
    for (size_t i = 0; version && i < version->notice->instance_count; i++) {
        if (version->notice->instances[i].end_s > now_s &&
            !version->notice->instances[i].facts->cancelled)
            return false;
    }
    for (size_t i = 0; version && i < version->body_count; i++) {
        if (version->bodies[i]->out_s > (double)now_s)
            return false;
    }
    return true;
}

bool jk_chain_is_over(const struct jk_chain *chain, int64_t now_s)
{
    for (size_t i = 0; i < chain->entry_count; i++) {
        if (!is_over(version_of(chain->entries[i]), now_s) ||
            !is_over(chain->entries[i]->happened, now_s))
            return false;
    }
    return true;
}

const struct jk_policy *jk_chain_policy(const struct jk_registry *registry,
                                        const struct jk_chain *chain)
{
    const struct jk_entry *face = jk_chain_face(chain);
    const struct jk_calendar_of of = { face ? face->current->notice->facts.party.contest : "",
                                       chain->region->code };

    return jk_policy_for(jk_registry_pack(registry), &of);
}
