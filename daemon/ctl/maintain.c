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
#include "daemon/ctl/erasures.h"
#include "daemon/ctl/replay.h"
#include "daemon/ctl/words.h"
#include "jarak/config/files.h"
#include "jarak/ctl/ctl.h"

int ctl_replay(const struct jk_ctl *ctl, const char *database)
{
    struct jk_replay found = { 0 };
    struct jk_error err = { 0 };
    enum jk_status rc = jk_replay_offline(database, &found, &err);

    if (rc != JK_OK && !found.differences) {
        jk_ctl_refuse(ctl, database, &err);
        return rc == JK_CORRUPT ? JK_EXIT_FOUND : JK_EXIT_INPUT;
    }
    printf("entries %" PRIu64 "\nrows %" PRIu64 "\ndifferences %" PRIu64 "\n", found.entries,
           found.rows, found.differences);
    if (rc == JK_OK)
        return JK_EXIT_OK;
    fprintf(stderr, "%s: %s\n", database, found.first);
    return JK_EXIT_FOUND;
}

int jk_ctl_replay(const struct jk_ctl *ctl, int argc, char **argv)
{
    static const struct ctl_option none[] = { { .name = NULL } };
    struct ctl_words words;
    int status = ctl_words_read(&words, argc, argv, none, 1, 1);

    return status == JK_EXIT_OK ? ctl_replay(ctl, words.at[0]) : status;
}

/* Parts of letters do not say whose they are: who was sending one begins again. */
static enum jk_status drop_parts(const char *data, struct jk_error *err)
{
    char path[PATH_MAX];

    snprintf(path, sizeof path, "%s/letters", data);
    return jk_files_drop(path, ".part", err);
}

/* An erasure under way: what it destroys, as names and as lines of the list of erasures. */
struct erasing {
    const char *data, *basis;
    const struct ctl_values *copies; /* of the list, elsewhere */
    int64_t now_s;
    struct jk_buf names, lines;
};

static void note_erased(void *ctx, const char *name, const char *key)
{
    struct erasing *e = ctx;

    jk_buf_fmt(&e->names, "%s\n", name);
    erasures_line(&e->lines, key, e->basis, e->now_s);
}

/* The list knows of it before it is destroyed: the other way round a restore would bring it back.
 * Copies first, for what cannot be written there is not to be erased. */
static enum jk_status list_erased(void *ctx, struct jk_error *err)
{
    struct erasing *e = ctx;
    struct erasures list;
    char path[PATH_MAX];
    enum jk_status rc;

    snprintf(path, sizeof path, "%s/erasures", e->data);
    rc = erasures_read(path, &list, err);
    if (rc == JK_OK) {
        jk_buf_span(&list.text, jk_buf_view(&e->lines));
        if (!jk_buf_ok(&list.text) || !jk_buf_ok(&e->names))
            rc = jk_no_memory(err);
    }
    for (size_t i = 0; i < e->copies->count && rc == JK_OK; i++)
        rc = erasures_write(e->copies->at[i], jk_buf_view(&list.text), err);
    if (rc == JK_OK)
        rc = erasures_write(path, jk_buf_view(&list.text), err);
    erasures_clear(&list);
    return rc;
}

static int erase(const struct jk_ctl *ctl, struct erasing *e, const char *uid,
                 const struct jk_erase_season *season)
{
    const struct jk_erase_told told = { note_erased, list_erased, e };
    char path[PATH_MAX];
    struct jk_error err = { 0 };
    size_t unread = 0;
    enum jk_status rc;

    snprintf(path, sizeof path, "%s/jarakd.db", e->data);
    rc = uid ? jk_erase_offline(path, uid, e->basis, e->now_s, &told, &err)
             : jk_erase_ended_offline(path, season, &told, &unread, &err);
    if (rc == JK_OK && !season->dry)
        rc = drop_parts(e->data, &err);
    if (rc != JK_OK)
        return jk_ctl_refuse(ctl, uid ? uid : path, &err);
    fputs(e->names.len ? e->names.at : "", stdout);
    if (unread)
        fprintf(stderr, "%zu: %s\n", unread, jk_text_get(JK_TEXT_ERASE_UNREAD, ctl->lang));
    return JK_EXIT_OK;
}

int jk_ctl_erase(const struct jk_ctl *ctl, int argc, char **argv)
{
    const char *before = NULL;
    struct ctl_values copies = { 0 };
    struct erasing e = { .data = "var", .copies = &copies, .now_s = time(NULL) };
    struct jk_erase_season season = { .now_s = e.now_s };
    const struct ctl_option options[] = {
        { .name = "basis", .value = &e.basis },       { .name = "data", .value = &e.data },
        { .name = "ended-before", .value = &before }, { .name = "dry-run", .flag = &season.dry },
        { .name = "erasures", .all = &copies },       { .name = NULL }
    };
    struct ctl_words words;
    int status = ctl_words_read(&words, argc, argv, options, 0, 1);

    if (status == JK_EXIT_OK &&
        (!e.basis || (before != NULL) == (words.count == 1) || (season.dry && !before) ||
         (before && !jk_date_parse(jk_span_of(before), &season.before_day))))
        status = JK_EXIT_USAGE;
    season.basis = e.basis;
    if (status == JK_EXIT_OK)
        status = erase(ctl, &e, before ? NULL : words.at[0], &season);
    jk_buf_clear(&e.names);
    jk_buf_clear(&e.lines);
    ctl_values_free(&copies);
    return status;
}
