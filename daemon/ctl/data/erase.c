/* `jarakctl erase`: personal data of a stopped store are destroyed, and listed.
 *
 * The daemon is stopped, because its memory holds what is to be destroyed. */
#include "jarak/app/maintain/erase.h"
#include "jarak/app/maintain/shared.h"
#include "jarak/ctl/texts.h"

#include <limits.h>
#include <stdio.h>
#include <time.h>
#include "daemon/ctl/data/erasures.h"
#include "daemon/ctl/words.h"
#include "jarak/config/files.h"
#include "jarak/ctl/ctl.h"

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
    const char *address, *journal;   /* of a server; no address: the file in the data folder */
    const struct ctl_values *copies; /* of the list, elsewhere */
    int64_t now_s;
    struct jk_buf names, lines;
};

static void note_erased(void *ctx, const char *name, const char *key)
{
    struct erasing *e = ctx;

    jk_buf_fmt(&e->names, "%s\n", name);
    data_list_line(&e->lines, key, e->basis, e->now_s);
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
    rc = data_list_read(path, &list, err);
    if (rc == JK_OK) {
        jk_buf_span(&list.text, jk_buf_view(&e->lines));
        if (!jk_buf_ok(&list.text) || !jk_buf_ok(&e->names))
            rc = jk_no_memory(err);
    }
    for (size_t i = 0; i < e->copies->count && rc == JK_OK; i++)
        rc = data_list_write(e->copies->at[i], jk_buf_view(&list.text), err);
    if (rc == JK_OK)
        rc = data_list_write(path, jk_buf_view(&list.text), err);
    data_list_clear(&list);
    return rc;
}

static int erase(const struct jk_ctl *ctl, struct erasing *e, const char *uid,
                 const struct jk_erase_season *season)
{
    const struct jk_erase_told told = { note_erased, list_erased, e };
    char path[PATH_MAX];
    const struct jk_erase_from from = { path, e->address, e->journal };
    struct jk_error err = { 0 };
    size_t unread = 0;
    enum jk_status rc;

    snprintf(path, sizeof path, "%s/jarakd.db", e->data);
    rc = uid ? jk_erase_offline(&from, uid, e->basis, e->now_s, &told, &err)
             : jk_erase_ended_offline(&from, season, &told, &unread, &err);
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
    struct erasing e = {
        .data = "var", .journal = "jarak", .copies = &copies, .now_s = time(NULL)
    };
    struct jk_erase_season season = { .now_s = e.now_s };
    const struct ctl_option options[] = {
        { .name = "basis", .value = &e.basis },       { .name = "data", .value = &e.data },
        { .name = "ended-before", .value = &before }, { .name = "dry-run", .flag = &season.dry },
        { .name = "erasures", .all = &copies },       { .name = "store", .value = &e.address },
        { .name = "journal", .value = &e.journal },   { .name = NULL }
    };
    struct ctl_words words;
    int status = ctl_words_read(&words, argc, argv, options, 0, 1);

    if (status == JK_EXIT_OK &&
        (!e.basis || (e.address && !jk_is_shared_address(e.address)) ||
         (before != NULL) == (words.count == 1) || (season.dry && !before) ||
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
