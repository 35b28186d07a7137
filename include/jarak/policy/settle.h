/* jarak/policy/settle.h: what the pack's gazetteer adds to what a notice states.
 *
 * X-JARAK-PLACE names a place of the pack, and so may LOCATION (place_words.h). Where the notice
 * states no geometry, the place's point, radius and uncertainty become the notice's own; a stated
 * point, radius or uncertainty wins. Done while a stream is read (jk_ical_context.settle), so that
 * everything behind it sees one place. Pure. Source: SPEC 2.1, WIRE 3, decisions/0071. */
#ifndef JARAK_POLICY_SETTLE_H
#define JARAK_POLICY_SETTLE_H
#include "jarak/model/notice.h"
#include "jarak/policy/pack.h"

/** Settle facts that name a place; others stay as they are.
 *
 * @param pack  a const struct jk_pack *
 * @return JK_OK; JK_INVALID for a code the pack does not have: err names it and those most like it
 */
enum jk_status jk_settle_place(const void *pack, struct jk_facts *facts, struct jk_error *err);

/** True when a code, or a name, of the pack is like what somebody wrote: the same letters and
 * digits but for case and signs between them, or contained in them.
 *
 * @param what  borrowed; "" is like every place */
bool jk_place_is_like(const struct jk_place *place, const char *what);
#endif
