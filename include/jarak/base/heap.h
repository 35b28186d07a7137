/* jarak/base/heap.h: the few shapes in which modules own memory of their own: arrays that grow, and
 * texts.
 *
 * Memory that lives as long as one request lies in an arena instead (jarak/base/arena.h). Pure. */
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

/** malloc() that notes a refusal; for libraries that let their memory be provided. Free with
 * free(). */
void *jk_heap_take(size_t size);

/** Note that memory was refused. Arenas, buffers, arrays and what jk_heap_take() serves do so. */
void jk_heap_note(void);

/** How often memory was refused to this thread. A rise while something was decided says that a "no"
 * may mean only that: libraries such as jansson tell a text that is wrong and a text they had no
 * memory to read with one and the same word. */
uint64_t jk_heap_refusals(void);

/** Free a text that its struct owns and shows its readers as const. Null is allowed. */
void jk_text_free(const char *text);
#endif
