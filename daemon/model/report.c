/* Kinds of field reports: one row says which figures each wants.
 *
 * `late` may be negative (early), `longer` is positive, `over` has no minutes at all (it ends when
 * it was seen), and `off_route` is the only one with a place. The places are points as seen, not a
 * plan: their speed is not checked. */
#include "jarak/model/report.h"
#include "jarak/base/control_chars.h"
#include "jarak/model/texts.h"

#include <string.h>
#include "jarak/base/defend.h"

/* The rows; `minutes_min` is the least number of minutes that makes sense. */
static const struct {
    const char *word, *category;
    bool wants_minutes, takes_place;
    int64_t minutes_min;
} kinds[] = {
    [JK_REPORT_LATE] = { "late", "TERLAMBAT", true, false, -JK_REPORT_MINUTES_MAX },
    [JK_REPORT_OFF_ROUTE] = { "off_route", "KELUAR-RUTE", false, true, -JK_REPORT_MINUTES_MAX },
    [JK_REPORT_LONGER] = { "longer", "LEBIH-LAMA", true, false, 1 },
    [JK_REPORT_OVER] = { "over", "SELESAI", false, false, 0 },
};
_Static_assert(sizeof kinds / sizeof *kinds == JK_REPORT_END, "every kind has its row");

const char *jk_report_word(enum jk_report_kind kind)
{
    JK_ASSERT((unsigned)kind < JK_REPORT_END);
    return kinds[kind].word;
}

enum jk_report_kind jk_report_of(const char *word)
{
    int kind = 0;

    while (kind < JK_REPORT_END && strcmp(kinds[kind].word, word) != 0)
        kind++;
    return (enum jk_report_kind)kind;
}

enum jk_report_kind jk_report_of_category(struct jk_span category)
{
    int kind = 0;

    while (kind < JK_REPORT_END && !jk_span_eq_nocase(category, jk_span_of(kinds[kind].category)))
        kind++;
    return (enum jk_report_kind)kind;
}

enum jk_status jk_report_check(const struct jk_report_said *said, struct jk_error *err)
{
    JK_ASSERT(said != NULL);

    int64_t most = said->kind == JK_REPORT_OVER ? 0 : JK_REPORT_MINUTES_MAX;

    if ((kinds[said->kind].wants_minutes && said->minutes == 0) || said->minutes > most ||
        said->minutes < kinds[said->kind].minutes_min)
        return jk_fail(err, JK_RANGE, JK_TEXT_REPORT_MINUTES, "minutes", "%lld",
                       (long long)said->minutes);
    if (kinds[said->kind].takes_place != (said->point_count > 0) ||
        said->point_count > JK_REPORT_POINTS_MAX)
        return jk_fail(err, JK_INVALID, JK_TEXT_REPORT_PLACE, "place", "%s", "");
    if (!jk_are_lines(jk_span_of(said->note)))
        return jk_fail(err, JK_INVALID, JK_TEXT_REPORT_LINES, "note", "%s", "");
    if (strlen(said->note) > JK_REPORT_NOTE_MAX)
        return jk_fail(err, JK_INVALID, JK_TEXT_REPORT_NOTE, "note", "%s", "");
    return JK_OK;
}
