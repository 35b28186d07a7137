/* The frame round every page, and the pages that are nothing but words: signing in, a refusal. */
#include "daemon/feed/desk/pen.h"

#include <string.h>
#include "jarak/base/defend.h"

#define NAV_MAX 14

static struct web_link nav_link(struct desk_pen *pen, const struct jk_desk_reader *r,
                                const struct jk_text *text, const char *href)
{
    return (struct web_link){ .href = href,
                              .text = desk_say(pen, text),
                              .here = strncmp(r->here, href, strlen(href)) == 0,
                              .count = "",
                              .count_of = "" };
}

/* What this account can open. */
static size_t fill_nav(struct desk_pen *pen, const struct jk_desk_reader *r,
                       struct web_link nav[NAV_MAX])
{
    size_t count = 0;

    if (r->may_oversee) {
        nav[count++] = nav_link(pen, r, JK_TEXT_DESK_NAV_DAY, "/meja/hari");
        if (r->waiting) {
            nav[count - 1].count = desk_number(pen, r->waiting);
            nav[count - 1].count_of = desk_say(pen, JK_TEXT_DESK_WAITING);
        }
    }
    if (r->may_see)
        nav[count++] = nav_link(pen, r, JK_TEXT_DESK_NAV_INBOX, "/meja/kotak");
    if (r->may_submit && r->may_campaign)
        nav[count++] = nav_link(pen, r, JK_TEXT_DESK_NAV_FORM, "/meja/formulir");
    else if (r->may_submit)
        nav[count++] = nav_link(pen, r, JK_TEXT_MEETING_NAV, "/meja/rapat");
    if (r->may_decide) {
        nav[count] = nav_link(pen, r, JK_TEXT_DESK_APPROVALS, "/meja/putusan");
        nav[count++].wide = true;
    }
    if (r->may_decide) { /* the police's own planning */
        nav[count] = nav_link(pen, r, JK_TEXT_PERSONNEL_NAV, "/meja/personel");
        nav[count++].wide = true;
    }
    if (r->may_see) {
        nav[count++] = nav_link(pen, r, JK_TEXT_DESK_NAV_REPORTS, "/meja/laporan");
        nav[count] = nav_link(pen, r, JK_TEXT_MATTER_TASKS, "/meja/tugas");
        nav[count++].wide = true;
        nav[count] = nav_link(pen, r, JK_TEXT_MATRIX_NAV, "/meja/rakor");
        nav[count++].wide = true;
        nav[count] = nav_link(pen, r, JK_TEXT_RECAP_NAV, "/meja/digest");
        nav[count++].wide = true;
    }
    if (r->may_oversee && !r->may_see) { /* officers have it on the page of a day */
        nav[count] = nav_link(pen, r, JK_TEXT_STAT_NAV, "/meja/statistik");
        nav[count++].wide = true;
    }
    if (r->may_admin)
        nav[count++] = nav_link(pen, r, JK_TEXT_ADMIN_ACCOUNTS, "/meja/admin");
    nav[count] = nav_link(pen, r, JK_TEXT_DESK_NAV_PUBLIC, "/");
    nav[count].here = false;
    nav[count++].wide = true;
    return count;
}

/* "Polres Kutai Timur". */
static const char *role_text(struct desk_pen *pen, const struct jk_desk_reader *r)
{
    return r->role ? desk_fmt(pen, "%s %s", desk_role(pen, r->role), r->region->name) : "";
}

/* This page in its other language. */
static const char *other_href(struct desk_pen *pen, const struct jk_desk_reader *r)
{
    const char *lang = r->lang == JK_LANG_ID ? "en" : "id";

    return desk_fmt(pen, "/meja/bahasa?lang=%s&ke=%s", lang, desk_url(pen, r->here));
}

/* This page without what makes it one of the past: the parameter is the last that was added, or
 * stands between others. */
static const char *today_href(struct desk_pen *pen, const char *here)
{
    const char *at = strstr(here, "as_of="), *end = at ? strchr(at, '&') : NULL;

    if (!at)
        return here;
    return end ? desk_fmt(pen, "%.*s%s", (int)(at - here), here, end + 1)
               : desk_fmt(pen, "%.*s", (int)(at - here) - 1, here);
}

static void fill_past(struct desk_pen *pen, const struct jk_desk_reader *r, struct web_frame *frame)
{
    if (!r->past)
        return;
    frame->past = desk_fill(pen, JK_TEXT_DESK_PAST,
                            (const char *const[]){ "time", desk_instant(pen, r->past_s), "value",
                                                   desk_number(pen, (long long)r->past), NULL });
    frame->past_other = r->past_other ? desk_say(pen, JK_TEXT_DESK_PAST_OTHER) : NULL;
    frame->past_now = today_href(pen, r->here);
}

/* A daemon that follows others and has not heard of them for a while says how old its word is. */
static void fill_age(struct desk_pen *pen, const struct jk_desk_reader *r, struct web_frame *frame)
{
    if (r->of_s == 0)
        return;
    frame->data_of =
        desk_fill_one(pen, JK_TEXT_PAGE_DATA_OF, "time",
                      r->of_dated ? desk_instant(pen, r->of_s)
                                  : desk_fmt(pen, "%s %s", desk_clock(pen, (double)r->of_s),
                                             pen->tz->abbrev));
    frame->data_later = desk_say(pen, JK_TEXT_PAGE_DATA_LATER);
}

enum jk_status desk_finish(struct jk_buf *out, struct desk_pen *pen, const struct jk_desk_reader *r,
                           const char *title, struct jk_buf *content)
{
    struct web_link nav[NAV_MAX];
    bool id = r->lang == JK_LANG_ID;
    struct web_frame frame = { .look = pen->look,
                               .code = id ? "id" : "en",
                               .title = title,
                               .assets = r->assets,
                               .region = r->region->name,
                               .account = r->account,
                               .role = role_text(pen, r),
                               .csrf = r->csrf,
                               .other_href = other_href(pen, r),
                               .other_name = id ? "English" : "Bahasa Indonesia",
                               .other_code = id ? "en" : "id",
                               .simulation = r->pack->simulation,
                               .live = r->may_see && !r->past,
                               .cursor = r->cursor,
                               .nav = nav,
                               .nav_count = fill_nav(pen, r, nav),
                               .home = r->account ? "/meja/" : "/",
                               .content = { jk_buf_ok(content) ? content->at : "" } };
    bool whole;

    fill_past(pen, r, &frame);
    fill_age(pen, r, &frame);
    whole = jk_buf_ok(content) && !pen->failed;
    if (whole)
        web_frame(out, &frame, r->lang);
    whole = whole && !pen->failed && jk_buf_ok(out);
    jk_buf_clear(content);
    jk_arena_clear(&pen->arena);
    return whole ? JK_OK : JK_MEMORY;
}

enum jk_status jk_desk_login_page(struct jk_buf *out, const struct jk_desk_reader *reader,
                                  const struct jk_login_page *page)
{
    struct desk_pen pen = desk_pen_of(reader);
    struct jk_buf content = { 0 };
    const struct web_login view = { page->next, page->name, page->fault, page->expired };

    JK_ASSERT(page->next != NULL && page->name != NULL);
    web_login(&content, &view, reader->lang);
    return desk_finish(out, &pen, reader, desk_say(&pen, JK_TEXT_DESK_SIGN_IN), &content);
}

enum jk_status jk_desk_link_page(struct jk_buf *out, const struct jk_desk_reader *reader,
                                 const struct jk_link_page *page)
{
    struct desk_pen pen = desk_pen_of(reader);
    struct jk_buf content = { 0 };
    const struct web_link_page view = { page->token, page->next };

    web_sign_link(&content, &view, reader->lang);
    return desk_finish(out, &pen, reader, desk_say(&pen, JK_TEXT_DESK_SIGN_IN), &content);
}

enum jk_status jk_desk_message_page(struct jk_buf *out, const struct jk_desk_reader *reader,
                                    const struct jk_desk_message *message)
{
    struct desk_pen pen = desk_pen_of(reader);
    struct jk_buf content = { 0 };
    const struct web_message view = { message->title, message->text, message->href, message->link };

    web_message(&content, &view, reader->lang);
    return desk_finish(out, &pen, reader, message->title, &content);
}
