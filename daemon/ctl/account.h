/* daemon/ctl/account.h: what the files of `jarakctl account` share. */
#ifndef DAEMON_CTL_ACCOUNT_H
#define DAEMON_CTL_ACCOUNT_H
#include <jansson.h>
#include "jarak/base/bytes.h"
#include "jarak/ctl/ctl.h"

/* The words of the command line. Texts are borrowed from it, null where absent. */
struct account_words {
    const char *what, *name;
    const char *scope; /* the word behind the name, of that command alone */
    const char *role, *region, *contest, *paslon, *from, *to, *label, *revoke, *data, *office,
        *reason;
    bool undo, remove;
    struct jk_buf password; /* read, for passwd without --remove; wiped by who read it */
};

/* Do it to the store in words->data. @param[out] out what the daemon would have answered; given */
enum jk_status ctl_account_apply(const struct jk_ctl *ctl, const struct account_words *words,
                                 json_t **out, struct jk_error *err);

/* A new password: asked twice without echo on a terminal, else the first line of standard input.
 * Appends. @return JK_OK; JK_INVALID when it may not be one or the two differ; JK_IO */
enum jk_status ctl_password_read(const struct jk_ctl *ctl, struct jk_buf *out,
                                 struct jk_error *err);
#endif
