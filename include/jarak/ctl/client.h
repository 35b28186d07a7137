/* jarak/ctl/client.h: asking the running daemon, over HTTP or its UNIX socket, with libcurl.
 *
 * Blocking, one request at a time. The token comes from --token-file, never from the command line,
 * where every user of the machine could read it. */
#ifndef JARAK_CTL_CLIENT_H
#define JARAK_CTL_CLIENT_H
#include "jarak/base/bytes.h"
#include "jarak/ctl/ctl.h"

#define JK_CLIENT_WAIT_S 60 /* a daemon that is slower than this is not answering */

/** A request. */
struct jk_client_ask {
    const char *method, *path; /**< "GET", "/api/v1/..." with its query */
    const char *type;          /**< of the body; null: no body */
    struct jk_span body;
    const char *field; /**< a further head line, such as "If-Match: *"; null: none */
};

/** Ask.
 *
 * @param[out] answer  the body; free with jk_buf_clear()
 * @return JK_OK when the status was 2xx; else JK_INVALID with the status and the reason the daemon
 *         gave; JK_IO when it could not be reached; JK_NONE without a token file that was named */
enum jk_status jk_client_ask(const struct jk_ctl *ctl, const struct jk_client_ask *ask,
                             struct jk_buf *answer, struct jk_error *err);
#endif
