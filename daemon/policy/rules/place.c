/* Rules of places: R9 uncertain, R10 no place, R13 outside the region, R14 addressee, R15 near a
 * sensitive place,
 * R23 geometry that was not sent along.
 *
 * R13 and R14 need the territories a chain touches. A disc is asked at its centre, an area at its
 * corners, and a route every SAMPLE_M, which is closer than borders are known (JK_BORDER_M):
 * sampling is allowed here, since nothing is judged by it. The first territory at a place is
 * touched surely, further ones lie within JK_BORDER_M and are named as near. A place uncertain by
 * more than JK_DOUBT_MAX_M says nothing about borders and is left to R10. */
#include "daemon/policy/rules/rules_internal.h"
#include "jarak/policy/texts.h"

#include <math.h>
#include <string.h>
#include "jarak/base/decimal.h"
#include "jarak/geo/geodesic.h"
#include "jarak/policy/occupancy.h"

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
    return f->shape.kind == JK_SHAPE_NONE || f->uncertainty_m > JK_DOUBT_MAX_M;
}

/* A place every so far along a route: closer than borders are known (JK_BORDER_M). */
#define SAMPLE_M    400.0
#define SAMPLES_MAX 8000 /* of one leg; beyond JK_ROUTE_LENGTH_MAX nothing is accepted */
#define NAMED_MAX   16   /* sub-districts named in one finding; a convoy crosses some */

/* The sub-districts a chain touches: surely, and perhaps (within JK_BORDER_M of the border). */
struct touched {
    const struct jk_region *sure[NAMED_MAX], *near[NAMED_MAX];
    size_t sure_count, near_count;
    bool outside; /* some place lies in none of the notice's region */
    bool nowhere; /* some place lies in no region that is known */
    bool approximate;
};

static void note_region(const struct jk_region *region, const struct jk_region *list[],
                        size_t *count)
{
    for (size_t i = 0; i < *count; i++) {
        if (list[i] == region)
            return;
    }
    if (*count < NAMED_MAX)
        list[(*count)++] = region;
}

static void touch_place(const struct jk_rule_input *in, struct jk_point place, struct touched *t)
{
    const struct jk_contest *contest = jk_pack_contest(in->pack, in->notice->facts.party.contest);
    struct jk_located where;
    bool below = !contest;

    jk_pack_locate(in->pack, place, &where);
    t->approximate = where.approximate;
    t->nowhere = t->nowhere || where.count == 0;
    for (size_t i = 0; i < where.count; i++) {
        below = below || jk_region_covers(contest->region, where.regions[i]->code);
        /* Regions come nearest first, and one that holds the place has distance 0. */
        if (i == 0)
            note_region(where.regions[i], t->sure, &t->sure_count);
        else
            note_region(where.regions[i], t->near, &t->near_count);
    }
    t->outside = t->outside || !below;
}

/* Asks along a leg; its first place was asked as the end of the leg before. */
static void touch_leg(const struct jk_rule_input *in, struct jk_point a, struct jk_point b,
                      struct touched *t)
{
    double length_m = jk_geodesic_distance(a, b), azimuth = jk_geodesic_azimuth(a, b);
    unsigned steps = (unsigned)fmin(SAMPLES_MAX, ceil(length_m / SAMPLE_M));

    for (unsigned i = 1; i < steps; i++)
        touch_place(in, jk_geodesic_direct(a, azimuth, length_m * i / steps), t);
    touch_place(in, b, t);
}

/* A disc is asked at its centre and an area at its corners: both are small beside what borders are
 * known by. A route may cross many territories and is followed. */
static void touch_shape(const struct jk_rule_input *in, const struct jk_facts *f, struct touched *t)
{
    const struct jk_shape *s = &f->shape;

    if (f->uncertainty_m > JK_DOUBT_MAX_M)
        return;
    if (s->kind == JK_SHAPE_DISC)
        touch_place(in, s->centre, t);
    for (size_t i = 0; s->kind == JK_SHAPE_AREA && i < s->rings[0].count; i++)
        touch_place(in, s->rings[0].points[i], t);
    for (size_t i = 0; s->kind == JK_SHAPE_ROUTE && i < s->point_count; i++) {
        if (i == 0)
            touch_place(in, s->points[0], t);
        else
            touch_leg(in, s->points[i - 1], s->points[i], t);
    }
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
    struct touched t = { .sure_count = 0 };

    (void)rule;
    if (!region)
        return false;
    touch_shape(in, &in->notice->facts, &t);
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
static void say_addressee(const struct jk_pack *pack, const struct touched *t, enum jk_lang lang,
                          struct jk_buf *out)
{
    const struct jk_region *first = t->sure[0], *parent = jk_pack_region(pack, first->parent);
    bool one_parent = true;

    /* Sub-districts of one regency share their parent. */
    for (size_t i = 1; i < t->sure_count; i++)
        one_parent = one_parent && strcmp(t->sure[i]->parent, first->parent) == 0;
    if (t->sure_count == 1) {
        jk_buf_fmt(out, "Kapolsek %s", first->name);
    } else {
        const struct jk_region *province = parent ? jk_pack_region(pack, parent->parent) : NULL;
        const struct jk_region *whose = one_parent ? parent : province;

        jk_buf_fmt(out, "%s %s (", one_parent ? "Kapolres" : "Kapolda",
                   whose ? whose->name : first->name);
        add_names(out, t->sure, t->sure_count);
        jk_buf_char(out, ')');
    }
    if (t->near_count) {
        jk_buf_fmt(out, "; %s ", jk_text_get(JK_TEXT_NEAR_BORDER, lang));
        add_names(out, t->near, t->near_count);
    }
    if (t->approximate)
        jk_buf_fmt(out, " (%s)", jk_text_get(JK_TEXT_BY_REFERENCE, lang));
}

/* Drops from the near ones what is surely touched already. */
static void drop_sure(struct touched *t)
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
    struct touched t = { .sure_count = 0 };

    (void)rule;
    if (!policy_rule_speaks_for_chain(in) || jk_facts_are_neutral(&in->notice->facts))
        return false; /* who schedules its own business writes no letter */
    if (in->chain_count == 0)
        touch_shape(in, &in->notice->facts, &t);
    for (size_t i = 0; i < in->chain_count; i++)
        touch_shape(in, &in->chain[i]->facts, &t);
    if (t.sure_count == 0)
        return false;
    drop_sure(&t);
    for (int lang = 0; lang < JK_LANG_END; lang++)
        say_addressee(in->pack, &t, (enum jk_lang)lang, &text[lang]);
    policy_rule_say_text(arena, text, said);
    return true;
}

/* R15. Places of worship, schools and government sites (UU Pilkada Ps 69 h, i): flagged, for public
 * fields are used in practice (DOMAIN 2). */
bool policy_rule_sensitive(struct jk_arena *arena, const struct jk_rule_input *in,
                           const struct jk_rule_entry *rule, struct said *said)
{
    const struct jk_facts *f = &in->notice->facts;
    const struct jk_place *nearest = NULL;
    struct jk_buf text[JK_LANG_END] = { { 0 } };
    double least = INFINITY;

    if (rule->value_count < 1 || f->shape.kind != JK_SHAPE_DISC ||
        !policy_rule_is_campaign(in->notice) || f->uncertainty_m > JK_DOUBT_MAX_M)
        return false;
    for (size_t i = 0; i < in->pack->place_count; i++) {
        const struct jk_place *place = &in->pack->places[i];
        double distance_m;

        /* Only places of a sensitive kind count; halls and fields have none. */
        if (!place->kind[0])
            continue;
        distance_m = jk_geodesic_distance(place->point, f->shape.centre);
        if (distance_m < least) {
            least = distance_m;
            nearest = place;
        }
    }
    if (!nearest || least > rule->value[0])
        return false;
    for (int lang = 0; lang < JK_LANG_END; lang++) {
        jk_buf_fmt(&text[lang], "%s, ", nearest->name);
        jk_decimal_add(&text[lang], least, 0, ',');
        jk_buf_str(&text[lang], " m");
    }
    policy_rule_say_text(arena, text, said);
    return true;
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
