#include "jarak/app/dispatch.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/app/hook.h"
#include "jarak/base/digest.h"
#include "jarak/base/log.h"
#include "jarak/feed/mail.h"

#define SCAN_MAX 64 /* alerts looked at before others get their turn */
#define GROUP_MS 5  /* a group is open: its commit is a few milliseconds away */
#define IO_MS    1000

/* One subscription's queue. */
struct queue {
    char id[JK_SUBSCRIPTION_HEX + 1];
    struct jk_delivery_state state;
    uint64_t looked;    /* alerts up to here were delivered or are not wanted */
    uint64_t under_way; /* the letter that was handed over; 0: none */
};

struct jk_dispatch {
    struct jk_dispatch_options options;
    struct queue *queues;
    size_t count, cap;
    size_t turn; /* whose turn it is */
    size_t under_way;
};

struct jk_dispatch *jk_dispatch_new(const struct jk_dispatch_options *options)
{
    struct jk_dispatch *d = calloc(1, sizeof *d);

    if (d)
        d->options = *options;
    return d;
}

void jk_dispatch_free(struct jk_dispatch *dispatch)
{
    if (!dispatch)
        return;
    free(dispatch->queues);
    free(dispatch);
}

void jk_dispatch_set_app(struct jk_dispatch *dispatch, struct jk_app *app)
{
    dispatch->options.app = app;
}

static struct queue *find(struct jk_dispatch *d, const char *id)
{
    for (size_t i = 0; i < d->count; i++) {
        if (strcmp(d->queues[i].id, id) == 0)
            return &d->queues[i];
    }
    return NULL;
}

static struct queue *add(struct jk_dispatch *d, const char *id)
{
    if (d->count == d->cap) {
        size_t cap = d->cap ? 2 * d->cap : 16;
        struct queue *grown = realloc(d->queues, cap * sizeof *grown);

        if (!grown)
            return NULL;
        d->queues = grown;
        d->cap = cap;
    }
    d->queues[d->count] = (struct queue){ .under_way = 0 };
    snprintf(d->queues[d->count].id, sizeof d->queues[d->count].id, "%s", id);
    return &d->queues[d->count++];
}

/* The queue of a subscription; null while it cannot be known where it stands. */
static struct queue *queue_of(struct jk_dispatch *d, const struct jk_subscription *s)
{
    struct queue *q = find(d, s->id);
    struct jk_delivery_state state = { .delivered = 0 };
    enum jk_status rc;

    if (q)
        return q;
    rc = jk_outbox_get(d->options.outbox, s->id, &state, NULL);
    if ((rc != JK_OK && rc != JK_NONE) || !(q = add(d, s->id)))
        return NULL;
    q->state = state;
    q->looked = state.delivered;
    return q;
}

static void keep(struct jk_dispatch *d, struct queue *q)
{
    struct jk_error err;

    if (jk_outbox_put(d->options.outbox, q->id, &q->state, &err) != JK_OK)
        jk_log(JK_LOG_WARNING, "position-not-kept subscription=%s status=%s effect=may-double",
               q->id, jk_status_name(err.status));
}

/* A search for the next letter of a queue. */
struct search {
    struct jk_dispatch *dispatch;
    const struct jk_subscription *subscription;
    struct queue *queue;
    struct jk_told told; /* strings in the arena; payload null while none was found */
    uint64_t index;
    struct jk_arena arena;
    unsigned looked;
};

static enum jk_status look(void *ctx, const struct jk_alert_row *row)
{
    struct search *s = ctx;
    enum jk_status rc = jk_app_concerns(s->dispatch->options.app, s->subscription, row, NULL);

    s->looked++;
    if (rc == JK_NONE) {
        s->queue->looked = row->index;
        return JK_OK;
    }
    if (rc != JK_OK)
        return rc;
    s->index = row->index;
    s->told = (struct jk_told){ jk_arena_copy(&s->arena, jk_span_of(row->conflict)), row->revision,
                                row->time_s, jk_arena_copy(&s->arena, jk_span_of(row->event)),
                                jk_arena_copy(&s->arena, jk_span_of(row->payload)) };
    return s->told.conflict && s->told.event && s->told.payload ? JK_EXISTS
                                                                : JK_MEMORY; /* ends the walk */
}

/* What is posted, with its signature. */
static void write_hook(struct search *s, int64_t now_ms, const struct jk_hook_target *target,
                       struct jk_buf *frame)
{
    struct jk_buf body = { 0 }, message = { 0 };
    uint8_t mac[JK_DIGEST_LEN];
    char signature[2 * JK_DIGEST_LEN + 1], timestamp[24];

    snprintf(timestamp, sizeof timestamp, "%" PRId64, now_ms / 1000);
    jk_alert_told(&body, s->index, &s->told);
    jk_buf_fmt(&message, "%s.", timestamp);
    jk_buf_span(&message, jk_buf_view(&body));
    if (jk_buf_ok(&message) && jk_buf_ok(&body)) {
        jk_hmac_sha256(jk_span_of(s->subscription->secret), jk_buf_view(&message), mac);
        jk_hex(mac, sizeof mac, signature);
        jk_letter_write(frame, &(struct jk_letter){ .subscription = s->subscription->id,
                                                    .seq = s->index,
                                                    .from = "",
                                                    .to = "",
                                                    .url = s->subscription->target,
                                                    .host = target->host,
                                                    .port = target->port,
                                                    .address = target->address,
                                                    .timestamp = timestamp,
                                                    .signature = signature,
                                                    .body = jk_buf_view(&body) });
    } else {
        frame->failed = true;
    }
    jk_buf_clear(&body);
    jk_buf_clear(&message);
}

/* The message, for the operator's relay. */
static void write_mail(struct search *s, struct jk_buf *frame)
{
    const struct jk_dispatch_options *options = &s->dispatch->options;
    struct jk_buf message = { 0 };

    if (jk_mail_write(&message, jk_app_pack(options->app), &s->told, options->mail->from,
                      s->subscription->target) == JK_OK)
        jk_letter_write(frame, &(struct jk_letter){ .subscription = s->subscription->id,
                                                    .seq = s->index,
                                                    .from = options->mail->from,
                                                    .to = s->subscription->target,
                                                    .url = options->mail->relay,
                                                    .host = "",
                                                    .address = "",
                                                    .timestamp = "",
                                                    .signature = "",
                                                    .body = jk_buf_view(&message) });
    else
        frame->failed = true;
    jk_buf_clear(&message);
}

/* Frame what was found. False: the operator does not allow its target any more. */
static bool write_letter(struct search *s, int64_t now_ms, struct jk_buf *frame)
{
    const struct jk_dispatch_options *options = &s->dispatch->options;
    struct jk_span to = jk_span_of(s->subscription->target);
    struct jk_hook_target target;

    if (strcmp(s->subscription->channel, "email") == 0) {
        if (jk_mail_read(options->mail, to, NULL) != JK_OK)
            return false;
        write_mail(s, frame);
        return true;
    }
    if (jk_hook_read(options->hosts, to, &target, NULL) != JK_OK)
        return false;
    write_hook(s, now_ms, &target, frame);
    return true;
}

/* The pause before the next attempt doubles with every failure. */
static int64_t pause_ms(const struct jk_dispatch *d, uint32_t attempts)
{
    int64_t pause = d->options.first_ms;

    for (uint32_t i = 1; i < attempts && pause < d->options.most_ms; i++)
        pause *= 2;
    return pause < d->options.most_ms ? pause : d->options.most_ms;
}

static void fail(struct jk_dispatch *d, struct queue *q, int64_t now_ms, const char *reason)
{
    struct jk_delivery_state *state = &q->state;

    state->attempts++;
    if (state->failing_ms == 0)
        state->failing_ms = now_ms;
    state->next_ms = now_ms + pause_ms(d, state->attempts);
    state->dead = now_ms - state->failing_ms >= d->options.dead_ms;
    snprintf(state->reason, sizeof state->reason, "%s", reason);
    jk_log(JK_LOG_WARNING, "not-delivered subscription=%s attempts=%u then=%s", q->id,
           state->attempts, state->dead ? "dead" : "retry");
    keep(d, q);
}

/* An inbox that is shorter than what was delivered is that of a restored backup. */
static void fit_inbox(struct queue *q, const struct jk_account *account)
{
    if (q->state.delivered > account->last_alert)
        q->looked = q->state.delivered = account->last_alert;
}

/* The next letter of one queue. JK_NONE: none now; *due_ms says when to look again. */
static enum jk_status next_of(struct jk_dispatch *d, const struct jk_subscription *s,
                              struct queue *q, int64_t now_ms, struct jk_buf *frame,
                              int64_t *due_ms)
{
    const struct jk_account *account = jk_app_account(d->options.app, s->account);
    struct search search = { .dispatch = d, .subscription = s, .queue = q };
    enum jk_status rc;

    if (!account || account->disabled)
        return JK_NONE;
    fit_inbox(q, account);
    if (q->looked >= account->last_alert)
        return JK_NONE;
    rc = jk_app_alerts(d->options.app, account, q->looked, SCAN_MAX, look, &search, NULL);
    if (rc != JK_EXISTS) {
        if (rc != JK_OK)
            *due_ms = now_ms + IO_MS;
        else if (search.looked == SCAN_MAX)
            *due_ms = now_ms;
    } else if (!write_letter(&search, now_ms, frame)) {
        fail(d, q, now_ms, "the target is no longer allowed");
        *due_ms = q->state.next_ms;
    } else if (jk_buf_ok(frame)) {
        q->under_way = search.index;
    } else {
        fail(d, q, now_ms, "too large, or no memory");
        *due_ms = q->state.next_ms;
    }
    jk_arena_clear(&search.arena);
    return q->under_way ? JK_OK : JK_NONE;
}

/* Forget where a removed subscription stood. */
static void drop(struct jk_dispatch *d, const char *id)
{
    struct queue *q = find(d, id);

    if (!q)
        return;
    if (q->under_way)
        d->under_way--;
    jk_outbox_drop(d->options.outbox, id, NULL);
    *q = d->queues[--d->count];
}

/* Look at one subscription; JK_NONE with the earliest instant it may have something. */
static enum jk_status visit(struct jk_dispatch *d, const struct jk_subscription *s, int64_t now_ms,
                            struct jk_buf *frame, int64_t *due_ms)
{
    struct queue *q;

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
    if (q->state.attempts && q->state.next_ms > now_ms) {
        *due_ms = q->state.next_ms;
        return JK_NONE;
    }
    return next_of(d, s, q, now_ms, frame, due_ms);
}

enum jk_status jk_dispatch_next(struct jk_dispatch *dispatch, int64_t now_ms, struct jk_buf *frame,
                                int64_t *due_ms)
{
    size_t count = jk_app_subscription_count(dispatch->options.app);
    int64_t due;

    *due_ms = INT64_MAX;
    if (jk_app_in_group(dispatch->options.app)) {
        *due_ms = now_ms + GROUP_MS; /* what is not committed is not told */
        return JK_NONE;
    }
    for (size_t i = 0; i < count && dispatch->under_way < JK_UNDER_WAY_MAX; i++) {
        const struct jk_subscription *s =
            jk_app_subscription(dispatch->options.app,
                                dispatch->turn++ % count); /* the turn goes on: none starves */

        if (visit(dispatch, s, now_ms, frame, &due) == JK_OK) {
            dispatch->under_way++;
            return JK_OK;
        }
        *due_ms = due < *due_ms ? due : *due_ms;
    }
    return JK_NONE;
}

void jk_dispatch_receive(struct jk_dispatch *dispatch, int64_t now_ms,
                         const struct jk_receipt *receipt)
{
    struct queue *q = find(dispatch, receipt->subscription);

    if (!q || q->under_way == 0 || q->under_way != receipt->seq)
        return;
    q->under_way = 0;
    dispatch->under_way--;
    if (!receipt->delivered) {
        fail(dispatch, q, now_ms, receipt->reason);
        return;
    }
    q->state = (struct jk_delivery_state){ .delivered = receipt->seq };
    q->looked = receipt->seq;
    keep(dispatch, q);
}

void jk_dispatch_lost(struct jk_dispatch *dispatch)
{
    for (size_t i = 0; i < dispatch->count; i++)
        dispatch->queues[i].under_way = 0;
    dispatch->under_way = 0;
}

void jk_dispatch_state(struct jk_dispatch *dispatch, const struct jk_subscription *subscription,
                       struct jk_delivery_state *out)
{
    const struct queue *q = queue_of(dispatch, subscription);

    *out = q ? q->state : (struct jk_delivery_state){ .delivered = 0 };
}

enum jk_status jk_dispatch_retry(struct jk_dispatch *dispatch,
                                 const struct jk_subscription *subscription, struct jk_error *err)
{
    struct queue *q = queue_of(dispatch, subscription);

    if (!q)
        return jk_fail(err, JK_IO, JK_TEXT_NOT_STORED, "deliveries.db", "%s", "");
    q->state = (struct jk_delivery_state){ .delivered = q->state.delivered };
    return jk_outbox_put(dispatch->options.outbox, q->id, &q->state, err);
}
