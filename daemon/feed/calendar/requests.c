/* The calendar of waiting requests: when something is asked for, under a code (private.c). */
#include "jarak/feed/calendar/requests.h"
#include "jarak/feed/texts/texts.h"

#include <inttypes.h>
#include <stdio.h>
#include "daemon/feed/calendar/private.h"
#include "jarak/base/defend.h"
#include "jarak/ical/write.h"

static void write_uid(struct jk_buf *out, const struct jk_request_event *event,
                      const struct jk_instance *instance)
{
    struct jk_buf uid = { 0 };

    jk_buf_fmt(&uid, "permohonan-%s", event->id);
    if (event->notice->instance_count > 1) { /* each date is its own: overrides need no rule */
        jk_buf_char(&uid, '-');
        jk_date_add(&uid, jk_local_day(instance->recurrence_s, event->tz->offset_s));
    }
    jk_buf_str(&uid, "@jarakd");
    jk_ical_value(out, "UID", jk_buf_view(&uid));
    out->failed = out->failed || !jk_buf_ok(&uid);
    jk_buf_clear(&uid);
}

static void write_date(struct jk_buf *out, const struct jk_request_event *event,
                       const struct jk_instance *instance)
{
    char sequence[16], title[PRIVATE_TITLE_MAX];

    snprintf(sequence, sizeof sequence, "%" PRIu32, event->revision);
    feed_private_title(JK_TEXT_REQUEST_DISCREET, event->id, title);
    jk_ical_begin(out, "VEVENT");
    write_uid(out, event, instance);
    jk_ical_line(out, "SEQUENCE", sequence);
    jk_ical_time(out, "DTSTAMP", event->changed_s, NULL);
    jk_ical_time(out, "LAST-MODIFIED", event->changed_s, NULL);
    jk_ical_time(out, "DTSTART", instance->start_s, event->tz);
    jk_ical_time(out, "DTEND", instance->end_s, event->tz);
    jk_ical_line(out, "TRANSP", "TRANSPARENT");
    jk_ical_line(out, "STATUS", instance->facts->cancelled ? "CANCELLED" : "TENTATIVE");
    jk_ical_text(out, "SUMMARY", title);
    jk_ical_end(out, "VEVENT");
}

void jk_request_calendar_write(struct jk_buf *out, const struct jk_pack *pack, const char *region,
                               const struct jk_request_event *events, size_t count)
{
    JK_ASSERT(region != NULL && (events != NULL || count == 0));

    const struct jk_region *own = jk_pack_region(pack, region);

    feed_private_begin(out, "-//jarakd//requests//ID", JK_TEXT_REQUEST_CALENDAR);
    feed_zones_write(out, pack, region, own ? own->tz : pack->tz);
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < events[i].notice->instance_count; k++)
            write_date(out, &events[i], &events[i].notice->instances[k]);
    }
    jk_ical_end(out, "VCALENDAR");
}
