/* Copying the databases of a data folder. Deliveries first: what is delivered between the two then
 * counts as not yet delivered, and never the other way round. */
#include "jarak/app/maintain/backup.h"

#include <limits.h>
#include <stdio.h>
#include "jarak/store/copy.h"

enum jk_status jk_backup_databases(const char *data, const char *to, struct jk_journal_mark *out,
                                   struct jk_error *err)
{
    char from_path[PATH_MAX], to_path[PATH_MAX];
    enum jk_status rc;

    snprintf(from_path, sizeof from_path, "%s/deliveries.db", data);
    snprintf(to_path, sizeof to_path, "%s/deliveries.db", to);
    rc = jk_outbox_copy(from_path, to_path, err);
    if (rc != JK_OK && rc != JK_NONE)
        return rc;
    snprintf(from_path, sizeof from_path, "%s/jarakd.db", data);
    snprintf(to_path, sizeof to_path, "%s/jarakd.db", to);
    return jk_store_copy(from_path, to_path, out, err);
}
