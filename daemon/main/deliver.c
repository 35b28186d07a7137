/* Wiring of what goes out: the outbox, the sending process, the published folder, and clock steps.
 *
 * The queue of the outbox (app) decides what is due, the courier (notify) carries frames to
 * jarakd-notify; they meet only in the three callbacks here, so neither knows the other.
 * jarakd-notify lies beside our own program, or runs apart. Without a webhook host and a relay no
 * sender is started. A clock that was set moves the due times of the outbox by as much, or a step
 * forward by a day would give up every delivery that is failing just then. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "jarak/config/tiles.h"
#include "jarak/app/alerts/targets.h"
#include "jarak/main/texts.h"
#include "jarak/model/texts.h"
#include "jarak/app/app.h"
#include "jarak/base/log.h"
#include "jarak/main/daemon.h"

#define RESTART_FIRST_MS 200 /* a sender that crashed is missed; one that cannot start is not */
#define RESTART_MOST_MS  60000

static enum jk_status next_frame(void *ctx, int64_t now_ms, struct jk_buf *frame, int64_t *due_ms)
{
    struct jk_daemon *d = ctx;

    return jk_outbox_queue_next(d->outbox_queue, now_ms, frame, due_ms);
}

static void receive(void *ctx, int64_t now_ms, const struct jk_receipt *receipt)
{
    struct jk_daemon *d = ctx;

    jk_outbox_queue_receive(d->outbox_queue, now_ms, receipt);
}

static void lost(void *ctx)
{
    struct jk_daemon *d = ctx;

    jk_outbox_queue_lost(d->outbox_queue);
}

void jk_daemon_wake(void *ctx)
{
    struct jk_daemon *d = ctx;

    if (d->courier)
        jk_courier_wake(d->courier);
    if (d->publish)
        jk_publish_wake(d->publish);
}

static int64_t clock_ms(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void jk_daemon_clocks(struct jk_daemon *daemon)
{
    int64_t wall_ms = clock_ms(CLOCK_REALTIME);
    /* The clock that also goes on while the machine sleeps: waking up is no step. */
    int64_t step_ms = jk_clocks_compare(&daemon->clocks, wall_ms, clock_ms(CLOCK_BOOTTIME));
    struct jk_error err;

    if (step_ms == 0)
        return;
    jk_log(JK_LOG_WARNING, "clock-set from=%lld to=%lld", (long long)((wall_ms - step_ms) / 1000),
           (long long)(wall_ms / 1000));
    jk_app_clock(daemon->app, (wall_ms - step_ms) / 1000, wall_ms / 1000, &err);
    jk_outbox_queue_shift(daemon->outbox_queue, wall_ms, step_ms);
    jk_daemon_wake(daemon);
}

static struct jk_mail_way mail_of(const struct jk_options *o)
{
    return (struct jk_mail_way){ o->mail_relay, o->mail_from, o->mail_domain, o->public_url };
}

enum jk_status jk_daemon_check(const struct jk_options *o, struct jk_error *err)
{
    struct jk_mail_way mail = mail_of(o);
    enum jk_status rc = jk_hook_hosts_check(o->webhook_host, err);

    if (rc == JK_OK)
        rc = jk_tiles_check(o->map_tiles, err);
    if (rc == JK_OK && o->publish[0] && !o->public_url[0])
        rc = jk_fail(err, JK_INVALID, JK_TEXT_PUBLISH_URL, "publish", "%s", o->publish);
    return rc == JK_OK ? jk_mail_way_check(&mail, err) : rc;
}

static struct jk_pauses pauses_of(const struct jk_options *o)
{
    return (struct jk_pauses){ .first_ms = o->retry_first_ms,
                               .most_ms = o->retry_most_ms,
                               .dead_ms = o->retry_dead_s * 1000 };
}

enum jk_status jk_daemon_outbox_queue(struct jk_daemon *daemon, struct jk_error *err)
{
    const struct jk_options *o = &daemon->options;
    struct jk_outbox_queue_options options = { .app = daemon->app,
                                               .hosts = o->webhook_host,
                                               .mail = &daemon->mail };
    char path[PATH_MAX + 16];
    enum jk_status rc;

    daemon->mail = mail_of(o);
    snprintf(path, sizeof path, "%s/deliveries.db", o->data);
    rc = jk_outbox_open(path, &daemon->outbox, err);
    if (rc != JK_OK)
        return rc;
    if (chmod(path, 0600) != 0) /* older versions left it to the umask */
        return jk_fail(err, JK_IO, JK_TEXT_FILE_WRITE, path, "%s", strerror(errno));
    jk_outbox_watch(daemon->outbox, jk_daemon_delivered, daemon);
    options.outbox = daemon->outbox;
    options.pauses = pauses_of(o);
    daemon->outbox_queue = jk_outbox_queue_new(&options);
    return daemon->outbox_queue ? JK_OK : jk_no_memory(err);
}

enum jk_status jk_daemon_publish(struct jk_daemon *daemon, struct jk_error *err)
{
    const struct jk_options *o = &daemon->options;
    const struct jk_publish_options options = { .base = daemon->base,
                                                .app = daemon->app,
                                                .folder = o->publish,
                                                .url = o->public_url,
                                                .web_root = o->web_root,
                                                .now_s = jk_daemon_now };

    return o->publish[0] ? jk_publish_new(&options, &daemon->publish, err) : JK_OK;
}

bool jk_daemon_program(const char *name, char path[PATH_MAX + 16])
{
    ssize_t len = readlink("/proc/self/exe", path, PATH_MAX - 1);
    char *slash;

    if (len <= 0)
        return false;
    path[len] = '\0';
    slash = strrchr(path, '/');
    if (!slash)
        return false;
    snprintf(slash + 1, 16, "%s", name);
    return true;
}

enum jk_status jk_daemon_courier(struct jk_daemon *daemon, struct jk_error *err)
{
    struct jk_courier_options options = { .base = daemon->base,
                                          .first_ms = RESTART_FIRST_MS,
                                          .most_ms = RESTART_MOST_MS,
                                          .next = next_frame,
                                          .receive = receive,
                                          .lost = lost,
                                          .ctx = daemon };
    char program[PATH_MAX + 16];

    if (!daemon->shared.writes || /* who writes tells everybody */
        (!daemon->options.webhook_host[0] && !daemon->options.mail_relay[0]))
        return JK_OK;
    if (daemon->options.notify_socket[0])
        options.socket = daemon->options.notify_socket;
    else if (jk_daemon_program("jarakd-notify", program))
        options.program = program;
    else
        return jk_fail(err, JK_IO, JK_TEXT_FILE_READ, "/proc/self/exe", "%s", "");
    options.ca = daemon->options.ca_file[0] ? daemon->options.ca_file : NULL;
    daemon->courier = jk_courier_new(&options);
    return daemon->courier ? JK_OK : jk_no_memory(err);
}

/* The sender takes what it believes when it starts; what was under way is sent again. */
static void restart_courier(struct jk_daemon *daemon)
{
    struct jk_error err;

    jk_courier_free(daemon->courier);
    daemon->courier = NULL;
    jk_outbox_queue_lost(daemon->outbox_queue);
    if (jk_daemon_courier(daemon, &err) != JK_OK)
        jk_log(JK_LOG_ERROR, "sender-failed reason=%s", jk_status_name(err.status));
}

static void restart_publish(struct jk_daemon *daemon)
{
    struct jk_error err;

    jk_publish_free(daemon->publish);
    daemon->publish = NULL;
    if (jk_daemon_publish(daemon, &err) != JK_OK)
        jk_log(JK_LOG_ERROR, "publish-failed folder=%s reason=%s", err.field, err.value);
}

void jk_daemon_redirect(struct jk_daemon *daemon, bool sender)
{
    jk_outbox_queue_set_pauses(daemon->outbox_queue, pauses_of(&daemon->options));
    if (sender)
        restart_courier(daemon);
    restart_publish(daemon);
}
