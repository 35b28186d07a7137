/* daemon/engine/rung.h: one rung of a row held against two bodies. */
#ifndef DAEMON_ENGINE_RUNG_H
#define DAEMON_ENGINE_RUNG_H
#include "jarak/engine/judge.h"

/* Least distance of the centre lines under a rung between pieces of one factor, metres; INFINITY
 * where none count together. Fast unless a threshold is within the error. */
double engine_rung_gap(const struct jk_row *row, int level, double factor, const struct jk_body *a,
                       const struct jk_body *b);
#endif
