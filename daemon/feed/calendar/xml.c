/* Text in XML: characters that may not stand for themselves, and those XML cannot hold.
 *
 * Runs of plain characters are copied whole; controls and U+FFFE, U+FFFF, which XML 1.0 has no form
 * for, become '?'. A carriage return is written as a reference, because parsers turn a bare one
 * into a line feed and the bytes of a notice must come out as they went in. */
#include "jarak/feed/calendar/xml.h"

#include <string.h>
#include "jarak/base/defend.h"
#include "jarak/ical/embed.h"

/* Bytes of the character at the front that XML 1.0 cannot hold (section 2.2 Char), 0 when it can.
 */
static size_t forbidden(struct jk_span text)
{
    unsigned char c = (unsigned char)text.at[0];

    if (c < 0x20)
        return c != '\t' && c != '\n' && c != '\r';
    return jk_span_starts(text, JK_SPAN("\xef\xbf\xbe")) ||
                   jk_span_starts(text, JK_SPAN("\xef\xbf\xbf"))
               ? 3
               : 0;
}

/* The reference for a character that may not stand for itself; null for all others. */
static const char *reference(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>': /* "]]>" may not stand in text */
        return "&gt;";
    case '"':
        return "&quot;";
    case '\r':
        return "&#13;";
    default:
        return NULL;
    }
}

/* Bytes at the front that stand for themselves, so that they are copied in one go: a calendar
 * client's first look at a region is megabytes of them. */
static size_t plain(struct jk_span text)
{
    size_t len = 0;

    while (len < text.len && (unsigned char)text.at[len] >= 0x20 && text.at[len] != '&' &&
           text.at[len] != '<' && text.at[len] != '>' && text.at[len] != '"' &&
           (unsigned char)text.at[len] != 0xef)
        len++;
    return len;
}

void jk_xml_span(struct jk_buf *buf, struct jk_span text)
{
    while (text.len > 0) {
        size_t skip = plain(text);
        const char *instead = NULL;

        if (skip == 0) {
            skip = forbidden(text);
            instead = skip ? "?" : reference(*text.at);
            skip = skip ? skip : 1;
        }
        if (instead)
            jk_buf_str(buf, instead);
        else
            jk_buf_add(buf, text.at, skip);
        text = (struct jk_span){ text.at + skip, text.len - skip };
    }
}

void jk_xml_text(struct jk_buf *buf, const char *text)
{
    JK_ASSERT(text != NULL);
    jk_xml_span(buf, jk_span_of(text));
}

void jk_xml_element(struct jk_buf *buf, const char *name, const char *text)
{
    JK_ASSERT(name != NULL);
    if (!text)
        return;
    jk_buf_fmt(buf, "<%s>", name);
    jk_xml_text(buf, text);
    jk_buf_fmt(buf, "</%s>\n", name);
}

void jk_xml_calendar(struct jk_buf *buf, struct jk_span bytes)
{
    struct jk_buf text = { 0 };

    jk_ical_embed(&text, bytes);
    jk_xml_span(buf, jk_buf_view(&text));
    buf->failed = buf->failed || !jk_buf_ok(&text);
    jk_buf_clear(&text);
}
