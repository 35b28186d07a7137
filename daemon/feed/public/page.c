/* The public calendar as HTML: a region's list with its filter, and one activity's page.
 *
 * Plain pages without script: they work on an old phone and behind a strict
 * Content-Security-Policy. Every text of a notice goes through jk_html_add(); addresses are built
 * from the same filter as the feed's, so a page and its subscription show the same. Rows are
 * bounded by JK_PAGE_ROWS_MAX, and what is left out is said. A published folder has no server to
 * filter: there the form is left out. */
#include "jarak/feed/public/page.h"
#include "jarak/feed/texts/texts.h"

#include <stdio.h>
#include <string.h>
#include "jarak/base/defend.h"
#include "jarak/feed/public/qr.h"
#include "jarak/feed/json/verdict.h"

/* <tag>text of the table</tag> */
static void add_text(struct jk_buf *out, const char *tag, const struct jk_text *text,
                     enum jk_lang lang)
{
    jk_buf_fmt(out, "<%s>", tag);
    jk_html_add(out, jk_text_get(text, lang));
    jk_buf_fmt(out, "</%s>\n", tag);
}

/* Adds a text of the table, as an element's content or an attribute's value. */
static void add_word(struct jk_buf *out, const struct jk_page *page, const struct jk_text *text)
{
    jk_html_add(out, jk_text_get(text, page->lang));
}

static void add_head(struct jk_buf *out, const struct jk_page *page, const char *title)
{
    jk_buf_fmt(out,
               "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
               "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
               "<link rel=\"stylesheet\" href=\"/assets/jarakd.css\">\n<title>",
               page->lang == JK_LANG_ID ? "id" : "en");
    if (page->pack->simulation)
        jk_buf_str(out, "[SIMULASI] ");
    jk_html_add(out, title);
    jk_buf_str(out, "</title>\n</head>\n<body>\n");
    if (page->pack->simulation) {
        jk_buf_str(out, "<p class=\"notice\">");
        add_word(out, page, JK_TEXT_PAGE_SIMULATION);
        jk_buf_str(out, "</p>\n");
    }
    jk_buf_str(out, "<h1>");
    jk_html_add(out, title);
    jk_buf_str(out, "</h1>\n");
}

static void add_foot(struct jk_buf *out, const struct jk_page *page)
{
    add_text(out, "footer", JK_TEXT_PAGE_FOOT, page->lang);
    jk_buf_str(out, "</body>\n</html>\n");
}

/* A value of an address: all but unreserved characters as %XX (RFC 3986 2.3). */
static void add_encoded(struct jk_buf *out, const char *text)
{
    for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
        if ((*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9') ||
            strchr("-._~", *c))
            jk_buf_char(out, (char)*c);
        else
            jk_buf_fmt(out, "%%%02X", *c);
    }
}

/* Adds the filter as a query; `join` is what stands before the next parameter. */
static const char *add_query(struct jk_buf *out, const struct jk_feed_filter *f, const char *join)
{
    if (f->area) {
        jk_buf_fmt(out, "%sarea=", join);
        add_encoded(out, f->area);
        join = "&";
    }
    if (f->paslon) {
        jk_buf_fmt(out, "%spaslon=%u", join, f->paslon);
        join = "&";
    }
    if (f->kind >= 0) {
        jk_buf_fmt(out, "%skind=%s", join, jk_kind_category((enum jk_kind)f->kind));
        join = "&";
    }
    if (f->from_day != INT32_MIN) {
        jk_buf_fmt(out, "%sfrom=", join);
        jk_date_add(out, f->from_day);
        join = "&";
    }
    if (f->to_day != INT32_MAX) {
        jk_buf_fmt(out, "%sto=", join);
        jk_date_add(out, f->to_day);
        join = "&";
    }
    return join;
}

void jk_feed_path_add(struct jk_buf *out, const struct jk_feed_filter *filter)
{
    JK_ASSERT(filter->region != NULL);
    jk_buf_str(out, "/feeds/");
    jk_buf_str(out, filter->region);
    jk_buf_str(out, "/approved.ics");
    add_query(out, filter, "?");
}

bool jk_feed_path_write(const struct jk_feed_filter *filter, char path[JK_FEED_PATH_MAX])
{
    struct jk_buf text = { 0 };
    bool fits;

    jk_feed_path_add(&text, filter);
    fits = jk_buf_ok(&text) && text.len < JK_FEED_PATH_MAX;
    memcpy(path, fits ? text.at : "", fits ? text.len + 1 : 1);
    jk_buf_clear(&text);
    return fits;
}

/* The page of the region in a language, or of one of its activities. */
static void add_path(struct jk_buf *out, const struct jk_page *page, enum jk_lang lang,
                     const char *id)
{
    jk_buf_fmt(out, "/kalender/%s%s", lang == JK_LANG_EN ? "en/" : "", page->filter->region);
    if (id)
        jk_buf_fmt(out, "/%s", id);
}

/* The same page in the other language. */
static void add_language(struct jk_buf *out, const struct jk_page *page, const char *id)
{
    bool english = page->lang == JK_LANG_ID;
    const char *word = english ? "en" : "id";
    struct jk_buf query = { 0 };

    if (!id)
        add_query(&query, page->filter, "?");
    jk_buf_str(out, "<p><a href=\"");
    add_path(out, page, english ? JK_LANG_EN : JK_LANG_ID, id);
    if (query.len > 0) {
        jk_buf_char(&query, '\0');
        jk_html_add(out, query.at);
    }
    jk_buf_fmt(out, "\" hreflang=\"%s\" lang=\"%s\">%s</a></p>\n", word, word,
               english ? "English" : "Bahasa Indonesia");
    jk_buf_clear(&query);
}

/* Adds the feed's address as calendar programs take it over: webcal instead of https. */
static void add_webcal(struct jk_buf *out, const char *base, const struct jk_feed_filter *filter)
{
    const char *rest = strstr(base, "://");

    jk_buf_fmt(out, "webcal%s", rest ? rest : "://");
    jk_feed_path_add(out, filter);
    jk_buf_char(out, '\0');
}

enum jk_status jk_feed_code(struct jk_buf *out, const char *base,
                            const struct jk_feed_filter *filter)
{
    JK_ASSERT(base != NULL && filter->region != NULL);

    struct jk_buf webcal = { 0 };
    enum jk_status rc = JK_MEMORY;

    add_webcal(&webcal, base, filter);
    if (jk_buf_ok(&webcal))
        rc = jk_qr_svg(out, webcal.at, webcal.at);
    jk_buf_clear(&webcal);
    return rc;
}

/* Adds three ways to the same calendar, each a control of its own, and its code for phones. */
static enum jk_status add_subscribe(struct jk_buf *out, const struct jk_page *page)
{
    struct jk_buf address = { 0 }, webcal = { 0 };
    enum jk_status rc;

    jk_buf_str(&address, page->base);
    jk_feed_path_add(&address, page->filter);
    jk_buf_char(&address, '\0');
    add_webcal(&webcal, page->base, page->filter);
    if (!jk_buf_ok(&address) || !jk_buf_ok(&webcal)) {
        jk_buf_clear(&address);
        jk_buf_clear(&webcal);
        return JK_MEMORY;
    }
    add_text(out, "h2", JK_TEXT_PAGE_SUBSCRIBE, page->lang);
    jk_buf_str(out, "<div class=\"subscribe\">\n<div>\n<p class=\"actions\"><a href=\"");
    jk_html_add(out, webcal.at);
    jk_buf_str(out, "\">");
    add_word(out, page, JK_TEXT_PAGE_WEBCAL);
    jk_buf_str(out, "</a> <a download=\"approved.ics\" href=\"");
    jk_html_add(out, address.at + strlen(page->base));
    jk_buf_str(out, "\">");
    add_word(out, page, JK_TEXT_PAGE_DOWNLOAD);
    jk_buf_str(out, "</a></p>\n<p><label for=\"address\">");
    add_word(out, page, JK_TEXT_PAGE_COPY);
    jk_buf_str(out, "</label>\n<input id=\"address\" type=\"text\" readonly value=\"");
    jk_html_add(out, address.at);
    jk_buf_str(out, "\"></p>\n");
    add_text(out, "p", JK_TEXT_PAGE_REFRESH, page->lang);
    if (!jk_feed_filter_is_plain(page->filter))
        add_text(out, "p", JK_TEXT_PAGE_FILTERED, page->lang);
    jk_buf_str(out, "</div>\n<div class=\"code\">\n");
    rc = jk_qr_svg(out, webcal.at, jk_text_get(JK_TEXT_PAGE_QR, page->lang));
    add_text(out, "p", JK_TEXT_PAGE_QR_HELP, page->lang);
    jk_buf_str(out, "</div>\n</div>\n");
    jk_buf_clear(&address);
    jk_buf_clear(&webcal);
    return rc == JK_TOO_BIG ? JK_OK : rc; /* an address too long for a code can still be copied */
}

static void open_choice(struct jk_buf *out, const struct jk_page *page, const struct jk_text *label,
                        const char *name)
{
    jk_buf_str(out, "<label>");
    add_word(out, page, label);
    jk_buf_fmt(out, " <select name=\"%s\"><option value=\"\">", name);
    add_word(out, page, JK_TEXT_PAGE_ALL);
    jk_buf_str(out, "</option>");
}

static void add_option(struct jk_buf *out, const char *value, const char *text, bool chosen)
{
    jk_buf_fmt(out, "<option value=\"%s\"%s>", value, chosen ? " selected" : "");
    jk_html_add(out, text);
    jk_buf_str(out, "</option>");
}

static void add_areas(struct jk_buf *out, const struct jk_page *page)
{
    const struct jk_feed_filter *f = page->filter;

    open_choice(out, page, JK_TEXT_PAGE_AREA, "area");
    for (size_t i = 0; i < page->pack->region_count; i++) {
        const struct jk_region *r = &page->pack->regions[i];

        if (r->has_point && strcmp(r->code, f->region) != 0 && jk_region_covers(f->region, r->code))
            add_option(out, r->code, r->name, f->area && strcmp(f->area, r->code) == 0);
    }
    jk_buf_str(out, "</select></label>\n");
}

static void add_kinds(struct jk_buf *out, const struct jk_page *page)
{
    open_choice(out, page, JK_TEXT_PAGE_KIND, "kind");
    for (int kind = 0; kind < JK_KIND_END; kind++) {
        if (jk_public_kind((enum jk_kind)kind) && kind != JK_KIND_KONVOI) /* legs are not told */
            add_option(out, jk_kind_category((enum jk_kind)kind),
                       jk_kind_name((enum jk_kind)kind, page->lang), kind == page->filter->kind);
    }
    jk_buf_str(out, "</select></label>\n");
}

static void add_date(struct jk_buf *out, const struct jk_page *page, const struct jk_text *label,
                     const char *name, int32_t day)
{
    jk_buf_str(out, "<label>");
    add_word(out, page, label);
    jk_buf_fmt(out, " <input type=\"date\" name=\"%s\" value=\"", name);
    if (day != INT32_MIN && day != INT32_MAX)
        jk_date_add(out, day);
    jk_buf_str(out, "\"></label>\n");
}

static void add_filter(struct jk_buf *out, const struct jk_page *page)
{
    const struct jk_feed_filter *f = page->filter;

    jk_buf_str(out, "<form class=\"filter\" method=\"get\" action=\"");
    add_path(out, page, page->lang, NULL);
    jk_buf_str(out, "\">\n");
    add_areas(out, page);
    jk_buf_str(out, "<label>");
    add_word(out, page, JK_TEXT_PAGE_PASLON);
    jk_buf_str(
        out,
        " <input name=\"paslon\" inputmode=\"numeric\" pattern=\"[0-9]*\" size=\"4\" value=\"");
    if (f->paslon)
        jk_buf_fmt(out, "%u", f->paslon);
    jk_buf_str(out, "\"></label>\n");
    add_kinds(out, page);
    add_date(out, page, JK_TEXT_PAGE_FROM, "from", f->from_day);
    add_date(out, page, JK_TEXT_PAGE_TO, "to", f->to_day);
    jk_buf_str(out, "<button>");
    add_word(out, page, JK_TEXT_PAGE_APPLY);
    jk_buf_str(out, "</button>\n</form>\n");
}

static const char *state_text(const struct jk_feed_item *item, const struct jk_instance *instance,
                              enum jk_lang lang)
{
    if (item->cancelled || instance->facts->cancelled)
        return jk_text_get(JK_TEXT_PAGE_CANCELLED, lang);
    return jk_text_get(jk_facts_are_neutral(instance->facts) ? JK_TEXT_PAGE_SCHEDULED
                                                             : JK_TEXT_PAGE_APPROVED,
                       lang);
}

static void add_cell(struct jk_buf *out, struct jk_buf *text)
{
    jk_buf_str(out, "<td>");
    if (text->len)
        jk_html_add(out, text->at);
    jk_buf_str(out, "</td>");
    jk_buf_reset(text);
}

static void add_row(struct jk_buf *out, const struct jk_page *page, const struct jk_feed_item *item,
                    const struct jk_instance *instance)
{
    bool cancelled = item->cancelled || instance->facts->cancelled;
    struct jk_buf text = { 0 };
    char id[JK_PUBLIC_ID_LEN + 1];

    jk_public_id(item->notice->uid, id);
    jk_buf_str(out, cancelled ? "<tr class=\"cancelled\">" : "<tr>");
    jk_range_add(&text, instance->start_s, instance->end_s, item->tz, page->lang);
    add_cell(out, &text);
    jk_buf_str(out, "<td><a href=\"");
    add_path(out, page, page->lang, id);
    jk_buf_str(out, "\">");
    jk_public_title_add(&text, page->pack, instance->facts, page->lang);
    jk_html_add(out, text.at);
    jk_buf_str(out, "</a></td>");
    jk_buf_reset(&text);
    jk_buf_str(&text, jk_public_place(page->pack, instance->facts));
    add_cell(out, &text);
    jk_buf_str(out, "<td class=\"state\">");
    jk_html_add(out, state_text(item, instance, page->lang));
    jk_buf_str(out, "</td></tr>\n");
    jk_buf_clear(&text);
}

/* At most JK_PAGE_ROWS_MAX rows. @return false when some were left out */
static bool add_rows(struct jk_buf *out, const struct jk_page *page)
{
    size_t rows = 0;

    for (size_t i = 0; i < page->count; i++) {
        const struct jk_notice *n = page->items[i].notice;

        for (size_t k = 0; k < n->instance_count; k++) {
            if (rows++ == JK_PAGE_ROWS_MAX)
                return false;
            add_row(out, page, &page->items[i], &n->instances[k]);
        }
    }
    return true;
}

static void add_table(struct jk_buf *out, const struct jk_page *page)
{
    static const struct jk_text *const heads[] = { JK_TEXT_PAGE_WHEN, JK_TEXT_PAGE_WHAT,
                                                   JK_TEXT_PAGE_WHERE, JK_TEXT_PAGE_STATE };
    char most[16], more[256];
    const char *const names[] = { "value", most, NULL };

    if (page->count == 0) {
        add_text(out, "p", JK_TEXT_PAGE_NONE, page->lang);
        return;
    }
    jk_buf_str(out, "<table>\n<thead><tr>");
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        jk_buf_str(out, "<th scope=\"col\">");
        add_word(out, page, heads[i]);
        jk_buf_str(out, "</th>");
    }
    jk_buf_str(out, "</tr></thead>\n<tbody>\n");
    snprintf(most, sizeof most, "%d", JK_PAGE_ROWS_MAX);
    jk_text_fill(jk_text_get(JK_TEXT_PAGE_MORE, page->lang), names, more, sizeof more);
    if (add_rows(out, page))
        more[0] = '\0';
    jk_buf_fmt(out, "</tbody>\n</table>\n%s%s%s", more[0] ? "<p>" : "", more,
               more[0] ? "</p>\n" : "");
}

enum jk_status jk_calendar_page(struct jk_buf *out, const struct jk_page *page)
{
    JK_ASSERT((unsigned)page->lang < JK_LANG_END);
    JK_ASSERT(page->items != NULL || page->count == 0);

    const struct jk_region *region = jk_pack_region(page->pack, page->filter->region);
    bool own = !region || strcmp(region->code, page->pack->region) == 0;
    enum jk_status rc;

    add_head(out, page, own ? page->pack->title[page->lang] : region->name);
    add_text(out, "p", JK_TEXT_PAGE_PURPOSE, page->lang);
    add_language(out, page, NULL);
    rc = add_subscribe(out, page);
    add_text(out, "h2", JK_TEXT_PAGE_LIST, page->lang);
    if (!page->fixed)
        add_filter(out, page);
    add_table(out, page);
    add_foot(out, page);
    return jk_buf_ok(out) ? rc : JK_MEMORY;
}

static void add_fact(struct jk_buf *out, const struct jk_page *page, const struct jk_text *name,
                     const char *value)
{
    if (!value || !value[0])
        return;
    jk_buf_str(out, "<dt>");
    add_word(out, page, name);
    jk_buf_str(out, "</dt><dd>");
    jk_html_add(out, value);
    jk_buf_str(out, "</dd>\n");
}

static void add_facts(struct jk_buf *out, const struct jk_page *page,
                      const struct jk_instance *instance)
{
    const struct jk_feed_item *item = &page->items[0];
    struct jk_buf when = { 0 };

    jk_range_add(&when, instance->start_s, instance->end_s, item->tz, page->lang);
    jk_buf_str(out, "<dl>\n");
    add_fact(out, page, JK_TEXT_PAGE_WHEN, when.at);
    add_fact(out, page, JK_TEXT_PAGE_WHERE, jk_public_place(page->pack, instance->facts));
    add_fact(out, page, JK_TEXT_PAGE_STATE, state_text(item, instance, page->lang));
    add_fact(out, page, JK_TEXT_PAGE_NOTE, instance->facts->public_note);
    jk_buf_str(out, "</dl>\n");
    jk_buf_clear(&when);
}

enum jk_status jk_activity_page(struct jk_buf *out, const struct jk_page *page)
{
    JK_ASSERT((unsigned)page->lang < JK_LANG_END);
    JK_ASSERT(page->items != NULL && page->count > 0);

    const struct jk_feed_item *item = &page->items[0];
    struct jk_buf title = { 0 }, changed = { 0 };
    char id[JK_PUBLIC_ID_LEN + 1];

    jk_public_id(item->notice->uid, id);
    jk_public_title_add(&title, page->pack, &item->notice->facts, page->lang);
    add_head(out, page, title.at ? title.at : "");
    add_language(out, page, id);
    for (size_t k = 0; k < item->notice->instance_count; k++)
        add_facts(out, page, &item->notice->instances[k]);
    jk_buf_fmt(out, "<p class=\"actions\"><a download=\"%s.ics\" href=\"/kalender/%s/%s.ics\">", id,
               page->filter->region, id);
    add_word(out, page, JK_TEXT_PAGE_ONE);
    jk_buf_str(out, "</a> <a href=\"");
    add_path(out, page, page->lang, NULL);
    jk_buf_str(out, "\">");
    add_word(out, page, JK_TEXT_PAGE_BACK);
    jk_buf_str(out, "</a></p>\n<dl class=\"small\">\n");
    jk_iso_add(&changed, item->modified_s, item->tz->offset_s);
    add_fact(out, page, JK_TEXT_PAGE_CHANGED, changed.at);
    add_fact(out, page, JK_TEXT_PAGE_CERTIFICATE, item->certificate);
    jk_buf_str(out, "</dl>\n");
    add_foot(out, page);
    jk_buf_clear(&title);
    jk_buf_clear(&changed);
    return jk_buf_ok(out) ? JK_OK : JK_MEMORY;
}
