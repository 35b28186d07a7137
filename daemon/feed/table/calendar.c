/* The register as one calendar: the notices' own bytes, joined (ical/join.h).
 *
 * A route or area that a client could not carry stands behind the bytes in the store and not in
 * them. Whoever is given the register would not have it, so it is told as X-JARAK-GEOMETRY at the
 * end of the event. What has moved away from it is doubtful, and
 * stated anew it would not be: that is left out, and so is what single dates of a series carry. */
#include "jarak/base/arena.h"
#include "daemon/feed/table/row.h"

#include "jarak/base/defend.h"
#include "jarak/feed/table/table.h"
#include "jarak/ical/join.h"
#include "jarak/ical/write.h"

/* Where the first event of a resource ends; null where it is folded away, which nobody does. */
static const char *end_of_event(struct jk_span bytes)
{
    const struct jk_span end = JK_SPAN("END:VEVENT");

    for (size_t i = 0; i + end.len < bytes.len; i++) {
        if (bytes.at[i] == '\n' &&
            jk_span_eq_nocase((struct jk_span){ bytes.at + i + 1, end.len }, end))
            return bytes.at + i + 1;
    }
    return NULL;
}

/* The bytes of a notice with what is carried; as they are where nothing is. */
static enum jk_status told_bytes(struct jk_arena *arena, const struct jk_register_item *item,
                                 struct jk_span *out)
{
    const struct jk_notice *notice = feed_register_whole(item, arena);
    const char *end = notice ? end_of_event(notice->bytes) : NULL;
    struct jk_buf told = { 0 };
    char *copy;

    if (!notice)
        return JK_MEMORY;
    *out = notice->bytes;
    if (notice->facts.geometry_said != JK_GEOMETRY_CARRIED || !end)
        return JK_OK;
    jk_buf_add(&told, notice->bytes.at, (size_t)(end - notice->bytes.at));
    jk_ical_text(&told, "X-JARAK-GEOMETRY", notice->facts.geometry);
    jk_buf_add(&told, end, notice->bytes.len - (size_t)(end - notice->bytes.at));
    copy = jk_buf_ok(&told) ? jk_arena_copy(arena, jk_buf_view(&told)) : NULL;
    *out = (struct jk_span){ copy, told.len };
    jk_buf_clear(&told);
    return copy ? JK_OK : JK_MEMORY;
}

enum jk_status jk_register_calendar(const struct jk_register_item *items, size_t count,
                                    struct jk_buf *out)
{
    JK_ASSERT(items != NULL || count == 0);

    struct jk_arena arena = { 0 };
    struct jk_span *bytes = jk_arena_array(&arena, count, sizeof *bytes);
    enum jk_status rc = bytes ? JK_OK : JK_MEMORY;
    struct jk_error err;

    for (size_t i = 0; rc == JK_OK && i < count; i++)
        rc = told_bytes(&arena, &items[i], &bytes[i]);
    if (rc == JK_OK)
        rc = jk_ical_join(bytes, count, out, &err);
    jk_arena_clear(&arena);
    return rc;
}
