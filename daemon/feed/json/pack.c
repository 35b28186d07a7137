/* The pack as JSON: what a form offers and a map draws.
 *
 * An outline is told as one MultiPolygon of its rings as the pack gave them, cut to short edges: a
 * map does not see the difference, and the pack keeps no other form. */
#include "jarak/feed/json/pack.h"
#include "jarak/feed/json/edition.h"

#include <string.h>
#include "jarak/base/defend.h"
#include "jarak/feed/json/build.h"
#include "jarak/policy/settle.h"
#include "daemon/feed/json/values.h"

static json_t *place_json(const struct jk_pack *pack, const struct jk_place *place)
{
    const struct jk_region *region = jk_pack_region(pack, place->region);
    struct jk_json object = jk_json_object();

    jk_json_set_text(&object, "code", place->code);
    jk_json_set_text(&object, "name", place->name);
    jk_json_set_text(&object, "region", place->region);
    jk_json_set_text(&object, "region_name", region ? region->name : "");
    jk_json_set_text(&object, "kind", place->kind);
    jk_json_set_real(&object, "lat", place->point.lat_deg);
    jk_json_set_real(&object, "lon", place->point.lon_deg);
    jk_json_set(&object, "radius_m",
                place->radius_m < 0.0 ? json_null() : json_real(place->radius_m));
    jk_json_set_real(&object, "uncertainty_m", place->uncertainty_m);
    jk_json_set(&object, "capacity",
                place->capacity > 0.0 ? json_integer((json_int_t)place->capacity) : json_null());
    return jk_json_end(&object);
}

json_t *jk_places_json(const struct jk_pack *pack, const char *what)
{
    JK_ASSERT(pack != NULL && what != NULL);

    struct jk_json list = jk_json_list(), object = jk_json_object();
    size_t told = 0;
    bool more = false;

    for (size_t i = 0; i < pack->place_count && !more; i++) {
        if (!jk_place_is_like(&pack->places[i], what))
            continue;
        more = told == JK_PLACES_TOLD;
        if (!more)
            jk_json_add(&list, place_json(pack, &pack->places[i]));
        told++;
    }
    jk_json_set(&object, "places", jk_json_end(&list));
    jk_json_set_bool(&object, "more", more);
    return jk_json_end(&object);
}

json_t *jk_regions_json(const struct jk_pack *pack)
{
    struct jk_json list = jk_json_list(), object = jk_json_object();

    for (size_t i = 0; i < pack->region_count; i++) {
        const struct jk_region *r = &pack->regions[i];
        struct jk_json one = jk_json_object();

        jk_json_set_text(&one, "code", r->code);
        jk_json_set_text(&one, "name", r->name);
        jk_json_set_text(&one, "parent", r->parent);
        jk_json_set_text(&one, "zone", r->tz->tzid);
        jk_json_set(&one, "lat", r->has_point ? json_real(r->point.lat_deg) : json_null());
        jk_json_set(&one, "lon", r->has_point ? json_real(r->point.lon_deg) : json_null());
        jk_json_add(&list, jk_json_end(&one));
    }
    jk_json_set(&object, "regions", jk_json_end(&list));
    return jk_json_end(&object);
}

/* The times KPU gave the paslon of a contest for their rallies. */
static json_t *kpu_slots_json(const struct jk_pack *pack, const struct jk_contest *contest)
{
    const struct jk_region *region = jk_pack_region(pack, contest->region);
    const struct jk_tz *tz = region ? region->tz : pack->tz;
    struct jk_json list = jk_json_list();

    for (size_t i = 0; i < contest->kpu_slot_count; i++) {
        const struct jk_kpu_slot *slot = &contest->kpu_slots[i];
        struct jk_json regions = jk_json_list();

        for (size_t k = 0; k < slot->region_count; k++)
            jk_json_add(&regions, json_string(slot->regions[k]));
        jk_json_add(&list,
                    json_pack("{s:i, s:o, s:o, s:s, s:o, s:b, s:s}", "paslon", (int)slot->paslon,
                              "from", feed_time_json((double)slot->from_s, tz), "to",
                              feed_time_json((double)slot->to_s, tz), "zone", slot->zone, "regions",
                              jk_json_end(&regions), "free", slot->free, "basis", slot->basis));
    }
    return jk_json_end(&list);
}

json_t *jk_contests_json(const struct jk_pack *pack, enum jk_lang lang)
{
    JK_ASSERT((unsigned)lang < JK_LANG_END);

    struct jk_json list = jk_json_list(), object = jk_json_object();

    for (size_t i = 0; i < pack->contest_count; i++) {
        const struct jk_contest *c = &pack->contests[i];
        struct jk_json one = jk_json_object(), paslon = jk_json_list();

        for (size_t k = 0; k < c->paslon_count; k++)
            jk_json_add(&paslon, json_pack("{s:i, s:s}", "number", (int)c->paslon[k].number,
                                           "label", c->paslon[k].label));
        jk_json_set_text(&one, "id", c->id);
        jk_json_set_text(&one, "region", c->region);
        jk_json_set_text(&one, "name", c->name[lang]);
        jk_json_set(&one, "paslon", jk_json_end(&paslon));
        jk_json_set(&one, "kpu_slots", kpu_slots_json(pack, c));
        jk_json_add(&list, jk_json_end(&one));
    }
    jk_json_set(&object, "contests", jk_json_end(&list));
    return jk_json_end(&object);
}

static json_t *position_json(struct jk_xyz at)
{
    struct jk_point place = jk_xyz_place(at);

    return json_pack("[f, f]", place.lon_deg, place.lat_deg);
}

/* Rings lie one behind the other, each closed by its first node. */
static json_t *outline_json(const struct jk_outline *outline)
{
    struct jk_json rings = jk_json_list();

    for (uint32_t first = 0, i; first < outline->node_count; first = i + 1) {
        struct jk_json ring = jk_json_list();
        struct jk_xyz start = outline->nodes[first];

        jk_json_add(&ring, position_json(start));
        for (i = first + 1; i < outline->node_count; i++) {
            struct jk_xyz at = outline->nodes[i];

            jk_json_add(&ring, position_json(at));
            if (at.x == start.x && at.y == start.y && at.z == start.z)
                break;
        }
        jk_json_add(&rings, jk_json_end(&ring));
    }
    return json_pack("{s:s, s:o}", "type", "Polygon", "coordinates", jk_json_end(&rings));
}

static json_t *day_json(int32_t day)
{
    struct jk_buf text = { 0 };
    json_t *json;

    jk_date_add(&text, day);
    json = text.failed ? NULL : json_stringn(text.at, text.len);
    jk_buf_clear(&text);
    return json;
}

/* Who stated a zone, when and on what basis: a file says that in its source. */
static void add_stated(struct jk_json *properties, const struct jk_edition *e)
{
    char who[JK_POLICY_TEXT_MAX];

    jk_edition_who(e, who);
    jk_json_set_text(properties, "decided_by", who);
    jk_json_set_text(properties, "decided_on", e->day);
    jk_json_set_text(properties, "basis", e->basis);
    jk_json_set_text(properties, "stated_for", e->region);
    jk_json_set_integer(properties, "stated_edition", e->number);
}

static json_t *indicators_json(const struct jk_risk_zone *zone)
{
    struct jk_json list = jk_json_list();

    for (size_t i = 0; i < zone->indicator_count; i++)
        jk_json_add(&list, json_string(zone->indicators[i]));
    return jk_json_end(&list);
}

json_t *jk_zones_json(const struct jk_pack *pack, const char *region)
{
    struct jk_json features = jk_json_list(), object = jk_json_object();

    for (size_t i = 0; i < pack->zones.count; i++) {
        const struct jk_risk_zone *z = &pack->zones.at[i];
        struct jk_json p;

        if (region[0] && !jk_risk_zone_lies_in(pack, z, region))
            continue;
        p = jk_json_object();
        jk_json_set_text(&p, "id", z->id);
        jk_json_set_text(&p, "name", z->name);
        jk_json_set_text(&p, "level", z->level);
        jk_json_set_text(&p, "edition", z->edition);
        jk_json_set_text(&p, "source", z->source);
        jk_json_set(&p, "indicators", indicators_json(z));
        jk_json_set_bool(&p, "verified", z->verified);
        if (z->stated)
            add_stated(&p, &pack->editions[z->stated - 1]);
        jk_json_set_real(&p, "factor", (double)z->factor / JK_FACTOR_ONE);
        jk_json_set(&p, "from", day_json(z->from_day));
        jk_json_set(&p, "to", day_json(z->to_day));
        if (z->is_disc)
            jk_json_set_real(&p, "radius_m", z->radius_m);
        jk_json_add(&features,
                    json_pack("{s:s, s:o, s:o}", "type", "Feature", "properties", jk_json_end(&p),
                              "geometry",
                              z->is_disc ? json_pack("{s:s, s:o}", "type", "Point", "coordinates",
                                                     position_json(z->centre))
                                         : outline_json(&z->outline)));
    }
    jk_json_set_text(&object, "type", "FeatureCollection");
    jk_json_set(&object, "features", jk_json_end(&features));
    return jk_json_end(&object);
}

static json_t *rung_json(const struct jk_rung *rung)
{
    return rung->same_day ? json_pack("{s:f, s:b}", "distance_m", rung->distance_m, "same_day", 1)
                          : json_pack("{s:f, s:f}", "distance_m", rung->distance_m, "tau_min",
                                      rung->tau_s / 60.0);
}

/* Which pair of the table a row is told for. */
struct row_pair {
    enum jk_relation relation;
    enum jk_era era;
    enum jk_size a, b;
    bool sea_land;
};

/* A row of the table as a row of policy.json that names one pair. */
static json_t *row_json(const struct jk_row *row, const struct row_pair *pair)
{
    struct jk_json object = jk_json_object();

    jk_json_set_text(&object, "id", row->id);
    jk_json_set(&object, "relation", json_pack("[s]", jk_relation_word(pair->relation)));
    jk_json_set(&object, "era", json_pack("[s]", jk_era_word(pair->era)));
    jk_json_set(&object, "a", json_pack("[s]", jk_size_word(pair->a)));
    jk_json_set(&object, "b", json_pack("[s]", jk_size_word(pair->b)));
    jk_json_set(&object, "mode", json_pack("[s]", pair->sea_land ? "sea_land" : "alike"));
    if (row->exempt)
        jk_json_set_bool(&object, "exempt", true);
    if (row->push_info)
        jk_json_set_bool(&object, "push_info", true);
    for (int level = JK_LEVEL_INFO; level < JK_LEVEL_END; level++) {
        if (row->rung[level].present)
            jk_json_set(&object, jk_level_word((enum jk_level)level), rung_json(&row->rung[level]));
    }
    return jk_json_end(&object);
}

static void add_rows(struct jk_json *rows, const struct jk_policy *p, bool exempt_too)
{
    for (int i = 0; i < 2 * JK_RELATION_END * JK_ERA_END * JK_SIZE_END * JK_SIZE_END; i++) {
        int b = i % JK_SIZE_END, a = i / JK_SIZE_END % JK_SIZE_END;
        int era = i / (JK_SIZE_END * JK_SIZE_END) % JK_ERA_END;
        int relation = i / (JK_SIZE_END * JK_SIZE_END * JK_ERA_END) % JK_RELATION_END;
        bool mixed = i >= JK_RELATION_END * JK_ERA_END * JK_SIZE_END * JK_SIZE_END;
        const struct jk_row *row =
            mixed ? &p->sea_land[relation][era][a][b] : &p->rows[relation][era][a][b];
        const struct row_pair pair = { (enum jk_relation)relation, (enum jk_era)era,
                                       (enum jk_size)a, (enum jk_size)b, mixed };

        /* Both orders of a pair have one row. */
        if (b >= a && row->stated && (exempt_too || !row->exempt))
            jk_json_add(rows, row_json(row, &pair));
    }
    if (!exempt_too)
        jk_json_add(rows, json_pack("{s:s, s:b}", "id", "-", "exempt", 1));
}

/* Who decided it, as far as it is said: a certificate holds it as the file has it. */
static void add_source(struct jk_json *object, const struct jk_policy *p)
{
    if (p->decided_by[0])
        jk_json_set_text(object, "decided_by", p->decided_by);
    if (p->decided_by[0] && p->decided_day != INT32_MIN)
        jk_json_set(object, "decided_on", day_json(p->decided_day));
    if (p->basis[0])
        jk_json_set_text(object, "basis", p->basis);
}

json_t *jk_policy_json(const struct jk_policy *p, bool exempt_too)
{
    struct jk_json object = jk_json_object(), rows = jk_json_list();

    add_rows(&rows, p, exempt_too);
    jk_json_set_text(&object, "id", p->id);
    jk_json_set_integer(&object, "version", p->version);
    add_source(&object, p);
    jk_json_set_text(&object, "override_from", jk_level_word(p->override_from));
    if (p->raise.on)
        jk_json_set(&object, "raise",
                    json_pack("{s:f, s:f, s:f, s:f}", "within_m", p->raise.within_m, "stretch_m",
                              p->raise.stretch_m, "head_on_deg", p->raise.head_on_deg,
                              "following_deg", p->raise.following_deg));
    jk_json_set(&object, "escalation",
                json_pack("{s:i, s:i, s:i, s:i, s:i, s:i}", "waspada_min",
                          p->escalation.waspada_s / 60, "siaga_min", p->escalation.siaga_s / 60,
                          "siaga_soon_min", p->escalation.siaga_soon_s / 60, "soon_within_min",
                          p->escalation.soon_within_s / 60, "waspada_soon_min",
                          p->escalation.waspada_soon_s / 60, "waspada_within_min",
                          p->escalation.waspada_within_s / 60));
    jk_json_set(&object, "rows", jk_json_end(&rows));
    return jk_json_end(&object);
}

static json_t *statement_json(const struct jk_pack *pack, const struct jk_statement *s)
{
    struct jk_json object = jk_json_object(), contests = jk_json_list();

    for (size_t i = 0; i < s->scope.contest_count; i++)
        jk_json_add(&contests, json_string(s->scope.contests[i]));
    jk_json_set_text(&object, "id", s->policy->id);
    jk_json_set_integer(&object, "version", s->policy->version);
    add_source(&object, s->policy);
    jk_json_set_text(&object, "region", s->scope.own ? "" : s->scope.region);
    jk_json_set(&object, "contests", jk_json_end(&contests));
    jk_json_set(&object, "edition", s->edition ? json_integer(s->edition->number) : json_null());
    jk_json_set(&object, "above",
                s->above == JK_NOTHING_ABOVE ? json_null()
                                             : json_string(pack->statements[s->above].policy->id));
    return jk_json_end(&object);
}

json_t *jk_policies_json(const struct jk_pack *pack, enum jk_lang lang)
{
    struct jk_json list = jk_json_list();

    for (uint32_t i = 0; i < pack->statement_count; i++)
        jk_json_add(&list, statement_json(pack, &pack->statements[i]));
    return json_pack("{s:o, s:o}", "policies", jk_json_end(&list), "left_out",
                     jk_misfits_json(pack, lang));
}
