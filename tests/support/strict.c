/* In every unit program a failed promise ends the test, also where the objects are those of the
 * release and would only count it. A test of the counting itself tells nobody first. */
#include <stdio.h>
#include <stdlib.h>
#include "jarak/base/defend.h"

static void fail(const char *file, int line, const char *expr)
{
    fprintf(stderr, "%s:%d: %s\n", file, line, expr);
    abort();
}

__attribute__((constructor)) static void make_strict(void)
{
    jk_defend_tell(fail);
}
