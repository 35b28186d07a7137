/* Parts of a calendar resource as CalDAV reports want them (RFC 4791 9.6).
 *
 * Whole components and properties are copied as bytes; only what the request leaves out is left
 * out. Expanding writes one event for each instance that meets the span, from the master or its
 * override, with times in UTC and without a rule; limiting drops overrides that, and whose original
 * date, lie outside the span. Instances are those the registry expanded when the notice was read,
 * so the two cannot disagree. The size of an expansion is bounded (JK_TOO_BIG), since a small
 * resource may have hundreds of dates. */
#include "jarak/feed/calendar/subset.h"

#include <string.h>
#include "jarak/base/arena.h"
#include "jarak/base/defend.h"
#include "jarak/ical/embed.h"
#include "jarak/ical/scan.h"
#include "jarak/ical/when.h"
#include "jarak/ical/write.h"

/* An exception: a VEVENT with a RECURRENCE-ID. */
struct override {
    const struct jk_ical_comp *comp;
    int64_t recurrence_s;
};

/* A resource being written. */
struct writing {
    struct jk_buf *out;
    const struct jk_subset *subset;
    const struct jk_query_subject *subject;
    struct jk_ical_context context;
    const struct jk_ical_comp *calendar, *master;
    struct override *overrides;
    size_t override_count;
    bool recurs, too_big;
};

static bool read_moment(const struct writing *w, const struct jk_ical_prop *prop,
                        struct jk_ical_moment *out)
{
    struct jk_error err;

    return prop && jk_ical_moment_read(prop, prop->value, &w->context, out, &err) == JK_OK;
}

/* Finds the master among the VEVENTs, and of which dates the others are exceptions. */
static bool sort_events(struct writing *w, struct jk_arena *arena)
{
    struct jk_ical_moment moment;
    size_t count = 0;

    for (const struct jk_ical_comp *c = w->calendar->children; c; c = c->next)
        count++;
    if (!(w->overrides = jk_arena_array(arena, count, sizeof *w->overrides)))
        return false;
    for (const struct jk_ical_comp *c = w->calendar->children; c; c = c->next) {
        const struct jk_ical_prop *of = jk_ical_find(c, "RECURRENCE-ID");

        if (!jk_ical_is(c->name, "VEVENT"))
            continue;
        if (!of)
            w->master = c;
        else if (read_moment(w, of, &moment))
            w->overrides[w->override_count++] = (struct override){ c, moment.utc_s };
    }
    w->recurs =
        w->override_count > 0 ||
        (w->master && (jk_ical_find(w->master, "RRULE") || jk_ical_find(w->master, "RDATE")));
    return true;
}

/* True when the property is wanted; with `sel` null everything is. */
static bool wants_prop(const struct jk_subset_comp *sel, struct jk_span name, bool *no_value)
{
    *no_value = false;
    if (!sel || sel->all_props)
        return true;
    for (const struct jk_subset_prop *p = sel->props; p; p = p->next) {
        if (jk_ical_is(name, p->name)) {
            *no_value = p->no_value;
            return true;
        }
    }
    return false;
}

/* True when the component is wanted; *inner says what of it. */
static bool wants_comp(const struct jk_subset_comp *sel, struct jk_span name,
                       const struct jk_subset_comp **inner)
{
    *inner = NULL;
    if (!sel || sel->all_comps)
        return true;
    for (const struct jk_subset_comp *c = sel->comps; c; c = c->next) {
        if (jk_ical_is(name, c->name)) {
            *inner = c;
            return true;
        }
    }
    return false;
}

/* The name and the parameters of a property, and nothing behind the colon. */
static void write_empty(struct jk_buf *out, const struct jk_ical_prop *prop)
{
    struct jk_buf name = { 0 };

    jk_buf_span(&name, prop->name);
    for (size_t i = 0; i < prop->param_count; i++) {
        struct jk_span value = prop->params[i].value;
        const char *quote = memchr(value.at, '"', value.len) ? "" : "\"";

        jk_buf_char(&name, ';');
        jk_buf_span(&name, prop->params[i].name);
        jk_buf_fmt(&name, "=%s%.*s%s", quote, (int)value.len, value.at, quote);
    }
    jk_buf_char(&name, '\0');
    if (jk_buf_ok(&name))
        jk_ical_line(out, name.at, "");
    else
        out->failed = true;
    jk_buf_clear(&name);
}

static void write_prop(struct jk_buf *out, const struct jk_subset_comp *sel,
                       const struct jk_ical_prop *prop)
{
    bool no_value;

    if (!wants_prop(sel, prop->name, &no_value))
        return;
    if (no_value)
        write_empty(out, prop);
    else
        jk_ical_embed(out, prop->bytes);
}

/* True for a property that an instance states anew. */
static bool is_time(struct jk_span name)
{
    static const char *const names[] = { "DTSTART", "DTEND",  "DURATION",     "RRULE",
                                         "RDATE",   "EXDATE", "RECURRENCE-ID" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (jk_ical_is(name, names[i]))
            return true;
    }
    return false;
}

static void write_time(struct writing *w, const struct jk_subset_comp *sel, const char *name,
                       int64_t utc_s, const struct jk_ical_moment *start)
{
    bool no_value;

    if (!wants_prop(sel, jk_span_of(name), &no_value))
        return;
    if (no_value)
        jk_ical_line(w->out, name, "");
    else if (start->form == JK_FORM_DATE)
        jk_ical_date(w->out, name, (int32_t)(jk_ical_tz_wall(start->tz, utc_s) / JK_DAY_S));
    else
        jk_ical_time(w->out, name, utc_s, NULL);
}

/* A component; where `at` is not null, as that instance. */
static void write_comp(struct writing *w, const struct jk_subset_comp *sel,
                       const struct jk_ical_comp *comp, const struct jk_instance *at)
{
    const struct jk_subset_comp *inner;
    struct jk_ical_moment start = { .form = JK_FORM_UTC };

    jk_buf_span(w->out, comp->begin);
    for (const struct jk_ical_prop *p = comp->props; p; p = p->next) {
        if (!at || !is_time(p->name))
            write_prop(w->out, sel, p);
    }
    if (at) {
        read_moment(w, jk_ical_find(comp, "DTSTART"), &start);
        write_time(w, sel, "DTSTART", at->start_s, &start);
        write_time(w, sel, "DTEND", at->end_s, &start);
        if (w->recurs)
            write_time(w, sel, "RECURRENCE-ID", at->recurrence_s, &start);
    }
    for (const struct jk_ical_comp *c = comp->children; c; c = c->next) {
        if (wants_comp(sel, c->name, &inner))
            write_comp(w, inner, c, NULL); /* as deep as JK_ICAL_DEPTH_MAX */
    }
    jk_buf_span(w->out, comp->end);
}

static bool is_inside(const struct writing *w, int64_t start_s, int64_t end_s)
{
    return start_s < w->subset->to_s && end_s > w->subset->from_s;
}

static const struct jk_ical_comp *source_of(const struct writing *w, int64_t recurrence_s)
{
    for (size_t i = 0; i < w->override_count; i++) {
        if (w->overrides[i].recurrence_s == recurrence_s)
            return w->overrides[i].comp;
    }
    return w->master;
}

static void write_instances(struct writing *w, const struct jk_subset_comp *sel)
{
    const struct jk_query_subject *s = w->subject;
    const struct jk_instance only = { .start_s = s->start_s,
                                      .end_s = s->end_s,
                                      .recurrence_s = s->start_s };
    const struct jk_instance *list = s->instances ? s->instances : &only;
    size_t count = s->instances ? s->instance_count : s->start_s < s->end_s;
    size_t before = w->out->len;

    for (size_t i = 0; i < count && !w->too_big; i++) {
        const struct jk_ical_comp *comp = source_of(w, list[i].recurrence_s);

        if (comp && is_inside(w, list[i].start_s, list[i].end_s))
            write_comp(w, sel, comp, &list[i]);
        w->too_big = w->out->len - before > w->subset->instances_max;
    }
}

/* True when the exception may be left out: neither it nor the date it took the place of touches the
 * span. Where that cannot be told it stays. */
static bool is_outside(const struct writing *w, const struct jk_ical_comp *comp)
{
    const struct jk_query_subject *s = w->subject;

    for (size_t i = 0; i < w->override_count; i++) {
        for (size_t k = 0; w->overrides[i].comp == comp && k < s->instance_count; k++) {
            const struct jk_instance *at = &s->instances[k];
            int64_t would_s = at->recurrence_s;

            if (would_s == w->overrides[i].recurrence_s)
                return !is_inside(w, at->start_s, at->end_s) &&
                       !is_inside(w, would_s, would_s + at->end_s - at->start_s);
        }
    }
    return false;
}

static void write_child(struct writing *w, const struct jk_ical_comp *comp, bool *expanded)
{
    bool expand = w->subset->form == JK_SUBSET_EXPAND;
    const struct jk_subset_comp *inner;

    if (!wants_comp(w->subset->comp, comp->name, &inner))
        return;
    if (jk_ical_is(comp->name, "VEVENT") && expand) {
        if (!*expanded)
            write_instances(w, inner);
        *expanded = true;
    } else if (!(jk_ical_is(comp->name, "VTIMEZONE") && expand) &&
               !(w->subset->form == JK_SUBSET_LIMIT && is_outside(w, comp))) {
        write_comp(w, inner, comp, NULL);
    }
}

static void write_calendar(struct writing *w)
{
    bool expanded = false;

    jk_buf_span(w->out, w->calendar->begin);
    for (const struct jk_ical_prop *p = w->calendar->props; p; p = p->next) {
        bool kept = jk_ical_is(p->name, "VERSION") || jk_ical_is(p->name, "PRODID");

        write_prop(w->out, kept ? NULL : w->subset->comp, p);
    }
    for (const struct jk_ical_comp *c = w->calendar->children; c; c = c->next)
        write_child(w, c, &expanded);
    jk_buf_span(w->out, w->calendar->end);
}

enum jk_status jk_subset_write(struct jk_buf *out, const struct jk_subset *subset,
                               const struct jk_query_subject *subject, const struct jk_tz *floating)
{
    JK_ASSERT(subset->form == JK_SUBSET_WHOLE || subset->from_s < subset->to_s);
    JK_ASSERT(subject != NULL);

    struct writing w = {
        .out = out, .subset = subset, .subject = subject, .context = { .floating = floating }
    };
    struct jk_arena arena = { 0 };
    struct jk_error err;
    enum jk_status rc =
        jk_ical_scan(&arena, subject->bytes, JK_ICAL_IMPORT_LINES_MAX, &w.calendar, &err);

    w.context.calendar = rc == JK_OK ? w.calendar : NULL;
    if (rc == JK_OK && !sort_events(&w, &arena))
        rc = JK_MEMORY;
    if (rc == JK_OK)
        write_calendar(&w);
    jk_arena_clear(&arena);
    if (rc == JK_OK && w.too_big)
        return JK_TOO_BIG;
    if (rc == JK_OK)
        return jk_buf_ok(out) ? JK_OK : JK_MEMORY;
    return rc == JK_MEMORY ? JK_MEMORY : JK_INVALID;
}
