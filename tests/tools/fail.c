/* Lets calls of a daemon fail: LD_PRELOAD=fail.so, JARAK_TEST_FAIL=FILE, where FILE holds `struct
 * orders` (all numbers are native and of 64 bits; tests/system/faults.py writes them while the
 * daemon runs). From the moment `kinds` is written, calls of those kinds are counted; those from
 * the number `first` on fail with `error`, `length` of them or all. Only the process that came
 * first is counted; programs it starts and copies of itself only where `family` says so.
 *
 * JARAK_TEST_DISK=FOLDER, with JARAK_TEST_DISK_OF=DATA: FOLDER is what a power cut would leave of
 * DATA. A file of DATA is copied there, whole and in one act, each time it was flushed and before
 * that is told; what was never flushed is not there. What was
 * removed from DATA is there until DATA itself is flushed. jarakd must be out of its sandbox for
 * it.
 *
 * JARAK_TEST_FAIL_BELOW=PATH: what begins so is BELOW.
 *
 * What is inside libc (stdio, opendir) goes its own way, except its memory, which is asked for
 * here. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum kind { ALLOC, OPEN, READ, WRITE, FLUSH, ACCEPT, EPOLL, WATCH, MMAP, SENDMSG, FORK };
enum only {
    ANYTHING,
    FILES,
    SOCKETS,
    BELOW
}; /* which descriptors READ, WRITE and FLUSH are about */

struct orders {
    _Atomic int64_t kinds;  /* 1 << enum kind, several together */
    _Atomic int64_t first;  /* the first that fails; 0: they are only counted */
    _Atomic int64_t length; /* how many fail; 0: all */
    _Atomic int64_t error;
    _Atomic int64_t only;
    _Atomic int64_t family;
    _Atomic int64_t flush_us;                   /* what each fsync() takes besides */
    _Atomic int64_t seen, failed, owner, waits; /* told back; `waits`: the loop has nothing to do */
};

static struct orders *orders;
static int is_other;       /* a copy, or a program the daemon has started */
static int is_ended, ends; /* the process is behind exit(); exit() will say so */

static void in_copy(void)
{
    is_other = 1;
}

__attribute__((constructor)) static void map_orders(void)
{
    const char *path = getenv("JARAK_TEST_FAIL");
    int fd = path ? (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC) : -1;
    void *at = MAP_FAILED;
    int64_t none = 0;

    if (fd < 0)
        return;
    at = (void *)syscall(SYS_mmap, NULL, sizeof *orders, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    syscall(SYS_close, fd);
    if (at == MAP_FAILED)
        return;
    pthread_atfork(NULL, NULL, in_copy);
    is_other = !__atomic_compare_exchange_n((int64_t *)&((struct orders *)at)->owner, &none,
                                            getpid(), 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
    orders = at;
}

static int is_below(int fd)
{
    const char *of = getenv("JARAK_TEST_FAIL_BELOW");
    char link[64], path[4096];
    ssize_t len;

    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    len = readlink(link, path, sizeof path - 1);
    path[len > 0 ? len : 0] = '\0';
    return of && strncmp(path, of, strlen(of)) == 0;
}

static int is_meant(int fd)
{
    struct stat st;
    int64_t only = orders->only;

    if (only == ANYTHING || fd < 0)
        return 1;
    if (only == BELOW)
        return is_below(fd);
    if (syscall(SYS_fstat, fd, &st) != 0)
        return 0;
    return only == FILES ? S_ISREG(st.st_mode) || S_ISDIR(st.st_mode) : S_ISSOCK(st.st_mode);
}

/* What is asked for behind exit() is none of the daemon's calls: counts of coverage are written
 * there. Asked of exit() as late as can be, for it goes from the last to the first. */
static void end_counting(void)
{
    is_ended = 1;
}

/* Whether this call is one that fails; errno is set then. */
static int fails(enum kind kind, int fd)
{
    int64_t number, first;

    if (!orders || is_ended || !(orders->kinds & (1 << kind)) || (is_other && !orders->family) ||
        !is_meant(fd))
        return 0;
    if (!ends) {
        ends = 1;
        atexit(end_counting);
    }
    number = ++orders->seen;
    first = orders->first;
    if (!first || number < first || (orders->length && number >= first + orders->length))
        return 0;
    orders->failed++;
    errno = kind == ALLOC ? ENOMEM : (int)orders->error;
    return 1;
}

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *at, size_t size);
void *__libc_memalign(size_t boundary, size_t size);

void *malloc(size_t size)
{
    return fails(ALLOC, -1) ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return fails(ALLOC, -1) ? NULL : __libc_calloc(count, size);
}

void *realloc(void *at, size_t size)
{
    return fails(ALLOC, -1) ? NULL : __libc_realloc(at, size);
}

int posix_memalign(void **out, size_t boundary, size_t size)
{
    void *at = fails(ALLOC, -1) ? NULL : __libc_memalign(boundary, size);

    if (at)
        *out = at;
    return at ? 0 : ENOMEM;
}

void *aligned_alloc(size_t boundary, size_t size)
{
    return fails(ALLOC, -1) ? NULL : __libc_memalign(boundary, size);
}

static int open_as(const char *path, int flags, mode_t mode)
{
    return fails(OPEN, -1) ? -1 : (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

#define MODE_OF(flags, mode)                                                         \
    do {                                                                             \
        va_list more;                                                                \
        va_start(more, flags);                                                       \
        mode = (flags) & (O_CREAT | O_TMPFILE) ? (mode_t)va_arg(more, unsigned) : 0; \
        va_end(more);                                                                \
    } while (0)

int open(const char *path, int flags, ...)
{
    mode_t mode;

    MODE_OF(flags, mode);
    return open_as(path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    mode_t mode;

    MODE_OF(flags, mode);
    return open_as(path, flags, mode);
}

int openat(int folder, const char *path, int flags, ...)
{
    mode_t mode;

    MODE_OF(flags, mode);
    return fails(OPEN, -1) ? -1 : (int)syscall(SYS_openat, folder, path, flags, mode);
}

ssize_t read(int fd, void *to, size_t len)
{
    return fails(READ, fd) ? -1 : syscall(SYS_read, fd, to, len);
}

ssize_t readv(int fd, const struct iovec *to, int count)
{
    return fails(READ, fd) ? -1 : syscall(SYS_readv, fd, to, count);
}

ssize_t pread64(int fd, void *to, size_t len, off64_t at)
{
    return fails(READ, fd) ? -1 : syscall(SYS_pread64, fd, to, len, at);
}

ssize_t recv(int fd, void *to, size_t len, int flags)
{
    return fails(READ, fd) ? -1 : syscall(SYS_recvfrom, fd, to, len, flags, NULL, NULL);
}

ssize_t write(int fd, const void *from, size_t len)
{
    return fails(WRITE, fd) ? -1 : syscall(SYS_write, fd, from, len);
}

ssize_t writev(int fd, const struct iovec *from, int count)
{
    return fails(WRITE, fd) ? -1 : syscall(SYS_writev, fd, from, count);
}

ssize_t pwrite(int fd, const void *from, size_t len, off_t at)
{
    return fails(WRITE, fd) ? -1 : syscall(SYS_pwrite64, fd, from, len, at);
}

ssize_t pwrite64(int fd, const void *from, size_t len, off64_t at)
{
    return fails(WRITE, fd) ? -1 : syscall(SYS_pwrite64, fd, from, len, at);
}

ssize_t send(int fd, const void *from, size_t len, int flags)
{
    return fails(WRITE, fd) ? -1 : syscall(SYS_sendto, fd, from, len, flags, NULL, 0);
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
    return fails(SENDMSG, fd) ? -1 : syscall(SYS_sendmsg, fd, message, flags);
}

/* What is gone from DATA is gone from the disk. */
static void keep_removed(const char *disk, const char *of)
{
    DIR *dir = opendir(disk);
    const struct dirent *entry;
    char path[8400];

    while (dir && (entry = readdir(dir)) != NULL) {
        snprintf(path, sizeof path, "%s/%s", of, entry->d_name);
        if (entry->d_name[0] == '.' || strchr(entry->d_name, '%') || access(path, F_OK) == 0)
            continue;
        snprintf(path, sizeof path, "%s/%s", disk, entry->d_name);
        unlink(path);
    }
    if (dir)
        closedir(dir);
}

/* The file as it is now becomes what the disk has. '/' of its path below DATA becomes '%'. */
static void keep_flushed(int fd)
{
    const char *disk = getenv("JARAK_TEST_DISK"), *of = getenv("JARAK_TEST_DISK_OF");
    char link[64], path[4096], to[8400], beside[8464], block[65536];
    ssize_t len, got;
    off_t at = 0;
    int out;

    if (!disk || !of)
        return;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    len = readlink(link, path, sizeof path - 1);
    path[len > 0 ? len : 0] = '\0';
    if (strcmp(path, of) == 0)
        keep_removed(disk, of);
    if (strncmp(path, of, strlen(of)) != 0 || path[strlen(of)] != '/')
        return;
    for (char *c = path + strlen(of) + 1; *c; c++)
        *c = *c == '/' ? '%' : *c;
    snprintf(to, sizeof to, "%s%s", disk, path + strlen(of));
    snprintf(beside, sizeof beside, "%s/.%d.part", disk, (int)getpid());
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    fd = (int)syscall(SYS_openat, AT_FDCWD, link, O_RDONLY | O_CLOEXEC);
    out =
        (int)syscall(SYS_openat, AT_FDCWD, beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    while (fd >= 0 && out >= 0 && (got = syscall(SYS_pread64, fd, block, sizeof block, at)) > 0 &&
           syscall(SYS_write, out, block, got) == got)
        at += got;
    if (fd >= 0)
        syscall(SYS_close, fd);
    if (out >= 0) {
        syscall(SYS_close, out);
        rename(beside, to);
    }
}

static int flush(long number, int fd)
{
    int64_t us = orders && !is_other ? orders->flush_us : 0;
    struct timespec pause = { us / 1000000, us % 1000000 * 1000 };
    const int is_failing = fails(FLUSH, fd); /* told at once, so that a test can be beside it */
    int status;

    if (us)
        nanosleep(&pause, NULL);
    if (is_failing)
        return -1;
    status = (int)syscall(number, fd);
    if (status == 0)
        keep_flushed(fd);
    return status;
}

int fsync(int fd)
{
    return flush(SYS_fsync, fd);
}

int fdatasync(int fd)
{
    return flush(SYS_fdatasync, fd);
}

int accept4(int fd, struct sockaddr *from, socklen_t *len, int flags)
{
    return fails(ACCEPT, -1) ? -1 : (int)syscall(SYS_accept4, fd, from, len, flags);
}

int epoll_wait(int fd, struct epoll_event *events, int count, int timeout)
{
    int got;

    if (fails(EPOLL, -1))
        return -1;
    if (orders && !is_other)
        orders->waits = timeout != 0;
    got = (int)syscall(SYS_epoll_wait, fd, events, count, timeout);
    if (orders && !is_other)
        orders->waits = 0;
    return got;
}

int epoll_ctl(int fd, int what, int about, struct epoll_event *event)
{
    return fails(WATCH, -1) ? -1 : (int)syscall(SYS_epoll_ctl, fd, what, about, event);
}

void *mmap(void *at, size_t len, int protection, int flags, int fd, off_t from)
{
    return fails(MMAP, -1) ? MAP_FAILED
                           : (void *)syscall(SYS_mmap, at, len, protection, flags, fd, from);
}

void *mmap64(void *at, size_t len, int protection, int flags, int fd, off64_t from)
{
    return mmap(at, len, protection, flags, fd, from);
}

pid_t fork(void)
{
    pid_t (*own)(void);

    *(void **)&own = dlsym(RTLD_NEXT, "fork");
    return fails(FORK, -1) ? -1 : own();
}
