#include "jarak/feed/page.h"

#include "jarak/feed/verdict.h"

void jk_html_add(struct jk_buf *out, const char *text)
{
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

/* <tag>text of the table</tag> */
static void add_text(struct jk_buf *out, const char *tag, enum jk_text text, enum jk_lang lang)
{
    jk_buf_fmt(out, "<%s>", tag);
    jk_html_add(out, jk_text_get(text, lang));
    jk_buf_fmt(out, "</%s>\n", tag);
}

static void add_head(struct jk_buf *out, const struct jk_pack *pack, enum jk_lang lang)
{
    jk_buf_fmt(out,
               "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
               "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
               "<link rel=\"stylesheet\" href=\"/assets/jarakd.css\">\n<title>",
               lang == JK_LANG_ID ? "id" : "en");
    if (pack->simulation)
        jk_buf_str(out, "[SIMULASI] ");
    jk_html_add(out, pack->title[lang]);
    jk_buf_str(out, "</title>\n</head>\n<body>\n");
    if (pack->simulation) {
        jk_buf_str(out, "<p class=\"notice\">");
        jk_html_add(out, jk_text_get(JK_TEXT_PAGE_SIMULATION, lang));
        jk_buf_str(out, "</p>\n");
    }
    jk_buf_str(out, "<h1>");
    jk_html_add(out, pack->title[lang]);
    jk_buf_str(out, "</h1>\n");
    add_text(out, "p", JK_TEXT_PAGE_PURPOSE, lang);
}

static void add_subscribe(struct jk_buf *out, const char *feed, enum jk_lang lang)
{
    add_text(out, "h2", JK_TEXT_PAGE_SUBSCRIBE, lang);
    jk_buf_str(out, "<ul class=\"actions\"><li><a href=\"");
    jk_html_add(out, feed);
    jk_buf_str(out, "\">");
    jk_html_add(out, jk_text_get(JK_TEXT_PAGE_FEED, lang));
    jk_buf_fmt(out, "</a></li><li><a href=\"/?lang=%s\" hreflang=\"%s\">%s</a></li></ul>\n",
               lang == JK_LANG_ID ? "en" : "id", lang == JK_LANG_ID ? "en" : "id",
               lang == JK_LANG_ID ? "English" : "Bahasa Indonesia");
    add_text(out, "p", JK_TEXT_PAGE_ADDRESS, lang);
}

static void add_cell(struct jk_buf *out, struct jk_buf *text)
{
    jk_buf_str(out, "<td>");
    if (text->len)
        jk_html_add(out, text->at);
    jk_buf_str(out, "</td>");
    jk_buf_reset(text);
}

static void add_row(struct jk_buf *out, const struct jk_pack *pack, const struct jk_feed_item *item,
                    const struct jk_instance *instance, enum jk_lang lang)
{
    bool cancelled = item->cancelled || instance->facts->cancelled;
    struct jk_buf text = { 0 };

    jk_buf_str(out, cancelled ? "<tr class=\"cancelled\">" : "<tr>");
    jk_range_add(&text, instance->start_s, instance->end_s, item->zone, lang);
    add_cell(out, &text);
    jk_public_title_add(&text, pack, instance->facts, lang);
    add_cell(out, &text);
    jk_buf_str(&text, jk_public_place(pack, instance->facts));
    add_cell(out, &text);
    jk_buf_str(out, "<td class=\"state\">");
    jk_html_add(out, jk_text_get(cancelled ? JK_TEXT_PAGE_CANCELLED : JK_TEXT_PAGE_APPROVED, lang));
    jk_buf_str(out, "</td></tr>\n");
    jk_buf_clear(&text);
}

static void add_table(struct jk_buf *out, const struct jk_pack *pack,
                      const struct jk_feed_item *items, size_t count, enum jk_lang lang)
{
    static const enum jk_text heads[] = { JK_TEXT_PAGE_WHEN, JK_TEXT_PAGE_WHAT, JK_TEXT_PAGE_WHERE,
                                          JK_TEXT_PAGE_STATE };

    add_text(out, "h2", JK_TEXT_PAGE_LIST, lang);
    if (count == 0) {
        add_text(out, "p", JK_TEXT_PAGE_NONE, lang);
        return;
    }
    jk_buf_str(out, "<table>\n<thead><tr>");
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        jk_buf_str(out, "<th scope=\"col\">");
        jk_html_add(out, jk_text_get(heads[i], lang));
        jk_buf_str(out, "</th>");
    }
    jk_buf_str(out, "</tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < items[i].notice->instance_count; k++)
            add_row(out, pack, &items[i], &items[i].notice->instances[k], lang);
    }
    jk_buf_str(out, "</tbody>\n</table>\n");
}

enum jk_status jk_front_write(struct jk_buf *out, const struct jk_pack *pack, const char *feed,
                              const struct jk_feed_item *items, size_t count, enum jk_lang lang)
{
    add_head(out, pack, lang);
    add_subscribe(out, feed, lang);
    add_table(out, pack, items, count, lang);
    add_text(out, "footer", JK_TEXT_PAGE_FOOT, lang);
    jk_buf_str(out, "</body>\n</html>\n");
    return jk_buf_ok(out) ? JK_OK : JK_MEMORY;
}
