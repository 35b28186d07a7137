/* jarak/app/app.h: the life of the application: opened from the store, committed in groups, moved
 * on by the clock.
 *
 * The use cases stand in the rooms' headers (jarak/app/notices/..., jarak/app/decisions/...), one
 * command each, decided in order, durable before it is answered. A command that is refused leaves
 * no trace; a commit that fails refuses the whole group, and the state is rebuilt from the store.
 * Reads between begin and commit see what the group has decided so far; the caller answers them
 * after the commit too. Time comes in with each command. One thread. Source: SPEC 4 and 5. */
#ifndef JARAK_APP_APP_H
#define JARAK_APP_APP_H
#include "jarak/app/accounts/account.h"
#include "jarak/app/handle/handle.h"
#include "jarak/policy/policy.h"
#include "jarak/store/store.h"

struct jk_app_start;

/** Load everything and judge it again: from the store, or as far as it goes by a snapshot
 * (jarak/app/snapshot.h), which gives the same in less time.
 *
 * @param store,pack  borrowed for the application's life
 * @param now_s       when; what changed because the pack did is journalled with it
 * @param start       where a snapshot may be found, and who is told of progress; null: neither
 * @return JK_OK; JK_CORRUPT when a stored notice cannot be read or an assertion fails over it;
 * JK_IO; JK_MEMORY */
enum jk_status jk_app_open(struct jk_store *store, const struct jk_pack *pack, int64_t now_s,
                           const struct jk_app_start *start, struct jk_app **out,
                           struct jk_error *err);

/** Free the application; the store stays open. What of a group is not committed is lost. Null is
 * allowed. */
void jk_app_close(struct jk_app *app);

/** Result of judging the whole store again when the application was opened. */
struct jk_audit {
    uint32_t chains;
    size_t conflicts;     /**< open ones now */
    size_t changed;       /**< conflicts that were opened, changed or closed by it */
    const char *snapshot; /**< "used", or why there was none to use; a word for the log, static */
};

/** The audit of jk_app_open(). */
struct jk_audit jk_app_audit(const struct jk_app *app);

/** Counts of what stands in memory and of what was said since the application was opened. */
struct jk_app_gauges {
    uint32_t notices, chains;
    uint32_t bodies;           /**< instances that stand in the index */
    size_t index_bytes;        /**< of the index and its tables, bodies not counted */
    size_t open[JK_LEVEL_END]; /**< conflicts, by level */
    uint64_t
        verdicts[JK_LEVEL_END]; /**< on chains handed in or checked by officials, by worst level */
    uint64_t compiled; /**< bodies made of notices in this run, also of those that were refused */
};

/** Read the gauges; looks at every conflict. */
void jk_app_gauges(const struct jk_app *app, struct jk_app_gauges *out);

/** Latest instant of any command, in this run or in the journal, UTC seconds. */
int64_t jk_app_seen(const struct jk_app *app);

/** Make the group durable, then tell the sink. Not begun: nothing. On failure the state is loaded
 * from the store again; accounts keep their addresses, entries and chains do not.
 *
 * @return JK_OK; otherwise every command since begin is void: JK_FULL, JK_IO, JK_MEMORY */
enum jk_status jk_app_commit(struct jk_app *app, struct jk_error *err);

/** Time has come to now_s: conflicts both sides of which are over are closed and told (not in a
 * simulation), and those nobody acknowledged in time are told further up (SPEC 7), in the open
 * group or one of its own that the caller commits. Time never runs backwards: an earlier instant
 * than one seen before counts as that one.
 *
 * @return JK_OK; otherwise the group is broken and its commit fails */
enum jk_status jk_app_tick(struct jk_app *app, int64_t now_s, struct jk_error *err);

/** The wall clock was set while the daemon ran: journalled, in the open group or one of its own
 * that the caller commits.
 *
 * @param from_s,to_s  what it would have said and what it says, UTC
 * @return as jk_app_tick() */
enum jk_status jk_app_clock(struct jk_app *app, int64_t from_s, int64_t to_s, struct jk_error *err);

/** Could the state not be loaded again after a failed commit? Then nothing of it may be used: the
 * process must end, and its successor load the store afresh. */
bool jk_app_is_lost(const struct jk_app *app);

#endif
