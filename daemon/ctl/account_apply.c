/* `jarakctl account ... --data DIR`: the same commands on the store of a stopped daemon. Regions,
 * contests and zones are those of --pack. */
#include "jarak/app/accounts/account.h"
#include "jarak/feed/texts/texts.h"
#include "jarak/interchange/texts.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include "daemon/ctl/account.h"
#include "jarak/base/decimal.h"
#include "jarak/base/password.h"
#include "jarak/config/files.h"

static struct jk_span span_or_none(const char *text)
{
    return text ? jk_span_of(text) : (struct jk_span){ NULL, 0 };
}

static const char *text_or_none(const char *text)
{
    return text ? text : "";
}

static json_t *tell(const struct jk_account *account, const struct jk_pack *pack)
{
    struct jk_arena arena = { 0 };
    struct jk_account_view view;
    json_t *json =
        jk_account_view(account, pack, &arena, &view) == JK_OK ? jk_account_json(&view) : NULL;

    jk_arena_clear(&arena);
    return json;
}

static struct jk_validity validity_of(const struct account_words *words)
{
    return (struct jk_validity){ span_or_none(words->from), span_or_none(words->to) };
}

static enum jk_status apply_add(struct jk_accounts *accounts, const struct jk_account_ask *ask,
                                const struct account_words *words, struct jk_error *err)
{
    struct jk_account_spec spec = { .name = words->name,
                                    .role = text_or_none(words->role),
                                    .region = text_or_none(words->region),
                                    .contest = text_or_none(words->contest),
                                    .valid = validity_of(words) };
    uint64_t paslon = 0;

    if (words->paslon && !jk_uint_parse(jk_span_of(words->paslon), UINT32_MAX, &paslon))
        return jk_fail(err, JK_INVALID, JK_TEXT_INTEGER, "paslon", "%s", words->paslon);
    spec.paslon = (uint32_t)paslon;
    return jk_accounts_add(accounts, ask, &spec, err);
}

static enum jk_status apply_password(struct jk_accounts *accounts, const struct jk_account_ask *ask,
                                     const struct account_words *words, struct jk_error *err)
{
    char hash[JK_PASSWORD_HASH_MAX] = "";
    enum jk_status rc = JK_OK;

    if (!words->remove)
        rc = jk_password_hash(jk_buf_view(&words->password), hash);
    if (rc != JK_OK)
        return jk_fail(err, rc, JK_TEXT_PASSWORD_FORM, "password", "%s", "");
    return jk_accounts_password(accounts, ask, words->name, hash, err);
}

/* Applies what the words say of tokens; `token` becomes the token made, or "". */
static enum jk_status apply_token(struct jk_accounts *accounts, const struct jk_account_ask *ask,
                                  const struct account_words *words, char token[JK_TOKEN_HEX + 1],
                                  struct jk_error *err)
{
    struct jk_token_spec spec = { text_or_none(words->label), validity_of(words) };

    if (words->revoke)
        return jk_accounts_revoke(accounts, ask, words->name, words->revoke, err);
    return jk_accounts_issue(accounts, ask, words->name, &spec, token, err);
}

static json_t *tell_all(const struct jk_accounts *accounts, const struct jk_pack *pack)
{
    json_t *list = json_array();

    for (size_t i = 0; i < jk_accounts_count(accounts); i++)
        json_array_append_new(list, tell(jk_accounts_at(accounts, i), pack));
    return json_pack("{s:o}", "accounts", list);
}

static enum jk_status apply(struct jk_accounts *accounts, const struct jk_account_ask *ask,
                            const struct account_words *words, json_t **out, struct jk_error *err)
{
    const struct jk_validity valid = validity_of(words);
    char token[JK_TOKEN_HEX + 1] = "";
    enum jk_status rc = JK_OK;

    if (strcmp(words->what, "add") == 0)
        rc = apply_add(accounts, ask, words, err);
    else if (strcmp(words->what, "disable") == 0)
        rc = jk_accounts_disable(accounts, ask, words->name, !words->undo, err);
    else if (strcmp(words->what, "dates") == 0)
        rc = jk_accounts_date(accounts, ask, words->name, &valid, err);
    else if (strcmp(words->what, "scope") == 0)
        rc = jk_accounts_scope(accounts, ask, words->name,
                               &(struct jk_scope_spec){ words->scope, text_or_none(words->office),
                                                        text_or_none(words->reason) },
                               err);
    else if (strcmp(words->what, "passwd") == 0)
        rc = apply_password(accounts, ask, words, err);
    else if (strcmp(words->what, "token") == 0)
        rc = apply_token(accounts, ask, words, token, err);
    if (rc != JK_OK)
        return rc;
    if (!words->name)
        *out = tell_all(accounts, ask->pack);
    else
        *out = tell(jk_accounts_find(accounts, words->name), ask->pack);
    if (token[0])
        *out = json_pack("{s:s, s:o}", "token", token, "account", *out);
    explicit_bzero(token, sizeof token);
    return *out ? JK_OK : jk_no_memory(err);
}

enum jk_status ctl_account_apply(const struct jk_ctl *ctl, const struct account_words *words,
                                 json_t **out, struct jk_error *err)
{
    struct jk_arena arena = { 0 };
    struct jk_pack pack;
    struct jk_account_ask ask = { &pack, "jarakctl", NULL, time(NULL) };
    struct jk_accounts *accounts = NULL;
    char path[PATH_MAX];
    enum jk_status rc = jk_pack_read(ctl->pack, &arena, &pack, err), closed;

    *out = NULL;
    snprintf(path, sizeof path, "%s/jarakd.db", words->data);
    if (rc == JK_OK)
        rc = jk_accounts_open(path, &accounts, err);
    if (rc == JK_OK)
        rc = apply(accounts, &ask, words, out, err);
    closed = jk_accounts_close(accounts, rc == JK_OK && words->name, rc == JK_OK ? err : NULL);
    jk_arena_clear(&arena);
    rc = rc == JK_OK ? closed : rc;
    if (rc != JK_OK) {
        json_decref(*out); /* what was not kept is not told */
        *out = NULL;
    }
    return rc;
}
