/* jarak/model/report.h: a field report: what was seen of an activity on the ground.
 *
 * Where it differs from the plan, and only that: later, longer, elsewhere, or over. It never
 * changes the plan (SPEC 4, as-happened). Pure, no allocation. */
#ifndef JARAK_MODEL_REPORT_H
#define JARAK_MODEL_REPORT_H
#include <stddef.h>
#include <stdint.h>
#include "jarak/base/bytes.h"
#include "jarak/base/error.h"
#include "jarak/geo/point.h"

#define JK_REPORT_MINUTES_MAX 1440 /* a day off is another activity */
#define JK_REPORT_POINTS_MAX  100  /* of a way that was described, not measured */
#define JK_REPORT_NOTE_MAX    1000 /* bytes */

/** How it differs. */
enum jk_report_kind {
    JK_REPORT_LATE,      /**< the whole of it `minutes` later, or earlier where negative */
    JK_REPORT_OFF_ROUTE, /**< at another place, or by another way */
    JK_REPORT_LONGER,    /**< begun as planned, goes on `minutes` longer */
    JK_REPORT_OVER,      /**< it is over; nothing of it is on the ground any more */
    JK_REPORT_END
};

/** The kind of a report. */
struct jk_report_said {
    const char *uid; /**< of the main or a leg */
    enum jk_report_kind kind;
    int64_t minutes;
    const struct jk_point *points; /**< OFF_ROUTE: one place, or the way in driving order */
    size_t point_count;
    int64_t at_s;     /**< when it was seen, UTC */
    const char *note; /**< "" for none */
};

/** The word in JSON: "late", "off_route", "longer", "over". Static. */
const char *jk_report_word(enum jk_report_kind kind);
/** The kind of a word; JK_REPORT_END when it is none. */
enum jk_report_kind jk_report_of(const char *word);
/** The kind of a CATEGORIES value, any case: TERLAMBAT, KELUAR-RUTE, LEBIH-LAMA, SELESAI;
 * JK_REPORT_END when it is none. */
enum jk_report_kind jk_report_of_category(struct jk_span category);

/** Checks that a report says all its kind wants, and nothing else.
 *
 * @return JK_OK; JK_INVALID, JK_RANGE naming minutes, place or note */
enum jk_status jk_report_check(const struct jk_report_said *said, struct jk_error *err);
#endif
