/* Journals at a server, for whoever works by hand. */
#include "jarak/app/maintain/shared.h"
#include "daemon/app/maintain/opened.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "jarak/model/texts.h"
#include "jarak/store/shared_copy.h"
#include "jarak/store/texts.h"

bool jk_is_shared_address(const char *text)
{
    return jk_shared_is_address(text);
}

enum jk_status jk_prepare_shared(const char *address, const char *role, struct jk_error *err)
{
    return jk_shared_prepare(&(struct jk_shared_place){ NULL, address, "jarak" }, role, err);
}

enum jk_status jk_copy_shared(const char *from, const char *to, const char *journal,
                              struct jk_journal_mark *out, struct jk_error *err)
{
    const bool is_from = jk_shared_is_address(from), is_to = jk_shared_is_address(to);
    const struct jk_shared_place place = { NULL, is_from ? from : to, journal };

    if (is_from == is_to)
        return jk_fail(err, JK_INVALID, JK_TEXT_SHARED_ADDRESS, "store", "%s", to);
    return is_to ? jk_shared_copy_to(&place, from, out, err)
                 : jk_shared_copy_from(&place, to, out, err);
}

enum jk_status jk_replay_shared(const char *address, const char *journal, struct jk_replay *out,
                                struct jk_error *err)
{
    const struct jk_shared_place place = { NULL, address, journal };
    const char *top = getenv("TMPDIR");
    struct jk_journal_mark mark;
    char folder[PATH_MAX], path[PATH_MAX + 16];
    enum jk_status rc;

    snprintf(folder, sizeof folder, "%s/jarakctl-XXXXXX", top && top[0] ? top : "/tmp");
    if (!mkdtemp(folder))
        return jk_fail(err, JK_IO, JK_TEXT_FILE_WRITE, folder, "%s", strerror(errno));
    snprintf(path, sizeof path, "%s/copy.db", folder);
    rc = jk_shared_copy_from(&place, path, &mark, err);
    if (rc == JK_OK)
        rc = jk_store_replay(path, out, err);
    maintain_remove(path);
    rmdir(folder);
    return rc;
}
