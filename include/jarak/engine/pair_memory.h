/* jarak/engine/pair_memory.h: what was found of two long bodies, kept so that it is found once.
 *
 * To judge two columns of thousands of corners takes tens of milliseconds, and the same two are
 * judged again and again: by a check and the filing that follows, from either side, at an approval,
 * whenever a third one changes. A finding is kept by what it follows from: the prints of both
 * bodies (jk_body_sign()) and the row of the policy. It says nothing of who or when, so it needs no
 * care when notices come and go, and a judgement that was made elsewhere can be brought in: what
 * has changed since has another print and is judged then (SPEC 5).
 *
 * Bounded by bytes: the finding that was not asked for longest goes first. One policy alone; the
 * memory of another is another. Findings are copied in and out. Pure but for malloc. */
#ifndef JARAK_ENGINE_PAIR_MEMORY_H
#define JARAK_ENGINE_PAIR_MEMORY_H
#include "jarak/base/arena.h"
#include "jarak/base/bytes.h"
#include "jarak/engine/judge.h"

#define JK_PAIR_MEMORY_BYTES \
    (24U << 20) /* of one world: some 60,000 pairs; half of what a request may take */
#define JK_PAIR_NODES_LEAST                                               \
    64U /* of both bodies: below that judging is cheaper than remembering \
         */

struct jk_pair_memory;

/** Two bodies, the one whose print comes first as a, and the row that holds for them; null:
 * whatever the row. What is remembered is judged in this order, so that both sides are told the
 * same. */
struct jk_pair_key {
    uint8_t a[JK_BODY_PRINT], b[JK_BODY_PRINT];
    const struct jk_row *row;
};

/** What may be known of a pair. */
enum jk_pair_kind {
    JK_PAIR_LEVELS,  /**< struct jk_levels */
    JK_PAIR_PART,    /**< struct jk_part, with its spans */
    JK_PAIR_NEAREST, /**< struct jk_pair_nearest */
    JK_PAIR_KIND_END
};

/** The nearest approach on a shared civil date, as far as it was looked for. */
struct jk_pair_nearest {
    bool found;
    double limit_m; /**< not found: none below this */
    struct jk_approach approach;
};

/** @return given; null when memory is out */
struct jk_pair_memory *jk_pair_memory_new(size_t bytes_most);
/** Null is allowed. */
void jk_pair_memory_free(struct jk_pair_memory *memory);

/** Is this pair one to remember? Both signed and long enough; then *key is filled, and the bodies
 * are put in its order.
 *
 * @param[out] turned  they were the other way round: what is found is swapped before it is told */
bool jk_pair_key_make(const struct jk_body **a, const struct jk_body **b, const struct jk_row *row,
                      struct jk_pair_key *key, bool *turned);

/** What is known of a pair.
 *
 * @param[out] out  of the kind's type; the spans of a part in the arena
 * @return false: nothing is known, or memory is out */
bool jk_pair_memory_find(struct jk_pair_memory *memory, const struct jk_pair_key *key,
                         enum jk_pair_kind kind, struct jk_arena *arena, void *out);

/** Keep a finding in place of what was known. Where memory is out nothing is kept. */
void jk_pair_memory_keep(struct jk_pair_memory *memory, const struct jk_pair_key *key,
                         enum jk_pair_kind kind, const void *what);

/** A mark: findings kept from here on are new. */
uint64_t jk_pair_memory_mark(const struct jk_pair_memory *memory);
/** Append the findings that are new since a mark and still there, for this program alone to read,
 * with the same policy at the same address: the memory of a process of its own forked since. */
void jk_pair_memory_write(const struct jk_pair_memory *memory, uint64_t mark, struct jk_buf *out);
/** Take such findings in. @return false: they are not whole, nothing more was taken */
bool jk_pair_memory_read(struct jk_pair_memory *memory, struct jk_span written);

/** Bytes it takes. */
size_t jk_pair_memory_bytes(const struct jk_pair_memory *memory);
#endif
