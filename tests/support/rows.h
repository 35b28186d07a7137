/* Tables of rows made by hand: what they leave open is exempt. */
#ifndef TESTS_SUPPORT_ROWS_H
#define TESTS_SUPPORT_ROWS_H
#include "jarak/policy/policy.h"

static inline void rows_exempt_rest(struct jk_policy *policy)
{
    const struct jk_row exempt = { .id = "-", .stated = true, .exempt = true };

    for (int i = 0; i < JK_RELATION_END * JK_ERA_END * JK_SIZE_END * JK_SIZE_END; i++) {
        struct jk_row *row = &policy->rows[0][0][0][0] + i,
                      *mixed = &policy->sea_land[0][0][0][0] + i;

        if (!row->stated)
            *row = exempt;
        if (!mixed->stated)
            *mixed = exempt;
    }
}
#endif
