/* Connections over a real loopback socket: order, refusals, drain. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>
#include <arpa/inet.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>
#include "tests/unit/http/world.h"

#define GET(path) "GET " path " HTTP/1.1\r\nHost: h\r\n\r\n"

static const struct jk_http_counts *counts(const struct world *world)
{
    return jk_http_server_counts(world->server);
}

static void on_drained(void *ctx)
{
    ((struct world *)ctx)->drained++;
}

Test(server, requests_sent_at_once_are_answered_one_after_the_other)
{
    struct world world;
    struct jk_buf heard = { 0 };

    world_open(&world, NULL, NULL);
    exchange(&world,
             GET("/names/a") "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello" GET(
                 "/names/b") GET("/none"),
             &heard);
    cr_assert(eq(int, (int)times_in(&heard, "HTTP/1.1 200 OK\r\nDate: "), 3));
    cr_assert(strstr(heard.at, "\"a\"") < strstr(heard.at, "hello"));
    cr_assert(strstr(heard.at, "hello") < strstr(heard.at, "\"b\""));
    cr_assert(strstr(heard.at, "\"b\"") < strstr(heard.at, "HTTP/1.1 404 Not Found"));
    cr_assert(eq(int, (int)counts(&world)->calls, 3));
    jk_buf_clear(&heard);
    world_close(&world);
}

Test(server, the_next_request_waits_until_the_one_before_it_is_answered)
{
    struct world world;
    struct jk_buf heard = { 0 };
    int fd;

    world_open(&world, NULL, NULL);
    fd = dial(&world);
    say(fd, GET("/later") GET("/later") GET("/names/x"));
    world_run(&world, 30);
    cr_assert(eq(int, (int)world.held_count, 1));
    world_answer(&world, 0, "first");
    cr_assert(eq(int, (int)world.held_count, 1)); /* never from within the answer */
    world_run(&world, 30);
    cr_assert(eq(int, (int)world.held_count, 2));
    world_answer(&world, 1, "second");
    cr_assert(hear(&world, fd, &heard, "\"x\""));
    cr_assert(strstr(heard.at, "first") < strstr(heard.at, "second"));
    close(fd);
    jk_buf_clear(&heard);
    world_close(&world);
}

Test(server, calls_of_several_clients_are_answered_in_any_order)
{
    struct world world;
    struct jk_buf heard[3] = { { 0 } };
    int fd[3];

    world_open(&world, NULL, NULL);
    for (int i = 0; i < 3; i++) {
        fd[i] = dial(&world);
        say(fd[i], GET("/later"));
        world_run(&world, 10);
    }
    cr_assert(eq(int, (int)world.held_count, 3));
    world_answer(&world, 2, "for two");
    world_answer(&world, 0, "for zero");
    world_answer(&world, 1, "for one");
    cr_assert(hear(&world, fd[0], &heard[0], "for zero"));
    cr_assert(hear(&world, fd[1], &heard[1], "for one"));
    cr_assert(hear(&world, fd[2], &heard[2], "for two"));
    for (int i = 0; i < 3; i++) {
        close(fd[i]);
        jk_buf_clear(&heard[i]);
    }
    world_close(&world);
}

Test(server, an_answer_for_a_client_who_left_is_dropped)
{
    struct world world;
    int fd;
    struct linger cut = { 1, 0 };

    world_open(&world, NULL, NULL);
    fd = dial(&world);
    say(fd, GET("/later"));
    world_run(&world, 20);
    cr_assert(eq(int, (int)world.held_count, 1));
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &cut, sizeof cut); /* leaves with a reset */
    close(fd);
    world_run(&world, 20);
    cr_assert(eq(sz, counts(&world)->open, 0));
    cr_assert(jk_span_eq(world.held[0]->segments[0], JK_SPAN("later"))); /* still whole */
    world_answer(&world, 0, "to nobody");
    world_close(&world);
}

Test(server, an_answer_after_the_server_is_gone_is_dropped)
{
    struct world world;
    int fd;

    world_open(&world, NULL, NULL);
    fd = dial(&world);
    say(fd, GET("/later"));
    world_run(&world, 20);
    cr_assert(eq(int, (int)world.held_count, 1));
    jk_http_server_free(world.server);
    world.server = NULL;
    world_answer(&world, 0, "to nobody");
    close(fd);
    world_close(&world);
}

Test(server, a_body_of_600_megabytes_is_refused_without_reading_it)
{
    struct world world;
    struct jk_buf heard = { 0 };
    int fd;

    world_open(&world, NULL, NULL);
    fd = dial(&world);
    say(fd, "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 629145600\r\n\r\n");
    cr_assert(hear(&world, fd, &heard, "\r\n\r\n{"));
    cr_assert(strstr(heard.at, "HTTP/1.1 413 Content Too Large\r\n") == heard.at);
    cr_assert(strstr(heard.at, "Connection: close\r\n") != NULL);
    cr_assert(strstr(heard.at, "65536") != NULL); /* says what would do */
    close(fd);
    jk_buf_reset(&heard);
    fd = dial(&world);
    say(fd, "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 629145600\r\n"
            "Expect: 100-continue\r\n\r\n");
    cr_assert(hear(&world, fd, &heard, "\r\n\r\n{"));
    cr_assert(strstr(heard.at, "HTTP/1.1 413 ") == heard.at); /* and not 100 before it */
    close(fd);
    cr_assert(eq(int, (int)counts(&world)->calls, 0));
    jk_buf_clear(&heard);
    world_close(&world);
}

Test(server, a_client_that_pours_on_after_the_refusal_still_gets_it)
{
    struct world world;
    struct jk_buf heard = { 0 };
    static char bytes[200000];
    int fd;

    memset(bytes, 'x', sizeof bytes);
    world_open(&world, NULL, NULL);
    fd = dial(&world);
    say(fd, "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 629145600\r\n\r\n");
    say_bytes(fd, (struct jk_span){ bytes, sizeof bytes });
    world_run(&world, 30);
    say_bytes(fd, (struct jk_span){ bytes, 20000 });
    cr_assert(hear(&world, fd, &heard, "\r\n\r\n{"));
    cr_assert(strstr(heard.at, "HTTP/1.1 413 ") == heard.at);
    close(fd);
    jk_buf_clear(&heard);
    world_close(&world);
}

/* How long a client is read off who sends so many bytes in each turn behind his refusal: turns
 * until he is cut, or all of them. */
static int pour(const struct jk_http_limits *limits, size_t each, int turns)
{
    static char bytes[200000];
    struct world world;
    int fd, turn = 0;

    world_open(&world, limits, NULL);
    fd = dial(&world);
    say(fd, "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 629145600\r\n\r\n");
    world_run(&world, 20);
    while (turn < turns && counts(&world)->open > 0) {
        (void)!send(fd, bytes, each, MSG_NOSIGNAL | MSG_DONTWAIT);
        world_run(&world, 20);
        turn++;
    }
    close(fd);
    world_close(&world);
    return turn;
}

Test(server, who_still_sends_is_read_off_within_bounds)
{
    struct jk_http_limits limits = jk_http_limits_default;

    limits.linger_ms = 100;
    limits.linger_most_ms = 60000;
    cr_assert(eq(int, pour(&limits, 20000, 40), 40), "he moves, and is read off");
    cr_assert(lt(int, pour(&limits, 1, 40), 40), "a byte now and then buys nothing");
    limits.linger_bytes = 100000;
    cr_assert(lt(int, pour(&limits, 20000, 100), 100), "no more than so many");
    limits.linger_bytes = UINT64_MAX;
    limits.linger_most_ms = 300;
    cr_assert(lt(int, pour(&limits, 20000, 100), 100), "no longer than so long");
}

Test(server, a_waiting_client_is_told_to_continue_once)
{
    struct world world;
    struct jk_buf heard = { 0 };
    int fd;

    world_open(&world, NULL, NULL);
    fd = dial(&world);
    say(fd, "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    cr_assert(hear(&world, fd, &heard, "HTTP/1.1 100 Continue\r\n\r\n"));
    say(fd, "hi");
    cr_assert(hear(&world, fd, &heard, "\r\n\r\nhi"));
    cr_assert(eq(int, (int)times_in(&heard, "100 Continue"), 1));
    close(fd);
    jk_buf_clear(&heard);
    world_close(&world);
}

Test(server, a_small_refused_body_does_not_cost_the_connection)
{
    struct world world;
    struct jk_buf heard = { 0 };
    int fd;

    world_open(&world, NULL, NULL);
    fd = dial(&world);
    say(fd, "PUT /secret HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n");
    cr_assert(hear(&world, fd, &heard, "HTTP/1.1 401 "));
    say(fd, "hello" GET("/names/next"));
    cr_assert(hear(&world, fd, &heard, "\"next\""));
    cr_assert(strstr(heard.at, "WWW-Authenticate: Basic realm") != NULL);
    cr_assert(eq(int, (int)counts(&world)->calls, 1));
    close(fd);
    jk_buf_clear(&heard);
    world_close(&world);
}

Test(server, malformed_requests_are_answered_and_the_connection_ends)
{
    struct world world;
    struct jk_buf heard = { 0 };
    int fd;

    world_open(&world, NULL, NULL);
    fd = dial(&world);
    say(fd, "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n"
            "\r\n0\r\n\r\n" GET("/names/smuggled"));
    cr_assert(hear(&world, fd, &heard, NULL));
    cr_assert(strstr(heard.at, "HTTP/1.1 400 Bad Request\r\n") == heard.at);
    cr_assert(strstr(heard.at, "\"field\":\"Transfer-Encoding\"") != NULL);
    cr_assert(not(times_in(&heard, "smuggled")));
    cr_assert(eq(int, (int)counts(&world)->malformed, 1));
    close(fd);
    jk_buf_clear(&heard);
    world_close(&world);
}

Test(server, head_and_304_have_no_body_and_old_clients_are_closed)
{
    struct world world;
    struct jk_buf heard = { 0 };

    world_open(&world, NULL, NULL);
    exchange(&world, "HEAD /big HTTP/1.1\r\nHost: h\r\n\r\n", &heard);
    cr_assert(strstr(heard.at, "Content-Length: 3000000\r\n") != NULL);
    cr_assert(eq(str, heard.at + heard.len - 4, "\r\n\r\n"));
    jk_buf_reset(&heard);
    exchange(&world, "GET /big HTTP/1.1\r\nHost: h\r\nIf-None-Match: \"x\", W/\"big\"\r\n\r\n",
             &heard);
    cr_assert(strstr(heard.at, "HTTP/1.1 304 Not Modified\r\n") == heard.at);
    cr_assert(not(times_in(&heard, "Content-Length")));
    cr_assert(eq(str, heard.at + heard.len - 4, "\r\n\r\n"));
    jk_buf_reset(&heard);
    exchange(&world, "GET /names/a HTTP/1.0\r\n\r\n", &heard);
    cr_assert(strstr(heard.at, "Connection: close\r\n") != NULL);
    jk_buf_reset(&heard);
    exchange(&world, "GET /names/a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", &heard);
    cr_assert(strstr(heard.at, "Connection: keep-alive\r\n") != NULL);
    jk_buf_clear(&heard);
    world_close(&world);
}

Test(server, a_body_larger_than_the_socket_arrives_whole)
{
    struct world world;
    struct jk_buf heard = { 0 };
    const char *body;

    world_open(&world, NULL, NULL);
    exchange(&world, GET("/big") GET("/names/behind"), &heard);
    body = strstr(heard.at, "\r\n\r\n") + 4;
    for (size_t i = 0; i < BIG_BYTES; i++)
        cr_assert(body[i] == (char)('a' + i % 23), "octet %zu", i);
    cr_assert(strstr(body + BIG_BYTES, "\"behind\"") != NULL);
    jk_buf_clear(&heard);
    world_close(&world);
}

Test(server, whoever_is_told_to_come_again_is_told_when)
{
    static const struct jk_http_header said = { "Retry-After", "77" };
    static const int codes[] = { 503, 507, 503, 500 };
    static const char *const wants[] = { "Retry-After: 2\r\n", "Retry-After: 2\r\n",
                                         "Retry-After: 77\r\n", NULL };

    for (unsigned i = 0; i < 4; i++) {
        struct world world;
        struct jk_buf heard = { 0 };
        int fd;

        world_open(&world, NULL, NULL);
        fd = dial(&world);
        say(fd, GET("/later"));
        while (world.held_count == 0)
            world_run(&world, 1);
        jk_http_reply_empty(world.held[0], codes[i], &said, i == 2);
        cr_assert(hear(&world, fd, &heard, "\r\n\r\n"));
        cr_assert(times_in(&heard, "Retry-After:") == (wants[i] != NULL));
        cr_assert(wants[i] == NULL || strstr(heard.at, wants[i]) != NULL, "%s", heard.at);
        close(fd);
        jk_buf_clear(&heard);
        world_close(&world);
    }
}

Test(server, no_header_value_can_end_its_line)
{
    struct world world;
    struct jk_buf heard = { 0 };

    world_open(&world, NULL, NULL);
    exchange(&world, GET("/inject"), &heard);
    cr_assert(strstr(heard.at, "Location: /x??Set-Cookie: evil=1\r\n") != NULL);
    jk_buf_clear(&heard);
    world_close(&world);
}

Test(server, drain_closes_idle_connections_and_answers_what_is_in_flight)
{
    struct world world;
    struct jk_buf heard = { 0 };
    int idle, busy, half;

    world_open(&world, NULL, NULL);
    idle = dial(&world);
    busy = dial(&world);
    half = dial(&world);
    say(busy, GET("/later"));
    say(half, "GET /names/half HTTP/1.1\r\n");
    world_run(&world, 30);
    jk_http_server_drain(world.server, on_drained, &world);
    cr_assert(eq(int, (int)world.drained, 0)); /* never from within */
    cr_assert(hear(&world, idle, &heard, NULL));
    cr_assert(eq(sz, heard.len, 0));
    cr_assert(eq(int, (int)jk_http_server_port(world.server), 0));
    say(half, "Host: h\r\n\r\n");
    cr_assert(hear(&world, half, &heard, NULL));
    cr_assert(times_in(&heard, "\"half\"") == 1 && times_in(&heard, "Connection: close") == 1);
    close(half);
    world_run(&world, 20);
    cr_assert(eq(int, (int)world.drained, 0));
    world_answer(&world, 0, "last words");
    jk_buf_reset(&heard);
    cr_assert(hear(&world, busy, &heard, NULL));
    cr_assert(times_in(&heard, "last words") == 1 && times_in(&heard, "Connection: close") == 1);
    close(busy);
    close(idle);
    world_run(&world, 30);
    cr_assert(eq(int, (int)world.drained, 1));
    jk_buf_clear(&heard);
    world_close(&world);
}

Test(server, who_asks_on_an_idle_connection_while_it_drains_is_answered_for_the_last_time)
{
    struct jk_http_limits limits = jk_http_limits_default;
    struct jk_buf heard = { 0 };
    struct world world;
    int late, silent;

    limits.parting_ms = 200;
    world_open(&world, &limits, NULL);
    late = dial(&world);
    silent = dial(&world);
    say(late, GET("/names/before"));
    cr_assert(hear(&world, late, &heard, "\"before\""));
    jk_http_server_drain(world.server, on_drained, &world);
    world_run(&world, 20);
    say(late, GET("/names/after"));
    jk_buf_reset(&heard);
    cr_assert(hear(&world, late, &heard, NULL));
    cr_assert(times_in(&heard, "\"after\"") == 1 && times_in(&heard, "Connection: close") == 1);
    close(late);
    jk_buf_reset(&heard);
    cr_assert(hear(&world, silent, &heard, NULL));
    cr_assert(eq(sz, heard.len, 0)); /* it is closed, unasked */
    close(silent);
    world_run(&world, 20);
    cr_assert(eq(int, (int)world.drained, 1));
    jk_buf_clear(&heard);
    world_close(&world);
}

Test(server, a_socket_that_was_handed_over_stays_with_its_owner)
{
    struct sockaddr_in where = { .sin_family = AF_INET };
    char text[JK_HTTP_WHERE_MAX], wanted[JK_HTTP_WHERE_MAX];
    socklen_t len = sizeof where;
    struct world world;
    struct jk_error err;
    int own = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), given, client;

    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    cr_assert(eq(int, bind(own, (struct sockaddr *)&where, sizeof where), 0));
    cr_assert(eq(int, listen(own, 8), 0));
    cr_assert(eq(int, getsockname(own, (struct sockaddr *)&where, &len), 0));
    world_open(&world, NULL, NULL);
    jk_http_server_free(world.server);
    world.server = jk_http_server_new(&(struct jk_http_options){ .base = world.base });
    given = dup(own);
    cr_assert(eq(int, jk_http_server_listen_on(world.server, given, &err), JK_OK));
    jk_http_server_where(world.server, text);
    snprintf(wanted, sizeof wanted, "127.0.0.1:%u", ntohs(where.sin_port));
    cr_assert(eq(str, text, wanted));
    jk_http_server_hold(world.server, true);
    client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    cr_assert(eq(int, connect(client, (struct sockaddr *)&where, sizeof where), 0));
    world_run(&world, 20);
    cr_assert(eq(sz, counts(&world)->open, 0)); /* it waits in the kernel */
    jk_http_server_hold(world.server, false);
    world_run(&world, 20);
    cr_assert(eq(sz, counts(&world)->open, 1));
    close(client);
    world_close(&world);
    client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    cr_assert(eq(int, connect(client, (struct sockaddr *)&where, sizeof where), 0));
    close(client);
    close(own);
}

Test(server, drain_of_an_empty_server_is_over_at_once_and_a_stuck_one_in_time)
{
    struct jk_http_limits limits = jk_http_limits_default;
    struct world world;
    int fd;

    world_open(&world, NULL, NULL);
    jk_http_server_drain(world.server, on_drained, &world);
    world_run(&world, 5);
    cr_assert(eq(int, (int)world.drained, 1));
    world_close(&world);
    limits.drain_ms = 500;
    world_open(&world, &limits, NULL);
    fd = dial(&world);
    say(fd, GET("/later"));
    world_run(&world, 20);
    jk_http_server_drain(world.server, on_drained, &world);
    world_run(&world, 50);
    cr_assert(eq(int, (int)world.drained, 0));
    world_run(&world, 600);
    cr_assert(eq(int, (int)world.drained, 1));
    world_answer(&world, 0, "to nobody");
    close(fd);
    world_close(&world);
}

Test(server, a_request_cut_short_is_not_answered)
{
    struct world world;
    struct jk_buf heard = { 0 };

    world_open(&world, NULL, NULL);
    exchange(&world, "GET /names/a HTTP/1.1\r\nHost: h\r\n", &heard);
    exchange(&world, "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhell", &heard);
    exchange(&world, "", &heard);
    cr_assert(eq(sz, heard.len, 0));
    cr_assert(eq(int, (int)counts(&world)->calls, 0));
    cr_assert(eq(sz, counts(&world)->open, 0));
    jk_buf_clear(&heard);
    world_close(&world);
}

Test(server, a_client_that_shuts_its_side_still_gets_a_late_answer)
{
    struct world world;
    struct jk_buf heard = { 0 };
    int fd;

    world_open(&world, NULL, NULL);
    fd = dial(&world);
    say(fd, GET("/later") GET("/names/behind"));
    shutdown(fd, SHUT_WR);
    world_run(&world, 30);
    world_answer(&world, 0, "late but true");
    cr_assert(hear(&world, fd, &heard, NULL));
    cr_assert(times_in(&heard, "late but true") == 1 && times_in(&heard, "\"behind\"") == 1);
    close(fd);
    jk_buf_clear(&heard);
    world_close(&world);
}

Test(server, a_client_that_pipelines_without_end_is_held_back)
{
    struct world world;
    struct jk_buf heard = { 0 };
    char burst[39 * 1000];
    ssize_t sent, all = 0;
    int fd;

    for (int i = 0; i < 1000; i++)
        memcpy(burst + i * 39, "GET /names/nnnn HTTP/1.1\r\nHost: hhh\r\n\r\n", 39);
    world_open(&world, NULL, NULL);
    fd = dial(&world);
    say(fd, GET("/later"));
    for (int i = 0; i < 2000; i++) { /* 78 MB offered while one answer is due */
        sent = send(fd, burst, sizeof burst, MSG_DONTWAIT);
        all += sent > 0 ? sent : 0;
        if (i % 50 == 0)
            world_run(&world, 0);
    }
    cr_assert(lt(int, (int)all, 20000000));
    cr_assert(eq(int, (int)counts(&world)->calls, 1));
    world_answer(&world, 0, "at last");
    cr_assert(hear(&world, fd, &heard, "\"nnnn\""));
    close(fd);
    jk_buf_clear(&heard);
    world_close(&world);
}
