/* Free-busy of a party in an area as iCalendar: closed times and times that others take, in order
 * of start. */
#include "jarak/feed/json/clear_times_plan.h"
#include "jarak/feed/texts/texts.h"

#include <inttypes.h>
#include <stdio.h>
#include "jarak/base/defend.h"
#include "jarak/feed/json/verdict.h"
#include "jarak/ical/write.h"

static void write_uid(struct jk_buf *out, const struct jk_freebusy_view *view)
{
    struct jk_buf uid = { 0 };

    jk_buf_fmt(&uid, "%s-%s", view->area->code, view->party->contest);
    for (unsigned i = 0; i < view->party->count; i++)
        jk_buf_fmt(&uid, "-%" PRIu32, view->party->paslon[i]);
    jk_buf_fmt(&uid, "-%s@jarakd", jk_kind_word(view->kind));
    jk_ical_value(out, "UID", jk_buf_view(&uid));
    out->failed = out->failed || !jk_buf_ok(&uid);
    jk_buf_clear(&uid);
}

static void write_comment(struct jk_buf *out, const struct jk_freebusy_view *view)
{
    struct jk_buf party = { 0 };
    char hours[24], filled[1024], text[1040];
    const char *names[] = { "kind",  jk_kind_name(view->kind, JK_LANG_ID),
                            "hours", hours,
                            "party", "",
                            "area",  view->area->name,
                            "level", jk_level_word(view->level),
                            NULL };

    jk_party_add(&party, view->pack, view->party);
    jk_buf_char(&party, '\0');
    names[5] = jk_buf_ok(&party) ? party.at : "";
    snprintf(hours, sizeof hours, "%" PRId64, view->length_s / 3600);
    jk_text_fill(jk_text_get(JK_TEXT_FREEBUSY_COMMENT, JK_LANG_ID), names, filled, sizeof filled);
    snprintf(text, sizeof text, "%s%s", view->pack->simulation ? "[SIMULASI] " : "", filled);
    jk_ical_text(out, "COMMENT", text);
    out->failed = out->failed || !jk_buf_ok(&party);
    jk_buf_clear(&party);
}

/* Bands hold both ends; a period's end does not belong to it. */
static void write_period(struct jk_buf *out, const char *name, const struct jk_interval *band)
{
    struct jk_buf value = { 0 };

    jk_ical_period_add(&value, band->from_s, band->to_s + 1);
    jk_ical_value(out, name, jk_buf_view(&value));
    out->failed = out->failed || !jk_buf_ok(&value);
    jk_buf_clear(&value);
}

/* All lists as one, by start, as RFC 5545 3.8.2.6 wants it. */
static void write_periods(struct jk_buf *out, const struct jk_freebusy_view *view)
{
    struct {
        const struct jk_intervals *bands;
        const char *name;
        size_t next;
    } lists[] = { { &view->busy, "FREEBUSY;FBTYPE=BUSY", 0 },
                  { &view->closed, "FREEBUSY;FBTYPE=BUSY-UNAVAILABLE", 0 },
                  { &view->uncertain, "FREEBUSY;FBTYPE=BUSY-TENTATIVE", 0 } };

    for (;;) {
        const struct jk_interval *first = NULL;
        size_t of = 0;

        for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
            if (lists[i].next == lists[i].bands->count ||
                (first && first->from_s <= lists[i].bands->at[lists[i].next].from_s))
                continue;
            first = &lists[i].bands->at[lists[i].next];
            of = i;
        }
        if (!first)
            return;
        write_period(out, lists[of].name, first);
        lists[of].next++;
    }
}

enum jk_status jk_freebusy_ical(struct jk_buf *out, const struct jk_freebusy_view *view,
                                int64_t stamp_s)
{
    JK_ASSERT(view != NULL);

    int64_t from_s = (int64_t)view->from_day * JK_DAY_S - view->tz->offset_s;
    int64_t to_s = ((int64_t)view->to_day + 1) * JK_DAY_S - view->tz->offset_s;

    jk_ical_begin(out, "VCALENDAR");
    jk_ical_line(out, "VERSION", "2.0");
    jk_ical_line(out, "PRODID", "-//jarakd//freebusy//ID");
    jk_ical_begin(out, "VFREEBUSY");
    write_uid(out, view);
    jk_ical_time(out, "DTSTAMP", stamp_s, NULL);
    jk_ical_time(out, "DTSTART", from_s, NULL);
    jk_ical_time(out, "DTEND", to_s, NULL);
    write_comment(out, view);
    write_periods(out, view);
    jk_ical_end(out, "VFREEBUSY");
    jk_ical_end(out, "VCALENDAR");
    return jk_buf_ok(out) ? JK_OK : JK_MEMORY;
}
