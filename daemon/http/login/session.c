/* Sessions of cookies: a fixed table in memory, keyed by the hash of the cookie.
 *
 * Nothing is stored, so a restart ends all sessions. The table holds no cookie, only digests; all
 * rows are compared in constant time. Bounds for each account and for all let the least recently
 * used one go. The CSRF code is an HMAC of the cookie under a key of this process, so it needs no
 * place of its own. */
#include "daemon/http/login/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/base/digest.h"
#include "jarak/base/random.h"

struct session {
    uint64_t serial;
    uint8_t key[JK_DIGEST_LEN]; /* SHA-256 of the cookie */
    char account[JK_ACCOUNT_NAME_MAX + 1];
    int64_t made_s, used_s;
};

struct sessions {
    uint64_t last_serial;
    uint8_t csrf_key[JK_DIGEST_LEN]; /* of this process */
    size_t count;
    struct session at[SESSIONS_MAX]; /* in no order */
};

struct sessions *login_sessions_new(void)
{
    struct sessions *sessions = calloc(1, sizeof *sessions);

    if (sessions && jk_random(sessions->csrf_key, sizeof sessions->csrf_key) == JK_OK)
        return sessions;
    free(sessions);
    return NULL;
}

void login_sessions_free(struct sessions *sessions)
{
    if (!sessions)
        return;
    explicit_bzero(sessions->csrf_key, sizeof sessions->csrf_key);
    free(sessions);
}

static bool is_over(const struct session *session, int64_t now_s)
{
    return now_s - session->used_s > SESSION_IDLE_S || now_s - session->made_s > SESSION_WHOLE_S;
}

static void remove_at(struct sessions *sessions, size_t i)
{
    sessions->at[i] = sessions->at[--sessions->count];
}

void login_sessions_sweep(struct sessions *sessions, int64_t now_s)
{
    for (size_t i = sessions->count; i > 0; i--) {
        if (is_over(&sessions->at[i - 1], now_s))
            remove_at(sessions, i - 1);
    }
}

void login_sessions_drop(struct sessions *sessions, const char *account)
{
    for (size_t i = sessions->count; i > 0; i--) {
        if (strcmp(sessions->at[i - 1].account, account) == 0)
            remove_at(sessions, i - 1);
    }
}

void login_sessions_end(struct sessions *sessions, uint64_t serial)
{
    for (size_t i = sessions->count; i > 0; i--) {
        if (sessions->at[i - 1].serial == serial)
            remove_at(sessions, i - 1);
    }
}

/* Room for one more: of the account (null: of all) the least recently used goes at the bound. */
static void make_room(struct sessions *sessions, const char *account, size_t most)
{
    size_t count = 0, oldest = SESSIONS_MAX;

    for (size_t i = 0; i < sessions->count; i++) {
        if (account && strcmp(sessions->at[i].account, account) != 0)
            continue;
        count++;
        if (oldest == SESSIONS_MAX || sessions->at[i].used_s < sessions->at[oldest].used_s)
            oldest = i;
    }
    if (count >= most)
        remove_at(sessions, oldest);
}

static struct session_found found_of(const struct session *session)
{
    struct session_found found = { .serial = session->serial,
                                   .until_s = session->made_s + SESSION_WHOLE_S };

    memcpy(found.account, session->account, sizeof found.account);
    return found;
}

/* Makes a session. Room is made first within the account and then in the table, so one account that
 * logs in again and again pushes out its own sessions before those of others. */
enum jk_status login_sessions_begin(struct sessions *sessions, const char *account, int64_t now_s,
                                    char cookie[SESSION_HEX + 1], struct session_found *out)
{
    uint8_t secret[SESSION_HEX / 2];
    struct session *session;

    if (jk_random(secret, sizeof secret) != JK_OK)
        return JK_IO;
    login_sessions_sweep(sessions, now_s);
    make_room(sessions, account, SESSIONS_EACH);
    make_room(sessions, NULL, SESSIONS_MAX);
    jk_hex(secret, sizeof secret, cookie);
    explicit_bzero(secret, sizeof secret);
    session = &sessions->at[sessions->count++];
    *session =
        (struct session){ .serial = ++sessions->last_serial, .made_s = now_s, .used_s = now_s };
    jk_sha256(cookie, SESSION_HEX, session->key);
    snprintf(session->account, sizeof session->account, "%s", account);
    *out = found_of(session);
    return JK_OK;
}

/* All are compared, each in constant time. */
bool login_sessions_use(struct sessions *sessions, struct jk_span cookie, int64_t now_s,
                        struct session_found *out)
{
    struct session *found = NULL;
    uint8_t key[JK_DIGEST_LEN];

    if (cookie.len != SESSION_HEX)
        return false;
    jk_sha256(cookie.at, cookie.len, key);
    for (size_t i = 0; i < sessions->count; i++) {
        if (jk_equal_secret(sessions->at[i].key, key, sizeof key))
            found = &sessions->at[i];
    }
    if (!found || is_over(found, now_s))
        return false;
    found->used_s = now_s;
    *out = found_of(found);
    return true;
}

void login_sessions_csrf(const struct sessions *sessions, struct jk_span cookie,
                         char out[SESSION_HEX + 1])
{
    uint8_t code[JK_DIGEST_LEN];

    jk_hmac_sha256((struct jk_span){ (const char *)sessions->csrf_key, JK_DIGEST_LEN }, cookie,
                   code);
    jk_hex(code, sizeof code, out);
}

bool login_sessions_last(const struct sessions *sessions, uint64_t serial, int64_t now_s)
{
    for (size_t i = 0; i < sessions->count; i++) {
        if (sessions->at[i].serial == serial)
            return !is_over(&sessions->at[i], now_s);
    }
    return false;
}
