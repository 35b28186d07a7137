/* jarak/store/copy.h: a copy of a store, made while a daemon writes it.
 *
 * The copy is one moment of the store: everything that was committed before it began, with keys,
 * secrets and letters, and nothing of what came later. The daemon is never waited for and never
 * made to wait, except by the disk; so pages are copied in pieces, each brought to the disk before
 * the next. Source: docs/decisions/0123-backup.md. */
#ifndef JARAK_STORE_COPY_H
#define JARAK_STORE_COPY_H
#include "jarak/store/store.h"

/** Copy the database of a store.
 *
 * @param from     its file; what stands in its write-ahead log is copied too
 * @param to       made anew, mode 0600: a file alone, without a log. The key of snapshots and the
 *                 mark of an open store are left out
 * @param[out] out where the journal of the copy ends; all zero for one without an entry
 * @return JK_OK; JK_NONE `from` is not there; JK_CORRUPT it is not ours, or its log is missing;
 *         JK_FULL; JK_IO. What was written then stays, for the caller to remove */
enum jk_status jk_store_copy(const char *from, const char *to, struct jk_journal_mark *out,
                             struct jk_error *err);

/** Copy the file of deliveries (jarak/store/outbox.h), likewise. */
enum jk_status jk_outbox_copy(const char *from, const char *to, struct jk_error *err);

/** Open a store whose write-ahead log is lost, as jk_store_open() does one that has it: what stood
 * in the log is given up. */
enum jk_status jk_store_open_without_log(const char *path, struct jk_store **out,
                                         struct jk_error *err);
#endif
