/* jarak/app/maintain/backup.h: the databases of a data folder, copied while a daemon may run on
 * them (jarak/store/copy.h). */
#ifndef JARAK_APP_MAINTAIN_BACKUP_H
#define JARAK_APP_MAINTAIN_BACKUP_H
#include "jarak/store/store.h"

/** Copy jarakd.db and, where it is there, deliveries.db of one folder into another.
 *
 * @param[out] out  where the journal of the copy ends
 * @return JK_OK; JK_NONE there is no store; JK_CORRUPT it is not ours, or its log is missing;
 *         JK_FULL; JK_IO */
enum jk_status jk_backup_databases(const char *data, const char *to, struct jk_journal_mark *out,
                                   struct jk_error *err);
#endif
