/* A line is 57 bytes, so only the last has padding. EVP_DecodeBlock() is lenient where we are not:
 * it skips blanks at both ends and counts the padding as bytes, so lengths are checked around it.
 */
#include "jarak/base/encoding.h"

#include <limits.h>
#include <string.h>
#include <openssl/evp.h>

#define LINE_BYTES 57 /* 76 characters */

void jk_base64_lines_add(struct jk_buf *buf, struct jk_span bytes)
{
    unsigned char line[LINE_BYTES / 3 * 4 + 1];

    for (size_t at = 0; at < bytes.len; at += LINE_BYTES) {
        size_t len = bytes.len - at < LINE_BYTES ? bytes.len - at : LINE_BYTES;
        int made = EVP_EncodeBlock(line, (const unsigned char *)bytes.at + at, (int)len);

        jk_buf_add(buf, line, (size_t)made);
        jk_buf_str(buf, "\r\n");
    }
}

static bool is_digit(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
           c == '/';
}

bool jk_base64_read(struct jk_arena *arena, struct jk_span text, struct jk_span *out)
{
    size_t digits = text.len;
    unsigned char *bytes;

    if (text.len == 0 || text.len % 4 != 0 || text.len > INT_MAX)
        return false;
    while (digits > text.len - 2 && text.at[digits - 1] == '=')
        digits--;
    for (size_t i = 0; i < digits; i++) {
        if (!is_digit(text.at[i]))
            return false;
    }
    bytes = jk_arena_take(arena, text.len / 4 * 3);
    if (!bytes || EVP_DecodeBlock(bytes, (const unsigned char *)text.at, (int)text.len) < 0)
        return false;
    *out = (struct jk_span){ (const char *)bytes, text.len / 4 * 3 - (text.len - digits) };
    return true;
}
