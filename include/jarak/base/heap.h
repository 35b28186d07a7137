/* jarak/base/heap.h: the few shapes in which modules own memory of their own: arrays that grow, and
 * texts.
 *
 * Memory that lives as long as one request lies in an arena instead (jarak/base/arena.h). Pure. */
#ifndef JARAK_BASE_HEAP_H
#define JARAK_BASE_HEAP_H
#include <stdbool.h>
#include <stddef.h>

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

/** Free a text that its struct owns and shows its readers as const. Null is allowed. */
void jk_text_free(const char *text);
#endif
