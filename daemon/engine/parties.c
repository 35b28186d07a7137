/* A chained hash table of parties with use counts, and the contests they belong to.
 *
 * A party is named by its contest and its paslon; FNV-1a over both finds it. Numbers are indices
 * into `at` and stay the same until the last use is dropped; free ones form a list through `next`.
 * The table grows only when every number is in use, so free numbers never have to be moved to
 * another chain. contest_of holds the contest's number for a party with one paslon, so that
 * jk_parties_relation() compares two numbers; joint parties, whose paslon sets must be compared,
 * have JK_NO_PARTY there and take the long way.
 *
 * Contests are searched one by one: they are few, and only a party not seen before asks. */
#include "jarak/engine/parties.h"

#include <stdlib.h>
#include <string.h>
#include "jarak/base/defend.h"
#include "jarak/base/heap.h"

#define FIRST_CAP 64 /* a power of two, as all caps: hashes are masked */

static uint32_t hash_party(const struct jk_party *party, uint32_t policy)
{
    uint32_t hash = UINT32_C(2166136261); /* FNV-1a */

    for (const char *c = party->contest; *c; c++)
        hash = (hash ^ (unsigned char)*c) * UINT32_C(16777619);
    for (unsigned i = 0; i < party->count; i++)
        hash = (hash ^ party->paslon[i]) * UINT32_C(16777619);
    hash = (hash ^ policy) * UINT32_C(16777619);
    return hash ^ hash >> 15;
}

static bool is_same(const struct jk_party *a, const struct jk_party *b)
{
    return a->count == b->count && strcmp(a->contest, b->contest) == 0 &&
           memcmp(a->paslon, b->paslon, a->count * sizeof *a->paslon) == 0;
}

void jk_parties_clear(struct jk_parties *parties)
{
    free(parties->at);
    free(parties->heads);
    free(parties->contest_of);
    free(parties->contests);
    *parties = (struct jk_parties){ 0 };
}

static void link_party(struct jk_parties *p, uint32_t number)
{
    uint32_t *head = &p->heads[p->at[number].hash & (p->cap - 1)];

    p->at[number].next = *head;
    *head = number;
}

/* Twice the room; all hash chains are laid anew. Called when every number is in use. */
static bool grow(struct jk_parties *p)
{
    uint32_t cap = p->cap ? 2 * p->cap : FIRST_CAP;
    struct jk_kept_party *at = jk_heap_resize(p->at, cap * sizeof *at);
    uint32_t *heads, *contest_of;

    if (!at)
        return false;
    p->at = at;
    contest_of = jk_heap_resize(p->contest_of, cap * sizeof *contest_of);
    if (!contest_of)
        return false;
    p->contest_of = contest_of;
    heads = jk_heap_resize(p->heads, cap * sizeof *heads);
    if (!heads)
        return false;
    p->heads = heads;
    p->cap = cap;
    p->free = JK_NO_PARTY;
    memset(heads, 0xff, cap * sizeof *heads);
    for (uint32_t i = 0; i < p->count; i++)
        link_party(p, i);
    return true;
}

/* Hashes are compared before names: most chains of the table hold one party, and others differ
 * there. */
uint32_t jk_parties_find(const struct jk_parties *parties, const struct jk_party *party,
                         uint32_t policy)
{
    uint32_t hash = hash_party(party, policy), at;

    if (parties->cap == 0)
        return JK_NO_PARTY;
    at = parties->heads[hash & (parties->cap - 1)];
    while (at != JK_NO_PARTY && (parties->at[at].hash != hash || parties->at[at].policy != policy ||
                                 !is_same(&parties->at[at].party, party)))
        at = parties->at[at].next;
    return at;
}

/* The number of a contest, one use more; JK_NO_PARTY when memory is out. A walk through some
 * hundreds, for each party that was not there before. */
static uint32_t take_contest(struct jk_parties *p, const char *id)
{
    uint32_t free_at = p->contest_count;
    struct jk_contest *grown;

    for (uint32_t i = 0; i < p->contest_count; i++) {
        /* A free place is remembered and not taken yet: the contest may stand behind it. */
        if (p->contests[i].uses == 0) {
            free_at = i;
        } else if (strcmp(p->contests[i].id, id) == 0) {
            p->contests[i].uses++;
            return i;
        }
    }
    if (free_at == p->contest_count) {
        grown = jk_heap_resize(p->contests, (p->contest_count + 1) * sizeof *grown);
        if (!grown)
            return JK_NO_PARTY;
        p->contests = grown;
        p->contest_count++;
    }
    p->contests[free_at] = (struct jk_contest){ .uses = 1 };
    memcpy(p->contests[free_at].id, id, strlen(id) + 1);
    return free_at;
}

/* Nothing is changed before everything that may fail has succeeded: growing, then the contest, then
 * the place. */
enum jk_status jk_parties_take(struct jk_parties *parties, const struct jk_party *party,
                               uint32_t policy, uint32_t *number)
{
    JK_ASSERT(party != NULL && number != NULL);

    uint32_t at = jk_parties_find(parties, party, policy), contest;

    *number = at;
    if (at != JK_NO_PARTY) {
        parties->at[at].uses++;
        return JK_OK;
    }
    if ((parties->cap == 0 || parties->free == JK_NO_PARTY) && parties->count == parties->cap &&
        !grow(parties))
        return JK_MEMORY;
    contest = take_contest(parties, party->contest);
    if (contest == JK_NO_PARTY)
        return JK_MEMORY;
    at = parties->free != JK_NO_PARTY ? parties->free : parties->count++;
    if (at == parties->free)
        parties->free = parties->at[at].next;
    parties->at[at] = (struct jk_kept_party){ .party = *party,
                                              .uses = 1,
                                              .hash = hash_party(party, policy),
                                              .contest = contest,
                                              .policy = policy };
    parties->contest_of[at] = party->count == 1 ? contest : JK_NO_PARTY;
    link_party(parties, at);
    *number = at;
    return JK_OK;
}

/* With the last use the party leaves its hash chain and its number joins the free list. */
void jk_parties_drop(struct jk_parties *parties, uint32_t number)
{
    JK_ASSERT(number < parties->count && parties->at[number].uses > 0);

    struct jk_kept_party *kept = &parties->at[number];
    uint32_t *link = &parties->heads[kept->hash & (parties->cap - 1)];

    if (--kept->uses > 0)
        return;
    parties->contests[kept->contest].uses--;
    while (*link != number)
        link = &parties->at[*link].next;
    *link = kept->next;
    kept->next = parties->free;
    parties->free = number;
}

size_t jk_parties_memory(const struct jk_parties *parties)
{
    return parties->cap *
               (sizeof *parties->at + sizeof *parties->heads + sizeof *parties->contest_of) +
           parties->contest_count * sizeof *parties->contests;
}
