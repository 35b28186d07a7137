/* jarak/engine/levels_fast.h: the levels of two legs in one pass, where no threshold is near.
 *
 * All rungs of a row are asked together, piece by piece, on the planes of jarak/engine/approach.h
 * and with their certified error; as soon as a threshold lies within it, the answer is that the
 * question must be asked exactly. Internal to the engine, see jk_judge_level(). Pure. */
#ifndef JARAK_ENGINE_LEVELS_FAST_H
#define JARAK_ENGINE_LEVELS_FAST_H
#include "jarak/engine/judge.h"

/** True when these two can be asked about here; areas and risk zones take the longer way. */
bool jk_levels_fast_fits(const struct jk_body *a, const struct jk_body *b);

/** The levels by the row alone.
 *
 * @param[out] out  written when the answer is sure
 * @return false when a threshold is within the error of a distance */
bool jk_levels_fast(const struct jk_row *row, const struct jk_body *a, const struct jk_body *b,
                    struct jk_levels *out);
#endif
