/* One delivery as a libcurl transfer: a webhook or an e-mail.
 *
 * The address is checked where the socket is opened, after the name was resolved: a check before
 * would look at one answer of the name server while the connection uses another. Redirects,
 * proxies, netrc, caches and reuse are off, so a transfer goes where the message says or nowhere.
 * E-mail goes to the operator's relay alone, without TLS only on this machine.
 *
 * A webhook's answer is its head: when that is read the transfer ends, for what follows is nobody's
 * business and may never come. Of an e-mail every answer of the server is looked at, and the last
 * one is kept for the operator. Its phases have time-outs of their own (RFC 5321 4.5.3.2): one for
 * the whole would send again what a slow server has taken already. */
#include "daemon/notify/hook.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "jarak/base/decimal.h"
#include "jarak/base/heap.h"
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

/* The body of an answer: the head before it was all that counts. */
static size_t take_answer(char *bytes, size_t size, size_t count, void *ctx)
{
    (void)bytes;
    (void)ctx;
    return size * count;
}

/* A refusal of the server, "550 5.1.1 no such user": it stays, whatever it says to the good-bye. */
static void keep_reply(struct hook *hook, struct jk_span line)
{
    line = jk_span_trim(line);
    while (line.len && line.at[line.len - 1] == '\n')
        line = jk_span_trim((struct jk_span){ line.at, line.len - 1 });
    if (line.len >= 3 && (line.at[0] == '4' || line.at[0] == '5'))
        snprintf(hook->reply, sizeof hook->reply, "%.*s",
                 (int)jk_utf8_cut(line, sizeof hook->reply - 1), line.at);
}

/* Seconds of `Retry-After: 120` (RFC 9110 10.2.3); a date there is passed over, for our own pauses
 * double anyway. */
static void keep_retry(struct hook *hook, struct jk_span line)
{
    static const struct jk_span name = { "Retry-After:", 12 };
    uint64_t seconds;

    while (line.len && (line.at[line.len - 1] == '\n' || line.at[line.len - 1] == '\r'))
        line.len--;
    if (line.len > name.len && jk_span_eq_nocase((struct jk_span){ line.at, name.len }, name) &&
        jk_uint_parse(jk_span_trim((struct jk_span){ line.at + name.len, line.len - name.len }),
                      UINT32_MAX, &seconds))
        hook->retry_s = seconds;
}

/* One line of a head. Returning less than its length ends the transfer: the empty line of a final
 * answer does. */
static size_t take_head(char *bytes, size_t size, size_t count, void *ctx)
{
    struct hook *hook = ctx;
    struct jk_span line = { bytes, size * count };
    long status = 0;

    if (hook->frame.to[0]) {
        keep_reply(hook, line);
        return line.len;
    }
    hook->head_len += line.len;
    if (hook->head_len > JK_ANSWER_MAX)
        return 0;
    keep_retry(hook, line);
    if (!jk_span_eq(line, JK_SPAN("\r\n")) && !jk_span_eq(line, JK_SPAN("\n")))
        return line.len;
    curl_easy_getinfo(hook->easy, CURLINFO_RESPONSE_CODE, &status);
    if (status < 200) /* 100 Continue: the answer is still to come */
        return line.len;
    hook->status = status;
    return 0;
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
    char seq[24], epoch[24], signature[96];

    snprintf(seq, sizeof seq, "%" PRIu64, hook->frame.seq);
    snprintf(epoch, sizeof epoch, "%" PRIu64, hook->frame.epoch);
    snprintf(signature, sizeof signature, "sha256=%.80s", hook->frame.signature);
    return add_header(hook, "Content-Type", "application/json") &&
           add_header(hook, hook->frame.summary ? "X-Jarak-Summary" : "X-Jarak-Seq", seq) &&
           add_header(hook, "X-Jarak-Epoch", epoch) &&
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
           curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, JK_SEND_MS) == CURLE_OK &&
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
           curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, JK_MAIL_CONNECT_MS) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_SERVER_RESPONSE_TIMEOUT, JK_MAIL_ANSWER_S) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 1L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, JK_MAIL_TAKEN_S) == CURLE_OK &&
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
           curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_head) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_HEADERDATA, hook) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_PRIVATE, hook) == CURLE_OK;
}

struct hook *notify_hook_new(struct jk_span frame, const char *ca)
{
    struct hook *hook = jk_heap_zeroed(1, sizeof *hook);

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

/* The message is with the server, which may take its time to say that it has taken it. */
void notify_hook_look(struct hook *hook)
{
    if (hook->is_waiting || !hook->frame.to[0] || hook->given < hook->frame.body.len)
        return;
    hook->is_waiting = true;
    curl_easy_setopt(hook->easy, CURLOPT_SERVER_RESPONSE_TIMEOUT, JK_MAIL_TAKEN_S);
}

static bool is_mail_taken(struct hook *hook, CURLcode code)
{
    long status = 0;

    curl_easy_getinfo(hook->easy, CURLINFO_RESPONSE_CODE, &status);
    return code == CURLE_OK && status >= 200 && status <= 299;
}

bool notify_hook_outcome(struct hook *hook, CURLcode code, char reason[JK_REASON_MAX])
{
    bool is_mail = hook->frame.to[0] != '\0';

    reason[0] = '\0';
    if (is_mail ? is_mail_taken(hook, code) : hook->status >= 200 && hook->status <= 299)
        return true;
    if (hook->refused)
        snprintf(reason, JK_REASON_MAX, "the host's address is not a public one");
    else if (hook->head_len > JK_ANSWER_MAX)
        snprintf(reason, JK_REASON_MAX, "the head of the answer is longer than %d bytes",
                 JK_ANSWER_MAX);
    else if (hook->status)
        snprintf(reason, JK_REASON_MAX, "HTTP %ld", hook->status);
    else if (is_mail && hook->reply[0])
        snprintf(reason, JK_REASON_MAX, "SMTP %s", hook->reply);
    else
        snprintf(reason, JK_REASON_MAX, "%s", curl_easy_strerror(code));
    return false;
}
