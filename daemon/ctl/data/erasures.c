/* Reading and writing the list of erasures. It is written anew as a whole: a season's has some
 * thousand lines, and half a line would be a riddle at the worst moment. */
#include "daemon/ctl/data/erasures.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "daemon/ctl/data/durable.h"
#include "jarak/base/civil.h"
#include "jarak/base/heap.h"
#include "jarak/base/texts.h"
#include "jarak/config/files.h"
#include "jarak/ctl/texts.h"
#include "jarak/model/texts.h"

struct erasure {
    char hex[2 * JK_DIGEST_LEN + 1];
    const char *basis; /* in the words */
};

static int by_digest(const void *a, const void *b)
{
    return strcmp(((const struct erasure *)a)->hex, ((const struct erasure *)b)->hex);
}

/* "2026-11-30T10:00:00Z DIGEST BASIS"; the line ends where the line feed was. */
static bool read_line(struct jk_span line, struct erasure *out)
{
    struct jk_span time, hex;
    uint8_t digest[JK_DIGEST_LEN];
    int64_t utc_s;

    if (!jk_span_cut(&line, ' ', &time) || !jk_span_cut(&line, ' ', &hex) || !line.at ||
        !jk_iso_parse(time, &utc_s) || hex.len != 2 * sizeof digest ||
        !jk_unhex(hex, digest, sizeof digest))
        return false;
    snprintf(out->hex, sizeof out->hex, "%.*s", (int)hex.len, hex.at);
    out->basis = line.at;
    return true;
}

/* @param list  its lines, in `words`, end with NULs then */
static enum jk_status read_lines(struct erasures *list, const char *path, struct jk_error *err)
{
    size_t lines = 0;

    for (size_t i = 0; i < list->text.len; i++)
        lines += list->text.at[i] == '\n';
    list->words = jk_heap_take(list->text.len + 1);
    list->list = jk_heap_zeroed(lines + 1, sizeof *list->list);
    if (!list->words || !list->list)
        return jk_no_memory(err);
    memcpy(list->words, list->text.at, list->text.len);
    for (char *at = list->words; list->count < lines; list->count++) {
        char *end = memchr(at, '\n', (size_t)(list->words + list->text.len - at));
        char where[PATH_MAX + 16];

        *end = '\0';
        if (!read_line((struct jk_span){ at, (size_t)(end - at) }, &list->list[list->count])) {
            snprintf(where, sizeof where, "%s:%zu", path, list->count + 1);
            return jk_fail(err, JK_INVALID, JK_TEXT_ERASURES_LINE, where, "%.80s", at);
        }
        at = end + 1;
    }
    qsort(list->list, list->count, sizeof *list->list, by_digest);
    return JK_OK;
}

enum jk_status data_list_read(const char *path, struct erasures *out, struct jk_error *err)
{
    enum jk_status rc;

    *out = (struct erasures){ .list = NULL };
    rc = jk_file_read(path, &out->text, err);
    if (rc == JK_NONE)
        return JK_OK;
    if (rc == JK_OK && out->text.len && out->text.at[out->text.len - 1] != '\n')
        rc = jk_fail(err, JK_INVALID, JK_TEXT_ERASURES_LINE, path, "%s", "");
    if (rc == JK_OK && out->text.len)
        rc = read_lines(out, path, err);
    if (rc != JK_OK)
        data_list_clear(out);
    return rc;
}

void data_list_clear(struct erasures *list)
{
    free(list->words);
    free(list->list);
    jk_buf_clear(&list->text);
    *list = (struct erasures){ .list = NULL };
}

static void digest_key(const char *key, char hex[2 * JK_DIGEST_LEN + 1])
{
    uint8_t digest[JK_DIGEST_LEN];

    jk_sha256(key, strlen(key), digest);
    jk_hex(digest, sizeof digest, hex);
}

bool data_list_is_listed(void *ctx, const char *key, const char **basis)
{
    const struct erasures *list = ctx;
    const struct erasure *found;
    struct erasure wanted;

    digest_key(key, wanted.hex);
    found = list->count ? bsearch(&wanted, list->list, list->count, sizeof *list->list, by_digest)
                        : NULL;
    if (found)
        *basis = found->basis;
    return found != NULL;
}

bool data_list_digest(const struct erasures *list, size_t lines, uint8_t out[JK_DIGEST_LEN])
{
    const char *at = list->text.at;
    size_t left = list->text.len;

    for (size_t i = 0; i < lines; i++) {
        const char *end = left ? memchr(at, '\n', left) : NULL;

        if (!end)
            return false;
        left -= (size_t)(end + 1 - at);
        at = end + 1;
    }
    jk_sha256(list->text.at, list->text.len - left, out);
    return true;
}

void data_list_line(struct jk_buf *out, const char *key, const char *basis, int64_t now_s)
{
    char hex[2 * JK_DIGEST_LEN + 1];

    digest_key(key, hex);
    jk_iso_add(out, now_s, 0);
    jk_buf_fmt(out, " %s ", hex);
    for (const char *c = basis; *c; c++)
        jk_buf_char(out, (unsigned char)*c < ' ' ? ' ' : *c);
    jk_buf_char(out, '\n');
}

enum jk_status data_list_write(const char *path, struct jk_span text, struct jk_error *err)
{
    char part[PATH_MAX];
    int fd;
    enum jk_status rc;

    snprintf(part, sizeof part, "%s.part", path);
    fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    rc = data_write(fd, text, part, err);
    return rc == JK_OK ? data_rename(part, path, err) : rc;
}
