/* A buffer that several readers hold; the last one frees it.
 *
 * The feed of one revision is sent to many clients at once: they share the bytes, and a new
 * revision replaces the buffer while slow readers keep the old one. The count is not atomic, for
 * all holders live in the one loop. */
#include "jarak/base/refbuf.h"
#include "jarak/base/heap.h"

#include <stdlib.h>

struct jk_refbuf {
    size_t refs;
    struct jk_buf bytes;
};

struct jk_refbuf *jk_refbuf_take(struct jk_buf *bytes)
{
    struct jk_refbuf *shared = jk_buf_ok(bytes) ? jk_heap_take(sizeof *shared) : NULL;

    if (shared)
        *shared = (struct jk_refbuf){ 1, *bytes };
    else
        jk_buf_clear(bytes);
    *bytes = (struct jk_buf){ 0 };
    return shared;
}

struct jk_refbuf *jk_refbuf_keep(struct jk_refbuf *shared)
{
    shared->refs++;
    return shared;
}

void jk_refbuf_drop(struct jk_refbuf *shared)
{
    if (!shared || --shared->refs > 0)
        return;
    jk_buf_clear(&shared->bytes);
    free(shared);
}

struct jk_span jk_refbuf_view(const struct jk_refbuf *shared)
{
    return shared ? jk_buf_view(&shared->bytes) : (struct jk_span){ "", 0 };
}
