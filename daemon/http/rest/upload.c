/* Files that arrive in parts: one file for each account, target and size.
 *
 * The name is a hash of the three, so parts of different senders or sizes never mix, and nothing of
 * a request gets into a path. A part must begin where the file ends, which makes a repeated part
 * harmless (409 with the position). Files nobody went on with for UPLOAD_AGE_S are swept when a new
 * one begins and by the tick; at most UPLOADS_MAX stand at once. */
#include "daemon/http/rest/upload.h"
#include "jarak/http/texts/texts.h"
#include "jarak/model/texts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "jarak/base/decimal.h"
#include "jarak/base/digest.h"

bool rest_content_range_parse(struct jk_span value, struct content_range *out)
{
    struct jk_span rest = value, unit, range, from;
    struct content_range read = { .from = 0 };

    if (!jk_span_cut(&rest, ' ', &unit) || !jk_span_eq_nocase(unit, JK_SPAN("bytes")) ||
        !jk_span_cut(&rest, '/', &range) || !jk_uint_parse(rest, INT64_MAX, &read.total) ||
        read.total == 0)
        return false;
    read.is_question = jk_span_eq(range, JK_SPAN("*"));
    if (!read.is_question &&
        (!jk_span_cut(&range, '-', &from) || !jk_uint_parse(from, INT64_MAX, &read.from) ||
         !jk_uint_parse(range, INT64_MAX, &read.to) || read.from > read.to ||
         read.to >= read.total))
        return false;
    *out = read;
    return true;
}

void rest_upload_name(const char *account, const char *target, uint64_t total,
                      char name[UPLOAD_NAME])
{
    char number[24], hex[2 * JK_DIGEST_LEN + 1];
    struct jk_span spans[] = { jk_span_of(account), jk_span_of(target), { number, 0 } };
    uint8_t digest[JK_DIGEST_LEN];

    spans[2].len = (size_t)snprintf(number, sizeof number, "%llu", (unsigned long long)total);
    jk_sha256_list(spans, 3, digest);
    jk_hex(digest, sizeof digest, hex);
    snprintf(name, UPLOAD_NAME, "%.32s.part", hex);
}

static void path_of(const struct upload *upload, char path[PATH_MAX])
{
    snprintf(path, PATH_MAX, "%s/%s", upload->folder, upload->name);
}

uint64_t rest_upload_received(const struct upload *upload)
{
    char path[PATH_MAX];
    struct stat st;

    path_of(upload, path);
    return stat(path, &st) == 0 ? (uint64_t)st.st_size : 0;
}

static enum jk_status refuse(const char *folder, struct jk_error *err)
{
    return jk_fail(err, errno == ENOSPC || errno == EDQUOT ? JK_FULL : JK_IO, JK_TEXT_FILE_WRITE,
                   folder, "%s", strerror(errno));
}

size_t rest_upload_sweep(const char *folder, int64_t now_s)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;
    size_t left = 0;

    while (dir && (entry = readdir(dir))) {
        struct stat st;

        if (entry->d_name[0] == '.' || fstatat(dirfd(dir), entry->d_name, &st, 0) != 0)
            continue;
        if (st.st_mtime + UPLOAD_AGE_S < now_s && unlinkat(dirfd(dir), entry->d_name, 0) == 0)
            continue;
        left++;
    }
    if (dir)
        closedir(dir);
    return left;
}

static enum jk_status write_part(const char *folder, const char *path, struct jk_span part,
                                 uint64_t from, struct jk_error *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    size_t done = 0;
    ssize_t wrote = 0;

    while (fd >= 0 && done < part.len && wrote >= 0) {
        wrote = pwrite(fd, part.at + done, part.len - done, (off_t)(from + done));
        done += wrote > 0 ? (size_t)wrote : 0;
    }
    if (fd < 0 || wrote < 0) {
        refuse(folder, err);
        if (fd >= 0)
            close(fd);
        return err->status;
    }
    return close(fd) == 0 ? JK_OK : refuse(folder, err);
}

enum jk_status rest_upload_append(const struct upload *upload, const struct content_range *range,
                                  struct jk_span part, int64_t now_s, uint64_t *received,
                                  struct jk_error *err)
{
    char path[PATH_MAX];
    enum jk_status rc;

    path_of(upload, path);
    *received = rest_upload_received(upload);
    if (range->from != *received)
        return jk_fail(err, JK_CONFLICT, JK_TEXT_LETTER_RANGE, "Content-Range", "%llu",
                       (unsigned long long)*received);
    if (*received == 0 && mkdir(upload->folder, 0700) != 0 && errno != EEXIST)
        return refuse(upload->folder, err);
    if (*received == 0 && rest_upload_sweep(upload->folder, now_s) >= UPLOADS_MAX)
        return jk_fail(err, JK_BUSY, JK_TEXT_LETTER_MANY, "", "%d", UPLOADS_MAX);
    rc = write_part(upload->folder, path, part, range->from, err);
    *received = rest_upload_received(upload);
    return rc;
}

enum jk_status rest_upload_read(const struct upload *upload, struct jk_buf *out,
                                struct jk_error *err)
{
    char path[PATH_MAX], bytes[65536];
    ssize_t got = 0;
    int fd;

    path_of(upload, path);
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    while (fd >= 0 && (got = read(fd, bytes, sizeof bytes)) > 0)
        jk_buf_add(out, bytes, (size_t)got);
    if (fd >= 0)
        close(fd);
    if (fd < 0 || got < 0)
        return jk_fail(err, JK_IO, JK_TEXT_FILE_READ, upload->name, "%s", strerror(errno));
    return jk_buf_ok(out) ? JK_OK : jk_no_memory(err);
}

void rest_upload_drop(const struct upload *upload)
{
    char path[PATH_MAX];

    path_of(upload, path);
    unlink(path);
}
