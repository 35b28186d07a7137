#include "daemon/feed/xml.h"

#include <string.h>

/* Octets of the character at `at` that XML 1.0 cannot hold (section 2.2 Char), 0 when it can. */
static size_t forbidden(const char *at)
{
    unsigned char c = (unsigned char)at[0];

    if (c < 0x20)
        return c != '\t' && c != '\n';
    return strncmp(at, "\xef\xbf\xbe", 3) == 0 || strncmp(at, "\xef\xbf\xbf", 3) == 0 ? 3 : 0;
}

void xml_text(struct jk_buf *buf, const char *text)
{
    for (size_t skip; *text; text += skip ? skip : 1) {
        skip = forbidden(text);
        if (skip)
            jk_buf_char(buf, '?');
        else if (*text == '&')
            jk_buf_str(buf, "&amp;");
        else if (*text == '<')
            jk_buf_str(buf, "&lt;");
        else if (*text == '>') /* "]]>" may not stand in text */
            jk_buf_str(buf, "&gt;");
        else if (*text == '"')
            jk_buf_str(buf, "&quot;");
        else
            jk_buf_char(buf, *text);
    }
}

void xml_element(struct jk_buf *buf, const char *name, const char *text)
{
    if (!text)
        return;
    jk_buf_fmt(buf, "<%s>", name);
    xml_text(buf, text);
    jk_buf_fmt(buf, "</%s>\n", name);
}
