/* Routes: patterns against segments, then methods against the best pattern.
 *
 * Patterns are compared segment by segment, and each segment of a pattern has a weight of two bits:
 * a literal says more than a capture with a suffix, that more than a plain capture, and that more
 * than the rest ("..."). The first segment stands in the highest bits, so the more special pattern
 * is the larger number and the order of the table does not matter. Patterns of equal weight are the
 * same address with several methods: their methods make up Allow, and HEAD falls back to GET.
 *
 * All routes are looked at for every call; where their keys were made beforehand, nearly all fall
 * out at one comparison of the number of their segments and a hash of those that are literal, and
 * those that begin with another word together. */
#include "jarak/http/server/router.h"
#include "jarak/http/texts/texts.h"

#include <stdlib.h>
#include <string.h>
#include "jarak/base/defend.h"
#include "jarak/base/heap.h"
#include "jarak/http/server/reply.h"

/* How much a pattern says about a segment; two bits each, the first segment in the highest. */
enum weight { WEIGHT_REST, WEIGHT_CAPTURE, WEIGHT_SUFFIX, WEIGHT_LITERAL };
#define SEGMENTS_WEIGHED 32
_Static_assert(SEGMENTS_WEIGHED >= JK_WIRE_SEGMENTS_MAX, "every segment can be weighed");

#define HASHED    5  /* segments: behind "/api/v1/notices/UID" the words differ that are left */
#define HASH_BITS 12 /* of each; above them all stands the number of segments */
#define COUNT_BIT (HASHED * HASH_BITS)
#define FIRST     ((1ULL << HASH_BITS) - 1) /* where the hash of the first segment stands */
_Static_assert(COUNT_BIT < 64, "hashes and a number fit one word");

/* A route as far as it can be told without its call: it may fit one whose word has `want` at the
 * bits of `mask`. Nothing is asked of segments that are not literal, and no number where the
 * pattern ends with "...". */
struct jk_http_route_key {
    uint64_t want, mask;
    uint32_t behind; /* the first route behind it whose pattern begins with another word */
    bool again;      /* the pattern of the route before it, with another method */
};

/* Long segments are of no pattern: some octets and the length tell those apart. */
static uint64_t hash_of(struct jk_span segment)
{
    uint32_t hash = 2166136261U ^ (uint32_t)segment.len;

    for (size_t i = 0; i < segment.len && i < 24; i++)
        hash = (hash ^ (uint8_t)segment.at[i]) * 16777619U;
    return hash >> (32 - HASH_BITS);
}

/* Modulo 16: what this lets pass is still held against the whole pattern. */
static uint64_t count_of(size_t segments)
{
    return (uint64_t)segments << COUNT_BIT;
}

static struct jk_http_route_key key_of(const char *pattern)
{
    struct jk_http_route_key key = { 0 };
    struct jk_span rest = jk_span_of(pattern), part;
    bool has_rest = false;
    size_t segments = 0;

    jk_span_cut(&rest, '/', &part); /* the empty part before the first "/" */
    while (jk_span_cut(&rest, '/', &part)) {
        if (!rest.at && jk_span_eq(part, JK_SPAN("..."))) {
            has_rest = true;
        } else if (rest.at || part.len) {
            if (segments < HASHED && part.at[0] != '{') {
                key.want |= hash_of(part) << segments * HASH_BITS;
                key.mask |= ((1ULL << HASH_BITS) - 1) << segments * HASH_BITS;
            }
            segments++;
        }
    }
    if (!has_rest) {
        key.want |= count_of(segments);
        key.mask |= ~0ULL << COUNT_BIT;
    }
    return key;
}

/* Their first word is the same, so that a call that does not begin with it fits neither. */
static bool begin_alike(const struct jk_http_route_key *a, const struct jk_http_route_key *b)
{
    return (a->mask & FIRST) == (b->mask & FIRST) && (a->want & FIRST) == (b->want & FIRST);
}

struct jk_http_route_key *jk_http_route_keys(const struct jk_http_route *routes, size_t count)
{
    struct jk_http_route_key *keys = jk_heap_zeroed(count + 1, sizeof *keys);

    for (size_t i = 0; keys && i < count; i++) {
        keys[i] = key_of(routes[i].pattern);
        keys[i].again = i > 0 && strcmp(routes[i].pattern, routes[i - 1].pattern) == 0;
    }
    for (size_t i = count; keys && i-- > 0;)
        keys[i].behind = i + 1 < count && begin_alike(&keys[i], &keys[i + 1]) ? keys[i + 1].behind
                                                                              : (uint32_t)i + 1;
    return keys;
}

/* All of its segments are literal. */
static uint64_t word_of(const struct jk_http_call *call)
{
    uint64_t word = count_of(call->segment_count);

    for (size_t i = 0; i < call->segment_count && i < HASHED; i++)
        word |= hash_of(call->segments[i]) << i * HASH_BITS;
    return word;
}

/* A pattern being held against a call. */
struct fit {
    struct jk_http_match match;
    uint64_t weight;
};

/* One part of a pattern against one segment. False when it does not fit. */
static bool fit_segment(struct jk_span part, struct jk_span segment, struct fit *fit,
                        enum weight *weight)
{
    const char *end = part.len && part.at[0] == '{' ? memchr(part.at, '}', part.len) : NULL;
    struct jk_span suffix;

    *weight = WEIGHT_LITERAL;
    if (!end)
        return jk_span_eq(part, segment);
    suffix = (struct jk_span){ end + 1, part.len - (size_t)(end + 1 - part.at) };
    if (segment.len <= suffix.len || fit->match.capture_count == JK_HTTP_CAPTURES_MAX ||
        (suffix.len && memcmp(segment.at + segment.len - suffix.len, suffix.at, suffix.len) != 0))
        return false;
    segment.len -= suffix.len;
    fit->match.capture[fit->match.capture_count++] = segment;
    *weight = suffix.len ? WEIGHT_SUFFIX : WEIGHT_CAPTURE;
    return true;
}

static bool fit_pattern(const char *pattern, const struct jk_http_call *call, struct fit *fit)
{
    struct jk_span rest = jk_span_of(pattern), part;
    size_t i = 0;

    jk_span_cut(&rest, '/', &part); /* the empty part before the first "/" */
    while (jk_span_cut(&rest, '/', &part)) {
        enum weight weight;

        if (!rest.at && jk_span_eq(part, JK_SPAN("..."))) {
            fit->match.rest = i;
            return true;
        }
        if (!rest.at && part.len == 0)
            return i == call->segment_count && call->slash == (i > 0);
        if (i == call->segment_count || !fit_segment(part, call->segments[i], fit, &weight))
            return false;
        fit->weight |= (uint64_t)weight << 2 * (SEGMENTS_WEIGHED - 1 - i);
        i++;
    }
    return i == call->segment_count && !call->slash;
}

static unsigned bit(enum jk_http_method method)
{
    return 1u << method;
}

/* The first route from `i` on that may fit; `count` for none. This is the loop over all of them. */
static size_t next_of(const struct jk_http_router *router, uint64_t own, size_t i)
{
    const struct jk_http_route_key *keys = router->keys;
    const size_t count = router->count;

    while (keys && i < count && (own & keys[i].mask) != keys[i].want)
        i = ((own & keys[i].mask) ^ keys[i].want) & FIRST ? keys[i].behind : i + 1;
    return i;
}

/* `best` is the route of the call's own method under the heaviest pattern so far, `get` that of
 * GET; a heavier pattern makes both anew, an equal one adds its method. */
enum jk_route_found jk_http_route_find(const struct jk_http_router *router,
                                       const struct jk_http_call *call, struct jk_http_match *match,
                                       unsigned *allowed)
{
    const uint64_t own = word_of(call);
    struct fit best = { 0 }, get = { 0 }, fit = { 0 };
    bool any = false, fits = false;

    *allowed = 0;
    if (call->asterisk)
        return JK_ROUTE_NOWHERE;
    for (size_t i = next_of(router, own, 0); i < router->count; i = next_of(router, own, i + 1)) {
        const struct jk_http_route *route = &router->routes[i];

        if (!router->keys || !router->keys[i].again) { /* those of one pattern are told alike */
            fit = (struct fit){ 0 };
            fits = fit_pattern(route->pattern, call, &fit);
        }
        fit.match.route = route;
        if (!fits || (any && fit.weight < best.weight))
            continue;
        if (!any || fit.weight > best.weight) {
            *allowed = 0;
            best = get = (struct fit){ .weight = fit.weight };
        }
        any = true;
        *allowed |= bit(route->method);
        if (route->method == call->method)
            best = fit;
        if (route->method == JK_HTTP_GET)
            get = fit;
    }
    if (!any)
        return JK_ROUTE_NOWHERE;
    *allowed |= bit(JK_HTTP_OPTIONS) | (get.match.route ? bit(JK_HTTP_HEAD) : 0);
    if (!best.match.route && call->method == JK_HTTP_HEAD)
        best = get;
    if (!best.match.route)
        return JK_ROUTE_NOT_ALLOWED;
    *match = best.match;
    return JK_ROUTE_FOUND;
}

static const char *allow_text(struct jk_http_call *call, unsigned allowed)
{
    const char *text = "";

    for (int m = 0; m < JK_HTTP_METHOD_END && text; m++) {
        if (allowed & bit((enum jk_http_method)m))
            text = jk_arena_fmt(&call->arena, "%s%s%s", text, text[0] ? ", " : "",
                                jk_http_method_name((enum jk_http_method)m));
    }
    return text ? text : "";
}

/* A request that no handler will see: in words where somebody reads it, else as a problem. */
static void refuse(const struct jk_http_router *router, struct jk_http_call *call,
                   const struct jk_error *err)
{
    if (!router->refused || !router->refused(router->ctx, call, err))
        jk_http_reply_problem(call, err);
}

/* OPTIONS *: what the server can do at all. */
static unsigned all_methods(const struct jk_http_router *router)
{
    unsigned allowed = bit(JK_HTTP_OPTIONS);

    for (size_t i = 0; i < router->count; i++)
        allowed |= bit(router->routes[i].method);
    return allowed & bit(JK_HTTP_GET) ? allowed | bit(JK_HTTP_HEAD) : allowed;
}

static void answer_unrouted(const struct jk_http_router *router, struct jk_http_call *call,
                            enum jk_route_found found, unsigned allowed)
{
    struct jk_http_header allow = { "Allow", NULL };
    struct jk_error err;

    if (call->asterisk)
        allowed = all_methods(router);
    allow.value = allow_text(call, allowed);
    if (found == JK_ROUTE_NOWHERE && !call->asterisk) {
        jk_fail(&err, JK_NONE, JK_TEXT_HTTP_NO_PAGE, "", "%.*s",
                (int)(call->target.len < 100 ? call->target.len : 100), call->target.at);
        refuse(router, call, &err);
    } else if (call->method == JK_HTTP_OPTIONS) {
        jk_http_reply_empty(call, 204, &allow, 1);
    } else {
        jk_fail(&err, JK_STATE, JK_TEXT_HTTP_NOT_ALLOWED, "", "%s", allow.value);
        jk_http_reply_error(call, 405, &err, &allow, 1);
    }
}

/* Decides before the body is read: an unknown address, a caller who may not, a parameter that the
 * route does not know and a media type that is not taken are answered at once and grant no byte of
 * body. */
static size_t on_head(void *ctx, struct jk_http_call *call)
{
    const struct jk_http_router *router = ctx;
    unsigned allowed;
    enum jk_route_found found = jk_http_route_find(router, call, &call->match, &allowed);
    const struct jk_http_route *route = call->match.route;
    struct jk_error err;

    if (found != JK_ROUTE_FOUND) {
        answer_unrouted(router, call, found, allowed);
        return 0;
    }
    if (router->admit && !router->admit(router->ctx, call))
        return 0;
    if (jk_http_query_check(call, route->params, &err) != JK_OK) {
        refuse(router, call, &err);
        return 0;
    }
    if (call->has_body && route->types && !jk_http_type_is(call, route->types)) {
        jk_fail(&err, JK_TYPE, JK_TEXT_HTTP_TYPE, "Content-Type", "%s", route->types);
        jk_http_reply_error(call, 415, &err, &(struct jk_http_header){ "Accept", route->types }, 1);
        return 0;
    }
    if (router->charge && !router->charge(router->ctx, call))
        return 0;
    return route->body_limit;
}

static void on_call(void *ctx, struct jk_http_call *call)
{
    const struct jk_http_router *router = ctx;

    /* A body takes its time; others may have failed meanwhile. */
    call->mark = jk_defend_mark();
    if (call->has_body && router->admit && !router->admit(router->ctx, call))
        return;
    if (!router->before || router->before(router->ctx, call))
        call->match.route->handler(router->ctx, call);
}

static void on_reply(void *ctx, const struct jk_http_call *call, int code)
{
    const struct jk_http_router *router = ctx;

    if (router->replied)
        router->replied(router->ctx, call, code);
}

static void fields(void *ctx, const struct jk_http_call *call, struct jk_buf *head)
{
    const struct jk_http_router *router = ctx;

    router->fields(router->ctx, call, head);
}

struct jk_http_handler jk_http_router_handler(const struct jk_http_router *router)
{
    return (struct jk_http_handler){ .on_head = on_head,
                                     .on_call = on_call,
                                     .on_reply = on_reply,
                                     .fields = router->fields ? fields : NULL,
                                     .ctx = (void *)(uintptr_t)router };
}
