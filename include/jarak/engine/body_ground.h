/* jarak/engine/body_ground.h: whose ground a body touches, all along its way.
 *
 * On the safe side as jarak/policy/ground.h is: no ground that comes within reach of any place of
 * the body is left out. Metres. Pure but for malloc. */
#ifndef JARAK_ENGINE_BODY_GROUND_H
#define JARAK_ENGINE_BODY_GROUND_H
#include "jarak/engine/body.h"
#include "jarak/policy/ground.h"

/** Add the sub-districts whose ground comes within the neighbours' reach (jk_pack_neighbour_m()) of
 * the body, as far as its radius or half-width and its uncertainty go.
 *
 * @return false: memory is out, and some may be missing */
bool jk_ground_add_body(const struct jk_pack *pack, const struct jk_body *body,
                        struct jk_ground *ground);
#endif
