/* jarak/geo/point.h: a place on the WGS84 ellipsoid.
 *
 * Latitude first, degrees, as in iCalendar's GEO; formats that differ (GeoJSON) turn it around in
 * their own codec and nowhere else. Behind jk_point_make() no one checks ranges again. Pure. */
#ifndef JARAK_GEO_POINT_H
#define JARAK_GEO_POINT_H
#include <stdbool.h>
#include "jarak/base/bytes.h"
#include "jarak/base/error.h"

#define JK_POINT_FRACTION_MAX 12 /* digits after the point: a tenth of a micrometre */

/** A place: latitude -90..90, longitude -180..180, both finite. */
struct jk_point {
    double lat_deg;
    double lon_deg;
};

/** Make a point of two numbers.
 *
 * @param field     name for the refusal, such as "GEO"
 * @param[out] out  written on JK_OK and left alone otherwise
 * @return JK_OK; JK_RANGE where there is no such place. Swapped input (117.5;0.5) lands there and
 *         is refused, not guessed at; so is NaN. */
enum jk_status jk_point_make(double lat_deg, double lon_deg, const char *field,
                             struct jk_point *out, struct jk_error *err);

/** Read the value of GEO, `latitude;longitude` (RFC 5545 3.8.1.6), plain decimals, whole span.
 *
 * @return JK_OK; JK_INVALID for another form (exponent, comma, words); JK_RANGE */
enum jk_status jk_point_parse(struct jk_span geo, struct jk_point *out, struct jk_error *err);

/** True when both are the same place to the last bit. */
bool jk_point_eq(struct jk_point a, struct jk_point b);
#endif
