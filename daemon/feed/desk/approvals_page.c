/* The page on which several approvals are decided in one go. */
#include "jarak/feed/desk/approvals.h"

#include <string.h>
#include "daemon/feed/desk/pen.h"
#include "jarak/base/defend.h"

/* What was typed for a chain, also where it now stands in another row; null nothing. */
static const struct jk_approval_typed *typed_of(const struct jk_approvals_page *page,
                                                const char *chain)
{
    for (size_t i = 0; i < page->typed_count; i++) {
        if (strcmp(page->typed[i].chain, chain) == 0)
            return &page->typed[i];
    }
    return NULL;
}

static struct web_approval row_of(struct desk_pen *pen, const struct jk_approvals_page *page,
                                  size_t i)
{
    const struct jk_approval *a = &page->list.at[i];
    const struct jk_approval_typed *typed = typed_of(page, a->chain);
    struct jk_buf when = { 0 };
    struct web_approval row = {
        .pick = desk_fmt(pen, "p%zu", i),
        .uid_name = desk_fmt(pen, "u%zu", i),
        .revision_name = desk_fmt(pen, "r%zu", i),
        .sttp_name = desk_fmt(pen, "s%zu", i),
        .chosen = typed && typed->chosen,
        .uid = a->chain,
        .revision = desk_fmt(pen, "%u", a->revision),
        .sttp = typed ? typed->sttp : a->sttp,
        .href = desk_fmt(pen, "/meja/pemberitahuan/%s", desk_url(pen, a->chain)),
        .party = desk_party(pen, &a->activity.facts->party),
        .what = desk_fmt(pen, "%s %s",
                         desk_capital(pen, jk_kind_name(a->activity.facts->kind, pen->lang)),
                         desk_party_label(pen, &a->activity.facts->party)),
        .where = desk_place(pen, &a->activity),
        .note = !a->assessed ? desk_capital(pen, desk_say(pen, JK_TEXT_DESK_UNASSESSED))
                : a->change  ? desk_say(pen, JK_TEXT_DESK_APPROVALS_CHANGE)
                             : ""
    };

    jk_range_add(&when, a->start_s, a->end_s, a->tz, pen->lang);
    row.when = desk_text_of(pen, &when);
    return row;
}

enum jk_status jk_desk_approvals_page(struct jk_buf *out, const struct jk_desk_reader *reader,
                                      const struct jk_approvals_page *page)
{
    JK_ASSERT(page != NULL);

    struct desk_pen pen = desk_pen_of(reader);
    struct web_approvals view = { .outcome = { page->done, page->fault }, .csrf = reader->csrf };
    struct web_approval *rows = desk_array(&pen, page->list.count, sizeof *rows);
    struct jk_buf content = { 0 };

    for (size_t i = 0; rows && i < page->list.count; i++)
        rows[i] = row_of(&pen, page, i);
    view.rows = rows;
    view.rows_count = rows ? page->list.count : 0;
    view.title = desk_fill_one(&pen, JK_TEXT_DESK_APPROVALS_COUNT, "count",
                               desk_number(&pen, (long long)page->list.count));
    view.singly = page->list.singly ? desk_fill_one(&pen, JK_TEXT_DESK_APPROVALS_SINGLY, "count",
                                                    desk_number(&pen, (long long)page->list.singly))
                                    : "";
    view.more = page->list.more ? desk_fill_one(&pen, JK_TEXT_DESK_APPROVALS_MORE, "count",
                                                desk_number(&pen, (long long)page->list.more))
                                : "";
    if (!pen.failed)
        web_approvals(&content, &view, reader->lang);
    return desk_finish(out, &pen, reader, desk_say(&pen, JK_TEXT_DESK_APPROVALS), &content);
}
