/* Tells systemd how far the daemon is (sd_notify, Type=notify). */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include "jarak/main/daemon.h"

/* sd_notify(3) by hand: one datagram, so that no library is needed and nothing happens elsewhere.
 */
static void notify(const char *state)
{
    const char *path = getenv("NOTIFY_SOCKET");
    struct sockaddr_un to = { .sun_family = AF_UNIX };
    int fd;

    if (!path || (path[0] != '/' && path[0] != '@') || strlen(path) >= sizeof to.sun_path)
        return;
    memcpy(to.sun_path, path, strlen(path));
    if (path[0] == '@')
        to.sun_path[0] = '\0';
    fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return;
    if (sendto(fd, state, strlen(state), MSG_NOSIGNAL, (struct sockaddr *)&to,
               (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path))) < 0)
        perror("jarakd: NOTIFY_SOCKET");
    close(fd);
}

void jk_notify_ready(void)
{
    notify("READY=1\nSTATUS=");
}

/* A nation's store is read for minutes where there is no snapshot: each line buys one of them. */
void jk_notify_loading(unsigned percent)
{
    char state[96];

    snprintf(state, sizeof state, "STATUS=loading %u %%\nEXTEND_TIMEOUT_USEC=60000000", percent);
    notify(state);
}
