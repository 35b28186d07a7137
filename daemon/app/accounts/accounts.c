/* The accounts in memory: a fold of the store's rows of accounts, accesses and tokens.
 *
 * Every change is put into the store first and then learned by the same function that learns rows
 * at start, so memory cannot differ from what a restart would read. Accounts are sorted by name and
 * each has an address of its own, because calls and streams under way hold on to it: after a failed
 * commit they are emptied and let nobody in until they are read again, but are not freed.
 *
 * A token is found by a digest that no guess can be steered towards (found.h), and compared in
 * constant time, whichever of an account's fits: time says nothing about how near a guess was. */
#include "daemon/app/accounts/accounts.h"
#include "jarak/base/texts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/base/digest.h"
#include "jarak/base/heap.h"

static void clear_tokens(struct jk_account *account)
{
    for (size_t i = 0; i < account->token_count; i++)
        free(account->tokens[i].label);
    account->token_count = 0;
}

void accounts_clear(struct jk_accounts *accounts)
{
    for (size_t i = 0; i < accounts->count; i++) {
        struct jk_account *account = accounts->list[i];

        clear_tokens(account);
        free(account->tokens);
        free(account->epochs);
        jk_text_free(account->name);
        jk_text_free(account->region);
        jk_text_free(account->contest);
        jk_text_free(account->office);
        jk_text_free(account->password);
        free(account);
    }
    accounts_found_clear(&accounts->found);
    free(accounts->list);
    accounts->list = NULL;
    accounts->count = accounts->cap = 0;
}

/* Before accounts_load() after a failed commit: keep everyone out and drop their tokens. */
static void forget(struct jk_accounts *accounts)
{
    for (size_t i = 0; i < accounts->count; i++) {
        struct jk_account *account = accounts->list[i];

        clear_tokens(account);
        account->disabled = account->gone = true; /* until the store tells of it */
        account->not_before_s = account->not_after_s = 0;
        account->supervisory = false;
        jk_text_free(account->password);
        account->password = NULL;
    }
    accounts->broken = JK_OK;
}

/* Returns the place of a name, or the place at which it would be inserted. */
static size_t place_of(const struct jk_accounts *accounts, const char *name)
{
    size_t from = 0, to = accounts->count;

    while (from < to) {
        size_t middle = from + (to - from) / 2;

        if (strcmp(accounts->list[middle]->name, name) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

static struct jk_account *find(const struct jk_accounts *accounts, const char *name)
{
    size_t at = place_of(accounts, name);

    return at < accounts->count && strcmp(accounts->list[at]->name, name) == 0 ? accounts->list[at]
                                                                               : NULL;
}

struct jk_account *accounts_find(struct jk_accounts *accounts, const char *name)
{
    return find(accounts, name);
}

const struct jk_account *jk_accounts_find(const struct jk_accounts *accounts, const char *name)
{
    return find(accounts, name);
}

size_t jk_accounts_count(const struct jk_accounts *accounts)
{
    return accounts->count;
}

const struct jk_account *jk_accounts_at(const struct jk_accounts *accounts, size_t i)
{
    return accounts->list[i];
}

/* A new one in its place among the names; null when memory is out. */
static struct jk_account *insert(struct jk_accounts *accounts, const struct jk_account_row *row)
{
    struct jk_account *account =
        jk_grow(&accounts->list, accounts->count, &accounts->cap, sizeof *accounts->list)
            ? jk_heap_zeroed(1, sizeof *account)
            : NULL;
    size_t at = place_of(accounts, row->name);

    if (!account)
        return NULL;
    account->name = jk_heap_copy(row->name);
    account->region = jk_heap_copy(row->region);
    account->contest = jk_heap_copy(row->contest);
    account->office = jk_heap_copy("");
    if (!account->name || !account->region || !account->contest || !account->office) {
        jk_text_free(account->name);
        jk_text_free(account->region);
        jk_text_free(account->contest);
        jk_text_free(account->office);
        free(account);
        return NULL;
    }
    memmove(accounts->list + at + 1, accounts->list + at,
            (accounts->count - at) * sizeof *accounts->list);
    accounts->list[at] = account;
    accounts->count++;
    return account;
}

/* Returns false when memory is out; the old text stays then. */
static bool replace_text(const char **at, const char *text)
{
    char *copy = jk_heap_copy(text);

    if (!copy)
        return false;
    jk_text_free(*at);
    *at = copy;
    return true;
}

enum jk_status accounts_learn(void *ctx, const struct jk_account_row *row)
{
    struct jk_accounts *accounts = ctx;
    struct jk_account *account = find(accounts, row->name);
    struct jk_error err;
    enum jk_status rc;

    if (jk_role_of(row->role) == JK_ROLE_END || strlen(row->token_hash) > 2 * JK_DIGEST_LEN)
        return JK_CORRUPT;
    if (!account && !(account = insert(accounts, row)))
        return JK_MEMORY;
    /* A name whose first making was not committed may come back as someone else. */
    if ((strcmp(account->region, row->region) != 0 &&
         !replace_text(&account->region, row->region)) ||
        (strcmp(account->contest, row->contest) != 0 &&
         !replace_text(&account->contest, row->contest)) ||
        (!account->password && !replace_text(&account->password, "")))
        return JK_MEMORY;
    if (!accounts_found_region(&accounts->found, account) ||
        !accounts_found_token(&accounts->found, row->token_hash, account))
        return JK_MEMORY;
    rc = jk_store_last_alert(accounts->store, row->name, &account->last_alert, &err);
    if (rc != JK_OK)
        return rc;
    account->role = jk_role_of(row->role);
    account->paslon = row->paslon;
    account->disabled = row->disabled;
    account->gone = false;
    memmove(account->token_hash, row->token_hash, strlen(row->token_hash) + 1); /* may be its own */
    return JK_OK;
}

enum jk_status accounts_learn_access(void *ctx, const struct jk_access_row *row)
{
    struct jk_account *account = find(ctx, row->account);

    if (!account)
        return JK_CORRUPT;
    if (!replace_text(&account->password, row->password))
        return JK_MEMORY;
    account->not_before_s = row->not_before_s;
    account->not_after_s = row->not_after_s;
    return JK_OK;
}

enum jk_status accounts_learn_scope(void *ctx, const struct jk_scope_row *row)
{
    struct jk_account *account = find(ctx, row->account);

    if (!account)
        return JK_CORRUPT;
    if (!replace_text(&account->office, row->office))
        return JK_MEMORY;
    account->supervisory = strcmp(row->scope, "supervisory") == 0;
    return JK_OK;
}

enum jk_status accounts_learn_inbox(void *ctx, const struct jk_inbox_row *row)
{
    struct jk_account *account = find(ctx, row->account);

    if (!account)
        return JK_CORRUPT;
    if (!jk_grow(&account->epochs, account->epoch_count, &account->epoch_cap,
                 sizeof *account->epochs))
        return JK_MEMORY;
    account->epochs[account->epoch_count++] = (struct jk_epoch){ row->epoch_s, row->from_index };
    return JK_OK;
}

static struct jk_token *token_of(struct jk_account *account, const char *hash)
{
    for (size_t i = 0; i < account->token_count; i++) {
        if (strcmp(account->tokens[i].hash, hash) == 0)
            return &account->tokens[i];
    }
    return NULL;
}

static struct jk_token *add_token(struct jk_account *account, const struct jk_token_row *row)
{
    struct jk_token *token;

    if (!jk_grow(&account->tokens, account->token_count, &account->token_cap,
                 sizeof *account->tokens))
        return NULL;
    token = &account->tokens[account->token_count];
    *token = (struct jk_token){ .label = jk_heap_copy(row->label) };
    if (!token->label)
        return NULL;
    snprintf(token->hash, sizeof token->hash, "%s", row->hash);
    account->token_count++;
    return token;
}

enum jk_status accounts_learn_token(void *ctx, const struct jk_token_row *row)
{
    struct jk_accounts *accounts = ctx;
    struct jk_account *account = find(accounts, row->account);
    struct jk_token *token;

    if (!account || strlen(row->hash) != 2 * JK_DIGEST_LEN)
        return JK_CORRUPT;
    token = token_of(account, row->hash);
    if (!accounts_found_token(&accounts->found, row->hash, account) ||
        (!token && !(token = add_token(account, row))))
        return JK_MEMORY;
    token->not_before_s = row->not_before_s;
    token->not_after_s = row->not_after_s;
    token->made_s = row->time_s;
    token->revoked = row->revoked;
    return JK_OK;
}

enum jk_status accounts_load(struct jk_accounts *accounts, struct jk_error *err)
{
    enum jk_status rc = jk_store_each_account(accounts->store, accounts_learn, accounts, err);

    for (size_t i = 0; i < accounts->count; i++)
        accounts->list[i]->epoch_count = 0;
    if (rc == JK_OK)
        rc = jk_store_each_inbox(accounts->store, accounts_learn_inbox, accounts, err);
    if (rc == JK_OK)
        rc = jk_store_each_access(accounts->store, accounts_learn_access, accounts, err);
    if (rc == JK_OK)
        rc = jk_store_each_scope(accounts->store, accounts_learn_scope, accounts, err);
    if (rc == JK_OK)
        rc = jk_store_each_token(accounts->store, accounts_learn_token, accounts, err);
    return rc;
}

static enum jk_status learned(struct jk_accounts *accounts, enum jk_status rc, struct jk_error *err)
{
    if (rc == JK_MEMORY)
        jk_fail(err, rc, JK_TEXT_NO_MEMORY, "", "%s", "");
    if (rc != JK_OK)
        accounts->broken = rc;
    return rc;
}

enum jk_status accounts_put(struct jk_accounts *accounts, const struct jk_act *act,
                            const struct jk_account_row *row, struct jk_error *err)
{
    enum jk_status rc = jk_store_put_account(accounts->store, act, row, err);

    return learned(accounts, rc == JK_OK ? accounts_learn(accounts, row) : rc, err);
}

enum jk_status accounts_put_access(struct jk_accounts *accounts, const struct jk_act *act,
                                   const struct jk_access_row *row, struct jk_error *err)
{
    enum jk_status rc = jk_store_put_access(accounts->store, act, row, err);

    return learned(accounts, rc == JK_OK ? accounts_learn_access(accounts, row) : rc, err);
}

enum jk_status accounts_put_scope(struct jk_accounts *accounts, const struct jk_act *act,
                                  const struct jk_scope_row *row, struct jk_error *err)
{
    enum jk_status rc = jk_store_put_scope(accounts->store, act, row, err);

    return learned(accounts, rc == JK_OK ? accounts_learn_scope(accounts, row) : rc, err);
}

enum jk_status accounts_put_token(struct jk_accounts *accounts, const struct jk_act *act,
                                  const struct jk_token_row *row, struct jk_error *err)
{
    enum jk_status rc = jk_store_put_token(accounts->store, act, row, err);

    return learned(accounts, rc == JK_OK ? accounts_learn_token(accounts, row) : rc, err);
}

static bool is_within(int64_t not_before_s, int64_t not_after_s, int64_t now_s)
{
    return now_s >= not_before_s && (not_after_s == 0 || now_s <= not_after_s);
}

bool jk_account_is_open(const struct jk_account *account, int64_t now_s)
{
    return !account->disabled && !account->gone &&
           is_within(account->not_before_s, account->not_after_s, now_s);
}

static void narrow(int64_t *until_s, int64_t not_after_s)
{
    if (not_after_s != 0 && (*until_s == 0 || not_after_s < *until_s))
        *until_s = not_after_s;
}

void jk_feed_key(const char *token_hash, char out[JK_TOKEN_HEX + 1])
{
    struct jk_span spans[] = { JK_SPAN("jarakd feed "), jk_span_of(token_hash) };
    uint8_t digest[JK_DIGEST_LEN];

    jk_sha256_list(spans, 2, digest);
    jk_hex(digest, sizeof digest, out);
}

/* True when the hex digits are the token of that hash, or the key of its feeds. */
static bool is_token(const char hash[65], const char hex[65], bool feed)
{
    char key[JK_TOKEN_HEX + 1];

    if (!feed)
        return jk_equal_secret(hash, hex, 65);
    jk_feed_key(hash, key);
    return hash[0] && jk_equal_secret(key, hex, sizeof key);
}

/* Every token of the account is looked at, whichever fits. */
static bool lets_in(const struct jk_account *account, const char hex[2 * JK_DIGEST_LEN + 1],
                    bool feed, int64_t now_s, int64_t *until_s)
{
    bool found = is_token(account->token_hash, hex, feed);

    *until_s = account->not_after_s;
    for (size_t i = 0; i < account->token_count; i++) {
        const struct jk_token *token = &account->tokens[i];

        if (!is_token(token->hash, hex, feed) || token->revoked ||
            !is_within(token->not_before_s, token->not_after_s, now_s))
            continue;
        found = true;
        narrow(until_s, token->not_after_s);
    }
    return found;
}

static const struct jk_account *find_open(const struct jk_accounts *accounts, const char hex[65],
                                          bool feed, int64_t now_s, int64_t *until_s)
{
    const struct jk_account *account = accounts_find_token(&accounts->found, hex, feed);
    int64_t until;

    if (!account || !lets_in(account, hex, feed, now_s, &until) ||
        !jk_account_is_open(account, now_s))
        return NULL;
    *until_s = until;
    return account;
}

const struct jk_account *jk_accounts_of_token(const struct jk_accounts *accounts,
                                              struct jk_span token, int64_t now_s, int64_t *until_s)
{
    uint8_t digest[JK_DIGEST_LEN];
    char hex[2 * JK_DIGEST_LEN + 1];

    jk_sha256(token.at, token.len, digest);
    jk_hex(digest, sizeof digest, hex);
    return find_open(accounts, hex, false, now_s, until_s);
}

const struct jk_account *jk_accounts_of_feed(const struct jk_accounts *accounts, struct jk_span key,
                                             int64_t now_s, int64_t *until_s)
{
    char hex[JK_TOKEN_HEX + 1] = "";

    if (key.len != JK_TOKEN_HEX)
        return NULL;
    memcpy(hex, key.at, JK_TOKEN_HEX);
    return find_open(accounts, hex, true, now_s, until_s);
}

struct jk_account *accounts_at(struct jk_accounts *accounts, size_t i)
{
    return accounts->list[i];
}

enum jk_status accounts_room_open(struct jk_app *app, struct jk_error *err)
{
    app->accounts = jk_heap_zeroed(1, sizeof *app->accounts);
    if (!app->accounts)
        return jk_no_memory(err);
    app->accounts->store = app->store;
    return JK_OK;
}

enum jk_status accounts_room_load(struct jk_app *app, struct jk_error *err)
{
    return accounts_load(app->accounts, err);
}

void accounts_room_clear(struct jk_app *app)
{
    if (app->accounts)
        forget(app->accounts);
}

void accounts_room_close(struct jk_app *app)
{
    if (app->accounts)
        accounts_clear(app->accounts);
    free(app->accounts);
    app->accounts = NULL;
}

struct jk_accounts *jk_app_accounts(struct jk_app *app)
{
    return app->accounts;
}

const struct jk_account *jk_app_account(const struct jk_app *app, const char *name)
{
    return jk_accounts_find(app->accounts, name);
}
