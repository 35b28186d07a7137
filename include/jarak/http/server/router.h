/* jarak/http/server/router.h: a table of routes instead of a ladder of comparisons.
 *
 * Patterns are segments: "/feeds/{region}/approved.ics", "/api/v1/notices/{uid}.ics", "/dav/...".
 * `{name}` takes one segment, `{name}.ics` one that ends so, a final `...` all that is left (none
 * too, with or without a last "/"). A pattern that ends with "/" wants that "/". Where several
 * patterns fit, the one that is literal for longest wins, whatever the order of the table. Then the
 * methods of that pattern count: none is 405 with Allow. HEAD falls back to GET; OPTIONS is
 * answered with Allow unless the table has its own. */
#ifndef JARAK_HTTP_SERVER_ROUTER_H
#define JARAK_HTTP_SERVER_ROUTER_H
#include "jarak/http/server/server.h"

/** One row: every question a route must answer is a column. */
struct jk_http_route {
    enum jk_http_method method;
    const char *pattern;
    unsigned who;       /**< rights; their meaning is the application's (admit) */
    size_t body_limit;  /**< bytes; 0: no body */
    const char *types;  /**< media types of the body, comma-separated, lower case; null: any */
    const char *params; /**< query parameters it knows, comma-separated; null: none. Others are
                           refused (400): an answer that passed one over would say too much */
    void (*handler)(void *ctx, struct jk_http_call *call); /**< answers; call->match has captures */
};

/** A table and who may pass. Must outlive the server that uses it. */
struct jk_http_router {
    const struct jk_http_route *routes;
    size_t count;
    const struct jk_http_route_key
        *keys; /**< of jk_http_route_keys(); null: they are done without */
    /** May this caller use call->match.route? Called before the body is read, and once more when it
     * has come: a body may take its time, and who was let in may be kept out meanwhile.
     * @return true; false after it has answered the call (401, 403, 404). Null admits everybody */
    bool (*admit)(void *ctx, struct jk_http_call *call);
    /** Has whoever asks a share left for what every answer of call->match.route costs? Called once,
     * of what was admitted, before the body is read.
     * @return true; false after it has answered the call. Null charges nobody */
    bool (*charge)(void *ctx, struct jk_http_call *call);
    /** Is the call to be answered otherwise than by its handler? Called once, behind the body.
     * @return true: the handler answers; false: it is answered, or will be. Null: handlers do */
    bool (*before)(void *ctx, struct jk_http_call *call);
    /** Refuse what no handler will see, an unknown address or parameter, for people who read it.
     * call->match.route is null where no route was found.
     * @return true after it has answered; false: a problem document is sent. Null: likewise */
    bool (*refused)(void *ctx, struct jk_http_call *call, const struct jk_error *err);
    /** As jk_http_handler's on_reply; call->match.route is null where no route was found. */
    void (*replied)(void *ctx, const struct jk_http_call *call, int code);
    /** As jk_http_handler's fields; call->match.route is null where no route was found. */
    void (*fields)(void *ctx, const struct jk_http_call *call, struct jk_buf *head);
    void *ctx; /**< handed to all of them */
};

/** What is known of each route beforehand, so that a call is held against few patterns.
 *
 * @return given, free(); null when memory is out */
struct jk_http_route_key *jk_http_route_keys(const struct jk_http_route *routes, size_t count);

/** The table's answer about a method and path. */
enum jk_route_found {
    JK_ROUTE_FOUND,
    JK_ROUTE_NOWHERE,    /**< no pattern fits: 404 */
    JK_ROUTE_NOT_ALLOWED /**< patterns fit, the method does not: 405, or OPTIONS */
};

/** Look a call up; pure but for its outputs.
 *
 * @param[out] match    written on JK_ROUTE_FOUND; captures are borrowed from the call
 * @param[out] allowed  bit 1u << method for every method of the best pattern, HEAD and OPTIONS
 *                      included; 0 on JK_ROUTE_NOWHERE */
enum jk_route_found jk_http_route_find(const struct jk_http_router *router,
                                       const struct jk_http_call *call, struct jk_http_match *match,
                                       unsigned *allowed);

/** The handler for jk_http_options that answers 400 to a parameter unknown to the route, 404, 405,
 * 415 and OPTIONS by the table, asks admit, and passes the rest to the routes. @param router
 * borrowed as long as the server lives */
struct jk_http_handler jk_http_router_handler(const struct jk_http_router *router);
#endif
