/* UTF-16 and windows-1252 into UTF-8.
 *
 * A text that begins with an ASCII character and a zero byte is UTF-16 without its mark: no text of
 * ours begins with anything else, and a zero byte has no place in the others. */
#include "jarak/base/encoding.h"

#include <stdint.h>
#include "jarak/base/defend.h"

enum jk_encoding jk_encoding_find(struct jk_span bytes, struct jk_span *rest)
{
    JK_ASSERT(rest != NULL);

    const unsigned char *b = (const unsigned char *)bytes.at;

    *rest = bytes;
    if (jk_span_starts(bytes, JK_SPAN("\xef\xbb\xbf"))) {
        *rest = (struct jk_span){ bytes.at + 3, bytes.len - 3 };
        return JK_ENCODING_UTF8;
    }
    if (bytes.len < 2)
        return JK_ENCODING_PLAIN;
    if ((b[0] == 0xff && b[1] == 0xfe) || (b[0] == 0xfe && b[1] == 0xff)) {
        *rest = (struct jk_span){ bytes.at + 2, bytes.len - 2 };
        return b[0] == 0xff ? JK_ENCODING_UTF16_LE : JK_ENCODING_UTF16_BE;
    }
    if (b[0] != 0 && b[0] < 0x80 && b[1] == 0)
        return JK_ENCODING_UTF16_LE;
    return b[0] == 0 && b[1] != 0 && b[1] < 0x80 ? JK_ENCODING_UTF16_BE : JK_ENCODING_PLAIN;
}

static void add_character(struct jk_buf *out, uint32_t c)
{
    char text[4];
    size_t len = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

    if (len == 1) {
        text[0] = (char)c;
    } else {
        for (size_t i = len; i-- > 1; c >>= 6)
            text[i] = (char)(0x80 | (c & 0x3f));
        text[0] = (char)((len == 2 ? 0xc0 : len == 3 ? 0xe0 : 0xf0) | c);
    }
    jk_buf_add(out, text, len);
}

bool jk_utf16_add(struct jk_buf *out, struct jk_span bytes, bool little)
{
    const unsigned char *b = (const unsigned char *)bytes.at;
    uint32_t high = 0; /* the first half of a character beyond U+FFFF */

    if (bytes.len % 2)
        return false;
    for (size_t i = 0; i < bytes.len; i += 2) {
        uint32_t c = little ? b[i] | (uint32_t)b[i + 1] << 8 : b[i + 1] | (uint32_t)b[i] << 8;
        bool is_low = c >= 0xdc00 && c <= 0xdfff;

        if (is_low != (high != 0))
            return false;
        if (c >= 0xd800 && c <= 0xdbff) {
            high = c;
            continue;
        }
        add_character(out, high ? 0x10000 + ((high - 0xd800) << 10) + (c - 0xdc00) : c);
        high = 0;
    }
    return high == 0;
}

void jk_cp1252_add(struct jk_buf *out, struct jk_span bytes)
{
    /* 0x80 to 0x9f, the only ones that differ from ISO-8859-1. */
    static const uint16_t high[32] = {
        0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
        0x2039, 0x0152, 0xfffd, 0x017d, 0xfffd, 0xfffd, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
        0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0xfffd, 0x017e, 0x0178,
    };

    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char c = (unsigned char)bytes.at[i];

        add_character(out, c >= 0x80 && c < 0xa0 ? high[c - 0x80] : c);
    }
}
