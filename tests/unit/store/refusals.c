/* The program's own functions of these names stand before libc's for every library it uses, SQLite
 * and libcrypto among them. */
#include "tests/unit/store/refusals.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct {
    unsigned kinds;
    long first, seen;
    bool always;
} now;

void refuse(unsigned kinds, long first, bool always)
{
    now.first = first;
    now.always = always;
    now.seen = 0;
    now.kinds = kinds;
}

long refuse_no_more(void)
{
    now.kinds = 0;
    return now.seen;
}

static bool fails(enum refusal kind, int error)
{
    if (!(now.kinds & kind))
        return false;
    now.seen++;
    if (now.first == 0 || now.seen < now.first || (now.seen > now.first && !now.always))
        return false;
    errno = error;
    return true;
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define OWN_MEMORY 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define OWN_MEMORY 0
#endif
#endif

#ifndef OWN_MEMORY
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *at, size_t size);
void *malloc(size_t size);
void *calloc(size_t count, size_t size);
void *realloc(void *at, size_t size);

void *malloc(size_t size)
{
    return fails(REFUSE_MEMORY, ENOMEM) ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return fails(REFUSE_MEMORY, ENOMEM) ? NULL : __libc_calloc(count, size);
}

void *realloc(void *at, size_t size)
{
    return fails(REFUSE_MEMORY, ENOMEM) ? NULL : __libc_realloc(at, size);
}
#endif

static int open_at(const char *path, int flags, mode_t mode)
{
    return fails(REFUSE_OPEN, EMFILE) ? -1 : (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

int open(const char *path, int flags, ...)
{
    va_list more;
    mode_t mode;

    va_start(more, flags);
    mode = flags & (O_CREAT | O_TMPFILE) ? (mode_t)va_arg(more, unsigned) : 0;
    va_end(more);
    return open_at(path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    va_list more;
    mode_t mode;

    va_start(more, flags);
    mode = flags & (O_CREAT | O_TMPFILE) ? (mode_t)va_arg(more, unsigned) : 0;
    va_end(more);
    return open_at(path, flags, mode);
}

/* Not EIO, which SQLite takes for a spoilt file system, and says so. */
ssize_t read(int fd, void *to, size_t len)
{
    return fails(REFUSE_READ, EPERM) ? -1 : syscall(SYS_read, fd, to, len);
}

ssize_t pread64(int fd, void *to, size_t len, off64_t at)
{
    return fails(REFUSE_READ, EPERM) ? -1 : syscall(SYS_pread64, fd, to, len, at);
}

ssize_t write(int fd, const void *from, size_t len)
{
    return fails(REFUSE_WRITE, ENOSPC) ? -1 : syscall(SYS_write, fd, from, len);
}

ssize_t pwrite64(int fd, const void *from, size_t len, off64_t at)
{
    return fails(REFUSE_WRITE, ENOSPC) ? -1 : syscall(SYS_pwrite64, fd, from, len, at);
}

int ftruncate64(int fd, off64_t len)
{
    return fails(REFUSE_WRITE, ENOSPC) ? -1 : (int)syscall(SYS_ftruncate, fd, len);
}

int fsync(int fd)
{
    return fails(REFUSE_FLUSH, EIO) ? -1 : (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fd)
{
    return fails(REFUSE_FLUSH, EIO) ? -1 : (int)syscall(SYS_fdatasync, fd);
}

int rename(const char *from, const char *to)
{
    return fails(REFUSE_NAMES, EIO) ? -1 : (int)syscall(SYS_rename, from, to);
}

int mkdir(const char *path, mode_t mode)
{
    return fails(REFUSE_NAMES, EROFS) ? -1 : (int)syscall(SYS_mkdir, path, mode);
}
