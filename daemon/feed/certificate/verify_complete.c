/* Whether a certificate tells all that its own bodies show.
 *
 * A document from which a part or a conflict was taken out is judged like one that never had it, as
 * long as only what it tells is computed again. So every pair of a leg of the chain and a leg of
 * another is judged here, by the whole table of rows the document brings along, and the parts must
 * be those pairs: none more, none less. Instances of the same two notices are one part, with the
 * highest levels of all. What cannot be shown is that no body was left out; that is what the hash
 * in the public feed and the journal's position are for. */
#include "daemon/feed/certificate/verify_internal.h"

#include <stdlib.h>
#include <string.h>
#include "jarak/base/texts.h"
#include "jarak/policy/pack.h"
#include "jarak/policy/texts.h"

/* Two notices that come too near, with what is told of them and what is so. */
struct pair {
    const char *own, *other;
    struct jk_levels found, told;
};

struct pairs {
    struct pair *at;
    size_t count, cap;
};

static struct pair *pair_of(struct certificate_verifying *v, struct pairs *pairs, const char *own,
                            const char *other)
{
    struct pair *grown;

    for (size_t i = 0; i < pairs->count; i++) {
        if (strcmp(pairs->at[i].own, own) == 0 && strcmp(pairs->at[i].other, other) == 0)
            return &pairs->at[i];
    }
    grown = jk_arena_grow(v->r.arena, pairs->at, pairs->count, &pairs->cap, sizeof *grown);
    if (!grown)
        return NULL;
    pairs->at = grown;
    pairs->at[pairs->count] = (struct pair){ .own = own, .other = other };
    return &pairs->at[pairs->count++];
}

static void widen(struct jk_levels *to, struct jk_levels by)
{
    to->level = by.level > to->level ? by.level : to->level;
    to->level_max = by.level_max > to->level_max ? by.level_max : to->level_max;
}

static bool judge_pair(struct certificate_verifying *v, const struct jk_policies *policies,
                       const struct certificate_leg *a, const struct certificate_leg *b,
                       struct pairs *pairs)
{
    struct jk_ruling rulings[JK_RULINGS_MAX];
    size_t count = jk_policies_rule(policies, jk_party_relation(&a->party, &b->party),
                                    &(struct jk_ruled){ a->policy, &a->body->key },
                                    &(struct jk_ruled){ b->policy, &b->body->key }, rulings);
    struct jk_levels levels = { JK_LEVEL_NONE, JK_LEVEL_NONE };
    struct pair *pair;

    for (size_t i = 0; i < count; i++) {
        if (!rulings[i].row->exempt)
            widen(&levels, jk_judge_level(rulings[i].policy, rulings[i].row, a->body, b->body));
    }
    if (levels.level_max == JK_LEVEL_NONE)
        return true;
    pair = pair_of(v, pairs, a->uid, b->uid);
    if (pair)
        widen(&pair->found, levels);
    return pair != NULL;
}

static enum jk_level level_in(struct certificate_verifying *v, const struct jk_json_at *part,
                              const char *key)
{
    const char *word = jk_json_text(&v->r, part, key, "");

    for (int i = 0; i < JK_LEVEL_END; i++) {
        if (strcmp(word, jk_level_word((enum jk_level)i)) == 0)
            return (enum jk_level)i;
    }
    return JK_LEVEL_NONE;
}

/* The parts as they are told; their bodies were in range when they were judged (verify.c). */
static bool read_told(struct certificate_verifying *v, const struct jk_json_at *whole,
                      struct pairs *pairs)
{
    struct jk_json_at conflicts = jk_json_member(&v->r, whole, "conflicts");

    for (size_t i = 0; i < jk_json_count(&v->r, &conflicts); i++) {
        struct jk_json_at conflict = jk_json_element(&conflicts, i);
        struct jk_json_at parts = jk_json_member(&v->r, &conflict, "parts");

        for (size_t k = 0; k < jk_json_count(&v->r, &parts); k++) {
            struct jk_json_at part = jk_json_element(&parts, k);
            size_t own = (size_t)json_integer_value(json_object_get(part.value, "own"));
            size_t other = (size_t)json_integer_value(json_object_get(part.value, "other"));
            struct pair *pair = pair_of(v, pairs, v->legs[own].uid, v->legs[other].uid);

            if (!pair)
                return false;
            widen(&pair->told, (struct jk_levels){ level_in(v, &part, "level"),
                                                   level_in(v, &part, "level_max") });
        }
    }
    return true;
}

void feed_certificate_rows(struct certificate_verifying *v, const struct jk_json_at *policy,
                           struct jk_policy *out)
{
    struct jk_json_at rules = jk_json_member(&v->r, policy, "rules");
    struct jk_json_at vote = jk_json_optional(policy, "vote_s");
    struct jk_policy *of = jk_arena_take(v->r.arena, sizeof *of);
    char *text = rules.value ? json_dumps(rules.value, JSON_COMPACT) : NULL;
    struct jk_error err;

    if (!of || (rules.value && !text)) {
        jk_json_fault(&v->r, &rules, JK_MEMORY, JK_TEXT_NO_MEMORY, "");
        free(text);
        return;
    }
    of->vote_s = json_is_number(vote.value) ? json_number_value(vote.value) : (double)INFINITY;
    of->zone_factor = 1.0;
    /* It is whole: nothing is inherited within a document. */
    if (text &&
        jk_pack_policy(&(struct jk_pack){ .id = "" }, of, jk_span_of(text), out, &err) != JK_OK)
        jk_json_fault(&v->r, &rules, err.status, err.text, err.value);
    free(text);
}

void feed_certificate_complete(struct certificate_verifying *v, const struct jk_json_at *whole)
{
    const char *chain = jk_json_text(&v->r, whole, "chain", NULL);
    const struct jk_policies policies = jk_policies_over(v->policies, v->policy_count);
    struct jk_json_at conflicts = jk_json_member(&v->r, whole, "conflicts");
    struct pairs pairs = { .at = NULL };
    bool ok = true;

    for (size_t i = 0; i < v->leg_count && ok; i++) {
        for (size_t k = 0; k < v->leg_count && ok; k++) {
            if (strcmp(v->legs[i].chain, chain) == 0 && strcmp(v->legs[k].chain, chain) != 0)
                ok = judge_pair(v, &policies, &v->legs[i], &v->legs[k], &pairs);
        }
    }
    ok = ok && read_told(v, whole, &pairs);
    if (!ok)
        jk_json_fault(&v->r, whole, JK_MEMORY, JK_TEXT_NO_MEMORY, "");
    for (size_t i = 0; i < pairs.count && ok; i++) {
        const struct pair *p = &pairs.at[i];

        if (p->found.level != p->told.level || p->found.level_max != p->told.level_max)
            feed_certificate_fault(v, &conflicts, p->other, p->told.level_max, p->found.level_max);
    }
    v->checked->complete = true;
}
