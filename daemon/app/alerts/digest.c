/* Messages of several alerts: what was held, what one command changed, what stands open.
 *
 * All three fill the same entries, told by level. Of what was held only alerts are told that
 * nothing later has replaced, and none of a conflict that opened and closed before anybody was
 * told. The number of a summary is the latest instant up to which held rows were due: its receipt
 * releases exactly those. One command's message joins the alerts that follow in the inbox as long
 * as they are of the same command and may go now. SUMMARY_MAX bounds a message; the rest follows in
 * the next. */
#include <stdlib.h>
#include <string.h>
#include "daemon/app/alerts/outbox_internal.h"
#include "daemon/app/conflicts/room.h"
#include "jarak/app/conflicts/conflicts.h"
#include "jarak/policy/push_hours.h"

#define SUMMARY_MAX 2000 /* alerts of one message, some 300 KiB; the rest follows in the next */

/* The held alerts of a subscription that are due, while they are gathered for a summary. */
struct gathering {
    struct search *search;
    struct jk_digest_entry *entries;
    size_t count;
    uint64_t covered; /* newest number that is due */
    int64_t due_ms;   /* latest instant of those: the summary's own number */
    size_t due;
    uint64_t number; /* that is being read */
};

static enum jk_status note_held(void *ctx, uint64_t number, int64_t until_ms)
{
    struct queue *q = ctx;

    (void)number;
    q->held_ms = until_ms < q->held_ms ? until_ms : q->held_ms;
    return JK_OK;
}

enum jk_status alerts_digest_refresh(struct jk_outbox_queue *d, struct queue *q)
{
    q->held_ms = INT64_MAX;
    return jk_outbox_each_held(d->options.outbox, q->id, note_held, q, NULL);
}

static enum jk_status read_entry(void *ctx, const struct jk_alert_row *row)
{
    struct gathering *g = ctx;
    struct jk_digest_entry *e = &g->entries[g->count];

    if (row->index != g->number)
        return JK_OK;
    e->is_new = true;
    return alerts_of_row(&g->search->arena, row, false, &e->alert);
}

/* One alert of the inbox by its number. */
static enum jk_status read_one(struct gathering *g, uint64_t number, jk_alert_each *each)
{
    const struct jk_alert_page page = { g->search->account->name, number - 1, 1 };

    return jk_app_alerts(g->search->outbox_queue->options.app, &page, each, g, NULL);
}

/* Has something later been said of it, or was it opened and closed before anyone was told? */
static enum jk_status is_needed(struct gathering *g, bool *needed)
{
    const struct jk_digest_entry *e = &g->entries[g->count];
    struct jk_outbox_queue_options *options = &g->search->outbox_queue->options;
    struct neighbours n;
    int64_t until_ms;
    enum jk_status rc =
        alerts_inbox_neighbours(options->app, g->search->subscription, &e->alert, &n);

    *needed = rc == JK_OK && n.after == 0;
    if (!*needed || e->alert.level != JK_LEVEL_NONE || n.before_level > JK_LEVEL_INFO)
        return rc;
    rc = jk_outbox_find_held(options->outbox, g->search->queue->id, n.before, &until_ms, NULL);
    *needed = rc == JK_NONE; /* its opening is not among those held: it was told */
    return rc == JK_NONE ? JK_OK : rc;
}

static enum jk_status gather(void *ctx, uint64_t number, int64_t until_ms)
{
    struct gathering *g = ctx;
    bool needed = false;
    enum jk_status rc;

    if (until_ms > g->search->now_ms || g->due == SUMMARY_MAX)
        return JK_OK;
    g->due++;
    g->number = g->covered = number;
    g->due_ms = until_ms > g->due_ms ? until_ms : g->due_ms;
    g->entries[g->count] = (struct jk_digest_entry){ .is_new = false };
    rc = read_one(g, number, read_entry);
    if (rc == JK_OK && g->entries[g->count].alert.index)
        rc = is_needed(g, &needed);
    g->count += needed;
    return rc;
}

static enum jk_status read_detail(void *ctx, const struct jk_alert_row *row)
{
    struct gathering *g = ctx;

    struct jk_alert *alert = &g->entries[g->count].alert;
    enum jk_status rc = alerts_of_row(&g->search->arena, row, true, alert);

    if (rc == JK_OK)
        jk_app_alert_title(g->search->outbox_queue->options.app, alert);
    return rc;
}

/* The first ones are told in words; an e-mail has more of them in its calendar. */
static enum jk_status read_details(struct gathering *g)
{
    bool mail = g->search->subscription->channel == JK_CHANNEL_EMAIL;
    size_t count = g->count, most = mail ? JK_DIGEST_ENTRIES : JK_DIGEST_LINES;
    enum jk_status rc = JK_OK;

    for (g->count = 0; g->count < count && g->count < most && rc == JK_OK; g->count++)
        rc = read_one(g, g->entries[g->count].alert.index, read_detail);
    g->count = count;
    return rc;
}

static enum jk_status write_summary(struct gathering *g, struct jk_buf *frame)
{
    struct search *s = g->search;
    const struct jk_app *app = s->outbox_queue->options.app;
    const struct jk_digest summary = { .pack = app->pack,
                                       .tz = jk_app_tz_of(app, s->account),
                                       .number = (uint64_t)g->due_ms,
                                       .time_s = s->now_ms / 1000,
                                       .entries = g->entries,
                                       .count = g->count };

    s->index = summary.number;
    s->queue->summary = true;
    s->queue->covered = g->covered;
    return alerts_frame_write_digest(s, &summary, frame) ? JK_OK : JK_DENIED;
}

enum jk_status alerts_digest_next(struct search *s, struct jk_buf *frame)
{
    struct jk_outbox *outbox = s->outbox_queue->options.outbox;
    struct gathering g = { .search = s };
    enum jk_status rc;

    g.entries = jk_arena_array(&s->arena, SUMMARY_MAX, sizeof *g.entries);
    if (!g.entries)
        return JK_MEMORY;
    rc = jk_outbox_each_held(outbox, s->queue->id, gather, &g, NULL);
    if (rc == JK_OK && g.count == 0) { /* all of it was told or is over */
        rc = jk_outbox_release(outbox, s->queue->id, g.covered, g.due_ms, NULL);
        if (rc == JK_OK)
            rc = alerts_digest_refresh(s->outbox_queue, s->queue);
        return rc == JK_OK ? JK_NONE : rc;
    }
    jk_digest_sort(g.entries, g.count);
    if (rc == JK_OK)
        rc = read_details(&g);
    return rc == JK_OK ? write_summary(&g, frame) : rc;
}

/* The alerts of one command for a subscriber, while they are joined to one message. */
struct joining {
    struct gathering g;
    uint64_t command, last;
};

/* Does the next of the inbox go out with the others? JK_EXISTS ends the walk: it is of another
 * command, or has to wait. */
static enum jk_status joins(struct joining *j, const struct jk_alert *alert,
                            enum throttle *throttle)
{
    struct search *s = j->g.search;
    int64_t until_ms;
    enum jk_status rc;

    if (alert->detail->command != j->command || j->g.count == SUMMARY_MAX)
        return JK_EXISTS;
    rc = jk_app_concerns(s->outbox_queue->options.app, s->subscription, alert, NULL);
    if (rc == JK_OK)
        rc = alerts_throttle(s, alert, throttle, &until_ms);
    if (rc != JK_OK && rc != JK_NONE)
        return rc;
    return *throttle == THROTTLE_HOLD ? JK_EXISTS : JK_OK;
}

static enum jk_status join(void *ctx, const struct jk_alert_row *row)
{
    struct joining *j = ctx;
    enum throttle throttle = THROTTLE_SKIP;
    struct jk_arena arena = { 0 };
    struct jk_alert alert;
    enum jk_status rc = alerts_of_row(&arena, row, true, &alert);

    if (rc == JK_OK)
        rc = joins(j, &alert, &throttle);
    jk_arena_clear(&arena);
    if (rc != JK_OK || throttle == THROTTLE_SKIP)
        return rc;
    j->g.number = j->last = row->index;
    rc = read_entry(&j->g, row);
    j->g.count++;
    return rc;
}

enum jk_status alerts_digest_of_command(struct search *s, struct jk_buf *frame)
{
    const struct jk_app *app = s->outbox_queue->options.app;
    struct joining j = { .g = { .search = s },
                         .command = s->alert.detail->command,
                         .last = s->index };
    struct jk_digest summary = { .pack = app->pack,
                                 .tz = jk_app_tz_of(app, s->account),
                                 .one_command = true,
                                 .time_s = s->alert.time_s };
    enum jk_status rc;

    if (j.command == 0)
        return JK_NONE;
    j.g.entries = jk_arena_array(&s->arena, SUMMARY_MAX, sizeof *j.g.entries);
    if (!j.g.entries)
        return JK_MEMORY;
    j.g.entries[j.g.count++] = (struct jk_digest_entry){ .alert = s->alert, .is_new = true };
    rc = jk_app_alerts(s->outbox_queue->options.app,
                       &(struct jk_alert_page){ s->account->name, s->index, SUMMARY_MAX }, join, &j,
                       NULL);
    if (rc != JK_OK && rc != JK_EXISTS)
        return rc;
    if (j.g.count == 1)
        return JK_NONE;
    jk_digest_sort(j.g.entries, j.g.count);
    if ((rc = read_details(&j.g)) != JK_OK)
        return rc;
    summary.number = s->index = j.last;
    summary.entries = j.g.entries;
    summary.count = j.g.count;
    return alerts_frame_write_digest(s, &summary, frame) ? JK_OK : JK_DENIED;
}
