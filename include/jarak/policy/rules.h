/* jarak/policy/rules.h: what a check says about one notice: the numbered rules R1..R33.
 *
 * One table: number, field, who may see it, a pure function. Level, basis, `verified` and the
 * rule's numbers come from the pack (rules.json); a pack without an entry switches the rule off.
 * Nothing is refused here: findings are told, the authority is a person. docs/rules.md is made from
 * the table (make docs). Source: SPEC 3, DOMAIN 2 and 2.2. Pure. */
#ifndef JARAK_POLICY_RULES_H
#define JARAK_POLICY_RULES_H
#include "jarak/base/arena.h"
#include "jarak/model/notice.h"
#include "jarak/policy/pack.h"

/** Who may see a finding, as bits. */
enum jk_audience {
    JK_SEE_PUBLIC = 1,
    JK_SEE_TIM = 2,
    JK_SEE_BAWASLU = 4,
    JK_SEE_KPU = 8,
    JK_SEE_KESBANGPOL = 16,
    JK_SEE_POLRES = 32,
    JK_SEE_OFFICERS = JK_SEE_BAWASLU | JK_SEE_KPU | JK_SEE_KESBANGPOL | JK_SEE_POLRES,
    JK_SEE_FILER = JK_SEE_OFFICERS | JK_SEE_TIM
};

/** An activity of a rival that cannot be held against the notice by distance. */
struct jk_unmeasured {
    const struct jk_facts *facts; /**< null: a KPU slot whose rally has not been filed */
    const struct jk_kpu_slot *kpu_slot;
    int64_t start_s, end_s;
    const struct jk_tz *tz; /**< of its region */
};

/** What is wrong with a duty (R33). */
enum jk_duty_fault {
    JK_DUTY_SOUND,
    JK_DUTY_UNIT_UNKNOWN, /**< no unit of the pack has this code */
    JK_DUTY_UNIT_AWAY,    /**< its unit is not there that day */
    JK_DUTY_UNKNOWN,      /**< nothing has the UID or code it guards */
    JK_DUTY_GONE,         /**< what it guards is cancelled, withdrawn or refused */
    JK_DUTY_MOVED         /**< what it guards takes place at other hours */
};

/** The officers of a day, for R32 and R33: the police's own planning. */
struct jk_rule_personnel {
    bool is_over;         /**< some hour the notice takes part in asks for more than there is */
    int64_t from_s, to_s; /**< the hour that asks for the most */
    unsigned more;        /**< further hours of that day that do */
    uint32_t asked, have; /**< of that hour */
    const char *unit;     /**< whose duties ask for more than it has; null: the day does */
    enum jk_duty_fault fault;
    const char *about;                    /**< the unit, or what is guarded, as it is called */
    int64_t guarded_from_s, guarded_to_s; /**< of what has moved: when it takes place */
};

/** The facts the rules look at besides the notice. */
struct jk_rule_input {
    const struct jk_pack *pack;
    const struct jk_notice *notice;
    const char *region;                   /**< code of the notice's region */
    const struct jk_tz *tz;               /**< of that region */
    bool main_known;                      /**< false for a leg whose main has not arrived */
    const struct jk_notice *const *chain; /**< all of the chain, this one too, main first */
    size_t chain_count;
    double rallies;       /**< that stand for its paslon in its contest, this one too */
    double day_rallies;   /**< of its contest in its region on its first day, this one too */
    double day_crowd;     /**< people expected in its region on its first day, this one's too */
    const char *sttp;     /**< number the chain has; "" or null: none */
    unsigned sttp_chains; /**< that have this number in its region, this one too */
    const struct jk_unmeasured *unmeasured; /**< rivals of its day and sub-district, by start */
    size_t unmeasured_count;
    const struct jk_rule_personnel *personnel; /**< null: nobody has counted */
    int64_t now_s; /**< when the server judges, for "in the past"; from the command */
};

/** One finding. Text and value live in the arena, basis and ids in the pack or the program. */
struct jk_finding {
    const char *rule;  /**< "R3" */
    const char *level; /**< "note", "warn" or "hold" */
    const char *field; /**< property, such as "DTSTART" */
    const char *text[JK_LANG_END];
    const char *basis;
    bool verified;
    unsigned audience; /**< enum jk_audience bits */
};

/** The findings about a notice, in the order of the rules.
 *
 * @param[out] out  in the arena
 * @return JK_OK; JK_MEMORY */
enum jk_status jk_rules_apply(struct jk_arena *arena, const struct jk_rule_input *input,
                              struct jk_finding **out, size_t *count);

/** A row of the table, as docs/rules.md shows it. */
struct jk_rule_row {
    const char *id, *field;
    unsigned audience;           /**< enum jk_audience bits */
    const struct jk_text *says;  /**< what it says about a notice, "{value}" as in a finding */
    const struct jk_text *about; /**< what it looks at, for the reader of the table */
    const char *const *numbers;  /**< what the pack's numbers are, ended by null */
};

/** Row `i` of the table, in the order of the rules. @return false behind the last */
bool jk_rules_row(size_t i, struct jk_rule_row *out);
#endif
