/* Signals are blocked while it is made, for it takes over what is blocked then. */
#include "jarak/base/thread.h"

#include <signal.h>

bool jk_thread_begin(pthread_t *thread, void *(*run)(void *arg), void *arg)
{
    sigset_t all, before;
    bool runs;

    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    runs = pthread_create(thread, NULL, run, arg) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return runs;
}
