/* Reading files and dropping them: what is there, what is not, what is too large. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "jarak/config/files.h"

static char folder[64];

static void make_folder(void)
{
    snprintf(folder, sizeof folder, "/tmp/jarakd-files-XXXXXX");
    cr_assert(mkdtemp(folder) != NULL);
}

static void drop_folder(void)
{
    struct jk_error err;

    jk_files_drop(folder, "", &err);
    rmdir(folder);
}

static void put(const char *name, const char *bytes, size_t len)
{
    char path[128];
    FILE *f;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    f = fopen(path, "wb");
    cr_assert(f && fwrite(bytes, 1, len, f) == len && fclose(f) == 0);
}

static bool there(const char *name)
{
    char path[128];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    return access(path, F_OK) == 0;
}

TestSuite(files, .init = make_folder, .fini = drop_folder);

Test(files, a_file_is_appended_whole_zeros_too)
{
    struct jk_buf buf = { 0 };
    struct jk_error err;
    char path[128];

    put("a", "x\0y", 3);
    snprintf(path, sizeof path, "%s/a", folder);
    jk_buf_str(&buf, "sebelum:");
    cr_assert(jk_file_read(path, &buf, &err) == JK_OK);
    cr_assert(jk_span_eq(jk_buf_view(&buf), (struct jk_span){ "sebelum:x\0y", 11 }));
    put("a", "", 0);
    cr_assert(jk_file_read(path, &buf, &err) == JK_OK && buf.len == 11, "an empty file");
    jk_buf_clear(&buf);
}

Test(files, what_cannot_be_read_is_named)
{
    struct jk_buf buf = { 0 };
    struct jk_error err;
    char path[128];

    snprintf(path, sizeof path, "%s/none", folder);
    cr_assert(jk_file_read(path, &buf, &err) == JK_NONE);
    cr_assert(strstr(err.field, "none") != NULL, "%s", err.field);
    cr_assert(jk_file_read(folder, &buf, &err) == JK_IO, "a folder");
    cr_assert(strncmp(err.field, folder, 20) == 0, "%s", err.field);
    jk_buf_clear(&buf);
}

/* A sparse file of exactly the bound is read, a byte more is not. */
Test(files, sixty_four_megabytes_are_the_most)
{
    struct jk_error err;
    char path[128];

    put("big", "x", 1);
    snprintf(path, sizeof path, "%s/big", folder);
    for (int more = 0; more < 2; more++) {
        struct jk_buf buf = { 0 };

        cr_assert(truncate(path, (off_t)JK_FILE_MAX + more) == 0);
        cr_assert(jk_file_read(path, &buf, &err) == (more ? JK_TOO_BIG : JK_OK), "%d more", more);
        jk_buf_clear(&buf);
    }
}

Test(files, only_names_that_end_so_are_dropped)
{
    struct jk_error err;

    put("a.tmp", "", 0);
    put("b.tmp.json", "", 0);
    put("tmp", "", 0);
    put(".tmp", "", 0);
    cr_assert(jk_files_drop(folder, ".tmp", &err) == JK_OK);
    cr_assert(!there("a.tmp") && there("b.tmp.json") && there("tmp"));
    cr_assert(jk_files_drop(folder, ".none", &err) == JK_OK, "none is no fault");
    cr_assert(jk_files_drop("/tmp/jarakd-no-such-folder", ".tmp", &err) == JK_OK);
}

Test(files, a_pack_that_lacks_a_file_names_it)
{
    struct jk_arena arena = { 0 };
    struct jk_pack pack;
    struct jk_error err;

    cr_assert(jk_pack_read(folder, &arena, &pack, &err) != JK_OK);
    cr_assert(strstr(err.field, "pack.json") || strstr(err.value, "pack.json"), "%s %s", err.field,
              err.value);
    jk_arena_clear(&arena);
}
