/* Listeners: addresses, the UNIX socket, the cap, TLS, and no descriptor left. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include "tests/unit/http/world.h"
#include "jarak/http/texts/texts.h"

#define GET(path) "GET " path " HTTP/1.1\r\nHost: h\r\n\r\n"

static const struct jk_http_counts *counts(const struct world *world)
{
    return jk_http_server_counts(world->server);
}

static int dial_unix(const char *path)
{
    struct sockaddr_un where = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    strcpy(where.sun_path, path);
    cr_assert(connect(fd, (struct sockaddr *)&where, sizeof where) == 0);
    return fd;
}

Test(listen, without_descriptors_the_listener_pauses_instead_of_spinning)
{
    struct jk_http_limits limits = jk_http_limits_default;
    struct rlimit before, tight;
    struct world world;
    struct jk_buf heard = { 0 };
    int first, second;

    limits.pause_ms = 1000;
    world_open(&world, &limits, NULL);
    first = dial(&world); /* they wait in the kernel */
    second = dial(&world);
    getrlimit(RLIMIT_NOFILE, &before);
    tight = before;
    tight.rlim_cur = (rlim_t)second + 1;
    cr_assert(setrlimit(RLIMIT_NOFILE, &tight) == 0);
    cr_assert(hear(&world, first, &heard, NULL)); /* the spare descriptor's doing */
    cr_assert(strstr(heard.at, "HTTP/1.1 503 ") == heard.at);
    world_run(&world, 50);
    cr_assert(eq(int, (int)counts(&world)->pauses, 1));
    cr_assert(eq(int, (int)counts(&world)->refused_files, 1));
    cr_assert(setrlimit(RLIMIT_NOFILE, &before) == 0);
    jk_buf_reset(&heard);
    say(second, GET("/names/patient"));
    cr_assert(hear(&world, second, &heard, "\"patient\""));
    close(first);
    close(second);
    jk_buf_clear(&heard);
    world_close(&world);
}

Test(listen, an_address_of_the_newer_kind_is_listened_on_and_said_with_its_brackets)
{
    struct jk_http_options options = { .base = event_base_new() };
    char where[JK_HTTP_WHERE_MAX], want[32];
    struct jk_http_server *server;
    struct jk_error err;

    if (access("/proc/net/if_inet6", R_OK) != 0)
        cr_skip_test("the machine has no such addresses");
    server = jk_http_server_new(&options);
    cr_assert(server && jk_http_server_listen(server, "[::1]:0", &err) == JK_OK, "%s", err.value);
    cr_assert(jk_http_server_port(server) > 0);
    snprintf(want, sizeof want, "[::1]:%d", jk_http_server_port(server));
    jk_http_server_where(server, where);
    cr_assert_str_eq(where, want);
    jk_http_server_free(server);
    event_base_free(options.base);
}

Test(listen, jarakctl_comes_in_by_the_unix_socket)
{
    char folder[] = "/tmp/jarak-http-XXXXXX", path[64];
    struct world world;
    struct jk_buf heard = { 0 };
    struct jk_error err;
    struct stat file;
    int fd;

    cr_assert(mkdtemp(folder) != NULL);
    snprintf(path, sizeof path, "%s/sock", folder);
    world_open(&world, NULL, NULL);
    cr_assert(jk_http_server_listen_unix(world.server, path, &err) == JK_OK);
    cr_assert(stat(path, &file) == 0 && (file.st_mode & 0777) == 0660);
    fd = dial_unix(path);
    say(fd, GET("/names/ctl"));
    cr_assert(hear(&world, fd, &heard, "\"peer\":\"unix\""));
    close(fd);
    /* A second daemon must not take the socket from a living one. */
    cr_assert(jk_http_server_listen_unix(world.server, path, &err) == JK_IO);
    world_close(&world);
    cr_assert(access(path, F_OK) != 0);
    rmdir(folder);
    jk_buf_clear(&heard);
}

Test(listen, the_socket_of_a_killed_daemon_is_replaced)
{
    char folder[] = "/tmp/jarak-http-XXXXXX";
    struct sockaddr_un where = { .sun_family = AF_UNIX };
    struct world world;
    struct jk_error err;
    int dead = socket(AF_UNIX, SOCK_STREAM, 0);

    cr_assert(mkdtemp(folder) != NULL);
    snprintf(where.sun_path, sizeof where.sun_path, "%s/sock", folder);
    cr_assert(bind(dead, (struct sockaddr *)&where, sizeof where) == 0 && listen(dead, 1) == 0);
    close(dead);
    world_open(&world, NULL, NULL);
    cr_assert(jk_http_server_listen_unix(world.server, where.sun_path, &err) == JK_OK);
    world_close(&world);
    rmdir(folder);
}

Test(listen, addresses_that_say_too_little_are_refused)
{
    static const char *const wrong[] = { "",
                                         ":",
                                         "127.0.0.1",
                                         "127.0.0.1:",
                                         "localhost:80",
                                         "::1:8642",
                                         "127.0.0.1:65536",
                                         "127.0.0.1:x",
                                         "[::1]" };
    struct world world;
    struct jk_error err;

    world_open(&world, NULL, NULL);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        cr_assert(jk_http_server_listen(world.server, wrong[i], &err) == JK_INVALID, "%s",
                  wrong[i]);
    world_close(&world);
}

Test(listen, a_port_in_use_is_reported)
{
    struct world world;
    struct jk_error err;
    char address[32];

    world_open(&world, NULL, NULL);
    snprintf(address, sizeof address, "127.0.0.1:%u", jk_http_server_port(world.server));
    cr_assert(jk_http_server_listen(world.server, address, &err) == JK_IO);
    cr_assert(err.text == JK_TEXT_HTTP_LISTEN_USED);
    world_close(&world);
}

Test(listen, one_address_cannot_take_all_connections)
{
    struct jk_http_limits limits = jk_http_limits_default;
    struct world world;
    struct jk_buf heard = { 0 };
    int fd[4];

    limits.per_address = 3;
    limits.cap_loopback = true;
    world_open(&world, &limits, NULL);
    for (int i = 0; i < 4; i++) {
        fd[i] = dial(&world);
        world_run(&world, 5);
    }
    cr_assert(hear(&world, fd[3], &heard, NULL));
    cr_assert(strstr(heard.at, "HTTP/1.1 503 ") == heard.at);
    cr_assert(eq(int, (int)counts(&world)->refused_address, 1));
    close(fd[3]);
    close(fd[0]);
    world_run(&world, 10);
    jk_buf_reset(&heard);
    exchange(&world, GET("/names/next"), &heard); /* a place came free */
    cr_assert(strstr(heard.at, "HTTP/1.1 200 ") == heard.at);
    close(fd[1]);
    close(fd[2]);
    jk_buf_clear(&heard);
    world_close(&world);
}

/* So many requests that are refused, each on a connection of its own that is left at once.
 * @return connections that are open then */
static size_t be_refused(struct world *world, int times, struct jk_buf *heard)
{
    for (int i = 0; i < times; i++) {
        jk_buf_reset(heard);
        exchange(world, "GET / HTTP/1.1\r\nHost: h\r\nContent-Length: x\r\n\r\n", heard);
        cr_assert(strstr(heard->at, "HTTP/1.1 400 ") == heard->at);
    }
    world_run(world, 20);
    return counts(world)->open;
}

Test(listen, whose_requests_are_refused_again_and_again_is_held_at_the_end)
{
    struct jk_http_limits limits = jk_http_limits_default;
    struct world world;
    struct jk_buf heard = { 0 };

    limits.cap_loopback = true;
    limits.refusal_ms = 1000;
    limits.refusals_ms = 3000;
    limits.linger_ms = 60000;
    world_open(&world, &limits, NULL);
    cr_assert(eq(sz, be_refused(&world, 3, &heard), 0), "three are free");
    cr_assert(eq(sz, be_refused(&world, 2, &heard), 2), "then he stays, though he left");
    cr_assert(eq(int, (int)counts(&world)->held, 2));
    jk_buf_reset(&heard);
    exchange(&world, GET("/names/next"), &heard);
    cr_assert(strstr(heard.at, "HTTP/1.1 200 ") == heard.at, "what is right is answered");
    world_close(&world);
    limits.cap_loopback = false;
    world_open(&world, &limits, NULL);
    cr_assert(eq(sz, be_refused(&world, 8, &heard), 0), "a proxy is not held for its clients");
    jk_buf_clear(&heard);
    world_close(&world);
}

Test(listen, a_proxy_on_the_same_machine_is_not_capped)
{
    struct jk_http_limits limits = jk_http_limits_default;
    struct world world;
    int fd[5];

    limits.per_address = 3;
    world_open(&world, &limits, NULL);
    for (int i = 0; i < 5; i++)
        fd[i] = dial(&world);
    world_run(&world, 10);
    cr_assert(eq(sz, counts(&world)->open, 5));
    for (int i = 0; i < 5; i++)
        close(fd[i]);
    world_close(&world);
}

/* A certificate by nobody, for an hour. */
static SSL_CTX *make_tls(void)
{
    SSL_CTX *tls = SSL_CTX_new(TLS_server_method());
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *cert = X509_new();

    X509_set_pubkey(cert, key);
    X509_gmtime_adj(X509_getm_notBefore(cert), 0);
    X509_gmtime_adj(X509_getm_notAfter(cert), 3600);
    X509_sign(cert, key, EVP_sha256());
    cr_assert(SSL_CTX_use_certificate(tls, cert) == 1);
    cr_assert(SSL_CTX_use_PrivateKey(tls, key) == 1);
    X509_free(cert);
    EVP_PKEY_free(key);
    return tls;
}

/* Go on with a TLS call that would wait, the loop running meanwhile. False when it failed. */
static bool goes_on(struct world *world, SSL *ssl, int rc, int64_t end)
{
    int error = SSL_get_error(ssl, rc);

    world_run(world, 0);
    return now_ms() < end && (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE);
}

Test(listen, a_large_body_goes_through_tls_whole)
{
    const char request[] = GET("/big") "GET /names/n HTTP/1.0\r\n\r\n";
    struct jk_buf heard = { 0 };
    SSL_CTX *theirs = make_tls(), *ours = SSL_CTX_new(TLS_client_method());
    SSL *ssl = SSL_new(ours);
    struct world world;
    char bytes[16384];
    int64_t end = now_ms() + PATIENCE;
    int fd, rc;

    world_open(&world, NULL, theirs);
    fd = dial(&world);
    evutil_make_socket_nonblocking(fd);
    SSL_set_fd(ssl, fd);
    while ((rc = SSL_connect(ssl)) != 1)
        cr_assert(goes_on(&world, ssl, rc, end));
    cr_assert(SSL_write(ssl, request, sizeof request - 1) > 0);
    while ((rc = SSL_read(ssl, bytes, sizeof bytes)) > 0 || goes_on(&world, ssl, rc, end)) {
        if (rc > 0)
            jk_buf_add(&heard, bytes, (size_t)rc);
    }
    cr_assert(SSL_get_error(ssl, rc) == SSL_ERROR_ZERO_RETURN); /* closed in good order */
    cr_assert(heard.len > BIG_BYTES && strstr(heard.at + BIG_BYTES, "\"n\"") != NULL);
    SSL_free(ssl);
    close(fd);
    SSL_CTX_free(ours);
    jk_buf_clear(&heard);
    world_close(&world);
    SSL_CTX_free(theirs);
}
