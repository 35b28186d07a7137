/* daemon/app/handle/public_log.h: which chains changed what the public sees of them, and when.
 *
 * Whoever has written something for the public brings it up to date by the changes since, those of
 * his region alone: what happens in one regency costs the feeds of others nothing. The numbers of
 * changes rise for the life of the application, also when it is read from the store again. */
#ifndef DAEMON_APP_HANDLE_PUBLIC_LOG_H
#define DAEMON_APP_HANDLE_PUBLIC_LOG_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "jarak/base/name_table.h"

#define PUBLIC_LOG_MAX 64   /* changes between two looks at a region; beyond that all is compared */
#define PUBLIC_ALL_MAX 4096 /* likewise of all regions */

struct public_change {
    uint64_t version; /* its number */
    uint32_t chain;
};

/* Changes, the oldest first. */
struct public_changes {
    struct public_change *at; /* on the heap */
    size_t count, cap;
    uint64_t forgotten; /* the newest that is in no list any more; whoever is behind it compares all
                         */
};

struct public_log {
    uint64_t version;  /* of the newest change */
    uint64_t rebuilds; /* how often memory was read from the store: chains may have other numbers */
    struct public_changes all;
    struct jk_name_table regions; /* lists of provinces and regencies; what has none: as `all` was
                                   * when everything was forgotten last */
    uint64_t forgotten;
};

/* A chain of that region changed what the public sees of it. */
void app_public_note(struct public_log *log, const char *region, uint32_t chain);
/* Anything may have changed. */
void app_public_forget(struct public_log *log);
/* Free the lists. */
void app_public_clear(struct public_log *log);
/* The newest change in a region or below it; what is of a sub-district counts as its regency's. */
uint64_t app_public_version(const struct public_log *log, const char *region);
/* The changes of a region, or of all (null), behind a number; valid until the next change.
 * @return false: some are forgotten, and everything must be compared */
bool app_public_since(const struct public_log *log, const char *region, uint64_t version,
                      const struct public_change **out, size_t *count);
#endif
