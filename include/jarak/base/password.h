/* jarak/base/password.h: passwords by crypt(3), yescrypt.
 *
 * Slow on purpose: about 80 ms and 16 MiB a call, so never on the event loop. Safe to call from any
 * thread. Passwords are wiped from what these functions allocate; the caller wipes its own copy. */
#ifndef JARAK_BASE_PASSWORD_H
#define JARAK_BASE_PASSWORD_H
#include <stdbool.h>
#include "jarak/base/bytes.h"
#include "jarak/base/status.h"

#define JK_PASSWORD_MIN      12  /* bytes; below that guessing is a matter of days even so */
#define JK_PASSWORD_MAX      200 /* bytes; crypt(3) takes 512 */
#define JK_PASSWORD_HASH_MAX 384 /* bytes with the NUL: CRYPT_OUTPUT_SIZE of crypt.h */

/** True when this may become a password: JK_PASSWORD_MIN to JK_PASSWORD_MAX bytes of UTF-8, no
 * controls. */
bool jk_password_allowed(struct jk_span password);

/** Hash a password with a salt of its own.
 *
 * @param[out] out  ended by NUL; written on JK_OK
 * @return JK_OK; JK_INVALID when it is not allowed; JK_IO without random bytes; JK_MEMORY */
enum jk_status jk_password_hash(struct jk_span password, char out[JK_PASSWORD_HASH_MAX]);

/** True when it is the password of this hash.
 *
 * @param hash  as made by jk_password_hash(); "" answers false after the same work, so that an
 *              account without a password, or one that is not there, takes the same time */
bool jk_password_check(struct jk_span password, const char *hash);
#endif
