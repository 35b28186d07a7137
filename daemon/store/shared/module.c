/* The module of a database is loaded when an address is given, and stays loaded. */
#include <dlfcn.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>
#include "daemon/store/shared/shared.h"
#include "jarak/store/texts.h"

#define INSTALLED "/usr/lib/jarakd/" /* by its package */
#define NAME      "jarakd-postgresql.so"

/* Beside the program it lies where nothing was installed. */
static void find_module(char path[PATH_MAX + 32])
{
    ssize_t len = readlink("/proc/self/exe", path, PATH_MAX - 1);
    char *slash;

    path[len > 0 ? len : 0] = '\0';
    slash = strrchr(path, '/');
    if (slash)
        strcpy(slash + 1, NAME);
    if (!slash || access(path, R_OK) != 0)
        strcpy(path, INSTALLED NAME);
}

enum jk_status store_shared_load(const char *path, void **module,
                                 const struct shared_driver **driver, struct jk_error *err)
{
    const char *why = "";
    char found[PATH_MAX + 32];

    if (!path) {
        find_module(found);
        path = found;
    }
    *module = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    *driver = *module ? dlsym(*module, SHARED_DRIVER_SYMBOL) : NULL;
    if (*driver && (*driver)->version == SHARED_DRIVER_VERSION)
        return JK_OK;
    if (!*driver)
        why = dlerror();
    return jk_fail(err, JK_NONE, JK_TEXT_SHARED_MODULE, path, "%s", why ? why : "");
}

enum jk_status store_shared_refuse(enum driver_said said, const char *why, struct jk_error *err)
{
    switch (said) {
    case DRIVER_OK:
        return JK_OK;
    case DRIVER_NONE:
        return jk_fail(err, JK_NONE, JK_TEXT_SHARED_REFUSED, "journal", "%s", why);
    case DRIVER_FENCED:
        return jk_fail(err, JK_BUSY, JK_TEXT_SHARED_READS, "", "%s", "");
    case DRIVER_REFUSED:
        return jk_fail(err, JK_DENIED, JK_TEXT_SHARED_REFUSED, "store", "%s", why);
    case DRIVER_FULL:
        return jk_fail(err, JK_FULL, JK_TEXT_SHARED_REFUSED, "store", "%s", why);
    case DRIVER_UNKNOWN:
        return jk_fail(err, JK_BUSY, JK_TEXT_SHARED_UNSURE, "", "%s", "");
    case DRIVER_GONE:
        break;
    }
    return jk_fail(err, JK_BUSY, JK_TEXT_SHARED_GONE, "store", "%s", why);
}
