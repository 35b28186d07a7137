/* The audit behind the service: a piece of it in each of many short turns of the loop, once behind
 * every start and then once a day.
 *
 * A piece takes a millisecond or two and there are twenty pauses as long between any two, so that
 * it is a twentieth of the daemon's time at most. What is found is logged as an error, counted in
 * /metrics and a fault in /readyz; no snapshot is believed or written from then on, so that the
 * next start reads everything from the store. A piece that cannot be read is tried again, more
 * seldom, and said once: nobody may believe that all was compared when it was not. */
#include <inttypes.h>
#include <unistd.h>
#include "jarak/base/log.h"
#include "jarak/main/daemon.h"

#define TOLD_MOST 20 /* lines of the log; the rest are counted */

static const struct timeval pause_between = { 0, 30000 }, pause_behind = { 86400, 0 },
                            pause_failing = { 10, 0 };

static void tell(void *ctx, const struct jk_audit_found *found)
{
    struct jk_daemon *d = ctx;

    if (d->audit.run.differences <= TOLD_MOST)
        jk_log(JK_LOG_ERROR, "audit-difference part=%s what=%s name=%s entry=%" PRIu64, found->part,
               found->what, found->name, found->entry);
    jk_daemon_snapshot_distrust(d);
}

/* Says once that the audit comes no further, and that it goes on. */
static void note_failing(struct jk_daemon *d, enum jk_status rc, const struct jk_error *err)
{
    static const char *const parts[] = { "journal", "notices", "chains", "" };
    char text[512];

    if (d->audit.failing == (rc != JK_OK))
        return;
    d->audit.failing = rc != JK_OK;
    if (rc == JK_OK) {
        jk_log(JK_LOG_INFO, "audit-goes-on part=%s", parts[d->audit.run.part]);
        return;
    }
    jk_error_format(err, JK_LANG_EN, text, sizeof text);
    jk_log(JK_LOG_ERROR, "audit-failed part=%s why=%s %s", parts[d->audit.run.part],
           jk_status_name(rc), text);
}

static void on_turn(evutil_socket_t fd, short what, void *ctx)
{
    struct jk_daemon *d = ctx;
    struct jk_audit_run *run = &d->audit.run;
    struct jk_error err;

    (void)fd;
    (void)what;
    /* Between begin and commit, and while another pack is on its way, others have the turn. */
    if (!jk_app_is_lost(d->app) && !jk_app_in_group(d->app) && !d->reload && !d->stopping)
        note_failing(d, jk_app_audit_some(d->app, run, tell, d, &err), &err);
    if (run->part == JK_AUDIT_DONE) {
        jk_log(JK_LOG_INFO,
               "audit entries=%" PRIu64 " notices=%u chains=%u heavy=%u differences=%" PRIu64,
               run->entries, run->notices, run->chains, run->heavy, run->differences);
        d->audit.differences = run->differences;
        *run = (struct jk_audit_run){ .next = 0 };
        event_add(d->audit.turn, &pause_behind);
        return;
    }
    if (run->differences > d->audit.differences)
        d->audit.differences = run->differences;
    event_add(d->audit.turn, d->audit.failing ? &pause_failing : &pause_between);
}

bool jk_daemon_audit_begin(struct jk_daemon *d)
{
    d->audit.turn = event_new(d->base, -1, 0, on_turn, d);
    return d->audit.turn && event_add(d->audit.turn, &pause_between) == 0;
}

void jk_daemon_audit_end(struct jk_daemon *d)
{
    if (d->audit.turn)
        event_free(d->audit.turn);
    d->audit.turn = NULL;
}
