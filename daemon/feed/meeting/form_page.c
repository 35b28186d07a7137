/* The page of the form of a meeting. */
#include "jarak/feed/meeting/form.h"

#include "daemon/feed/meeting/views.h"

/* A field of the form. */
struct input {
    const struct jk_text *label, *hint;
    const char *width;
    bool needed, several;
};

static const struct input inputs[] = {
    [JK_MEETING_TITLE] = { JK_TEXT_MEETING_TITLE, NULL, "w12", true, false },
    [JK_MEETING_DATE] = { JK_TEXT_DESK_FORM_DATE_OF, JK_TEXT_DESK_FORM_DATE_HINT, "w6", true,
                          false },
    [JK_MEETING_FROM] = { JK_TEXT_DESK_FORM_FROM, NULL, "w3 g", true, false },
    [JK_MEETING_TO] = { JK_TEXT_DESK_FORM_TO, NULL, "w3 g", true, false },
    [JK_MEETING_PLACE] = { JK_TEXT_DESK_FORM_PLACE_NAME, NULL, "w12", true, false },
    [JK_MEETING_AGENDA] = { JK_TEXT_MEETING_AGENDA, NULL, "w12", false, true },
    [JK_MEETING_INVITED] = { JK_TEXT_MEETING_INVITED, JK_TEXT_MEETING_NAMES, "w12", false, true },
    [JK_MEETING_PRESENT] = { JK_TEXT_MEETING_PRESENT, JK_TEXT_MEETING_NAMES, "w6", false, true },
    [JK_MEETING_ABSENT] = { JK_TEXT_MEETING_ABSENT, JK_TEXT_MEETING_NAMES, "w6", false, true },
};
_Static_assert(sizeof inputs / sizeof *inputs == JK_MEETING_END, "every field has its label");

static const char *fault_of(struct desk_pen *pen, const struct jk_meeting_page *page,
                            enum jk_meeting_field field)
{
    if (!page->fault || page->fault->field != field || !page->fault->error.text)
        return "";
    return desk_capital(pen, desk_say(pen, page->fault->error.text));
}

/* A refusal that is no field's. */
static const char *whole_fault(struct desk_pen *pen, const struct jk_meeting_page *page)
{
    char text[600];

    if (!page->fault)
        return "";
    if (page->fault->field != JK_MEETING_END)
        return desk_say(pen, JK_TEXT_MEETING_FAULT);
    jk_error_format(&page->fault->error, pen->lang, text, sizeof text);
    return desk_fmt(pen, "%s", text);
}

enum jk_status jk_meeting_page_write(struct jk_buf *out, const struct jk_desk_reader *reader,
                                     const struct jk_meeting_page *page)
{
    struct desk_pen pen = desk_pen_of(reader);
    struct web_meeting view = { .csrf = reader->csrf, .uid = page->form->uid };
    struct jk_buf content = { 0 };

    for (int i = 0; i < JK_MEETING_END; i++)
        view.inputs[i] =
            (struct web_input){ .name = jk_meeting_name((enum jk_meeting_field)i),
                                .label = desk_say(&pen, inputs[i].label),
                                .value = page->form->value[i],
                                .fault = fault_of(&pen, page, (enum jk_meeting_field)i),
                                .hint = inputs[i].hint ? desk_say(&pen, inputs[i].hint) : "",
                                .width = inputs[i].width,
                                .needed = inputs[i].needed,
                                .list = "",
                                .several = inputs[i].several };
    view.inputs_count = JK_MEETING_END;
    view.title = desk_say(&pen, page->change ? JK_TEXT_MEETING_CHANGE : JK_TEXT_MEETING_CALL);
    view.fault = whole_fault(&pen, page);
    view.change = page->change ? page->change : "";
    view.revision = page->change ? desk_fmt(&pen, "%u", page->revision) : "";
    view.back_href =
        page->change ? desk_fmt(&pen, "/meja/pemberitahuan/%s", desk_url(&pen, page->change)) : "";
    if (!pen.failed)
        web_meeting(&content, &view, reader->lang);
    return desk_finish(out, &pen, reader, view.title, &content);
}
