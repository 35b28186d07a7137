/* The months beside the list: on which days something takes place. A day leads to its place on the
 * same page, so that it works as a file too. */
#include "daemon/feed/public/month.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define MONTHS_MAX 4 /* a campaign is two months; more would push the rest of the page away */
#define WEEKS_MAX  6

const char *feed_page_text_of(struct page_pen *pen, struct jk_buf *buf)
{
    const char *text = jk_buf_ok(buf) ? jk_arena_copy(&pen->arena, jk_buf_view(buf)) : NULL;

    jk_buf_clear(buf);
    pen->failed |= !text;
    return text ? text : "";
}

const char *feed_page_fmt(struct page_pen *pen, const char *format, ...)
{
    char text[600];
    const char *kept;
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    kept = jk_arena_copy(&pen->arena, jk_span_of(text));
    pen->failed |= !kept;
    return kept ? kept : "";
}

const char *feed_page_join(struct page_pen *pen, const char *a, const char *b)
{
    struct jk_buf text = { 0 };

    jk_buf_str(&text, a);
    jk_buf_str(&text, b);
    return feed_page_text_of(pen, &text);
}

void *feed_page_array(struct page_pen *pen, size_t count, size_t size)
{
    void *room = jk_arena_array(&pen->arena, count, size);

    pen->failed |= !room;
    return room;
}

const char *feed_page_day_id(struct page_pen *pen, int32_t day)
{
    struct jk_buf text = { 0 };

    jk_buf_char(&text, 'h');
    jk_date_add(&text, day);
    return feed_page_text_of(pen, &text);
}

static struct jk_civil civil_of(int32_t day)
{
    return jk_civil_from_utc((int64_t)day * JK_DAY_S, 0);
}

/* "November 2024", as the date in words ends. */
static const char *month_name(struct page_pen *pen, int32_t first)
{
    struct jk_buf text = { 0 };
    const char *whole, *comma, *name;

    jk_long_date_add(&text, first, pen->lang);
    whole = feed_page_text_of(pen, &text);
    comma = strchr(whole, ',');
    name = comma ? strchr(comma + 2, ' ') : NULL;
    return name ? name + 1 : whole;
}

static void fill_heads(struct page_pen *pen, struct web_pub_month *month)
{
    struct web_pub_cell *heads = feed_page_array(pen, 7, sizeof *heads);

    for (int i = 0; heads && i < 7; i++) {
        const char *name = jk_weekday_name((i + 1) % 7, pen->lang); /* weeks begin on Monday */

        heads[i] = (struct web_pub_cell){ feed_page_fmt(pen, "%.3s", name), NULL, name };
    }
    month->heads = heads;
    month->heads_count = heads ? 7 : 0;
}

static struct web_pub_cell cell_of(struct page_pen *pen, int32_t day, int number,
                                   const struct page_count *counts, size_t count)
{
    struct web_pub_cell cell = { .number = feed_page_fmt(pen, "%d", number) };

    for (size_t i = 0; i < count; i++) {
        if (counts[i].day == day) {
            cell.href = feed_page_fmt(pen, "#%s", feed_page_day_id(pen, day));
            cell.count = feed_page_fmt(pen, "%u", counts[i].count);
        }
    }
    return cell;
}

static struct web_pub_month month_of(struct page_pen *pen, int32_t first, int days,
                                     const struct page_count *counts, size_t count)
{
    struct web_pub_month month = { .title = month_name(pen, first) };
    struct web_pub_week *weeks = feed_page_array(pen, WEEKS_MAX, sizeof *weeks);
    struct web_pub_cell *cells = feed_page_array(pen, (size_t)WEEKS_MAX * 7, sizeof *cells);
    const char *const names[] = { "value", month.title, NULL };
    int before = (jk_weekday(first) + 6) % 7;
    char caption[200];

    jk_text_fill(jk_text_get(JK_TEXT_PAGE_MONTH, pen->lang), names, caption, sizeof caption);
    month.caption = feed_page_fmt(pen, "%s", caption);
    month.id = feed_page_fmt(pen, "b%.7s", feed_page_day_id(pen, first) + 1);
    fill_heads(pen, &month);
    for (int i = 0; weeks && cells && i < days; i++)
        cells[before + i] = cell_of(pen, first + i, i + 1, counts, count);
    month.weeks_count = weeks && cells ? (size_t)(before + days + 6) / 7 : 0;
    for (size_t i = 0; i < month.weeks_count; i++)
        weeks[i] = (struct web_pub_week){ &cells[7 * i], 7 };
    month.weeks = weeks;
    return month;
}

void feed_page_fill_months(struct page_pen *pen, const struct page_count *counts, size_t count,
                           struct web_pub_calendar *view)
{
    struct web_pub_month *months = feed_page_array(pen, MONTHS_MAX, sizeof *months);
    size_t made = 0, at = 0;

    while (months && at < count && made < MONTHS_MAX) {
        struct jk_civil c = civil_of(counts[at].day);
        int32_t first = jk_days_from_date(c.year, c.month, 1);
        int32_t next = c.month == 12 ? jk_days_from_date(c.year + 1, 1, 1)
                                     : jk_days_from_date(c.year, c.month + 1, 1);
        size_t end = at;

        while (end < count && counts[end].day < next)
            end++;
        months[made++] = month_of(pen, first, (int)(next - first), &counts[at], end - at);
        at = end;
    }
    view->months = months;
    view->months_count = made;
}
