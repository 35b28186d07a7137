/* `jarakctl store`: tables for daemons that share a journal, and whole stores copied to and from a
 * server. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "daemon/ctl/words.h"
#include "jarak/app/maintain/shared.h"
#include "jarak/base/digest.h"
#include "jarak/ctl/ctl.h"

static int refuse(const struct jk_ctl *ctl, const char *what, enum jk_status rc,
                  const struct jk_error *err)
{
    jk_ctl_refuse(ctl, what, err);
    return rc == JK_EXISTS || rc == JK_CORRUPT ? JK_EXIT_FOUND : JK_EXIT_INPUT;
}

static int prepare(const struct jk_ctl *ctl, const char *address, const char *role)
{
    struct jk_error err = { 0 };
    enum jk_status rc = jk_prepare_shared(address, role, &err);

    return rc == JK_OK ? JK_EXIT_OK : refuse(ctl, "store prepare", rc, &err);
}

static int copy(const struct jk_ctl *ctl, const char *from, const char *to, const char *journal)
{
    struct jk_error err = { 0 };
    struct jk_journal_mark mark;
    char hash[2 * sizeof mark.hash + 1];
    enum jk_status rc = jk_copy_shared(from, to, journal, &mark, &err);

    if (rc != JK_OK)
        return refuse(ctl, "store copy", rc, &err);
    jk_hex(mark.hash, sizeof mark.hash, hash);
    printf("entries %" PRIu64 "\nhash %s\n", mark.entries, hash);
    return JK_EXIT_OK;
}

int jk_ctl_store(const struct jk_ctl *ctl, int argc, char **argv)
{
    const char *journal = "jarak", *role = NULL;
    const struct ctl_option options[] = { { .name = "journal", .value = &journal },
                                          { .name = "daemon-role", .value = &role },
                                          { .name = NULL } };
    struct ctl_words words;
    int status = ctl_words_read(&words, argc, argv, options, 2, 3);

    if (status != JK_EXIT_OK)
        return status;
    if (words.count == 2 && strcmp(words.at[0], "prepare") == 0)
        return prepare(ctl, words.at[1], role);
    if (words.count == 3 && strcmp(words.at[0], "copy") == 0 && !role)
        return copy(ctl, words.at[1], words.at[2], journal);
    return JK_EXIT_USAGE;
}
