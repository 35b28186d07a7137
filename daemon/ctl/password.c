/* A password from the terminal or a pipe, without leaving it anywhere.
 *
 * The line is read byte by byte into a buffer of our own that is wiped: stdio would keep a copy.
 * Echo is off while it is typed, and signals that would stop the program wait until the terminal is
 * as it was. On a terminal it is asked for twice, in a pipe once. */
#include "jarak/base/password.h"
#include "jarak/ctl/texts.h"
#include "jarak/interchange/texts.h"
#include "jarak/model/texts.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>
#include "daemon/ctl/account.h"

/* A line from standard input, byte by byte: no buffer of stdio keeps it. One byte too many is
 * enough to be refused. */
static enum jk_status read_line(struct jk_buf *out, struct jk_error *err)
{
    char line[JK_PASSWORD_MAX + 1];
    size_t len = 0;
    char byte;
    ssize_t got;

    while ((got = read(STDIN_FILENO, &byte, 1)) == 1 && byte != '\n') {
        if (len < sizeof line)
            line[len++] = byte;
    }
    if (got >= 0 && jk_password_allowed((struct jk_span){ line, len }))
        jk_buf_add(out, line, len);
    else
        jk_fail(err, JK_INVALID, JK_TEXT_PASSWORD_FORM, "password", "%s", "");
    explicit_bzero(line, sizeof line);
    if (got < 0)
        return jk_fail(err, JK_IO, JK_TEXT_FILE_READ, "password", "%s", "");
    return out->len > 0 ? JK_OK : JK_INVALID;
}

/* Without echo. Signals wait until the terminal is as it was. */
static enum jk_status ask(const struct jk_ctl *ctl, const struct jk_text *prompt,
                          struct jk_buf *out, struct jk_error *err)
{
    struct termios before, quiet;
    sigset_t stops, mask;
    enum jk_status rc;

    if (tcgetattr(STDIN_FILENO, &before) != 0)
        return jk_fail(err, JK_IO, JK_TEXT_FILE_READ, "password", "%s", "");
    sigemptyset(&stops);
    sigaddset(&stops, SIGINT);
    sigaddset(&stops, SIGTERM);
    sigaddset(&stops, SIGHUP);
    sigaddset(&stops, SIGTSTP);
    sigprocmask(SIG_BLOCK, &stops, &mask);
    quiet = before;
    quiet.c_lflag &= ~(tcflag_t)ECHO;
    /* First silence, then the question: who types at once is not shown and not lost. */
    if (tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet) == 0) {
        fputs(jk_text_get(prompt, ctl->lang), stderr);
        fflush(stderr);
        rc = read_line(out, err);
    } else {
        rc = jk_fail(err, JK_IO, JK_TEXT_FILE_READ, "password", "%s", "");
    }
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    fputc('\n', stderr);
    sigprocmask(SIG_SETMASK, &mask, NULL);
    return rc;
}

enum jk_status ctl_password_read(const struct jk_ctl *ctl, struct jk_buf *out, struct jk_error *err)
{
    struct jk_buf again = { 0 };
    enum jk_status rc;

    if (!isatty(STDIN_FILENO))
        return read_line(out, err);
    rc = ask(ctl, JK_TEXT_PASSWORD_ASK, out, err);
    if (rc == JK_OK)
        rc = ask(ctl, JK_TEXT_PASSWORD_AGAIN, &again, err);
    if (rc == JK_OK && !jk_span_eq(jk_buf_view(out), jk_buf_view(&again)))
        rc = jk_fail(err, JK_INVALID, JK_TEXT_PASSWORD_DIFFERS, "password", "%s", "");
    if (again.at)
        explicit_bzero(again.at, again.len);
    jk_buf_clear(&again);
    return rc;
}
