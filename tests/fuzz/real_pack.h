/* tests/fuzz/real_pack.h: the pack of the repository, for targets that read what people write: a
 * pack that was loaded keeps promises (a region, defaults) that an empty one breaks. Run from the
 * project's root. */
#ifndef TESTS_FUZZ_REAL_PACK_H
#define TESTS_FUZZ_REAL_PACK_H
#include <stdlib.h>
#include "jarak/config/files.h"
#include "jarak/geo/geodesic.h"

/** Loaded at the first call, and geodesics with it; never freed. */
static inline const struct jk_pack *real_pack(void)
{
    static struct jk_arena arena;
    static struct jk_pack pack;
    struct jk_error err;

    if (pack.tz)
        return &pack;
    jk_geodesic_init();
    if (jk_pack_read("calendars/kutim-2024", &arena, &pack, &err) != JK_OK)
        abort();
    return &pack;
}
#endif
