/* jarak/feed/desk/steps.h: the steps by which a day came to be known. */
#ifndef JARAK_FEED_DESK_STEPS_H
#define JARAK_FEED_DESK_STEPS_H
#include <stddef.h>
#include <stdint.h>

/** One: entries of the journal that were written in one second. */
struct jk_day_step {
    uint64_t entry;                      /**< the last of them */
    int64_t time_s;                      /**< UTC */
    unsigned notices, states, conflicts; /**< how many of each changed */
};

/** All of a day, ascending. */
struct jk_day_steps {
    const struct jk_day_step *at;
    size_t count;
};
#endif
