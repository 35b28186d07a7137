/* Editions of a policy: who, when, on what basis, and what each states, in words. */
#include "daemon/feed/admin/policy_history.h"

#include <jansson.h>
#include <string.h>
#include "jarak/policy/rules.h"
#include "jarak/base/decimal.h"
#include "jarak/base/texts.h"

/* "siaga 4,5 km, 120 menit"; "" where the row has no such level. */
static const char *rung_text(struct desk_pen *pen, const json_t *row, const char *level)
{
    const json_t *rung = json_object_get(row, level);
    const json_t *minutes = json_object_get(rung, "tau_min");

    if (!rung)
        return "";
    return desk_fmt(pen, "%s %s, %s", level,
                    desk_distance(pen, json_number_value(json_object_get(rung, "distance_m"))),
                    json_is_number(minutes) ? desk_minutes(pen, 60.0 * json_number_value(minutes))
                                            : desk_say(pen, JK_TEXT_POLICY_SAME_DAY));
}

static const char *row_text(struct desk_pen *pen, const json_t *row, const char *id)
{
    static const char *const levels[] = { "siaga", "waspada", "info" };
    const char *text = desk_fmt(pen, "%s:", id);
    const char *join = " ";

    if (json_is_true(json_object_get(row, "exempt")))
        return desk_fmt(pen, "%s %s", text, desk_say(pen, JK_TEXT_POLICY_EXEMPT));
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
        const char *rung = rung_text(pen, row, levels[i]);

        if (!rung[0])
            continue;
        text = desk_fmt(pen, "%s%s%s", text, join, rung);
        join = "; ";
    }
    return text;
}

/* Was a row of that name told already? Many pairs are one row by name. */
static bool is_told(const json_t *rows, size_t count, const char *id)
{
    for (size_t i = 0; i < count; i++) {
        const char *name = json_string_value(json_object_get(json_array_get(rows, i), "id"));

        if (name && strcmp(name, id) == 0)
            return true;
    }
    return false;
}

/* What a document states: its rows, and other members by their names. */
static const char *change_text(struct desk_pen *pen, const struct jk_edition *e)
{
    static const char *const others[] = { "override_from", "raise", "escalation" };
    json_t *document = json_loadb(e->document, strlen(e->document), 0, NULL);
    const json_t *rows = json_object_get(document, "rows");
    const char *text = "";

    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        const char *id = json_string_value(json_object_get(row, "id"));

        if (id && !is_told(rows, i, id))
            text = desk_fmt(pen, "%s%s%s", text, text[0] ? ". " : "", row_text(pen, row, id));
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (json_object_get(document, others[i]))
            text = desk_fmt(pen, "%s%s%s", text, text[0] ? ". " : "", others[i]);
    }
    json_decref(document);
    return text;
}

static struct web_policy_edition edition_view(struct desk_pen *pen, const struct jk_edition *e,
                                              bool newest)
{
    const struct jk_error *misfit = jk_edition_misfit(pen->pack, e);
    const bool in_force = jk_edition_in_force(pen->pack, e);
    char who[JK_POLICY_TEXT_MAX], why[400] = "";

    jk_edition_who(e, who);
    if (misfit)
        jk_error_format(misfit, pen->lang, why, sizeof why);
    const char *const about[] = { "who",   who,      "date", desk_instant(pen, e->time_s),
                                  "value", e->basis, NULL };

    return (struct web_policy_edition){
        .title = desk_fill_one(pen, JK_TEXT_POLICY_EDITION, "count",
                               desk_number(pen, (long long)e->number)),
        .about = desk_fill(pen, JK_TEXT_POLICY_STATED, about),
        .change = e->withdrawn ? desk_say(pen, JK_TEXT_POLICY_TAKEN_BACK) : change_text(pen, e),
        .state = desk_say(pen, in_force                 ? JK_TEXT_POLICY_IN_FORCE
                               : misfit                 ? JK_TEXT_POLICY_LEFT_OUT
                               : newest && e->withdrawn ? JK_TEXT_POLICY_BACK
                                                        : JK_TEXT_POLICY_REPLACED),
        .state_class = in_force ? "terbit"
                       : misfit ? "tahan"
                                : "",
        .left_out = misfit ? desk_fmt(pen, "%s", why) : ""
    };
}

/* Is it of the reader's ground, or does it lie above it? */
static bool is_near(const struct jk_desk_reader *reader, const struct jk_edition *e)
{
    return jk_region_covers(reader->region->code, e->region) ||
           jk_region_covers(e->region, reader->region->code);
}

/* "Pasar: 1,50 x, 01-11-2024 - 30-11-2024", one behind the other. */
static const char *zones_text(struct desk_pen *pen, uint32_t number)
{
    const struct jk_risk_zones *zones = &pen->pack->zones;
    const char *text = "";

    for (size_t i = 0; i < zones->count; i++) {
        const struct jk_risk_zone *z = &zones->at[i];

        if (z->stated != number)
            continue;
        text = desk_fmt(pen, "%s%s%s: %s x, %s - %s", text, text[0] ? "; " : "", z->name,
                        desk_factor(pen, z->factor), desk_typed_date(pen, z->from_day),
                        desk_typed_date(pen, z->to_day));
    }
    return text;
}

/* Risk zones that accounts stated and that are in force. */
static void fill_zones(struct desk_pen *pen, const struct jk_desk_reader *reader,
                       struct web_policy *out)
{
    const struct jk_pack *pack = pen->pack;
    struct web_policy_edition *list = desk_array(pen, pack->edition_count, sizeof *list);

    for (size_t i = 0; list && i < pack->edition_count; i++) {
        const struct jk_edition *e = &pack->editions[i];
        const struct jk_region *region = jk_pack_region(pack, e->region);
        struct web_policy_edition *row = &list[out->zones_count];

        if (e->part != JK_EDITION_ZONES || !is_near(reader, e))
            continue;
        *row = edition_view(pen, e, true);
        row->title = desk_fmt(pen, "%s (%s)", region ? region->name : e->region, row->title);
        row->change = zones_text(pen, (uint32_t)i + 1);
        out->zones_count++;
    }
    out->zones = list;
}

/* What is left out, of the reader's ground and of what lies above it, whatever scope is shown: of a
 * contest that is gone there is no other page. */
static void fill_misfits(struct desk_pen *pen, const struct jk_desk_reader *reader,
                         struct web_policy *out)
{
    const struct jk_pack *pack = pen->pack;
    struct web_policy_edition *list = desk_array(pen, pack->misfit_count, sizeof *list);

    for (size_t i = 0; list && i < pack->misfit_count; i++) {
        const struct jk_edition *e = pack->misfits[i].edition;

        if (!is_near(reader, e) ||
            (e->part == JK_EDITION_PERSONNEL && !(reader->sees & JK_SEE_POLRES)))
            continue;
        list[out->misfits_count] = edition_view(pen, e, true);
        list[out->misfits_count++].title =
            desk_fmt(pen, "%s (%s)", e->contest[0] ? e->contest : e->region,
                     desk_fill_one(pen, JK_TEXT_POLICY_EDITION, "count",
                                   desk_number(pen, (long long)e->number)));
    }
    out->misfits = list;
}

void feed_policy_history(struct desk_pen *pen, const struct jk_desk_reader *reader,
                         const struct jk_policy_page *page, struct web_policy *out)
{
    struct web_policy_edition *list = desk_array(pen, page->edition_count, sizeof *list);

    for (size_t i = 0; list && i < page->edition_count; i++)
        list[i] = edition_view(pen, &page->editions[i], i == 0);
    fill_misfits(pen, reader, out);
    fill_zones(pen, reader, out);
    out->editions = list;
    out->editions_count = list ? page->edition_count : 0;
    out->editions_more = page->more ? desk_say(pen, JK_TEXT_POLICY_OLDER) : "";
    out->may_withdraw = page->may_state && page->edition_count > 0 && !page->editions[0].withdrawn;
}
