/* The acts of an administrator on accounts. Everything is checked before the first row is put.
 *
 * An account is two rows, who it is and how it comes in (password and dates), so a new password
 * need not repeat the rights. A day as a bound is a day of the account's region, and the last day
 * belongs to it. Tokens are stored as hashes and named by the first digits of these; the row of a
 * revoked token stays, for it tells what once could come in. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "daemon/app/accounts/accounts.h"
#include "jarak/app/texts/texts.h"
#include "jarak/base/heap.h"
#include "jarak/model/texts.h"
#include "jarak/base/civil.h"
#include "jarak/base/digest.h"
#include "jarak/base/random.h"

static bool is_name(const char *name)
{
    size_t len = strlen(name);

    return len > 0 && len <= JK_ACCOUNT_NAME_MAX && name[0] != '.' && name[0] != '-' &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789._-") == len &&
           strcmp(name, "jarakd") != 0 && strcmp(name, "jarakctl") != 0; /* the journal's own */
}

/* Labels are shown on terminals and pages. */
static bool is_label(const char *label)
{
    struct jk_span span = jk_span_of(label);

    if (span.len > JK_TOKEN_LABEL_MAX || !jk_utf8_valid(span))
        return false;
    for (size_t i = 0; i < span.len; i++) {
        if ((unsigned char)span.at[i] < 0x20 || span.at[i] == 0x7f)
            return false;
    }
    return true;
}

/* One bound as it was said. */
struct bound {
    const char *field;
    struct jk_span text;
    int64_t day_s; /* second of the local day that a mere date means */
};

static enum jk_status refuse_bound(const struct bound *bound, enum jk_status status,
                                   const struct jk_text *text, struct jk_error *err)
{
    return jk_fail(err, status, text, bound->field, "%.*s",
                   (int)(bound->text.len < 60 ? bound->text.len : 60), bound->text.at);
}

static enum jk_status read_bound(const struct bound *bound, int32_t offset_s, int64_t *out,
                                 struct jk_error *err)
{
    int32_t day;

    *out = 0;
    if (!bound->text.at)
        return JK_OK;
    if (jk_date_parse(bound->text, &day))
        *out = (int64_t)day * JK_DAY_S - offset_s + bound->day_s;
    else if (!jk_iso_parse(bound->text, out))
        return refuse_bound(bound, JK_INVALID, JK_TEXT_ISO_DATE, err);
    /* 0 means no bound: what ends in 1970 or before is a slip. */
    return *out > 0 ? JK_OK : refuse_bound(bound, JK_RANGE, JK_TEXT_ACCOUNT_DATES, err);
}

/* The seconds an account or a token of a region is valid; 0: no bound. */
struct period {
    int64_t from_s, to_s;
};

static enum jk_status read_period(const struct jk_region *region, const struct jk_validity *valid,
                                  struct period *out, struct jk_error *err)
{
    const struct bound from = { "not_before", valid->not_before, 0 };
    /* The last day belongs to it. */
    const struct bound to = { "not_after", valid->not_after, JK_DAY_S - 1 };
    int32_t offset_s = region ? region->tz->offset_s : 0;
    enum jk_status rc = read_bound(&from, offset_s, &out->from_s, err);

    if (rc == JK_OK)
        rc = read_bound(&to, offset_s, &out->to_s, err);
    if (rc == JK_OK && out->to_s != 0 && out->to_s < out->from_s)
        return refuse_bound(&to, JK_RANGE, JK_TEXT_ACCOUNT_DATES, err);
    return rc;
}

static bool has_paslon(const struct jk_contest *contest, uint32_t paslon)
{
    for (size_t i = 0; i < contest->paslon_count; i++) {
        if (contest->paslon[i].number == paslon)
            return true;
    }
    return false;
}

/* A team belongs to one ticket of one contest of its region, or of the nation's; nobody else names
 * one. */
static enum jk_status check_team(const struct jk_account_ask *ask,
                                 const struct jk_account_spec *spec, struct jk_error *err)
{
    const struct jk_contest *contest = jk_pack_contest(ask->pack, spec->contest);

    if (jk_role_of(spec->role) != JK_ROLE_TIM)
        return spec->contest[0] || spec->paslon
                   ? jk_fail(err, JK_INVALID, JK_TEXT_ACCOUNT_TEAM, "contest", "%s", spec->contest)
                   : JK_OK;
    if (!contest || (contest->region[0] && strcmp(contest->region, spec->region) != 0))
        return jk_fail(err, JK_INVALID, JK_TEXT_ACCOUNT_TEAM, "contest", "%s", spec->contest);
    if (!has_paslon(contest, spec->paslon))
        return jk_fail(err, JK_INVALID, JK_TEXT_ACCOUNT_TEAM, "paslon", "%u", spec->paslon);
    return JK_OK;
}

static enum jk_status check_spec(const struct jk_accounts *accounts,
                                 const struct jk_account_ask *ask,
                                 const struct jk_account_spec *spec, struct jk_error *err)
{
    const struct jk_account *known = jk_accounts_find(accounts, spec->name);

    if (!is_name(spec->name))
        return jk_fail(err, JK_INVALID, JK_TEXT_ACCOUNT_NAME, "name", "%s", spec->name);
    if (jk_role_of(spec->role) == JK_ROLE_END)
        return jk_fail(err, JK_INVALID, JK_TEXT_ACCOUNT_ROLE, "role", "%s", spec->role);
    if (!jk_pack_region(ask->pack, spec->region))
        return jk_fail(err, JK_INVALID, JK_TEXT_ACCOUNT_REGION, "region", "%s", spec->region);
    if (ask->scope && !jk_region_covers(ask->scope, spec->region))
        return jk_fail(err, JK_DENIED, JK_TEXT_NO_RIGHT, "region", "%s", spec->region);
    if (known && !known->gone)
        return jk_fail(err, JK_EXISTS, JK_TEXT_ACCOUNT_EXISTS, "name", "%s", spec->name);
    if (accounts->count >= JK_ACCOUNTS_MAX)
        return jk_fail(err, JK_TOO_MANY, JK_TEXT_ACCOUNT_MANY, "name", "%d", JK_ACCOUNTS_MAX);
    return check_team(ask, spec, err);
}

enum jk_status jk_accounts_add(struct jk_accounts *accounts, const struct jk_account_ask *ask,
                               const struct jk_account_spec *spec, struct jk_error *err)
{
    struct jk_act act = { ask->actor, ask->now_s };
    struct jk_account_row row = { .name = spec->name,
                                  .role = spec->role,
                                  .region = spec->region,
                                  .contest = spec->contest,
                                  .paslon = spec->paslon,
                                  .token_hash = "" };
    struct jk_access_row access = { .account = spec->name, .password = "" };
    struct period period;
    enum jk_status rc = check_spec(accounts, ask, spec, err);

    if (rc == JK_OK)
        rc = read_period(jk_pack_region(ask->pack, spec->region), &spec->valid, &period, err);
    if (rc == JK_OK)
        rc = accounts_put(accounts, &act, &row, err);
    if (rc != JK_OK)
        return rc;
    access.not_before_s = period.from_s;
    access.not_after_s = period.to_s;
    return accounts_put_access(accounts, &act, &access, err);
}

/* Outside the scope an account is not there. */
static enum jk_status get(const struct jk_accounts *accounts, const struct jk_account_ask *ask,
                          const char *name, const struct jk_account **out, struct jk_error *err)
{
    *out = jk_accounts_find(accounts, name);
    if (!*out || (*out)->gone || (ask->scope && !jk_region_covers(ask->scope, (*out)->region)))
        return jk_fail(err, JK_NONE, JK_TEXT_ACCOUNT_NONE, "name", "%s", name);
    return JK_OK;
}

static struct jk_account_row row_of(const struct jk_account *account)
{
    return (struct jk_account_row){ .name = account->name,
                                    .role = jk_role_word(account->role),
                                    .region = account->region,
                                    .contest = account->contest,
                                    .paslon = account->paslon,
                                    .token_hash = account->token_hash,
                                    .disabled = account->disabled };
}

enum jk_status jk_accounts_disable(struct jk_accounts *accounts, const struct jk_account_ask *ask,
                                   const char *name, bool disabled, struct jk_error *err)
{
    struct jk_act act = { ask->actor, ask->now_s };
    const struct jk_account *account;
    struct jk_account_row row;
    enum jk_status rc = get(accounts, ask, name, &account, err);

    if (rc != JK_OK || account->disabled == disabled)
        return rc;
    row = row_of(account);
    row.disabled = disabled;
    return accounts_put(accounts, &act, &row, err);
}

enum jk_status jk_accounts_date(struct jk_accounts *accounts, const struct jk_account_ask *ask,
                                const char *name, const struct jk_validity *valid,
                                struct jk_error *err)
{
    struct jk_act act = { ask->actor, ask->now_s };
    const struct jk_account *account;
    enum jk_status rc = get(accounts, ask, name, &account, err);
    struct jk_access_row row = { .account = name };
    struct period period;

    if (rc == JK_OK)
        rc = read_period(jk_pack_region(ask->pack, account->region), valid, &period, err);
    if (rc != JK_OK)
        return rc;
    row.password = account->password ? account->password : "";
    row.not_before_s = period.from_s;
    row.not_after_s = period.to_s;
    return accounts_put_access(accounts, &act, &row, err);
}

enum jk_status jk_accounts_password(struct jk_accounts *accounts, const struct jk_account_ask *ask,
                                    const char *name, const char *hash, struct jk_error *err)
{
    struct jk_act act = { ask->actor, ask->now_s };
    const struct jk_account *account;
    enum jk_status rc = get(accounts, ask, name, &account, err);
    struct jk_access_row row = { .account = name, .password = hash };

    if (rc != JK_OK)
        return rc;
    row.not_before_s = account->not_before_s;
    row.not_after_s = account->not_after_s;
    return accounts_put_access(accounts, &act, &row, err);
}

/* Offices a reader may be of, and whether they may be granted the supervisory scope. */
static const struct {
    const char *word;
    bool supervises;
} offices[] = { { "kejaksaan", true }, { "provinsi", true }, { "dprd", false } };

/* @return JK_OK where the office may have the scope */
static enum jk_status check_office(const char *office, bool supervisory, struct jk_error *err)
{
    for (size_t i = 0; i < sizeof offices / sizeof *offices; i++) {
        if (strcmp(offices[i].word, office) != 0)
            continue;
        return offices[i].supervises || !supervisory
                   ? JK_OK
                   : jk_fail(err, JK_DENIED, JK_TEXT_SCOPE_DPRD, "office", "%s", office);
    }
    return office[0] || supervisory
               ? jk_fail(err, JK_INVALID, JK_TEXT_SCOPE_OFFICE, "office", "%s", office)
               : JK_OK;
}

/* What was said once of an account of a DPRD holds: it speaks for a party. */
static enum jk_status check_scope(const struct jk_account *account,
                                  const struct jk_scope_spec *spec, const char *office,
                                  struct jk_error *err)
{
    const bool supervisory = strcmp(spec->scope, "supervisory") == 0;

    if (account->role != JK_ROLE_PEMBACA)
        return jk_fail(err, JK_INVALID, JK_TEXT_SCOPE_ROLE, "name", "%s", account->name);
    if (!supervisory && strcmp(spec->scope, "public") != 0)
        return jk_fail(err, JK_INVALID, JK_TEXT_SCOPE_WORD, "scope", "%s", spec->scope);
    if (!jk_span_trim(jk_span_of(spec->reason)).len || strlen(spec->reason) > JK_SCOPE_REASON_MAX ||
        !jk_utf8_valid(jk_span_of(spec->reason)))
        return jk_fail(err, JK_INVALID, JK_TEXT_SCOPE_REASON, "reason", "%d", JK_SCOPE_REASON_MAX);
    if (strcmp(account->office, "dprd") == 0 && strcmp(office, "dprd") != 0)
        return jk_fail(err, JK_DENIED, JK_TEXT_SCOPE_DPRD, "office", "%s", account->office);
    return check_office(office, supervisory, err);
}

enum jk_status jk_accounts_scope(struct jk_accounts *accounts, const struct jk_account_ask *ask,
                                 const char *name, const struct jk_scope_spec *spec,
                                 struct jk_error *err)
{
    struct jk_act act = { ask->actor, ask->now_s };
    const struct jk_account *account;
    enum jk_status rc = get(accounts, ask, name, &account, err);
    const char *office;

    if (rc != JK_OK)
        return rc;
    office = spec->office[0] ? spec->office : account->office;
    rc = check_scope(account, spec, office, err);
    return rc == JK_OK ? accounts_put_scope(accounts, &act,
                                            &(struct jk_scope_row){ name, spec->scope, office,
                                                                    spec->reason, ask->now_s },
                                            err)
                       : rc;
}

static size_t valid_tokens(const struct jk_account *account)
{
    size_t count = account->token_hash[0] != '\0';

    for (size_t i = 0; i < account->token_count; i++)
        count += !account->tokens[i].revoked;
    return count;
}

enum jk_status jk_accounts_issue(struct jk_accounts *accounts, const struct jk_account_ask *ask,
                                 const char *name, const struct jk_token_spec *spec,
                                 char token[JK_TOKEN_HEX + 1], struct jk_error *err)
{
    struct jk_act act = { ask->actor, ask->now_s };
    uint8_t secret[JK_TOKEN_HEX / 2], digest[JK_DIGEST_LEN];
    char hash[2 * JK_DIGEST_LEN + 1];
    struct jk_token_row row = { hash, name, spec->label, .time_s = ask->now_s };
    const struct jk_account *account;
    struct period period;
    enum jk_status rc = get(accounts, ask, name, &account, err);

    if (rc == JK_OK && !is_label(spec->label))
        rc = jk_fail(err, JK_INVALID, JK_TEXT_TOKEN_LABEL, "label", "%s", spec->label);
    if (rc == JK_OK && valid_tokens(account) >= JK_ACCOUNT_TOKENS)
        rc = jk_fail(err, JK_TOO_MANY, JK_TEXT_TOKEN_MANY, "name", "%s", name);
    if (rc == JK_OK)
        rc = read_period(jk_pack_region(ask->pack, account->region), &spec->valid, &period, err);
    if (rc != JK_OK)
        return rc;
    row.not_before_s = period.from_s;
    row.not_after_s = period.to_s;
    if (jk_random(secret, sizeof secret) != JK_OK)
        return jk_fail(err, JK_IO, JK_TEXT_NOT_STORED, "token", "%s", "random");
    jk_hex(secret, sizeof secret, token);
    explicit_bzero(secret, sizeof secret);
    jk_sha256(token, JK_TOKEN_HEX, digest);
    jk_hex(digest, sizeof digest, hash);
    return accounts_put_token(accounts, &act, &row, err);
}

static bool has_id(const char *hash, const char *id)
{
    return strlen(id) == JK_TOKEN_ID_HEX && strncmp(hash, id, JK_TOKEN_ID_HEX) == 0;
}

enum jk_status jk_accounts_revoke(struct jk_accounts *accounts, const struct jk_account_ask *ask,
                                  const char *name, const char *id, struct jk_error *err)
{
    struct jk_act act = { ask->actor, ask->now_s };
    const struct jk_account *account;
    enum jk_status rc = get(accounts, ask, name, &account, err);

    if (rc != JK_OK)
        return rc;
    if (has_id(account->token_hash, id)) {
        struct jk_account_row row = row_of(account);

        row.token_hash = "";
        return accounts_put(accounts, &act, &row, err);
    }
    for (size_t i = 0; i < account->token_count; i++) {
        const struct jk_token *t = &account->tokens[i];
        struct jk_token_row row = { t->hash,        name, t->label, t->not_before_s,
                                    t->not_after_s, true, t->made_s };

        if (has_id(t->hash, id) && !t->revoked)
            return accounts_put_token(accounts, &act, &row, err);
    }
    return jk_fail(err, JK_NONE, JK_TEXT_TOKEN_NONE, "id", "%s", id);
}

static struct jk_token_view view_of(struct jk_arena *arena, const char *hash, const char *label)
{
    return (struct jk_token_view){
        .id = jk_arena_copy(arena, (struct jk_span){ hash, JK_TOKEN_ID_HEX }), .label = label
    };
}

enum jk_status jk_account_view(const struct jk_account *account, const struct jk_pack *pack,
                               struct jk_arena *arena, struct jk_account_view *out)
{
    const struct jk_region *region = jk_pack_region(pack, account->region);
    struct jk_token_view *views = jk_arena_array(arena, account->token_count + 1, sizeof *views);
    size_t count = 0;

    if (!views)
        return JK_MEMORY;
    if (account->token_hash[0])
        views[count++] = view_of(arena, account->token_hash, "");
    for (size_t i = 0; i < account->token_count; i++) {
        const struct jk_token *token = &account->tokens[i];

        views[count] = view_of(arena, token->hash, token->label);
        views[count].made_s = token->made_s;
        views[count].not_before_s = token->not_before_s;
        views[count].not_after_s = token->not_after_s;
        views[count++].revoked = token->revoked;
    }
    for (size_t i = 0; i < count; i++) {
        if (!views[i].id)
            return JK_MEMORY;
    }
    *out = (struct jk_account_view){ .name = account->name,
                                     .role = jk_role_word(account->role),
                                     .region = account->region,
                                     .contest = account->contest,
                                     .paslon = account->paslon,
                                     .office = account->office,
                                     .supervisory = jk_supervises(account),
                                     .disabled = account->disabled,
                                     .has_password = account->password[0] != '\0',
                                     .not_before_s = account->not_before_s,
                                     .not_after_s = account->not_after_s,
                                     .tz = region ? region->tz : NULL,
                                     .tokens = views,
                                     .token_count = count };
    return JK_OK;
}

enum jk_status jk_accounts_open(const char *database, struct jk_accounts **out,
                                struct jk_error *err)
{
    if (access(database, F_OK) != 0)
        return jk_fail(err, JK_NONE, JK_TEXT_FILE_READ, database, "%s", "");
    return jk_accounts_begin(database, out, err);
}

enum jk_status jk_accounts_begin(const char *database, struct jk_accounts **out,
                                 struct jk_error *err)
{
    struct jk_accounts *accounts;
    enum jk_status rc;

    accounts = jk_heap_zeroed(1, sizeof *accounts);
    if (!accounts)
        return jk_no_memory(err);
    rc = jk_store_open(database, &accounts->store, err);
    if (rc == JK_OK)
        rc = accounts_load(accounts, err);
    if (rc == JK_OK)
        rc = jk_store_begin(accounts->store, err);
    if (rc == JK_OK)
        *out = accounts;
    else
        jk_accounts_close(accounts, false, NULL);
    return rc;
}

enum jk_status jk_accounts_close(struct jk_accounts *accounts, bool keep, struct jk_error *err)
{
    enum jk_status rc = JK_OK;

    if (!accounts)
        return JK_OK;
    if (keep && accounts->broken != JK_OK)
        rc = jk_fail(err, accounts->broken, JK_TEXT_NOT_STORED, "", "%s", "");
    else if (keep)
        rc = jk_store_commit(accounts->store, err);
    accounts_clear(accounts);
    jk_store_close(accounts->store); /* rolls back what was not committed */
    free(accounts);
    return rc;
}
