/* The columns of a line of a case file, parted by bars. */
#ifndef TESTS_SUPPORT_COLUMNS_H
#define TESTS_SUPPORT_COLUMNS_H
#include <criterion/criterion.h>
#include <string.h>

/* The next column, trimmed in place; the test fails where there is none. */
static inline char *next_column(char **rest)
{
    char *at = strsep(rest, "|"), *end;

    cr_assert(at != NULL);
    at += strspn(at, " ");
    for (end = at + strlen(at); end > at && strchr(" \n", end[-1]); end--)
        end[-1] = '\0';
    return at;
}
#endif
