/* Secrets that a start makes: tokens of the pack's accounts, the key of checkpoints.
 *
 * They are written 0600 and flushed before the daemon goes on (jk_secret_write()): an existing file
 * is never overwritten, and a token that was shown is on the disk. Tokens of a pack that comes
 * later go into a file beside the first. The public half of the key is
 * written first and the private one last, because the private one's existence means that both are
 * there; a start that was cut off between them begins again. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <sys/stat.h>
#include "jarak/app/accounts/account.h"
#include "jarak/base/digest.h"
#include "jarak/model/texts.h"
#include "jarak/base/log.h"
#include "jarak/base/random.h"
#include "jarak/base/sign.h"
#include "jarak/config/files.h"
#include "jarak/main/daemon.h"

enum jk_status jk_daemon_tokens(struct jk_daemon *daemon, struct jk_error *err)
{
    struct jk_buf tokens = { 0 };
    char path[PATH_MAX + 16], written[PATH_MAX + 32];
    enum jk_status rc;

    rc = jk_first_accounts(daemon->app, jk_daemon_now(NULL), &tokens, err);
    if (rc == JK_NONE) /* no other pack than before */
        return JK_OK;
    snprintf(path, sizeof path, "%s/tokens", daemon->options.data);
    if (rc == JK_OK)
        rc = jk_secret_write_beside(path, jk_buf_view(&tokens), written, sizeof written, err);
    if (rc == JK_OK)
        jk_log(JK_LOG_INFO, "first-accounts file=%s advice=hand-out-then-delete", written);
    if (tokens.at)
        explicit_bzero(tokens.at, tokens.len);
    jk_buf_clear(&tokens);
    return rc;
}

/* A data folder that was begun as an exercise says so by a file, until it is used in earnest. */
enum jk_status jk_daemon_exercise(struct jk_daemon *daemon, struct jk_error *err)
{
    char path[PATH_MAX + 16];
    enum jk_status rc;
    size_t count;

    snprintf(path, sizeof path, "%s/latihan", daemon->options.data);
    if (jk_app_pack(daemon->app)->simulation) {
        if (access(path, F_OK) == 0 || jk_accounts_count(jk_app_accounts(daemon->app)) > 0)
            return JK_OK;
        return jk_secret_write(path, JK_SPAN("Folder data ini dimulai dengan paket simulasi.\n"),
                               err);
    }
    if (access(path, F_OK) != 0)
        return JK_OK;
    rc = jk_end_exercise(daemon->app, jk_daemon_now(NULL), &count, err);
    if (rc != JK_OK)
        return rc;
    unlink(path); /* only now: a start that was cut off begins again */
    jk_log(JK_LOG_WARNING, "exercise-accounts disabled=%zu advice=jarakctl-account-disable-undo",
           count);
    return JK_OK;
}

static enum jk_status write_key(const char *folder, struct jk_error *err)
{
    uint8_t seed[JK_SIGN_SEED_LEN], public[JK_SIGN_PUBLIC_LEN];
    char hex[2 * JK_SIGN_SEED_LEN + 1], path[PATH_MAX + 64];
    enum jk_status rc = jk_random(seed, sizeof seed);

    if (rc == JK_OK)
        rc = jk_sign_public(seed, public);
    if (rc != JK_OK)
        return jk_fail(err, JK_IO, JK_TEXT_NOT_STORED, "keys", "%s", "random");
    jk_hex(public, sizeof public, hex);
    snprintf(path, sizeof path, "%s/checkpoint.pub", folder);
    rc = jk_secret_write(path, jk_span_of(hex), err);
    jk_hex(seed, sizeof seed, hex);
    snprintf(path, sizeof path, "%s/checkpoint.key", folder);
    if (rc == JK_OK)
        rc = jk_secret_write(path, jk_span_of(hex), err);
    explicit_bzero(seed, sizeof seed);
    explicit_bzero(hex, sizeof hex);
    return rc;
}

enum jk_status jk_daemon_keys(struct jk_daemon *daemon, struct jk_error *err)
{
    char folder[PATH_MAX + 16], path[PATH_MAX + 64];
    struct stat st;

    snprintf(folder, sizeof folder, "%s/keys", daemon->options.data);
    snprintf(path, sizeof path, "%s/checkpoint.key", folder);
    if ((mkdir(folder, 0700) != 0 && errno != EEXIST) || lstat(folder, &st) != 0)
        return jk_fail(err, JK_IO, JK_TEXT_FILE_WRITE, folder, "%s", strerror(errno));
    if (!S_ISDIR(st.st_mode)) /* a key is written into no folder that a link leads to */
        return jk_fail(err, JK_IO, JK_TEXT_FILE_WRITE, folder, "%s", strerror(ENOTDIR));
    if (access(path, F_OK) == 0)
        return JK_OK;
    snprintf(path, sizeof path, "%s/checkpoint.pub", folder);
    unlink(path); /* left over from a start that was cut off between the two */
    return write_key(folder, err);
}
