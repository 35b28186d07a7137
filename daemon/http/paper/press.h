/* daemon/http/paper/press.h: documents are laid out by jarakd-paper, a process for each.
 *
 * cairo, pango and what they stand on are large and read text of strangers, so they are not in the
 * daemon: a document goes to a program of its own, which may crash, hang or be missing without
 * anything else being touched; who asked is then told 503. At most PRESS_RUNNING run, one for an
 * account, so that nobody's many pages make another's one wait for more than one of them; others
 * wait in line. A program that takes longer than PRESS_MS is ended, as are all when their client
 * has gone and when the daemon stops. Loop thread only. Source: decisions/0062. */
#ifndef DAEMON_HTTP_PAPER_PRESS_H
#define DAEMON_HTTP_PAPER_PRESS_H
#include "daemon/http/api/handle.h"
#include "jarak/base/bytes.h"
#include "jarak/http/server/call.h"

#define PRESS_RUNNING 2
#define PRESS_WAITING 32    /* in line or running, of all */
#define PRESS_OF_ONE  8     /* of one account */
#define PRESS_MS      15000 /* two weeks of 400 activities a day take two seconds */
#define PRESS_MOST    (64U << 20)

struct press;

/* How the file is sent. */
struct press_file {
    const char *type; /* media type */
    const char *name; /* proposed for keeping it; in the call's arena */
    void (*then)(struct jk_api *api, struct jk_http_call *call,
                 struct jk_span file); /* answers the call in place of sending it; null: sent */
};

/* @param program  path of jarakd-paper; copied @return given; null when memory is out */
struct press *paper_press_new(struct jk_api *api, const char *program);
/* Ends all programs and refuses what waits, then frees. Null is allowed. */
void paper_press_free(struct press *press);
/* Have a document laid out, which is taken; the call is answered with the file, or refused. */
void paper_press_take(struct jk_api *api, struct jk_http_call *call, const struct press_file *file,
                      struct jk_buf *document);
#endif
