/* Styles and scripts of the pages: compiled in (daemon/web/embed.py), or taken from --web-root.
 *
 * An address holds a digest of all files, so that what lies there never changes and browsers keep
 * it for a year; the same file is sent as it is, with gzip or with brotli. Under its bare name a
 * file is there too, for pages that are kept as files. A file of --web-root that cannot be read
 * whole falls back to the built-in one; whoever works with it wants to see each change at once. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "jarak/http/public/assets.h"
#include "jarak/model/texts.h"
#include "daemon/http/public/embedded.h"
#include "daemon/http/public/public.h"
#include "daemon/http/public/send.h"
#include "jarak/http/server/call.h"
#include "jarak/http/server/reply.h"

#define ASSET_MAX (4U * 1024 * 1024) /* of a file of --web-root; ours have some kilobytes */

static bool read_file(const char *path, struct jk_buf *out)
{
    char block[16384];
    ssize_t got;
    int fd;

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
    return at < web_asset_count ? web_assets[at].name : NULL;
}

bool jk_asset_is_public(size_t at)
{
    return strcmp(web_assets[at].name, "jarakd.css") == 0;
}

bool jk_asset_read(size_t at, const char *web_root, struct jk_buf *out)
{
    size_t before = out->len;
    char path[4096 + 64];

    snprintf(path, sizeof path, "%s/%s", web_root, web_assets[at].name);
    if (web_root[0] && read_file(path, out))
        return true;
    out->len = before; /* part of a file is none */
    jk_buf_add(out, web_assets[at].form[WEB_PLAIN].at,
               (size_t)(web_assets[at].form[WEB_PLAIN].end - web_assets[at].form[WEB_PLAIN].at));
    return jk_buf_ok(out);
}

const char *jk_asset_folder(void)
{
    static char folder[48];

    if (!folder[0])
        snprintf(folder, sizeof folder, "/assets/%s/", web_asset_digest);
    return folder;
}

/* The asset of that name, or web_asset_count. */
static size_t find_asset(struct jk_span name)
{
    size_t at = 0;

    while (at < web_asset_count && !jk_span_eq(name, jk_span_of(web_assets[at].name)))
        at++;
    return at;
}

static void refuse(struct jk_http_call *call, struct jk_span name)
{
    struct jk_error err;

    jk_fail(&err, JK_NONE, JK_TEXT_NOT_THERE, "name", "%.*s", (int)name.len, name.at);
    jk_http_reply_problem(call, &err);
}

static void send_read(const char *web_root, struct jk_http_call *call, size_t at)
{
    struct jk_buf bytes = { 0 };
    struct jk_error err;

    if (jk_asset_read(at, web_root, &bytes)) {
        http_public_send_static(call, web_assets[at].type, jk_buf_view(&bytes));
    } else {
        jk_no_memory(&err);
        jk_http_reply_problem(call, &err);
    }
    jk_buf_clear(&bytes);
}

void http_public_send_named(const char *web_root, struct jk_http_call *call, struct jk_span name)
{
    size_t at = find_asset(name);

    if (at < web_asset_count)
        send_read(web_root, call, at);
    else
        refuse(call, name);
}

void http_public_send_asset(const char *web_root, struct jk_http_call *call)
{
    http_public_send_named(web_root, call, call->match.capture[0]);
}

/* The smallest form the client takes. */
static enum web_form form_of(const struct jk_http_call *call)
{
    if (jk_http_takes_coding(call, "br"))
        return WEB_BROTLI;
    return jk_http_takes_coding(call, "gzip") ? WEB_GZIP : WEB_PLAIN;
}

static void send_embedded(struct jk_http_call *call, size_t at)
{
    static const char *const codings[] = { NULL, "gzip", "br" };
    enum web_form form = form_of(call);
    const struct jk_http_header headers[] = { { "Cache-Control",
                                                "public, max-age=31536000, immutable" },
                                              { "Vary", "Accept-Encoding" },
                                              { "X-Content-Type-Options", "nosniff" },
                                              { "Content-Encoding", codings[form] } };

    jk_http_reply(call,
                  &(struct jk_http_reply){ .code = 200,
                                           .content_type = web_assets[at].type,
                                           .headers = headers,
                                           .header_count = sizeof headers / sizeof *headers,
                                           .body = { web_assets[at].form[form].at,
                                                     (size_t)(web_assets[at].form[form].end -
                                                              web_assets[at].form[form].at) } });
}

void http_public_send_kept_asset(const char *web_root, struct jk_http_call *call)
{
    size_t at = find_asset(call->match.capture[1]);

    /* A page of an older version still asks for that version's files, which are gone. */
    if (at == web_asset_count)
        refuse(call, call->match.capture[1]);
    else if (web_root[0] || !jk_span_eq(call->match.capture[0], jk_span_of(web_asset_digest)))
        send_read(web_root, call, at);
    else
        send_embedded(call, at);
}

void http_public_asset_get(void *ctx, struct jk_http_call *call)
{
    const struct jk_api *api = ctx;

    http_public_send_asset(api->options.web_root, call);
}

void http_public_kept_asset_get(void *ctx, struct jk_http_call *call)
{
    const struct jk_api *api = ctx;

    http_public_send_kept_asset(api->options.web_root, call);
}

/* A file with a key in it is never given away, whatever the options say. */
void http_public_authority_get(void *ctx, struct jk_http_call *call)
{
    const struct jk_api *api = ctx;
    struct jk_buf pem = { 0 };
    const bool is_read = api->options.authority && api->options.authority[0] &&
                         read_file(api->options.authority, &pem);

    if (is_read && !memmem(pem.at, pem.len, "PRIVATE KEY", strlen("PRIVATE KEY")) &&
        memmem(pem.at, pem.len, "BEGIN CERTIFICATE", strlen("BEGIN CERTIFICATE")))
        http_public_send_static(call, "application/x-x509-ca-cert", jk_buf_view(&pem));
    else
        refuse(call, JK_SPAN("ca.crt"));
    jk_buf_clear(&pem);
}
