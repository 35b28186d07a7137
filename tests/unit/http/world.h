/* world.h: a real server on a loopback port and real sockets against it, in one thread. */
#ifndef TESTS_UNIT_HTTP_WORLD_H
#define TESTS_UNIT_HTTP_WORLD_H
#include <event2/event.h>
#include "jarak/http/server/reply.h"
#include "jarak/http/server/router.h"
#include "jarak/http/server/stream.h"

#define HELD_MAX   16
#define PATIENCE   5000 /* ms that a test waits before it calls something missing */
#define BIG_BYTES  3000000
#define BIG_PIECES 300

/** The server, and what its handlers saw. */
struct world {
    struct event_base *base;
    struct jk_http_server *server;
    struct jk_http_router router;
    struct jk_http_limits limits;
    struct jk_http_call *held[HELD_MAX]; /* calls of /later, not answered yet */
    unsigned held_count;
    struct jk_http_stream *stream; /* of /stream */
    unsigned closed;               /* times on_close was called */
    unsigned drained;
    struct jk_refbuf *big[BIG_PIECES]; /* what /big answers, one behind the other */
};

/** Start with limits (null: defaults) and TLS (null: plain). */
void world_open(struct world *world, const struct jk_http_limits *limits, struct ssl_ctx_st *tls);
void world_close(struct world *world);
/** Run the loop for so long. */
void world_run(struct world *world, int ms);
/** Answer held call `i` with 200 and text. */
void world_answer(struct world *world, unsigned i, const char *text);
/** Milliseconds of the monotonic clock. */
int64_t now_ms(void);

/** A connected client. */
int dial(const struct world *world);
/** Send text, all of it. */
void say(int fd, const char *text);
void say_bytes(int fd, struct jk_span bytes);
/** Run the loop until `want` was heard, null: until the server closed. Appends to `heard`.
 * @return false after PATIENCE */
bool hear(struct world *world, int fd, struct jk_buf *heard, const char *want);
/** How often `part` stands in what was heard. */
unsigned times_in(const struct jk_buf *heard, const char *part);
/** say() and hear() a whole exchange on a connection of its own; the text is the caller's. */
void exchange(struct world *world, const char *request, struct jk_buf *heard);
#endif
