#include "daemon/http/api.h"

#include <openssl/evp.h>

/* Standard base64 of one line; the octets live in the call's arena. */
static bool decode_base64(struct jk_http_call *call, struct jk_span text, struct jk_span *out)
{
    unsigned char *octets = jk_arena_take(&call->arena, text.len / 4 * 3 + 1);
    int len;

    if (!octets || text.len == 0 || text.len % 4 != 0)
        return false;
    len = EVP_DecodeBlock(octets, (const unsigned char *)text.at, (int)text.len);
    if (len < 0)
        return false;
    for (size_t i = text.len; i > text.len - 2 && text.at[i - 1] == '='; i--)
        len--; /* EVP_DecodeBlock() counts the padding as octets */
    *out = (struct jk_span){ (const char *)octets, (size_t)len };
    return true;
}

/* `Bearer TOKEN`, or Basic, whose password is the token with any user name (WIRE 1). */
bool api_read_token(struct jk_http_call *call, struct jk_span *token)
{
    static const struct jk_span bearer = { "Bearer ", 7 }, basic = { "Basic ", 6 };
    struct jk_span value, user;

    if (!jk_http_field(call, "Authorization", &value))
        return false;
    if (value.len > bearer.len &&
        jk_span_eq_nocase((struct jk_span){ value.at, bearer.len }, bearer)) {
        *token = (struct jk_span){ value.at + bearer.len, value.len - bearer.len };
        return true;
    }
    if (value.len <= basic.len ||
        !jk_span_eq_nocase((struct jk_span){ value.at, basic.len }, basic) ||
        !decode_base64(call, (struct jk_span){ value.at + basic.len, value.len - basic.len },
                       token))
        return false;
    return jk_span_cut(token, ':', &user) && token->at;
}
