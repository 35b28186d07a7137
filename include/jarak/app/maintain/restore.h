/* jarak/app/maintain/restore.h: what is done to a store that came out of a backup before a daemon
 * may run on it.
 *
 * What was erased since the backup is erased again. The numbers of each inbox begin again behind
 * its end, so that readers who saw more are told so and not passed over in silence. Deliveries
 * begin behind the end too: what the inboxes hold may have been sent since, and nothing is sent
 * twice. In the end all is replayed. Source: docs/decisions/0123-backup.md. */
#ifndef JARAK_APP_MAINTAIN_RESTORE_H
#define JARAK_APP_MAINTAIN_RESTORE_H
#include <stddef.h>
#include "jarak/app/maintain/erase.h"
#include "jarak/app/maintain/maintain.h"

/** A store to be made ready; no daemon runs on it. */
struct jk_restore {
    const char *database;                 /**< its file */
    const char *deliveries;               /**< jarak/store/outbox.h; made where it is missing */
    bool without_log;                     /**< its write-ahead log is lost, and given up */
    const struct jk_journal_mark *end;    /**< where its journal ends; null: nobody knows */
    const struct jk_erase_listed *listed; /**< whose now_s is the time of the restore */
};

/** What was found and done. */
struct jk_restored {
    struct jk_replay replay;
    size_t erased;   /**< what the list named and was there */
    size_t inboxes;  /**< whose numbers begin again */
    uint64_t unsent; /**< alerts of subscriptions that were not known to be delivered: they stand in
                        the inboxes and are not sent */
    int64_t newest_s; /**< time of the last entry before the restore, UTC; 0: there is none */
};

/** Make it ready. An older schema is brought up to date.
 *
 * @return JK_OK; JK_CORRUPT it is not ours, its journal ends elsewhere, or replay found a
 * difference (out->replay says which); JK_BUSY; JK_FULL; JK_IO; JK_MEMORY */
enum jk_status jk_restore_offline(const struct jk_restore *restore, struct jk_restored *out,
                                  struct jk_error *err);
#endif
