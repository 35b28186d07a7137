/* jarak/app/maintain/erase.h: destroying personal data in a stopped store.
 *
 * What is erased: the octets of notices and drafts, letters and certificates, by destroying the
 * keys they are sealed under. What stays says only what was decided, when and by whom, and of each
 * conflict where and when (docs/decisions/0057). Source: SPEC 5. */
#ifndef JARAK_APP_MAINTAIN_ERASE_H
#define JARAK_APP_MAINTAIN_ERASE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "jarak/base/error.h"

/** Who is told what an erasure destroys, before anything is destroyed. */
struct jk_erase_told {
    /** Each notice by its UID in byte order, then each draft, event of a stock calendar, report and
     * task by its id. `key` is what it is called in a list of erasures (jk_erase_listed). */
    void (*each)(void *ctx, const char *name, const char *key);
    /** Once, behind the last; null: nobody. Other than JK_OK: nothing is destroyed. */
    enum jk_status (*before)(void *ctx, struct jk_error *err);
    void *ctx;
};

/** The store of which something is erased. */
struct jk_erase_from {
    const char *file; /**< of the store; of a shared journal any name in the data folder, whose
                       * shelf goes too */
    const char
        *address; /**< of the server that keeps the journal; null: the file is all there is */
    const char *journal; /**< its name there */
};

/** Destroy the personal data of one notice, or of a report or task.
 *
 * @param uid    of the notice, or the id of the report or task
 * @param basis  why; journalled
 * @param told   null: nobody
 * @return JK_OK; JK_BUSY while a daemon runs on it; JK_NONE no such notice or erased already; what
 *         told->before() returned */
enum jk_status jk_erase_offline(const struct jk_erase_from *from, const char *uid,
                                const char *basis, int64_t now_s, const struct jk_erase_told *told,
                                struct jk_error *err);

/** What of a season is to go. */
struct jk_erase_season {
    int32_t before_day; /**< civil day in the zone of each notice; it is not part of it itself */
    const char *basis;  /**< why; journalled */
    int64_t now_s;
    bool dry; /**< only say what would go */
};

/** Destroy the personal data of each chain that ended before a day, with its last leg, and of each
 * draft, report and task that did, in one transaction. A chain or draft of which anything cannot be
 * read, or that recurs without an end, stays.
 *
 * @param told         null: nobody; told->before() is not asked where it is dry
 * @param[out] unread  how many stay because they could not be read
 * @return JK_OK; JK_BUSY while a daemon runs on it; JK_IO; JK_MEMORY; what told->before() returned:
 *         nothing was erased */
enum jk_status jk_erase_ended_offline(const struct jk_erase_from *from,
                                      const struct jk_erase_season *season,
                                      const struct jk_erase_told *told, size_t *unread,
                                      struct jk_error *err);

struct jk_store;

/** What was erased elsewhere, and must not come back with a backup. */
struct jk_erase_listed {
    /** Is this key (jk_erase_told) in the list? @param[out] basis  why, borrowed */
    bool (*is_listed)(void *ctx, const char *key, const char **basis);
    void *ctx;
    int64_t now_s;
};

/** Destroy what a list names and is there, within a transaction of the caller's.
 *
 * @param[out] erased  how much was there
 * @return JK_OK; JK_IO; JK_MEMORY: to be rolled back */
enum jk_status jk_erase_again(struct jk_store *store, const struct jk_erase_listed *listed,
                              size_t *erased, struct jk_error *err);
#endif
