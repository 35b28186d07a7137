/* Known devices: the cookie proves itself, so that nothing has to be kept. A browser that several
 * people use has a proof for the one who logged in last. */
#include "daemon/http/login/device.h"

#include <stdio.h>
#include <string.h>
#include "daemon/http/api/request.h"
#include "jarak/base/digest.h"
#include "jarak/base/random.h"

#define NUMBER_BYTES 16
#define NUMBER_HEX   (2 * NUMBER_BYTES)
#define PROOF_HEX    (2 * JK_DIGEST_LEN)

static bool prove(const uint8_t salt[32], const struct jk_account *account, struct jk_span number,
                  char proof[PROOF_HEX + 1])
{
    struct jk_buf text = { 0 };
    uint8_t digest[JK_DIGEST_LEN];
    bool ok;

    jk_buf_fmt(&text, "device\n%s\n%s\n", account->name, account->password);
    jk_buf_span(&text, number);
    ok = jk_buf_ok(&text);
    if (ok) {
        jk_hmac_sha256((struct jk_span){ (const char *)salt, 32 }, jk_buf_view(&text), digest);
        jk_hex(digest, sizeof digest, proof);
    }
    jk_buf_clear(&text);
    return ok;
}

bool login_device_is_known(const struct jk_http_call *call, const uint8_t salt[32],
                           const struct jk_account *account, struct jk_span *device)
{
    char proof[PROOF_HEX + 1];
    struct jk_span value;

    if (!account || !account->password[0] ||
        !api_find_cookie(call, JK_SPAN(DEVICE_COOKIE), &value) ||
        value.len != NUMBER_HEX + 1 + PROOF_HEX || value.at[NUMBER_HEX] != '.')
        return false;
    *device = (struct jk_span){ value.at, NUMBER_HEX };
    return prove(salt, account, *device, proof) &&
           jk_equal_secret(value.at + NUMBER_HEX + 1, proof, PROOF_HEX);
}

void login_device_remember(const struct jk_http_call *call, const uint8_t salt[32],
                           const struct jk_account *account, char out[DEVICE_MAX])
{
    uint8_t random[NUMBER_BYTES];
    char number[NUMBER_HEX + 1], proof[PROOF_HEX + 1];
    struct jk_span known;

    out[0] = '\0';
    if (login_device_is_known(call, salt, account, &known)) {
        memcpy(number, known.at, NUMBER_HEX);
        number[NUMBER_HEX] = '\0';
    } else if (jk_random(random, sizeof random) == JK_OK) {
        jk_hex(random, sizeof random, number);
    } else {
        return; /* it is then a stranger next time, no more */
    }
    if (prove(salt, account, jk_span_of(number), proof))
        snprintf(out, DEVICE_MAX, "%s.%s", number, proof);
}
