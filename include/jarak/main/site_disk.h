/* jarak/main/site_disk.h: the file system side of a published site. Blocking, small files. */
#ifndef JARAK_MAIN_SITE_DISK_H
#define JARAK_MAIN_SITE_DISK_H
#include "jarak/app/public/static_site.h"
#include "jarak/base/error.h"

/** Make the folder where it is missing, readable for all. @return JK_OK; JK_IO */
enum jk_status jk_site_disk_open(const char *folder, struct jk_error *err);

/** As of struct jk_site_disk; `ctx` is the folder's path, a `const char *`. On JK_IO errno tells.
 */
enum jk_status jk_site_disk_write(void *ctx, const char *path, const struct jk_span *spans,
                                  size_t count);
/** As of struct jk_site_disk; what is not there is removed. */
enum jk_status jk_site_disk_remove(void *ctx, const char *folder, const char *id);

/** Remove activities that an earlier run wrote and that are not public any more. */
void jk_site_disk_sweep(const char *folder, const struct jk_site *site);
#endif
