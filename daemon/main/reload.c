#include <time.h>
#include "jarak/base/log.h"
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
    if (rc == JK_OK)
        *out = pack;
    return rc;
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

void jk_daemon_reload(struct jk_daemon *daemon)
{
    struct jk_arena arena = { 0 };
    struct jk_pack *pack = NULL;
    struct jk_app *app = NULL;
    struct jk_error err;
    char text[512];

    jk_api_flush(daemon->api);
    if (jk_daemon_tls(daemon, &err) != JK_OK) {
        jk_error_format(&err, JK_LANG_EN, text, sizeof text);
        jk_log(JK_LOG_ERROR, "certificate-kept reason=%s", text);
    }
    if (read_pack(&daemon->options, &arena, &pack, &err) != JK_OK ||
        jk_app_open(daemon->store, pack, jk_daemon_now(NULL), &app, &err) != JK_OK) {
        jk_error_format(&err, JK_LANG_EN, text, sizeof text);
        jk_log(JK_LOG_ERROR, "reload-refused reason=%s", text);
        jk_arena_clear(&arena);
        return;
    }
    jk_api_set_app(daemon->api, app);
    jk_dispatch_set_app(daemon->dispatch, app);
    if (daemon->publish)
        jk_publish_set_app(daemon->publish, app);
    jk_app_close(daemon->app);
    jk_arena_clear(&daemon->pack_arena);
    daemon->app = app;
    daemon->pack = pack;
    daemon->pack_arena = arena;
    jk_daemon_wake(daemon);
    jk_daemon_tell_audit(daemon);
    jk_log(JK_LOG_INFO, "reloaded pack=%s hash=%.16s", pack->id, pack->hash);
}
