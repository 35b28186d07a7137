/* Computes a certificate again from its document alone.
 *
 * The document is foreign: every member is held against its range before the engine sees it, and
 * arrays are bounded. The bodies are restored as they were judged, with their nodes, pads and
 * factors, and each part is judged under the row it brings along, so neither pack nor daemon is
 * needed. The same engine computes it, so the figures agree up to the rounding of the document:
 * 1e-12 degrees in places, 1 cm in distances, 1 s in times. tests/tools/verify_certificate.py
 * computes it by other means.
 *
 * A conflict's level must be the highest of its parts, and the parts must be all that the bodies of
 * the document show (verify_complete.c; not in documents of the first form, which have no rows).
 * Faults are counted and the first is told; a document that is no certificate is an error instead.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "jarak/feed/json/build.h"
#include "jarak/base/texts.h"
#include "jarak/model/texts.h"
#include "jarak/policy/texts.h"
#include "daemon/feed/certificate/verify_internal.h"
#include "jarak/geo/geodesic.h"
#include "jarak/policy/json_read.h"
#include "jarak/base/defend.h"

#define CENTIMETRE    0.010001 /* both are rounded to 1 cm: equal, or one step apart */
#define SECOND        1.0
#define NODES_MAX     400000 /* of one body; a route of 2,000 km has some thousands */
#define BODIES_MAX    10000
#define POLICIES_MAX  64
#define TIME_MAX_S    7.3e9 /* the year 2200 */
#define ROUND_PIECE_M 0.001 /* latitude and longitude were rounded to 1e-12 degrees */

void feed_certificate_fault(struct certificate_verifying *v, const struct jk_json_at *at,
                            const char *what, double told, double found)
{
    if (v->checked->faults++ == 0)
        snprintf(v->checked->first, sizeof v->checked->first, "%s: %s %.10g, %.10g", at->path, what,
                 told, found);
}

/* A word of a list as its number; a fault where it is none of them. */
static int read_word(struct certificate_verifying *v, const struct jk_json_at *at, const char *key,
                     const char *(*word)(int), int count)
{
    const char *text = jk_json_text(&v->r, at, key, NULL);

    for (int i = 0; i < count; i++) {
        if (strcmp(text, word(i)) == 0)
            return i;
    }
    jk_json_fault(&v->r, at, JK_INVALID, JK_TEXT_PACK_WORD, text);
    return 0;
}

static const char *level_word(int i)
{
    return jk_level_word((enum jk_level)i);
}

static const char *meet_word(int i)
{
    return jk_meet_word((enum jk_meet)i);
}

static const char *size_word(int i)
{
    return jk_size_word((enum jk_size)i);
}

static const char *leg_word(int i)
{
    return jk_leg_word((enum jk_leg)i);
}

static const char *shape_word(int i)
{
    static const char *const words[] = { "none", "disc", "area", "route" };

    return words[i];
}

static struct jk_node read_node(struct certificate_verifying *v, const struct jk_json_at *at)
{
    double value[4] = { 0.0, 0.0, 0.0, 1.0 };
    struct jk_node node = { .in_s = 0.0, .out_s = 1.0 };

    for (size_t i = 0; i < 4; i++) {
        const json_t *number = json_array_get(at->value, i);

        if (!json_is_number(number) || !(fabs(json_number_value(number)) <= TIME_MAX_S)) {
            jk_json_fault(&v->r, at, JK_RANGE, JK_TEXT_DECIMAL, "");
            return node;
        }
        value[i] = json_number_value(number);
    }
    if (fabs(value[0]) > 89.0 || fabs(value[1]) > 180.0 || !(value[2] <= value[3])) {
        jk_json_fault(&v->r, at, JK_RANGE, JK_TEXT_PACK_NUMBER, "lat, lon, in <= out");
        return node;
    }
    node.at = jk_xyz_of((struct jk_point){ value[0], value[1] });
    node.in_s = value[2];
    node.out_s = value[3];
    return node;
}

/* Ends of rings: ascending, the last one behind the last node. Anything but an area has none. */
static void read_rings(struct certificate_verifying *v, const struct jk_json_at *at,
                       struct jk_body_facts *f)
{
    struct jk_json_at list = jk_json_member(&v->r, at, "rings");
    size_t n = jk_json_count(&v->r, &list);
    uint32_t *ends = jk_arena_array(v->r.arena, n, sizeof *ends), before = 0;

    f->ring_end = ends;
    f->ring_count = (uint32_t)n;
    if (!ends || n > f->node_count || (f->shape == JK_SHAPE_AREA) != (n > 0)) {
        jk_json_fault(&v->r, &list, JK_RANGE, JK_TEXT_PACK_RING, "");
        return;
    }
    for (size_t i = 0; i < n; i++) {
        double end = json_number_value(json_array_get(list.value, i));

        if (!(end >= before + 4.0 && end <= f->node_count)) {
            jk_json_fault(&v->r, &list, JK_RANGE, JK_TEXT_PACK_RING, "");
            return;
        }
        ends[i] = before = (uint32_t)end;
    }
    if (n > 0 && before != f->node_count)
        jk_json_fault(&v->r, &list, JK_RANGE, JK_TEXT_PACK_RING, "");
}

/* Reads the nodes of a body. The engine's bounds hold for pieces of at most JK_PIECE_MAX_M only, so
 * a longer piece of a route is refused, with a millimetre for the rounding of places. */
static void read_nodes(struct certificate_verifying *v, const struct jk_json_at *at,
                       struct jk_body_facts *f)
{
    struct jk_json_at list = jk_json_member(&v->r, at, "nodes");
    size_t n = jk_json_count(&v->r, &list);
    struct jk_node *nodes;

    if (n < 1 || n > NODES_MAX || (f->shape == JK_SHAPE_DISC) != (n == 1)) {
        jk_json_fault(&v->r, &list, JK_RANGE, JK_TEXT_PACK_LIST, "");
        return;
    }
    nodes = jk_arena_array(v->r.arena, n, sizeof *nodes);
    if (!nodes)
        jk_json_fault(&v->r, &list, JK_MEMORY, JK_TEXT_NO_MEMORY, "");
    for (size_t i = 0; i < n && v->r.status == JK_OK; i++) {
        struct jk_json_at node = jk_json_element(&list, i);

        nodes[i] = read_node(v, &node);
        if (i > 0 && f->shape == JK_SHAPE_ROUTE &&
            jk_xyz_chord(nodes[i - 1].at, nodes[i].at) > JK_PIECE_MAX_M + ROUND_PIECE_M)
            jk_json_fault(&v->r, &node, JK_RANGE, JK_TEXT_PACK_NUMBER, "4000 m");
    }
    f->nodes = nodes;
    f->node_count = (uint32_t)n;
}

/* Reads the factors of the risk zones of one extent, one for each piece; none means one everywhere.
 */
static const uint16_t *read_factors(struct certificate_verifying *v, const struct jk_json_at *at,
                                    const char *name, uint32_t node_count)
{
    struct jk_json_at list = jk_json_optional(at, name);
    size_t n = list.value ? jk_json_count(&v->r, &list) : 0,
           pieces = node_count > 1 ? node_count - 1 : 1;
    uint16_t *factors = jk_arena_array(v->r.arena, n, sizeof *factors);

    if (n == 0)
        return NULL;
    if (!factors || n != pieces) {
        jk_json_fault(&v->r, &list, JK_RANGE, JK_TEXT_PACK_LIST, "");
        return NULL;
    }
    for (size_t i = 0; i < n && v->r.status == JK_OK; i++) {
        double told = json_number_value(json_array_get(list.value, i)) * JK_FACTOR_ONE;

        if (!(told >= JK_FACTOR_ONE && told <= JK_FACTOR_MAX)) {
            jk_json_fault(&v->r, &list, JK_RANGE, JK_TEXT_PACK_NUMBER, "1..3");
            return NULL;
        }
        factors[i] = (uint16_t)floor(told + 0.5);
        v->factor_count += !v->factor_seen[factors[i]];
        v->factor_seen[factors[i]] = true;
    }
    /* A pack has no more (and one besides), and the judge takes each as a pass of its own. */
    if (v->factor_count - v->factor_seen[JK_FACTOR_ONE] > JK_ZONE_FACTORS)
        jk_json_fault(&v->r, &list, JK_TOO_MANY, JK_TEXT_PACK_LIST, name);
    return factors;
}

static struct jk_body *read_body(struct certificate_verifying *v, const struct jk_json_at *at)
{
    struct jk_body_facts f = { .key = { .mode = JK_MODE_LAND } };

    f.shape = (enum jk_shape_kind)read_word(v, at, "shape", shape_word, JK_SHAPE_ROUTE + 1);
    f.key.size = (enum jk_size)read_word(v, at, "size", size_word, JK_SIZE_END);
    f.leg = (enum jk_leg)read_word(v, at, "leg", leg_word, JK_LEG_END);
    f.key.from_s = jk_json_number_in(&v->r, at, "from_s", -TIME_MAX_S, TIME_MAX_S);
    f.offset_s = (int32_t)jk_json_number_in(&v->r, at, "utc_offset_s", -50400, 50400);
    f.pad_m = jk_json_number_in(&v->r, at, "pad_m", 0, 200000);
    f.uncertainty_m = jk_json_number_in(&v->r, at, "uncertainty_m", 0, 200000);
    read_nodes(v, at, &f);
    if (v->r.status == JK_OK)
        read_rings(v, at, &f);
    if (v->r.status == JK_OK) {
        f.factors[JK_EXTENT_STATED] = read_factors(v, at, "factors", f.node_count);
        f.factors[JK_EXTENT_WIDENED] = read_factors(v, at, "factors_widened", f.node_count);
        if (!json_object_get(at->value, "factors_widened")) /* the first form had one extent */
            f.factors[JK_EXTENT_WIDENED] = f.factors[JK_EXTENT_STATED];
        if (!f.factors[JK_EXTENT_STATED] != !f.factors[JK_EXTENT_WIDENED])
            jk_json_fault(&v->r, at, JK_RANGE, JK_TEXT_PACK_LIST, "factors_widened");
    }
    return v->r.status == JK_OK ? jk_body_restore(&f) : NULL;
}

static void read_party(struct certificate_verifying *v, const struct jk_json_at *body,
                       struct jk_party *out)
{
    struct jk_json_at at = jk_json_member(&v->r, body, "party");
    struct jk_json_at list = jk_json_member(&v->r, &at, "paslon");
    size_t n = jk_json_count(&v->r, &list);

    snprintf(out->contest, sizeof out->contest, "%s", jk_json_text(&v->r, &at, "contest", NULL));
    if (n > sizeof out->paslon / sizeof *out->paslon)
        jk_json_fault(&v->r, &list, JK_TOO_MANY, JK_TEXT_PACK_LIST, "");
    for (size_t i = 0; i < n && v->r.status == JK_OK; i++)
        out->paslon[out->count++] = (uint32_t)json_integer_value(json_array_get(list.value, i));
}

/* The policy of a body or a part: the first, where the document has one. */
static uint32_t read_number(struct certificate_verifying *v, const struct jk_json_at *at)
{
    return (uint32_t)jk_json_number_or(&v->r, at, "policy", 0, v->policy_count - 1.0, 0);
}

static void read_bodies(struct certificate_verifying *v, const struct jk_json_at *at)
{
    struct jk_json_at list = jk_json_member(&v->r, at, "bodies");
    size_t n = jk_json_count(&v->r, &list);

    v->legs = n <= BODIES_MAX ? jk_arena_array(v->r.arena, n, sizeof *v->legs) : NULL;
    if (!v->legs) {
        jk_json_fault(&v->r, &list, JK_TOO_MANY, JK_TEXT_PACK_LIST, "");
        return;
    }
    for (size_t i = 0; i < n && v->r.status == JK_OK; i++) {
        struct jk_json_at body = jk_json_element(&list, i);

        v->legs[i] = (struct certificate_leg){ .body = read_body(v, &body),
                                               .uid = jk_json_text(&v->r, &body, "uid", NULL),
                                               .chain = jk_json_text(&v->r, &body, "chain", "") };
        read_party(v, &body, &v->legs[i].party);
        v->legs[i].policy = read_number(v, &body);
        if (v->legs[i].body)
            v->leg_count++;
        else
            jk_json_fault(&v->r, &body, JK_MEMORY, JK_TEXT_NO_MEMORY, "");
    }
}

static const struct certificate_leg *leg_of(struct certificate_verifying *v,
                                            const struct jk_json_at *at, const char *key)
{
    double most = v->leg_count ? (double)(v->leg_count - 1) : 0.0;
    size_t i = (size_t)jk_json_number_in(&v->r, at, key, 0, most);

    if (v->leg_count == 0)
        jk_json_fault(&v->r, at, JK_RANGE, JK_TEXT_PACK_LIST, "");
    return v->r.status == JK_OK ? &v->legs[i] : NULL;
}

static const struct jk_body *body_of(struct certificate_verifying *v, const struct jk_json_at *at,
                                     const char *key)
{
    const struct certificate_leg *leg = leg_of(v, at, key);

    return leg ? leg->body : NULL;
}

static struct jk_row read_row(struct certificate_verifying *v, const struct jk_json_at *part)
{
    struct jk_json_at at = jk_json_member(&v->r, part, "row");
    struct jk_row row = { .stated = true, .exempt = jk_json_flag(&v->r, part, "exempt", false) };

    for (int level = JK_LEVEL_INFO; level < JK_LEVEL_END; level++) {
        struct jk_json_at rung = jk_json_optional(&at, jk_level_word((enum jk_level)level));

        if (!rung.value)
            continue;
        row.rung[level].present = true;
        row.rung[level].distance_m = jk_json_number_in(&v->r, &rung, "distance_m", 0.01, 200000);
        row.rung[level].same_day = jk_json_flag(&v->r, &rung, "same_day", false);
        row.rung[level].tau_s = (int32_t)jk_json_number_in(&v->r, &rung, "tau_s", 0, 7 * 86400);
    }
    return row;
}

/* Compares the two instants and places told with those found: 1 s and 1 m. Where several places are
 * equally near the engine chooses by rule, so computing again finds the same. */
static void compare_places(struct certificate_verifying *v, const struct jk_json_at *at,
                           const struct jk_point found[2], const double times_s[2])
{
    struct jk_json_at list = jk_json_member(&v->r, at, "at");

    for (size_t i = 0; i < 2 && v->r.status == JK_OK; i++) {
        struct jk_json_at place = jk_json_element(&list, i);
        double told_s = jk_json_number_in(&v->r, &place, "time_s", -TIME_MAX_S, TIME_MAX_S);
        struct jk_point told;

        jk_json_point(&v->r, &place, &told);
        if (v->r.status != JK_OK)
            return;
        if (!(fabs(told_s - times_s[i]) <= SECOND))
            feed_certificate_fault(v, &place, "time_s", told_s, times_s[i]);
        if (!(jk_geodesic_distance(told, found[i]) <= 1.0))
            feed_certificate_fault(v, &place, "m", 0.0, jk_geodesic_distance(told, found[i]));
    }
}

static void compare(struct certificate_verifying *v, const struct jk_json_at *at, const char *key,
                    double found, double within)
{
    double told = jk_json_number_in(&v->r, at, key, -1e9, 1e9);

    if (!(fabs(told - found) <= within))
        feed_certificate_fault(v, at, key, told, found);
}

/* In a document of several policies: a part is told by one of the rulings on its two bodies, and
 * what the other says stands beside it. */
static void check_rulings(struct certificate_verifying *v, const struct jk_json_at *part,
                          const struct jk_row *row)
{
    const struct jk_policies policies = jk_policies_over(v->policies, v->policy_count);
    const struct certificate_leg *a = leg_of(v, part, "own"), *b = leg_of(v, part, "other");
    struct jk_json_at beside = jk_json_optional(part, "beside");
    const struct jk_policy *by = &v->policies[read_number(v, part)], *also = NULL;
    struct jk_ruling rulings[JK_RULINGS_MAX];
    bool told = false;
    size_t count;

    if (v->r.status != JK_OK)
        return;
    count = jk_policies_rule(&policies, jk_party_relation(&a->party, &b->party),
                             &(struct jk_ruled){ a->policy, &a->body->key },
                             &(struct jk_ruled){ b->policy, &b->body->key }, rulings);
    if (beside.value)
        also = &v->policies[read_number(v, &beside)];
    for (size_t i = 0; i < count; i++)
        told = told || (rulings[i].policy == by && jk_row_same(rulings[i].row, row));
    if (!told || (count == 2) != (also != NULL) || also == by)
        feed_certificate_fault(v, part, "policy", (double)(by - v->policies), (double)count);
}

/* Where two policies meet, what the other one says: the higher level counts. */
static void add_beside(struct certificate_verifying *v, const struct jk_json_at *part,
                       const struct jk_body *a, const struct jk_body *b, struct jk_levels *levels)
{
    struct jk_json_at at = jk_json_optional(part, "beside");
    struct jk_levels found = { JK_LEVEL_NONE, JK_LEVEL_NONE };
    struct jk_row row;
    int told, told_max;

    if (!at.value)
        return;
    row = read_row(v, &at);
    told = read_word(v, &at, "level", level_word, JK_LEVEL_END);
    told_max = read_word(v, &at, "level_max", level_word, JK_LEVEL_END);
    if (v->r.status == JK_OK && !row.exempt)
        found = jk_judge_level(&v->policies[read_number(v, &at)], &row, a, b);
    if (v->r.status == JK_OK && ((int)found.level != told || (int)found.level_max != told_max))
        feed_certificate_fault(v, &at, "level", told_max, found.level_max);
    levels->level = found.level > levels->level ? found.level : levels->level;
    levels->level_max = found.level_max > levels->level_max ? found.level_max : levels->level_max;
}

/* Judges one part again. Levels come first: where they differ the figures belong to another
 * judgement, and comparing them would only add noise. */
static void verify_part(struct certificate_verifying *v, const struct jk_json_at *at)
{
    const struct jk_body *a = body_of(v, at, "own"), *b = body_of(v, at, "other");
    struct jk_row row = read_row(v, at);
    struct jk_levels told = { (enum jk_level)read_word(v, at, "level", level_word, JK_LEVEL_END),
                              (enum jk_level)read_word(v, at, "level_max", level_word,
                                                       JK_LEVEL_END) };
    int kind = read_word(v, at, "kind", meet_word, JK_MEET_END);
    bool raised = jk_json_flag(&v->r, at, "raised", false);
    const struct jk_policy *policy = &v->policies[read_number(v, at)];
    struct jk_levels levels, all;
    struct jk_part part;

    if (v->r.status != JK_OK)
        return;
    v->checked->parts++;
    if (v->policy_count > 1)
        check_rulings(v, at, &row);
    levels = all = jk_judge_level(policy, &row, a, b);
    add_beside(v, at, a, b, &all);
    if (all.level != told.level || all.level_max != told.level_max ||
        levels.level_max == JK_LEVEL_NONE) {
        feed_certificate_fault(v, at, "level", told.level_max, all.level_max);
        return;
    }
    if (jk_judge_part(v->r.arena, policy, &(struct jk_judged){ &row, a, b, levels }, &part) !=
        JK_OK) {
        jk_json_fault(&v->r, at, JK_MEMORY, JK_TEXT_NO_MEMORY, "");
        return;
    }
    compare(v, at, "distance_m", part.distance_m, CENTIMETRE);
    compare(v, at, "required_m", part.required_m, CENTIMETRE);
    compare(v, at, "tau_s", part.tau_s, 0.5);
    compare(v, at, "zone_factor", (double)part.factor / JK_FACTOR_ONE, 1e-6);
    if ((int)part.meet != kind)
        feed_certificate_fault(v, at, "kind", kind, part.meet);
    if (part.raised != raised)
        feed_certificate_fault(v, at, "raised", raised, part.raised);
    compare_places(v, at, (struct jk_point[]){ part.at_a, part.at_b },
                   (double[]){ part.time_a_s, part.time_b_s });
}

static void verify_conflict(struct certificate_verifying *v, const struct jk_json_at *at)
{
    struct jk_json_at parts = jk_json_member(&v->r, at, "parts");
    int told = read_word(v, at, "level", level_word, JK_LEVEL_END), highest = JK_LEVEL_NONE;

    v->checked->conflicts++;
    for (size_t i = 0; i < jk_json_count(&v->r, &parts) && v->r.status == JK_OK; i++) {
        struct jk_json_at part = jk_json_element(&parts, i);
        int level;

        verify_part(v, &part);
        level = read_word(v, &part, "level", level_word, JK_LEVEL_END);
        highest = level > highest ? level : highest;
    }
    if (v->r.status == JK_OK && highest != told)
        feed_certificate_fault(v, at, "level", told, highest);
}

/* Finds the nearest approach of the day again. The search reaches a metre farther than the one that
 * found it, so that rounding cannot lose what lay at its end. */
static void verify_nearest(struct certificate_verifying *v, const struct jk_json_at *whole)
{
    struct jk_json_at at = jk_json_optional(whole, "nearest");
    const struct jk_body *a, *b;
    struct jk_approach found;
    double distance;

    if (!at.value || json_is_null(at.value))
        return;
    a = body_of(v, &at, "own");
    b = body_of(v, &at, "other");
    if (v->r.status != JK_OK)
        return;
    v->checked->parts++;
    if (!jk_approach_find(a, b, &jk_window_same_date,
                          JK_NEAREST_REACH_M + a->pad_m + b->pad_m + 1.0, &found)) {
        feed_certificate_fault(v, &at, "distance_m", 0.0, INFINITY);
        return;
    }
    distance = jk_judge_distance_m(a, b, found.gap_m);
    compare(v, &at, "distance_m", distance, CENTIMETRE);
    compare_places(v, &at, (struct jk_point[]){ found.a, found.b },
                   (double[]){ found.time_a_s, found.time_b_s });
}

static void read_raise(struct certificate_verifying *v, const struct jk_json_at *policy,
                       struct jk_raise *out)
{
    struct jk_json_at at = jk_json_member(&v->r, policy, "raise");

    *out = (struct jk_raise){
        .on = jk_json_flag(&v->r, &at, "on", false),
        .within_m = jk_json_number_in(&v->r, &at, "within_m", 0, 1000),
        .stretch_m = jk_json_number_in(&v->r, &at, "stretch_m", 0, 100000),
        .head_on_deg = jk_json_number_in(&v->r, &at, "head_on_deg", 0, 180),
        .following_deg = jk_json_number_in(&v->r, &at, "following_deg", 0, 90),
    };
}

/* One policy may be there with several votes. */
static uint32_t same_rows(const struct jk_policy *policies, uint32_t number)
{
    uint32_t first = 0;

    while (first < number && (strcmp(policies[first].id, policies[number].id) != 0 ||
                              policies[first].version != policies[number].version))
        first++;
    return first;
}

/* The policies of all bodies; rows are in documents from the second form on. */
static void read_policies(struct certificate_verifying *v, const struct jk_json_at *whole,
                          bool rows, bool several)
{
    struct jk_json_at list = several ? jk_json_member(&v->r, whole, "policies") : *whole;
    size_t count = several ? jk_json_count(&v->r, &list) : 1;

    v->policies = count >= 1 && count <= POLICIES_MAX
                      ? jk_arena_array(v->r.arena, count, sizeof *v->policies)
                      : NULL;
    if (!v->policies) {
        jk_json_fault(&v->r, &list, JK_TOO_MANY, JK_TEXT_PACK_LIST, "policies");
        return;
    }
    v->policy_count = (uint32_t)count;
    for (size_t i = 0; i < count && v->r.status == JK_OK; i++) {
        struct jk_json_at policy =
            several ? jk_json_element(&list, i) : jk_json_member(&v->r, whole, "policy");

        if (rows)
            feed_certificate_rows(v, &policy, &v->policies[i]);
        read_raise(v, &policy, &v->policies[i].raise);
        v->policies[i].statement = same_rows(v->policies, (uint32_t)i);
    }
}

static void verify_whole(struct certificate_verifying *v, const struct jk_json_at *whole)
{
    const char *form = jk_json_text(&v->r, whole, "certificate", NULL);
    struct jk_json_at conflicts = jk_json_member(&v->r, whole, "conflicts");

    bool first = strcmp(form, JK_CERTIFICATE_FORM_1) == 0;
    bool third = strcmp(form, JK_CERTIFICATE_FORM_3) == 0;

    if (v->r.status == JK_OK && !first && !third && strcmp(form, JK_CERTIFICATE_FORM) != 0)
        jk_json_fault(&v->r, whole, JK_INVALID, JK_TEXT_PACK_WORD, form);
    read_policies(v, whole, !first, third);
    if (v->r.status == JK_OK)
        read_bodies(v, whole);
    for (size_t i = 0; i < jk_json_count(&v->r, &conflicts) && v->r.status == JK_OK; i++) {
        struct jk_json_at conflict = jk_json_element(&conflicts, i);

        verify_conflict(v, &conflict);
    }
    if (v->r.status == JK_OK)
        verify_nearest(v, whole);
    if (v->r.status == JK_OK && !first)
        feed_certificate_complete(v, whole);
}

enum jk_status jk_certificate_verify(struct jk_span bytes, struct jk_certificate_checked *out,
                                     struct jk_error *err)
{
    JK_ASSERT(out != NULL);

    struct jk_arena arena = { 0 };
    struct certificate_verifying v = { .r = { &arena, err, JK_OK }, .checked = out };
    struct jk_json_at whole = { .path = "certificate: " };
    json_error_t fault;
    json_t *document = json_loadb(bytes.at, bytes.len, JSON_REJECT_DUPLICATES, &fault);

    *out = (struct jk_certificate_checked){ .faults = 0 };
    if (!document)
        return jk_fail_at(err, JK_INVALID, JK_TEXT_PACK_JSON,
                          (struct jk_at){ (unsigned)fault.line, "certificate" }, "%s", fault.text);
    whole.value = document;
    verify_whole(&v, &whole);
    if (!jk_certificate_hash(document, out->hash))
        jk_json_fault(&v.r, &whole, JK_MEMORY, JK_TEXT_NO_MEMORY, "");
    for (size_t i = 0; i < v.leg_count; i++)
        jk_body_free(v.legs[i].body);
    json_decref(document);
    jk_arena_clear(&arena);
    return v.r.status;
}
