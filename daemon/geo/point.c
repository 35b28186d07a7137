/* Making points: the one place where a latitude and a longitude are checked.
 *
 * A pair outside -90..90 and -180..180 is refused, and never turned round: a swapped Indonesian
 * place (117.5;0.5) has an impossible latitude, so it is caught, while guessing would hide the
 * fault elsewhere. Plain decimals only, for a comma or an exponent in GEO is a sign of a broken
 * export. */
#include "jarak/geo/point.h"
#include "jarak/geo/texts.h"

#include <math.h>
#include "jarak/base/decimal.h"
#include "jarak/base/defend.h"

enum jk_status jk_point_make(double lat_deg, double lon_deg, const char *field,
                             struct jk_point *out, struct jk_error *err)
{
    JK_ASSERT(field != NULL && out != NULL);
    /* !(<=) refuses NaN too. */
    if (!(fabs(lat_deg) <= 90.0) || !(fabs(lon_deg) <= 180.0))
        return jk_fail(err, JK_RANGE, JK_TEXT_POINT_RANGE, field, "%g;%g", lat_deg, lon_deg);
    *out = (struct jk_point){ .lat_deg = lat_deg, .lon_deg = lon_deg };
    return JK_OK;
}

enum jk_status jk_point_parse(struct jk_span geo, struct jk_point *out, struct jk_error *err)
{
    JK_ASSERT(out != NULL);

    struct jk_span rest = geo, lat_text, lon_text;
    double lat, lon;

    if (!jk_span_cut(&rest, ';', &lat_text) || !jk_span_cut(&rest, ';', &lon_text) || rest.at ||
        !jk_decimal_parse(jk_span_trim(lat_text), JK_POINT_FRACTION_MAX, &lat) ||
        !jk_decimal_parse(jk_span_trim(lon_text), JK_POINT_FRACTION_MAX, &lon))
        return jk_fail(err, JK_INVALID, JK_TEXT_POINT_FORM, "GEO", "%.*s", (int)geo.len, geo.at);
    return jk_point_make(lat, lon, "GEO", out, err);
}

bool jk_point_eq(struct jk_point a, struct jk_point b)
{
    return a.lat_deg == b.lat_deg && a.lon_deg == b.lon_deg;
}
