/* jarak/engine/zoned.h: laying a body on land with risk zones: cuts and factors.
 *
 * Internal to the engine; see jk_body_on(). Pure but for malloc. Source: SPEC 2.3 "Risk zones". */
#ifndef JARAK_ENGINE_ZONED_H
#define JARAK_ENGINE_ZONED_H
#include "jarak/engine/body.h"

/** Cut a body's route at the zones' borders and give its pieces their factors. Before its chunks
 * are made.
 *
 * @return false when memory is out */
bool jk_zoned_lay(struct jk_body *body, const struct jk_land *land);
#endif
