/* Values of iCalendar as jCal (RFC 7265): types, lists and structured values.
 *
 * The type comes from VALUE, else from a table of properties (RFC 5545, 7986, 9073), else it is
 * "unknown" and the value goes as it is. A list is cut at separators that are not escaped, a
 * structured value becomes an array. JSON is written by hand and not through a library: the feed is
 * converted as a whole and strings are copied in runs. A value that is not of its type makes the
 * conversion fail instead of writing something a reader would take for it. */
#include "daemon/feed/public/jcal_value.h"

#include <string.h>
#include "jarak/ical/value.h"

/* The types of RFC 5545 section 3.3, and one for properties nobody knows. */
enum type {
    TYPE_BINARY,
    TYPE_BOOLEAN,
    TYPE_ADDRESS,
    TYPE_DATE,
    TYPE_DATE_TIME,
    TYPE_DURATION,
    TYPE_FLOAT,
    TYPE_INTEGER,
    TYPE_OFFSET,
    TYPE_PERIOD,
    TYPE_RECUR,
    TYPE_TEXT,
    TYPE_TIME,
    TYPE_URI,
    TYPE_UNKNOWN,
    TYPE_END
};

static const char *const words[] = {
    [TYPE_BINARY] = "binary",       [TYPE_BOOLEAN] = "boolean",
    [TYPE_ADDRESS] = "cal-address", [TYPE_DATE] = "date",
    [TYPE_DATE_TIME] = "date-time", [TYPE_DURATION] = "duration",
    [TYPE_FLOAT] = "float",         [TYPE_INTEGER] = "integer",
    [TYPE_OFFSET] = "utc-offset",   [TYPE_PERIOD] = "period",
    [TYPE_RECUR] = "recur",         [TYPE_TEXT] = "text",
    [TYPE_TIME] = "time",           [TYPE_URI] = "uri",
    [TYPE_UNKNOWN] = "unknown",
};
_Static_assert(sizeof words / sizeof *words == TYPE_END, "every type has its word");

/* The form of a property's value when VALUE does not say otherwise. */
struct property {
    const char *name;
    enum type type;
    char list;  /* separates several values; '\0': there is one */
    char parts; /* separates the parts of one value; '\0': it has none */
};

static const struct property properties[] = {
    /* RFC 5545 */
    { "ACTION", TYPE_TEXT, 0, 0 },
    { "ATTACH", TYPE_URI, 0, 0 },
    { "ATTENDEE", TYPE_ADDRESS, 0, 0 },
    { "CALSCALE", TYPE_TEXT, 0, 0 },
    { "CATEGORIES", TYPE_TEXT, ',', 0 },
    { "CLASS", TYPE_TEXT, 0, 0 },
    { "COMMENT", TYPE_TEXT, 0, 0 },
    { "COMPLETED", TYPE_DATE_TIME, 0, 0 },
    { "CONTACT", TYPE_TEXT, 0, 0 },
    { "CREATED", TYPE_DATE_TIME, 0, 0 },
    { "DESCRIPTION", TYPE_TEXT, 0, 0 },
    { "DTEND", TYPE_DATE_TIME, 0, 0 },
    { "DTSTAMP", TYPE_DATE_TIME, 0, 0 },
    { "DTSTART", TYPE_DATE_TIME, 0, 0 },
    { "DUE", TYPE_DATE_TIME, 0, 0 },
    { "DURATION", TYPE_DURATION, 0, 0 },
    { "EXDATE", TYPE_DATE_TIME, ',', 0 },
    { "FREEBUSY", TYPE_PERIOD, ',', 0 },
    { "GEO", TYPE_FLOAT, 0, ';' },
    { "LAST-MODIFIED", TYPE_DATE_TIME, 0, 0 },
    { "LOCATION", TYPE_TEXT, 0, 0 },
    { "METHOD", TYPE_TEXT, 0, 0 },
    { "ORGANIZER", TYPE_ADDRESS, 0, 0 },
    { "PERCENT-COMPLETE", TYPE_INTEGER, 0, 0 },
    { "PRIORITY", TYPE_INTEGER, 0, 0 },
    { "PRODID", TYPE_TEXT, 0, 0 },
    { "RDATE", TYPE_DATE_TIME, ',', 0 },
    { "RECURRENCE-ID", TYPE_DATE_TIME, 0, 0 },
    { "RELATED-TO", TYPE_TEXT, 0, 0 },
    { "REPEAT", TYPE_INTEGER, 0, 0 },
    { "REQUEST-STATUS", TYPE_TEXT, 0, ';' },
    { "RESOURCES", TYPE_TEXT, ',', 0 },
    { "RRULE", TYPE_RECUR, 0, 0 },
    { "SEQUENCE", TYPE_INTEGER, 0, 0 },
    { "STATUS", TYPE_TEXT, 0, 0 },
    { "SUMMARY", TYPE_TEXT, 0, 0 },
    { "TRANSP", TYPE_TEXT, 0, 0 },
    { "TRIGGER", TYPE_DURATION, 0, 0 },
    { "TZID", TYPE_TEXT, 0, 0 },
    { "TZNAME", TYPE_TEXT, 0, 0 },
    { "TZOFFSETFROM", TYPE_OFFSET, 0, 0 },
    { "TZOFFSETTO", TYPE_OFFSET, 0, 0 },
    { "TZURL", TYPE_URI, 0, 0 },
    { "UID", TYPE_TEXT, 0, 0 },
    { "URL", TYPE_URI, 0, 0 },
    { "VERSION", TYPE_TEXT, 0, 0 },
    /* RFC 7986 and 9073 */
    { "COLOR", TYPE_TEXT, 0, 0 },
    { "CONFERENCE", TYPE_URI, 0, 0 },
    { "IMAGE", TYPE_URI, 0, 0 },
    { "NAME", TYPE_TEXT, 0, 0 },
    { "REFRESH-INTERVAL", TYPE_DURATION, 0, 0 },
    { "SOURCE", TYPE_URI, 0, 0 },
    { "STRUCTURED-DATA", TYPE_TEXT, 0, 0 },
};

static const struct property *find_property(struct jk_span name)
{
    static const struct property none = { "", TYPE_UNKNOWN, 0, 0 };

    for (size_t i = 0; i < sizeof properties / sizeof *properties; i++) {
        if (jk_span_eq_nocase(name, jk_span_of(properties[i].name)))
            return &properties[i];
    }
    return &none;
}

static enum type find_type(struct jk_span word)
{
    int type = 0;

    while (type < TYPE_UNKNOWN && !jk_span_eq_nocase(word, jk_span_of(words[type])))
        type++;
    return (enum type)type;
}

static void add_char(struct jk_buf *out, char c)
{
    if (c == '"' || c == '\\')
        jk_buf_fmt(out, "\\%c", c);
    else if (c == '\n')
        jk_buf_str(out, "\\n");
    else if ((unsigned char)c < 0x20)
        jk_buf_fmt(out, "\\u%04x", (unsigned)(unsigned char)c);
    else
        jk_buf_char(out, c);
}

/* Bytes as a JSON string. */
static void add_string(struct jk_buf *out, struct jk_span text)
{
    size_t plain = 0;

    jk_buf_char(out, '"');
    while (text.len > 0) {
        while (plain < text.len && (unsigned char)text.at[plain] >= 0x20 && text.at[plain] != '"' &&
               text.at[plain] != '\\')
            plain++;
        jk_buf_add(out, text.at, plain);
        if (plain < text.len)
            add_char(out, text.at[plain++]);
        text = (struct jk_span){ text.at + plain, text.len - plain };
        plain = 0;
    }
    jk_buf_char(out, '"');
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

void feed_jcal_lower(struct jk_buf *out, struct jk_span text)
{
    jk_buf_char(out, '"');
    for (size_t i = 0; i < text.len; i++)
        add_char(out, lower(text.at[i]));
    jk_buf_char(out, '"');
}

/* A character behind the escape, and the one it stands for. */
struct pair {
    char key, means;
};

/* A string in which some characters stand for others behind an escape. */
static void add_unescaped(struct jk_buf *out, struct jk_span text, char escape,
                          const struct pair *pairs)
{
    jk_buf_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        const struct pair *pair = pairs;

        while (pair->key &&
               !(text.at[i] == escape && i + 1 < text.len && text.at[i + 1] == pair->key))
            pair++;
        add_char(out, pair->key ? pair->means : text.at[i]);
        i += pair->key != '\0';
    }
    jk_buf_char(out, '"');
}

void feed_jcal_param(struct jk_buf *out, struct jk_span value)
{
    static const struct pair pairs[] = { { 'n', '\n' }, { '^', '^' }, { '\'', '"' }, { 0, 0 } };

    add_unescaped(out, value, '^', pairs);
}

static bool add_text(struct jk_buf *out, struct jk_span value)
{
    static const struct pair pairs[] = { { 'n', '\n' }, { 'N', '\n' }, { '\\', '\\' },
                                         { ';', ';' },  { ',', ',' },  { 0, 0 } };

    add_unescaped(out, value, '\\', pairs);
    return true;
}

static bool add_raw(struct jk_buf *out, struct jk_span value)
{
    add_string(out, value);
    return true;
}

static bool add_boolean(struct jk_buf *out, struct jk_span value)
{
    bool yes = jk_span_eq_nocase(value, JK_SPAN("TRUE"));

    jk_buf_str(out, yes ? "true" : "false");
    return yes || jk_span_eq_nocase(value, JK_SPAN("FALSE"));
}

static size_t count_digits(struct jk_span span, size_t from)
{
    size_t i = from;

    while (i < span.len && span.at[i] >= '0' && span.at[i] <= '9')
        i++;
    return i - from;
}

/* A number as JSON has it: without "+" and without zeros before it. */
static bool add_number(struct jk_buf *out, struct jk_span value, bool whole)
{
    size_t sign = value.len > 0 && (value.at[0] == '+' || value.at[0] == '-');
    size_t digits = count_digits(value, sign), from = sign, after;

    while (from + 1 < sign + digits && value.at[from] == '0')
        from++;
    after = sign + digits;
    if (!whole && after < value.len && value.at[after] == '.') {
        size_t fraction = count_digits(value, after + 1);

        after += fraction > 0 ? fraction + 1 : 0;
    }
    if (digits == 0 || after != value.len)
        return false;
    if (value.at[0] == '-')
        jk_buf_char(out, '-');
    jk_buf_add(out, value.at + from, value.len - from);
    return true;
}

static bool add_float(struct jk_buf *out, struct jk_span value)
{
    return add_number(out, value, false);
}

static bool add_integer(struct jk_buf *out, struct jk_span value)
{
    return add_number(out, value, true);
}

/* `from` digits and what separates them: "2024" "-" "11" ... */
static void add_pairs(struct jk_buf *out, const char *at, size_t pairs, char separator)
{
    for (size_t i = 0; i < pairs; i++) {
        if (i > 0)
            jk_buf_char(out, separator);
        jk_buf_add(out, at + 2 * i, 2);
    }
}

static void add_clock(struct jk_buf *out, struct jk_span clock)
{
    add_pairs(out, clock.at, 3, ':');
    if (clock.len > 6)
        jk_buf_char(out, 'Z');
}

static bool add_stamp(struct jk_buf *out, struct jk_span value, bool date)
{
    struct jk_ical_stamp stamp;

    if (!jk_ical_stamp_parse(value, &stamp) || stamp.is_date != date)
        return false;
    jk_buf_char(out, '"');
    jk_buf_add(out, value.at, 2);
    add_pairs(out, value.at + 2, 3, '-');
    if (!date) {
        jk_buf_char(out, 'T');
        add_clock(out, (struct jk_span){ value.at + 9, value.len - 9 });
    }
    jk_buf_char(out, '"');
    return true;
}

static bool add_date(struct jk_buf *out, struct jk_span value)
{
    return add_stamp(out, value, true);
}

static bool add_date_time(struct jk_buf *out, struct jk_span value)
{
    return add_stamp(out, value, false);
}

static bool add_time(struct jk_buf *out, struct jk_span value)
{
    if (count_digits(value, 0) != 6 || value.len > 7 || (value.len == 7 && value.at[6] != 'Z'))
        return false;
    jk_buf_char(out, '"');
    add_clock(out, value);
    jk_buf_char(out, '"');
    return true;
}

static bool add_offset(struct jk_buf *out, struct jk_span value)
{
    if ((value.len != 5 && value.len != 7) || (value.at[0] != '+' && value.at[0] != '-') ||
        count_digits(value, 1) != value.len - 1)
        return false;
    jk_buf_fmt(out, "\"%c", value.at[0]);
    add_pairs(out, value.at + 1, value.len / 2, ':');
    jk_buf_char(out, '"');
    return true;
}

static bool add_duration(struct jk_buf *out, struct jk_span value)
{
    int64_t seconds;

    add_string(out, value);
    return jk_ical_duration_parse(value, &seconds);
}

static bool add_period(struct jk_buf *out, struct jk_span value)
{
    struct jk_span end = value, start;
    bool ok;

    if (!jk_span_cut(&end, '/', &start) || end.len == 0)
        return false;
    jk_buf_char(out, '[');
    ok = add_date_time(out, start);
    jk_buf_char(out, ',');
    ok = ok && (end.at[0] == 'P' ? add_duration(out, end) : add_date_time(out, end));
    jk_buf_char(out, ']');
    return ok;
}

/* One value of a rule's part: a number where it is one ("-1", but not "-1SU"). */
static void add_rule_value(struct jk_buf *out, struct jk_span value)
{
    if (!add_integer(out, value))
        add_string(out, value);
}

static bool add_rule_part(struct jk_buf *out, struct jk_span part)
{
    struct jk_span values = part, name, value;
    bool several;

    if (!jk_span_cut(&values, '=', &name) || name.len == 0 || values.len == 0)
        return false;
    feed_jcal_lower(out, name);
    jk_buf_char(out, ':');
    if (jk_span_eq_nocase(name, JK_SPAN("UNTIL")))
        return add_stamp(out, values, values.len == 8);
    several = memchr(values.at, ',', values.len) != NULL;
    jk_buf_str(out, several ? "[" : "");
    for (const char *join = ""; jk_span_cut(&values, ',', &value); join = ",") {
        jk_buf_str(out, join);
        add_rule_value(out, value);
    }
    jk_buf_str(out, several ? "]" : "");
    return true;
}

static bool add_rule(struct jk_buf *out, struct jk_span value)
{
    struct jk_span part;
    bool ok = true;

    jk_buf_char(out, '{');
    for (const char *join = ""; ok && jk_span_cut(&value, ';', &part); join = ",") {
        jk_buf_str(out, join);
        ok = add_rule_part(out, part);
    }
    jk_buf_char(out, '}');
    return ok;
}

typedef bool add_value(struct jk_buf *out, struct jk_span value);

static add_value *const adders[] = {
    [TYPE_BINARY] = add_raw,          [TYPE_BOOLEAN] = add_boolean,
    [TYPE_ADDRESS] = add_raw,         [TYPE_DATE] = add_date,
    [TYPE_DATE_TIME] = add_date_time, [TYPE_DURATION] = add_duration,
    [TYPE_FLOAT] = add_float,         [TYPE_INTEGER] = add_integer,
    [TYPE_OFFSET] = add_offset,       [TYPE_PERIOD] = add_period,
    [TYPE_RECUR] = add_rule,          [TYPE_TEXT] = add_text,
    [TYPE_TIME] = add_time,           [TYPE_URI] = add_raw,
    [TYPE_UNKNOWN] = add_raw,
};
_Static_assert(sizeof adders / sizeof *adders == TYPE_END, "every type has its writer");

/* Take what stands before the next separator that is not escaped; see jk_span_cut(). */
static bool cut(struct jk_span *rest, char separator, struct jk_span *part)
{
    size_t i = 0;

    if (!rest->at)
        return false;
    while (i < rest->len && (!separator || rest->at[i] != separator))
        i += rest->at[i] == '\\' && i + 1 < rest->len ? 2 : 1;
    *part = (struct jk_span){ rest->at, i };
    *rest = i < rest->len ? (struct jk_span){ rest->at + i + 1, rest->len - i - 1 }
                          : (struct jk_span){ NULL, 0 };
    return true;
}

static bool add_parts(struct jk_buf *out, enum type type, char separator, struct jk_span value)
{
    struct jk_span part;
    bool ok = true;

    jk_buf_char(out, '[');
    for (const char *join = ""; ok && cut(&value, separator, &part); join = ",") {
        jk_buf_str(out, join);
        ok = adders[type](out, part);
    }
    jk_buf_char(out, ']');
    return ok;
}

bool feed_jcal_values(struct jk_buf *out, struct jk_span name, struct jk_span type,
                      struct jk_span value)
{
    const struct property *property = find_property(name);
    enum type as = type.at ? find_type(type) : property->type;
    struct jk_span one;
    bool ok = true;

    if (type.at && as == TYPE_UNKNOWN)
        feed_jcal_lower(out, type);
    else
        add_string(out, jk_span_of(words[as]));
    while (ok && cut(&value, property->list, &one)) {
        jk_buf_char(out, ',');
        ok = property->parts ? add_parts(out, as, property->parts, one) : adders[as](out, one);
    }
    return ok;
}
