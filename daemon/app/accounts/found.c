/* Tokens are found by digests: of the token itself, and of the key of its feeds. A guess cannot be
 * steered towards a digest, so that the time a look-up takes says nothing about how near it was;
 * what was found is compared in constant time all the same (accounts.c). */
#include "daemon/app/accounts/found.h"

#include <stdlib.h>
#include <string.h>
#include "jarak/base/digest.h"
#include "jarak/base/heap.h"

#define HEX (2 * JK_DIGEST_LEN + 1)

struct token {
    char hex[HEX];
    struct jk_account *account;
};

struct region {
    const char *code;
    struct account_list list;
};

static void digest_of_key(const char *key, char out[HEX])
{
    uint8_t digest[JK_DIGEST_LEN];

    jk_sha256(key, strlen(key), digest);
    jk_hex(digest, sizeof digest, out);
}

/* A token that comes back as somebody else's is his. */
static bool note(struct accounts_found *found, const char *hex, struct jk_account *account)
{
    struct token *token = jk_name_table_find(&found->tokens, hex);

    if (!token) {
        token = jk_heap_zeroed(1, sizeof *token);
        if (!token)
            return false;
        memcpy(token->hex, hex, HEX);
        if (!jk_name_table_add(&found->tokens, token->hex, token)) {
            free(token);
            return false;
        }
    }
    token->account = account;
    return true;
}

bool accounts_found_token(struct accounts_found *found, const char *hash,
                          struct jk_account *account)
{
    char key[JK_TOKEN_HEX + 1], hex[HEX] = "";

    if (strlen(hash) != HEX - 1)
        return true;
    memcpy(hex, hash, HEX);
    if (!note(found, hex, account))
        return false;
    jk_feed_key(hash, key);
    digest_of_key(key, hex);
    return note(found, hex, account);
}

struct jk_account *accounts_find_token(const struct accounts_found *found, const char *hex,
                                       bool feed)
{
    char digest[HEX];
    const struct token *token;

    if (feed)
        digest_of_key(hex, digest);
    token = jk_name_table_find(&found->tokens, feed ? digest : hex);
    return token ? token->account : NULL;
}

static struct region *make_region(struct accounts_found *found, const char *code)
{
    struct region *region = jk_name_table_find(&found->regions, code);

    if (region || !(region = jk_heap_zeroed(1, sizeof *region)))
        return region;
    region->code = jk_heap_copy(code);
    if (region->code && jk_name_table_add(&found->regions, region->code, region))
        return region;
    jk_text_free(region->code);
    free(region);
    return NULL;
}

bool accounts_found_region(struct accounts_found *found, struct jk_account *account)
{
    struct region *region = make_region(found, account->region);
    struct account_list *list = region ? &region->list : NULL;

    for (size_t i = 0; list && i < list->count; i++) {
        if (list->at[i] == account)
            return true;
    }
    if (!list || !jk_grow(&list->at, list->count, &list->cap, sizeof(struct jk_account *)))
        return false;
    list->at[list->count++] = account;
    return true;
}

const struct account_list *accounts_of_region(const struct accounts_found *found, const char *code)
{
    const struct region *region = jk_name_table_find(&found->regions, code);

    return region ? &region->list : NULL;
}

void accounts_found_clear(struct accounts_found *found)
{
    jk_name_table_free(&found->tokens, NULL);
    for (size_t i = 0; i < found->regions.cap; i++) {
        struct region *region = found->regions.values[i];

        if (region) {
            jk_text_free(region->code);
            free(region->list.at);
        }
        free(region);
    }
    jk_name_table_clear(&found->regions);
}
