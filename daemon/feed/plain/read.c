/* Understanding a plain event, one VEVENT after the other.
 *
 * The first VEVENT without RECURRENCE-ID is the activity; changed instances are read the same way
 * and take its kind where they name none, for the profile wants one kind of all of them. Each
 * reader says its field and appends the line of the profile that follows; the lines are put behind
 * the last property of the VEVENT, each as a whole, so that taking them out leaves what was sent.
 */
#include <stdio.h>
#include <string.h>
#include "daemon/feed/plain/plain_internal.h"
#include "jarak/base/texts.h"
#include "jarak/feed/texts/texts.h"
#include "jarak/ical/texts.h"
#include "jarak/ical/value.h"
#include "jarak/ical/when.h"
#include "jarak/ical/write.h"
#include "jarak/model/title_words.h"
#include "jarak/policy/window.h"

const char *feed_plain_keep(struct plain_reading *r, struct jk_span text)
{
    const char *kept = jk_arena_copy(r->arena, text);

    r->failed = r->failed || !kept;
    return kept ? kept : "";
}

const char *feed_plain_text(struct plain_reading *r, const char *name)
{
    const struct jk_ical_prop *prop = jk_ical_find(r->event, name);
    const char *text;
    bool bad;

    if (!prop)
        return "";
    text = jk_ical_text_unescape(r->arena, prop->value, &bad);
    if (!text && bad)
        return feed_plain_keep(r, jk_span_trim(prop->value));
    r->failed = r->failed || !text;
    return text ? feed_plain_keep(r, jk_span_trim(jk_span_of(text))) : "";
}

void feed_plain_say(struct plain_reading *r, enum jk_plain_field field, enum jk_plain_how how,
                    struct jk_span value, struct jk_span words, const char *from)
{
    r->out->said[field] =
        (struct jk_plain_said){ how, feed_plain_keep(r, value), feed_plain_keep(r, words), from };
}

void feed_plain_ask(struct plain_reading *r, const struct jk_plain_doubt *doubt)
{
    struct jk_plain *out = r->out;

    if (out->doubt_count == JK_PLAIN_DOUBTS_MAX)
        return;
    out->doubts[out->doubt_count] = *doubt;
    out->doubts[out->doubt_count++].value = feed_plain_keep(r, jk_span_of(doubt->value));
}

bool feed_plain_has(const struct plain_reading *r, const char *property)
{
    return jk_ical_find(r->event, property) != NULL;
}

/* Properties whose value is no text: written as it stands. */
static bool is_text(const char *property)
{
    static const char *const values[] = { "GEO", "X-JARAK-VEHICLES", "X-JARAK-PASLON" };

    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        if (strcmp(values[i], property) == 0)
            return false;
    }
    return true;
}

void feed_plain_derive(struct plain_reading *r, const char *property, const char *from,
                       const char *value)
{
    char name[96];

    /* CATEGORIES may stand several times, and other words beside the kind are passed over. */
    if (feed_plain_has(r, property) && strcmp(property, "CATEGORIES") != 0)
        return;
    snprintf(name, sizeof name, "%s;" PLAIN_MARK "=%s", property, from);
    if (is_text(property))
        jk_ical_text(&r->more, name, value);
    else
        jk_ical_line(&r->more, name, value);
}

static void say_date(struct plain_reading *r, int32_t day, const struct jk_ical_prop *start)
{
    struct jk_buf text = { 0 };

    jk_date_add(&text, day);
    feed_plain_say(r, JK_PLAIN_DATE, JK_PLAIN_STATED, jk_buf_view(&text), start->value, "DTSTART");
    r->failed = r->failed || text.failed;
    jk_buf_clear(&text);
}

/* A date alone is a draft; the hour is missing. A zone nobody knows is asked for. */
static enum jk_status read_start(struct plain_reading *r, struct jk_error *err)
{
    const struct jk_ical_prop *start = jk_ical_find(r->event, "DTSTART");
    const struct jk_ical_context context = { .floating = r->tz, .calendar = r->calendar };
    struct jk_ical_moment moment;
    struct jk_ical_stamp stamp;
    struct jk_buf iso = { 0 };
    int32_t day;

    if (!start || !jk_ical_stamp_parse(jk_span_trim(start->value), &stamp))
        return jk_fail_at(err, JK_INVALID, JK_TEXT_PLAIN_DATE,
                          (struct jk_at){ start ? start->line : r->event->line, "DTSTART" }, "%.*s",
                          start ? (int)jk_utf8_cut(start->value, JK_ERROR_VALUE_MAX) : 0,
                          start ? start->value.at : "");
    day = (int32_t)(stamp.wall_s / JK_DAY_S - (stamp.wall_s % JK_DAY_S < 0));
    r->start_s = (int64_t)day * JK_DAY_S - r->tz->offset_s;
    r->end_s = r->start_s + JK_DAY_S;
    if (jk_ical_strict(start, JK_ICAL_LINE_MAX, "DTSTART", NULL) != JK_OK ||
        jk_ical_moment_read(start, start->value, &context, &moment, NULL) != JK_OK) {
        feed_plain_ask(r, &(struct jk_plain_doubt){ JK_PLAIN_START, JK_TEXT_PLAIN_ASK_ZONE,
                                                    feed_plain_keep(r, start->value), true });
    } else if (moment.form != JK_FORM_DATE) {
        r->has_start = true;
        r->start_s = moment.utc_s;
        r->end_s = 0;
        day = jk_local_day(moment.utc_s, r->tz->offset_s);
        jk_iso_add(&iso, moment.utc_s, r->tz->offset_s);
        feed_plain_say(r, JK_PLAIN_START, JK_PLAIN_STATED, jk_buf_view(&iso), start->value,
                       "DTSTART");
    }
    say_date(r, day, start);
    r->failed = r->failed || iso.failed;
    jk_buf_clear(&iso);
    return JK_OK;
}

static void say_end(struct plain_reading *r, enum jk_plain_how how, const char *words,
                    const char *from)
{
    struct jk_buf iso = { 0 };

    jk_iso_add(&iso, r->end_s, r->tz->offset_s);
    feed_plain_say(r, JK_PLAIN_END, how, jk_buf_view(&iso), jk_span_of(words), from);
    r->failed = r->failed || iso.failed;
    jk_buf_clear(&iso);
}

/* The end as the event states it. @return false: it states none, or none that can be read */
static bool read_stated_end(struct plain_reading *r, bool *stated)
{
    const struct jk_ical_prop *end = jk_ical_find(r->event, "DTEND");
    const struct jk_ical_prop *length = jk_ical_find(r->event, "DURATION");
    const struct jk_ical_context context = { .floating = r->tz, .calendar = r->calendar };
    struct jk_ical_moment moment;
    int64_t seconds;

    *stated = end || length;
    if (end && jk_ical_strict(end, JK_ICAL_LINE_MAX, "DTEND", NULL) == JK_OK &&
        jk_ical_moment_read(end, end->value, &context, &moment, NULL) == JK_OK)
        r->end_s = moment.utc_s;
    else if (!end && length && jk_ical_duration_parse(jk_span_trim(length->value), &seconds))
        r->end_s = r->start_s + seconds;
    else
        return false;
    say_end(r, JK_PLAIN_STATED, feed_plain_keep(r, end ? end->value : length->value),
            end ? "DTEND" : "DURATION");
    return true;
}

/* Where the event has no end: a line says it, or it is as long as its kind usually is. */
static void read_end(struct plain_reading *r)
{
    struct plain_line *line = feed_plain_line(r, PLAIN_LABEL_END);
    int64_t midnight_s;
    const struct jk_tz *tz = NULL;
    int32_t second;
    bool stated;

    if (!r->has_start || read_stated_end(r, &stated) || stated)
        return;
    midnight_s = (int64_t)jk_local_day(r->start_s, r->tz->offset_s) * JK_DAY_S - r->tz->offset_s;
    if (line && jk_words_clock(jk_span_of(line->value), &second, &tz) &&
        (!tz || tz->offset_s == r->tz->offset_s) && midnight_s + second > r->start_s) {
        line->read = true;
        r->end_s = midnight_s + second;
        say_end(r, JK_PLAIN_READ, line->value, "DESCRIPTION");
        jk_ical_time(&r->more, "DTEND;" PLAIN_MARK "=DESCRIPTION", r->end_s, NULL);
    } else if (r->has_kind) {
        if (line && jk_words_open_end(jk_span_of(line->value)))
            line->read = true;
        r->end_s = jk_usual_end(r->context->pack,
                                &(struct jk_calendar_of){ r->context->contest->id,
                                                          r->context->contest->region },
                                r->kind, midnight_s, r->start_s);
        say_end(r, JK_PLAIN_INFERRED, line ? line->value : "", line ? "DESCRIPTION" : "CATEGORIES");
        jk_ical_time(&r->more, "DTEND;" PLAIN_MARK "=BENTUK", r->end_s, NULL);
        jk_buf_fmt(&r->inferred, "%sDTEND", r->inferred.len ? "," : "");
    }
}

static void read_title(struct plain_reading *r)
{
    r->out->title = feed_plain_text(r, "SUMMARY");
    if (jk_title_status(jk_span_of(r->out->title)) != JK_SAID_LIVE)
        feed_plain_ask(r, &(struct jk_plain_doubt){ JK_PLAIN_KIND, JK_TEXT_PLAIN_ASK_CANCELLED,
                                                    r->out->title, true });
}

/* What is left of the lines stays text; a wish to have it filed is none of the facts. */
static void tell_unread(struct plain_reading *r)
{
    struct plain_line *file = feed_plain_line(r, PLAIN_LABEL_FILE);

    if (file) {
        r->out->asks_to_file = jk_span_eq_nocase(jk_span_of(file->value), JK_SPAN("ya"));
        file->read = r->out->asks_to_file;
    }
    for (size_t i = 0; i < r->line_count && r->out->unread_count < JK_PLAIN_UNREAD_MAX; i++) {
        if (!r->lines[i].read)
            r->out->unread[r->out->unread_count++] = r->lines[i].text;
    }
}

static void derive_last(struct plain_reading *r)
{
    if (!feed_plain_has(r, "DTSTAMP"))
        jk_ical_time(&r->more, "DTSTAMP;" PLAIN_MARK "=KALENDER", r->context->stamp_s, NULL);
    if (r->context->legs_at_s != JK_NO_TIME && !feed_plain_has(r, "RECURRENCE-ID"))
        jk_ical_time(&r->more, PLAIN_LEGS_AT ";" PLAIN_MARK "=KALENDER", r->context->legs_at_s,
                     NULL);
    if (r->inferred.len && jk_buf_ok(&r->inferred))
        feed_plain_derive(r, "X-JARAK-INFERRED", "KALENDER", r->inferred.at);
}

/* All of one VEVENT. @param of  as of feed_plain_kind() */
static enum jk_status read_event(struct plain_reading *r, enum jk_kind of, struct jk_error *err)
{
    enum jk_status rc;

    if (!feed_plain_lines(r))
        return jk_no_memory(err);
    read_title(r);
    if ((rc = read_start(r, err)) != JK_OK)
        return rc;
    feed_plain_paslon(r);
    feed_plain_kind(r, of);
    read_end(r);
    feed_plain_place(r);
    feed_plain_fields(r);
    tell_unread(r);
    derive_last(r);
    r->failed = r->failed || !jk_buf_ok(&r->more) || !jk_buf_ok(&r->inferred);
    return r->failed ? jk_no_memory(err) : JK_OK;
}

static bool is_event(const struct jk_ical_comp *comp)
{
    return jk_ical_is(comp->name, "VEVENT");
}

/* The activity itself: the first VEVENT that changes no instance. */
const struct jk_ical_comp *feed_plain_main(const struct jk_ical_comp *calendar)
{
    const struct jk_ical_comp *first = NULL;

    for (const struct jk_ical_comp *comp = calendar->children; comp; comp = comp->next) {
        if (!is_event(comp))
            continue;
        if (!jk_ical_find(comp, "RECURRENCE-ID"))
            return comp;
        first = first ? first : comp;
    }
    return first;
}

const char *feed_plain_uid(struct jk_arena *arena, const struct jk_ical_prop *prop)
{
    bool bad = false;
    const char *uid = jk_ical_text_unescape(arena, prop->value, &bad);

    return uid || !bad ? uid : jk_arena_copy(arena, prop->value);
}

/* One UID in all of it, as the ordinary reader would have it. */
static enum jk_status check_uid(const struct jk_ical_comp *calendar, const char **uid,
                                struct jk_arena *arena, struct jk_error *err)
{
    *uid = NULL;
    for (const struct jk_ical_comp *comp = calendar->children; comp; comp = comp->next) {
        const struct jk_ical_prop *prop = is_event(comp) ? jk_ical_find(comp, "UID") : NULL;
        struct jk_at at = { prop ? prop->line : comp->line, "UID" };
        const char *own = prop ? feed_plain_uid(arena, prop) : "";

        if (!is_event(comp))
            continue;
        if (!own)
            return jk_no_memory(err);
        if (!own[0] || strlen(own) > JK_UID_MAX || strpbrk(own, "\t\n"))
            return jk_fail_at(err, JK_INVALID, JK_TEXT_ICAL_UID, at, "%s", "");
        if (*uid && strcmp(*uid, own) != 0)
            return jk_fail_at(err, JK_INVALID, JK_TEXT_ICAL_ONE_UID, at, "%s", "");
        *uid = own;
    }
    return JK_OK;
}

/* The end of the last property that the component itself has. */
static size_t behind_properties(struct jk_span bytes, const struct jk_ical_comp *comp)
{
    const struct jk_ical_prop *last = comp->props;

    while (last && last->next)
        last = last->next;
    if (!last)
        return (size_t)(comp->begin.at - bytes.at) + comp->begin.len;
    return (size_t)(last->bytes.at - bytes.at) + last->bytes.len;
}

/* Reads each VEVENT and writes the stream with what was read of it. */
static enum jk_status read_events(struct plain_reading *first, const struct jk_ical_comp *main,
                                  struct jk_span bytes, struct jk_buf *completed,
                                  struct jk_error *err)
{
    size_t from = 0;
    enum jk_status rc = JK_OK;

    for (const struct jk_ical_comp *comp = first->calendar->children; comp && rc == JK_OK;
         comp = comp->next) {
        struct jk_plain other = { .title = "" };
        struct plain_reading *again = comp == main ? first : NULL;
        size_t to;

        if (!is_event(comp))
            continue;
        if (!again && !(again = jk_arena_take(first->arena, sizeof *again)))
            return jk_no_memory(err);
        if (again != first) {
            *again = (struct plain_reading){ .arena = first->arena,
                                             .context = first->context,
                                             .calendar = first->calendar,
                                             .event = comp,
                                             .region = first->region,
                                             .tz = first->tz,
                                             .out = &other };
            rc = read_event(again, first->has_kind ? first->kind : JK_KIND_END, err);
        }
        to = behind_properties(bytes, comp);
        jk_buf_add(completed, bytes.at + from, to - from);
        jk_buf_span(completed, jk_buf_view(&again->more));
        from = to;
        if (again != first) {
            jk_buf_clear(&again->more);
            jk_buf_clear(&again->inferred);
        }
    }
    jk_buf_add(completed, bytes.at + from, bytes.len - from);
    return rc;
}

/* Is there a rule, a further date, or a changed instance in it? */
bool feed_plain_recurs(const struct jk_ical_comp *calendar)
{
    for (const struct jk_ical_comp *comp = calendar->children; comp; comp = comp->next) {
        if (is_event(comp) && (jk_ical_find(comp, "RRULE") || jk_ical_find(comp, "RDATE") ||
                               jk_ical_find(comp, "RECURRENCE-ID")))
            return true;
    }
    return false;
}

/* The stream with its legs behind everything else. They are new notices, so they are written where
 * the main is filed for the first time alone; which of its dates they belonged to, a line cannot
 * say. */
static enum jk_status add_legs(struct plain_reading *r, struct jk_error *err)
{
    struct jk_plain *out = r->out;
    struct jk_buf legs = { 0 }, chain = { 0 };
    const char *end = r->calendar->end.at;

    out->chain = out->completed;
    if (!out->recurs && r->has_start && r->has_kind && r->end_s > r->start_s)
        feed_plain_legs(r, &legs);
    if (legs.len) {
        /* The completed stream differs from what was read before its last line only. */
        size_t tail = r->calendar->bytes.len - (size_t)(end - r->calendar->bytes.at);

        jk_buf_add(&chain, out->completed.at, out->completed.len - tail - r->behind);
        jk_buf_span(&chain, jk_buf_view(&legs));
        jk_buf_str(&chain, "END:VCALENDAR\r\n");
        out->chain = (struct jk_span){ feed_plain_keep(r, jk_buf_view(&chain)), chain.len };
    }
    r->failed = r->failed || legs.failed || chain.failed;
    jk_buf_clear(&legs);
    jk_buf_clear(&chain);
    return r->failed ? jk_no_memory(err) : JK_OK;
}

static enum jk_status read_all(struct plain_reading *r, struct jk_span bytes, struct jk_error *err)
{
    struct jk_buf completed = { 0 };
    enum jk_status rc = read_event(r, JK_KIND_END, err);

    if (rc == JK_OK)
        rc = read_events(r, r->event, bytes, &completed, err);
    if (rc == JK_OK && !jk_buf_ok(&completed))
        rc = jk_no_memory(err);
    if (rc == JK_OK) {
        r->out->completed =
            (struct jk_span){ feed_plain_keep(r, jk_buf_view(&completed)), completed.len };
        r->out->start_s = r->start_s;
        r->out->end_s = r->end_s > r->start_s ? r->end_s : r->start_s + 1;
        r->out->recurs = feed_plain_recurs(r->calendar);
        r->behind = bytes.len - (size_t)(r->calendar->bytes.at - bytes.at) - r->calendar->bytes.len;
        rc = add_legs(r, err);
    }
    jk_buf_clear(&completed);
    jk_buf_clear(&r->more);
    jk_buf_clear(&r->inferred);
    return rc == JK_OK && r->failed ? jk_no_memory(err) : rc;
}

enum jk_status jk_plain_read(struct jk_arena *arena, struct jk_span bytes,
                             const struct jk_plain_context *context, struct jk_plain *out,
                             struct jk_error *err)
{
    struct plain_reading *r = jk_arena_take(arena, sizeof *r);
    enum jk_status rc;

    *out = (struct jk_plain){ .uid = "", .title = "" };
    for (int i = 0; i < JK_PLAIN_FIELD_END; i++)
        out->said[i] = (struct jk_plain_said){ JK_PLAIN_MISSING, "", "", "" };
    if (!r)
        return jk_no_memory(err);
    *r = (struct plain_reading){ .arena = arena, .context = context, .out = out };
    r->region = jk_pack_region(context->pack, context->contest->region);
    r->tz = r->region ? r->region->tz : context->pack->tz;
    if ((rc = jk_ical_scan(arena, bytes, JK_ICAL_LINES_MAX, &r->calendar, err)) != JK_OK)
        return rc;
    if (!jk_ical_is(r->calendar->name, "VCALENDAR") || !(r->event = feed_plain_main(r->calendar)))
        return jk_fail_at(err, JK_INVALID, JK_TEXT_ICAL_NO_EVENT,
                          (struct jk_at){ r->calendar->line, "VEVENT" }, "%s", "");
    rc = check_uid(r->calendar, &out->uid, arena, err);
    return rc == JK_OK ? read_all(r, bytes, err) : rc;
}

bool jk_plain_is_complete(const struct jk_plain *plain)
{
    for (int i = 0; i < JK_PLAIN_NEEDED; i++) {
        if (plain->said[i].how == JK_PLAIN_MISSING)
            return false;
    }
    for (size_t i = 0; i < plain->doubt_count; i++) {
        if (plain->doubts[i].holds)
            return false;
    }
    return true;
}
