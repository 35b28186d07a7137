/* jarak/base/digest.h: SHA-256, HMAC and sealing, on libcrypto.
 *
 * Keys, nonces and salts come in as parameters: nothing here is random, so the pure side may use
 * it. Random bytes are made by jarak/base/random.h, which only the shell includes. Hashes and HMAC
 * ask for no memory and cannot fail; sealing and opening do. */
#ifndef JARAK_BASE_DIGEST_H
#define JARAK_BASE_DIGEST_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "jarak/base/bytes.h"
#include "jarak/base/status.h"

#define JK_DIGEST_LEN     32 /* SHA-256 */
#define JK_SEAL_KEY_LEN   32 /* AES-256-GCM */
#define JK_SEAL_NONCE_LEN 12
#define JK_SEAL_TAG_LEN   16

/** SHA-256 of `len` bytes. */
void jk_sha256(const void *bytes, size_t len, uint8_t out[JK_DIGEST_LEN]);

/** SHA-256 over several spans, each preceded by its length (64-bit big-endian), so that no two
 * different lists of spans give the same bytes. */
void jk_sha256_list(const struct jk_span *spans, size_t count, uint8_t out[JK_DIGEST_LEN]);

/** HMAC-SHA-256. */
void jk_hmac_sha256(struct jk_span key, struct jk_span message, uint8_t out[JK_DIGEST_LEN]);

/** Lower-case hexadecimal of `len` bytes, `2 * len + 1` characters with the NUL. */
void jk_hex(const uint8_t *bytes, size_t len, char *out);

/** Read exactly `2 * len` hexadecimal digits. */
bool jk_unhex(struct jk_span hex, uint8_t *out, size_t len);

/** Compare in a time that does not depend on where they differ. */
bool jk_equal_secret(const void *a, const void *b, size_t len);

/** Seal `plain` with AES-256-GCM; appends nonce, ciphertext and tag to `out`.
 *
 * @param key    JK_SEAL_KEY_LEN bytes, one per notice
 * @param nonce  JK_SEAL_NONCE_LEN bytes, never used twice with this key
 * @param bound  data that must be the same at opening (the UID), not hidden
 * @return JK_OK; JK_MEMORY */
enum jk_status jk_seal(const uint8_t *key, const uint8_t *nonce, struct jk_span bound,
                       struct jk_span plain, struct jk_buf *out);

/** Open what jk_seal() made; appends the plain bytes.
 *
 * @return JK_OK; JK_CORRUPT when key, bound data or any byte differ; JK_MEMORY */
enum jk_status jk_unseal(const uint8_t *key, struct jk_span bound, struct jk_span sealed,
                         struct jk_buf *out);
#endif
