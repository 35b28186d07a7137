/* Landlock by its system calls, since the library has no functions for them; then seccomp.
 *
 * Rights a version of the kernel does not know are left out, for it would refuse the whole. A path
 * that is a file is given what can be done with files. Rules are about places and not about names:
 * what is renamed within a folder that may be written stays within reach, and what a link leads to
 * is looked at, not the link. Descriptors that are open stay as they are. */
#include "jarak/host/sandbox.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "daemon/host/filter.h"

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED true
#endif
#endif
#ifndef SANITIZED
#define SANITIZED false
#endif

/* Of kernels behind 6.1, whose header Debian 12 builds with: truncate (3), TCP (4), ioctl of
 * devices (5), signals to processes that are none of ours (6). */
#define FS_TRUNCATE  (1ULL << 14)
#define FS_IOCTL_DEV (1ULL << 15)
#define NET_BIND     (1ULL << 0)
#define NET_CONNECT  (1ULL << 1)
#define SCOPE_SIGNAL (1ULL << 1)

struct ruleset {
    uint64_t fs, net, scoped;
};

#define READING (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define RUNNING (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_EXECUTE)
#define WRITING                                                                                   \
    (READING | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |                    \
     LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG | \
     LANDLOCK_ACCESS_FS_REFER | FS_TRUNCATE)
#define OF_FILES                                                                  \
    (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | FS_TRUNCATE | \
     LANDLOCK_ACCESS_FS_EXECUTE)
#define ALL_1 ((LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1)

/* What every program here reads: its libraries and their tables, itself, and how names are looked
 * up. */
static const struct jk_sandbox_path common[] = {
    { "/usr", JK_SANDBOX_READ },
    { "/lib", JK_SANDBOX_READ },
    { "/lib64", JK_SANDBOX_READ },
    { "/proc", JK_SANDBOX_READ },
    { "/dev/urandom", JK_SANDBOX_READ },
    { "/dev/null", JK_SANDBOX_WRITE },
    { "/etc/fonts", JK_SANDBOX_READ },
    { "/etc/gai.conf", JK_SANDBOX_READ },
    { "/etc/host.conf", JK_SANDBOX_READ },
    { "/etc/hosts", JK_SANDBOX_READ },
    { "/etc/ld.so.cache", JK_SANDBOX_READ },
    { "/etc/ld.so.preload", JK_SANDBOX_READ },
    { "/etc/localtime", JK_SANDBOX_READ },
    { "/etc/nsswitch.conf", JK_SANDBOX_READ },
    { "/etc/resolv.conf", JK_SANDBOX_READ },
    { "/etc/services", JK_SANDBOX_READ },
    { "/etc/ssl", JK_SANDBOX_READ },
    { "/run/systemd/resolve", JK_SANDBOX_READ },
    { "/var/cache/fontconfig", JK_SANDBOX_READ },
};

static uint64_t rights_of(enum jk_sandbox_use use)
{
    switch (use) {
    case JK_SANDBOX_WRITE:
        return WRITING;
    case JK_SANDBOX_DROP:
        return LANDLOCK_ACCESS_FS_REMOVE_FILE;
    case JK_SANDBOX_RUN:
        return RUNNING;
    case JK_SANDBOX_READ:
        break;
    }
    return READING;
}

static struct ruleset ruleset_of(const struct jk_sandbox *want, int abi)
{
    struct ruleset set = { .fs = ALL_1 };

    if (abi >= 2)
        set.fs |= LANDLOCK_ACCESS_FS_REFER;
    if (abi >= 3)
        set.fs |= FS_TRUNCATE;
    if (abi >= 4)
        set.net = NET_BIND | (want->network ? 0 : NET_CONNECT);
    if (abi >= 5)
        set.fs |= FS_IOCTL_DEV;
    if (abi >= 6)
        set.scoped = SCOPE_SIGNAL;
    return set;
}

static bool add_path(int rules, const struct ruleset *set, const struct jk_sandbox_path *path)
{
    struct landlock_path_beneath_attr rule = { .allowed_access = rights_of(path->use) & set->fs };
    struct stat st;
    bool ok;

    rule.parent_fd = path->path[0] ? open(path->path, O_PATH | O_CLOEXEC) : -1;
    if (rule.parent_fd < 0)
        return true;
    ok = fstat(rule.parent_fd, &st) == 0;
    if (ok && !S_ISDIR(st.st_mode))
        rule.allowed_access &= OF_FILES;
    ok = ok && syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
    close(rule.parent_fd);
    return ok;
}

/* The loader of dynamic programs, which is run with each of them: what our own names. */
static const char *loader(void)
{
    const ElfW(Phdr) *at = (const ElfW(Phdr) *)getauxval(AT_PHDR); /* NOLINT */
    const size_t count = getauxval(AT_PHNUM);
    uintptr_t base = 0;
    const char *path = "";

    for (size_t i = 0; at && i < count; i++) {
        if (at[i].p_type == PT_PHDR)
            base = (uintptr_t)at - at[i].p_vaddr;
    }
    for (size_t i = 0; at && i < count; i++) {
        if (at[i].p_type == PT_INTERP)
            path = (const char *)(base + at[i].p_vaddr);
    }
    return path;
}

static bool add_paths(int rules, const struct ruleset *set, const struct jk_sandbox *want)
{
    const struct jk_sandbox_path dynamic = { loader(), JK_SANDBOX_RUN };
    bool ok = !want->children || add_path(rules, set, &dynamic);

    for (size_t i = 0; i < sizeof common / sizeof *common && ok; i++)
        ok = add_path(rules, set, &common[i]);
    for (size_t i = 0; i < want->count && ok; i++)
        ok = add_path(rules, set, &want->paths[i]);
    return ok;
}

/* @return the version that holds; 0: none */
static int lock_files(const struct jk_sandbox *want)
{
    int abi = (int)syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    struct ruleset set;
    int rules;
    bool ok;

    if (abi < 1)
        return 0;
    set = ruleset_of(want, abi);
    rules = (int)syscall(SYS_landlock_create_ruleset, &set,
                         abi >= 6   ? sizeof set
                         : abi >= 4 ? 2 * sizeof set.fs
                                    : sizeof set.fs,
                         0);
    if (rules < 0)
        return 0;
    ok = add_paths(rules, &set, want) && syscall(SYS_landlock_restrict_self, rules, 0) == 0;
    close(rules);
    return ok ? abi : 0;
}

bool jk_sandbox_is_off(void)
{
    const char *said = getenv("JARAK_SANDBOX");

    return SANITIZED || (said && strcmp(said, "off") == 0);
}

void jk_sandbox_enter(const struct jk_sandbox *want, struct jk_sandbox_held *held)
{
    *held = (struct jk_sandbox_held){ 0, false };
    if (jk_sandbox_is_off() || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return;
    held->landlock = lock_files(want);
    held->seccomp = host_filter_load(want);
}
