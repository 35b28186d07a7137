/* `jarakctl backup`: a data folder as a backup, while its daemon runs.
 *
 * Everything is put together in a folder of its own (the stage) under a name that ends with .part,
 * hashed, and only then written out: as that folder, as a tar, or to standard output. The list of
 * erasures is looked at first, so that a backup never knows of fewer than it says. One backup of a
 * data folder is made at a time; what a killed one left is removed by the next. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "daemon/ctl/data/archive.h"
#include "daemon/ctl/data/folder.h"
#include "daemon/ctl/data/durable.h"
#include "daemon/ctl/words.h"
#include "jarak/app/maintain/backup.h"
#include "jarak/base/civil.h"
#include "jarak/base/decimal.h"
#include "jarak/base/heap.h"
#include "jarak/base/texts.h"
#include "jarak/config/files.h"
#include "jarak/config/options.h"
#include "jarak/ctl/ctl.h"
#include "jarak/ctl/texts.h"

#define STAMP_LEN     16 /* 20261130T100000Z */
#define KEEP_DAYS_MAX 3650
#define HEAD          "jarakd-" /* of a name in the folder of --into */

struct backup {
    const char *data, *config, *recipient, *to, *into, *keep;
    struct ctl_values packs;
    uint64_t keep_days;
    int64_t now_s;
    int lock_fd;
    char path[PATH_MAX];       /* what comes of it; "" standard output */
    char stage[PATH_MAX + 32]; /* where it is put together */
    bool is_folder;
    struct erasures erasures;
    struct manifest manifest;
    struct jk_arena arena;
    struct jk_error err;
};

static enum jk_status add_file(struct backup *b, const char *name)
{
    struct manifest *m = &b->manifest;

    if (m->file_count == MANIFEST_FILES)
        return jk_fail(&b->err, JK_TOO_MANY, JK_TEXT_BACKUP_MANY, name, "%d", MANIFEST_FILES);
    m->files[m->file_count].name = jk_arena_copy(&b->arena, jk_span_of(name));
    if (!m->files[m->file_count].name)
        return jk_no_memory(&b->err);
    return data_folder_digest(b->stage, &m->files[m->file_count++], &b->err);
}

/* The files of a folder, without those below it. A folder that is not there has none. */
static enum jk_status add_folder(struct backup *b, const char *folder, const char *head)
{
    DIR *dir = opendir(folder);
    enum jk_status rc = JK_OK;
    const struct dirent *entry;

    while (dir && rc == JK_OK && (entry = readdir(dir))) {
        char from[2 * PATH_MAX], name[PATH_MAX];
        struct stat st;

        snprintf(from, sizeof from, "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] == '.' || stat(from, &st) != 0 || !S_ISREG(st.st_mode))
            continue;
        snprintf(name, sizeof name, "%s%s", head, entry->d_name);
        rc = data_folder_copy(from, b->stage, name, &b->err);
        if (rc == JK_OK)
            rc = add_file(b, name);
    }
    if (dir)
        closedir(dir);
    return rc;
}

static enum jk_status add_databases(struct backup *b)
{
    char path[PATH_MAX + 64];
    enum jk_status rc = jk_backup_databases(b->data, b->stage, &b->manifest.journal, &b->err);

    if (rc == JK_OK)
        rc = add_file(b, "jarakd.db");
    snprintf(path, sizeof path, "%s/deliveries.db", b->stage);
    return rc == JK_OK && access(path, F_OK) == 0 ? add_file(b, "deliveries.db") : rc;
}

/* The configuration, and the packs it names. */
static enum jk_status add_config(struct backup *b)
{
    char *argv[] = { "jarakd", "--config", (char *)b->config, NULL };
    const char *folders[MANIFEST_PACKS];
    char text[JK_PACK_LIST_MAX];
    struct jk_options options;
    size_t count;
    enum jk_status rc;

    jk_options_default(&options);
    rc = jk_options_read(&options, 3, argv, &b->err);
    if (rc == JK_OK)
        rc = data_folder_copy(b->config, b->stage, "config/jarakd.conf", &b->err);
    if (rc == JK_OK)
        rc = add_file(b, "config/jarakd.conf");
    if (rc != JK_OK)
        return rc;
    b->manifest.config = b->config;
    count = jk_options_packs(&options, text, folders, MANIFEST_PACKS);
    for (size_t i = 0; i < count && i < MANIFEST_PACKS; i++) {
        b->manifest.packs[i] = jk_arena_copy(&b->arena, jk_span_of(folders[i]));
        if (!b->manifest.packs[i])
            return jk_no_memory(&b->err);
        b->manifest.pack_count = i + 1;
    }
    return JK_OK;
}

static enum jk_status add_packs(struct backup *b)
{
    struct manifest *m = &b->manifest;
    enum jk_status rc = JK_OK;

    for (size_t i = 0; i < b->packs.count && m->pack_count < MANIFEST_PACKS; i++)
        m->packs[m->pack_count++] = b->packs.at[i];
    for (size_t i = 0; i < m->pack_count && rc == JK_OK; i++) {
        char head[32];

        snprintf(head, sizeof head, "packs/%zu/", i);
        rc = add_folder(b, m->packs[i], head);
    }
    return rc;
}

static enum jk_status fill_stage(struct backup *b)
{
    char path[PATH_MAX + 64];
    enum jk_status rc;

    snprintf(path, sizeof path, "%s/erasures", b->data);
    rc = data_list_read(path, &b->erasures, &b->err);
    if (rc != JK_OK)
        return rc;
    b->manifest.made_s = b->now_s;
    b->manifest.erasures = b->erasures.count;
    data_list_digest(&b->erasures, b->erasures.count, b->manifest.erasures_sha256);
    rc = add_databases(b);
    snprintf(path, sizeof path, "%s/keys", b->data);
    if (rc == JK_OK)
        rc = add_folder(b, path, "keys/");
    if (rc == JK_OK && b->config)
        rc = add_config(b);
    return rc == JK_OK ? add_packs(b) : rc;
}

/* One at a time, and what a killed one left goes. */
static enum jk_status begin_stage(struct backup *b)
{
    char lock[PATH_MAX];

    snprintf(lock, sizeof lock, "%s/backup.lock", b->data);
    b->lock_fd = open(lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (b->lock_fd < 0)
        return data_failed(lock, &b->err);
    data_own(b->lock_fd, lock);
    if (flock(b->lock_fd, LOCK_EX | LOCK_NB) != 0)
        return jk_fail(&b->err, JK_BUSY, JK_TEXT_BACKUP_RUNNING, "backup", "%s", b->data);
    if (b->is_folder)
        snprintf(b->stage, sizeof b->stage, "%s.part", b->path);
    else
        snprintf(b->stage, sizeof b->stage, "%s/backup.part", b->data);
    if (b->is_folder && access(b->path, F_OK) == 0) {
        errno = EEXIST;
        b->stage[0] = '\0';
        return data_failed(b->path, &b->err);
    }
    data_folder_remove(b->stage);
    return data_folder_make(b->stage, &b->err);
}

static enum jk_status put_folder(struct backup *b)
{
    char path[PATH_MAX + 64];
    struct jk_buf text = { 0 };
    enum jk_status rc = data_manifest_write(&b->manifest, &text);
    int fd;

    if (rc == JK_OK) {
        snprintf(path, sizeof path, "%s/%s", b->stage, MANIFEST_NAME);
        fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        rc = data_write(fd, jk_buf_view(&text), path, &b->err);
    } else {
        jk_no_memory(&b->err);
    }
    jk_buf_clear(&text);
    if (rc == JK_OK)
        rc = data_flush_folder(b->stage, &b->err);
    return rc == JK_OK ? data_rename(b->stage, b->path, &b->err) : rc;
}

static enum jk_status put_tar(struct backup *b)
{
    char part[PATH_MAX + 64];
    enum jk_status rc;
    int fd;

    if (!b->path[0])
        return data_archive_write(STDOUT_FILENO, b->stage, &b->manifest, b->recipient, &b->err);
    snprintf(part, sizeof part, "%s.part", b->path);
    fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return data_failed(part, &b->err);
    rc = data_archive_write(fd, b->stage, &b->manifest, b->recipient, &b->err);
    if (rc == JK_OK)
        rc = data_write(fd, (struct jk_span){ "", 0 }, part, &b->err);
    else
        close(fd);
    if (rc == JK_OK)
        return data_rename(part, b->path, &b->err);
    unlink(part);
    return rc;
}

/* Is it one of ours, and so old that it goes? By its name: a copy has another date of its own. */
static bool is_outdated(const struct backup *b, const char *name)
{
    char iso[21];
    int64_t made_s;
    const char *stamp = name + strlen(HEAD);

    if (strncmp(name, HEAD, strlen(HEAD)) != 0 || strlen(stamp) < STAMP_LEN ||
        strncmp(stamp + STAMP_LEN, ".tar", 4) != 0)
        return false;
    snprintf(iso, sizeof iso, "%.4s-%.2s-%.2sT%.2s:%.2s:%.2sZ", stamp, stamp + 4, stamp + 6,
             stamp + 9, stamp + 11, stamp + 13);
    return jk_iso_parse(jk_span_of(iso), &made_s) &&
           made_s < b->now_s - (int64_t)b->keep_days * JK_DAY_S;
}

/* With the list of erasures beside them, backups that are too old go: they hold keys of what may
 * have been erased since. The one that was just made never does. */
static enum jk_status keep_house(struct backup *b)
{
    char path[PATH_MAX + 64];
    const struct dirent *entry;
    DIR *dir;
    enum jk_status rc;

    snprintf(path, sizeof path, "%s/erasures", b->into);
    rc = data_list_write(path, jk_buf_view(&b->erasures.text), &b->err);
    if (rc != JK_OK || !b->keep_days)
        return rc;
    dir = opendir(b->into);
    if (!dir)
        return data_failed(b->into, &b->err);
    while (rc == JK_OK && (entry = readdir(dir))) {
        if (!is_outdated(b, entry->d_name))
            continue;
        snprintf(path, sizeof path, "%s/%s", b->into, entry->d_name);
        if (unlink(path) != 0)
            rc = data_failed(path, &b->err);
        else
            fprintf(stderr, "removed %s\n", path);
    }
    closedir(dir);
    return rc;
}

static int tell(const struct jk_ctl *ctl, const struct backup *b, enum jk_status rc)
{
    uint64_t bytes = 0;
    FILE *out = b->path[0] ? stdout : stderr;

    if (rc != JK_OK)
        return jk_ctl_refuse(ctl, b->data, &b->err);
    for (size_t i = 0; i < b->manifest.file_count; i++)
        bytes += b->manifest.files[i].size;
    fprintf(out, "backup %s\nentries %" PRIu64 "\nfiles %zu\nbytes %" PRIu64 "\n",
            b->path[0] ? b->path : "-", b->manifest.journal.entries, b->manifest.file_count, bytes);
    return JK_EXIT_OK;
}

static int make(const struct jk_ctl *ctl, struct backup *b)
{
    enum jk_status rc;
    int status;

    signal(SIGPIPE, SIG_IGN); /* who reads our output may go; that is a failure, not our end */
    umask(0077);
    if (b->into && mkdir(b->into, 0700) != 0 && errno != EEXIST)
        rc = data_failed(b->into, &b->err);
    else
        rc = begin_stage(b);
    if (rc == JK_OK)
        rc = fill_stage(b);
    if (rc == JK_OK)
        rc = b->is_folder ? put_folder(b) : put_tar(b);
    if (b->stage[0] && (rc != JK_BUSY) && !(rc == JK_OK && b->is_folder))
        data_folder_remove(b->stage);
    if (rc == JK_OK && b->into)
        rc = keep_house(b);
    status = tell(ctl, b, rc);
    if (b->lock_fd >= 0)
        close(b->lock_fd);
    data_list_clear(&b->erasures);
    jk_arena_clear(&b->arena);
    return status;
}

static bool ends_with(const char *text, const char *end)
{
    const size_t len = strlen(text), tail = strlen(end);

    return len >= tail && strcmp(text + len - tail, end) == 0;
}

/* What it becomes: by its name. @return false: the command line says nothing that can be done */
static bool choose_form(struct backup *b, bool has_word)
{
    struct tm at;
    char stamp[STAMP_LEN + 1];
    time_t now = (time_t)b->now_s;

    if (has_word == (b->into != NULL) || (b->keep && !b->into))
        return false;
    if (b->keep &&
        (!jk_uint_parse(jk_span_of(b->keep), KEEP_DAYS_MAX, &b->keep_days) || b->keep_days == 0))
        return false;
    if (b->into) {
        gmtime_r(&now, &at);
        strftime(stamp, sizeof stamp, "%Y%m%dT%H%M%SZ", &at);
        snprintf(b->path, sizeof b->path, "%s/" HEAD "%s.tar%s", b->into, stamp,
                 b->recipient ? ".age" : "");
        return true;
    }
    if (strcmp(b->to, "-") == 0)
        return !isatty(STDOUT_FILENO);
    snprintf(b->path, sizeof b->path, "%s", b->to);
    b->is_folder = !ends_with(b->to, ".tar") && !ends_with(b->to, ".age");
    return !(b->is_folder && b->recipient);
}

int jk_ctl_backup(const struct jk_ctl *ctl, int argc, char **argv)
{
    struct backup *b = jk_heap_zeroed(1, sizeof *b);
    struct ctl_words words;
    int status;

    if (!b) {
        struct jk_error err;

        jk_no_memory(&err);
        return jk_ctl_refuse(ctl, "backup", &err);
    }
    *b = (struct backup){ .data = "var", .lock_fd = -1, .now_s = time(NULL) };
    const struct ctl_option options[] = { { .name = "data", .value = &b->data },
                                          { .name = "config", .value = &b->config },
                                          { .name = "pack", .all = &b->packs },
                                          { .name = "encrypt-to", .value = &b->recipient },
                                          { .name = "into", .value = &b->into },
                                          { .name = "keep-days", .value = &b->keep },
                                          { .name = NULL } };
    status = ctl_words_read(&words, argc, argv, options, 0, 1);
    if (status == JK_EXIT_OK) {
        b->to = words.count ? words.at[0] : NULL;
        status = choose_form(b, words.count == 1) ? make(ctl, b) : JK_EXIT_USAGE;
    }
    ctl_values_free(&b->packs);
    free(b);
    return status;
}
