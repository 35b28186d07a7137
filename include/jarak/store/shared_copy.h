/* jarak/store/shared_copy.h: what is done to shared journals by hand: tables are made, and a store
 * is copied from its file to a server and back.
 *
 * Whole means entries with their chain, keys, secrets and letters; what is a fold follows from the
 * entries. Deliveries have a file of their own (jarak/store/outbox.h) and are not copied. */
#ifndef JARAK_STORE_SHARED_COPY_H
#define JARAK_STORE_SHARED_COPY_H
#include "jarak/store/shared.h"

/** A journal at a server. All borrowed. */
struct jk_shared_place {
    const char *module, *address, *journal; /**< as of struct jk_shared_options */
};

/** Make the tables that are missing, as whoever owns the database.
 *
 * @param role  of the daemons: may add to the journal and nothing else to it; null: the owner's
 * @return as of jk_shared_open() */
enum jk_status jk_shared_prepare(const struct jk_shared_place *place, const char *role,
                                 struct jk_error *err);

/** Copy the store of a file, which no daemon has open, into a journal that is not there, or is the
 * beginning of it: a copy that was cut off goes on.
 *
 * @param[out] out  where both end
 * @return JK_OK; JK_EXISTS: the journal is another; JK_BUSY: the file or the journal is in use, or
 *         the server is gone; as of jk_store_open() and jk_shared_open() */
enum jk_status jk_shared_copy_to(const struct jk_shared_place *place, const char *path,
                                 struct jk_journal_mark *out, struct jk_error *err);

/** Copy a journal into a file, which is made, or goes on where it is the beginning of it.
 *
 * @return JK_OK; JK_EXISTS: the file is of another; JK_CORRUPT: the chain is broken; as of
 * jk_shared_open() */
enum jk_status jk_shared_copy_from(const struct jk_shared_place *place, const char *path,
                                   struct jk_journal_mark *out, struct jk_error *err);
#endif
