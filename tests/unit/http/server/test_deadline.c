/* Whatever waits has a deadline: heads, bodies, handlers, readers. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "tests/unit/http/world.h"

#define GET(path) "GET " path " HTTP/1.1\r\nHost: h\r\n\r\n"

static const struct jk_http_counts *counts(const struct world *world)
{
    return jk_http_server_counts(world->server);
}

Test(deadline, a_handler_that_never_answers_does_not_hold_its_client)
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

Test(deadline, a_head_that_trickles_in_is_cut_at_its_deadline)
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
    for (; *head; head++) {
        char byte[2] = { *head, '\0' };

        say(fd, byte);
        world_run(&world, 15);
        if (counts(&world)->late)
            break;
    }
    took = now_ms() - start;
    cr_assert(hear(&world, fd, &heard, NULL));
    cr_assert(strstr(heard.at, "HTTP/1.1 408 ") == heard.at);
    cr_assert(took >= 290, "cut after %d ms", (int)took);
    cr_assert(head[0] != '\0', "all of it would have come later");
    close(fd);
    jk_buf_clear(&heard);
    world_close(&world);
}

Test(deadline, a_body_below_the_floor_is_cut_and_a_slow_steady_one_is_not)
{
    struct jk_http_limits limits = jk_http_limits_default;
    struct world world;
    struct jk_buf heard = { 0 };
    char bytes[51];
    int fd;

    memset(bytes, 'x', 50);
    bytes[50] = '\0';
    limits.body_ms = 100;
    limits.body_floor = 500;
    world_open(&world, &limits, NULL);
    fd = dial(&world);
    say(fd, "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n");
    for (int i = 0; i < 20; i++) { /* 50 bytes in 15 ms: six times the floor, 300 ms in all */
        world_run(&world, 15);
        say(fd, bytes);
    }
    cr_assert(hear(&world, fd, &heard, "HTTP/1.1 200 OK"));
    jk_buf_reset(&heard);
    close(fd);
    fd = dial(&world);
    say(fd, "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n");
    for (int i = 0; i < 40 && counts(&world)->late == 0; i++) {
        world_run(&world, 15);
        say(fd, "x"); /* 67 bytes a second */
    }
    cr_assert(hear(&world, fd, &heard, NULL));
    cr_assert(strstr(heard.at, "HTTP/1.1 408 ") == heard.at);
    close(fd);
    jk_buf_clear(&heard);
    world_close(&world);
}

Test(deadline, idle_and_silent_connections_are_closed_without_a_word)
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

Test(deadline, a_client_that_does_not_read_its_answer_is_cut)
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
