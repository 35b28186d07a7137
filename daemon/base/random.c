/* Random bytes of the kernel; a short answer is asked for the rest.
 *
 * getrandom(2) waits until the kernel's pool is ready and needs no file, so it works before the
 * file system is up and in a sandbox. */
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
