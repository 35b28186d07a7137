/* jarak/engine/parties.h: the different parties of a world's members, each under one number.
 *
 * Thousands of activities belong to a few parties: with numbers, two members of one party are told
 * apart by a comparison, and a party is kept once. Internal to the engine; pure but for malloc. */
#ifndef JARAK_ENGINE_PARTIES_H
#define JARAK_ENGINE_PARTIES_H
#include <stdint.h>
#include "jarak/base/status.h"
#include "jarak/model/activity.h"

#define JK_NO_PARTY UINT32_MAX

/** The parties; start from all zeros. */
struct jk_parties {
    struct jk_kept_party *at; /**< owned */
    uint32_t *heads;          /**< owned: first party of each hash */
    uint32_t count, cap;      /**< numbers ever given; room */
    uint32_t free;            /**< first number to use again, JK_NO_PARTY: none */
};

/** A party that is kept. */
struct jk_kept_party {
    struct jk_party party;
    uint32_t uses, hash, next;
};

/** Free what the parties hold. */
void jk_parties_clear(struct jk_parties *parties);

/** The number of a party, one use more.
 *
 * @return JK_OK; JK_MEMORY */
enum jk_status jk_parties_take(struct jk_parties *parties, const struct jk_party *party,
                               uint32_t *number);

/** One use less; at none the number is free for another party. */
void jk_parties_drop(struct jk_parties *parties, uint32_t number);

/** Octets they hold. */
size_t jk_parties_memory(const struct jk_parties *parties);
#endif
