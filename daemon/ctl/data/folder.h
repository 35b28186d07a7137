/* daemon/ctl/data/folder.h: folders a backup is put together in, or taken apart into. */
#ifndef DAEMON_CTL_BACKUP_FOLDER_H
#define DAEMON_CTL_BACKUP_FOLDER_H
#include "daemon/ctl/data/manifest.h"

/* Make a folder for us alone (0700) that is not there yet. */
enum jk_status data_folder_make(const char *path, struct jk_error *err);

/* Make the folders that a name in a folder lies in, where they are missing. */
enum jk_status data_folder_make_for(const char *folder, const char *name, struct jk_error *err);

/* Copy a file into a folder, mode 0600, onto the disk. @param from a regular file, no link */
enum jk_status data_folder_copy(const char *from, const char *folder, const char *name,
                                struct jk_error *err);

/* Size and digest of a file in a folder. @param file  its name is given */
enum jk_status data_folder_digest(const char *folder, struct manifest_file *file,
                                  struct jk_error *err);

/* Is the file in the folder the one of the manifest? JK_CORRUPT: it is another */
enum jk_status data_folder_check(const char *folder, const struct manifest_file *file,
                                 struct jk_error *err);

/* Remove a folder and what is in it, links but not what they lead to. */
void data_folder_remove(const char *path);
#endif
