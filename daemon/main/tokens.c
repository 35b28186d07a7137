#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "jarak/base/log.h"
#include "jarak/main/daemon.h"

/* Readable by the operator only; never overwritten: the tokens in it are shown once. */
static enum jk_status write_secret(const char *path, struct jk_span octets, struct jk_error *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    enum jk_status rc = JK_OK;

    if (fd < 0)
        return jk_fail(err, JK_IO, JK_TEXT_FILE_WRITE, path, "%s", strerror(errno));
    while (octets.len > 0 && rc == JK_OK) {
        ssize_t wrote = write(fd, octets.at, octets.len);

        if (wrote <= 0)
            rc = jk_fail(err, JK_IO, JK_TEXT_FILE_WRITE, path, "%s", strerror(errno));
        else
            octets = (struct jk_span){ octets.at + wrote, octets.len - (size_t)wrote };
    }
    if (rc == JK_OK && fsync(fd) != 0)
        rc = jk_fail(err, JK_IO, JK_TEXT_FILE_WRITE, path, "%s", strerror(errno));
    close(fd);
    return rc;
}

enum jk_status jk_daemon_tokens(struct jk_daemon *daemon, struct jk_error *err)
{
    struct jk_buf tokens = { 0 };
    char path[PATH_MAX + 16];
    enum jk_status rc;

    rc = jk_first_accounts(daemon->app, jk_daemon_now(NULL), &tokens, err);
    if (rc == JK_NONE) /* not the first start */
        return JK_OK;
    snprintf(path, sizeof path, "%s/tokens", daemon->options.data);
    if (rc == JK_OK)
        rc = write_secret(path, jk_buf_view(&tokens), err);
    if (rc == JK_OK)
        jk_log(JK_LOG_INFO, "first-accounts file=%s advice=hand-out-then-delete", path);
    if (tokens.at)
        explicit_bzero(tokens.at, tokens.len);
    jk_buf_clear(&tokens);
    return rc;
}
