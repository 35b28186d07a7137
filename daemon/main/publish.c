/* Turns of the loop that keep the published folder up to date.
 *
 * jk_site_step() writes one file; a turn takes steps for SLICE_MS and gives the loop back, so a
 * site of thousands of pages never holds a request up. Once a round is complete for the first time,
 * files of an earlier run that no activity holds are swept away; not before, for until then nothing
 * is known to be nobody's. A failure is logged once and tried again after PAUSE_S. A stopping
 * daemon gives FINISH_MS more, then the rest waits for the next start. */
#include "jarak/main/publish.h"
#include "jarak/base/texts.h"
#include "jarak/model/texts.h"
#include "jarak/app/handle/handle.h"

#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "jarak/base/heap.h"
#include "jarak/base/log.h"
#include "jarak/http/public/assets.h"
#include "jarak/main/site_disk.h"

#define SLICE_MS  3    /* of the loop's time in one turn */
#define FINISH_MS 2000 /* what a stopping daemon still gives */
#define PAUSE_S   3    /* until what could not be written is tried again */

struct jk_publish {
    struct jk_publish_options options;
    struct jk_site *site;
    struct event *turn;
    bool swept;   /* what an earlier run left is gone */
    bool failing; /* it was said already */
};

static int64_t clock_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void plan(struct jk_publish *p, long wait_s)
{
    const struct timeval wait = { wait_s, 0 };

    if (!event_pending(p->turn, EV_TIMEOUT, NULL))
        event_add(p->turn, &wait);
}

/* Ends a round: everything is written, so what remains of an earlier run is nobody's. */
static void finish_round(struct jk_publish *p)
{
    if (!p->swept)
        jk_site_disk_sweep(p->options.folder, p->site);
    if (!p->swept || p->failing)
        jk_log(JK_LOG_INFO, "published folder=%s", p->options.folder);
    p->swept = true;
    p->failing = false;
}

static void tell_failure(struct jk_publish *p, enum jk_status rc)
{
    if (!p->failing)
        jk_log(JK_LOG_ERROR, "publish-failed folder=%s reason=%s", p->options.folder,
               rc == JK_IO ? strerror(errno) : jk_status_name(rc));
    p->failing = true;
}

/* Takes steps until that instant. @return as jk_site_step() */
static enum jk_status work(struct jk_publish *p, int64_t until_ms)
{
    enum jk_status rc = JK_OK;

    while (rc == JK_OK && clock_ms() < until_ms)
        rc = jk_site_step(p->site, p->options.now_s(NULL));
    if (rc == JK_NONE)
        finish_round(p);
    else if (rc != JK_OK)
        tell_failure(p, rc);
    return rc;
}

/* A turn of the loop. Never while a group is open: its commit has the lowest priority and would
 * wait for us; it wakes us when it is done. */
static void on_turn(evutil_socket_t fd, short what, void *ctx)
{
    struct jk_publish *p = ctx;
    enum jk_status rc;

    (void)fd;
    (void)what;
    if (jk_app_in_group(p->options.app))
        return;
    rc = work(p, clock_ms() + SLICE_MS);
    if (rc != JK_NONE)
        plan(p, rc == JK_OK ? 0 : PAUSE_S);
}

static enum jk_status write_assets(const struct jk_publish *p)
{
    const struct jk_publish_options *o = &p->options;
    enum jk_status rc = JK_OK;

    for (size_t i = 0; jk_asset_name(i) && rc == JK_OK; i++) {
        struct jk_buf bytes = { 0 };
        struct jk_span span;
        char path[128];

        if (!jk_asset_is_public(i))
            continue;
        snprintf(path, sizeof path, "assets/%s", jk_asset_name(i));
        rc = jk_asset_read(i, o->web_root, &bytes) ? JK_OK : JK_MEMORY;
        span = jk_buf_view(&bytes);
        if (rc == JK_OK)
            rc = jk_site_disk_write((void *)(uintptr_t)o->folder, path, &span, 1);
        jk_buf_clear(&bytes);
    }
    return rc;
}

static struct jk_site *make_site(const struct jk_publish_options *o)
{
    const struct jk_site_disk disk = { jk_site_disk_write, jk_site_disk_remove,
                                       (void *)(uintptr_t)o->folder };

    return jk_site_new(o->app, o->url, &disk);
}

enum jk_status jk_publish_new(const struct jk_publish_options *options, struct jk_publish **out,
                              struct jk_error *err)
{
    struct jk_publish *p = jk_heap_zeroed(1, sizeof *p);
    enum jk_status rc = p ? jk_site_disk_open(options->folder, err) : JK_MEMORY;

    *out = NULL;
    if (rc == JK_OK) {
        p->options = *options;
        p->site = make_site(options);
        p->turn = evtimer_new(options->base, on_turn, p);
        rc = p->site && p->turn ? write_assets(p) : JK_MEMORY;
        if (rc == JK_IO)
            jk_fail(err, JK_IO, JK_TEXT_FILE_WRITE, options->folder, "%s", strerror(errno));
    }
    if (rc == JK_MEMORY)
        jk_fail(err, JK_MEMORY, JK_TEXT_NO_MEMORY, "publish", "%s", "");
    if (rc != JK_OK) {
        jk_publish_free(p);
        return rc;
    }
    *out = p;
    plan(p, 0);
    return JK_OK;
}

void jk_publish_wake(struct jk_publish *publish)
{
    if (!publish->failing && !jk_site_is_done(publish->site, publish->options.now_s(NULL)))
        plan(publish, 0);
}

void jk_publish_finish(struct jk_publish *publish)
{
    work(publish, clock_ms() + FINISH_MS);
}

void jk_publish_free(struct jk_publish *publish)
{
    if (!publish)
        return;
    if (publish->turn)
        event_free(publish->turn);
    jk_site_free(publish->site);
    free(publish);
}
