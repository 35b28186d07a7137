/* conn.h: what server, connections, answers and streams share. Private to daemon/http.
 *
 * A connection is always in exactly one state; one function is its step, one its deadline. Whoever
 * wants a connection gone enters CONN_CLOSED; conn_run() alone then frees it, at its very end. */
#ifndef DAEMON_HTTP_SERVER_CONN_H
#define DAEMON_HTTP_SERVER_CONN_H
#include <netinet/in.h>
#include <time.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include "jarak/http/server/server.h"
#include "jarak/http/server/stream.h"

#define PEER_BUCKETS 1024 /* addresses connected at once stay in the hundreds */

enum conn_state {
    CONN_IDLE,   /* between requests */
    CONN_HEAD,   /* part of a head is there */
    CONN_BODY,   /* the head was let in, the body is coming */
    CONN_CALL,   /* a handler has the call */
    CONN_WRITE,  /* the answer is not all gone; then `after` */
    CONN_SKIP,   /* answered early; the rest of the body is read off */
    CONN_STREAM, /* event stream */
    CONN_LINGER, /* our side is shut; the client takes the answer and closes */
    CONN_CLOSED, /* to be freed at the end of conn_run() */
    CONN_STATE_END
};

/** A query parameter, decoded. */
struct param {
    struct jk_span name, value;
};

enum params_state { PARAMS_UNREAD, PARAMS_READ, PARAMS_BAD };

/** A call and the reader whose buffers its spans borrow; outlives its connection if need be. */
struct call {
    struct jk_http_call pub; /* first: a struct jk_http_call * is a struct call * */
    struct jk_wire wire;
    struct conn *conn; /* null when the client left */
    bool held;         /* a handler has it and will answer */
    struct jk_span segments[JK_WIRE_SEGMENTS_MAX];
    enum params_state params_state;
    struct param params[JK_HTTP_PARAMS_MAX];
    size_t param_count;
    char peer[INET6_ADDRSTRLEN];
};

/** Connections of one address. */
struct peer {
    struct peer *next;
    uint8_t key[16];
    unsigned open;
    int64_t paid_ms; /* monotonic: when what was refused him will have been paid for */
};

struct jk_http_stream {
    struct conn *conn;
    void (*on_close)(void *ctx, struct jk_http_stream *stream);
    void *ctx;
    bool closing;
};

struct conn {
    struct conn *prev, *next; /* in server->conns */
    struct jk_http_server *server;
    struct bufferevent *bev;
    struct event *readable; /* null behind TLS, where `bev` reads */
    struct event *timer;    /* the deadline; activated by hand it is a wake-up */
    struct call *call;
    struct jk_http_stream *stream;
    struct peer *peer; /* null when exempt from the cap */
    enum conn_state state, after;
    int64_t deadline_ms; /* monotonic; INT64_MAX: none */
    int64_t armed_ms;    /* when the timer goes off; 0: not armed */
    int64_t head_by_ms;  /* of the first request; 0 behind it */
    int64_t started_ms;  /* when the body, the idling, the stream or the lingering began */
    int64_t looked_ms;   /* when it was last seen whether a stream is read */
    size_t waiting;      /* bytes of the answer waiting when last looked */
    uint64_t written;    /* bytes given to a stream */
    uint64_t taken;      /* of these, what its reader had taken when last looked */
    uint64_t lingered;   /* bytes thrown away after the last answer */
    uint64_t counted;    /* of these, what has bought time already */
    bool running;        /* within conn_run() */
    bool eof;            /* the client sends no more */
    bool broken;         /* reset, or a TLS fault: nothing can be sent either */
    bool shut;           /* we send no more */
    bool penal;          /* his address was refused too often: he stays for the linger's time */
    bool held_back;      /* reading is off: JK_HTTP_READ_AHEAD bytes wait for their turn */
    bool tls, local, unix_socket;
    uint32_t peer_uid; /* of who connected to the UNIX socket; UINT32_MAX: not known */
    char address[INET6_ADDRSTRLEN];
};

struct jk_http_server {
    struct event_base *base;
    struct jk_http_handler handler;
    struct jk_http_limits limits;
    struct ssl_ctx_st *tls;
    struct listener *listeners;
    struct conn *conns;
    struct peer *peers[PEER_BUCKETS];
    struct event *pause_timer, *drain_timer;
    int spare; /* a descriptor to give up, so that one refusal can be said at EMFILE */
    bool paused, draining;
    int64_t parting_ms;     /* of a drain, monotonic: until then idle clients may ask once more */
    int64_t crowd_until_ms; /* monotonic: until then it is crowded */
    void (*done)(void *ctx);
    void *done_ctx;
    struct jk_buf scratch;             /* the head of the answer being written */
    char received[JK_HTTP_READ_AHEAD]; /* until it lies in the buffer of its connection */
    char date[32];
    time_t date_s;
    struct jk_http_counts counts;
};

/** The server's knowledge of a socket it accepted. */
struct accepted {
    evutil_socket_t fd;
    struct peer *peer; /* counted already; null when exempt */
    bool tls, local, unix_socket;
    uint32_t peer_uid;
    const char *address;
};

/* conn.c */
int64_t http_conn_now_ms(void);
/** Take a socket over. False: nothing was taken. */
bool http_conn_new(struct jk_http_server *server, const struct accepted *accepted);
/** Change the state and set its deadline. */
void http_conn_enter(struct conn *conn, enum conn_state state);
/** End it without waiting for what the kernel still holds of an answer that nobody takes: a reset
 * gives its memory back at once. */
void http_conn_cut(struct conn *conn);
/** Bytes of answers that the other side has not taken: ours and the kernel's. */
size_t http_conn_untaken(const struct conn *conn);
/** Have conn_run() called from the loop. */
void http_conn_wake(struct conn *conn);
/** After something outside conn_run() changed the state: see to it that it is gone on with. */
void http_conn_settle(struct conn *conn);
/** Cut and free at once; only for the server, outside conn_run(). */
void http_conn_free(struct conn *conn);

/* states.c: what every state must answer. */
struct conn_row {
    void (*step)(struct conn *conn);   /* go on as far as possible; may change the state */
    void (*expire)(struct conn *conn); /* the deadline has passed */
    size_t limit_at;                   /* its length within struct jk_http_limits */
};
extern const struct conn_row conn_rows[];

/* call.c */
struct call *http_call_new(struct conn *conn);
/** Fill the public part from the reader. */
void http_call_begin(struct call *call);
/** Forget the request; `next` false keeps the reader (its body is still coming). */
void http_call_reset(struct call *call, bool next);
/** Drop a call with its arena. */
void http_call_free(struct call *call);
static inline struct call *call_of(struct jk_http_call *call)
{
    return (struct call *)call;
}

/* receive.c */
/** Begin to read; `on_readable` is called where that is ours to do. False: nobody would ever hear
 * of it again. */
bool http_receive_start(struct conn *conn, event_callback_fn on_readable);
/** Leave what comes in the kernel, or go on reading. */
void http_receive_pause(struct conn *conn, bool pause);
/** Read what is there, or that nothing comes any more. False: there was nothing. */
bool http_receive(struct conn *conn);

/* send.c */
/** Write an answer: head and body in one go as far as the socket takes them, the rest later. */
void http_send_reply(struct conn *conn, const struct jk_http_reply *reply, bool keep);
/** Write bytes as they are. */
void http_send_bytes(struct conn *conn, struct jk_span bytes);
/** Bytes that the socket did not take yet. */
size_t http_send_waiting(const struct conn *conn);
/** Append the head of an answer that has no length (event stream). */
void http_send_stream_head(struct conn *conn);

/* stream.c */
/** Tell the owner that it is over, and free it. */
void http_stream_finish(struct conn *conn);
/** Send the comment that keeps proxies awake, or end a stream that is not read. */
void http_stream_comment(struct conn *conn);

/* server.c: a connection is gone; listening may go on, draining may be over. */
void http_server_conn_gone(struct jk_http_server *server);

/* peer.c */
/** Count one more connection of an address.
 * @return the entry; null when the cap is reached or memory is out */
struct peer *http_peer_take(struct jk_http_server *server, const struct sockaddr *address);
/** A request of this connection is being refused, or not, by that code. @return true when its
 * address is so far ahead that the connection is to end, and to be held for a while */
bool http_peer_is_over(struct conn *conn, int code);
/** One connection of the address less. Null is ignored. */
void http_peer_drop(struct jk_http_server *server, struct peer *peer);
/** Free the entries that are left when all connections are gone. */
void http_peer_forget(struct jk_http_server *server);
/** Numeric text of an address; IPv4 within IPv6 as IPv4. @param[out] out INET6_ADDRSTRLEN */
void http_peer_text(const struct sockaddr *address, char *out);
/** The user who connected a UNIX socket, as the kernel noted it then; UINT32_MAX: not known. */
uint32_t http_peer_uid(evutil_socket_t fd);
/** 127.0.0.0/8, ::1, or the former mapped into IPv6. */
bool http_peer_is_loopback(const struct sockaddr *address);
#endif
