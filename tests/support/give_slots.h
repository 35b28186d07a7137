/* KPU's slots of a contest in a pack that is the test's own. */
#ifndef TESTS_SUPPORT_GIVE_SLOTS_H
#define TESTS_SUPPORT_GIVE_SLOTS_H
#include "jarak/policy/pack.h"

static inline void give_contest_slots(struct jk_pack *pack, const char *contest,
                                      const struct jk_kpu_slot *slots, size_t count)
{
    struct jk_contest *c = (struct jk_contest *)(uintptr_t)jk_pack_contest(pack, contest);

    c->kpu_slots = slots;
    c->kpu_slot_count = count;
}
#endif
