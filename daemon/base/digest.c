/* Hashes, HMAC, hex, and sealing with AES-256-GCM, all from libcrypto.
 *
 * Lists are hashed with the length of each part before it, so moving a byte from one part to the
 * next changes the hash. Sealed bytes are nonce, ciphertext, tag; `bound` is authenticated with
 * them, so bytes sealed for one name do not open under another. Nonces come from the caller, which
 * keeps this file free of randomness. Secrets are compared in constant time.
 *
 * Hashes ask for no memory: libcrypto's one-shot calls and its EVP_ family allocate and can fail,
 * and an entry of the journal that was hashed without memory would break its chain for good. So the
 * older calls are used, whose state lies on the stack and which have no failure to handle. */
#define OPENSSL_SUPPRESS_DEPRECATED /* SHA256_Init() and its sisters: in libcrypto 3 as before */
#include "jarak/base/digest.h"

#include <limits.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <string.h>

#define HMAC_BLOCK 64 /* octets: the block of SHA-256, RFC 2104's B */

void jk_sha256(const void *bytes, size_t len, uint8_t out[JK_DIGEST_LEN])
{
    SHA256_CTX md;

    SHA256_Init(&md);
    SHA256_Update(&md, bytes, len);
    SHA256_Final(out, &md);
}

static void add_length(SHA256_CTX *md, uint64_t len)
{
    uint8_t prefix[8];

    for (int i = 7; i >= 0; i--, len >>= 8)
        prefix[i] = (uint8_t)len;
    SHA256_Update(md, prefix, sizeof prefix);
}

void jk_sha256_list(const struct jk_span *spans, size_t count, uint8_t out[JK_DIGEST_LEN])
{
    SHA256_CTX md;

    SHA256_Init(&md);
    for (size_t i = 0; i < count; i++) {
        add_length(&md, spans[i].len);
        SHA256_Update(&md, spans[i].at, spans[i].len);
    }
    SHA256_Final(out, &md);
}

/* RFC 2104: H(key ^ opad, H(key ^ ipad, message)), a key that is longer than a block being hashed.
 */
void jk_hmac_sha256(struct jk_span key, struct jk_span message, uint8_t out[JK_DIGEST_LEN])
{
    uint8_t block[HMAC_BLOCK] = { 0 }, inner[JK_DIGEST_LEN];
    SHA256_CTX md;

    if (key.len > sizeof block)
        jk_sha256(key.at, key.len, block);
    else if (key.len)
        memcpy(block, key.at, key.len);
    for (size_t i = 0; i < sizeof block; i++)
        block[i] ^= 0x36;
    SHA256_Init(&md);
    SHA256_Update(&md, block, sizeof block);
    SHA256_Update(&md, message.at, message.len);
    SHA256_Final(inner, &md);
    for (size_t i = 0; i < sizeof block; i++)
        block[i] ^= 0x36 ^ 0x5c;
    SHA256_Init(&md);
    SHA256_Update(&md, block, sizeof block);
    SHA256_Update(&md, inner, sizeof inner);
    SHA256_Final(out, &md);
    OPENSSL_cleanse(block, sizeof block); /* it is the key, but for a pattern */
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

/* Runs AES-256-GCM over `in` once. When opening, `tag` is checked; when sealing, it is written.
 * Memory is asked for until the last octet has been through, so that only what the last step says
 * is about the tag: JK_CORRUPT. */
static enum jk_status run_gcm(const struct gcm *gcm, struct jk_span in, uint8_t *out, uint8_t *tag,
                              bool seal)
{
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    int len = 0, last = 0;
    bool sound = true;
    bool ok = ctx && gcm->bound.len < INT_MAX && in.len < INT_MAX &&
              EVP_CipherInit_ex(ctx, EVP_aes_256_gcm(), NULL, gcm->key, gcm->nonce, seal) == 1 &&
              EVP_CipherUpdate(ctx, NULL, &len, (const uint8_t *)gcm->bound.at,
                               (int)gcm->bound.len) == 1 &&
              EVP_CipherUpdate(ctx, out, &len, (const uint8_t *)in.at, (int)in.len) == 1;

    if (ok && !seal)
        ok = EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_SET_TAG, JK_SEAL_TAG_LEN, tag) == 1;
    sound = ok && EVP_CipherFinal_ex(ctx, out + len, &last) == 1;
    if (sound && seal)
        ok = EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_GET_TAG, JK_SEAL_TAG_LEN, tag) == 1;
    EVP_CIPHER_CTX_free(ctx);
    if (ok && !sound && !seal)
        return JK_CORRUPT;
    return ok && sound ? JK_OK : JK_MEMORY;
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
    return run_gcm(&(struct gcm){ key, nonce, bound }, plain, (uint8_t *)out->at + start,
                   (uint8_t *)out->at + start + plain.len, true);
}

enum jk_status jk_unseal(const uint8_t *key, struct jk_span bound, struct jk_span sealed,
                         struct jk_buf *out)
{
    const size_t extra = JK_SEAL_NONCE_LEN + JK_SEAL_TAG_LEN;
    uint8_t tag[JK_SEAL_TAG_LEN];
    struct jk_span body;
    size_t start = out->len;
    enum jk_status rc;

    if (sealed.len < extra)
        return JK_CORRUPT;
    body = (struct jk_span){ sealed.at + JK_SEAL_NONCE_LEN, sealed.len - extra };
    memcpy(tag, body.at + body.len, sizeof tag);
    jk_buf_span(out, body);
    if (!jk_buf_ok(out))
        return JK_MEMORY;
    rc = run_gcm(&(struct gcm){ key, (const uint8_t *)sealed.at, bound }, body,
                 (uint8_t *)out->at + start, tag, false);
    if (rc != JK_OK)
        out->len = start;
    return rc;
}
