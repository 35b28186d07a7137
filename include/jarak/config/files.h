/* jarak/config/files.h: the only reader of files for packs and zones, and who writes secrets.
 *
 * The pure side takes bytes; these bring them. Blocking; at start, at reload and in jarakctl only.
 */
#ifndef JARAK_CONFIG_FILES_H
#define JARAK_CONFIG_FILES_H
#include <sys/types.h>
#include "jarak/policy/edition.h"

#define JK_FILE_MAX (64U * 1024 * 1024) /* a pack's largest list has some megabytes */

/** Append a whole file.
 *
 * @param path  "-" reads standard input
 * @return JK_OK; JK_NONE it is not there; JK_IO; JK_TOO_BIG; JK_MEMORY; err->field is the path */
enum jk_status jk_file_read(const char *path, struct jk_buf *out, struct jk_error *err);

/** Append a whole file that lies where one is kept: a pipe or a device in its place is refused and
 * never waited for.
 *
 * @param links  a link is followed; else it is refused
 * @return as jk_file_read() */
enum jk_status jk_file_read_kept(const char *path, bool links, struct jk_buf *out,
                                 struct jk_error *err);

/** Write a file that nobody but its owner may read, mode 0600, flushed. One that is there is never
 * overwritten: what is in it was told to nobody else. @return JK_OK; JK_EXISTS; JK_IO */
enum jk_status jk_secret_write(const char *path, struct jk_span bytes, struct jk_error *err);

/** The same under the first name that is free: `path`, `path-2`, `path-3` ...
 * @param[out] out  the name; at least the path's length and 4 bytes more */
enum jk_status jk_secret_write_beside(const char *path, struct jk_span bytes, char *out, size_t cap,
                                      struct jk_error *err);

/** Write a file that takes the place of the one that is there, whole or not at all.
 * @return JK_OK; JK_IO */
enum jk_status jk_file_replace(const char *path, struct jk_span bytes, mode_t mode,
                               struct jk_error *err);

/** Load the pack of a folder (jk_pack_file_names). The refusal's field names the file.
 *
 * @param arena  takes what the pack points to */
enum jk_status jk_pack_read(const char *folder, struct jk_arena *arena, struct jk_pack *out,
                            struct jk_error *err);

#define JK_PACKS_MAX 38 /* provinces of the country */

/** Read the files of the packs of several folders, of which all but the first may leave files out.
 *
 * @param folders   1..JK_PACKS_MAX
 * @param arena     takes their bytes
 * @param[out] out  in the arena, in the order of the folders */
enum jk_status jk_pack_files_read(const char *const *folders, size_t count, struct jk_arena *arena,
                                  struct jk_pack_files *out, struct jk_error *err);

/** Load the packs of several folders as one, see jk_pack_load(); all but the first may leave files
 * out.
 *
 * @param folders  1..JK_PACKS_MAX */
enum jk_status jk_packs_read(const char *const *folders, size_t count, struct jk_arena *arena,
                             struct jk_pack *out, struct jk_error *err);

/** Where calendars/tz/zones.ics is: $JARAK_ZONES, beside the running program's source tree, or the
 * installed folder; the first that can be read.
 *
 * @param[out] path  PATH_MAX bytes; the last place looked at when none is there */
enum jk_status jk_zones_find(char *path, size_t cap);

/** That file's bytes. Appends. @return as jk_file_read() */
enum jk_status jk_zones_read(struct jk_buf *out, struct jk_error *err);

/** Remove the files of a folder whose names end so; none is no fault, nor is a missing folder.
 * A link in the place of the folder is not followed.
 * @return JK_OK; JK_IO, err->field is the folder */
enum jk_status jk_files_drop(const char *folder, const char *ending, struct jk_error *err);
#endif
