/* build/bench/flush.so: a disk whose flush takes a while, for LD_PRELOAD.
 *
 * fsync() and fdatasync() take at least JARAK_FLUSH_US microseconds (2,000 when not given), as they
 * do on a disk that really empties its cache; where this one is faster the rest is waited for. Only
 * for measuring: it makes nothing more durable. */
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static long left_us(const struct timespec *began)
{
    const char *text = getenv("JARAK_FLUSH_US");
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (text ? atol(text) : 2000L) - (now.tv_sec - began->tv_sec) * 1000000L -
           (now.tv_nsec - began->tv_nsec) / 1000L;
}

static int flush(const char *name, int fd)
{
    int (*real)(int);
    struct timespec began, rest;
    void *found = dlsym(RTLD_NEXT, name);
    int status;
    long us;

    *(void **)&real = found; /* POSIX's own way round the cast ISO C forbids */
    clock_gettime(CLOCK_MONOTONIC, &began);
    status = real(fd);
    us = left_us(&began);
    if (us > 0) {
        rest = (struct timespec){ us / 1000000L, us % 1000000L * 1000L };
        nanosleep(&rest, NULL);
    }
    return status;
}

int fsync(int fd)
{
    return flush("fsync", fd);
}

int fdatasync(int fd)
{
    return flush("fdatasync", fd);
}
