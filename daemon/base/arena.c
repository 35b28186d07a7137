/* A list of blocks, filled from the newest; freed together.
 *
 * Taking is an addition. A request that does not fit the newest block starts a new one and gives up
 * the rest of the old, so a block is at least BLOCK_LEN and a larger request gets one of its own
 * size. Memory is cleared as it is taken: most requests leave the better part of their last block,
 * which nobody needs to clear. Growing an array copies it and leaves the old one
 * behind: doubling bounds the waste by the final size. */
#include "jarak/base/arena.h"
#include "jarak/base/heap.h"

#include <stdarg.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_LEN                                                                   \
    4032 /* with its head and malloc's a page: notices live as long as their blocks \
          */

struct jk_arena_block {
    struct jk_arena_block *next;
    size_t used, cap;
    alignas(max_align_t) char room[];
};

static struct jk_arena_block *add_block(struct jk_arena *arena, size_t len)
{
    size_t cap = len > BLOCK_LEN ? len : BLOCK_LEN;
    /* A large one is the whole of its block, and calloc() knows what the system cleared. */
    struct jk_arena_block *block = cap > BLOCK_LEN ? jk_heap_zeroed(1, sizeof *block + cap)
                                                   : jk_heap_take(sizeof *block + cap);

    if (!block)
        return NULL;
    block->cap = cap;
    block->used = 0;
    block->next = arena->head;
    arena->head = block;
    return block;
}

void *jk_arena_take(struct jk_arena *arena, size_t len)
{
    struct jk_arena_block *block = arena->head;
    void *taken;

    if (len > SIZE_MAX / 2)
        return NULL;
    len = (len + alignof(max_align_t) - 1) / alignof(max_align_t) * alignof(max_align_t);
    if (!block || block->cap - block->used < len)
        block = add_block(arena, len);
    if (!block)
        return NULL;
    taken = block->room + block->used;
    if (block->cap <= BLOCK_LEN)
        memset(taken, 0, len);
    block->used += len;
    arena->used += len;
    return taken;
}

void *jk_arena_array(struct jk_arena *arena, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / 2 / size)
        return NULL;
    return jk_arena_take(arena, count * size);
}

void *jk_arena_grow(struct jk_arena *arena, void *array, size_t count, size_t *cap, size_t size)
{
    size_t more = *cap ? 2 * *cap : 8;
    void *grown;

    if (count < *cap)
        return array;
    grown = jk_arena_array(arena, more, size);
    if (!grown)
        return NULL;
    if (count)
        memcpy(grown, array, count * size);
    *cap = more;
    return grown;
}

char *jk_arena_copy(struct jk_arena *arena, struct jk_span span)
{
    char *copy = jk_arena_take(arena, span.len + 1);

    if (copy && span.len)
        memcpy(copy, span.at, span.len);
    return copy;
}

char *jk_arena_fmt(struct jk_arena *arena, const char *format, ...)
{
    va_list args, again;
    char *text = NULL;
    int len;

    va_start(args, format);
    va_copy(again, args);
    len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len >= 0)
        text = jk_arena_take(arena, (size_t)len + 1);
    if (text)
        vsnprintf(text, (size_t)len + 1, format, again);
    va_end(again);
    return text;
}

void jk_arena_clear(struct jk_arena *arena)
{
    while (arena->head) {
        struct jk_arena_block *next = arena->head->next;

        free(arena->head);
        arena->head = next;
    }
    arena->used = 0;
}
