/* Decimals read and written without locale, exactly rounded.
 *
 * The digits become one integer (at most JK_DECIMAL_DIGITS_MAX, below 2^53) and the fraction a
 * power of ten, exact up to 10^15: one division of two exact doubles is the double nearest to the
 * decimal, whatever the C library's locale or strtod does. Exponents, blanks, a bare point and
 * leftovers are refused. Writing rounds half away from zero and never writes -0. */
#include "jarak/base/decimal.h"

#include <inttypes.h>
#include <math.h>

static const double powers[] = { 1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool jk_decimal_parse(struct jk_span span, unsigned max_fraction, double *out)
{
    size_t i = 0, digits = 0, whole;
    unsigned fraction = 0;
    int64_t value = 0;
    bool negative = span.len && span.at[0] == '-';

    if (span.len && (span.at[0] == '-' || span.at[0] == '+'))
        i = 1;
    for (whole = i; i < span.len && is_digit(span.at[i]); i++) {
        if (digits == 0 && span.at[i] == '0')
            continue;
        if (++digits > JK_DECIMAL_DIGITS_MAX)
            return false;
        value = value * 10 + (span.at[i] - '0');
    }
    if (i == whole)
        return false;
    if (i < span.len && span.at[i] == '.') {
        for (i++; i < span.len && is_digit(span.at[i]); i++) {
            if (++fraction > max_fraction || ++digits > JK_DECIMAL_DIGITS_MAX)
                return false;
            value = value * 10 + (span.at[i] - '0');
        }
        if (fraction == 0)
            return false;
    }
    if (i != span.len)
        return false;
    /* Both are exact, so one division rounds once: the nearest double to the decimal. */
    *out = (negative ? -1.0 : 1.0) * ((double)value / powers[fraction]);
    return true;
}

bool jk_uint_parse(struct jk_span span, uint64_t max, uint64_t *out)
{
    uint64_t value = 0;

    if (span.len == 0)
        return false;
    for (size_t i = 0; i < span.len; i++) {
        uint64_t digit = (uint64_t)(span.at[i] - '0');

        if (!is_digit(span.at[i]) || digit > max || value > (max - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    *out = value;
    return true;
}

void jk_decimal_add(struct jk_buf *buf, double value, unsigned fraction, char point)
{
    double scaled;
    int64_t whole, unit;

    if (fraction > 9 || !(fabs(value) < 1e15) || !(fabs(value) * powers[fraction] < 9e15)) {
        jk_buf_char(buf, '?');
        return;
    }
    unit = (int64_t)powers[fraction];
    scaled = round(fabs(value) * powers[fraction]);
    whole = (int64_t)scaled;
    if (value < 0 && whole != 0)
        jk_buf_char(buf, '-');
    jk_buf_fmt(buf, "%" PRId64, whole / unit);
    if (fraction)
        jk_buf_fmt(buf, "%c%0*" PRId64, point, (int)fraction, whole % unit);
}

void jk_distance_add(struct jk_buf *buf, double metres, bool indonesian)
{
    if (metres < 1000.0) {
        jk_decimal_add(buf, floor(metres), 0, '.');
        jk_buf_str(buf, " m");
        return;
    }
    jk_decimal_add(buf, floor(metres / 100.0) / 10.0, 1, indonesian ? ',' : '.');
    jk_buf_str(buf, " km");
}
