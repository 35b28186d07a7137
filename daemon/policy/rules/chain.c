/* Rules of a chain: R21 legs that do not fit their main, R22 numbers that are not stated.
 *
 * One drag on a phone moves a rally and leaves its convoys where they were: nothing then conflicts
 * with anything, and nobody is told. R21 holds each leg against the instance of the main that is
 * nearest in time. A leg is of another day when it shares no local date with it, which includes the
 * buffers of the pack; out of order when it comes before what it follows; too far in time or place
 * by the pack's numbers. Of each leg the first fault is told, for the others follow from it.
 *
 * R22 names what was assumed, so that nobody takes an assumption for a statement: unknown is not
 * small (occupancy.c). */
#include "daemon/policy/rules/rules_internal.h"
#include "jarak/model/texts.h"
#include "jarak/policy/texts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/base/decimal.h"
#include "jarak/geo/geodesic.h"
#include "jarak/policy/occupancy.h"
#include "jarak/policy/place_words.h"

/* A leg beside the instance of the main it goes with. */
struct beside {
    const struct jk_facts *main, *leg;
    int64_t main_from_s, main_to_s, from_s, to_s;
};

/* The instance of the main that begins nearest to the leg's. */
static const struct jk_instance *nearest(const struct jk_notice *main, int64_t start_s)
{
    const struct jk_instance *best = NULL;

    for (size_t i = 0; i < main->instance_count; i++) {
        const struct jk_instance *one = &main->instances[i];

        if (!best || llabs(one->start_s - start_s) < llabs(best->start_s - start_s))
            best = one;
    }
    return best;
}

static bool comes_before(enum jk_leg leg)
{
    return leg == JK_LEG_KUMPUL || leg == JK_LEG_BERANGKAT;
}

/* True when the two share a local date. */
static bool on_one_day(const struct jk_rule_input *in, const struct beside *b)
{
    return policy_rule_day(in, b->from_s) <= policy_rule_day(in, b->main_to_s - 1) &&
           policy_rule_day(in, b->to_s - 1) >= policy_rule_day(in, b->main_from_s);
}

/* Who goes there leaves before it begins and is there before it ends; who goes home leaves once it
 * has begun. */
static bool is_in_order(const struct beside *b)
{
    return comes_before(b->leg->leg) ? b->from_s < b->main_from_s && b->to_s <= b->main_to_s
                                     : b->from_s >= b->main_from_s && b->to_s >= b->main_to_s;
}

/* Seconds between the two; 0 where they overlap. */
static int64_t gap_s(const struct beside *b)
{
    int64_t gap = comes_before(b->leg->leg) ? b->main_from_s - b->to_s : b->from_s - b->main_to_s;

    return gap > 0 ? gap : 0;
}

/* The place of a leg that should be the main's: the end of the way there, the begin of the way
 * home. Assembly and break-up may be anywhere. */
static bool end_at_main(const struct jk_facts *leg, struct jk_point *out)
{
    const struct jk_shape *s = &leg->shape;

    if (s->kind != JK_SHAPE_ROUTE)
        return false;
    *out = leg->leg == JK_LEG_BERANGKAT ? s->points[s->point_count - 1] : s->points[0];
    return leg->leg == JK_LEG_BERANGKAT || leg->leg == JK_LEG_PULANG;
}

static bool is_at_main(const struct beside *b, double within_m)
{
    const struct jk_shape *s = &b->main->shape;
    struct jk_point end;
    double least = INFINITY;

    if (!end_at_main(b->leg, &end))
        return true;
    if (s->kind == JK_SHAPE_DISC)
        least = jk_geodesic_distance(end, s->centre);
    for (size_t i = 0; s->kind == JK_SHAPE_AREA && i < s->rings[0].count; i++)
        least = fmin(least, jk_geodesic_distance(end, s->rings[0].points[i]));
    return isinf(least) || least <= within_m + fmax(0.0, b->main->radius_m) +
                                        fmax(0.0, b->main->uncertainty_m) +
                                        fmax(0.0, b->leg->uncertainty_m);
}

/* What is wrong with the leg, the first of it; null where it fits. `value`: hours, metres. */
static const struct jk_text *fault_of(const struct jk_rule_input *in, const struct beside *b,
                                      const struct jk_rule_entry *rule)
{
    if (!on_one_day(in, b))
        return JK_TEXT_LEG_DAY;
    if (!is_in_order(b))
        return JK_TEXT_LEG_ORDER;
    if (rule->value_count > 0 && (double)gap_s(b) > rule->value[0] * 3600.0)
        return JK_TEXT_LEG_GAP;
    return rule->value_count > 1 && !is_at_main(b, rule->value[1]) ? JK_TEXT_LEG_PLACE : NULL;
}

static const struct jk_text *fault_of_leg(const struct jk_rule_input *in,
                                          const struct jk_notice *main, const struct jk_notice *leg,
                                          const struct jk_rule_entry *rule)
{
    const struct jk_text *fault = NULL;

    for (size_t i = 0; i < leg->instance_count && !fault; i++) {
        const struct jk_instance *of = nearest(main, leg->instances[i].start_s);
        struct beside b;

        if (!of)
            return NULL;
        b = (struct beside){ of->facts, leg->instances[i].facts,   of->start_s,
                             of->end_s, leg->instances[i].start_s, leg->instances[i].end_s };
        fault = fault_of(in, &b, rule);
    }
    return fault;
}

/* R21. Told at the main, where the whole chain is seen. */
bool policy_rule_legs(struct jk_arena *arena, const struct jk_rule_input *in,
                      const struct jk_rule_entry *rule, struct said *said)
{
    struct jk_buf text[JK_LANG_END] = { { 0 } };

    if (in->notice->parent || !policy_rule_speaks_for_chain(in))
        return false;
    for (size_t i = 0; i < in->chain_count; i++) {
        const struct jk_notice *leg = in->chain[i];
        const struct jk_text *fault = leg->parent ? fault_of_leg(in, in->notice, leg, rule) : NULL;

        for (int lang = 0; fault && lang < JK_LANG_END; lang++)
            jk_buf_fmt(&text[lang], "%s%s: %s", text[lang].len ? "; " : "",
                       jk_leg_word(leg->facts.leg), jk_text_get(fault, (enum jk_lang)lang));
    }
    if (text[JK_LANG_ID].len == 0)
        return false;
    policy_rule_say_text(arena, text, said);
    return true;
}

/* An end that the reader of tables inferred: the first instance says to which hour. */
static void say_inferred_end(const struct jk_rule_input *in, struct jk_buf text[JK_LANG_END])
{
    if (!strstr(in->notice->facts.inferred, "DTEND") || in->notice->instance_count == 0)
        return;
    for (int lang = 0; lang < JK_LANG_END; lang++) {
        jk_buf_fmt(&text[lang], "%s%s ", text[lang].len ? "; " : "",
                   jk_text_get(JK_TEXT_ASSUMED_END, (enum jk_lang)lang));
        jk_clock_add(&text[lang], in->notice->instances[0].end_s, in->tz->offset_s,
                     (enum jk_lang)lang);
    }
}

/* "Ribuan orang": the most it can mean was taken. */
static void say_inferred_crowd(const struct jk_rule_input *in, struct jk_buf text[JK_LANG_END])
{
    const struct jk_facts *f = &in->notice->facts;

    if (!strstr(f->inferred, "X-JARAK-CROWD") || f->crowd < 0.0)
        return;
    for (int lang = 0; lang < JK_LANG_END; lang++) {
        jk_buf_fmt(&text[lang], "%s%s ", text[lang].len ? "; " : "",
                   jk_text_get(JK_TEXT_ASSUMED_PEOPLE, (enum jk_lang)lang));
        jk_decimal_add(&text[lang], f->crowd, 0, ',');
    }
}

/* A place that was read out of its name: it may be another of that name; or two, of which nobody
 * can say which is meant at what hour. */
static void say_inferred_place(const struct jk_rule_input *in, struct jk_buf text[JK_LANG_END])
{
    const struct jk_facts *f = &in->notice->facts;
    const struct jk_contest *contest = jk_pack_contest(in->pack, f->party.contest);
    struct jk_named named;

    if (f->place_by != JK_PLACE_BY_NAME && f->place_by != JK_PLACE_BY_AROUND &&
        f->shape.kind != JK_SHAPE_NONE)
        return;
    jk_place_words(in->pack, contest ? contest->region : "", f->location, &named);
    for (int lang = 0; named.several && lang < JK_LANG_END; lang++)
        jk_buf_fmt(&text[lang], "%s%s", text[lang].len ? "; " : "",
                   jk_text_get(JK_TEXT_ASSUMED_VENUES, (enum jk_lang)lang));
    for (int lang = 0; named.place && lang < JK_LANG_END; lang++)
        jk_buf_fmt(&text[lang], "%s%s %s", text[lang].len ? "; " : "",
                   jk_text_get(f->place_by == JK_PLACE_BY_NAME ? JK_TEXT_ASSUMED_PLACE
                                                               : JK_TEXT_ASSUMED_WITHIN,
                               (enum jk_lang)lang),
                   named.place->name);
}

/* R22. A convoy without numbers, a standing leg without a crowd, an end that nobody stated, a
 * place that is known by its name. */
bool policy_rule_assumed(struct jk_arena *arena, const struct jk_rule_input *in,
                         const struct jk_rule_entry *rule, struct said *said)
{
    const struct jk_facts *f = &in->notice->facts;
    const struct jk_facts *main =
        in->chain_count && in->notice->parent && in->main_known ? &in->chain[0]->facts : NULL;
    struct jk_buf text[JK_LANG_END] = { { 0 } };
    bool crowd = f->leg != JK_LEG_MAIN && f->crowd < 0.0;

    (void)rule;
    if (f->cancelled || !policy_rule_is_campaign(in->notice))
        return false;
    if (jk_occupancy_walks(f)) {
        /* Vehicles stated as none are no assumption. */
        for (int lang = 0; !f->has_vehicles && lang < JK_LANG_END; lang++)
            jk_buf_str(&text[lang], jk_text_get(JK_TEXT_ASSUMED_WALK, (enum jk_lang)lang));
    } else if (jk_occupancy_moves(f)) {
        for (int lang = 0; !jk_occupancy_has_column(f) && lang < JK_LANG_END; lang++)
            jk_buf_fmt(&text[lang], "%s %.0f %s",
                       jk_text_get(JK_TEXT_ASSUMED_COLUMN, (enum jk_lang)lang),
                       policy_rule_defaults(in)->column.usual_cars,
                       jk_text_get(JK_TEXT_ASSUMED_CARS, (enum jk_lang)lang));
    } else if (crowd) {
        for (int lang = 0; lang < JK_LANG_END; lang++)
            jk_buf_fmt(&text[lang], "%s %s", jk_text_get(JK_TEXT_ASSUMED_CROWD, (enum jk_lang)lang),
                       jk_size_word(jk_occupancy_size(in->pack, f, main)));
    }
    say_inferred_crowd(in, text);
    say_inferred_end(in, text);
    say_inferred_place(in, text);
    if (text[JK_LANG_ID].len == 0)
        return false;
    policy_rule_say_text(arena, text, said);
    return true;
}
