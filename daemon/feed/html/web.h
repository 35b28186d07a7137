/* daemon/feed/html/web.h: what compiled templates (daemon/web) write with. */
#ifndef DAEMON_FEED_HTML_WEB_H
#define DAEMON_FEED_HTML_WEB_H
#include "jarak/base/bytes.h"
#include "jarak/base/text.h"
#include "jarak/feed/html/html.h"
#include "jarak/feed/texts/texts.h"

/* Markup made by us. */
struct jk_markup {
    const char *at; /* ended by NUL */
};

/* What a template asks of a value in an {{if}}. */
static inline bool web_has_text(const char *text)
{
    return text && text[0];
}
static inline bool web_has_markup(struct jk_markup markup)
{
    return markup.at && markup.at[0];
}
static inline bool web_has_count(size_t count)
{
    return count != 0;
}
static inline bool web_has_number(long long number)
{
    return number != 0;
}
static inline bool web_has_view(const void *view)
{
    return view != NULL;
}
#define web_has(x) \
    _Generic((x), const char *: web_has_text, char *: web_has_text,                     \
             struct jk_markup: web_has_markup, bool: web_has_number, int: web_has_number, \
             unsigned: web_has_number, size_t: web_has_count, default: web_has_view)(x)

static inline void web_value(struct jk_buf *out, const char *text)
{
    if (text)
        jk_html_add(out, text);
}
static inline void web_raw(struct jk_buf *out, struct jk_markup markup)
{
    jk_buf_str(out, markup.at ? markup.at : "");
}
static inline void web_text(struct jk_buf *out, const struct jk_text *text, enum jk_lang lang)
{
    jk_html_add(out, jk_text_get(text, lang));
}
#endif
