/* jarak/ical/zone.h: local time to UTC by our own zone data, whatever the client says of it.
 *
 * WIB, WITA and WIT are fixed and come from base/civil. All other zones come from
 * calendars/tz/zones.ics, loaded once by jk_ical_zones_load() (jarak/ical/read.h); of client
 * VTIMEZONEs only one offset is taken, where the name says nothing. libical's own zone code is not
 * used: it reads the clock (icaltime_today) to choose how far to expand and may open the system's
 * zone files. Pure after loading. */
#ifndef JARAK_ICAL_ZONE_H
#define JARAK_ICAL_ZONE_H
#include "jarak/base/civil.h"

/** A zone; by value. Both null: UTC. */
struct jk_ical_tz {
    const struct jk_tz *fixed;          /**< of the country */
    const struct jk_ical_zone *foreign; /**< of zones.ics; borrowed until jk_ical_zones_clear() */
};

/** Find the zone of a TZID.
 *
 * Known are WIB, WITA, WIT; the names of zones.ics in any case; common Windows names ("SE Asia
 * Standard Time"); what Outlook displays for UTC+7, +8 and +9 ("(UTC+08:00) Perth"); each name
 * behind a path such as /freeassociation.sourceforge.net/.
 *
 * @param[out] out  written on true only */
bool jk_ical_tz_find(struct jk_span tzid, struct jk_ical_tz *out);

struct jk_ical_comp;

/** The zone of a TZID by the VTIMEZONE beside it, where that has one offset in whole hours and no
 * other: "Customized Time Zone" of Outlook.
 *
 * @param calendar  the scanned stream, or null
 * @param[out] out  written on true only */
bool jk_ical_tz_stated(const struct jk_ical_comp *calendar, struct jk_span tzid,
                       struct jk_ical_tz *out);

/** True when a TZID parameter and the TZID of a VTIMEZONE, each as escaped, are the same text. */
bool jk_ical_tzid_eq(struct jk_span param, struct jk_span value);

/** The IANA name of a zone; borrowed as the zone is. */
const char *jk_ical_tz_name(struct jk_ical_tz tz);

/** The instant of a wall time.
 *
 * A time that the clocks skip counts with the offset before the gap, one that comes twice is the
 * first (RFC 5545 3.3.5).
 *
 * @param wall_s       seconds since 1970-01-01T00:00:00 on that wall
 * @param[out] utc_s   written on true only
 * @return false when the zone's data do not reach back that far (foreign zones: before 2024) */
bool jk_ical_tz_utc(struct jk_ical_tz tz, int64_t wall_s, int64_t *utc_s);

/** The wall time of an instant; the inverse of jk_ical_tz_utc() but for skipped times. */
int64_t jk_ical_tz_wall(struct jk_ical_tz tz, int64_t utc_s);
#endif
