/* A report, a task or a drop as iCalendar: one table of properties, read and checked in the manner
 * of vjournal.c, and the writer beside it, so that a property added to one is missed in the other
 * by the test that reads what was written. */
#include "jarak/ical/matter.h"
#include "jarak/base/texts.h"
#include "jarak/ical/texts.h"
#include "jarak/model/texts.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "jarak/base/decimal.h"
#include "jarak/base/defend.h"
#include "jarak/ical/value.h"
#include "jarak/ical/when.h"
#include "jarak/ical/write.h"

#define DROP_CATEGORY "KIRIMAN"

struct reader {
    struct jk_arena *arena;
    const struct jk_ical_context *context;
    struct jk_ical_matter *matter;
    bool has_percent;
    struct jk_error *err;
};

static enum jk_status refuse(const struct reader *r, const struct jk_ical_prop *prop,
                             const char *field, const struct jk_text *text)
{
    struct jk_span v = prop->value;

    return jk_fail_at(r->err, JK_INVALID, text, (struct jk_at){ prop->line, field }, "%.*s",
                      v.len < JK_ERROR_VALUE_MAX ? (int)v.len : JK_ERROR_VALUE_MAX, v.at);
}

static enum jk_status read_text(const struct reader *r, const struct jk_ical_prop *prop,
                                const char *field, const char **out)
{
    bool bad;

    *out = jk_ical_text_unescape(r->arena, prop->value, &bad);
    if (*out)
        return JK_OK;
    return bad ? refuse(r, prop, field, JK_TEXT_ICAL_ESCAPE) : jk_no_memory(r->err);
}

#define TEXT_OF(name, field, member)                                                     \
    static enum jk_status name##_read(struct reader *r, const struct jk_ical_prop *prop) \
    {                                                                                    \
        return read_text(r, prop, field, &r->matter->said.member);                       \
    }
TEXT_OF(uid, "UID", uid)
TEXT_OF(title, "SUMMARY", title)
TEXT_OF(text, "DESCRIPTION", text)
TEXT_OF(place, "LOCATION", place)
TEXT_OF(about, "RELATED-TO", about)
TEXT_OF(region, "X-JARAK-REGION", region)
TEXT_OF(agency, "X-JARAK-AGENCY", agency)
TEXT_OF(from, "X-JARAK-FROM", drop.from)
TEXT_OF(carrier, "X-JARAK-CARRIER", drop.carrier)
TEXT_OF(by, "X-JARAK-RECEIVED-BY", drop.by)

/* Clients add categories of their own; one must be ours. */
static enum jk_topic topic_in(struct jk_span categories)
{
    enum jk_topic topic = JK_TOPIC_END;
    struct jk_span part;

    while (topic == JK_TOPIC_END && jk_ical_text_cut(&categories, &part))
        topic = jk_topic_of(jk_span_trim(part));
    return topic;
}

static enum jk_status topic_read(struct reader *r, const struct jk_ical_prop *prop)
{
    r->matter->said.topic = topic_in(prop->value);
    return JK_OK;
}

/* A VTODO of this category is a drop, whatever others a client adds. */
static bool is_drop(const struct jk_ical_comp *comp)
{
    const struct jk_ical_prop *categories = jk_ical_find(comp, "CATEGORIES");
    struct jk_span rest = categories ? categories->value : JK_SPAN(""), part;

    while (categories && jk_ical_text_cut(&rest, &part)) {
        if (jk_ical_is(jk_span_trim(part), DROP_CATEGORY))
            return true;
    }
    return false;
}

/* Asked before anything else: a VJOURNAL of no topic may be one of vjournal.c. */
static bool has_topic(const struct jk_ical_comp *comp)
{
    const struct jk_ical_prop *categories = jk_ical_find(comp, "CATEGORIES");

    return categories && topic_in(categories->value) != JK_TOPIC_END;
}

static enum jk_status read_time(struct reader *r, const struct jk_ical_prop *prop, int64_t *out)
{
    struct jk_ical_moment moment;
    enum jk_status rc = jk_ical_moment_read(prop, prop->value, r->context, &moment, r->err);

    if (rc == JK_OK)
        *out = moment.utc_s;
    return rc;
}

/* Of a report when it was seen, of a drop when it has to leave. */
static enum jk_status start_read(struct reader *r, const struct jk_ical_prop *prop)
{
    struct jk_matter_said *said = &r->matter->said;

    return read_time(r, prop, said->kind == JK_MATTER_DROP ? &said->drop.leave_s : &said->at_s);
}

static enum jk_status left_read(struct reader *r, const struct jk_ical_prop *prop)
{
    return read_time(r, prop, &r->matter->said.drop.left_s);
}

static enum jk_status got_read(struct reader *r, const struct jk_ical_prop *prop)
{
    return read_time(r, prop, &r->matter->said.drop.got_s);
}

static enum jk_status stage_read(struct reader *r, const struct jk_ical_prop *prop)
{
    r->matter->said.drop.stage = jk_drop_stage_of(jk_span_trim(prop->value));
    r->matter->has_plan = true;
    return r->matter->said.drop.stage == JK_DROP_STAGES
               ? refuse(r, prop, "X-JARAK-STAGE", JK_TEXT_DROP_STAGE)
               : JK_OK;
}

static enum jk_status mode_read(struct reader *r, const struct jk_ical_prop *prop)
{
    return jk_drop_mode_of(jk_span_trim(prop->value), &r->matter->said.drop.mode)
               ? JK_OK
               : refuse(r, prop, "X-JARAK-MODE", JK_TEXT_DROP_MODE);
}

static enum jk_status condition_read(struct reader *r, const struct jk_ical_prop *prop)
{
    r->matter->said.drop.condition = jk_drop_condition_of(jk_span_trim(prop->value));
    return r->matter->said.drop.condition == JK_DROP_CONDITIONS
               ? refuse(r, prop, "X-JARAK-CONDITION", JK_TEXT_DROP_CONDITION)
               : JK_OK;
}

static enum jk_status items_read(struct reader *r, const struct jk_ical_prop *prop)
{
    uint64_t items;

    if (!jk_uint_parse(prop->value, JK_DROP_ITEMS_MAX, &items))
        return refuse(r, prop, "X-JARAK-ITEMS", JK_TEXT_DROP_ITEMS);
    r->matter->said.drop.items = (uint32_t)items;
    return JK_OK;
}

/* A day has until its last second. */
static enum jk_status due_read(struct reader *r, const struct jk_ical_prop *prop)
{
    struct jk_ical_moment moment;
    enum jk_status rc = jk_ical_moment_read(prop, prop->value, r->context, &moment, r->err);

    if (rc == JK_OK)
        r->matter->said.due_s = moment.utc_s + (moment.form == JK_FORM_DATE ? JK_DAY_S - 1 : 0);
    return rc;
}

static enum jk_status percent_read(struct reader *r, const struct jk_ical_prop *prop)
{
    uint64_t percent;

    if (!jk_uint_parse(prop->value, 100, &percent))
        return refuse(r, prop, "PERCENT-COMPLETE", JK_TEXT_MATTER_PERCENT);
    r->matter->said.percent = (uint32_t)percent;
    r->has_percent = true;
    return JK_OK;
}

/* Those of RFC 5545 3.8.1.11. */
static const struct {
    const char *word;
    enum jk_matter_state state;
} stands[] = {
    { "NEEDS-ACTION", JK_MATTER_OPEN },
    { "IN-PROCESS", JK_MATTER_BEGUN },
    { "COMPLETED", JK_MATTER_DONE },
    { "CANCELLED", JK_MATTER_CANCELLED },
};
#define STANDS (sizeof stands / sizeof *stands)

static enum jk_status status_read(struct reader *r, const struct jk_ical_prop *prop)
{
    for (size_t i = 0; i < STANDS; i++) {
        if (jk_ical_is(prop->value, stands[i].word)) {
            r->matter->state = stands[i].state;
            r->matter->has_state = true;
            return JK_OK;
        }
    }
    return refuse(r, prop, "STATUS", JK_TEXT_PACK_WORD);
}

static enum jk_status geo_read(struct reader *r, const struct jk_ical_prop *prop)
{
    enum jk_status rc = jk_point_parse(prop->value, &r->matter->said.point, r->err);

    if (rc != JK_OK && r->err)
        r->err->line = prop->line;
    r->matter->said.has_point = rc == JK_OK;
    return rc;
}

enum wanted { NEVER, MAY, MUST };

/* A property; in a component where it is never wanted it is passed over. */
static const struct row {
    const char *name;
    enum wanted in[JK_MATTER_KINDS];
    enum jk_status (*read)(struct reader *r, const struct jk_ical_prop *prop); /* null: be there */
} rows[] = {
    { "UID", { MUST, MUST, MUST }, uid_read },
    { "DTSTAMP", { MUST, MUST, MUST }, NULL },
    { "SUMMARY", { MUST, MUST, MUST }, title_read },
    { "DESCRIPTION", { MAY, MAY, MAY }, text_read },
    { "LOCATION", { MAY, MAY, MAY }, place_read },
    { "GEO", { MAY, MAY, MAY }, geo_read },
    { "RELATED-TO", { MAY, MAY, MAY }, about_read },
    { "X-JARAK-REGION", { MAY, MAY, MAY }, region_read },
    { "CATEGORIES", { MUST, NEVER, NEVER }, topic_read },
    { "DTSTART", { MAY, NEVER, MAY }, start_read },
    { "DUE", { NEVER, MUST, MUST }, due_read },
    { "PERCENT-COMPLETE", { NEVER, MAY, MAY }, percent_read },
    { "STATUS", { NEVER, MAY, MAY }, status_read },
    { "X-JARAK-AGENCY", { NEVER, MAY, MAY }, agency_read },
    { "X-JARAK-STAGE", { NEVER, NEVER, MAY }, stage_read },
    { "X-JARAK-MODE", { NEVER, NEVER, MAY }, mode_read },
    { "X-JARAK-FROM", { NEVER, NEVER, MAY }, from_read },
    { "X-JARAK-CARRIER", { NEVER, NEVER, MAY }, carrier_read },
    { "X-JARAK-ITEMS", { NEVER, NEVER, MAY }, items_read },
    { "X-JARAK-LEFT", { NEVER, NEVER, MAY }, left_read },
    { "COMPLETED", { NEVER, NEVER, MAY }, got_read },
    { "X-JARAK-RECEIVED-BY", { NEVER, NEVER, MAY }, by_read },
    { "X-JARAK-CONDITION", { NEVER, NEVER, MAY }, condition_read },
};
#define ROWS (sizeof rows / sizeof *rows)

static size_t row_of(const struct jk_ical_prop *prop, enum jk_matter_kind kind)
{
    size_t i = 0;

    while (i < ROWS && (rows[i].in[kind] == NEVER || !jk_ical_is(prop->name, rows[i].name)))
        i++;
    return i;
}

static enum jk_status read_props(struct reader *r, const struct jk_ical_comp *comp)
{
    enum jk_matter_kind kind = r->matter->said.kind;
    unsigned seen = 0;
    enum jk_status rc;

    for (const struct jk_ical_prop *prop = comp->props; prop; prop = prop->next) {
        size_t i = row_of(prop, kind);

        if (i == ROWS)
            continue;
        if (seen & 1U << i)
            return refuse(r, prop, rows[i].name, JK_TEXT_ICAL_ONCE);
        seen |= 1U << i;
        if (rows[i].read &&
            ((rc = jk_ical_strict(prop, JK_ICAL_LINE_MAX, rows[i].name, r->err)) != JK_OK ||
             (rc = rows[i].read(r, prop)) != JK_OK))
            return rc;
    }
    for (size_t i = 0; i < ROWS; i++) {
        if (rows[i].in[kind] == MUST && !(seen & 1U << i))
            return jk_fail_at(r->err, JK_INVALID, JK_TEXT_ICAL_MISSING,
                              (struct jk_at){ comp->line, rows[i].name }, NULL);
    }
    return JK_OK;
}

/* Clients say by STATUS, by PERCENT-COMPLETE or by both how far a task is; the word counts. */
static void settle_state(struct reader *r)
{
    struct jk_ical_matter *m = r->matter;

    if (!m->has_state && r->has_percent) {
        m->state = m->said.percent == 100 ? JK_MATTER_DONE
                   : m->said.percent      ? JK_MATTER_BEGUN
                                          : JK_MATTER_OPEN;
        m->has_state = true;
    }
    if (m->has_state && m->state == JK_MATTER_DONE)
        m->said.percent = 100;
    else if (m->has_state && m->state == JK_MATTER_OPEN)
        m->said.percent = 0;
    else if (m->has_state && m->state == JK_MATTER_BEGUN && m->said.percent == 100)
        m->said.percent = 99; /* it is not done yet */
}

/* The only VJOURNAL or VTODO; null when there is none, or more. */
static const struct jk_ical_comp *find_matter(const struct jk_ical_comp *calendar,
                                              enum jk_matter_kind *kind)
{
    const struct jk_ical_comp *found = NULL;

    for (const struct jk_ical_comp *comp = calendar->children; comp; comp = comp->next) {
        bool task = jk_ical_is(comp->name, "VTODO");

        if (!task && !jk_ical_is(comp->name, "VJOURNAL"))
            continue;
        if (found)
            return NULL;
        found = comp;
        *kind = task ? is_drop(comp) ? JK_MATTER_DROP : JK_MATTER_TASK : JK_MATTER_REPORT;
    }
    return found;
}

enum jk_status jk_ical_matter_read(struct jk_arena *arena, struct jk_span bytes,
                                   const struct jk_ical_context *context,
                                   struct jk_ical_matter *out, struct jk_error *err)
{
    JK_ASSERT(context != NULL && out != NULL);

    struct jk_ical_matter matter = { .said = jk_matter_unsaid(JK_MATTER_REPORT) };
    struct jk_ical_context own = *context;
    struct reader r = { arena, &own, &matter, false, err };
    const struct jk_ical_comp *calendar, *comp = NULL;
    enum jk_status rc = jk_ical_scan(arena, bytes, JK_ICAL_LINES_MAX, &calendar, err);

    if (rc != JK_OK)
        return rc;
    own.calendar = calendar;
    if (jk_ical_is(calendar->name, "VCALENDAR"))
        comp = find_matter(calendar, &matter.said.kind);
    if (!comp)
        return jk_fail_at(err, JK_INVALID, JK_TEXT_MATTER_COMPONENT,
                          (struct jk_at){ calendar->line, "VJOURNAL" }, NULL);
    if (matter.said.kind == JK_MATTER_REPORT && !has_topic(comp))
        return jk_fail_at(err, JK_INVALID, JK_TEXT_MATTER_TOPIC,
                          (struct jk_at){ comp->line, "CATEGORIES" }, NULL);
    rc = read_props(&r, comp);
    if (rc != JK_OK)
        return rc;
    settle_state(&r);
    *out = matter;
    return JK_OK;
}

static void write_text(struct jk_buf *out, const char *name, const char *text)
{
    if (text[0])
        jk_ical_text(out, name, text);
}

static void write_number(struct jk_buf *out, const char *name, uint32_t number)
{
    char digits[16];

    snprintf(digits, sizeof digits, "%" PRIu32, number);
    jk_ical_line(out, name, digits);
}

static void write_point(struct jk_buf *out, struct jk_point point)
{
    struct jk_buf value = { 0 };

    jk_decimal_add(&value, point.lat_deg, 6, '.'); /* a tenth of a metre */
    jk_buf_char(&value, ';');
    jk_decimal_add(&value, point.lon_deg, 6, '.');
    jk_ical_value(out, "GEO", jk_buf_view(&value));
    out->failed = out->failed || !jk_buf_ok(&value);
    jk_buf_clear(&value);
}

/* RFC 5545 knows three words for a VJOURNAL. One that nobody has verified is a draft of what is
 * known. */
static const char *status_of(enum jk_matter_state state)
{
    for (size_t i = 0; i < STANDS; i++) {
        if (stands[i].state == state)
            return stands[i].word;
    }
    return state == JK_MATTER_VERIFIED     ? "FINAL"
           : state == JK_MATTER_UNVERIFIED ? "DRAFT"
                                           : "CANCELLED";
}

static void write_time(struct jk_buf *out, const char *name, int64_t time_s)
{
    if (time_s)
        jk_ical_time(out, name, time_s, NULL);
}

/* The words of its lines are those of the tables and forms, which people read in their calendars.
 */
static void write_drop(struct jk_buf *out, const struct jk_drop *drop)
{
    static const char *const stages[] = { "KECAMATAN", "DESA", "TPS" };
    static const char *const conditions[] = { "", "BAIK", "KURANG", "RUSAK" };

    jk_ical_line(out, "CATEGORIES", DROP_CATEGORY);
    write_time(out, "DTSTART", drop->leave_s);
    jk_ical_line(out, "X-JARAK-STAGE", stages[drop->stage]);
    jk_ical_line(out, "X-JARAK-MODE", drop->mode == JK_MODE_SEA ? "SEA" : "LAND");
    write_text(out, "X-JARAK-FROM", drop->from);
    write_text(out, "X-JARAK-CARRIER", drop->carrier);
    if (drop->items)
        write_number(out, "X-JARAK-ITEMS", drop->items);
    write_time(out, "X-JARAK-LEFT", drop->left_s);
    write_time(out, "COMPLETED", drop->got_s);
    write_text(out, "X-JARAK-RECEIVED-BY", drop->by);
    write_text(out, "X-JARAK-CONDITION", conditions[drop->condition]);
}

static void write_task(struct jk_buf *out, const struct jk_matter_said *said,
                       const struct jk_ical_matter_stand *stand)
{
    jk_ical_time(out, "DUE", said->due_s, NULL);
    write_number(out, "PERCENT-COMPLETE", said->percent);
    if (said->kind == JK_MATTER_DROP)
        write_drop(out, &said->drop);
    else if (stand->state == JK_MATTER_DONE)
        jk_ical_time(out, "COMPLETED", stand->changed_s, NULL);
    write_text(out, "X-JARAK-AGENCY", said->agency);
}

void jk_ical_matter_write(struct jk_buf *out, const struct jk_matter_said *said,
                          const struct jk_ical_matter_stand *stand)
{
    JK_ASSERT(said != NULL && stand != NULL);

    const char *name = said->kind == JK_MATTER_REPORT ? "VJOURNAL" : "VTODO";

    jk_ical_begin(out, "VCALENDAR");
    jk_ical_line(out, "VERSION", "2.0");
    jk_ical_line(out, "PRODID", "-//jarakd//matters//ID");
    jk_ical_begin(out, name);
    jk_ical_text(out, "UID", said->uid);
    write_number(out, "SEQUENCE", stand->revision > 0 ? stand->revision - 1 : 0);
    jk_ical_time(out, "DTSTAMP", stand->changed_s, NULL);
    jk_ical_time(out, "CREATED", stand->created_s, NULL);
    jk_ical_time(out, "LAST-MODIFIED", stand->changed_s, NULL);
    jk_ical_text(out, "SUMMARY", said->title);
    jk_ical_line(out, "STATUS", status_of(stand->state));
    if (said->kind != JK_MATTER_REPORT) {
        write_task(out, said, stand);
    } else {
        jk_ical_line(out, "CATEGORIES", jk_topic_category(said->topic));
        jk_ical_time(out, "DTSTART", said->at_s, NULL);
    }
    write_text(out, "LOCATION", said->place);
    if (said->has_point)
        write_point(out, said->point);
    write_text(out, "DESCRIPTION", said->text);
    write_text(out, "RELATED-TO", said->about);
    write_text(out, "X-JARAK-REGION", said->region);
    jk_ical_end(out, name);
    jk_ical_end(out, "VCALENDAR");
}
