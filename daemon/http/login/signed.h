/* daemon/http/login/signed.h: the cookie of a session that every daemon of a journal can read.
 *
 * Text of octets that a cookie may have: account, serial, when it began, when it was used last, the
 * account's generation, and HMAC-SHA256 over all of that under a key made of the secret the daemons
 * share. The generation is a digest of what the journal says of how the account may come in: every
 * daemon that has followed a change of it refuses what was signed before. Pure. Times are
 * wall-clock UTC seconds. Decision: docs/decisions/0127. */
#ifndef DAEMON_HTTP_LOGIN_SIGNED_H
#define DAEMON_HTTP_LOGIN_SIGNED_H
#include "jarak/app/accounts/account.h"
#include "jarak/base/digest.h"

#define SIGNED_MAX        224 /* octets of a cookie, with NUL */
#define SIGNED_GENERATION 16  /* octets: 2^-64 that two of an account are alike by chance */

/* Keys made of the shared secret, one for each use. */
struct signing {
    uint8_t session[JK_DIGEST_LEN], csrf[JK_DIGEST_LEN], generation[JK_DIGEST_LEN];
};

struct signed_session {
    char account[JK_ACCOUNT_NAME_MAX + 1];
    uint64_t serial; /* random; never 0 */
    int64_t made_s, used_s;
    uint8_t generation[SIGNED_GENERATION];
};

void login_signing_init(struct signing *out, const uint8_t secret[32]);
/* What a session of the account is signed with now. */
void login_signed_generation(const struct signing *keys, const struct jk_account *account,
                             uint8_t out[SIGNED_GENERATION]);
void login_signed_write(const struct signing *keys, const struct signed_session *session,
                        char out[SIGNED_MAX]);
/* False: not written under these keys, to the octet. Whether it still holds is asked elsewhere. */
bool login_signed_read(const struct signing *keys, struct jk_span cookie,
                       struct signed_session *out);
/* The code beside the cookie; the same however often it was renewed. */
void login_signed_csrf(const struct signing *keys, const struct signed_session *session,
                       char out[2 * JK_DIGEST_LEN + 1]);
#endif
