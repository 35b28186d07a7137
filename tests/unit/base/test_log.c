/* One line a fact on standard error: which are written, and what a stranger's text cannot do. */
#include "jarak/base/log.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Standard error goes into a file of its own while a test writes to it. */
struct heard {
    char path[32], text[4096];
    int kept;
};

static void listen_to(struct heard *h)
{
    int fd;

    strcpy(h->path, "/tmp/jarakd-log-XXXXXX");
    fd = mkstemp(h->path);
    cr_assert(fd >= 0);
    fflush(stderr);
    h->kept = dup(STDERR_FILENO);
    dup2(fd, STDERR_FILENO);
    close(fd);
}

static const char *heard(struct heard *h)
{
    FILE *f;
    size_t len;

    fflush(stderr);
    dup2(h->kept, STDERR_FILENO);
    close(h->kept);
    f = fopen(h->path, "r");
    len = fread(h->text, 1, sizeof h->text - 1, f);
    h->text[len] = '\0';
    fclose(f);
    unlink(h->path);
    return h->text;
}

Test(log, what_is_less_important_than_asked_is_not_written)
{
    static const struct {
        enum jk_log_level least;
        const char *want;
    } cases[] = {
        { JK_LOG_ERROR, "e\n" },
        { JK_LOG_WARNING, "e\nw\n" },
        { JK_LOG_INFO, "e\nw\ni\n" },
    };

    unsetenv("JOURNAL_STREAM");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct heard h;

        listen_to(&h);
        jk_log_setup(cases[i].least);
        jk_log(JK_LOG_ERROR, "e");
        jk_log(JK_LOG_WARNING, "w");
        jk_log(JK_LOG_INFO, "i");
        cr_expect_str_eq(heard(&h), cases[i].want);
    }
}

Test(log, a_strangers_text_cannot_begin_a_line_of_its_own)
{
    struct heard h;

    unsetenv("JOURNAL_STREAM");
    listen_to(&h);
    jk_log_setup(JK_LOG_INFO);
    jk_log(JK_LOG_INFO, "refused uid=%s", "a\nstopped\r\x1b[2J\x7f\t\xc3\xa9");
    cr_assert_str_eq(heard(&h), "refused uid=a?stopped??[2J??\xc3\xa9\n");
}

Test(log, a_line_has_an_end)
{
    static char longest[3000];
    struct heard h;

    memset(longest, 'x', sizeof longest - 1);
    unsetenv("JOURNAL_STREAM");
    listen_to(&h);
    jk_log_setup(JK_LOG_INFO);
    jk_log(JK_LOG_INFO, "%s", longest);
    cr_assert(strlen(heard(&h)) == 1024, "1,023 letters and the line feed: %zu", strlen(h.text));
    cr_assert(h.text[1023] == '\n');
}

/* systemd takes <3>..<6> off again; a log that was redirected is no journal. */
Test(log, priorities_stand_only_where_the_journal_reads)
{
    struct stat file;
    char named[64];
    struct heard h;

    for (int own = 0; own < 2; own++) {
        listen_to(&h);
        cr_assert(fstat(STDERR_FILENO, &file) == 0);
        snprintf(named, sizeof named, "%llu:%llu", (unsigned long long)file.st_dev,
                 (unsigned long long)file.st_ino + (own ? 0 : 1));
        setenv("JOURNAL_STREAM", named, 1);
        jk_log_setup(JK_LOG_INFO);
        jk_log(JK_LOG_WARNING, "w");
        jk_log(JK_LOG_ERROR, "e");
        cr_expect_str_eq(heard(&h), own ? "<4>w\n<3>e\n" : "w\ne\n");
    }
}
