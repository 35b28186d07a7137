/* jarak/base/name_table.h: names to pointers. The registry's and the conflicts' index. */
#ifndef JARAK_BASE_NAME_TABLE_H
#define JARAK_BASE_NAME_TABLE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define JK_NAME_NUMBER 24 /* octets of a name's number, and what stands round it */

struct jk_name_table {
    const char **names; /* owned by the values they name */
    void **values;
    size_t cap, taken;
};

/* Make room for so many names at once; where memory is out it grows as they come. */
void jk_name_table_reserve(struct jk_name_table *table, size_t count);
/* The value of a name, or null. */
void *jk_name_table_find(const struct jk_name_table *table, const char *name);
/* Add a name that is not there yet; `name` must live as long as the table. False: out of memory. */
bool jk_name_table_add(struct jk_name_table *table, const char *name, void *value);
/* The value of a name, or one that is made for it: `size` octets from calloc(), which begin with
 * the name, so that the first member of what it is has room for that. Null: out of memory. */
void *jk_name_table_make(struct jk_name_table *table, const char *name, size_t size);
/* Write a name of texts, ended by null, and of a number: they are told apart by "/". Texts that are
 * too long are cut, the number is whole. @param cap  above JK_NAME_NUMBER */
void jk_name_write(char *name, size_t cap, const char *const texts[], int64_t number);
/* Take a name out; not there: nothing. */
void jk_name_table_remove(struct jk_name_table *table, const char *name);
/* Empty the table; what its entries point to is not freed. */
void jk_name_table_clear(struct jk_name_table *table);
/* Free each value, and empty the table. @param free_value  null: free() */
void jk_name_table_free(struct jk_name_table *table, void (*free_value)(void *value));
#endif
