/* jarak/feed/html/html.h: text between tags. Pure. */
#ifndef JARAK_FEED_HTML_HTML_H
#define JARAK_FEED_HTML_HTML_H
#include "jarak/base/bytes.h"

/** Append text with `<`, `>`, `&` and quotes as entities; controls but LF are left out. */
void jk_html_add(struct jk_buf *out, const char *text);
#endif
