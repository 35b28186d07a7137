/* A session's cookie: as it came it is nothing, for nobody signs by guessing; and whatever is
 * signed that we never wrote is read within its bounds, or refused.
 *
 * Input: the text in front of the last colon. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/http/login/signed.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void must(bool promise)
{
    if (!promise)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static const uint8_t secret[32] = "a secret";
    struct jk_span text = { (const char *)bytes, len };
    struct signed_session session, again;
    struct signing keys;
    struct jk_buf cookie = { 0 };
    uint8_t mac[JK_DIGEST_LEN];
    char hex[2 * JK_DIGEST_LEN + 1], written[SIGNED_MAX];

    login_signing_init(&keys, secret);
    must(!login_signed_read(&keys, text, &session));
    jk_hmac_sha256((struct jk_span){ (const char *)keys.session, sizeof keys.session }, text, mac);
    jk_hex(mac, sizeof mac, hex);
    jk_buf_span(&cookie, text);
    jk_buf_fmt(&cookie, ":%s", hex);
    if (jk_buf_ok(&cookie) && login_signed_read(&keys, jk_buf_view(&cookie), &session)) {
        must(session.serial != 0 && session.made_s >= 0 && session.used_s >= 0);
        must(memchr(session.account, 0, sizeof session.account) != NULL);
        login_signed_write(&keys, &session, written);
        must(login_signed_read(&keys, jk_span_of(written), &again));
        must(again.serial == session.serial && again.used_s == session.used_s);
    }
    jk_buf_clear(&cookie);
    return 0;
}
