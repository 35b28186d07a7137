/* TLS three ways: lines of the configuration, and what the operator is told. */
#include "daemon/ctl/setup/setup.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "jarak/base/text.h"
#include "jarak/config/files.h"
#include "jarak/base/texts.h"
#include "jarak/ctl/texts.h"
#include "jarak/feed/public/qr.h"

#define QR_MOST  57 /* modules of a side: what an address of 200 letters takes */
#define QR_QUIET 2

static const char *port_of(const struct setup *s)
{
    const char *colon = strrchr(s->options.listen, ':');

    return colon ? colon + 1 : "8642";
}

static bool is_host(const char *name)
{
    return name[0] && name[0] != '.' && name[0] != '-' &&
           strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-") ==
               strlen(name);
}

/* The folder of the certificates: beside the configuration. */
static void tls_folder(const struct setup *s, char out[PATH_MAX])
{
    const char *slash = strrchr(s->config, '/');

    snprintf(out, PATH_MAX, "%.*stls", slash ? (int)(slash + 1 - s->config) : 0, s->config);
}

static void put_listen(struct setup *s, const char *address)
{
    snprintf(s->listen, sizeof s->listen, "%s:%s", address, port_of(s));
    ctl_setup_config_put(&s->text, "listen", s->listen);
}

static void put_no_tls(struct setup *s)
{
    ctl_setup_config_put(&s->text, "tls-cert", NULL);
    ctl_setup_config_put(&s->text, "tls-key", NULL);
    ctl_setup_config_put(&s->text, "tls-ca", NULL);
}

static enum jk_status by_proxy(struct setup *s, struct jk_error *err)
{
    (void)err;
    snprintf(s->address, sizeof s->address, "https://%s", s->name);
    put_listen(s, "127.0.0.1");
    put_no_tls(s);
    return JK_OK;
}

static enum jk_status by_ourselves(struct setup *s, struct jk_error *err)
{
    static const char *const files[][2] = { { "tls-cert", "server.crt" },
                                            { "tls-key", "server.key" },
                                            { "tls-ca", "ca.crt" } };
    char folder[PATH_MAX], path[PATH_MAX + 16];
    bool anew;
    enum jk_status rc;

    tls_folder(s, folder);
    rc = ctl_setup_authority(folder, s->name, s->group, s->print, &anew, err);
    snprintf(s->address, sizeof s->address, "https://%s:%s", s->name, port_of(s));
    put_listen(s, "0.0.0.0");
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, files[i][1]);
        ctl_setup_config_put(&s->text, files[i][0], path);
    }
    return rc;
}

static enum jk_status in_the_clear(struct setup *s, struct jk_error *err)
{
    (void)err;
    snprintf(s->address, sizeof s->address, "http://%s:%s", s->name, port_of(s));
    put_listen(s, "0.0.0.0");
    put_no_tls(s);
    return JK_OK;
}

static void tell_proxy(const struct setup *s)
{
    const char *host = s->address + strlen("https://");

    puts(jk_text_get(JK_TEXT_SETUP_PROXY, s->ctl->lang));
    printf("\n# nginx: /etc/nginx/sites-available/jarakd; certbot --nginx -d %s\n"
           "server {\n"
           "    server_name %s;\n"
           "    listen 80;\n"
           "    client_max_body_size 64m;\n"
           "    location / {\n"
           "        proxy_pass http://127.0.0.1:%s;\n"
           "        proxy_http_version 1.1;\n"
           "        proxy_buffering off;\n"
           "        proxy_read_timeout 1h;\n"
           "        proxy_set_header Host $host;\n"
           "        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;\n"
           "        proxy_set_header X-Forwarded-Proto $scheme;\n"
           "    }\n"
           "}\n\n"
           "# Caddy: /etc/caddy/Caddyfile\n"
           "%s {\n"
           "    reverse_proxy 127.0.0.1:%s {\n"
           "        flush_interval -1\n"
           "    }\n"
           "}\n\n",
           host, host, port_of(s), host, port_of(s));
}

static bool is_dark(const struct jk_buf *modules, unsigned side, int x, int y)
{
    const char *digits = "0123456789abcdef";
    size_t i;

    if (x < 0 || y < 0 || x >= (int)side || y >= (int)side)
        return false;
    i = (size_t)y * side + (size_t)x;
    return (strchr(digits, modules->at[i / 4]) - digits) >> (3 - i % 4) & 1;
}

/* Two rows of modules in a line of letters; black on white where the terminal knows colours. */
static void print_qr(const char *text)
{
    static const char *const letters[] = { " ", "\xe2\x96\x84", "\xe2\x96\x80", "\xe2\x96\x88" };
    const bool colours = isatty(STDOUT_FILENO);
    struct jk_buf modules = { 0 };
    unsigned side = 0;

    if (jk_qr_modules(&modules, text, QR_MOST, &side) == JK_OK) {
        for (int y = -QR_QUIET; y < (int)side + QR_QUIET; y += 2) {
            fputs(colours ? "\x1b[30;107m" : "", stdout);
            for (int x = -QR_QUIET; x < (int)side + QR_QUIET; x++)
                fputs(
                    letters[2 * is_dark(&modules, side, x, y) + is_dark(&modules, side, x, y + 1)],
                    stdout);
            puts(colours ? "\x1b[0m" : "");
        }
    }
    jk_buf_clear(&modules);
}

static void tell_authority(const struct setup *s)
{
    char where[SETUP_ADDRESS_MAX + 16];

    snprintf(where, sizeof where, "%s/ca.crt", s->address);
    puts(jk_text_get(JK_TEXT_SETUP_AUTHORITY, s->ctl->lang));
    printf("\n%s\n\n", where);
    print_qr(where);
    printf("\nSHA-256 %s\n\n%s\n\n", s->print, jk_text_get(JK_TEXT_SETUP_RENEW, s->ctl->lang));
}

static void tell_warning(const struct setup *s)
{
    printf("%s\n\n", jk_text_get(JK_TEXT_SETUP_CLEAR, s->ctl->lang));
}

static const struct {
    const char *word;
    enum jk_status (*make)(struct setup *s, struct jk_error *err);
    void (*tell)(const struct setup *s);
    bool names_itself; /* the host's own name will do */
} ways[] = {
    { "proxy", by_proxy, tell_proxy, false },
    { "local", by_ourselves, tell_authority, true },
    { "none", in_the_clear, tell_warning, true },
};
#define WAYS (sizeof ways / sizeof *ways)

static size_t find_way(const char *word)
{
    size_t i = 0;

    while (i < WAYS && strcmp(ways[i].word, word) != 0)
        i++;
    return i;
}

/* Where it is found as the configuration stands: nothing was said of a way. */
static void find_address(struct setup *s)
{
    if (s->options.public_url[0])
        snprintf(s->address, sizeof s->address, "%s", s->options.public_url);
    else
        snprintf(s->address, sizeof s->address, "%s://%s",
                 s->options.tls_cert[0] ? "https" : "http", s->options.listen);
}

/* The configuration as it is now to be, in its place where it is another. */
static enum jk_status write_config(struct setup *s, const struct jk_buf *before,
                                   struct jk_error *err)
{
    struct stat at;

    if (!jk_buf_ok(&s->text))
        return jk_fail(err, JK_MEMORY, JK_TEXT_NO_MEMORY, s->config, "%s", "");
    if (jk_span_eq(jk_buf_view(before), jk_buf_view(&s->text)))
        return JK_OK;
    return jk_file_replace(s->config, jk_buf_view(&s->text),
                           stat(s->config, &at) == 0 ? at.st_mode & 07777 : 0644, err);
}

enum jk_status ctl_setup_way(struct setup *s, struct jk_error *err)
{
    struct jk_buf before = { 0 };
    size_t way = s->way ? find_way(s->way) : WAYS;
    enum jk_status rc;

    snprintf(s->listen, sizeof s->listen, "%s", s->options.listen);
    if (!s->way) {
        find_address(s);
        return JK_OK;
    }
    if (way == WAYS)
        return jk_fail(err, JK_INVALID, JK_TEXT_SETUP_WAY, "--tls", "%s", s->way);
    if (!s->name[0] && ways[way].names_itself && gethostname(s->name, sizeof s->name - 1) != 0)
        s->name[0] = '\0';
    if (!is_host(s->name))
        return jk_fail(err, JK_INVALID, JK_TEXT_SETUP_NAME, "--name", "%s", s->name);
    jk_buf_span(&before, jk_buf_view(&s->text));
    rc = ways[way].make(s, err);
    ctl_setup_config_put(&s->text, "public-url", s->address);
    if (rc == JK_OK)
        rc = write_config(s, &before, err);
    jk_buf_clear(&before);
    return rc;
}

void ctl_setup_tell_way(const struct setup *s)
{
    if (s->way)
        ways[find_way(s->way)].tell(s);
    else
        printf("%s\n\n", jk_text_get(JK_TEXT_SETUP_AS_IT_IS, s->ctl->lang));
}
