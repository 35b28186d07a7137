/* daemon/engine/slots/bands.h: a set of whole seconds as bands: ascending, apart from each other by
 * a second at least. On the heap; zero it first. */
#ifndef DAEMON_ENGINE_SLOTS_BANDS_H
#define DAEMON_ENGINE_SLOTS_BANDS_H
#include "jarak/base/intervals.h"

struct slots_bands {
    struct jk_interval *at; /* free(3) */
    size_t count, cap;
};

/* Add a band; an empty one is nothing. @return false when memory is out */
bool engine_bands_add(struct slots_bands *bands, struct jk_interval band);

/* True when all seconds of a band are in the set; true of an empty band. */
bool engine_bands_cover(const struct slots_bands *bands, struct jk_interval band);

/* Find the first part of a band that is not in the set. @return false when there is none */
bool engine_bands_open(const struct slots_bands *bands, struct jk_interval band,
                       struct jk_interval *out);
#endif
