/* `jarakctl replay` and `erase`: work on a store without the daemon.
 *
 * replay may run beside the daemon on a snapshot; erase needs it stopped, because its memory holds
 * what is to be destroyed. */
#include "jarak/app/maintain/maintain.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <time.h>
#include "daemon/ctl/words.h"
#include "jarak/config/files.h"
#include "jarak/ctl/ctl.h"

int jk_ctl_replay(const struct jk_ctl *ctl, int argc, char **argv)
{
    static const struct ctl_option none[] = { { .name = NULL } };
    struct ctl_words words;
    int status = ctl_words_read(&words, argc, argv, none, 1, 1);
    struct jk_replay found = { 0 };
    struct jk_error err = { 0 };
    const char *database;
    enum jk_status rc;

    if (status != JK_EXIT_OK)
        return status;
    database = words.at[0];
    rc = jk_replay_offline(database, &found, &err);
    if (rc != JK_OK && rc != JK_CORRUPT)
        return jk_ctl_refuse(ctl, database, &err);
    printf("entries %" PRIu64 "\nrows %" PRIu64 "\ndifferences %" PRIu64 "\n", found.entries,
           found.rows, found.differences);
    if (rc == JK_OK)
        return JK_EXIT_OK;
    fprintf(stderr, "%s: %s\n", database, found.first);
    return JK_EXIT_FOUND;
}

int jk_ctl_erase(const struct jk_ctl *ctl, int argc, char **argv)
{
    const char *basis = NULL, *data = "var", *uid;
    const struct ctl_option options[] = { { .name = "basis", .value = &basis },
                                          { .name = "data", .value = &data },
                                          { .name = NULL } };
    struct ctl_words words;
    int status = ctl_words_read(&words, argc, argv, options, 1, 1);
    char path[PATH_MAX];
    struct jk_error err = { 0 };

    if (status == JK_EXIT_OK && !basis)
        status = JK_EXIT_USAGE;
    if (status != JK_EXIT_OK)
        return status;
    uid = words.at[0];
    snprintf(path, sizeof path, "%s/jarakd.db", data);
    if (jk_erase_offline(path, uid, basis, time(NULL), &err) != JK_OK)
        return jk_ctl_refuse(ctl, uid, &err);
    /* Parts of letters do not say whose they are: who was sending one begins again. */
    snprintf(path, sizeof path, "%s/letters", data);
    if (jk_files_drop(path, ".part", &err) != JK_OK)
        return jk_ctl_refuse(ctl, uid, &err);
    printf("%s\n", uid);
    return JK_EXIT_OK;
}
