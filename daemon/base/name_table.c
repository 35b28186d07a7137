/* An open hash table from names to pointers: linear probing, at most half full.
 *
 * Names are borrowed from their owners. At a load of one half a miss looks at 2.5 places in the
 * mean; deletion closes the gap (algorithm R), so no marks pile up in a daemon that runs for a
 * year. Values may not be null: null says that a name is not there. */
#include "jarak/base/name_table.h"
#include "jarak/base/heap.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* FNV-1a. Names are UIDs of authenticated submitters and our own ids; a flood of colliding ones
 * costs its author's region some microseconds, not the daemon. */
static size_t hash_name(const char *name)
{
    uint64_t h = UINT64_C(1469598103934665603);

    for (; *name; name++)
        h = (h ^ (unsigned char)*name) * UINT64_C(1099511628211);
    return (size_t)(h ^ h >> 32);
}

static size_t place_of(const struct jk_name_table *table, const char *name)
{
    size_t i = hash_name(name) & (table->cap - 1);

    while (table->names[i] && strcmp(table->names[i], name) != 0)
        i = (i + 1) & (table->cap - 1);
    return i;
}

void *jk_name_table_find(const struct jk_name_table *table, const char *name)
{
    return table->cap ? table->values[place_of(table, name)] : NULL;
}

/* @param cap  a power of two, at least twice as many as there are names */
static bool widen(struct jk_name_table *table, size_t cap)
{
    struct jk_name_table wide = { .cap = cap };

    wide.names = jk_heap_zeroed(wide.cap, sizeof *wide.names);
    wide.values = jk_heap_zeroed(wide.cap, sizeof *wide.values);
    if (!wide.names || !wide.values) {
        jk_name_table_clear(&wide);
        return false;
    }
    for (size_t i = 0; i < table->cap; i++) {
        if (table->names[i])
            jk_name_table_add(&wide, table->names[i], table->values[i]);
    }
    jk_name_table_clear(table);
    *table = wide;
    return true;
}

static bool grow(struct jk_name_table *table)
{
    return widen(table, table->cap ? 2 * table->cap : 256);
}

void jk_name_table_reserve(struct jk_name_table *table, size_t count)
{
    size_t cap = table->cap ? table->cap : 256;

    while (cap < 2 * count)
        cap *= 2;
    if (cap > table->cap)
        widen(table, cap);
}

bool jk_name_table_add(struct jk_name_table *table, const char *name, void *value)
{
    size_t at;

    if (2 * table->taken >= table->cap && !grow(table))
        return false;
    at = place_of(table, name);
    table->names[at] = name;
    table->values[at] = value;
    table->taken++;
    return true;
}

void *jk_name_table_make(struct jk_name_table *table, const char *name, size_t size)
{
    char *value = jk_name_table_find(table, name);

    if (value || !(value = jk_heap_zeroed(1, size)))
        return value;
    memcpy(value, name, strlen(name) + 1);
    if (jk_name_table_add(table, value, value))
        return value;
    free(value);
    return NULL;
}

/* Not printf: some are asked for in every filing. */
void jk_name_write(char *name, size_t cap, const char *const texts[], int64_t number)
{
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    char digits[JK_NAME_NUMBER], *digit = digits + sizeof digits;
    size_t at = 0, room = cap - JK_NAME_NUMBER;

    for (; *texts; texts++) {
        size_t len = strlen(*texts);

        len = len < room - at ? len : room - at;
        memcpy(name + at, *texts, len);
        at += len;
        if (at < room)
            name[at++] = '/';
    }
    *--digit = '\0';
    do
        *--digit = (char)('0' + rest % 10);
    while ((rest /= 10) != 0);
    if (number < 0)
        *--digit = '-';
    memcpy(name + at, digit, (size_t)(digits + sizeof digits - digit));
}

/* Knuth 6.4, algorithm R: what was pushed past the freed place moves back into it. */
void jk_name_table_remove(struct jk_name_table *table, const char *name)
{
    size_t mask = table->cap - 1, hole, next;

    if (!jk_name_table_find(table, name))
        return;
    hole = place_of(table, name);
    for (next = (hole + 1) & mask; table->names[next]; next = (next + 1) & mask) {
        size_t home = hash_name(table->names[next]) & mask;

        if (((next - home) & mask) < ((next - hole) & mask))
            continue;
        table->names[hole] = table->names[next];
        table->values[hole] = table->values[next];
        hole = next;
    }
    table->names[hole] = NULL;
    table->values[hole] = NULL;
    table->taken--;
}

void jk_name_table_clear(struct jk_name_table *table)
{
    free(table->names);
    free(table->values);
    *table = (struct jk_name_table){ 0 };
}

void jk_name_table_free(struct jk_name_table *table, void (*free_value)(void *value))
{
    for (size_t i = 0; i < table->cap; i++) {
        if (!free_value)
            free(table->values[i]);
        else if (table->values[i])
            free_value(table->values[i]);
    }
    jk_name_table_clear(table);
}
