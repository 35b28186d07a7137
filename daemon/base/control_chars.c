/* Blanks in place of characters that could forge a line or turn its direction.
 *
 * Log lines, mail headers and messages carry text of strangers: a line separator or a bidirectional
 * override in it would let them pretend to be ours. The bytes are matched directly, without
 * decoding: the listed characters have fixed forms of one to three bytes, and no valid UTF-8
 * sequence contains another's beginning. */
#include "jarak/base/control_chars.h"

/* Bytes of a character that ends the line or turns the direction of what follows; 0: it is none.
 * U+0000-001F and 007F, U+0080-009F, U+061C, U+200E and 200F, U+2028-202E, U+2066-2069. */
static size_t control_at(struct jk_span text, size_t i)
{
    unsigned char a = (unsigned char)text.at[i];
    unsigned char b = i + 1 < text.len ? (unsigned char)text.at[i + 1] : 0;
    unsigned char c = i + 2 < text.len ? (unsigned char)text.at[i + 2] : 0;

    if (a < 0x20 || a == 0x7f)
        return 1;
    if ((a == 0xc2 && b >= 0x80 && b <= 0x9f) || (a == 0xd8 && b == 0x9c))
        return 2;
    if (a != 0xe2)
        return 0;
    if (b == 0x80 && (c == 0x8e || c == 0x8f || (c >= 0xa8 && c <= 0xae)))
        return 3;
    return b == 0x81 && c >= 0xa6 && c <= 0xa9 ? 3 : 0;
}

void jk_control_chars_add(struct jk_buf *buf, struct jk_span text)
{
    for (size_t i = 0; i < text.len;) {
        size_t control = control_at(text, i);

        jk_buf_char(buf, control ? ' ' : text.at[i]);
        i += control ? control : 1;
    }
}

bool jk_is_one_line(struct jk_span text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (control_at(text, i))
            return false;
    }
    return true;
}

bool jk_are_lines(struct jk_span text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (control_at(text, i) && text.at[i] != '\n' && text.at[i] != '\t')
            return false;
    }
    return true;
}
