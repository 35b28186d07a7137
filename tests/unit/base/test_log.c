/* One line a fact on standard error: which are written, and what a stranger's text cannot do. */
#include "jarak/base/log.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define NO_JOURNAL "/tmp/jarakd-no-such-journal"

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
        jk_log_setup(cases[i].least, NO_JOURNAL);
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
    jk_log_setup(JK_LOG_INFO, NO_JOURNAL);
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
    jk_log_setup(JK_LOG_INFO, NO_JOURNAL);
    jk_log(JK_LOG_INFO, "%s", longest);
    cr_assert(strlen(heard(&h)) == 1024, "1,023 letters and the line feed: %zu", strlen(h.text));
    cr_assert(h.text[1023] == '\n');
}

/* Standard error is the journal, as systemd says it; or another file is. */
static void name_stderr(int other)
{
    struct stat file;
    char named[64];

    cr_assert(fstat(STDERR_FILENO, &file) == 0);
    snprintf(named, sizeof named, "%llu:%llu", (unsigned long long)file.st_dev,
             (unsigned long long)file.st_ino + (unsigned)other);
    setenv("JOURNAL_STREAM", named, 1);
}

/* systemd takes <3>..<6> off again; a log that was redirected is no journal. */
Test(log, priorities_stand_only_where_the_journal_reads)
{
    struct heard h;

    for (int own = 0; own < 2; own++) {
        listen_to(&h);
        name_stderr(!own);
        jk_log_setup(JK_LOG_INFO, NO_JOURNAL);
        jk_log(JK_LOG_WARNING, "w");
        jk_log(JK_LOG_ERROR, "e");
        cr_expect_str_eq(heard(&h), own ? "<4>w\n<3>e\n" : "w\ne\n");
    }
}

/* A journal of our own: a socket that keeps what it is sent. */
struct journal {
    char folder[32], path[64], entry[4096];
    int fd;
};

static void open_journal(struct journal *j)
{
    struct sockaddr_un at = { .sun_family = AF_UNIX };

    strcpy(j->folder, "/tmp/jarakd-journal-XXXXXX");
    cr_assert(mkdtemp(j->folder) != NULL);
    snprintf(j->path, sizeof j->path, "%s/socket", j->folder);
    strcpy(at.sun_path, j->path);
    j->fd = socket(AF_UNIX, SOCK_DGRAM, 0);
    cr_assert(j->fd >= 0 && bind(j->fd, (struct sockaddr *)&at, sizeof at) == 0);
}

static void close_journal(struct journal *j)
{
    close(j->fd);
    unlink(j->path);
    rmdir(j->folder);
}

static void entry_is(struct journal *j, const char *want, size_t len)
{
    ssize_t got = recv(j->fd, j->entry, sizeof j->entry, MSG_DONTWAIT);

    cr_assert(got == (ssize_t)len && memcmp(j->entry, want, len) == 0, "%.*s",
              got > 0 ? (int)got : 0, j->entry);
}

#define ENTRY_IS(j, text) entry_is(j, text, sizeof(text) - 1)

Test(log, the_journal_is_told_each_fact_as_a_field)
{
    struct journal j;
    struct heard h;

    open_journal(&j);
    listen_to(&h);
    name_stderr(0);
    program_invocation_short_name = "jarakd";
    jk_log_setup(JK_LOG_INFO, j.path);
    jk_log(JK_LOG_WARNING, "notify-gone again-in-ms=%d why=%s", 5000, "no such file");
    ENTRY_IS(&j, "MESSAGE=notify-gone again-in-ms=5000 why=no such file\nPRIORITY=4\n"
                 "SYSLOG_IDENTIFIER=jarakd\nJARAK_EVENT=notify-gone\nJARAK_AGAIN_IN_MS=5000\n"
                 "JARAK_WHY=no such file\n");
    jk_log(JK_LOG_INFO, "stopping");
    ENTRY_IS(&j, "MESSAGE=stopping\nPRIORITY=6\nSYSLOG_IDENTIFIER=jarakd\nJARAK_EVENT=stopping\n");
    cr_assert_str_eq(heard(&h), "", "told once");
    close_journal(&j);
}

Test(log, a_strangers_text_adds_no_field_to_an_entry)
{
    struct journal j;
    struct heard h;

    open_journal(&j);
    listen_to(&h);
    name_stderr(0);
    program_invocation_short_name = "jarakd";
    jk_log_setup(JK_LOG_INFO, j.path);
    jk_log(JK_LOG_INFO, "kept uid=%s then=%s", "a\nPRIORITY=0", "b code=200");
    ENTRY_IS(&j, "MESSAGE=kept uid=a?PRIORITY=0 then=b code=200\nPRIORITY=6\n"
                 "SYSLOG_IDENTIFIER=jarakd\nJARAK_EVENT=kept\n"
                 "JARAK_UID\n\x0c\0\0\0\0\0\0\0a\nPRIORITY=0\nJARAK_THEN=b code=200\n");
    cr_assert_str_eq(heard(&h), "");
    close_journal(&j);
}

Test(log, what_the_journal_does_not_take_stands_on_standard_error)
{
    struct journal j;
    struct heard h;
    int sent = 0;

    open_journal(&j);
    listen_to(&h);
    name_stderr(0);
    jk_log_setup(JK_LOG_INFO, j.path);
    for (struct stat file = { 0 }; file.st_size == 0; sent++) { /* nobody reads it: it fills */
        jk_log(JK_LOG_INFO, "full");
        fflush(stderr);
        cr_assert(fstat(STDERR_FILENO, &file) == 0 && sent < 100000);
    }
    cr_assert_str_eq(heard(&h), "<6>full\n");
    cr_assert(sent > 1, "the first were taken");
    close_journal(&j);
}

/* As a copy that works for the daemon does: what it was given is closed, and the number of the
 * socket is something else by then. */
Test(log, a_copy_of_the_process_has_a_socket_of_its_own)
{
    struct journal j;
    struct heard h;
    int status, ends[2];
    pid_t copy;

    open_journal(&j);
    listen_to(&h);
    name_stderr(0);
    program_invocation_short_name = "jarakd";
    jk_log_setup(JK_LOG_INFO, j.path);
    cr_assert(pipe(ends) == 0);
    copy = fork();
    if (copy == 0) {
        for (int fd = STDERR_FILENO + 1; fd < 64; fd++) {
            if (fd != ends[1])
                dup2(ends[1], fd);
        }
        jk_log_setup(JK_LOG_ERROR, j.path);
        jk_log(JK_LOG_ERROR, "lost");
        _exit(0);
    }
    cr_assert(waitpid(copy, &status, 0) == copy && WIFEXITED(status));
    ENTRY_IS(&j, "MESSAGE=lost\nPRIORITY=3\nSYSLOG_IDENTIFIER=jarakd\nJARAK_EVENT=lost\n");
    cr_assert_str_eq(heard(&h), "");
    close_journal(&j);
}
