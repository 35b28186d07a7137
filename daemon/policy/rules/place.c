/* Rules of places: R9 uncertain, R10 no place, R13 outside the region, R14 addressee, R15 near a
 * sensitive place, R23 geometry that was not sent along, R26 rivals of the day that no distance can
 * be computed to.
 *
 * R13 and R14 need the territories a chain touches (touched.h). The first territory at a place is
 * touched surely, further ones lie within JK_BORDER_M and are named as near. */
#include "daemon/policy/rules/rules_internal.h"
#include "jarak/policy/texts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include "jarak/base/decimal.h"
#include "jarak/geo/geodesic.h"
#include "jarak/policy/occupancy.h"
#include "jarak/policy/stations.h"
#include "jarak/policy/touched.h"

/* R9. Uncertain by some metres: a point is asked for before the STTP. */
bool policy_rule_uncertain(struct jk_arena *arena, const struct jk_rule_input *in,
                           const struct jk_rule_entry *rule, struct said *said)
{
    const struct jk_facts *f = &in->notice->facts;

    (void)rule;
    if (f->shape.kind == JK_SHAPE_NONE || !(f->uncertainty_m > 0.0) ||
        f->uncertainty_m > JK_DOUBT_MAX_M)
        return false;
    policy_rule_say_number(arena, f->uncertainty_m / 1000.0, 1, said);
    return true;
}

/* R10. Known by name only, or uncertain beyond use: no distance is computed. */
bool policy_rule_no_place(struct jk_arena *arena, const struct jk_rule_input *in,
                          const struct jk_rule_entry *rule, struct said *said)
{
    const struct jk_facts *f = &in->notice->facts;

    (void)arena;
    (void)rule;
    (void)said;
    return (f->shape.kind == JK_SHAPE_NONE && f->place_by != JK_PLACE_ONLINE) ||
           f->uncertainty_m > JK_DOUBT_MAX_M;
}

/* A pack without any point of reference knows of no place where it lies. */
static bool has_reference(const struct jk_pack *pack)
{
    for (size_t i = 0; i < pack->region_count; i++) {
        if (pack->regions[i].has_point)
            return true;
    }
    return false;
}

/* R13. A reference point does not say where a region ends; where territories are not known, only
 * what is far from all of them lies outside. */
bool policy_rule_outside(struct jk_arena *arena, const struct jk_rule_input *in,
                         const struct jk_rule_entry *rule, struct said *said)
{
    const struct jk_contest *contest = jk_pack_contest(in->pack, in->notice->facts.party.contest);
    const struct jk_region *region = contest ? jk_pack_region(in->pack, contest->region) : NULL;
    struct jk_buf text[JK_LANG_END] = { { 0 } };
    struct jk_touched t = { .sure_count = 0 };

    (void)rule;
    if (!region)
        return false;
    jk_touched_add(in->pack, contest->region, &in->notice->facts, &t);
    if (in->pack->area_count > 0 ? !t.outside : !t.nowhere || !has_reference(in->pack))
        return false;
    for (int lang = 0; lang < JK_LANG_END; lang++)
        jk_buf_str(&text[lang], region->name);
    policy_rule_say_text(arena, text, said);
    return true;
}

static void add_names(struct jk_buf *out, const struct jk_region *const list[], size_t count)
{
    for (size_t i = 0; i < count; i++)
        jk_buf_fmt(out, "%s%s", i ? ", " : "", list[i]->name);
}

/* One sub-district: Kapolsek; several: Kapolres; several regencies: Kapolda (Perpol 5/2024 Ps 8).
 */
static enum jk_police police_of(const struct jk_touched *t)
{
    /* Sub-districts of one regency share their parent. */
    for (size_t i = 1; i < t->sure_count; i++) {
        if (strcmp(t->sure[i]->parent, t->sure[0]->parent) != 0)
            return JK_POLICE_DAERAH;
    }
    return t->sure_count == 1 ? JK_POLICE_SEKTOR : JK_POLICE_RESOR;
}

/* What the pack says of the contest and kind; null where the place alone counts. */
static const struct jk_addressee *addressee_of(const struct jk_rule_input *in)
{
    const struct jk_facts *f = &in->notice->facts;
    const struct jk_contest *contest = jk_pack_contest(in->pack, f->party.contest);

    for (size_t i = 0; contest && i < contest->addressee_count; i++) {
        if (contest->addressees[i].kinds & 1u << f->kind)
            return &contest->addressees[i];
    }
    return NULL;
}

/* An office of the police and its ground: the region itself, its regency or its province. */
static void say_police(const struct jk_pack *pack, const struct jk_region *region,
                       enum jk_police police, struct jk_buf *out)
{
    static const char *const offices[] = { [JK_POLICE_SEKTOR] = "Kapolsek",
                                           [JK_POLICE_RESOR] = "Kapolres",
                                           [JK_POLICE_DAERAH] = "Kapolda" };

    for (int up = 0; up < (int)police; up++) {
        const struct jk_region *parent = jk_pack_region(pack, region->parent);

        region = parent ? parent : region;
    }
    jk_buf_str(out, offices[police]);
    jk_buf_char(out, ' ');
    jk_buf_str(out, region->name);
}

static void say_addressee(const struct jk_rule_input *in, const struct jk_touched *t,
                          enum jk_lang lang, struct jk_buf *out)
{
    const struct jk_addressee *by = addressee_of(in);
    enum jk_police police = police_of(t);

    if (by && by->least > police) {
        say_police(in->pack, t->sure[0], by->least, out);
        jk_buf_fmt(out, " (%s); %s ", by->basis, jk_text_get(JK_TEXT_BY_ITS_PLACE, lang));
    }
    say_police(in->pack, t->sure[0], police, out);
    if (t->sure_count > 1) {
        jk_buf_str(out, " (");
        add_names(out, t->sure, t->sure_count);
        jk_buf_char(out, ')');
    }
    if (t->near_count) {
        jk_buf_fmt(out, "; %s ", jk_text_get(JK_TEXT_NEAR_BORDER, lang));
        add_names(out, t->near, t->near_count);
    }
    if (t->approximate) {
        jk_buf_str(out, " (");
        jk_buf_str(out, jk_text_get(JK_TEXT_BY_REFERENCE, lang));
        jk_buf_char(out, ')');
    }
}

/* Drops from the near ones what is surely touched already. */
static void drop_sure(struct jk_touched *t)
{
    size_t kept = 0;

    for (size_t i = 0; i < t->near_count; i++) {
        bool sure = false;

        for (size_t k = 0; k < t->sure_count; k++)
            sure = sure || t->near[i] == t->sure[k];
        if (!sure)
            t->near[kept++] = t->near[i];
    }
    t->near_count = kept;
}

/* R14. The police a chain's letter goes to, by all places of all its legs. */
bool policy_rule_addressee(struct jk_arena *arena, const struct jk_rule_input *in,
                           const struct jk_rule_entry *rule, struct said *said)
{
    struct jk_buf text[JK_LANG_END] = { { 0 } };
    struct jk_touched t = { .sure_count = 0 };

    (void)rule;
    if (!policy_rule_speaks_for_chain(in) || jk_facts_are_neutral(&in->notice->facts))
        return false; /* who schedules its own business writes no letter */
    if (in->chain_count == 0)
        jk_touched_add(in->pack, "", &in->notice->facts, &t);
    for (size_t i = 0; i < in->chain_count; i++)
        jk_touched_add(in->pack, "", &in->chain[i]->facts, &t);
    if (t.sure_count == 0)
        return false;
    drop_sure(&t);
    for (int lang = 0; lang < JK_LANG_END; lang++)
        say_addressee(in, &t, (enum jk_lang)lang, &text[lang]);
    policy_rule_say_text(arena, text, said);
    return true;
}

/* Does an instance meet the hours of a place? */
static bool meets_hours(const struct jk_notice *notice, const struct jk_place *place)
{
    bool meets = false;

    for (size_t i = 0; i < notice->instance_count && !meets; i++)
        meets = notice->instances[i].start_s < place->to_s &&
                notice->instances[i].end_s > place->from_s;
    return meets;
}

/* What is near, and how far. */
struct near {
    const char *name; /* null: nothing is */
    double distance_m;
};

/* The nearest place that is guarded, of those with hours or of those without. */
static void near_place(const struct jk_rule_input *in, bool timed, struct near *near)
{
    for (size_t i = 0; i < in->pack->place_count; i++) {
        const struct jk_place *place = &in->pack->places[i];
        double distance_m;

        /* Only places of a sensitive kind count; halls and fields have none. */
        if (!place->kind[0] || (place->to_s != 0) != timed ||
            (timed && !meets_hours(in->notice, place)))
            continue;
        distance_m = jk_geodesic_distance(place->point, in->notice->facts.shape.centre);
        if (distance_m < near->distance_m)
            *near = (struct near){ place->name, distance_m };
    }
}

/* Does an instance meet the guard of any station, or of this one? */
static bool meets_guard(const struct jk_rule_input *in, const struct jk_station *station)
{
    const struct jk_notice *n = in->notice;
    bool meets = false;

    for (size_t i = 0; i < n->instance_count && !meets; i++) {
        const int64_t from_s = n->instances[i].start_s, to_s = n->instances[i].end_s;

        meets = station ? jk_station_guarded(in->pack, station, from_s, to_s)
                        : from_s < in->pack->stations_to_s && to_s > in->pack->stations_from_s;
    }
    return meets;
}

/* Stations are thousands and their day is one: notices of other days end at the first question. */
static void near_station(const struct jk_rule_input *in, double limit_m, struct near *near)
{
    const struct jk_point centre = in->notice->facts.shape.centre;
    const struct jk_xyz at = jk_xyz_of(centre);

    if (in->pack->station_count == 0 || !meets_guard(in, NULL))
        return;
    for (size_t i = 0; i < in->pack->station_count; i++) {
        const struct jk_station *station = &in->pack->stations[i];
        double distance_m;

        /* The chord is never longer than the way. */
        if (!station->has_point || jk_xyz_chord(at, station->at) > limit_m)
            continue;
        distance_m = jk_geodesic_distance(station->point, centre);
        if (distance_m < near->distance_m && meets_guard(in, station))
            *near = (struct near){ station->name, distance_m };
    }
}

static bool near_guarded(struct jk_arena *arena, const struct jk_rule_input *in,
                         const struct jk_rule_entry *rule, bool timed, struct said *said)
{
    const struct jk_facts *f = &in->notice->facts;
    struct jk_buf text[JK_LANG_END] = { { 0 } };
    struct near near = { NULL, INFINITY };

    if (rule->value_count < 1 || f->shape.kind != JK_SHAPE_DISC ||
        !policy_rule_is_campaign(in->notice) || f->uncertainty_m > JK_DOUBT_MAX_M)
        return false;
    near_place(in, timed, &near);
    if (timed)
        near_station(in, rule->value[0], &near);
    if (!near.name || near.distance_m > rule->value[0])
        return false;
    for (int lang = 0; lang < JK_LANG_END; lang++) {
        jk_buf_fmt(&text[lang], "%s, ", near.name);
        jk_decimal_add(&text[lang], near.distance_m, 0, ',');
        jk_buf_str(&text[lang], " m");
    }
    policy_rule_say_text(arena, text, said);
    return true;
}

/* R15. Places of worship, schools and government sites (UU Pilkada Ps 69 h, i): flagged, for public
 * fields are used in practice (DOMAIN 2). */
bool policy_rule_sensitive(struct jk_arena *arena, const struct jk_rule_input *in,
                           const struct jk_rule_entry *rule, struct said *said)
{
    return near_guarded(arena, in, rule, false, said);
}

/* R31. Polling stations on their day, recaps while they last. */
bool policy_rule_guarded(struct jk_arena *arena, const struct jk_rule_input *in,
                         const struct jk_rule_entry *rule, struct said *said)
{
    return near_guarded(arena, in, rule, true, said);
}

/* R23. A client dropped the geometry it does not know; of a series, in the master or an instance.
 */
bool policy_rule_carried(struct jk_arena *arena, const struct jk_rule_input *in,
                         const struct jk_rule_entry *rule, struct said *said)
{
    enum jk_geometry_said most = in->notice->facts.geometry_said;
    struct jk_buf text[JK_LANG_END] = { { 0 } };
    const struct jk_text *what;

    (void)rule;
    for (size_t i = 0; i < in->notice->instance_count; i++) {
        if (in->notice->instances[i].facts->geometry_said > most)
            most = in->notice->instances[i].facts->geometry_said;
    }
    if (most < JK_GEOMETRY_CARRIED)
        return false;
    what = most == JK_GEOMETRY_DOUBTFUL ? JK_TEXT_CARRIED_MOVED : JK_TEXT_CARRIED_STANDS;
    for (int lang = 0; lang < JK_LANG_END; lang++)
        jk_buf_str(&text[lang], jk_text_get(what, (enum jk_lang)lang));
    policy_rule_say_text(arena, text, said);
    return true;
}

#define UNMEASURED_NAMED     4  /* rivals named in one finding; the rest is counted */
#define UNMEASURED_PLACE_MAX 80 /* bytes of a place's name; the notice itself has all of it */

/* "paslon 2, rapat umum pukul 14.00-17.00 WITA, Lapangan Merdeka". Titles are not told: they may
 * hold names. */
static void say_who_and_what(const struct jk_unmeasured *one, enum jk_lang lang, struct jk_buf *out)
{
    const struct jk_facts *f = one->facts;

    jk_buf_str(out, lang == JK_LANG_ID ? "paslon " : "pair ");
    if (!f) {
        jk_buf_fmt(out, "%u, %s", one->kpu_slot->paslon, jk_text_get(JK_TEXT_KPU_SLOT, lang));
        return;
    }
    for (unsigned i = 0; i < f->party.count; i++)
        jk_buf_fmt(out, "%s%u", i ? ", " : "", f->party.paslon[i]);
    jk_buf_fmt(out, ", %s", jk_kind_name(f->kind, lang));
    if (f->leg != JK_LEG_MAIN)
        jk_buf_fmt(out, " (%s)", jk_leg_word(f->leg));
}

/* What its place is called; "" where nobody has said. */
static const char *place_of(const struct jk_pack *pack, const struct jk_unmeasured *one)
{
    const struct jk_region *region;

    if (one->facts)
        return one->facts->location;
    region =
        one->kpu_slot->region_count == 1 ? jk_pack_region(pack, one->kpu_slot->regions[0]) : NULL;
    return region ? region->name : "";
}

static void say_unmeasured(const struct jk_pack *pack, const struct jk_unmeasured *one,
                           enum jk_lang lang, struct jk_buf *out)
{
    const char *place = place_of(pack, one);

    say_who_and_what(one, lang, out);
    jk_buf_str(out, lang == JK_LANG_ID ? " pukul " : " ");
    jk_clock_add(out, one->start_s, one->tz->offset_s, lang);
    jk_buf_char(out, '-');
    jk_clock_add(out, one->end_s, one->tz->offset_s, lang);
    jk_buf_fmt(out, " %s", one->tz->abbrev);
    if (!one->facts && one->kpu_slot->zone[0])
        jk_buf_fmt(out, ", %s %s", jk_text_get(JK_TEXT_KPU_ZONE, lang), one->kpu_slot->zone);
    if (place[0])
        jk_buf_fmt(out, ", %.*s", (int)jk_utf8_cut(jk_span_of(place), UNMEASURED_PLACE_MAX), place);
}

static void say_more(size_t count, enum jk_lang lang, struct jk_buf *out)
{
    char number[24], text[64];
    const char *const names[] = { "value", number, NULL };

    snprintf(number, sizeof number, "%zu", count);
    jk_text_fill(jk_text_get(JK_TEXT_AND_MORE, lang), names, text, sizeof text);
    jk_buf_fmt(out, "; %s", text);
}

/* R26. What cannot be measured is not clear: who else is there that day is the most that can be
 * said, and an officer can ask both. */
bool policy_rule_unmeasured(struct jk_arena *arena, const struct jk_rule_input *in,
                            const struct jk_rule_entry *rule, struct said *said)
{
    struct jk_buf text[JK_LANG_END] = { { 0 } };

    (void)rule;
    if (in->unmeasured_count == 0)
        return false;
    for (int lang = 0; lang < JK_LANG_END; lang++) {
        for (size_t i = 0; i < in->unmeasured_count && i < UNMEASURED_NAMED; i++) {
            jk_buf_str(&text[lang], i ? "; " : "");
            say_unmeasured(in->pack, &in->unmeasured[i], (enum jk_lang)lang, &text[lang]);
        }
        if (in->unmeasured_count > UNMEASURED_NAMED)
            say_more(in->unmeasured_count - UNMEASURED_NAMED, (enum jk_lang)lang, &text[lang]);
    }
    policy_rule_say_text(arena, text, said);
    return true;
}
