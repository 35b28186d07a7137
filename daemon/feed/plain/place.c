/* The place of a plain event.
 *
 * A point that is stated wins (GEO, the profile's own lines), then Apple's structured location,
 * then what was pasted into LOCATION, then the lines "Koordinat:" and "Tempat:". A name alone is a
 * place too (SPEC 3): whether the pack knows it is looked up by the same reader that the filing
 * uses (jarak/policy/place_words.h), which settles it there. A link without coordinates is no
 * place. */
#include <stdio.h>
#include <string.h>
#include "daemon/feed/plain/plain_internal.h"
#include "jarak/feed/texts/texts.h"
#include "jarak/model/point_words.h"
#include "jarak/policy/place_words.h"

static bool states_geometry(const struct plain_reading *r)
{
    return feed_plain_has(r, "STRUCTURED-DATA") || feed_plain_has(r, "X-JARAK-GEOMETRY") ||
           feed_plain_has(r, "X-JARAK-PLACE");
}

/* A point that was read: a GEO of ours, and how far it may be off. */
static void derive_point(struct plain_reading *r, struct jk_point point, bool is_view,
                         const char *words, const char *from)
{
    char value[64], doubt[16];

    snprintf(value, sizeof value, "%.7f;%.7f", point.lat_deg, point.lon_deg);
    feed_plain_derive(r, "GEO", from, value);
    if (is_view) {
        snprintf(doubt, sizeof doubt, "%.0f", JK_POINT_VIEW_M);
        feed_plain_derive(r, "X-JARAK-UNCERTAINTY", from, doubt);
    }
    feed_plain_say(r, JK_PLAIN_POINT, is_view ? JK_PLAIN_INFERRED : JK_PLAIN_READ,
                   jk_span_of(value), jk_span_of(words), from);
}

/* Tries to read a point out of some words. */
static bool try_words(struct plain_reading *r, const char *words, const char *from)
{
    struct jk_point point;
    bool is_view;

    if (!words[0] || !jk_words_point(jk_span_of(words), &point, &is_view))
        return false;
    derive_point(r, point, is_view, words, from);
    return true;
}

static bool try_apple(struct plain_reading *r)
{
    static const char name[] = "X-APPLE-STRUCTURED-LOCATION";
    const struct jk_ical_prop *prop = jk_ical_find(r->event, name);
    const char *value = prop ? jk_arena_copy(r->arena, prop->value) : "";

    r->failed = r->failed || !value;
    return value && try_words(r, value, name);
}

static bool try_line(struct plain_reading *r, enum plain_label label)
{
    struct plain_line *line = feed_plain_line(r, label);
    bool read = line && try_words(r, line->value, "DESCRIPTION");

    if (read)
        line->read = true;
    return read;
}

static void find_point(struct plain_reading *r, const char *location)
{
    const struct jk_ical_prop *geo = jk_ical_find(r->event, "GEO");
    struct jk_point point;

    if (geo && jk_point_parse(jk_span_trim(geo->value), &point, NULL) == JK_OK)
        feed_plain_say(r, JK_PLAIN_POINT, JK_PLAIN_STATED, jk_span_trim(geo->value), geo->value,
                       "GEO");
    else if (!geo && !states_geometry(r))
        (void)(try_apple(r) || try_words(r, location, "LOCATION") ||
               try_line(r, PLAIN_LABEL_POINT) || try_line(r, PLAIN_LABEL_PLACE));
}

/* What the name says: a place of the pack, several, none that is known, or a screen. */
static void say_name(struct plain_reading *r, const char *name, enum jk_plain_how how,
                     const char *from)
{
    struct jk_named named;

    jk_place_words(r->context->pack, r->context->contest->region, name, &named);
    if (named.several)
        feed_plain_ask(r, &(struct jk_plain_doubt){ JK_PLAIN_PLACE, JK_TEXT_PLAIN_ASK_PLACES, name,
                                                    false });
    else if (!named.place && !named.online && r->out->said[JK_PLAIN_POINT].how == JK_PLAIN_MISSING)
        feed_plain_ask(r, &(struct jk_plain_doubt){ JK_PLAIN_PLACE, JK_TEXT_PLAIN_ASK_POINT, name,
                                                    false });
    feed_plain_say(r, JK_PLAIN_PLACE, named.place ? JK_PLAIN_INFERRED : how,
                   jk_span_of(named.place ? named.place->name : name), jk_span_of(name), from);
}

void feed_plain_place(struct plain_reading *r)
{
    const char *location = feed_plain_text(r, "LOCATION");
    struct plain_line *line = feed_plain_line(r, PLAIN_LABEL_PLACE);
    const struct jk_plain_said *point = &r->out->said[JK_PLAIN_POINT];

    find_point(r, location);
    if (location[0] && !jk_words_is_link(jk_span_of(location))) {
        say_name(r, location, JK_PLAIN_STATED, "LOCATION");
    } else if (!location[0] && line && !jk_words_is_link(jk_span_of(line->value))) {
        line->read = true;
        feed_plain_derive(r, "LOCATION", "DESCRIPTION", line->value);
        say_name(r, line->value, JK_PLAIN_READ, "DESCRIPTION");
    } else if (point->how != JK_PLAIN_MISSING) {
        feed_plain_say(r, JK_PLAIN_PLACE, point->how, jk_span_of(point->value),
                       jk_span_of(point->words), point->from);
    } else if (states_geometry(r)) {
        feed_plain_say(r, JK_PLAIN_PLACE, JK_PLAIN_STATED, JK_SPAN(""), JK_SPAN(""), "X-JARAK");
    } else if (location[0]) {
        feed_plain_ask(r, &(struct jk_plain_doubt){ JK_PLAIN_PLACE, JK_TEXT_PLAIN_ASK_LINK,
                                                    location, false });
    }
}
