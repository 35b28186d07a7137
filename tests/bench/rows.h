/* The benchmark's rows (bench/README.md) as bodies and parties, and its own policy. */
#ifndef TESTS_BENCH_ROWS_H
#define TESTS_BENCH_ROWS_H
#include "jarak/engine/candidates.h"

/** One row: an activity of the workload. */
struct bench_row {
    uint32_t id;
    struct jk_party party;
    struct jk_body *body; /**< owned */
};

struct bench_rows {
    struct bench_row *row;
    size_t count, cap;
    size_t bytes; /**< of all bodies */
};

/** Read a file of rows; ends the program with a message when it cannot. */
void bench_rows_read(struct bench_rows *rows, const char *path);
void bench_rows_clear(struct bench_rows *rows);

/** The rules of bench/README.md: rally = besar, meeting = kecil, convoy = konvoi; no raises. */
void bench_policy(struct jk_policy *policy);
#endif
