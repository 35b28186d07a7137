/* Work outside of requests: the first accounts, the end of an exercise, replaying.
 *
 * A new store gets one account for each role of each region that elects, and one for each team;
 * their tokens exist in clear text only in the buffer handed back, the store keeps hashes. */
#include "jarak/app/maintain/maintain.h"
#include "jarak/base/texts.h"
#include "jarak/model/texts.h"
#include "jarak/app/app.h"

#include <stdio.h>
#include <string.h>
#include "jarak/base/digest.h"
#include "jarak/base/random.h"

#define TOKEN_BYTES 32 /* 256 bits (WIRE 1) */

/* Adds an account with a token of its own, and its line for the file. */
static enum jk_status add_account(struct jk_app *app, int64_t now_s, struct jk_account_row *row,
                                  struct jk_buf *tokens, struct jk_error *err)
{
    uint8_t secret[TOKEN_BYTES], digest[JK_DIGEST_LEN];
    char token[2 * TOKEN_BYTES + 1], hash[2 * JK_DIGEST_LEN + 1];

    if (jk_random(secret, sizeof secret) != JK_OK)
        return jk_fail(err, JK_IO, JK_TEXT_NOT_STORED, "tokens", "%s", "random");
    jk_hex(secret, sizeof secret, token);
    jk_sha256(token, strlen(token), digest);
    jk_hex(digest, sizeof digest, hash);
    row->token_hash = hash;
    jk_buf_fmt(tokens, "%s %s %s", row->role, row->region, token);
    if (row->contest[0])
        jk_buf_fmt(tokens, " %s %u", row->contest, row->paslon);
    jk_buf_char(tokens, '\n');
    return jk_app_add_account(app, now_s, row, err);
}

static enum jk_status add_region(struct jk_app *app, int64_t now_s, const char *region,
                                 struct jk_buf *tokens, struct jk_error *err)
{
    enum jk_status rc = JK_OK;
    char name[64];

    for (int role = 0; role < JK_ROLE_END && rc == JK_OK; role++) {
        struct jk_account_row row = {
            .name = name, .role = jk_role_word((enum jk_role)role), .region = region, .contest = ""
        };

        snprintf(name, sizeof name, "%s-%s", row.role, region);
        if (role != JK_ROLE_TIM)
            rc = add_account(app, now_s, &row, tokens, err);
    }
    return rc;
}

static enum jk_status add_teams(struct jk_app *app, int64_t now_s, const struct jk_contest *contest,
                                struct jk_buf *tokens, struct jk_error *err)
{
    /* A nation's contest has no region of its own: its teams here are those of the pack's. */
    const char *region = contest->region[0] ? contest->region : jk_app_pack(app)->region;
    enum jk_status rc = JK_OK;
    char name[96];

    for (size_t i = 0; i < contest->paslon_count && rc == JK_OK; i++) {
        struct jk_account_row row = { .name = name,
                                      .role = jk_role_word(JK_ROLE_TIM),
                                      .region = region,
                                      .contest = contest->id,
                                      .paslon = contest->paslon[i].number };

        snprintf(name, sizeof name, "tim-%s-%u", contest->id, row.paslon);
        rc = add_account(app, now_s, &row, tokens, err);
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

enum jk_status jk_first_accounts(struct jk_app *app, int64_t now_s, struct jk_buf *tokens,
                                 struct jk_error *err)
{
    const struct jk_pack *pack = jk_app_pack(app);
    enum jk_status rc;

    if (jk_accounts_count(jk_app_accounts(app)) > 0)
        return JK_NONE;
    rc = jk_app_begin(app, err);
    for (size_t i = 0; i < pack->contest_count && rc == JK_OK; i++) {
        if (pack->contests[i].region[0] && is_first_of_region(pack, i))
            rc = add_region(app, now_s, pack->contests[i].region, tokens, err);
        if (rc == JK_OK)
            rc = add_teams(app, now_s, &pack->contests[i], tokens, err);
    }
    if (rc == JK_OK && !jk_buf_ok(tokens))
        rc = jk_fail(err, JK_MEMORY, JK_TEXT_NO_MEMORY, "tokens", "%s", "");
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
