/* jarak/engine/parties.h: the different parties of a world's members, and what each is judged by,
 * each under one number.
 *
 * Thousands of activities belong to a few parties: a party is kept once, and for most pairs two
 * numbers and the contest they stand for tell the relation, from a table that stays in the nearest
 * cache. Internal to the engine; pure but for malloc. */
#ifndef JARAK_ENGINE_PARTIES_H
#define JARAK_ENGINE_PARTIES_H
#include <stdint.h>
#include "jarak/base/status.h"
#include "jarak/model/activity.h"

#define JK_NO_PARTY UINT32_MAX

/** A party that is kept. */
struct jk_kept_party {
    struct jk_party party;
    uint32_t uses, hash, next;
    uint32_t contest; /**< number */
    uint32_t policy;  /**< number of the one it is judged by (jarak/policy/policy.h) */
};

/** The parties; start from all zeros. */
struct jk_parties {
    struct jk_kept_party *at;    /**< owned */
    uint32_t *heads;             /**< owned: first party of each hash */
    uint32_t *contest_of;        /**< owned: of a party with one paslon its contest's number, else
                                  *   JK_NO_PARTY */
    uint32_t count, cap;         /**< numbers ever given; room */
    uint32_t free;               /**< first number to use again, JK_NO_PARTY: none */
    struct jk_contest *contests; /**< owned */
    uint32_t contest_count;
};

/** A contest that parties belong to. */
struct jk_contest {
    char id[JK_CONTEST_ID_MAX];
    uint32_t uses; /**< parties; 0: free */
};

/** Free what the parties hold. */
void jk_parties_clear(struct jk_parties *parties);

/** The number of a party, one use more.
 *
 * @return JK_OK; JK_MEMORY */
enum jk_status jk_parties_take(struct jk_parties *parties, const struct jk_party *party,
                               uint32_t policy, uint32_t *number);

/** The number of a party that is kept under that policy; JK_NO_PARTY when it is not. */
uint32_t jk_parties_find(const struct jk_parties *parties, const struct jk_party *party,
                         uint32_t policy);

/** The relation of `party`, whose number is `own` or JK_NO_PARTY, to a kept one. */
static inline enum jk_relation jk_parties_relation(const struct jk_parties *parties,
                                                   const struct jk_party *party, uint32_t own,
                                                   uint32_t other)
{
    uint32_t a = own == JK_NO_PARTY ? JK_NO_PARTY : parties->contest_of[own];
    uint32_t b = parties->contest_of[other];

    if (a == JK_NO_PARTY || b == JK_NO_PARTY)
        return jk_party_relation(party, &parties->at[other].party);
    if (a != b)
        return JK_RELATION_CROSS;
    /* One party may have two numbers, under two policies. */
    return own == other || party->paslon[0] == parties->at[other].party.paslon[0]
               ? JK_RELATION_SAME
               : JK_RELATION_RIVAL;
}

/** One use less; at none the number is free for another party. */
void jk_parties_drop(struct jk_parties *parties, uint32_t number);

/** Bytes they hold. */
size_t jk_parties_memory(const struct jk_parties *parties);
#endif
