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
    /** Where the body goes as it comes, for an answer without an end, which may take as long as it
     * likes; null: into `answer`. @return false: it is enough */
    bool (*take)(void *ctx, struct jk_span bytes);
    void *ctx;
};

/** Ask.
 *
 * @param[out] answer  the body; free with jk_buf_clear()
 * @return JK_OK when the status was 2xx; else JK_INVALID with the status and the reason the daemon
 *         gave, and the answer is the daemon's problem+json; JK_IO when it could not be reached, or
 *         an answer without an end was cut off; JK_NONE without a token file that was named */
enum jk_status jk_client_ask(const struct jk_ctl *ctl, const struct jk_client_ask *ask,
                             struct jk_buf *answer, struct jk_error *err);

/** Tell on standard error why nothing came of it: what is wrong first, then who says so. With
 * --json the daemon's problem+json also goes to standard output, where a program looks for an
 * answer.
 *
 * @param what    file the request was about, told before all else; null: none
 * @param answer  as jk_client_ask() left it
 * @return JK_EXIT_INPUT */
int jk_client_refuse(const struct jk_ctl *ctl, const char *what, const struct jk_buf *answer,
                     const struct jk_error *err);
#endif
