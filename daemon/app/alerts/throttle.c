/* An alert is sent now, held, or passed over, by its level, the hour, and a cap on messages.
 *
 * An alert is superseded when a newer one of the same conflict says it all; it is then passed over,
 * unless a level that nobody was told would be hidden by that. An end or a fall goes out by the
 * level the conflict had before. A siaga and a rise are never held by the cap of messages a minute
 * and an hour (a ring of the last times); all else that exceeds it, or its hours, is held and goes
 * out in a summary.
 *
 * A clock that was set back must not silence anybody: times in the future count as now. */
#include <string.h>
#include "daemon/app/alerts/outbox_internal.h"
#include "jarak/policy/push_hours.h"

#define MINUTE_MS 60000
#define HOUR_MS   3600000

/* When the message that is `most` messages back leaves the window. */
static int64_t window_free_ms(const struct queue *q, size_t most, int64_t window_ms, int64_t now_ms)
{
    int64_t at;

    if (q->pushed < most)
        return now_ms;
    at = q->pushed_ms[(q->pushed - most) % JK_PUSH_PER_HOUR];
    return at > now_ms ? now_ms : at + window_ms; /* a clock set back must not silence anybody */
}

int64_t alerts_throttle_free_ms(const struct queue *q, int64_t now_ms)
{
    int64_t minute = window_free_ms(q, JK_PUSH_PER_MINUTE, MINUTE_MS, now_ms);
    int64_t hour = window_free_ms(q, JK_PUSH_PER_HOUR, HOUR_MS, now_ms);

    return minute > hour ? minute : hour;
}

void alerts_throttle_note(struct queue *q, int64_t now_ms)
{
    q->pushed_ms[q->pushed++ % JK_PUSH_PER_HOUR] = now_ms;
}

/* An alert that a conflict ended or fell counts with the level the conflict had before, so that
 * whoever was told of it is told of its end as well. */
static enum jk_level class_of(const struct jk_alert *alert, const struct neighbours *n)
{
    bool changes = alert->event == JK_EVENT_CLOSED || alert->event == JK_EVENT_LEVEL;

    return changes && n->before_level > alert->level ? n->before_level : alert->level;
}

/* A newer one about the pair says it all, unless a level that nobody was told would be hidden. */
static bool is_superseded(const struct jk_alert *alert, const struct neighbours *n, bool told)
{
    return n->after &&
           (alert->level <= n->after_level || (told && alert->level <= n->before_level));
}

/* By level, hour and cap. */
static enum throttle decide(const struct search *s, const struct jk_alert *alert,
                            const struct neighbours *n, int64_t *until_ms)
{
    const struct jk_tz *tz = jk_app_tz_of(s->outbox_queue->options.app, s->account);
    enum jk_level level = class_of(alert, n);
    bool rises = alert->event == JK_EVENT_LEVEL && alert->level > n->before_level;

    if (level == JK_LEVEL_INFO && alert->event == JK_EVENT_OPENED && alert->detail->pushes)
        level = JK_LEVEL_WASPADA; /* pushed once, in its hours */
    *until_ms = 1000 * jk_push_from(level, alert->time_s, s->now_ms / 1000,
                                    alert->detail->timed ? alert->detail->first_s : INT64_MAX,
                                    tz->offset_s);
    if (level <= JK_LEVEL_INFO) /* also where that instant is past: it goes with the others */
        return THROTTLE_HOLD;
    if (*until_ms <= s->now_ms)
        *until_ms = level == JK_LEVEL_SIAGA || rises ? s->now_ms
                                                     : alerts_throttle_free_ms(s->queue, s->now_ms);
    return *until_ms > s->now_ms ? THROTTLE_HOLD : THROTTLE_SEND;
}

enum jk_status alerts_throttle(struct search *s, const struct jk_alert *alert, enum throttle *out,
                               int64_t *until_ms)
{
    struct jk_outbox_queue *d = s->outbox_queue;
    struct neighbours n;
    int64_t held_ms;
    enum jk_status held = JK_NONE;
    enum jk_status rc = alerts_inbox_neighbours(d->options.app, s->subscription, alert, &n);

    if (rc == JK_OK && n.before)
        held = jk_outbox_find_held(d->options.outbox, s->queue->id, n.before, &held_ms, NULL);
    if (rc != JK_OK || (held != JK_OK && held != JK_NONE))
        return rc != JK_OK ? rc : held;
    if (alert->event == JK_EVENT_ACT) { /* each says what none behind it does */
        *until_ms = alerts_throttle_free_ms(s->queue, s->now_ms);
        *out = *until_ms > s->now_ms ? THROTTLE_HOLD : THROTTLE_SEND;
    } else if (is_superseded(alert, &n, n.before && held == JK_NONE)) {
        *out = THROTTLE_SKIP;
    } else if (held == JK_OK &&
               alert->event == JK_EVENT_CLOSED) { /* nobody was told: they go together */
        *out = THROTTLE_HOLD;
        *until_ms = held_ms;
    } else {
        *out = decide(s, alert, &n, until_ms);
    }
    return JK_OK;
}
