#include "jarak/config/files.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef JK_SHARE_DIR
#define JK_SHARE_DIR "/usr/share/jarakd"
#endif

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

enum jk_status jk_file_read(const char *path, struct jk_buf *out, struct jk_error *err)
{
    FILE *f = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    enum jk_status rc;

    if (!f)
        return jk_fail(err, errno == ENOENT ? JK_NONE : JK_IO, JK_TEXT_FILE_READ, path, "%s",
                       strerror(errno));
    rc = read_stream(f, path, out, err);
    if (f != stdin)
        fclose(f);
    return rc;
}

#define PACK_FILES_MAX 16

enum jk_status jk_pack_read(const char *folder, struct jk_arena *arena, struct jk_pack *out,
                            struct jk_error *err)
{
    struct jk_pack_file files[PACK_FILES_MAX];
    struct jk_buf bufs[PACK_FILES_MAX] = { { 0 } };
    enum jk_status rc = JK_OK;
    const char *name;
    bool optional;
    size_t count = 0;

    for (size_t i = 0; (name = jk_pack_file_name(i, &optional)) && rc == JK_OK; i++) {
        char path[PATH_MAX];

        snprintf(path, sizeof path, "%s/%s", folder, name);
        rc = jk_file_read(path, &bufs[count], err);
        if (rc == JK_OK)
            files[count] = (struct jk_pack_file){ name, jk_buf_view(&bufs[count]) };
        count += rc == JK_OK;
        if (rc == JK_NONE && optional)
            rc = JK_OK;
    }
    if (rc == JK_OK)
        rc = jk_pack_load(arena, files, count, out, err);
    for (size_t i = 0; i < PACK_FILES_MAX; i++)
        jk_buf_clear(&bufs[i]);
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
