/* A chain of twelve legs somewhere among the workload, and how long its clear times take. */
#ifndef TESTS_BENCH_CHAIN_H
#define TESTS_BENCH_CHAIN_H
#include "tests/bench/rows.h"

/** Search the clear times of one local day for chains at `rounds` of the rallies' places.
 *
 * @param[out] bands  clear bands found in all
 * @return seconds a search, or a negative number when one failed */
double bench_chain_slots(struct jk_world *world, const struct jk_policies *policies,
                         const struct bench_rows *rows, size_t rounds, size_t *bands);
#endif
