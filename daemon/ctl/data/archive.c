/* Tar by libarchive, sealing by age as a child of ours with a pipe in between. */
#include "daemon/ctl/data/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "daemon/ctl/data/folder.h"
#include "daemon/ctl/data/durable.h"
#include "jarak/base/texts.h"
#include "jarak/ctl/texts.h"
#include "jarak/model/texts.h"

#define BLOCK    65536
#define PIECE    (4 * BLOCK) /* brought to the disk before the next, as the databases were */
#define PAUSE_US 2000

extern char **environ;

/* age, between us and a file. */
struct sealer {
    pid_t pid; /* 0: none, `fd` is the file */
    int fd;    /* ours */
};

/* @param argv      of age
 * @param file      its other end
 * @param is_output we write and age writes to the file; else the other way round */
static enum jk_status begin_sealer(struct sealer *s, char *const argv[], int file, bool is_output,
                                   struct jk_error *err)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t set;
    int ends[2], failed;

    if (pipe2(ends, O_CLOEXEC) != 0)
        return data_failed("age", err);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, is_output ? ends[0] : file, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, is_output ? file : ends[1], STDOUT_FILENO);
    posix_spawnattr_init(&attributes);
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    posix_spawnattr_setsigdefault(&attributes, &set);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    failed = posix_spawnp(&s->pid, argv[0], &actions, &attributes, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    close(ends[is_output ? 0 : 1]);
    s->fd = ends[is_output ? 1 : 0];
    if (!failed)
        return JK_OK;
    close(s->fd);
    s->pid = 0;
    return jk_fail(err, JK_INVALID, JK_TEXT_BACKUP_AGE, "age", "%s", strerror(failed));
}

/* Close our end and wait for age. @return rc, or that age failed: it knows better, unless it was we
 * who had enough */
static enum jk_status end_sealer(struct sealer *s, enum jk_status rc, struct jk_error *err)
{
    int status = 0;

    if (s->pid == 0)
        return rc;
    close(s->fd);
    while (waitpid(s->pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (status == 0 || (rc != JK_OK && WIFSIGNALED(status) && WTERMSIG(status) == SIGPIPE))
        return rc;
    return jk_fail(err, JK_INVALID, JK_TEXT_BACKUP_AGE, "age", "%d",
                   WIFEXITED(status) ? WEXITSTATUS(status) : -1);
}

static enum jk_status archive_failed(struct archive *a, const char *name, struct jk_error *err)
{
    const enum jk_status status = archive_errno(a) == ENOSPC ? JK_FULL : JK_IO;

    return jk_fail(err, status, JK_TEXT_BACKUP_TAR, name, "%s",
                   archive_error_string(a) ? archive_error_string(a) : "");
}

static enum jk_status add_header(struct archive *a, const char *name, uint64_t size, int64_t made_s,
                                 struct jk_error *err)
{
    struct archive_entry *entry = archive_entry_new();
    enum jk_status rc = JK_OK;

    if (!entry)
        return jk_no_memory(err);
    archive_entry_set_pathname(entry, name);
    archive_entry_set_size(entry, (int64_t)size);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0600);
    archive_entry_set_mtime(entry, made_s, 0);
    if (archive_write_header(a, entry) != ARCHIVE_OK)
        rc = archive_failed(a, name, err);
    archive_entry_free(entry);
    return rc;
}

/* A tar on its way to a file. */
struct packing {
    struct archive *a;
    int file; /* what it ends in; a pipe cannot be flushed, and need not be */
    size_t unflushed;
};

/* All at once at the end would make the daemon's commits wait. */
static void flush_some(struct packing *p, size_t more)
{
    p->unflushed += more;
    if (p->unflushed < PIECE)
        return;
    p->unflushed = 0;
    if (fdatasync(p->file) == 0)
        usleep(PAUSE_US);
}

static enum jk_status add_file(struct packing *p, const char *folder, const struct manifest_file *f,
                               int64_t made_s, struct jk_error *err)
{
    char path[PATH_MAX + 300], block[BLOCK];
    enum jk_status rc = add_header(p->a, f->name, f->size, made_s, err);
    ssize_t got = 1;
    int fd;

    if (rc != JK_OK)
        return rc;
    snprintf(path, sizeof path, "%s/%s", folder, f->name);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return data_failed(path, err);
    while (rc == JK_OK && (got = read(fd, block, sizeof block)) > 0) {
        if (archive_write_data(p->a, block, (size_t)got) != got)
            rc = archive_failed(p->a, f->name, err);
        flush_some(p, (size_t)got);
    }
    if (got < 0)
        rc = data_failed(path, err);
    close(fd);
    return rc;
}

/* @param fd  what is written to: the file, or the pipe to age */
static enum jk_status write_tar(struct packing *p, int fd, const char *folder,
                                const struct manifest *m, struct jk_error *err)
{
    struct archive *a = p->a;
    struct jk_buf text = { 0 };
    enum jk_status rc = data_manifest_write(m, &text);

    if (rc != JK_OK)
        rc = jk_no_memory(err);
    else if (archive_write_set_format_pax_restricted(a) != ARCHIVE_OK ||
             archive_write_open_fd(a, fd) != ARCHIVE_OK)
        rc = archive_failed(a, MANIFEST_NAME, err);
    if (rc == JK_OK)
        rc = add_header(a, MANIFEST_NAME, text.len, m->made_s, err);
    if (rc == JK_OK && archive_write_data(a, text.at, text.len) != (la_ssize_t)text.len)
        rc = archive_failed(a, MANIFEST_NAME, err);
    for (size_t i = 0; i < m->file_count && rc == JK_OK; i++)
        rc = add_file(p, folder, &m->files[i], m->made_s, err);
    if (rc == JK_OK && archive_write_close(a) != ARCHIVE_OK)
        rc = archive_failed(a, MANIFEST_NAME, err);
    jk_buf_clear(&text);
    return rc;
}

enum jk_status data_archive_write(int fd, const char *folder, const struct manifest *m,
                                  const char *recipient, struct jk_error *err)
{
    char *const argv[] = { "age", "-r", (char *)recipient, NULL };
    struct sealer sealer = { .fd = fd };
    struct archive *a = archive_write_new();
    enum jk_status rc = a ? JK_OK : jk_no_memory(err);

    if (rc == JK_OK && recipient)
        rc = begin_sealer(&sealer, argv, fd, true, err);
    if (rc == JK_OK) {
        rc = write_tar(&(struct packing){ .a = a, .file = fd }, sealer.fd, folder, m, err);
        rc = end_sealer(&sealer, rc, err);
    }
    archive_write_free(a);
    return rc;
}

/* A backup that is being taken apart. */
struct taking {
    struct archive *a;
    const char *folder;
    struct manifest *m;
    bool seen[MANIFEST_FILES];
    struct jk_error *err;
};

static enum jk_status other_file(const struct taking *t, const char *name)
{
    return jk_fail(t->err, JK_CORRUPT, JK_TEXT_BACKUP_FILE, name, "%s", name);
}

static enum jk_status take_manifest(struct taking *t, struct jk_arena *arena)
{
    struct archive_entry *entry;
    struct jk_buf text = { 0 };
    char block[BLOCK];
    la_ssize_t got = 0;
    enum jk_status rc;

    if (archive_read_next_header(t->a, &entry) != ARCHIVE_OK || !archive_entry_pathname(entry) ||
        strcmp(archive_entry_pathname(entry), MANIFEST_NAME) != 0 ||
        archive_entry_filetype(entry) != AE_IFREG)
        return jk_fail(t->err, JK_INVALID, JK_TEXT_BACKUP_NONE, MANIFEST_NAME, "%s", "");
    while (text.len <= MANIFEST_MAX && (got = archive_read_data(t->a, block, sizeof block)) > 0)
        jk_buf_add(&text, block, (size_t)got);
    if (got < 0 || text.len > MANIFEST_MAX || !jk_buf_ok(&text))
        rc = jk_fail(t->err, JK_INVALID, JK_TEXT_BACKUP_NONE, MANIFEST_NAME, "%s", "");
    else
        rc = data_manifest_read(jk_buf_view(&text), arena, t->m, t->err);
    jk_buf_clear(&text);
    return rc;
}

/* No more than the manifest says is written, whatever the archive says. */
static enum jk_status take_bytes(struct taking *t, const struct manifest_file *file, int fd)
{
    uint64_t left = file->size;
    char block[BLOCK];
    la_ssize_t got;

    while ((got = archive_read_data(t->a, block, sizeof block)) > 0) {
        if ((uint64_t)got > left)
            return other_file(t, file->name);
        left -= (uint64_t)got;
        for (la_ssize_t done = 0; done < got;) {
            ssize_t wrote = write(fd, block + done, (size_t)(got - done));

            if (wrote < 0)
                return data_failed(file->name, t->err);
            done += wrote;
        }
    }
    return got == 0 && left == 0 ? JK_OK : other_file(t, file->name);
}

static enum jk_status take_file(struct taking *t, struct archive_entry *entry)
{
    const char *name = archive_entry_pathname(entry);
    const struct manifest_file *file = name ? data_manifest_find(t->m, name) : NULL;
    char path[PATH_MAX + 64];
    enum jk_status rc;
    int fd;

    if (!file || archive_entry_filetype(entry) != AE_IFREG || t->seen[file - t->m->files])
        return other_file(t, name ? name : "");
    t->seen[file - t->m->files] = true;
    if ((rc = data_folder_make_for(t->folder, name, t->err)) != JK_OK)
        return rc;
    snprintf(path, sizeof path, "%s/%s", t->folder, name);
    fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return data_failed(path, t->err);
    rc = take_bytes(t, file, fd);
    if (rc == JK_OK && fsync(fd) != 0)
        rc = data_failed(path, t->err);
    close(fd);
    return rc == JK_OK ? data_folder_check(t->folder, file, t->err) : rc;
}

static enum jk_status take_all(struct taking *t, struct jk_arena *arena)
{
    enum jk_status rc = take_manifest(t, arena);
    struct archive_entry *entry;
    int next = ARCHIVE_OK;

    while (rc == JK_OK && (next = archive_read_next_header(t->a, &entry)) == ARCHIVE_OK)
        rc = take_file(t, entry);
    if (rc == JK_OK && next != ARCHIVE_EOF)
        rc = archive_failed(t->a, MANIFEST_NAME, t->err);
    for (size_t i = 0; i < t->m->file_count && rc == JK_OK; i++) {
        if (!t->seen[i])
            rc = other_file(t, t->m->files[i].name);
    }
    return rc;
}

enum jk_status data_archive_read(int fd, const char *folder, const char *identity,
                                 struct jk_arena *arena, struct manifest *out, struct jk_error *err)
{
    char *const argv[] = { "age", "-d", "-i", (char *)identity, NULL };
    struct sealer sealer = { .fd = fd };
    struct taking t = { .a = archive_read_new(), .folder = folder, .m = out, .err = err };
    enum jk_status rc = t.a ? JK_OK : jk_no_memory(err);

    if (rc == JK_OK && identity)
        rc = begin_sealer(&sealer, argv, fd, false, err);
    if (rc == JK_OK) {
        if (archive_read_support_format_tar(t.a) != ARCHIVE_OK ||
            archive_read_open_fd(t.a, sealer.fd, BLOCK) != ARCHIVE_OK)
            rc = jk_fail(err, JK_INVALID, JK_TEXT_BACKUP_NONE, "tar", "%s", "");
        else
            rc = take_all(&t, arena);
        rc = end_sealer(&sealer, rc, err);
    }
    archive_read_free(t.a);
    return rc;
}
