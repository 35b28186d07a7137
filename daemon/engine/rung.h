/* daemon/engine/rung.h: one rung of a row held against two bodies. */
#ifndef DAEMON_ENGINE_RUNG_H
#define DAEMON_ENGINE_RUNG_H
#include "jarak/engine/judge.h"

/* Least distance of the centre lines under a rung between pieces of its factor, metres; INFINITY
 * where none count together. Fast unless a threshold is within the error. */
double engine_rung_gap(const struct jk_rung_at *at, const struct jk_body *a,
                       const struct jk_body *b);

/* How far apart two bodies are that may be moved together as far as the extent allows. */
double engine_rung_doubt_m(enum jk_extent extent, const struct jk_body *a, const struct jk_body *b);

/* True when bodies whose centre lines are `gap_m` apart violate the rung. */
bool engine_rung_violates(const struct jk_rung_at *at, const struct jk_body *a,
                          const struct jk_body *b, double gap_m);
#endif
