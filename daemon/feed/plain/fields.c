/* The lines of DESCRIPTION that state what a letter states: people, vehicles, who answers for it.
 *
 * A table of labels, properties and readers. What the event states itself in the profile's form
 * counts and its line stays text; a value that its reader does not take stays text too. */
#include <stdio.h>
#include <string.h>
#include "daemon/feed/plain/plain_internal.h"
#include "jarak/model/words.h"

/* Reads a value into the form of the profile, in the arena. @return null: it does not read so */
typedef const char *value_reader(struct plain_reading *r, const char *value,
                                 enum jk_plain_how *how);

static const char *read_crowd(struct plain_reading *r, const char *value, enum jk_plain_how *how)
{
    uint32_t people;
    bool is_class;

    if (!jk_words_people(jk_span_of(value), &people, &is_class))
        return NULL;
    *how = is_class ? JK_PLAIN_INFERRED : JK_PLAIN_READ;
    return jk_arena_fmt(r->arena, "%u", people);
}

static const char *read_vehicles(struct plain_reading *r, const char *value, enum jk_plain_how *how)
{
    struct jk_vehicles v;

    (void)how;
    if (!jk_words_vehicles(jk_span_of(value), &v))
        return NULL;
    return jk_arena_fmt(r->arena, "cars=%u;motorcycles=%u;trucks=%u;buses=%u", v.cars,
                        v.motorcycles, v.trucks, v.buses);
}

static const char *read_text(struct plain_reading *r, const char *value, enum jk_plain_how *how)
{
    (void)r;
    (void)how;
    return value;
}

static const char *read_date(struct plain_reading *r, const char *value, enum jk_plain_how *how)
{
    struct jk_buf text = { 0 };
    const char *date = NULL;
    int32_t day;
    int weekday;

    (void)how;
    if (jk_words_date(jk_span_of(value), &day, &weekday)) {
        jk_date_add(&text, day);
        date = jk_buf_ok(&text) ? jk_arena_copy(r->arena, jk_buf_view(&text)) : NULL;
        r->failed = r->failed || !date;
    }
    jk_buf_clear(&text);
    return date;
}

static const char *read_weekday(struct plain_reading *r, const char *value, enum jk_plain_how *how)
{
    (void)r;
    (void)how;
    return jk_weekday_parse(jk_span_of(value)) < 0 ? NULL : value;
}

/* From an hour on that day until it begins, or from its end until an hour. */
static const char *read_buffer(struct plain_reading *r, const char *value, bool before)
{
    const struct jk_tz *tz = NULL;
    int32_t second;
    int64_t length_s, at_s = before ? r->start_s : r->end_s;

    if (!r->has_start || at_s == 0 || !jk_words_clock(jk_span_of(value), &second, &tz) ||
        (tz && tz->offset_s != r->tz->offset_s))
        return NULL;
    length_s = (at_s + r->tz->offset_s) % JK_DAY_S - second;
    if (!before)
        length_s = length_s > 0 ? JK_DAY_S - length_s : -length_s;
    if (length_s < 0)
        return NULL;
    return jk_arena_fmt(r->arena, "PT%dM", (int)(length_s / 60));
}

static const char *read_gate(struct plain_reading *r, const char *value, enum jk_plain_how *how)
{
    (void)how;
    return read_buffer(r, value, true);
}

static const char *read_leave(struct plain_reading *r, const char *value, enum jk_plain_how *how)
{
    (void)how;
    return read_buffer(r, value, false);
}

static const struct {
    enum plain_label label;
    enum jk_plain_field field;
    const char *property; /* null: it is told, and not filed with the main */
    value_reader *read;
} rows[] = {
    { PLAIN_LABEL_CROWD, JK_PLAIN_CROWD, "X-JARAK-CROWD", read_crowd },
    { PLAIN_LABEL_VEHICLES, JK_PLAIN_VEHICLES, "X-JARAK-VEHICLES", read_vehicles },
    { PLAIN_LABEL_ASSEMBLY, JK_PLAIN_ASSEMBLY, NULL, read_text },
    { PLAIN_LABEL_OUT, JK_PLAIN_ROUTE_OUT, NULL, read_text },
    { PLAIN_LABEL_BACK, JK_PLAIN_ROUTE_BACK, NULL, read_text },
    { PLAIN_LABEL_CONTACT, JK_PLAIN_CONTACT, "CONTACT", read_text },
    { PLAIN_LABEL_LETTER_NO, JK_PLAIN_LETTER_NO, "X-JARAK-LETTER-NO", read_text },
    { PLAIN_LABEL_LETTER_DATE, JK_PLAIN_LETTER_DATE, "X-JARAK-LETTER-DATE", read_date },
    { PLAIN_LABEL_GATE, JK_PLAIN_GATE, "X-JARAK-BUILDUP", read_gate },
    { PLAIN_LABEL_LEAVE, JK_PLAIN_LEAVE, "X-JARAK-DISPERSAL", read_leave },
    { PLAIN_LABEL_PROPS, JK_PLAIN_PROPS, "X-JARAK-PROPS", read_text },
    { PLAIN_LABEL_WEEKDAY, JK_PLAIN_WEEKDAY, "X-JARAK-DAY", read_weekday },
};

/* A field by its own property. */
static bool say_stated(struct plain_reading *r, enum jk_plain_field field, const char *property)
{
    const struct jk_ical_prop *prop = property ? jk_ical_find(r->event, property) : NULL;

    if (prop)
        feed_plain_say(r, field, JK_PLAIN_STATED, prop->value, prop->value, property);
    return prop != NULL;
}

void feed_plain_fields(struct plain_reading *r)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct plain_line *line = feed_plain_line(r, rows[i].label);
        enum jk_plain_how how = JK_PLAIN_READ;
        const char *value;

        if (say_stated(r, rows[i].field, rows[i].property) || !line ||
            !(value = rows[i].read(r, line->value, &how)))
            continue;
        line->read = true;
        if (rows[i].property)
            feed_plain_derive(r, rows[i].property, "DESCRIPTION", value);
        if (how == JK_PLAIN_INFERRED && rows[i].property)
            jk_buf_fmt(&r->inferred, "%s%s", r->inferred.len ? "," : "", rows[i].property);
        feed_plain_say(r, rows[i].field, how, jk_span_of(value), jk_span_of(line->value),
                       "DESCRIPTION");
    }
}
