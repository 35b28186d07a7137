/* Files that are on the disk when a function returns. */
#include "daemon/ctl/data/durable.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "jarak/base/texts.h"
#include "jarak/model/texts.h"

enum jk_status data_failed(const char *path, struct jk_error *err)
{
    const int why = errno;
    const enum jk_status status = why == ENOSPC || why == EDQUOT ? JK_FULL
                                  : why == ENOENT                ? JK_NONE
                                  : why == EEXIST                ? JK_EXISTS
                                                                 : JK_IO;

    return jk_fail(err, status, JK_TEXT_FILE_WRITE, path, "%s", strerror(why));
}

/* @param out PATH_MAX bytes */
static void folder_of(const char *path, char *out)
{
    const char *slash = strrchr(path, '/');

    if (slash)
        snprintf(out, PATH_MAX, "%.*s", slash == path ? 1 : (int)(slash - path), path);
    else
        snprintf(out, PATH_MAX, ".");
}

void data_own(int fd, const char *path)
{
    char folder[PATH_MAX];
    struct stat st;

    folder_of(path, folder);
    if (geteuid() == 0 && stat(folder, &st) == 0 && fchown(fd, st.st_uid, st.st_gid) != 0)
        perror(path); /* it stays root's, which is no reason not to make it */
}

enum jk_status data_write(int fd, struct jk_span bytes, const char *path, struct jk_error *err)
{
    enum jk_status rc = JK_OK;

    if (fd < 0)
        return data_failed(path, err);
    while (bytes.len && rc == JK_OK) {
        ssize_t wrote = write(fd, bytes.at, bytes.len);

        if (wrote < 0 && errno != EINTR)
            rc = data_failed(path, err);
        if (wrote > 0)
            bytes = (struct jk_span){ bytes.at + wrote, bytes.len - (size_t)wrote };
    }
    data_own(fd, path);
    if (rc == JK_OK && fsync(fd) != 0)
        rc = data_failed(path, err);
    if (close(fd) != 0 && rc == JK_OK)
        rc = data_failed(path, err);
    return rc;
}

enum jk_status data_flush_folder(const char *path, struct jk_error *err)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    enum jk_status rc = fd >= 0 && fsync(fd) == 0 ? JK_OK : data_failed(path, err);

    if (fd >= 0)
        close(fd);
    return rc;
}

enum jk_status data_rename(const char *from, const char *to, struct jk_error *err)
{
    char folder[PATH_MAX];

    folder_of(to, folder);
    if (rename(from, to) != 0)
        return data_failed(to, err);
    return data_flush_folder(folder, err);
}
