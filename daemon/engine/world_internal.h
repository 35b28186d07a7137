/* The state of a world, shared by its table (world.c), its searches and audit (candidates.c) and
 * the level of two discs (levels_discs.c). */
#ifndef DAEMON_ENGINE_WORLD_INTERNAL_H
#define DAEMON_ENGINE_WORLD_INTERNAL_H
#include "jarak/base/civil.h"
#include "jarak/engine/candidates.h"
#include "jarak/engine/pair_memory.h"
#include "jarak/engine/parties.h"
#include "jarak/geo/index.h"

/* A row of the table: hot together, for every judged pair reads it. */
struct world_row {
    const struct jk_body *body; /* null: free */
    uint32_t chain, tag, party;
    uint32_t stamp; /* of the search that last saw it; of a free row: the next free one */
};

#define NO_ROW UINT32_MAX

struct jk_world {
    struct jk_index *index;
    struct world_row *rows;
    struct jk_parties parties;
    uint32_t count, cap, used, free_row, stamp;
    int32_t zone_low_s, zone_high_s; /* of the zones members ever had */
    struct jk_world_work work;
    struct jk_pair_memory *memory;      /* null: nothing is remembered */
    const struct jk_policies *policies; /* that it is of */
};

/* The label of an entry of the index: what is known of the member without a look at its row.
 *  bits 0-2 size class, 3 at sea, 4 several entries of one member, 5 plain, 6-12 zone in quarters
 *  of an hour, 13-18 the lowest of the chain's number, 19-31 party (PARTY_ASK: look at the row) */
#define LABEL_SEA     8U
#define LABEL_SEVERAL 16U
#define LABEL_PLAIN   32U /* a disc with whole seconds, no uncertainty and no risk zone */
#define LABEL_CHAINS  63U
#define PARTY_ASK     0x1fffU

static inline unsigned label_size(uint32_t label)
{
    return label & 7U;
}

static inline int32_t label_zone_s(uint32_t label)
{
    return ((int32_t)(label >> 6 & 127U) - 48) * 900;
}

static inline uint32_t label_party(uint32_t label)
{
    return label >> 19;
}

static inline uint32_t label_chain(uint32_t label)
{
    return label >> 13 & LABEL_CHAINS;
}

/* An entry holds its body's chunk, widened by pad and uncertainty; ENTRY_SLACK_M covers what floats
 * round. Times are 32-bit seconds from ENTRY_BASE_S, rounded outwards. */
#define ENTRY_SLACK_M 1.0F
#define ENTRY_BASE_S  1600000000.0 /* 2020-09-13 */

/* The entry of chunk `i`, without owner and party, and where it belongs. */
void engine_world_entry(const struct jk_body *body, uint32_t i, struct jk_index_entry *entry,
                        struct jk_index_span *span);

/* Seconds of a double, from ENTRY_BASE_S; far ones stop at the ends. */
int32_t engine_world_seconds(double t, bool up);

/* The own body of a search, as its discs are decided: without another look at it. */
struct world_disc {
    const struct jk_body *body;
    struct jk_index_entry entry; /* of its first chunk */
    int32_t first_day, last_day; /* civil dates of all of it */
};

/* The level of two plain discs; JK_LEVEL_END when a threshold is too near for floats. */
enum jk_level engine_world_level_of_discs(const struct world_disc *own,
                                          const struct jk_index_entry *e, const struct jk_row *row);

#define WORLD_DAYS_FAR (INT64_C(1) << 20) /* days from 1970: far outside of 32 bits of seconds */

/* The civil date of a second of an entry in a zone. */
static inline int32_t world_day(int64_t entry_s, int32_t zone_s)
{
    int64_t t = entry_s + (int64_t)ENTRY_BASE_S + zone_s + WORLD_DAYS_FAR * JK_DAY_S;

    return (int32_t)(t / JK_DAY_S - WORLD_DAYS_FAR);
}
#endif
