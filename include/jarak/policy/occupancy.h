/* jarak/policy/occupancy.h: from what a notice states to the place and time it occupies.
 *
 * The pack's defaults fill what is silent: buffers and radius by kind, column length from vehicles,
 * half-width, size class. A notice may lengthen buffers, never shorten. Metres, seconds. Pure.
 * Source: SPEC 2.1 and 2.3. */
#ifndef JARAK_POLICY_OCCUPANCY_H
#define JARAK_POLICY_OCCUPANCY_H
#include "jarak/model/notice.h"
#include "jarak/policy/whose.h"

/** Whose policy, rules and defaults hold for it. */
struct jk_calendar_of jk_occupancy_of(const struct jk_pack *pack, const struct jk_facts *facts);

#define JK_DOUBT_MAX_M 10000.0 /* SPEC 2.1: beyond, the place is *lokasi belum pasti* */

/** Make the presence of one instance.
 *
 * @param instance  one instance of a notice; `out` borrows the geometry of its facts
 * @param[out] out  written on JK_OK
 * @return JK_OK; JK_NONE when it has no place that could be judged: no geometry, known by a
 *         sub-district only, or uncertain by more than JK_DOUBT_MAX_M; or it is cancelled */
enum jk_status jk_occupancy_make(const struct jk_pack *pack, const struct jk_instance *instance,
                                 struct jk_presence *out);

/** The size class of an activity.
 *
 * @param main  facts of its main, for a standing leg without a crowd; null: unknown */
enum jk_size jk_occupancy_size(const struct jk_pack *pack, const struct jk_facts *facts,
                               const struct jk_facts *main);

/** True for what moves: by its route, or as a convoy whose route is not known. */
bool jk_occupancy_moves(const struct jk_facts *facts);

/** True when the length of its column, or vehicles of it, are stated. */
bool jk_occupancy_has_column(const struct jk_facts *facts);

/** True for a column of people alone: a crowd is stated and no vehicle, and it is no convoy by name
 * unless its vehicles are stated as none. */
bool jk_occupancy_walks(const struct jk_facts *facts);

/** True for what moves with people on foot in it: a walking column, or a mixed one whose stated
 * vehicles do not seat its crowd. */
bool jk_occupancy_has_walkers(const struct jk_pack *pack, const struct jk_facts *facts);

/** False for *belum dapat dinilai*: it happens, and not all of it has a place that could be judged:
 * no geometry, uncertain by more than JK_DOUBT_MAX_M, known as somewhere in a desa, a convoy
 * without its route, or a point that has moved away from the area its client could not carry. What
 * is false here is never told as clear. */
bool jk_occupancy_is_assessed(const struct jk_facts *facts);

/** Length of a column, metres: as stated, else v x max(sum of spacing / v, sum of headway) over its
 * vehicles, and behind them those of its crowd who have no seat, on foot; without numbers that of
 * the pack's usual column.
 *
 * @param speed_mps  mean speed of the route, > 0 */
double jk_occupancy_column_m(const struct jk_pack *pack, const struct jk_facts *facts,
                             double speed_mps);

/** The region a notice belongs to: of its contest where that is a regency or town, else of its
 * place code, else of the sub-district nearest to its place, else the pack's main region. Never
 * null once a pack is loaded.
 */
const struct jk_region *jk_occupancy_region(const struct jk_pack *pack,
                                            const struct jk_facts *facts);
#endif
