/* The shelf: files of the public calendar beside the store, and their manifest.
 *
 * Each file is written beside its place and renamed into it, and not flushed: what a power failure
 * leaves of it has another hash, and is not given out. The manifest is flushed. Its records are
 * lines, the first says when all was looked at: fields are separated by tabs, so that what another
 * program wrote into it is read as it stands or not at all. */
#include "jarak/store/shelf.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "jarak/base/decimal.h"
#include "jarak/base/heap.h"
#include "jarak/model/texts.h"

#define MANIFEST "manifest"

bool jk_shelf_manifest(const char *folder, char *path, size_t room)
{
    int len = snprintf(path, room, "%s/" MANIFEST, folder);

    return len > 0 && (size_t)len < room;
}

static int compare_items(const void *a, const void *b)
{
    const struct jk_shelf_item *x = a, *y = b;

    return strcmp(x->name, y->name);
}

const struct jk_shelf_item *jk_shelf_find(const struct jk_shelf *shelf, const char *name)
{
    struct jk_shelf_item key;

    if (strlen(name) >= sizeof key.name || shelf->count == 0)
        return NULL;
    strcpy(key.name, name);
    return bsearch(&key, shelf->list, shelf->count, sizeof key, compare_items);
}

/* Names the file, in the place of one of that name. */
static bool name_item(struct jk_shelf *shelf, const struct jk_shelf_item *item)
{
    struct jk_shelf_item *known = (void *)(uintptr_t)jk_shelf_find(shelf, item->name);
    size_t at;

    if (known) {
        *known = *item;
        return true;
    }
    if (!jk_grow(&shelf->list, shelf->count, &shelf->cap, sizeof *shelf->list))
        return false;
    for (at = shelf->count; at > 0 && compare_items(&shelf->list[at - 1], item) > 0; at--)
        shelf->list[at] = shelf->list[at - 1]; /* a manifest is read in order: none is moved */
    shelf->list[at] = *item;
    shelf->count++;
    return true;
}

void jk_shelf_drop(struct jk_shelf *shelf,
                   bool (*is_old)(void *ctx, const struct jk_shelf_item *item), void *ctx)
{
    size_t kept = 0;

    for (size_t i = 0; i < shelf->count; i++) {
        if (!is_old(ctx, &shelf->list[i]))
            shelf->list[kept++] = shelf->list[i];
    }
    shelf->count = kept;
}

void jk_shelf_clear(struct jk_shelf *shelf)
{
    free(shelf->list);
    *shelf = (struct jk_shelf){ .list = NULL };
}

static void write_item(const struct jk_shelf_item *item, struct jk_buf *out)
{
    char digest[2 * JK_DIGEST_LEN + 1];

    jk_hex(item->digest, sizeof item->digest, digest);
    jk_buf_fmt(out, "%s\t%s\t%s\t%" PRId64 "\t%" PRIu64 "\t%" PRIu64 "\t%s", item->name,
               item->region, item->etag, item->modified_s, item->unpacked, item->size, digest);
}

/* The next field, whole. */
static bool cut_text(struct jk_span *rest, char *out, size_t room)
{
    struct jk_span field;

    if (!jk_span_cut(rest, '\t', &field) || field.len >= room)
        return false;
    memcpy(out, field.at, field.len);
    out[field.len] = '\0';
    return true;
}

static bool cut_number(struct jk_span *rest, uint64_t *out)
{
    struct jk_span field;

    return jk_span_cut(rest, '\t', &field) && jk_uint_parse(field, INT64_MAX, out);
}

static bool read_item(struct jk_span line, struct jk_shelf_item *out)
{
    uint64_t modified_s;

    if (!cut_text(&line, out->name, sizeof out->name) || out->name[0] == '.' ||
        strchr(out->name, '/') || !cut_text(&line, out->region, sizeof out->region) ||
        !cut_text(&line, out->etag, sizeof out->etag) || !cut_number(&line, &modified_s) ||
        !cut_number(&line, &out->unpacked) || !cut_number(&line, &out->size) ||
        !jk_unhex(line, out->digest, sizeof out->digest))
        return false;
    out->modified_s = (int64_t)modified_s;
    return out->size <= JK_SHELF_FILE_MAX;
}

static bool read_manifest(struct jk_snapshot_reader *reader, struct jk_shelf *out)
{
    struct jk_span record;
    uint64_t written_s;

    if (!jk_snapshot_next(reader, &record) || !jk_uint_parse(record, INT64_MAX, &written_s))
        return false;
    out->written_s = (int64_t)written_s;
    out->entries = jk_snapshot_entries(reader);
    while (jk_snapshot_next(reader, &record)) {
        struct jk_shelf_item item;

        if (!read_item(record, &item) || !name_item(out, &item))
            return false;
    }
    return jk_snapshot_is_whole(reader);
}

const char *jk_shelf_open(struct jk_store *store, const char *folder,
                          const uint8_t maker[JK_DIGEST_LEN], struct jk_shelf *out)
{
    struct jk_snapshot_reader *reader;
    const char *because;
    char path[PATH_MAX];

    *out = (struct jk_shelf){ .list = NULL };
    if (!jk_shelf_manifest(folder, path, sizeof path))
        return "not-readable";
    jk_snapshot_open(store, path, maker, &reader, &because);
    if (!reader)
        return because;
    because = read_manifest(reader, out) ? NULL : "spoilt";
    jk_snapshot_close(reader);
    if (because)
        jk_shelf_clear(out);
    return because;
}

static enum jk_status read_file(int fd, size_t size, struct jk_buf *out)
{
    char block[65536];
    size_t before = out->len;
    ssize_t got;

    while ((got = read(fd, block, sizeof block)) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return JK_IO;
        jk_buf_add(out, block, (size_t)got);
        if (!jk_buf_ok(out))
            return JK_MEMORY;
        if (out->len - before > size)
            return JK_CORRUPT; /* no more of it is read */
    }
    return out->len - before == size ? JK_OK : JK_CORRUPT;
}

enum jk_status jk_shelf_read(const char *folder, const struct jk_shelf_item *item,
                             struct jk_buf *out)
{
    const size_t before = out->len;
    uint8_t digest[JK_DIGEST_LEN];
    char path[PATH_MAX];
    enum jk_status rc;
    int fd;

    snprintf(path, sizeof path, "%s/%s", folder, item->name);
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0)
        return errno == ENOENT ? JK_NONE : JK_IO;
    rc = read_file(fd, item->size, out);
    close(fd);
    if (rc == JK_OK) {
        jk_sha256(out->at + before, item->size, digest);
        rc = memcmp(digest, item->digest, sizeof digest) == 0 ? JK_OK : JK_CORRUPT;
    }
    if (rc != JK_OK)
        out->len = before;
    return rc;
}

static bool write_all(int fd, struct jk_span rest)
{
    while (rest.len > 0) {
        ssize_t wrote = write(fd, rest.at, rest.len);

        if (wrote < 0 && errno != EINTR)
            return false;
        if (wrote > 0)
            rest = (struct jk_span){ rest.at + wrote, rest.len - (size_t)wrote };
    }
    return true;
}

/* Whatever lies beside the file was left by somebody who was ended. */
static bool replace(const char *folder, const char *name, struct jk_span bytes)
{
    char path[PATH_MAX], beside[PATH_MAX];
    bool ok;
    int fd;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    snprintf(beside, sizeof beside, "%s/.%s.new", folder, name);
    unlink(beside);
    fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return false;
    ok = write_all(fd, bytes);
    ok = close(fd) == 0 && ok && rename(beside, path) == 0;
    if (!ok)
        unlink(beside);
    return ok;
}

static bool is_named(void *ctx, const struct jk_shelf_item *item)
{
    return strcmp(item->name, ctx) == 0;
}

/* The folder is ours: what a link in its place leads to is neither written nor cleared.
 * @return false: errno says why */
static bool make_folder(const char *folder)
{
    struct stat st;

    if ((mkdir(folder, 0700) != 0 && errno != EEXIST) || lstat(folder, &st) != 0)
        return false;
    errno = ENOTDIR;
    return S_ISDIR(st.st_mode);
}

enum jk_status jk_shelf_put(struct jk_shelf *shelf, const char *folder,
                            const struct jk_shelf_item *item, struct jk_span bytes)
{
    struct jk_shelf_item kept = *item;

    kept.size = bytes.len;
    if (kept.size > JK_SHELF_FILE_MAX) {
        jk_shelf_drop(shelf, is_named, kept.name);
        return JK_TOO_BIG;
    }
    jk_sha256(bytes.at, bytes.len, kept.digest);
    if (!make_folder(folder) || !replace(folder, kept.name, bytes))
        return JK_IO;
    return name_item(shelf, &kept) ? JK_OK : JK_MEMORY;
}

/* Removes the files of a folder; below it are none of ours.
 * @param keep  but for those it names and the manifest; null: all */
static bool remove_files(const char *folder, const struct jk_shelf *keep)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
    const struct dirent *entry;
    bool all = true;

    if (!dir) {
        const bool is_none = errno == ENOENT;

        if (fd >= 0)
            close(fd);
        return is_none;
    }
    while ((entry = readdir(dir)) != NULL) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
            (keep && (strcmp(entry->d_name, MANIFEST) == 0 || jk_shelf_find(keep, entry->d_name))))
            continue;
        all = (unlinkat(dirfd(dir), entry->d_name, 0) == 0 || errno == ENOENT) && all;
    }
    closedir(dir);
    return all;
}

enum jk_status jk_shelf_finish(const struct jk_shelf *shelf, const char *folder,
                               const struct jk_snapshot_binding *binding, struct jk_error *err)
{
    struct jk_snapshot_writer *writer;
    struct jk_buf line = { 0 };
    enum jk_status rc;
    bool whole;

    if (!make_folder(folder))
        return jk_fail(err, JK_IO, JK_TEXT_FILE_WRITE, folder, "%s", strerror(errno));
    remove_files(folder, shelf);
    rc = jk_snapshot_create(binding, &writer, err);
    if (rc != JK_OK)
        return rc;
    jk_buf_fmt(&line, "%" PRId64, shelf->written_s);
    jk_snapshot_add(writer, jk_buf_view(&line));
    for (size_t i = 0; i < shelf->count; i++) {
        jk_buf_reset(&line);
        write_item(&shelf->list[i], &line);
        jk_snapshot_add(writer, jk_buf_view(&line));
    }
    whole = jk_buf_ok(&line);
    jk_buf_clear(&line);
    rc = jk_snapshot_finish(writer, whole, err);
    return rc == JK_OK && !whole ? jk_no_memory(err) : rc;
}

bool jk_shelf_remove(const char *folder)
{
    char path[PATH_MAX];
    struct stat st;

    if (lstat(folder, &st) != 0)
        return errno == ENOENT;
    if (!S_ISDIR(st.st_mode))
        return false;
    if (jk_shelf_manifest(folder, path, sizeof path))
        unlink(path); /* without it nothing is given out, whatever stays */
    return remove_files(folder, NULL) && (rmdir(folder) == 0 || errno == ENOENT);
}
