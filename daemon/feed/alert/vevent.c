/* Conflicts as calendar events: in full for officers' CalDAV, discreet for subscriptions.
 *
 * A subscribed calendar may be shown to anybody who sees a screen, so there the title is a code and
 * nothing tells what it is about. The UID is made of the conflict's id and can be read back;
 * SEQUENCE is its revision. */
#include "jarak/feed/alert/vevent.h"
#include "jarak/feed/texts/texts.h"

#include <string.h>
#include "daemon/feed/calendar/private.h"
#include "jarak/feed/alert/text.h"
#include "jarak/ical/write.h"
#include "jarak/base/defend.h"

#define UID_HEAD "konflik-"
#define UID_TAIL "@jarakd"

void jk_conflict_uid_add(struct jk_buf *buf, const char *id)
{
    JK_ASSERT(strlen(id) == JK_CONFLICT_HEX);
    jk_buf_fmt(buf, UID_HEAD "%s" UID_TAIL, id);
}

bool jk_conflict_uid_read(const char *uid, char id[JK_CONFLICT_HEX + 1])
{
    size_t head = sizeof UID_HEAD - 1;

    if (strncmp(uid, UID_HEAD, head) != 0 || strlen(uid) < head + JK_CONFLICT_HEX ||
        strcmp(uid + head + JK_CONFLICT_HEX, UID_TAIL) != 0)
        return false;
    memcpy(id, uid + head, JK_CONFLICT_HEX);
    id[JK_CONFLICT_HEX] = '\0';
    return true;
}

/* One day before, so that it can still be talked over, and two hours before. */
static const char *const triggers[] = { "-P1D", "-PT2H" };

static void write_alarms(struct jk_buf *out, const char *title)
{
    for (size_t i = 0; i < sizeof triggers / sizeof *triggers; i++) {
        jk_ical_begin(out, "VALARM");
        jk_ical_line(out, "ACTION", "DISPLAY");
        jk_ical_line(out, "TRIGGER", triggers[i]);
        jk_ical_text(out, "DESCRIPTION", title);
        jk_ical_end(out, "VALARM");
    }
}

static void write_title(struct jk_buf *title, const struct jk_conflict_event *event)
{
    const struct jk_conflict_view *view = &event->view;

    jk_buf_fmt(title, "%s%s: ", event->pack->simulation ? "[SIMULASI] " : "",
               jk_level_name(view->levels.level > JK_LEVEL_NONE ? view->levels.level
                                                                : view->levels.level_max));
    jk_party_beside_add(title, event->pack, view->own.party, view->other.party);
    jk_buf_str(title, " - ");
    jk_party_beside_add(title, event->pack, view->other.party, view->own.party);
    jk_buf_char(title, '\0');
}

/* Writes the properties that need no text: identity, stamps and times. */
static void write_facts(struct jk_buf *out, const struct jk_conflict_event *event)
{
    struct jk_buf line = { 0 };

    jk_conflict_uid_add(&line, event->view.id);
    jk_ical_value(out, "UID", jk_buf_view(&line));
    jk_buf_reset(&line);
    jk_buf_fmt(&line, "%u", event->view.revision);
    jk_ical_value(out, "SEQUENCE", jk_buf_view(&line));
    jk_ical_time(out, "DTSTAMP", event->changed_s, NULL);
    jk_ical_time(out, "LAST-MODIFIED", event->changed_s, NULL);
    jk_ical_time(out, "DTSTART", event->start_s, event->view.tz);
    jk_ical_time(out, "DTEND", event->end_s, event->view.tz);
    jk_ical_line(out, "TRANSP", "TRANSPARENT");
    jk_buf_clear(&line);
}

void jk_conflict_event_write(struct jk_buf *out, const struct jk_conflict_event *event)
{
    JK_ASSERT(event != NULL);

    const struct jk_conflict_view *view = &event->view;
    struct jk_buf title = { 0 }, text = { 0 };

    write_title(&title, event);
    jk_message_internal(&text, view, event->pack, JK_EVENT_OPENED, JK_LANG_ID);
    jk_buf_char(&text, '\0');
    jk_ical_begin(out, "VCALENDAR");
    jk_ical_line(out, "VERSION", "2.0");
    jk_ical_line(out, "PRODID", "-//jarakd//conflicts//ID");
    jk_ical_zone(out, view->tz);
    jk_ical_begin(out, "VEVENT");
    write_facts(out, event);
    jk_ical_text(out, "SUMMARY", title.at);
    jk_ical_text(out, "DESCRIPTION", text.at);
    jk_ical_text(out, "RELATED-TO", view->own.uid);
    jk_ical_text(out, "RELATED-TO", view->other.uid);
    write_alarms(out, title.at);
    jk_ical_end(out, "VEVENT");
    jk_ical_end(out, "VCALENDAR");
    jk_buf_clear(&title);
    jk_buf_clear(&text);
}

static void write_discreet(struct jk_buf *out, const struct jk_conflict_event *event)
{
    char title[PRIVATE_TITLE_MAX];

    feed_private_title(JK_TEXT_CONFLICT_DISCREET, event->view.id, title);
    jk_ical_begin(out, "VEVENT");
    write_facts(out, event);
    jk_ical_text(out, "SUMMARY", title);
    write_alarms(out, title);
    jk_ical_end(out, "VEVENT");
}

void jk_conflict_calendar_write(struct jk_buf *out, const struct jk_pack *pack,
                                const struct jk_conflict_event *events, size_t count)
{
    JK_ASSERT(events != NULL || count == 0);

    feed_private_begin(out, "-//jarakd//conflicts//ID", JK_TEXT_CONFLICT_CALENDAR);
    jk_ical_zone(out, pack->tz);
    for (size_t i = 0; i < count; i++) {
        size_t k = 0;

        while (k < i && events[k].view.tz != events[i].view.tz)
            k++;
        if (k == i && events[i].view.tz != pack->tz)
            jk_ical_zone(out, events[i].view.tz);
    }
    for (size_t i = 0; i < count; i++)
        write_discreet(out, &events[i]);
    jk_ical_end(out, "VCALENDAR");
}
