/* Seeded random numbers for property tests: xorshift64*, the same on every machine. */
#ifndef TESTS_SUPPORT_SEEDED_H
#define TESTS_SUPPORT_SEEDED_H
#include <stdint.h>
#include <stdlib.h>

struct seeded {
    uint64_t state;
};

static inline uint64_t seeded_next(struct seeded *r)
{
    r->state ^= r->state >> 12;
    r->state ^= r->state << 25;
    r->state ^= r->state >> 27;
    return r->state * UINT64_C(2685821657736338717);
}

/* Uniform in [low, high). */
static inline double seeded_between(struct seeded *r, double low, double high)
{
    return low + (high - low) * (double)(seeded_next(r) >> 11) / 9007199254740992.0;
}

/* Whole number in low..high. */
static inline int64_t seeded_whole(struct seeded *r, int64_t low, int64_t high)
{
    return low + (int64_t)(seeded_next(r) % (uint64_t)(high - low + 1));
}

/* How many rounds a property runs: `usual`, or times JARAK_PROPERTY_PERCENT of the environment. */
static inline int seeded_rounds(int usual)
{
    const char *percent = getenv("JARAK_PROPERTY_PERCENT");
    int rounds = percent ? (int)((int64_t)usual * atoi(percent) / 100) : usual;

    return rounds > 0 ? rounds : 1; /* a law that is asked nothing holds always */
}
#endif
