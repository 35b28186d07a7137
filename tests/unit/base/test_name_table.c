/* Names to pointers: against a plain list while thousands come and go. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/base/name_table.h"
#include "tests/support/seeded.h"

#define NAMES 3000

static char name_of[NAMES][16];

Test(name_table, an_empty_table_finds_and_removes_nothing)
{
    struct jk_name_table table = { 0 };

    cr_assert(jk_name_table_find(&table, "a") == NULL);
    jk_name_table_remove(&table, "a");
    cr_assert(table.taken == 0);
    jk_name_table_clear(&table);
}

Test(name_table, names_are_told_apart_by_every_byte)
{
    static const char *const names[] = { "", "a", "A", "aa", "a ", " a", "\xc3\xa4", "\xc3\xa5" };
    struct jk_name_table table = { 0 };
    int value[8];

    for (int i = 0; i < 8; i++) {
        cr_assert(jk_name_table_find(&table, names[i]) == NULL, "%s", names[i]);
        cr_assert(jk_name_table_add(&table, names[i], &value[i]));
    }
    for (int i = 0; i < 8; i++)
        cr_assert(jk_name_table_find(&table, names[i]) == &value[i]);
    jk_name_table_clear(&table);
}

/* Deletion moves what was pushed past the freed place: none may be lost, whatever the order. */
Test(name_table, nothing_is_lost_while_thousands_come_and_go)
{
    static int value[NAMES];
    static bool there[NAMES];
    struct jk_name_table table = { 0 };
    struct seeded r = { 111 };
    size_t count = 0;

    for (int i = 0; i < NAMES; i++)
        snprintf(name_of[i], sizeof name_of[i], "uid-%d@kutim", i);
    for (int step = 0; step < 60000; step++) {
        int i = (int)seeded_whole(&r, 0, NAMES - 1);

        if (there[i])
            jk_name_table_remove(&table, name_of[i]);
        else
            cr_assert(jk_name_table_add(&table, name_of[i], &value[i]));
        there[i] = !there[i];
        count += there[i] ? 1 : (size_t)-1;
        cr_assert(table.taken == count);
        cr_assert(2 * table.taken <= table.cap + 2, "at most half full");
        for (int k = 0; step % 500 == 0 && k < NAMES; k++)
            cr_assert(jk_name_table_find(&table, name_of[k]) == (there[k] ? &value[k] : NULL),
                      "step %d: %s", step, name_of[k]);
    }
    jk_name_table_clear(&table);
    cr_assert(table.cap == 0 && jk_name_table_find(&table, name_of[0]) == NULL);
}

struct counted {
    char name[16];
    int count;
    int *freed;
};

static void free_counted(void *value)
{
    struct counted *one = value;

    *one->freed += one->count;
    free(one);
}

Test(name_table, what_is_made_for_a_name_is_found_and_freed_once)
{
    struct jk_name_table table = { 0 };
    int freed = 0;

    for (int i = 0; i < 2 * NAMES; i++) {
        char name[16];
        struct counted *one;

        snprintf(name, sizeof name, "%d", i % NAMES);
        one = jk_name_table_make(&table, name, sizeof *one);
        cr_assert(one && strcmp(one->name, name) == 0 && one->count == i / NAMES);
        one->count++;
        one->freed = &freed;
        cr_assert(jk_name_table_find(&table, name) == one);
    }
    cr_assert(table.taken == NAMES);
    jk_name_table_free(&table, free_counted);
    cr_assert(freed == 2 * NAMES && table.taken == 0 && table.cap == 0);
    jk_name_table_make(&table, "a", sizeof(struct counted));
    jk_name_table_free(&table, NULL);
    cr_assert(table.cap == 0);
}

Test(name_table, a_name_is_told_apart_by_each_of_its_parts)
{
    char name[JK_NAME_NUMBER + 8];

    jk_name_write(name, sizeof name, (const char *const[]){ "r", "64.08", NULL }, 0);
    cr_assert_str_eq(name, "r/64.08/0");
    jk_name_write(name, sizeof name, (const char *const[]){ "r", "64.0", NULL }, 80);
    cr_assert_str_eq(name, "r/64.0/80");
    jk_name_write(name, sizeof name, (const char *const[]){ NULL }, INT64_MIN);
    cr_assert_str_eq(name, "-9223372036854775808");
    jk_name_write(name, sizeof name, (const char *const[]){ "longer than", "it", NULL }, 20024);
    cr_assert_str_eq(name, "longer t20024", "texts are cut, the number is not");
}
