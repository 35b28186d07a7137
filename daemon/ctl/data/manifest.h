/* daemon/ctl/data/manifest.h: what a backup holds: `manifest.json`, its first file.
 *
 *  {"format": "jarakd-backup", "version": 1, "program": "...", "made": "2026-11-30T10:00:00Z",
 *   "journal": {"entries": N, "hash": "...", "time": "..."},
 *   "erasures": {"lines": N, "sha256": "..."},
 *   "config": "/etc/jarakd/jarakd.conf", "packs": ["/usr/share/jarakd/kutim-2024"],
 *   "files": [{"name": "jarakd.db", "size": N, "sha256": "..."}, ...]}
 *
 * `erasures` says how much of the list of erasures (daemon/ctl/data/erasures.h) was known then: a
 * list that knows less is not the one to restore with. `config` and `packs` say where the files
 * below config/ and packs/N/ were; they are missing where those were not asked for. */
#ifndef DAEMON_CTL_BACKUP_MANIFEST_H
#define DAEMON_CTL_BACKUP_MANIFEST_H
#include <limits.h>
#include "daemon/ctl/data/erasures.h"
#include "jarak/app/maintain/backup.h"
#include "jarak/base/arena.h"

#define MANIFEST_NAME  "manifest.json"
#define MANIFEST_MAX   (1024U * 1024) /* bytes: some thousand files */
#define MANIFEST_FILES 512            /* in one backup */
#define MANIFEST_PACKS 38             /* JK_PACKS_MAX */

/* One file, by its name in the backup: "keys/checkpoint.key". */
struct manifest_file {
    const char *name;
    uint64_t size;
    uint8_t sha256[JK_DIGEST_LEN];
};

struct manifest {
    int64_t made_s;                 /* UTC */
    struct jk_journal_mark journal; /* its salt is not told */
    size_t erasures;
    uint8_t erasures_sha256[JK_DIGEST_LEN];
    const char *config; /* null: none */
    const char *packs[MANIFEST_PACKS];
    size_t pack_count;
    struct manifest_file files[MANIFEST_FILES];
    size_t file_count;
};

/* Appends. @return JK_OK; JK_MEMORY */
enum jk_status data_manifest_write(const struct manifest *m, struct jk_buf *out);

/* Read one, of whatever origin: each name is relative, without "..", of letters, digits and ".-_/",
 * and stands once; jarakd.db is among them.
 *
 * @param arena  takes its texts
 * @return JK_OK; JK_INVALID with the member; JK_MEMORY */
enum jk_status data_manifest_read(struct jk_span text, struct jk_arena *arena, struct manifest *out,
                                  struct jk_error *err);

/* The file of a name, or null. */
const struct manifest_file *data_manifest_find(const struct manifest *m, const char *name);
#endif
