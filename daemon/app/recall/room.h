/* daemon/app/recall/room.h: the registry as it is read at start: from the store, or from a snapshot
 * and what the store has changed since.
 *
 * Either way gives the same. A snapshot that is not whole is given up, and everything read so far
 * has to be forgotten with it. */
#ifndef DAEMON_APP_RECALL_ROOM_H
#define DAEMON_APP_RECALL_ROOM_H
#include "daemon/app/handle/handle.h"
#include "daemon/app/recall/record.h"
#include "jarak/app/registry/registry.h"
#include "jarak/base/name_table.h"
#include "jarak/store/snapshot.h"

/* A row that the journal changed behind the snapshot. */
struct recall_changed {
    const char *key;
    bool taken; /* it was read from the store */
};

/* Such rows of one table, in the order in which they were changed first. */
struct recall_table {
    struct jk_name_table names;
    struct recall_changed **list;
    size_t count, cap;
};

/* A snapshot that is being read. */
struct recall {
    struct jk_snapshot_reader *reader; /* borrowed */
    struct jk_span record;             /* the next one */
    bool judged;                       /* all of it, by this program and pack */
    bool has_record;
    bool is_seen;   /* it was given, and another is to be read before it is looked at */
    size_t changes; /* of the journal behind it, of whatever kind */
    struct jk_arena arena;
    struct recall_table notices, chains, conflicts;
};

/* Begin with the first record. */
void recall_begin(struct recall *recall, struct jk_snapshot_reader *reader, bool judged);
/* Free what it took. */
void recall_end(struct recall *recall);

/* Read notices and chains into a registry made anew, by app->recall where that is not null.
 * @return as of the store; JK_CORRUPT also where the snapshot does not hold what it should */
enum jk_status recall_load(struct jk_app *app, struct jk_error *err);
/* The next record, where it is the number of a change. False: there are no more of them. */
bool recall_next_change(struct recall *recall, struct jk_change_row *out);
/* The next record, where it is of an inbox, or of a guest. False: likewise. */
bool recall_next_inbox(struct recall *recall, const char **account, uint64_t *last_alert);
bool recall_next_guest(struct recall *recall, struct recalled_guest *out);
/* The next record, where it is of destroyed drafts. False: likewise. */
bool recall_next_lost(struct recall *recall, struct recalled_lost *out);
/* The next record, where it is of a conflict's parts, borrowed until the next. False: likewise. */
bool recall_next_parts(struct recall *recall, const char **id, struct jk_span *parts);
/* True when nothing of the snapshot is left, and it ended as it was written. */
bool recall_is_done(const struct recall *recall);
/* True when the journal has changed nothing since; false for null. */
bool recall_is_all(const struct recall *recall);
/* Was the chain, or anything of it, changed behind the snapshot? */
bool recall_is_changed(const struct recall *recall, const struct jk_chain *chain);
/* Was the conflict? */
bool recall_is_conflict_changed(const struct recall *recall, const char *id);
/* At load, behind the chains: what returned ones wait for. */
enum jk_status recall_missing_load(struct jk_app *app, struct jk_error *err);
/* The same for one chain. */
enum jk_status recall_missing_of(struct jk_app *app, struct jk_chain *chain, struct jk_error *err);
/* Read a notice that was put since, and makes its entry. */
enum jk_status recall_notice_again(struct jk_app *app, const char *uid, struct jk_error *err);
/* Read a chain that was emptied (registry_empty_chain()), or is new, with the notices it had.
 * @param before  entries of this number and above were read just now
 * @return as of recall_load() */
enum jk_status recall_chain_again(struct jk_app *app, const char *id, uint32_t before,
                                  struct jk_error *err);
/* Free the registry. */
void recall_clear(struct jk_app *app);

/* Add entries and chains to a snapshot. False: something of them was not settled. */
bool recall_write(const struct jk_app *app, struct jk_snapshot_writer *writer);
#endif
