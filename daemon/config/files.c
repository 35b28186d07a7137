/* Reading files and packs, and finding the zones.
 *
 * A file is read in blocks up to JK_FILE_MAX, so that a device or an endless pipe ends in an error
 * and not in memory. The first folder of a pack must have every file that is not optional; further
 * ones only add to it. Zones are looked for where JARAK_ZONES says, then beside the program up to
 * five folders up (a build tree), then in the installed place: a program runs from the build
 * without being installed. */
#include "jarak/config/files.h"
#include "jarak/base/heap.h"
#include "jarak/base/texts.h"
#include "jarak/config/texts.h"
#include "jarak/model/texts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef JK_SHARE_DIR
#define JK_SHARE_DIR "/usr/share/jarakd"
#endif

#define SECRETS_MAX 99 /* files of one name: whoever has not taken them away by then never will */

static enum jk_status read_stream(FILE *f, const char *path, struct jk_buf *out,
                                  struct jk_error *err)
{
    char block[65536];
    size_t got;

    while ((got = fread(block, 1, sizeof block, f)) > 0) {
        jk_buf_add(out, block, got);
        if (out->len > JK_FILE_MAX)
            return jk_fail(err, JK_TOO_BIG, JK_TEXT_FILE_BIG, path, "%zu", out->len);
    }
    if (ferror(f))
        return jk_fail(err, JK_IO, JK_TEXT_FILE_READ, path, "%s", strerror(errno));
    if (!jk_buf_ok(out))
        return jk_fail(err, JK_MEMORY, JK_TEXT_NO_MEMORY, path, "%s", "");
    return JK_OK;
}

static enum jk_status read_opened(FILE *f, const char *path, struct jk_buf *out,
                                  struct jk_error *err)
{
    enum jk_status rc;

    if (!f)
        return jk_fail(err, errno == ENOENT ? JK_NONE : JK_IO, JK_TEXT_FILE_READ, path, "%s",
                       strerror(errno));
    rc = read_stream(f, path, out, err);
    if (f != stdin)
        fclose(f);
    return rc;
}

enum jk_status jk_file_read(const char *path, struct jk_buf *out, struct jk_error *err)
{
    return read_opened(strcmp(path, "-") == 0 ? stdin : fopen(path, "rb"), path, out, err);
}

enum jk_status jk_file_read_kept(const char *path, bool links, struct jk_buf *out,
                                 struct jk_error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | (links ? 0 : O_NOFOLLOW));
    struct stat st;
    FILE *f = NULL;

    if (fd >= 0 && fstat(fd, &st) == 0) {
        errno = S_ISREG(st.st_mode) ? 0 : EINVAL;
        f = errno ? NULL : fdopen(fd, "rb");
    }
    if (!f && fd >= 0) {
        const int why = errno;

        close(fd);
        errno = why;
    }
    return read_opened(f, path, out, err);
}

#define PACK_FILES_MAX 16

/* The files of some packs, as they are read. */
struct pack_files {
    struct jk_pack_file file[JK_PACKS_MAX * PACK_FILES_MAX];
    struct jk_buf bytes[JK_PACKS_MAX * PACK_FILES_MAX];
    size_t count;
};

static enum jk_status read_folder(struct pack_files *files, const char *folder, unsigned pack,
                                  struct jk_error *err)
{
    enum jk_status rc = JK_OK;
    const char *name;
    bool optional;

    if (access(folder, R_OK | X_OK) != 0) /* files may be left out, a misspelt folder may not */
        return jk_fail(err, JK_NONE, JK_TEXT_FILE_READ, folder, "%s", strerror(errno));
    for (size_t i = 0; (name = jk_pack_file_name(i, &optional)) && rc == JK_OK; i++) {
        struct jk_buf *bytes = &files->bytes[files->count];
        char path[PATH_MAX];

        snprintf(path, sizeof path, "%s/%s", folder, name);
        rc = jk_file_read_kept(path, true, bytes, err);
        if (rc == JK_OK)
            files->file[files->count++] =
                (struct jk_pack_file){ name, jk_buf_view(bytes), pack, NULL };
        if (rc == JK_NONE && (optional || pack > 0))
            rc = JK_OK;
    }
    return rc;
}

/* What was read, by its caller's arena. */
static enum jk_status keep_files(const struct pack_files *files, struct jk_arena *arena,
                                 struct jk_pack_files *out)
{
    struct jk_pack_file *list = jk_arena_array(arena, files->count, sizeof *list);

    for (size_t i = 0; list && i < files->count; i++) {
        const char *bytes = jk_arena_copy(arena, files->file[i].bytes);

        if (!bytes)
            return JK_MEMORY;
        list[i] = files->file[i];
        list[i].bytes.at = bytes;
    }
    *out = (struct jk_pack_files){ list, files->count };
    return list ? JK_OK : JK_MEMORY;
}

enum jk_status jk_pack_files_read(const char *const *folders, size_t count, struct jk_arena *arena,
                                  struct jk_pack_files *out, struct jk_error *err)
{
    struct pack_files *files = jk_heap_zeroed(1, sizeof *files);
    enum jk_status rc = JK_OK;

    if (!files)
        return jk_fail(err, JK_MEMORY, JK_TEXT_NO_MEMORY, folders[0], "%s", "");
    for (size_t i = 0; i < count && rc == JK_OK; i++)
        rc = read_folder(files, folders[i], (unsigned)i, err);
    if (rc == JK_OK && keep_files(files, arena, out) != JK_OK)
        rc = jk_fail(err, JK_MEMORY, JK_TEXT_NO_MEMORY, folders[0], "%s", "");
    for (size_t i = 0; i < files->count; i++)
        jk_buf_clear(&files->bytes[i]);
    free(files);
    return rc;
}

enum jk_status jk_packs_read(const char *const *folders, size_t count, struct jk_arena *arena,
                             struct jk_pack *out, struct jk_error *err)
{
    struct jk_arena kept = { 0 }; /* a pack does not point into its files */
    struct jk_pack_files files = { NULL, 0 };
    enum jk_status rc = jk_pack_files_read(folders, count, &kept, &files, err);

    if (rc == JK_OK)
        rc = jk_pack_load(arena, files.at, files.count, out, err);
    jk_arena_clear(&kept);
    return rc;
}

enum jk_status jk_pack_read(const char *folder, struct jk_arena *arena, struct jk_pack *out,
                            struct jk_error *err)
{
    return jk_packs_read(&folder, 1, arena, out, err);
}

static enum jk_status write_all(int fd, const char *path, struct jk_span bytes,
                                struct jk_error *err)
{
    enum jk_status rc = JK_OK;

    while (bytes.len > 0 && rc == JK_OK) {
        ssize_t wrote = write(fd, bytes.at, bytes.len);

        if (wrote <= 0)
            rc = jk_fail(err, JK_IO, JK_TEXT_FILE_WRITE, path, "%s", strerror(errno));
        else
            bytes = (struct jk_span){ bytes.at + wrote, bytes.len - (size_t)wrote };
    }
    if (rc == JK_OK && fsync(fd) != 0)
        rc = jk_fail(err, JK_IO, JK_TEXT_FILE_WRITE, path, "%s", strerror(errno));
    return rc;
}

enum jk_status jk_secret_write(const char *path, struct jk_span bytes, struct jk_error *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    enum jk_status rc;

    if (fd < 0)
        return jk_fail(err, errno == EEXIST ? JK_EXISTS : JK_IO, JK_TEXT_FILE_WRITE, path, "%s",
                       strerror(errno));
    rc = write_all(fd, path, bytes, err);
    close(fd);
    return rc;
}

enum jk_status jk_secret_write_beside(const char *path, struct jk_span bytes, char *out, size_t cap,
                                      struct jk_error *err)
{
    enum jk_status rc;

    snprintf(out, cap, "%s", path);
    rc = jk_secret_write(out, bytes, err);
    for (unsigned number = 2; rc == JK_EXISTS && number <= SECRETS_MAX; number++) {
        snprintf(out, cap, "%s-%u", path, number);
        rc = jk_secret_write(out, bytes, err);
    }
    return rc;
}

enum jk_status jk_file_replace(const char *path, struct jk_span bytes, mode_t mode,
                               struct jk_error *err)
{
    char beside[PATH_MAX];
    enum jk_status rc = JK_OK;
    int fd;

    snprintf(beside, sizeof beside, "%s.new", path);
    unlink(beside); /* of one that was cut off */
    fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return jk_fail(err, JK_IO, JK_TEXT_FILE_WRITE, path, "%s", strerror(errno));
    rc = write_all(fd, path, bytes, err);
    if (rc == JK_OK && (fchmod(fd, mode) != 0 || rename(beside, path) != 0))
        rc = jk_fail(err, JK_IO, JK_TEXT_FILE_WRITE, path, "%s", strerror(errno));
    close(fd);
    if (rc != JK_OK)
        unlink(beside);
    return rc;
}

/* The source tree of a program in build/ is one folder up, with its calendars/. */
static bool beside_program(char *path, size_t cap)
{
    char self[PATH_MAX];
    ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);

    for (int up = 0; len > 0 && up < 5; up++) {
        self[len] = '\0';
        len = strrchr(self, '/') ? strrchr(self, '/') - self : 0;
        self[len] = '\0';
        snprintf(path, cap, "%.*s/calendars/tz/zones.ics", (int)len, self);
        if (access(path, R_OK) == 0)
            return true;
    }
    return false;
}

enum jk_status jk_zones_find(char *path, size_t cap)
{
    const char *named = getenv("JARAK_ZONES");

    if (named) {
        snprintf(path, cap, "%s", named);
        return access(path, R_OK) == 0 ? JK_OK : JK_NONE;
    }
    if (beside_program(path, cap))
        return JK_OK;
    snprintf(path, cap, "%s", JK_SHARE_DIR "/tz/zones.ics");
    return access(path, R_OK) == 0 ? JK_OK : JK_NONE;
}

static bool ends_so(const char *name, const char *ending)
{
    size_t len = strlen(name), tail = strlen(ending);

    return len >= tail && strcmp(name + len - tail, ending) == 0;
}

enum jk_status jk_files_drop(const char *folder, const char *ending, struct jk_error *err)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
    struct dirent *entry;
    bool failed = !dir && errno != ENOENT;

    if (fd >= 0 && !dir)
        close(fd);
    while (dir && (entry = readdir(dir)))
        failed = (ends_so(entry->d_name, ending) && unlinkat(dirfd(dir), entry->d_name, 0) != 0) ||
                 failed;
    if (dir)
        closedir(dir);
    return failed ? jk_fail(err, JK_IO, JK_TEXT_FILE_WRITE, folder, "%s", "") : JK_OK;
}

enum jk_status jk_zones_read(struct jk_buf *out, struct jk_error *err)
{
    char path[PATH_MAX];

    jk_zones_find(path, sizeof path);
    return jk_file_read(path, out, err);
}
