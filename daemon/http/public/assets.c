/* The style sheet: compiled in, or taken from --web-root.
 *
 * Embedding by .incbin needs no generator and no file at run time. A file of --web-root that cannot
 * be read whole falls back to the built-in one. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
#include "jarak/http/public/assets.h"
#include "jarak/model/texts.h"
#include "daemon/http/public/public.h"
#include "jarak/http/server/call.h"
#include "jarak/http/server/reply.h"

#define ASSET_MAX (4U * 1024 * 1024) /* of a file of --web-root; ours have some kilobytes */

/* The bytes of a file of daemon/web as they were when this was compiled. */
#define EMBED(symbol, file)                               \
    __asm__(".section .rodata\n"                          \
            ".global " #symbol "\n" #symbol ":\n"         \
            ".incbin \"daemon/web/" file "\"\n"           \
            ".global " #symbol "_end\n" #symbol "_end:\n" \
            ".previous\n");                               \
    extern const char symbol[], symbol##_end[]

EMBED(asset_jarakd_css, "jarakd.css");

static const struct {
    const char *name, *type;
    const char *at, *end;
} assets[] = {
    { "jarakd.css", "text/css; charset=utf-8", asset_jarakd_css, asset_jarakd_css_end },
};

static bool read_file(const char *folder, const char *name, struct jk_buf *out)
{
    char path[4096 + 64], block[16384];
    ssize_t got;
    int fd;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    while ((got = read(fd, block, sizeof block)) > 0 && out->len < ASSET_MAX)
        jk_buf_add(out, block, (size_t)got);
    close(fd);
    return got == 0 && jk_buf_ok(out);
}

void http_public_send_static(struct jk_http_call *call, const char *type, struct jk_span bytes)
{
    char etag[40];
    struct jk_http_header headers[] = { { "ETag", etag },
                                        { "Cache-Control", "max-age=300" },
                                        { "X-Content-Type-Options", "nosniff" } };

    jk_etag_of(bytes, etag);
    if (jk_http_not_modified(call, etag))
        jk_http_reply_empty(call, 304, headers, 2);
    else
        jk_http_reply(call, &(struct jk_http_reply){ .code = 200,
                                                     .content_type = type,
                                                     .headers = headers,
                                                     .header_count = 3,
                                                     .body = bytes });
}

const char *jk_asset_name(size_t at)
{
    return at < sizeof assets / sizeof *assets ? assets[at].name : NULL;
}

bool jk_asset_read(size_t at, const char *web_root, struct jk_buf *out)
{
    size_t before = out->len;

    if (web_root[0] && read_file(web_root, assets[at].name, out))
        return true;
    out->len = before; /* part of a file is none */
    jk_buf_add(out, assets[at].at, (size_t)(assets[at].end - assets[at].at));
    return jk_buf_ok(out);
}

void http_public_asset_get(void *ctx, struct jk_http_call *call)
{
    const struct jk_api *api = ctx;
    struct jk_buf bytes = { 0 };
    struct jk_error err;
    size_t at = 0;

    while (jk_asset_name(at) && !jk_span_eq(call->match.capture[0], jk_span_of(jk_asset_name(at))))
        at++;
    if (!jk_asset_name(at))
        jk_fail(&err, JK_NONE, JK_TEXT_NOT_THERE, "name", "%.*s", (int)call->match.capture[0].len,
                call->match.capture[0].at);
    else if (!jk_asset_read(at, api->options.web_root, &bytes))
        jk_no_memory(&err);
    else
        err.status = JK_OK;
    if (err.status == JK_OK)
        http_public_send_static(call, assets[at].type, jk_buf_view(&bytes));
    else
        jk_http_reply_problem(call, &err);
    jk_buf_clear(&bytes);
}
