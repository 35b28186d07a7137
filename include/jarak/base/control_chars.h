/* jarak/base/control_chars.h: words of others inside lines of ours. Pure. */
#ifndef JARAK_BASE_CONTROL_CHARS_H
#define JARAK_BASE_CONTROL_CHARS_H
#include "jarak/base/bytes.h"

/** Append what somebody wrote so that it stays within its place in a line of ours: whatever ends a
 * line or turns the direction of writing becomes a space. Not an escape for markup.
 *
 * @param text  UTF-8 */
void jk_control_chars_add(struct jk_buf *buf, struct jk_span text);

/** True when a text has one line and one direction: nothing in it ends a line, controls a terminal
 * or turns the direction of writing. @param text UTF-8 */
bool jk_is_one_line(struct jk_span text);

/** The same of every line of a text: line feeds and tabs are its own. */
bool jk_are_lines(struct jk_span text);
#endif
