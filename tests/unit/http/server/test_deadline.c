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

/* A connection that took one small answer and now only sits there. */
static int idle_client(struct world *world, struct jk_buf *heard)
{
    int fd = dial(world);

    say(fd, GET("/names/a"));
    cr_assert(hear(world, fd, heard, "\"a\""));
    jk_buf_reset(heard);
    return fd;
}

Test(deadline, in_a_crowd_nobody_idles_for_long)
{
    struct jk_http_limits limits = jk_http_limits_default;
    struct world world;
    struct jk_buf heard = { 0 };
    int alone, others[2];

    limits.look_ms = 50;
    limits.crowd = 3;
    world_open(&world, &limits, NULL);
    alone = idle_client(&world, &heard);
    world_run(&world, 200);
    cr_assert(eq(sz, counts(&world)->open, 1), "two are no crowd");
    others[0] = dial(&world);
    others[1] = dial(&world);
    cr_assert(hear(&world, alone, &heard, NULL), "three are");
    cr_assert(eq(sz, heard.len, 0));
    cr_assert(eq(sz, counts(&world)->open, 2), "who has not asked yet has his head's time");
    close(alone);
    close(others[0]);
    close(others[1]);
    jk_buf_clear(&heard);
    world_close(&world);
}

/* An answer that the kernel took whole, with a client who reads so much of it in each turn. */
static uint64_t cut_reading(size_t each, int turns)
{
    struct jk_http_limits limits = jk_http_limits_default;
    struct world world;
    static char bytes[65536];
    int fd, small = 4096;
    uint64_t late;

    limits.look_ms = 100;
    limits.stall_ms = 600;
    limits.write_ms = 60000;
    world_open(&world, &limits, NULL);
    fd = dial(&world);
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    say(fd, "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 60000\r\n\r\n");
    memset(bytes, 'x', 60000);
    say_bytes(fd, (struct jk_span){ bytes, 60000 });
    for (int i = 0; i < turns && counts(&world)->late == 0; i++) {
        world_run(&world, 20);
        if (each > 0)
            (void)!recv(fd, bytes, each, MSG_DONTWAIT);
    }
    late = counts(&world)->late;
    close(fd);
    world_close(&world);
    return late;
}

Test(deadline, an_answer_that_lies_in_the_kernel_and_is_not_read_is_cut)
{
    cr_assert(eq(u64, cut_reading(0, PATIENCE / 20), 1));
    cr_assert(eq(u64, cut_reading(4096, 100), 0), "who takes it is left alone");
}

Test(deadline, the_first_head_has_no_more_time_than_the_connection)
{
    struct jk_http_limits limits = jk_http_limits_default;
    struct world world;
    struct jk_buf heard = { 0 };
    int64_t start;
    int fd;

    limits.head_ms = 400;
    world_open(&world, &limits, NULL);
    fd = dial(&world);
    start = now_ms();
    world_run(&world, 300);
    say(fd, "GET /na");
    cr_assert(hear(&world, fd, &heard, NULL));
    cr_assert(strstr(heard.at, "HTTP/1.1 408 ") == heard.at);
    cr_assert(now_ms() - start < 690, "a head's time twice is 700 ms and more");
    close(fd);
    jk_buf_clear(&heard);
    world_close(&world);
}
