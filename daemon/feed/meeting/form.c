/* A form becomes an event, and an event a form again. */
#include "jarak/feed/meeting/form.h"

#include <stdio.h>
#include <string.h>
#include "jarak/feed/texts/texts.h"
#include "jarak/ical/amend.h"
#include "jarak/ical/rakor.h"
#include "jarak/ical/write.h"
#include "jarak/model/texts.h"
#include "jarak/model/words.h"

const char *jk_meeting_name(enum jk_meeting_field field)
{
    static const char *const names[] = {
#define X(NAME, name) name,
        JK_MEETING_FIELDS(X)
#undef X
    };

    return names[field];
}

/* Names of one kind, a line each. */
static const char *names_of(struct jk_arena *arena, const struct jk_rakor *said,
                            enum jk_attendance is)
{
    struct jk_buf text = { 0 };
    const char *kept;

    for (size_t i = 0; i < said->count; i++) {
        if (said->attendees[i].is == is)
            jk_buf_fmt(&text, "%s%s", text.len ? "\n" : "", said->attendees[i].name);
    }
    kept = jk_buf_ok(&text) ? jk_arena_copy(arena, jk_buf_view(&text)) : NULL;
    jk_buf_clear(&text);
    return kept;
}

static const char *clock_of(struct jk_arena *arena, int64_t utc_s, const struct jk_tz *tz)
{
    struct jk_civil at = jk_civil_from_utc(utc_s, tz->offset_s);

    return jk_arena_fmt(arena, "%02d.%02d", at.hour, at.minute);
}

enum jk_status jk_meeting_open(struct jk_arena *arena, const struct jk_notice *notice,
                               const struct jk_tz *tz, struct jk_meeting_form *form)
{
    const struct jk_instance *first = notice->instance_count ? &notice->instances[0] : NULL;
    struct jk_civil at = jk_civil_from_utc(first ? first->start_s : 0, tz->offset_s);
    struct jk_rakor said;

    if (jk_rakor_read(arena, notice->bytes, &said) != JK_OK)
        return JK_MEMORY;
    form->uid = notice->uid;
    form->value[JK_MEETING_TITLE] = notice->facts.summary;
    form->value[JK_MEETING_DATE] =
        first ? jk_arena_fmt(arena, "%02d-%02d-%04d", at.day, at.month, at.year) : "";
    form->value[JK_MEETING_FROM] = first ? clock_of(arena, first->start_s, tz) : "";
    form->value[JK_MEETING_TO] = first ? clock_of(arena, first->end_s, tz) : "";
    form->value[JK_MEETING_PLACE] = notice->facts.location;
    form->value[JK_MEETING_AGENDA] = said.agenda;
    form->value[JK_MEETING_INVITED] = names_of(arena, &said, JK_ATTENDANCE_INVITED);
    form->value[JK_MEETING_PRESENT] = names_of(arena, &said, JK_ATTENDANCE_PRESENT);
    form->value[JK_MEETING_ABSENT] = names_of(arena, &said, JK_ATTENDANCE_ABSENT);
    for (int i = 0; i < JK_MEETING_END; i++) {
        if (!form->value[i])
            return JK_MEMORY;
    }
    return JK_OK;
}

/* A form that is being written. */
struct writing {
    struct jk_arena *arena;
    const struct jk_meeting_form *form;
    const struct jk_meeting_frame *frame;
    struct jk_rakor known; /* who has an address already */
    struct jk_buf *out;
    struct jk_meeting_fault *fault;
};

static enum jk_status refuse(struct writing *w, enum jk_meeting_field field,
                             const struct jk_text *text)
{
    w->fault->field = field;
    return jk_fail(&w->fault->error, JK_INVALID, text, jk_meeting_name(field), "%.100s",
                   w->form->value[field]);
}

static enum jk_status read_times(struct writing *w, int64_t *start_s, int64_t *end_s)
{
    const char *const *value = w->form->value;
    const struct jk_tz *tz;
    int32_t day, from, to;
    int weekday;

    for (int i = JK_MEETING_TITLE; i <= JK_MEETING_PLACE; i++) {
        if (!value[i][0])
            return refuse(w, (enum jk_meeting_field)i, JK_TEXT_FORM_NEEDED);
    }
    if (!jk_words_date(jk_span_of(value[JK_MEETING_DATE]), &day, &weekday))
        return refuse(w, JK_MEETING_DATE, JK_TEXT_FORM_DATE);
    if (!jk_words_clock(jk_span_of(value[JK_MEETING_FROM]), &from, &tz))
        return refuse(w, JK_MEETING_FROM, JK_TEXT_FORM_HOUR);
    if (!jk_words_clock(jk_span_of(value[JK_MEETING_TO]), &to, &tz) || to <= from)
        return refuse(w, JK_MEETING_TO, JK_TEXT_FORM_HOUR);
    *start_s = (int64_t)day * JK_DAY_S + from - w->frame->tz->offset_s;
    *end_s = *start_s + to - from;
    return JK_OK;
}

static const char *address_of(const struct writing *w, const char *name)
{
    for (size_t i = 0; i < w->known.count; i++) {
        if (strcmp(w->known.attendees[i].name, name) == 0)
            return w->known.attendees[i].address;
    }
    return NULL;
}

static enum jk_status add_names(struct writing *w, enum jk_meeting_field field,
                                enum jk_attendance is)
{
    struct jk_span rest = jk_span_of(w->form->value[field]), line;

    while (rest.len > 0) {
        const char *name;

        jk_span_cut(&rest, '\n', &line);
        line = jk_span_trim(line);
        name = jk_arena_copy(w->arena, line);
        if (!name)
            return JK_MEMORY;
        if (line.len > 0)
            jk_rakor_attendee_add(w->out, name, address_of(w, name), is);
    }
    return JK_OK;
}

static enum jk_status write_stream(struct writing *w)
{
    const struct jk_meeting_form *form = w->form;
    int64_t start_s = 0, end_s = 0;
    enum jk_status rc = read_times(w, &start_s, &end_s);

    if (rc != JK_OK)
        return rc;
    jk_ical_begin(w->out, "VCALENDAR");
    jk_ical_line(w->out, "VERSION", "2.0");
    jk_ical_line(w->out, "PRODID", "-//jarakd//meja//ID");
    jk_ical_zone(w->out, w->frame->tz);
    jk_ical_begin(w->out, "VEVENT");
    jk_ical_text(w->out, "UID", form->uid);
    jk_ical_time(w->out, "DTSTAMP", w->frame->now_s, NULL);
    jk_ical_time(w->out, "DTSTART", start_s, w->frame->tz);
    jk_ical_time(w->out, "DTEND", end_s, w->frame->tz);
    jk_ical_text(w->out, "SUMMARY", form->value[JK_MEETING_TITLE]);
    jk_ical_line(w->out, "CATEGORIES", "RAKOR");
    if (w->frame->contest[0])
        jk_ical_line(w->out, "X-JARAK-CONTEST", w->frame->contest);
    jk_ical_text(w->out, "LOCATION", form->value[JK_MEETING_PLACE]);
    if (form->value[JK_MEETING_AGENDA][0])
        jk_ical_text(w->out, "DESCRIPTION", form->value[JK_MEETING_AGENDA]);
    if (add_names(w, JK_MEETING_INVITED, JK_ATTENDANCE_INVITED) != JK_OK ||
        add_names(w, JK_MEETING_PRESENT, JK_ATTENDANCE_PRESENT) != JK_OK ||
        add_names(w, JK_MEETING_ABSENT, JK_ATTENDANCE_ABSENT) != JK_OK)
        return jk_no_memory(&w->fault->error);
    jk_ical_end(w->out, "VEVENT");
    jk_ical_end(w->out, "VCALENDAR");
    return jk_buf_ok(w->out) ? JK_OK : jk_no_memory(&w->fault->error);
}

/* The event that a form means, as a tree. */
static enum jk_status write_event(struct writing w, const struct jk_ical_comp **out)
{
    struct jk_buf ical = { 0 };
    enum jk_status rc;

    w.out = &ical;
    rc = write_stream(&w);
    if (rc == JK_OK)
        rc = jk_ical_amend_side(w.arena, &ical, out, &w.fault->error);
    jk_buf_clear(&ical);
    return rc;
}

/* What differs between the notice's own form and this one is carried over into its bytes. */
static enum jk_status write_change(const struct writing *w)
{
    struct jk_meeting_form before = { .uid = "" };
    struct jk_ical_amend by = { .sequence = w->frame->notice->sequence + 1,
                                .stamp_s = w->frame->now_s };
    struct writing old = *w;
    struct jk_span bytes;
    enum jk_status rc = jk_meeting_open(w->arena, w->frame->notice, w->frame->tz, &before);

    if (rc != JK_OK)
        return jk_no_memory(&w->fault->error);
    old.form = &before;
    if ((rc = write_event(*w, &by.after)) != JK_OK || (rc = write_event(old, &by.before)) != JK_OK)
        return rc;
    w->fault->field = JK_MEETING_END;
    rc = jk_ical_amend(w->arena, w->frame->notice->bytes, &by, &bytes, &w->fault->error);
    if (rc == JK_OK)
        jk_buf_span(w->out, bytes);
    return rc;
}

enum jk_status jk_meeting_write(struct jk_arena *arena, const struct jk_meeting_form *form,
                                const struct jk_meeting_frame *frame, struct jk_buf *out,
                                struct jk_meeting_fault *fault)
{
    struct writing w = { .arena = arena, .form = form, .frame = frame, .out = out, .fault = fault };

    fault->field = JK_MEETING_END;
    if (!frame->notice)
        return write_stream(&w);
    if (jk_rakor_read(arena, frame->notice->bytes, &w.known) != JK_OK)
        return jk_no_memory(&fault->error);
    return write_change(&w);
}
