/* A wall clock that tests can set: LD_PRELOAD=clock.so, JARAK_TEST_CLOCK=FILE, where FILE holds the
 * milliseconds to add as a native 64-bit number. Only CLOCK_REALTIME is moved: steady clocks and
 * timers stay the kernel's. */
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t *shift;

__attribute__((constructor)) static void map_shift(void)
{
    const char *path = getenv("JARAK_TEST_CLOCK");
    int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    void *at = fd < 0 ? MAP_FAILED : mmap(NULL, sizeof *shift, PROT_READ, MAP_SHARED, fd, 0);

    if (fd >= 0)
        close(fd);
    if (at != MAP_FAILED)
        shift = at;
}

int clock_gettime(clockid_t clock, struct timespec *out)
{
    int rc = (int)syscall(SYS_clock_gettime, clock, out);
    int64_t ns;

    if (rc != 0 || clock != CLOCK_REALTIME || !shift)
        return rc;
    ns = (int64_t)out->tv_nsec + *shift % 1000 * 1000000;
    out->tv_sec += (time_t)(*shift / 1000);
    if (ns < 0 || ns >= 1000000000) {
        out->tv_sec += ns < 0 ? -1 : 1;
        ns += ns < 0 ? 1000000000 : -1000000000;
    }
    out->tv_nsec = (long)ns;
    return 0;
}

time_t time(time_t *out)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    if (out)
        *out = now.tv_sec;
    return now.tv_sec;
}
