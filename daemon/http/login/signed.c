/* Signed cookies: `ACCOUNT:SERIAL:BEGAN:USED:GENERATION:HMAC`. Names of accounts have no colon, and
 * nothing is read before the HMAC over all that stands in front of the last colon is right. */
#include "daemon/http/login/signed.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "jarak/base/decimal.h"

#define MAC_HEX    (2 * JK_DIGEST_LEN)
#define SERIAL_HEX 16

static struct jk_span of_octets(const uint8_t *octets, size_t len)
{
    return (struct jk_span){ (const char *)octets, len };
}

void login_signing_init(struct signing *out, const uint8_t secret[32])
{
    jk_hmac_sha256(of_octets(secret, 32), JK_SPAN("jarakd session"), out->session);
    jk_hmac_sha256(of_octets(secret, 32), JK_SPAN("jarakd csrf"), out->csrf);
    jk_hmac_sha256(of_octets(secret, 32), JK_SPAN("jarakd generation"), out->generation);
}

/* All that ends a session where it is changed: a new password, being kept out, other dates, another
 * right, a revoked token. Revoked tokens only become more, and a password never has the hash of one
 * before, for it has a salt. What can be put back as it was is minded by session.c. */
void login_signed_generation(const struct signing *keys, const struct jk_account *account,
                             uint8_t out[SIGNED_GENERATION])
{
    char text[64 + JK_ACCOUNT_NAME_MAX];
    uint8_t digest[JK_DIGEST_LEN], code[JK_DIGEST_LEN];
    size_t revoked = 0;
    struct jk_span parts[] = { jk_span_of(account->password ? account->password : ""),
                               jk_span_of(account->region),
                               jk_span_of(account->contest),
                               jk_span_of(account->office ? account->office : ""),
                               { text, 0 } };

    for (size_t i = 0; i < account->token_count; i++)
        revoked += account->tokens[i].revoked;
    parts[4].len =
        (size_t)snprintf(text, sizeof text, "%s %d %u %d %d %" PRIx64 " %" PRIx64 " %zx",
                         account->name, (int)account->role, (unsigned)account->paslon,
                         account->disabled || account->gone, account->supervisory,
                         (uint64_t)account->not_before_s, (uint64_t)account->not_after_s, revoked);
    if (parts[4].len >= sizeof text)
        parts[4].len = sizeof text - 1;
    jk_sha256_list(parts, sizeof parts / sizeof *parts, digest);
    jk_hmac_sha256(of_octets(keys->generation, JK_DIGEST_LEN), of_octets(digest, sizeof digest),
                   code);
    memcpy(out, code, SIGNED_GENERATION);
}

static void sign(const struct signing *keys, struct jk_span text, char out[MAC_HEX + 1])
{
    uint8_t mac[JK_DIGEST_LEN];

    jk_hmac_sha256(of_octets(keys->session, JK_DIGEST_LEN), text, mac);
    jk_hex(mac, sizeof mac, out);
}

void login_signed_write(const struct signing *keys, const struct signed_session *session,
                        char out[SIGNED_MAX])
{
    char generation[2 * SIGNED_GENERATION + 1];
    int len;

    jk_hex(session->generation, SIGNED_GENERATION, generation);
    len = snprintf(out, SIGNED_MAX - MAC_HEX - 1, "%s:%016" PRIx64 ":%" PRId64 ":%" PRId64 ":%s",
                   session->account, session->serial, session->made_s, session->used_s, generation);
    out[len] = ':';
    sign(keys, (struct jk_span){ out, (size_t)len }, out + len + 1);
}

static bool read_time(struct jk_span text, int64_t *out)
{
    uint64_t number;

    if (!jk_uint_parse(text, INT64_MAX, &number))
        return false;
    *out = (int64_t)number;
    return true;
}

static bool read_fields(struct jk_span text, struct signed_session *out)
{
    struct jk_span account, serial, made, used;
    uint8_t octets[SERIAL_HEX / 2];

    if (!jk_span_cut(&text, ':', &account) || !jk_span_cut(&text, ':', &serial) ||
        !jk_span_cut(&text, ':', &made) || !jk_span_cut(&text, ':', &used) ||
        account.len > JK_ACCOUNT_NAME_MAX || !jk_unhex(serial, octets, sizeof octets) ||
        !read_time(made, &out->made_s) || !read_time(used, &out->used_s) ||
        !jk_unhex(text, out->generation, SIGNED_GENERATION))
        return false;
    memcpy(out->account, account.at, account.len);
    out->account[account.len] = '\0';
    out->serial = 0;
    for (size_t i = 0; i < sizeof octets; i++)
        out->serial = out->serial << 8 | octets[i];
    return out->serial != 0;
}

bool login_signed_read(const struct signing *keys, struct jk_span cookie,
                       struct signed_session *out)
{
    char mac[MAC_HEX + 1];
    struct jk_span text;

    if (cookie.len < MAC_HEX + 1 || cookie.len >= SIGNED_MAX)
        return false;
    text = (struct jk_span){ cookie.at, cookie.len - MAC_HEX - 1 };
    sign(keys, text, mac);
    return cookie.at[text.len] == ':' && jk_equal_secret(cookie.at + text.len + 1, mac, MAC_HEX) &&
           read_fields(text, out);
}

void login_signed_csrf(const struct signing *keys, const struct signed_session *session,
                       char out[2 * JK_DIGEST_LEN + 1])
{
    char text[JK_ACCOUNT_NAME_MAX + SERIAL_HEX + 2];
    uint8_t code[JK_DIGEST_LEN];

    snprintf(text, sizeof text, "%016" PRIx64 " %s", session->serial, session->account);
    jk_hmac_sha256(of_octets(keys->csrf, JK_DIGEST_LEN), jk_span_of(text), code);
    jk_hex(code, sizeof code, out);
}
