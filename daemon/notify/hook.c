/* One delivery as a libcurl transfer: a webhook or an e-mail.
 *
 * The address is checked where the socket is opened, after the name was resolved: a check before
 * would look at one answer of the name server while the connection uses another. Redirects,
 * proxies, netrc, caches and reuse are off, so a transfer goes where the message says or nowhere.
 * E-mail goes to the operator's relay alone, without TLS only on this machine; the answer of a host
 * is counted and thrown away. */
#include "daemon/notify/hook.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "jarak/notify/sender.h"

/* The one place where a connection is made: what the name gave is looked at here, so that it cannot
 * be another address than the one that is used. */
static curl_socket_t open_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct hook *hook = ctx;

    /* The relay is the operator's own, wherever it stands. */
    if (purpose != CURLSOCKTYPE_IPCXN ||
        (!hook->frame.to[0] && !jk_sender_may_connect(&address->addr, hook->frame.address))) {
        hook->refused = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* The answer's body is not needed; one that does not end is cut off. */
static size_t take_answer(char *bytes, size_t size, size_t count, void *ctx)
{
    struct hook *hook = ctx;

    (void)bytes;
    hook->answer_len += size * count;
    return hook->answer_len <= JK_ANSWER_MAX ? size * count : 0;
}

static bool add_header(struct hook *hook, const char *name, const char *value)
{
    struct jk_buf line = { 0 };
    struct curl_slist *grown;

    jk_buf_fmt(&line, "%s: %s", name, value);
    grown = jk_buf_ok(&line) ? curl_slist_append(hook->headers, line.at) : NULL;
    jk_buf_clear(&line);
    if (grown)
        hook->headers = grown;
    return grown != NULL;
}

static bool add_headers(struct hook *hook)
{
    char seq[24], signature[96];

    snprintf(seq, sizeof seq, "%" PRIu64, hook->frame.seq);
    snprintf(signature, sizeof signature, "sha256=%.80s", hook->frame.signature);
    return add_header(hook, "Content-Type", "application/json") &&
           add_header(hook, hook->frame.summary ? "X-Jarak-Summary" : "X-Jarak-Seq", seq) &&
           add_header(hook, "X-Jarak-Subscription", hook->frame.subscription) &&
           add_header(hook, "X-Jarak-Timestamp", hook->frame.timestamp) &&
           add_header(hook, "X-Jarak-Signature", signature) &&
           add_header(hook, "Expect", ""); /* no 100-continue: one round trip less */
}

/* A host the operator gave an address is never looked up. */
static bool pin(struct hook *hook)
{
    char entry[400];

    if (!hook->frame.address[0])
        return true;
    snprintf(entry, sizeof entry, "%s:%" PRIu64 ":%s", hook->frame.host, hook->frame.port,
             hook->frame.address);
    hook->pinned = curl_slist_append(NULL, entry);
    return hook->pinned && curl_easy_setopt(hook->easy, CURLOPT_RESOLVE, hook->pinned) == CURLE_OK;
}

static bool set_limits(CURL *easy)
{
    return curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "https,http,smtp,smtps") == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_PROXY, "") == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, JK_SEND_MS) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_DNS_CACHE_TIMEOUT, 0L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_USERAGENT, "jarakd-notify") == CURLE_OK;
}

static bool set_post(struct hook *hook)
{
    CURL *easy = hook->easy;

    return add_headers(hook) && pin(hook) &&
           curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)hook->frame.body.len) ==
               CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_POSTFIELDS, hook->frame.body.at) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_HTTPHEADER, hook->headers) == CURLE_OK;
}

static size_t give_message(char *room, size_t size, size_t count, void *ctx)
{
    struct hook *hook = ctx;
    struct jk_span body = hook->frame.body;
    size_t len = body.len - hook->given;

    len = len < size * count ? len : size * count;
    memcpy(room, body.at + hook->given, len);
    hook->given += len;
    return len;
}

static bool is_local(const char *relay)
{
    return strncmp(relay, "smtp://127.", 11) == 0 || strncmp(relay, "smtp://localhost", 16) == 0;
}

/* Without TLS only to a relay on this machine. */
static bool set_mail(struct hook *hook)
{
    CURL *easy = hook->easy;
    long tls = is_local(hook->frame.url) ? CURLUSESSL_NONE : CURLUSESSL_ALL;

    hook->headers = curl_slist_append(NULL, hook->frame.to); /* freed as headers are */
    return hook->headers &&
           curl_easy_setopt(easy, CURLOPT_MAIL_FROM, hook->frame.from) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, hook->headers) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_USE_SSL, tls) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_READFUNCTION, give_message) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_READDATA, hook) == CURLE_OK;
}

static bool set_request(struct hook *hook)
{
    CURL *easy = hook->easy;

    return curl_easy_setopt(easy, CURLOPT_URL, hook->frame.url) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, hook) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_answer) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_WRITEDATA, hook) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_PRIVATE, hook) == CURLE_OK;
}

struct hook *notify_hook_new(struct jk_span frame, const char *ca)
{
    struct hook *hook = calloc(1, sizeof *hook);

    if (!hook)
        return NULL;
    hook->easy = curl_easy_init();
    if (!hook->easy || jk_frame_read(frame, &hook->arena, &hook->frame) != JK_OK ||
        !set_limits(hook->easy) || !set_request(hook) ||
        (ca && curl_easy_setopt(hook->easy, CURLOPT_CAINFO, ca) != CURLE_OK) ||
        !(hook->frame.to[0] ? set_mail(hook) : set_post(hook))) {
        notify_hook_free(hook);
        return NULL;
    }
    return hook;
}

void notify_hook_free(struct hook *hook)
{
    if (!hook)
        return;
    curl_easy_cleanup(hook->easy);
    curl_slist_free_all(hook->headers);
    curl_slist_free_all(hook->pinned);
    jk_arena_clear(&hook->arena);
    free(hook);
}

bool notify_hook_outcome(struct hook *hook, CURLcode code, char reason[120])
{
    long status = 0;

    curl_easy_getinfo(hook->easy, CURLINFO_RESPONSE_CODE, &status);
    reason[0] = '\0';
    if (hook->refused)
        snprintf(reason, 120, "the host's address is not a public one");
    else if (hook->answer_len > JK_ANSWER_MAX)
        snprintf(reason, 120, "the answer is longer than %d bytes", JK_ANSWER_MAX);
    else if (code != CURLE_OK)
        snprintf(reason, 120, "%s", curl_easy_strerror(code));
    else if (status < 200 || status > 299)
        snprintf(reason, 120, "%s %ld", hook->frame.to[0] ? "SMTP" : "HTTP", status);
    return reason[0] == '\0';
}
