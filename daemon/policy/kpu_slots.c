/* KPU's slots. Those of a contest stand together in the pack, by their start, so that nothing walks
 * those of others. */
#include "jarak/policy/kpu_slots.h"

#include <string.h>
#include "jarak/policy/touched.h"

bool jk_kpu_slot_is_of(const struct jk_kpu_slot *slot, const struct jk_party *party)
{
    if (strcmp(slot->contest, party->contest) != 0)
        return false;
    for (unsigned i = 0; i < party->count; i++) {
        if (party->paslon[i] == slot->paslon)
            return true;
    }
    return false;
}

static bool covers(const struct jk_kpu_slot *slot, const char *code)
{
    for (size_t i = 0; i < slot->region_count; i++) {
        if (jk_region_covers(slot->regions[i], code))
            return true;
    }
    return false;
}

bool jk_kpu_slot_holds(const struct jk_pack *pack, const struct jk_kpu_slot *slot,
                       const struct jk_facts *facts)
{
    struct jk_touched touched = { .sure_count = 0 };
    const struct jk_place *place;

    if (slot->region_count == 0)
        return true;
    place = jk_pack_place(pack, facts->place_code);
    if (place)
        return covers(slot, place->region);
    jk_touched_add(pack, "", facts, &touched);
    for (size_t i = 0; i < touched.sure_count; i++) {
        if (covers(slot, touched.sure[i]->code))
            return true;
    }
    for (size_t i = 0; i < touched.near_count; i++) {
        if (covers(slot, touched.near[i]->code))
            return true;
    }
    return touched.sure_count + touched.near_count == 0;
}

/* A slot of the party in time, and on its ground where that is asked for. */
static const struct jk_kpu_slot *find(const struct jk_pack *pack, const struct jk_party *party,
                                      const struct jk_instance *instance, bool placed)
{
    const struct jk_contest *contest = jk_pack_contest(pack, party->contest);

    for (size_t i = 0; contest && i < contest->kpu_slot_count; i++) {
        const struct jk_kpu_slot *slot = &contest->kpu_slots[i];

        if (instance->start_s >= slot->from_s && instance->end_s <= slot->to_s &&
            jk_kpu_slot_is_of(slot, party) &&
            (!placed || jk_kpu_slot_holds(pack, slot, instance->facts)))
            return slot;
    }
    return NULL;
}

const struct jk_kpu_slot *jk_kpu_slot_of(const struct jk_pack *pack, const struct jk_party *party,
                                         const struct jk_instance *instance)
{
    return find(pack, party, instance, true);
}

const struct jk_kpu_slot *jk_kpu_slot_then(const struct jk_pack *pack, const struct jk_party *party,
                                           const struct jk_instance *instance)
{
    return find(pack, party, instance, false);
}

/* Only the main of a rally is bound. */
const struct jk_kpu_slot *jk_kpu_slots_for(const struct jk_pack *pack, const struct jk_facts *facts,
                                           size_t *count)
{
    bool bound = facts->kind == JK_KIND_RAPAT_UMUM && facts->leg == JK_LEG_MAIN;
    const struct jk_contest *contest = bound ? jk_pack_contest(pack, facts->party.contest) : NULL;

    *count = contest ? contest->kpu_slot_count : 0;
    return contest ? contest->kpu_slots : NULL;
}
