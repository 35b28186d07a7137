/* jarak/base/arena.h: memory that lives exactly as long as one request (or one loaded pack).
 *
 * Everything taken from an arena is dropped with it at once, so most code frees nothing. Memory is
 * zeroed. Pure but for malloc; not shared between threads. */
#ifndef JARAK_BASE_ARENA_H
#define JARAK_BASE_ARENA_H
#include <stddef.h>
#include "jarak/base/bytes.h"

/** All zero is an empty arena; free with jk_arena_clear(). */
struct jk_arena {
    struct jk_arena_block *head; /**< newest block; private */
    size_t used;                 /**< bytes handed out in all */
};

/** Zeroed memory aligned for any object.
 *
 * @param len  bytes; 0 gives a valid pointer to nothing
 * @return given by the arena, borrowed until jk_arena_clear(); null when memory is out */
void *jk_arena_take(struct jk_arena *arena, size_t len);

/** Room for `count` objects of `size` bytes; null on overflow or when memory is out. */
void *jk_arena_array(struct jk_arena *arena, size_t count, size_t size);

/** Room for one object more in a growing array: `array` itself while it has room, else a copy twice
 * as large (the old one stays until the arena is cleared).
 *
 * @param array  of `count` objects with room for *cap; null when *cap is 0
 * @return null when memory is out; *cap is then unchanged */
void *jk_arena_grow(struct jk_arena *arena, void *array, size_t count, size_t *cap, size_t size);

/** A NUL-ended copy of a span; null when memory is out. */
char *jk_arena_copy(struct jk_arena *arena, struct jk_span span);

/** Formatted text, NUL-ended; null when memory is out. */
char *jk_arena_fmt(struct jk_arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/** Free all of it and become empty. */
void jk_arena_clear(struct jk_arena *arena);
#endif
