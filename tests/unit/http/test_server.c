/* Connections over a real loopback socket: order, deadlines, refusals, drain. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include "world.h"

#define GET(path) "GET " path " HTTP/1.1\r\nHost: h\r\n\r\n"

static const struct jk_http_counts *counts(const struct world *world)
{
    return jk_http_server_counts(world->server);
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

Test(server, a_handler_that_never_answers_does_not_hold_its_client)
{
    struct jk_http_limits limits = jk_http_limits_default;
    struct world world;
    struct jk_buf heard = { 0 };
    int fd;

    limits.call_ms = 80;
    world_open(&world, &limits, NULL);
    fd = dial(&world);
    say(fd, GET("/later"));
    cr_assert(hear(&world, fd, &heard, NULL));
    cr_assert(strstr(heard.at, "HTTP/1.1 503 ") == heard.at);
    world_answer(&world, 0, "too late");
    close(fd);
    jk_buf_clear(&heard);
    world_close(&world);
}

Test(server, a_head_that_trickles_in_is_cut_at_its_deadline)
{
    struct jk_http_limits limits = jk_http_limits_default;
    struct world world;
    struct jk_buf heard = { 0 };
    const char *head = GET("/names/a-rather-long-name-for-a-place");
    int64_t start = now_ms(), took;
    int fd;

    limits.head_ms = 300;
    world_open(&world, &limits, NULL);
    fd = dial(&world);
    for (; *head && now_ms() < start + 2000; head++) {
        char octet[2] = { *head, '\0' };

        say(fd, octet);
        world_run(&world, 15);
        if (counts(&world)->late)
            break;
    }
    took = now_ms() - start;
    cr_assert(hear(&world, fd, &heard, NULL));
    cr_assert(strstr(heard.at, "HTTP/1.1 408 ") == heard.at);
    cr_assert(took >= 290 && took < 1500, "cut after %d ms", (int)took);
    close(fd);
    jk_buf_clear(&heard);
    world_close(&world);
}

Test(server, a_body_below_the_floor_is_cut_and_a_slow_steady_one_is_not)
{
    struct jk_http_limits limits = jk_http_limits_default;
    struct world world;
    struct jk_buf heard = { 0 };
    char octets[51];
    int fd;

    memset(octets, 'x', 50);
    octets[50] = '\0';
    limits.body_ms = 100;
    limits.body_floor = 1000;
    world_open(&world, &limits, NULL);
    fd = dial(&world);
    say(fd, "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n");
    for (int i = 0; i < 20; i++) { /* 50 octets in 15 ms: three times the floor, 300 ms in all */
        world_run(&world, 15);
        say(fd, octets);
    }
    cr_assert(hear(&world, fd, &heard, "HTTP/1.1 200 OK"));
    jk_buf_reset(&heard);
    close(fd);
    fd = dial(&world);
    say(fd, "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n");
    for (int i = 0; i < 40 && counts(&world)->late == 0; i++) {
        world_run(&world, 15);
        say(fd, "x"); /* 67 octets a second */
    }
    cr_assert(hear(&world, fd, &heard, NULL));
    cr_assert(strstr(heard.at, "HTTP/1.1 408 ") == heard.at);
    close(fd);
    jk_buf_clear(&heard);
    world_close(&world);
}

Test(server, idle_and_silent_connections_are_closed_without_a_word)
{
    struct jk_http_limits limits = jk_http_limits_default;
    struct world world;
    struct jk_buf heard = { 0 };
    int silent, idle;

    limits.head_ms = limits.idle_ms = 100;
    world_open(&world, &limits, NULL);
    silent = dial(&world);
    idle = dial(&world);
    say(idle, GET("/names/a"));
    cr_assert(hear(&world, idle, &heard, "\"a\""));
    jk_buf_reset(&heard);
    cr_assert(hear(&world, silent, &heard, NULL));
    cr_assert(hear(&world, idle, &heard, NULL));
    cr_assert(eq(sz, counts(&world)->open, 0));
    cr_assert(not(times_in(&heard, "HTTP/1.1 4")));
    close(silent);
    close(idle);
    jk_buf_clear(&heard);
    world_close(&world);
}

Test(server, a_client_that_does_not_read_its_answer_is_cut)
{
    struct jk_http_limits limits = jk_http_limits_default;
    struct world world;
    int fd, small = 4096;

    limits.write_ms = 100;
    world_open(&world, &limits, NULL);
    fd = dial(&world);
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    for (int i = 0; i < 4; i++) /* more than the kernel holds for us */
        say(fd, GET("/big"));
    for (int i = 0; i < 100 && counts(&world)->late == 0; i++)
        world_run(&world, 20);
    cr_assert(eq(int, (int)counts(&world)->late, 1));
    cr_assert(eq(sz, counts(&world)->open, 0));
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
    static char octets[200000];
    int fd;

    memset(octets, 'x', sizeof octets);
    world_open(&world, NULL, NULL);
    fd = dial(&world);
    say(fd, "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 629145600\r\n\r\n");
    say_octets(fd, (struct jk_span){ octets, sizeof octets });
    world_run(&world, 30);
    say_octets(fd, (struct jk_span){ octets, 20000 });
    cr_assert(hear(&world, fd, &heard, "\r\n\r\n{"));
    cr_assert(strstr(heard.at, "HTTP/1.1 413 ") == heard.at);
    close(fd);
    jk_buf_clear(&heard);
    world_close(&world);
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
    for (size_t i = 0; i < BIG_OCTETS; i++)
        cr_assert(body[i] == (char)('a' + i % 23), "octet %zu", i);
    cr_assert(strstr(body + BIG_OCTETS, "\"behind\"") != NULL);
    jk_buf_clear(&heard);
    world_close(&world);
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

Test(server, without_descriptors_the_listener_pauses_instead_of_spinning)
{
    struct jk_http_limits limits = jk_http_limits_default;
    struct rlimit before, tight;
    struct world world;
    struct jk_buf heard = { 0 };
    int first, second;

    limits.pause_ms = 200;
    world_open(&world, &limits, NULL);
    first = dial(&world); /* they wait in the kernel */
    second = dial(&world);
    getrlimit(RLIMIT_NOFILE, &before);
    tight = before;
    tight.rlim_cur = (rlim_t)second + 1;
    cr_assert(setrlimit(RLIMIT_NOFILE, &tight) == 0);
    cr_assert(hear(&world, first, &heard, NULL)); /* the spare descriptor's doing */
    cr_assert(strstr(heard.at, "HTTP/1.1 503 ") == heard.at);
    world_run(&world, 50);
    cr_assert(eq(int, (int)counts(&world)->pauses, 1));
    cr_assert(eq(int, (int)counts(&world)->refused_files, 1));
    cr_assert(setrlimit(RLIMIT_NOFILE, &before) == 0);
    jk_buf_reset(&heard);
    say(second, GET("/names/patient"));
    cr_assert(hear(&world, second, &heard, "\"patient\""));
    close(first);
    close(second);
    jk_buf_clear(&heard);
    world_close(&world);
}

static void on_drained(void *ctx)
{
    ((struct world *)ctx)->drained++;
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
    limits.drain_ms = 100;
    world_open(&world, &limits, NULL);
    fd = dial(&world);
    say(fd, GET("/later"));
    world_run(&world, 20);
    jk_http_server_drain(world.server, on_drained, &world);
    world_run(&world, 50);
    cr_assert(eq(int, (int)world.drained, 0));
    world_run(&world, 150);
    cr_assert(eq(int, (int)world.drained, 1));
    world_answer(&world, 0, "to nobody");
    close(fd);
    world_close(&world);
}

static int dial_unix(const char *path)
{
    struct sockaddr_un where = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    strcpy(where.sun_path, path);
    cr_assert(connect(fd, (struct sockaddr *)&where, sizeof where) == 0);
    return fd;
}

Test(server, jarakctl_comes_in_by_the_unix_socket)
{
    char folder[] = "/tmp/jarak-http-XXXXXX", path[64];
    struct world world;
    struct jk_buf heard = { 0 };
    struct jk_error err;
    struct stat file;
    int fd;

    cr_assert(mkdtemp(folder) != NULL);
    snprintf(path, sizeof path, "%s/sock", folder);
    world_open(&world, NULL, NULL);
    cr_assert(jk_http_server_listen_unix(world.server, path, &err) == JK_OK);
    cr_assert(stat(path, &file) == 0 && (file.st_mode & 0777) == 0660);
    fd = dial_unix(path);
    say(fd, GET("/names/ctl"));
    cr_assert(hear(&world, fd, &heard, "\"peer\":\"unix\""));
    close(fd);
    /* A second daemon must not take the socket from a living one. */
    cr_assert(jk_http_server_listen_unix(world.server, path, &err) == JK_IO);
    world_close(&world);
    cr_assert(access(path, F_OK) != 0);
    rmdir(folder);
    jk_buf_clear(&heard);
}

Test(server, the_socket_of_a_killed_daemon_is_replaced)
{
    char folder[] = "/tmp/jarak-http-XXXXXX";
    struct sockaddr_un where = { .sun_family = AF_UNIX };
    struct world world;
    struct jk_error err;
    int dead = socket(AF_UNIX, SOCK_STREAM, 0);

    cr_assert(mkdtemp(folder) != NULL);
    snprintf(where.sun_path, sizeof where.sun_path, "%s/sock", folder);
    cr_assert(bind(dead, (struct sockaddr *)&where, sizeof where) == 0 && listen(dead, 1) == 0);
    close(dead);
    world_open(&world, NULL, NULL);
    cr_assert(jk_http_server_listen_unix(world.server, where.sun_path, &err) == JK_OK);
    world_close(&world);
    rmdir(folder);
}

Test(server, addresses_that_say_too_little_are_refused)
{
    static const char *const wrong[] = { "",
                                         ":",
                                         "127.0.0.1",
                                         "127.0.0.1:",
                                         "localhost:80",
                                         "::1:8642",
                                         "127.0.0.1:65536",
                                         "127.0.0.1:x",
                                         "[::1]" };
    struct world world;
    struct jk_error err;

    world_open(&world, NULL, NULL);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        cr_assert(jk_http_server_listen(world.server, wrong[i], &err) == JK_INVALID, "%s",
                  wrong[i]);
    world_close(&world);
}

Test(server, a_port_in_use_is_reported)
{
    struct world world;
    struct jk_error err;
    char address[32];

    world_open(&world, NULL, NULL);
    snprintf(address, sizeof address, "127.0.0.1:%u", jk_http_server_port(world.server));
    cr_assert(jk_http_server_listen(world.server, address, &err) == JK_IO);
    cr_assert(eq(int, err.text, JK_TEXT_HTTP_LISTEN_USED));
    world_close(&world);
}
