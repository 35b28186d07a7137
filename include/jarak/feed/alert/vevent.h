/* jarak/feed/alert/vevent.h: an open conflict as an event of a calendar (WIRE 4, `conflicts/`).
 *
 * Its UID is made of the conflict's id and stays, its SEQUENCE is the conflict's revision, and it
 * is related to the mains of both chains. For officers: the text is the internal one. Pure. */
#ifndef JARAK_FEED_ALERT_VEVENT_H
#define JARAK_FEED_ALERT_VEVENT_H
#include "jarak/feed/json/verdict.h"

/** A conflict as an event of a calendar. Everything in it is borrowed for the call. */
struct jk_conflict_event {
    struct jk_conflict_view view;
    const struct jk_pack *pack;
    int64_t changed_s; /**< UTC: DTSTAMP and LAST-MODIFIED, so that equal events are equal bytes */
    int64_t start_s,
        end_s; /**< UTC, start_s < end_s: from the first to the last instant it names */
};

/** The UID a conflict has in every calendar and message: `konflik-<id>@jarakd`. Appends. */
void jk_conflict_uid_add(struct jk_buf *buf, const char *id);
/** The id in such a UID. @return false for any other text */
bool jk_conflict_uid_read(const char *uid, char id[JK_CONFLICT_HEX + 1]);

/** Write the event as a whole VCALENDAR. Appends; jk_buf_ok() tells of lost memory. */
void jk_conflict_event_write(struct jk_buf *out, const struct jk_conflict_event *event);

/** Write a calendar of open conflicts for a calendar service: times, and titles that say "Konflik
 * 7F3A, buka jarakd" and no more. Appends. */
void jk_conflict_calendar_write(struct jk_buf *out, const struct jk_pack *pack,
                                const struct jk_conflict_event *events, size_t count);
#endif
