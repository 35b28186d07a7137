#include "jarak/base/arena.h"
#include "jarak/feed/table/table.h"
#include "jarak/ical/join.h"

enum jk_status jk_register_calendar(const struct jk_register_item *items, size_t count,
                                    struct jk_buf *out)
{
    struct jk_arena arena = { 0 };
    struct jk_span *octets = jk_arena_array(&arena, count, sizeof *octets);
    enum jk_status rc = octets ? JK_OK : JK_MEMORY;
    struct jk_error err;

    for (size_t i = 0; octets && i < count; i++)
        octets[i] = items[i].notice->octets;
    if (rc == JK_OK)
        rc = jk_ical_join(octets, count, out, &err);
    jk_arena_clear(&arena);
    return rc;
}
