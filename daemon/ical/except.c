/* Cancelling single dates of a series without touching any other line.
 *
 * A date that has an override gets STATUS:CANCELLED there; any other one gets an EXDATE in the
 * master. Never both for one date, for then an override would speak of a date that the series no
 * longer has. Dates are told by their instant, so it does not matter in which form or zone a client
 * wrote them. A date that is neither an instance nor cancelled already is refused (JK_NONE); when
 * nothing is left to cancel the bytes stay (JK_EXISTS), so a message that comes twice changes
 * nothing. */
#include "jarak/ical/except.h"
#include "jarak/ical/texts.h"

#include <stdio.h>
#include "jarak/base/defend.h"
#include "jarak/ical/when.h"
#include "jarak/ical/write.h"

/* A resource while it is rewritten. */
struct excepting {
    const struct jk_ical_except *by;
    const struct jk_ical_comp *calendar;
    bool *overridden; /* of each date: a component of its own says what it is */
    bool *written;    /* of each date: it is cancelled already */
    struct jk_buf out;
};

/* Reads the instant a value states. It was read before, so failure means a form that no notice has.
 */
static bool read_moment(const struct excepting *x, const struct jk_ical_prop *prop,
                        struct jk_span value, struct jk_ical_moment *out)
{
    const struct jk_ical_context context = { .floating = x->by->tz, .calendar = x->calendar };
    struct jk_error err;

    return jk_ical_moment_read(prop, value, &context, out, &err) == JK_OK;
}

/* The index of the date that an instant is; by->count for none. */
static size_t date_of(const struct excepting *x, int64_t utc_s)
{
    size_t i = 0;

    while (i < x->by->count && x->by->at[i] != utc_s)
        i++;
    return i;
}

/* The index of the date that a component overrides; by->count for none. */
static size_t override_of(const struct excepting *x, const struct jk_ical_comp *event)
{
    const struct jk_ical_prop *id = jk_ical_find(event, "RECURRENCE-ID");
    struct jk_ical_moment moment;

    return id && read_moment(x, id, id->value, &moment) ? date_of(x, moment.utc_s) : x->by->count;
}

/* Notes the dates that EXDATE lines take away already. */
static void note_exdates(struct excepting *x, const struct jk_ical_comp *event)
{
    for (const struct jk_ical_prop *prop = event->props; prop; prop = prop->next) {
        struct jk_span rest = prop->value, value;

        while (jk_ical_is(prop->name, "EXDATE") && jk_span_next(&rest, ',', &value)) {
            struct jk_ical_moment moment;
            size_t i =
                read_moment(x, prop, value, &moment) ? date_of(x, moment.utc_s) : x->by->count;

            if (i < x->by->count)
                x->written[i] = true;
        }
    }
}

/* Notes what the bytes say of each date, and checks that each is one of the notice's. */
static enum jk_status note_dates(struct excepting *x, const struct jk_ical_comp *calendar,
                                 const struct jk_notice *notice, struct jk_error *err)
{
    bool *known = x->overridden + 2 * x->by->count;
    size_t left = x->by->count;

    for (const struct jk_ical_comp *comp = calendar->children; comp; comp = comp->next) {
        size_t i = jk_ical_is(comp->name, "VEVENT") ? override_of(x, comp) : x->by->count;

        if (i < x->by->count) {
            const struct jk_ical_prop *status = jk_ical_find(comp, "STATUS");

            x->overridden[i] = true;
            x->written[i] = status && jk_ical_is(jk_span_trim(status->value), "CANCELLED");
        }
        if (jk_ical_is(comp->name, "VEVENT"))
            note_exdates(x, comp);
    }
    for (size_t k = 0; k < notice->instance_count; k++) {
        size_t i = date_of(x, notice->instances[k].recurrence_s);

        if (i < x->by->count)
            known[i] = true;
    }
    for (size_t i = 0; i < x->by->count; i++) {
        if (!known[i] && !x->written[i])
            return jk_fail(err, JK_NONE, JK_TEXT_ITIP_NO_DATE, "RECURRENCE-ID", "%s", notice->uid);
        left -= x->written[i];
    }
    return left ? JK_OK : JK_EXISTS;
}

/* Writes the missing EXDATEs in UTC, so that no zone need be defined; where DTSTART is a date they
 * are dates. */
static void write_exdates(struct excepting *x, const struct jk_ical_comp *event)
{
    const struct jk_ical_prop *dtstart = jk_ical_find(event, "DTSTART");
    struct jk_ical_moment start = { .form = JK_FORM_UTC };

    if (dtstart)
        read_moment(x, dtstart, dtstart->value, &start);
    for (size_t i = 0; i < x->by->count; i++) {
        struct jk_civil c;
        char value[16];

        if (x->overridden[i] || x->written[i])
            continue;
        c = jk_civil_from_utc(x->by->at[i], x->by->tz->offset_s);
        snprintf(value, sizeof value, "%04d%02d%02d", c.year % 10000, c.month % 100, c.day % 100);
        if (start.form == JK_FORM_DATE)
            jk_ical_line(&x->out, "EXDATE;VALUE=DATE", value);
        else
            jk_ical_time(&x->out, "EXDATE", x->by->at[i], NULL);
    }
}

static bool is_rewritten(const struct jk_ical_prop *prop, bool cancel)
{
    return jk_ical_is(prop->name, "SEQUENCE") || jk_ical_is(prop->name, "DTSTAMP") ||
           jk_ical_is(prop->name, "LAST-MODIFIED") || (cancel && jk_ical_is(prop->name, "STATUS"));
}

/* SEQUENCE and stamps are written first and left out where they stood; STATUS too where the
 * override is cancelled. Everything else is copied as sent. */
static void write_event(struct excepting *x, const struct jk_ical_comp *event)
{
    bool cancel = override_of(x, event) < x->by->count;
    char sequence[16];

    snprintf(sequence, sizeof sequence, "%u", x->by->sequence);
    jk_buf_span(&x->out, event->begin);
    jk_ical_line(&x->out, "SEQUENCE", sequence);
    jk_ical_time(&x->out, "DTSTAMP", x->by->stamp_s, NULL);
    jk_ical_time(&x->out, "LAST-MODIFIED", x->by->stamp_s, NULL);
    if (cancel)
        jk_ical_line(&x->out, "STATUS", "CANCELLED");
    for (const struct jk_ical_prop *prop = event->props; prop; prop = prop->next) {
        if (!is_rewritten(prop, cancel))
            jk_buf_span(&x->out, prop->bytes);
    }
    if (!jk_ical_find(event, "RECURRENCE-ID"))
        write_exdates(x, event);
    for (const struct jk_ical_comp *comp = event->children; comp; comp = comp->next)
        jk_buf_span(&x->out, comp->bytes);
    jk_buf_span(&x->out, event->end);
}

static void write_calendar(struct excepting *x, const struct jk_ical_comp *calendar)
{
    jk_buf_span(&x->out, calendar->begin);
    for (const struct jk_ical_prop *prop = calendar->props; prop; prop = prop->next)
        jk_buf_span(&x->out, prop->bytes);
    for (const struct jk_ical_comp *comp = calendar->children; comp; comp = comp->next) {
        if (jk_ical_is(comp->name, "VEVENT"))
            write_event(x, comp);
        else
            jk_buf_span(&x->out, comp->bytes);
    }
    jk_buf_span(&x->out, calendar->end);
}

enum jk_status jk_ical_except(struct jk_arena *arena, const struct jk_notice *notice,
                              const struct jk_ical_except *by, struct jk_span *out,
                              struct jk_error *err)
{
    JK_ASSERT(by->at != NULL && by->count > 0 && by->tz != NULL);
    JK_ASSERT_ALL(notice->bytes.at != NULL);

    bool *flags = jk_arena_array(arena, 3 * by->count, sizeof *flags);
    struct excepting x = { .by = by, .overridden = flags };
    const struct jk_ical_comp *calendar;
    char *copy = NULL;
    enum jk_status rc;

    if (!flags)
        return jk_no_memory(err);
    x.written = flags + by->count;
    rc = jk_ical_scan(arena, notice->bytes, JK_ICAL_IMPORT_LINES_MAX, &calendar, err);
    x.calendar = rc == JK_OK ? calendar : NULL;
    if (rc == JK_OK)
        rc = note_dates(&x, calendar, notice, err);
    if (rc != JK_OK)
        return rc;
    write_calendar(&x, calendar);
    if (jk_buf_ok(&x.out))
        copy = jk_arena_copy(arena, jk_buf_view(&x.out));
    if (copy)
        *out = (struct jk_span){ copy, x.out.len };
    jk_buf_clear(&x.out);
    return copy ? JK_OK : jk_no_memory(err);
}
