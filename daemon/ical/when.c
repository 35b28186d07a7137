/* Times of one VEVENT: from written forms to instants and the recurrence set.
 *
 * Every time goes through jk_ical_moment_read(): form, VALUE, zone, instant. The recurrence set is
 * the rule's starts (or DTSTART alone) plus RDATE less EXDATE, at most JK_INSTANCES_MAX of them. A
 * rule is walked in days on the wall of DTSTART's zone and each start turned into an instant by
 * itself, so that 14.00 stays 14.00 over a change of daylight time. It ends at UNTIL or, endless,
 * with the pack's calendar.
 *
 * EXDATE and RDATE are sorted once and searched: n exceptions against m starts cost (n + m) log n.
 * An excluded start does count towards COUNT, as RFC 5545 has it, for the rule's own walk counts
 * before exclusion. */
#include "jarak/ical/when.h"
#include "jarak/base/texts.h"
#include "jarak/ical/texts.h"

#include <stdlib.h>
#include <string.h>
#include "jarak/base/defend.h"

static void name_field(const struct jk_ical_prop *prop, char field[JK_ERROR_FIELD_MAX])
{
    size_t len = prop->name.len < JK_ERROR_FIELD_MAX ? prop->name.len : JK_ERROR_FIELD_MAX - 1;

    memcpy(field, prop->name.at, len);
    field[len] = '\0';
}

/* A refusal that names a property, one of its values and its line. */
static enum jk_status refuse_value(const struct jk_ical_prop *prop, struct jk_span value,
                                   enum jk_status status, const struct jk_text *text,
                                   struct jk_error *err)
{
    char field[JK_ERROR_FIELD_MAX];

    name_field(prop, field);
    return jk_fail_at(err, status, text, (struct jk_at){ prop->line, field }, "%.*s",
                      value.len < JK_ERROR_VALUE_MAX ? (int)value.len : JK_ERROR_VALUE_MAX,
                      value.at ? value.at : "");
}

static enum jk_status refuse(const struct jk_ical_prop *prop, enum jk_status status,
                             const struct jk_text *text, struct jk_error *err)
{
    return refuse_value(prop, prop->value, status, text, err);
}

/* DATE needs VALUE=DATE and the other way round (RFC 5545 3.2.20). */
static bool value_type_fits(const struct jk_ical_prop *prop, const struct jk_ical_stamp *stamp)
{
    struct jk_span type = jk_ical_param(prop, "VALUE");

    if (!type.at)
        return !stamp->is_date;
    return jk_ical_is(type, stamp->is_date ? "DATE" : "DATE-TIME");
}

/* The zone a stamp is in; what cannot be known is refused. */
static enum jk_status choose_zone(const struct jk_ical_prop *prop,
                                  const struct jk_ical_stamp *stamp,
                                  const struct jk_ical_context *context, struct jk_ical_moment *out,
                                  struct jk_error *err)
{
    struct jk_span tzid = jk_ical_param(prop, "TZID");

    if (tzid.at) {
        if (stamp->is_utc || stamp->is_date)
            return refuse_value(prop, tzid, JK_INVALID, JK_TEXT_ICAL_TZID_EXTRA, err);
        out->form = JK_FORM_ZONED;
        if (!jk_ical_tz_find(tzid, &out->tz) &&
            !jk_ical_tz_stated(context->calendar, tzid, &out->tz))
            return refuse_value(prop, tzid, JK_INVALID, JK_TEXT_ICAL_TZID, err);
        return JK_OK;
    }
    out->form = stamp->is_utc ? JK_FORM_UTC : stamp->is_date ? JK_FORM_DATE : JK_FORM_LOCAL;
    if (stamp->is_utc)
        return JK_OK;
    if (!context->floating)
        return refuse(prop, JK_INVALID, JK_TEXT_ICAL_FLOATING, err);
    out->tz.fixed = context->floating;
    return JK_OK;
}

enum jk_status jk_ical_moment_read(const struct jk_ical_prop *prop, struct jk_span value,
                                   const struct jk_ical_context *context,
                                   struct jk_ical_moment *out, struct jk_error *err)
{
    JK_ASSERT(prop != NULL && context != NULL && out != NULL);

    struct jk_ical_moment moment = { 0 };
    struct jk_ical_stamp stamp;
    enum jk_status rc;

    if (!jk_ical_stamp_parse(jk_span_trim(value), &stamp))
        return refuse_value(prop, value, JK_INVALID, JK_TEXT_ICAL_TIME, err);
    if (!value_type_fits(prop, &stamp))
        return refuse_value(prop, value, JK_INVALID, JK_TEXT_ICAL_VALUE_TYPE, err);
    if ((rc = choose_zone(prop, &stamp, context, &moment, err)) != JK_OK)
        return rc;
    moment.wall_s = stamp.wall_s;
    if (!jk_ical_tz_utc(moment.tz, stamp.wall_s, &moment.utc_s))
        return refuse_value(prop, value, JK_RANGE, JK_TEXT_ICAL_ZONE_EARLY, err);
    *out = moment;
    return JK_OK;
}

/* An end that is not behind the start is refused, also an equal one: it would be an activity that
 * lasts no time. */
static enum jk_status read_dtend(const struct jk_ical_time_props *props,
                                 const struct jk_ical_context *context, struct jk_ical_times *out,
                                 struct jk_error *err)
{
    struct jk_ical_moment end;
    enum jk_status rc;

    if (props->duration)
        return refuse(props->duration, JK_INVALID, JK_TEXT_ICAL_END_BOTH, err);
    if ((rc = jk_ical_moment_read(props->dtend, props->dtend->value, context, &end, err)) != JK_OK)
        return rc;
    if ((end.form == JK_FORM_DATE) != (out->start.form == JK_FORM_DATE))
        return refuse(props->dtend, JK_INVALID, JK_TEXT_ICAL_END_TYPE, err);
    if (end.utc_s <= out->start.utc_s)
        return refuse(props->dtend, JK_RANGE, JK_TEXT_ICAL_END_BEFORE, err);
    if (end.utc_s - out->start.utc_s > JK_ICAL_DURATION_MAX_S)
        return refuse(props->dtend, JK_RANGE, JK_TEXT_ICAL_DURATION_LONG, err);
    out->end_s = end.utc_s;
    return JK_OK;
}

static enum jk_status read_duration(const struct jk_ical_prop *prop, struct jk_ical_times *out,
                                    struct jk_error *err)
{
    int64_t seconds;

    if (!jk_ical_duration_parse(jk_span_trim(prop->value), &seconds))
        return refuse(prop, JK_INVALID, JK_TEXT_ICAL_DURATION, err);
    if (seconds <= 0)
        return refuse(prop, JK_RANGE, JK_TEXT_ICAL_END_BEFORE, err);
    if (seconds > JK_ICAL_DURATION_MAX_S)
        return refuse(prop, JK_RANGE, JK_TEXT_ICAL_DURATION_LONG, err);
    if (out->start.form == JK_FORM_DATE && seconds % JK_DAY_S)
        return refuse(prop, JK_INVALID, JK_TEXT_ICAL_END_TYPE, err);
    out->end_s = out->start.utc_s + seconds;
    return JK_OK;
}

static enum jk_status read_end(const struct jk_ical_time_props *props,
                               const struct jk_ical_context *context, struct jk_ical_times *out,
                               struct jk_error *err)
{
    if (props->dtend)
        return read_dtend(props, context, out, err);
    if (props->duration)
        return read_duration(props->duration, out, err);
    if (props->recurrence_id && props->cancelled) { /* what is off need not say until when */
        out->end_s = out->start.utc_s;
        return JK_OK;
    }
    if (out->start.form != JK_FORM_DATE)
        return refuse(props->dtstart, JK_INVALID, JK_TEXT_ICAL_END_NONE, err);
    out->end_s = out->start.utc_s + JK_DAY_S; /* RFC 5545 3.6.1: a date alone is that day */
    return JK_OK;
}

/* UNTIL has DTSTART's form: a date, or an instant; local time only where DTSTART is local too. */
static enum jk_status read_until(const struct jk_ical_prop *prop, const struct jk_rule *rule,
                                 struct jk_ical_times *out, struct jk_error *err)
{
    bool fits = rule->until.is_date == (out->start.form == JK_FORM_DATE);

    if (!rule->until.is_date && !rule->until.is_utc && out->start.form != JK_FORM_LOCAL)
        fits = false;
    if (!fits)
        return refuse(prop, JK_INVALID, JK_TEXT_ICAL_RULE_UNTIL, err);
    out->until_s = rule->until.wall_s;
    if (!rule->until.is_utc && !jk_ical_tz_utc(out->start.tz, rule->until.wall_s, &out->until_s))
        return refuse(prop, JK_RANGE, JK_TEXT_ICAL_ZONE_EARLY, err);
    if (out->until_s < out->start.utc_s)
        return refuse(prop, JK_RANGE, JK_TEXT_ICAL_RULE_UNTIL_EARLY, err);
    return JK_OK;
}

static int32_t day_of(int64_t wall_s)
{
    return jk_local_day(wall_s, 0);
}

static enum jk_status read_rule(struct jk_arena *arena, const struct jk_ical_prop *prop,
                                struct jk_ical_times *out, struct jk_error *err)
{
    struct jk_rule *rule = jk_arena_take(arena, sizeof *rule);
    struct jk_span value = prop->value;
    enum jk_status rc;

    if (!rule || !jk_rule_clean(arena, &value))
        return refuse(prop, JK_MEMORY, JK_TEXT_NO_MEMORY, err);
    if ((rc = jk_rule_parse(value, rule, err)) != JK_OK) {
        if (err)
            err->line = prop->line;
        return rc;
    }
    if (rule->has_until && (rc = read_until(prop, rule, out, err)) != JK_OK)
        return rc;
    /* The rule must give DTSTART itself. That also keeps out the rules that never match (30
     * February): this one matches once. */
    if (!jk_rule_gives_start(rule, day_of(out->start.wall_s)))
        return refuse(prop, JK_INVALID, JK_TEXT_ICAL_RULE_START, err);
    out->rule = rule;
    return JK_OK;
}

static enum jk_status read_recurrence_id(const struct jk_ical_prop *prop,
                                         const struct jk_ical_context *context,
                                         struct jk_ical_times *out, struct jk_error *err)
{
    struct jk_ical_moment moment;
    enum jk_status rc;

    if (jk_ical_param(prop, "RANGE").at)
        return refuse_value(prop, jk_ical_param(prop, "RANGE"), JK_INVALID, JK_TEXT_ICAL_RANGE,
                            err);
    if ((rc = jk_ical_moment_read(prop, prop->value, context, &moment, err)) != JK_OK)
        return rc;
    out->is_override = true;
    out->recurrence_s = moment.utc_s;
    return JK_OK;
}

static int compare_times(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return x < y ? -1 : x > y;
}

/* Count the values of all lines of that name, so that one array holds them. */
static size_t count_values(const struct jk_ical_comp *comp, const char *name)
{
    size_t count = 0;

    for (const struct jk_ical_prop *prop = comp->props; prop; prop = prop->next) {
        struct jk_span rest = prop->value, part;

        while (jk_ical_is(prop->name, name) && jk_span_cut(&rest, ',', &part))
            count++;
    }
    return count;
}

/* The lists of dates of one VEVENT while they are read. */
struct list_reader {
    struct jk_arena *arena;
    const struct jk_ical_comp *event;
    const struct jk_ical_context *context;
    struct jk_ical_times *times;
    struct jk_error *err;
};

/* Appends the values of one line to `list`, which has room for all lines of its name. */
static enum jk_status read_list_line(const struct list_reader *r, const struct jk_ical_prop *prop,
                                     int64_t *list, size_t *count)
{
    struct jk_span rest = prop->value, part;
    struct jk_ical_moment moment;
    enum jk_status rc;

    char field[JK_ERROR_FIELD_MAX];

    name_field(prop, field);
    if ((rc = jk_ical_strict(prop, JK_ICAL_LINE_MAX, field, r->err)) != JK_OK)
        return rc;
    if (jk_ical_is(jk_ical_param(prop, "VALUE"), "PERIOD"))
        return refuse(prop, JK_INVALID, JK_TEXT_ICAL_PERIOD, r->err);
    while (jk_span_next(&rest, ',', &part)) {
        if ((rc = jk_ical_moment_read(prop, part, r->context, &moment, r->err)) != JK_OK)
            return rc;
        if ((moment.form == JK_FORM_DATE) != (r->times->start.form == JK_FORM_DATE))
            return refuse_value(prop, part, JK_INVALID, JK_TEXT_ICAL_END_TYPE, r->err);
        list[(*count)++] = moment.utc_s;
    }
    return JK_OK;
}

/* Every value of every EXDATE or RDATE line; libical would stop at 500 in one line. */
static enum jk_status read_list(const struct list_reader *r, const char *name)
{
    size_t total = count_values(r->event, name), count = 0;
    int64_t *list = jk_arena_array(r->arena, total, sizeof *list);
    enum jk_status rc;

    if (!list)
        return jk_fail_at(r->err, JK_MEMORY, JK_TEXT_NO_MEMORY,
                          (struct jk_at){ r->event->line, name }, NULL);
    for (const struct jk_ical_prop *prop = r->event->props; prop; prop = prop->next) {
        if (!jk_ical_is(prop->name, name))
            continue;
        if ((rc = read_list_line(r, prop, list, &count)) != JK_OK)
            return rc;
    }
    if (count > 1)
        qsort(list, count, sizeof *list, compare_times);
    if (name[0] == 'E') {
        r->times->exdates = list;
        r->times->exdate_count = count;
    } else {
        r->times->rdates = list;
        r->times->rdate_count = count;
    }
    return JK_OK;
}

/* Refuses an override that repeats: it is one instance, and a rule or list in it has no meaning. */
static enum jk_status check_override(const struct jk_ical_times *times,
                                     const struct jk_ical_time_props *props, struct jk_error *err)
{
    if (!times->is_override)
        return JK_OK;
    if (props->rrule)
        return refuse(props->rrule, JK_INVALID, JK_TEXT_ICAL_OVERRIDE_REPEATS, err);
    if (times->exdate_count || times->rdate_count)
        return jk_fail_at(err, JK_INVALID, JK_TEXT_ICAL_OVERRIDE_REPEATS,
                          (struct jk_at){ times->line, times->rdate_count ? "RDATE" : "EXDATE" },
                          NULL);
    return JK_OK;
}

enum jk_status jk_ical_times_read(struct jk_arena *arena, const struct jk_ical_time_props *props,
                                  const struct jk_ical_context *context, struct jk_ical_times *out,
                                  struct jk_error *err)
{
    JK_ASSERT(props->event != NULL && props->dtstart != NULL);
    JK_ASSERT(context != NULL && out != NULL);

    struct list_reader lists = { arena, props->event, context, out, err };
    enum jk_status rc;

    *out = (struct jk_ical_times){ .until_s = INT64_MAX, .line = props->event->line };
    if ((rc = jk_ical_moment_read(props->dtstart, props->dtstart->value, context, &out->start,
                                  err)) != JK_OK ||
        (rc = read_end(props, context, out, err)) != JK_OK ||
        (props->rrule && (rc = read_rule(arena, props->rrule, out, err)) != JK_OK) ||
        (props->recurrence_id &&
         (rc = read_recurrence_id(props->recurrence_id, context, out, err)) != JK_OK) ||
        (rc = read_list(&lists, "EXDATE")) != JK_OK || (rc = read_list(&lists, "RDATE")) != JK_OK)
        return rc;
    return check_override(out, props, err);
}

static bool is_excluded(const struct jk_ical_times *times, int64_t start_s)
{
    return times->exdate_count && bsearch(&start_s, times->exdates, times->exdate_count,
                                          sizeof start_s, compare_times) != NULL;
}

struct starts {
    int64_t at[JK_INSTANCES_MAX];
    size_t count;
};

static bool add_start(struct starts *starts, const struct jk_ical_times *times, int64_t start_s)
{
    if (is_excluded(times, start_s))
        return true;
    if (starts->count == JK_INSTANCES_MAX)
        return false;
    starts->at[starts->count++] = start_s;
    return true;
}

/* Walk the rule; false when it gives too many. */
static bool add_rule(struct starts *starts, const struct jk_ical_times *times,
                     const struct jk_ical_context *context)
{
    int32_t first = day_of(times->start.wall_s), last, day;
    int64_t clock_s = times->start.wall_s - (int64_t)first * JK_DAY_S, stop_s, start_s;
    struct jk_rule_walk walk;

    stop_s = times->until_s < context->window_to_s ? times->until_s : context->window_to_s - 1;
    if (stop_s < times->start.utc_s)
        stop_s = times->start.utc_s;
    last = day_of(jk_ical_tz_wall(times->start.tz, stop_s));
    jk_rule_walk_begin(&walk, times->rule, first, last);
    while (jk_rule_walk_next(&walk, &day)) {
        /* The zone reaches back to DTSTART, so it reaches here. */
        if (JK_NEVER(
                !jk_ical_tz_utc(times->start.tz, (int64_t)day * JK_DAY_S + clock_s, &start_s)) ||
            start_s > stop_s)
            return true;
        if (!add_start(starts, times, start_s))
            return false;
    }
    return true;
}

static bool add_rdates(struct starts *starts, const struct jk_ical_times *times)
{
    size_t ruled = starts->count;

    for (size_t i = 0; i < times->rdate_count; i++) {
        int64_t start_s = times->rdates[i];

        if (i > 0 && start_s == times->rdates[i - 1])
            continue;
        if (ruled && bsearch(&start_s, starts->at, ruled, sizeof start_s, compare_times))
            continue;
        if (!add_start(starts, times, start_s))
            return false;
    }
    return true;
}

/* Starts of the rule come ascending and RDATEs behind them, so the whole is sorted once more at the
 * end. */
enum jk_status jk_ical_times_expand(struct jk_arena *arena, const struct jk_ical_times *times,
                                    const struct jk_ical_context *context,
                                    struct jk_ical_starts *out, struct jk_error *err)
{
    JK_ASSERT(context->window_from_s < context->window_to_s);
    JK_ASSERT(times->start.utc_s <= times->end_s);
    JK_ASSERT(out != NULL);

    struct starts found = { .count = 0 };
    int64_t *copy;
    bool fits = times->rule ? add_rule(&found, times, context)
                            : add_start(&found, times, times->start.utc_s);

    if (!fits || !add_rdates(&found, times))
        return jk_fail_at(err, JK_TOO_MANY, JK_TEXT_ICAL_INSTANCES,
                          (struct jk_at){ times->line, times->rule ? "RRULE" : "RDATE" }, NULL);
    if (!(copy = jk_arena_array(arena, found.count, sizeof *copy)))
        return jk_fail_at(err, JK_MEMORY, JK_TEXT_NO_MEMORY,
                          (struct jk_at){ times->line, "VEVENT" }, NULL);
    if (found.count) {
        memcpy(copy, found.at, found.count * sizeof *copy);
        qsort(copy, found.count, sizeof *copy, compare_times);
    }
    *out = (struct jk_ical_starts){ copy, found.count };
    return JK_OK;
}
