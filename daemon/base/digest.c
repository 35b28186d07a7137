/* Hashes, HMAC, hex, and sealing with AES-256-GCM, all from libcrypto.
 *
 * Lists are hashed with the length of each part before it, so moving a byte from one part to the
 * next changes the hash. Sealed bytes are nonce, ciphertext, tag; `bound` is authenticated with
 * them, so bytes sealed for one name do not open under another. Nonces come from the caller, which
 * keeps this file free of randomness. Secrets are compared in constant time. */
#include "jarak/base/digest.h"

#include <limits.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <string.h>

void jk_sha256(const void *bytes, size_t len, uint8_t out[JK_DIGEST_LEN])
{
    SHA256(bytes, len, out);
}

static bool add_length(EVP_MD_CTX *md, uint64_t len)
{
    uint8_t prefix[8];

    for (int i = 7; i >= 0; i--, len >>= 8)
        prefix[i] = (uint8_t)len;
    return EVP_DigestUpdate(md, prefix, sizeof prefix) == 1;
}

void jk_sha256_list(const struct jk_span *spans, size_t count, uint8_t out[JK_DIGEST_LEN])
{
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    bool ok = md && EVP_DigestInit_ex(md, EVP_sha256(), NULL) == 1;

    for (size_t i = 0; ok && i < count; i++)
        ok = add_length(md, spans[i].len) && EVP_DigestUpdate(md, spans[i].at, spans[i].len) == 1;
    /* libcrypto fails here only without memory or without SHA-256: no digest is better than a
     * digest of something else, and all zero is never a valid link of the chain. */
    if (!ok || EVP_DigestFinal_ex(md, out, NULL) != 1)
        memset(out, 0, JK_DIGEST_LEN);
    EVP_MD_CTX_free(md);
}

void jk_hmac_sha256(struct jk_span key, struct jk_span message, uint8_t out[JK_DIGEST_LEN])
{
    unsigned len = JK_DIGEST_LEN;

    if (!HMAC(EVP_sha256(), key.at, (int)key.len, (const uint8_t *)message.at, message.len, out,
              &len))
        memset(out, 0, JK_DIGEST_LEN);
}

void jk_hex(const uint8_t *bytes, size_t len, char *out)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < len; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    out[2 * len] = '\0';
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool jk_unhex(struct jk_span hex, uint8_t *out, size_t len)
{
    if (hex.len != 2 * len)
        return false;
    for (size_t i = 0; i < len; i++) {
        int high = hex_value(hex.at[2 * i]), low = hex_value(hex.at[2 * i + 1]);

        if (high < 0 || low < 0)
            return false;
        out[i] = (uint8_t)(high * 16 + low);
    }
    return true;
}

bool jk_equal_secret(const void *a, const void *b, size_t len)
{
    const uint8_t *x = a, *y = b;
    unsigned differ = 0;

    for (size_t i = 0; i < len; i++)
        differ |= (unsigned)(x[i] ^ y[i]);
    return differ == 0;
}

/* All that must be the same for sealing and opening. */
struct gcm {
    const uint8_t *key, *nonce;
    struct jk_span bound; /* authenticated with the text, not part of it */
};

/* Runs AES-256-GCM over `in` once. When opening, `tag` is checked; when sealing, it is written. */
static bool run_gcm(const struct gcm *gcm, struct jk_span in, uint8_t *out, uint8_t *tag, bool seal)
{
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    int len = 0, last = 0;
    bool ok = ctx && gcm->bound.len < INT_MAX && in.len < INT_MAX &&
              EVP_CipherInit_ex(ctx, EVP_aes_256_gcm(), NULL, gcm->key, gcm->nonce, seal) == 1 &&
              EVP_CipherUpdate(ctx, NULL, &len, (const uint8_t *)gcm->bound.at,
                               (int)gcm->bound.len) == 1 &&
              EVP_CipherUpdate(ctx, out, &len, (const uint8_t *)in.at, (int)in.len) == 1;

    if (ok && !seal)
        ok = EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_SET_TAG, JK_SEAL_TAG_LEN, tag) == 1;
    ok = ok && EVP_CipherFinal_ex(ctx, out + len, &last) == 1;
    if (ok && seal)
        ok = EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_GET_TAG, JK_SEAL_TAG_LEN, tag) == 1;
    EVP_CIPHER_CTX_free(ctx);
    return ok;
}

enum jk_status jk_seal(const uint8_t *key, const uint8_t *nonce, struct jk_span bound,
                       struct jk_span plain, struct jk_buf *out)
{
    static const uint8_t blank[JK_SEAL_TAG_LEN];
    size_t start = out->len + JK_SEAL_NONCE_LEN;

    jk_buf_add(out, nonce, JK_SEAL_NONCE_LEN);
    jk_buf_span(out, plain); /* makes the room; overwritten with the ciphertext */
    jk_buf_add(out, blank, sizeof blank);
    if (!jk_buf_ok(out))
        return JK_MEMORY;
    if (!run_gcm(&(struct gcm){ key, nonce, bound }, plain, (uint8_t *)out->at + start,
                 (uint8_t *)out->at + start + plain.len, true))
        return JK_MEMORY;
    return JK_OK;
}

enum jk_status jk_unseal(const uint8_t *key, struct jk_span bound, struct jk_span sealed,
                         struct jk_buf *out)
{
    const size_t extra = JK_SEAL_NONCE_LEN + JK_SEAL_TAG_LEN;
    uint8_t tag[JK_SEAL_TAG_LEN];
    struct jk_span body;
    size_t start = out->len;

    if (sealed.len < extra)
        return JK_CORRUPT;
    body = (struct jk_span){ sealed.at + JK_SEAL_NONCE_LEN, sealed.len - extra };
    memcpy(tag, body.at + body.len, sizeof tag);
    jk_buf_span(out, body);
    if (!jk_buf_ok(out))
        return JK_MEMORY;
    if (!run_gcm(&(struct gcm){ key, (const uint8_t *)sealed.at, bound }, body,
                 (uint8_t *)out->at + start, tag, false)) {
        out->len = start;
        return JK_CORRUPT;
    }
    return JK_OK;
}
