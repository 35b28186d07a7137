/* jarak/policy/kpu_slots.h: when and where KPU's decree lets a paslon hold its rallies.
 *
 * A slot has a time, and a ground where it is given for a zone: the same paslon may not take it to
 * another. A decree may be a list of slots, or zones A, B, C that rotate from day to day, with last
 * days on which everybody is free and days that a paslon waived; the loader makes slots of all of
 * them. Where KPU gave a contest none its rallies are free. Source: SPEC 3 "KPU slot", DOMAIN 2
 * "Zones". Pure. */
#ifndef JARAK_POLICY_KPU_SLOTS_H
#define JARAK_POLICY_KPU_SLOTS_H
#include "jarak/policy/pack.h"

/** True when the slot is one of the party's. */
bool jk_kpu_slot_is_of(const struct jk_kpu_slot *slot, const struct jk_party *party);

/** True when the activity's place may lie on the slot's ground: of a place that is not known, or
 * near the border of a zone, it is taken for granted. */
bool jk_kpu_slot_holds(const struct jk_pack *pack, const struct jk_kpu_slot *slot,
                       const struct jk_facts *facts);

/** The first slot of the party that the instance lies wholly within, in time and place; null. */
const struct jk_kpu_slot *jk_kpu_slot_of(const struct jk_pack *pack, const struct jk_party *party,
                                         const struct jk_instance *instance);

/** The first slot of the party that the instance lies within in time, wherever it is; null. */
const struct jk_kpu_slot *jk_kpu_slot_then(const struct jk_pack *pack, const struct jk_party *party,
                                           const struct jk_instance *instance);

/** The slots of the contest of this activity, if it is a rally that needs one; by start.
 *
 * @param[out] count  0: it needs none */
const struct jk_kpu_slot *jk_kpu_slots_for(const struct jk_pack *pack, const struct jk_facts *facts,
                                           size_t *count);
#endif
