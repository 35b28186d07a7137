/* jarak/base/civil.h: dates, times and zones, without the C library's clock or locale.
 *
 * Instants are seconds since 1970-01-01T00:00:00Z in an int64_t. Days are whole days since
 * 1970-01-01 of a proleptic Gregorian calendar. Years 1900..2199: outside lies only error. Zones of
 * the regions are fixed offsets: WIB, WITA and WIT know no daylight saving (tzdata, since 1964).
 * Source: DOMAIN section 5 for the Indonesian wording. Pure. */
#ifndef JARAK_BASE_CIVIL_H
#define JARAK_BASE_CIVIL_H
#include <stdbool.h>
#include <stdint.h>
#include "jarak/base/bytes.h"
#include "jarak/base/text.h"

#define JK_DAY_S 86400

/** A date and time of day on someone's wall, 24 h, no leap second. */
struct jk_civil {
    int year, month, day;     /**< 1900..2199, 1..12, 1..31 */
    int hour, minute, second; /**< 0..23, 0..59, 0..59 */
};

/** A time zone of the country: its offset is fixed. */
struct jk_tz {
    const char *tzid;   /**< "Asia/Makassar" */
    const char *abbrev; /**< "WITA" */
    int offset_s;       /**< east of UTC, seconds */
};

/** The time zone of that IANA name or abbreviation (WIB, WITA, WIT; Asia/Jakarta, Asia/Pontianak,
 * Asia/Makassar, Asia/Ujung_Pandang, Asia/Jayapura); null when it is none of these. Static. */
const struct jk_tz *jk_tz_find(struct jk_span name);

/** True when that date exists between 1900 and 2199. */
bool jk_date_valid(int year, int month, int day);

/** Days since 1970-01-01 of a valid date. */
int32_t jk_days_from_date(int year, int month, int day);

/** The date of a day number; time of day zero. */
struct jk_civil jk_date_from_days(int32_t days);

/** Day of the week, 0 = Sunday (Minggu) .. 6 = Saturday (Sabtu). */
int jk_weekday(int32_t days);

/** The name of a weekday, 0 = "Minggu" / "Sunday" .. 6. Static. */
const char *jk_weekday_name(int weekday, enum jk_lang lang);

/** The instant of a valid civil time `offset_s` east of UTC. */
int64_t jk_civil_to_utc(const struct jk_civil *civil, int offset_s);

/** The civil time of an instant, `offset_s` east of UTC. */
struct jk_civil jk_civil_from_utc(int64_t utc_s, int offset_s);

/** The local day on which an instant falls (floor, also before 1970). */
int32_t jk_local_day(int64_t utc_s, int offset_s);

/** Read `YYYY-MM-DD`, the whole span. @param[out] days written on true only. */
bool jk_date_parse(struct jk_span span, int32_t *days);

/** Read `YYYY-MM-DDTHH:MM:SS` with `Z` or `+HH:MM`, the whole span; a fraction of a second of up to
 * nine digits is passed over. */
bool jk_iso_parse(struct jk_span span, int64_t *utc_s);

/** Read `HH:MM`, the whole span, 00:00..24:00. @param[out] second_of_day 0..86400. */
bool jk_hour_parse(struct jk_span span, int32_t *second_of_day);

/** Append `2024-11-23T14:00:00+08:00`; offset 0 is written `Z`. */
void jk_iso_add(struct jk_buf *buf, int64_t utc_s, int offset_s);

/** Append `2024-11-23`. */
void jk_date_add(struct jk_buf *buf, int32_t days);

/** Append the date as officials write it: `Sabtu, 23 November 2024` / `Saturday, 23 November 2024`.
 */
void jk_long_date_add(struct jk_buf *buf, int32_t days, enum jk_lang lang);

/** Append the clock time `14.00` (Indonesian) or `14:00` (English). */
void jk_clock_add(struct jk_buf *buf, int64_t utc_s, int offset_s, enum jk_lang lang);

/** Append `Sabtu, 23 November 2024 pukul 14.00-17.30 WITA`; over midnight both dates are written.
 */
void jk_range_add(struct jk_buf *buf, int64_t from_s, int64_t to_s, const struct jk_tz *tz,
                  enum jk_lang lang);

/** The weekday (0 = Sunday) of an Indonesian or English name, any case, `Jum'at` too; -1 if none.
 */
int jk_weekday_parse(struct jk_span name);
#endif
