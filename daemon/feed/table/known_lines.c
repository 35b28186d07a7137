/* What of a notice no column of a table states, and so stays as it was when a row changes it. */
#include "daemon/feed/table/known.h"

#include "jarak/feed/texts/texts.h"
#include "jarak/ical/embed.h"
#include "jarak/ical/scan.h"

/* What the columns write, and what belongs to one version. */
static bool has_column(struct jk_span name, const bool given[])
{
    static const char *const written[] = {
        "UID",
        "DTSTAMP",
        "DTSTART",
        "DTEND",
        "DURATION",
        "SEQUENCE",
        "LAST-MODIFIED",
        "CATEGORIES",
        "STATUS",
        "SUMMARY",
        "LOCATION",
        "GEO",
        "CONTACT",
        "RELATED-TO",
        "STRUCTURED-DATA",
        "X-JARAK-GEOMETRY",
        "X-JARAK-LEG",
        "X-JARAK-CONTEST",
        "X-JARAK-PASLON",
        "X-JARAK-RADIUS",
        "X-JARAK-STTP",
        "X-JARAK-CROWD",
        "X-JARAK-VEHICLES",
        "X-JARAK-UNCERTAINTY",
        "X-JARAK-DAY",
        "X-JARAK-PROPS",
        "X-JARAK-OFFICERS",
        "X-JARAK-UNIT",
        "X-JARAK-GUARDS",
        "X-JARAK-INFERRED",
        "X-JARAK-LETTER-NO",
        "X-JARAK-LETTER-DATE",
    };

    for (size_t i = 0; i < sizeof written / sizeof *written; i++) {
        if (jk_ical_is(name, written[i]))
            return true;
    }
    return (jk_ical_is(name, "X-JARAK-BUILDUP") && given[JK_REGISTER_GATE]) ||
           (jk_ical_is(name, "X-JARAK-DISPERSAL") && given[JK_REGISTER_LEAVE]);
}

static bool is_series(const struct jk_ical_comp *calendar, const struct jk_ical_comp **event)
{
    unsigned count = 0;

    for (const struct jk_ical_comp *comp = calendar->children; comp; comp = comp->next) {
        if (!jk_ical_is(comp->name, "VEVENT"))
            continue;
        *event = comp;
        count++;
    }
    return count != 1 || jk_ical_find(*event, "RRULE") || jk_ical_find(*event, "RDATE");
}

enum jk_status feed_known_lines(const struct known *known, const bool given[], bool moved,
                                struct jk_buf *ical, struct jk_error *err)
{
    const struct jk_ical_comp *calendar, *event = NULL;
    struct jk_arena arena = { 0 };
    const struct jk_notice *whole = feed_register_whole(known->item, &arena);
    enum jk_status rc =
        whole ? jk_ical_scan(&arena, whole->bytes, JK_ICAL_IMPORT_LINES_MAX, &calendar, err)
              : jk_no_memory(err);

    if (rc == JK_OK && is_series(calendar, &event))
        rc = jk_fail(err, JK_INVALID, JK_TEXT_CSV_SERIES, jk_register_name(JK_REGISTER_UID), "%s",
                     known->item->notice->uid);
    for (const struct jk_ical_prop *prop = rc == JK_OK ? event->props : NULL; prop;
         prop = prop->next) {
        if (!has_column(prop->name, given) && !jk_ical_param(prop, "TZID").at &&
            !(moved && jk_ical_is(prop->name, "X-JARAK-PLACE")))
            jk_ical_embed(ical, prop->bytes);
    }
    for (const struct jk_ical_comp *comp = rc == JK_OK ? event->children : NULL; comp;
         comp = comp->next)
        jk_ical_embed(ical, comp->bytes);
    jk_arena_clear(&arena);
    return rc;
}
