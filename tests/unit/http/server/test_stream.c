/* Event streams over a real loopback socket. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "tests/unit/http/world.h"

static int open_stream(struct world *world, struct jk_buf *heard)
{
    int fd = dial(world);

    say(fd, "GET /stream HTTP/1.1\r\nHost: h\r\n\r\n");
    cr_assert(hear(world, fd, heard, "\r\n\r\n:\n\n"));
    cr_assert(strstr(heard->at, "Content-Type: text/event-stream\r\n") != NULL);
    cr_assert(world->stream != NULL);
    jk_buf_reset(heard);
    return fd;
}

Test(stream, an_alert_arrives_with_its_index_and_its_lines)
{
    struct jk_http_event event = { "7", "alert", JK_SPAN("{\"a\":1}\nid: 99\r\nlast") };
    struct world world;
    struct jk_buf heard = { 0 };
    int fd;

    world_open(&world, NULL, NULL);
    fd = open_stream(&world, &heard);
    cr_assert(jk_http_stream_send(world.stream, &event));
    cr_assert(hear(&world, fd, &heard, "\n\n"));
    cr_assert(
        eq(str, heard.at, "id: 7\nevent: alert\ndata: {\"a\":1}\ndata: id: 99\ndata: last\n\n"));
    close(fd);
    jk_buf_clear(&heard);
    world_close(&world);
    cr_assert(eq(int, (int)world.closed, 1));
}

Test(stream, a_quiet_stream_is_kept_awake_by_comments)
{
    struct jk_http_limits limits = jk_http_limits_default;
    struct world world;
    struct jk_buf heard = { 0 };
    int64_t start;
    int fd;

    limits.comment_ms = 60;
    world_open(&world, &limits, NULL);
    fd = open_stream(&world, &heard);
    start = now_ms();
    cr_assert(hear(&world, fd, &heard, ":\n\n:\n\n:\n\n"));
    cr_assert(now_ms() - start >= 150);
    close(fd);
    jk_buf_clear(&heard);
    world_close(&world);
}

Test(stream, a_slow_reader_is_dropped_and_its_owner_learns_it_from_the_loop)
{
    static char bytes[60000];
    struct jk_http_event event = { "1", NULL, { bytes, sizeof bytes } };
    struct world world;
    struct jk_buf heard = { 0 };
    int fd, sent = 0;

    memset(bytes, 'x', sizeof bytes);
    world_open(&world, NULL, NULL);
    fd = open_stream(&world, &heard);
    while (sent < 1000 && jk_http_stream_send(world.stream, &event))
        sent++; /* nobody reads: the kernel takes some, then 256 KiB wait here */
    cr_assert(sent >= 4 && sent < 1000, "%d events were taken", sent);
    cr_assert(eq(int, (int)world.closed, 0));
    cr_assert(not(jk_http_stream_send(world.stream, &event)));
    world_run(&world, 20);
    cr_assert(eq(int, (int)world.closed, 1));
    cr_assert(eq(int, (int)jk_http_server_counts(world.server)->slow_streams, 1));
    cr_assert(eq(sz, jk_http_server_counts(world.server)->open, 0));
    close(fd);
    jk_buf_clear(&heard);
    world_close(&world);
    cr_assert(eq(int, (int)world.closed, 1));
}

/* Events of so many bytes, some, to a reader who takes so many in each turn. @return slow_streams
 */
static uint64_t stream_slowly(size_t each)
{
    static char bytes[60000];
    struct jk_http_limits limits = jk_http_limits_default;
    struct jk_http_event event = { "1", NULL, { bytes, 40000 } };
    struct world world;
    struct jk_buf heard = { 0 };
    int fd, small = 4096;
    uint64_t slow;

    memset(bytes, 'x', sizeof bytes);
    limits.comment_ms = 300;
    world_open(&world, &limits, NULL);
    fd = open_stream(&world, &heard);
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    cr_assert(jk_http_stream_send(world.stream, &event));
    for (int i = 0; i < 100 && jk_http_server_counts(world.server)->slow_streams == 0; i++) {
        world_run(&world, 20);
        if (each > 0)
            (void)!recv(fd, bytes, each, MSG_DONTWAIT);
    }
    slow = jk_http_server_counts(world.server)->slow_streams;
    close(fd);
    jk_buf_clear(&heard);
    world_close(&world);
    return slow;
}

Test(stream, who_takes_nothing_of_what_is_due_is_dropped_and_who_takes_a_little_is_not)
{
    cr_assert(eq(u64, stream_slowly(0), 1));
    cr_assert(eq(u64, stream_slowly(4096), 0));
}

Test(stream, a_reader_who_leaves_ends_it)
{
    struct world world;
    struct jk_buf heard = { 0 };
    int fd;

    world_open(&world, NULL, NULL);
    fd = open_stream(&world, &heard);
    close(fd);
    world_run(&world, 20);
    cr_assert(eq(int, (int)world.closed, 1));
    cr_assert(eq(sz, jk_http_server_counts(world.server)->streams, 0));
    jk_buf_clear(&heard);
    world_close(&world);
}

Test(stream, its_owner_may_end_it_after_a_last_word)
{
    struct jk_http_event event = { NULL, "bye", JK_SPAN("x") };
    struct world world;
    struct jk_buf heard = { 0 };
    int fd;

    world_open(&world, NULL, NULL);
    fd = open_stream(&world, &heard);
    cr_assert(jk_http_stream_send(world.stream, &event));
    jk_http_stream_close(world.stream);
    cr_assert(eq(int, (int)world.closed, 0));
    cr_assert(not(jk_http_stream_send(world.stream, &event)));
    cr_assert(hear(&world, fd, &heard, NULL));
    cr_assert(eq(str, heard.at, "event: bye\ndata: x\n\n"));
    cr_assert(eq(int, (int)world.closed, 1));
    close(fd);
    jk_buf_clear(&heard);
    world_close(&world);
}

static void on_drained(void *ctx)
{
    ((struct world *)ctx)->drained++;
}

Test(stream, drain_ends_streams)
{
    struct world world;
    struct jk_buf heard = { 0 };
    int fd;

    world_open(&world, NULL, NULL);
    fd = open_stream(&world, &heard);
    jk_http_server_drain(world.server, on_drained, &world);
    cr_assert(hear(&world, fd, &heard, NULL));
    close(fd);
    world_run(&world, 20);
    cr_assert(eq(int, (int)world.closed, 1));
    cr_assert(eq(int, (int)world.drained, 1));
    jk_buf_clear(&heard);
    world_close(&world);
}

Test(stream, head_of_a_stream_is_only_a_head)
{
    struct world world;
    struct jk_buf heard = { 0 };

    world_open(&world, NULL, NULL);
    exchange(&world, "HEAD /stream HTTP/1.1\r\nHost: h\r\n\r\n", &heard);
    cr_assert(strstr(heard.at, "HTTP/1.1 200 OK\r\n") == heard.at);
    cr_assert(world.stream == NULL);
    jk_buf_clear(&heard);
    world_close(&world);
    cr_assert(eq(int, (int)world.closed, 0));
}
