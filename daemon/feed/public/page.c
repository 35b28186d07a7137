/* The public calendar as HTML: a region's activities by date, and one activity's page.
 *
 * Plain pages without script: they work on an old phone and behind a strict
 * Content-Security-Policy. What takes place comes first, for that is what people come for; the
 * filter, the months and the ways to subscribe come behind it. Templates (daemon/web/pub_*.html)
 * escape every text; addresses are built from the same filter as the feed's, so a page and its
 * subscription show the same. Rows are bounded by JK_PAGE_ROWS_MAX, and what is left out is said. A
 * published folder has no server to filter: there the form is left out. */
#include "jarak/feed/public/page.h"
#include "jarak/feed/texts/texts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/feed/public/address.h"
#include "daemon/feed/public/month.h"
#include "daemon/feed/public/views.h"
#include "jarak/base/defend.h"
#include "jarak/feed/public/qr.h"
#include "jarak/feed/json/verdict.h"

#define PASLON_MAX 32 /* choices of the filter; a higher number is still read in an address */

/* One date of one activity. */
struct row {
    const struct jk_feed_item *item;
    const struct jk_instance *instance;
    size_t at; /* as the items came: equal starts keep their order */
};

static int32_t day_of(const struct row *row)
{
    return jk_local_day(row->instance->start_s, row->item->tz->offset_s);
}

static int compare_rows(const void *a, const void *b)
{
    const struct row *x = a, *y = b;

    if (x->instance->start_s != y->instance->start_s)
        return x->instance->start_s < y->instance->start_s ? -1 : 1;
    return x->at < y->at ? -1 : x->at > y->at;
}

static struct row *sort_rows(struct page_pen *pen, const struct jk_page *page, size_t *count)
{
    struct row *rows;
    size_t all = 0, at = 0;

    for (size_t i = 0; i < page->count; i++)
        all += page->items[i].notice->instance_count;
    rows = feed_page_array(pen, all, sizeof *rows);
    for (size_t i = 0; rows && i < page->count; i++) {
        const struct jk_notice *n = page->items[i].notice;

        for (size_t k = 0; k < n->instance_count; k++, at++)
            rows[at] = (struct row){ &page->items[i], &n->instances[k], at };
    }
    if (at)
        qsort(rows, at, sizeof *rows, compare_rows);
    *count = at;
    return rows;
}

static const char *path_of(struct page_pen *pen, const char *region, const char *id)
{
    struct jk_buf path = { 0 };

    feed_page_path_add(&path, region, pen->lang, id);
    return feed_page_text_of(pen, &path);
}

/* The address people are to look at on the day itself. */
static const char *changes_text(struct page_pen *pen, const struct jk_page *page)
{
    const char *const names[] = {
        "value", feed_page_fmt(pen, "%s%s", page->base, path_of(pen, page->filter->region, NULL)),
        NULL
    };
    char text[400];

    jk_text_fill(jk_text_get(JK_TEXT_PAGE_CHANGES, pen->lang), names, text, sizeof text);
    return feed_page_fmt(pen, "%s", text);
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

static const char *when_text(struct page_pen *pen, const struct jk_feed_item *item,
                             const struct jk_instance *instance)
{
    struct jk_buf text = { 0 };

    jk_range_add(&text, instance->start_s, instance->end_s, item->tz, pen->lang);
    return feed_page_text_of(pen, &text);
}

/* "14.00-17.00 WITA" where it ends on the day it begins, else all of it. */
static const char *hours_text(struct page_pen *pen, const struct row *row)
{
    const struct jk_tz *tz = row->item->tz;
    struct jk_buf text = { 0 };

    if (jk_local_day(row->instance->end_s, tz->offset_s) != day_of(row))
        return when_text(pen, row->item, row->instance);
    jk_clock_add(&text, row->instance->start_s, tz->offset_s, pen->lang);
    jk_buf_char(&text, '-');
    jk_clock_add(&text, row->instance->end_s, tz->offset_s, pen->lang);
    jk_buf_fmt(&text, " %s", tz->abbrev);
    return feed_page_text_of(pen, &text);
}

static const char *title_text(struct page_pen *pen, const struct jk_page *page,
                              const struct jk_facts *facts)
{
    struct jk_buf text = { 0 };

    jk_public_title_add(&text, page->pack, facts, pen->lang);
    return feed_page_text_of(pen, &text);
}

static struct web_pub_item item_of(struct page_pen *pen, const struct jk_page *page,
                                   const struct row *row)
{
    const struct jk_facts *facts = row->instance->facts;
    char id[JK_PUBLIC_ID_LEN + 1];

    jk_public_id(row->item->notice->uid, id);
    return (struct web_pub_item){ .when = when_text(pen, row->item, row->instance),
                                  .hours = hours_text(pen, row),
                                  .href = path_of(pen, page->filter->region, id),
                                  .title = title_text(pen, page, facts),
                                  .place = jk_public_place(page->pack, facts),
                                  .state = state_text(row->item, row->instance, pen->lang),
                                  .ics_href = feed_page_fmt(pen, "/kalender/%s/%s.ics",
                                                            page->filter->region, id),
                                  .ics_name = feed_page_fmt(pen, "%s.ics", id),
                                  .cancelled = row->item->cancelled || facts->cancelled };
}

static const char *fill_value(struct page_pen *pen, const struct jk_text *text, const char *value)
{
    const char *const names[] = { "value", value, NULL };
    char filled[300];

    jk_text_fill(jk_text_get(text, pen->lang), names, filled, sizeof filled);
    return feed_page_fmt(pen, "%s", filled);
}

/* The rows by date, and how many there are on each of them for the months. */
static void fill_days(struct page_pen *pen, const struct jk_page *page, const struct row *rows,
                      size_t count, struct web_pub_calendar *view)
{
    struct web_pub_day *days = feed_page_array(pen, count, sizeof *days);
    struct web_pub_item *items = feed_page_array(pen, count, sizeof *items);
    struct page_count *counts = feed_page_array(pen, count, sizeof *counts);
    size_t n = 0;

    for (size_t i = 0; days && items && counts && i < count; i++) {
        int32_t day = day_of(&rows[i]);
        struct jk_buf title = { 0 };

        items[i] = item_of(pen, page, &rows[i]);
        if (n && counts[n - 1].day == day) {
            days[n - 1].items_count = ++counts[n - 1].count;
            continue;
        }
        counts[n] = (struct page_count){ day, 1 };
        jk_long_date_add(&title, day, pen->lang);
        days[n] = (struct web_pub_day){ .title = feed_page_text_of(pen, &title),
                                        .id = feed_page_day_id(pen, day),
                                        .items = &items[i],
                                        .items_count = 1 };
        n++;
    }
    for (size_t i = 0; !pen->failed && i < n; i++)
        days[i].count =
            fill_value(pen, JK_TEXT_PAGE_COUNT, feed_page_fmt(pen, "%u", counts[i].count));
    if (pen->failed)
        return;
    view->days = days;
    view->days_count = n;
    feed_page_fill_months(pen, counts, n, view);
}

static void fill_list(struct page_pen *pen, const struct jk_page *page,
                      struct web_pub_calendar *view)
{
    size_t count;
    struct row *rows = sort_rows(pen, page, &count);

    if (!rows)
        return;
    fill_days(pen, page, rows, count < JK_PAGE_ROWS_MAX ? count : JK_PAGE_ROWS_MAX, view);
    if (count > JK_PAGE_ROWS_MAX)
        view->more = fill_value(pen, JK_TEXT_PAGE_MORE, feed_page_fmt(pen, "%d", JK_PAGE_ROWS_MAX));
    if (count)
        return;
    view->nothing =
        jk_text_get(view->filtered ? JK_TEXT_PAGE_NONE_FILTERED : JK_TEXT_PAGE_NONE, pen->lang);
    view->all_href = view->filtered ? path_of(pen, page->filter->region, NULL) : NULL;
}

static void fill_areas(struct page_pen *pen, const struct jk_page *page,
                       struct web_pub_calendar *view)
{
    const struct jk_feed_filter *f = page->filter;
    struct web_pub_option *list = feed_page_array(pen, page->pack->region_count, sizeof *list);
    size_t count = 0;

    for (size_t i = 0; list && i < page->pack->region_count; i++) {
        const struct jk_region *r = &page->pack->regions[i];

        if (r->has_point && strcmp(r->code, f->region) != 0 && jk_region_covers(f->region, r->code))
            list[count++] = (struct web_pub_option){ r->code, r->name,
                                                     f->area && strcmp(f->area, r->code) == 0 };
    }
    view->areas = list;
    view->areas_count = count;
}

static void fill_kinds(struct page_pen *pen, const struct jk_page *page,
                       struct web_pub_calendar *view)
{
    struct web_pub_option *list = feed_page_array(pen, JK_KIND_END, sizeof *list);
    size_t count = 0;

    for (int kind = 0; list && kind < JK_KIND_END; kind++) {
        if (jk_public_kind((enum jk_kind)kind) && kind != JK_KIND_KONVOI) /* legs are not told */
            list[count++] = (struct web_pub_option){ jk_kind_category((enum jk_kind)kind),
                                                     jk_kind_name((enum jk_kind)kind, pen->lang),
                                                     kind == page->filter->kind };
    }
    view->kinds = list;
    view->kinds_count = count;
}

/* Numbers of pairs that stand in a contest here or above, and the one that is asked for. */
static void fill_paslon(struct page_pen *pen, const struct jk_page *page,
                        struct web_pub_calendar *view)
{
    struct web_pub_option *list = feed_page_array(pen, PASLON_MAX + 1, sizeof *list);
    bool stands[PASLON_MAX + 1] = { false };
    size_t count = 0;

    for (size_t i = 0; i < page->pack->contest_count; i++) {
        const struct jk_contest *c = &page->pack->contests[i];

        for (size_t k = 0; k < c->paslon_count; k++) {
            if (c->paslon[k].number <= PASLON_MAX &&
                (jk_region_covers(c->region, page->filter->region) ||
                 jk_region_covers(page->filter->region, c->region)))
                stands[c->paslon[k].number] = true;
        }
    }
    if (page->filter->paslon && page->filter->paslon <= PASLON_MAX)
        stands[page->filter->paslon] = true;
    for (uint32_t n = 1; list && n <= PASLON_MAX; n++) {
        const char *number = stands[n] ? feed_page_fmt(pen, "%u", n) : "";

        if (stands[n])
            list[count++] = (struct web_pub_option){ number, number, n == page->filter->paslon };
    }
    view->paslon = list;
    view->paslon_count = count;
}

/* "23-11-2024", as it is typed; "" where there is no bound. */
static const char *typed_date(struct page_pen *pen, int32_t day)
{
    struct jk_buf iso = { 0 };
    const char *text;

    if (day == INT32_MIN || day == INT32_MAX)
        return "";
    jk_date_add(&iso, day);
    text = feed_page_text_of(pen, &iso);
    return strlen(text) == 10 ? feed_page_fmt(pen, "%.2s-%.2s-%.4s", text + 8, text + 5, text)
                              : text;
}

static void fill_filter(struct page_pen *pen, const struct jk_page *page,
                        struct web_pub_calendar *view)
{
    view->filtered = !jk_feed_filter_is_plain(page->filter);
    if (page->fixed)
        return;
    view->action = path_of(pen, page->filter->region, NULL);
    fill_areas(pen, page, view);
    fill_paslon(pen, page, view);
    fill_kinds(pen, page, view);
    view->from = typed_date(pen, page->filter->from_day);
    view->to = typed_date(pen, page->filter->to_day);
}

static void fill_others(struct page_pen *pen, const struct jk_page *page,
                        struct web_pub_calendar *view)
{
    struct web_pub_option *list = feed_page_array(pen, page->pack->region_count, sizeof *list);
    size_t count = 0;

    for (size_t i = 0; list && i < page->pack->region_count; i++) {
        const struct jk_region *r = &page->pack->regions[i];

        if (jk_public_has_calendar(page->pack, r) && strcmp(r->code, page->filter->region) != 0)
            list[count++] = (struct web_pub_option){ path_of(pen, r->code, NULL), r->name, false };
    }
    view->others = count ? list : NULL;
    view->others_count = count;
}

/* Three ways to the same calendar, each a control of its own, and its code for phones. */
static enum jk_status fill_subscribe(struct page_pen *pen, const struct jk_page *page,
                                     struct web_pub_calendar *view)
{
    struct jk_buf path = { 0 }, webcal = { 0 }, code = { 0 };
    enum jk_status rc = JK_OK;

    jk_feed_path_add(&path, page->filter);
    view->feed_href = feed_page_text_of(pen, &path);
    view->address = feed_page_join(pen, page->base, view->feed_href);
    feed_page_webcal_add(&webcal, page->base, page->filter);
    if (jk_buf_ok(&webcal))
        view->webcal = feed_page_join(pen, webcal.at, "");
    if (jk_buf_ok(&webcal) && !pen->failed)
        rc = jk_qr_svg(&code, webcal.at, jk_text_get(JK_TEXT_PAGE_QR, pen->lang));
    /* An address too long for a code can still be copied. */
    if (rc == JK_OK && code.len)
        view->code = (struct jk_markup){ feed_page_text_of(pen, &code) };
    jk_buf_clear(&code);
    jk_buf_clear(&webcal);
    return rc == JK_TOO_BIG ? JK_OK : rc;
}

/* The same page in the other language. */
static const char *other_href(struct page_pen *pen, const struct jk_page *page, const char *id)
{
    struct jk_buf path = { 0 };

    feed_page_path_add(&path, page->filter->region,
                       pen->lang == JK_LANG_ID ? JK_LANG_EN : JK_LANG_ID, id);
    if (!id)
        feed_page_query_add(&path, page->filter, "?");
    return feed_page_text_of(pen, &path);
}

/* A daemon that follows others and has not heard of them for a while says how old its word is. */
static const char *age_text(struct page_pen *pen, const struct jk_page *page,
                            const struct jk_region *region)
{
    const struct jk_tz *tz = region ? region->tz : page->pack->tz;
    struct jk_buf time = { 0 };
    char text[200];

    if (page->of_s == 0)
        return NULL;
    if (page->of_dated) {
        jk_long_date_add(&time, jk_local_day(page->of_s, tz->offset_s), pen->lang);
        jk_buf_str(&time, pen->lang == JK_LANG_ID ? " pukul " : " at ");
    }
    jk_clock_add(&time, page->of_s, tz->offset_s, pen->lang);
    jk_buf_fmt(&time, " %s", tz->abbrev);
    jk_text_fill(jk_text_get(JK_TEXT_PAGE_DATA_OF, pen->lang),
                 (const char *const[]){ "time", feed_page_text_of(pen, &time), NULL }, text,
                 sizeof text);
    return feed_page_fmt(pen, "%s", text);
}

/* Write the frame round the content; both are cleared. */
static enum jk_status finish(struct jk_buf *out, struct page_pen *pen, const struct jk_page *page,
                             struct web_pub_frame *frame, struct jk_buf *content)
{
    const struct jk_region *region = jk_pack_region(page->pack, page->filter->region);
    bool id = pen->lang == JK_LANG_ID, whole = jk_buf_ok(content) && !pen->failed;

    frame->code = id ? "id" : "en";
    frame->other_code = id ? "en" : "id";
    frame->other_name = id ? "English" : "Bahasa Indonesia";
    frame->name = region ? region->name : NULL;
    frame->home = path_of(pen, page->filter->region, NULL);
    frame->simulation = page->pack->simulation;
    frame->data_of = age_text(pen, page, region);
    whole = whole && !pen->failed;
    if (whole) {
        frame->content = (struct jk_markup){ content->at };
        web_pub_frame(out, frame, pen->lang);
    }
    jk_buf_clear(content);
    jk_arena_clear(&pen->arena);
    return whole && jk_buf_ok(out) ? JK_OK : JK_MEMORY;
}

static void fill_answers(struct page_pen *pen, const struct jk_page *page,
                         const struct jk_region *region, struct web_pub_calendar *view)
{
    struct web_pub_answer *list = feed_page_array(pen, page->answer_count, sizeof *list);
    const struct jk_tz *tz = region ? region->tz : page->pack->tz;

    for (size_t i = 0; list && i < page->answer_count; i++) {
        const struct jk_page_answer *answer = &page->answers[i];
        struct jk_buf when = { 0 };

        jk_long_date_add(&when, jk_local_day(answer->time_s, tz->offset_s), pen->lang);
        list[i] = (struct web_pub_answer){ answer->text, feed_page_text_of(pen, &when) };
    }
    view->answers = list;
    view->answers_count = list ? page->answer_count : 0;
}

enum jk_status jk_calendar_page(struct jk_buf *out, const struct jk_page *page)
{
    JK_ASSERT((unsigned)page->lang < JK_LANG_END);
    JK_ASSERT(page->items != NULL || page->count == 0);

    const struct jk_region *region = jk_pack_region(page->pack, page->filter->region);
    bool own = !region || strcmp(region->code, page->pack->region) == 0;
    struct page_pen pen = { .lang = page->lang };
    struct web_pub_calendar view = { .title = own ? page->pack->title[page->lang] : region->name };
    struct web_pub_frame frame = { .title = view.title };
    struct jk_buf content = { 0 };

    view.changes = changes_text(&pen, page);
    fill_filter(&pen, page, &view);
    fill_list(&pen, page, &view);
    fill_answers(&pen, page, region, &view);
    fill_others(&pen, page, &view);
    if (fill_subscribe(&pen, page, &view) != JK_OK)
        pen.failed = true;
    frame.other_href = other_href(&pen, page, NULL);
    if (!pen.failed)
        web_pub_calendar(&content, &view, pen.lang);
    return finish(out, &pen, page, &frame, &content);
}

enum jk_status jk_activity_page(struct jk_buf *out, const struct jk_page *page)
{
    JK_ASSERT((unsigned)page->lang < JK_LANG_END);
    JK_ASSERT(page->items != NULL && page->count > 0);

    const struct jk_feed_item *item = &page->items[0];
    struct page_pen pen = { .lang = page->lang };
    struct web_pub_activity view = { .certificate = item->certificate };
    struct web_pub_fact *facts = feed_page_array(&pen, item->notice->instance_count, sizeof *facts);
    struct web_pub_frame frame = { .title = title_text(&pen, page, &item->notice->facts) };
    struct jk_buf content = { 0 }, changed = { 0 };
    char id[JK_PUBLIC_ID_LEN + 1];

    jk_public_id(item->notice->uid, id);
    for (size_t k = 0; facts && k < item->notice->instance_count; k++) {
        const struct jk_instance *one = &item->notice->instances[k];

        facts[k] =
            (struct web_pub_fact){ when_text(&pen, item, one),
                                   jk_public_place(page->pack, one->facts),
                                   state_text(item, one, pen.lang), one->facts->public_note };
    }
    view.title = frame.title;
    view.facts = facts;
    view.facts_count = item->notice->instance_count;
    view.changes = changes_text(&pen, page);
    view.ics_name = feed_page_fmt(&pen, "%s.ics", id);
    view.ics_href = feed_page_fmt(&pen, "/kalender/%s/%s.ics", page->filter->region, id);
    view.back_href = path_of(&pen, page->filter->region, NULL);
    jk_iso_add(&changed, item->modified_s, item->tz->offset_s);
    view.changed = feed_page_text_of(&pen, &changed);
    frame.other_href = other_href(&pen, page, id);
    if (!pen.failed)
        web_pub_activity(&content, &view, pen.lang);
    return finish(out, &pen, page, &frame, &content);
}

enum jk_status jk_public_fault_page(struct jk_buf *out, const struct jk_page *page,
                                    const char *text)
{
    struct page_pen pen = { .lang = page->lang };
    struct web_pub_frame frame = { .title = jk_text_get(JK_TEXT_PAGE_FAULT, page->lang) };
    struct web_pub_fault view = { text, path_of(&pen, page->filter->region, NULL) };
    struct jk_buf content = { 0 };

    if (!pen.failed)
        web_pub_fault(&content, &view, pen.lang);
    return finish(out, &pen, page, &frame, &content);
}

enum jk_status jk_public_letter_page(struct jk_buf *out, const struct jk_page *page,
                                     const struct jk_public_letter *letter)
{
    struct page_pen pen = { .lang = page->lang };
    struct web_pub_frame frame = { .title = jk_text_get(JK_TEXT_PAGE_LETTER, page->lang),
                                   .other_href = letter->other_href };
    struct web_pub_letter view = { .text = jk_text_get(letter->in_force ? JK_TEXT_PAGE_LETTER_VALID
                                                                        : JK_TEXT_PAGE_LETTER_PAST,
                                                       page->lang),
                                   .hash = letter->hash,
                                   .back_href = path_of(&pen, page->filter->region, NULL) };
    struct jk_buf content = { 0 }, date = { 0 };

    jk_long_date_add(&date, letter->day, page->lang);
    view.date = jk_buf_ok(&date) ? date.at : "";
    if (!pen.failed)
        web_pub_letter(&content, &view, pen.lang);
    jk_buf_clear(&date);
    return finish(out, &pen, page, &frame, &content);
}
