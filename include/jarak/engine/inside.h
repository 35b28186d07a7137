/* jarak/engine/inside.h: what of a body lies inside an area.
 *
 * Far inside an area no edge of it is near, yet nothing is nearer than 0: those who look at pairs
 * of pieces ask here as well. Internal to the engine; pure but for malloc. Source: SPEC 2.2. */
#ifndef JARAK_ENGINE_INSIDE_H
#define JARAK_ENGINE_INSIDE_H
#include "jarak/engine/approach.h"

/** Called for each part of a piece inside. `ring` is a piece of the area: its times are all the
 * area's. */
typedef void jk_inside_visit(void *ctx, const struct jk_piece *ring, const struct jk_piece *part);

/** Visit the parts of a body's pieces inside an area, cut at the area's edges; of the window the
 * factor counts (0: all) and its extent, not the times. Nothing where `area` is no area. */
void jk_inside_each(const struct jk_body *area, const struct jk_body *body,
                    const struct jk_window *window, jk_inside_visit *visit, void *ctx);
#endif
