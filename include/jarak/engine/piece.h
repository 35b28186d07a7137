/* jarak/engine/piece.h: a straight piece of a body, on which place and both times change linearly.
 *
 * Places are earth-centred, metres; times are seconds since 1970 UTC. Pure. Source: SPEC 2.2. */
#ifndef JARAK_ENGINE_PIECE_H
#define JARAK_ENGINE_PIECE_H
#include <stdbool.h>
#include <stdint.h>
#include "jarak/geo/plane.h"

/** A piece taken out of a body: ends `a` at 0 and `b` at 1. */
struct jk_piece {
    struct jk_xyz a, b;
    double in0, in1, out0, out1;
};

/** First and last local day on which a piece is occupied; pieces are cut at midnights, so that
 * these are those of all its places. Interval ends are exclusive. */
void jk_piece_days(const struct jk_piece *piece, int32_t offset_s, double *first, double *last);

/** Angle between the directions of two pieces, 0..180; 90 where one does not move. */
double jk_piece_turn_deg(const struct jk_piece *a, const struct jk_piece *b);
#endif
