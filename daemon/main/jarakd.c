/* jarakd: wiring. Every part is made here, in order, and taken down in the reverse order. */
#include <errno.h>
#include <event2/event.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "jarak/app/maintain/setup.h"
#include "jarak/model/texts.h"
#include "jarak/app/app.h"
#include "jarak/base/defend.h"
#include "jarak/base/log.h"
#include "jarak/base/version.h"
#include "jarak/config/files.h"
#include "jarak/host/sandbox.h"
#include "jarak/main/daemon.h"
#include "jarak/main/texts.h"

#define PATIENCE_S 5 /* what is worked on at a stop has so long; a fourth of the whole drain */

/* In both languages, for nobody has said yet which one he reads. */
static int refuse(const struct jk_error *err)
{
    char text[1024];

    jk_error_format(err, JK_LANG_ID, text, sizeof text);
    fprintf(stderr, "jarakd: %s\n", text);
    jk_error_format(err, JK_LANG_EN, text, sizeof text);
    fprintf(stderr, "jarakd: %s\n", text);
    return EXIT_FAILURE;
}

static void log_assert(const char *file, int line, const char *expr)
{
    jk_log(JK_LOG_ERROR, "assert file=%s line=%d expr=%s", file, line, expr);
}

static enum jk_status set_up_process(struct jk_error *err)
{
    struct jk_buf zones = { 0 };
    enum jk_status rc = jk_zones_read(&zones, err);

    if (rc == JK_OK)
        rc = jk_process_setup(jk_buf_view(&zones), err);
    jk_buf_clear(&zones);
    return rc;
}

/* The store, and what must be known before anybody is answered. */
static enum jk_status open_store(struct jk_daemon *d, struct jk_error *err)
{
    enum jk_status rc = jk_daemon_data_folder(d->options.data, err);

    if (rc == JK_OK)
        rc = jk_daemon_store(d, err);
    if (rc != JK_OK)
        return rc;
    jk_daemon_snapshot_plan(d);
    if (rc == JK_OK)
        rc = jk_daemon_editions(d, err);
    if (rc == JK_OK)
        jk_daemon_shelf_open(d);
    return rc;
}

/* Everything is read; meanwhile the doorman answers. */
static enum jk_status open_state(struct jk_daemon *d, struct jk_error *err)
{
    enum jk_status rc;

    d->snapshot.start.progress = jk_daemon_early_look;
    d->snapshot.start.progress_ctx = d;
    rc = jk_daemon_shared_begin(d, err);
    if (rc == JK_OK) {
        jk_daemon_tell_audit(d);
        jk_daemon_snapshot_begun(d);
        jk_daemon_shelf_begun(d);
    }
    if (rc == JK_OK)
        rc = jk_daemon_keys(d, err);
    if (rc == JK_OK && d->shared.writes)
        rc = jk_daemon_exercise(d, err);
    if (rc == JK_OK && d->shared.writes)
        rc = jk_daemon_tokens(d, err);
    if (rc == JK_OK)
        rc = jk_daemon_outbox_queue(d, err);
    return rc;
}

static enum jk_status open_surface(struct jk_daemon *d, struct jk_error *err)
{
    struct jk_http_handler handler;
    struct jk_api_options api = { .now_s = jk_daemon_now,
                                  .data = d->options.data,
                                  .public_url = d->options.public_url,
                                  .fixed_pages = d->options.publish[0] != '\0',
                                  .authority = d->options.tls_ca,
                                  .web_root = d->options.web_root,
                                  .map_tiles = d->options.map_tiles,
                                  .map_credit = d->options.map_credit };
    char paper[PATH_MAX + 16];
    enum jk_status rc;

    api.base = d->base;
    api.app = d->app;
    api.outbox_queue = d->outbox_queue;
    api.mail = &d->mail;
    api.hosts = d->options.webhook_host;
    api.paper = jk_daemon_program("jarakd-paper", paper) ? paper : NULL;
    api.wake = jk_daemon_wake;
    api.wake_ctx = d;
    api.audit_differences = &d->audit.differences;
    api.audit_failing = &d->audit.failing;
    api.state = jk_daemon_state;
    api.unstate = jk_daemon_unstate;
    api.state_ctx = d;
    api.past = jk_daemon_past;
    api.past_ctx = d;
    api.share = d->shared.shared ? jk_daemon_share : NULL;
    api.share_ctx = d;
    api.session_secret = d->shared.shared ? jk_shared_secret(d->shared.shared) : NULL;
    d->api = jk_api_new(&api);
    if (!d->api)
        return jk_no_memory(err);
    jk_api_watch(d->api, jk_http_server_counts(d->server));
    rc = jk_daemon_courier(d, err);
    if (rc == JK_OK)
        rc = jk_daemon_publish(d, err);
    if (rc == JK_OK)
        rc = jk_daemon_shared_watch(d, err);
    if (rc != JK_OK)
        return rc;
    handler = jk_api_handler(d->api);
    jk_daemon_early_end(d, &handler);
    return JK_OK;
}

static void drained(void *ctx)
{
    struct jk_daemon *d = ctx;

    event_base_loopbreak(d->base);
}

/* A document or a copy that is under way is answered as ever, but a stop does not wait for all. */
static void on_patience(evutil_socket_t fd, short what, void *ctx)
{
    struct jk_daemon *d = ctx;

    (void)fd, (void)what;
    jk_api_stop(d->api);
    jk_api_flush(d->api);
}

static void on_stop(evutil_socket_t signal_no, short what, void *ctx)
{
    static const struct timeval patience = { PATIENCE_S, 0 };
    struct jk_daemon *d = ctx;

    (void)what;
    if (!d->stopping)
        jk_manager_stopping();
    if (d->early.doorman || !d->api) { /* the reading sees it and gives up */
        d->stopping = true;
        jk_log(JK_LOG_INFO, "stopping signal=%d", (int)signal_no);
        event_base_loopbreak(d->base);
        return;
    }
    if (d->stopping) /* asked twice: do not wait for slow clients */
        event_base_loopbreak(d->base);
    d->stopping = true;
    jk_log(JK_LOG_INFO, "stopping signal=%d", (int)signal_no);
    jk_daemon_reload_drop(d);
    jk_api_flush(d->api);
    if (event_add(d->patience, &patience) != 0)
        jk_api_stop(d->api);
    jk_http_server_drain(d->server, drained, d);
}

static void on_reload(evutil_socket_t signal_no, short what, void *ctx)
{
    struct jk_daemon *d = ctx;

    (void)signal_no;
    (void)what;
    if (d->early.doorman || !d->api)
        d->early.reload = true;
    else if (!d->stopping)
        jk_daemon_reload(d);
}

static void on_alive(evutil_socket_t fd, short what, void *ctx)
{
    (void)fd, (void)what, (void)ctx;
    jk_manager_alive();
}

/* A start turns the loop too, so that a long one is told like any other progress. @return false:
 * it cannot */
static bool plan_alive(struct jk_daemon *d)
{
    const int64_t ms = jk_manager_watchdog_ms();
    const struct timeval period = { ms / 1000, ms % 1000 * 1000 };

    if (ms <= 0)
        return true;
    d->alive = event_new(d->base, -1, EV_PERSIST, on_alive, d);
    return d->alive && event_add(d->alive, &period) == 0;
}

/* The loop, and the signals that are heard from the first turn on. */
static enum jk_status open_loop(struct jk_daemon *d, struct jk_error *err)
{
    static const int numbers[] = { SIGTERM, SIGINT, SIGHUP };

    d->base = event_base_new();
    if (!d->base || event_base_priority_init(d->base, JK_API_PRIORITIES) != 0)
        return jk_no_memory(err);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        d->signals[i] =
            evsignal_new(d->base, numbers[i], numbers[i] == SIGHUP ? on_reload : on_stop, d);
        if (!d->signals[i] || event_add(d->signals[i], NULL) != 0)
            return jk_no_memory(err);
    }
    d->patience = evtimer_new(d->base, on_patience, d);
    return d->patience && plan_alive(d) ? JK_OK : jk_no_memory(err);
}

static void on_tick(evutil_socket_t fd, short what, void *ctx)
{
    struct jk_daemon *d = ctx;
    struct jk_error err;

    (void)fd;
    (void)what;
    if (d->shared.writes) {
        jk_daemon_clocks(d);
        jk_app_tick(d->app, jk_daemon_now(NULL), &err); /* a failure shows at the commit */
    }
    jk_api_flush(d->api);
    jk_api_sweep(d->api);
    jk_daemon_snapshot_due(d);
    jk_daemon_shelf_due(d);
}

static void tell_ready(const struct jk_daemon *d)
{
    char where[JK_HTTP_WHERE_MAX];

    jk_http_server_where(d->server, where);
    printf("listening %s%s\n",
           strncmp(where, "unix:", 5) == 0 ? ""
           : d->options.tls_cert[0]        ? "https://"
                                           : "http://",
           where);
    fflush(stdout);
    jk_manager_ready();
}

bool jk_daemon_plan_tick(struct jk_daemon *daemon)
{
    int64_t ms = daemon->options.tick_ms;
    struct timeval period = { ms / 1000, ms % 1000 * 1000 };

    return daemon->tick && event_add(daemon->tick, &period) == 0;
}

static int run(struct jk_daemon *d)
{
    int status = EXIT_FAILURE;

    d->tick = event_new(d->base, -1, EV_PERSIST, on_tick, d);
    jk_daemon_clocks(d); /* from here on */
    if (jk_daemon_plan_tick(d) && jk_daemon_audit_begin(d)) {
        tell_ready(d);
        if (d->early.reload)
            jk_daemon_reload(d);
        status = event_base_dispatch(d->base) < 0 || jk_app_is_lost(d->app) || !d->stopping
                     ? EXIT_FAILURE
                     : EXIT_SUCCESS;
    }
    if (d->tick)
        event_free(d->tick);
    jk_daemon_audit_end(d);
    return status;
}

/* Told to stop while it read: whoever was let in by then has his answer from the doorman. */
static int leave_early(struct jk_daemon *d)
{
    jk_http_server_drain(d->server, drained, d);
    return event_base_dispatch(d->base) < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* Opens everything, in order, and runs until it is told to stop. */
static int open_and_run(struct jk_daemon *d)
{
    struct jk_error err;
    enum jk_status rc = open_loop(d, &err);

    if (rc == JK_OK)
        rc = open_store(d, &err);
    if (rc == JK_OK)
        rc = jk_daemon_early_begin(d, &err);
    if (rc == JK_OK && !d->stopping)
        rc = open_state(d, &err);
    if (d->stopping && !d->api) /* whatever that broke off */
        return d->early.doorman ? leave_early(d) : EXIT_SUCCESS;
    if (rc == JK_OK)
        rc = open_surface(d, &err);
    return rc == JK_OK ? run(d) : refuse(&err);
}

/* Before anything is opened, for they have numbers. */
static enum jk_status take_sockets(struct jk_daemon *d, struct jk_error *err)
{
    enum jk_status rc = jk_manager_sockets(&d->handed);

    return rc == JK_OK ? rc : jk_fail(err, rc, JK_TEXT_HANDED, "LISTEN_FDS", "%d", JK_HANDED_MAX);
}

static void take_down(struct jk_daemon *d)
{
    jk_daemon_reload_drop(d);
    if (d->api)
        jk_api_flush(d->api);
    if (d->publish && !jk_app_is_lost(d->app))
        jk_publish_finish(d->publish);
    if (d->stopping) {
        jk_daemon_snapshot_finish(d);
        jk_daemon_shelf_finish(d);
    }
    jk_http_server_free(d->server);
    jk_doorman_free(d->early.doorman);
    jk_api_free(d->api);
    jk_publish_free(d->publish); /* the last commit still wakes it */
    jk_courier_free(d->courier);
    jk_outbox_queue_free(d->outbox_queue);
    jk_outbox_close(d->outbox);
    jk_daemon_shelf_free(d);
    jk_app_close(d->app);
    jk_daemon_shared_end(d);
    jk_store_close(d->store);
    for (size_t i = 0; i < sizeof d->signals / sizeof *d->signals; i++) {
        if (d->signals[i])
            event_free(d->signals[i]);
    }
    if (d->patience)
        event_free(d->patience);
    if (d->alive)
        event_free(d->alive);
    if (d->base)
        event_base_free(d->base);
    jk_arena_clear(&d->pack_arena);
    jk_arena_clear(&d->files_arena);
    libevent_global_shutdown();
}

static int print_usage(void)
{
    struct jk_buf text = { 0 };

    jk_options_usage(&text);
    fputs(text.at, stdout);
    jk_buf_clear(&text);
    return EXIT_SUCCESS;
}

static int print_routes(void)
{
    struct jk_buf text = { 0 };

    jk_api_routes(&text);
    fputs(text.at, stdout);
    jk_buf_clear(&text);
    return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
    struct jk_daemon d = { .argc = argc, .argv = argv };
    struct jk_error err = { .status = JK_OK };
    int status;

    jk_options_default(&d.options);
    if (jk_options_read(&d.options, argc, argv, &err) != JK_OK)
        return refuse(&err);
    switch (d.options.run) {
    case JK_RUN_HELP:
        return print_usage();
    case JK_RUN_VERSION:
        return puts("jarakd " JK_VERSION) < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
    case JK_RUN_ROUTES:
        return print_routes();
    case JK_RUN_TEST:
    case JK_RUN_DAEMON:
        break;
    }
    jk_log_setup(d.options.log_level, JK_LOG_JOURNAL);
    jk_manager_begin();
    if (!d.options.sandbox)
        setenv("JARAK_SANDBOX", "off", 1);
    jk_defend_tell(log_assert);
    jk_store_note_memory(); /* nothing has asked SQLite yet; else its statuses tell as before */
    if (take_sockets(&d, &err) != JK_OK || set_up_process(&err) != JK_OK ||
        jk_daemon_pack(&d, &err) != JK_OK ||
        (d.options.run == JK_RUN_TEST ? jk_daemon_try(&d.options, &err)
                                      : jk_daemon_check(&d.options, &err)) != JK_OK)
        status = refuse(&err);
    else if (d.options.run == JK_RUN_TEST)
        status = EXIT_SUCCESS;
    else
        status = open_and_run(&d);
    take_down(&d);
    return status;
}
