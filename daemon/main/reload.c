/* SIGHUP: other options and another pack, or everything as before.
 *
 * All that can fail (options, pack, the whole registry judged by it) is made beside the running
 * state first; only then it takes over, in one turn of the loop (a TLS certificate that cannot be
 * read leaves the old one in use). Options that cannot change while it runs keep their value and
 * say so in the log. The old app is closed after every part has been told of the new one, for they
 * borrow from it.
 *
 * A pack of the same octets would judge as the one in use did: then the app stays, and nothing is
 * read, judged, journalled or begun anew. That is the usual reload, of a renewed certificate. */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "jarak/base/log.h"
#include "jarak/base/texts.h"
#include "jarak/policy/texts.h"
#include "jarak/app/app.h"
#include "jarak/config/files.h"
#include "jarak/main/daemon.h"

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

/* What a pack leaves without a judge is told where the operator looks, and not only to who checks
 * the pack by hand. */
static void log_warnings(const struct jk_pack *pack)
{
    struct jk_error warning[JK_PACK_WARNINGS];
    size_t count = jk_pack_warn(pack, warning);
    char line[1024];

    for (size_t i = 0; i < count; i++) {
        jk_error_format(&warning[i], JK_LANG_EN, line, sizeof line);
        jk_log(JK_LOG_WARNING, "pack-warning pack=%s %s", pack->id, line);
    }
}

static enum jk_status read_pack(const struct jk_options *options, struct jk_arena *arena,
                                struct jk_pack **out, struct jk_error *err)
{
    char *text = jk_arena_take(arena, JK_PACK_LIST_MAX);
    struct jk_pack *pack = jk_arena_take(arena, sizeof *pack);
    const char *folders[JK_PACKS_MAX];
    enum jk_status rc;
    size_t count;

    if (!text || !pack)
        return jk_fail(err, JK_MEMORY, JK_TEXT_NO_MEMORY, "pack", "%s", "");
    count = jk_options_packs(options, text, folders, JK_PACKS_MAX);
    if (count == 0 || count > JK_PACKS_MAX)
        return jk_fail(err, JK_INVALID, JK_TEXT_OPTION_VALUE, "pack", "%zu", count);
    rc = jk_packs_read(folders, count, arena, pack, err);
    if (rc != JK_OK)
        return rc;
    log_warnings(pack);
    *out = pack;
    return JK_OK;
}

enum jk_status jk_daemon_pack(struct jk_daemon *daemon, struct jk_error *err)
{
    return read_pack(&daemon->options, &daemon->pack_arena, &daemon->pack, err);
}

void jk_daemon_tell_audit(const struct jk_daemon *daemon)
{
    struct jk_audit audit = jk_app_audit(daemon->app);

    jk_log(JK_LOG_INFO, "audited chains=%u conflicts=%zu changed=%zu", audit.chains,
           audit.conflicts, audit.changed);
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
    if (!fresh->tls_cert[0] != !daemon->options.tls_cert[0]) {
        keep(fresh->tls_cert, daemon->options.tls_cert, "tls-cert");
        keep(fresh->tls_key, daemon->options.tls_key, "tls-key");
    }
}

/* All that a reload puts in the place of the old. */
struct fresh {
    struct jk_options options;
    struct jk_arena arena; /* of the pack */
    struct jk_pack *pack;
    struct jk_app *app; /* made by the pack; null: the pack in use says the same */
};

/* Makes everything that may fail, before anything changes. */
static enum jk_status prepare(const struct jk_daemon *daemon, struct fresh *out,
                              struct jk_error *err)
{
    enum jk_status rc = read_options(daemon, &out->options, err);

    if (rc == JK_OK)
        rc = read_pack(&out->options, &out->arena, &out->pack, err);
    if (rc == JK_OK && strcmp(out->pack->hash, daemon->pack->hash) != 0)
        rc = jk_app_open(daemon->store, out->pack, jk_daemon_now(NULL), &out->app, err);
    return rc;
}

/* True when jarakd-notify, which is told when it starts, would work otherwise by these. */
static bool is_other_sender(const struct jk_options *a, const struct jk_options *b)
{
    return strcmp(a->ca_file, b->ca_file) != 0 || !a->webhook_host[0] != !b->webhook_host[0] ||
           !a->mail_relay[0] != !b->mail_relay[0];
}

/* Works by other options from here on. Parts that borrowed strings of the old ones find the new in
 * their place. */
static void take_over(struct jk_daemon *daemon, struct jk_options *fresh)
{
    struct jk_error err;
    char text[512];

    jk_log_setup(fresh->log_level);
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

/* Judges by another pack from here on; all that is written is written anew. */
static void take_app(struct jk_daemon *daemon, const struct fresh *fresh)
{
    jk_api_set_app(daemon->api, fresh->app);
    jk_outbox_queue_set_app(daemon->outbox_queue, fresh->app);
    jk_app_close(daemon->app);
    jk_arena_clear(&daemon->pack_arena);
    daemon->app = fresh->app;
    daemon->pack = fresh->pack;
    daemon->pack_arena = fresh->arena;
    jk_daemon_tell_audit(daemon);
}

void jk_daemon_reload(struct jk_daemon *daemon)
{
    struct fresh *fresh = calloc(1, sizeof *fresh);
    struct jk_error err;
    bool sender, renamed;

    jk_api_flush(daemon->api);
    if (!fresh)
        jk_no_memory(&err);
    if (!fresh || prepare(daemon, fresh, &err) != JK_OK) {
        refuse(&err);
        if (fresh)
            jk_arena_clear(&fresh->arena);
        free(fresh);
        return;
    }
    sender = is_other_sender(&daemon->options, &fresh->options);
    renamed = strcmp(daemon->options.public_url, fresh->options.public_url) != 0;
    take_over(daemon, &fresh->options);
    if (fresh->app)
        take_app(daemon, fresh);
    else
        jk_arena_clear(&fresh->arena);
    if (!fresh->app && renamed)
        jk_api_write_anew(daemon->api);
    free(fresh);
    jk_daemon_redirect(daemon, sender);
    jk_daemon_wake(daemon);
    jk_log(JK_LOG_INFO, "reloaded pack=%s hash=%.16s", daemon->pack->id, daemon->pack->hash);
}
