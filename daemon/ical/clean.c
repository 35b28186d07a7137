/* libical as the second reader: a minimal event written by us is read by it and must mean the same.
 *
 * libical never sees a client's bytes. It gets start, rule and SEQUENCE in our own writing, and its
 * start, frequency, interval and count are compared with ours. A difference is our own mistake or
 * libical's; either way the notice is refused, because two readers of one text that disagree cannot
 * both be trusted. */
#include "jarak/ical/clean.h"
#include "jarak/base/texts.h"
#include "jarak/ical/texts.h"

#include <libical/ical.h>
#include "jarak/ical/write.h"

static void add_copy(struct jk_buf *buf, const struct jk_ical_draft *draft)
{
    const struct jk_ical_times *times = &draft->times;
    enum jk_ical_form form = times->start.form;

    jk_ical_begin(buf, "VCALENDAR");
    jk_ical_line(buf, "VERSION", "2.0");
    jk_ical_line(buf, "PRODID", "-//jarakd//clean//EN");
    jk_ical_begin(buf, "VEVENT");
    jk_ical_line(buf, "UID", "1");
    jk_ical_time(buf, "DTSTAMP", draft->dtstamp_s, NULL);
    if (form == JK_FORM_DATE)
        jk_ical_date(buf, "DTSTART", jk_local_day(times->start.wall_s, 0));
    else
        jk_ical_wall(buf, "DTSTART", times->start.wall_s, form == JK_FORM_UTC);
    jk_buf_fmt(buf, "SEQUENCE:%u\r\n", draft->sequence);
    if (times->rule)
        jk_ical_value(buf, "RRULE", draft->props.rrule->value);
    jk_ical_end(buf, "VEVENT");
    jk_ical_end(buf, "VCALENDAR");
}

static bool same_start(struct icaltimetype read, const struct jk_ical_draft *draft)
{
    struct jk_civil own = jk_civil_from_utc(draft->times.start.wall_s, 0);

    return read.year == own.year && read.month == own.month && read.day == own.day &&
           (read.is_date != 0) == (draft->times.start.form == JK_FORM_DATE) &&
           (read.is_date ||
            (read.hour == own.hour && read.minute == own.minute && read.second == own.second));
}

static bool same_rule(icalcomponent *event, const struct jk_rule *own)
{
    static const icalrecurrencetype_frequency freqs[] = {
        [JK_FREQ_DAILY] = ICAL_DAILY_RECURRENCE,
        [JK_FREQ_WEEKLY] = ICAL_WEEKLY_RECURRENCE,
        [JK_FREQ_MONTHLY] = ICAL_MONTHLY_RECURRENCE,
        [JK_FREQ_YEARLY] = ICAL_YEARLY_RECURRENCE,
    };
    icalproperty *prop = icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY);
    struct icalrecurrencetype read;

    if (!prop || !own)
        return !prop && !own;
    read = icalproperty_get_rrule(prop);
    return read.freq == freqs[own->freq] && read.interval == own->interval &&
           read.count == own->count;
}

static bool agrees(icalcomponent *root, const struct jk_ical_draft *draft)
{
    icalcomponent *event = icalcomponent_get_first_component(root, ICAL_VEVENT_COMPONENT);
    icalproperty *start =
        event ? icalcomponent_get_first_property(event, ICAL_DTSTART_PROPERTY) : NULL;

    return icalcomponent_count_errors(root) == 0 && start &&
           same_start(icalproperty_get_dtstart(start), draft) &&
           same_rule(event, draft->times.rule);
}

enum jk_status jk_ical_clean_check(const struct jk_ical_draft *draft, struct jk_error *err)
{
    struct jk_buf buf = { 0 };
    icalcomponent *root = NULL;
    enum jk_status rc = JK_OK;

    add_copy(&buf, draft);
    jk_buf_char(&buf, '\0');
    if (jk_buf_ok(&buf))
        root = icalparser_parse_string(buf.at);
    if (!jk_buf_ok(&buf))
        rc = jk_fail(err, JK_MEMORY, JK_TEXT_NO_MEMORY, "VEVENT", NULL);
    else if (!root || !agrees(root, draft))
        rc = jk_fail_at(err, JK_INVALID, JK_TEXT_ICAL_SECOND_READER, draft->comp->line, "VEVENT",
                        NULL);
    if (root)
        icalcomponent_free(root);
    jk_buf_clear(&buf);
    return rc;
}
