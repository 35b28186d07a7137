/* Failed promises are counted. The few places that ever fail are kept in a list, so that each is
 * told once: a promise broken by a stored notice breaks at every look at it, and a log that fills
 * the disk would turn one mistake into an outage. The lock is held for a walk over the list. */
#include "jarak/base/defend.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include "jarak/base/heap.h"

static atomic_uint_fast64_t failures;
static _Atomic(jk_defend_hook *) told;

static struct {
    atomic_flag lock;
    const char *file[JK_DEFEND_PLACES];
    int line[JK_DEFEND_PLACES];
    size_t count;
} places = { .lock = ATOMIC_FLAG_INIT };

/* A full list knows every place. */
static bool is_new(const char *file, int line)
{
    size_t i = 0;
    bool added;

    while (atomic_flag_test_and_set_explicit(&places.lock, memory_order_acquire))
        ;
    while (i < places.count && (places.file[i] != file || places.line[i] != line))
        i++;
    added = i == places.count && i < JK_DEFEND_PLACES;
    if (added) {
        places.file[i] = file;
        places.line[i] = line;
        places.count++;
    }
    atomic_flag_clear_explicit(&places.lock, memory_order_release);
    return added;
}

void jk_defend_tell(jk_defend_hook *hook)
{
    atomic_store(&told, hook);
}

void jk_defend_note(const char *file, int line, const char *expr)
{
    jk_defend_hook *hook = atomic_load(&told);

    atomic_fetch_add(&failures, 1);
    if (is_new(file, line) && hook)
        hook(file, line, expr);
}

uint64_t jk_defend_count(void)
{
    return atomic_load(&failures);
}

struct jk_defend_mark jk_defend_mark(void)
{
    return (struct jk_defend_mark){ jk_defend_count(), jk_heap_refusals() };
}

enum jk_status jk_defend_since(const struct jk_defend_mark *mark)
{
    if (jk_defend_count() != mark->failures)
        return JK_CORRUPT;
    return jk_heap_refusals() != mark->refusals ? JK_MEMORY : JK_OK;
}
