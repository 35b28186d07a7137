/* Arrays double, so that adding n elements copies fewer than 2n of them. The array's pointer is
 * moved by memcpy, for a `T **` may not be written through a `void **`. */
#include "jarak/base/heap.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static _Thread_local uint64_t refusals; /* of a thread: what it decides is its own */

#define FIRST_CAP 16 /* elements: most arrays of the house stay below it */

bool jk_grow(void *array, size_t count, size_t *cap, size_t size)
{
    size_t wanted = *cap ? 2 * *cap : FIRST_CAP;
    void *at, *grown;

    if (count < *cap)
        return true;
    if (wanted > SIZE_MAX / size)
        return false;
    memcpy(&at, array, sizeof at);
    grown = jk_heap_resize(at, wanted * size);
    if (!grown)
        return false;
    memcpy(array, &grown, sizeof grown);
    *cap = wanted;
    return true;
}

bool jk_text_set(const char **field, const char *text)
{
    char *copy = jk_heap_copy(text);

    if (!copy)
        return false;
    jk_text_free(*field);
    *field = copy;
    return true;
}

void jk_text_free(const char *text)
{
    free((
        void *)(uintptr_t)text); /* the owner made it with malloc; only its readers may not write */
}

static void *noted(void *taken)
{
    if (!taken)
        jk_heap_note();
    return taken;
}

void *jk_heap_take(size_t size)
{
    return noted(malloc(size));
}

void *jk_heap_zeroed(size_t count, size_t size)
{
    return noted(calloc(count, size));
}

void *jk_heap_resize(void *at, size_t size)
{
    return noted(realloc(at, size));
}

char *jk_heap_copy(const char *text)
{
    return noted(strdup(text));
}

void jk_heap_note(void)
{
    refusals++;
}

uint64_t jk_heap_refusals(void)
{
    return refusals;
}
