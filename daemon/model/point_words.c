/* Points in texts, the surest sign first.
 *
 * A link of a map may hold several pairs: the pin, what was searched for, and the middle of the
 * view. They are looked for in this order and the first that is a point counts. Outside of links a
 * pair needs three digits behind each decimal sign, or numbers of houses and hours would be
 * points. */
#include "jarak/model/point_words.h"

#include <string.h>
#include "jarak/base/decimal.h"

#define FRACTION_MIN 3 /* a hundred metres: less is no place that anybody means */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static char small(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool stands_at(struct jk_span text, size_t at, const char *words)
{
    size_t len = strlen(words);

    if (at + len > text.len)
        return false;
    for (size_t i = 0; i < len; i++) {
        if (small(text.at[at + i]) != words[i])
            return false;
    }
    return true;
}

/* A decimal number at *at, with this sign before its fraction. @return digits of the fraction; -1:
 * there is none */
static int take_number(struct jk_span text, size_t *at, char sign, double *out)
{
    char digits[32];
    size_t n = 0, i = *at;
    int fraction = -1;

    if (i < text.len && (text.at[i] == '-' || text.at[i] == '+'))
        digits[n++] = text.at[i++];
    for (; i < text.len && n + 1 < sizeof digits; i++) {
        bool begins = text.at[i] == sign && fraction < 0 && n > 0 && is_digit(digits[n - 1]) &&
                      i + 1 < text.len && is_digit(text.at[i + 1]);

        if (!begins && !is_digit(text.at[i]))
            break;
        digits[n++] = begins ? '.' : text.at[i];
        fraction = begins ? 0 : fraction + (fraction >= 0);
    }
    if (n == 0 || !is_digit(digits[n - 1]) || (i < text.len && is_digit(text.at[i])) ||
        !jk_number_parse((struct jk_span){ digits, n }, out))
        return -1;
    *at = i;
    return fraction < 0 ? 0 : fraction;
}

/* What may stand behind a number: a degree sign, and which way it counts. */
static void take_unit(struct jk_span text, size_t *at, double *value)
{
    static const struct {
        const char *word;
        double sign;
    } ways[] = { { "lu", 1 }, { "ls", -1 }, { "bt", 1 }, { "bb", -1 },
                 { "n", 1 },  { "s", -1 },  { "e", 1 },  { "w", -1 } };
    size_t i = *at;

    if (stands_at(text, i, "\xc2\xb0"))
        *at = i = i + 2;
    while (i < text.len && text.at[i] == ' ')
        i++;
    for (size_t k = 0; k < sizeof ways / sizeof *ways; k++) {
        size_t end = i + strlen(ways[k].word);
        char next = end < text.len ? small(text.at[end]) : ' ';

        if (!stands_at(text, i, ways[k].word) || (next >= 'a' && next <= 'z'))
            continue;
        *value = ways[k].sign < 0 && *value > 0 ? -*value : *value;
        *at = end;
        return;
    }
}

/* What stands between the two numbers of a pair: blanks, and one sign which is not the decimal one.
 */
static bool take_between(struct jk_span text, size_t *at, char decimal)
{
    size_t begin = *at;
    bool signs = false;

    while (*at < text.len) {
        bool comma = decimal == '.' && text.at[*at] == ',';

        if (text.at[*at] == ' ' || text.at[*at] == '\t' || text.at[*at] == '+') {
            (*at)++;
        } else if (!signs && (comma || text.at[*at] == ';' || text.at[*at] == '/')) {
            signs = true;
            (*at)++;
        } else if (!signs && stands_at(text, *at, "%2c")) {
            signs = true;
            *at += 3;
        } else {
            break;
        }
    }
    return *at > begin;
}

static bool make_point(double lat, double lon, struct jk_point *out)
{
    return jk_point_make(lat, lon, "GEO", out, NULL) == JK_OK;
}

/* A pair at `at`. @param fraction_min  digits behind each decimal sign
 * @return where it ends; 0: it is none */
static size_t take_pair(struct jk_span text, size_t at, char decimal, int fraction_min,
                        struct jk_point *out)
{
    double lat, lon;

    if (take_number(text, &at, decimal, &lat) < fraction_min)
        return 0;
    take_unit(text, &at, &lat);
    if (!take_between(text, &at, decimal) || take_number(text, &at, decimal, &lon) < fraction_min)
        return 0;
    take_unit(text, &at, &lon);
    return make_point(lat, lon, out) ? at : 0;
}

/* Two numbers, each behind a sign of its own: `!3d0.5!4d117.5`, `mlat=0.5&mlon=117.5`. */
static bool find_two(struct jk_span text, const char *first, const char *second,
                     struct jk_point *out)
{
    for (size_t at = 0; at < text.len; at++) {
        size_t a = at + strlen(first);
        double lat, lon;

        if (!stands_at(text, at, first) || take_number(text, &a, '.', &lat) < 0)
            continue;
        while (a < text.len && (text.at[a] == '&' || text.at[a] == '?'))
            a++;
        if (!stands_at(text, a, second))
            continue;
        a += strlen(second);
        if (take_number(text, &a, '.', &lon) >= 0 && make_point(lat, lon, out))
            return true;
    }
    return false;
}

static bool find_behind(struct jk_span text, const char *sign, struct jk_point *out)
{
    for (size_t at = 0; at < text.len; at++) {
        if (stands_at(text, at, sign) && take_pair(text, at + strlen(sign), '.', 0, out) > 0)
            return true;
    }
    return false;
}

/* `#map=15/0.5/117.5`: the zoom stands first. */
static bool find_map(struct jk_span text, struct jk_point *out)
{
    for (size_t at = 0; at < text.len; at++) {
        size_t a = at + strlen("#map=");
        double zoom;

        if (stands_at(text, at, "#map=") && take_number(text, &a, '.', &zoom) >= 0 &&
            a < text.len && text.at[a] == '/' && take_pair(text, a + 1, '.', 0, out) > 0)
            return true;
    }
    return false;
}

static bool find_link(struct jk_span text, struct jk_point *out, bool *is_view)
{
    static const char *const signs[] = { "geo:", "?q=",     "&q=",      "?query=",      "&query=",
                                         "?ll=", "&ll=",    "?center=", "destination=", "daddr=",
                                         "loc:", "/place/", "/search/" };

    *is_view = false;
    if (find_two(text, "!3d", "!4d", out) || find_two(text, "mlat=", "mlon=", out))
        return true;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        if (find_behind(text, signs[i], out))
            return true;
    }
    *is_view = true;
    return find_behind(text, "/@", out) || find_map(text, out);
}

/* A pair does not begin within a word or a number. */
static bool may_begin(struct jk_span text, size_t at)
{
    char before = at > 0 ? small(text.at[at - 1]) : ' ';

    return !is_digit(before) && !(before >= 'a' && before <= 'z') && !strchr(".,-+/", before);
}

/* Pairs outside of links; two different ones are none. */
static bool find_bare(struct jk_span text, struct jk_point *out)
{
    struct jk_point found;
    bool any = false;

    for (size_t at = 0; at < text.len;) {
        size_t end = may_begin(text, at) ? take_pair(text, at, '.', FRACTION_MIN, &found) : 0;

        if (end == 0 && may_begin(text, at))
            end = take_pair(text, at, ',', FRACTION_MIN, &found);
        if (end == 0) {
            at++;
            continue;
        }
        if (any && !jk_point_eq(found, *out))
            return false;
        *out = found;
        any = true;
        at = end;
    }
    return any;
}

static bool holds(struct jk_span text, const char *words)
{
    for (size_t at = 0; at < text.len; at++) {
        if (stands_at(text, at, words))
            return true;
    }
    return false;
}

bool jk_words_point(struct jk_span text, struct jk_point *out, bool *is_view)
{
    *is_view = false;
    if (holds(text, "://") || holds(text, "geo:"))
        return find_link(text, out, is_view);
    return find_bare(text, out);
}

bool jk_words_is_link(struct jk_span text)
{
    struct jk_span one = jk_span_trim(text);

    return holds(one, "://") && !memchr(one.at, ' ', one.len) && !memchr(one.at, '\n', one.len);
}
