/* jarak/store/trail.h: the journal read backwards: who changed what, newest first.
 *
 * A page of it is read in slices, for a journal has a million entries and the loop has fifty
 * milliseconds: a call looks at so many numbers of entries, whatever it finds there, and its caller
 * goes on from where it ended. Entries have no index by what they are about: the entry that one
 * took the place of is met further back, by whoever walks on. Reads only; sees what the open
 * transaction has put. Source: issue 15 (audit view), J1..J5 in daemon/store/journal.c. */
#ifndef JARAK_STORE_TRAIL_H
#define JARAK_STORE_TRAIL_H
#include "jarak/store/store.h"

#define JK_TRAIL_SLICE                                                        \
    400 /* numbers of one call: about a millisecond, ten where all are opened \
         */

/** A row of any kind that is in the journal, by the kind of its entry. */
union jk_trail_row {
#define JK_TRAIL_MEMBER(KIND, name) struct jk_##name##_row name;
    JK_PUT_KINDS(JK_TRAIL_MEMBER)
#undef JK_TRAIL_MEMBER
    struct jk_pack_row pack;
    struct jk_erase_row erase;
};

/** An entry. Members that its payload does not hold (what a walk fills from other tables, files of
 * letters, secrets) are null, empty or 0; what is sealed is as it lies there:
 * jk_store_trail_open().
 */
struct jk_trail_entry {
    uint64_t seq;
    int64_t time_s; /**< UTC */
    const char *actor;
    enum jk_entry_kind kind;
    union jk_trail_row row;
};

/** As a bit of `kinds`. */
#define JK_TRAIL_KIND(kind) (UINT64_C(1) << (kind))

/** Which entries. */
struct jk_trail_slice {
    uint64_t before; /**< numbers below it ... */
    uint64_t count;  /**< ... and no more than so many of them */
    uint64_t kinds;  /**< bits of the kinds that are told */
};

/** @param entry  borrowed until the callback returns, which may ask jk_store_trail_open()
 * @return JK_OK: go on; else the walk ends and this is returned */
typedef enum jk_status jk_trail_each(void *ctx, const struct jk_trail_entry *entry);

/** Walk a slice, newest first.
 *
 * @return JK_OK; JK_CORRUPT a payload is not of its kind's form; JK_BUSY inside a walk of the same;
 *         JK_IO; JK_MEMORY; what the callback said */
enum jk_status jk_store_each_trail(struct jk_store *, const struct jk_trail_slice *,
                                   jk_trail_each *, void *ctx, struct jk_error *);

/** Walk the entries behind a number, oldest first, `most` of them, each with its row as a walk of
 * its table would tell it: what is sealed is opened by the key of today, and empty where that was
 * destroyed. Members that a walk fills from other tables are null, empty or 0; a notice has no
 * octets (jk_store_find_notice() has them).
 *
 * @return as jk_store_each_trail() */
enum jk_status jk_store_each_row(struct jk_store *, uint64_t after, unsigned most, jk_trail_each *,
                                 void *ctx, struct jk_error *);

/** A field of an entry as it lies in the journal. */
struct jk_entry_field {
    const char *name;
    enum { JK_FIELD_TEXT, JK_FIELD_NUMBER, JK_FIELD_SEALED } type;
    struct jk_span text; /**< of a text, and of what is sealed */
    int64_t number;
};

/** An entry as the chain has it. Everything is borrowed until the callback returns. */
struct jk_entry_view {
    uint64_t seq;
    int64_t time_s;
    struct jk_span actor;
    enum jk_entry_kind kind;
    const char *name; /**< of its kind, as in docs/journal.md */
    int version;
    const struct jk_entry_field *fields; /**< in the order of the payload */
    size_t count;
    const uint8_t *hash; /**< 32 bytes */
};
typedef enum jk_status jk_entry_each(void *ctx, const struct jk_entry_view *entry);

/** Walk the entries behind a number, ascending, `most` of them.
 *
 * @return as jk_store_each_trail() */
enum jk_status jk_store_each_entry(struct jk_store *, uint64_t after, unsigned most,
                                   jk_entry_each *, void *ctx, struct jk_error *);

/** Open what lies sealed in an entry of a notice. Appends.
 *
 * @param uid     of the notice
 * @param sealed  a member of the entry's row
 * @return JK_OK; JK_NONE its key was destroyed, or the UID was filed anew under another; JK_IO;
 *         JK_MEMORY */
enum jk_status jk_store_trail_open(struct jk_store *, const char *uid, struct jk_span sealed,
                                   struct jk_buf *out, struct jk_error *);

/** When an entry was written, UTC. @return JK_OK; JK_NONE no such entry; JK_IO */
enum jk_status jk_store_trail_time(struct jk_store *, uint64_t seq, int64_t *time_s,
                                   struct jk_error *);

/** The number of the first entry that was written after a time; one past the newest where there is
 * none. Found by halving: where the wall clock was set back meanwhile (JK_ENTRY_CLOCK) it is one of
 * those that are the first after it.
 *
 * @return JK_OK; JK_IO */
enum jk_status jk_store_trail_after(struct jk_store *, int64_t time_s, uint64_t *seq,
                                    struct jk_error *);
#endif
