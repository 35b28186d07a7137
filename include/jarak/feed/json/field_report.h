/* jarak/feed/json/field_report.h: field reports as the application keeps them, and as JSON.
 *
 * Only a report that a second account has verified changes anything, and only what is judged: the
 * newest verified one of a notice stands beside its plan until one says it is over. Pure. Source:
 * SPEC 4, as-happened. */
#ifndef JARAK_FEED_JSON_FIELD_REPORT_H
#define JARAK_FEED_JSON_FIELD_REPORT_H
#include <jansson.h>
#include "jarak/base/arena.h"
#include "jarak/base/civil.h"
#include "jarak/model/report.h"

#define JK_REPORT_HEX 16 /* digits of a report's id */

/** A report and who confirmed it. */
struct jk_report {
    const char *id;
    struct jk_report_said said;
    int64_t planned_s; /**< planned start of the instance it is about */
    const char *account, *role;
    int64_t time_s;
    const char *verify_account; /**< "" while nobody has */
    int64_t verified_s;
    bool in_force; /**< what is judged now */
};

/** Append places as the journal keeps them: `0.500000;117.500000 0.600000;117.600000`. */
void jk_report_place_add(struct jk_buf *buf, const struct jk_point *points, size_t count);

/** Read what jk_report_place_add() wrote; in the arena. @return JK_OK; JK_CORRUPT; JK_MEMORY */
enum jk_status jk_report_place_read(struct jk_arena *arena, const char *text,
                                    struct jk_report_said *out);

/** As JSON. @return given (json_decref); null when memory is out */
json_t *jk_report_json(const struct jk_report *report, const struct jk_tz *tz);
#endif
