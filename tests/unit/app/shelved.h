/* What walks give, held against a look at everything. */
#ifndef TESTS_UNIT_APP_SHELVED_H
#define TESTS_UNIT_APP_SHELVED_H
#include "jarak/app/handle/handle.h"
#include "jarak/app/registry/registry.h"

/** The test fails unless walks of every region, and of every day that anything is on or near, give
 * exactly what they are to give, in order. @param when  for messages */
void shelved_check(const struct jk_registry *registry, const char *when);
/** The test fails unless everything that is asked by region is answered as it is when all chains
 * and conflicts are looked at. */
void shelved_answers(struct jk_app *app, int64_t now_s, const char *when);
#endif
