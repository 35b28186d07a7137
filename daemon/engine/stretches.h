/* daemon/engine/stretches.h: the parts of one column that it shares with another, and which of the
 * two columns counts. Metres; pure but for malloc. */
#ifndef DAEMON_ENGINE_STRETCHES_H
#define DAEMON_ENGINE_STRETCHES_H
#include "jarak/engine/body.h"

/* A part of a piece, as shares of it. */
struct stretch {
    uint32_t piece;
    double from, to;
};

/* The shared stretches of one column; zero it first, free `at`. */
struct stretches {
    struct stretch *at;
    size_t count, cap;
    bool failed; /* memory ran out, some are missing */
};

/* Add a part of a piece.
 *
 * @return how much is new at most, as a share of the piece: what overlaps the part that was added
 *         before it is not */
double engine_stretches_add(struct stretches *s, uint32_t piece, double from, double to);

/* Join what overlaps. @return the length of it all, metres: every metre counts once */
double engine_stretches_measure(struct stretches *s, const struct jk_body *body);

/* Which column's shared road counts: below 0 that of `a`, which comes first by when and where it
 * leaves, then by when and where it has gone; 0 where there is no difference. */
int engine_stretches_order(const struct jk_body *a, const struct jk_body *b);
#endif
