/* Editions of a map, each told by what it changed: zones are compared by their ids. */
#include "daemon/feed/admin/zone_history.h"

#include <jansson.h>
#include <string.h>

/* Two documents under comparison. */
struct change {
    struct desk_pen *pen;
    const char *zone; /* the only one that is asked for; null: all */
    const char *text; /* told so far */
};

static const char *member(const json_t *feature, const char *name)
{
    const char *value =
        json_string_value(json_object_get(json_object_get(feature, "properties"), name));

    return value ? value : "";
}

static const json_t *find(const json_t *features, const char *id)
{
    for (size_t i = 0; i < json_array_size(features); i++) {
        if (strcmp(member(json_array_get(features, i), "id"), id) == 0)
            return json_array_get(features, i);
    }
    return NULL;
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
    struct change c = { pen, zone, "" };
    const json_t *before = json_object_get(old, "features"),
                 *after = json_object_get(now, "features");

    for (size_t i = 0; i < json_array_size(after); i++) {
        const json_t *feature = json_array_get(after, i);
        const json_t *former = find(before, member(feature, "id"));

        if (!is_asked(&c, feature))
            continue;
        if (!former)
            tell(&c, JK_TEXT_ZONE_NEW, feature, figures(pen, feature));
        else if (!json_equal(former, feature))
            tell_change(&c, former, feature);
    }
    for (size_t i = 0; i < json_array_size(before); i++) {
        const json_t *feature = json_array_get(before, i);

        if (is_asked(&c, feature) && !find(after, member(feature, "id")))
            tell(&c, JK_TEXT_ZONE_GONE, feature, "");
    }
    return c.text;
}

static json_t *document_of(const struct jk_edition *e)
{
    return e && !e->withdrawn ? json_loadb(e->document, strlen(e->document), 0, NULL) : NULL;
}

void feed_zone_history(struct desk_pen *pen, const struct jk_zones_page *page, const char *zone,
                       struct web_zones *out)
{
    struct web_policy_edition *list = desk_array(pen, page->edition_count, sizeof *list);

    for (size_t i = 0; list && i < page->edition_count; i++) {
        const struct jk_edition *e = &page->editions[i];
        json_t *now = document_of(e);
        json_t *old = document_of(i + 1 < page->edition_count ? &page->editions[i + 1] : NULL);
        const char *change = compare(pen, zone, old, now);
        char who[JK_POLICY_TEXT_MAX];

        json_decref(now);
        json_decref(old);
        if (zone && !change[0])
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
