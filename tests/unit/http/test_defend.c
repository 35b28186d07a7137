/* An answer made while a promise of our own broke never leaves. */
#include <criterion/criterion.h>
#include <string.h>
#include <unistd.h>
#include "world.h"

Test(defend, what_came_out_of_a_broken_promise_is_answered_500_and_not_shown)
{
    struct jk_buf heard = { 0 };
    struct world world;

    world_open(&world, NULL, NULL);
    exchange(&world, "GET /spoilt HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", &heard);
    jk_buf_char(&heard, '\0');
    cr_assert(strncmp(heard.at, "HTTP/1.1 500 ", 13) == 0, "%s", heard.at);
    cr_assert(strstr(heard.at, "application/problem+json") != NULL);
    cr_assert(strstr(heard.at, "verdict") == NULL, "%s", heard.at);
    jk_buf_clear(&heard);
    world_close(&world);
}

Test(defend, the_next_request_on_the_connection_is_answered_as_ever)
{
    struct jk_buf heard = { 0 };
    struct world world;
    int fd;

    world_open(&world, NULL, NULL);
    fd = dial(&world);
    say(fd, "GET /spoilt HTTP/1.1\r\nHost: x\r\n\r\n"
            "GET /names/b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    cr_assert(hear(&world, fd, &heard, NULL));
    cr_assert(times_in(&heard, "HTTP/1.1 500 ") == 1 && times_in(&heard, "HTTP/1.1 200 ") == 1);
    cr_assert(times_in(&heard, "\"name\":\"b\"") == 1);
    close(fd);
    jk_buf_clear(&heard);
    world_close(&world);
}
