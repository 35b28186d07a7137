/* surface.h: the whole surface over a desk, on a loopback port of the same thread: every route with
 * its right, and beside it a handler of the test's own for what several handlers read. */
#ifndef TESTS_UNIT_HTTP_SURFACE_H
#define TESTS_UNIT_HTTP_SURFACE_H
#include <event2/event.h>
#include "daemon/http/api/handle.h"
#include "jarak/app/accounts/account.h"
#include "jarak/http/routes.h"
#include "jarak/http/server/router.h"
#include "tests/unit/app/desk.h"

struct surface {
    struct desk desk;
    struct event_base *base;
    struct jk_api *api;
    struct jk_http_server *server, *probed; /* of the routes; of the test's own handler */
    struct jk_http_router router;
    void (*probe)(struct surface *s, struct jk_http_call *call); /* answers */
    void *want;                                                  /* of probe */
    int64_t now_s;                                               /* the surface's clock */
    unsigned woken;      /* times a commit was told to who delivers */
    struct jk_buf heard; /* the last answer, ended by NUL */
    const char *body;    /* of it */
    char tokens[JK_ROLE_END][JK_TOKEN_HEX + 1];
};

void surface_open(struct surface *s);
void surface_close(struct surface *s);
/* The account of a role that the first start makes, as `bawaslu-64.08`. */
const char *surface_account(enum jk_role role);
/* One request of a role (JK_ROLE_END: nobody) on a connection of its own. `head` is the request
 * line without its version and further fields, each behind a CRLF; `body` may be null.
 * @return the status of the answer in s->heard */
int surface_ask(struct surface *s, enum jk_role role, const char *head, const char *body);
/* The same request to the test's handler, which sees the role as the caller. */
int surface_probe(struct surface *s, enum jk_role role, const char *head, const char *body);
/* Connect and send such a request without looking for its answer. @return the socket */
int surface_send(struct surface *s, enum jk_role role, const char *head, const char *body);
/* Take the answer to it and close the socket. @return its status */
int surface_take(struct surface *s, int fd);
/* Run the loop until nothing is ready any more. */
void surface_run(struct surface *s);
/* True when the last answer has the text in its head or its body. */
bool surface_said(const struct surface *s, const char *text);
/* The value of a field of the last answer, "" where it is not there; until the next call. */
const char *surface_field(const struct surface *s, const char *name);
/* A mass rally of a uid as POST and PUT take it; until the next call. */
const char *surface_rally(const char *uid, unsigned paslon, double lat, double lon);
#endif
