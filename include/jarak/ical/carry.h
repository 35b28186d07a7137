/* jarak/ical/carry.h: geometry that a client could not carry, kept for it.
 *
 * Clients built on libical drop STRUCTURED-DATA: what comes back from them has lost its routes and
 * areas, and a plan would look safer for it. Where a new version of a notice states neither
 * STRUCTURED-DATA nor X-JARAK-GEOMETRY, the geometry of the version before stays in force. It is
 * stored behind the client's bytes, parted from them by JK_CARRIED_MARK, which no iCalendar text
 * may hold: so it is sealed, journalled, hashed and erased with them, and read again alone. One
 * line for each VEVENT: the start its instance has by the rule (0 for the master), a space, the
 * GeoJSON. coordTimes shift with the VEVENT; where its length has changed they fall away, and the
 * route is driven at one speed. Pure. Source: WIRE 3. */
#ifndef JARAK_ICAL_CARRY_H
#define JARAK_ICAL_CARRY_H
#include "jarak/base/arena.h"
#include "jarak/model/notice.h"

#define JK_CARRIED_MARK '\x1e' /* record separator */

/** What the bytes of a stored version are: the client's, then what was carried (may be empty). */
struct jk_span jk_carried_cut(struct jk_span *stored);

/** Let a notice keep what the version before it knew and it does not say.
 *
 * @param before        of the same UID; null: nothing
 * @param[in,out] to    its facts and instances get the geometry, `stored` the bytes to be kept
 * @return JK_OK, also where nothing was to be carried; JK_INVALID, JK_RANGE when a carried route
 *         cannot be driven in the new times; JK_MEMORY */
enum jk_status jk_ical_carry(struct jk_arena *arena, const struct jk_notice *before,
                             struct jk_notice *to, struct jk_error *err);

/** The same for a stored version, from what was cut off its bytes. */
enum jk_status jk_ical_carry_stored(struct jk_arena *arena, struct jk_span carried,
                                    struct jk_notice *to, struct jk_error *err);
#endif
