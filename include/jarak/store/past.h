/* jarak/store/past.h: the tables as they were behind an entry of the journal.
 *
 * The journal is read from its beginning and folded into a store in memory, by the statements that
 * live writes use, up to the entry that is asked for. Nothing may be read in it that was destroyed
 * since: keys are those of today, so that what was erased stays closed, and conflicts with it are
 * gone. Accounts and how they come in are those of today too, for who asks is let in today. Drafts,
 * tokens, subscriptions and files of letters are left out: no view of the past shows them. Of
 * inboxes, which are most of a journal, one is kept.
 *
 * The journal is checked on the way (J1 to J3), so that what is told is what its chain says.
 * Whoever holds a connection to the same store must not ask in this process but in another
 * (jarakd-past), and read the image that it writes. */
#ifndef JARAK_STORE_PAST_H
#define JARAK_STORE_PAST_H
#include "jarak/store/store.h"

/** Fold up to an entry.
 *
 * @param path  of a store, which may be written meanwhile
 * @param seq   number of the entry, from 1
 * @param account  whose inbox is kept; null: all are
 * @param[out] out  a store in memory; close with jk_store_close(); what is put into it is lost
 * @return JK_OK; JK_NONE no such file or entry; JK_CORRUPT it is no store of this program's
 * version, or its journal is broken; JK_IO; JK_MEMORY */
enum jk_status jk_store_past(const char *path, uint64_t seq, const char *account,
                             struct jk_store **out, struct jk_error *err);

/** Write such a store as octets. @param put  @return false: give up
 * @return JK_OK; JK_IO it was given up; JK_MEMORY */
enum jk_status jk_store_past_write(struct jk_store *store,
                                   bool (*put)(void *ctx, struct jk_span octets), void *ctx,
                                   struct jk_error *err);

/** Read such octets; they are copied.
 *
 * @return JK_OK; JK_CORRUPT; JK_MEMORY */
enum jk_status jk_store_past_read(struct jk_span octets, struct jk_store **out,
                                  struct jk_error *err);

/** A change of a notice, a chain or a conflict. */
struct jk_past_change {
    uint64_t seq;
    int64_t time_s;
    enum jk_entry_kind kind; /**< JK_ENTRY_NOTICE, _CHAIN or _CONFLICT */
    const char *key;         /**< UID, or id; borrowed until the callback returns */
};
typedef enum jk_status jk_past_change_each(void *ctx, const struct jk_past_change *change);

/** Call for each change, also those that came behind the entry, ascending: who plays a day step by
 * step goes on. Of these nothing but number, time and key is known here.
 *
 * @return JK_OK; JK_IO; JK_CORRUPT; what the callback said */
enum jk_status jk_store_past_each_change(struct jk_store *store, jk_past_change_each *each,
                                         void *ctx, struct jk_error *err);

/** The worst level a conflict ever had, by the journal up to the entry. */
typedef enum jk_status jk_past_worst_each(void *ctx, const char *id, unsigned level);
/** Call for each conflict, also of those that were taken out.
 *
 * @return as jk_store_past_each_change() */
enum jk_status jk_store_past_each_worst(struct jk_store *store, jk_past_worst_each *each, void *ctx,
                                        struct jk_error *err);

/** Something that was noted of a conflict: what it was, what was said of it, who took notice. */
struct jk_past_noted {
    int64_t time_s;
    const char *what; /**< "level", "opinion", "attention" */
    unsigned level, level_max, step, revision;
    bool open;
    const char *agency, *opinion, *actor, *note; /**< of an opinion; of attention the actor; "" */
};
typedef enum jk_status jk_past_noted_each(void *ctx, const struct jk_past_noted *noted);
/** Call for all that was noted of a conflict, in the order of the journal.
 *
 * @return as jk_store_past_each_change() */
enum jk_status jk_store_past_each_noted(struct jk_store *store, const char *conflict,
                                        jk_past_noted_each *each, void *ctx, struct jk_error *err);

/** Change what a chain's row says of where it lies and how far it is; null: it stays.
 *
 * @return JK_OK; JK_IO */
enum jk_status jk_store_past_chain(struct jk_store *store, const char *chain, const char *region,
                                   const char *state, struct jk_error *err);

/** Take conflicts out, with all that is said of them.
 *
 * @param keep  asked of each id; @return false: it goes
 * @return JK_OK; JK_IO; JK_MEMORY */
enum jk_status jk_store_past_keep(struct jk_store *store, bool (*keep)(void *ctx, const char *id),
                                  void *ctx, struct jk_error *err);
#endif
