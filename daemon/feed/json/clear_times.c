/* Clear times as JSON and as VFREEBUSY. Bands hold both ends; a period's end lies one second
 * behind. */
#include "jarak/feed/json/build.h"
#include "jarak/feed/texts/texts.h"
#include "jarak/feed/json/clear_times.h"

#include <math.h>
#include "daemon/feed/json/values.h"
#include "jarak/base/defend.h"
#include "jarak/ical/write.h"

static json_t *open_json(const struct jk_slot_open *open, size_t count, const struct jk_tz *tz)
{
    struct jk_json list = jk_json_list();

    for (size_t i = 0; i < count; i++)
        jk_json_add(&list, json_pack("{s:o, s:o, s:I, s:i, s:b}", "from",
                                     feed_time_json((double)open[i].band.from_s, tz), "to",
                                     feed_time_json((double)open[i].band.to_s, tz), "change_s",
                                     (json_int_t)open[i].change_s, "rank", (int)open[i].rank,
                                     "uncertain", open[i].uncertain));
    return jk_json_end(&list);
}

static json_t *closed_json(const struct jk_slots_view *view, const struct jk_slot_closed *closed)
{
    struct jk_json because = jk_json_list();
    struct jk_json blockers = jk_json_list();

    for (int cut = 0; cut < JK_CUT_END; cut++) {
        if (closed->cuts >> cut & 1)
            jk_json_add(&because, json_string(jk_cut_word((enum jk_cut)cut)));
    }
    if (closed->blocker_count)
        jk_json_add(&because, json_string("separation"));
    for (size_t i = 0; i < closed->blocker_count; i++)
        jk_json_add(&blockers, json_pack("{s:s, s:o, s:s}", "uid", closed->blockers[i].uid, "party",
                                         feed_party_json(view->pack, closed->blockers[i].party),
                                         "summary", closed->blockers[i].summary));
    return json_pack("{s:o, s:o, s:o, s:o}", "from",
                     feed_time_json((double)closed->band.from_s, view->tz), "to",
                     feed_time_json((double)closed->band.to_s, view->tz), "because",
                     jk_json_end(&because), "blockers", jk_json_end(&blockers));
}

static json_t *venue_json(const struct jk_slots_view *view, const struct jk_slot_venue *venue)
{
    return json_pack("{s:s, s:s, s:f, s:f, s:f, s:f, s:o}", "code", venue->place->code, "name",
                     venue->place->name, "lat", venue->place->point.lat_deg, "lon",
                     venue->place->point.lon_deg, "uncertainty_m", venue->place->uncertainty_m,
                     "distance_m", floor(venue->distance_m * 100.0 + 0.5) / 100.0, "bands",
                     open_json(venue->open, venue->open_count, view->tz));
}

json_t *jk_slots_json(const struct jk_slots_view *view)
{
    JK_ASSERT(view != NULL);

    struct jk_json closed = jk_json_list();
    struct jk_json venues = jk_json_list();

    for (size_t i = 0; i < view->closed_count; i++)
        jk_json_add(&closed, closed_json(view, &view->closed[i]));
    for (size_t i = 0; i < view->venue_count; i++)
        jk_json_add(&venues, venue_json(view, &view->venues[i]));
    return json_pack("{s:s, s:i, s:s, s:o, s:o, s:{s:s, s:i}, s:b, s:o, s:o, s:o}", "uid",
                     view->uid, "chain_revision", (int)view->chain_revision, "level",
                     jk_level_word(view->level), "start",
                     feed_time_json((double)view->start_s, view->tz), "end",
                     feed_time_json((double)view->end_s, view->tz), "policy", "id",
                     view->policy->id, "version", (int)view->policy->version, "simulation",
                     view->pack->simulation, "bands",
                     open_json(view->open, view->open_count, view->tz), "closed",
                     jk_json_end(&closed), "venues", jk_json_end(&venues));
}

/* Bands hold both ends; a period's end does not belong to it. */
static void write_period(struct jk_buf *out, const char *name, struct jk_interval band)
{
    struct jk_buf value = { 0 };

    jk_ical_period_add(&value, band.from_s, band.to_s + 1);
    jk_ical_value(out, name, jk_buf_view(&value));
    jk_buf_clear(&value);
}

enum jk_status jk_slots_ical(struct jk_buf *out, const struct jk_slots_view *view, int64_t now_s)
{
    JK_ASSERT(view != NULL);

    int64_t from_s = (int64_t)view->from_day * JK_DAY_S - view->tz->offset_s;
    int64_t to_s = ((int64_t)view->to_day + 1) * JK_DAY_S - view->tz->offset_s;

    jk_ical_begin(out, "VCALENDAR");
    jk_ical_line(out, "VERSION", "2.0");
    jk_ical_line(out, "PRODID", "-//jarakd//slots//ID");
    jk_ical_line(out, "METHOD", "PUBLISH");
    jk_ical_begin(out, "VFREEBUSY");
    jk_ical_text(out, "UID", view->uid);
    jk_ical_time(out, "DTSTAMP", now_s, NULL);
    jk_ical_time(out, "DTSTART", from_s, NULL);
    jk_ical_time(out, "DTEND", to_s, NULL);
    jk_ical_text(out, "COMMENT", jk_text_get(JK_TEXT_SLOTS_COMMENT, JK_LANG_ID));
    for (size_t i = 0; i < view->open_count; i++)
        write_period(out,
                     view->open[i].uncertain ? "FREEBUSY;FBTYPE=BUSY-TENTATIVE"
                                             : "FREEBUSY;FBTYPE=FREE",
                     view->open[i].band);
    for (size_t i = 0; i < view->closed_count; i++)
        write_period(out, "FREEBUSY;FBTYPE=BUSY-UNAVAILABLE", view->closed[i].band);
    jk_ical_end(out, "VFREEBUSY");
    jk_ical_end(out, "VCALENDAR");
    return jk_buf_ok(out) ? JK_OK : JK_MEMORY;
}
