/* jarak/store/shelf.h: what the public was shown last, kept in files, so that it can be shown while
 * the next start still reads everything else.
 *
 * A shelf is a folder beside the store (mode 0700): files as they are sent, and a manifest that
 * names each with its size and SHA-256. The manifest is a snapshot (jarak/store/snapshot.h): sealed
 * under the store's key of snapshots, bound to an entry of the journal and to its maker, put in
 * place in one act behind the files. So a file that is missing, cut off, changed, or newer or older
 * than the manifest is not given out; and an erasure, which destroys the key, ends the whole shelf.
 * What the journal changed behind the manifest is the caller's to find out (jk_shelf.entries). The
 * folder may be deleted at any time. */
#ifndef JARAK_STORE_SHELF_H
#define JARAK_STORE_SHELF_H
#include "jarak/store/snapshot.h"

#define JK_SHELF_FOLDER   "shelf"     /**< beside the store */
#define JK_SHELF_FILE_MAX (16U << 20) /**< octets; what is larger is not kept */

/** A file of the shelf. */
struct jk_shelf_item {
    char name[48];   /**< of the file: letters, digits, `.` and `-`, no `.` in front */
    char region[24]; /**< code of the region it is about */
    char etag[40];   /**< for the caller, in quotes; "" where he needs none */
    int64_t modified_s;
    uint64_t unpacked; /**< octets when it is unpacked; 0: it is not packed */
    uint64_t size;
    uint8_t digest[JK_DIGEST_LEN];
};

/** What a manifest names; all zeros: nothing. */
struct jk_shelf {
    struct jk_shelf_item *list; /**< by name */
    size_t count, cap;
    uint64_t entries;  /**< of the journal, when all of it was so */
    int64_t written_s; /**< when all of it was looked at last, UTC */
};

/** Read the manifest of a folder; no other file is looked at.
 *
 * @param maker     what is on the shelf depends on besides the store
 * @param[out] out  given, jk_shelf_clear(); empty where there is none that may be used
 * @return why it is empty, a word for the log, static; null where it was read */
const char *jk_shelf_open(struct jk_store *store, const char *folder,
                          const uint8_t maker[JK_DIGEST_LEN], struct jk_shelf *out);
/** The file of that name; borrowed until the shelf changes; null: there is none. */
const struct jk_shelf_item *jk_shelf_find(const struct jk_shelf *shelf, const char *name);
/** Append the octets of a file. @return JK_OK; JK_NONE: it is not there; JK_CORRUPT: it is not the
 * one that the manifest names; JK_IO; JK_MEMORY */
enum jk_status jk_shelf_read(const char *folder, const struct jk_shelf_item *item,
                             struct jk_buf *out);
/** Take out of the list, not out of the folder, whatever that is said of. */
void jk_shelf_drop(struct jk_shelf *shelf,
                   bool (*is_old)(void *ctx, const struct jk_shelf_item *item), void *ctx);

/** Write a file in place of the one of that name, and name it; the folder is made. Needs no store:
 * a copy of the process may do it.
 *
 * @param item  its size and digest are found out
 * @return JK_OK; JK_TOO_BIG: none of that name is kept now; JK_IO; JK_MEMORY */
enum jk_status jk_shelf_put(struct jk_shelf *shelf, const char *folder,
                            const struct jk_shelf_item *item, struct jk_span bytes);
/** Put the manifest in its place. Files that it does not name are removed first.
 *
 * @param binding  its path is that of jk_shelf_manifest()
 * @return as jk_snapshot_finish() */
enum jk_status jk_shelf_finish(const struct jk_shelf *shelf, const char *folder,
                               const struct jk_snapshot_binding *binding, struct jk_error *err);
/** The path of the manifest in a folder. @return false: it is too long */
bool jk_shelf_manifest(const char *folder, char *path, size_t room);
/** Remove everything a shelf holds, the manifest first. @return false: something stays */
bool jk_shelf_remove(const char *folder);
/** Free the list and become empty. */
void jk_shelf_clear(struct jk_shelf *shelf);
#endif
