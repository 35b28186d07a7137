/* Rules of movement: R6 convoy without an activity, R7 vehicles but no route, R8 speed, R11 leg
 * without a main.
 *
 * They ask for clarification and refuse nothing: road parades are banned, but a convoy whose parent
 * has not been filed yet looks the same. R8 takes the mean over the whole route; a single leg that
 * is too fast is refused earlier (JK_SPEED_MAX_KMH, model/shape.h). */
#include "daemon/policy/rules/rules_internal.h"

#include "jarak/base/decimal.h"
#include "jarak/geo/geodesic.h"
#include "jarak/policy/occupancy.h"
#include "jarak/policy/texts.h"

/* R6. A convoy is lawful only as movement to or from an activity. */
bool policy_rule_pawai(struct jk_arena *arena, const struct jk_rule_input *in,
                       const struct jk_rule_entry *rule, struct said *said)
{
    (void)arena;
    (void)rule;
    (void)said;
    return in->notice->facts.kind == JK_KIND_KONVOI && !in->notice->parent &&
           !policy_rule_is_after(in);
}

/* R7. A route of any leg of the chain answers it. */
bool policy_rule_no_route(struct jk_arena *arena, const struct jk_rule_input *in,
                          const struct jk_rule_entry *rule, struct said *said)
{
    const struct jk_facts *f = &in->notice->facts;
    bool moves = f->shape.kind == JK_SHAPE_ROUTE;

    (void)arena;
    (void)rule;
    (void)said;
    /* The vehicles may stand in the main while a leg has the route. */
    for (size_t i = 0; i < in->chain_count; i++)
        moves = moves || in->chain[i]->facts.shape.kind == JK_SHAPE_ROUTE;
    return (f->has_vehicles || f->column_m > 0.0) && !moves;
}

/* R8. Mean speed by route and hours. A column is as fast as its slowest: with people on foot in it
 * it walks. */
bool policy_rule_speed(struct jk_arena *arena, const struct jk_rule_input *in,
                       const struct jk_rule_entry *rule, struct said *said)
{
    const struct jk_shape *s = &in->notice->facts.shape;
    struct jk_buf text[JK_LANG_END] = { { 0 } };
    double length_m = 0.0, kmh;
    bool on_foot;

    if (s->kind != JK_SHAPE_ROUTE || in->notice->instance_count == 0 || rule->value_count < 1)
        return false;
    for (size_t i = 1; i < s->point_count; i++)
        length_m += jk_geodesic_distance(s->points[i - 1], s->points[i]);
    kmh = length_m * 3.6 /
          (double)(in->notice->instances[0].end_s - in->notice->instances[0].start_s);
    on_foot = jk_occupancy_has_walkers(in->pack, &in->notice->facts);
    if (kmh <= (on_foot ? policy_rule_defaults(in)->column.walkers_kmh : rule->value[0]))
        return false;
    for (int lang = 0; lang < JK_LANG_END; lang++) {
        jk_decimal_add(&text[lang], kmh, 0, lang == JK_LANG_ID ? ',' : '.');
        jk_buf_fmt(&text[lang], " km/%s %s", lang == JK_LANG_ID ? "jam" : "h",
                   jk_text_get(on_foot ? JK_TEXT_FOR_WALKERS : JK_TEXT_FOR_CONVOY,
                               (enum jk_lang)lang));
    }
    policy_rule_say_text(arena, text, said);
    return true;
}

/* R11. The main may still arrive; until then the leg is a chain of its own (SPEC 4). */
bool policy_rule_no_main(struct jk_arena *arena, const struct jk_rule_input *in,
                         const struct jk_rule_entry *rule, struct said *said)
{
    (void)arena;
    (void)rule;
    (void)said;
    return in->notice->parent && !in->main_known;
}
