/* jarak/policy/ground.h: whose ground a body touches, and so which officials see it (SPEC 9).
 *
 * The ground of a sub-district is its territory (areas.geojson), or where no territories are known
 * what lies nearer to its reference point than to any other and within the pack's reference_km. A
 * reach widens it: the neighbour's margin, what a border is known by, and the body itself. Answers
 * are on the safe side: a ground within reach is never left out, one a little beyond it may be
 * named. Metres. Pure but for malloc. */
#ifndef JARAK_POLICY_GROUND_H
#define JARAK_POLICY_GROUND_H
#include "jarak/model/notice.h"
#include "jarak/policy/pack.h"

/** Sub-districts, each once, in the order they were met. On the heap; begins as all zeros. */
struct jk_ground {
    const struct jk_region **at;
    size_t count, cap;
};

/** Add the sub-districts whose ground comes within `reach_m` of a place.
 *
 * @param reach_m  >= 0
 * @return false: memory is out, and some may be missing */
bool jk_ground_add(const struct jk_pack *pack, struct jk_xyz place, double reach_m,
                   struct jk_ground *ground);

/** Add the sub-districts that the text of an activity names: of one whose place is not known.
 * @return as jk_ground_add() */
bool jk_ground_add_named(const struct jk_pack *pack, const char *within,
                         const struct jk_facts *facts, struct jk_ground *ground);

/** True when a sub-district of it is that region or lies below it. */
bool jk_ground_touches(const struct jk_ground *ground, const char *code);

/** How far beyond a body its neighbours' ground is asked for: the pack's margin and what its
 * borders are known by. */
double jk_pack_neighbour_m(const struct jk_pack *pack);

/** Free it; it is empty then. */
void jk_ground_clear(struct jk_ground *ground);
#endif
