/* Files that arrive in parts: one file for each account, target and size.
 *
 * The name is a hash of the three, so parts of different senders or sizes never mix, and nothing of
 * a request gets into a path. A part must begin where the file ends, which makes a repeated part
 * harmless (409 with the position). Each part is a frame of its own, sealed, and a torn one is
 * none. Files nobody went on with for UPLOAD_AGE_S are swept when a new one begins and by the tick;
 * at most UPLOADS_MAX stand at once. */
#include "daemon/http/rest/upload.h"
#include "jarak/app/notices/attachment.h"
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

/* A part in the file: the length of what is in it, big-endian, and that sealed. */
#define FRAME_HEAD 4
#define FRAME_SEAL (JK_SEAL_NONCE_LEN + JK_SEAL_TAG_LEN)

/* What a file holds: whole parts, of which the last may be followed by a torn one. */
struct frames {
    uint64_t received; /* bytes of the letter */
    uint64_t end;      /* of the last whole part in the file */
    size_t count;
};

static uint32_t length_of(const uint8_t head[FRAME_HEAD])
{
    return (uint32_t)head[0] << 24 | (uint32_t)head[1] << 16 | (uint32_t)head[2] << 8 | head[3];
}

static struct frames look_through(int fd)
{
    struct frames f = { 0 };
    uint8_t head[FRAME_HEAD];
    struct stat st;

    if (fd < 0 || fstat(fd, &st) != 0)
        return f;
    while (f.count < UPLOAD_PARTS && pread(fd, head, sizeof head, (off_t)f.end) == sizeof head) {
        const uint64_t next = f.end + FRAME_HEAD + FRAME_SEAL + length_of(head);

        if (length_of(head) == 0 || next > (uint64_t)st.st_size)
            break;
        f.received += length_of(head);
        f.end = next;
        f.count++;
    }
    return f;
}

uint64_t rest_upload_received(const struct upload *upload)
{
    char path[PATH_MAX];
    struct frames f;
    int fd;

    path_of(upload, path);
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    f = look_through(fd);
    if (fd >= 0)
        close(fd);
    return f.received;
}

static enum jk_status refuse(const char *folder, struct jk_error *err)
{
    return jk_fail(err, errno == ENOSPC || errno == EDQUOT ? JK_FULL : JK_IO, JK_TEXT_FILE_WRITE,
                   folder, "%s", strerror(errno));
}

/* The folder is ours: what a link in its place leads to is not.
 * @return false: errno says why */
static bool make_folder(const char *folder)
{
    struct stat st;

    if ((mkdir(folder, 0700) != 0 && errno != EEXIST) || lstat(folder, &st) != 0)
        return false;
    errno = ENOTDIR;
    return S_ISDIR(st.st_mode);
}

size_t rest_upload_sweep(const char *folder, int64_t now_s)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
    struct dirent *entry;
    size_t left = 0;

    if (fd >= 0 && !dir)
        close(fd);

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

static bool write_all(int fd, struct jk_span bytes, uint64_t at)
{
    ssize_t wrote = 0;

    for (size_t done = 0; done < bytes.len; done += (size_t)wrote) {
        wrote = pwrite(fd, bytes.at + done, bytes.len - done, (off_t)(at + done));
        if (wrote <= 0)
            return false;
    }
    return true;
}

/* Behind the last whole part: what a killed daemon left of one is cut off. */
static enum jk_status write_part(const struct upload *upload, int fd, const struct frames *f,
                                 struct jk_span part, struct jk_error *err)
{
    const uint32_t len = (uint32_t)part.len;
    const char head[FRAME_HEAD] = { (char)(len >> 24), (char)(len >> 16), (char)(len >> 8),
                                    (char)len };
    struct jk_buf frame = { 0 };
    enum jk_status rc;

    jk_buf_add(&frame, head, sizeof head);
    rc = jk_app_seal_part(upload->app, upload->uid, upload->name, f->received, part, &frame, err);
    if (rc == JK_OK && !jk_buf_ok(&frame))
        rc = jk_no_memory(err);
    if (rc == JK_OK &&
        (ftruncate(fd, (off_t)f->end) != 0 || !write_all(fd, jk_buf_view(&frame), f->end)))
        rc = refuse(upload->folder, err);
    jk_buf_clear(&frame);
    return rc;
}

static enum jk_status append_to(const struct upload *upload, int fd,
                                const struct content_range *range, struct jk_span part,
                                struct jk_error *err)
{
    const struct frames f = look_through(fd);

    if (range->from != f.received)
        return jk_fail(err, JK_CONFLICT, JK_TEXT_LETTER_RANGE, "Content-Range", "%llu",
                       (unsigned long long)f.received);
    if (f.count == UPLOAD_PARTS)
        return jk_fail(err, JK_TOO_MANY, JK_TEXT_LETTER_PARTS, "Content-Range", "%d", UPLOAD_PARTS);
    return write_part(upload, fd, &f, part, err);
}

enum jk_status rest_upload_append(const struct upload *upload, const struct content_range *range,
                                  struct jk_span part, int64_t now_s, uint64_t *received,
                                  struct jk_error *err)
{
    char path[PATH_MAX];
    enum jk_status rc;
    int fd;

    path_of(upload, path);
    *received = 0;
    if (!make_folder(upload->folder))
        return refuse(upload->folder, err);
    *received = rest_upload_received(upload);
    if (*received == 0 && range->from != 0)
        return jk_fail(err, JK_CONFLICT, JK_TEXT_LETTER_RANGE, "Content-Range", "0");
    if (*received == 0 && rest_upload_sweep(upload->folder, now_s) >= UPLOADS_MAX)
        return jk_fail(err, JK_BUSY, JK_TEXT_LETTER_MANY, "", "%d", UPLOADS_MAX);
    fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return refuse(upload->folder, err);
    rc = append_to(upload, fd, range, part, err);
    *received = look_through(fd).received;
    if (close(fd) != 0 && rc == JK_OK)
        rc = refuse(upload->folder, err);
    return rc;
}

static enum jk_status open_parts(const struct upload *upload, struct jk_span file,
                                 struct jk_buf *out, struct jk_error *err)
{
    enum jk_status rc = JK_OK;
    uint64_t from = 0;

    while (file.len >= FRAME_HEAD && rc == JK_OK) {
        const uint32_t len = length_of((const uint8_t *)file.at);

        if (len == 0 || file.len - FRAME_HEAD < (uint64_t)len + FRAME_SEAL)
            break;
        rc = jk_app_open_part(upload->app, upload->uid, upload->name, from,
                              (struct jk_span){ file.at + FRAME_HEAD, len + FRAME_SEAL }, out, err);
        from += len;
        file.at += FRAME_HEAD + FRAME_SEAL + len;
        file.len -= FRAME_HEAD + FRAME_SEAL + len;
    }
    return rc == JK_OK && !jk_buf_ok(out) ? jk_no_memory(err) : rc;
}

enum jk_status rest_upload_read(const struct upload *upload, struct jk_buf *out,
                                struct jk_error *err)
{
    char path[PATH_MAX], bytes[65536];
    struct jk_buf file = { 0 };
    enum jk_status rc;
    ssize_t got = 0;
    int fd;

    path_of(upload, path);
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    while (fd >= 0 && (got = read(fd, bytes, sizeof bytes)) > 0)
        jk_buf_add(&file, bytes, (size_t)got);
    if (fd >= 0)
        close(fd);
    if (fd < 0 || got < 0)
        rc = jk_fail(err, JK_IO, JK_TEXT_FILE_READ, upload->name, "%s", strerror(errno));
    else
        rc =
            jk_buf_ok(&file) ? open_parts(upload, jk_buf_view(&file), out, err) : jk_no_memory(err);
    jk_buf_clear(&file);
    return rc;
}

void rest_upload_drop(const struct upload *upload)
{
    char path[PATH_MAX];

    path_of(upload, path);
    unlink(path);
}
