/* A change is listed with its regency and with its province. Of a full list the older half is
 * forgotten: whoever looks often finds what he is behind by. */
#include "daemon/app/handle/public_log.h"

#include <stdlib.h>
#include <string.h>
#include "jarak/base/heap.h"
#include "jarak/policy/pack.h"

/* The list of a province or regency. */
struct region_changes {
    char code[JK_REGION_CUT];
    struct public_changes of;
};

static struct region_changes *find(const struct public_log *log, const char *region, int parts)
{
    char code[JK_REGION_CUT];

    jk_region_cut(region, parts, code);
    return jk_name_table_find(&log->regions, code);
}

static struct region_changes *make(struct public_log *log, const char *region, int parts)
{
    struct region_changes *changes = find(log, region, parts);
    char code[JK_REGION_CUT];

    if (changes)
        return changes;
    jk_region_cut(region, parts, code);
    changes = jk_name_table_make(&log->regions, code, sizeof *changes);
    if (changes)
        changes->of.forgotten = log->forgotten;
    return changes;
}

static bool add(struct public_changes *list, size_t most, struct public_change change)
{
    if (list->count && list->at[list->count - 1].version == change.version)
        return true; /* a province is its own regency */
    if (list->count == most) {
        list->forgotten = list->at[most / 2 - 1].version;
        memmove(list->at, list->at + most / 2, (most - most / 2) * sizeof *list->at);
        list->count -= most / 2;
    }
    if (!jk_grow(&list->at, list->count, &list->cap, sizeof *list->at))
        return false;
    list->at[list->count++] = change;
    return true;
}

void app_public_note(struct public_log *log, const char *region, uint32_t chain)
{
    const struct public_change change = { ++log->version, chain };
    bool ok = add(&log->all, PUBLIC_ALL_MAX, change);

    for (int parts = 1; parts <= 2 && ok; parts++) {
        struct region_changes *changes = make(log, region, parts);

        ok = changes && add(&changes->of, PUBLIC_LOG_MAX, change);
    }
    if (!ok)
        app_public_forget(log);
}

static void free_changes(void *value)
{
    struct region_changes *changes = value;

    free(changes->of.at);
    free(changes);
}

void app_public_clear(struct public_log *log)
{
    jk_name_table_free(&log->regions, free_changes);
    free(log->all.at);
    log->all = (struct public_changes){ .count = 0 };
}

void app_public_forget(struct public_log *log)
{
    app_public_clear(log);
    log->forgotten = log->all.forgotten = ++log->version;
}

uint64_t app_public_version(const struct public_log *log, const char *region)
{
    const struct region_changes *changes = find(log, region, 2);
    const struct public_changes *of = changes ? &changes->of : NULL;

    if (!of)
        return log->forgotten;
    return of->count ? of->at[of->count - 1].version : of->forgotten;
}

bool app_public_since(const struct public_log *log, const char *region, uint64_t version,
                      const struct public_change **out, size_t *count)
{
    const struct region_changes *changes = region ? find(log, region, 2) : NULL;
    const struct public_changes *of = region ? (changes ? &changes->of : NULL) : &log->all;
    size_t at = of ? of->count : 0;

    if (version < (of ? of->forgotten : log->forgotten))
        return false;
    while (at > 0 && of->at[at - 1].version > version)
        at--;
    *out = of ? of->at + at : NULL;
    *count = of ? of->count - at : 0;
    return true;
}
