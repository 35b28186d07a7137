/* `jarakctl restore`: a data folder out of a backup, in one command.
 *
 * It is put together beside its place under a name that ends with .part, checked against the
 * manifest, made ready (jarak/app/maintain/restore.h) and replayed, and only then renamed. A drill
 * does all of it and leaves nothing: it proves a backup. Where only the write-ahead log of a store
 * is lost, the store is made ready where it lies. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "daemon/ctl/data/archive.h"
#include "daemon/ctl/data/folder.h"
#include "daemon/ctl/data/durable.h"
#include "daemon/ctl/words.h"
#include "jarak/app/maintain/restore.h"
#include "jarak/base/civil.h"
#include "jarak/base/heap.h"
#include "jarak/base/texts.h"
#include "jarak/config/files.h"
#include "jarak/ctl/ctl.h"
#include "jarak/ctl/texts.h"

struct restoring {
    const char *from, *data, *list, *identity, *config;
    bool drill, without_log;
    char stage[PATH_MAX + 32]; /* "" while there is none of ours */
    struct erasures erasures;
    struct manifest manifest;
    struct jk_restored done;
    struct jk_arena arena;
    struct jk_error err;
};

/* A folder as a backup: its manifest, and the files that it names. */
static enum jk_status take_folder(struct restoring *r)
{
    char path[PATH_MAX + 64];
    struct jk_buf text = { 0 };
    enum jk_status rc;

    snprintf(path, sizeof path, "%s/%s", r->from, MANIFEST_NAME);
    rc = jk_file_read(path, &text, &r->err);
    if (rc == JK_OK && text.len > MANIFEST_MAX)
        rc = jk_fail(&r->err, JK_INVALID, JK_TEXT_BACKUP_NONE, path, "%s", "");
    if (rc == JK_OK)
        rc = data_manifest_read(jk_buf_view(&text), &r->arena, &r->manifest, &r->err);
    jk_buf_clear(&text);
    for (size_t i = 0; i < r->manifest.file_count && rc == JK_OK; i++) {
        const struct manifest_file *file = &r->manifest.files[i];

        snprintf(path, sizeof path, "%s/%s", r->from, file->name);
        rc = data_folder_copy(path, r->stage, file->name, &r->err);
        if (rc == JK_OK)
            rc = data_folder_check(r->stage, file, &r->err);
    }
    return rc;
}

static enum jk_status take_backup(struct restoring *r)
{
    struct stat st;
    enum jk_status rc;
    int fd = STDIN_FILENO;

    if (strcmp(r->from, "-") != 0) {
        if (stat(r->from, &st) == 0 && S_ISDIR(st.st_mode))
            return take_folder(r);
        fd = open(r->from, O_RDONLY | O_CLOEXEC);
        if (fd < 0)
            return data_failed(r->from, &r->err);
    }
    rc = data_archive_read(fd, r->stage, r->identity, &r->arena, &r->manifest, &r->err);
    if (fd != STDIN_FILENO)
        close(fd);
    return rc;
}

/* The list is to know what the backup knew: an older one would bring something back. */
static enum jk_status read_list(struct restoring *r)
{
    uint8_t digest[JK_DIGEST_LEN];
    enum jk_status rc = JK_OK;

    if (strcmp(r->list, "none") != 0) {
        if (access(r->list, R_OK) != 0)
            return data_failed(r->list, &r->err);
        rc = data_list_read(r->list, &r->erasures, &r->err);
    }
    if (rc != JK_OK || r->without_log)
        return rc;
    return data_list_digest(&r->erasures, r->manifest.erasures, digest) &&
                   memcmp(digest, r->manifest.erasures_sha256, sizeof digest) == 0
               ? JK_OK
               : jk_fail(&r->err, JK_INVALID, JK_TEXT_BACKUP_LIST, r->list, "%zu",
                         r->manifest.erasures);
}

/* The store of a folder is made ready, and is the one that was backed up. */
static enum jk_status make_ready(struct restoring *r, const char *folder)
{
    const struct jk_erase_listed listed = { data_list_is_listed, &r->erasures, time(NULL) };
    char database[PATH_MAX + 64], deliveries[PATH_MAX + 64], list[PATH_MAX + 64];
    const struct jk_restore restore = { .database = database,
                                        .deliveries = deliveries,
                                        .without_log = r->without_log,
                                        .end = r->without_log ? NULL : &r->manifest.journal,
                                        .listed = &listed };
    enum jk_status rc;

    snprintf(database, sizeof database, "%s/jarakd.db", folder);
    snprintf(deliveries, sizeof deliveries, "%s/deliveries.db", folder);
    snprintf(list, sizeof list, "%s/erasures", folder);
    rc = jk_restore_offline(&restore, &r->done, &r->err);
    return rc == JK_OK ? data_list_write(list, jk_buf_view(&r->erasures.text), &r->err) : rc;
}

/* Files of a restored folder are moved to where they were, unless something is there. */
static enum jk_status put_back(struct restoring *r, const char *name, const char *to)
{
    char path[PATH_MAX + 64];

    snprintf(path, sizeof path, "%s/%s", r->data, name);
    if (access(to, F_OK) == 0) {
        fprintf(stderr, "kept %s\n", to);
        return JK_OK;
    }
    if (rename(path, to) == 0) {
        fprintf(stderr, "restored %s\n", to);
        return JK_OK;
    }
    if (errno != EXDEV && errno != ENOENT)
        return data_failed(to, &r->err);
    fprintf(stderr, "left %s\n", path);
    return JK_OK;
}

/* A backup may be anybody's, and names folders: a pack goes back to those of packages, or beside
 * the configuration that the operator names, and nowhere else. */
static bool is_at_home(const char *folder, const char *config)
{
    static const char share[] = "/usr/share/jarakd/";
    const char *slash = strrchr(config, '/');
    const size_t len = slash ? (size_t)(slash - config) + 1 : 0;

    return !strstr(folder, "..") && (strncmp(folder, share, strlen(share)) == 0 ||
                                     (len > 1 && strncmp(folder, config, len) == 0));
}

/* With --config: where it says, and packs to their folders. Else all lies in the data folder. */
static enum jk_status put_config(struct restoring *r)
{
    enum jk_status rc = JK_OK;

    if (!r->config || !r->manifest.config)
        return JK_OK;
    rc = put_back(r, "config/jarakd.conf", r->config);
    for (size_t i = 0; i < r->manifest.pack_count && rc == JK_OK; i++) {
        char name[32];

        snprintf(name, sizeof name, "packs/%zu", i);
        if (is_at_home(r->manifest.packs[i], r->config))
            rc = put_back(r, name, r->manifest.packs[i]);
        else
            fprintf(stderr, "left %s/%s (was %s)\n", r->data, name, r->manifest.packs[i]);
    }
    return rc;
}

static enum jk_status restore_backup(struct restoring *r)
{
    enum jk_status rc;

    if (!r->drill && access(r->data, F_OK) == 0 && rmdir(r->data) != 0)
        return jk_fail(&r->err, JK_EXISTS, JK_TEXT_BACKUP_THERE, r->data, "%s", r->data);
    snprintf(r->stage, sizeof r->stage, "%s.part", r->data);
    data_folder_remove(r->stage);
    rc = data_folder_make(r->stage, &r->err);
    if (rc == JK_OK)
        rc = take_backup(r);
    if (rc == JK_OK)
        rc = read_list(r);
    if (rc == JK_OK)
        rc = make_ready(r, r->stage);
    if (rc != JK_OK || r->drill)
        return rc;
    rc = data_flush_folder(r->stage, &r->err);
    if (rc == JK_OK)
        rc = data_rename(r->stage, r->data, &r->err);
    return rc == JK_OK ? put_config(r) : rc;
}

static enum jk_status restore(struct restoring *r)
{
    enum jk_status rc;

    if (!r->without_log)
        return restore_backup(r);
    rc = read_list(r);
    return rc == JK_OK ? make_ready(r, r->data) : rc;
}

static int tell(const struct jk_ctl *ctl, const struct restoring *r, enum jk_status rc)
{
    struct jk_buf newest = { 0 };

    if (rc != JK_OK) {
        jk_ctl_refuse(ctl, r->from ? r->from : r->data, &r->err);
        if (r->done.replay.differences)
            fprintf(stderr, "%s\n", r->done.replay.first);
        return rc == JK_CORRUPT ? JK_EXIT_FOUND : JK_EXIT_INPUT;
    }
    jk_iso_add(&newest, r->done.newest_s, 0);
    printf("%s %s\nentries %" PRIu64 "\nnewest %s\nrows %" PRIu64
           "\ndifferences 0\nerased %zu\ninboxes %zu\nunsent %" PRIu64 "\n",
           r->drill ? "drill" : "restored", r->drill ? r->from : r->data, r->done.replay.entries,
           r->done.newest_s ? newest.at : "-", r->done.replay.rows, r->done.erased, r->done.inboxes,
           r->done.unsent);
    if (r->done.unsent)
        fprintf(stderr, "%s\n", jk_text_get(JK_TEXT_BACKUP_UNSENT, ctl->lang));
    jk_buf_clear(&newest);
    return JK_EXIT_OK;
}

static int run(const struct jk_ctl *ctl, struct restoring *r)
{
    enum jk_status rc;
    int status;

    signal(SIGPIPE, SIG_IGN);
    umask(0077);
    rc = restore(r);
    status = tell(ctl, r, rc);
    if (r->stage[0])
        data_folder_remove(r->stage); /* after a rename there is none */
    data_list_clear(&r->erasures);
    jk_arena_clear(&r->arena);
    return status;
}

int jk_ctl_restore(const struct jk_ctl *ctl, int argc, char **argv)
{
    struct restoring *r = jk_heap_zeroed(1, sizeof *r);
    struct ctl_words words;
    int status;

    if (!r) {
        struct jk_error err;

        jk_no_memory(&err);
        return jk_ctl_refuse(ctl, "restore", &err);
    }
    const struct ctl_option options[] = { { .name = "data", .value = &r->data },
                                          { .name = "erasures", .value = &r->list },
                                          { .name = "identity", .value = &r->identity },
                                          { .name = "config", .value = &r->config },
                                          { .name = "drill", .flag = &r->drill },
                                          { .name = "without-log", .flag = &r->without_log },
                                          { .name = NULL } };
    status = ctl_words_read(&words, argc, argv, options, 0, 1);
    if (status == JK_EXIT_OK) {
        r->from = words.count ? words.at[0] : NULL;
        if (!r->data || (words.count == 1) == r->without_log ||
            (r->without_log && (r->drill || r->identity || r->config)) || (r->drill && r->config)) {
            status = JK_EXIT_USAGE;
        } else if (!r->list) {
            struct jk_error err = { 0 };

            jk_fail(&err, JK_INVALID, JK_TEXT_BACKUP_NEEDS_LIST, "--erasures", "%s", "");
            status = jk_ctl_refuse(ctl, "restore", &err);
        } else {
            status = run(ctl, r);
        }
    }
    free(r);
    return status;
}
