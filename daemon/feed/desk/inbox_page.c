/* The inbox as a page. An alert's text is the one it was told with: nothing is judged anew here. */
#include "jarak/feed/desk/inbox.h"

#include <string.h>
#include "daemon/feed/desk/pen.h"
#include "jarak/base/defend.h"

/* Line `nth` of a text, from 0; "" where there is none. */
static const char *line_of(struct desk_pen *pen, const char *text, int nth)
{
    const char *end;

    for (; text && nth > 0; nth--) {
        text = strchr(text, '\n');
        text = text ? text + 1 : NULL;
    }
    if (!text)
        return "";
    end = strchr(text, '\n');
    return desk_fmt(pen, "%.*s", (int)(end ? (size_t)(end - text) : strlen(text)), text);
}

/* Head, event and sides come first, then the parts. */
static struct web_mail mail_of(struct desk_pen *pen, const struct jk_desk_reader *reader,
                               const struct jk_inbox_item *item)
{
    const struct jk_alert *a = item->alert;
    const char *text = a->detail ? a->detail->text[pen->lang] : "";
    const char *event = line_of(pen, text, 1), *sides = line_of(pen, text, 2);
    bool act = !a->conflict || !a->conflict[0] || a->event == JK_EVENT_ACT;

    return (struct web_mail){
        .level = desk_level(pen, (struct jk_levels){ a->level, a->level }),
        .clock = desk_fmt(pen, "%s %s", desk_clock(pen, (double)a->time_s), pen->tz->abbrev),
        .href = act ? "" : desk_fmt(pen, "/meja/konflik/%s", a->conflict),
        .title = sides[0] ? sides : event,
        .text = desk_fmt(pen, "%s%s%s", sides[0] ? event : "", sides[0] ? ". " : "",
                         line_of(pen, text, 3)),
        .waits = item->waits,
        .id = desk_fmt(pen, "%s-%u", a->conflict ? a->conflict : "", a->revision),
        .csrf = reader->csrf
    };
}

static bool is_shown(const struct jk_inbox_page *page, const struct jk_inbox_item *item)
{
    return item->alert->level >= page->from && (item->waits || !page->only_waiting);
}

/* Alerts of one day stand together. */
static void fill_days(struct desk_pen *pen, const struct jk_desk_reader *reader,
                      const struct jk_inbox_page *page, struct web_inbox *out)
{
    struct web_mail_day *days = desk_array(pen, page->count, sizeof *days);
    struct web_mail *mails = desk_array(pen, page->count, sizeof *mails);
    int32_t last = INT32_MIN;
    size_t count = 0, waiting = 0;

    for (size_t i = 0; days && mails && i < page->count; i++) {
        int32_t day = jk_local_day(page->items[i].alert->time_s, pen->tz->offset_s);

        if (!is_shown(page, &page->items[i]))
            continue;
        if (day != last)
            days[out->days_count++] =
                (struct web_mail_day){ .date = desk_date(pen, day), .mails = &mails[count] };
        last = day;
        days[out->days_count - 1].mails_count++;
        waiting += page->items[i].waits;
        mails[count++] = mail_of(pen, reader, &page->items[i]);
    }
    out->days = days;
    out->nothing = count ? "" : desk_say(pen, JK_TEXT_DESK_INBOX_NONE);
    out->about =
        desk_fill_one(pen, JK_TEXT_DESK_INBOX_ABOUT, "count", desk_number(pen, (long long)waiting));
}

static void fill_filters(struct desk_pen *pen, const struct jk_inbox_page *page,
                         struct web_inbox *out)
{
    out->levels[0] =
        (struct web_option){ "", desk_say(pen, JK_TEXT_DESK_INBOX_ALL), page->from <= 0 };
    for (int level = JK_LEVEL_INFO; level < JK_LEVEL_END; level++)
        out->levels[level] =
            (struct web_option){ jk_level_word((enum jk_level)level),
                                 desk_fill_one(pen, JK_TEXT_DESK_INBOX_FROM, "value",
                                               jk_level_word((enum jk_level)level)),
                                 page->from == (enum jk_level)level };
    out->levels_count = JK_LEVEL_END;
    out->states[0] =
        (struct web_option){ "", desk_say(pen, JK_TEXT_DESK_INBOX_ALL), !page->only_waiting };
    out->states[1] = (struct web_option){ "belum", desk_say(pen, JK_TEXT_DESK_INBOX_WAITING),
                                          page->only_waiting };
    out->states_count = 2;
}

static void fill_own(struct desk_pen *pen, const struct jk_inbox_page *page, struct web_inbox *out)
{
    struct web_own *own = desk_array(pen, page->own_count, sizeof *own);

    for (size_t i = 0; own && i < page->own_count; i++) {
        const struct jk_own_notice *n = &page->own[i];
        const struct jk_desk_activity activity = { .state = n->state,
                                                   .neutral = jk_facts_are_neutral(n->facts) };

        own[i] = (struct web_own){
            .state = desk_state(pen, &activity),
            .state_class = desk_state_class(n->state),
            .href = desk_fmt(pen, "/meja/pemberitahuan/%s", desk_url(pen, n->uid)),
            .title =
                desk_fmt(pen, "%s %s", desk_capital(pen, jk_kind_name(n->facts->kind, pen->lang)),
                         desk_party_label(pen, &n->facts->party)),
            .text = n->reason
        };
    }
    out->own = own;
    out->own_count = own ? page->own_count : 0;
}

enum jk_status jk_desk_inbox_page(struct jk_buf *out, const struct jk_desk_reader *reader,
                                  const struct jk_inbox_page *page)
{
    JK_ASSERT(page != NULL);

    struct desk_pen pen = desk_pen_of(reader);
    struct web_inbox view = { .done = page->done };
    struct jk_buf content = { 0 };

    fill_days(&pen, reader, page, &view);
    fill_filters(&pen, page, &view);
    fill_own(&pen, page, &view);
    if (!pen.failed)
        web_inbox(&content, &view, reader->lang);
    return desk_finish(out, &pen, reader, desk_say(&pen, JK_TEXT_DESK_NAV_INBOX), &content);
}
