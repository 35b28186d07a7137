/* jarak/engine/heads.h: when the heads of two columns come nearest to each other.
 *
 * The nearest approach of two bodies says where one column first comes near any place the other has
 * been or will be within the tolerance; for columns that meet head-on that is not the moment people
 * think of. Heads are followed exactly: each moves straight and evenly along its pieces. Seconds
 * since 1970 UTC, metres. Pure. Source: SPEC 2.4, docs/decisions/0072. */
#ifndef JARAK_ENGINE_HEADS_H
#define JARAK_ENGINE_HEADS_H
#include "jarak/engine/body.h"

/** The instant at which two heads are nearest while both are under way; the first, where there are
 * several.
 *
 * @param within_m     farther apart than this they do not meet
 * @param[out] when_s  written on true
 * @return false: one of them is no column, they are not on the road together, or never so near */
bool jk_heads_meet(const struct jk_body *a, const struct jk_body *b, double within_m,
                   double *when_s);
#endif
