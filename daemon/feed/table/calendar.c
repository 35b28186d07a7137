/* The register as one calendar: the notices' own bytes, joined (ical/join.h). */
#include "jarak/base/arena.h"

#include "jarak/base/defend.h"
#include "jarak/feed/table/table.h"
#include "jarak/ical/join.h"

enum jk_status jk_register_calendar(const struct jk_register_item *items, size_t count,
                                    struct jk_buf *out)
{
    JK_ASSERT(items != NULL || count == 0);

    struct jk_arena arena = { 0 };
    struct jk_span *bytes = jk_arena_array(&arena, count, sizeof *bytes);
    enum jk_status rc = bytes ? JK_OK : JK_MEMORY;
    struct jk_error err;

    for (size_t i = 0; bytes && i < count; i++)
        bytes[i] = items[i].notice->bytes;
    if (rc == JK_OK)
        rc = jk_ical_join(bytes, count, out, &err);
    jk_arena_clear(&arena);
    return rc;
}
