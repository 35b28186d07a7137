/* A daemon among others that share its journal: who writes, who follows, and the change from one to
 * the other.
 *
 * Who takes over judges everything by its pack and the hour, as a start does. Who has to give the
 * journal up keeps what it has, for memory and copy agree with what is durable: a group that failed
 * was undone in both. A journal that is another one than was followed (a server that lost its end
 * came back) is only got out of by a start, which makes a new copy. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <event2/event.h>
#include "jarak/app/follow.h"
#include "jarak/base/encoding.h"
#include "jarak/base/log.h"
#include "jarak/main/daemon.h"
#include "jarak/main/texts.h"
#include "jarak/store/texts.h"

#define COPY      "copy.db"
#define DECIDE_MS 8000 /* until it is known whether somebody writes: a lease, and some more */
#define STEP_MS   10
#define MINUTE_S  60
#define TOLD_MAX  10 /* lines in a minute about the way to the server */
#define PAUSE_S   1  /* behind entries that could not be folded: a disk that is full stays so */

enum jk_status jk_daemon_store(struct jk_daemon *d, struct jk_error *err)
{
    const struct jk_options *o = &d->options;
    const struct jk_shared_options as = { .address = o->store,
                                          .journal = o->store_journal,
                                          .url = o->store_url,
                                          .notify = o->store_wakes,
                                          .writes = !o->store_follow,
                                          .standbys = (unsigned)o->store_standbys };
    enum jk_status rc;

    d->shared.writes = !o->store[0];
    if (!o->store[0]) {
        snprintf(d->store_path, sizeof d->store_path, "%s/jarakd.db", o->data);
        return jk_store_open(d->store_path, &d->store, err);
    }
    snprintf(d->store_path, sizeof d->store_path, "%s/" COPY, o->data);
    rc = jk_shared_open(&as, d->store_path, &d->shared.shared, &d->store, err);
    return rc == JK_OK
               ? jk_shared_catch_up(d->shared.shared, d->store, jk_daemon_early_wait, d, err)
               : rc;
}

static uint64_t end_of(const struct jk_daemon *d)
{
    uint8_t hash[32];

    return jk_store_journal_end(d->store, hash);
}

/* The files of the pack, whatever accounts have stated over them: that is in the journal. "" where
 * memory is out: that is no pack's. */
static void files_hash(const struct jk_daemon *d, char out[2 * JK_DIGEST_LEN + 1])
{
    struct jk_arena arena = { 0 };
    struct jk_span *spans = jk_arena_array(&arena, 2 * d->files.count, sizeof *spans);
    uint8_t digest[JK_DIGEST_LEN];

    out[0] = '\0';
    for (size_t i = 0; spans && i < d->files.count; i++) {
        spans[2 * i] = jk_span_of(d->files.at[i].name);
        spans[2 * i + 1] = d->files.at[i].bytes;
    }
    if (spans) {
        jk_sha256_list(spans, 2 * d->files.count, digest);
        jk_hex(digest, sizeof digest, out);
    }
    jk_arena_clear(&arena);
}

/* The pack that the journal is judged by is changed by nobody unasked: two daemons with two packs
 * would judge everything anew at each change of who writes. */
static enum jk_status check_pack(const struct jk_daemon *d, const struct jk_shared_state *state,
                                 struct jk_error *err)
{
    char hash[2 * JK_DIGEST_LEN + 1];

    files_hash(d, hash);
    if (!hash[0])
        return jk_no_memory(err);
    if (!state->pack[0] || strcmp(state->pack, hash) == 0)
        return JK_OK;
    if (d->options.store_other_pack && d->shared.writes) {
        jk_log(JK_LOG_WARNING, "other-pack was=%.16s is=%.16s", state->pack, hash);
        return JK_OK;
    }
    return jk_fail(err, JK_STATE, JK_TEXT_SHARED_PACK, "pack", "%.16s", state->pack);
}

/* "" where it is not known. */
static void name_program(const struct jk_daemon *d, char out[2 * JK_DIGEST_LEN + 1])
{
    static const uint8_t unknown[JK_DIGEST_LEN];

    out[0] = '\0';
    if (memcmp(d->snapshot.start.program, unknown, sizeof unknown) != 0)
        jk_hex(d->snapshot.start.program, JK_DIGEST_LEN, out);
}

void jk_daemon_shared_tell(struct jk_daemon *d)
{
    char pack[2 * JK_DIGEST_LEN + 1], program[2 * JK_DIGEST_LEN + 1];

    if (!d->shared.shared || !d->shared.writes)
        return;
    files_hash(d, pack);
    name_program(d, program);
    if (pack[0])
        jk_shared_tell(d->shared.shared, pack, program);
}

/* Was all that was followed judged by this program, and by this pack's files? */
static bool is_alike(const struct jk_daemon *d, const struct jk_shared_state *state)
{
    char pack[2 * JK_DIGEST_LEN + 1], program[2 * JK_DIGEST_LEN + 1];

    files_hash(d, pack);
    name_program(d, program);
    return pack[0] && program[0] && strcmp(state->pack, pack) == 0 &&
           strcmp(state->program, program) == 0;
}

bool jk_daemon_shared_is_alike(const struct jk_daemon *d)
{
    struct jk_shared_state state;

    if (!d->shared.shared || d->shared.writes)
        return true;
    jk_shared_peek(d->shared.shared, &state);
    return is_alike(d, &state);
}

/* All that came is in the store and the journal has no writer but us. */
static bool is_ours(const struct jk_daemon *d, const struct jk_shared_state *state)
{
    return state->role == JK_SHARED_CLAIMS && !state->grown && end_of(d) == state->seq;
}

/* Until this daemon has taken over, or somebody else is known to write. */
static enum jk_status decide(struct jk_daemon *d, struct jk_shared_state *state,
                             struct jk_error *err)
{
    enum jk_status rc = JK_OK;
    bool any;

    if ((rc = jk_shared_start(d->shared.shared, err)) != JK_OK)
        return rc;
    jk_shared_look(d->shared.shared, state);
    for (int waited = 0; rc == JK_OK && waited < DECIDE_MS && !is_ours(d, state);
         waited += STEP_MS) {
        if (d->options.store_follow || state->alone ||
            (state->role == JK_SHARED_READS && (state->held || state->starved)))
            return JK_OK;
        usleep(STEP_MS * 1000);
        rc = jk_shared_follow(d->shared.shared, d->store, &any, err);
        jk_shared_look(d->shared.shared, state);
    }
    if (rc == JK_OK && is_ours(d, state))
        d->shared.writes = jk_shared_write(d->shared.shared, d->store, err) == JK_OK;
    return rc;
}

enum jk_status jk_daemon_shared_begin(struct jk_daemon *d, struct jk_error *err)
{
    struct jk_shared_state state;
    enum jk_status rc = JK_OK;

    if (d->shared.shared && (rc = decide(d, &state, err)) == JK_OK)
        rc = check_pack(d, &state, err);
    if (rc != JK_OK)
        return rc;
    if (d->shared.writes)
        rc = jk_app_open(d->store, d->pack, jk_daemon_now(NULL), &d->snapshot.start, &d->app, err);
    else
        rc = jk_app_open_following(d->store, d->pack, &d->snapshot.start, &d->app, err);
    d->shared.followed = end_of(d);
    if (rc != JK_OK || !d->shared.shared)
        return rc;
    jk_daemon_shared_tell(d);
    jk_log(state.alone ? JK_LOG_WARNING : JK_LOG_INFO, "shared-journal role=%s entries=%llu%s",
           d->shared.writes ? "writes" : "reads", (unsigned long long)d->shared.followed,
           state.alone ? " because=server-gone" : "");
    return JK_OK;
}

void jk_daemon_share(void *daemon, struct jk_api_share *out)
{
    const struct jk_daemon *d = daemon;
    struct jk_shared_state state;

    jk_shared_peek(d->shared.shared, &state);
    *out = (struct jk_api_share){ .writes = d->shared.writes,
                                  .connected = state.connected && !state.starved,
                                  .broken = state.broken || state.diverged,
                                  .age_ms = state.age_ms,
                                  .seq = d->shared.writes ? end_of(d) : d->shared.followed };
    snprintf(out->writer, sizeof out->writer, "%s", state.url);
}

/* Nothing of memory agrees with the journal any more: a start reads it anew. */
static void give_up(struct jk_daemon *d, const char *why)
{
    jk_log(JK_LOG_ERROR, "state-lost reason=%s; stopping", why);
    event_base_loopbreak(d->base);
}

/* The pack as its files and the statements in the journal have it now. The one before stays until
 * nobody works by it any more. */
struct pack_before {
    struct jk_arena files, pack;
};

static enum jk_status read_pack(struct jk_daemon *d, struct pack_before *before,
                                struct jk_error *err)
{
    enum jk_status rc;

    *before = (struct pack_before){ d->files_arena, d->pack_arena };
    d->files_arena = d->pack_arena = (struct jk_arena){ 0 };
    rc = jk_daemon_pack(d, err);
    if (rc == JK_OK)
        rc = jk_daemon_editions(d, err);
    if (rc == JK_OK && jk_store_judged_by(d->store, d->pack->hash, err) != JK_OK)
        rc = jk_fail(err, JK_STATE, JK_TEXT_SHARED_PACK, "pack", "%.16s", d->pack->hash);
    return rc;
}

/* Something that is not followed piece by piece: everything is read again. */
static enum jk_status read_anew(struct jk_daemon *d, struct jk_error *err)
{
    struct pack_before before;
    enum jk_status rc = read_pack(d, &before, err);

    if (rc == JK_OK)
        rc = jk_app_read_again(d->app, d->pack, err);
    if (rc == JK_OK)
        jk_api_set_app(d->api, d->app);
    if (rc == JK_OK) {
        jk_arena_clear(&before.files);
        jk_arena_clear(&before.pack);
    }
    return rc;
}

/* The queue of what goes out remembers what it saw last: it begins anew. */
static enum jk_status queue_anew(struct jk_daemon *d, struct jk_error *err)
{
    enum jk_status rc;

    jk_outbox_queue_free(d->outbox_queue);
    jk_outbox_close(d->outbox);
    d->outbox_queue = NULL;
    d->outbox = NULL;
    rc = jk_daemon_outbox_queue(d, err);
    jk_api_set_outbox(d->api, d->outbox_queue);
    return rc == JK_OK ? jk_daemon_courier(d, err) : rc;
}

/* Where the deliveries of a subscription stand; what is known already is not written again. */
static void take_position(void *ctx, struct jk_span subscription, struct jk_span state)
{
    struct jk_daemon *d = ctx;
    struct jk_error err;

    if (jk_outbox_is(d->outbox, subscription, state))
        return;
    d->shared.moved = true;
    if (jk_outbox_read(d->outbox, subscription, state, &err) != JK_OK)
        jk_log(JK_LOG_WARNING, "position-lost reason=%s", jk_status_name(err.status));
}

static void take_positions(struct jk_daemon *d)
{
    d->shared.moved = false;
    jk_shared_each_position(d->shared.shared, take_position, d);
    if (d->shared.moved)
        jk_outbox_queue_read_again(d->outbox_queue);
}

/* All that who writes does, behind the last entry. */
static enum jk_status begin_writing(struct jk_daemon *d, bool alike, struct jk_error *err)
{
    enum jk_status rc = jk_shared_write(d->shared.shared, d->store, err);

    if (rc == JK_OK)
        rc = jk_app_take_over(d->app, jk_daemon_now(NULL), alike, err);
    if (rc == JK_OK)
        rc = jk_daemon_tokens(d, err);
    if (rc == JK_OK)
        rc = queue_anew(d, err);
    return rc;
}

/* It was another's again before it was ours, or the first group was refused: what was begun is
 * undone, in memory too. */
static void let_go(struct jk_daemon *d, const char *because)
{
    struct jk_error err;

    d->shared.writes = false;
    jk_store_rollback(d->store);
    if (jk_app_read_again(d->app, d->pack, &err) != JK_OK) {
        give_up(d, "take-over");
        return;
    }
    jk_api_set_app(d->api, d->app);
    d->shared.followed = end_of(d);
    jk_log(JK_LOG_WARNING, "shared-journal role=reads entries=%llu because=%s",
           (unsigned long long)d->shared.followed, because);
}

/* This daemon writes from here on. */
static void take_over(struct jk_daemon *d)
{
    struct jk_shared_state state;
    struct jk_error err = { .status = JK_OK };
    enum jk_status rc;
    char text[400];
    bool alike;

    jk_shared_peek(d->shared.shared, &state);
    d->shared.writes = true;
    if (check_pack(d, &state, &err) != JK_OK) {
        jk_log(JK_LOG_ERROR, "shared-journal refused=other-pack was=%.16s", state.pack);
        d->shared.writes = false;
        jk_shared_yield(d->shared.shared);
        return;
    }
    take_positions(d);
    alike = is_alike(d, &state);
    rc = begin_writing(d, alike, &err);
    if (rc == JK_BUSY || rc == JK_STATE) {
        jk_shared_rest(d->shared.shared); /* what passes is not tried without a pause */
        let_go(d, "taken-again");
        return;
    }
    if (rc == JK_FULL || rc == JK_IO) { /* whoever reads is served meanwhile */
        jk_error_format(&err, JK_LANG_EN, text, sizeof text);
        jk_log(JK_LOG_ERROR, "take-over-refused reason=%s", text);
        jk_shared_rest(d->shared.shared);
        let_go(d, "refused");
        return;
    }
    if (rc != JK_OK) {
        jk_error_format(&err, JK_LANG_EN, text, sizeof text);
        jk_log(JK_LOG_ERROR, "take-over-failed reason=%s", text);
        give_up(d, "take-over");
        return;
    }
    d->shared.followed = end_of(d);
    jk_daemon_shared_tell(d);
    jk_log(JK_LOG_INFO, "shared-journal role=writes entries=%llu judged=%s",
           (unsigned long long)d->shared.followed, alike ? "as-followed" : "anew");
    jk_api_followed(d->api);
    jk_daemon_wake(d);
}

/* Somebody else writes, or nobody knows. */
static void step_down(struct jk_daemon *d)
{
    jk_api_flush(d->api); /* what is open is refused, and undone in memory and copy */
    d->shared.writes = false;
    d->shared.followed = end_of(d);
    jk_courier_free(d->courier);
    d->courier = NULL;
    jk_daemon_reload_drop(d);
    jk_log(JK_LOG_WARNING, "shared-journal role=reads entries=%llu",
           (unsigned long long)d->shared.followed);
}

/* It is tried again, in a while; and told once, not each time. */
static void pause_following(struct jk_daemon *d, const struct jk_error *why)
{
    static const struct timeval a_while = { PAUSE_S, 0 };

    if (d->shared.unfollowed != why->status)
        jk_log(JK_LOG_ERROR, "not-followed reason=%s entry=%s", jk_status_name(why->status),
               why->value);
    d->shared.unfollowed = why->status;
    d->shared.pauses = event_add(d->shared.pause, &a_while) == 0;
}

static void on_pause_over(evutil_socket_t fd, short what, void *ctx)
{
    struct jk_daemon *d = ctx;

    (void)fd, (void)what;
    d->shared.pauses = false;
    event_active(d->shared.news, EV_READ, 0);
}

/* The next entries that came. @return false: there were none, or that is the end */
static bool follow_some(struct jk_daemon *d)
{
    struct jk_error err;
    bool any = false, whole = false;
    enum jk_status rc = jk_shared_follow(d->shared.shared, d->store, &any, &err);

    if (rc != JK_OK)
        pause_following(d, &err);
    if (rc != JK_OK || !any)
        return false;
    if (d->shared.unfollowed != JK_OK)
        jk_log(JK_LOG_INFO, "followed-again entries=%llu", (unsigned long long)end_of(d));
    d->shared.unfollowed = JK_OK;
    rc = jk_app_follow(d->app, d->shared.followed, &whole, &err);
    if (rc == JK_OK && whole) {
        rc = read_anew(d, &err);
        if (rc == JK_OK)
            rc = jk_app_follow_alerts(d->app, d->shared.followed, &err);
    }
    if (rc != JK_OK) {
        give_up(d, jk_status_name(rc));
        return false;
    }
    d->shared.followed = end_of(d);
    if (d->publish)
        jk_publish_wake(d->publish);
    jk_api_followed(d->api);
    return true;
}

/* A server that comes and goes would be told with every try. */
static bool has_told_enough(struct jk_daemon_shared *s)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    if (s->told == 0 || now.tv_sec - s->told_s >= MINUTE_S) {
        s->told_s = now.tv_sec;
        s->told = 0;
    }
    return ++s->told > TOLD_MAX;
}

/* Whether the server is reached, and each other reason why not: one that passes by itself may have
 * another behind it that does not. What was kept back is told when there is room again, as it
 * stands then: so the newest line in the log is true but for a minute. */
static void tell_reach(struct jk_daemon *d, const struct jk_shared_state *state)
{
    char *told = d->shared.told_why;
    const char *why = state->connected ? "" : state->why;

    if (strcmp(told, why) == 0 || has_told_enough(&d->shared))
        return;
    if (why[0])
        jk_log(JK_LOG_WARNING, "store-unreachable why=\"%s\"", why);
    else
        jk_log(JK_LOG_INFO, "store-reached");
    snprintf(told, sizeof d->shared.told_why, "%s", why);
}

static void on_news(evutil_socket_t fd, short what, void *ctx)
{
    struct jk_daemon *d = ctx;
    struct jk_shared_state state;

    (void)fd, (void)what;
    jk_shared_look(d->shared.shared, &state);
    tell_reach(d, &state);
    if (d->shared.writes && state.role != JK_SHARED_WRITES)
        step_down(d);
    if (!d->shared.writes)
        take_positions(d); /* who takes over takes them all */
    if (!d->shared.writes && !d->stopping && !d->shared.pauses && follow_some(d))
        event_active(d->shared.news, EV_READ, 0); /* others have their turn before the next */
    jk_shared_look(d->shared.shared, &state);
    if (!d->shared.writes && !d->stopping && is_ours(d, &state))
        take_over(d);
    if (state.starved != d->shared.told_starved)
        jk_log(state.starved ? JK_LOG_WARNING : JK_LOG_INFO, "standbys %s wanted=%lld",
               state.starved ? "missing" : "there", (long long)d->options.store_standbys);
    d->shared.told_starved = state.starved;
    if (state.broken && !d->shared.told_broken)
        jk_log(JK_LOG_ERROR, "journal-broken nothing more is followed");
    d->shared.told_broken = state.broken;
    if (state.diverged)
        give_up(d, "another-journal");
}

enum jk_status jk_daemon_shared_watch(struct jk_daemon *d, struct jk_error *err)
{
    if (!d->shared.shared)
        return JK_OK;
    d->shared.news =
        event_new(d->base, jk_shared_fd(d->shared.shared), EV_READ | EV_PERSIST, on_news, d);
    d->shared.pause = evtimer_new(d->base, on_pause_over, d);
    if (!d->shared.news || !d->shared.pause || event_add(d->shared.news, NULL) != 0)
        return jk_no_memory(err);
    event_active(d->shared.news, EV_READ, 0); /* of what came meanwhile */
    return JK_OK;
}

void jk_daemon_shared_end(struct jk_daemon *d)
{
    if (d->shared.news)
        event_free(d->shared.news);
    if (d->shared.pause)
        event_free(d->shared.pause);
    if (d->store)
        jk_store_rollback(d->store); /* of an end in the middle of a group */
    jk_shared_close(d->shared.shared);
    d->shared.shared = NULL;
}

void jk_daemon_delivered(void *daemon, const char *subscription)
{
    struct jk_daemon *d = daemon;
    struct jk_buf state = { 0 };
    struct jk_error err;

    if (!d->shared.shared || !d->shared.writes)
        return;
    if (jk_outbox_write(d->outbox, subscription, &state, &err) == JK_OK && jk_buf_ok(&state))
        jk_shared_put_position(d->shared.shared, jk_span_of(subscription), jk_buf_view(&state));
    jk_buf_clear(&state);
}
