/* One policy where a set of them is wanted. */
#ifndef TESTS_SUPPORT_ONLY_H
#define TESTS_SUPPORT_ONLY_H
#include "jarak/policy/policy.h"

/** A set of one policy, for the block it stands in. */
#define ONLY(policy) ((struct jk_policies[1]){ jk_policies_over((policy), 1) })
#endif
