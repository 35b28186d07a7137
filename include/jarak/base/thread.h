/* jarak/base/thread.h: a thread of ours beside the one that decides. */
#ifndef JARAK_BASE_THREAD_H
#define JARAK_BASE_THREAD_H
#include <pthread.h>
#include <stdbool.h>

/** Begin one that is told of no signals: they are the loop's.
 *
 * @return false: it cannot be made */
bool jk_thread_begin(pthread_t *thread, void *(*run)(void *arg), void *arg);
#endif
