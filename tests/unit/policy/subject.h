/* One notice with its rule input, over the Kutim pack: what the tests of the rules begin from.
 *
 * It begins as a rally of paslon 1 at a point far from every border and place, about which R20
 * (incomplete) and R14 (addressee) alone have something to say. */
#ifndef TESTS_UNIT_POLICY_SUBJECT_H
#define TESTS_UNIT_POLICY_SUBJECT_H
#include "jarak/policy/rules.h"

#define SUBJECT_INSTANCES 4

struct subject {
    struct jk_arena arena;
    struct jk_pack pack;
    struct jk_notice notice, main;
    struct jk_instance instance[SUBJECT_INSTANCES];
    struct jk_point route[2];
    struct jk_rule_entry entry[JK_RULE_NUMBERS]; /**< copies a test may change, once asked for */
    const struct jk_notice *chain[2];
    struct jk_rule_input input;
};

void subject_make(struct subject *s);
void subject_clear(struct subject *s);

/** An instant of WITA, "2024-11-23T15:00" or with seconds. */
int64_t subject_instant(const char *wita);
/** The first instance, or a further one behind those there are. */
void subject_hours(struct subject *s, const char *start, const char *end);
void subject_also(struct subject *s, const char *start, const char *end);
/** Makes the notice a leg of a main that is known, which stands first in the chain. */
void subject_be_leg(struct subject *s, enum jk_leg leg);
/** A route of one straight leg. */
void subject_route(struct subject *s, struct jk_point from, struct jk_point to);
/** The pack's entry of a rule, to be changed. */
struct jk_rule_entry *subject_entry(struct subject *s, int number);

/** What a rule says; null when it is silent. */
const struct jk_finding *subject_finding(struct subject *s, const char *rule);
/** Its sentence; "" when it is silent. */
const char *subject_text(struct subject *s, const char *rule, enum jk_lang lang);
bool subject_says(struct subject *s, const char *rule);
#endif
