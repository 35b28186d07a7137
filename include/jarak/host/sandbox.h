/* jarak/host/sandbox.h: what a process will never need is taken from it, by itself.
 *
 * Two locks of the kernel that need no privilege and cannot be opened again: Landlock says which
 * files may be read, written and run, seccomp which system calls there are. Both hold for threads
 * and children that are started later, beside whatever a service manager locks. What is forbidden
 * is answered EACCES or EPERM, as any refusal of the system is. Once in a process, before its first
 * thread. In a build with sanitizers, which look into their own process, nothing is locked.
 * Source: docs/decisions/0120. */
#ifndef JARAK_HOST_SANDBOX_H
#define JARAK_HOST_SANDBOX_H
#include <stdbool.h>
#include <stddef.h>
#include "jarak/base/status.h"

/** What is to be done with a file, or with all below a folder. */
enum jk_sandbox_use {
    JK_SANDBOX_READ,
    JK_SANDBOX_WRITE, /**< and read, make, rename and remove */
    JK_SANDBOX_DROP,  /**< files in it may be removed */
    JK_SANDBOX_RUN    /**< a program that may be started, and be read for it */
};

/** A path and its use. One that is "" or not there is passed over: it cannot be used later either.
 */
struct jk_sandbox_path {
    const char *path;
    enum jk_sandbox_use use;
};

/** What a process will need. Libraries, /proc, /dev/null and what names are looked up with may be
 * read by all. */
struct jk_sandbox {
    const struct jk_sandbox_path *paths;
    size_t count;
    bool unix_sockets; /**< makes or connects some */
    bool network;      /**< connects by TCP and looks names up. Nobody binds an address any more */
    bool children;     /**< forks, and starts programs that may be run */
};

/** What holds from here on. */
struct jk_sandbox_held {
    int landlock; /**< the version that is used; 0: the kernel has none, or it was refused */
    bool seccomp;
};

/** Lock. Nothing is undone where one of the two cannot be had: the other holds.
 *
 * @param[out] held  always written */
void jk_sandbox_enter(const struct jk_sandbox *want, struct jk_sandbox_held *held);

#define JK_SANDBOX_OFF "JARAK_SANDBOX=off" /* of the environment: children lock nothing either */

/** Whether it is said so in the environment, or this build cannot. */
bool jk_sandbox_is_off(void);
#endif
