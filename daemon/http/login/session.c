/* Sessions of cookies: a fixed table in memory, keyed by the hash of the cookie.
 *
 * Nothing is stored, so a restart ends all sessions. The table holds no cookie, only digests; all
 * rows are compared in constant time. Bounds for each account and for all let the least recently
 * used one go. The CSRF code is an HMAC of the cookie under a key of this process, so it needs no
 * place of its own.
 *
 * Where they are signed, the cookie says all there is to say. The table then only tells when those
 * that came here were used last, for the streams that were opened with them. */
#include "daemon/http/login/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/http/login/ended.h"
#include "jarak/base/digest.h"
#include "jarak/base/heap.h"
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
    struct signing keys;             /* where they are signed */
    struct ended *ended;             /* null: they are not */
};

struct sessions *login_sessions_new(const uint8_t *secret)
{
    struct sessions *sessions = jk_heap_zeroed(1, sizeof *sessions);

    if (!sessions)
        return NULL;
    if (secret) {
        login_signing_init(&sessions->keys, secret);
        sessions->ended = login_ended_new();
    }
    if (jk_random(sessions->csrf_key, sizeof sessions->csrf_key) == JK_OK &&
        (!secret || sessions->ended))
        return sessions;
    login_sessions_free(sessions);
    return NULL;
}

void login_sessions_free(struct sessions *sessions)
{
    if (!sessions)
        return;
    login_ended_free(sessions->ended);
    explicit_bzero(sessions->csrf_key, sizeof sessions->csrf_key);
    explicit_bzero(&sessions->keys, sizeof sessions->keys);
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
    if (sessions->ended)
        login_ended_sweep(sessions->ended, now_s);
}

void login_sessions_cut(struct sessions *sessions, const char *account, int64_t now_s)
{
    if (sessions->ended)
        login_ended_cut(sessions->ended, account, now_s);
}

void login_sessions_drop(struct sessions *sessions, const char *account, int64_t now_s)
{
    login_sessions_cut(sessions, account, now_s);
    for (size_t i = sessions->count; i > 0; i--) {
        if (strcmp(sessions->at[i - 1].account, account) == 0)
            remove_at(sessions, i - 1);
    }
}

void login_sessions_end(struct sessions *sessions, uint64_t serial, int64_t now_s)
{
    if (sessions->ended)
        login_ended_note(sessions->ended, serial, now_s + SESSION_WHOLE_S + SESSION_CLOCKS_S);
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

/* A row for one more. Room is made first within the account and then in the table, so one account
 * that logs in again and again pushes out its own sessions before those of others. */
static struct session *add_row(struct sessions *sessions, const char *account, int64_t now_s)
{
    struct session *session;

    login_sessions_sweep(sessions, now_s);
    make_room(sessions, account, SESSIONS_EACH);
    make_room(sessions, NULL, SESSIONS_MAX);
    session = &sessions->at[sessions->count++];
    *session = (struct session){ .made_s = now_s, .used_s = now_s };
    snprintf(session->account, sizeof session->account, "%s", account);
    return session;
}

/* A session that was signed here or elsewhere is in use here. */
static void note_use(struct sessions *sessions, const struct signed_session *of, int64_t now_s)
{
    struct session *row = NULL;

    for (size_t i = 0; i < sessions->count && !row; i++) {
        if (sessions->at[i].serial == of->serial)
            row = &sessions->at[i];
    }
    if (!row) {
        row = add_row(sessions, of->account, now_s);
        row->serial = of->serial;
        row->made_s = of->made_s;
    }
    row->used_s = now_s;
}

static struct session_found found_of_signed(const struct signed_session *of)
{
    struct session_found found = { .serial = of->serial,
                                   .until_s = of->made_s + SESSION_WHOLE_S,
                                   .made_s = of->made_s,
                                   .used_s = of->used_s };

    memcpy(found.account, of->account, sizeof found.account);
    memcpy(found.generation, of->generation, sizeof found.generation);
    return found;
}

static enum jk_status begin_signed(struct sessions *sessions, const struct jk_account *account,
                                   int64_t now_s, char cookie[SESSION_COOKIE],
                                   struct session_found *out)
{
    struct signed_session of = { .made_s = now_s, .used_s = now_s };

    while (of.serial == 0) {
        if (jk_random(&of.serial, sizeof of.serial) != JK_OK)
            return JK_IO;
    }
    snprintf(of.account, sizeof of.account, "%s", account->name);
    login_signed_generation(&sessions->keys, account, of.generation);
    login_signed_write(&sessions->keys, &of, cookie);
    note_use(sessions, &of, now_s);
    *out = found_of_signed(&of);
    return JK_OK;
}

enum jk_status login_sessions_begin(struct sessions *sessions, const struct jk_account *account,
                                    int64_t now_s, char cookie[SESSION_COOKIE],
                                    struct session_found *out)
{
    uint8_t secret[SESSION_HEX / 2];
    struct session *session;

    if (sessions->ended)
        return begin_signed(sessions, account, now_s, cookie, out);
    if (jk_random(secret, sizeof secret) != JK_OK)
        return JK_IO;
    jk_hex(secret, sizeof secret, cookie);
    explicit_bzero(secret, sizeof secret);
    session = add_row(sessions, account->name, now_s);
    session->serial = ++sessions->last_serial;
    jk_sha256(cookie, SESSION_HEX, session->key);
    *out = found_of(session);
    return JK_OK;
}

/* Neither over nor of a time to come: a daemon whose clock is far ahead must not make sessions that
 * outlast their bounds at all the others. */
static bool use_signed(struct sessions *sessions, struct jk_span cookie, int64_t now_s,
                       struct session_found *out)
{
    struct signed_session of;

    if (!login_signed_read(&sessions->keys, cookie, &of) || of.used_s < of.made_s ||
        of.used_s - now_s > SESSION_CLOCKS_S || now_s - of.used_s > SESSION_IDLE_S ||
        now_s - of.made_s > SESSION_WHOLE_S ||
        login_ended_has(sessions->ended, of.serial, of.account, of.made_s))
        return false;
    note_use(sessions, &of, now_s);
    *out = found_of_signed(&of);
    return true;
}

/* All are compared, each in constant time. */
bool login_sessions_use(struct sessions *sessions, struct jk_span cookie, int64_t now_s,
                        struct session_found *out)
{
    struct session *found = NULL;
    uint8_t key[JK_DIGEST_LEN];

    if (sessions->ended)
        return use_signed(sessions, cookie, now_s, out);
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

bool login_sessions_fits(const struct sessions *sessions, const struct session_found *found,
                         const struct jk_account *account)
{
    uint8_t generation[SIGNED_GENERATION];

    if (!sessions->ended)
        return true;
    login_signed_generation(&sessions->keys, account, generation);
    return jk_equal_secret(generation, found->generation, sizeof generation);
}

uint64_t login_sessions_stamp(const struct sessions *sessions, const struct jk_account *account)
{
    uint8_t generation[SIGNED_GENERATION];
    uint64_t stamp = 0;

    if (!sessions->ended)
        return 0;
    login_signed_generation(&sessions->keys, account, generation);
    memcpy(&stamp, generation, sizeof stamp);
    return stamp;
}

bool login_sessions_renew(const struct sessions *sessions, const struct jk_account *account,
                          uint64_t serial, int64_t made_s, int64_t now_s,
                          char cookie[SESSION_COOKIE])
{
    struct signed_session of = { .serial = serial, .made_s = made_s, .used_s = now_s };

    if (!sessions->ended || now_s < made_s ||
        login_ended_has(sessions->ended, serial, account->name, made_s))
        return false;
    snprintf(of.account, sizeof of.account, "%s", account->name);
    login_signed_generation(&sessions->keys, account, of.generation);
    login_signed_write(&sessions->keys, &of, cookie);
    return true;
}

static void code_of_signed(const struct sessions *sessions, struct jk_span cookie,
                           char out[SESSION_HEX + 1])
{
    struct signed_session of;

    out[0] = '\0';
    if (login_signed_read(&sessions->keys, cookie, &of))
        login_signed_csrf(&sessions->keys, &of, out);
}

void login_sessions_csrf(const struct sessions *sessions, struct jk_span cookie,
                         char out[SESSION_HEX + 1])
{
    uint8_t code[JK_DIGEST_LEN];

    if (sessions->ended) {
        code_of_signed(sessions, cookie, out);
        return;
    }
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
