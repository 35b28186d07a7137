/* A field report as VJOURNAL: one table of properties, each at most once.
 *
 * It follows profile.c on a smaller scale. A LineString says more than GEO and takes its place,
 * whichever comes first. It is a way that was seen, so it has no speed to be tested. */
#include "jarak/ical/vjournal.h"
#include "jarak/base/texts.h"
#include "jarak/ical/texts.h"
#include "jarak/model/texts.h"

#include <string.h>
#include "jarak/base/decimal.h"
#include "jarak/base/defend.h"
#include "jarak/ical/geometry.h"
#include "jarak/ical/value.h"
#include "jarak/ical/when.h"

struct reader {
    struct jk_arena *arena;
    const struct jk_ical_context *context;
    struct jk_report_said *said;
    struct jk_error *err;
};

static enum jk_status refuse(const struct reader *r, const struct jk_ical_prop *prop,
                             const char *field, const struct jk_text *text)
{
    struct jk_span v = prop->value;

    return jk_fail_at(r->err, JK_INVALID, text, (struct jk_at){ prop->line, field }, "%.*s",
                      v.len < JK_ERROR_VALUE_MAX ? (int)v.len : JK_ERROR_VALUE_MAX, v.at);
}

static enum jk_status read_text(struct reader *r, const struct jk_ical_prop *prop,
                                const char *field, const char **out)
{
    bool bad;

    *out = jk_ical_text_unescape(r->arena, prop->value, &bad);
    if (*out)
        return JK_OK;
    return bad ? refuse(r, prop, field, JK_TEXT_ICAL_ESCAPE)
               : jk_fail(r->err, JK_MEMORY, JK_TEXT_NO_MEMORY, "", "%s", "");
}

static enum jk_status related_read(struct reader *r, const struct jk_ical_prop *prop)
{
    enum jk_status rc = read_text(r, prop, "RELATED-TO", &r->said->uid);

    if (rc == JK_OK && (r->said->uid[0] == '\0' || strlen(r->said->uid) > JK_UID_MAX))
        return refuse(r, prop, "RELATED-TO", JK_TEXT_ICAL_UID);
    return rc;
}

static enum jk_status note_read(struct reader *r, const struct jk_ical_prop *prop)
{
    return read_text(r, prop, "DESCRIPTION", &r->said->note);
}

/* Clients add categories of their own; one must be ours. */
static enum jk_status categories_read(struct reader *r, const struct jk_ical_prop *prop)
{
    struct jk_span rest = prop->value, part;

    while (r->said->kind == JK_REPORT_END && jk_ical_text_cut(&rest, &part))
        r->said->kind = jk_report_of_category(jk_span_trim(part));
    return JK_OK;
}

static enum jk_status start_read(struct reader *r, const struct jk_ical_prop *prop)
{
    struct jk_ical_moment moment;
    enum jk_status rc = jk_ical_moment_read(prop, prop->value, r->context, &moment, r->err);

    if (rc == JK_OK)
        r->said->at_s = moment.utc_s;
    return rc;
}

static enum jk_status minutes_read(struct reader *r, const struct jk_ical_prop *prop)
{
    struct jk_span digits = prop->value;
    bool negative = digits.len && digits.at[0] == '-';
    uint64_t minutes;

    if (negative)
        digits = (struct jk_span){ digits.at + 1, digits.len - 1 };
    if (!jk_uint_parse(digits, JK_REPORT_MINUTES_MAX, &minutes))
        return refuse(r, prop, "X-JARAK-MINUTES", JK_TEXT_REPORT_MINUTES);
    r->said->minutes = negative ? -(int64_t)minutes : (int64_t)minutes;
    return JK_OK;
}

static enum jk_status geo_read(struct reader *r, const struct jk_ical_prop *prop)
{
    struct jk_point *point = jk_arena_take(r->arena, sizeof *point);
    enum jk_status rc;

    if (!point)
        return jk_fail(r->err, JK_MEMORY, JK_TEXT_NO_MEMORY, "", "%s", "");
    rc = jk_point_parse(prop->value, point, r->err);
    if (rc != JK_OK && r->err)
        r->err->line = prop->line;
    if (rc == JK_OK && r->said->point_count == 0) { /* a line says more */
        r->said->points = point;
        r->said->point_count = 1;
    }
    return rc;
}

static enum jk_status geometry_read(struct reader *r, const struct jk_ical_prop *prop)
{
    struct jk_facts seen = jk_facts_unstated();
    enum jk_status rc;

    if (!jk_ical_is(jk_ical_param(prop, "FMTTYPE"), "application/geo+json"))
        return JK_OK;
    rc = jk_ical_geometry_read(r->arena, prop, (struct jk_interval){ JK_ROUTE_SEEN, JK_ROUTE_SEEN },
                               &seen, r->err);
    if (rc != JK_OK)
        return rc;
    if (seen.shape.kind != JK_SHAPE_ROUTE || seen.shape.times)
        return refuse(r, prop, "STRUCTURED-DATA", JK_TEXT_REPORT_PLACE);
    r->said->points = seen.shape.points;
    r->said->point_count = seen.shape.point_count;
    return JK_OK;
}

static const struct {
    const char *name;
    bool needed;
    enum jk_status (*read)(struct reader *r, const struct jk_ical_prop *prop); /* null: be there */
} rows[] = {
    { "UID", true, NULL },
    { "DTSTAMP", true, NULL },
    { "RELATED-TO", true, related_read },
    { "CATEGORIES", true, categories_read },
    { "DTSTART", true, start_read },
    { "X-JARAK-MINUTES", false, minutes_read },
    { "GEO", false, geo_read },
    { "STRUCTURED-DATA", false, geometry_read },
    { "DESCRIPTION", false, note_read },
};
#define ROWS (sizeof rows / sizeof *rows)

/* Another program's STRUCTURED-DATA is not read, and need not be strict. */
static enum jk_status read_prop(struct reader *r, const struct jk_ical_prop *prop, size_t row)
{
    size_t max = rows[row].read == geometry_read ? JK_ICAL_STRUCTURED_MAX : JK_ICAL_LINE_MAX;
    bool others = rows[row].read == geometry_read &&
                  !jk_ical_is(jk_ical_param(prop, "FMTTYPE"), "application/geo+json");
    enum jk_status rc = others ? JK_OK : jk_ical_strict(prop, max, rows[row].name, r->err);

    return rc == JK_OK ? rows[row].read(r, prop) : rc;
}

/* Every property at most once, unlike a notice's: a report has one place, one time and one kind. */
static enum jk_status read_props(struct reader *r, const struct jk_ical_comp *journal)
{
    unsigned seen = 0;
    enum jk_status rc;

    for (const struct jk_ical_prop *prop = journal->props; prop; prop = prop->next) {
        size_t i = 0;

        while (i < ROWS && !jk_ical_is(prop->name, rows[i].name))
            i++;
        if (i == ROWS)
            continue;
        if (seen & 1U << i)
            return refuse(r, prop, rows[i].name, JK_TEXT_ICAL_ONCE);
        seen |= 1U << i;
        if (rows[i].read && (rc = read_prop(r, prop, i)) != JK_OK)
            return rc;
    }
    for (size_t i = 0; i < ROWS; i++) {
        if (rows[i].needed && !(seen & 1U << i))
            return jk_fail_at(r->err, JK_INVALID, JK_TEXT_ICAL_MISSING,
                              (struct jk_at){ journal->line, rows[i].name }, NULL);
    }
    return r->said->kind < JK_REPORT_END
               ? JK_OK
               : jk_fail_at(r->err, JK_INVALID, JK_TEXT_REPORT_KIND,
                            (struct jk_at){ journal->line, "CATEGORIES" }, NULL);
}

/* The only VJOURNAL; null when there is none, or more. */
static const struct jk_ical_comp *find_journal(const struct jk_ical_comp *calendar)
{
    const struct jk_ical_comp *found = NULL;

    for (const struct jk_ical_comp *comp = calendar->children; comp; comp = comp->next) {
        if (!jk_ical_is(comp->name, "VJOURNAL"))
            continue;
        if (found)
            return NULL;
        found = comp;
    }
    return found;
}

enum jk_status jk_ical_journal_read(struct jk_arena *arena, struct jk_span bytes,
                                    const struct jk_ical_context *context,
                                    struct jk_report_said *out, struct jk_error *err)
{
    JK_ASSERT(context != NULL && out != NULL);

    struct jk_report_said said = { .kind = JK_REPORT_END, .note = "" };
    struct jk_ical_context own = *context;
    struct reader r = { arena, &own, &said, err };
    const struct jk_ical_comp *calendar, *journal;
    enum jk_status rc = jk_ical_scan(arena, bytes, JK_ICAL_LINES_MAX, &calendar, err);

    if (rc != JK_OK)
        return rc;
    own.calendar = calendar;
    journal = jk_ical_is(calendar->name, "VCALENDAR") ? find_journal(calendar) : NULL;
    if (!journal)
        return jk_fail_at(err, JK_INVALID, JK_TEXT_REPORT_JOURNAL,
                          (struct jk_at){ calendar->line, "VJOURNAL" }, NULL);
    rc = read_props(&r, journal);
    if (rc == JK_OK)
        *out = said;
    return rc;
}
