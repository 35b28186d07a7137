/* SIGHUP: other options and another pack, or everything as before.
 *
 * All that can fail (options, pack, everything judged by it) is made beside the running state; only
 * then it takes over, in one turn of the loop (a TLS certificate that cannot be read leaves the old
 * one in use). What is judged by another pack is judged in pieces, a piece a turn
 * (jarak/app/repack.h): others are served between any two, by the pack and the options in use.
 * Options that cannot change while it runs keep their value and say so in the log.
 *
 * A pack of the same octets would judge as the one in use did: then nothing is judged, journalled
 * or begun anew, and the options hold at once. That is the usual reload, of a renewed certificate.
 *
 * Asked again meanwhile, the newest wins: what was under way is dropped, unless it was about the
 * same pack. What is wrong is refused as if it had not been asked for.
 *
 * What an account states over the files goes the same way with the files and options in use, and
 * its entry is put by the switch; what it only tries goes the same way too, and ends where the
 * switch would be, so that what is foretold is what would come. A reload that is asked for
 * meanwhile waits for it. */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <event2/event.h>
#include "jarak/base/log.h"
#include "jarak/base/heap.h"
#include "jarak/base/texts.h"
#include "jarak/app/app.h"
#include "jarak/app/repack.h"
#include "jarak/host/manager.h"
#include "jarak/host/sandbox.h"
#include "jarak/main/daemon.h"
#include "jarak/main/rehearsal.h"
#include "jarak/main/texts.h"

int64_t jk_daemon_now(void *ctx)
{
    struct timespec now;

    (void)ctx;
    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec;
}

enum jk_status jk_daemon_tls(struct jk_daemon *daemon, struct jk_error *err)
{
    const struct jk_options *options = &daemon->options;

    if (!options->tls_cert[0] && !options->tls_key[0])
        return JK_OK;
    return jk_http_server_tls(daemon->server, options->tls_cert, options->tls_key, err);
}

void jk_daemon_tell_audit(const struct jk_daemon *daemon)
{
    struct jk_audit audit = jk_app_audit(daemon->app);

    jk_log(JK_LOG_INFO, "audited chains=%u conflicts=%zu changed=%zu snapshot=%s", audit.chains,
           audit.conflicts, audit.changed, audit.snapshot);
}

/* Keeps the value of an option that cannot change while the daemon runs, and logs that. */
static void keep(char *fresh, const char *now, const char *name)
{
    if (strcmp(fresh, now) == 0)
        return;
    jk_log(JK_LOG_WARNING, "needs-restart option=%s", name);
    strcpy(fresh, now); /* fields of equal size */
}

static enum jk_status read_options(const struct jk_daemon *daemon, struct jk_options *fresh,
                                   struct jk_error *err)
{
    enum jk_status rc;

    jk_options_default(fresh);
    rc = jk_options_read(fresh, daemon->argc, daemon->argv, err);
    return rc == JK_OK ? jk_daemon_check(fresh, err) : rc;
}

static void keep_fixed(const struct jk_daemon *daemon, struct jk_options *fresh)
{
    keep(fresh->listen, daemon->options.listen, "listen");
    keep(fresh->socket, daemon->options.socket, "socket");
    keep(fresh->data, daemon->options.data, "data");
    if (daemon->options.sandbox && !jk_sandbox_is_off()) {
        keep(fresh->publish, daemon->options.publish, "publish"); /* out of reach */
        keep(fresh->notify_socket, daemon->options.notify_socket, "notify-socket");
    }
    fresh->sandbox = daemon->options.sandbox;
    if (!fresh->tls_cert[0] != !daemon->options.tls_cert[0]) {
        keep(fresh->tls_cert, daemon->options.tls_cert, "tls-cert");
        keep(fresh->tls_key, daemon->options.tls_key, "tls-key");
    }
}

/* All that a reload puts in the place of the old; or, of what an account stated, the pack alone. */
struct fresh {
    struct jk_options options;
    struct jk_arena files_arena;
    struct jk_pack_files files;
    struct jk_arena arena;           /* of the pack */
    struct jk_pack *pack;            /* null: it is the one in use */
    const struct jk_edition *stated; /* in the arena; null: files and options were read */
    bool trial;                      /* what was stated is judged, and not put in force */
};

/* A reload whose pack is being judged by, or stands already and what it replaced is being let go.
 */
struct jk_reload {
    struct jk_daemon *daemon;
    struct fresh fresh;
    struct jk_repack *repack;
    struct event *next_turn;
    struct jk_rehearsal *rehearsal; /* a copy finds out what is heavy; null: none runs */
    unsigned turns;
    bool stands; /* fresh.arena is that of the former pack */
    bool again;  /* asked again while that is so */
};

static void clear_fresh(struct fresh *fresh)
{
    jk_arena_clear(&fresh->files_arena);
    jk_arena_clear(&fresh->arena);
    free(fresh);
}

/* The pack of some files with what accounts stated over them. */
static enum jk_status lay_over(const struct jk_daemon *daemon, struct fresh *fresh,
                               const struct jk_pack_files *files, const struct jk_edition *also,
                               struct jk_error *err)
{
    fresh->pack = jk_arena_take(&fresh->arena, sizeof *fresh->pack);
    return fresh->pack ? jk_editions_load(daemon->store, &fresh->arena, files, also,
                                          also ? daemon->pack : NULL, fresh->pack, err)
                       : jk_no_memory(err);
}

/* The same octets under the same names, as where only a certificate was renewed. */
static bool are_same(const struct jk_pack_files *a, const struct jk_pack_files *b)
{
    bool same = a->count == b->count;

    for (size_t i = 0; i < a->count && same; i++)
        same = strcmp(a->at[i].name, b->at[i].name) == 0 && a->at[i].pack == b->at[i].pack &&
               a->at[i].bytes.len == b->at[i].bytes.len &&
               memcmp(a->at[i].bytes.at, b->at[i].bytes.at, a->at[i].bytes.len) == 0;
    return same;
}

/* Reads everything that may be wrong, before anything changes. A pack of the octets in use is not
 * made once more, for it would be the one in use: of a nation that takes a tenth of a second.
 * Given; null: it was refused. */
static struct fresh *read_fresh(const struct jk_daemon *daemon, struct jk_error *err)
{
    struct fresh *fresh = jk_heap_zeroed(1, sizeof *fresh);
    enum jk_status rc = fresh ? read_options(daemon, &fresh->options, err) : jk_no_memory(err);

    if (rc == JK_OK)
        rc = jk_daemon_files(&fresh->options, &fresh->files_arena, &fresh->files, err);
    if (rc == JK_OK && are_same(&fresh->files, &daemon->files))
        return fresh;
    if (rc == JK_OK)
        rc = lay_over(daemon, fresh, &fresh->files, NULL, err);
    if (rc == JK_OK) {
        jk_daemon_tell_pack(fresh->pack);
        return fresh;
    }
    if (fresh)
        clear_fresh(fresh);
    return NULL;
}

/* True when jarakd-notify, which is told when it starts, would work otherwise by these. */
static bool is_other_sender(const struct jk_options *a, const struct jk_options *b)
{
    return strcmp(a->ca_file, b->ca_file) != 0 || strcmp(a->notify_socket, b->notify_socket) != 0 ||
           !a->webhook_host[0] != !b->webhook_host[0] || !a->mail_relay[0] != !b->mail_relay[0];
}

/* Works by other options from here on. Parts that borrowed strings of the old ones find the new in
 * their place. */
static void take_over(struct jk_daemon *daemon, struct jk_options *fresh)
{
    struct jk_error err;
    char text[512];

    jk_log_setup(fresh->log_level, JK_LOG_JOURNAL);
    keep_fixed(daemon, fresh);
    daemon->options = *fresh;
    if (jk_daemon_tls(daemon, &err) != JK_OK) {
        jk_error_format(&err, JK_LANG_EN, text, sizeof text);
        jk_log(JK_LOG_ERROR, "certificate-kept reason=%s", text);
    }
    jk_http_server_set_per_address(daemon->server, (unsigned)fresh->per_address);
    jk_api_set_fixed_pages(daemon->api, fresh->publish[0] != '\0');
    jk_daemon_plan_tick(daemon);
}

static void refuse(const struct jk_error *err)
{
    char text[512];

    jk_error_format(err, JK_LANG_EN, text, sizeof text);
    jk_log(JK_LOG_ERROR, "reload-refused reason=%s", text);
}

/* Works by options that are read, and by the pack that stands by now.
 * @param anew  all that is written is written anew: the pack is another */
static void work_by(struct jk_daemon *daemon, struct jk_options *options, bool anew)
{
    const bool sender = is_other_sender(&daemon->options, options);
    const bool renamed = strcmp(daemon->options.public_url, options->public_url) != 0;

    take_over(daemon, options);
    if (anew)
        jk_api_set_app(daemon->api, daemon->app);
    else if (renamed)
        jk_api_write_anew(daemon->api);
    jk_daemon_redirect(daemon, sender);
    jk_daemon_wake(daemon);
}

static void tell_reloaded(const struct jk_daemon *daemon, unsigned turns)
{
    jk_log(JK_LOG_INFO, "reloaded pack=%s hash=%.16s turns=%u", daemon->pack->id,
           daemon->pack->hash, turns);
}

/* The service manager waits for the end of what it was told of, and for one that came meanwhile. */
static void tell_end(struct jk_daemon *daemon)
{
    const struct jk_reload *r = daemon->reload;

    if (!daemon->reloading || daemon->stopping ||
        (r && (r->again || !(r->stands || r->fresh.stated))))
        return;
    daemon->reloading = false;
    jk_manager_ready();
}

static void let_go(struct jk_daemon *daemon)
{
    struct jk_reload *r = daemon->reload;

    jk_rehearsal_free(r->rehearsal);
    jk_app_repack_free(r->repack);
    if (r->next_turn)
        event_free(r->next_turn);
    jk_arena_clear(&r->fresh.files_arena);
    jk_arena_clear(&r->fresh.arena);
    free(r);
    daemon->reload = NULL;
}

static void reload_now(struct jk_daemon *daemon);

/* What was asked for meanwhile is done now.
 * @param err  why what an account stated is not in force; null: nobody waits to hear it */
static void give_up(struct jk_daemon *daemon, const struct jk_error *err)
{
    const bool stated = daemon->reload->fresh.stated != NULL, again = daemon->reload->again;

    let_go(daemon);
    if (stated && err)
        jk_api_stated(daemon->api, err);
    if (again && !daemon->stopping)
        reload_now(daemon); /* it was told of when it was asked for */
    tell_end(daemon);
}

void jk_daemon_reload_drop(struct jk_daemon *daemon)
{
    const bool waits = daemon->reload && daemon->reload->fresh.stated && !daemon->reload->stands;
    struct jk_error err;

    if (!daemon->reload)
        return;
    let_go(daemon);
    if (!waits)
        return;
    jk_fail(&err, JK_BUSY, JK_TEXT_STATE_STOPPED, "", "%s", "");
    jk_api_stated(daemon->api, &err);
}

static void exchange(struct jk_arena *a, struct jk_arena *b)
{
    const struct jk_arena kept = *a;

    *a = *b;
    *b = kept;
}

/* Regions and paslon that came with the pack are given their accounts, and an exercise that is over
 * has no more of its own, as at a start. The pack stands whatever comes of it. */
static void make_accounts(struct jk_daemon *daemon)
{
    struct jk_error err;
    char text[512];

    jk_api_flush(daemon->api);
    if (jk_daemon_exercise(daemon, &err) == JK_OK && jk_daemon_tokens(daemon, &err) == JK_OK)
        return;
    jk_error_format(&err, JK_LANG_EN, text, sizeof text);
    jk_log(JK_LOG_ERROR, "accounts-not-made reason=%s", text);
}

/* The pack stands: everything works by it, and its arena and the former's change places. */
static void take_pack(struct jk_reload *r)
{
    struct jk_daemon *daemon = r->daemon;
    const struct jk_edition *stated = r->fresh.stated;

    exchange(&daemon->pack_arena, &r->fresh.arena);
    daemon->pack = r->fresh.pack;
    r->stands = true;
    if (stated) {
        jk_api_set_app(daemon->api, daemon->app);
        jk_daemon_wake(daemon);
    } else {
        exchange(&daemon->files_arena, &r->fresh.files_arena);
        daemon->files = r->fresh.files;
        work_by(daemon, &r->fresh.options, true);
        jk_daemon_shared_tell(daemon);
        make_accounts(daemon);
    }
    jk_daemon_tell_audit(daemon);
    tell_reloaded(daemon, r->turns);
    if (stated)
        jk_api_stated(daemon->api, NULL);
    tell_end(daemon);
}

static void plan_turn(struct jk_reload *r)
{
    static const struct timeval at_once = { 0, 0 };

    event_add(r->next_turn, &at_once);
}

static void rehearse(void *ctx, struct jk_buf *found)
{
    struct jk_reload *r = ctx;

    jk_app_repack_rehearse(r->repack, found);
}

static void learn(void *ctx, struct jk_span found)
{
    struct jk_reload *r = ctx;

    jk_app_repack_learn(r->repack, found);
    jk_rehearsal_free(r->rehearsal);
    r->rehearsal = NULL;
    plan_turn(r);
}

/* A copy holds no open group, for it would be undone in it: it was flushed. Where there can be no
 * copy it is judged here. */
static void have_rehearsed(struct jk_reload *r)
{
    const struct jk_rehearsal_part part = { rehearse, learn, r };

    r->rehearsal = jk_rehearsal_new(r->daemon->base, &part);
    if (!r->rehearsal)
        jk_app_repack_learn(r->repack, (struct jk_span){ "", 0 });
}

/* @return false: it is over, *r is freed */
static bool judge_on(struct jk_reload *r)
{
    struct jk_daemon *daemon = r->daemon;
    struct jk_error err;
    bool ready = false;
    enum jk_status rc = jk_app_repack_step(r->repack, &ready, &err);

    r->turns++;
    if (rc == JK_OK && ready && r->fresh.trial) {
        jk_api_flush(daemon->api);
        jk_api_tried(daemon->api, r->repack);
        give_up(daemon, NULL);
        return false;
    }
    if (rc == JK_OK && ready) {
        jk_api_flush(daemon->api);
        rc = jk_app_repack_switch(r->repack, jk_daemon_now(NULL), &err);
        if (rc == JK_OK)
            take_pack(r);
        else if (jk_app_is_lost(daemon->app))
            event_base_loopbreak(daemon->base); /* as where a commit fails and nothing is left */
    }
    if (rc == JK_HEAVY)
        have_rehearsed(r);
    if (rc == JK_OK || rc == JK_STATE || rc == JK_HEAVY)
        return true;
    refuse(&err);
    give_up(daemon, &err);
    return false;
}

static bool tidy_on(struct jk_reload *r)
{
    struct jk_daemon *daemon = r->daemon;
    struct jk_error err;
    bool done = false;

    /* A failure shows at the commit, and the next start tells what was not told. */
    jk_app_repack_tidy(r->repack, jk_daemon_now(NULL), &done, &err);
    jk_api_flush(daemon->api);
    if (!done)
        return true;
    give_up(daemon, NULL);
    return false;
}

static void on_turn(evutil_socket_t fd, short what, void *ctx)
{
    struct jk_reload *r = ctx;

    (void)fd, (void)what;
    /* Their commit stands behind us in the loop and would wait for all pieces. */
    if (jk_app_in_group(r->daemon->app))
        jk_api_flush(r->daemon->api);
    if ((r->stands ? tidy_on(r) : judge_on(r)) && !r->rehearsal)
        plan_turn(r);
}

/* Takes *fresh. @return JK_OK: it is under way; JK_MEMORY: it is gone */
static enum jk_status begin(struct jk_daemon *daemon, struct fresh *fresh, struct jk_error *err)
{
    static const struct timeval at_once = { 0, 0 };
    struct jk_reload *r = jk_heap_zeroed(1, sizeof *r);

    if (!r) {
        clear_fresh(fresh);
        return jk_no_memory(err);
    }
    *r = (struct jk_reload){ .daemon = daemon, .fresh = *fresh };
    free(fresh);
    daemon->reload = r;
    r->repack = jk_app_repack_new(daemon->app, r->fresh.pack, r->fresh.stated);
    r->next_turn = evtimer_new(daemon->base, on_turn, r);
    if (!r->repack || !r->next_turn || event_add(r->next_turn, &at_once) != 0) {
        let_go(daemon);
        return jk_no_memory(err);
    }
    jk_log(JK_LOG_INFO, "reloading pack=%s hash=%.16s", r->fresh.pack->id, r->fresh.pack->hash);
    return JK_OK;
}

/* Begins one, or has the one under way go on by what was read now. */
static void reload_now(struct jk_daemon *daemon)
{
    struct jk_reload *r = daemon->reload;
    struct fresh *fresh;
    struct jk_error err;

    if (r && (r->stands || r->fresh.stated)) { /* somebody waits for what he stated */
        r->again = true;
        return;
    }
    jk_api_flush(daemon->api);
    fresh = read_fresh(daemon, &err);
    if (!fresh) {
        refuse(&err);
        return;
    }
    if (r && fresh->pack && strcmp(fresh->pack->hash, r->fresh.pack->hash) == 0) {
        r->fresh.options = fresh->options;
        clear_fresh(fresh);
        return;
    }
    jk_daemon_reload_drop(daemon);
    if (fresh->pack && strcmp(fresh->pack->hash, daemon->pack->hash) != 0 &&
        !daemon->shared.writes) {
        jk_log(JK_LOG_WARNING,
               "reload-left reason=another-daemon-writes: it judges by a new pack, and "
               "this one follows");
        clear_fresh(fresh);
        return;
    }
    if (fresh->pack && strcmp(fresh->pack->hash, daemon->pack->hash) != 0) {
        if (begin(daemon, fresh, &err) != JK_OK)
            refuse(&err);
        return;
    }
    work_by(daemon, &fresh->options, false);
    clear_fresh(fresh);
    tell_reloaded(daemon, 0);
}

void jk_daemon_reload(struct jk_daemon *daemon)
{
    daemon->reloading = true;
    jk_manager_reloading();
    reload_now(daemon);
    tell_end(daemon);
}

/* Its strings lie where its pack does. */
static const struct jk_edition *keep_edition(struct jk_arena *arena,
                                             const struct jk_edition *edition)
{
    struct jk_edition copy = *edition, *kept = jk_arena_take(arena, sizeof *kept);
    const char **texts[] = { &copy.region,  &copy.contest, &copy.document, &copy.basis,
                             &copy.account, &copy.office,  &copy.day };

    if (!kept)
        return NULL;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        *texts[i] = jk_arena_copy(arena, jk_span_of(*texts[i]));
        if (!*texts[i])
            return NULL;
    }
    *kept = copy;
    return kept;
}

enum jk_status jk_daemon_state(void *ctx, const struct jk_edition *edition, bool trial,
                               struct jk_error *err)
{
    struct jk_daemon *daemon = ctx;
    struct fresh *fresh;
    enum jk_status rc = JK_OK;

    if (daemon->reload || daemon->stopping)
        return jk_fail(err, JK_BUSY, JK_TEXT_STATE_BUSY, "", "%s", "");
    fresh = jk_heap_zeroed(1, sizeof *fresh);
    if (!fresh)
        return jk_no_memory(err);
    fresh->options = daemon->options;
    fresh->trial = trial;
    fresh->stated = keep_edition(&fresh->arena, edition);
    rc = fresh->stated ? lay_over(daemon, fresh, &daemon->files, fresh->stated, err)
                       : jk_no_memory(err);
    if (rc == JK_OK)
        return begin(daemon, fresh, err);
    clear_fresh(fresh);
    return rc;
}

void jk_daemon_unstate(void *ctx)
{
    struct jk_daemon *daemon = ctx;

    if (daemon->reload && daemon->reload->fresh.stated && !daemon->reload->stands)
        give_up(daemon, NULL);
}
