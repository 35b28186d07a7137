#include "daemon/http/assets.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#define ASSET_MAX (4U * 1024 * 1024) /* of a file of --web-root; ours have some kilobytes */

/* The octets of a file of daemon/web as they were when this was compiled. */
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

static void send_asset(struct jk_http_call *call, const char *type, struct jk_span octets)
{
    char etag[40];
    struct jk_http_header headers[] = { { "ETag", etag },
                                        { "Cache-Control", "max-age=300" },
                                        { "X-Content-Type-Options", "nosniff" } };

    jk_etag_of(octets, etag);
    if (jk_http_not_modified(call, etag))
        jk_http_reply_empty(call, 304, headers, 2);
    else
        jk_http_reply(call, &(struct jk_http_reply){ .code = 200,
                                                     .content_type = type,
                                                     .headers = headers,
                                                     .header_count = 3,
                                                     .body = octets });
}

void asset_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    const char *root = api->options.web_root;
    struct jk_error err;

    for (size_t i = 0; i < sizeof assets / sizeof *assets; i++) {
        struct jk_span octets = { assets[i].at, (size_t)(assets[i].end - assets[i].at) };
        struct jk_buf file = { 0 };

        if (!jk_span_eq(call->match.capture[0], jk_span_of(assets[i].name)))
            continue;
        if (root[0] && read_file(root, assets[i].name, &file))
            octets = jk_buf_view(&file);
        send_asset(call, assets[i].type, octets);
        jk_buf_clear(&file);
        return;
    }
    jk_fail(&err, JK_NONE, JK_TEXT_NOT_THERE, "name", "%.*s", (int)call->match.capture[0].len,
            call->match.capture[0].at);
    jk_http_reply_problem(call, &err);
}
