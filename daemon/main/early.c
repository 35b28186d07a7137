/* Answering while the store is read: turns of the loop between two pieces of the reading.
 *
 * The application is opened by one call that takes seconds. From within it the loop is turned some
 * two hundred times a second, without waiting; on the other side stands the doorman
 * (jarak/http/early/doorman.h), who knows the shelf and nothing else. Who asks much may have half
 * of the time: behind a turn follows at least as long a reading.
 *
 * Where the sockets were handed over, clients have been waiting in them since the daemon before
 * this one, or since before there was any, and were never refused: most starts are over before a
 * 503 would be of use to anybody. So the door stays shut for HOLD_MS at most, and the doorman is
 * for longer starts. */
#include <event2/event.h>
#include <inttypes.h>
#include <string.h>
#include <time.h>
#include "jarak/base/log.h"
#include "jarak/main/daemon.h"
#include "jarak/model/texts.h"

#define PAUSE_MS  5    /* of reading between two turns, at least */
#define TELL_MS   1000 /* between two lines to systemd */
#define UNSURE_MS 500  /* until then nobody knows how long it takes */
#define UNSURE_S  2    /* what is said so long */
#define HOLD_MS   5000 /* half of what impatient clients wait for an answer */

static int64_t clock_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void tell_door(void *ctx, unsigned *percent, unsigned *wait_s)
{
    const struct jk_daemon *d = ctx;
    const int64_t spent_ms = clock_ms() - d->early.began_ms;

    *percent = d->early.percent;
    *wait_s = UNSURE_S;
    if (*percent > 0 && spent_ms >= UNSURE_MS)
        *wait_s = (unsigned)((spent_ms * (100 - *percent) / *percent + 999) / 1000);
}

/* Meanwhile nothing is followed: what is shown grows old. */
static int64_t tell_age(void *ctx)
{
    const struct jk_daemon *d = ctx;

    return d->early.age_ms + clock_ms() - d->early.began_ms;
}

/* What was handed over stands in the place of `listen` and `socket`: whoever did so has decided
 * where we are reached. */
static enum jk_status listen_on_handed(struct jk_daemon *d, struct jk_error *err)
{
    char where[JK_HTTP_WHERE_MAX];
    enum jk_status rc = JK_OK;

    for (unsigned i = 0; i < d->handed.count && rc == JK_OK; i++)
        rc = jk_http_server_listen_on(d->server, d->handed.fd[i], err);
    jk_http_server_where(d->server, where);
    if (rc == JK_OK && strcmp(where, d->options.listen) != 0)
        jk_log(JK_LOG_WARNING, "listen-unused listen=%s at=%s because=sockets-handed-over",
               d->options.listen, where);
    jk_http_server_hold(d->server, true);
    d->early.held = true;
    return rc;
}

static void open_door(struct jk_daemon *d)
{
    if (d->early.held)
        jk_http_server_hold(d->server, false);
    d->early.held = false;
}

static enum jk_status listen_all(struct jk_daemon *d, struct jk_error *err)
{
    enum jk_status rc = jk_daemon_tls(d, err);

    if (rc == JK_OK && d->handed.count > 0)
        return listen_on_handed(d, err);
    if (rc == JK_OK)
        rc = jk_http_server_listen(d->server, d->options.listen, err);
    if (rc == JK_OK && d->options.socket[0])
        rc = jk_http_server_listen_unix(d->server, d->options.socket, err);
    return rc;
}

enum jk_status jk_daemon_early_begin(struct jk_daemon *d, struct jk_error *err)
{
    const struct jk_doorman_options door = { .pack = d->pack,
                                             .public_url = d->options.public_url,
                                             .web_root = d->options.web_root,
                                             .read = jk_daemon_shelf_read,
                                             .progress = tell_door,
                                             .age_ms = d->shared.shared ? tell_age : NULL,
                                             .ctx = d,
                                             .states_mark =
                                                 d->shared.shared ? jk_api_states_mark : NULL };
    struct jk_api_share share = { .age_ms = 0 };
    struct jk_http_limits limits = jk_http_limits_default;
    struct jk_http_options options = { .base = d->base, .limits = &limits };
    enum jk_status rc;

    if (d->shared.shared)
        jk_daemon_share(d, &share);
    d->early.age_ms = share.age_ms;
    limits.per_address = (unsigned)d->options.per_address;
    d->early.doorman = jk_doorman_new(&door);
    if (!d->early.doorman)
        return jk_no_memory(err);
    options.handler = jk_doorman_handler(d->early.doorman);
    d->server = jk_http_server_new(&options);
    if (!d->server)
        return jk_no_memory(err);
    rc = listen_all(d, err);
    if (rc != JK_OK)
        return rc;
    jk_daemon_sandbox(d); /* before anything of a stranger is read */
    d->early.began_ms = d->early.looked_ms = clock_ms();
    jk_log(JK_LOG_INFO, "loading port=%u shelf=%zu handed=%u", jk_http_server_port(d->server),
           d->shelf.kept.count, d->handed.count);
    jk_daemon_early_look(d, 0);
    return JK_OK;
}

bool jk_daemon_early_wait(void *ctx)
{
    struct jk_daemon *d = ctx;
    const int64_t now_ms = clock_ms();

    if (now_ms - d->early.told_ms >= TELL_MS) {
        d->early.told_ms = now_ms;
        jk_manager_loading(0);
    }
    event_base_loop(d->base, EVLOOP_NONBLOCK);
    return !d->stopping;
}

static void turn(struct jk_daemon *d, int64_t now_ms)
{
    struct jk_daemon_early *e = &d->early;

    if (now_ms - e->told_ms >= TELL_MS) {
        e->told_ms = now_ms;
        jk_manager_loading(e->percent);
    }
    if (now_ms - e->looked_ms > e->longest_ms)
        e->longest_ms = now_ms - e->looked_ms;
    if (now_ms - e->began_ms >= HOLD_MS)
        open_door(d);
    event_base_loop(d->base, EVLOOP_NONBLOCK);
    e->looked_ms = clock_ms();
    e->turn_ms = e->looked_ms - now_ms;
}

bool jk_daemon_early_look(void *ctx, unsigned percent)
{
    struct jk_daemon *d = ctx;
    struct jk_daemon_early *e = &d->early;
    const int64_t now_ms = clock_ms(), pause_ms = e->turn_ms > PAUSE_MS ? e->turn_ms : PAUSE_MS;

    e->percent = percent;
    if (now_ms - e->looked_ms >= pause_ms || e->told_ms == 0)
        turn(d, now_ms);
    return !d->stopping;
}

void jk_daemon_early_end(struct jk_daemon *d, const struct jk_http_handler *handler)
{
    const int64_t now_ms = clock_ms();

    if (now_ms - d->early.looked_ms > d->early.longest_ms)
        d->early.longest_ms = now_ms - d->early.looked_ms;
    jk_http_server_set_handler(d->server, handler);
    open_door(d);
    jk_doorman_free(d->early.doorman);
    d->early.doorman = NULL;
    jk_log(JK_LOG_INFO, "loaded ms=%" PRId64 " longest-wait-ms=%" PRId64,
           now_ms - d->early.began_ms, d->early.longest_ms);
}
