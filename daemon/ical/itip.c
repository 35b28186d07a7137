/* Reading iTIP messages (RFC 5546): which UIDs, which act, and what CANCEL and REPLY say.
 *
 * A message is read in two steps, because the answer must name every UID whatever becomes of it:
 * jk_itip_read() groups the components by UID without judging them, then each kind of message reads
 * its own item. The version of a UID is the largest SEQUENCE and DTSTAMP of its components, since a
 * client raises only those of the component it changed. A CANCEL may have several components of one
 * UID if each names another date; a REPLY has one.
 *
 * A component without a UID that could be written again is skipped: there would be nothing to
 * answer about. */
#include "jarak/ical/itip.h"
#include "jarak/base/texts.h"
#include "jarak/ical/texts.h"
#include "jarak/model/texts.h"

#include <string.h>
#include "jarak/base/decimal.h"
#include "jarak/base/defend.h"
#include "jarak/ical/value.h"
#include "jarak/ical/when.h"
#include "jarak/model/notice.h"

static const char *const components[] = { "VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY" };

static const struct {
    const char *word;
    enum jk_itip_method method;
} methods[] = {
    { "REQUEST", JK_ITIP_REQUEST },
    { "CANCEL", JK_ITIP_CANCEL },
    { "REPLY", JK_ITIP_REPLY },
};

static const char *const partstats[] = {
    [JK_PARTSTAT_NEEDS_ACTION] = "NEEDS-ACTION",
    [JK_PARTSTAT_ACCEPTED] = "ACCEPTED",
    [JK_PARTSTAT_DECLINED] = "DECLINED",
    [JK_PARTSTAT_TENTATIVE] = "TENTATIVE",
};
_Static_assert(sizeof partstats / sizeof *partstats == JK_PARTSTAT_END, "every answer has a word");

const char *jk_partstat_word(enum jk_partstat partstat)
{
    JK_ASSERT((unsigned)partstat < JK_PARTSTAT_END);
    return partstats[partstat];
}

static enum jk_status no_memory(struct jk_error *err)
{
    return jk_fail(err, JK_MEMORY, JK_TEXT_NO_MEMORY, "", NULL);
}

static enum jk_status refuse(struct jk_error *err, const struct jk_ical_prop *prop,
                             const char *field, const struct jk_text *text)
{
    struct jk_span v = prop->value;

    return jk_fail_at(err, JK_INVALID, text, (struct jk_at){ prop->line, field }, "%.*s",
                      v.len < JK_ERROR_VALUE_MAX ? (int)v.len : JK_ERROR_VALUE_MAX, v.at);
}

static enum jk_status read_method(struct jk_arena *arena, const struct jk_ical_comp *calendar,
                                  struct jk_itip *out, struct jk_error *err)
{
    const struct jk_ical_prop *prop = jk_ical_find(calendar, "METHOD");

    out->word = "";
    out->method_line = prop ? prop->line : calendar->line;
    out->method = prop ? JK_ITIP_OTHER : JK_ITIP_NONE;
    for (size_t i = 0; prop && i < sizeof methods / sizeof *methods; i++) {
        if (jk_ical_is(jk_span_trim(prop->value), methods[i].word))
            out->method = methods[i].method;
    }
    if (prop)
        out->word = jk_arena_copy(arena, prop->value);
    return out->word ? JK_OK : no_memory(err);
}

static const char *component_of(const struct jk_ical_comp *comp)
{
    for (size_t i = 0; i < sizeof components / sizeof *components; i++) {
        if (jk_ical_is(comp->name, components[i]))
            return components[i];
    }
    return NULL;
}

/* Whose address it is, is read; how its parameters are written, is not our matter. */
static enum jk_status check_address(const struct jk_ical_prop *prop, const char *field,
                                    struct jk_error *err)
{
    struct jk_ical_prop value = *prop;

    value.loose = false;
    return jk_ical_strict(&value, JK_ICAL_LINE_MAX, field, err);
}

static bool has_part(struct jk_span rule, const char *name)
{
    struct jk_span part, key;

    while (jk_span_next(&rule, ';', &part)) {
        jk_span_cut(&part, '=', &key);
        if (jk_ical_is(key, name))
            return true;
    }
    return false;
}

static bool is_endless(const struct jk_ical_prop *rule)
{
    return rule && !has_part(rule->value, "COUNT") && !has_part(rule->value, "UNTIL");
}

static enum jk_status note_props(struct jk_arena *arena, const struct jk_ical_comp *comp,
                                 struct jk_itip_item *item, struct jk_error *err)
{
    const struct jk_ical_prop *rule = jk_ical_find(comp, "RRULE");
    const struct jk_ical_prop *sequence = jk_ical_find(comp, "SEQUENCE");
    const struct jk_ical_prop *organizer = jk_ical_find(comp, "ORGANIZER");
    uint64_t number;
    enum jk_status rc = organizer ? check_address(organizer, "ORGANIZER", err) : JK_OK;

    item->count++;
    if (rc == JK_OK && rule)
        rc = jk_ical_strict(rule, JK_ICAL_LINE_MAX, "RRULE", err);
    if (rc != JK_OK)
        return rc;
    if (sequence && jk_uint_parse(sequence->value, INT32_MAX, &number) && number > item->sequence)
        item->sequence = (uint32_t)number;
    if (!item->endless && is_endless(rule) && !(item->endless = jk_arena_copy(arena, rule->value)))
        return no_memory(err);
    if (!item->organizer && organizer &&
        !(item->organizer = jk_arena_copy(arena, organizer->value)))
        return no_memory(err);
    return JK_OK;
}

static struct jk_itip_item *item_of(struct jk_itip *out, const char *uid)
{
    for (size_t i = 0; i < out->count; i++) {
        if (strcmp(out->items[i].uid, uid) == 0)
            return &out->items[i];
    }
    return NULL;
}

/* Adds a component to the item of its UID. One without a UID that could be written again is
 * skipped. */
static enum jk_status add_component(struct jk_arena *arena, const struct jk_ical_comp *calendar,
                                    const struct jk_ical_comp *comp, struct jk_itip *out,
                                    struct jk_error *err)
{
    const struct jk_ical_prop *uid = jk_ical_find(comp, "UID");
    struct jk_itip_item *item;
    bool bad;
    char *text = NULL;

    if (uid && jk_ical_strict(uid, JK_ICAL_LINE_MAX, "UID", err) != JK_OK)
        return err ? err->status : JK_INVALID;
    text = uid ? jk_ical_text_unescape(arena, uid->value, &bad) : NULL;

    if (uid && !text && !bad)
        return no_memory(err);
    if (!text || text[0] == '\0' || strlen(text) > JK_UID_MAX || strpbrk(text, "\t\n"))
        return JK_OK;
    item = item_of(out, text);
    if (!item) {
        item = &out->items[out->count++];
        *item = (struct jk_itip_item){ .component = component_of(comp),
                                       .uid = text,
                                       .line = comp->line,
                                       .first = comp,
                                       .calendar = calendar };
    }
    return note_props(arena, comp, item, err);
}

/* Room is made for as many items as there are components: at most one UID each. */
enum jk_status jk_itip_read(struct jk_arena *arena, struct jk_span bytes, struct jk_itip *out,
                            struct jk_error *err)
{
    JK_ASSERT(arena != NULL && out != NULL);

    const struct jk_ical_comp *calendar, *comp;
    struct jk_itip read = { .method = JK_ITIP_NONE };
    size_t count = 0;
    enum jk_status rc = jk_ical_scan(arena, bytes, JK_ICAL_LINES_MAX, &calendar, err);

    if (rc != JK_OK)
        return rc;
    for (comp = calendar->children; comp; comp = comp->next)
        count += component_of(comp) != NULL;
    if (!(read.items = jk_arena_array(arena, count, sizeof *read.items)))
        return no_memory(err);
    rc = read_method(arena, calendar, &read, err);
    for (comp = calendar->children; comp && rc == JK_OK; comp = comp->next) {
        if (component_of(comp))
            rc = add_component(arena, calendar, comp, &read, err);
    }
    if (rc == JK_OK && read.count == 0)
        rc = jk_fail_at(err, JK_INVALID, JK_TEXT_ICAL_MISSING,
                        (struct jk_at){ calendar->line, "UID" }, NULL);
    if (rc == JK_OK)
        *out = read;
    return rc;
}

static enum jk_status check_sequence(const struct jk_ical_comp *comp, struct jk_error *err)
{
    const struct jk_ical_prop *sequence = jk_ical_find(comp, "SEQUENCE");
    uint64_t number;

    if (sequence && !jk_uint_parse(sequence->value, INT32_MAX, &number))
        return refuse(err, sequence, "SEQUENCE", JK_TEXT_ICAL_SEQUENCE);
    return JK_OK;
}

static enum jk_status refuse_twice(const struct jk_itip_item *item, struct jk_error *err)
{
    return jk_fail_at(err, JK_INVALID, JK_TEXT_ITIP_TWICE, (struct jk_at){ item->line, "UID" },
                      "%s", item->uid);
}

static enum jk_status read_version(const struct jk_ical_comp *comp, struct jk_itip_cancel *out,
                                   struct jk_error *err)
{
    const struct jk_ical_prop *dtstamp = jk_ical_find(comp, "DTSTAMP");
    struct jk_ical_stamp stamp;
    enum jk_status rc = check_sequence(comp, err);

    if (rc != JK_OK)
        return rc;
    if (!dtstamp)
        return jk_fail_at(err, JK_INVALID, JK_TEXT_ICAL_MISSING,
                          (struct jk_at){ comp->line, "DTSTAMP" }, NULL);
    if (!jk_ical_stamp_parse(dtstamp->value, &stamp) || !stamp.is_utc)
        return refuse(err, dtstamp, "DTSTAMP", JK_TEXT_ICAL_UTC);
    if (stamp.wall_s > out->dtstamp_s)
        out->dtstamp_s = stamp.wall_s;
    return JK_OK;
}

/* Reads the date a component is about, if it is about one. */
static enum jk_status read_date(const struct jk_ical_comp *comp,
                                const struct jk_ical_context *context, int64_t *dates,
                                struct jk_itip_cancel *out, struct jk_error *err)
{
    const struct jk_ical_prop *id = jk_ical_find(comp, "RECURRENCE-ID");
    struct jk_ical_moment moment;
    enum jk_status rc;

    if (!id)
        return JK_OK;
    if ((rc = jk_ical_strict(id, JK_ICAL_LINE_MAX, "RECURRENCE-ID", err)) != JK_OK)
        return rc;
    if (jk_ical_param(id, "RANGE").at)
        return refuse(err, id, "RECURRENCE-ID", JK_TEXT_ICAL_RANGE);
    rc = jk_ical_moment_read(id, id->value, context, &moment, err);
    if (rc != JK_OK)
        return rc;
    for (size_t i = 0; i < out->date_count; i++) {
        if (dates[i] == moment.utc_s)
            return refuse(err, id, "RECURRENCE-ID", JK_TEXT_ICAL_OVERRIDE_TWICE);
    }
    dates[out->date_count++] = moment.utc_s;
    return JK_OK;
}

enum jk_status jk_itip_cancel_read(struct jk_arena *arena, const struct jk_itip_item *item,
                                   const struct jk_tz *tz, struct jk_itip_cancel *out,
                                   struct jk_error *err)
{
    JK_ASSERT(item->first != NULL && item->count > 0);
    JK_ASSERT(tz != NULL && out != NULL);

    const struct jk_ical_context context = { .floating = tz, .calendar = item->calendar };
    const struct jk_span uid = jk_ical_find(item->first, "UID")->value;
    int64_t *dates = jk_arena_array(arena, item->count, sizeof *dates);
    enum jk_status rc = dates ? JK_OK : no_memory(err);
    size_t count = 0;

    if (item->count > JK_INSTANCES_MAX) /* no notice has so many dates */
        return jk_fail_at(err, JK_TOO_MANY, JK_TEXT_ICAL_INSTANCES,
                          (struct jk_at){ item->line, "UID" }, "%s", item->uid);
    *out = (struct jk_itip_cancel){ .sequence = item->sequence, .dates = dates };
    for (const struct jk_ical_comp *comp = item->first; comp && rc == JK_OK; comp = comp->next) {
        const struct jk_ical_prop *own = jk_ical_find(comp, "UID");

        if (!component_of(comp) || !own || !jk_span_eq(own->value, uid))
            continue;
        count++;
        rc = read_version(comp, out, err);
        if (rc == JK_OK)
            rc = read_date(comp, &context, dates, out, err);
    }
    if (rc == JK_OK && item->count > 1 && (count < item->count || out->date_count < count))
        rc = refuse_twice(item, err);
    return rc;
}

static size_t count_of(const struct jk_ical_comp *comp, const char *name)
{
    size_t count = 0;

    for (const struct jk_ical_prop *prop = comp->props; prop; prop = prop->next)
        count += jk_ical_is(prop->name, name);
    return count;
}

/* Reads PARTSTAT. RFC 5545 3.2.12 takes an absent one as NEEDS-ACTION; a REPLY without an answer is
 * refused. */
static enum jk_status read_partstat(const struct jk_ical_prop *attendee, enum jk_partstat *out,
                                    struct jk_error *err)
{
    struct jk_span word = jk_ical_param(attendee, "PARTSTAT");

    for (int i = 0; i < JK_PARTSTAT_END; i++) {
        if (word.at && jk_ical_is(word, partstats[i])) {
            *out = (enum jk_partstat)i;
            return JK_OK;
        }
    }
    return jk_fail_at(err, JK_INVALID, JK_TEXT_ITIP_PARTSTAT,
                      (struct jk_at){ attendee->line, "PARTSTAT" }, "%.*s",
                      word.len < JK_ERROR_VALUE_MAX ? (int)word.len : JK_ERROR_VALUE_MAX,
                      word.at ? word.at : "");
}

/* Joins the COMMENT lines of a component. The body's limit bounds them all, so their sum needs
 * none. */
static enum jk_status read_comment(struct jk_arena *arena, const struct jk_ical_comp *comp,
                                   const char **out, struct jk_error *err)
{
    struct jk_buf text = { 0 };
    enum jk_status rc = JK_OK;
    bool bad;

    for (const struct jk_ical_prop *prop = comp->props; prop && rc == JK_OK; prop = prop->next) {
        const char *line = NULL;

        if (!jk_ical_is(prop->name, "COMMENT"))
            continue;
        if ((rc = jk_ical_strict(prop, JK_ICAL_LINE_MAX, "COMMENT", err)) != JK_OK)
            break;
        line = jk_ical_text_unescape(arena, prop->value, &bad);
        if (!line)
            rc = bad ? refuse(err, prop, "COMMENT", JK_TEXT_ICAL_ESCAPE) : no_memory(err);
        if (text.len)
            jk_buf_char(&text, '\n');
        jk_buf_str(&text, line);
    }
    *out = jk_buf_ok(&text) ? jk_arena_copy(arena, jk_buf_view(&text)) : NULL;
    jk_buf_clear(&text);
    return rc == JK_OK && !*out ? no_memory(err) : rc;
}

/* An answer is one agency's: one ATTENDEE, with its PARTSTAT, and the SEQUENCE it answers to,
 * without which an old answer could not be told from a new one. */
enum jk_status jk_itip_reply_read(struct jk_arena *arena, const struct jk_itip_item *item,
                                  struct jk_itip_reply *out, struct jk_error *err)
{
    JK_ASSERT(item->first != NULL && item->count > 0);
    JK_ASSERT(out != NULL);

    const struct jk_ical_prop *attendee = jk_ical_find(item->first, "ATTENDEE");
    size_t attendees = count_of(item->first, "ATTENDEE");
    enum jk_status rc =
        item->count > 1 ? refuse_twice(item, err) : check_sequence(item->first, err);

    *out = (struct jk_itip_reply){ .sequence = item->sequence, .line = item->line };
    if (rc != JK_OK)
        return rc;
    if (attendees != 1)
        return jk_fail_at(err, JK_INVALID, JK_TEXT_ITIP_ATTENDEE,
                          (struct jk_at){ attendee ? attendee->line : item->line, "ATTENDEE" },
                          "%zu", attendees);
    out->line = attendee->line;
    if ((rc = check_address(attendee, "ATTENDEE", err)) != JK_OK)
        return rc;
    if (!(out->attendee = jk_arena_copy(arena, attendee->value)))
        return no_memory(err);
    if ((rc = read_partstat(attendee, &out->partstat, err)) != JK_OK)
        return rc;
    if (!jk_ical_find(item->first, "SEQUENCE"))
        return jk_fail_at(err, JK_INVALID, JK_TEXT_ICAL_MISSING,
                          (struct jk_at){ item->line, "SEQUENCE" }, NULL);
    return read_comment(arena, item->first, &out->comment, err);
}
