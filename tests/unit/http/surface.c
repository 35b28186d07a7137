/* One thread: the client sends, then the loop runs until the answer has come. Accounts are those of
 * the first start; each is given a token of its own. */
#include "tests/unit/http/surface.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include "jarak/app/app.h"
#include "jarak/http/server/server.h"

#define HANGING_S 60 /* a guard: what does not come by then never comes */

static int64_t clock_of(void *ctx)
{
    return ((struct surface *)ctx)->now_s;
}

static void on_wake(void *ctx)
{
    ((struct surface *)ctx)->woken++;
}

static void on_probe(void *ctx, struct jk_http_call *call)
{
    struct surface *s = ctx;
    struct jk_span as;

    if (jk_http_field(call, "X-As", &as)) {
        struct caller *caller = jk_arena_take(&call->arena, sizeof *caller);

        *caller = (struct caller){ .name = jk_arena_copy(&call->arena, as) };
        call->app = caller;
    }
    s->probe(s, call);
}

static const struct jk_http_route probes[] = {
    { JK_HTTP_GET, "/probe/{name}", 0, 0, NULL, "area,paslon,kind,from,to,date,level,other",
      on_probe },
    { JK_HTTP_POST, "/probe/{name}", 0, 1 << 20, NULL, NULL, on_probe },
    { JK_HTTP_PUT, "/probe/{name}", 0, 1 << 20, NULL, NULL, on_probe },
};

const char *surface_account(enum jk_role role)
{
    static char names[JK_ROLE_END][48];
    static const char *const others[] = {
        [JK_ROLE_TIM] = "tim-uji", [JK_ROLE_PEMBACA] = "baca-uji", [JK_ROLE_ADMIN] = "admin-uji"
    };

    if (role >= JK_ROLE_TIM)
        return others[role];
    snprintf(names[role], sizeof names[role], "%s-64.08", jk_role_word(role));
    return names[role];
}

static void add_accounts(struct surface *s)
{
    struct jk_accounts *accounts = jk_app_accounts(s->desk.app);
    struct jk_account_ask ask = { .pack = &s->desk.pack, .actor = "uji", .now_s = s->now_s };
    struct jk_error *err = &s->desk.err;

    cr_assert(jk_app_begin(s->desk.app, err) == JK_OK);
    for (int role = 0; role < JK_ROLE_END; role++) {
        const char *name = surface_account((enum jk_role)role);
        struct jk_token_spec spec = { .label = "" };
        struct jk_account_spec made = { .name = name,
                                        .role = jk_role_word((enum jk_role)role),
                                        .region = "64.08",
                                        .contest = role == JK_ROLE_TIM ? "pilbup-64.08" : "",
                                        .paslon = role == JK_ROLE_TIM ? 1 : 0 };

        if (!jk_accounts_find(accounts, name))
            cr_assert(jk_accounts_add(accounts, &ask, &made, err) == JK_OK, "%s %s", name,
                      err->value);
        cr_assert(jk_accounts_issue(accounts, &ask, name, &spec, s->tokens[role], err) == JK_OK,
                  "%s", err->value);
    }
    cr_assert(jk_app_commit(s->desk.app, err) == JK_OK);
}

static struct jk_http_server *serve(struct surface *s, struct jk_http_handler handler)
{
    struct jk_http_options options = { .base = s->base, .handler = handler };
    struct jk_http_server *server = jk_http_server_new(&options);

    cr_assert(server != NULL);
    cr_assert(jk_http_server_listen(server, "127.0.0.1:0", &s->desk.err) == JK_OK);
    return server;
}

void surface_open(struct surface *s)
{
    struct jk_api_options options;

    *s = (struct surface){ .now_s = DESK_NOW, .base = event_base_new() };
    cr_assert(event_base_priority_init(s->base, JK_API_PRIORITIES) == 0);
    desk_open(&s->desk);
    add_accounts(s);
    options = (struct jk_api_options){ .base = s->base,
                                       .app = s->desk.app,
                                       .now_s = clock_of,
                                       .ctx = s,
                                       .wake = on_wake,
                                       .wake_ctx = s,
                                       .data = s->desk.folder,
                                       .public_url = "",
                                       .web_root = "" };
    s->api = jk_api_new(&options);
    cr_assert(s->api != NULL);
    s->server = serve(s, jk_api_handler(s->api));
    s->router = (struct jk_http_router){ .routes = probes,
                                         .count = sizeof probes / sizeof *probes,
                                         .ctx = s };
    s->probed = serve(s, jk_http_router_handler(&s->router));
}

void surface_close(struct surface *s)
{
    jk_http_server_free(s->server);
    jk_http_server_free(s->probed);
    jk_api_free(s->api);
    event_base_free(s->base);
    jk_buf_clear(&s->heard);
    desk_close(&s->desk);
}

static int dial_to(const struct jk_http_server *server)
{
    struct sockaddr_in where = { .sin_family = AF_INET,
                                 .sin_port = htons((uint16_t)jk_http_server_port(server)),
                                 .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    cr_assert(fd >= 0);
    cr_assert(connect(fd, (struct sockaddr *)&where, sizeof where) == 0, "%s", strerror(errno));
    return fd;
}

/* `head` up to its first CRLF is the request line without its version. */
static int send_to(const struct jk_http_server *server, const char *field, const char *head,
                   const char *body)
{
    size_t line = strcspn(head, "\r");
    struct jk_buf text = { 0 };
    int fd = dial_to(server);

    jk_buf_fmt(&text, "%.*s HTTP/1.1\r\nHost: uji\r\nConnection: close%s%s", (int)line, head, field,
               head + line);
    if (body)
        jk_buf_fmt(&text, "\r\nContent-Length: %zu", strlen(body));
    jk_buf_fmt(&text, "\r\n\r\n%s", body ? body : "");
    for (size_t sent = 0; sent < text.len;) {
        ssize_t done = send(fd, text.at + sent, text.len - sent, MSG_NOSIGNAL);

        if (done <= 0)
            break; /* refused before all of it was read: the answer says why */
        sent += (size_t)done;
    }
    jk_buf_clear(&text);
    return fd;
}

int surface_send(struct surface *s, enum jk_role role, const char *head, const char *body)
{
    char field[128] = "";

    if (role != JK_ROLE_END)
        snprintf(field, sizeof field, "\r\nAuthorization: Bearer %s", s->tokens[role]);
    return send_to(s->server, field, head, body);
}

void surface_run(struct surface *s)
{
    for (int i = 0; i < 20; i++)
        event_base_loop(s->base, EVLOOP_NONBLOCK);
}

int surface_take(struct surface *s, int fd)
{
    static char bytes[65536];
    time_t end = time(NULL) + HANGING_S;
    char *head_end;

    jk_buf_reset(&s->heard);
    for (;;) {
        ssize_t len = recv(fd, bytes, sizeof bytes, MSG_DONTWAIT);

        if (len > 0)
            jk_buf_add(&s->heard, bytes, (size_t)len);
        if (len == 0 || (len < 0 && errno != EAGAIN))
            break;
        cr_assert(time(NULL) < end, "no answer comes");
        event_base_loop(s->base, EVLOOP_NONBLOCK);
        if (len < 0)
            usleep(100);
    }
    close(fd);
    jk_buf_char(&s->heard, '\0');
    cr_assert(strncmp(s->heard.at, "HTTP/1.1 ", 9) == 0, "%s", s->heard.at);
    head_end = strstr(s->heard.at, "\r\n\r\n");
    s->body = head_end ? head_end + 4 : "";
    return atoi(s->heard.at + 9);
}

int surface_ask(struct surface *s, enum jk_role role, const char *head, const char *body)
{
    return surface_take(s, surface_send(s, role, head, body));
}

int surface_probe(struct surface *s, enum jk_role role, const char *head, const char *body)
{
    char field[128] = "";

    if (role != JK_ROLE_END)
        snprintf(field, sizeof field, "\r\nX-As: %s", surface_account(role));
    return surface_take(s, send_to(s->probed, field, head, body));
}

bool surface_said(const struct surface *s, const char *text)
{
    return strstr(s->heard.at, text) != NULL;
}

const char *surface_field(const struct surface *s, const char *name)
{
    static char value[512];
    const char *line = s->heard.at;
    size_t len = strlen(name);

    value[0] = '\0';
    while ((line = strstr(line, "\r\n")) && strncmp(line, "\r\n\r\n", 4) != 0) {
        line += 2;
        if (strncasecmp(line, name, len) == 0 && line[len] == ':') {
            snprintf(value, sizeof value, "%.*s", (int)strcspn(line + len + 2, "\r"),
                     line + len + 2);
            break;
        }
    }
    return value;
}

const char *surface_rally(const char *uid, unsigned paslon, double lat, double lon)
{
    static char text[1024];

    snprintf(text, sizeof text,
             "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//uji//EN\r\nBEGIN:VEVENT\r\nUID:%s\r\n"
             "DTSTAMP:20241101T000000Z\r\nDTSTART:20241120T060000Z\r\nDTEND:20241120T090000Z\r\n"
             "SUMMARY:Rapat umum\r\nCATEGORIES:RAPAT-UMUM\r\nX-JARAK-CONTEST:pilbup-64.08\r\n"
             "X-JARAK-PASLON:%u\r\nGEO:%.6f;%.6f\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
             uid, paslon, lat, lon);
    return text;
}
