/* jarak/store/snapshot.h: what a daemon made of its store, kept in a file for its next start.
 *
 * A snapshot says nothing that the store does not: without it everything is read and made again,
 * which takes longer and gives the same. It is a list of records whose form is its writer's. The
 * file lies beside the store, mode 0600, sealed under a key that lies in the store and outside the
 * journal: an erasure destroys that key too, and with it what a snapshot knew of the erased. It is
 * bound to the store, to an entry of its journal by number and hash, to whoever wrote it (`maker`),
 * and to its end: of another store, of a journal that was cut or rewritten, of another program or
 * pack, cut off or changed, it is refused or ends early, with a reason for the log. */
#ifndef JARAK_STORE_SNAPSHOT_H
#define JARAK_STORE_SNAPSHOT_H
#include "jarak/base/digest.h"
#include "jarak/store/store.h"

/** What a snapshot is bound to. */
struct jk_snapshot_binding {
    const char *path;             /**< of the file; borrowed */
    uint8_t maker[JK_DIGEST_LEN]; /**< all that what is in it depends on besides the store */
    uint8_t salt[32];             /**< of the store */
    struct jk_journal_mark mark;  /**< the journal's end when it was made */
    uint8_t key[JK_SEAL_KEY_LEN];
};

/** Bind a snapshot that is about to be written to the store as it is now, making the key where
 * there is none. Outside a transaction.
 *
 * @param path,maker  as of struct jk_snapshot_binding
 * @return JK_OK; JK_STATE inside a transaction; JK_FULL; JK_IO */
enum jk_status jk_snapshot_bind(struct jk_store *store, const char *path,
                                const uint8_t maker[JK_DIGEST_LEN], struct jk_snapshot_binding *out,
                                struct jk_error *err);

struct jk_snapshot_writer;

/** Begin a file beside the one that is there. Needs no store: a copy of the process may do it.
 *
 * @param binding  copied, but for its path
 * @return JK_OK; JK_IO; JK_MEMORY */
enum jk_status jk_snapshot_create(const struct jk_snapshot_binding *binding,
                                  struct jk_snapshot_writer **out, struct jk_error *err);
/** Add a record, 1 byte to JK_SNAPSHOT_RECORD_MAX. A failure shows at the end. */
void jk_snapshot_add(struct jk_snapshot_writer *writer, struct jk_span record);
/** Put the whole file in the place of the one that is there; frees the writer.
 *
 * @param keep  false: throw it away
 * @return JK_OK; JK_FULL; JK_IO; JK_MEMORY: then the other file is as it was */
enum jk_status jk_snapshot_finish(struct jk_snapshot_writer *writer, bool keep,
                                  struct jk_error *err);

#define JK_SNAPSHOT_RECORD_MAX (64U << 20) /* what memory may be asked for at once, reading it */

struct jk_snapshot_reader;

/** Open the snapshot of a store.
 *
 * @param[out] out      given, jk_snapshot_close(); null where there is none that may be used
 * @param[out] because  why there is none; a word for the log, static */
void jk_snapshot_open(struct jk_store *store, const char *path, const uint8_t maker[JK_DIGEST_LEN],
                      struct jk_snapshot_reader **out, const char **because);
/** The number of the journal's entry it was made behind. */
uint64_t jk_snapshot_entries(const struct jk_snapshot_reader *reader);
/** How many octets of the file were read, and how many it has. */
void jk_snapshot_progress(const struct jk_snapshot_reader *reader, uint64_t *read, uint64_t *size);
/** The next record; borrowed until the next call.
 *
 * @return false: there are no more, or what follows may not be used, or whoever watches the store
 *         has given up */
bool jk_snapshot_next(struct jk_snapshot_reader *reader, struct jk_span *record);
/** True when the last record was given and the file ends there as it was written. */
bool jk_snapshot_is_whole(const struct jk_snapshot_reader *reader);
/** Null is allowed. */
void jk_snapshot_close(struct jk_snapshot_reader *reader);
#endif
