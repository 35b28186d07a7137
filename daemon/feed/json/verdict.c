/* Verdicts and conflicts as JSON, seen from one side.
 *
 * A conflict is stored once with the sides a and b; its reader's own side comes first, so parts are
 * turned round where needed (jk_leg_part_swapped). A conflict repeats the figures of its worst part
 * at the top, for readers that look at nothing else. Findings are filtered by audience here, at the
 * last moment, so that one verdict serves all roles. Places are rounded to 1e-6 degrees, which is
 * finer than any stated place and stable in print. */
#include "jarak/feed/json/verdict.h"

#include <string.h>
#include "daemon/feed/json/values.h"

struct jk_leg_part jk_leg_part_swapped(const struct jk_leg_part *part)
{
    struct jk_leg_part out = *part;
    struct jk_part *p = &out.part;

    out.tag_own = part->tag_other;
    out.tag_other = part->tag_own;
    out.leg_own = part->leg_other;
    out.leg_other = part->leg_own;
    p->at_a = part->part.at_b;
    p->at_b = part->part.at_a;
    p->time_a_s = part->part.time_b_s;
    p->time_b_s = part->part.time_a_s;
    p->spans_a = part->part.spans_b;
    p->spans_b = part->part.spans_a;
    p->span_count_a = part->part.span_count_b;
    p->span_count_b = part->part.span_count_a;
    return out;
}

static json_t *place_json(struct jk_point place, double time_s, const struct jk_zone *zone)
{
    /* A tenth of a metre: finer than any stated place, and stable in print. */
    return json_pack(
        "{s:o, s:o, s:o}", "lat",
        json_real((double)(int64_t)(place.lat_deg * 1e6 + (place.lat_deg < 0 ? -0.5 : 0.5)) / 1e6),
        "lon",
        json_real((double)(int64_t)(place.lon_deg * 1e6 + (place.lon_deg < 0 ? -0.5 : 0.5)) / 1e6),
        "time", feed_time_json(time_s, zone));
}

static json_t *spans_json(const struct jk_span_s *spans, size_t count, const struct jk_zone *zone)
{
    json_t *list = json_array();

    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, json_pack("[o, o]", feed_time_json(spans[i].from_s, zone),
                                              feed_time_json(spans[i].to_s, zone)));
    return list;
}

/* Members that a part and its conflict have in common. */
static void add_figures(json_t *object, const struct jk_leg_part *leg, const struct jk_zone *zone)
{
    const struct jk_part *p = &leg->part;

    json_object_set_new(object, "kind", json_string(jk_meet_word(p->meet)));
    json_object_set_new(object, "rule", json_string(p->row->id));
    json_object_set_new(object, "raised", json_boolean(p->raised));
    json_object_set_new(object, "legs",
                        json_pack("[s, s]", jk_leg_word(leg->leg_own),
                                  jk_leg_word(leg->leg_other)));
    json_object_set_new(object, "as_happened",
                        json_pack("[b, b]", leg->tag_own & JK_TAG_HAPPENED ? 1 : 0,
                                  leg->tag_other & JK_TAG_HAPPENED ? 1 : 0));
    json_object_set_new(object, "distance_m", json_real(p->distance_m));
    json_object_set_new(object, "distance_min_m", json_real(p->distance_min_m));
    json_object_set_new(object, "distance_max_m", json_real(p->distance_max_m));
    json_object_set_new(object, "required_m", json_real(p->required_m));
    json_object_set_new(object, "tau_s",
                        p->rung->same_day ? json_null() : json_integer((json_int_t)p->tau_s));
    json_object_set_new(object, "zone_factor", json_real(p->factor));
    json_object_set_new(object, "same_day", json_boolean(p->rung->same_day));
    json_object_set_new(object, "shared_road_m",
                        json_real((double)(int64_t)(p->shared_road_m + 0.5)));
    json_object_set_new(object, "at",
                        json_pack("[o, o]", place_json(p->at_a, p->time_a_s, zone),
                                  place_json(p->at_b, p->time_b_s, zone)));
    json_object_set_new(object, "intervals",
                        json_pack("[o, o]", spans_json(p->spans_a, p->span_count_a, zone),
                                  spans_json(p->spans_b, p->span_count_b, zone)));
}

/* Whose territory the two places are, each named once. */
static json_t *jurisdiction_json(const struct jk_pack *pack, const struct jk_part *p)
{
    const struct jk_point places[] = { p->at_a, p->at_b };
    json_t *list = json_array();
    bool approximate = false;

    for (int side = 0; side < 2; side++) {
        struct jk_located where;

        jk_pack_locate(pack, places[side], &where);
        approximate = where.approximate;
        for (size_t i = 0; i < where.count; i++) {
            size_t k = 0;

            while (k < json_array_size(list) &&
                   strcmp(json_string_value(json_object_get(json_array_get(list, k), "code")),
                          where.regions[i]->code) != 0)
                k++;
            if (k == json_array_size(list))
                json_array_append_new(list, json_pack("{s:s, s:s}", "code", where.regions[i]->code,
                                                      "name", where.regions[i]->name));
        }
    }
    return json_pack("{s:o, s:b}", "regions", list, "approximate", approximate);
}

static void add_levels(json_t *object, struct jk_levels levels)
{
    json_object_set_new(object, "level", json_string(jk_level_word(levels.level)));
    json_object_set_new(object, "level_max", json_string(jk_level_word(levels.level_max)));
}

/* Those that said something. */
static json_t *opinions_json(const struct jk_conflict_view *view)
{
    json_t *list = json_array();

    for (int i = 0; view->opinions && i < JK_AGENCY_END; i++) {
        const struct jk_agency_opinion *v = &view->opinions[i];

        if (v->opinion == JK_OPINION_OPEN && v->time_s == 0)
            continue;
        json_array_append_new(list,
                              json_pack("{s:s, s:s, s:s, s:s, s:i, s:o}", "agency",
                                        jk_agency_word((enum jk_agency)i), "verdict",
                                        jk_opinion_word(v->opinion), "note", v->note ? v->note : "",
                                        "account", v->actor ? v->actor : "", "revision",
                                        (int)v->revision, "time",
                                        feed_time_json((double)v->time_s, view->zone)));
    }
    return list;
}

json_t *jk_step_json(enum jk_step step)
{
    return json_pack("{s:i, s:s}", "step", (int)step, "reached", jk_step_word(step));
}

/* How far up it was told, and who has taken notice; null for nobody. */
static void add_escalation(json_t *object, const struct jk_escalation_state *a,
                           const struct jk_zone *zone)
{
    json_object_set_new(object, "escalation",
                        a->step == JK_STEP_NONE ? json_null() : jk_step_json(a->step));
    json_object_set_new(object, "acknowledged",
                        a->actor ? json_pack("{s:s, s:o}", "by", a->actor, "time",
                                             feed_time_json((double)a->acked_s, zone))
                                 : json_null());
}

json_t *jk_conflict_json(const struct jk_conflict_view *view, const struct jk_pack *pack)
{
    json_t *object = json_object(), *parts = json_array();

    if (!object || !parts)
        return NULL;
    json_object_set_new(object, "id", json_string(view->id));
    json_object_set_new(object, "revision", json_integer(view->revision));
    json_object_set_new(object, "state", json_string(view->open ? "open" : "closed"));
    add_levels(object, view->levels);
    json_object_set_new(object, "own",
                        json_pack("{s:s, s:o, s:s, s:s*}", "uid", view->own.uid, "party",
                                  feed_party_json(pack, view->own.party), "summary",
                                  view->own.summary, "contest", view->own.party->contest));
    json_object_set_new(object, "with",
                        json_pack("{s:s, s:o, s:s, s:s*}", "uid", view->other.uid, "party",
                                  feed_party_json(pack, view->other.party), "summary",
                                  view->other.summary, "contest", view->other.party->contest));
    if (view->part_count > 0) {
        add_figures(object, &view->parts[0], view->zone);
        json_object_set_new(object, "jurisdiction", jurisdiction_json(pack, &view->parts[0].part));
    }
    for (size_t i = 0; i < view->part_count; i++) {
        json_t *part = json_object();

        add_levels(part, view->parts[i].part.levels);
        add_figures(part, &view->parts[i], view->zone);
        json_array_append_new(parts, part);
    }
    json_object_set_new(object, "parts", parts);
    add_escalation(object, &view->escalation, view->zone);
    json_object_set_new(object, "verdicts", opinions_json(view));
    return object;
}

/* Those the reader is shown. */
static json_t *findings_json(const struct jk_verdict_view *view, unsigned sees, enum jk_lang lang)
{
    json_t *list = json_array();

    for (size_t i = 0; i < view->finding_count; i++) {
        const struct jk_finding *f = &view->findings[i];

        if (f->audience & sees)
            json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s, s:s, s:b}", "rule", f->rule,
                                                  "level", f->level, "field", f->field, "text",
                                                  f->text[lang], "basis", f->basis, "verified",
                                                  f->verified));
    }
    return list;
}

static json_t *offers_json(const struct jk_verdict_view *view)
{
    json_t *list = json_array();

    for (size_t i = 0; i < view->offer_count; i++)
        json_array_append_new(list, jk_offer_json(&view->offers[i], view->zone));
    return list;
}

static json_t *words_json(const char *const *words)
{
    json_t *list = json_array();

    for (; words && *words; words++)
        json_array_append_new(list, json_string(*words));
    return list;
}

static json_t *acts_json(unsigned allowed)
{
    json_t *list = json_array();

    for (int act = 0; act < JK_ACT_END; act++) {
        if (allowed >> act & 1)
            json_array_append_new(list, json_string(jk_act_word((enum jk_act_kind)act)));
    }
    return list;
}

json_t *jk_verdict_json(const struct jk_verdict_view *view, unsigned sees, enum jk_lang lang)
{
    json_t *object = json_object(), *conflicts = json_array();

    if (!object || !conflicts)
        return NULL;
    json_object_set_new(object, "uid", json_string(view->uid));
    json_object_set_new(object, "chain", json_string(view->chain));
    json_object_set_new(object, "chain_revision", json_integer(view->chain_revision));
    json_object_set_new(object, "revision", json_integer(view->revision));
    json_object_set_new(object, "sequence", json_integer(view->sequence));
    json_object_set_new(object, "state", json_string(view->state));
    json_object_set_new(object, "pending_revision", json_boolean(view->pending));
    json_object_set_new(object, "sttp", json_string(view->sttp ? view->sttp : ""));
    json_object_set_new(object, "sttp_recorded", json_boolean(view->recorded));
    json_object_set_new(object, "allowed", acts_json(view->allowed));
    json_object_set_new(object, "missing", words_json(view->missing));
    json_object_set_new(object, "etag", json_string(view->etag));
    json_object_set_new(object, "policy",
                        json_pack("{s:s, s:i}", "id", view->pack->policy.id, "version",
                                  (int)view->pack->policy.version));
    json_object_set_new(object, "simulation", json_boolean(view->pack->simulation));
    json_object_set_new(object, "findings", findings_json(view, sees, lang));
    for (size_t i = 0; i < view->conflict_count; i++)
        json_array_append_new(conflicts, jk_conflict_json(&view->conflicts[i], view->pack));
    json_object_set_new(object, "conflicts", conflicts);
    json_object_set_new(object, "letter_sha256",
                        view->letter_sha256 && view->letter_sha256[0]
                            ? json_string(view->letter_sha256)
                            : json_null());
    json_object_set_new(object, "retimes", offers_json(view));
    json_object_set_new(object, "nearest", json_null());
    if (view->has_nearest)
        json_object_set_new(
            object, "nearest",
            json_pack("{s:s, s:f, s:[o, o]}", "uid", view->nearest_uid, "distance_m",
                      view->nearest.distance_m, "at",
                      place_json(view->nearest.at_own, view->nearest.time_own_s, view->zone),
                      place_json(view->nearest.at_other, view->nearest.time_other_s, view->zone)));
    return object;
}
