/* The page of a draft from a calendar. It tells no level and no rival: a team reads it too. */
#include "jarak/feed/desk/draft.h"

#include "daemon/feed/desk/pen.h"
#include "jarak/base/defend.h"

/* How a fact is known, and from which words. */
static const char *source_of(struct desk_pen *pen, const struct jk_plain_said *said)
{
    static const struct jk_text *const how[] = { [JK_PLAIN_STATED] = JK_TEXT_DESK_DRAFT_STATED,
                                                 [JK_PLAIN_READ] = JK_TEXT_DESK_DRAFT_FROM,
                                                 [JK_PLAIN_INFERRED] = JK_TEXT_DESK_DRAFT_GUESS };

    return desk_fill_one(pen, how[said->how], "value", said->words[0] ? said->words : said->from);
}

static void fill_rows(struct desk_pen *pen, const struct jk_plain *plain, struct web_draft *out)
{
    struct web_side_row *rows = desk_array(pen, JK_PLAIN_FIELD_END, sizeof *rows);
    size_t count = 0;

    for (int i = 0; rows && i < JK_PLAIN_FIELD_END; i++) {
        const struct jk_plain_said *said = &plain->said[i];

        if (said->how != JK_PLAIN_MISSING)
            rows[count++] = (struct web_side_row){
                desk_capital(pen, jk_plain_name((enum jk_plain_field)i, pen->lang)), said->value,
                source_of(pen, said)
            };
    }
    out->rows = rows;
    out->rows_count = count;
}

static void fill_texts(struct desk_pen *pen, const struct jk_plain *plain, struct web_draft *out)
{
    struct web_told *doubts = desk_array(pen, plain->doubt_count, sizeof *doubts);
    struct web_told *unread = desk_array(pen, plain->unread_count, sizeof *unread);

    for (size_t i = 0; doubts && i < plain->doubt_count; i++)
        doubts[i].text = desk_fill_one(pen, plain->doubts[i].text, "value", plain->doubts[i].value);
    for (size_t i = 0; unread && i < plain->unread_count; i++)
        unread[i].text = plain->unread[i];
    out->doubts = doubts;
    out->doubts_count = doubts ? plain->doubt_count : 0;
    out->unread = unread;
    out->unread_count = unread ? plain->unread_count : 0;
}

static const char *missing_text(struct desk_pen *pen, unsigned missing)
{
    const char *list = "";

    for (int i = 0; i < JK_PLAIN_NEEDED; i++) {
        if (missing >> i & 1)
            list = desk_fmt(pen, "%s%s%s", list, list[0] ? ", " : "",
                            jk_plain_name((enum jk_plain_field)i, pen->lang));
    }
    return list[0] ? desk_fill_one(pen, JK_TEXT_PLAIN_MISSING, "value", list) : "";
}

enum jk_status jk_desk_draft_page(struct jk_buf *out, const struct jk_desk_reader *reader,
                                  const struct jk_draft_page *page)
{
    JK_ASSERT(page != NULL && page->plain != NULL);

    struct desk_pen pen = desk_pen_of(reader);
    struct jk_buf content = { 0 };
    struct web_draft view = { .fault = page->fault,
                              .csrf = reader->csrf,
                              .may_confirm = page->may_confirm && page->complete };

    view.title = page->plain->title && page->plain->title[0] ? page->plain->title
                                                             : desk_say(&pen, JK_TEXT_DESK_DRAFT);
    view.missing = missing_text(&pen, page->missing);
    view.action = desk_fmt(&pen, "/meja/draf/%s", desk_url(&pen, page->id));
    view.revision = desk_fmt(&pen, "%u", page->revision);
    fill_rows(&pen, page->plain, &view);
    fill_texts(&pen, page->plain, &view);
    if (!pen.failed)
        web_draft(&content, &view, reader->lang);
    return desk_finish(out, &pen, reader, desk_say(&pen, JK_TEXT_DESK_DRAFT), &content);
}
