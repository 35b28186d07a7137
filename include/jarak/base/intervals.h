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
struct jk_band {
    int64_t from_s, to_s;
};

/** An ascending list. */
struct jk_bands {
    struct jk_band *at;
    size_t count;
};

/** What lies in both lists.
 *
 * @param[out] out  may be one of the operands
 * @return JK_OK; JK_MEMORY */
enum jk_status jk_bands_cut(struct jk_arena *arena, const struct jk_bands *a,
                            const struct jk_bands *b, struct jk_bands *out);

/** What of `range` lies in no band of the list; here the bands may overlap, in order of their
 * starts.
 *
 * @return JK_OK; JK_MEMORY */
enum jk_status jk_bands_rest(struct jk_arena *arena, const struct jk_bands *bands,
                             struct jk_band range, struct jk_bands *out);

/** True when a second of `band` lies in no band of the list. */
bool jk_bands_miss(const struct jk_bands *bands, struct jk_band band);
#endif
