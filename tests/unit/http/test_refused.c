/* Requests that were refused, in the log: what is told of them, how often, and what never is. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "daemon/http/refused.h"
#include "jarak/base/log.h"
#include "surface.h"

/* Standard error goes into a file that is read while it is written. */
static struct {
    char path[32], text[65536];
} heard;

static void listen_to_log(void)
{
    int fd;

    strcpy(heard.path, "/tmp/jarakd-log-XXXXXX");
    fd = mkstemp(heard.path);
    cr_assert(fd >= 0 && dup2(fd, STDERR_FILENO) >= 0);
    close(fd);
    unsetenv("JOURNAL_STREAM");
    jk_log_setup(JK_LOG_INFO, JK_LOG_JOURNAL);
}

/* What was logged so far. */
static const char *logged(void)
{
    FILE *f = fopen(heard.path, "r");
    size_t len;

    fflush(stderr);
    len = fread(heard.text, 1, sizeof heard.text - 1, f);
    heard.text[len] = '\0';
    fclose(f);
    return heard.text;
}

static unsigned times_logged(const char *part)
{
    unsigned count = 0;

    for (const char *at = strstr(logged(), part); at; at = strstr(at + 1, part))
        count++;
    return count;
}

Test(refused, a_flood_of_one_code_is_some_lines_a_minute_and_a_count)
{
    static const char line[] = "refused code=401 method=GET route=/api/v1/notices/{uid}"
                               " from=machine\n";
    struct surface s;

    listen_to_log();
    surface_open(&s);
    for (unsigned i = 0; i < REFUSED_A_MINUTE + 7; i++)
        cr_assert(surface_ask(&s, JK_ROLE_END, "GET /api/v1/notices/rahasia-budi", NULL) == 401);
    cr_assert(times_logged(line) == REFUSED_A_MINUTE, "%s", heard.text);
    cr_assert(surface_ask(&s, JK_ROLE_TIM, "GET /api/v1/accounts", NULL) == 403);
    cr_assert(times_logged("refused code=403 method=GET route=/api/v1/accounts from=machine\n") ==
                  1,
              "each code has a share of its own: %s", heard.text);
    cr_assert(times_logged("refused-more") == 0);
    s.now_s += 60;
    jk_api_sweep(s.api);
    cr_assert(times_logged("refused-more code=401 count=7\n") == 1, "%s", heard.text);
    cr_assert(surface_ask(&s, JK_ROLE_END, "HEAD /api/v1/notices/rahasia-budi", NULL) == 401);
    cr_assert(times_logged("refused code=401 method=HEAD ") == 1);
    jk_api_sweep(s.api);
    cr_assert(times_logged("refused-more") == 1, "once");
    cr_assert(times_logged("rahasia") == 0 && times_logged("budi") == 0);
    surface_close(&s);
    unlink(heard.path);
}

Test(refused, what_was_sent_and_who_sent_it_is_not_told)
{
    struct surface s;

    listen_to_log();
    surface_open(&s);
    cr_assert(surface_ask(&s, JK_ROLE_BAWASLU,
                          "POST /api/v1/notices\r\nContent-Type: text/calendar\r\n"
                          "X-Forwarded-For: 198.51.100.7",
                          "CONTACT:Siti 0812") == 422);
    cr_assert(times_logged("refused code=422 method=POST route=/api/v1/notices from=proxy\n") == 1,
              "%s", logged());
    cr_assert(surface_ask(&s, JK_ROLE_BAWASLU,
                          "POST /api/v1/notices\r\nContent-Type: text/calendar\r\n"
                          "Content-Length: 999999999",
                          NULL) == 413);
    cr_assert(times_logged("refused code=413 ") == 1, "%s", logged());
    for (const char *const *word = (const char *const[]){ "Siti", "0812", "198.51", "bawaslu",
                                                          s.tokens[JK_ROLE_BAWASLU], NULL };
         *word; word++)
        cr_assert(times_logged(*word) == 0, "%s in %s", *word, heard.text);
    cr_assert(surface_ask(&s, JK_ROLE_BAWASLU, "GET /api/v1/notices", NULL) == 200);
    cr_assert(surface_ask(&s, JK_ROLE_BAWASLU, "GET /api/v1/notices/x", NULL) == 404);
    cr_assert(times_logged("refused ") == 2, "nothing else is: %s", heard.text);
    surface_close(&s);
    unlink(heard.path);
}
