/* `jarakctl replay` and `erase`: work on a store without the daemon.
 *
 * replay may run beside the daemon on a snapshot; erase needs it stopped, because its memory holds
 * what is to be destroyed. */
#include "jarak/app/maintain/maintain.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include "jarak/config/files.h"
#include "jarak/ctl/ctl.h"

int jk_ctl_replay(const struct jk_ctl *ctl, int argc, char **argv)
{
    struct jk_replay found = { 0 };
    struct jk_error err = { 0 };
    enum jk_status rc;

    if (argc != 2)
        return JK_EXIT_USAGE;
    rc = jk_replay_offline(argv[1], &found, &err);
    if (rc != JK_OK && rc != JK_CORRUPT)
        return jk_ctl_refuse(ctl, argv[1], &err);
    printf("entries %" PRIu64 "\nrows %" PRIu64 "\ndifferences %" PRIu64 "\n", found.entries,
           found.rows, found.differences);
    if (rc == JK_OK)
        return JK_EXIT_OK;
    fprintf(stderr, "%s: %s\n", argv[1], found.first);
    return JK_EXIT_FOUND;
}

int jk_ctl_erase(const struct jk_ctl *ctl, int argc, char **argv)
{
    const char *basis = NULL, *data = "var";
    char path[PATH_MAX];
    struct jk_error err = { 0 };

    for (int i = 2; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--basis") == 0)
            basis = argv[i + 1];
        else if (strcmp(argv[i], "--data") == 0)
            data = argv[i + 1];
        else
            return JK_EXIT_USAGE;
    }
    if (argc < 4 || argc % 2 != 0 || !basis)
        return JK_EXIT_USAGE;
    snprintf(path, sizeof path, "%s/jarakd.db", data);
    if (jk_erase_offline(path, argv[1], basis, time(NULL), &err) != JK_OK)
        return jk_ctl_refuse(ctl, argv[1], &err);
    /* Parts of letters do not say whose they are: who was sending one begins again. */
    snprintf(path, sizeof path, "%s/letters", data);
    if (jk_files_drop(path, ".part", &err) != JK_OK)
        return jk_ctl_refuse(ctl, argv[1], &err);
    printf("%s\n", argv[1]);
    return JK_EXIT_OK;
}
