/* The form of a duty becomes its event, and an event its form. */
#include "jarak/feed/personnel/duty.h"

#include <string.h>
#include "jarak/base/decimal.h"
#include "jarak/base/texts.h"
#include "jarak/feed/desk/texts.h"
#include "jarak/feed/texts/texts.h"
#include "jarak/ical/amend.h"
#include "jarak/ical/scan.h"
#include "jarak/ical/write.h"
#include "jarak/model/point_words.h"
#include "jarak/model/texts.h"
#include "jarak/model/words.h"
#include "jarak/policy/texts.h"

const char *jk_duty_name(enum jk_duty_field field)
{
    static const char *const names[] = {
#define X(NAME, name) name,
        JK_DUTY_FIELDS(X)
#undef X
    };

    return names[field];
}

static const char *date_of(struct jk_arena *arena, int64_t utc_s, const struct jk_tz *tz)
{
    const struct jk_civil c = jk_civil_from_utc(utc_s, tz->offset_s);

    return jk_arena_fmt(arena, "%02d-%02d-%04d", c.day, c.month, c.year);
}

static const char *clock_of(struct jk_arena *arena, int64_t utc_s, const struct jk_tz *tz)
{
    const struct jk_civil c = jk_civil_from_utc(utc_s, tz->offset_s);

    return jk_arena_fmt(arena, "%02d.%02d", c.hour, c.minute);
}

/* As it is typed: a code, a name, or a point. */
static const char *place_of(struct jk_arena *arena, const struct jk_facts *f)
{
    if (f->place_code[0])
        return f->place_code;
    if (f->location[0])
        return f->location;
    return jk_facts_state_point(f)
               ? jk_arena_fmt(arena, "%.6f, %.6f", f->shape.centre.lat_deg, f->shape.centre.lon_deg)
               : "";
}

enum jk_status jk_duty_open(struct jk_arena *arena, const struct jk_notice *notice,
                            const struct jk_tz *tz, struct jk_duty_form *form)
{
    const struct jk_facts *f = &notice->facts;
    const struct jk_instance *first = notice->instance_count ? &notice->instances[0] : NULL;

    form->uid = notice->uid;
    form->value[JK_DUTY_TITLE] = f->summary;
    form->value[JK_DUTY_UNIT] = f->unit;
    form->value[JK_DUTY_OFFICERS] =
        f->officers > 0.0 ? jk_arena_fmt(arena, "%.0f", f->officers) : "";
    form->value[JK_DUTY_GUARDS] = f->guards;
    form->value[JK_DUTY_DATE] = first ? date_of(arena, first->start_s, tz) : "";
    form->value[JK_DUTY_FROM] = first ? clock_of(arena, first->start_s, tz) : "";
    form->value[JK_DUTY_TO] = first ? clock_of(arena, first->end_s, tz) : "";
    form->value[JK_DUTY_PLACE] = place_of(arena, f);
    for (int i = 0; i < JK_DUTY_END; i++) {
        if (!form->value[i])
            return JK_MEMORY;
    }
    return JK_OK;
}

/* A form that is being written. */
struct writing {
    struct jk_arena *arena;
    const struct jk_duty_form *form;
    const struct jk_duty_frame *frame;
    struct jk_buf *out;
    struct jk_duty_problem *problem;
    bool bare; /* only to be compared: what is not typed is not filled in */
};

static enum jk_status refuse(struct writing *w, enum jk_duty_field field,
                             const struct jk_text *text)
{
    w->problem->field = field;
    return jk_fail(&w->problem->error, JK_INVALID, text, jk_duty_name(field), "%.100s",
                   w->form->value[field]);
}

static enum jk_status check_needed(struct writing *w)
{
    static const enum jk_duty_field needed[] = { JK_DUTY_UNIT, JK_DUTY_OFFICERS, JK_DUTY_DATE,
                                                 JK_DUTY_FROM, JK_DUTY_TO };
    uint64_t officers;

    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        if (!w->form->value[needed[i]][0])
            return refuse(w, needed[i], JK_TEXT_FORM_NEEDED);
    }
    if (!jk_uint_parse(jk_span_trim(jk_span_of(w->form->value[JK_DUTY_OFFICERS])), JK_OFFICERS_MAX,
                       &officers) ||
        officers == 0)
        return refuse(w, JK_DUTY_OFFICERS, JK_TEXT_PERSONNEL_WHOLE);
    if (!w->bare && !jk_unit_of(w->frame->pack, w->form->value[JK_DUTY_UNIT]))
        return refuse(w, JK_DUTY_UNIT, JK_TEXT_DUTY_NO_UNIT);
    if (!w->bare && !w->form->value[JK_DUTY_PLACE][0] && !w->frame->has_at)
        return refuse(w, JK_DUTY_PLACE, JK_TEXT_FORM_NEEDED);
    return JK_OK;
}

/* Who watches until after midnight ends on the next day. */
static enum jk_status read_times(struct writing *w, int64_t *start_s, int64_t *end_s)
{
    const char *const *value = w->form->value;
    const struct jk_tz *tz;
    int32_t day, from, to;
    int weekday;

    if (!jk_words_date(jk_span_of(value[JK_DUTY_DATE]), &day, &weekday))
        return refuse(w, JK_DUTY_DATE, JK_TEXT_FORM_DATE);
    if (!jk_words_clock(jk_span_of(value[JK_DUTY_FROM]), &from, &tz))
        return refuse(w, JK_DUTY_FROM, JK_TEXT_FORM_HOUR);
    if (!jk_words_clock(jk_span_of(value[JK_DUTY_TO]), &to, &tz))
        return refuse(w, JK_DUTY_TO, JK_TEXT_FORM_HOUR);
    *start_s = (int64_t)day * JK_DAY_S + from - w->frame->tz->offset_s;
    *end_s = *start_s + to - from + (to <= from ? JK_DAY_S : 0);
    return JK_OK;
}

static void write_point(const struct writing *w, struct jk_point at)
{
    struct jk_buf geo = { 0 };

    jk_decimal_add(&geo, at.lat_deg, 6, '.');
    jk_buf_char(&geo, ';');
    jk_decimal_add(&geo, at.lon_deg, 6, '.');
    jk_ical_value(w->out, "GEO", jk_buf_view(&geo));
    w->out->failed = w->out->failed || geo.failed;
    jk_buf_clear(&geo);
}

static void write_place(const struct writing *w)
{
    const char *typed = w->form->value[JK_DUTY_PLACE];
    struct jk_point at;
    bool is_view;

    if (!typed[0]) {
        if (!w->bare)
            write_point(w, w->frame->at);
    } else if (jk_pack_place(w->frame->pack, typed)) {
        jk_ical_text(w->out, "X-JARAK-PLACE", typed);
    } else if (jk_words_point(jk_span_of(typed), &at, &is_view)) {
        write_point(w, at);
    } else {
        jk_ical_text(w->out, "LOCATION", typed);
    }
}

/* For the calendar of a phone, which shows no property of ours: withheld like those. */
static void write_words(const struct writing *w)
{
    const char *const *value = w->form->value;
    const struct jk_unit *unit = jk_unit_of(w->frame->pack, value[JK_DUTY_UNIT]);
    const char *guards = value[JK_DUTY_GUARDS];
    const char *about = strcmp(guards, w->frame->guards) == 0 ? w->frame->about : guards;
    const char *const names[] = { "count", value[JK_DUTY_OFFICERS],
                                  "who",   unit ? unit->name : value[JK_DUTY_UNIT],
                                  "value", about,
                                  NULL };
    char text[700];

    jk_text_fill(jk_text_get(guards[0] ? JK_TEXT_DUTY_WORDS_GUARDS : JK_TEXT_DUTY_WORDS,
                             JK_LANG_ID),
                 names, text, sizeof text);
    jk_ical_text(w->out, "DESCRIPTION", text);
}

static enum jk_status write_stream(struct writing *w)
{
    const char *const *value = w->form->value;
    int64_t start_s = 0, end_s = 0;
    enum jk_status rc = check_needed(w);

    if (rc == JK_OK)
        rc = read_times(w, &start_s, &end_s);
    if (rc != JK_OK)
        return rc;
    jk_ical_begin(w->out, "VCALENDAR");
    jk_ical_line(w->out, "VERSION", "2.0");
    jk_ical_line(w->out, "PRODID", "-//jarakd//meja//ID");
    jk_ical_zone(w->out, w->frame->tz);
    jk_ical_begin(w->out, "VEVENT");
    jk_ical_text(w->out, "UID", w->form->uid);
    jk_ical_time(w->out, "DTSTAMP", w->frame->now_s, NULL);
    jk_ical_time(w->out, "DTSTART", start_s, w->frame->tz);
    jk_ical_time(w->out, "DTEND", end_s, w->frame->tz);
    jk_ical_text(w->out, "SUMMARY", value[JK_DUTY_TITLE][0] ? value[JK_DUTY_TITLE] : "Pengamanan");
    jk_ical_line(w->out, "CATEGORIES", "PENGAMANAN");
    if (w->frame->contest[0])
        jk_ical_line(w->out, "X-JARAK-CONTEST", w->frame->contest);
    write_place(w);
    write_words(w);
    jk_ical_value(w->out, "X-JARAK-OFFICERS", jk_span_trim(jk_span_of(value[JK_DUTY_OFFICERS])));
    jk_ical_text(w->out, "X-JARAK-UNIT", value[JK_DUTY_UNIT]);
    if (value[JK_DUTY_GUARDS][0])
        jk_ical_text(w->out, "X-JARAK-GUARDS", value[JK_DUTY_GUARDS]);
    jk_ical_end(w->out, "VEVENT");
    jk_ical_end(w->out, "VCALENDAR");
    return jk_buf_ok(w->out) ? JK_OK : jk_no_memory(&w->problem->error);
}

/* The event that a form means, as a tree. */
static enum jk_status write_event(struct writing w, const struct jk_ical_comp **out)
{
    struct jk_buf ical = { 0 };
    enum jk_status rc;

    w.out = &ical;
    rc = write_stream(&w);
    if (rc == JK_OK)
        rc = jk_ical_amend_side(w.arena, &ical, out, &w.problem->error);
    jk_buf_clear(&ical);
    return rc;
}

/* What differs between the notice's own form and this one is carried over into its bytes. */
static enum jk_status write_change(const struct writing *w)
{
    struct jk_duty_form before = { .uid = "" };
    struct jk_ical_amend by = { .sequence = w->frame->notice->sequence + 1,
                                .stamp_s = w->frame->now_s };
    struct writing old = *w;
    struct jk_span bytes;
    enum jk_status rc = jk_duty_open(w->arena, w->frame->notice, w->frame->tz, &before);

    if (rc != JK_OK)
        return jk_no_memory(&w->problem->error);
    old.form = &before;
    old.bare = true;
    if ((rc = write_event(*w, &by.after)) != JK_OK || (rc = write_event(old, &by.before)) != JK_OK)
        return rc;
    w->problem->field = JK_DUTY_END;
    rc = jk_ical_amend(w->arena, w->frame->notice->bytes, &by, &bytes, &w->problem->error);
    if (rc == JK_OK)
        jk_buf_span(w->out, bytes);
    return rc;
}

enum jk_status jk_duty_write(struct jk_arena *arena, const struct jk_duty_form *form,
                             const struct jk_duty_frame *frame, struct jk_buf *out,
                             struct jk_duty_problem *problem)
{
    struct writing w = {
        .arena = arena, .form = form, .frame = frame, .out = out, .problem = problem
    };

    problem->field = JK_DUTY_END;
    return frame->notice ? write_change(&w) : write_stream(&w);
}
