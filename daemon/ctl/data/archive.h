/* daemon/ctl/data/archive.h: the folder of a backup as one stream: a tar (pax), plain or sealed.
 *
 * Sealed is done by age (Debian package `age`), run beside us: for a public key when it is made, so
 * that the machine which makes backups cannot read them; with the secret one, which lies elsewhere,
 * when it is read. Its streams are authenticated piece by piece and know where they end. */
#ifndef DAEMON_CTL_BACKUP_ARCHIVE_H
#define DAEMON_CTL_BACKUP_ARCHIVE_H
#include "daemon/ctl/data/manifest.h"

/* Write manifest.json and the files of the manifest.
 *
 * @param fd         to be written; stays open
 * @param recipient  public key of age, or null: plain
 * @return JK_OK; JK_FULL; JK_IO; JK_INVALID age is missing or refuses the key */
enum jk_status data_archive_write(int fd, const char *folder, const struct manifest *m,
                                  const char *recipient, struct jk_error *err);

/* Read one into a folder: its manifest first, then exactly the files that it names, which are then
 * on the disk with the digests that it tells.
 *
 * @param fd        to be read to its end; stays open
 * @param identity  file with age's secret key, or null: plain
 * @return JK_OK; JK_INVALID it is none; JK_CORRUPT a file is missing, doubled, not named, or
 * another than the manifest tells; JK_FULL; JK_IO; JK_MEMORY */
enum jk_status data_archive_read(int fd, const char *folder, const char *identity,
                                 struct jk_arena *arena, struct manifest *out,
                                 struct jk_error *err);
#endif
