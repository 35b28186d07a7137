/* What tells who is asked first to move (jarak/policy/precedence.h). A series of rallies is within
 * its slots when all of its days are. */
#include "jarak/policy/precedence.h"
#include "jarak/policy/kpu_slots.h"

static bool is_in_slots(const struct jk_pack *pack, const struct jk_notice *main)
{
    size_t count;

    jk_kpu_slots_for(pack, &main->facts, &count);
    if (count == 0)
        return false;
    for (size_t i = 0; i < main->instance_count; i++) {
        if (!jk_kpu_slot_of(pack, &main->facts.party, &main->instances[i]))
            return false;
    }
    return true;
}

struct jk_precedence jk_precedence_of(const struct jk_pack *pack, const struct jk_notice *main,
                                      uint32_t receipt)
{
    return (struct jk_precedence){ .in_kpu_slot = is_in_slots(pack, main),
                                   .received_s = main->facts.received_s,
                                   .receipt = receipt };
}
