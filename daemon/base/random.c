#include "jarak/base/random.h"

#include <sys/random.h>

enum jk_status jk_random(void *out, size_t len)
{
    char *at = out;

    while (len > 0) {
        ssize_t got = getrandom(at, len, 0);

        if (got <= 0)
            return JK_IO;
        at += got;
        len -= (size_t)got;
    }
    return JK_OK;
}
