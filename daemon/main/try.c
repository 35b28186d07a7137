/* -t: what a start with these options would find, as far as it can be found without starting: what
 * is wrong is named by where it was said. A daemon may be running beside it, so nothing is opened
 * for writing and an address in use is none. */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "jarak/config/texts.h"
#include "jarak/http/server/server.h"
#include "jarak/main/daemon.h"

/* The folder that holds a path: "." for a bare name. */
static void parent_of(const char *path, char out[PATH_MAX])
{
    const char *slash = strrchr(path, '/');
    size_t len = slash == path ? 1 : slash ? (size_t)(slash - path) : 0;

    snprintf(out, PATH_MAX, "%.*s", len ? (int)len : 1, len ? path : ".");
}

static bool is_writable_folder(const char *path)
{
    struct stat at;

    return stat(path, &at) == 0 && S_ISDIR(at.st_mode) && access(path, W_OK | X_OK) == 0;
}

/* A folder that is there and may be written, or that can be made. */
static enum jk_status check_folder(const char *name, const char *path, struct jk_error *err)
{
    char parent[PATH_MAX];

    parent_of(path, parent);
    if (is_writable_folder(path) || (access(path, F_OK) != 0 && is_writable_folder(parent)))
        return JK_OK;
    return jk_fail(err, JK_IO, JK_TEXT_TRY_FOLDER, name, "%s", path);
}

static enum jk_status check_readable(const char *name, const char *path, struct jk_error *err)
{
    return access(path, R_OK) == 0 ? JK_OK
                                   : jk_fail(err, JK_IO, JK_TEXT_TRY_READ, name, "%s", path);
}

static enum jk_status check_socket(const char *path, struct jk_error *err)
{
    char parent[PATH_MAX];

    parent_of(path, parent);
    return is_writable_folder(parent)
               ? JK_OK
               : jk_fail(err, JK_IO, JK_TEXT_TRY_FOLDER, "socket", "%s", path);
}

/* "https://host", "http://host:port": what stands before our paths in links. */
static enum jk_status check_url(const char *url, struct jk_error *err)
{
    const char *host = strncmp(url, "https://", 8) == 0  ? url + 8
                       : strncmp(url, "http://", 7) == 0 ? url + 7
                                                         : "";
    size_t len = strcspn(host, "/?# \"<>");

    return len > 0 && host[len] == '\0'
               ? JK_OK
               : jk_fail(err, JK_INVALID, JK_TEXT_TRY_URL, "public-url", "%s", url);
}

static enum jk_status check_tls(const struct jk_options *o, struct jk_error *err)
{
    if (!o->tls_cert[0] && !o->tls_key[0])
        return JK_OK;
    if (!o->tls_cert[0] || !o->tls_key[0])
        return jk_fail(err, JK_INVALID, JK_TEXT_TRY_TLS, o->tls_cert[0] ? "tls-key" : "tls-cert",
                       "%s", "");
    return jk_http_tls_check(o->tls_cert, o->tls_key, err);
}

static enum jk_status try_all(const struct jk_options *o, struct jk_error *err)
{
    enum jk_status rc = jk_http_listen_check(o->listen, err);

    if (rc == JK_OK)
        rc = check_tls(o, err);
    if (rc == JK_OK)
        rc = check_folder("data", o->data, err);
    if (rc == JK_OK && o->publish[0])
        rc = check_folder("publish", o->publish, err);
    if (rc == JK_OK && o->socket[0])
        rc = check_socket(o->socket, err);
    if (rc == JK_OK && o->web_root[0])
        rc = check_readable("web-root", o->web_root, err);
    if (rc == JK_OK && o->tls_ca[0])
        rc = check_readable("tls-ca", o->tls_ca, err);
    if (rc == JK_OK && o->ca_file[0])
        rc = check_readable("ca-file", o->ca_file, err);
    if (rc == JK_OK && o->public_url[0])
        rc = check_url(o->public_url, err);
    if (rc == JK_OK && o->store[0])
        rc = jk_shared_try(&(struct jk_shared_options){ .address = o->store,
                                                        .journal = o->store_journal },
                           err);
    return rc == JK_OK ? jk_daemon_check(o, err) : rc;
}

enum jk_status jk_daemon_try(const struct jk_options *o, struct jk_error *err)
{
    char name[JK_ERROR_FIELD_MAX];
    enum jk_status rc = try_all(o, err);

    if (rc != JK_OK) {
        memcpy(name, err->field, sizeof name);
        jk_options_where(o, name, err->field);
    }
    return rc;
}
