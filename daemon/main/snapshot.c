/* The snapshot beside the store: written by a copy of the process while the daemon runs, whenever
 * much has been added since the last one, and by the daemon itself when it ends.
 *
 * It is of this program as it is linked: what is mapped into it is named by file, size and time, so
 * that a library that was updated counts as another program. One that is not of us is taken away at
 * once; it would only be refused again. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "jarak/base/log.h"
#include "jarak/main/daemon.h"
#include "jarak/app/registry/registry.h"
#include "jarak/model/texts.h"

#define ENTRIES_LEAST 20000 /* of the journal: a start reads so many in a second or two */
#define ENTRIES_PART  4     /* or a part of all notices, where that is more */
#define MAPPED_MAX    256   /* files: four times as many as there are */

/* One file mapped into this process to be run, as far as it tells it from another. */
struct mapped {
    uint8_t digest[JK_DIGEST_LEN];
};

static bool name_mapped(const char *path, struct mapped *out)
{
    char text[PATH_MAX + 128];
    struct stat st;
    int len;

    if (stat(path, &st) != 0)
        return false; /* it was replaced since: nobody can say what runs */
    len = snprintf(text, sizeof text, "%s %jd %jd.%ld %ju", path, (intmax_t)st.st_size,
                   (intmax_t)st.st_mtim.tv_sec, st.st_mtim.tv_nsec, (uintmax_t)st.st_ino);
    if (len < 0 || (size_t)len >= sizeof text)
        return false;
    jk_sha256(text, (size_t)len, out->digest);
    return true;
}

static int compare_mapped(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct mapped));
}

/* Adds all of them, in an order that does not hang on where they were mapped this time. False: they
 * are not known. */
static bool add_mapped(struct jk_buf *out)
{
    FILE *f = fopen("/proc/self/maps", "re");
    char line[PATH_MAX + 128];
    struct mapped list[MAPPED_MAX];
    size_t count = 0;
    bool known = f != NULL;

    while (known && fgets(line, sizeof line, f)) {
        char *path = strchr(line, '/'), *end = path ? strchr(path, '\n') : NULL;

        if (!end || !strstr(line, "r-xp"))
            continue;
        *end = '\0';
        known = count < MAPPED_MAX && name_mapped(path, &list[count++]);
    }
    if (f)
        fclose(f);
    qsort(list, count, sizeof *list, compare_mapped);
    jk_buf_add(out, list, count * sizeof *list);
    return known && count > 0;
}

/* Adds the program's own octets. */
static bool add_program(struct jk_buf *out)
{
    FILE *f = fopen("/proc/self/exe", "re");
    char room[65536];
    size_t got;

    if (!f)
        return false;
    while ((got = fread(room, 1, sizeof room, f)) > 0)
        jk_buf_add(out, room, got);
    got = ferror(f) == 0;
    fclose(f);
    return got;
}

void jk_daemon_snapshot_plan(struct jk_daemon *d)
{
    struct jk_buf of = { 0 };

    snprintf(d->snapshot.path, sizeof d->snapshot.path, "%s/jarakd.snapshot", d->options.data);
    if (add_mapped(&of) && add_program(&of) && jk_buf_ok(&of)) {
        jk_sha256(of.at, of.len, d->snapshot.start.program);
        d->snapshot.start.snapshot = d->snapshot.path;
    }
    jk_buf_clear(&of);
}

static bool has_snapshots(const struct jk_daemon *d)
{
    return d->snapshot.start.snapshot != NULL;
}

void jk_daemon_snapshot_begun(struct jk_daemon *d)
{
    if (!has_snapshots(d))
        return;
    if (strcmp(jk_app_audit(d->app).snapshot, "used") == 0)
        d->snapshot.entries = jk_app_last_entry(d->app);
    else if (unlink(d->snapshot.path) != 0 && errno != ENOENT)
        jk_log(JK_LOG_WARNING, "snapshot-stays path=%s why=%s", d->snapshot.path, strerror(errno));
}

void jk_daemon_snapshot_distrust(struct jk_daemon *d)
{
    if (d->snapshot.distrusted)
        return;
    d->snapshot.distrusted = true;
    jk_daemon_shelf_distrust(d);
    jk_rehearsal_free(d->snapshot.copy);
    d->snapshot.copy = NULL;
    if (has_snapshots(d) && unlink(d->snapshot.path) != 0 && errno != ENOENT)
        jk_log(JK_LOG_WARNING, "snapshot-stays path=%s why=%s", d->snapshot.path, strerror(errno));
}

static void tell(const struct jk_snapshot_binding *binding, enum jk_status rc,
                 const struct jk_error *err)
{
    char text[512];

    if (rc == JK_OK) {
        jk_log(JK_LOG_INFO, "snapshot entries=%" PRIu64, binding->mark.entries);
        return;
    }
    jk_error_format(err, JK_LANG_EN, text, sizeof text);
    jk_log(JK_LOG_WARNING, "snapshot-failed %s", text);
}

static enum jk_status bind_snapshot(struct jk_daemon *d, struct jk_error *err)
{
    d->snapshot.start.followed = !jk_daemon_shared_is_alike(d);
    return jk_app_snapshot_bind(d->app, &d->snapshot.start, &d->snapshot.binding, err);
}

/* In the copy. */
static void write_copy(void *ctx, struct jk_buf *found)
{
    struct jk_daemon *d = ctx;
    struct jk_error err;
    enum jk_status rc = jk_app_snapshot_write(d->app, &d->snapshot.binding, &err);

    if (rc == JK_OK)
        jk_buf_str(found, "whole");
    else
        tell(&d->snapshot.binding, rc, &err);
}

static void written(void *ctx, struct jk_span found)
{
    struct jk_daemon *d = ctx;

    jk_rehearsal_free(d->snapshot.copy);
    d->snapshot.copy = NULL;
    if (found.len > 0)
        tell(&d->snapshot.binding, JK_OK, NULL);
}

/* What could not be written is tried again when as much has been added once more. */
void jk_daemon_snapshot_due(struct jk_daemon *d)
{
    const struct jk_rehearsal_part part = { write_copy, written, d };
    uint64_t entries = jk_app_last_entry(d->app), due = ENTRIES_LEAST;
    struct jk_error err;
    enum jk_status rc;

    if (jk_registry_entries(jk_app_registry(d->app)) / ENTRIES_PART > due)
        due = jk_registry_entries(jk_app_registry(d->app)) / ENTRIES_PART;
    if (!has_snapshots(d) || d->snapshot.copy || d->snapshot.distrusted || d->stopping ||
        jk_app_is_lost(d->app) || jk_app_in_group(d->app) || entries - d->snapshot.entries < due)
        return;
    d->snapshot.entries = entries;
    rc = bind_snapshot(d, &err);
    if (rc == JK_OK && !(d->snapshot.copy = jk_rehearsal_new(d->base, &part)))
        rc = jk_fail(&err, JK_IO, JK_TEXT_FILE_WRITE, d->snapshot.path, "%s", strerror(errno));
    if (rc != JK_OK)
        tell(&d->snapshot.binding, rc, &err);
}

void jk_daemon_snapshot_finish(struct jk_daemon *d)
{
    struct jk_error err;
    enum jk_status rc;

    jk_rehearsal_free(d->snapshot.copy);
    d->snapshot.copy = NULL;
    if (!has_snapshots(d) || d->snapshot.distrusted || !d->app || jk_app_is_lost(d->app) ||
        jk_app_in_group(d->app))
        return;
    rc = bind_snapshot(d, &err);
    if (rc == JK_OK)
        rc = jk_app_snapshot_write(d->app, &d->snapshot.binding, &err);
    tell(&d->snapshot.binding, rc, &err);
}
