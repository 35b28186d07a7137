/* The server's side of TLS: 1.2 at least, its own certificate, no client certificates. */
#include <openssl/err.h>
#include <openssl/ssl.h>
#include "daemon/http/server/conn.h"
#include "jarak/base/texts.h"
#include "jarak/http/texts/texts.h"

/* The newest error of OpenSSL; its queue is empty afterwards. */
static const char *reason(char text[160])
{
    unsigned long code = ERR_peek_last_error();

    ERR_error_string_n(code, text, 160);
    ERR_clear_error();
    return code ? text : "";
}

static enum jk_status refuse(SSL_CTX *tls, const char *field, struct jk_error *err)
{
    char text[160];

    SSL_CTX_free(tls);
    return jk_fail(err, JK_INVALID, JK_TEXT_HTTP_TLS, field, "%s", reason(text));
}

static enum jk_status open_files(const char *cert, const char *key, SSL_CTX **out,
                                 struct jk_error *err)
{
    SSL_CTX *tls = SSL_CTX_new(TLS_server_method());

    if (!tls)
        return jk_fail(err, JK_MEMORY, JK_TEXT_NO_MEMORY, "tls-cert", "%s", "");
    SSL_CTX_set_min_proto_version(tls, TLS1_2_VERSION);
    SSL_CTX_set_options(tls, SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    if (SSL_CTX_use_certificate_chain_file(tls, cert) != 1)
        return refuse(tls, "tls-cert", err);
    if (SSL_CTX_use_PrivateKey_file(tls, key, SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_check_private_key(tls) != 1)
        return refuse(tls, "tls-key", err);
    *out = tls;
    return JK_OK;
}

enum jk_status jk_http_server_tls(struct jk_http_server *server, const char *cert, const char *key,
                                  struct jk_error *err)
{
    SSL_CTX *tls;
    enum jk_status rc = open_files(cert, key, &tls, err);

    if (rc != JK_OK)
        return rc;
    SSL_CTX_free(server->tls); /* connections under way hold on to theirs */
    server->tls = tls;
    return JK_OK;
}

enum jk_status jk_http_tls_check(const char *cert, const char *key, struct jk_error *err)
{
    SSL_CTX *tls = NULL;
    enum jk_status rc = open_files(cert, key, &tls, err);

    if (rc == JK_OK)
        SSL_CTX_free(tls);
    return rc;
}
