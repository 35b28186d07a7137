/* daemon/ctl/data/durable.h: files that are on the disk when a function returns. */
#ifndef DAEMON_CTL_DURABLE_H
#define DAEMON_CTL_DURABLE_H
#include "jarak/base/bytes.h"
#include "jarak/base/error.h"

/* What root makes belongs to whose folder it lies in: the daemon and its timer are to read it. */
void data_own(int fd, const char *path);

/* Write, flush and close a file that was just opened, and data_own() it. @param fd  below 0: errno
 * says why
 * @return JK_OK; JK_FULL; JK_IO */
enum jk_status data_write(int fd, struct jk_span bytes, const char *path, struct jk_error *err);

/* Put a file or folder in its place, and flush the folder it lies in. */
enum jk_status data_rename(const char *from, const char *to, struct jk_error *err);

/* Flush a folder: the names that stand in it. */
enum jk_status data_flush_folder(const char *path, struct jk_error *err);

/* Refuse by errno. @return JK_FULL, JK_NONE, JK_EXISTS or JK_IO */
enum jk_status data_failed(const char *path, struct jk_error *err);
#endif
