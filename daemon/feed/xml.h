/* daemon/feed/xml.h: well-formed XML 1.0, written by hand: elements, text, attributes. */
#ifndef JARAK_FEED_XML_H
#define JARAK_FEED_XML_H
#include "jarak/base/bytes.h"

/* Append text as character data or as the value of an attribute in double quotes. What XML 1.0 has
 * no character for (controls but tab and line feed, U+FFFE, U+FFFF) becomes "?".
 * `text` is UTF-8. */
void xml_text(struct jk_buf *buf, const char *text);
/* Append `<name>text</name>` and a line feed; null text appends nothing. */
void xml_element(struct jk_buf *buf, const char *name, const char *text);
#endif
