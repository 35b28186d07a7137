/* Work outside of requests: the accounts of a pack, the end of an exercise, replaying.
 *
 * A pack has one account for each role of each region that elects, and one for each team: a new
 * store is given all of them, and one that comes to another pack those it has not. Their tokens
 * exist in clear text only in the buffer handed back, the store keeps hashes. */
#include "jarak/app/maintain/maintain.h"
#include "daemon/app/accounts/accounts.h"
#include "jarak/base/texts.h"
#include "jarak/model/texts.h"
#include "jarak/app/app.h"

#include <stdio.h>
#include <string.h>
#include "jarak/base/digest.h"
#include "jarak/base/random.h"

#define TOKEN_BYTES 32 /* 256 bits (WIRE 1) */

/* The accounts a pack is to have, one after the other: what `fn` does with each. */
struct wanted {
    struct jk_accounts *accounts;
    const struct jk_pack *pack;
    int64_t now_s;
    struct jk_buf *tokens;
    size_t count; /* of those that are missing */
};

/* Adds an account with a token of its own, and its line for the file. */
static enum jk_status add_account(struct wanted *w, struct jk_account_row *row,
                                  struct jk_error *err)
{
    const struct jk_act act = { "jarakd", w->now_s };
    uint8_t secret[TOKEN_BYTES], digest[JK_DIGEST_LEN];
    char token[2 * TOKEN_BYTES + 1], hash[2 * JK_DIGEST_LEN + 1];

    if (jk_random(secret, sizeof secret) != JK_OK)
        return jk_fail(err, JK_IO, JK_TEXT_NOT_STORED, "tokens", "%s", "random");
    jk_hex(secret, sizeof secret, token);
    jk_sha256(token, strlen(token), digest);
    jk_hex(digest, sizeof digest, hash);
    row->token_hash = hash;
    jk_buf_fmt(w->tokens, "%s %s %s", row->role, row->region, token);
    if (row->contest[0])
        jk_buf_fmt(w->tokens, " %s %u", row->contest, row->paslon);
    jk_buf_char(w->tokens, '\n');
    explicit_bzero(secret, sizeof secret);
    explicit_bzero(token, sizeof token);
    return accounts_put(w->accounts, &act, row, err);
}

/* One whose name is known is there, disabled or not: whoever disabled it meant it. */
static enum jk_status want(struct wanted *w, struct jk_account_row *row, struct jk_error *err)
{
    if (jk_accounts_find(w->accounts, row->name))
        return JK_OK;
    w->count++;
    return w->tokens ? add_account(w, row, err) : JK_OK;
}

static enum jk_status want_region(struct wanted *w, const char *region, struct jk_error *err)
{
    enum jk_status rc = JK_OK;
    char name[64];

    for (int role = 0; role < JK_ROLE_END && rc == JK_OK; role++) {
        struct jk_account_row row = {
            .name = name, .role = jk_role_word((enum jk_role)role), .region = region, .contest = ""
        };

        snprintf(name, sizeof name, "%s-%s", row.role, region);
        if (role != JK_ROLE_TIM)
            rc = want(w, &row, err);
    }
    return rc;
}

static enum jk_status want_teams(struct wanted *w, const struct jk_contest *contest,
                                 struct jk_error *err)
{
    /* A nation's contest has no region of its own: its teams here are those of the pack's. */
    const char *region = contest->region[0] ? contest->region : w->pack->region;
    enum jk_status rc = JK_OK;
    char name[96];

    for (size_t i = 0; i < contest->paslon_count && rc == JK_OK; i++) {
        struct jk_account_row row = { .name = name,
                                      .role = jk_role_word(JK_ROLE_TIM),
                                      .region = region,
                                      .contest = contest->id,
                                      .paslon = contest->paslon[i].number };

        snprintf(name, sizeof name, "tim-%s-%u", contest->id, row.paslon);
        rc = want(w, &row, err);
    }
    return rc;
}

/* A region may elect in several contests; its offices are one set. */
static bool is_first_of_region(const struct jk_pack *pack, size_t contest)
{
    for (size_t i = 0; i < contest; i++) {
        if (strcmp(pack->contests[i].region, pack->contests[contest].region) == 0)
            return false;
    }
    return true;
}

static enum jk_status want_all(struct wanted *w, struct jk_error *err)
{
    const struct jk_pack *pack = w->pack;
    enum jk_status rc = JK_OK;

    for (size_t i = 0; i < pack->contest_count && rc == JK_OK; i++) {
        if (pack->contests[i].region[0] && is_first_of_region(pack, i))
            rc = want_region(w, pack->contests[i].region, err);
        if (rc == JK_OK)
            rc = want_teams(w, &pack->contests[i], err);
    }
    return rc;
}

enum jk_status jk_accounts_of_pack(struct jk_accounts *accounts, const struct jk_pack *pack,
                                   int64_t now_s, struct jk_buf *tokens, struct jk_error *err)
{
    struct wanted w = { accounts, pack, now_s, tokens, 0 };
    enum jk_status rc = want_all(&w, err);

    if (rc == JK_OK && w.count == 0)
        return JK_NONE;
    if (rc == JK_OK && tokens && !jk_buf_ok(tokens))
        return jk_fail(err, JK_MEMORY, JK_TEXT_NO_MEMORY, "tokens", "%s", "");
    return rc;
}

/* Nothing is begun where nothing is missing: that is every start but the first. */
enum jk_status jk_first_accounts(struct jk_app *app, int64_t now_s, struct jk_buf *tokens,
                                 struct jk_error *err)
{
    struct jk_accounts *accounts = jk_app_accounts(app);
    const struct jk_pack *pack = jk_app_pack(app);
    enum jk_status rc = jk_accounts_of_pack(accounts, pack, now_s, NULL, err);

    if (rc != JK_OK)
        return rc;
    rc = jk_app_begin(app, err);
    if (rc == JK_OK)
        rc = jk_accounts_of_pack(accounts, pack, now_s, tokens, err);
    return rc == JK_OK ? jk_app_commit(app, err) : rc;
}

enum jk_status jk_end_exercise(struct jk_app *app, int64_t now_s, size_t *count,
                               struct jk_error *err)
{
    struct jk_accounts *accounts = jk_app_accounts(app);
    const struct jk_account_ask ask = { jk_app_pack(app), "jarakd", NULL, now_s };
    enum jk_status rc = jk_app_begin(app, err);

    *count = 0;
    for (size_t i = 0; i < jk_accounts_count(accounts) && rc == JK_OK; i++) {
        const struct jk_account *account = jk_accounts_at(accounts, i);

        if (account->gone || account->disabled)
            continue;
        rc = jk_accounts_disable(accounts, &ask, account->name, true, err);
        ++*count;
    }
    return rc == JK_OK ? jk_app_commit(app, err) : rc;
}

enum jk_status jk_replay_offline(const char *database, struct jk_replay *out, struct jk_error *err)
{
    return jk_store_replay(database, out, err);
}
