/* Decimals read and written without locale, exactly rounded.
 *
 * The digits become one integer (at most JK_DECIMAL_DIGITS_MAX, below 2^53) and the fraction a
 * power of ten, exact up to 10^15: one division of two exact doubles is the double nearest to the
 * decimal, whatever the C library's locale or strtod does. Exponents, blanks, a bare point and
 * leftovers are refused, but where programs write them (jk_number_parse). Writing rounds half away
 * from zero and never writes -0. */
#include "jarak/base/decimal.h"

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

/* The exponent behind an `e`; false for what is none. */
static bool read_exponent(struct jk_span text, int *out)
{
    bool negative = text.len && text.at[0] == '-';
    uint64_t value;

    if (text.len && (text.at[0] == '-' || text.at[0] == '+'))
        text = (struct jk_span){ text.at + 1, text.len - 1 };
    if (text.len > 2 || !jk_uint_parse(text, 99, &value))
        return false;
    *out = negative ? -(int)value : (int)value;
    return true;
}

/* Ten to a small power; exact up to 22. */
static double ten_to(int n)
{
    double power = 1.0;

    while (n-- > 0)
        power *= 10.0;
    return power;
}

/* Of the digits as many are taken as one integer holds exactly. Those left out are all behind the
 * point, so they change no digit before it. */
bool jk_number_parse(struct jk_span span, double *out)
{
    size_t i = span.len && (span.at[0] == '-' || span.at[0] == '+'), digits = 0, taken = 0;
    bool negative = i && span.at[0] == '-', behind = false;
    int scale = 0, exponent = 0;
    int64_t value = 0;

    for (; i < span.len && (is_digit(span.at[i]) || (span.at[i] == '.' && !behind)); i++) {
        if (span.at[i] == '.') {
            behind = true;
            continue;
        }
        digits++;
        if (taken == JK_DECIMAL_DIGITS_MAX && !behind)
            return false;
        if (taken == JK_DECIMAL_DIGITS_MAX)
            continue;
        taken += taken > 0 || span.at[i] != '0';
        value = value * 10 + (span.at[i] - '0');
        scale += behind;
    }
    if (digits == 0 || (i < span.len && span.at[i] != 'e' && span.at[i] != 'E') ||
        (i < span.len &&
         !read_exponent((struct jk_span){ span.at + i + 1, span.len - i - 1 }, &exponent)))
        return false;
    scale = exponent - scale;
    *out = (double)value * (negative ? -1.0 : 1.0);
    *out = scale < 0 ? *out / ten_to(-scale) : *out * ten_to(scale);
    return true;
}

void jk_decimal_add(struct jk_buf *buf, double value, unsigned fraction, char point)
{
    char digits[32], *at = digits + sizeof digits;
    int64_t whole, left;

    if (fraction > 9 || !(fabs(value) < 1e15) || !(fabs(value) * powers[fraction] < 9e15)) {
        jk_buf_char(buf, '?');
        return;
    }
    /* From its end, digit by digit: a feed holds some ten thousand, and printf takes twenty times.
     */
    whole = left = (int64_t)round(fabs(value) * powers[fraction]);
    for (unsigned i = 0; i <= fraction || left > 0; i++, left /= 10) {
        if (fraction && i == fraction)
            *--at = point;
        *--at = (char)('0' + left % 10);
    }
    if (value < 0 && whole != 0)
        *--at = '-';
    jk_buf_add(buf, at, (size_t)(digits + sizeof digits - at));
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
