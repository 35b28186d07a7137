/* jarak/http/server/server.h: listeners, connections, deadlines, drain.
 *
 * One thread, one event_base. Requests are read by jarak/http/server/wire.h and handed to one
 * handler. A connection answers its requests in order: the next is parsed after the previous was
 * answered, and reading stops when JK_HTTP_READ_AHEAD bytes wait. All deadlines run on the
 * monotonic clock. Source: WIRE section 1. */
#ifndef JARAK_HTTP_SERVER_SERVER_H
#define JARAK_HTTP_SERVER_SERVER_H
#include <stddef.h>
#include <stdint.h>
#include "jarak/base/error.h"
#include "jarak/http/server/call.h"

#define JK_HTTP_READ_AHEAD 65536 /* bytes read but not yet parsed, per connection */
#define JK_HTTP_WHERE_MAX  128   /* bytes of an address, or of a UNIX socket's path */

struct event_base;
struct ssl_ctx_st;
struct jk_http_server;

/** Who answers. Both are called from the loop. */
struct jk_http_handler {
    /** The head is complete: choose a limit for the body, or answer at once (401, 403, 404, ...).
     *
     * @return largest body in bytes (a longer one is answered 413); ignored when answered. An
     *         answer here must be given before returning */
    size_t (*on_head)(void *ctx, struct jk_http_call *call);
    /** The body is complete too: answer now or later. */
    void (*on_call)(void *ctx, struct jk_http_call *call);
    /** A call is being answered with this code; also where nothing of it could be read. Null:
     * nobody is told. */
    void (*on_reply)(void *ctx, const struct jk_http_call *call, int code);
    /** Fields of every answer: lines, each with its end, are appended. Null: none. */
    void (*fields)(void *ctx, const struct jk_http_call *call, struct jk_buf *head);
    void *ctx;
};

/** Deadlines and bounds; start from jk_http_limits_default. */
struct jk_http_limits {
    int64_t head_ms;   /**< a head in all, from its first byte; the first one from accept */
    int64_t body_ms;   /**< a body, besides what body_floor buys */
    int64_t idle_ms;   /**< between requests */
    int64_t look_ms;   /**< of that, until it is seen whether the last answer is being taken;
                            and all of it while the server is crowded */
    int64_t stall_ms;  /**< between that look and the next, where the kernel holds some of it */
    int64_t call_ms;   /**< until a handler answers; then 503 in its place */
    int64_t write_ms;  /**< per write_ms an answer must move by write_ms * body_floor */
    int64_t linger_ms; /**< for the client to take the last answer and close, or to send
                            linger_ms * body_floor more, which buys as much again */
    int64_t linger_most_ms; /**< of that, in all */
    uint64_t linger_bytes;  /**< thrown away of what he sends meanwhile; then reading stops */
    int64_t drain_ms;       /**< for jk_http_server_drain(); then connections are cut */
    int64_t parting_ms;     /**< of that, what an idle client has to ask once more */
    int64_t comment_ms;     /**< between comments on a quiet event stream */
    int64_t pause_ms;       /**< no accepting after EMFILE, unless a connection ends sooner */
    size_t body_floor;      /**< bytes per second, above 0: each byte of body buys 1/floor s */
    size_t stream_waiting;  /**< bytes waiting for a slow reader of events before it is dropped */
    size_t crowd;           /**< connections that make a crowd, for crowd_ms */
    int64_t crowd_ms;
    int64_t refusal_ms;   /**< each refused request costs its address so long ... */
    int64_t refusals_ms;  /**< ... and who is ahead by more is held for linger_ms at the end of his
                             connection, whether he stays or leaves */
    unsigned per_address; /**< connections per IPv4 address or IPv6 /64 */
    bool cap_loopback;    /**< count loopback addresses too; by default a proxy there is exempt */
};

/** 10 s head, 18 s body plus 1 s per 4 KiB, 75 s idle (20 s in a crowd of 512, for 30 s), 60 s
 * call, 20 s write, 2 s linger (20 s and 128 MiB at most), 20 s drain, 0.5 s parting, 15 s
 * comments, 1 s pause, 256 KiB for slow readers, 64 connections per address, 50
 * refusals of one at once and then 10 a second. Head, body and linger
 * together are 30 s: so long a connection is held by who sends next to nothing. */
extern const struct jk_http_limits jk_http_limits_default;

/** The needs of a server; copied. */
struct jk_http_options {
    struct event_base *base; /**< borrowed, outlives the server */
    struct jk_http_handler handler;
    const struct jk_http_limits *limits; /**< null: the defaults */
    struct ssl_ctx_st *tls; /**< null: plain; kept by reference. UNIX sockets stay plain */
};

/** Counts since the start; for /metrics and tests. */
struct jk_http_counts {
    uint64_t accepted;        /**< connections taken */
    uint64_t refused_address; /**< connections above per_address */
    uint64_t held;            /**< connections held for the refusals of their address */
    uint64_t shed;            /**< idle connections ended for want of descriptors */
    uint64_t refused_files;   /**< connections refused for want of descriptors */
    uint64_t pauses;          /**< times accepting was paused */
    uint64_t calls;           /**< requests handed to on_call */
    uint64_t malformed;       /**< requests the reader refused */
    uint64_t late;            /**< connections cut or answered 408, 503 by a deadline */
    uint64_t slow_streams;    /**< event streams dropped */
    uint64_t replies[6];      /**< by hundreds: replies[2] are the 2xx */
    size_t open;              /**< connections now */
    size_t streams;           /**< event streams now */
};

/** A server without listeners. Ignores SIGPIPE where its action is still the default: libevent
 * writes to sockets whose reader may be gone. @return given; null when memory or descriptors are
 * out */
struct jk_http_server *jk_http_server_new(const struct jk_http_options *options);

/** Speak TLS (1.2 or later) on TCP listeners from the next connection on; again with a renewed
 * certificate replaces it. UNIX sockets stay plain.
 *
 * @param cert,key  PEM files: the chain, the server's own certificate first, and its key
 * @return JK_OK; JK_INVALID with field tls-cert or tls-key and OpenSSL's reason, nothing changed;
 *         JK_MEMORY */
enum jk_status jk_http_server_tls(struct jk_http_server *server, const char *cert, const char *key,
                                  struct jk_error *err);

/** What jk_http_server_tls() would say of these files. */
enum jk_status jk_http_tls_check(const char *cert, const char *key, struct jk_error *err);

/** What jk_http_server_listen() would say of an address, but that it may be in use: whoever tries a
 * configuration does so beside the daemon that runs. */
enum jk_status jk_http_listen_check(const char *address, struct jk_error *err);

/** Another handler answers from the next head on; connections stay. No call may be with the one
 * before: it has answered each within on_head. */
void jk_http_server_set_handler(struct jk_http_server *server,
                                const struct jk_http_handler *handler);

/** Another limit of connections per address, for those that come. */
void jk_http_server_set_per_address(struct jk_http_server *server, unsigned most);

/** Listen on a numeric "ADDRESS:PORT" or "[ADDRESS]:PORT"; port 0 lets the kernel choose.
 * @return JK_OK; JK_INVALID for another form; JK_IO when it cannot be opened */
enum jk_status jk_http_server_listen(struct jk_http_server *server, const char *address,
                                     struct jk_error *err);

/** Listen on a UNIX socket, mode 0660. A left-over socket nobody answers on is replaced.
 * @return JK_OK; JK_IO when the path is too long, taken or not writable */
enum jk_status jk_http_server_listen_unix(struct jk_http_server *server, const char *path,
                                          struct jk_error *err);

/** Listen on a socket that listens already, of TCP or UNIX, as the service manager hands over.
 * Taken on JK_OK: it is closed with the server, and what it is bound to stays with whoever made it.
 * @return JK_OK; JK_MEMORY */
enum jk_status jk_http_server_listen_on(struct jk_http_server *server, int fd,
                                        struct jk_error *err);

/** Leave clients waiting in the kernel, or take them again: they are neither refused nor answered
 * meanwhile. */
void jk_http_server_hold(struct jk_http_server *server, bool on);

/** Where clients find the first listener: "ADDRESS:PORT" of TCP, else "unix:PATH"; "" without one.
 */
void jk_http_server_where(const struct jk_http_server *server, char out[JK_HTTP_WHERE_MAX]);

/** The port of the first TCP listener, 0 when there is none. */
unsigned jk_http_server_port(const struct jk_http_server *server);

/** Borrowed until the server is freed; changes as the loop runs. */
const struct jk_http_counts *jk_http_server_counts(const struct jk_http_server *server);

/** Stop: no new connections, event streams are closed, calls in flight are answered. A connection
 * that waits for its next request stays for parting_ms and is told with its answer that it is the
 * last; who asks within that is never cut off, and nobody is while something he sent is unread.
 *
 * @param done  called once from the loop when no connection is left, at the latest after drain_ms;
 *              may free the server */
void jk_http_server_drain(struct jk_http_server *server, void (*done)(void *ctx), void *ctx);

/** Cut everything and free; not from within a handler or on_close. Calls not answered yet stay
 * valid; their answers are dropped. Event streams see on_close. Null is ignored. */
void jk_http_server_free(struct jk_http_server *server);
#endif
