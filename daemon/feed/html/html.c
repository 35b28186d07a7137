/* Escaping for pages: what stands between tags can neither open one nor end an attribute. */
#include "jarak/feed/html/html.h"
#include "jarak/base/defend.h"

void jk_html_add(struct jk_buf *out, const char *text)
{
    JK_ASSERT(text != NULL);

    for (const char *c = text; *c; c++) {
        switch (*c) {
        case '<':
            jk_buf_str(out, "&lt;");
            break;
        case '>':
            jk_buf_str(out, "&gt;");
            break;
        case '&':
            jk_buf_str(out, "&amp;");
            break;
        case '"':
            jk_buf_str(out, "&quot;");
            break;
        case '\'':
            jk_buf_str(out, "&#39;");
            break;
        default:
            if ((unsigned char)*c >= ' ' || *c == '\n')
                jk_buf_char(out, *c);
        }
    }
}
