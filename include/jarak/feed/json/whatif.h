/* jarak/feed/json/whatif.h: what another policy would change, as JSON and in one line.
 *
 * A view is a snapshot the application fills; everything in it is borrowed for the call. Pure.
 * Source: SPEC 4 ("policy changes re-judge everything and withdraw nothing silently"), WIRE 1. */
#ifndef JARAK_FEED_JSON_WHATIF_H
#define JARAK_FEED_JSON_WHATIF_H
#include "jarak/feed/json/verdict.h"

/** A pair of chains that the other policy judges differently. */
struct jk_whatif_pair {
    char id[JK_CONFLICT_HEX + 1]; /**< "" where no store gives one */
    struct jk_side_view a, b;
    struct jk_levels before, after;
    double distance_m;      /**< edge to edge at the worst part, of the policy that has one */
    const char *rule;       /**< row of that part */
    const struct jk_tz *tz; /**< of a's region */
};

/** The difference between the policy in force and another. */
struct jk_whatif_view {
    const struct jk_policy *now, *then; /**< null: it is of risk zones */
    const struct jk_whatif_pair *pairs; /**< worst first: level after, level before, distance */
    size_t pair_count;
    size_t before[JK_LEVEL_END], after[JK_LEVEL_END]; /**< all conflicts by level; [NONE]: those
                                                       *   that only their uncertainty makes one */
};

/** The pairs of a what-if as they are found. */
struct jk_whatif_pairs {
    struct jk_arena *arena;
    struct jk_whatif_view *view; /**< its counts are written on the way, its pairs at the end */
    struct jk_whatif_pair *at;
    size_t cap;
};

/** Count a pair in `before` and `after`, where it is a conflict, and keep it where they differ.
 * @return false: memory is out */
bool jk_whatif_note(struct jk_whatif_pairs *pairs, const struct jk_whatif_pair *pair);
/** Put them in order, worst first, and into the view. */
void jk_whatif_end(struct jk_whatif_pairs *pairs);

/** As JSON: both policies, counts by level, every pair that differs, and the line below as `text`.
 * @return given (json_decref); null when memory is out */
json_t *jk_whatif_json(const struct jk_whatif_view *view, const struct jk_pack *pack,
                       enum jk_lang lang);

/** "usulan/2: 7 konflik lebih banyak (siaga 1, waspada 2, info 4)"; of risk zones "3 konflik naik
 * ke siaga, 1 konflik turun ke info". Appends. */
void jk_whatif_line(struct jk_buf *buf, const struct jk_whatif_view *view, enum jk_lang lang);
#endif
