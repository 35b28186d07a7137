/* jarak/ical/second.h: libical as the second reader of every recurrence rule.
 *
 * Our own reader and libical's read the client's text, each for itself, and must read the same
 * rule to the last part; else one of them has misunderstood something, and we refuse rather than
 * plan by it. It reads the rule and nothing else: docs/decisions/0032 has the measurements. Its
 * reader of whole components dies at 50 of 83 failed allocations and has no part in this. Pure
 * after the setup. */
#ifndef JARAK_ICAL_SECOND_H
#define JARAK_ICAL_SECOND_H
#include "jarak/base/arena.h"
#include "jarak/ical/recur.h"

/** Have libical make what it makes at the first error of a thread, for it takes no refusal of
 * memory there. Once, at start, in the thread that reads. */
void jk_rule_second_setup(void);

/** Let libical read the value of an RRULE that jk_rule_parse() has read.
 *
 * @param own  what we read, borrowed for the call
 * @return JK_OK; JK_INVALID when it reads another rule or none; JK_MEMORY */
enum jk_status jk_rule_second_read(struct jk_arena *arena, struct jk_span value,
                                   const struct jk_rule *own);
#endif
