/* Files of the published site: written beside their place, renamed into it.
 *
 * A rename within one folder is one act, so a web server never sees half a page. A file that
 * already has the same bytes is left alone: its time stamp and the caches that rest on it stay.
 * Modes are set whatever the umask, for a web server of another account reads them. Removing takes
 * only names of our own form (JK_PUBLIC_ID_LEN hexadecimal digits) and only empty folders: what
 * somebody else put there is theirs. The folder stands open to other hands, so nothing in it is
 * followed out of it (a link in the place of a folder or a file), and nothing is waited for (a
 * pipe).
 */
#include "jarak/main/site_disk.h"
#include "jarak/model/texts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>
#include "jarak/feed/public/page.h"

#define SPANS_AT_ONCE 512 /* below IOV_MAX */

/* Made readable whatever the umask: a web server of another account serves it. */
static bool make_folder(const char *path)
{
    if (mkdir(path, 0755) == 0)
        return chmod(path, 0755) == 0;
    return errno == EEXIST;
}

enum jk_status jk_site_disk_open(const char *folder, struct jk_error *err)
{
    if (make_folder(folder) && access(folder, W_OK | X_OK) == 0)
        return JK_OK;
    return jk_fail(err, JK_IO, JK_TEXT_FILE_WRITE, folder, "%s", strerror(errno));
}

/* A folder itself, not a link to one. */
static bool is_folder(const char *path)
{
    struct stat st;

    if (lstat(path, &st) != 0)
        return false;
    errno = ENOTDIR;
    return S_ISDIR(st.st_mode);
}

/* Are the folders between the site's and the file there, and real? Made where they are missing. */
static bool make_way(char *path, size_t root_len, bool make)
{
    for (char *slash = strchr(path + root_len + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        bool ok;

        *slash = '\0';
        ok = (!make || make_folder(path)) && is_folder(path);
        *slash = '/';
        if (!ok)
            return false;
    }
    return true;
}

static size_t length_of(const struct jk_span *spans, size_t count)
{
    size_t len = 0;

    for (size_t i = 0; i < count; i++)
        len += spans[i].len;
    return len;
}

/* True when the next bytes of a file equal the span. */
static bool matches(int fd, struct jk_span span)
{
    char block[65536];

    while (span.len > 0) {
        ssize_t got = read(fd, block, span.len < sizeof block ? span.len : sizeof block);

        if (got <= 0 || memcmp(block, span.at, (size_t)got) != 0)
            return false;
        span.at += got;
        span.len -= (size_t)got;
    }
    return true;
}

/* True when the file is there with just these bytes. */
static bool is_same(const char *path, const struct jk_span *spans, size_t count)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    struct stat st;
    bool same;

    if (fd < 0)
        return false;
    same =
        fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && (size_t)st.st_size == length_of(spans, count);
    for (size_t i = 0; same && i < count; i++)
        same = matches(fd, spans[i]);
    close(fd);
    return same;
}

/* All bytes of the parts; they are moved on as they are written. */
static bool write_parts(int fd, struct iovec *parts, int count)
{
    while (count > 0) {
        ssize_t done = writev(fd, parts, count);

        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return false;
        for (; count > 0 && (size_t)done >= parts->iov_len; count--)
            done -= (ssize_t)parts++->iov_len;
        if (count > 0) {
            parts->iov_base = (char *)parts->iov_base + done;
            parts->iov_len -= (size_t)done;
        }
    }
    return true;
}

static bool write_spans(int fd, const struct jk_span *spans, size_t count)
{
    struct iovec parts[SPANS_AT_ONCE];

    while (count > 0) {
        size_t n = count < SPANS_AT_ONCE ? count : SPANS_AT_ONCE;

        for (size_t i = 0; i < n; i++)
            parts[i] = (struct iovec){ (void *)(uintptr_t)spans[i].at, spans[i].len };
        if (!write_parts(fd, parts, (int)n))
            return false;
        spans += n;
        count -= n;
    }
    return true;
}

/* Writes the file beside its place and renames it into it, which is one act. */
static bool replace(const char *path, const struct jk_span *spans, size_t count)
{
    char beside[PATH_MAX + 256];
    const char *name = strrchr(path, '/') + 1;
    int fd, reason;
    bool ok;

    snprintf(beside, sizeof beside, "%.*s.%s.new", (int)(name - path), path, name);
    /* What is left of a writing that was cut off goes; it might as well be a name that somebody
     * gave a file of another folder, and would be cut there. */
    if (unlink(beside) != 0 && errno != ENOENT)
        return false;
    fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (fd < 0)
        return false;
    ok = write_spans(fd, spans, count) && fchmod(fd, 0644) == 0;
    reason = errno;
    if (close(fd) != 0 && ok) {
        reason = errno;
        ok = false;
    }
    if (ok && rename(beside, path) == 0)
        return true;
    if (ok)
        reason = errno;
    unlink(beside);
    errno = reason;
    return false;
}

enum jk_status jk_site_disk_write(void *ctx, const char *path, const struct jk_span *spans,
                                  size_t count)
{
    const char *folder = ctx;
    char full[PATH_MAX + 128];

    snprintf(full, sizeof full, "%s/%s", folder, path);
    if (!make_way(full, strlen(folder), true))
        return JK_IO;
    return is_same(full, spans, count) || replace(full, spans, count) ? JK_OK : JK_IO;
}

static bool remove_file(const char *path)
{
    return unlink(path) == 0 || errno == ENOENT || errno == ENOTDIR;
}

enum jk_status jk_site_disk_remove(void *ctx, const char *folder, const char *id)
{
    char path[PATH_MAX + 128];
    size_t end;

    snprintf(path, sizeof path, "%s/%s/%s.ics", (const char *)ctx, folder, id);
    if (!make_way(path, strlen(ctx), false))
        return errno == ENOENT ? JK_OK : JK_IO;
    if (!remove_file(path))
        return JK_IO;
    end = strlen(path) - strlen(".ics");
    snprintf(path + end, sizeof path - end, "/index.html");
    if (!remove_file(path))
        return JK_IO;
    path[end] = '\0';
    /* A folder in which somebody else put something is theirs. */
    return rmdir(path) == 0 || errno == ENOENT || errno == ENOTEMPTY || errno == EEXIST ? JK_OK
                                                                                        : JK_IO;
}

/* True when it is the name of an activity's folder or file. @param[out] id its digits */
static bool read_name(const char *name, char id[JK_PUBLIC_ID_LEN + 1])
{
    if (strspn(name, "0123456789abcdef") != JK_PUBLIC_ID_LEN ||
        (name[JK_PUBLIC_ID_LEN] && strcmp(name + JK_PUBLIC_ID_LEN, ".ics") != 0))
        return false;
    memcpy(id, name, JK_PUBLIC_ID_LEN);
    id[JK_PUBLIC_ID_LEN] = '\0';
    return true;
}

static void sweep_folder(const char *root, const char *folder, const struct jk_site *site,
                         const char *region)
{
    char path[PATH_MAX + 128], id[JK_PUBLIC_ID_LEN + 1];
    const struct dirent *entry;
    DIR *dir;

    snprintf(path, sizeof path, "%s/%s", root, folder);
    dir = opendir(path);
    if (!dir)
        return;
    while ((entry = readdir(dir)) != NULL) {
        if (read_name(entry->d_name, id) && !jk_site_holds(site, region, jk_span_of(id)))
            jk_site_disk_remove((void *)(uintptr_t)root, folder, id);
    }
    closedir(dir);
}

void jk_site_disk_sweep(const char *folder, const struct jk_site *site)
{
    const char *region;

    for (size_t i = 0; (region = jk_site_region(site, i)) != NULL; i++) {
        char below[64];

        snprintf(below, sizeof below, "kalender/%s", region);
        sweep_folder(folder, below, site, region);
        snprintf(below, sizeof below, "kalender/en/%s", region);
        sweep_folder(folder, below, site, region);
    }
}
