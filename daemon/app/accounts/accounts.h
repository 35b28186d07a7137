/* daemon/app/accounts/accounts.h: the set of accounts as the application holds it. */
#ifndef DAEMON_APP_ACCOUNTS_ACCOUNTS_H
#define DAEMON_APP_ACCOUNTS_ACCOUNTS_H
#include "daemon/app/accounts/found.h"
#include "daemon/app/handle/handle.h"
#include "jarak/app/accounts/account.h"

/* Accounts have addresses of their own: requests and streams under way hold on to them. */
struct jk_accounts {
    struct jk_store *store;
    struct jk_account **list; /* by name */
    size_t count, cap;
    struct accounts_found found;
    enum jk_status broken; /* why the open transaction must fail; JK_OK while it need not */
};

/* The account of that number, to be changed. @param i below jk_accounts_count() */
struct jk_account *accounts_at(struct jk_accounts *accounts, size_t i);
/* The account of that name, to be changed; null. */
struct jk_account *accounts_find(struct jk_accounts *accounts, const char *name);
/* Learn a row, from the store or just put; `ctx` is the accounts. JK_CORRUPT; JK_MEMORY. */
enum jk_status accounts_learn(void *ctx, const struct jk_account_row *row);
enum jk_status accounts_learn_access(void *ctx, const struct jk_access_row *row);
enum jk_status accounts_learn_scope(void *ctx, const struct jk_scope_row *row);
enum jk_status accounts_learn_inbox(void *ctx, const struct jk_inbox_row *row);
enum jk_status accounts_learn_token(void *ctx, const struct jk_token_row *row);
/* Read all from the store; what is known already keeps its address. */
enum jk_status accounts_load(struct jk_accounts *accounts, struct jk_error *err);
/* Free all. */
void accounts_clear(struct jk_accounts *accounts);
/* Put a row and learn it. */
enum jk_status accounts_put(struct jk_accounts *accounts, const struct jk_act *act,
                            const struct jk_account_row *row, struct jk_error *err);
/* The same for dates and password. */
enum jk_status accounts_put_access(struct jk_accounts *accounts, const struct jk_act *act,
                                   const struct jk_access_row *row, struct jk_error *err);
/* The same for how far it may read. */
enum jk_status accounts_put_scope(struct jk_accounts *accounts, const struct jk_act *act,
                                  const struct jk_scope_row *row, struct jk_error *err);
/* The same for a further token. */
enum jk_status accounts_put_token(struct jk_accounts *accounts, const struct jk_act *act,
                                  const struct jk_token_row *row, struct jk_error *err);

/* For the table of rooms in daemon/app/load.c: the application's own set. Forgotten, accounts keep
 * their addresses and let nobody in until they are read again. */
enum jk_status accounts_room_open(struct jk_app *app, struct jk_error *err);
enum jk_status accounts_room_load(struct jk_app *app, struct jk_error *err);
void accounts_room_clear(struct jk_app *app);
void accounts_room_close(struct jk_app *app);
#endif
