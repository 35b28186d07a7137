/* `jarakctl replay`: the tables of a store rebuilt from its journal and compared. The daemon may
 * run. */
#include "daemon/ctl/data/replay.h"

#include <inttypes.h>
#include <stdio.h>
#include "daemon/ctl/words.h"
#include "jarak/app/maintain/maintain.h"
#include "jarak/app/maintain/shared.h"

int data_replay(const struct jk_ctl *ctl, const char *database, const char *journal)
{
    struct jk_replay found = { 0 };
    struct jk_error err = { 0 };
    enum jk_status rc = jk_is_shared_address(database)
                            ? jk_replay_shared(database, journal, &found, &err)
                            : jk_replay_offline(database, &found, &err);

    if (rc != JK_OK && !found.differences) {
        jk_ctl_refuse(ctl, database, &err);
        return rc == JK_CORRUPT ? JK_EXIT_FOUND : JK_EXIT_INPUT;
    }
    printf("entries %" PRIu64 "\nrows %" PRIu64 "\ndifferences %" PRIu64 "\n", found.entries,
           found.rows, found.differences);
    if (rc == JK_OK)
        return JK_EXIT_OK;
    fprintf(stderr, "%s: %s\n", jk_is_shared_address(database) ? journal : database, found.first);
    return JK_EXIT_FOUND;
}

int jk_ctl_replay(const struct jk_ctl *ctl, int argc, char **argv)
{
    const char *journal = "jarak";
    const struct ctl_option options[] = { { .name = "journal", .value = &journal },
                                          { .name = NULL } };
    struct ctl_words words;
    int status = ctl_words_read(&words, argc, argv, options, 1, 1);

    return status == JK_EXIT_OK ? data_replay(ctl, words.at[0], journal) : status;
}
