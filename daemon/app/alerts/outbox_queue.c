/* Which message goes out next, and what its receipt means: one queue for each subscription.
 *
 * A queue is a position in its account's inbox (`delivered`) and a point up to which it was looked
 * at. An alert that is not wanted is passed over, one that must wait is held (its row is in the
 * outbox) so that what is behind it may pass, and one that may go is handed to the courier; one
 * message of a subscription is under way at a time, which keeps their order. A receipt moves the
 * position; a failure keeps it and doubles the pause; a queue that fails for too long is dead until
 * somebody asks for a retry. Positions only ever lag behind: a message may come twice, none is
 * lost.
 *
 * Nothing is sent while a group of commands is open, because what is not committed must not be
 * told. Subscriptions take turns, and a scan stops after SCAN_MAX alerts, so no inbox keeps another
 * waiting. */
#include "daemon/app/alerts/outbox_internal.h"
#include "jarak/model/texts.h"
#include "daemon/app/conflicts/room.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/base/defend.h"
#include "jarak/base/log.h"
#include "jarak/base/heap.h"

#define RETRY_MAX_S 86400ULL /* the longest pause a receiver may ask for */
#define SCAN_MAX    64       /* alerts looked at before others get their turn */
#define GROUP_MS    5        /* a group is open: its commit is a few milliseconds away */
#define IO_MS       1000

struct jk_outbox_queue *jk_outbox_queue_new(const struct jk_outbox_queue_options *options)
{
    struct jk_outbox_queue *d = jk_heap_zeroed(1, sizeof *d);

    if (d)
        d->options = *options;
    return d;
}

void jk_outbox_queue_free(struct jk_outbox_queue *outbox_queue)
{
    if (!outbox_queue)
        return;
    free(outbox_queue->queues);
    free(outbox_queue);
}

void jk_outbox_queue_read_again(struct jk_outbox_queue *outbox_queue)
{
    outbox_queue->count = outbox_queue->turn = 0;
    outbox_queue->is_told = true;
}

void jk_outbox_queue_set_pauses(struct jk_outbox_queue *outbox_queue, struct jk_pauses pauses)
{
    outbox_queue->options.pauses = pauses;
}

static struct queue *find(struct jk_outbox_queue *d, const char *id)
{
    for (size_t i = 0; i < d->count; i++) {
        if (strcmp(d->queues[i].id, id) == 0)
            return &d->queues[i];
    }
    return NULL;
}

static struct queue *add(struct jk_outbox_queue *d, const char *id)
{
    if (!jk_grow(&d->queues, d->count, &d->cap, sizeof *d->queues))
        return NULL;
    d->queues[d->count] = (struct queue){ .held_ms = INT64_MAX };
    snprintf(d->queues[d->count].id, sizeof d->queues[d->count].id, "%s", id);
    return &d->queues[d->count++];
}

/* Is this journal the one the position is of? A restored one has another entry there, or none. */
static enum jk_status is_of_journal(const struct jk_outbox_queue *d,
                                    const struct jk_delivery_state *state, bool *same)
{
    uint8_t hash[32];
    enum jk_status rc = JK_OK;

    *same = true;
    if (state->journal > 0)
        rc = jk_store_hash_of(d->options.app->store, state->journal, hash, NULL);
    if (rc == JK_OK && state->journal > 0)
        *same = memcmp(hash, state->journal_hash, sizeof hash) == 0;
    else if (rc == JK_NONE)
        *same = false;
    return rc == JK_NONE ? JK_OK : rc;
}

/* The numbers of the inbox begin again: what stands under them is told from the start, for nobody
 * knows from where on it is other than it was. */
static enum jk_status begin_again(struct jk_outbox_queue *d, const char *id,
                                  struct jk_delivery_state *state)
{
    jk_log(JK_LOG_WARNING, "numbers-begin-again subscription=%s delivered=%" PRIu64, id,
           state->delivered);
    *state = (struct jk_delivery_state){ .epoch_s = state->epoch_s > 0 ? -state->epoch_s
                                                                       : state->epoch_s };
    return jk_outbox_release(d->options.outbox, id, INT64_MAX, INT64_MAX - 1, NULL);
}

/* The queue of a subscription; null while it cannot be known where it stands. */
static struct queue *queue_of(struct jk_outbox_queue *d, const struct jk_subscription *s)
{
    struct queue *q = find(d, s->id);
    struct jk_delivery_state state = { .delivered = 0 };
    bool same = true;
    enum jk_status rc;

    if (q)
        return q;
    rc = jk_outbox_get(d->options.outbox, s->id, &state, NULL);
    if (rc == JK_OK && !d->is_told)
        rc = is_of_journal(d, &state, &same);
    if (rc == JK_OK && !same)
        rc = begin_again(d, s->id, &state);
    if ((rc != JK_OK && rc != JK_NONE) || !(q = add(d, s->id)))
        return NULL;
    q->state = state;
    q->looked = state.delivered;
    if (alerts_digest_refresh(d, q) != JK_OK) {
        d->count--;
        return NULL;
    }
    return q;
}

static void keep(struct jk_outbox_queue *d, struct queue *q)
{
    struct jk_error err;

    if (jk_outbox_put(d->options.outbox, q->id, &q->state, &err) != JK_OK)
        jk_log(JK_LOG_WARNING, "position-not-kept subscription=%s status=%s effect=may-double",
               q->id, jk_status_name(err.status));
}

/* Hold an alert back, so that what is behind it may pass. */
static enum jk_status hold(struct search *s, uint64_t index, int64_t until_ms)
{
    struct queue *q = s->queue;
    struct jk_delivery_state state = q->state;
    enum jk_status rc;

    state.delivered = index;
    rc = jk_outbox_hold(s->outbox_queue->options.outbox, q->id, (struct jk_held){ index, until_ms },
                        &state, NULL);
    if (rc != JK_OK)
        return rc;
    q->state = state;
    q->looked = index;
    q->held_ms = until_ms < q->held_ms ? until_ms : q->held_ms;
    return JK_OK;
}

/* Ends the walk at the first row it is given, with JK_EXISTS. */
static enum jk_status take(struct search *s, const struct jk_alert_row *row)
{
    enum jk_status rc = alerts_of_row(&s->arena, row, true, &s->alert);

    s->index = row->index;
    return rc == JK_OK ? JK_EXISTS : rc;
}

static enum jk_status look(void *ctx, const struct jk_alert_row *row)
{
    struct search *s = ctx;
    struct jk_app *app = s->outbox_queue->options.app;
    enum throttle throttle = THROTTLE_SKIP;
    struct jk_arena arena = { 0 };
    struct jk_alert alert;
    int64_t until_ms;
    enum jk_status rc = alerts_of_row(&arena, row, true, &alert);

    s->looked++;
    if (rc == JK_CORRUPT) { /* what cannot be read is told by nobody, and holds nobody up */
        jk_log(JK_LOG_ERROR, "alert-unreadable account=%s index=%llu", s->subscription->account,
               (unsigned long long)row->index);
        rc = JK_NONE;
    }
    if (rc == JK_OK)
        rc = jk_app_concerns(app, s->subscription, &alert, NULL);
    if (rc == JK_OK)
        rc = alerts_throttle(s, &alert, &throttle, &until_ms);
    jk_arena_clear(&arena);
    if (rc != JK_OK && rc != JK_NONE)
        return rc;
    if (throttle == THROTTLE_SEND)
        return take(s, row);
    if (throttle == THROTTLE_HOLD)
        return hold(s, row->index, until_ms);
    s->queue->looked = row->index;
    return JK_OK;
}

/* The pause before the next attempt doubles with every failure. */
static int64_t pause_ms(const struct jk_outbox_queue *d, uint32_t attempts)
{
    int64_t pause = d->options.pauses.first_ms;

    for (uint32_t i = 1; i < attempts && pause < d->options.pauses.most_ms; i++)
        pause *= 2;
    return pause < d->options.pauses.most_ms ? pause : d->options.pauses.most_ms;
}

/* A receiver may ask for a longer pause than ours (RFC 9110 10.2.3); beyond a day it is taken for a
 * mistake. */
static int64_t asked_ms(const struct jk_receipt *receipt)
{
    uint64_t asked_s = receipt->retry_s < RETRY_MAX_S ? receipt->retry_s : RETRY_MAX_S;

    return (int64_t)asked_s * 1000;
}

static void fail(struct jk_outbox_queue *d, struct queue *q, int64_t now_ms,
                 const struct jk_receipt *receipt)
{
    struct jk_delivery_state *state = &q->state;
    int64_t pause;

    d->failed++;
    state->attempts++;
    if (state->failing_ms == 0)
        state->failing_ms = now_ms;
    pause = pause_ms(d, state->attempts);
    q->asked_ms = asked_ms(receipt);
    state->next_ms = now_ms + (q->asked_ms > pause ? q->asked_ms : pause);
    state->dead = receipt->gone || now_ms - state->failing_ms >= d->options.pauses.dead_ms;
    snprintf(state->reason, sizeof state->reason, "%s", receipt->reason);
    jk_log(JK_LOG_WARNING, "not-delivered subscription=%s attempts=%u then=%s", q->id,
           state->attempts,
           receipt->gone ? "gone"
           : state->dead ? "dead"
                         : "retry");
    keep(d, q);
}

/* What is told from here on is told of this journal, and under these numbers. An inbox that is
 * shorter than what was delivered is that of a restored backup too: positions of an older program
 * have no entry with them. No group is open, so the journal's end is durable. */
static enum jk_status note_journal(struct jk_outbox_queue *d, struct queue *q,
                                   const struct jk_account *account, int64_t now_ms)
{
    struct jk_delivery_state *state = &q->state;
    enum jk_status rc = JK_OK;

    if (state->delivered > account->last_alert) {
        rc = begin_again(d, q->id, state);
        q->looked = 0;
    }
    if (rc == JK_OK && state->epoch_s <= 0) {
        const int64_t now_s = now_ms / 1000;

        state->epoch_s = now_s > -state->epoch_s ? now_s : 1 - state->epoch_s;
    }
    state->journal = jk_store_journal_end(d->options.app->store, state->journal_hash);
    return rc;
}

/* It stands somewhere else now, or has no failures any more. */
static void move_to(struct queue *q, uint64_t delivered)
{
    struct jk_delivery_state state = { .delivered = delivered,
                                       .epoch_s = q->state.epoch_s,
                                       .journal = q->state.journal };

    memcpy(state.journal_hash, q->state.journal_hash, sizeof state.journal_hash);
    q->state = state;
}

/* Puts the message under way, or notes when to look again. A message written while a promise of our
 * own broke stays here; the next subscription has an empty frame again. */
static void hand_over(struct search *s, enum jk_status found, struct jk_buf *frame, int64_t *due_ms)
{
    const enum jk_status sound = jk_defend_since(&s->mark);

    if (found == JK_OK && jk_buf_ok(frame) && sound == JK_OK) {
        s->queue->under_way = s->index;
        return;
    }
    jk_buf_reset(frame);
    fail(s->outbox_queue, s->queue, s->now_ms,
         &(struct jk_receipt){ .reason = sound == JK_CORRUPT  ? "an assertion failed"
                                         : found == JK_DENIED ? "the target is no longer allowed"
                                                              : "too large, or no memory" });
    *due_ms = s->queue->state.next_ms;
}

/* The alert that was found, with what else its command changed. */
static enum jk_status write_found(struct search *s, struct jk_buf *frame)
{
    enum jk_status rc = alerts_digest_of_command(s, frame);

    if (rc == JK_NONE)
        rc = alerts_frame_write(s, frame) ? JK_OK : JK_DENIED;
    return rc;
}

/* Writes a summary of the held alerts once they are due and the cap lets it go. */
static void visit_held(struct search *s, struct jk_buf *frame, int64_t *due_ms)
{
    int64_t free_ms = alerts_throttle_free_ms(s->queue, s->now_ms);
    int64_t from_ms = s->queue->held_ms > free_ms ? s->queue->held_ms : free_ms;
    enum jk_status rc;

    if (s->queue->held_ms == INT64_MAX)
        return;
    if (from_ms > s->now_ms) {
        *due_ms = from_ms;
        return;
    }
    rc = alerts_digest_next(s, frame);
    if (rc == JK_IO)
        *due_ms = s->now_ms + IO_MS;
    else if (rc != JK_NONE)
        hand_over(s, rc, frame, due_ms);
    else if (s->queue->held_ms != INT64_MAX)
        *due_ms = s->queue->held_ms > s->now_ms ? s->queue->held_ms : s->now_ms + IO_MS;
}

/* The next message of one queue. JK_NONE: none now; *due_ms says when to look again. */
static enum jk_status next_of(struct search *s, struct jk_buf *frame, int64_t *due_ms)
{
    struct queue *q = s->queue;
    enum jk_status rc = JK_OK;

    q->summary = false;
    if (q->looked < s->account->last_alert)
        rc = jk_app_alerts(s->outbox_queue->options.app,
                           &(struct jk_alert_page){ s->account->name, q->looked, SCAN_MAX }, look,
                           s, NULL);
    if (rc == JK_EXISTS)
        hand_over(s, write_found(s, frame), frame, due_ms);
    else if (rc != JK_OK)
        *due_ms = s->now_ms + IO_MS;
    else if (q->looked < s->account->last_alert)
        *due_ms = s->now_ms; /* others first */
    else
        visit_held(s, frame, due_ms);
    return q->under_way ? JK_OK : JK_NONE;
}

/* Forget where a removed subscription stood. */
static void drop(struct jk_outbox_queue *d, const char *id)
{
    struct queue *q = find(d, id);

    if (!q)
        return;
    if (q->under_way)
        d->under_way[q->channel]--;
    jk_outbox_drop(d->options.outbox, id, NULL);
    *q = d->queues[--d->count];
}

/* Longer than the pause is none: the clock was set back. */
static bool must_wait(const struct jk_outbox_queue *d, const struct queue *q, int64_t now_ms)
{
    int64_t left_ms = q->state.next_ms - now_ms;

    int64_t pause = pause_ms(d, q->state.attempts);

    pause = q->asked_ms > pause ? q->asked_ms : pause;
    return q->state.attempts && left_ms > 0 && left_ms <= pause;
}

/* Look at one subscription; JK_NONE with the earliest instant it may have something. */
static enum jk_status visit(struct jk_outbox_queue *d, const struct jk_subscription *s,
                            int64_t now_ms, struct jk_buf *frame, int64_t *due_ms)
{
    struct search search = {
        .outbox_queue = d, .subscription = s, .now_ms = now_ms, .mark = jk_defend_mark()
    };
    struct queue *q;
    enum jk_status rc;

    *due_ms = INT64_MAX;
    if (s->removed) {
        drop(d, s->id);
        return JK_NONE;
    }
    q = queue_of(d, s);
    if (!q)
        *due_ms = now_ms + IO_MS;
    if (!q || q->under_way || q->state.dead)
        return JK_NONE;
    q->channel = s->channel;
    if (must_wait(d, q, now_ms)) {
        *due_ms = q->state.next_ms;
        return JK_NONE;
    }
    search.queue = q;
    search.account = jk_app_account(d->options.app, s->account);
    if (!search.account || search.account->disabled)
        return JK_NONE;
    rc = note_journal(d, q, search.account, now_ms);
    if (rc == JK_OK)
        rc = next_of(&search, frame, due_ms);
    else
        *due_ms = now_ms + IO_MS;
    jk_arena_clear(&search.arena);
    return rc;
}

enum jk_status jk_outbox_queue_next(struct jk_outbox_queue *outbox_queue, int64_t now_ms,
                                    struct jk_buf *frame, int64_t *due_ms)
{
    size_t count = jk_app_subscription_count(outbox_queue->options.app);
    int64_t due;

    *due_ms = INT64_MAX;
    if (jk_app_in_group(outbox_queue->options.app)) {
        *due_ms = now_ms + GROUP_MS; /* what is not committed is not told */
        return JK_NONE;
    }
    for (size_t i = 0; i < count; i++) {
        const struct jk_subscription *s =
            jk_app_subscription(outbox_queue->options.app,
                                outbox_queue->turn++ % count); /* the turn goes on: none starves */

        if (!s->removed && outbox_queue->under_way[s->channel] >= JK_UNDER_WAY_CHANNEL)
            continue; /* a receipt makes room, and asks again */
        if (visit(outbox_queue, s, now_ms, frame, &due) == JK_OK) {
            outbox_queue->under_way[s->channel]++;
            return JK_OK;
        }
        *due_ms = due < *due_ms ? due : *due_ms;
    }
    return JK_NONE;
}

/* A summary arrived: the alerts in it are held no longer. */
static void settle_summary(struct jk_outbox_queue *d, struct queue *q, int64_t number)
{
    move_to(q, q->state.delivered);
    keep(d, q);
    if (jk_outbox_release(d->options.outbox, q->id, q->covered, number, NULL) != JK_OK ||
        alerts_digest_refresh(d, q) != JK_OK)
        jk_log(JK_LOG_WARNING, "position-not-kept subscription=%s effect=may-double", q->id);
}

void jk_outbox_queue_receive(struct jk_outbox_queue *outbox_queue, int64_t now_ms,
                             const struct jk_receipt *receipt)
{
    struct queue *q = find(outbox_queue, receipt->subscription);

    if (!q || q->under_way == 0 || q->under_way != receipt->seq)
        return;
    q->under_way = 0;
    outbox_queue->under_way[q->channel]--;
    if (!receipt->delivered) {
        fail(outbox_queue, q, now_ms, receipt);
        return;
    }
    outbox_queue->sent++;
    alerts_throttle_note(q, now_ms);
    if (q->summary) {
        settle_summary(outbox_queue, q, (int64_t)receipt->seq);
        return;
    }
    move_to(q, receipt->seq);
    q->looked = receipt->seq;
    keep(outbox_queue, q);
}

void jk_outbox_queue_lost(struct jk_outbox_queue *outbox_queue)
{
    for (size_t i = 0; i < outbox_queue->count; i++)
        outbox_queue->queues[i].under_way = 0;
    memset(outbox_queue->under_way, 0, sizeof outbox_queue->under_way);
}

/* Attempts that failed after the clock was set and before this was called have the new time
 * already.
 */
void jk_outbox_queue_shift(struct jk_outbox_queue *outbox_queue, int64_t now_ms, int64_t by_ms)
{
    for (size_t i = 0; i < outbox_queue->count; i++) {
        struct queue *q = &outbox_queue->queues[i];
        int64_t moved_ms = q->state.failing_ms + by_ms;

        if (q->state.attempts == 0 || (by_ms < 0 && q->state.failing_ms <= now_ms))
            continue;
        q->state.failing_ms = moved_ms < now_ms ? moved_ms : now_ms;
        keep(outbox_queue, q);
    }
}

void jk_outbox_queue_state(struct jk_outbox_queue *outbox_queue,
                           const struct jk_subscription *subscription,
                           struct jk_delivery_state *out)
{
    const struct queue *q = queue_of(outbox_queue, subscription);

    *out = q ? q->state : (struct jk_delivery_state){ .delivered = 0 };
}

static enum jk_status read_time(void *ctx, const struct jk_alert_row *row)
{
    *(int64_t *)ctx = row->time_s;
    return JK_OK;
}

/* Adds the alerts that wait in one inbox. */
static void add_waiting(struct jk_outbox_queue *d, const struct queue *q,
                        const struct jk_account *account, int64_t now_s,
                        struct jk_outbox_queue_gauges *out)
{
    int64_t time_s = now_s;

    if (account->last_alert <= q->looked)
        return;
    out->queued += account->last_alert - q->looked;
    if (jk_app_alerts(d->options.app, &(struct jk_alert_page){ account->name, q->looked, 1 },
                      read_time, &time_s, NULL) == JK_OK &&
        now_s - time_s > out->oldest_s)
        out->oldest_s = now_s - time_s;
}

void jk_outbox_queue_gauges(struct jk_outbox_queue *outbox_queue, int64_t now_s,
                            struct jk_outbox_queue_gauges *out)
{
    size_t count = jk_app_subscription_count(outbox_queue->options.app);

    *out = (struct jk_outbox_queue_gauges){ .sent = outbox_queue->sent,
                                            .failed = outbox_queue->failed };
    for (size_t i = 0; i < count; i++) {
        const struct jk_subscription *s = jk_app_subscription(outbox_queue->options.app, i);
        const struct jk_account *account = jk_app_account(outbox_queue->options.app, s->account);
        const struct queue *q = s->removed ? NULL : queue_of(outbox_queue, s);

        if (!q || !account || account->disabled)
            continue;
        out->dead += q->state.dead;
        out->held += q->held_ms != INT64_MAX;
        add_waiting(outbox_queue, q, account, now_s, out);
    }
}

enum jk_status jk_outbox_queue_retry(struct jk_outbox_queue *outbox_queue,
                                     const struct jk_subscription *subscription,
                                     struct jk_error *err)
{
    struct queue *q = queue_of(outbox_queue, subscription);

    if (!q)
        return jk_fail(err, JK_IO, JK_TEXT_NOT_STORED, "deliveries.db", "%s", "");
    move_to(q, q->state.delivered);
    return jk_outbox_put(outbox_queue->options.outbox, q->id, &q->state, err);
}
