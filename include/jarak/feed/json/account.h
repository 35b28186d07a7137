/* jarak/feed/json/account.h: what is told of an account: never a token or a password. */
#ifndef JARAK_FEED_JSON_ACCOUNT_H
#define JARAK_FEED_JSON_ACCOUNT_H
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include "jarak/base/civil.h"

/** A token of an account. */
struct jk_token_view {
    const char *id;                    /**< names it for revoking */
    const char *label;                 /**< "" for none */
    int64_t made_s;                    /**< 0: at the first start, no one noted when */
    int64_t not_before_s, not_after_s; /**< 0: no bound; the last second it holds */
    bool revoked;
};

/** An account. Strings are borrowed. */
struct jk_account_view {
    const char *name, *role, *region;
    const char *contest; /**< "" for all but tim */
    uint32_t paslon;
    const char *office; /**< of a reader: whose it is; "" not said */
    bool supervisory;   /**< of a reader: its scope */
    bool disabled, has_password;
    int64_t not_before_s, not_after_s; /**< as of struct jk_token_view */
    const struct jk_tz *tz;            /**< of the region; null: UTC */
    const struct jk_token_view *tokens;
    size_t token_count;
};

/** `{"name","role","region","contest","paslon","scope","office","disabled","password","not_before","not_after",
 * "tokens":[{"id","label","made","not_before","not_after","revoked"}]}`; members without a value
 * are left out. @return given (json_decref); null when memory is out */
json_t *jk_account_json(const struct jk_account_view *view);
#endif
