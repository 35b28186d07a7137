#include "tests/unit/http/world.h"
#include "jarak/http/texts/texts.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <time.h>
#include <unistd.h>
#include "jarak/base/defend.h"

static void answer_echo(void *ctx, struct jk_http_call *call)
{
    struct jk_http_reply reply = { .code = 200, .content_type = "text/plain", .body = call->body };

    (void)ctx;
    jk_http_reply(call, &reply);
}

static void answer_later(void *ctx, struct jk_http_call *call)
{
    struct world *world = ctx;

    cr_assert(world->held_count < HELD_MAX);
    world->held[world->held_count++] = call;
}

static void on_close(void *ctx, struct jk_http_stream *stream)
{
    struct world *world = ctx;

    cr_assert(stream == world->stream);
    world->stream = NULL;
    world->closed++;
}

static void answer_stream(void *ctx, struct jk_http_call *call)
{
    struct world *world = ctx;

    world->stream = jk_http_stream_begin(call, on_close, world);
}

static void answer_big(void *ctx, struct jk_http_call *call)
{
    struct world *world = ctx;
    struct jk_http_header headers[] = { { "ETag", "\"big\"" } };
    struct jk_http_reply reply = { .code = 200,
                                   .content_type = "text/plain",
                                   .headers = headers,
                                   .header_count = 1,
                                   .pieces = world->big,
                                   .piece_count = BIG_PIECES };

    if (jk_http_not_modified(call, "\"big\""))
        jk_http_reply_empty(call, 304, headers, 1);
    else
        jk_http_reply(call, &reply);
}

static void answer_name(void *ctx, struct jk_http_call *call)
{
    struct jk_span area = { "", 0 };
    json_t *json;

    (void)ctx;
    jk_http_param(call, "area", &area);
    json = json_pack("{s:s%, s:s%, s:s}", "name", call->match.capture[0].at,
                     call->match.capture[0].len, "area", area.at, area.len, "peer", call->peer);
    jk_http_reply_json(call, 200, json, NULL, 0);
}

static void answer_inject(void *ctx, struct jk_http_call *call)
{
    struct jk_http_header header = { "Location", "/x\r\nSet-Cookie: evil=1" };

    (void)ctx;
    jk_http_reply_empty(call, 303, &header, 1);
}

/* What a failed assertion of the release does, noted before the answer or never. */
static void answer_spoilt(void *ctx, struct jk_http_call *call)
{
    struct jk_http_reply reply = { .code = 200, .content_type = "text/plain" };

    (void)ctx;
    jk_defend_tell(NULL);
    jk_defend_note(__FILE__, __LINE__, "a promise");
    reply.body = JK_SPAN("verdict: clear");
    jk_http_reply(call, &reply);
}

static const struct jk_http_route routes[] = {
    { JK_HTTP_POST, "/echo", 0, 65536, NULL, NULL, answer_echo },
    { JK_HTTP_GET, "/echo", 0, 0, NULL, NULL, answer_echo },
    { JK_HTTP_PUT, "/calendar", 0, 1024, "text/calendar", NULL, answer_echo },
    { JK_HTTP_GET, "/later", 0, 0, NULL, NULL, answer_later },
    { JK_HTTP_GET, "/stream", 0, 0, NULL, NULL, answer_stream },
    { JK_HTTP_GET, "/big", 0, 0, NULL, NULL, answer_big },
    { JK_HTTP_GET, "/names/{name}", 0, 0, NULL, "area,from", answer_name },
    { JK_HTTP_GET, "/inject", 0, 0, NULL, NULL, answer_inject },
    { JK_HTTP_GET, "/spoilt", 0, 0, NULL, NULL, answer_spoilt },
    { JK_HTTP_PUT, "/secret", 1, 65536, NULL, NULL, answer_echo },
};

static bool admit(void *ctx, struct jk_http_call *call)
{
    struct jk_error err;

    (void)ctx;
    if (call->match.route->who == 0)
        return true;
    jk_fail(&err, JK_UNKNOWN, JK_TEXT_HTTP_NO_PAGE, "", NULL);
    jk_http_reply_problem(call, &err);
    return false;
}

static void make_big(struct world *world)
{
    for (size_t piece = 0, i = 0; piece < BIG_PIECES; piece++) {
        size_t end = (piece + 1) * BIG_BYTES / BIG_PIECES; /* not all of one length */
        struct jk_buf bytes = { 0 };

        while (i < end)
            jk_buf_char(&bytes, (char)('a' + i++ % 23));
        world->big[piece] = jk_refbuf_take(&bytes);
    }
}

void world_open(struct world *world, const struct jk_http_limits *limits, struct ssl_ctx_st *tls)
{
    struct jk_http_options options = { .limits = limits, .tls = tls };
    struct jk_error err;

    *world = (struct world){ .base = event_base_new() };
    world->router = (struct jk_http_router){
        .routes = routes, .count = sizeof routes / sizeof *routes, .admit = admit, .ctx = world
    };
    make_big(world);
    options.base = world->base;
    options.handler = jk_http_router_handler(&world->router);
    world->server = jk_http_server_new(&options);
    cr_assert(world->server != NULL);
    cr_assert(jk_http_server_listen(world->server, "127.0.0.1:0", &err) == JK_OK, "%s", err.value);
}

void world_close(struct world *world)
{
    jk_http_server_free(world->server);
    for (size_t i = 0; i < BIG_PIECES; i++)
        jk_refbuf_drop(world->big[i]);
    event_base_free(world->base);
}

int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void world_run(struct world *world, int ms)
{
    int64_t end = now_ms() + ms;

    do {
        event_base_loop(world->base, EVLOOP_NONBLOCK);
        usleep(200);
    } while (now_ms() < end);
}

void world_answer(struct world *world, unsigned i, const char *text)
{
    struct jk_http_reply reply = { .code = 200, .body = jk_span_of(text) };

    jk_http_reply(world->held[i], &reply);
}

int dial(const struct world *world)
{
    struct sockaddr_in where = { .sin_family = AF_INET,
                                 .sin_port = htons((uint16_t)jk_http_server_port(world->server)),
                                 .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    cr_assert(fd >= 0);
    cr_assert(connect(fd, (struct sockaddr *)&where, sizeof where) == 0, "%s", strerror(errno));
    return fd;
}

void say_bytes(int fd, struct jk_span bytes)
{
    while (bytes.len) {
        ssize_t sent = send(fd, bytes.at, bytes.len, MSG_NOSIGNAL);

        if (sent <= 0)
            return; /* the server may close early: what it said is the test */
        bytes = (struct jk_span){ bytes.at + sent, bytes.len - (size_t)sent };
    }
}

void say(int fd, const char *text)
{
    say_bytes(fd, jk_span_of(text));
}

bool hear(struct world *world, int fd, struct jk_buf *heard, const char *want)
{
    static char bytes[65536];
    int64_t end = now_ms() + PATIENCE;

    while (now_ms() < end) {
        ssize_t len = recv(fd, bytes, sizeof bytes, MSG_DONTWAIT);

        if (len > 0)
            jk_buf_add(heard, bytes, (size_t)len);
        if (want && heard->len && memmem(heard->at, heard->len, want, strlen(want)))
            return true;
        if (len == 0 || (len < 0 && errno != EAGAIN))
            return !want;
        if (len < 0)
            world_run(world, 0);
    }
    return false;
}

unsigned times_in(const struct jk_buf *heard, const char *part)
{
    const char *at = heard->at;
    unsigned count = 0;

    while (at && (at = strstr(at, part))) {
        at += strlen(part);
        count++;
    }
    return count;
}

void exchange(struct world *world, const char *request, struct jk_buf *heard)
{
    int fd = dial(world);

    say(fd, request);
    shutdown(fd, SHUT_WR);
    cr_assert(hear(world, fd, heard, NULL), "the server answers and closes");
    close(fd);
}
