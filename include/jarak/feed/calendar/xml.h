/* jarak/feed/calendar/xml.h: well-formed XML 1.0, written by hand: elements, text, attributes.
 * Pure. */
#ifndef JARAK_FEED_CALENDAR_XML_H
#define JARAK_FEED_CALENDAR_XML_H
#include "jarak/base/bytes.h"

/** Append text as character data or as the value of an attribute in double quotes. A carriage
 * return is written as a reference, or a reader would take it for a line feed; what XML 1.0 has no
 * character for (other controls but tab and line feed, U+FFFE, U+FFFF) becomes "?".
 *
 * @param text  UTF-8 */
void jk_xml_text(struct jk_buf *buf, const char *text);
/** The same with a span. */
void jk_xml_span(struct jk_buf *buf, struct jk_span text);
/** Append `<name>text</name>` and a line feed; null text appends nothing. */
void jk_xml_element(struct jk_buf *buf, const char *name, const char *text);

/** Append stored iCalendar as text: a fold within a character moves (jarak/ical/embed.h). */
void jk_xml_calendar(struct jk_buf *buf, struct jk_span bytes);
#endif
