/* `jarakctl replay` and `erase`: work on a store without the daemon.
 *
 * replay may run beside the daemon on a snapshot; erase needs it stopped, because its memory holds
 * what is to be destroyed. */
#include "jarak/app/maintain/maintain.h"
#include "jarak/app/maintain/erase.h"
#include "jarak/ctl/texts.h"

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
    if (rc != JK_OK && !found.first[0]) /* it is no store of ours to be proved */
        return jk_ctl_refuse(ctl, database, &err);
    printf("entries %" PRIu64 "\nrows %" PRIu64 "\ndifferences %" PRIu64 "\n", found.entries,
           found.rows, found.differences);
    if (rc == JK_OK)
        return JK_EXIT_OK;
    fprintf(stderr, "%s: %s\n", database, found.first);
    return JK_EXIT_FOUND;
}

/* Parts of letters do not say whose they are: who was sending one begins again. */
static enum jk_status drop_parts(const char *data, struct jk_error *err)
{
    char path[PATH_MAX];

    snprintf(path, sizeof path, "%s/letters", data);
    return jk_files_drop(path, ".part", err);
}

static void print_erased(void *ctx, const char *name)
{
    (void)ctx;
    printf("%s\n", name);
}

static int erase_ended(const struct jk_ctl *ctl, const char *data,
                       const struct jk_erase_season *season)
{
    char path[PATH_MAX];
    struct jk_error err = { 0 };
    size_t unread;
    enum jk_status rc;

    snprintf(path, sizeof path, "%s/jarakd.db", data);
    rc = jk_erase_ended_offline(path, season, print_erased, NULL, &unread, &err);
    if (rc == JK_OK && !season->dry)
        rc = drop_parts(data, &err);
    if (rc != JK_OK)
        return jk_ctl_refuse(ctl, path, &err);
    if (unread)
        fprintf(stderr, "%zu: %s\n", unread, jk_text_get(JK_TEXT_ERASE_UNREAD, ctl->lang));
    return JK_EXIT_OK;
}

int jk_ctl_erase(const struct jk_ctl *ctl, int argc, char **argv)
{
    const char *data = "var", *before = NULL;
    struct jk_erase_season season = { .now_s = time(NULL) };
    const struct ctl_option options[] = { { .name = "basis", .value = &season.basis },
                                          { .name = "data", .value = &data },
                                          { .name = "ended-before", .value = &before },
                                          { .name = "dry-run", .flag = &season.dry },
                                          { .name = NULL } };
    struct ctl_words words;
    int status = ctl_words_read(&words, argc, argv, options, 0, 1);
    char path[PATH_MAX];
    struct jk_error err = { 0 };

    if (status != JK_EXIT_OK)
        return status;
    if (!season.basis || (before != NULL) == (words.count == 1) || (season.dry && !before) ||
        (before && !jk_date_parse(jk_span_of(before), &season.before_day)))
        return JK_EXIT_USAGE;
    if (before)
        return erase_ended(ctl, data, &season);
    snprintf(path, sizeof path, "%s/jarakd.db", data);
    if (jk_erase_offline(path, words.at[0], season.basis, season.now_s, &err) != JK_OK ||
        drop_parts(data, &err) != JK_OK)
        return jk_ctl_refuse(ctl, words.at[0], &err);
    printf("%s\n", words.at[0]);
    return JK_EXIT_OK;
}
