/* Making a restored store ready.
 *
 * Everything that is journalled is one transaction, so that a restore that is cut off can be begun
 * again. Deliveries are a file of their own and come after it: begun again, they are put to the
 * same place. A subscription keeps its epoch as the next to be risen above (its sign says so, as
 * where the daemon itself finds another journal: outbox_queue.c). */
#include "jarak/app/maintain/restore.h"

#include <inttypes.h>
#include <string.h>
#include "jarak/app/texts/texts.h"
#include "jarak/base/arena.h"
#include "jarak/store/copy.h"
#include "jarak/store/outbox.h"

/* A restore under way. */
struct restoring {
    const struct jk_restore *restore;
    struct jk_restored *out;
    struct jk_store *store;
    struct jk_outbox *outbox;
    struct jk_arena arena;
    const char **accounts;
    size_t count, cap;
    int64_t epoch_s; /* later than any before */
    struct jk_error *err;
};

static enum jk_status note_account(void *ctx, const struct jk_account_row *row)
{
    struct restoring *r = ctx;
    const char **grown = jk_arena_grow(&r->arena, r->accounts, r->count, &r->cap, sizeof *grown);
    const char *name = jk_arena_copy(&r->arena, jk_span_of(row->name));

    if (!grown || !name)
        return jk_no_memory(r->err);
    r->accounts = grown;
    r->accounts[r->count++] = name;
    return JK_OK;
}

static enum jk_status note_epoch(void *ctx, const struct jk_inbox_row *row)
{
    struct restoring *r = ctx;

    if (row->epoch_s >= r->epoch_s)
        r->epoch_s = row->epoch_s + 1;
    return JK_OK;
}

/* The numbers of every inbox begin again behind its end. */
static enum jk_status begin_inboxes(struct restoring *r)
{
    const struct jk_act act = { "jarakctl", r->restore->listed->now_s };
    enum jk_status rc;

    r->epoch_s = act.time_s;
    rc = jk_store_each_account(r->store, note_account, r, r->err);
    if (rc == JK_OK)
        rc = jk_store_each_inbox(r->store, note_epoch, r, r->err);
    for (size_t i = 0; i < r->count && rc == JK_OK; i++) {
        struct jk_inbox_row row = { .account = r->accounts[i], .epoch_s = r->epoch_s };

        rc = jk_store_last_alert(r->store, r->accounts[i], &row.from_index, r->err);
        if (rc == JK_OK)
            rc = jk_store_put_inbox(r->store, &act, &row, r->err);
    }
    r->out->inboxes = r->count;
    return rc;
}

static enum jk_status journal_it(struct restoring *r)
{
    enum jk_status rc = jk_store_begin(r->store, r->err);

    if (rc == JK_OK)
        rc = jk_erase_again(r->store, r->restore->listed, &r->out->erased, r->err);
    if (rc == JK_OK)
        rc = begin_inboxes(r);
    if (rc == JK_OK)
        return jk_store_commit(r->store, r->err);
    jk_store_rollback(r->store);
    return rc;
}

static enum jk_status count_held(void *ctx, uint64_t number, int64_t until_ms)
{
    struct restoring *r = ctx;

    (void)number;
    (void)until_ms;
    r->out->unsent++;
    return JK_OK;
}

/* What its inbox holds counts as told. */
static enum jk_status move_subscription(void *ctx, const struct jk_subscription_row *row)
{
    struct restoring *r = ctx;
    struct jk_delivery_state state = { .delivered = 0 };
    uint64_t known, last;
    enum jk_status rc;

    if (row->removed)
        return JK_OK;
    rc = jk_store_last_alert(r->store, row->account, &last, r->err);
    if (rc != JK_OK)
        return rc;
    rc = jk_outbox_get(r->outbox, row->id, &state, r->err);
    if (rc != JK_OK && rc != JK_NONE)
        return rc;
    known = state.delivered > row->from_index ? state.delivered : row->from_index;
    r->out->unsent += last > known ? last - known : 0;
    rc = jk_outbox_each_held(r->outbox, row->id, count_held, r, r->err);
    if (rc == JK_OK)
        rc = jk_outbox_release(r->outbox, row->id, INT64_MAX, INT64_MAX - 1, r->err);
    state.delivered = last;
    state.epoch_s = state.epoch_s > 0 ? -state.epoch_s : state.epoch_s;
    state.next_ms = 0;
    state.journal = 0; /* whatever entry follows is of this journal */
    return rc == JK_OK ? jk_outbox_put(r->outbox, row->id, &state, r->err) : rc;
}

static enum jk_status move_deliveries(struct restoring *r)
{
    enum jk_status rc = jk_outbox_open(r->restore->deliveries, &r->outbox, r->err);

    if (rc != JK_OK)
        return rc;
    rc = jk_store_each_subscription(r->store, move_subscription, r, r->err);
    jk_outbox_close(r->outbox);
    return rc;
}

/* Is it the journal that was backed up? */
static enum jk_status check_end(struct restoring *r)
{
    const struct jk_journal_mark *end = r->restore->end;
    uint8_t hash[32];

    if (!end || (jk_store_journal_end(r->store, hash) == end->entries &&
                 (end->entries == 0 || memcmp(hash, end->hash, sizeof hash) == 0)))
        return JK_OK;
    return jk_fail(r->err, JK_CORRUPT, JK_TEXT_RESTORE_END, "journal", "%" PRIu64, end->entries);
}

enum jk_status jk_restore_offline(const struct jk_restore *restore, struct jk_restored *out,
                                  struct jk_error *err)
{
    struct restoring r = { .restore = restore, .out = out, .err = err };
    enum jk_status rc = restore->without_log
                            ? jk_store_open_without_log(restore->database, &r.store, err)
                            : jk_store_open(restore->database, &r.store, err);
    int64_t newest_s;

    *out = (struct jk_restored){ .erased = 0 };
    if (rc != JK_OK)
        return rc;
    newest_s = jk_store_newest_s(r.store);
    out->newest_s = newest_s == INT64_MIN ? 0 : newest_s;
    rc = check_end(&r);
    if (rc == JK_OK)
        rc = journal_it(&r);
    if (rc == JK_OK)
        rc = move_deliveries(&r);
    jk_store_close(r.store);
    jk_arena_clear(&r.arena);
    return rc == JK_OK ? jk_store_replay(restore->database, &out->replay, err) : rc;
}
