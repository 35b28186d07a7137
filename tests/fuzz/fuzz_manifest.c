/* Manifests of backups and lists of erasures, both of whatever origin: no crash, every refusal says
 * what; names of files lead nowhere but below their folder; what is read is written and read again
 * as the same.
 *
 * Input: "{" begins a manifest, anything else a list. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "daemon/ctl/data/manifest.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void must(bool promise)
{
    if (!promise)
        abort();
}

static void check_name(const char *name)
{
    must(name[0] != '/' && name[0] != '.' && !strstr(name, "..") && !strstr(name, "/."));
    must(name[0] && name[strlen(name) - 1] != '/' && !strchr(name, '\n'));
}

static void try_manifest(struct jk_span text)
{
    struct manifest *m = malloc(sizeof *m), *again = malloc(sizeof *again);
    struct jk_arena arena = { 0 };
    struct jk_error err = { .status = JK_OK };
    struct jk_buf written = { 0 };
    enum jk_status rc;

    must(m && again);
    rc = data_manifest_read(text, &arena, m, &err);
    must(rc == JK_OK || err.status == rc);
    if (rc == JK_OK) {
        must(data_manifest_find(m, "jarakd.db") != NULL);
        for (size_t i = 0; i < m->file_count; i++)
            check_name(m->files[i].name);
        must(data_manifest_write(m, &written) == JK_OK);
        must(data_manifest_read(jk_buf_view(&written), &arena, again, &err) == JK_OK);
        must(again->file_count == m->file_count && again->pack_count == m->pack_count &&
             again->erasures == m->erasures && again->journal.entries == m->journal.entries);
    }
    jk_buf_clear(&written);
    jk_arena_clear(&arena);
    free(m);
    free(again);
}

static void try_list(const uint8_t *bytes, size_t len)
{
    struct erasures list;
    struct jk_error err = { .status = JK_OK };
    uint8_t digest[JK_DIGEST_LEN];
    const char *basis = NULL;
    char path[40];
    int fd = memfd_create("list", 0);
    enum jk_status rc;

    must(fd >= 0 && (len == 0 || write(fd, bytes, len) == (ssize_t)len));
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    rc = data_list_read(path, &list, &err);
    must(rc == JK_OK || err.status == rc);
    if (rc == JK_OK) {
        must(data_list_digest(&list, list.count, digest));
        must(!data_list_digest(&list, list.count + 1, digest));
        must(!data_list_is_listed(&list, "a@b", &basis) || basis != NULL);
    }
    data_list_clear(&list);
    close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    if (len > 0 && bytes[0] == '{')
        try_manifest((struct jk_span){ (const char *)bytes, len });
    else
        try_list(bytes, len);
    return 0;
}
