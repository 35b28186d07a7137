/* daemon/app/accounts/found.h: accounts by what they come in with, and by their region.
 *
 * A nation's offices have thousands of accounts: a request is not to look at all of them. What is
 * listed once stays, for accounts are never freed; whoever finds one asks it whether it is still
 * so. */
#ifndef DAEMON_APP_ACCOUNTS_FOUND_H
#define DAEMON_APP_ACCOUNTS_FOUND_H
#include "jarak/app/accounts/account.h"
#include "jarak/base/name_table.h"

struct accounts_found {
    struct jk_name_table tokens; /* digests of tokens and of feed keys */
    struct jk_name_table regions;
};

/* Accounts of one region, in no order; some may be of another by now. */
struct account_list {
    struct jk_account **at;
    size_t count, cap;
};

/* The account has a token of that hash; "": nothing. False: memory is out. */
bool accounts_found_token(struct accounts_found *found, const char *hash,
                          struct jk_account *account);
/* The account is of that region. False: memory is out. */
bool accounts_found_region(struct accounts_found *found, struct jk_account *account);
/* Who may come in with the hash of a token, or with the key of its feeds; null: nobody. */
struct jk_account *accounts_find_token(const struct accounts_found *found, const char *hex,
                                       bool feed);
/* Those of exactly that region; null: none. */
const struct account_list *accounts_of_region(const struct accounts_found *found, const char *code);
/* Free the lists. */
void accounts_found_clear(struct accounts_found *found);
#endif
