/* Verdicts and conflicts as JSON, seen from one side.
 *
 * A conflict is stored once with the sides a and b; its reader's own side comes first, so parts are
 * turned round where needed (jk_leg_part_swapped). A conflict repeats the figures of its worst part
 * at the top, for readers that look at nothing else. Findings are filtered by audience here, at the
 * last moment, so that one verdict serves all roles. Places are rounded to 1e-8 degrees, which is
 * finer than any stated place and stable in print. A verdict goes straight to octets, for there is
 * one in every answer to a filing; who wants it as a tree gets what was written, read. */
#include "jarak/feed/json/build.h"
#include "jarak/feed/json/verdict.h"

#include <math.h>
#include <string.h>
#include "daemon/feed/json/values.h"
#include "jarak/base/defend.h"
#include "jarak/feed/json/pen.h"

struct jk_leg_part jk_leg_part_swapped(const struct jk_leg_part *part)
{
    JK_ASSERT(part != NULL);

    struct jk_leg_part out = *part;

    out.tag_own = part->tag_other;
    out.tag_other = part->tag_own;
    out.leg_own = part->leg_other;
    out.leg_other = part->leg_own;
    out.during_own = part->during_other;
    out.during_other = part->during_own;
    out.part = jk_part_swapped(&part->part);
    return out;
}

/* Eight decimals are a millimetre: what is told can be measured again. */
static double round_degrees(double deg)
{
    return round(deg * 1e8) / 1e8;
}

static json_t *place_json(struct jk_point place, double time_s, const struct jk_tz *tz)
{
    return json_pack("{s:o, s:o, s:o}", "lat", json_real(round_degrees(place.lat_deg)), "lon",
                     json_real(round_degrees(place.lon_deg)), "time", feed_time_json(time_s, tz));
}

static json_t *spans_json(const struct jk_span_s *spans, size_t count, const struct jk_tz *tz)
{
    struct jk_json list = jk_json_list();

    for (size_t i = 0; i < count; i++)
        jk_json_add(&list, json_pack("[o, o]", feed_time_json(spans[i].from_s, tz),
                                     feed_time_json(spans[i].to_s, tz)));
    return jk_json_end(&list);
}

static const char *during_word(enum jk_during during)
{
    static const char *const words[] = { "held", "buildup", "dispersal" };

    return words[during];
}

/* Where two policies meet: by which it is told, and what the other says. */
static json_t *beside_json(const struct jk_part *p)
{
    const struct jk_ruled_beside *b = &p->beside;

    return json_pack("{s:s, s:s, s:s, s:s, s:s}", "policy", p->policy->id, "other",
                     b->ruling.policy->id, "rule", b->ruling.row->id, "level",
                     jk_level_word(b->levels.level), "level_max",
                     jk_level_word(b->levels.level_max));
}

/* Members that a part and its conflict have in common. */
static void add_figures(struct jk_json *object, const struct jk_leg_part *leg,
                        const struct jk_tz *tz)
{
    const struct jk_part *p = &leg->part;

    jk_json_set_text(object, "kind", jk_meet_word(p->meet));
    jk_json_set_text(object, "rule", p->row->id);
    if (p->beside.ruling.row)
        jk_json_set(object, "beside", beside_json(p));
    jk_json_set_bool(object, "raised", p->raised);
    jk_json_set(object, "legs",
                json_pack("[s, s]", jk_leg_word(leg->leg_own), jk_leg_word(leg->leg_other)));
    jk_json_set(object, "as_happened",
                json_pack("[b, b]", leg->tag_own & JK_TAG_HAPPENED ? 1 : 0,
                          leg->tag_other & JK_TAG_HAPPENED ? 1 : 0));
    jk_json_set_real(object, "distance_m", p->distance_m);
    jk_json_set_real(object, "distance_min_m", p->distance_min_m);
    jk_json_set_real(object, "distance_max_m", p->distance_max_m);
    jk_json_set_real(object, "required_m", p->required_m);
    jk_json_set(object, "tau_s",
                p->rung->same_day ? json_null() : json_integer((json_int_t)p->tau_s));
    jk_json_set_real(object, "zone_factor", (double)p->factor / JK_FACTOR_ONE);
    jk_json_set_bool(object, "same_day", p->rung->same_day);
    jk_json_set(object, "heads_meet",
                p->heads_s > 0 ? feed_time_json(p->heads_s, tz) : json_null());
    jk_json_set(object, "during",
                json_pack("[s, s]", during_word(leg->during_own), during_word(leg->during_other)));
    jk_json_set(object, "shared_road_m", json_real((double)(int64_t)(p->shared_road_m + 0.5)));
    jk_json_set(object, "at",
                json_pack("[o, o]", place_json(p->at_a, p->time_a_s, tz),
                          place_json(p->at_b, p->time_b_s, tz)));
    jk_json_set(object, "intervals",
                json_pack("[o, o]", spans_json(p->spans_a, p->span_count_a, tz),
                          spans_json(p->spans_b, p->span_count_b, tz)));
}

/* Whose territory the two places are, each named once. */
static json_t *jurisdiction_json(const struct jk_pack *pack, const struct jk_part *p)
{
    const struct jk_point places[] = { p->at_a, p->at_b };
    const struct jk_region *named[2 * JK_LOCATED_MAX];
    struct jk_json list = jk_json_list();
    bool approximate = false;
    size_t count = 0;

    for (int side = 0; side < 2; side++) {
        struct jk_located where;

        jk_pack_locate(pack, places[side], &where);
        approximate = where.approximate;
        for (size_t i = 0; i < where.count; i++) {
            size_t k = 0;

            while (k < count && named[k] != where.regions[i])
                k++;
            if (k == count)
                named[count++] = where.regions[i];
        }
    }
    for (size_t i = 0; i < count; i++)
        jk_json_add(&list, json_pack("{s:s, s:s}", "code", named[i]->code, "name", named[i]->name));
    return json_pack("{s:o, s:b}", "regions", jk_json_end(&list), "approximate", approximate);
}

static void add_levels(struct jk_json *object, struct jk_levels levels)
{
    jk_json_set_text(object, "level", jk_level_word(levels.level));
    jk_json_set_text(object, "level_max", jk_level_word(levels.level_max));
}

/* Nothing where nobody has said anything yet. */
static void add_opinion(struct jk_json *list, enum jk_agency agency, const char *region,
                        const struct jk_agency_opinion *v, const struct jk_tz *tz)
{
    struct jk_json object;

    if (v->opinion == JK_OPINION_OPEN && v->time_s == 0)
        return;
    object = jk_json_object();
    jk_json_set_text(&object, "agency", jk_agency_word(agency));
    if (region)
        jk_json_set_text(&object, "region", region);
    jk_json_set_text(&object, "verdict", jk_opinion_word(v->opinion));
    jk_json_set_text(&object, "note", v->note ? v->note : "");
    jk_json_set_text(&object, "account", v->actor ? v->actor : "");
    jk_json_set_integer(&object, "revision", v->revision);
    jk_json_set(&object, "time", feed_time_json((double)v->time_s, tz));
    jk_json_add(list, jk_json_end(&object));
}

static json_t *opinions_json(const struct jk_conflict_view *view)
{
    struct jk_json list = jk_json_list();

    for (int i = 0; view->opinions && i < JK_AGENCY_END; i++)
        add_opinion(&list, (enum jk_agency)i, NULL, &view->opinions[i], view->tz);
    for (size_t i = 0; i < view->office_count; i++)
        add_opinion(&list, view->offices[i].agency, view->offices[i].region, &view->offices[i].said,
                    view->tz);
    return jk_json_end(&list);
}

json_t *jk_step_json(enum jk_step step)
{
    return json_pack("{s:i, s:s}", "step", (int)step, "reached", jk_step_word(step));
}

/* How far up it was told, and who has taken notice; null for nobody. */
static void add_escalation(struct jk_json *object, const struct jk_escalation_state *a,
                           const struct jk_tz *tz)
{
    jk_json_set(object, "escalation",
                a->step == JK_STEP_NONE ? json_null() : jk_step_json(a->step));
    jk_json_set(object, "acknowledged",
                a->actor ? json_pack("{s:s, s:o}", "by", a->actor, "time",
                                     feed_time_json((double)a->acked_s, tz))
                         : json_null());
}

static json_t *side_json(const struct jk_side_view *side, const struct jk_side_view *beside,
                         const struct jk_pack *pack)
{
    return json_pack("{s:s, s:o, s:s*, s:s*, s:s*, s:b}", "uid", side->uid, "party",
                     feed_party_beside_json(pack, side->party, beside->party), "summary",
                     side->summary, "contest", side->party->contest, "kind",
                     side->kind == JK_KIND_END ? NULL : jk_kind_word(side->kind), "assessed",
                     !side->unassessed);
}

json_t *jk_conflict_json(const struct jk_conflict_view *view, const struct jk_pack *pack)
{
    JK_ASSERT(view != NULL && pack != NULL);

    struct jk_json object = jk_json_object();
    struct jk_json parts = jk_json_list();

    jk_json_set_text(&object, "id", view->id);
    jk_json_set_integer(&object, "revision", view->revision);
    jk_json_set_text(&object, "state", view->open ? "open" : "closed");
    add_levels(&object, view->levels);
    jk_json_set(&object, "own", side_json(&view->own, &view->other, pack));
    jk_json_set(&object, "with", side_json(&view->other, &view->own, pack));
    if (view->part_count > 0) {
        add_figures(&object, &view->parts[0], view->tz);
        jk_json_set(&object, "jurisdiction", jurisdiction_json(pack, &view->parts[0].part));
    }
    for (size_t i = 0; i < view->part_count; i++) {
        struct jk_json part = jk_json_object();

        add_levels(&part, view->parts[i].part.levels);
        add_figures(&part, &view->parts[i], view->tz);
        jk_json_add(&parts, jk_json_end(&part));
    }
    jk_json_set(&object, "parts", jk_json_end(&parts));
    add_escalation(&object, &view->escalation, view->tz);
    jk_json_set(&object, "verdicts", opinions_json(view));
    return jk_json_end(&object);
}

const struct jk_risk_zone *jk_part_zone(const struct jk_part *part, const struct jk_pack *pack,
                                        const struct jk_tz *tz)
{
    return part->factor > JK_FACTOR_ONE
               ? jk_risk_zone_of(&pack->zones, part->factor, part->at_a, part->at_b,
                                 jk_local_day((int64_t)part->time_a_s, tz->offset_s))
               : NULL;
}

static json_t *zone_json(const struct jk_part *part, const struct jk_pack *pack,
                         const struct jk_tz *tz)
{
    const struct jk_risk_zone *zone = jk_part_zone(part, pack, tz);

    return zone ? json_pack("{s:s, s:s, s:s, s:f}", "id", zone->id, "name", zone->name, "level",
                            zone->level, "factor", (double)zone->factor / JK_FACTOR_ONE)
                : json_null();
}

json_t *jk_official_conflict_json(const struct jk_conflict_view *view, const struct jk_pack *pack)
{
    struct jk_json object = jk_json_take(jk_conflict_json(view, pack));
    json_t *parts = json_object_get(object.value, "parts");

    for (size_t i = 0; i < view->part_count; i++)
        json_object_set_new(json_array_get(parts, i), "zone",
                            zone_json(&view->parts[i].part, pack, view->tz));
    if (view->part_count > 0)
        jk_json_set(&object, "zone", zone_json(&view->parts[0].part, pack, view->tz));
    return jk_json_end(&object);
}

/* Those the reader is shown. */
static void put_findings(struct jk_pen *pen, const struct jk_verdict_view *view, unsigned sees,
                         enum jk_lang lang)
{
    jk_pen_list(pen, "findings");
    for (size_t i = 0; i < view->finding_count; i++) {
        const struct jk_finding *f = &view->findings[i];

        if (!(f->audience & sees))
            continue;
        jk_pen_object(pen, NULL);
        jk_pen_text(pen, "rule", f->rule);
        jk_pen_text(pen, "level", f->level);
        jk_pen_text(pen, "field", f->field);
        jk_pen_text(pen, "text", f->text[lang]);
        jk_pen_text(pen, "basis", f->basis);
        jk_pen_bool(pen, "verified", f->verified);
        jk_pen_close_object(pen);
    }
    jk_pen_close_list(pen);
}

static void put_words(struct jk_pen *pen, const char *name, const char *const *words)
{
    jk_pen_list(pen, name);
    for (; words && *words; words++)
        jk_pen_text(pen, NULL, *words);
    jk_pen_close_list(pen);
}

static void put_acts(struct jk_pen *pen, unsigned allowed)
{
    jk_pen_list(pen, "allowed");
    for (int act = 0; act < JK_ACT_END; act++) {
        if (allowed >> act & 1)
            jk_pen_text(pen, NULL, jk_act_word((enum jk_act_kind)act));
    }
    jk_pen_close_list(pen);
}

/* Null where there is nothing to say. */
static const char *said(const char *text)
{
    return text && text[0] ? text : NULL;
}

json_t *jk_precedence_json(const struct jk_precedence *p, const struct jk_tz *tz)
{
    return json_pack("{s:b, s:o, s:I}", "kpu_slot", p->in_kpu_slot, "received",
                     p->received_s == JK_NO_TIME ? json_null()
                                                 : feed_time_json((double)p->received_s, tz),
                     "receipt", (json_int_t)p->receipt);
}

static void put_place(struct jk_pen *pen, struct jk_point place, double time_s,
                      const struct jk_tz *tz)
{
    struct jk_buf time = { 0 };

    jk_iso_add(&time, (int64_t)time_s, tz->offset_s);
    jk_pen_object(pen, NULL);
    jk_pen_real(pen, "lat", round_degrees(place.lat_deg));
    jk_pen_real(pen, "lon", round_degrees(place.lon_deg));
    jk_pen_buf(pen, "time", &time);
    jk_pen_close_object(pen);
}

static void put_nearest(struct jk_pen *pen, const struct jk_verdict_view *view)
{
    const struct jk_nearest *near = &view->nearest;

    if (!view->has_nearest) {
        jk_pen_null(pen, "nearest");
        return;
    }
    jk_pen_object(pen, "nearest");
    jk_pen_text(pen, "uid", view->nearest_uid);
    jk_pen_real(pen, "distance_m", near->distance_m);
    jk_pen_list(pen, "at");
    put_place(pen, near->at_own, near->time_own_s, view->tz);
    put_place(pen, near->at_other, near->time_other_s, view->tz);
    jk_pen_close_list(pen);
    jk_pen_close_object(pen);
}

/* Which notice, and how far it has come. */
static void put_standing(struct jk_pen *pen, const struct jk_verdict_view *view, unsigned sees)
{
    jk_pen_text(pen, "uid", view->uid);
    if (view->href)
        jk_pen_text(pen, "href", view->href);
    jk_pen_text(pen, "chain", view->chain);
    jk_pen_integer(pen, "chain_revision", view->chain_revision);
    jk_pen_integer(pen, "revision", view->revision);
    jk_pen_integer(pen, "sequence", view->sequence);
    jk_pen_text(pen, "state", view->state);
    jk_pen_bool(pen, "pending_revision", view->pending);
    jk_pen_text(pen, "pending_state", said(view->pending_state));
    jk_pen_bool(pen, "withdrawal_requested", view->withdrawal_requested);
    jk_pen_bool(pen, "assessed", view->assessed);
    /* The sequence of receipt would tell a team how many plans others have filed. */
    if (view->has_precedence && (sees & JK_SEE_OFFICERS))
        jk_pen_tree(pen, "precedence", jk_precedence_json(&view->precedence, view->tz));
    else
        jk_pen_null(pen, "precedence");
    jk_pen_text(pen, "sttp", view->sttp ? view->sttp : "");
    jk_pen_bool(pen, "sttp_recorded", view->recorded);
    put_acts(pen, view->allowed);
    put_words(pen, "missing", view->missing);
    jk_pen_text(pen, "etag", view->etag);
}

void jk_verdict_write(struct jk_pen *pen, const struct jk_verdict_view *view, unsigned sees,
                      enum jk_lang lang)
{
    JK_ASSERT((unsigned)lang < JK_LANG_END);

    jk_pen_object(pen, NULL);
    put_standing(pen, view, sees);
    jk_pen_object(pen, "policy");
    jk_pen_text(pen, "id", view->policy->id);
    jk_pen_integer(pen, "version", view->policy->version);
    jk_pen_close_object(pen);
    jk_pen_bool(pen, "simulation", view->pack->simulation);
    put_findings(pen, view, sees, lang);
    jk_pen_list(pen, "conflicts");
    for (size_t i = 0; i < view->conflict_count; i++)
        jk_pen_tree(pen, NULL, jk_conflict_json(&view->conflicts[i], view->pack));
    jk_pen_close_list(pen);
    jk_pen_text(pen, "letter_sha256", said(view->letter_sha256));
    jk_pen_list(pen, "retimes");
    for (size_t i = 0; i < view->offer_count; i++)
        jk_pen_tree(pen, NULL, jk_offer_json(&view->offers[i], view->tz));
    jk_pen_close_list(pen);
    put_nearest(pen, view);
    jk_pen_close_object(pen);
}

json_t *jk_verdict_json(const struct jk_verdict_view *view, unsigned sees, enum jk_lang lang)
{
    struct jk_buf text = { 0 };
    struct jk_pen pen;
    json_t *json;

    jk_pen_begin(&pen, &text);
    jk_verdict_write(&pen, view, sees, lang);
    jk_pen_end(&pen);
    json = jk_buf_ok(&text) ? json_loadb(text.at, text.len, 0, NULL) : NULL;
    jk_buf_clear(&text);
    return json;
}
