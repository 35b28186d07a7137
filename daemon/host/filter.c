/* seccomp: a list of the system calls that are left.
 *
 * It is what services need (systemd's @system-service, 252) without what changes owners, users,
 * clocks, keys, namespaces and other processes, without extended attributes, and without all that
 * nobody here uses. Names another architecture does not have are passed over. No memory becomes
 * code: what is mapped is written or run, and never made runnable later; libraries that are loaded
 * late are mapped as they are. */
#include "daemon/host/filter.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define NAMESPACES                                                                                \
    (CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | \
     CLONE_NEWNET)

static const char *const kept[] = {
    "_llseek",
    "_newselect",
    "accept",
    "accept4",
    "access",
    "arch_prctl",
    "bind",
    "brk",
    "cacheflush",
    "capget",
    "chdir",
    "chmod",
    "clock_getres",
    "clock_getres_time64",
    "clock_gettime",
    "clock_gettime64",
    "clock_nanosleep",
    "clock_nanosleep_time64",
    "close",
    "close_range",
    "connect",
    "copy_file_range",
    "creat",
    "dup",
    "dup2",
    "dup3",
    "epoll_create",
    "epoll_create1",
    "epoll_ctl",
    "epoll_pwait",
    "epoll_pwait2",
    "epoll_wait",
    "eventfd",
    "eventfd2",
    "exit",
    "exit_group",
    "faccessat",
    "faccessat2",
    "fadvise64",
    "fadvise64_64",
    "fallocate",
    "fchmod",
    "fchmodat",
    "fcntl",
    "fcntl64",
    "fdatasync",
    "flock",
    "fstat",
    "fstat64",
    "fstatat64",
    "fstatfs",
    "fstatfs64",
    "fsync",
    "ftruncate",
    "ftruncate64",
    "futex",
    "futex_time64",
    "get_robust_list",
    "getcpu",
    "getcwd",
    "getdents",
    "getdents64",
    "getegid",
    "getegid32",
    "geteuid",
    "geteuid32",
    "getgid",
    "getgid32",
    "getpeername",
    "getpgrp",
    "getpid",
    "getppid",
    "getpriority",
    "getrandom",
    "getresgid",
    "getresuid",
    "getrlimit",
    "getrusage",
    "getsockname",
    "getsockopt",
    "gettid",
    "gettimeofday",
    "getuid",
    "getuid32",
    "ioctl",
    "kill",
    "link",
    "linkat",
    "listen",
    "lseek",
    "lstat",
    "lstat64",
    "madvise",
    "membarrier",
    "memfd_create",
    "mkdir",
    "mkdirat",
    "mremap",
    "msync",
    "munmap",
    "nanosleep",
    "newfstatat",
    "open",
    "openat",
    "pause",
    "pipe",
    "pipe2",
    "poll",
    "ppoll",
    "ppoll_time64",
    "prctl",
    "pread64",
    "preadv",
    "prlimit64",
    "pselect6",
    "pselect6_time64",
    "pwrite64",
    "pwritev",
    "read",
    "readlink",
    "readlinkat",
    "readv",
    "recv",
    "recvfrom",
    "recvmmsg",
    "recvmsg",
    "rename",
    "renameat",
    "renameat2",
    "restart_syscall",
    "rmdir",
    "rseq",
    "rt_sigaction",
    "rt_sigpending",
    "rt_sigprocmask",
    "rt_sigreturn",
    "rt_sigsuspend",
    "rt_sigtimedwait",
    "rt_tgsigqueueinfo",
    "sched_get_priority_max",
    "sched_get_priority_min",
    "sched_getaffinity",
    "sched_getparam",
    "sched_getscheduler",
    "sched_yield",
    "select",
    "send",
    "sendfile",
    "sendfile64",
    "sendmmsg",
    "sendmsg",
    "sendto",
    "set_robust_list",
    "set_thread_area",
    "set_tid_address",
    "set_tls",
    "setpriority",
    "setrlimit",
    "setsockopt",
    "shutdown",
    "sigaction",
    "sigaltstack",
    "sigprocmask",
    "sigreturn",
    "socketpair",
    "stat",
    "stat64",
    "statfs",
    "statfs64",
    "statx",
    "sync_file_range",
    "sysinfo",
    "tgkill",
    "time",
    "times",
    "truncate",
    "truncate64",
    "ugetrlimit",
    "umask",
    "uname",
    "unlink",
    "unlinkat",
    "utimensat",
    "utimensat_time64",
    "wait4",
    "waitid",
    "waitpid",
    "write",
    "writev",
    /* a child locks itself further */
    "landlock_add_rule",
    "landlock_create_ruleset",
    "landlock_restrict_self",
    "seccomp",
};

static const char *const of_children[] = { "execve", "fork", "vfork" };

static bool keep(scmp_filter_ctx filter, const char *const *names, size_t count)
{
    bool ok = true;

    for (size_t i = 0; i < count && ok; i++) {
        int number = seccomp_syscall_resolve_name(names[i]);

        ok = number == __NR_SCMP_ERROR || seccomp_rule_add(filter, SCMP_ACT_ALLOW, number, 0) == 0;
    }
    return ok;
}

/* One call, where its argument, or what the mask leaves of it, is this. */
static bool keep_where(scmp_filter_ctx filter, int number, unsigned argument, scmp_datum_t mask,
                       scmp_datum_t value)
{
    const struct scmp_arg_cmp is = { argument, SCMP_CMP_MASKED_EQ, mask, value };

    return seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, number, 1, &is) == 0;
}

static bool keep_families(scmp_filter_ctx filter, const struct jk_sandbox *want)
{
    const struct {
        scmp_datum_t family;
        bool kept;
    } families[] = { { AF_UNIX, want->unix_sockets },
                     { AF_INET, want->network },
                     { AF_INET6, want->network },
                     { AF_NETLINK,
                       want->network } }; /* the resolver asks which addresses we have */
    bool ok = true;

    for (size_t i = 0; i < sizeof families / sizeof *families && ok; i++)
        ok = !families[i].kept ||
             keep_where(filter, SCMP_SYS(socket), 0, UINT32_MAX, families[i].family);
    return ok;
}

/* A thread is made with CLONE_THREAD; a process without. That clone3 is not there has the library
 * take clone, whose flags can be looked at. */
static bool keep_clone(scmp_filter_ctx filter, bool children)
{
    const scmp_datum_t mask = NAMESPACES | (children ? 0 : CLONE_THREAD);
    const scmp_datum_t wanted = children ? 0 : CLONE_THREAD;

    return seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0 &&
           keep_where(filter, SCMP_SYS(clone), 0, mask, wanted);
}

static bool keep_memory(scmp_filter_ctx filter)
{
    static const scmp_datum_t both = PROT_WRITE | PROT_EXEC, ways[] = { 0, PROT_WRITE, PROT_EXEC };
    bool ok = keep_where(filter, SCMP_SYS(mprotect), 2, PROT_EXEC, 0);

    for (size_t i = 0; i < sizeof ways / sizeof *ways && ok; i++)
        ok = keep_where(filter, SCMP_SYS(mmap), 2, both, ways[i]);
    return ok;
}

/* @param fd  takes the program as the kernel wants it */
static bool write_filter(const struct jk_sandbox *want, int fd)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    bool ok = filter && seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2) == 0 &&
              keep(filter, kept, sizeof kept / sizeof *kept) && keep_families(filter, want) &&
              keep_clone(filter, want->children) && keep_memory(filter);

    if (ok && want->children)
        ok = keep(filter, of_children, sizeof of_children / sizeof *of_children);
    ok = ok && seccomp_export_bpf(filter, fd) == 0;
    if (filter)
        seccomp_release(filter);
    return ok;
}

static bool install(int fd)
{
    struct stat st;
    void *program;
    bool ok;

    if (fstat(fd, &st) != 0 || st.st_size == 0)
        return false;
    program = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (program == MAP_FAILED)
        return false;
    ok = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC,
                 &(struct sock_fprog){
                     .len = (unsigned short)((size_t)st.st_size / sizeof(struct sock_filter)),
                     .filter = program }) == 0;
    munmap(program, (size_t)st.st_size);
    return ok;
}

/* A copy of the process writes the program: libseccomp 2.5.4 takes memory that it was refused for
 * memory it was given, and must not take the daemon with it. */
bool host_filter_load(const struct jk_sandbox *want)
{
    int fd = memfd_create("filter", MFD_CLOEXEC), status = 1;
    pid_t copy = fd >= 0 ? fork() : -1, ended = -1;
    bool ok;

    if (copy == 0)
        _exit(write_filter(want, fd) ? 0 : 1);
    while (copy > 0 && (ended = waitpid(copy, &status, 0)) < 0 && errno == EINTR)
        ;
    ok = copy > 0 && ended == copy && status == 0 && install(fd);
    if (fd >= 0)
        close(fd);
    return ok;
}
