/* daemon/policy/rules/rules_internal.h: the rules' own functions, and what they share.
 *
 * Each answers true when it has something to say, with the text and the value that goes into it.
 * `rule` carries the pack's numbers. Their table is in rules.c. */
#ifndef DAEMON_POLICY_RULES_RULES_INTERNAL_H
#define DAEMON_POLICY_RULES_RULES_INTERNAL_H
#include "jarak/policy/calendar.h"
#include "jarak/policy/rules.h"

/* The value that goes into the rule's text. */
struct said {
    const char *value[JK_LANG_END];
};

typedef bool rule_test(struct jk_arena *arena, const struct jk_rule_input *in,
                       const struct jk_rule_entry *rule, struct said *said);

/* calendar.c */
rule_test policy_rule_window, policy_rule_quiet, policy_rule_hours, policy_rule_late,
    policy_rule_weekday, policy_rule_past, policy_rule_worship, policy_rule_kpu_slot;
/* route.c */
rule_test policy_rule_pawai, policy_rule_no_route, policy_rule_speed, policy_rule_no_main;
/* place.c */
rule_test policy_rule_uncertain, policy_rule_no_place, policy_rule_outside, policy_rule_addressee,
    policy_rule_sensitive, policy_rule_guarded, policy_rule_carried, policy_rule_unmeasured;
/* office.c */
rule_test policy_rule_day_rallies, policy_rule_people;
rule_test policy_rule_after, policy_rule_unwatched;
rule_test policy_rule_quota, policy_rule_personnel, policy_rule_incomplete, policy_rule_sttp_twice,
    policy_rule_neutral_paslon;

/* personnel.c */
rule_test policy_rule_overcommitted, policy_rule_duty;

/* chain.c */
rule_test policy_rule_legs, policy_rule_assumed;

/* Local day of an instant in the notice's region. */
int32_t policy_rule_day(const struct jk_rule_input *in, int64_t utc_s);
/* What holds for what the notice does not state. */
const struct jk_defaults *policy_rule_defaults(const struct jk_rule_input *in);
/* Activities of a campaign; security, logistics and coordination go on outside it. */
bool policy_rule_is_campaign(const struct jk_notice *n);
/* The main, or a notice whose main is unknown: it speaks for its chain. */
/* Does it begin after the vote (jk_day_is_after())? Then no rule of the campaign holds for it. */
bool policy_rule_is_after(const struct jk_rule_input *in);
/* Whose days it is judged by. */
struct jk_calendar_of policy_rule_calendar(const struct jk_rule_input *in);
bool policy_rule_speaks_for_chain(const struct jk_rule_input *in);

/* Says a date as each language writes it. */
void policy_rule_say_date(struct jk_arena *arena, int32_t day, struct said *said);
/* Says a number with the decimal mark of each language. */
void policy_rule_say_number(struct jk_arena *arena, double value, unsigned digits,
                            struct said *said);
/* Says one text for each language; the buffers are cleared. */
void policy_rule_say_text(struct jk_arena *arena, struct jk_buf text[JK_LANG_END],
                          struct said *said);
#endif
