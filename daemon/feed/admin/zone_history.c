/* Editions of a map, each told by what it changed: zones are compared by their ids. */
#include "daemon/feed/admin/zone_history.h"

#include <jansson.h>
#include <string.h>

#define CHANGES_TOLD 12     /* of one edition, in words; the rest is counted */
#define OCTETS_READ  400000 /* of documents on one page: 10 ms; older ones are named alone */

/* Two documents under comparison. */
struct change {
    struct desk_pen *pen;
    const char *zone; /* the only one that is asked for; null: all */
    const char *text; /* told so far ... */
    int told;         /* ... of so many changes */
};

static const char *member(const json_t *feature, const char *name)
{
    const char *value =
        json_string_value(json_object_get(json_object_get(feature, "properties"), name));

    return value ? value : "";
}

/* The features by their ids. Given; null where memory is out. */
static json_t *by_id(const json_t *document)
{
    const json_t *features = json_object_get(document, "features");
    json_t *map = json_object();

    for (size_t i = 0; i < json_array_size(features); i++) {
        json_t *feature = json_array_get(features, i);

        json_object_set(map, member(feature, "id"), feature);
    }
    return map;
}

/* "rawan, 1,5 kali, 01-11-2024 sampai 30-11-2024". */
static const char *figures(struct desk_pen *pen, const json_t *feature)
{
    const json_t *properties = json_object_get(feature, "properties");
    const double factor = json_number_value(json_object_get(properties, "factor"));
    const char *level = member(feature, "level");
    const char *const places[] = { "value", desk_factor(pen, (uint16_t)(factor * 1000 + 0.5)),
                                   "from",  member(feature, "from"),
                                   "to",    member(feature, "to"),
                                   NULL };

    return desk_fmt(pen, "%s%s%s", level, level[0] ? ", " : "",
                    desk_fill(pen, JK_TEXT_ZONE_FIGURES, places));
}

static void tell(struct change *c, const struct jk_text *text, const json_t *feature,
                 const char *more)
{
    const char *const places[] = { "field", member(feature, "name"), "value", more, NULL };

    if (++c->told > CHANGES_TOLD)
        return;
    c->text = desk_fmt(c->pen, "%s%s%s", c->text, c->text[0] ? ". " : "",
                       desk_fill(c->pen, text, places));
}

static bool is_asked(const struct change *c, const json_t *feature)
{
    return !c->zone || strcmp(member(feature, "id"), c->zone) == 0;
}

/* Where nothing of the figures differs it is the ground, or what stands beside. */
static void tell_change(struct change *c, const json_t *old, const json_t *now)
{
    const char *before = figures(c->pen, old), *after = figures(c->pen, now);

    if (strcmp(before, after) == 0)
        tell(c,
             json_equal(json_object_get(old, "geometry"), json_object_get(now, "geometry"))
                 ? JK_TEXT_ZONE_REWORDED
                 : JK_TEXT_ZONE_REDRAWN,
             now, "");
    else
        tell(c, JK_TEXT_ZONE_CHANGED, now, desk_fmt(c->pen, "%s > %s", before, after));
}

static const char *compare(struct desk_pen *pen, const char *zone, const json_t *old,
                           const json_t *now)
{
    struct change c = { pen, zone, "", 0 };
    json_t *before = by_id(old), *after = by_id(now);
    const json_t *list = json_object_get(now, "features");

    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *feature = json_array_get(list, i);
        const json_t *former = json_object_get(before, member(feature, "id"));

        if (!is_asked(&c, feature))
            continue;
        if (!former)
            tell(&c, JK_TEXT_ZONE_NEW, feature, figures(pen, feature));
        else if (!json_equal(former, feature))
            tell_change(&c, former, feature);
    }
    list = json_object_get(old, "features");
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *feature = json_array_get(list, i);

        if (is_asked(&c, feature) && !json_object_get(after, member(feature, "id")))
            tell(&c, JK_TEXT_ZONE_GONE, feature, "");
    }
    json_decref(before);
    json_decref(after);
    if (c.told > CHANGES_TOLD)
        c.text = desk_fmt(pen, "%s. %s", c.text,
                          desk_fill_one(pen, JK_TEXT_ZONE_MORE, "count",
                                        desk_number(pen, (long long)c.told - CHANGES_TOLD)));
    return c.text;
}

static json_t *document_of(const struct jk_edition *e)
{
    return e && !e->withdrawn ? json_loadb(e->document, strlen(e->document), 0, NULL) : NULL;
}

static const char *change_of(struct desk_pen *pen, const char *zone,
                             const struct jk_edition *before, const struct jk_edition *e)
{
    json_t *now = document_of(e), *old = document_of(before);
    const char *change = compare(pen, zone, old, now);

    json_decref(now);
    json_decref(old);
    return change;
}

void feed_zone_history(struct desk_pen *pen, const struct jk_zones_page *page, const char *zone,
                       struct web_zones *out)
{
    struct web_policy_edition *list = desk_array(pen, page->edition_count, sizeof *list);
    size_t octets = 0;

    for (size_t i = 0; list && i < page->edition_count; i++) {
        const struct jk_edition *e = &page->editions[i];
        const struct jk_edition *before = i + 1 < page->edition_count ? e + 1 : NULL;
        const char *change = NULL;
        char who[JK_POLICY_TEXT_MAX];

        octets += strlen(e->document) + (before ? strlen(before->document) : 0);
        if (i == 0 || octets <= OCTETS_READ)
            change = change_of(pen, zone, before, e);
        if (zone && (!change || !change[0]))
            continue;
        jk_edition_who(e, who);
        list[out->editions_count++] = (struct web_policy_edition){
            .title = desk_fill_one(pen, JK_TEXT_POLICY_EDITION, "count",
                                   desk_number(pen, (long long)e->number)),
            .about =
                desk_fill(pen, JK_TEXT_POLICY_STATED,
                          (const char *const[]){ "who", who, "date", desk_instant(pen, e->time_s),
                                                 "value", e->basis, NULL }),
            .change = e->withdrawn ? desk_say(pen, JK_TEXT_POLICY_TAKEN_BACK)
                      : !change    ? ""
                      : change[0]  ? change
                                   : desk_say(pen, JK_TEXT_ZONE_SAME),
            .state =
                jk_edition_in_force(pen->pack, e) ? desk_say(pen, JK_TEXT_POLICY_IN_FORCE) : "",
            .state_class = jk_edition_in_force(pen->pack, e) ? "terbit" : "",
            .left_out = ""
        };
    }
    out->editions = list;
    out->editions_more = page->more ? desk_say(pen, JK_TEXT_POLICY_OLDER) : "";
}
