/* Content lines out: folding at 75 bytes, escaping, times without printf.
 *
 * A line is folded between characters and never inside one, though RFC 5545 allows it: a reader
 * that decodes before it unfolds would see broken UTF-8. Runs of plain ASCII are copied whole as
 * far as the line has room; only special, control and multi-byte characters go one at a time.
 * Control characters are dropped, for nothing of a stranger's text may end a line early; a newline
 * of a TEXT becomes \n. */
#include "jarak/ical/write.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/base/defend.h"

/* A line that is being folded. */
struct fold {
    struct jk_buf *buf;
    size_t used; /* bytes on the current line */
};

static bool is_control(char c)
{
    return ((unsigned char)c < 0x20 && c != '\t') || c == 0x7f;
}

/* The length of the UTF-8 character at the front, 1 for what is none. */
static size_t char_len(struct jk_span span)
{
    unsigned char c = (unsigned char)span.at[0];
    size_t len = c < 0xc0 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;

    return len <= span.len ? len : span.len;
}

/* The number of bytes at the front that stand for themselves: ASCII, and none of `special`. */
static size_t plain_run(struct jk_span span, const char *special)
{
    size_t len = 0;

    while (len < span.len && span.at[len] >= ' ' && span.at[len] < 0x7f &&
           !strchr(special, span.at[len]))
        len++;
    return len;
}

static void put(struct fold *fold, const char *at, size_t len)
{
    if (fold->used + len > JK_ICAL_FOLD) {
        jk_buf_add(fold->buf, "\r\n ", 3);
        fold->used = 1;
    }
    jk_buf_add(fold->buf, at, len);
    fold->used += len;
}

/* Puts as much of a plain run as the line has room for. @return bytes taken */
static size_t put_run(struct fold *fold, struct jk_span span, const char *special)
{
    size_t len = plain_run(span, special), room = JK_ICAL_FOLD - fold->used;

    len = len < room ? len : room;
    jk_buf_add(fold->buf, span.at, len);
    fold->used += len;
    return len;
}

static void put_span(struct fold *fold, struct jk_span span)
{
    while (span.len) {
        size_t len = put_run(fold, span, "");

        if (len == 0) { /* the line is full, or it is no plain one */
            len = char_len(span);
            if (!is_control(span.at[0]))
                put(fold, span.at, len);
        }
        span = (struct jk_span){ span.at + len, span.len - len };
    }
}

static struct fold begin_line(struct jk_buf *buf, const char *name)
{
    struct fold fold = { buf, 0 };

    put_span(&fold, jk_span_of(name));
    put(&fold, ":", 1);
    return fold;
}

void jk_ical_value(struct jk_buf *buf, const char *name, struct jk_span value)
{
    JK_ASSERT(name != NULL && name[0] != '\0');

    struct fold fold = begin_line(buf, name);

    put_span(&fold, value);
    jk_buf_str(buf, "\r\n");
}

void jk_ical_line(struct jk_buf *buf, const char *name, const char *value)
{
    JK_ASSERT(name != NULL && name[0] != '\0');
    jk_ical_value(buf, name, jk_span_of(value));
}

void jk_ical_begin(struct jk_buf *buf, const char *name)
{
    jk_ical_line(buf, "BEGIN", name);
}

void jk_ical_end(struct jk_buf *buf, const char *name)
{
    jk_ical_line(buf, "END", name);
}

/* Take the next character off a text as a TEXT value has it: `pair` holds an escape. */
static struct jk_span take_escaped(struct jk_span *rest, char pair[2])
{
    struct jk_span one = { rest->at, char_len(*rest) };
    char c = rest->at[0];

    *rest = (struct jk_span){ rest->at + one.len, rest->len - one.len };
    pair[0] = '\\';
    pair[1] = c == '\n' ? 'n' : c;
    if (c == '\n' || c == '\\' || c == ';' || c == ',')
        return (struct jk_span){ pair, 2 };
    return is_control(c) ? (struct jk_span){ one.at, 0 } : one;
}

/* An escape is put as a pair, so that a fold never parts the backslash from its character. */
void jk_ical_text(struct jk_buf *buf, const char *name, const char *text)
{
    JK_ASSERT(name != NULL && name[0] != '\0');

    struct jk_span rest = jk_span_of(text);
    struct fold fold = begin_line(buf, name);
    char pair[2];

    while (rest.len) {
        size_t run = put_run(&fold, rest, "\\;,");

        rest = (struct jk_span){ rest.at + run, rest.len - run };
        if (run == 0) {
            struct jk_span one = take_escaped(&rest, pair);

            put(&fold, one.at, one.len);
        }
    }
    jk_buf_str(buf, "\r\n");
}

void jk_ical_text_add(struct jk_buf *value, const char *text)
{
    struct jk_span rest = jk_span_of(text);
    char pair[2];

    while (rest.len)
        jk_buf_span(value, take_escaped(&rest, pair));
}

/* @return behind the digits */
static char *write_digits(char *at, int value, int width)
{
    for (int i = width - 1; i >= 0; i--) {
        at[i] = (char)('0' + value % 10);
        value /= 10;
    }
    return at + width;
}

/* Without printf(): a feed has four of these for each activity. Years are of four digits. */
static void add_wall(struct jk_buf *buf, int64_t wall_s, bool is_utc)
{
    struct jk_civil c = jk_civil_from_utc(wall_s, 0);
    char text[16], *at = write_digits(text, c.year, 4);

    at = write_digits(write_digits(at, c.month, 2), c.day, 2);
    *at++ = 'T';
    at = write_digits(write_digits(write_digits(at, c.hour, 2), c.minute, 2), c.second, 2);
    if (is_utc)
        *at++ = 'Z';
    jk_buf_add(buf, text, (size_t)(at - text));
}

void jk_ical_time(struct jk_buf *buf, const char *name, int64_t utc_s, const struct jk_tz *tz)
{
    JK_ASSERT(name != NULL && name[0] != '\0');
    jk_buf_str(buf, name);
    if (tz) {
        jk_buf_str(buf, ";TZID=");
        jk_buf_str(buf, tz->tzid);
    }
    jk_buf_char(buf, ':');
    add_wall(buf, utc_s + (tz ? tz->offset_s : 0), !tz);
    jk_buf_str(buf, "\r\n");
}

void jk_ical_date(struct jk_buf *buf, const char *name, int32_t day)
{
    JK_ASSERT(name != NULL && name[0] != '\0');

    struct jk_civil c = jk_date_from_days(day);

    jk_buf_fmt(buf, "%s;VALUE=DATE:%04d%02d%02d\r\n", name, c.year, c.month, c.day);
}

void jk_ical_period_add(struct jk_buf *value, int64_t from_s, int64_t to_s)
{
    JK_ASSERT(from_s <= to_s);
    add_wall(value, from_s, true);
    jk_buf_char(value, '/');
    add_wall(value, to_s, true);
}

void jk_ical_duration(struct jk_buf *buf, const char *name, int64_t seconds)
{
    JK_ASSERT(name != NULL && name[0] != '\0');

    int64_t days = seconds / JK_DAY_S, hours = seconds / 3600 % 24, minutes = seconds / 60 % 60;
    bool clock = seconds % JK_DAY_S != 0 || days == 0;

    jk_buf_fmt(buf, "%s:P", name);
    if (days)
        jk_buf_fmt(buf, "%" PRId64 "D", days);
    if (clock)
        jk_buf_char(buf, 'T');
    if (hours)
        jk_buf_fmt(buf, "%" PRId64 "H", hours);
    /* RFC 5545's grammar wants the minutes between hours and seconds. */
    if (minutes || (hours && seconds % 60))
        jk_buf_fmt(buf, "%" PRId64 "M", minutes);
    if (seconds % 60 || seconds == 0)
        jk_buf_fmt(buf, "%" PRId64 "S", seconds % 60);
    jk_buf_str(buf, "\r\n");
}

void jk_ical_zone(struct jk_buf *buf, const struct jk_tz *tz)
{
    JK_ASSERT(tz != NULL);

    int minutes = abs(tz->offset_s) / 60;
    char sign = tz->offset_s < 0 ? '-' : '+';

    jk_ical_begin(buf, "VTIMEZONE");
    jk_ical_text(buf, "TZID", tz->tzid);
    jk_ical_begin(buf, "STANDARD");
    jk_ical_line(buf, "DTSTART", "19880101T000000"); /* Keputusan Presiden 41/1987 */
    jk_ical_line(buf, "TZNAME", tz->abbrev);
    jk_buf_fmt(buf, "TZOFFSETFROM:%c%02d%02d\r\n", sign, minutes / 60, minutes % 60);
    jk_buf_fmt(buf, "TZOFFSETTO:%c%02d%02d\r\n", sign, minutes / 60, minutes % 60);
    jk_ical_end(buf, "STANDARD");
    jk_ical_end(buf, "VTIMEZONE");
}
