/* jarakd-notify: sends alerts out for jarakd, which starts it; not to be started by hand. Its
 * standard input is a socket to jarakd, at whose end it ends. */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#include "jarak/notify/sender.h"

int main(int argc, char **argv)
{
    int type = 0;
    socklen_t len = sizeof type;
    bool ok;

    if (getsockopt(STDIN_FILENO, SOL_SOCKET, SO_TYPE, &type, &len) != 0 || type != SOCK_STREAM) {
        fprintf(stderr, "jarakd-notify: started by jarakd only\n");
        return EXIT_FAILURE;
    }
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return EXIT_FAILURE;
    ok = jk_sender_run(STDIN_FILENO, argc > 1 ? argv[1] : NULL);
    curl_global_cleanup();
    return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
