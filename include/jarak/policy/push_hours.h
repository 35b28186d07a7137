/* jarak/policy/push_hours.h: when a message may be pushed to a person, by its level and the hour.
 *
 * Streams and inboxes are told at once whatever the hour; this is about webhooks and e-mail. Pure.
 * Source: SPEC 2.3 (actions) and 7. */
#ifndef JARAK_POLICY_PUSH_HOURS_H
#define JARAK_POLICY_PUSH_HOURS_H
#include "jarak/policy/policy.h"

#define JK_DAY_BEGINS_H 6  /* local hour of the digest; from here on a waspada is pushed ... */
#define JK_DAY_ENDS_H   21 /* ... until here, exclusive */

#define JK_URGENT_WITHIN_S (12 * 3600) /* of the start: then a waspada is pushed at any hour */

/** When a message may go out.
 *
 * @param level    siaga: at once; waspada: by day, and near its start at any hour; info: with the
 * digest that follows its alert
 * @param told_s   when the alert was told, UTC
 * @param now_s    UTC
 * @param start_s  when what it tells of begins, UTC; INT64_MAX: not known
 * @param offset_s of the reader's zone
 * @return UTC seconds; `now_s` or earlier: now */
int64_t jk_push_from(enum jk_level level, int64_t told_s, int64_t now_s, int64_t start_s,
                     int32_t offset_s);
#endif
