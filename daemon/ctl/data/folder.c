/* Folders a backup is put together in, or taken apart into. */
#include "daemon/ctl/data/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>
#include "daemon/ctl/data/durable.h"
#include "jarak/base/texts.h"
#include "jarak/ctl/texts.h"
#include "jarak/model/texts.h"

enum jk_status data_folder_make(const char *path, struct jk_error *err)
{
    return mkdir(path, 0700) == 0 ? JK_OK : data_failed(path, err);
}

enum jk_status data_folder_make_for(const char *folder, const char *name, struct jk_error *err)
{
    char path[PATH_MAX + 64];

    for (const char *slash = strchr(name, '/'); slash; slash = strchr(slash + 1, '/')) {
        snprintf(path, sizeof path, "%s/%.*s", folder, (int)(slash - name), name);
        if (mkdir(path, 0700) != 0 && errno != EEXIST)
            return data_failed(path, err);
    }
    return JK_OK;
}

static enum jk_status unreadable(const char *path, struct jk_error *err)
{
    const int why = errno;

    return jk_fail(err, why == ENOENT ? JK_NONE : JK_IO, JK_TEXT_FILE_READ, path, "%s",
                   strerror(why));
}

/* A regular file, opened without following a link or waiting for a pipe. */
static int open_file(const char *path, off_t *size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    struct stat st;

    if (fd < 0)
        return -1;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
        *size = st.st_size;
        return fd;
    }
    close(fd);
    errno = EINVAL;
    return -1;
}

enum jk_status data_folder_copy(const char *from, const char *folder, const char *name,
                                struct jk_error *err)
{
    char path[PATH_MAX + 64];
    off_t size = 0;
    ssize_t got = 1;
    int in = open_file(from, &size), out;
    enum jk_status rc;

    if (in < 0)
        return unreadable(from, err);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    rc = data_folder_make_for(folder, name, err);
    out = rc == JK_OK ? open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600) : -1;
    if (rc == JK_OK && out < 0)
        rc = data_failed(path, err);
    while (rc == JK_OK && got > 0) {
        got = sendfile(out, in, NULL, 1 << 20);
        if (got < 0)
            rc = data_failed(path, err);
    }
    close(in);
    if (out >= 0) {
        if (rc == JK_OK)
            rc = data_write(out, (struct jk_span){ "", 0 }, path, err);
        else
            close(out);
    }
    return rc;
}

enum jk_status data_folder_digest(const char *folder, struct manifest_file *file,
                                  struct jk_error *err)
{
    char path[PATH_MAX + 64];
    off_t size = 0;
    void *bytes = NULL;
    int fd;

    snprintf(path, sizeof path, "%s/%s", folder, file->name);
    fd = open_file(path, &size);
    if (fd < 0)
        return unreadable(path, err);
    if (size > 0)
        bytes = mmap(NULL, (size_t)size, PROT_READ, MAP_PRIVATE, fd, 0);
    close(fd);
    if (bytes == MAP_FAILED)
        return unreadable(path, err);
    file->size = (uint64_t)size;
    jk_sha256(bytes ? bytes : "", (size_t)size, file->sha256);
    if (bytes)
        munmap(bytes, (size_t)size);
    return JK_OK;
}

enum jk_status data_folder_check(const char *folder, const struct manifest_file *file,
                                 struct jk_error *err)
{
    struct manifest_file there = { .name = file->name };
    enum jk_status rc = data_folder_digest(folder, &there, err);

    if (rc != JK_OK)
        return rc;
    return there.size == file->size && memcmp(there.sha256, file->sha256, JK_DIGEST_LEN) == 0
               ? JK_OK
               : jk_fail(err, JK_CORRUPT, JK_TEXT_BACKUP_FILE, file->name, "%s", file->name);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st;
    (void)type;
    (void)at;
    return remove(path);
}

void data_folder_remove(const char *path)
{
    nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}
