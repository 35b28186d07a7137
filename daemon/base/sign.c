/* Ed25519 signatures through libcrypto, from a seed of 32 bytes.
 *
 * The key is made anew from the seed for every call, so that no key object outlives its use. */
#include "jarak/base/sign.h"

#include <openssl/evp.h>

enum jk_status jk_sign_public(const uint8_t seed[JK_SIGN_SEED_LEN], uint8_t out[JK_SIGN_PUBLIC_LEN])
{
    EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, JK_SIGN_SEED_LEN);
    size_t len = JK_SIGN_PUBLIC_LEN;
    bool ok = key && EVP_PKEY_get_raw_public_key(key, out, &len) == 1;

    EVP_PKEY_free(key);
    return ok ? JK_OK : JK_MEMORY;
}

enum jk_status jk_sign(const uint8_t seed[JK_SIGN_SEED_LEN], struct jk_span message,
                       uint8_t out[JK_SIGN_LEN])
{
    EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, JK_SIGN_SEED_LEN);
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    size_t len = JK_SIGN_LEN;
    bool ok = key && md && EVP_DigestSignInit(md, NULL, NULL, NULL, key) == 1 &&
              EVP_DigestSign(md, out, &len, (const uint8_t *)message.at, message.len) == 1;

    EVP_MD_CTX_free(md);
    EVP_PKEY_free(key);
    return ok ? JK_OK : JK_MEMORY;
}

bool jk_sign_check(const uint8_t public[JK_SIGN_PUBLIC_LEN], struct jk_span message,
                   const uint8_t signature[JK_SIGN_LEN])
{
    EVP_PKEY *key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, public, JK_SIGN_PUBLIC_LEN);
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    bool ok =
        key && md && EVP_DigestVerifyInit(md, NULL, NULL, NULL, key) == 1 &&
        EVP_DigestVerify(md, signature, JK_SIGN_LEN, (const uint8_t *)message.at, message.len) == 1;

    EVP_MD_CTX_free(md);
    EVP_PKEY_free(key);
    return ok;
}
