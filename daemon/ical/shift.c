/* The bytes of a notice at another time: a table of the lines that move, all others copied as sent.
 *
 * Times move on the wall they were written on, not as instants: a time with TZID keeps its zone and
 * its form. That is right while the zone's offset does not change between old and new; where it
 * does, the result read again differs from the instants wanted, and jk_ical_is_shifted() refuses
 * it. The same proof catches a rule bound to weekdays that was moved by a day: the rewriting is
 * simple and the check is complete, so neither has to reason about rules.
 *
 * GeoJSON is not parsed and printed, which would change its numbers: it is copied byte by byte, and
 * only strings inside an array named coordTimes are rewritten. */
#include "jarak/ical/shift.h"
#include "jarak/base/texts.h"
#include "jarak/ical/texts.h"

#include <stdio.h>
#include <string.h>
#include "jarak/base/defend.h"
#include "jarak/ical/geometry.h"
#include "jarak/ical/value.h"
#include "jarak/ical/when.h"
#include "jarak/ical/write.h"

/* A resource while it is rewritten. */
struct shifting {
    struct jk_arena *arena;
    const struct jk_ical_shift *by;
    struct jk_buf out;
    const struct jk_ical_comp *calendar;
    const struct jk_ical_comp *event; /* the VEVENT being written */
    struct jk_error *err;
};

static enum jk_status refuse(const struct shifting *s, const struct jk_ical_prop *prop)
{
    char field[JK_ERROR_FIELD_MAX];
    size_t len = prop->name.len < sizeof field ? prop->name.len : sizeof field - 1;

    memcpy(field, prop->name.at, len);
    field[len] = '\0';
    return jk_fail_at(s->err, JK_INVALID, JK_TEXT_RETIME_SHIFT, (struct jk_at){ prop->line, field },
                      "%.*s",
                      prop->value.len < JK_ERROR_VALUE_MAX ? (int)prop->value.len
                                                           : JK_ERROR_VALUE_MAX,
                      prop->value.at);
}

static enum jk_status no_memory(const struct shifting *s)
{
    return jk_fail(s->err, JK_MEMORY, JK_TEXT_NO_MEMORY, "", "%s", "");
}

/* Name and parameters of a line, unfolded: all before the colon of its value. */
static char *line_head(struct jk_arena *arena, const struct jk_ical_prop *prop)
{
    char *head = jk_arena_take(arena, prop->bytes.len + 1);
    size_t used = 0;

    for (size_t i = 0; head && i < prop->bytes.len; i++) {
        char c = prop->bytes.at[i];

        if (c == '\n')
            i++; /* and the space a fold begins the next line with */
        else if (c != '\r')
            head[used++] = c;
    }
    if (!head || JK_NEVER(used <= prop->value.len))
        return NULL;
    head[used - prop->value.len - 1] = '\0';
    return head;
}

/* Writes the line with another value; name and parameters stay. */
static enum jk_status write_line(struct shifting *s, const struct jk_ical_prop *prop,
                                 struct jk_buf *value)
{
    char *head = line_head(s->arena, prop);
    bool fits = head && jk_buf_ok(value);

    if (fits)
        jk_ical_value(&s->out, head, jk_buf_view(value));
    jk_buf_clear(value);
    return fits ? JK_OK : no_memory(s);
}

/* A DATE or DATE-TIME of the same form, moved. False for what is none, and for dates moved by less
 * than days. */
static bool add_stamp(struct jk_buf *value, struct jk_span text, int64_t delta_s)
{
    struct jk_ical_stamp stamp;
    struct jk_civil c;

    if (!jk_ical_stamp_parse(text, &stamp) || (stamp.is_date && delta_s % JK_DAY_S))
        return false;
    c = jk_civil_from_utc(stamp.wall_s + delta_s, 0);
    jk_buf_fmt(value, "%04d%02d%02d", c.year, c.month, c.day);
    if (!stamp.is_date)
        jk_buf_fmt(value, "T%02d%02d%02d%s", c.hour, c.minute, c.second, stamp.is_utc ? "Z" : "");
    return true;
}

/* Moves the times of a line: one, or several between commas. */
static enum jk_status shift_times(struct shifting *s, const struct jk_ical_prop *prop)
{
    struct jk_span rest = prop->value, part;
    struct jk_buf value = { 0 };

    while (jk_span_next(&rest, ',', &part)) {
        jk_buf_str(&value, value.len ? "," : "");
        if (!add_stamp(&value, part, s->by->delta_s)) {
            jk_buf_clear(&value);
            return refuse(s, prop);
        }
    }
    return write_line(s, prop, &value);
}

/* Of a rule only its last moment is a time; the days it names stay, and jk_ical_is_shifted() tells
 * where that is wrong. */
static enum jk_status shift_rule(struct shifting *s, const struct jk_ical_prop *prop)
{
    struct jk_span rest = prop->value, part, name;
    struct jk_buf value = { 0 };

    while (jk_span_next(&rest, ';', &part)) {
        struct jk_span until = part;

        jk_buf_str(&value, value.len ? ";" : "");
        if (!jk_span_cut(&until, '=', &name) || !jk_ical_is(name, "UNTIL")) {
            jk_buf_span(&value, part);
            continue;
        }
        jk_buf_str(&value, "UNTIL=");
        if (!add_stamp(&value, until, s->by->delta_s)) {
            jk_buf_clear(&value);
            return refuse(s, prop);
        }
    }
    return write_line(s, prop, &value);
}

static enum jk_status shift_alarm(struct shifting *s, const struct jk_ical_prop *prop)
{
    if (jk_ical_is(jk_ical_param(prop, "VALUE"), "DATE-TIME"))
        return shift_times(s, prop);
    jk_buf_span(&s->out, prop->bytes); /* relative to the start, which moves */
    return JK_OK;
}

static enum jk_status write_stamp(struct shifting *s, const struct jk_ical_prop *prop)
{
    (void)prop;
    jk_ical_time(&s->out, "DTSTAMP", s->by->stamp_s, NULL);
    return JK_OK;
}

static enum jk_status write_modified(struct shifting *s, const struct jk_ical_prop *prop)
{
    (void)prop;
    jk_ical_time(&s->out, "LAST-MODIFIED", s->by->stamp_s, NULL);
    return JK_OK;
}

static enum jk_status write_sequence(struct shifting *s, const struct jk_ical_prop *prop)
{
    char number[16];

    (void)prop;
    snprintf(number, sizeof number, "%u", s->by->sequence);
    jk_ical_line(&s->out, "SEQUENCE", number);
    return JK_OK;
}

/* The stated weekday goes along by as many days as the date does; where it contradicted the date it
 * goes on contradicting it. */
static enum jk_status shift_weekday(struct shifting *s, const struct jk_ical_prop *prop)
{
    const struct jk_ical_context context = { .floating = s->by->tz, .calendar = s->calendar };
    const struct jk_ical_prop *dtstart = jk_ical_find(s->event, "DTSTART");
    int offset_s = s->by->tz->offset_s, stated = jk_weekday_parse(jk_span_trim(prop->value));
    struct jk_ical_moment start;
    struct jk_buf name = { 0 };
    int32_t days;

    if (!dtstart || stated < 0 ||
        jk_ical_moment_read(dtstart, dtstart->value, &context, &start, s->err) != JK_OK)
        return refuse(s, prop);
    days =
        jk_local_day(start.utc_s + s->by->delta_s, offset_s) - jk_local_day(start.utc_s, offset_s);
    if (days % 7 == 0) {
        jk_buf_span(&s->out, prop->bytes);
        return JK_OK;
    }
    jk_buf_str(&name, jk_weekday_name(((stated + days) % 7 + 7) % 7, JK_LANG_ID));
    return write_line(s, prop, &name);
}

/* One of `coordTimes`, with the offset it was written with. False when it is no time. */
static bool add_route_time(struct jk_buf *text, struct jk_span old, int64_t delta_s)
{
    char wall[20];
    int64_t wall_s;
    struct jk_civil c;

    if (!jk_iso_parse(old, &wall_s))
        return false;
    memcpy(wall, old.at, 19); /* "2024-11-23T14:00:00": it moves, what is behind it stays */
    wall[19] = 'Z';
    if (!jk_iso_parse((struct jk_span){ wall, sizeof wall }, &wall_s))
        return false;
    c = jk_civil_from_utc(wall_s + delta_s, 0);
    jk_buf_fmt(text, "%04d-%02d-%02dT%02d:%02d:%02d", c.year, c.month, c.day, c.hour, c.minute,
               c.second);
    jk_buf_add(text, old.at + 19, old.len - 19);
    return true;
}

static size_t skip_space(struct jk_span text, size_t i)
{
    while (i < text.len && strchr(" \t\n", text.at[i]))
        i++;
    return i;
}

/* Returns where the array begins whose name ends at `i`, behind its `[`; 0 when the value is no
 * array. */
static size_t find_array(struct jk_span text, size_t i)
{
    i = skip_space(text, i);
    if (i == text.len || text.at[i] != ':')
        return 0;
    i = skip_space(text, i + 1);
    return i < text.len && text.at[i] == '[' ? i + 1 : 0;
}

/* Copy GeoJSON, the strings of every array named coordTimes moved. False for what is no time. */
static bool copy_geometry(struct jk_buf *out, struct jk_span text, int64_t delta_s)
{
    size_t times = 0; /* behind the `[` whose strings are times; 0 outside of one */

    for (size_t i = 0, end; i < text.len; i = end) {
        struct jk_span string;

        end = i + 1;
        if (text.at[i] == ']')
            times = 0;
        if (text.at[i] != '"') {
            jk_buf_char(out, text.at[i]);
            continue;
        }
        end = jk_json_string_end(text, i);
        string = (struct jk_span){ text.at + i + 1, end - i - 1 };
        jk_buf_char(out, '"');
        if (!times)
            jk_buf_span(out, string);
        else if (!add_route_time(out, string, delta_s))
            return false;
        if (end < text.len)
            jk_buf_char(out, text.at[end++]);
        if (!times && jk_span_eq(string, JK_SPAN("coordTimes")))
            times = find_array(text, end);
    }
    return true;
}

/* Moves the times of a route; coordinates stay byte for byte. */
static enum jk_status shift_geometry(struct shifting *s, const struct jk_ical_prop *prop)
{
    struct jk_buf moved = { 0 };
    char *head = line_head(s->arena, prop), *text;
    bool bad_escape, fits;

    text = jk_ical_text_unescape(s->arena, prop->value, &bad_escape);
    if (!text && bad_escape)
        return refuse(s, prop);
    if (!text || !head)
        return no_memory(s);
    if (!copy_geometry(&moved, jk_span_of(text), s->by->delta_s)) {
        jk_buf_clear(&moved);
        return refuse(s, prop);
    }
    jk_buf_char(&moved, '\0');
    fits = jk_buf_ok(&moved);
    if (fits && strcmp(moved.at, text) != 0)
        jk_ical_text(&s->out, head, moved.at);
    else if (fits)
        jk_buf_span(&s->out, prop->bytes);
    jk_buf_clear(&moved);
    return fits ? JK_OK : no_memory(s);
}

/* The lines of a VEVENT, and of its alarms, that change; all others stay as they were sent. */
static const struct {
    const char *name;
    bool alarm; /* of a VALARM; else of the VEVENT itself */
    enum jk_status (*write)(struct shifting *s, const struct jk_ical_prop *prop);
} lines[] = {
    { "DTSTART", false, shift_times },
    { "DTEND", false, shift_times },
    { "RECURRENCE-ID", false, shift_times },
    { "EXDATE", false, shift_times },
    { "RDATE", false, shift_times },
    { "RRULE", false, shift_rule },
    { "X-JARAK-DAY", false, shift_weekday },
    { "STRUCTURED-DATA", false, shift_geometry },
    { "X-JARAK-GEOMETRY", false, shift_geometry },
    { "DTSTAMP", false, write_stamp },
    { "LAST-MODIFIED", false, write_modified },
    { "SEQUENCE", false, write_sequence },
    { "TRIGGER", true, shift_alarm },
};
#define LINE_COUNT (sizeof lines / sizeof *lines)

static enum jk_status write_prop(struct shifting *s, const struct jk_ical_prop *prop, bool alarm)
{
    for (size_t i = 0; i < LINE_COUNT; i++) {
        if (lines[i].alarm == alarm && jk_ical_is(prop->name, lines[i].name))
            return lines[i].write(s, prop);
    }
    jk_buf_span(&s->out, prop->bytes);
    return JK_OK;
}

static enum jk_status write_alarm(struct shifting *s, const struct jk_ical_comp *alarm)
{
    enum jk_status rc = JK_OK;

    jk_buf_span(&s->out, alarm->begin);
    for (const struct jk_ical_prop *prop = alarm->props; prop && rc == JK_OK; prop = prop->next)
        rc = write_prop(s, prop, true);
    for (const struct jk_ical_comp *comp = alarm->children; comp; comp = comp->next)
        jk_buf_span(&s->out, comp->bytes);
    jk_buf_span(&s->out, alarm->end);
    return rc;
}

/* SEQUENCE and LAST-MODIFIED are added where they are missing; every other line goes through the
 * table. */
static enum jk_status write_event(struct shifting *s, const struct jk_ical_comp *event)
{
    enum jk_status rc = JK_OK;

    s->event = event;
    jk_buf_span(&s->out, event->begin);
    if (!jk_ical_find(event, "SEQUENCE"))
        write_sequence(s, NULL);
    if (!jk_ical_find(event, "LAST-MODIFIED"))
        write_modified(s, NULL);
    for (const struct jk_ical_prop *prop = event->props; prop && rc == JK_OK; prop = prop->next)
        rc = write_prop(s, prop, false);
    for (const struct jk_ical_comp *comp = event->children; comp && rc == JK_OK;
         comp = comp->next) {
        if (jk_ical_is(comp->name, "VALARM"))
            rc = write_alarm(s, comp);
        else
            jk_buf_span(&s->out, comp->bytes);
    }
    jk_buf_span(&s->out, event->end);
    return rc;
}

static enum jk_status write_calendar(struct shifting *s, const struct jk_ical_comp *calendar)
{
    enum jk_status rc = JK_OK;

    s->calendar = calendar;
    jk_buf_span(&s->out, calendar->begin);
    for (const struct jk_ical_prop *prop = calendar->props; prop; prop = prop->next)
        jk_buf_span(&s->out, prop->bytes);
    for (const struct jk_ical_comp *comp = calendar->children; comp && rc == JK_OK;
         comp = comp->next) {
        if (jk_ical_is(comp->name, "VEVENT"))
            rc = write_event(s, comp);
        else
            jk_buf_span(&s->out, comp->bytes);
    }
    jk_buf_span(&s->out, calendar->end);
    return rc;
}

enum jk_status jk_ical_shift(struct jk_arena *arena, struct jk_span bytes,
                             const struct jk_ical_shift *by, struct jk_span *out,
                             struct jk_error *err)
{
    JK_ASSERT(by->tz != NULL && out != NULL);

    struct shifting s = { .arena = arena, .by = by, .err = err };
    const struct jk_ical_comp *calendar;
    enum jk_status rc = jk_ical_scan(arena, bytes, JK_ICAL_IMPORT_LINES_MAX, &calendar, err);
    char *copy = NULL;

    if (rc == JK_OK)
        rc = write_calendar(&s, calendar);
    if (rc == JK_OK && jk_buf_ok(&s.out))
        copy = jk_arena_copy(arena, jk_buf_view(&s.out));
    if (rc == JK_OK && !copy)
        rc = no_memory(&s);
    if (rc == JK_OK)
        *out = (struct jk_span){ copy, s.out.len };
    jk_buf_clear(&s.out);
    return rc;
}

/* True when both have the same form and every stated time is moved by the delta; times that are not
 * stated stay so. */
static bool same_shape(const struct jk_shape *shape, const struct jk_shape *later, int64_t delta_s)
{
    if (shape->kind != later->kind || shape->point_count != later->point_count ||
        !shape->times != !later->times)
        return false;
    for (size_t i = 0; shape->times && i < shape->point_count; i++) {
        bool stated = shape->times[i] != JK_NO_TIME;

        if (later->times[i] != (stated ? shape->times[i] + delta_s : JK_NO_TIME))
            return false;
    }
    return true;
}

bool jk_ical_is_shifted(const struct jk_notice *notice, const struct jk_notice *later,
                        int64_t delta_s)
{
    if (strcmp(notice->uid, later->uid) != 0 || notice->instance_count != later->instance_count)
        return false;
    for (size_t i = 0; i < notice->instance_count; i++) {
        const struct jk_instance *a = &notice->instances[i], *b = &later->instances[i];

        if (b->start_s != a->start_s + delta_s || b->end_s != a->end_s + delta_s ||
            b->recurrence_s != a->recurrence_s + delta_s ||
            !same_shape(&a->facts->shape, &b->facts->shape, delta_s))
            return false;
    }
    return true;
}
