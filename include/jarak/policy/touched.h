/* jarak/policy/touched.h: the sub-districts an activity touches with its place or on its way.
 *
 * A disc is asked at its centre, an area at its corners, and a route every 400 m, which is closer
 * than borders are known (JK_BORDER_M): sampling is allowed here, since nothing is judged by it. A
 * place uncertain by more than JK_DOUBT_MAX_M says nothing about borders and touches none. Metres.
 * Pure. Source: SPEC 3 "addressee". */
#ifndef JARAK_POLICY_TOUCHED_H
#define JARAK_POLICY_TOUCHED_H
#include "jarak/model/notice.h"
#include "jarak/policy/pack.h"

#define JK_TOUCHED_MAX 16 /* sub-districts that are named; a convoy crosses some */

/** Sub-districts: surely, and perhaps (within JK_BORDER_M of the border). */
struct jk_touched {
    const struct jk_region *sure[JK_TOUCHED_MAX], *near[JK_TOUCHED_MAX];
    size_t sure_count, near_count;
    bool more;        /**< there are more than could be kept */
    bool outside;     /**< some place lies in none of the region asked for */
    bool nowhere;     /**< some place lies in no region that is known */
    bool approximate; /**< no areas are known: regions of the nearest reference points */
};

/** Add what one activity touches. The same sub-district may be surely touched and near.
 *
 * @param within  code of the region outside of which is told; "": none
 * @param[out] t  all zeros to begin with */
void jk_touched_add(const struct jk_pack *pack, const char *within, const struct jk_facts *facts,
                    struct jk_touched *t);
#endif
