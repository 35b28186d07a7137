/* jarak/app/accounts/account.h: accounts: who may come in, until when, and what for.
 *
 * An account is a role in a region, bounded in time, with any number of tokens and perhaps a
 * password. Tokens are 256 random bits, kept as SHA-256 and told once, when they are made.
 * Accounts are never taken away, only disabled: their names stand in the journal. Commands write
 * into the open transaction of their store; whoever began it commits it. One thread.
 * Source: WIRE 1, docs/rights.md. */
#ifndef JARAK_APP_ACCOUNTS_ACCOUNT_H
#define JARAK_APP_ACCOUNTS_ACCOUNT_H
#include "jarak/app/handle/handle.h"
#include "jarak/base/arena.h"
#include "jarak/base/error.h"
#include "jarak/feed/json/account.h"
#include "jarak/policy/pack.h"
#include "jarak/store/kinds/rows.h"

#define JK_ACCOUNT_NAME_MAX  64    /* bytes */
#define JK_ACCOUNTS_MAX      10000 /* some for each office of a province, with room */
#define JK_SCOPE_REASON_MAX  2000  /* octets */
#define JK_ACCOUNT_TOKENS    32    /* valid ones of one account: a device each */
#define JK_TOKEN_LABEL_MAX   64    /* bytes */
#define JK_TOKEN_HEX         64    /* digits of a token */
#define JK_TOKEN_ID_HEX      16    /* digits of its hash that name it: 2^-64 of two alike */
#define JK_ACCOUNT_ACTOR_MAX 32    /* "socket:4294967295" */

/** Who a caller is (WIRE 1). */
enum jk_role {
    JK_ROLE_BAWASLU,
    JK_ROLE_KPU,
    JK_ROLE_POLRES,
    JK_ROLE_KESBANGPOL,
    JK_ROLE_TIM,
    JK_ROLE_PEMBACA,
    JK_ROLE_ADMIN,
    JK_ROLE_END
};

/** The rights of a role, as bits; the `who` column of routes. 0 is anyone. */
enum jk_right {
    JK_MAY_SUBMIT = 1,  /**< file, change and withdraw notices, check */
    JK_MAY_DECIDE = 2,  /**< decide on chains of the own region */
    JK_MAY_SEE = 4,     /**< officers: conflicts, verdicts, alerts of the own region */
    JK_MAY_ADMIN = 8,   /**< accounts, and what concerns the machine */
    JK_MAY_ENTER = 16,  /**< every account: ask who one is, log out */
    JK_MAY_ACCEPT = 32, /**< answer for the teams: other times proposed to them */
    JK_MAY_REPORT = 64, /**< report what happens on the ground, verify what others reported */
    JK_MAY_FILE = 128,  /**< hand in notices and have them checked: officers file, teams draft */
    JK_MAY_READ =
        256, /**< look at notices: officers at those of their region, teams at their own */
    JK_MAY_LOOK = 512,   /**< look at what is public, and at what else one may read */
    JK_MAY_AUDIT = 1024, /**< look at who changed what: deciders and administrators, each as far as
                          *   its other rights go */
    JK_MAY_CAMPAIGN = 2048, /**< beside a right to file: what is of a campaign too. Who has none
                             *   files coordination meetings and nothing else */
    JK_MAY_OVERSEE = 4096,  /**< look at activities, conflicts and decisions of the own region:
                             *   officers, and readers to whom it was granted, without what is
                             *   personal (jk_supervises()) */
    JK_MAY_FOLLOW = 8192    /**< look at the history and conflicts of a notice one may look at */
};

/** A further token of an account. */
struct jk_token {
    char hash[65];
    char *label;
    int64_t not_before_s, not_after_s; /**< as of struct jk_account */
    int64_t made_s;
    bool revoked;
};

/** The numbers of an inbox began again: the store was restored. */
struct jk_epoch {
    int64_t epoch_s;     /**< when */
    uint64_t from_index; /**< its newest alert then; numbers above it are given again */
};

/** An account. Strings live as long as the set of accounts. */
struct jk_account {
    const char *name;
    enum jk_role role;
    const char *region;
    const char *contest;     /**< tim only */
    uint32_t paslon;         /**< tim only */
    char token_hash[65];     /**< of its first token, "" when it has none */
    int64_t not_before_s;    /**< 0: from ever */
    int64_t not_after_s;     /**< the last second it holds, 0: for ever */
    const char *password;    /**< crypt(3) hash, "" where none is set */
    struct jk_token *tokens; /**< further ones, revoked ones too */
    size_t token_count, token_cap;
    const char *office; /**< of a reader: "kejaksaan", "provinsi", "dprd"; "" not said */
    bool supervisory;   /**< pembaca only: its scope is the supervisory one */
    bool disabled;
    bool gone;               /**< its making was never committed: nobody has this name */
    uint64_t last_alert;     /**< newest index of its inbox, 0 when it is empty */
    struct jk_epoch *epochs; /**< oldest first; mostly none */
    size_t epoch_count, epoch_cap;
};

/** The word of a role, such as "polres". Static. */
const char *jk_role_word(enum jk_role role);
/** True when this account speaks for a paslon and nobody else. */
bool jk_is_team(const struct jk_account *account);
/** The role of a word, JK_ROLE_END when there is none. */
enum jk_role jk_role_of(const char *word);
/** The word of one right, by its bit's number: "submit", "decide", "see", "administer", "enter",
 * "file", "read", "look", "audit", "campaign"; null behind the last. Static. */
const char *jk_right_word(unsigned bit);
/** The rights of a role. */
unsigned jk_role_rights(enum jk_role role);
/** The rights of an account: those of its role, and what was granted to it. */
unsigned jk_account_rights(const struct jk_account *account);
/** True for a reader who supervises: he is told of the activities, conflicts and decisions of his
 * region, and never contacts, titles, places in free text, addresses, letters, STTP numbers. */
bool jk_supervises(const struct jk_account *account);
/** True for the leaders' forum (police, Kesbangpol as its desk), who learn of every escalation. */
bool jk_role_is_forkopimda(enum jk_role role);
/** Whose findings a role is shown, as enum jk_audience bits. */
unsigned jk_role_sees(enum jk_role role);

/** The accounts of one store. */
struct jk_accounts;

/** The account of that name, or null; its address stays as long as the set. */
const struct jk_account *jk_accounts_find(const struct jk_accounts *accounts, const char *name);
/** How many there are, disabled ones too. */
size_t jk_accounts_count(const struct jk_accounts *accounts);
/** Account `i`, below jk_accounts_count(). */
const struct jk_account *jk_accounts_at(const struct jk_accounts *accounts, size_t i);
/** The account a token lets in at this second, or null. All tokens are compared, each in constant
 * time.
 *
 * @param[out] until_s  last second it will, 0: for ever; written where an account was found */
const struct jk_account *jk_accounts_of_token(const struct jk_accounts *accounts,
                                              struct jk_span token, int64_t now_s,
                                              int64_t *until_s);
/** The key of a token's private feeds, made of the token's hash: it stands in addresses that are
 * given to calendar services, lets read those feeds and nothing else, and ends with the token.
 *
 * @param token_hash  hexadecimal SHA-256 of the token */
void jk_feed_key(const char *token_hash, char out[JK_TOKEN_HEX + 1]);
/** The account whose feeds a key opens at this second; otherwise as jk_accounts_of_token(). */
const struct jk_account *jk_accounts_of_feed(const struct jk_accounts *accounts, struct jk_span key,
                                             int64_t now_s, int64_t *until_s);
/** True when the account may come in at this second: it is there, not disabled, within its dates.
 */
bool jk_account_is_open(const struct jk_account *account, int64_t now_s);
/** View an account for its reader. @param[out] out in the arena and borrowed from the account
 * @return JK_OK; JK_MEMORY */
enum jk_status jk_account_view(const struct jk_account *account, const struct jk_pack *pack,
                               struct jk_arena *arena, struct jk_account_view *out);

/** Who administers, and how far. */
struct jk_account_ask {
    const struct jk_pack *pack; /**< regions, contests and zones */
    const char *actor;          /**< for the journal */
    const char *scope;          /**< region the accounts must lie in; null: any */
    int64_t now_s;
};

/** How long something is valid, as it was said: `YYYY-MM-DD`, whole days of the region's zone, or
 * ISO 8601 times; at null: no bound. */
struct jk_validity {
    struct jk_span not_before, not_after;
};

/** An account to be made. */
struct jk_account_spec {
    const char *name, *role, *region;
    const char *contest; /**< tim only, else "" */
    uint32_t paslon;     /**< tim only, else 0 */
    struct jk_validity valid;
};

/** Make an account, without token and password.
 *
 * @return JK_OK; JK_INVALID, JK_RANGE with the member at fault; JK_EXISTS; JK_DENIED outside the
 *         scope; JK_TOO_MANY; JK_FULL, JK_IO, JK_MEMORY: the transaction cannot be committed */
enum jk_status jk_accounts_add(struct jk_accounts *accounts, const struct jk_account_ask *ask,
                               const struct jk_account_spec *spec, struct jk_error *err);

/** Keep an account out, or let it in again. @return JK_OK; JK_NONE not there or outside the scope;
 * as jk_accounts_add() */
enum jk_status jk_accounts_disable(struct jk_accounts *accounts, const struct jk_account_ask *ask,
                                   const char *name, bool disabled, struct jk_error *err);

/** Bound an account in time anew. @return as jk_accounts_disable(); JK_INVALID, JK_RANGE naming the
 * member */
enum jk_status jk_accounts_date(struct jk_accounts *accounts, const struct jk_account_ask *ask,
                                const char *name, const struct jk_validity *valid,
                                struct jk_error *err);

/** Set the hash of a password (jarak/base/password.h); "" takes it away. @return as
 * jk_accounts_disable() */
enum jk_status jk_accounts_password(struct jk_accounts *accounts, const struct jk_account_ask *ask,
                                    const char *name, const char *hash, struct jk_error *err);

/** How far a reader may read. */
struct jk_scope_spec {
    const char *scope;  /**< "public", "supervisory" */
    const char *office; /**< "kejaksaan", "provinsi", "dprd"; "" as it was said before */
    const char *reason;
};

/** Grant a reader the supervisory scope, or leave it the public one. The supervisory one is for the
 * prosecutor's office and the desk of the province. Members of a DPRD are party people: an account
 * that was once said to be of one never has it.
 *
 * @return as jk_accounts_disable(); JK_INVALID naming the member, also where the account is no
 *         reader's; JK_DENIED an office that is never granted it */
enum jk_status jk_accounts_scope(struct jk_accounts *accounts, const struct jk_account_ask *ask,
                                 const char *name, const struct jk_scope_spec *spec,
                                 struct jk_error *err);

/** A token to be made. */
struct jk_token_spec {
    const char *label; /**< "" for none */
    struct jk_validity valid;
};

/** Make a further token.
 *
 * @param[out] token  the only time it is told; the caller wipes it
 * @return as jk_accounts_disable(); JK_TOO_MANY valid tokens; JK_INVALID; JK_IO without random
 *         bytes */
enum jk_status jk_accounts_issue(struct jk_accounts *accounts, const struct jk_account_ask *ask,
                                 const char *name, const struct jk_token_spec *spec,
                                 char token[JK_TOKEN_HEX + 1], struct jk_error *err);

/** Revoke a token for ever. @param id its first JK_TOKEN_ID_HEX digits of hash
 * @return as jk_accounts_disable(); JK_NONE also when no valid token has that id */
enum jk_status jk_accounts_revoke(struct jk_accounts *accounts, const struct jk_account_ask *ask,
                                  const char *name, const char *id, struct jk_error *err);

/** Open the accounts of a stopped store and begin a transaction.
 *
 * @param database  must be there
 * @param[out] out  given, jk_accounts_close()
 * @return JK_OK; JK_NONE no such file; JK_BUSY while a daemon runs on it; JK_CORRUPT, JK_IO,
 *         JK_MEMORY */
enum jk_status jk_accounts_open(const char *database, struct jk_accounts **out,
                                struct jk_error *err);
/** The same where a store that is not there yet is made: before the first start. */
enum jk_status jk_accounts_begin(const char *database, struct jk_accounts **out,
                                 struct jk_error *err);
/** Close what jk_accounts_open() gave; `keep` commits first. Null is allowed.
 * @return JK_OK; why it could not be committed */
enum jk_status jk_accounts_close(struct jk_accounts *accounts, bool keep, struct jk_error *err);

/** The accounts; borrowed until the application is closed. Their commands: inside a group. */
struct jk_accounts *jk_app_accounts(struct jk_app *app);

/** The account of that name, or null; its address stays until the application is closed. */
const struct jk_account *jk_app_account(const struct jk_app *app, const char *name);
#endif
