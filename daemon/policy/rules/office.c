/* Rules of the offices: R17 quota of rallies, R18 officers needed, R20 what is still missing, R24
 * an STTP number that two chains have, R25 a campaign under the name of an office's business, R27
 * rallies of a day, R28 people of one.
 *
 * They look beyond the notice: the number of rallies and the crowd of the day are handed in by the
 * caller, so the tests stay pure. A finding about a whole chain is said once, by its main
 * (policy_rule_speaks_for_chain). */
#include "daemon/policy/rules/rules_internal.h"
#include "jarak/policy/texts.h"

#include <math.h>
#include <string.h>

/* A contest of a region with a parent is a regency's or town's, else the province's or the
 * nation's.
 */
static bool is_of_province(const struct jk_rule_input *in)
{
    const struct jk_contest *contest = jk_pack_contest(in->pack, in->notice->facts.party.contest);
    const struct jk_region *region = contest ? jk_pack_region(in->pack, contest->region) : NULL;

    return contest && (!region || !region->parent[0]);
}

/* R17, R27, R28 bind the campaign, and nothing behind the vote.
 *
 * R17. One rally for a regent's or mayor's pair, two for a governor's (DOMAIN 2). */
bool policy_rule_quota(struct jk_arena *arena, const struct jk_rule_input *in,
                       const struct jk_rule_entry *rule, struct said *said)
{
    const struct jk_contest *contest = jk_pack_contest(in->pack, in->notice->facts.party.contest);

    if (!contest || rule->value_count < 2 || in->notice->facts.cancelled ||
        in->notice->facts.kind != JK_KIND_RAPAT_UMUM || in->notice->facts.leg != JK_LEG_MAIN ||
        in->rallies <= rule->value[is_of_province(in) ? 1 : 0] || policy_rule_is_after(in))
        return false;
    policy_rule_say_number(arena, in->rallies, 0, said);
    return true;
}

/* R27. So many rallies of a contest a day in one regency or town: the roads and the police have
 * room for no more. */
bool policy_rule_day_rallies(struct jk_arena *arena, const struct jk_rule_input *in,
                             const struct jk_rule_entry *rule, struct said *said)
{
    const struct jk_facts *f = &in->notice->facts;

    if (rule->value_count < 1 || f->cancelled || f->kind != JK_KIND_RAPAT_UMUM ||
        f->leg != JK_LEG_MAIN || in->day_rallies <= rule->value[0] || policy_rule_is_after(in))
        return false;
    policy_rule_say_number(arena, in->day_rallies, 0, said);
    return true;
}

/* R28. So many people a rally, or a restricted meeting, may have; 0: any. */
bool policy_rule_people(struct jk_arena *arena, const struct jk_rule_input *in,
                        const struct jk_rule_entry *rule, struct said *said)
{
    const struct jk_facts *f = &in->notice->facts;
    double most;

    if (rule->value_count < 3 || f->cancelled || f->leg != JK_LEG_MAIN ||
        (f->kind != JK_KIND_RAPAT_UMUM && f->kind != JK_KIND_TERBATAS))
        return false;
    most = rule->value[f->kind == JK_KIND_RAPAT_UMUM ? 0 : is_of_province(in) ? 2 : 1];
    if (most <= 0.0 || f->crowd <= most || policy_rule_is_after(in))
        return false;
    policy_rule_say_number(arena, f->crowd, 0, said);
    return true;
}

/* R18. Officers needed for all crowds of the day; the police's own planning, shown to nobody else.
 */
bool policy_rule_personnel(struct jk_arena *arena, const struct jk_rule_input *in,
                           const struct jk_rule_entry *rule, struct said *said)
{
    double needed;

    if (rule->value_count < 2 || rule->value[0] <= 0.0 || !policy_rule_speaks_for_chain(in))
        return false;
    needed = ceil(in->day_crowd / rule->value[0]);
    if (needed <= rule->value[1])
        return false;
    policy_rule_say_number(arena, needed, 0, said);
    return true;
}

static bool has_route(const struct jk_rule_input *in)
{
    for (size_t i = 0; i < in->chain_count; i++) {
        if (in->chain[i]->facts.shape.kind == JK_SHAPE_ROUTE)
            return true;
    }
    return false;
}

/* R20. Names the parts of the letter (DOMAIN 2.1) that have not been entered yet. To be saved a
 * notice needs less; this tells the clerk which of them to ask for. */
bool policy_rule_incomplete(struct jk_arena *arena, const struct jk_rule_input *in,
                            const struct jk_rule_entry *rule, struct said *said)
{
    const struct jk_facts *f = &in->notice->facts;
    const struct {
        bool missing;
        const struct jk_text *word;
    } parts[] = {
        { !f->letter_no[0], JK_TEXT_WANT_LETTER_NO },
        { f->letter_day == INT32_MIN, JK_TEXT_WANT_LETTER_DATE },
        { f->received_s == JK_NO_TIME, JK_TEXT_WANT_RECEIVED },
        { !f->contact[0], JK_TEXT_WANT_CONTACT },
        { f->crowd < 0.0, JK_TEXT_WANT_CROWD },
        { f->stated_weekday < 0, JK_TEXT_WANT_WEEKDAY },
        { !f->has_vehicles && f->column_m < 0.0 && has_route(in) && f->kind == JK_KIND_KONVOI,
          JK_TEXT_WANT_VEHICLES },
    };
    struct jk_buf text[JK_LANG_END] = { { 0 } };

    (void)rule;
    /* One letter announces the whole chain, so its main is asked for the parts of the letter. */
    if (!policy_rule_speaks_for_chain(in) || !policy_rule_is_campaign(in->notice))
        return false;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        for (int lang = 0; parts[i].missing && lang < JK_LANG_END; lang++) {
            jk_buf_str(&text[lang], text[lang].len ? ", " : "");
            jk_buf_str(&text[lang], jk_text_get(parts[i].word, (enum jk_lang)lang));
        }
    }
    if (text[JK_LANG_ID].len == 0)
        return false;
    policy_rule_say_text(arena, text, said);
    return true;
}

/* R24. One number is one letter of the police; which of two chains has it only they can tell. */
bool policy_rule_sttp_twice(struct jk_arena *arena, const struct jk_rule_input *in,
                            const struct jk_rule_entry *rule, struct said *said)
{
    struct jk_buf text[JK_LANG_END] = { { 0 } };

    (void)rule;
    if (!in->sttp || !in->sttp[0] || in->sttp_chains < 2 || !policy_rule_speaks_for_chain(in))
        return false;
    for (int lang = 0; lang < JK_LANG_END; lang++)
        jk_buf_str(&text[lang], in->sttp);
    policy_rule_say_text(arena, text, said);
    return true;
}

/* R25. Kinds of an office's own are kept apart from nobody (SPEC 2.3), so a paslon's activity under
 * such a name would look clear. */
bool policy_rule_neutral_paslon(struct jk_arena *arena, const struct jk_rule_input *in,
                                const struct jk_rule_entry *rule, struct said *said)
{
    const struct jk_facts *f = &in->notice->facts;
    struct jk_buf text[JK_LANG_END] = { { 0 } };

    (void)rule;
    if (!jk_kind_is_neutral(f->kind) || jk_facts_are_neutral(f))
        return false;
    for (int lang = 0; lang < JK_LANG_END; lang++)
        jk_buf_str(&text[lang], jk_kind_name(f->kind, (enum jk_lang)lang));
    policy_rule_say_text(arena, text, said);
    return true;
}
