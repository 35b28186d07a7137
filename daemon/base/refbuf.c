#include "jarak/base/refbuf.h"

#include <stdlib.h>

struct jk_shared {
    size_t refs;
    struct jk_buf octets;
};

struct jk_shared *jk_shared_take(struct jk_buf *octets)
{
    struct jk_shared *shared = jk_buf_ok(octets) ? malloc(sizeof *shared) : NULL;

    if (shared)
        *shared = (struct jk_shared){ 1, *octets };
    else
        jk_buf_clear(octets);
    *octets = (struct jk_buf){ 0 };
    return shared;
}

struct jk_shared *jk_shared_keep(struct jk_shared *shared)
{
    shared->refs++;
    return shared;
}

void jk_shared_drop(struct jk_shared *shared)
{
    if (!shared || --shared->refs > 0)
        return;
    jk_buf_clear(&shared->octets);
    free(shared);
}

struct jk_span jk_shared_view(const struct jk_shared *shared)
{
    return shared ? jk_buf_view(&shared->octets) : (struct jk_span){ "", 0 };
}
