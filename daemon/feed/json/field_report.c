/* Field reports as JSON, and their places as text in the journal.
 *
 * Places are written as GEO pairs with six decimals, a tenth of a metre: finer than anybody sees
 * from the roadside. */
#include "jarak/feed/json/build.h"
#include "jarak/feed/json/field_report.h"

#include "daemon/feed/json/values.h"
#include "jarak/base/decimal.h"
#include "jarak/base/defend.h"

void jk_report_place_add(struct jk_buf *buf, const struct jk_point *points, size_t count)
{
    JK_ASSERT(points != NULL || count == 0);
    for (size_t i = 0; i < count; i++) {
        jk_buf_str(buf, i ? " " : "");
        jk_decimal_add(buf, points[i].lat_deg, 6, '.');
        jk_buf_char(buf, ';');
        jk_decimal_add(buf, points[i].lon_deg, 6, '.');
    }
}

enum jk_status jk_report_place_read(struct jk_arena *arena, const char *text,
                                    struct jk_report_said *out)
{
    JK_ASSERT(text != NULL && out != NULL);

    struct jk_span rest = jk_span_of(text), part;
    struct jk_point *points = jk_arena_array(arena, JK_REPORT_POINTS_MAX, sizeof *points);

    out->points = points;
    out->point_count = 0;
    if (!points)
        return JK_MEMORY;
    while (rest.len && jk_span_cut(&rest, ' ', &part)) {
        if (out->point_count == JK_REPORT_POINTS_MAX ||
            jk_point_parse(part, &points[out->point_count++], NULL) != JK_OK)
            return JK_CORRUPT;
    }
    return JK_OK;
}

json_t *jk_report_json(const struct jk_report *report, const struct jk_tz *tz)
{
    JK_ASSERT(report != NULL && tz != NULL);

    struct jk_json place = jk_json_list();

    for (size_t i = 0; i < report->said.point_count; i++)
        jk_json_add(&place, json_pack("{s:f, s:f}", "lat", report->said.points[i].lat_deg, "lon",
                                      report->said.points[i].lon_deg));
    return json_pack("{s:s, s:s, s:s, s:I, s:o, s:s, s:o, s:o, s:s, s:s, s:o, s:b, s:b, s:s, s:o}",
                     "id", report->id, "uid", report->said.uid, "kind",
                     jk_report_word(report->said.kind), "minutes", (json_int_t)report->said.minutes,
                     "place", jk_json_end(&place), "note", report->said.note, "at",
                     feed_time_json((double)report->said.at_s, tz), "planned",
                     feed_time_json((double)report->planned_s, tz), "account", report->account,
                     "role", report->role, "time", feed_time_json((double)report->time_s, tz),
                     "verified", report->verified_s != 0, "in_force", report->in_force,
                     "verified_by", report->verify_account, "verified_at",
                     report->verified_s ? feed_time_json((double)report->verified_s, tz)
                                        : json_null());
}
