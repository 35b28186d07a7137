/* jarak/ical/lacks.h: whether a VEVENT states what a notice needs (SPEC 3).
 *
 * Pure. */
#ifndef JARAK_ICAL_LACKS_H
#define JARAK_ICAL_LACKS_H
#include "jarak/ical/profile.h"

/** Check that nothing is missing that is needed to save a notice.
 *
 * @param draft    its properties were read
 * @param context  as of jk_ical_profile_read()
 * @return JK_OK; JK_INVALID naming the property, or the first of several and all in the value */
enum jk_status jk_ical_lacks_check(const struct jk_ical_draft *draft,
                                   const struct jk_ical_context *context, struct jk_error *err);
#endif
