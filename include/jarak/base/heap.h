/* jarak/base/heap.h: the few shapes in which modules own memory of their own: blocks, arrays that
 * grow, and texts.
 *
 * Everything of the house has its memory from here or from an arena (jarak/base/arena.h), where
 * what lives as long as one request lies. Nothing else calls malloc() and its sisters, but for the
 * module of PostgreSQL, which is linked with nothing of the house: each refusal is noted, and who
 * made something meanwhile can ask (jarak/base/defend.h). Pure. */
#ifndef JARAK_BASE_HEAP_H
#define JARAK_BASE_HEAP_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Make room for one more element in an array on the heap, doubling it where it is full.
 *
 * @param array   address of the pointer to the array, null while it is empty; changed on success
 * @param count   elements in it
 * @param cap     elements it has room for; changed on success
 * @param size    bytes of an element, > 0
 * @return false when memory is out; then nothing has changed */
bool jk_grow(void *array, size_t count, size_t *cap, size_t size);

/** Put a copy of a text in place of the one a field owns.
 *
 * @param field  null or owned (jk_text_free()); changed on success
 * @return false when memory is out; then nothing has changed */
bool jk_text_set(const char **field, const char *text);

/** malloc(). Owned by the caller, free(); null when memory is out. Libraries that let their memory
 * be provided are given it too. */
void *jk_heap_take(size_t size);

/** calloc(), likewise. */
void *jk_heap_zeroed(size_t count, size_t size);

/** realloc(), likewise: where it is refused `at` is as it was. */
void *jk_heap_resize(void *at, size_t size);

/** A copy of a text, likewise. */
char *jk_heap_copy(const char *text);

/** Note that memory was refused; for what has it from elsewhere. */
void jk_heap_note(void);

/** How often memory was refused to this thread. A rise while something was decided says that a "no"
 * may mean only that: libraries such as jansson tell a text that is wrong and a text they had no
 * memory to read with one and the same word. */
uint64_t jk_heap_refusals(void);

/** Free a text that its struct owns and shows its readers as const. Null is allowed. */
void jk_text_free(const char *text);
#endif
