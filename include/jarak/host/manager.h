/* jarak/host/manager.h: what the service manager is told, and what it hands over.
 *
 * The protocols of systemd's sd_notify(3) and sd_listen_fds(3), written by hand, so that no library
 * is needed and nothing happens where nobody asked: without the variables each call does nothing.
 * The variables are taken out of the environment, for they are not meant for children. The state is
 * the process's, and only the thread of the loop calls. A copy of the process says nothing.
 * Source: systemd 252, sd_notify(3), sd_listen_fds(3), sd_watchdog_enabled(3). */
#ifndef JARAK_HOST_MANAGER_H
#define JARAK_HOST_MANAGER_H
#include <stdint.h>
#include "jarak/base/status.h"

#define JK_HANDED_MAX 8 /* sockets: one each for the loopbacks, UNIX, and as many again */

/** Listening sockets that were handed over. */
struct jk_handed {
    int fd[JK_HANDED_MAX]; /**< not blocking, closed on exec; whoever takes them closes them */
    unsigned count;
};

/** Read who is to be told, and take NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID out of the
 * environment. Before any thread or child is started. */
void jk_manager_begin(void);

/** Take the listening sockets that were handed to this process, and LISTEN_PID, LISTEN_FDS and
 * LISTEN_FDNAMES out of the environment. Before anything is opened: they are descriptors 3 and up.
 *
 * @param[out] out  on JK_OK; count 0: none were handed to us
 * @return JK_OK; JK_INVALID: one of them is no listening stream socket of TCP or UNIX;
 *         JK_TOO_MANY: more than JK_HANDED_MAX */
enum jk_status jk_manager_sockets(struct jk_handed *out);

/** How often it wants to hear from us: half of what it allows, milliseconds; 0: not at all. */
int64_t jk_manager_watchdog_ms(void);

/** We answer; also behind a reload. */
void jk_manager_ready(void);
/** How much is loaded, per cent, and that it is to wait on: each call buys a minute. */
void jk_manager_loading(unsigned percent);
/** Everything is read again; jk_manager_ready() ends it. */
void jk_manager_reloading(void);
/** We end. */
void jk_manager_stopping(void);
/** We still turn. Only from a timer of the loop: one that hangs must not be heard. */
void jk_manager_alive(void);
#endif
