/* jarak/http/server/call.h: one request as its handler sees it, and the answer to it.
 *
 * A call belongs to the server. Its spans, and what is taken from its arena, are valid until it is
 * answered: jk_http_reply(), a function of jarak/http/server/reply.h, or jk_http_stream_begin(),
 * exactly one of them, exactly once, now or later. After that the call is gone. A client that left
 * meanwhile makes no difference to the handler: the call stays valid and the answer is dropped.
 * Loop thread only. Source: WIRE section 1; RFC 9110. */
#ifndef JARAK_HTTP_SERVER_CALL_H
#define JARAK_HTTP_SERVER_CALL_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "jarak/base/arena.h"
#include "jarak/base/bytes.h"
#include "jarak/base/defend.h"
#include "jarak/base/error.h"
#include "jarak/base/refbuf.h"
#include "jarak/http/server/wire.h"

#define JK_HTTP_PARAMS_MAX   32 /* query parameters; our widest form has 10 */
#define JK_HTTP_CAPTURES_MAX 4  /* captured segments of a route; ours have up to 2 */

struct jk_http_route;
struct jk_http_reply;

/** Which route was found, and what its pattern captured (jarak/http/server/router.h). */
struct jk_http_match {
    const struct jk_http_route *route;
    struct jk_span capture[JK_HTTP_CAPTURES_MAX]; /**< in the order of the pattern */
    size_t capture_count;
    size_t rest; /**< index of the first segment that a final "..." took */
};

/** A request. Read it, do not change it, but for `app`. */
struct jk_http_call {
    enum jk_http_method method;
    struct jk_span method_text; /**< "GET" */
    struct jk_span target;      /**< as received */
    struct jk_span query;       /**< behind "?", not decoded; at == NULL when there is none */
    const struct jk_span
        *segments;        /**< decoded path: UTF-8, never empty, no "/", no "..", no controls */
    size_t segment_count; /**< 0 for "/" */
    bool slash;           /**< the path ends with "/" (and is more than "/") */
    bool asterisk;        /**< OPTIONS * */
    bool has_body;        /**< a body was announced; known from on_head on */
    bool tls;             /**< came over TLS */
    bool local;           /**< from a loopback address or the UNIX socket */
    bool unix_socket;     /**< from the UNIX socket */
    uint32_t peer_uid;    /**< user at the other end of the UNIX socket; UINT32_MAX: not known */
    const char *peer;     /**< numeric address without port, or "unix" */
    struct jk_span body;  /**< empty until on_call */
    struct jk_http_match match; /**< filled by the router */
    struct jk_arena arena;      /**< dropped with the call */
    void *app;                  /**< the handler's own, such as who asks; null at first */
    /** Takes the answer in place of the client; null: nobody does. Set by a copy of the process. */
    void (*divert)(void *ctx, const struct jk_http_reply *reply);
    void *divert_ctx;
    const char *later; /**< of a refusal: seconds for Retry-After; null: as its status has it */
    struct jk_defend_mark mark; /**< when it began: what breaks from there on makes it a 500, and
                                 * memory that is refused a 503 */
    bool again; /**< its handler was called anew: its first answer told of what was not kept */
};

/** The first field of that name (any case). @return false when there is none */
bool jk_http_field(const struct jk_http_call *call, const char *name, struct jk_span *value);

/** Field `nth` (from 0) of that name. @return false when there are not so many */
bool jk_http_field_nth(const struct jk_http_call *call, const char *name, size_t nth,
                       struct jk_span *value);

/** How many fields have that name. */
size_t jk_http_field_count(const struct jk_http_call *call, const char *name);

/** A query parameter, decoded: UTF-8 without NUL.
 *
 * @param[out] value  borrowed until the call is answered; "" for `name` and `name=`
 * @return false when it is not there, or the query cannot be decoded (jk_http_query_check() says)
 */
bool jk_http_param(struct jk_http_call *call, const char *name, struct jk_span *value);

/** Hold the query against the closed set of parameters a route knows.
 *
 * @param names     comma-separated; null: none allowed
 * @param[out] err  the parameter at fault
 * @return JK_OK; JK_UNDECODED (400) for a parameter that is unknown, doubled or not decodable;
 *         JK_MEMORY */
enum jk_status jk_http_query_check(struct jk_http_call *call, const char *names,
                                   struct jk_error *err);

/** True when the body's media type is in the list and its charset, if any, is UTF-8 or US-ASCII.
 *
 * @param types  comma-separated, lower case: "text/calendar,application/json" */
bool jk_http_type_is(const struct jk_http_call *call, const char *types);

/** A field of an answer. Controls in the value are sent as "?": no value can end its line. */
struct jk_http_header {
    const char *name;  /**< a token */
    const char *value; /**< null: the field is left out */
};

/** An answer. Everything in it is borrowed for the call of jk_http_reply(). */
struct jk_http_reply {
    int code;                             /**< 200..599 */
    const char *content_type;             /**< null: none is sent */
    const struct jk_http_header *headers; /**< besides Date, Content-Type/-Length, Connection */
    size_t header_count;
    struct jk_span body; /**< copied where it cannot be sent at once */
    struct jk_refbuf *const *
        pieces; /**< instead of body, one behind the other: kept, not copied, until they are sent */
    size_t piece_count;
    bool close; /**< end the connection after this answer */
};

/** Answer a call, once; the call is gone afterwards.
 *
 * HEAD gets the head only, 204 and 304 no body; Date, Content-Length and Connection are added.
 * No handler is called from within: pipelined requests follow from the loop. */
void jk_http_reply(struct jk_http_call *call, const struct jk_http_reply *reply);

/** True when the client of a call that a handler still holds has gone, or sends no more: whoever
 * waits for long work keeps his side open. */
bool jk_http_call_is_left(const struct jk_http_call *call);

/** The work on a call goes on: its deadline (call_ms) begins anew. */
void jk_http_call_wait(struct jk_http_call *call);
#endif
