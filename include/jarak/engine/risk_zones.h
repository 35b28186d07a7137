/* jarak/engine/risk_zones.h: laying a body on land with risk zones: cuts and factors.
 *
 * Internal to the engine; see jk_body_on(). Pure but for malloc. Source: SPEC 2.3 "Risk zones". */
#ifndef JARAK_ENGINE_RISK_ZONES_H
#define JARAK_ENGINE_RISK_ZONES_H
#include "jarak/engine/body.h"

/** Cut a route where it begins or ceases to touch a zone, as stated and widened.
 *
 * @param presence  of the route: its half-width and uncertainty
 * @return false when memory is out; the draft is then to be cleared all the same */
bool jk_zoned_cut(struct jk_draft *draft, const struct jk_presence *presence,
                  const struct jk_land *land);

/** Find the factors of a body's pieces: those of JK_EXTENT_STATED, one for each, and behind them
 * those of JK_EXTENT_WIDENED, in what is given (free(3)) and written to *factors; null where all
 * are one. Of a disc or an area all are the same.
 *
 * @return false when memory is out */
bool jk_zoned_factors(const struct jk_body *body, const struct jk_land *land, uint16_t **factors);
#endif
