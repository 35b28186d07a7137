/* A notice with nothing stated: every member has its own word for absent.
 *
 * Texts are empty and never null, so readers need no test; numbers are negative or INT32_MIN,
 * because 0 is a statement (no uncertainty, a crowd of none). */
#include "jarak/model/notice.h"

#include "jarak/base/defend.h"

const char *jk_notice_chain(const struct jk_notice *notice)
{
    JK_ASSERT(notice->uid != NULL);
    return notice->parent ? notice->parent : notice->uid;
}

bool jk_facts_state_point(const struct jk_facts *facts)
{
    return facts->shape.kind == JK_SHAPE_DISC && facts->place_by <= JK_PLACE_BY_CODE;
}

bool jk_facts_are_duty(const struct jk_facts *facts)
{
    return facts->officers >= 0.0 || facts->unit[0] || facts->guards[0];
}

bool jk_facts_are_neutral(const struct jk_facts *facts)
{
    return jk_kind_is_neutral(facts->kind) && facts->party.count == 0;
}

struct jk_facts jk_facts_unstated(void)
{
    return (struct jk_facts){ .summary = "",
                              .location = "",
                              .place_code = "",
                              .geometry = "",
                              .radius_m = JK_NOT_STATED,
                              .uncertainty_m = JK_NOT_STATED,
                              .crowd = JK_NOT_STATED,
                              .column_m = JK_NOT_STATED,
                              .width_m = JK_NOT_STATED,
                              .buildup_s = JK_NOT_STATED,
                              .dispersal_s = JK_NOT_STATED,
                              .letter_no = "",
                              .letter_day = INT32_MIN,
                              .received_s = JK_NO_TIME,
                              .sttp = "",
                              .stated_weekday = -1,
                              .contact = "",
                              .props = "",
                              .public_note = "",
                              .inferred = "",
                              .unit = "",
                              .guards = "",
                              .officers = JK_NOT_STATED };
}
