/* Holds a daemon open in the middle of a start: with LD_PRELOAD=gate.so, while the file named by
 * JARAK_TEST_GATE exists, a turn of the loop that does not wait, which the daemon takes only while
 * it reads its store, is taken again and again. How long a start takes is then up to the test; what
 * the daemon does meanwhile is what it does between any two pieces of the reading. Who breaks the
 * loop (a signal) opens the gate. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

#define NONBLOCK 2   /* EVLOOP_NONBLOCK */
#define PAUSE_US 500 /* between turns: nobody spins */

struct event_base;
typedef int loop(struct event_base *, int);

int event_base_loop(struct event_base *base, int flags);
int event_base_got_break(struct event_base *base);

int event_base_loop(struct event_base *base, int flags)
{
    const char *path = getenv("JARAK_TEST_GATE");
    loop *own;
    int rc;

    *(void **)&own = dlsym(RTLD_NEXT, "event_base_loop");
    rc = own(base, flags);
    while ((flags & NONBLOCK) && path && access(path, F_OK) == 0 && !event_base_got_break(base)) {
        usleep(PAUSE_US);
        rc = own(base, flags);
    }
    return rc;
}
