/* The table of properties we read, and the checks that need a whole VEVENT.
 *
 * A row gives name, how often, reader, where its value goes and its range; read_props() keeps one
 * bit a row to catch a second one. Unknown properties are ignored and stay in the bytes. Times,
 * rule and geometry are only remembered here: the geometry of a route must be checked against
 * DTSTART and DTEND, which may stand behind it.
 *
 * A notice needs little (SPEC 3: paslon, kind, date, start, place), since a clerk must be able to
 * save what a letter says; what no longer happens needs no place. */
#include "jarak/ical/profile.h"
#include "jarak/base/texts.h"
#include "jarak/ical/texts.h"
#include "jarak/model/texts.h"

#include <string.h>
#include "jarak/base/decimal.h"
#include "jarak/base/defend.h"
#include "jarak/ical/geometry.h"
#include "jarak/ical/lacks.h"

/* One VEVENT while it is read. */
struct reader {
    struct jk_arena *arena;
    const struct jk_ical_context *context;
    struct jk_ical_draft *draft;
    struct jk_error *err;
};

struct row;
typedef enum jk_status read_fn(struct reader *r, const struct row *row,
                               const struct jk_ical_prop *prop);

/* One property we know. */
struct row {
    const char *name;
    bool many; /* may stand more than once */
    read_fn *read;
    size_t at;                  /* where in struct jk_facts or struct jk_ical_time_props */
    double min, max;            /* of a number */
    unsigned fraction;          /* its digits after the point */
    const struct jk_text *text; /* what would do */
};

/* People know the value and not how iCalendar escapes it; where the escape is the fault it stays.
 */
static enum jk_status refuse(const struct reader *r, const struct row *row,
                             const struct jk_ical_prop *prop, enum jk_status status,
                             const struct jk_text *text)
{
    struct jk_span v = prop->value;
    char shown[JK_ERROR_VALUE_MAX];
    size_t len = 0;

    for (size_t i = 0; i < v.len && len < sizeof shown; i++) {
        bool escaped = v.at[i] == '\\' && i + 1 < v.len && text != JK_TEXT_ICAL_ESCAPE;

        i += escaped;
        shown[len++] = escaped && (v.at[i] == 'n' || v.at[i] == 'N') ? ' ' : v.at[i];
    }
    return jk_fail_at(r->err, status, text, (struct jk_at){ prop->line, row->name }, "%.*s",
                      (int)len, shown);
}

/* Adds line and field to a fault: the readers of model know neither the line nor, some of them, our
 * name of the property. */
static enum jk_status locate(const struct reader *r, const struct row *row,
                             const struct jk_ical_prop *prop, enum jk_status rc)
{
    if (rc != JK_OK && r->err) {
        r->err->line = prop->line;
        strncpy(r->err->field, row->name, sizeof r->err->field - 1);
    }
    return rc;
}

/* Of what is no text blanks at the ends say nothing. */
static struct jk_span value_of(const struct jk_ical_prop *prop)
{
    return jk_span_trim(prop->value);
}

static enum jk_status read_text(struct reader *r, const struct row *row,
                                const struct jk_ical_prop *prop, const char **out)
{
    bool bad;

    *out = jk_ical_text_unescape(r->arena, prop->value, &bad);
    if (*out)
        return JK_OK;
    return bad ? refuse(r, row, prop, JK_INVALID, JK_TEXT_ICAL_ESCAPE)
               : refuse(r, row, prop, JK_MEMORY, JK_TEXT_NO_MEMORY);
}

static void *fact_at(const struct reader *r, const struct row *row)
{
    return (char *)&r->draft->facts + row->at;
}

static enum jk_status text_fact(struct reader *r, const struct row *row,
                                const struct jk_ical_prop *prop)
{
    return read_text(r, row, prop, fact_at(r, row));
}

/* A name by which something else is found: one line of text that is not empty. */
static enum jk_status duty_text(struct reader *r, const struct row *row,
                                const struct jk_ical_prop *prop)
{
    const char *text;
    enum jk_status rc = read_text(r, row, prop, &text);

    if (rc != JK_OK)
        return rc;
    if (text[0] == '\0' || (double)strlen(text) > row->max || strpbrk(text, "\t\n"))
        return refuse(r, row, prop, JK_INVALID, JK_TEXT_ICAL_DUTY_NAME);
    *(const char **)fact_at(r, row) = text;
    return JK_OK;
}

static enum jk_status number_fact(struct reader *r, const struct row *row,
                                  const struct jk_ical_prop *prop)
{
    double value;

    if (!jk_decimal_parse(value_of(prop), row->fraction, &value))
        return refuse(r, row, prop, JK_INVALID, row->text);
    if (!(value >= row->min && value <= row->max))
        return refuse(r, row, prop, JK_RANGE, row->text);
    *(double *)fact_at(r, row) = value;
    return JK_OK;
}

static enum jk_status buffer_fact(struct reader *r, const struct row *row,
                                  const struct jk_ical_prop *prop)
{
    int64_t seconds;

    if (!jk_ical_duration_parse(value_of(prop), &seconds))
        return refuse(r, row, prop, JK_INVALID, row->text);
    if (seconds < 0 || (double)seconds > row->max)
        return refuse(r, row, prop, JK_RANGE, row->text);
    *(double *)fact_at(r, row) = (double)seconds;
    return JK_OK;
}

static enum jk_status keep_time(struct reader *r, const struct row *row,
                                const struct jk_ical_prop *prop)
{
    const struct jk_ical_prop **at =
        (const struct jk_ical_prop **)(void *)((char *)&r->draft->props + row->at);

    *at = prop;
    return JK_OK;
}

static enum jk_status uid_read(struct reader *r, const struct row *row,
                               const struct jk_ical_prop *prop)
{
    enum jk_status rc = read_text(r, row, prop, &r->draft->uid);

    if (rc != JK_OK)
        return rc;
    if (r->draft->uid[0] == '\0' || strlen(r->draft->uid) > JK_UID_MAX ||
        strpbrk(r->draft->uid, "\t\n"))
        return refuse(r, row, prop, JK_INVALID, JK_TEXT_ICAL_UID);
    return JK_OK;
}

static enum jk_status sequence_read(struct reader *r, const struct row *row,
                                    const struct jk_ical_prop *prop)
{
    uint64_t value;

    if (!jk_uint_parse(value_of(prop), INT32_MAX, &value))
        return refuse(r, row, prop, JK_RANGE, JK_TEXT_ICAL_SEQUENCE);
    r->draft->sequence = (uint32_t)value;
    return JK_OK;
}

static enum jk_status dtstamp_read(struct reader *r, const struct row *row,
                                   const struct jk_ical_prop *prop)
{
    struct jk_ical_stamp stamp;

    if (!jk_ical_stamp_parse(value_of(prop), &stamp) || !stamp.is_utc)
        return refuse(r, row, prop, JK_INVALID, JK_TEXT_ICAL_UTC);
    r->draft->dtstamp_s = stamp.wall_s;
    return JK_OK;
}

/* Clients add categories of their own ("Blue"); exactly one must be ours. */
static enum jk_status categories_read(struct reader *r, const struct row *row,
                                      const struct jk_ical_prop *prop)
{
    struct jk_span rest = prop->value, part;
    enum jk_kind kind;

    while (jk_ical_text_cut(&rest, &part)) {
        if (jk_kind_parse(jk_span_trim(part), &kind, NULL) != JK_OK)
            continue;
        if (r->draft->has_kind && kind != r->draft->facts.kind)
            return refuse(r, row, prop, JK_INVALID, JK_TEXT_ICAL_KIND_TWICE);
        r->draft->facts.kind = kind;
        r->draft->has_kind = true;
    }
    return JK_OK;
}

static enum jk_status leg_read(struct reader *r, const struct row *row,
                               const struct jk_ical_prop *prop)
{
    return locate(r, row, prop, jk_leg_parse(value_of(prop), &r->draft->facts.leg, r->err));
}

static enum jk_status mode_read(struct reader *r, const struct row *row,
                                const struct jk_ical_prop *prop)
{
    if (!jk_ical_is(value_of(prop), "LAND") && !jk_ical_is(value_of(prop), "SEA"))
        return refuse(r, row, prop, JK_INVALID, JK_TEXT_ICAL_MODE);
    r->draft->facts.mode = jk_ical_is(value_of(prop), "SEA") ? JK_MODE_SEA : JK_MODE_LAND;
    return JK_OK;
}

static size_t skip(struct jk_span id, size_t i, const char *set)
{
    while (i < id.len && strchr(set, id.at[i]) && id.at[i])
        i++;
    return i;
}

/* "pilbup-64.08", a re-vote "pilbup-64.08-psu1", of the nation "pilpres". */
static bool contest_is_sound(struct jk_span id)
{
    static const char psu[] = "-psu";
    size_t i = skip(id, 0, "abcdefghijklmnopqrstuvwxyz"), from = i;

    if (i == 0 || id.len >= JK_CONTEST_ID_MAX)
        return false;
    if (i == id.len)
        return true;
    if (id.at[i++] != '-' || (i = skip(id, i, "0123456789.")) == from + 1)
        return false;
    if (i < id.len && id.len - i > sizeof psu - 1 && memcmp(id.at + i, psu, sizeof psu - 1) == 0) {
        from = i + sizeof psu - 1;
        i = skip(id, from, "0123456789");
        return i > from && i == id.len;
    }
    return i == id.len;
}

static enum jk_status contest_read(struct reader *r, const struct row *row,
                                   const struct jk_ical_prop *prop)
{
    struct jk_span id = value_of(prop);

    if (!contest_is_sound(id))
        return refuse(r, row, prop, JK_INVALID, JK_TEXT_ICAL_CONTEST);
    memcpy(r->draft->facts.party.contest, id.at, id.len);
    return JK_OK;
}

static enum jk_status paslon_read(struct reader *r, const struct row *row,
                                  const struct jk_ical_prop *prop)
{
    return locate(r, row, prop, jk_party_parse_paslon(prop->value, &r->draft->facts.party, r->err));
}

static enum jk_status geo_read(struct reader *r, const struct row *row,
                               const struct jk_ical_prop *prop)
{
    struct jk_shape *shape = &r->draft->facts.shape;

    shape->kind = JK_SHAPE_DISC; /* a geometry, read later, takes its place */
    return locate(r, row, prop, jk_point_parse(value_of(prop), &shape->centre, r->err));
}

static enum jk_status geometry_keep(struct reader *r, const struct row *row,
                                    const struct jk_ical_prop *prop)
{
    enum jk_status rc;

    if (!jk_ical_is(jk_ical_param(prop, "FMTTYPE"), "application/geo+json"))
        return JK_OK; /* another application's data: kept in the bytes */
    if ((rc = jk_ical_strict(prop, JK_ICAL_STRUCTURED_MAX, row->name, r->err)) != JK_OK)
        return rc;
    if (!jk_ical_is(jk_ical_param(prop, "VALUE"), "TEXT"))
        return refuse(r, row, prop, JK_INVALID, JK_TEXT_GEOJSON_VALUE);
    if (r->draft->geometry)
        return refuse(r, row, prop, JK_INVALID, JK_TEXT_ICAL_ONCE);
    r->draft->geometry = prop;
    return JK_OK;
}

/* The same JSON under a name that clients keep which drop what they do not know. */
static enum jk_status geometry_x_keep(struct reader *r, const struct row *row,
                                      const struct jk_ical_prop *prop)
{
    if (jk_ical_is(value_of(prop), "NONE"))
        r->draft->facts.geometry_said = JK_GEOMETRY_NONE;
    else
        r->draft->geometry_x = prop;
    return jk_ical_strict(prop, JK_ICAL_STRUCTURED_MAX, row->name, r->err);
}

static enum jk_status vehicles_read(struct reader *r, const struct row *row,
                                    const struct jk_ical_prop *prop)
{
    r->draft->facts.has_vehicles = true;
    return locate(r, row, prop, jk_vehicles_parse(prop->value, &r->draft->facts.vehicles, r->err));
}

static enum jk_status letter_date_read(struct reader *r, const struct row *row,
                                       const struct jk_ical_prop *prop)
{
    struct jk_ical_stamp stamp;

    if (jk_date_parse(value_of(prop), &r->draft->facts.letter_day))
        return JK_OK;
    if (!jk_ical_stamp_parse(value_of(prop), &stamp) || !stamp.is_date)
        return refuse(r, row, prop, JK_INVALID, JK_TEXT_ICAL_LETTER_DATE);
    r->draft->facts.letter_day = (int32_t)(stamp.wall_s / JK_DAY_S);
    return JK_OK;
}

static enum jk_status received_read(struct reader *r, const struct row *row,
                                    const struct jk_ical_prop *prop)
{
    struct jk_ical_moment moment;
    enum jk_status rc;

    (void)row;
    if (jk_iso_parse(value_of(prop), &r->draft->facts.received_s))
        return JK_OK;
    rc = jk_ical_moment_read(prop, prop->value, r->context, &moment, r->err);
    if (rc == JK_OK)
        r->draft->facts.received_s = moment.utc_s;
    return rc;
}

static enum jk_status weekday_read(struct reader *r, const struct row *row,
                                   const struct jk_ical_prop *prop)
{
    r->draft->facts.stated_weekday = jk_weekday_parse(value_of(prop));
    if (r->draft->facts.stated_weekday < 0)
        return refuse(r, row, prop, JK_INVALID, JK_TEXT_ICAL_WEEKDAY);
    return JK_OK;
}

/* CONTACT may stand several times (RFC 5545 3.8.4.2): one line each. */
static enum jk_status contact_read(struct reader *r, const struct row *row,
                                   const struct jk_ical_prop *prop)
{
    const char *before = r->draft->facts.contact, *text;
    enum jk_status rc = read_text(r, row, prop, &text);

    if (rc != JK_OK)
        return rc;
    /* The bound keeps joining many of them linear. */
    if (strlen(before) + strlen(text) > JK_ICAL_LINE_MAX)
        return refuse(r, row, prop, JK_TOO_BIG, JK_TEXT_ICAL_LINE_LONG);
    r->draft->facts.contact = before[0] ? jk_arena_fmt(r->arena, "%s\n%s", before, text) : text;
    return r->draft->facts.contact ? JK_OK : refuse(r, row, prop, JK_MEMORY, JK_TEXT_NO_MEMORY);
}

static enum jk_status status_read(struct reader *r, const struct row *row,
                                  const struct jk_ical_prop *prop)
{
    if (jk_ical_is(value_of(prop), "CANCELLED"))
        r->draft->facts.cancelled = true;
    else if (!jk_ical_is(value_of(prop), "CONFIRMED") && !jk_ical_is(value_of(prop), "TENTATIVE"))
        return refuse(r, row, prop, JK_INVALID, JK_TEXT_ICAL_STATUS);
    return JK_OK;
}

static enum jk_status related_read(struct reader *r, const struct row *row,
                                   const struct jk_ical_prop *prop)
{
    struct jk_span type = jk_ical_param(prop, "RELTYPE");
    enum jk_status rc;

    if (type.at && !jk_ical_is(type, "PARENT")) /* PARENT is the default: RFC 5545 3.2.15 */
        return JK_OK;
    if (r->draft->parent)
        return refuse(r, row, prop, JK_INVALID, JK_TEXT_ICAL_PARENT_TWICE);
    if ((rc = read_text(r, row, prop, &r->draft->parent)) != JK_OK)
        return rc;
    if (r->draft->parent[0] == '\0' || strlen(r->draft->parent) > JK_UID_MAX ||
        strpbrk(r->draft->parent, "\t\n"))
        return refuse(r, row, prop, JK_INVALID, JK_TEXT_ICAL_UID);
    return JK_OK;
}

static enum jk_status exrule_refuse(struct reader *r, const struct row *row,
                                    const struct jk_ical_prop *prop)
{
    return refuse(r, row, prop, JK_INVALID, JK_TEXT_ICAL_EXRULE);
}

#define FACT(member)  offsetof(struct jk_facts, member)
#define TIMES(member) offsetof(struct jk_ical_time_props, member)

/* clang-format off */
static const struct row rows[] = {
    { .name = "UID",                .read = uid_read },
    { .name = "SEQUENCE",           .read = sequence_read },
    { .name = "DTSTAMP",            .read = dtstamp_read },
    { .name = "DTSTART",            .read = keep_time, .at = TIMES(dtstart) },
    { .name = "DTEND",              .read = keep_time, .at = TIMES(dtend) },
    { .name = "DURATION",           .read = keep_time, .at = TIMES(duration) },
    { .name = "RRULE",              .read = keep_time, .at = TIMES(rrule) },
    { .name = "RECURRENCE-ID",      .read = keep_time, .at = TIMES(recurrence_id) },
    { .name = "EXRULE",             .read = exrule_refuse },
    { .name = "SUMMARY",            .read = text_fact, .at = FACT(summary) },
    { .name = "LOCATION",           .read = text_fact, .at = FACT(location) },
    { .name = "CATEGORIES",         .read = categories_read, .many = true },
    { .name = "STATUS",             .read = status_read },
    { .name = "RELATED-TO",         .read = related_read, .many = true },
    { .name = "CONTACT",            .read = contact_read, .many = true },
    { .name = "GEO",                .read = geo_read },
    { .name = "STRUCTURED-DATA",    .read = geometry_keep, .many = true },
    { .name = "X-JARAK-GEOMETRY",   .read = geometry_x_keep },
    { .name = "X-JARAK-LEG",        .read = leg_read },
    { .name = "X-JARAK-MODE",       .read = mode_read },
    { .name = "X-JARAK-CONTEST",    .read = contest_read },
    { .name = "X-JARAK-PASLON",     .read = paslon_read },
    { .name = "X-JARAK-PLACE",      .read = text_fact, .at = FACT(place_code) },
    { .name = "X-JARAK-RADIUS",     .read = number_fact, .at = FACT(radius_m),
      .max = 20000, .fraction = 3, .text = JK_TEXT_ICAL_RADIUS },
    { .name = "X-JARAK-UNCERTAINTY", .read = number_fact, .at = FACT(uncertainty_m),
      .max = 100000, .fraction = 3, .text = JK_TEXT_ICAL_UNCERTAINTY },
    { .name = "X-JARAK-CROWD",      .read = number_fact, .at = FACT(crowd),
      .max = 10000000, .text = JK_TEXT_ICAL_CROWD },
    { .name = "X-JARAK-COLUMN",     .read = number_fact, .at = FACT(column_m),
      .min = 0.001, .max = 100000, .fraction = 3, .text = JK_TEXT_ICAL_COLUMN },
    { .name = "X-JARAK-WIDTH",      .read = number_fact, .at = FACT(width_m),
      .max = 500, .fraction = 3, .text = JK_TEXT_ICAL_WIDTH },
    { .name = "X-JARAK-VEHICLES",   .read = vehicles_read },
    { .name = "X-JARAK-BUILDUP",    .read = buffer_fact, .at = FACT(buildup_s),
      .max = JK_DAY_S, .text = JK_TEXT_ICAL_BUFFER },
    { .name = "X-JARAK-DISPERSAL",  .read = buffer_fact, .at = FACT(dispersal_s),
      .max = JK_DAY_S, .text = JK_TEXT_ICAL_BUFFER },
    { .name = "X-JARAK-LETTER-NO",  .read = text_fact, .at = FACT(letter_no) },
    { .name = "X-JARAK-LETTER-DATE", .read = letter_date_read },
    { .name = "X-JARAK-RECEIVED",   .read = received_read },
    { .name = "X-JARAK-STTP",       .read = text_fact, .at = FACT(sttp) },
    { .name = "X-JARAK-DAY",        .read = weekday_read },
    { .name = "X-JARAK-PROPS",      .read = text_fact, .at = FACT(props) },
    { .name = "X-JARAK-INFERRED",   .read = text_fact, .at = FACT(inferred) },
    { .name = "X-JARAK-PUBLIC-NOTE", .read = text_fact, .at = FACT(public_note) },
    { .name = "X-JARAK-OFFICERS",   .read = number_fact, .at = FACT(officers),
      .min = 1, .max = JK_OFFICERS_MAX, .text = JK_TEXT_ICAL_OFFICERS },
    { .name = "X-JARAK-UNIT",       .read = duty_text, .at = FACT(unit), .max = JK_UNIT_CODE_MAX },
    { .name = "X-JARAK-GUARDS",     .read = duty_text, .at = FACT(guards), .max = JK_UID_MAX },
};
/* clang-format on */

#define ROWS (sizeof rows / sizeof *rows)
_Static_assert(ROWS <= 64, "read_props() keeps one bit a row");

/* What is read must be strict; of a geometry its own reader asks, which passes over others' data.
 */
static enum jk_status read_prop(struct reader *r, const struct row *row,
                                const struct jk_ical_prop *prop)
{
    bool is_geometry = row->read == geometry_keep || row->read == geometry_x_keep;
    enum jk_status rc =
        is_geometry ? JK_OK : jk_ical_strict(prop, JK_ICAL_LINE_MAX, row->name, r->err);

    return rc == JK_OK ? row->read(r, row, prop) : rc;
}

/* One pass in the order sent. A property that may stand once is refused the second time, because
 * readers disagree which of two counts; of those that nobody reads here any number may stand. */
static enum jk_status read_props(struct reader *r)
{
    unsigned long long seen = 0;

    for (const struct jk_ical_prop *prop = r->draft->comp->props; prop; prop = prop->next) {
        enum jk_status rc;
        size_t i = 0;

        while (i < ROWS && !jk_ical_is(prop->name, rows[i].name))
            i++;
        if (i == ROWS)
            continue;
        if (seen & 1ULL << i && !rows[i].many)
            return refuse(r, &rows[i], prop, JK_INVALID, JK_TEXT_ICAL_ONCE);
        seen |= 1ULL << i;
        if ((rc = read_prop(r, &rows[i], prop)) != JK_OK)
            return rc;
    }
    return JK_OK;
}

static enum jk_status missing(const struct reader *r, const char *field, const struct jk_text *text)
{
    return jk_fail_at(r->err, JK_INVALID, text, (struct jk_at){ r->draft->comp->line, field },
                      NULL);
}

/* Checks that what names a main is a leg of a chain, and not its own (WIRE 3). A leg without a main
 * is its own chain with a finding (SPEC 4). */
static enum jk_status check_chain(const struct reader *r)
{
    const struct jk_ical_draft *draft = r->draft;

    if (!draft->parent)
        return JK_OK;
    if (strcmp(draft->parent, draft->uid) == 0)
        return missing(r, "RELATED-TO", JK_TEXT_ICAL_PARENT_SELF);
    if (draft->facts.leg == JK_LEG_MAIN)
        return missing(r, "X-JARAK-LEG", JK_TEXT_ICAL_PARENT_LEG);
    return JK_OK;
}

/* What says who guards what is a duty, and says by how many. */
static enum jk_status check_duty(const struct reader *r)
{
    const struct jk_facts *f = &r->draft->facts;

    if (!jk_facts_are_duty(f) || f->cancelled)
        return JK_OK;
    if (f->kind != JK_KIND_PENGAMANAN || f->party.count > 0)
        return missing(r, "CATEGORIES", JK_TEXT_ICAL_DUTY_KIND);
    if (f->officers < 0.0)
        return missing(r, "X-JARAK-OFFICERS", JK_TEXT_ICAL_DUTY_OFFICERS);
    return JK_OK;
}

static void init_draft(struct jk_ical_draft *draft, const struct jk_ical_comp *comp, bool cancel)
{
    *draft = (struct jk_ical_draft){ .comp = comp, .dtstamp_s = JK_NO_TIME };
    draft->props.event = comp;
    draft->facts = jk_facts_unstated();
    draft->facts.line = comp->line;
    draft->facts.cancelled = cancel;
}

/* The line of the property that is told, for what only the pack can say of it. */
static unsigned line_of(const struct jk_ical_comp *comp, const char *field)
{
    for (const struct jk_ical_prop *prop = comp->props; prop; prop = prop->next) {
        if (jk_ical_is(prop->name, field))
            return prop->line;
    }
    return comp->line;
}

/* What was accepted once is accepted for ever, whatever the pack has forgotten since. */
static enum jk_status settle(const struct reader *r)
{
    struct jk_error err = { 0 };
    enum jk_status rc = r->context->settle(r->context->settle_ctx, &r->draft->facts, &err);

    if (rc == JK_OK || (rc == JK_INVALID && r->context->purpose == JK_ICAL_STORED))
        return JK_OK;
    err.line = line_of(r->draft->comp, err.field);
    if (r->err)
        *r->err = err;
    return rc;
}

enum jk_status jk_ical_profile_read(struct jk_arena *arena, const struct jk_ical_comp *comp,
                                    const struct jk_ical_context *context, bool cancel,
                                    struct jk_ical_draft *out, struct jk_error *err)
{
    JK_ASSERT(comp != NULL && context != NULL && out != NULL);

    struct reader r = { .arena = arena, .context = context, .draft = out, .err = err };
    enum jk_status rc;

    init_draft(out, comp, cancel);
    rc = read_props(&r);
    out->props.cancelled = out->facts.cancelled;
    if (rc != JK_OK || (rc = jk_ical_lacks_check(out, context, err)) != JK_OK ||
        (rc = check_chain(&r)) != JK_OK || (rc = check_duty(&r)) != JK_OK ||
        (rc = jk_ical_times_read(arena, &out->props, context, &out->times, err)) != JK_OK)
        return rc;
    out->facts.all_day = out->times.start.form == JK_FORM_DATE;
    /* STRUCTURED-DATA wins: who draws anew may leave the copy as it was. */
    if (out->geometry || out->geometry_x)
        rc = jk_ical_geometry_read(arena, out->geometry ? out->geometry : out->geometry_x,
                                   (struct jk_interval){ out->times.start.utc_s, out->times.end_s },
                                   &out->facts, err);
    return rc == JK_OK && context->settle ? settle(&r) : rc;
}
