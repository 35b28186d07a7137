/* Heads, feet, cells. */
#include "daemon/feed/paper/sheets.h"

#include <string.h>
#include "jarak/base/civil.h"

static void say_created(struct jk_buf *out, struct desk_pen *pen, int64_t at_s)
{
    struct jk_buf text = { 0 };

    jk_iso_add(&text, at_s, pen->tz->offset_s);
    jk_sheet_say(out, JK_SHEET_CREATED, desk_text_of(pen, &text));
}

void paper_head(struct jk_buf *out, struct desk_pen *pen, const struct jk_paper *paper,
                const struct paper_size *size, const char *title)
{
    static const char *const forms[] = { "pdf", "svg", "png" };

    jk_sheet_say(out, JK_SHEET_FORM, forms[size->form]);
    jk_sheet_measure(out, JK_SHEET_PAGE, (double[]){ size->wide, size->high, size->margin }, 3);
    jk_sheet_say(out, JK_SHEET_TITLE, title);
    jk_sheet_say(out, JK_SHEET_LANG, pen->lang == JK_LANG_ID ? "id" : "en");
    say_created(out, pen, paper->created_s);
    jk_sheet_measure(out, JK_SHEET_SIZE, &size->letters, 1);
    if (size->foot)
        jk_sheet_list(out, JK_SHEET_FOOT,
                      (const char *const[]){ size->foot, desk_say(pen, JK_TEXT_PAPER_PAGE) }, 2);
    if (pen->pack->simulation)
        jk_sheet_say(out, JK_SHEET_STAMP, desk_say(pen, JK_TEXT_DESK_SIMULATION));
}

enum jk_sheet_look paper_level(const struct web_level *level)
{
    static const struct {
        const char *sign;
        enum jk_sheet_look look;
    } looks[] = { { "siaga", JK_LOOK_SIAGA },
                  { "waspada", JK_LOOK_WASPADA },
                  { "info", JK_LOOK_INFO },
                  { "unk", JK_LOOK_UNKNOWN } };

    for (size_t i = 0; level->sign && i < sizeof looks / sizeof *looks; i++) {
        if (strcmp(looks[i].sign, level->sign) == 0)
            return looks[i].look;
    }
    return JK_LOOK_PLAIN;
}

const char *paper_parties(struct desk_pen *pen, const struct web_party *parties, size_t count)
{
    const char *text = "";

    for (size_t i = 0; i < count; i++)
        text = desk_fmt(pen, "%s%s%s", text, i ? ", " : "", parties[i].label);
    return text;
}

void paper_cell(struct jk_buf *out, enum jk_sheet_look look, const char *text)
{
    jk_sheet_look(out, JK_SHEET_CELL, text && text[0] ? (int)look : JK_LOOK_PLAIN,
                  text ? text : "");
}

void paper_also(struct jk_buf *out, enum jk_sheet_look look, const char *text)
{
    if (text && text[0])
        jk_sheet_look(out, JK_SHEET_ALSO, (int)look, text);
}

enum jk_status paper_end(struct jk_buf *out, struct desk_pen *pen)
{
    bool failed = pen->failed;

    jk_arena_clear(&pen->arena);
    return failed || !jk_buf_ok(out) ? JK_MEMORY : JK_OK;
}
