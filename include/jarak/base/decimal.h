/* jarak/base/decimal.h: numbers as they stand in notices, packs and headers.
 *
 * Not strtod(): under an Indonesian locale it reads "0,5" and stops at "0.5", and it accepts hex,
 * exponents, infinity and NaN. Pure, independent of locale. */
#ifndef JARAK_BASE_DECIMAL_H
#define JARAK_BASE_DECIMAL_H
#include <stdbool.h>
#include <stdint.h>
#include "jarak/base/bytes.h"

#define JK_DECIMAL_DIGITS_MAX 15 /* all such decimals survive a double unchanged */

/** Read `[+-]digits[.digits]`, the whole span, at most JK_DECIMAL_DIGITS_MAX significant digits.
 *
 * @param max_fraction  most digits allowed after the point, 0..12
 * @param[out] out      finite; written on true only
 * @return false for anything else: empty, exponent, lone point, too many digits */
bool jk_decimal_parse(struct jk_span span, unsigned max_fraction, double *out);

/** Read a number as programs write it: `[+-]digits[.digits][e[+-]digits]`, the whole span; either
 * side of the point may be empty; of the fraction as many digits count as make fifteen in all.
 *
 * @param[out] out  finite, within about 1 in 10^14; written on true only
 * @return false for anything else: no digit, a comma, more than fifteen digits before the point, an
 *         exponent of more than two digits */
bool jk_number_parse(struct jk_span span, double *out);

/** Read an unsigned whole number without sign, the whole span, not above `max`.
 *
 * @return false for anything else; leading zeros are allowed */
bool jk_uint_parse(struct jk_span span, uint64_t max, uint64_t *out);

/** Append `value` with exactly `fraction` digits (0..9) and the decimal sign `point`.
 *
 * Half is rounded away from zero. |value| below 1e15; larger, NaN or infinite appends "?". */
void jk_decimal_add(struct jk_buf *buf, double value, unsigned fraction, char point);

/** Append a distance as officials write it: `850 m`, `9,7 km` (id) or `9.7 km` (en).
 *
 * Below 1,000 m whole metres, above one digit of kilometres; metres are rounded down so that a
 * near miss never reads as compliant. */
void jk_distance_add(struct jk_buf *buf, double metres, bool indonesian);
#endif
