/* Which alerts arrive: a row for each subscription, with what its server said last. */
#include "jarak/feed/admin/delivery.h"

#include "daemon/feed/desk/pen.h"
#include "jarak/base/defend.h"

static const char *about_of(struct desk_pen *pen, const struct jk_delivery_view *d)
{
    const char *const names[] = { "count", desk_number(pen, (long long)d->attempts), "date",
                                  d->failing_s ? desk_instant(pen, d->failing_s) : "", NULL };

    if (d->failing_s)
        return desk_fill(pen, JK_TEXT_DELIVERY_FAILS, names);
    return d->waiting ? desk_fill_one(pen, JK_TEXT_DELIVERY_WAITING, "count",
                                      desk_number(pen, (long long)d->waiting))
                      : desk_say(pen, JK_TEXT_DELIVERY_ALL);
}

enum jk_status jk_desk_deliveries_page(struct jk_buf *out, const struct jk_desk_reader *reader,
                                       const struct jk_deliveries_page *page)
{
    JK_ASSERT(page != NULL);

    struct desk_pen pen = desk_pen_of(reader);
    struct web_deliveries view = { .outcome = { page->done, page->fault } };
    struct web_delivery *rows = desk_array(&pen, page->count, sizeof *rows);
    struct jk_buf content = { 0 };

    for (size_t i = 0; rows && i < page->count; i++) {
        const struct jk_delivery_view *d = &page->rows[i];

        pen.tz = d->tz;
        rows[i] =
            (struct web_delivery){ .account = d->account,
                                   .channel = d->channel,
                                   .target = d->target,
                                   .state = desk_say(&pen, d->dead        ? JK_TEXT_DELIVERY_DEAD
                                                           : d->failing_s ? JK_TEXT_DELIVERY_FAILING
                                                                          : JK_TEXT_DELIVERY_LIVE),
                                   .state_class = d->dead || d->failing_s ? "tahan" : "terbit",
                                   .about = about_of(&pen, d),
                                   .reason = d->reason,
                                   .action =
                                       desk_fmt(&pen, "/meja/kiriman/%s", desk_url(&pen, d->id)),
                                   .csrf = reader->csrf };
    }
    view.rows = rows;
    view.rows_count = rows ? page->count : 0;
    if (!pen.failed)
        web_deliveries(&content, &view, reader->lang);
    return desk_finish(out, &pen, reader, desk_say(&pen, JK_TEXT_DELIVERY_TITLE), &content);
}
