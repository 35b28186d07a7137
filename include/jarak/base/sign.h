/* jarak/base/sign.h: Ed25519 signatures (RFC 8032) over OpenSSL.
 *
 * Signing is deterministic: the same key and message give the same bytes. The seed is the secret;
 * the public key follows from it. */
#ifndef JARAK_BASE_SIGN_H
#define JARAK_BASE_SIGN_H
#include <stdbool.h>
#include <stdint.h>
#include "jarak/base/bytes.h"
#include "jarak/base/status.h"

#define JK_SIGN_SEED_LEN   32
#define JK_SIGN_PUBLIC_LEN 32
#define JK_SIGN_LEN        64

/** The public key of a seed. @return JK_OK; JK_MEMORY */
enum jk_status jk_sign_public(const uint8_t seed[JK_SIGN_SEED_LEN],
                              uint8_t out[JK_SIGN_PUBLIC_LEN]);

/** Sign a message. @return JK_OK; JK_MEMORY */
enum jk_status jk_sign(const uint8_t seed[JK_SIGN_SEED_LEN], struct jk_span message,
                       uint8_t out[JK_SIGN_LEN]);

/** True when it is the signature of this message under this key. */
bool jk_sign_check(const uint8_t key[JK_SIGN_PUBLIC_LEN], struct jk_span message,
                   const uint8_t signature[JK_SIGN_LEN]);
#endif
