/* jarak/ical/rakor.h: what the event of a coordination meeting says to its officials: agenda and
 * attendance, as every calendar writes them.
 *
 * DESCRIPTION is the agenda; each ATTENDEE somebody who was invited, with PARTSTAT=ACCEPTED who was
 * there and DECLINED who was not. Neither is read for a judgement, so what is odd is passed over
 * (docs/decisions/0066). Both are for officials of the meeting's region alone. Pure. */
#ifndef JARAK_ICAL_RAKOR_H
#define JARAK_ICAL_RAKOR_H
#include "jarak/base/arena.h"
#include "jarak/base/bytes.h"
#include "jarak/base/status.h"

#define JK_ATTENDEES_MAX 500 /* that are told: a hall; more stay in the bytes */

enum jk_attendance { JK_ATTENDANCE_INVITED, JK_ATTENDANCE_PRESENT, JK_ATTENDANCE_ABSENT };

struct jk_attendee {
    const char *name;      /**< CN, else the address; one line */
    const char *address;   /**< as it is written: "mailto:..." */
    enum jk_attendance is; /**< as the calendar says it */
};

struct jk_rakor {
    const char *agenda; /**< lines; "" none */
    const struct jk_attendee *attendees;
    size_t count;
};

/** Read the first event of a notice's bytes. What is no calendar says nothing.
 *
 * @param[out] out  in the arena @return JK_OK; JK_MEMORY */
enum jk_status jk_rakor_read(struct jk_arena *arena, struct jk_span bytes, struct jk_rakor *out);

/** Append an ATTENDEE line. @param address  null: one that no message reaches */
void jk_rakor_attendee_add(struct jk_buf *out, const char *name, const char *address,
                           enum jk_attendance is);
#endif
