/* jarakd-notify: sends alerts out for jarakd. Started by it, its standard input is a socket to
 * jarakd, at whose end it ends. Run apart by the service manager, which hands it the socket it
 * listens on, it serves one jarakd after the other, each until it closes: there is one queue of
 * messages, and two who send from it would send twice. Only processes of its own user are served.
 */
#include <curl/curl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#include "jarak/host/manager.h"
#include "jarak/host/sandbox.h"
#include "jarak/notify/sender.h"

#define TURN_MS 1000 /* as in the sender's loop: how often the service manager may be told */

static bool is_stream(int fd)
{
    int type = 0, listens = 0;
    socklen_t a = sizeof type, b = sizeof listens;

    return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &a) == 0 && type == SOCK_STREAM &&
           getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &b) == 0 && !listens;
}

static bool is_ours(int fd)
{
    struct ucred peer;
    socklen_t len = sizeof peer;

    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) == 0 && peer.uid == geteuid();
}

/* Serves whoever is next. @return false: nobody can be served any more */
static bool serve_one(int listening, const char *ca)
{
    int fd = accept4(listening, NULL, NULL, SOCK_CLOEXEC);
    bool ok = true;

    if (fd < 0)
        return true; /* he has gone, or there is no room: the service manager ends who does not turn
                      */
    if (is_ours(fd))
        ok = jk_sender_run(fd, ca);
    else
        fprintf(stderr, "jarakd-notify: refused a process of another user\n");
    close(fd);
    return ok;
}

static bool serve(int listening, const char *ca)
{
    struct pollfd at = { .fd = listening, .events = POLLIN };
    bool ok = true;

    jk_manager_ready();
    while (ok) {
        int ready = poll(&at, 1, TURN_MS);

        if (ready > 0)
            ok = serve_one(listening, ca);
        else if (jk_manager_watchdog_ms() > 0)
            jk_manager_alive();
    }
    return ok;
}

/* It reads the authorities, connects, and writes no file. */
static void lock_process(const char *ca)
{
    const struct jk_sandbox_path path = { ca ? ca : "", JK_SANDBOX_READ };
    const struct jk_sandbox want = {
        .paths = &path, .count = 1, .unix_sockets = true, .network = true
    };
    struct jk_sandbox_held held;

    jk_sandbox_enter(&want, &held);
    if (!held.seccomp && !jk_sandbox_is_off())
        fprintf(stderr, "jarakd-notify: sandbox refused\n");
}

int main(int argc, char **argv)
{
    const char *ca = argc > 1 ? argv[1] : NULL;
    struct jk_handed handed;
    bool ok;

    jk_manager_begin();
    if (jk_manager_sockets(&handed) != JK_OK || handed.count > 1 ||
        (handed.count == 0 && !is_stream(STDIN_FILENO))) {
        fprintf(stderr, "jarakd-notify: started by jarakd, or with one socket to listen on\n");
        return EXIT_FAILURE;
    }
    lock_process(ca);
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return EXIT_FAILURE;
    ok = handed.count > 0 ? serve(handed.fd[0], ca) : jk_sender_run(STDIN_FILENO, ca);
    curl_global_cleanup();
    return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
