/* Addresses of what the public sees: pages, feeds with a filter, their webcal form and its code. */
#include "daemon/feed/public/address.h"

#include <stdio.h>
#include <string.h>
#include "jarak/base/defend.h"
#include "jarak/feed/public/qr.h"

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

const char *feed_page_query_add(struct jk_buf *out, const struct jk_feed_filter *f,
                                const char *join)
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
    feed_page_query_add(out, filter, "?");
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

void feed_page_path_add(struct jk_buf *out, const char *region, enum jk_lang lang, const char *id)
{
    jk_buf_fmt(out, "/kalender/%s%s", lang == JK_LANG_EN ? "en/" : "", region);
    if (id)
        jk_buf_fmt(out, "/%s", id);
}

bool jk_public_has_calendar(const struct jk_pack *pack, const struct jk_region *region)
{
    const struct jk_region *above = jk_pack_region(pack, region->parent);

    return !above || !above->parent[0];
}

void feed_page_webcal_add(struct jk_buf *out, const char *base, const struct jk_feed_filter *filter)
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

    feed_page_webcal_add(&webcal, base, filter);
    if (jk_buf_ok(&webcal))
        rc = jk_qr_svg(out, webcal.at, webcal.at);
    jk_buf_clear(&webcal);
    return rc;
}
