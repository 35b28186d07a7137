/* jarak/base/intervals.h: lists of bands of whole seconds.
 *
 * Lists are ascending and their bands do not touch. Pure; results live in an arena. */
#ifndef JARAK_BASE_INTERVALS_H
#define JARAK_BASE_INTERVALS_H
#include <stdbool.h>
#include <stdint.h>
#include "jarak/base/arena.h"
#include "jarak/base/status.h"

/** Whole seconds from..to; both ends belong to it. */
struct jk_interval {
    int64_t from_s, to_s;
};

/** An ascending list. */
struct jk_intervals {
    struct jk_interval *at;
    size_t count;
};

/** The intersection of both lists.
 *
 * @param[out] out  may be one of the operands
 * @return JK_OK; JK_MEMORY */
enum jk_status jk_intervals_cut(struct jk_arena *arena, const struct jk_intervals *a,
                                const struct jk_intervals *b, struct jk_intervals *out);

/** Put bands in order and join those that overlap or touch, in place. @return how many are left */
size_t jk_intervals_join(struct jk_interval *bands, size_t count);

/** The parts of `range` that lie in no band of the list. The bands may overlap here; they are
 * in order of their starts.
 *
 * @return JK_OK; JK_MEMORY */
enum jk_status jk_intervals_rest(struct jk_arena *arena, const struct jk_intervals *bands,
                                 struct jk_interval range, struct jk_intervals *out);

/** True when a second of `band` lies in no band of the list. */
bool jk_intervals_miss(const struct jk_intervals *bands, struct jk_interval band);
#endif
