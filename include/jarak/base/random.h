/* jarak/base/random.h: random bytes from the kernel, for the shell only (store, http, main). */
#ifndef JARAK_BASE_RANDOM_H
#define JARAK_BASE_RANDOM_H
#include <stddef.h>
#include "jarak/base/status.h"

/** Fill `out` with `len` unpredictable bytes.
 *
 * @return JK_OK; JK_IO when the kernel gives none (then nothing may be issued) */
enum jk_status jk_random(void *out, size_t len);
#endif
